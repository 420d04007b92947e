//! What the coach says, as tables: from what has happened to the one act, its reason, and what is
//! due. How home shows it is left to `screens` and `weeks`.

use amends::{
    coach::{Act, Advice, Due, Reason, advice},
    engine,
    journey::{Event, Face, Moved, Reach, RecordId, Role, Seat, Turn},
    practice::fortnight,
};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::{
    practice::practice,
    stage::{Past, book, nine},
};

fn day(days: u64) -> NaiveDate {
    nine().date_naive().checked_add_days(Days::new(days)).unwrap()
}

/// Something that a practice keeps, made so many days from the first, under a name.
pub(crate) fn kept(id: &str, name: &str, days: u64, owner: Seat, fields: Value) -> Event {
    let fields = serde_json::from_value(fields).unwrap();
    let face = practice(id).face(owner, fields, day(days));
    let of = Some(RecordId(name.into()));
    Event::Matter(Face { of: face.of.clone().or(of), ..face })
}

pub(crate) fn promise(name: &str, days: u64, due: u64) -> Event {
    let fields = json!({
        "act": { "act": "Home by six" },
        "sure": { "places": { "sure": 9 } },
        "due": { "day": day(due).to_string() },
    });
    kept("promises", name, days, Seat::Second, fields)
}

pub(crate) fn moved(name: &str, owner: Seat, to: &str, days: u64) -> Event {
    Event::Move(Moved {
        of: RecordId(name.into()),
        owner,
        reach: Reach::Both,
        to: to.into(),
        day: day(days),
        until: None,
        review: None,
        note: String::new(),
    })
}

fn asked(past: &Past, seat: Seat, days: u64) -> Advice {
    advice(book(), past.journey(), seat, day(days))
}

/// The act in a word.
fn act(past: &Past, seat: Seat, days: u64) -> String {
    match asked(past, seat, days).act {
        Act::Path(act) => match act {
            engine::Act::Rest | engine::Act::Kept => "rest".to_owned(),
            _ => "path".to_owned(),
        },
        Act::Exercise(reason, _, exercise) => format!("{reason:?} {}", exercise.id),
        Act::Add(reason, practice) => format!("{reason:?} {}", practice.id),
        Act::Help(reason) => format!("help {reason:?}"),
        Act::Page(reason) => format!("{reason:?}"),
        Act::Matter(reason, kept) => format!("{reason:?} {} {}", kept.practice.id, kept.id.0),
    }
}

/// What is due, in words.
fn due(past: &Past, seat: Seat, days: u64) -> Vec<String> {
    let said = |due: &Due| match due {
        Due::Matter(kept, at) => format!("{} {}", kept.id.0, (*at - day(days)).num_days()),
        Due::Practice(practice) => practice.id.clone(),
        Due::Toast(practice) => format!("toast {}", practice.id),
        Due::Sitting(at) => format!("sitting {}", (*at - day(days)).num_days()),
        Due::Settled(_, exercise) => format!("settled {}", exercise.id),
    };
    asked(past, seat, days).due.iter().map(said).collect()
}

const ANA: Seat = Seat::First;
const BEN: Seat = Seat::Second;

#[test]
fn at_first_it_is_the_way() {
    for past in [Past::together(), Past::alone(Role::Hurt), Past::alone(Role::Repairing)] {
        for days in [0, 1, 13] {
            assert_eq!(act(&past, ANA, days), "path");
            assert_eq!(due(&past, ANA, days), [""; 0]);
        }
    }
}

#[test]
fn a_promise_is_spoken_of_near_its_day() {
    let past = Past::together().happened(BEN, promise("p", 0, 4));
    for (days, bens, anas, does) in [
        (2, None, None, "path"),
        (3, Some("p 1"), Some("p 1"), "path"),
        (4, Some("p 0"), Some("p 0"), "path"),
        // its own day is behind: who made it says how it went
        (5, None, Some("p -1"), "DayPast promises p"),
        (12, None, Some("p -8"), "DayPast promises p"),
    ] {
        let bens: Vec<_> = bens.into_iter().collect();
        let anas: Vec<_> = anas.into_iter().collect();
        assert_eq!(due(&past, BEN, days), bens, "Ben, day {days}");
        assert_eq!(due(&past, ANA, days), anas, "Ana, day {days}");
        assert_eq!(act(&past, BEN, days), does, "Ben, day {days}");
        assert_eq!(act(&past, ANA, days), "path", "Ana, day {days}");
    }
    let kept = past.later(4, BEN, moved("p", BEN, "kept", 4));
    assert_eq!(act(&kept, BEN, 5), "path");
    assert_eq!(due(&kept, BEN, 5), [""; 0]);
}

#[test]
fn who_would_rather_not_check_is_not_reminded() {
    let past = Past::together()
        .happened(BEN, promise("p", 0, 2))
        .happened(ANA, moved("p", BEN, "no-check", 0));
    assert_eq!(due(&past, ANA, 2), [""; 0]);
    assert_eq!(due(&past, BEN, 2), ["p 0"]);
}

#[test]
fn what_was_moved_has_its_new_day() {
    let Event::Move(again) = moved("p", BEN, "moved", 3) else { unreachable!() };
    let past = Past::together().happened(BEN, promise("p", 0, 4)).later(
        3,
        BEN,
        Event::Move(Moved { until: Some(day(9)), ..again }),
    );
    assert_eq!(due(&past, BEN, 4), [""; 0]);
    assert_eq!(due(&past, BEN, 9), ["p 0"]);
}

#[test]
fn what_the_other_offers_comes_first() {
    let offer = kept("agreements", "a", 0, BEN, json!({ "what": { "what": "I text" } }));
    let past = Past::together().happened(BEN, promise("p", 0, 1)).happened(BEN, offer);
    assert_eq!(act(&past, ANA, 1), "Offered agreements a");
    assert_eq!(act(&past, BEN, 1), "path", "who offers waits in peace");
    for answer in ["agreed", "declined"] {
        let event = moved("a", BEN, answer, 1);
        let past = Past::together()
            .happened(BEN, kept("agreements", "a", 0, BEN, json!({})))
            .later(1, ANA, event);
        assert_eq!(act(&past, ANA, 1), "path", "{answer}");
    }
}

#[test]
fn after_an_absence_the_smallest_way_back() {
    let mut past = Past::together().happened(BEN, promise("p", 0, 9));
    for n in 0..4 {
        past = past.happened(BEN, promise(&format!("p{n}"), 0, 20));
    }
    for (days, does) in [(13, "DayPast promises p"), (14, "Back check-in"), (400, "Back check-in")]
    {
        assert_eq!(act(&past, BEN, days), does, "day {days}");
    }
    // no pile: only what is to come
    assert_eq!(due(&past, BEN, 21), [""; 0]);
    assert_eq!(due(&past, BEN, 20).len(), 3, "three at most");
    for role in [Role::Hurt, Role::Repairing] {
        assert_eq!(act(&Past::alone(role), ANA, 30), "Back check-in", "{role:?}");
    }
    // nobody is greeted twice
    let back = past.later(40, BEN, kept("check-in", "c", 40, BEN, json!({})));
    assert_eq!(act(&back, BEN, 40), "path");
}

#[test]
fn when_nothing_waits_what_was_taken_up_goes_on() {
    let pulse = |days| kept("pulse", &format!("w{days}"), days, ANA, json!({}));
    let past = Past::together().done_before(11).happened(ANA, pulse(0));
    for (days, does) in [(1, "rest"), (6, "rest"), (7, "Week pulse"), (13, "Week pulse")] {
        assert_eq!(act(&past, ANA, days), does, "day {days}");
    }
    // on the way, it is only due
    let past = Past::together().happened(ANA, pulse(0)).later(
        6,
        ANA,
        kept("check-in", "", 6, ANA, json!({})),
    );
    assert_eq!(due(&past, ANA, 7), ["check-in", "pulse"]);
    assert_eq!(due(&past, ANA, 6), [""; 0], "once a day");
    assert_eq!(due(&past, ANA, 14), ["pulse"], "what was let go of is not spoken of");
}

#[test]
fn a_second_breach_of_one_kind_is_a_pattern() {
    let found = |past: Past, name: &str, days: u64| {
        past.later(days, BEN, promise(name, days, days)).later(
            days,
            ANA,
            moved(name, BEN, "found", days),
        )
    };
    let once = found(Past::together().done_before(6), "one", 0);
    assert!(asked(&once, ANA, 0).celebrates);
    assert_eq!(act(&once, ANA, 0), "Breach 5.1");
    assert_eq!(act(&once, BEN, 0), "Breach 6.2-b");
    assert_eq!(act(&once, ANA, 13), "Breach 5.1");
    let slip = kept("slips", "s", 3, BEN, json!({ "kind": { "picked": ["money"] } }));
    let other = found(Past::together().done_before(6), "one", 0).later(3, BEN, slip);
    assert!(asked(&other, ANA, 3).celebrates, "of another kind");
    let twice = found(once, "two", 20);
    for seat in Seat::ALL {
        assert!(!asked(&twice, seat, 20).celebrates);
        assert!(!asked(&twice, seat, 89).celebrates, "months later still");
        assert!(asked(&twice, seat, 111).celebrates);
        assert_eq!(act(&twice, seat, 20), "Pattern 6.2-c");
    }
}

/// Told, not found: it is the same for both, whoever's part it was to tell it.
#[test]
fn what_was_told_is_a_breach_for_both() {
    let slip = |name: &str, days| {
        kept("slips", name, days, BEN, json!({ "kind": { "picked": ["money"] } }))
    };
    let once = Past::together().done_before(6).happened(BEN, slip("one", 0));
    assert_eq!(act(&once, ANA, 1), "Breach 5.1");
    assert_eq!(act(&once, BEN, 1), "Breach 10.3-c", "it was no promise: how hiding begins");
    let twice = once.later(2, BEN, slip("two", 2));
    for seat in Seat::ALL {
        assert_eq!(act(&twice, seat, 3), "Pattern 6.2-c", "{seat:?}");
        assert!(!asked(&twice, seat, 3).celebrates, "{seat:?}");
    }
}

/// What was done before it came out again is not done for this time.
#[test]
fn after_a_breach_what_was_done_long_ago_is_offered_again() {
    let done = |past: Past, days: u64| {
        let exercise = book().exercise("5.1").unwrap().1;
        exercise.parts.iter().fold(past, |past, part| {
            past.later(
                days,
                ANA,
                Event::Answer {
                    exercise: exercise.id.clone(),
                    part: part.id.clone(),
                    reach: Reach::OnlyYou,
                    done: true,
                    answer: json!({}),
                },
            )
        })
    };
    let past = done(Past::together().done_before(6), 0);
    let past = past.later(20, BEN, promise("p", 20, 20));
    let past = past.later(20, ANA, moved("p", BEN, "found", 20));
    assert_eq!(act(&past, ANA, 20), "Breach 5.1", "it was done before");
    let again = done(past, 21);
    assert_ne!(act(&again, ANA, 21), "Breach 5.1", "it was done since");
}

#[test]
fn an_end_is_spoken_of_though_nobody_looked_again() {
    let days = json!({
        "what": { "what": "I text" },
        "end": { "day": day(30).to_string() },
        "review": { "day": day(10).to_string() },
    });
    let past = Past::together().happened(BEN, kept("agreements", "a", 0, BEN, days)).later(
        1,
        ANA,
        moved("a", BEN, "agreed", 1),
    );
    for (days, says) in [
        (9, None),
        (10, Some("a 0")),
        (12, Some("a -2")),
        (29, None),
        (30, Some("a 0")),
        (31, None),
    ] {
        let says: Vec<_> = says.into_iter().collect();
        assert_eq!(due(&past, ANA, days), says, "day {days}");
    }
}

#[test]
fn two_tense_days_ask_for_rest() {
    let tense = |past: Past, days: u64, tension: u8| {
        let line = json!({ "line": { "places": { "mood": 5, "tension": tension } } });
        past.later(days, ANA, kept("check-in", "", days, ANA, line))
    };
    let past = || tense(Past::together(), 0, 8);
    for (name, past, days, does) in [
        ("once", past(), 0, "path"),
        ("twice", tense(past(), 2, 9), 2, "Tense"),
        ("for a week", tense(past(), 2, 9), 8, "Tense"),
        ("and no longer", tense(past(), 2, 9), 9, "path"),
        ("not in a row", tense(tense(past(), 1, 4), 2, 9), 2, "path"),
        ("and then less", tense(tense(past(), 2, 9), 3, 5), 3, "path"),
        ("less than so tense", tense(past(), 2, 7), 2, "path"),
    ] {
        assert_eq!(act(&past, ANA, days), does, "{name}");
        assert_ne!(act(&past, BEN, days), "Tense", "{name}: it is hers alone");
    }
}

#[test]
fn a_fall_offers_a_talk() {
    let placed = |past: Past, days: u64, foresee: u8| {
        let trust = json!({ "trust": { "places": { "foresee": foresee, "lean": 4, "hope": 4 } } });
        past.later(days, ANA, kept("pulse", &format!("w{days}"), days, ANA, trust))
    };
    let fell = |to| placed(placed(Past::together().done_before(3), 0, 6), 7, to);
    for (past, days, does) in [
        (fell(3), 7, "Fell 2.3"),
        (fell(3), 9, "Fell 2.3"),
        (fell(3), 10, "path"),
        (fell(4), 7, "path"),
        (fell(9), 7, "path"),
        (placed(Past::together().done_before(3), 7, 1), 7, "path"),
        (placed(fell(3), 14, 3), 14, "path"),
        // what the two cannot open yet is not offered
        (placed(placed(Past::together(), 0, 6), 7, 1), 7, "path"),
    ] {
        assert_eq!(act(&past, ANA, days), does, "day {days}");
        assert!(!act(&past, BEN, days).starts_with("Fell"), "it is hers alone");
    }
    let alone = placed(placed(Past::alone(Role::Hurt).done_before(3), 0, 6), 7, 1);
    assert_eq!(act(&alone, ANA, 7), "path");
}

#[test]
fn no_reason_is_without_words() {
    let sayings = book().sayings().unwrap();
    for reason in [
        Reason::Back,
        Reason::Pattern,
        Reason::Breach,
        Reason::BrokenOff,
        Reason::Tense,
        Reason::Fell,
        Reason::Offered,
        Reason::DayPast,
        Reason::Week,
        Reason::Day,
    ] {
        let said = reason.says(sayings);
        assert!(!said.act.is_empty() && !said.why.is_empty());
        let all = format!("{} {} {} {}", said.act, said.why, said.act_alone, said.why_alone);
        for word in ["missed", " late ", "late.", "forgot", "should have"] {
            assert!(!all.contains(word), "{all}");
        }
    }
}

fn sat(past: Past, days: u64, exercise: &str, turn: Turn) -> Past {
    past.later(days, ANA, Event::Sitting { exercise: exercise.to_owned(), turn })
}

/// They sat down to it, and stopped in the middle.
fn broken_off(past: Past, days: u64, exercise: &str) -> Past {
    let back = nine() + Days::new(days) + chrono::TimeDelta::minutes(20);
    sat(sat(past, days, exercise, Turn::Begun), days, exercise, Turn::Break(back))
}

fn closed(next: Option<u64>) -> Turn {
    Turn::Closed { plan: None, next: next.map(day) }
}

#[test]
fn after_three_talks_that_were_broken_off_the_next_can_wait() {
    let two = || broken_off(broken_off(Past::together(), 0, "2.3"), 2, "2.3");
    let again = |past: Past, days| sat(past, days, "2.3", Turn::Begun);
    for (why, past, days, does) in [
        ("two", two(), 2, "path"),
        ("three", broken_off(two(), 5, "3.4"), 5, "BrokenOff"),
        ("for a week", broken_off(two(), 5, "3.4"), 11, "BrokenOff"),
        ("and no longer", broken_off(two(), 5, "3.4"), 12, "path"),
        ("a clock that was set back says nothing", broken_off(two(), 5, "3.4"), 4, "path"),
        ("one evening is one talk", broken_off(two(), 2, "2.3"), 2, "path"),
        (
            "one was ended since",
            broken_off(sat(again(two(), 3), 3, "2.3", closed(None)), 5, "2.3"),
            5,
            "path",
        ),
        (
            "one that nobody ended is none that was",
            broken_off(again(two(), 3), 5, "2.3"),
            5,
            "BrokenOff",
        ),
    ] {
        for seat in [ANA, BEN] {
            assert_eq!(act(&past, seat, days), does, "{why}");
        }
    }
    // where something is kept, the same
    let kept = broken_off(two(), 5, "2.3").later(5, BEN, promise("p", 5, 8));
    assert_eq!(act(&kept, BEN, 6), "BrokenOff");
    let found = kept.later(6, ANA, moved("p", BEN, "found", 6)).done_before(5);
    assert!(act(&found, ANA, 6).starts_with("Breach"), "what came out is looked after first");
}

#[test]
fn the_next_sitting_is_one_of_the_three() {
    let closed = |next| sat(Past::together(), 0, "2.3", closed(Some(next)));
    assert_eq!(due(&closed(4), BEN, 1), ["sitting 3"]);
    assert_eq!(due(&closed(4), ANA, 4), ["sitting 0"]);
    assert_eq!(due(&closed(4), ANA, 5), [""; 0]);
    let mut past = closed(4);
    for (name, to) in [("p", 3), ("q", 4), ("r", 5)] {
        past = past.happened(BEN, promise(name, 0, to));
    }
    assert_eq!(due(&past, ANA, 4), ["q 0", "sitting 0", "p -1"]);
}

/// Waves that are strong for four weeks are more than a page can hold: people outside are named, while it
/// is fresh, and to whose waves they are alone.
#[test]
fn what_is_heavy_for_weeks_needs_somebody_outside() {
    let wave = |past: Past, days: u64, body: u8| {
        let said = json!({ "set": { "picked": ["late"] }, "body": { "places": { "body": body } } });
        past.later(days, ANA, kept("waves", &format!("w{days}"), days, ANA, said))
    };
    let past = [1, 8, 15, 22].into_iter().fold(Past::together(), |past, day| wave(past, day, 8));
    for (days, does) in [(22, "help Heavy"), (24, "help Heavy"), (25, "path")] {
        assert_eq!(act(&past, ANA, days), does, "day {days}");
        assert_eq!(act(&past, BEN, days), "Back check-in", "day {days}: they are hers alone");
    }
    assert_eq!(act(&wave(past, 22, 1), ANA, 22), "path", "it is lighter");
}

/// On the first days of a fortnight, if the one before brought something that nobody set aside; and not
/// while trust is broken again and again.
#[test]
fn a_fortnight_is_looked_back_on() {
    let win = |past: Past, name: &str, days| {
        let said = json!({ "moment": { "moment": "a laugh" } });
        past.later(days, ANA, kept("wins", name, days, ANA, said))
    };
    let first = (0..15).find(|n| fortnight(day(*n)) == day(*n)).unwrap();
    let past = || win(Past::together(), "x", first);
    let toast = |past: &Past, seat, days| due(past, seat, days).contains(&"toast wins".to_owned());
    for (after, is) in [(0, false), (13, false), (14, true), (16, true), (17, false), (28, false)] {
        for seat in [ANA, BEN] {
            // who comes back after a while is not met by it
            let line = Event::Share { text: String::new() };
            let seen = past().later(first + after, seat, line);
            assert_eq!(toast(&seen, seat, first + after), is, "{seat}, {after} days later");
        }
    }
    let aside = past().later(first + 13, BEN, moved("x", ANA, "not-now", first + 13));
    assert!(!toast(&aside, ANA, first + 14) && !toast(&aside, BEN, first + 14));
    let twice = ["a", "b"].into_iter().fold(past(), |past, name| {
        let past = past.later(first + 12, BEN, promise(name, first + 12, 20));
        past.later(first + 13, ANA, moved(name, BEN, "found", first + 13))
    });
    assert!(!toast(&twice, ANA, first + 14));
}
