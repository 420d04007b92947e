//! The life of what practices keep: who may move it where, what ends by itself, what is never taken
//! back, and whose eyes see what. What the screens make of it is left to `practices`.

use std::collections::BTreeMap;

use amends::{
    exercise::Spec,
    journey::{
        Event, Face, Journey, Matter, Mode, Moved, Order, Reach, Record, RecordId, Role, Seat, When,
    },
    practice::{Lasts, Practice, Refusal},
    ui::{Key, plain::Offer},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    coach::kept,
    stage::{Past, Stage, book, nine, words},
};

pub(crate) fn practice(id: &str) -> &'static Practice {
    book().practices().unwrap().find(id).unwrap()
}

fn today() -> NaiveDate {
    nine().date_naive()
}

fn in_days(days: u64) -> NaiveDate {
    today().checked_add_days(Days::new(days)).unwrap()
}

type Fields = BTreeMap<String, Value>;

fn promise(sure: u8, due: NaiveDate) -> Fields {
    let fields = json!({
        "act": { "act": "home by six" },
        "sure": { "places": { "sure": sure } },
        "due": { "day": due.to_string() },
    });
    serde_json::from_value(fields).unwrap()
}

/// One thing that was kept, as a store would keep it.
fn record(n: u64, by: Seat, day: NaiveDate, event: Event) -> Record {
    let order = Order { lc: n, device: "d".into(), n };
    Record { id: RecordId(format!("r{n}").into()), at: When::Day(day), order, by, event }
}

fn of(records: &[Record]) -> Journey {
    let mut journey = Journey::default();
    for record in records {
        journey.apply(record);
    }
    journey
}

fn only(journey: &Journey, eyes: Seat) -> Matter<'_> {
    journey.matters(eyes).next().unwrap()
}

fn set(practice: &Practice, fields: Fields, day: NaiveDate) -> Event {
    Event::Matter(practice.face(Seat::First, fields, day))
}

fn to(practice: &Practice, journey: &Journey, by: Seat, state: &str, day: NaiveDate) -> Event {
    let matter = only(journey, by);
    Event::Move(practice.state(state).unwrap().moves(&matter, day))
}

fn ways(practice: &Practice, journey: &Journey, seat: Seat, day: NaiveDate) -> Vec<String> {
    let matter = only(journey, seat);
    practice.ways(&matter, seat, day).into_iter().map(|state| state.id.clone()).collect()
}

fn state(practice: &Practice, journey: &Journey, day: NaiveDate) -> String {
    practice.standing(&only(journey, Seat::First), day).unwrap().state.id.clone()
}

#[test]
fn who_may_move_a_promise_where_and_when() {
    let it = practice("promises");
    let journey = of(&[record(1, Seat::First, today(), set(it, promise(9, in_days(2)), today()))]);
    let table: [(Seat, u64, &[&str]); 5] = [
        (Seat::First, 0, &["kept", "moved", "told", "line"]),
        (Seat::First, 2, &["kept", "moved", "told", "line"]),
        (Seat::First, 3, &["kept", "kept-late", "told", "line"]),
        (Seat::Second, 0, &["kept", "found", "line", "no-check"]),
        (Seat::Second, 9, &["kept", "kept-late", "found", "line", "no-check"]),
    ];
    for (seat, day, may) in table {
        assert_eq!(ways(it, &journey, seat, in_days(day)), may, "{seat} on day {day}");
    }
}

/// The other one would be asked to say yes to nothing, or to watching for its own sake.
#[test]
fn an_offer_without_words_or_a_fear_is_not_kept() {
    let (it, journey) = (practice("agreements"), Journey::default());
    let refuses = |fields: Value| {
        let fields = serde_json::from_value(fields).unwrap();
        it.refuses(&journey, Seat::First, &fields, today())
    };
    let open = |ask: &str| Some(Refusal::Open(it.ask(ask).unwrap()));
    let what = json!({ "what": "I text when I arrive." });
    for (said, refused) in [
        (json!({}), open("what")),
        (json!({ "what": { "what": "  " } }), open("what")),
        (json!({ "fear": { "fear": "x" } }), open("what")),
        (json!({ "what": what }), open("fear")),
        (json!({ "what": what, "fear": { "fear": " " } }), open("fear")),
        (json!({ "what": what, "fear": { "fear": "that you are gone" } }), None),
    ] {
        assert_eq!(refuses(said.clone()), refused, "{said}");
    }
}

/// Thanks that come by the dozen are none: a week has room for three of each, and the first of them makes
/// room again a week later.
#[test]
fn a_week_has_room_for_three_thanks() {
    let it = practice("thanks");
    let fields: Fields = BTreeMap::from([("thanks".to_owned(), json!({ "act": "held a door" }))]);
    let thanks = |n: u64, by| {
        let face = it.face(by, fields.clone(), in_days(n));
        record(100 + n, by, in_days(n), Event::Matter(face))
    };
    let records = [0, 2, 5].map(|n| thanks(n, Seat::First));
    let refused = |journey: &Journey, by, n| it.refuses(journey, by, &fields, in_days(n));
    let two = of(&records[..2]);
    assert_eq!(refused(&two, Seat::First, 5), None);
    let three = of(&records);
    for n in [5, 6] {
        assert_eq!(refused(&three, Seat::First, n), Some(Refusal::Week(3, in_days(7))));
        assert_eq!(refused(&three, Seat::Second, n), None, "each has their own");
    }
    assert_eq!(refused(&three, Seat::First, 7), None, "the first was a week ago");
    let four = of(&[&records[..], &[thanks(7, Seat::First)]].concat());
    assert_eq!(refused(&four, Seat::First, 8), Some(Refusal::Week(3, in_days(9))));
    let before = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    assert_eq!(it.refuses(&three, Seat::First, &fields, before), None, "a clock set back");
}

#[test]
fn what_was_found_is_never_edited_away() {
    let it = practice("promises");
    let mut records =
        vec![record(1, Seat::First, today(), set(it, promise(9, in_days(2)), today()))];
    let journey = of(&records);
    let found = to(it, &journey, Seat::Second, "found", today());
    let kept = to(it, &journey, Seat::First, "kept", today());
    for (one, other) in [(&found, &kept), (&kept, &found)] {
        let by = |event: &Event| if event == &found { Seat::Second } else { Seat::First };
        let mut records = records.clone();
        records.push(record(2, by(one), today(), one.clone()));
        records.push(record(3, by(other), today(), other.clone()));
        assert_eq!(state(it, &of(&records), today()), "found");
        assert_eq!(ways(it, &of(&records), Seat::First, today()), ["line"]);
    }
    // only the other one can have found it out
    records.push(record(2, Seat::First, today(), found));
    assert_eq!(state(it, &of(&records), today()), "open");
}

#[test]
fn what_is_over_stays_over() {
    let it = practice("agreements");
    let first = record(1, Seat::First, today(), set(it, Fields::new(), today()));
    let journey = of(std::slice::from_ref(&first));
    assert_eq!(ways(it, &journey, Seat::Second, today()), ["agreed", "declined"]);
    assert_eq!(ways(it, &journey, Seat::First, today()), ["withdrawn"]);
    let agreed = to(it, &journey, Seat::Second, "agreed", today());
    let stopped = to(it, &journey, Seat::First, "stopped", today());
    let journey = of(&[
        first,
        record(2, Seat::First, today(), stopped),
        record(3, Seat::Second, today(), agreed),
    ]);
    assert_eq!(state(it, &journey, today()), "stopped");
    for seat in Seat::ALL {
        assert_eq!(ways(it, &journey, seat, today()), [""; 0]);
    }
}

#[test]
fn an_agreement_ends_by_itself() {
    let it = practice("agreements");
    // days asked for, and the last day on which it holds
    for (asked, holds) in [(None, 30), (Some(14), 14), (Some(90), 90), (Some(400), 90)] {
        let mut fields = Fields::new();
        if let Some(days) = asked {
            fields.insert("end".to_owned(), json!({ "day": in_days(days).to_string() }));
            fields.insert("review".to_owned(), json!({ "day": in_days(60).to_string() }));
        }
        let journey = of(&[record(1, Seat::First, today(), set(it, fields, today()))]);
        let matter = only(&journey, Seat::Second);
        let standing = it.standing(&matter, in_days(holds)).unwrap();
        assert!(!standing.over, "{asked:?}");
        assert_eq!(standing.until, Some(in_days(holds)));
        let review = Some(in_days(14)).filter(|_| holds > 14);
        assert_eq!(standing.review, review, "a review comes within two weeks, and before the end");
        let standing = it.standing(&matter, in_days(holds + 1)).unwrap();
        assert_eq!((standing.state.id.as_str(), standing.over), ("ended", true), "{asked:?}");
        assert_eq!(standing.since, in_days(holds + 1));
    }
}

#[test]
fn a_promise_must_be_small_and_there_are_five() {
    let it = practice("promises");
    let mut records = Vec::new();
    for n in 1..=5 {
        let journey = of(&records);
        let refused = |sure| it.refuses(&journey, Seat::First, &promise(sure, today()), today());
        assert_eq!(refused(8), None, "{n}");
        assert!(matches!(refused(7), Some(Refusal::TooUnsure(_))), "{n}");
        records.push(record(n, Seat::First, today(), set(it, promise(8, today()), today())));
    }
    let journey = of(&records);
    let refused = |seat| it.refuses(&journey, seat, &promise(10, today()), today());
    assert_eq!(refused(Seat::First), Some(Refusal::TooMany(5)));
    assert_eq!(refused(Seat::Second), None, "each has their own five");
    let kept = to(it, &journey, Seat::First, "kept", today());
    records.push(record(6, Seat::First, today(), kept));
    let journey = of(&records);
    assert_eq!(it.refuses(&journey, Seat::First, &promise(10, today()), today()), None);
}

#[test]
fn private_is_private_until_its_owner_shows_it() {
    let it = practice("questions");
    let fields: Fields = BTreeMap::from([("ask".to_owned(), json!({ "ask": "why" }))]);
    let face = it.face(Seat::First, fields, today());
    let own = record(1, Seat::First, today(), Event::Matter(face.clone()));
    let journey = of(std::slice::from_ref(&own));
    assert_eq!(only(&journey, Seat::First).reach(), Reach::OnlyYou);
    assert_eq!(journey.matters(Seat::Second).count(), 0);
    let moved = to(it, &journey, Seat::First, "part", today());
    assert_eq!(moved.reach(), Reach::OnlyYou);
    let shown = Face { of: Some(own.id.clone()), reach: Reach::Both, ..face.clone() };
    let shown = record(3, Seat::First, today(), Event::Matter(shown));
    // written again for oneself: what was shown stays shown
    let again = Face { of: Some(own.id.clone()), fields: Fields::new().into(), ..face };
    let again = record(4, Seat::First, today(), Event::Matter(again));
    let journey = of(&[own, record(2, Seat::First, today(), moved), shown, again]);
    assert_eq!(journey.matters(Seat::First).count(), 1, "it is one and the same");
    let theirs = only(&journey, Seat::Second);
    assert_eq!(theirs.field("ask"), Some(&json!({ "ask": "why" })));
    assert_eq!(theirs.moves().count(), 0, "how it was moved alone is its owner's");
    assert_eq!(only(&journey, Seat::First).moves().count(), 1);
    assert!(it.ways(&theirs, Seat::Second, today()).iter().all(|state| state.id != "dropped"));
}

/// Neither a number nor that there is one is anybody else's before they have laid down theirs of the same
/// time; then both see both, in whatever order it was heard of.
#[test]
fn two_lay_down_what_both_then_see() {
    let sees = |records: &[Record], eyes: Seat, id: &str| {
        let seen = |all: &mut dyn Iterator<Item = &Record>| {
            let mut journey = Journey::default();
            all.for_each(|record| journey.apply(record));
            let others = journey.matters_of(eyes, id).filter(|it| it.owner != eyes);
            let own = journey.matters_of(eyes, id).filter(|it| it.owner == eyes);
            (others.count(), own.map(|it| it.reach()).collect::<Vec<_>>())
        };
        let (there, back) = (seen(&mut records.iter()), seen(&mut records.iter().rev()));
        assert_eq!(there, back);
        there
    };
    // days after a Sunday; the week begins on the Monday after it
    for (id, one, other, opens) in [
        ("pulse", 1, 7, true),
        ("pulse", 0, 1, false),
        ("pulse", 7, 8, false),
        ("heard", 3, 3, true),
        ("heard", 3, 4, false),
    ] {
        let it = practice(id);
        let said: Fields = BTreeMap::from([(it.shows.clone(), json!({ "x": "so" }))]);
        let laid = |n: u64, by, day| {
            let own =
                record(n, by, in_days(day), Event::Matter(it.face(by, said.clone(), in_days(day))));
            let journey = of(std::slice::from_ref(&own));
            let shown = it.shown(&journey.matters(by).next().unwrap());
            [own, record(n + 1, by, in_days(day), shown)]
        };
        let (first, second) = (laid(1, Seat::First, one), laid(11, Seat::Second, other));
        let half = [&first[..], &second[..1]].concat();
        assert_eq!(sees(&half, Seat::First, id), (0, vec![Reach::Sealed]), "{id}");
        assert_eq!(sees(&half, Seat::Second, id), (0, vec![Reach::OnlyYou]), "{id}");
        let both = [&first[..], &second[..]].concat();
        let reach = if opens { Reach::Both } else { Reach::Sealed };
        for eyes in Seat::ALL {
            assert_eq!(sees(&both, eyes, id), (usize::from(opens), vec![reach]), "{id}");
        }
        let alone = of(&first);
        let mine = alone.matters(Seat::First).next().unwrap();
        assert!(!mine.is_shared() && mine.field(&it.shows).is_some() && !mine.shows(&it.shows));
        assert!(alone.matter(Seat::Second, Seat::First, mine.id).is_none());
    }
}

#[test]
fn of_a_check_in_the_other_sees_what_is_for_both() {
    let it = practice("check-in");
    let fields: Fields = BTreeMap::from([
        ("word".to_owned(), json!({ "word": "grey" })),
        ("talk".to_owned(), json!({ "picked": ["rest"], "own": "" })),
    ]);
    let events = Practice::faces(it.face(Seat::First, fields, today()), &it.both(), false);
    let records: Vec<_> =
        (1..).zip(events).map(|(n, event)| record(n, Seat::First, today(), event)).collect();
    let journey = of(&records);
    let (mine, theirs) = (only(&journey, Seat::First), only(&journey, Seat::Second));
    assert!(mine.field("word").is_some() && mine.field("talk").is_some());
    assert!(theirs.field("word").is_none() && theirs.field("talk").is_some());
    assert!(mine.shows("talk") && !mine.shows("word"));
    assert_eq!(theirs.fields().len(), 1);
}

/// What its owner takes out of a check-in does not stand there for the other one, nor come back.
#[test]
fn what_was_taken_out_is_gone_for_both() {
    let it = practice("check-in");
    let talk = ("talk".to_owned(), json!({ "picked": ["rest"], "own": "" }));
    let word = ("word".to_owned(), json!({ "word": "grey" }));
    let kept = |fields: Fields, was_shared| {
        Practice::faces(it.face(Seat::First, fields, today()), &it.both(), was_shared)
    };
    let events =
        [kept(BTreeMap::from([talk, word.clone()]), false), kept(BTreeMap::from([word]), true)];
    let records = (1..).zip(events.concat());
    let records: Vec<_> =
        records.map(|(n, event)| record(n, Seat::First, today(), event)).collect();
    let journey = of(&records);
    assert_eq!(only(&journey, Seat::Second).field("talk"), None);
    assert_eq!(only(&journey, Seat::First).field("talk"), None);
    assert!(only(&journey, Seat::First).field("word").is_some());
}

#[test]
fn nothing_tells_what_is_in_it() {
    let it = practice("promises");
    let event = set(it, promise(9, today()), today());
    let journey = of(&[record(1, Seat::First, today(), event.clone())]);
    let matter = only(&journey, Seat::First);
    let note = "a line".to_owned();
    let moved = Moved { note, ..it.states[1].moves(&matter, today()) };
    let told = format!("{event:?} {matter:?} {moved:?} {:?}", Event::Move(moved.clone()));
    assert!(!told.contains("home") && !told.contains("line"), "{told}");
}

#[test]
fn everybody_has_practices() {
    for role in [Role::Hurt, Role::Repairing, Role::Both] {
        for past in [Past::alone(role), Past::together()] {
            let reader = amends::engine::Path::new(book(), past.journey(), Seat::First).reader();
            let all = &book().practices().unwrap().practices;
            let mine = all.iter().filter(|it| reader.is_meant(&it.meant)).count();
            assert!(mine >= 9, "{role:?}: {mine}");
        }
    }
}

/// Days as clocks tell them: some years around now, leap days among them.
fn day() -> impl Strategy<Value = NaiveDate> {
    (0u64..2000).prop_map(|days| {
        NaiveDate::from_ymd_opt(2023, 6, 1).unwrap().checked_add_days(Days::new(days)).unwrap()
    })
}

proptest! {
    /// Whatever the order in which files arrive, and however often, the same is so.
    #[test]
    fn the_order_of_files_says_nothing(
        days in prop::collection::vec(day(), 1..8),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..16),
        on in day(),
    ) {
        let it = practice("promises");
        let states = ["kept", "moved", "told", "found", "line"];
        let mut records = Vec::new();
        for (n, made) in (1..).zip(&days) {
            records.push(record(n, Seat::First, *made, set(it, promise(9, *made), *made)));
            let journey = of(&records[records.len() - 1..]);
            let state = states[usize::try_from(n).unwrap() % states.len()];
            let by = if state == "found" { Seat::Second } else { Seat::First };
            let event = to(it, &journey, by, state, *made);
            records.push(record(100 + n, by, *made, event));
        }
        let mut other = of(&[]);
        for pick in &picks {
            other.apply(&records[pick.index(records.len())]);
        }
        for record in records.iter().rev() {
            other.apply(record);
        }
        let seen = |journey: &Journey| {
            let mut all: Vec<_> = journey
                .matters(Seat::First)
                .map(|it2| (it2.id.clone(), it.standing(&it2, on).map(|it| (it.state.id.clone(), it.over, it.until))))
                .collect();
            all.sort();
            all
        };
        prop_assert_eq!(seen(&of(&records)), seen(&other));
        prop_assert_eq!(other.matters(Seat::First).count(), days.len(), "none lost, none doubled");
    }

    /// A day is its writer's own: kept late in the evening in one zone, it is that day wherever and
    /// whenever it is read, also where clocks are changed in that night.
    #[test]
    fn no_zone_moves_a_day(made in day(), hour in 0u32..24, here in -12i32..=14, there in -12i32..=14) {
        let zone = |hours: i32| chrono::FixedOffset::east_opt(hours * 3600).unwrap();
        let at = made.and_hms_opt(hour, 59, 0).unwrap().and_local_timezone(zone(here)).unwrap();
        let it = practice("check-in");
        let face = it.face(Seat::First, Fields::new(), at.date_naive());
        prop_assert_eq!(face.made, made);
        let mut first = record(1, Seat::First, made, Event::Matter(face));
        first.at = When::Moment(at);
        // read from the file by somebody who lives elsewhere now
        let json = first.to_json().unwrap();
        let read = Record::from_json(&json, "d", 1, None).unwrap().unwrap();
        let elsewhere = at.with_timezone(&zone(there));
        let again = it.face(Seat::First, Fields::new(), made);
        let twice = record(2, Seat::First, elsewhere.date_naive(), Event::Matter(again));
        let journey = of(&[read, twice]);
        prop_assert_eq!(journey.matters(Seat::First).count(), 1, "one a day, not doubled");
        prop_assert_eq!(only(&journey, Seat::First).made(), made);
    }

    /// What was seen to have ended stays so when the clock is set back, by a day or by a year.
    #[test]
    fn no_clock_brings_an_agreement_back(made in day(), later in 91u64..400, back in 0u64..800) {
        let it = practice("agreements");
        let after = made.checked_add_days(Days::new(later)).unwrap();
        let journey = of(&[
            record(1, Seat::First, made, set(it, Fields::new(), made)),
            // somebody kept something, whatever it was
            record(2, Seat::Second, after, Event::Share { text: String::new() }),
        ]);
        let on = after.checked_sub_days(Days::new(back)).unwrap();
        prop_assert_eq!(state(it, &journey, on), "ended");
        // and what is agreed after the clock was set back holds for its own days
        let journey = of(&[
            record(2, Seat::Second, after, Event::Share { text: String::new() }),
            record(3, Seat::First, on, set(it, Fields::new(), on)),
        ]);
        prop_assert_eq!(state(it, &journey, on), "offered");
    }
}

/// Both stand on a step's page.
#[test]
fn no_practice_is_called_like_an_exercise() {
    let steps = (0..book().heads().len()).map(|n| book().step(n).unwrap());
    let exercises: Vec<_> =
        steps.flat_map(|step| &step.exercises).map(|it| it.title.as_str()).collect();
    for practice in &book().practices().unwrap().practices {
        assert!(!exercises.contains(&practice.title.as_str()), "{}", practice.title);
    }
}

/// The day in focus is the usual one; where none is, it is the nearest.
#[test]
fn the_usual_day_is_offered_first() {
    for (id, ask, usual) in [
        ("meeting", "next", Some(7)),
        ("agreements", "end", Some(30)),
        ("agreements", "review", Some(14)),
        ("boundaries", "review", Some(30)),
        ("promises", "due", None),
    ] {
        let Spec::Day(day) = &practice(id).ask(ask).unwrap().spec else { panic!("{id}/{ask}") };
        assert_eq!(day.usual, usual, "{id}/{ask}");
    }
    let mut stage = Past::alone(Role::Hurt).open(80, 24);
    stage.choose("Practices").choose("Lines").choose("Draw a line");
    stage.press("\"I lend nothing.\" ctrl+s ctrl+s ctrl+s");
    assert!(stage.sees("› in 30 days") && stage.sees("(usual)"), "{}", stage.frame());
    stage.press("enter");
    assert!(stage.sees(&words().weekday(in_days(30))), "{}", stage.frame());
}

#[test]
fn a_day_that_is_past_is_spoken_of_as_past() {
    let mut stage =
        Past::together().happened(Seat::Second, crate::coach::promise("p", 0, 4)).open(80, 24);
    stage.now += std::time::Duration::from_secs(5 * 24 * 60 * 60);
    stage.choose("Practices").choose("Promises");
    assert!(stage.sees("open · its day was 26 Nov"), "{}", stage.frame());
    stage.choose("Ben: Home by six");
    let page = stage.sheet().lines.join("\n");
    assert!(page.contains("Its day was Thursday, 26 November 2026."), "{page}");
    assert!(!page.contains("Until "), "{page}");
}

/// A line of one's own is one's own to look at and to let go of; one that both drew is either's.
#[test]
fn a_line_is_let_go_of_by_whose_it_is() {
    let it = practice("boundaries");
    for (whose, says) in [("mine", &[][..]), ("ours", &["looked", "retired"])] {
        let fields = BTreeMap::from([("whose".to_owned(), json!({ "picked": [whose] }))]);
        let line = record(1, Seat::First, today(), set(it, fields, today()));
        let journey = of(std::slice::from_ref(&line));
        let ways = |seat| -> Vec<_> {
            let ways = it.ways(&only(&journey, seat), seat, today());
            ways.into_iter().map(|state| state.id.as_str()).collect()
        };
        assert_eq!(ways(Seat::First), ["looked", "changed", "retired"], "{whose}");
        assert_eq!(ways(Seat::Second), says, "{whose}");
        // also where a file says that somebody did
        let retired = to(it, &journey, Seat::Second, "retired", today());
        let journey = of(&[line, record(2, Seat::Second, today(), retired)]);
        let standing = it.standing(&only(&journey, Seat::First), today()).unwrap();
        assert_eq!(standing.over, whose == "ours", "{whose}");
    }
}

/// A meeting shows what its parts are about; when the next is kept, the last is over.
#[test]
fn a_meeting_goes_through_what_there_is() {
    let line = |name: &str, line: &str, review: u64| {
        let review = nine().date_naive() + Days::new(review);
        kept(
            "boundaries",
            name,
            0,
            Seat::First,
            json!({
                "line": { "line": line },
                "review": { "day": review.to_string() },
            }),
        )
    };
    let last = kept(
        "meeting",
        "last",
        0,
        Seat::First,
        json!({
            "act": { "act": "Phones in the hall" },
            "next": { "day": (nine().date_naive() + Days::new(7)).to_string() },
        }),
    );
    let mut stage = Past::together()
        .happened(Seat::First, last)
        .happened(Seat::Second, crate::coach::promise("p", 0, 9))
        .happened(Seat::First, line("soon", "I sleep alone", 20))
        .happened(Seat::First, line("now", "I answer by noon", 5))
        .open_later(7, 80, 24);
    let title = &practice("meeting").title;
    stage.choose(title).choose("Begin the meeting").press("enter").sit_down();
    for (part, sees) in [
        (2, Some("Phones in the hall")),
        (3, Some("Home by six")),
        (4, None),
        (5, Some("I answer by noon")),
    ] {
        while !stage.sees(&format!("{} of 8", part + 1)) {
            stage.press("enter");
        }
        for listed in ["Phones in the hall", "Home by six", "I answer by noon", "I sleep alone"] {
            assert_eq!(stage.sees(listed), sees == Some(listed), "{listed}\n{}", stage.frame());
        }
    }
    // begun, left, and gone on with
    stage.press("ctrl+s").press("\"Walk on\" esc");
    stage
        .choose("Practices")
        .choose(title)
        .choose("Go on with “Walk on”")
        .choose(&words().practices.go_on)
        .press("\" Sunday\" ctrl+s ctrl+s");
    stage.choose("in 7 days").choose(&words().practices.keep);
    let it = practice("meeting");
    let day = stage.now.date_naive();
    let open: Vec<_> = it.open(stage.app.journey(), Seat::First, day).collect();
    let [next] = &open[..] else { panic!("{} are open", open.len()) };
    assert_eq!(next.field("act"), Some(&json!({ "act": "Walk on Sunday" })));
    let last = stage.app.journey().matter(Seat::Second, Seat::First, &RecordId("last".into()));
    assert_eq!(it.standing(&last.unwrap(), day).unwrap().state.id, "held");
}

/// Either can call a meeting off by naming another day, as often as it takes.
#[test]
fn a_meeting_can_be_called_off_again() {
    let it = practice("meeting");
    let meeting = record(1, Seat::First, today(), set(it, Fields::new(), today()));
    let journey = of(std::slice::from_ref(&meeting));
    let moved = to(it, &journey, Seat::First, "moved", today());
    let journey = of(&[meeting, record(2, Seat::First, today(), moved)]);
    assert_eq!(ways(it, &journey, Seat::First, in_days(9)), ["moved", "held"]);
}

/// What one has said beside a matter once, one is not asked for again.
#[test]
fn who_would_not_check_is_not_asked_again() {
    let it = practice("promises");
    let promised = record(1, Seat::First, today(), set(it, promise(9, in_days(3)), today()));
    let journey = of(std::slice::from_ref(&promised));
    let asked = |journey: &Journey| {
        ways(it, journey, Seat::Second, today()).contains(&"no-check".to_owned())
    };
    assert!(asked(&journey));
    let declined = to(it, &journey, Seat::Second, "no-check", today());
    assert!(!asked(&of(&[promised, record(2, Seat::Second, today(), declined)])));
}

/// What somebody wrote about a promise and did not say is theirs, and not lost.
#[test]
fn what_was_written_and_not_said_becomes_a_page() {
    let note = "because of the train";
    let past = Past::together().happened(Seat::First, crate::coach::promise("p", 0, 4));
    let mut stage = past.open_later(5, 80, 24);
    stage.choose("Practices").choose("Promises").choose("Home by six");
    stage.choose(&practice("promises").state("told").unwrap().act);
    stage.press(&format!("\"{note}\" esc"));
    assert!(stage.sees(&words().practices.note_left), "{}", stage.frame());
    let matter = stage.app.journey().matters_of(Seat::First, "promises").next().unwrap();
    assert_eq!(matter.moves().count(), 0, "nothing was said");
    stage.press("enter esc esc esc j");
    assert!(stage.sees(note), "{}", stage.frame());
}

/// Of what was shown whole there is nothing left that only its owner reads.
#[test]
fn what_was_shown_whole_cannot_be_thrown_away() {
    let it = practice("questions");
    let fields: Fields = BTreeMap::from([
        ("ask".to_owned(), json!({ "ask": "why" })),
        ("use".to_owned(), json!({ "picked": ["guess"] })),
    ]);
    let face = it.face(Seat::First, fields.clone(), today());
    let own = record(1, Seat::First, today(), Event::Matter(face.clone()));
    let show = |fields: Fields| {
        let of = Some(own.id.clone());
        Event::Matter(Face { of, reach: Reach::Both, fields: fields.into(), ..face.clone() })
    };
    let some = fields.clone().into_iter().take(1).collect();
    for (shown, has_own) in [(some, true), (fields, false)] {
        let shown = record(2, Seat::First, today(), show(shown));
        let journey = of(&[own.clone(), shown]);
        assert_eq!(only(&journey, Seat::First).has_own(), has_own);
    }
}

/// Who goes on alone is not spoken to as one of two, and is asked nothing that two would be.
#[test]
fn alone_nobody_is_spoken_of_as_one_of_two() {
    let path = Past::alone(Role::Hurt);
    let path = amends::engine::Path::new(book(), path.journey(), Seat::First);
    for practice in path.practices() {
        let why = if practice.why_alone.is_empty() { &practice.why } else { &practice.why_alone };
        for text in practice.care(Mode::Alone).iter().chain([why]) {
            for two in ["he other", "each of you", "oth of you", "you both", "neither of you"] {
                assert!(!text.contains(two), "{}: {text}", practice.id);
            }
        }
    }
    let mut stage = Past::alone(Role::Hurt).open(80, 40);
    stage.choose("Practices").choose("Check-in").choose("Check in");
    stage.press("6 enter 4 enter \"grey\" ctrl+s enter enter");
    let talk = practice("check-in").ask("talk").unwrap();
    let Spec::Pick(talk) = &talk.spec else { unreachable!("a pick") };
    assert!(!stage.sees(&talk.ask), "{}", stage.frame());
}

/// What says nothing is not kept.
#[test]
fn an_empty_card_is_not_kept() {
    let mut stage = Past::together().open(80, 40);
    stage.choose("Practices").choose("A card for waves").choose("Write the card");
    while !stage.sees(&words().practices.nothing_said) {
        stage.press("ctrl+s");
    }
    let keep = &words().practices.keep;
    assert!(!stage.offers().iter().any(|(_, says)| says.starts_with(keep)), "{}", stage.frame());
    stage.choose(&words().practices.later);
    assert_eq!(stage.app.journey().matters_of(Seat::First, "wave-card").count(), 0);
}

/// That a question lay for two days is its owner's alone: shown, it has no day for the other one, and none
/// for its owner any more.
#[test]
fn nobody_is_told_that_a_question_lay() {
    let it = practice("questions");
    let fields: Fields = BTreeMap::from([("ask".to_owned(), json!({ "ask": "was she kind" }))]);
    let own = record(1, Seat::First, today(), set(it, fields, today()));
    let mut records = vec![own];
    let lies = |journey: &Journey| {
        let moved = it.state("lies").unwrap().moves(&only(journey, Seat::First), today());
        Event::Move(Moved { review: Some(in_days(2)), ..moved })
    };
    records.push(record(2, Seat::First, today(), lies(&of(&records))));
    let review =
        |journey: &Journey, eyes| it.standing(&only(journey, eyes), in_days(2)).unwrap().review;
    assert_eq!(review(&of(&records), Seat::First), Some(in_days(2)));
    let shown = it.shown(&only(&of(&records), Seat::First));
    records.push(record(3, Seat::First, in_days(2), shown));
    let journey = of(&records);
    for eyes in Seat::ALL {
        assert_eq!(review(&journey, eyes), None, "{eyes}");
    }
    let theirs = only(&journey, Seat::Second);
    assert_eq!((theirs.review(), theirs.moves().count()), (None, 0));
}

/// Whoever set something aside does not meet it again; whose it is keeps it, and nobody draws it.
#[test]
fn what_was_set_aside_is_out_of_their_sight() {
    let it = practice("wins");
    let fields: Fields = BTreeMap::from([("moment".to_owned(), json!({ "moment": "a laugh" }))]);
    let own = record(1, Seat::First, today(), set(it, fields, today()));
    let journey = of(std::slice::from_ref(&own));
    let aside = to(it, &journey, Seat::Second, "not-now", today());
    let journey = of(&[own, record(2, Seat::Second, today(), aside)]);
    assert_eq!(it.matters(&journey, Seat::Second).count(), 0);
    let theirs: Vec<_> = it.matters(&journey, Seat::First).collect();
    assert_eq!(theirs.len(), 1);
    assert!(it.is_set_aside(&theirs[0], |_| true));
    assert!(!it.is_set_aside(&theirs[0], |by| by == Seat::First));
}

/// Lines that are told first are spoken of while an agreement about openness holds, and not after its end.
#[test]
fn what_is_told_first_ends_with_what_was_agreed() {
    let all = book().practices().unwrap();
    let (it, agreements) = (practice("tell-first"), practice("agreements"));
    let offer = |n: u64, days| {
        let end = json!({ "day": in_days(days).to_string() });
        let fields = BTreeMap::from([("end".to_owned(), end)]);
        let offered = record(n, Seat::First, today(), set(agreements, fields, today()));
        let journey = of(std::slice::from_ref(&offered));
        let agreed = to(agreements, &journey, Seat::Second, "agreed", today());
        [offered, record(n + 1, Seat::Second, today(), agreed)]
    };
    let [first, agreed] = offer(1, 10);
    let [second, again] = offer(3, 20);
    let lasts = |records: &[Record], on| it.lasts(all, &of(records), Seat::First, in_days(on));
    let until = |days| Some(Lasts::Until(in_days(days)));
    assert_eq!(lasts(&[], 0), Some(Lasts::Always), "nothing was ever agreed");
    let offered = [first.clone()];
    assert_eq!(lasts(&offered, 0), Some(Lasts::Always), "an offer is no agreement");
    for (by, no) in [(Seat::Second, "declined"), (Seat::First, "withdrawn")] {
        let no = to(agreements, &of(&offered), by, no, today());
        let over = [offered[0].clone(), record(8, by, today(), no)];
        assert_eq!(lasts(&over, 1), Some(Lasts::Always), "what was never agreed ends nothing");
    }
    assert_eq!(lasts(&offered, 40), Some(Lasts::Always), "nor does what nobody answered");
    let one = [first, agreed];
    assert_eq!([lasts(&one, 0), lasts(&one, 10), lasts(&one, 11)], [until(10), until(10), None]);
    let two = [&one[..], &[second, again]].concat();
    assert_eq!([lasts(&two, 10), lasts(&two, 11), lasts(&two, 21)], [until(20), until(20), None]);
    let stopped = to(agreements, &of(&one), Seat::Second, "stopped", in_days(2));
    let stopped = [&one[..], &[record(9, Seat::Second, in_days(2), stopped)]].concat();
    assert_eq!(lasts(&stopped, 2), None, "it was ended early");
    assert_eq!(
        practice("check-in").lasts(all, &of(&one), Seat::First, in_days(11)),
        Some(Lasts::Always)
    );
}

/// A question that looks for pictures, or compares, may lie for two days once; every other one is shown.
#[test]
fn what_looks_for_pictures_may_lie_first() {
    let it = practice("questions");
    let pauses = |said: Value, lay: bool| {
        let own = record(
            1,
            Seat::First,
            today(),
            set(it, serde_json::from_value(said).unwrap(), today()),
        );
        let mut records = vec![own];
        if lay {
            let lies = to(it, &of(&records), Seat::First, "lies", today());
            records.push(record(2, Seat::First, today(), lies));
        }
        let journey = of(&records);
        it.pauses(&only(&journey, Seat::First), today()).map(|(_, day)| day)
    };
    let picked = |ask: &str, option: &str| json!({ ask: { "picked": [option] } });
    for (said, lies) in [
        (picked("use", "see"), true),
        (picked("under", "pictures"), true),
        (picked("under", "compare"), true),
        (picked("use", "health"), false),
        (picked("under", "facts"), false),
        (json!({}), false),
    ] {
        assert_eq!(pauses(said.clone(), false), lies.then(|| in_days(2)), "{said}");
        assert_eq!(pauses(said, true), None, "it lay already");
    }
}

/// What was placed how many days ago in a practice, and whether it is heavy.
type Placed<'a> = (&'a str, &'a [(u64, Value)], bool);

/// Four weeks of strong waves, or three of hardly any sleep, and nothing less.
#[test]
fn weeks_are_heavy_by_each_of_them() {
    let wave = |body: u8| json!({ "body": { "places": { "body": body } } });
    let sleep = |at: u8| json!({ "had": { "places": { "sleep": at, "joy": 2 } } });
    // days back, and what was placed
    let table: [Placed<'_>; 9] = [
        ("waves", &[(0, wave(7)), (7, wave(9)), (14, wave(7)), (27, wave(8))], true),
        ("waves", &[(0, wave(7)), (7, wave(9)), (14, wave(7)), (28, wave(8))], false),
        ("waves", &[(0, wave(7)), (7, wave(9)), (14, wave(6)), (21, wave(8))], false),
        (
            "waves",
            &[(0, wave(3)), (3, wave(10)), (7, wave(9)), (14, wave(9)), (21, wave(9))],
            false,
        ),
        ("waves", &[(0, wave(4)), (3, wave(10)), (7, wave(9)), (14, wave(9)), (21, wave(9))], true),
        ("waves", &[], false),
        ("lane", &[(0, sleep(0)), (7, sleep(0)), (14, sleep(0))], true),
        ("lane", &[(0, sleep(0)), (7, sleep(1)), (14, sleep(0))], false),
        ("lane", &[(0, sleep(0)), (7, sleep(0))], false),
    ];
    for (id, placed, heavy) in table {
        let it = practice(id);
        let on = in_days(100);
        let records = (1..).zip(placed).map(|(n, (back, said))| {
            let made = in_days(100 - back);
            let fields: Fields = serde_json::from_value(said.clone()).unwrap();
            record(n, Seat::First, made, set(it, fields, made))
        });
        let journey = of(&records.collect::<Vec<_>>());
        assert_eq!(it.is_heavy(&journey, Seat::First, on, 3), heavy, "{id} {placed:?}");
        assert!(!it.is_heavy(&journey, Seat::First, on, 0), "it is not fresh");
        assert!(!it.is_heavy(&journey, Seat::Second, on, 3), "each by what is their own");
    }
}

/// A number before midnight and one after it are of the same talk.
#[test]
fn an_evening_ends_when_people_sleep() {
    let it = practice("heard");
    let pair = |day: u64, hour: u32| {
        let at = in_days(day).and_hms_opt(hour, 10, 0).unwrap();
        let at = at.and_local_timezone(nine().timezone()).unwrap();
        let mut own = record(1, Seat::First, in_days(day), set(it, Fields::new(), in_days(day)));
        own.at = When::Moment(at);
        let Event::Matter(face) = it.shown(&only(&of(&[own]), Seat::First)) else {
            panic!("a face")
        };
        face.pair
    };
    assert_eq!(pair(0, 23), pair(1, 0));
    assert_eq!(pair(0, 9), pair(1, 3));
    assert_ne!(pair(0, 23), pair(1, 4));
}

/// Whatever somebody calls a thing of their own, it is no key's name: in lines each key has its own
/// number and its own words.
#[test]
fn what_somebody_wrote_is_no_key() {
    let keys = &words().keys;
    for word in [&keys.back, &keys.leave, &words().plain.help] {
        let said = json!({ "word": { "word": word } });
        let past =
            Past::together().happened(Seat::First, kept("check-in", "c", 0, Seat::First, said));
        let mut stage = past.open(80, 24);
        // home's own choices are what its keys do
        assert!(stage.sheet().lines.iter().any(|line| line.ends_with("Practices (r)")));
        stage.choose("Practices").choose("Check-in");
        let offers = stage.offers();
        let own = offers.iter().find(|(_, says)| says.starts_with(word.as_str())).unwrap();
        assert!(matches!(own.0, Offer::Pick(_)) && !own.1.contains('('), "{own:?}");
        let back = (Offer::Key(Key::ESC), format!("{} (b)", keys.back));
        assert!(offers.contains(&back), "{word}: {offers:?}");
    }
}

/// Two things that were begun can be told apart, and one of them can be thrown away unfinished.
#[test]
fn each_thing_begun_says_which_it_is() {
    let (w, titles) = (words(), ["Walk on Sunday", "Cook on Monday, and wash up after it too"]);
    let mut stage = Past::together().open(80, 24);
    stage.choose("Practices").choose("Promises");
    for title in titles {
        stage.choose("Make a promise").press(&format!("\"{title}\" esc"));
    }
    assert!(stage.sees("Go on with “Walk on Sunday”"), "{}", stage.frame());
    assert!(stage.sees("Go on with “Cook on Monday, and wash up af…”"), "{}", stage.frame());
    insta::assert_snapshot!("practice-begun", stage.frame());

    stage.choose("Go on with “Walk");
    insta::assert_snapshot!("practice-begun-one", stage.frame());
    stage.choose(&w.practices.go_on);
    assert!(stage.sees("Walk on Sunday") && stage.sees("1 of 6"), "{}", stage.frame());
    stage.press("esc").choose("Go on with “Walk").choose(&w.practices.erase);
    stage.choose(&w.journal.erase_now).press("esc");
    let begun =
        |stage: &Stage| practice("promises").begun(stage.app.journey(), Seat::First).count();
    assert_eq!(begun(&stage), 1, "{}", stage.frame());
    assert!(stage.sees("Go on with “Cook") && !stage.sees("Walk on"), "{}", stage.frame());
}

/// What has no words in it yet has its day.
#[test]
fn what_was_begun_without_a_word_has_its_day() {
    let mut stage = Past::together().open(80, 24);
    stage.choose("Practices").choose("Waves").choose("A wave, now").press("enter ctrl+s 4 esc");
    let day = words().weekday(today());
    assert!(stage.sees(&format!("Go on with “{day}”")), "{}", stage.frame());
}

/// The pages are counted through all that is asked, and never backwards.
#[test]
fn the_pages_of_what_is_asked_are_counted_through() {
    let mut stage = Past::together().open(80, 24);
    stage.choose("Practices").choose("Lines").choose("Draw a line").press("2");
    for page in ["1 of 6", "2 of 6", "3 of 6"] {
        assert!(stage.sees(page), "{page}: {}", stage.frame());
        stage.press("\"x\" ctrl+s");
    }
    assert!(stage.sees("4 of 6"), "{}", stage.frame());
    stage.choose("Mine").choose("Go on");
    assert!(stage.sees("5 of 6"), "{}", stage.frame());
    // what a page says of itself stands beside its number
    let mut stage = Past::together().open(80, 24);
    stage.choose("Practices").choose("Check-in").choose("Check in");
    stage.press("enter enter enter \"grey\" ctrl+s");
    assert!(stage.sees("0 chosen, 1 to 2 fit   3 of 5"), "{}", stage.frame());
}
