//! The homes that are measured, in temporary folders on the real disk: one person's, empty, or with
//! ten thousand pages of three hundred words each; and two people's, new, or after two years of practices.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::OnceLock};

use amends::{
    journey::{Between, Event, Face, Mode, Moved, Person, Reach, RecordId, Role, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase, PersonKeys},
    vault::{Newcomer, Opened, Options, Store as _, Vault},
};
use chrono::Days;
use serde_json::json;
use tempfile::TempDir;

/// How many pages there are in a full home.
pub(crate) const PAGES: usize = 10_000;

const WORDS: &str = "I said that it was late and you were in the kitchen with the letter when \
    nobody asked what had happened before summer because the truth about money takes longer than \
    one evening to tell Perhaps tomorrow will be quieter than this was";

/// A quarter past nine, on a Sunday in November.
pub(crate) fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

/// So many words, in another order on every page.
pub(crate) fn words(page: usize, count: usize) -> Vec<&'static str> {
    let words: Vec<_> = WORDS.split_whitespace().collect();
    let word = |at: usize| words[(at * 7919 + page * 104_729 + at * at % 97) % words.len()];
    (0..count).map(word).collect()
}

/// A page of the journal: three hundred words, and in one of a hundred a rare one.
pub(crate) fn text(page: usize) -> String {
    let mut words = words(page, 300);
    if page % 100 == 7 {
        words[150] = "Threshold";
    }
    words.join(" ")
}

/// A passphrase as the program makes them.
pub(crate) fn passphrase() -> Passphrase {
    Passphrase::of("river lamp olive stone bridge").unwrap()
}

/// Whether its one person has a passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Open,
    Sealed,
}

/// A home that goes away with its folder.
pub(crate) struct Home {
    _dir: TempDir,
    pub(crate) places: Places,
    keys: Option<PersonKeys>,
}

impl Home {
    /// Set up, and nothing written.
    pub(crate) fn empty(form: Form) -> Self {
        let dir = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let places = Places { data: dir.path().join("data"), state: dir.path().join("state") };
        let passphrase = (form == Form::Sealed).then(passphrase);
        let people = [Newcomer { label: "A".to_owned(), passphrase }];
        let keys = Vault::create_for(&places, &people, Cost::SMALL).unwrap().pop().unwrap();
        let home = Self { _dir: dir, places, keys };
        let mode = Event::Home { mode: Mode::Alone, between: Between::Couple };
        let person = Person { role: Some(Role::Hurt), ..Person::default() };
        let mut vault = home.open().vault;
        vault.keep_all(Seat::First, now(), &[mode, Event::Profile(person)]).unwrap();
        home
    }

    /// The same with ten thousand pages.
    pub(crate) fn full(form: Form) -> &'static Self {
        static OPEN: OnceLock<Home> = OnceLock::new();
        static SEALED: OnceLock<Home> = OnceLock::new();
        let home = if form == Form::Open { &OPEN } else { &SEALED };
        home.get_or_init(|| {
            let home = Self::empty(form);
            let mut vault = home.open().vault;
            for pages in (0..PAGES).collect::<Vec<_>>().chunks(100) {
                let entry = |page: &usize| Event::Entry { text: text(*page), prompt: None };
                let events: Vec<_> = pages.iter().map(entry).collect();
                vault.keep_all(Seat::First, now(), &events).unwrap();
            }
            drop(vault);
            drop(home.open());
            home
        })
    }

    /// The one with so many pages: none, or ten thousand.
    pub(crate) fn with(pages: usize) -> &'static Self {
        static EMPTY: OnceLock<Home> = OnceLock::new();
        if pages == 0 {
            EMPTY.get_or_init(|| Self::empty(Form::Open))
        } else {
            Self::full(Form::Open)
        }
    }

    /// Ana's, who was hurt, and Ben's, who repairs; after so many days of practices, of which
    /// two years are some ten thousand records.
    pub(crate) fn of_two(days: u64) -> &'static Self {
        static NEW: OnceLock<Home> = OnceLock::new();
        static LIVED: OnceLock<Home> = OnceLock::new();
        let home = if days == 0 { &NEW } else { &LIVED };
        home.get_or_init(|| {
            let dir = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            let places = Places { data: dir.path().join("data"), state: dir.path().join("state") };
            let names = ["Ana", "Ben"];
            let people = names.map(|name| Newcomer { label: name.to_owned(), passphrase: None });
            Vault::create_for(&places, &people, Cost::SMALL).unwrap();
            let home = Self { _dir: dir, places, keys: None };
            let mut vault = home.open().vault;
            let mode = Event::Home { mode: Mode::Together, between: Between::Couple };
            vault.keep(Seat::First, now(), &mode).unwrap();
            for ((seat, name), role) in
                Seat::ALL.into_iter().zip(names).zip([Role::Hurt, Role::Repairing])
            {
                let name = name.to_owned();
                let person = Person { name, role: Some(role), ..Person::default() };
                vault.keep(seat, now(), &Event::Profile(person)).unwrap();
            }
            for day in 0..days {
                let at = now() + Days::new(day);
                for (seat, events) in Seat::ALL.into_iter().zip(lived(day)) {
                    vault.keep_all(seat, at, &events).unwrap();
                }
            }
            drop(vault);
            drop(home.open());
            home
        })
    }

    /// Opens it, and the drawer in it, with keys that are at hand.
    pub(crate) fn open(&self) -> Opened {
        let mut opened = Vault::open(&self.places, &Options::default()).unwrap();
        if let Some(keys) = &self.keys {
            opened.journey = opened.vault.unlock(keys.clone()).unwrap().journey;
        }
        opened
    }

    /// The file with all its lines.
    pub(crate) fn log(&self) -> PathBuf {
        let mut logs = fs::read_dir(self.places.data.join("log")).unwrap();
        logs.next().unwrap().unwrap().path()
    }
}

/// What each of the two keeps on a day, some thirteen records: check-ins, a wave, small wins, a promise
/// that is kept; now and then thanks; once a week the pulse and a talk, once a month an agreement.
fn lived(day: u64) -> [Vec<Event>; 2] {
    let on = |days| now().date_naive() + Days::new(day + days);
    let face = |practice: &str, name: String, both, fields: serde_json::Value| {
        Event::Matter(Face {
            of: Some(RecordId(name.into())),
            practice: practice.into(),
            reach: if both { Reach::Both } else { Reach::OnlyYou },
            pair: "".into(),
            made: on(0),
            until: None,
            review: None,
            from: String::new(),
            begun: false,
            fields: serde_json::from_value::<BTreeMap<_, _>>(fields).unwrap().into(),
        })
    };
    let moved = |name: &str, to: &str| {
        Event::Move(Moved {
            of: RecordId(name.into()),
            owner: Seat::Second,
            reach: Reach::Both,
            to: to.into(),
            day: on(0),
            until: None,
            review: None,
            note: String::new(),
        })
    };
    let check_in = |seat: &str, tension: u64| {
        let name = format!("check-in.{seat}.{}", on(0));
        let shared = json!({ "talk": { "picked": ["yes"] } });
        let whole = json!({
            "line": { "places": { "mood": 5, "tension": tension } },
            "word": { "word": "so" },
            "talk": { "picked": ["yes"] },
        });
        [face("check-in", name.clone(), true, shared), face("check-in", name, false, whole)]
    };
    let mut ana = Vec::from(check_in("p1", day % 11));
    let mut ben = Vec::from(check_in("p2", 10 - day % 11));
    let wave = json!({ "set": { "picked": ["late"] }, "body": { "places": { "body": 7 } } });
    ana.push(face("waves", format!("wave {day}"), false, wave));
    for n in 0..6 {
        let win = json!({ "moment": { "moment": "A laugh." } });
        ana.push(face("wins", format!("win {day} {n}"), true, win));
    }
    let promise = json!({
        "act": { "act": "Home by six" },
        "sure": { "places": { "sure": 9 } },
        "due": { "day": on(2) },
    });
    let name = format!("promise {day}");
    ben.push(face("promises", name.clone(), true, promise));
    ben.push(moved(&name, "kept"));
    if day.is_multiple_of(7) {
        let pulse = json!({ "trust": { "places": { "foresee": 3, "lean": 4, "hope": day % 10 } } });
        ana.push(face("pulse", format!("pulse {day}"), false, pulse));
        let felt = json!({ "heard": { "places": { "heard": 5 } } });
        ana.push(face("heard", format!("felt {day}"), true, felt));
        let guess = json!({ "guess": { "places": { "guess": 6 } } });
        ben.push(face("heard", format!("guess {day}"), true, guess));
    }
    if day.is_multiple_of(5) {
        let thanks = json!({ "thanks": { "act": "You cooked." } });
        ana.push(face("thanks", format!("thanks {day}"), true, thanks));
    }
    if day.is_multiple_of(30) {
        let name = format!("text {day}");
        let offer = json!({ "what": { "what": "A text at noon" }, "end": { "day": on(60) } });
        ben.push(face("agreements", name.clone(), true, offer));
        ana.push(moved(&name, "agreed"));
    }
    [ana, ben]
}
