//! Days as people live them, by the rules that zones really have: hours that are skipped or lived twice,
//! a day that an island never had, flights over the date line, clocks that were set back. Nothing
//! that was kept is lost, doubled or brought back by it, and nothing is due before its day.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use amends::{
    coach::{Act, Due, Reason, advice, coming},
    journey::{Between, Event, Journey, Mode, Order, Person, Record, RecordId, Role, Seat, Time},
    practice::{Cadence, Practice},
    vault::{Memory, Options, Store as _, Vault},
};
use chrono::{DateTime, Days, Duration, NaiveDate, Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;
use proptest::{
    option,
    prelude::*,
    sample::{Index, select},
};
use serde_json::json;

use crate::{
    cli::Shell,
    coach::moved,
    practice::practice,
    reminders::read,
    stage::{Past, book, words},
};

const ANA: Seat = Seat::First;
const BEN: Seat = Seat::Second;

/// Both sides of the date line, quarters of hours, half an hour for summer, clocks that are changed
/// at midnight, for a month of fasting, to the other side of a day, and never.
const ZONES: [Tz; 16] = [
    Tz::Europe__Berlin,
    Tz::Europe__Dublin,
    Tz::America__New_York,
    Tz::America__St_Johns,
    Tz::America__Havana,
    Tz::America__Santiago,
    Tz::Africa__Casablanca,
    Tz::Africa__Cairo,
    Tz::Asia__Kathmandu,
    Tz::Asia__Gaza,
    Tz::Australia__Lord_Howe,
    Tz::Pacific__Apia,
    Tz::Pacific__Chatham,
    Tz::Pacific__Kiritimati,
    Tz::Pacific__Honolulu,
    Tz::UTC,
];

/// What a clock in a zone shows.
fn clock(zone: Tz, at: DateTime<Utc>) -> Time {
    at.with_timezone(&zone).fixed_offset()
}

fn offset(zone: Tz, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

/// The moments at which clocks were changed, to the minute, and where.
fn changes() -> &'static [(Tz, DateTime<Utc>)] {
    static CHANGES: OnceLock<Vec<(Tz, DateTime<Utc>)>> = OnceLock::new();
    CHANGES.get_or_init(|| {
        let start = Utc.with_ymd_and_hms(2011, 1, 1, 0, 0, 0).unwrap();
        let mut changes = Vec::new();
        for zone in ZONES {
            for day in 0..17 * 365 {
                let (mut from, mut to) =
                    (start + Duration::days(day), start + Duration::days(day + 1));
                let before = offset(zone, from);
                if before == offset(zone, to) {
                    continue;
                }
                while to - from > Duration::minutes(1) {
                    let middle = from + (to - from) / 2;
                    if offset(zone, middle) == before { from = middle } else { to = middle }
                }
                changes.push((zone, to));
            }
        }
        changes
    })
}

#[test]
fn the_rules_are_those_that_zones_have() {
    let at = |zone: Tz, y, m, d, h| clock(zone, Utc.with_ymd_and_hms(y, m, d, h, 30, 0).unwrap());
    let shown = |time: Time| time.to_rfc3339();
    // Samoa went to bed on Thursday and rose on Saturday
    let before = shown(at(Tz::Pacific__Apia, 2011, 12, 30, 9));
    assert_eq!(before, "2011-12-29T23:30:00-10:00");
    let after = shown(at(Tz::Pacific__Apia, 2011, 12, 30, 10));
    assert_eq!(after, "2011-12-31T00:30:00+14:00");
    // half an hour for summer
    let summer = [
        at(Tz::Australia__Lord_Howe, 2026, 4, 4, 14),
        at(Tz::Australia__Lord_Howe, 2026, 4, 4, 15),
    ];
    assert_eq!(summer.map(shown), ["2026-04-05T01:30:00+11:00", "2026-04-05T02:00:00+10:30"]);
    let changed: BTreeSet<_> = changes().iter().map(|(zone, _)| zone.name()).collect();
    assert!(changed.len() >= 11 && changes().len() > 300, "{changed:?}");
}

/// Somebody at the keys.
#[derive(Clone, Debug)]
struct Visit {
    by: Seat,
    /// What the machine's clock shows.
    at: Time,
}

impl Visit {
    fn today(&self) -> NaiveDate {
        self.at.date_naive()
    }
}

/// Visits around a change of clocks, with flights between them, and a clock set back and put right.
fn visits() -> impl Strategy<Value = Vec<Visit>> {
    let minutes = prop_oneof![
        4 => 0i64..180,
        4 => 0i64..3 * 24 * 60,
        2 => 0i64..60 * 24 * 60,
    ];
    let one = (any::<bool>(), minutes, option::weighted(0.3, any::<Index>()), wrong());
    (any::<Index>(), -3000i64..180, prop::collection::vec(one, 1..14)).prop_map(
        |(change, start, all)| {
            let (mut zone, change) = changes()[change.index(changes().len())];
            let mut at = change + Duration::minutes(start);
            let mut visits = Vec::new();
            for (first, minutes, flight, back) in all {
                at += Duration::minutes(minutes);
                zone = flight.map_or(zone, |to| ZONES[to.index(ZONES.len())]);
                let by = if first { ANA } else { BEN };
                visits.push(Visit { by, at: clock(zone, at - Duration::days(back)) });
            }
            visits
        },
    )
}

/// By how many days a clock is behind.
fn wrong() -> impl Strategy<Value = i64> {
    prop_oneof![12 => Just(0i64), 1 => Just(1i64), 1 => Just(365i64), 1 => Just(366i64)]
}

/// What the two kept, as a store would take it, and as it is read from its files.
struct Log {
    store: Memory,
    records: Vec<Record>,
    journey: Journey,
    /// On which days, as clocks said, and by whom; in the order of their keeping.
    days: Vec<(Seat, NaiveDate)>,
}

impl Log {
    /// Ana was hurt, Ben repairs; they are through with the steps.
    fn begun(at: Time) -> Self {
        let (store, journey) = (Memory::new(), Journey::default());
        let mut log = Self { store, records: Vec::new(), journey, days: Vec::new() };
        log.keep(ANA, at, &Event::Home { mode: Mode::Together, between: Between::Couple });
        for (by, name, role) in [(ANA, "Ana", Role::Hurt), (BEN, "Ben", Role::Repairing)] {
            let person = Person { name: name.to_owned(), role: Some(role), hurts: Vec::new() };
            log.keep(by, at, &Event::Profile(person));
            for head in book().heads() {
                let done = Event::Step { step: head.id.clone(), page: Some(30), done: Some(true) };
                log.keep(by, at, &done);
            }
        }
        log
    }

    fn keep(&mut self, by: Seat, at: Time, event: &Event) -> RecordId {
        let kept = self.store.keep(by, at, event).unwrap();
        let (json, Order { device, n, .. }) = (kept.to_json().unwrap(), kept.order);
        let record = Record::from_json(&json, &device, n, None).unwrap().unwrap();
        self.journey.apply(&record);
        self.records.push(record);
        self.days.push((by, at.date_naive()));
        kept.id
    }

    /// Something that says nothing but that its day had come.
    fn sign(&mut self, visit: &Visit) {
        self.keep(visit.by, visit.at, &Event::Share { text: "here".to_owned() });
    }

    /// Whether a day lies behind for whoever looks: today is later, or something was kept on a
    /// later day since so many had been kept.
    fn is_past(&self, day: NaiveDate, today: NaiveDate, since: usize) -> bool {
        today > day || self.days[since..].iter().any(|(_, kept)| *kept > day)
    }

    fn stands(&self, of: &str, owner: Seat, id: &RecordId, today: NaiveDate) -> (String, bool) {
        let said = Seat::ALL.map(|eyes| {
            let matter = self.journey.matter(eyes, owner, id).unwrap();
            let standing = practice(of).standing(&matter, today).unwrap();
            (standing.state.id.clone(), standing.over)
        });
        assert_eq!(said[0], said[1], "the same for both");
        said[0].clone()
    }

    fn made_last(&self, of: &str, by: Seat) -> Option<NaiveDate> {
        let own = self.journey.matters_of(by, of).filter(|it| it.owner == by);
        own.map(|it| it.made()).max()
    }
}

fn days(n: u64) -> Days {
    Days::new(n)
}

fn fields(json: serde_json::Value) -> BTreeMap<String, serde_json::Value> {
    serde_json::from_value(json).unwrap()
}

fn agreement(by: Seat, until: NaiveDate, today: NaiveDate) -> Event {
    let said = json!({ "what": { "what": "the bank" }, "end": { "day": until.to_string() } });
    Event::Matter(practice("agreements").face(by, fields(said), today))
}

fn promise(by: Seat, due: NaiveDate, today: NaiveDate) -> Event {
    let said = json!({
        "act": { "act": "home by six" },
        "sure": { "places": { "sure": 9 } },
        "due": { "day": due.to_string() },
    });
    Event::Matter(practice("promises").face(by, fields(said), today))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    /// An agreement holds to the end of its last day on the clock of whoever looks, and once that day
    /// was seen to be over it stays so, wherever they fly to and whatever is done to the clock.
    /// The calendar has its days until then, and the same ones. What was answered with a no, or taken
    /// back, is over at once and for good; of what waits for an answer no calendar speaks.
    #[test]
    fn an_agreement_ends_once(
        visits in visits(),
        asked in 0u64..100,
        said in option::of(select(&["agreed", "declined", "withdrawn"])),
    ) {
        let first = &visits[0];
        let mut log = Log::begun(first.at);
        let since = log.days.len();
        let made = first.today();
        let offer = agreement(first.by, made + days(asked), made);
        let id = log.keep(first.by, first.at, &offer);
        if let Some(said) = said {
            let matter = log.journey.matter(first.by, first.by, &id).unwrap();
            let to = practice("agreements").state(said).unwrap();
            let by = if said == "withdrawn" { first.by } else { first.by.other() };
            let word = Event::Move(to.moves(&matter, made));
            log.keep(by, first.at, &word);
        }
        let holds = said == Some("agreed");
        let is_no = said.is_some() && !holds;
        let (end, review) = (made + days(asked.min(90)), made + days(14));
        let mut was_over = false;
        for visit in &visits {
            let today = visit.today();
            let past = log.is_past(end, today, since);
            let over = is_no || past;
            let state = if past && !is_no { "ended" } else { said.unwrap_or("offered") };
            prop_assert_eq!(log.stands("agreements", first.by, &id, today), (state.to_owned(), over));
            let all = coming(book(), &log.journey, visit.by, today);
            let all: Vec<_> = all.into_iter().map(|(_, day, which)| (day, which)).collect();
            let ahead = [(review, "review"), (end, "until")];
            // on its last day there is nothing to look at again
            let ahead = ahead.into_iter().filter(|(day, which)| *which == "until" || *day < end);
            let ahead: Vec<_> =
                ahead.filter(|(day, _)| holds && !over && *day >= today).collect();
            prop_assert_eq!(all, ahead, "the days of a calendar");
            log.sign(visit);
            prop_assert!(over || !was_over, "what had ended came back");
            was_over = is_no || log.is_past(end, today, since);
        }
    }

    /// A promise stays as it was until somebody moves it, and then as they moved it; it can be moved
    /// to another day to the end of its own, and not again when the clock goes back.
    #[test]
    fn a_promise_stays_as_it_was_left(
        visits in visits(),
        due in 0u64..5,
        when in any::<Index>(),
        which in any::<Index>(),
    ) {
        let it = practice("promises");
        let first = &visits[0];
        let mut log = Log::begun(first.at);
        let since = log.days.len();
        let mut due = first.today() + days(due);
        let id = log.keep(BEN, first.at, &promise(BEN, due, first.today()));
        let mut expected = "open".to_owned();
        let mut from = since;
        for (n, visit) in visits.iter().enumerate() {
            let today = visit.today();
            prop_assert_eq!(&log.stands("promises", BEN, &id, today).0, &expected);
            let matter = log.journey.matter(visit.by, BEN, &id).unwrap();
            prop_assert_eq!(matter.until(), Some(due));
            let ways = it.ways(&matter, visit.by, today);
            if expected == "open" || expected == "moved" {
                let late = log.is_past(due, today, from);
                let has = |id: &str| ways.iter().any(|state| state.id == id);
                prop_assert_eq!((has("kept"), has("kept-late")), (true, late));
                prop_assert_eq!(has("moved"), !late && visit.by == BEN && expected == "open");
            }
            if n == when.index(visits.len()) {
                let to = ways[which.index(ways.len())];
                let mut moved = to.moves(&matter, today);
                if to.id == "moved" {
                    due = due + days(2);
                    moved.until = Some(due);
                    from = log.days.len();
                }
                log.keep(visit.by, visit.at, &Event::Move(moved));
                if !to.is_aside() {
                    expected.clone_from(&to.id);
                }
            }
            log.sign(visit);
        }
        let counted = Seat::ALL.map(|eyes| log.journey.matters_of(eyes, "promises").count());
        prop_assert_eq!(counted, [1, 1], "one, for both");
    }

    /// Each has one check-in for each day of their own calendar, with what they said last on it.
    #[test]
    fn a_day_has_one_check_in_each(visits in visits()) {
        let it = practice("check-in");
        let mut log = Log::begun(visits[0].at);
        let mut said: BTreeMap<(Seat, NaiveDate), usize> = BTreeMap::new();
        for (n, visit) in visits.iter().enumerate() {
            let word = json!({
                "word": { "word": n.to_string() },
                "talk": { "picked": ["rest"], "own": "" },
            });
            for event in Practice::faces(it.face(visit.by, fields(word), visit.today()), &it.both(), false) {
                log.keep(visit.by, visit.at, &event);
            }
            said.insert((visit.by, visit.today()), n);
        }
        // as files arrive from another machine: from their end, and some of them twice
        let mut other = Journey::default();
        for record in log.records.iter().rev().chain(&log.records) {
            other.apply(record);
        }
        for journey in [&log.journey, &other] {
            for by in Seat::ALL {
                let own = journey.matters_of(by, "check-in").filter(|it| it.owner == by);
                let own = own.map(|it| {
                    let word = it.field("word").and_then(|it| it["word"].as_str()).unwrap();
                    ((by, it.made()), word.parse().unwrap())
                });
                let all: Vec<((Seat, NaiveDate), usize)> = own.collect();
                let kept: BTreeMap<_, _> = all.iter().copied().collect();
                prop_assert_eq!(all.len(), kept.len(), "none is doubled");
                let mine = said.iter().filter(|((it, _), _)| *it == by);
                prop_assert_eq!(kept, mine.map(|(day, n)| (*day, *n)).collect());
            }
        }
    }

    /// Nothing is spoken of before its day: a promise from the day before on, what is daily not twice
    /// on a day, what is weekly not within the week, and the way back only after two weeks.
    #[test]
    fn nothing_is_due_before_its_day(
        visits in visits(),
        due in 0u64..9,
        does in prop::collection::vec(0u8..4, 14),
    ) {
        let first = &visits[0];
        let mut log = Log::begun(first.at);
        let made = first.today();
        log.keep(BEN, first.at, &promise(BEN, made + days(due), made));
        let offer = agreement(ANA, made + days(30), made);
        log.keep(ANA, first.at, &offer);
        for (visit, does) in visits.iter().zip(does) {
            let (by, today) = (visit.by, visit.today());
            let advice = advice(book(), &log.journey, by, today);
            let last = log.days.iter().filter(|(it, _)| *it == by).map(|(_, day)| *day).max();
            let goes_on = |it: &Practice| {
                let last = log.made_last(&it.id, by).unwrap();
                let least = if it.cadence == Cadence::Weekly { 7 } else { 1 };
                (today - last).num_days() >= least
            };
            for thing in &advice.due {
                let in_time = match thing {
                    Due::Matter(kept, day) => {
                        (*day - today).num_days() <= i64::from(kept.practice.days_ahead)
                    }
                    Due::Practice(it) => goes_on(it),
                    Due::Sitting(_) | Due::Settled(..) | Due::Toast(_) => false,
                };
                prop_assert!(in_time, "{thing:?} on {today}");
            }
            let in_time = match &advice.act {
                Act::Add(Reason::Back, _) => last.is_some_and(|last| (today - last).num_days() >= 14),
                Act::Add(_, it) => goes_on(it),
                Act::Matter(Reason::DayPast, kept) => {
                    let matter = log.journey.matter(by, kept.owner, &kept.id).unwrap();
                    let (until, review) = (kept.practice.until(&matter), kept.practice.review(&matter));
                    until.into_iter().chain(review).any(|day| day < today)
                }
                _ => true,
            };
            prop_assert!(in_time, "{:?} on {today}", advice.act);
            let it = match does {
                0 => practice("check-in"),
                1 => practice("pulse"),
                2 => practice("lane"),
                _ => continue,
            };
            log.keep(by, visit.at, &Event::Matter(it.face(by, BTreeMap::new(), today)));
        }
    }
}

/// The whole program: whoever asks for a calendar on one day gets the same days, an hour before and
/// after clocks are changed, and on the other side of the earth.
#[test]
fn a_calendar_keeps_its_days() {
    for (zone, y, m, d) in [
        (Tz::Europe__Berlin, 2026, 3, 29),
        (Tz::Europe__Berlin, 2026, 10, 25),
        (Tz::Australia__Lord_Howe, 2026, 4, 5),
        (Tz::America__Santiago, 2026, 9, 6),
        (Tz::Pacific__Apia, 2011, 12, 31),
        // a leap day
        (Tz::Asia__Kathmandu, 2028, 2, 29),
    ] {
        let today = NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let shell = Shell::of_two();
        let noon =
            |zone: Tz| zone.from_local_datetime(&today.and_hms_opt(12, 0, 0).unwrap()).unwrap();
        let made = noon(zone).fixed_offset();
        let mut opened = Vault::open(&shell.places(), &Options::default()).unwrap();
        opened.vault.keep(BEN, made, &promise(BEN, today + days(1), today)).unwrap();
        let offer = agreement(ANA, today + days(366), today);
        let offer = opened.vault.keep(ANA, made, &offer).unwrap();
        let mut yes = moved(&offer.id.0, ANA, "agreed", 0);
        if let Event::Move(yes) = &mut yes {
            yes.day = today;
        }
        opened.vault.keep(BEN, made, &yes).unwrap();
        let check_in = practice("check-in").face(ANA, BTreeMap::new(), today - days(1));
        opened.vault.keep(ANA, made, &Event::Matter(check_in)).unwrap();
        drop(opened);
        // every hour of that day there, and its noon elsewhere
        let hours = (-30..30).map(|hours| clock(zone, made.to_utc() + Duration::hours(hours)));
        let mut clocks: Vec<Time> =
            hours.filter(|at| at.date_naive() == today).step_by(4).collect();
        clocks.extend(
            [Tz::Pacific__Kiritimati, Tz::Pacific__Honolulu].map(|it| noon(it).fixed_offset()),
        );
        assert!(clocks.len() > 6, "{zone}");
        for at in clocks {
            let said = shell.run(&["calendar", "--as", "Ana", "--at", &at.to_rfc3339()]);
            let events = read(&said.succeeds().out);
            let mut found: Vec<_> = events.values().map(|it| it["DTSTART"].clone()).collect();
            found.sort();
            // today's check-in, tomorrow's promise, the agreement's review and its end
            let expected = [0, 1, 14, 90].map(|n| (today + days(n)).format("%Y%m%d").to_string());
            assert_eq!(found, expected, "{zone}, {at}");
            assert!(!said.out.contains("TZID") && !said.out.contains("VTIMEZONE"));
        }
    }
}

/// The screens: one check-in for each day of one's own, on the clock that stands on the wall there.
#[test]
fn a_check_in_is_of_the_day_on_the_wall() {
    let mut stage = Past::together().done_before(11).open(100, 50);
    let mut made: Vec<String> = Vec::new();
    for (at, days) in [
        ("2011-12-29T23:30:00-10:00", &["2011-12-29"][..]),
        // an hour later: Samoa has gone over to the other side of the date line
        ("2011-12-31T00:30:00+14:00", &["2011-12-29", "2011-12-31"]),
        // and back by a flight, to a day that nobody had at home
        ("2011-12-30T06:00:00-10:00", &["2011-12-29", "2011-12-30", "2011-12-31"]),
        ("2011-12-31T20:00:00+14:00", &["2011-12-29", "2011-12-30", "2011-12-31"]),
        // a clock that lost its battery, and was put right
        ("2010-12-31T20:00:00+14:00", &["2010-12-31", "2011-12-29", "2011-12-30", "2011-12-31"]),
        ("2011-12-31T21:00:00+14:00", &["2010-12-31", "2011-12-29", "2011-12-30", "2011-12-31"]),
    ] {
        stage.now = at.parse().unwrap();
        stage.choose(&words().home.practices).choose("Check-in").choose("Check in");
        // what a day has already is gone on with, as it is
        let known = made.contains(&stage.now.date_naive().to_string());
        stage.press("5 enter 5 enter enter \"x\" ctrl+s");
        stage.press(if known {
            "ctrl+s ctrl+s ctrl+s"
        } else {
            "space ctrl+s down space ctrl+s ctrl+s"
        });
        assert!(stage.sees(&words().practices.keep), "{at}: {}", stage.frame());
        stage.press("enter esc esc");
        let own = stage.app.journey().matters_of(ANA, "check-in");
        made = own.map(|it| it.made().to_string()).collect();
        made.sort();
        assert_eq!(made, days, "{at}");
    }
}
