//! Ten weeks with a couple: check-ins, promises kept, moved, missed and found, an agreement that ends,
//! an absence, a second breach. Home, pictures and coach at each week, as a person has looked at them;
//! and two years of the same, for time.

use std::fmt::Write as _;

use amends::journey::{Event, Face, Hurt, Person, Reach, RecordId, Role, Seat};
use chrono::Days;
use insta::assert_snapshot;
use serde_json::json;

use crate::{
    coach::kept,
    pictures::everywhere,
    practice::practice,
    stage::{Past, Stage, nine, words},
    story::{ANA, Act, BEN, DAYS, WEEKS, fate, last_day, tell, until},
};

/// The program on the last day of a week.
pub(crate) fn at(week: usize, width: u16, height: u16) -> Stage {
    until(week).open_later(last_day(week), width, height)
}

pub(crate) fn bens(mut stage: Stage) -> Stage {
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

/// What these ten weeks hold, as pictures; what they do not hold is in `pictures`.
#[test]
fn pictures() {
    for (name, title, week) in [
        ("pulse", "The trust pulse", 10),
        ("promises", "Promises", 10),
        ("ends", "Openness", 2),
        ("heat", "Check-in", 10),
        ("hours", "Waves", 10),
        ("gap", "After a talk", 10),
    ] {
        let mut stage = at(week, 60, 40);
        stage.choose(&words().home.practices).choose(title);
        assert_snapshot!(format!("picture-{name}"), everywhere(name, stage));
    }
}

/// What is drawn of a practice, without what stands above it and below.
fn drawn(mut stage: Stage, id: &str) -> String {
    let practice = practice(id);
    stage.choose(&words().home.practices).choose(&practice.title);
    let words = &words().practices;
    let frame = stage.frame();
    let rows = frame.lines().map(str::trim_end);
    let adds = format!("› {}", practice.add);
    let rows = rows.skip_while(|row| !row.trim_start().starts_with(&adds)).skip(1);
    let lists = [&words.open, &words.so_far, &words.past, &practice.none_yet];
    let rows = rows.take_while(|row| !lists.iter().any(|it| it.as_str() == row.trim()));
    let rows = rows.collect::<Vec<_>>().join("\n");
    let rows = rows.trim_matches('\n');
    if rows.is_empty() { "nothing".to_owned() } else { rows.to_owned() }
}

/// Every picture at the end of each week, as each of the two sees it.
#[test]
fn pictures_at_each_week() {
    for week in 1..=10 {
        let mut seen = Vec::new();
        for id in ["pulse", "promises", "agreements", "check-in", "waves", "heard"] {
            let anas = drawn(at(week, 80, 60), id);
            let bens = drawn(bens(at(week, 80, 60)), id);
            seen.push(format!("== {id}, Ana\n{anas}"));
            seen.push(format!("== {id}, Ben\n{}", if bens == anas { "the same" } else { &bens }));
        }
        assert_snapshot!(format!("week-{week:02}-pictures"), seen.join("\n\n"));
    }
}

/// What was agreed is over by itself on the day after its last, and its page says so.
#[test]
fn the_end_of_an_agreement() {
    for (week, name) in [(4, "before"), (5, "after")] {
        let mut stage = at(week, 80, 24);
        stage.choose(&words().home.practices).choose("Openness").choose("Ben: When I travel");
        assert_snapshot!(format!("agreement-{name}-its-end"), stage.frame());
    }
}

/// The keys go through one's own weeks: each says its places and what moved them, and behind the newest
/// stand all of them again. Nobody goes through the other one's.
#[test]
fn each_week_of_the_pulse_can_be_looked_at() {
    for (width, height) in [(60, 30), (120, 40)] {
        let mut stage = at(10, width, height);
        stage.choose(&words().home.practices).choose("The trust pulse").press("left left");
        assert_snapshot!(format!("picture-pulse-week-{width}"), stage.frame());
    }
    let mut stage = at(10, 80, 40);
    stage.choose(&words().home.practices).choose("The trust pulse");
    let all = stage.frame();
    let mut seen = Vec::new();
    for _ in 0..12 {
        stage.press("left");
        let frame = stage.frame();
        if seen.last() != Some(&frame) {
            seen.push(frame);
        }
    }
    let weeks = stage.app.journey().matters_of(ANA, "pulse").count();
    assert_eq!(seen.len(), weeks, "each of them once, and the first is the end");
    assert!(stage.sees("↑ 22 November 2026.") && stage.sees("I can foresee you: 2."));
    assert!(!stage.sees("What moved it"), "she did not say");
    stage.press("right");
    assert!(stage.sees("What moved it: the texts came"));
    for _ in 0..weeks {
        stage.press("right");
    }
    assert_eq!(stage.frame(), all, "all of them again");
    let mut bens = bens(at(10, 80, 40));
    bens.choose(&words().home.practices).choose("The trust pulse");
    let before = bens.frame();
    assert_eq!(bens.press("left").frame(), before);
    assert!(!before.contains("←→"), "no key is offered that does nothing");
}

/// A day on which one wanted to talk has a dot, whether one placed anything or not; a day that rests has
/// none, and of the other one's days nothing is drawn.
#[test]
fn a_wish_to_talk_has_a_dot() {
    let mut past = Past::together().done_before(11);
    for (day, tension, talk) in
        [(0, 7, "rest"), (1, 8, "yes"), (2, 2, "lightly"), (5, 5, "rest"), (7, 9, "yes")]
    {
        let check_in = Act::CheckIn { mood: 5, tension, word: "so", need: "none", talk };
        past = tell(past, day, ANA, &check_in);
    }
    let wish = json!({ "talk": { "picked": ["yes"], "own": "" } });
    past = past.later(3, ANA, kept("check-in", "c", 3, ANA, wish));
    let places = json!({ "line": { "places": { "tension": 4 } } });
    past = past.later(8, ANA, kept("check-in", "d", 8, ANA, places));
    let mut stage = past.open_later(9, 60, 30);
    stage.choose(&words().home.practices).choose("Check-in");
    assert_snapshot!("picture-dots-60", stage.frame());
    assert!(stage.sheet().lines.iter().any(|line| line.contains("to talk on 4 of 6 days")));
    stage.theme = amends::ui::Theme::plain();
    stage.size(120, 40);
    assert_snapshot!("picture-dots-120", stage.frame());
    stage.press("esc esc");
    let mut bens = bens(stage);
    bens.choose(&words().home.practices).choose("Check-in");
    assert!(bens.sees("Ana: ") && !bens.sees("•") && !bens.sees("to talk on"), "{}", bens.frame());
}

/// What two say apart after talks on so many days: felt, guessed, both, or neither one.
fn talks(roles: [Role; 2], said: &[(u64, Seat, Option<u8>, Option<u8>)]) -> Stage {
    let mut past = Past::together().done_before(4);
    for (seat, role) in [ANA, BEN].into_iter().zip(roles) {
        let name = if seat == ANA { "Ana" } else { "Ben" }.to_owned();
        past = past.happened(
            seat,
            Event::Profile(Person { name, role: Some(role), hurts: vec![Hurt::Lies] }),
        );
    }
    for (n, (day, by, felt, guess)) in said.iter().enumerate() {
        let mut fields = json!({ "about": { "about": format!("talk {n}") } });
        for (ask, place) in [("heard", felt), ("guess", guess)] {
            if let Some(place) = place {
                fields[ask] = json!({ "places": { ask: place } });
            }
        }
        let on = (nine() + Days::new(*day)).date_naive();
        let face = practice("heard").face(*by, serde_json::from_value(fields).unwrap(), on);
        let of = Some(RecordId(format!("t{n}").into()));
        past = past.later(*day, *by, Event::Matter(Face { of, reach: Reach::Both, ..face }));
    }
    let mut stage = past.open_later(30, 60, 30);
    stage.choose(&words().home.practices).choose("After a talk");
    stage
}

/// What the picture of talks draws, and what it says.
fn gap_of(stage: &Stage) -> (Vec<String>, Vec<String>) {
    let frame = stage.frame();
    let rows = frame.lines().filter(|row| row.contains('·') && row.contains(['●', '○', '◉']));
    let rows = rows.filter(|row| !row.contains("guessed")).map(|row| row.trim().to_owned());
    let lines = stage.sheet().lines;
    let says = lines.iter().filter(|it| it.starts_with("On ") || it.starts_with("What "));
    (rows.collect(), says.cloned().collect())
}

/// Who was hurt and is repairing at once places both numbers: one is their own, the other is about the
/// other one, and belongs to what that one felt.
#[test]
fn nobody_guesses_what_they_felt_themselves() {
    let one = talks([Role::Both, Role::Repairing], &[(1, ANA, Some(2), Some(9))]);
    let (rows, says) = gap_of(&one);
    assert_eq!(
        rows,
        [
            "23 Nov · Ana  ·  ·  ●  ·  ·  ·  ·  ·  ·  ·  ·",
            "23 Nov · Ben  ·  ·  ·  ·  ·  ·  ·  ·  ·  ○  ·"
        ]
    );
    assert_eq!(says, ["On 23 November 2026: Ana felt 2.", "On 23 November 2026: Ana guessed 9."]);
    let roles = [Role::Both, Role::Repairing];
    let one = talks(roles, &[(1, ANA, Some(2), Some(9)), (1, BEN, None, Some(3))]);
    let (_, says) = gap_of(&one);
    assert_eq!(
        says,
        ["On 23 November 2026: Ana felt 2, Ben guessed 3.", "On 23 November 2026: Ana guessed 9."]
    );
    let both = [(1, ANA, Some(2), Some(9)), (1, BEN, Some(8), Some(3))];
    let both = talks([Role::Both, Role::Both], &both);
    let (rows, says) = gap_of(&both);
    assert_eq!(
        rows,
        [
            "23 Nov · Ana  ·  ·  ●━━○  ·  ·  ·  ·  ·  ·  ·",
            "23 Nov · Ben  ·  ·  ·  ·  ·  ·  ·  ·  ●━━○  ·"
        ]
    );
    assert_eq!(
        says,
        [
            "On 23 November 2026: Ana felt 2, Ben guessed 3.",
            "On 23 November 2026: Ben felt 8, Ana guessed 9."
        ]
    );
}

/// In words: the first talk of two numbers and the last, and what lay between; of one number, whose it
/// is.
#[test]
fn what_lies_between_is_said() {
    let roles = [Role::Hurt, Role::Repairing];
    let (felt, guess) = (|n| (n, ANA, Some(4), None), |n| (n, BEN, None, Some(8)));
    let (_, says) = gap_of(&talks(roles, &[felt(1)]));
    assert_eq!(says, ["On 23 November 2026: Ana felt 4."]);
    let (_, says) = gap_of(&talks(roles, &[guess(1)]));
    assert_eq!(says, ["On 23 November 2026: Ben guessed 8."]);
    let (_, says) = gap_of(&talks(roles, &[felt(1), guess(1)]));
    assert_eq!(says, ["On 23 November 2026: Ana felt 4, Ben guessed 8."]);
    let said = [
        (felt(1), guess(1)),
        ((8, ANA, Some(2), None), (8, BEN, None, Some(8))),
        ((15, ANA, Some(7), None), (15, BEN, None, Some(6))),
        ((22, ANA, Some(9), None), (23, BEN, None, None)),
    ];
    let said: Vec<_> = said.into_iter().flat_map(|(one, other)| [one, other]).collect();
    let (rows, says) = gap_of(&talks(roles, &said));
    assert_eq!(rows.len(), 4, "who placed nothing has no row: {rows:?}");
    assert_eq!(
        says,
        [
            "On 23 November 2026: Ana felt 4, Ben guessed 8.",
            "On 7 December 2026: Ana felt 7, Ben guessed 6.",
            "What Ana felt and what Ben guessed: 4 apart at first, 1 now; between 1 and 6.",
            "On 14 December 2026: Ana felt 9.",
        ]
    );
}

/// What came out after the last week that was placed stands at the right end; what came out on the day
/// of it, below it.
#[test]
fn the_pulse_reaches_to_what_happened_last() {
    let mut stage = at(10, 60, 40);
    stage.choose(&words().home.practices).choose("The trust pulse");
    assert!(stage.sees("▲ 20 December 2026: trust was broken again."));
    assert!(stage.sees("▲ 27 January 2027: trust was broken again."));
    let frame = stage.frame();
    let row = |sign: &str| frame.lines().find(|row| row.contains(sign)).unwrap().chars().count();
    assert_eq!(row("27 Jan"), row("▲"), "it stands above its day:\n{frame}");
}

/// Where nothing came of any promise in six weeks, none of none is said to be reliable.
#[test]
fn of_nothing_nothing_is_counted() {
    let kept = Act::Promise { what: "Home by six", days: 2 };
    for (day, counts) in [(3, true), (43, true), (44, false)] {
        let past = Past::together().done_before(11);
        let past = tell(past, 0, BEN, &kept);
        let past = tell(past, 2, BEN, &fate("Home by six", "kept"));
        let mut stage = past.open_later(day, 80, 40);
        stage.choose(&words().home.practices).choose("Promises");
        assert!(stage.sees("The last six weeks:"));
        assert_eq!(stage.sees("1 of 1 could be relied on"), counts, "day {day}");
        assert_eq!(stage.sees("could be relied on"), counts, "day {day}");
    }
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

/// Of a check-in both read some, and its owner the rest: the page says which is which. What was moved
/// to another day says to which.
#[test]
fn what_was_kept() {
    let mut stage = at(2, 80, 30);
    stage.choose(&words().home.practices).choose("Check-in").choose("calmer");
    assert_snapshot!("kept-check-in", stage.frame());
    let mut stage = bens(at(2, 80, 30));
    stage.choose(&words().home.practices).choose("Check-in").choose("Ana: Tuesday");
    assert_snapshot!("kept-check-in-of-the-other", stage.frame());
    let mut stage = bens(at(2, 80, 30));
    stage.choose(&words().home.practices).choose("Promises").choose("The statement");
    assert_snapshot!("kept-promise-moved", stage.frame());
}

/// Where the last look at a check-in is longer than the window, Enter turns the page first: nobody keeps
/// anything by a choice that they have not seen.
#[test]
fn what_is_chosen_has_been_seen() {
    let mut stage = until(1).open_later(last_day(1), 80, 24);
    let own = |stage: &Stage| {
        let all = stage.app.journey().matters_of(ANA, "check-in");
        all.filter(|it| it.owner == ANA).count()
    };
    stage.choose(&words().home.practices).choose("Check-in").choose("Check in");
    stage.press("4 enter 6 enter enter \"grey\" ctrl+s space ctrl+s down space ctrl+s ctrl+s");
    assert!(stage.sees(&words().practices.both_read) && !stage.sees(&words().practices.keep));
    stage.press("enter");
    assert!(stage.sees(&words().practices.keep));
    assert_eq!(own(&stage), 1, "only that of the first day");
    stage.press("enter");
    assert_eq!(own(&stage), 2);
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

/// Two years: the ten weeks, lived again and again, and on every day as much as anybody would ever keep.
fn two_years() -> Past {
    let mut past = Past::together().done_before(11);
    for round in 0..9 {
        for (day, by, acts) in WEEKS.iter().flat_map(|visits| visits.iter()) {
            let on = round * DAYS + day;
            past = acts.iter().fold(past, |past, act| tell(past, on, *by, act));
        }
    }
    for day in 0..730 {
        let tension = u8::try_from(day % 11).unwrap();
        let check_in =
            |tension| Act::CheckIn { mood: 5, tension, word: "so", need: "none", talk: "yes" };
        let what = &format!("Home by six, day {day}");
        past = tell(past, day, ANA, &check_in(tension));
        past = tell(past, day, BEN, &check_in(10 - tension));
        past = tell(past, day, ANA, &Act::Wave { set: "late", body: 7 });
        past = tell(past, day, BEN, &Act::Promise { what, days: 2 });
        past = tell(past, day, BEN, &fate(what, "kept"));
        for n in 0..5 {
            let fields = json!({ "moment": { "moment": "A laugh." } });
            past = past.later(day, ANA, kept("wins", &format!("w{day}-{n}"), day, ANA, fields));
        }
        if day % 7 == 0 {
            past = tell(past, day, ANA, &Act::Pulse { places: [3, 4, 5], moved: "so" });
            let (felt, guessed) = (&format!("felt {day}"), &format!("guessed {day}"));
            for (by, act, what) in [
                (ANA, Act::Heard { place: 5, about: felt }, felt),
                (BEN, Act::Guess { place: 6, about: guessed }, guessed),
            ] {
                past = tell(past, day, by, &act);
                past = tell(past, day, by, &Act::Show { practice: "heard", what });
            }
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
    let past = two_years();
    let records = past.journey().matters(ANA).count() + past.journey().matters(BEN).count();
    let mut stage = past.open_later(730, 80, 24);
    let home = frame(&mut stage);
    assert!(records > 10_000, "{records}");
    let mut said = format!("{records} matters seen; home {home:.1} ms");
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
