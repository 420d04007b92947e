//! The homes that are measured, in temporary folders on the real disk: one person's, empty, or with
//! ten thousand pages of three hundred words each.

use std::{fs, path::PathBuf, sync::OnceLock};

use amends::{
    journey::{Between, Event, Mode, Person, Role, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase, PersonKeys},
    vault::{Newcomer, Opened, Options, Store as _, Vault},
};
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
