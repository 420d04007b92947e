//! Ten weeks with a couple: check-ins, promises kept, moved, missed and found, an agreement that ends,
//! an absence, a second breach. Home, pictures and coach at each week, as a person has looked at them;
//! and two years of the same, for time.

use std::fmt::Write as _;

use amends::journey::{Event, Face, Moved, Reach, Seat};
use chrono::Days;
use insta::assert_snapshot;
use serde_json::json;

use crate::{
    coach::{kept, moved},
    practice::practice,
    stage::{Past, Stage, nine, words},
};

const ANA: Seat = Seat::First;
const BEN: Seat = Seat::Second;

fn text(days: u64) -> String {
    nine().date_naive().checked_add_days(Days::new(days)).unwrap().to_string()
}

fn promise(name: &str, what: &str, days: u64, due: u64) -> Event {
    let fields = json!({
        "act": { "act": what },
        "sure": { "places": { "sure": 9 } },
        "due": { "day": text(due) },
    });
    kept("promises", name, days, BEN, fields)
}

fn check_in(past: Past, by: Seat, days: u64, mood: u8, tension: u8, word: &str) -> Past {
    let fields = json!({
        "line": { "places": { "mood": mood, "tension": tension } },
        "word": { "word": word },
        "talk": { "picked": [if tension > 6 { "rest" } else { "yes" }], "own": "" },
    });
    let Event::Matter(face) = kept("check-in", "", days, by, fields) else { unreachable!() };
    let faces = practice("check-in").faces(face);
    faces.into_iter().fold(past, |past, event| past.later(days, by, event))
}

fn pulse(past: Past, days: u64, [foresee, lean, hope]: [u8; 3], what: &str) -> Past {
    let places = json!({ "foresee": foresee, "lean": lean, "hope": hope });
    let fields = json!({ "trust": { "places": places }, "moved": { "moved": what } });
    past.later(days, ANA, kept("pulse", &format!("pulse{days}"), days, ANA, fields))
}

/// A talk: how heard it felt, and what the other guessed; both have shown theirs.
fn talk(past: Past, days: u64, felt: u8, guess: u8) -> Past {
    let show = |event: Event| match event {
        Event::Matter(face) => Event::Matter(Face { reach: Reach::Both, ..face }),
        other => other,
    };
    let felt = json!({ "heard": { "places": { "heard": felt } } });
    let guess = json!({ "guess": { "places": { "guess": guess } } });
    past.later(days, ANA, show(kept("heard", &format!("felt{days}"), days, ANA, felt))).later(
        days,
        BEN,
        show(kept("heard", &format!("guess{days}"), days, BEN, guess)),
    )
}

fn wave(past: Past, days: u64, what: &str) -> Past {
    let fields =
        json!({ "set": { "picked": [what], "own": "" }, "body": { "places": { "body": 7 } } });
    past.later(days, ANA, kept("waves", &format!("wave{days}"), days, ANA, fields))
}

fn to_day(name: &str, days: u64, to: u64) -> Event {
    let Event::Move(it) = moved(name, BEN, "moved", days) else { unreachable!() };
    let until = text(to).parse().ok();
    Event::Move(Moved { until, note: "The shift was changed.".to_owned(), ..it })
}

/// What has happened by the end of a week, from the first to the tenth.
fn weeks(until: u64) -> Past {
    let mut past = Past::together().done_before(4);
    for week in 1..=until {
        past = self::week(past, week);
    }
    past
}

fn week(past: Past, n: u64) -> Past {
    let day = (n - 1) * 7;
    match n {
        1 => {
            let past = check_in(past, ANA, day, 3, 7, "raw");
            let past = pulse(past, day, [2, 3, 3], "");
            let offer = json!({
                "what": { "what": "When I travel, I text when I arrive." },
                "end": { "day": text(30) },
                "review": { "day": text(10) },
            });
            past.later(day, BEN, kept("agreements", "text", day, BEN, offer))
                .later(day + 1, ANA, moved("text", BEN, "agreed", day + 1))
                .later(day + 1, BEN, promise("six", "Home by six on Thursday", day + 1, day + 4))
                .later(day + 4, BEN, moved("six", BEN, "kept", day + 4))
        }
        2 => {
            let past = check_in(past, ANA, day, 4, 6, "tired");
            let past = check_in(past, ANA, day + 2, 5, 5, "calmer");
            let past = pulse(past, day, [3, 3, 3], "the texts came");
            let past = talk(past, day + 1, 4, 8);
            past.later(day, BEN, promise("bank", "The statement on the first", day, day + 5)).later(
                day + 3,
                BEN,
                to_day("bank", day + 3, day + 9),
            )
        }
        3 => {
            let past = wave(check_in(past, ANA, day, 5, 4, "quiet"), day + 1, "late");
            let past = pulse(past, day, [4, 3, 4], "the Thursday");
            past.later(day + 2, BEN, moved("bank", BEN, "kept", day + 2))
                .later(day + 2, BEN, promise("call", "Call the plumber", day + 2, day + 4))
                .later(day + 5, BEN, moved("call", BEN, "told", day + 5))
        }
        4 => {
            let past = pulse(talk(past, day + 1, 6, 7), day, [5, 4, 5], "he said it himself");
            let past = wave(past, day + 1, "late");
            past.later(day, BEN, promise("cash", "No cash from the joint account", day, day + 6))
        }
        5 => {
            // it came out
            let past = pulse(past, day, [2, 2, 3], "the account");
            past.later(day, ANA, moved("cash", BEN, "found", day))
        }
        // nobody was here for three weeks
        6..=8 => past,
        9 => {
            let past = check_in(past, ANA, day, 4, 6, "back");
            let past = pulse(past, day, [3, 3, 4], "");
            past.later(day, BEN, promise("walk", "Walk together on Sunday", day, day + 6)).later(
                day + 6,
                BEN,
                moved("walk", BEN, "kept", day + 6),
            )
        }
        _ => {
            let past = pulse(past, day, [3, 2, 2], "the account, again");
            past.later(day, BEN, promise("cash2", "No cash, this time for good", day, day + 2))
                .later(day + 3, ANA, moved("cash2", BEN, "found", day + 3))
        }
    }
}

/// The program on the last day of a week.
fn at(week: u64, width: u16, height: u16) -> Stage {
    weeks(week).open_later(week * 7 - 1, width, height)
}

fn bens(mut stage: Stage) -> Stage {
    stage.press("p enter");
    stage
}

#[test]
fn home_at_each_week() {
    for week in 1..=10 {
        assert_snapshot!(format!("week-{week:02}-ana"), at(week, 80, 24).frame());
        assert_snapshot!(format!("week-{week:02}-ben"), bens(at(week, 80, 24)).frame());
    }
}

/// Each picture, in a wide and in a narrow window.
#[test]
fn pictures() {
    for (name, title) in [
        ("pulse", "The trust pulse"),
        ("promises", "Promises"),
        ("heat", "Check-in"),
        ("hours", "Waves"),
        ("gap", "After a talk"),
    ] {
        for (width, height) in [(60, 30), (120, 40)] {
            let mut stage = at(10, width, height);
            stage.choose(&words().home.practices).choose(title);
            assert_snapshot!(format!("picture-{name}-{width}"), stage.frame());
        }
    }
    for week in [2, 4] {
        let mut stage = at(week, 80, 24);
        stage.choose(&words().home.practices).choose("Openness");
        assert_snapshot!(format!("picture-ends-week-{week}"), stage.frame());
    }
}

/// What has no colour and no drawing says the same.
#[test]
fn pictures_in_lines() {
    let mut stage = at(10, 80, 24);
    stage.choose(&words().home.practices).choose("The trust pulse");
    assert_snapshot!("picture-pulse-lines", stage.sheet().lines.join("\n"));
    let mut stage = at(10, 80, 30);
    stage.theme = amends::ui::Theme::plain();
    stage.choose(&words().home.practices).choose("Promises");
    assert!(!stage.styles().contains(['a', 'A']), "no colour is left");
}

/// Ben sees of Ana's pulse nothing that she has not shown.
#[test]
fn what_was_not_shown_is_in_no_picture() {
    let mut stage = bens(at(10, 80, 40));
    stage.choose(&words().home.practices).choose("The trust pulse");
    assert!(stage.sees("No week placed yet"));
    let mut stage = bens(at(10, 80, 40));
    stage.choose(&words().home.practices).choose("Check-in");
    assert!(!stage.sees("The strain in me was"), "only need and talk are for both");
}

/// After the second breach of a kind nobody is asked for thanks or for small wins.
#[test]
fn nothing_is_celebrated_while_trust_is_broken_again() {
    for (week, there) in [(9, true), (10, false)] {
        let mut stage = at(week, 80, 40);
        stage.choose(&words().home.practices);
        assert_eq!(stage.sees("Small wins"), there, "week {week}");
        assert_eq!(stage.sees("Thank-you notes"), there, "week {week}");
    }
}

/// Two years of days: ten thousand records.
fn two_years() -> Past {
    let mut past = Past::together().done_before(11);
    for day in 0..730 {
        let tension = u8::try_from(day % 11).unwrap();
        past = check_in(past, ANA, day, 5, tension, "so");
        past = check_in(past, BEN, day, 5, 10 - tension, "so");
        past = wave(past, day, "late");
        let name = format!("p{day}");
        past = past.later(day, BEN, promise(&name, "Home by six", day, day + 2)).later(
            day,
            BEN,
            moved(&name, BEN, "kept", day + 1),
        );
        for n in 0..5 {
            let fields = json!({ "moment": { "moment": "A laugh." } });
            past = past.later(day, ANA, kept("wins", &format!("w{day}-{n}"), day, ANA, fields));
        }
        if day % 7 == 0 {
            past = pulse(past, day, [3, 4, 5], "so");
            past = talk(past, day, 5, 6);
        }
    }
    past
}

/// The quickest of some frames, in milliseconds.
fn frame(stage: &mut Stage) -> f64 {
    let mut times = Vec::new();
    for width in [79, 80, 81, 79, 80, 81, 79, 80] {
        let since = std::time::Instant::now();
        stage.size(width, 24);
        times.push(since.elapsed().as_secs_f64() * 1000.0);
    }
    times.into_iter().fold(f64::INFINITY, f64::min)
}

/// The aims are those of a release build; here they have room for a build without much care.
#[test]
fn two_years_are_as_quick_as_a_day() {
    let empty = frame(&mut Past::together().done_before(11).open(80, 24));
    let past = two_years();
    let records = past.journey().matters(ANA).count() + past.journey().matters(BEN).count();
    let mut stage = past.open_later(730, 80, 24);
    let home = frame(&mut stage);
    let mut said = format!("{records} matters seen; home {home:.1} ms, empty {empty:.1} ms");
    let titles = ["The trust pulse", "Promises", "Check-in", "Waves", "After a talk", "Small wins"];
    let mut slowest: f64 = 0.0;
    for title in titles {
        stage.choose(&words().home.practices).choose(title);
        let drawn = frame(&mut stage);
        let _ = write!(said, "; {title} {drawn:.1} ms");
        slowest = slowest.max(drawn);
        stage.press("esc esc");
    }
    crate::home::say(&said);
    assert!(home < 60.0 && slowest < 200.0, "{said}");
}
