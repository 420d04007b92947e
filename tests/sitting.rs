//! The grammar of what two do at the keys together: two keys and a quiet brake before what could be
//! used against somebody, how tense each is, breaks, and a close. "Not today" tells nothing.

use amends::{
    curriculum::{Exercise, Risk, Who},
    engine::Path,
    journey::{Event, Mode, Seat, Time, Turn},
    layer::Input,
    ui::plain::Offer,
};
use chrono::{Days, TimeDelta};
use serde_json::json;

use crate::{
    sim::SimDisk,
    stage::{Past, Stage, book, nine, words},
    unlocking::{PASSPHRASES, locked_on, unlocked},
};

/// What needs two keys.
fn keyed() -> impl Iterator<Item = (usize, &'static Exercise)> {
    let steps = (0..book().heads().len()).map(|n| (n, book().step(n).unwrap()));
    let all = steps.flat_map(|(n, step)| step.exercises.iter().map(move |it| (n, it)));
    all.filter(|(_, it)| it.risk == Risk::High && it.who == Who::Together)
}

fn sat(exercise: &str, turn: Turn) -> Event {
    Event::Sitting { exercise: exercise.to_owned(), turn }
}

/// At an exercise, with Ana at the keys, at a time.
fn before(past: Past, id: &str, at: Time) -> Stage {
    let (n, exercise) = book().exercise(id).unwrap();
    let mut stage = past.done_before(n).open(80, 24);
    stage.now = at;
    stage.choose(&book().heads()[n].title).choose(&exercise.title);
    stage
}

/// What one person says, alone: how tense, and whether they want to.
#[derive(Clone, Copy, Debug)]
struct Says {
    heat: &'static str,
    asked: &'static str,
    ready: &'static str,
}

const YES: Says = Says { heat: "3", asked: "2", ready: "1" };
const TENSE: Says = Says { heat: "8", ..YES };
const UNSAFE: Says = Says { asked: "1", ..YES };
const ANOTHER_DAY: Says = Says { ready: "2", ..YES };

fn say(stage: &mut Stage, says: Says) {
    let w = &words().sitting;
    assert!(stage.sees(&w.how_tense), "{}", stage.frame());
    stage.press(says.heat).press("enter");
    while !stage.sees(&w.now) {
        assert!(stage.sees(&w.not_told), "{}", stage.frame());
        stage.press(says.asked);
    }
    stage.press(says.ready);
}

/// Both are asked, one after the other; `pass` brings the other one before the same page.
fn both(stage: &mut Stage, one: Says, other: Says, pass: &dyn Fn(&mut Stage)) {
    stage.press("enter");
    say(stage, one);
    assert!(stage.sees(&words().sitting.thanks), "{}", stage.frame());
    pass(stage);
    say(stage, other);
}

fn begins(stage: &Stage) -> bool {
    !stage.sees(&words().pair.not_today)
}

#[test]
fn two_keys_open_and_anything_else_is_the_same_not_today() {
    let pass = |stage: &mut Stage| _ = stage.press("enter enter");
    let late = nine() + TimeDelta::hours(12);
    let night = nine() - TimeDelta::hours(5);
    let mut tried = 0;
    for (_, exercise) in keyed() {
        let id = &exercise.id;
        let mut opened = before(Past::together(), id, nine());
        both(&mut opened, YES, YES, &pass);
        assert!(begins(&opened), "{id}: {}", opened.frame());

        let other = keyed().find(|(_, it)| it.id != *id).unwrap().1;
        let paced = || Past::together().happened(Seat::First, sat(&other.id, Turn::Begun));
        let mut causes: Vec<(Past, Time, Says, Says)> = vec![
            (Past::together(), nine(), ANOTHER_DAY, YES),
            (Past::together(), nine(), YES, ANOTHER_DAY),
            (Past::together(), nine(), ANOTHER_DAY, ANOTHER_DAY),
            (Past::together(), nine(), TENSE, YES),
            (Past::together(), nine(), YES, TENSE),
            (Past::together(), late, YES, YES),
            (Past::together(), night, YES, YES),
            (paced(), nine(), YES, YES),
            (paced(), nine() + Days::new(2), YES, YES),
        ];
        if !exercise.alone.is_empty() {
            causes.push((Past::together(), nine(), UNSAFE, YES));
            causes.push((Past::together(), nine(), YES, UNSAFE));
        }
        let frames: Vec<String> = causes
            .into_iter()
            .map(|(past, at, one, second)| {
                let mut stage = before(past, id, at);
                both(&mut stage, one, second, &pass);
                tried += 1;
                stage.frame()
            })
            .collect();
        let first = frames.first().unwrap();
        assert!(first.contains(&words().pair.not_today), "{first}");
        assert!(frames.iter().all(|frame| frame == first), "{id}: the same to the last cell");
    }
    assert!(tried > 80, "{tried} starts tried");
}

#[test]
fn three_days_later_it_is_time_again() {
    let past = || Past::together().happened(Seat::First, sat("2.3", Turn::Begun));
    let is_time = |past: &Past, id: &str, at: Time| {
        let path = Path::new(book(), past.journey(), Seat::First);
        path.is_time_for(book().exercise(id).unwrap().1, at)
    };
    let (today, day) = (nine(), |n| nine() + Days::new(n));
    for (id, at, opens, why) in [
        ("2.4", today, false, "another of its kind, the same day"),
        ("2.4", day(2), false, "another, two days later"),
        ("2.4", day(3), true, "another, three days later"),
        ("2.3", today, true, "the same, the same day: they go on with it"),
        ("2.3", day(1), false, "the same, on the next day: a new sitting"),
        ("2.3", today + TimeDelta::hours(12), false, "nine in the evening"),
        ("2.3", today + TimeDelta::minutes(719), true, "a minute before"),
        ("2.1", day(1), true, "what is less of a risk has no pace"),
        ("2.4", today - Days::new(365), true, "a clock that ran ahead holds nobody back"),
    ] {
        assert_eq!(is_time(&past(), id, at), opens, "{why}");
    }
    let back = nine() + TimeDelta::hours(23);
    let broken = past().happened(Seat::First, sat("2.3", Turn::Break(back)));
    assert!(is_time(&broken, "2.3", back), "back from a break is the same sitting");
    assert!(!is_time(&broken, "2.4", back));
    let first = || Past::together().happened(Seat::First, sat("2.1", Turn::Begun));
    assert!(is_time(&first(), "2.3", today), "what is less of a risk paces nothing");
}

/// Answers have two half hours a week: on the third time of seven days there is "Not today", and what
/// they are on a break from is still the second.
#[test]
fn twice_a_week_is_enough() {
    let sat_on = |past: Past, id, days, turn| past.later(days, Seat::First, sat(id, turn));
    let begun = |days: &[u64]| {
        days.iter().fold(Past::together(), |past, day| sat_on(past, "3.2", *day, Turn::Begun))
    };
    let is_time = |past: &Past, id: &str, days: u64| {
        let path = Path::new(book(), past.journey(), Seat::First);
        path.is_time_for(book().exercise(id).unwrap().1, nine() + Days::new(days))
    };
    for (days, on, opens) in [
        (&[0][..], 3, true),
        (&[0, 3], 6, false),
        (&[0, 3], 7, true),
        (&[0, 3, 3], 3, true),
        (&[0, 0, 0], 3, true),
    ] {
        assert_eq!(is_time(&begun(days), "3.2", on), opens, "{days:?}, day {on}");
    }
    assert!(is_time(&begun(&[0, 3]), "2.3", 6), "another one has its own two");
    let back = nine() + Days::new(6) + TimeDelta::hours(1);
    let broken = sat_on(begun(&[0, 3, 6]), "3.2", 6, Turn::Break(back));
    assert!(is_time(&broken, "3.2", 6), "it is the same sitting still");
}

/// Ana's drawer is open; Ben comes next, with his passphrase.
fn to_ben(stage: &mut Stage) {
    stage.press("enter enter").press(&format!("\"{}\" enter", PASSPHRASES[1]));
    assert_eq!(stage.app.seat(), Seat::Second);
}

/// Why a start behind two locks leads to nothing, or that it does not.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cause {
    None,
    AnotherDay(Seat),
    Tense(Seat),
    Brake(Seat),
    Late,
}

impl Cause {
    const ALL: [Self; 7] = [
        Self::AnotherDay(Seat::First),
        Self::AnotherDay(Seat::Second),
        Self::Tense(Seat::First),
        Self::Tense(Seat::Second),
        Self::Brake(Seat::First),
        Self::Brake(Seat::Second),
        Self::Late,
    ];

    fn says(self, seat: Seat) -> Says {
        match self {
            Self::AnotherDay(it) if it == seat => ANOTHER_DAY,
            Self::Tense(it) if it == seat => TENSE,
            _ => YES,
        }
    }
}

/// Two locked drawers, and a start: how it ends, and what lies on disk.
fn started(id: &str, cause: Cause) -> (String, Vec<usize>) {
    let (n, exercise) = book().exercise(id).unwrap();
    let disk = SimDisk::default();
    let mut stage = unlocked(locked_on(disk.clone(), n), 0);
    for seat in Seat::ALL {
        stage.choose("Settings").choose("Your passphrase");
        if cause == Cause::Brake(seat) {
            stage.choose(&words().lock.brake_on);
            assert!(stage.app.journey().brake(seat));
        }
        stage.press("esc esc p enter");
        stage.press(&format!("\"{}\" enter", PASSPHRASES[seat.other().index()]));
    }
    if cause == Cause::Late {
        stage.now += TimeDelta::hours(12);
    }
    stage.choose(&book().heads()[n].title).choose(&exercise.title);
    both(&mut stage, cause.says(Seat::First), cause.says(Seat::Second), &to_ben);
    let frame = stage.frame();
    stage.press("ctrl+q");
    drop(stage);
    (frame, disk.sizes())
}

/// Behind two locks a no leaves the same frame and the same files, whoever's it is.
#[test]
fn a_no_is_felt_and_not_seen() {
    for (_, exercise) in keyed() {
        let id = &exercise.id;
        let opened = started(id, Cause::None).0;
        assert!(!opened.contains(&words().pair.not_today), "{id}: {opened}");
        let (frame, sizes) = started(id, Cause::ALL[0]);
        assert!(frame.contains(&words().pair.not_today), "{id}: {frame}");
        for cause in &Cause::ALL[1..] {
            let other = started(id, *cause);
            assert_eq!(other.0, frame, "{id}: the same frame for {cause:?}");
            assert_eq!(other.1, sizes, "{id}: the same files for {cause:?}");
        }
    }
}

/// In the middle of the floor, both asked and calm.
fn on_the_floor() -> Stage {
    let mut stage = before(Past::together(), "2.3", nine());
    stage.press("enter").sit_down().press("enter enter enter \"You were\"");
    stage
}

#[test]
fn a_break_has_a_time_to_come_back_and_home_says_it_quietly() {
    let w = &words().sitting;
    let mut stage = on_the_floor();
    stage.press("ctrl+t").choose(&w.twenty);
    assert!(stage.sees("You are on a break until 09:20."), "{}", stage.frame());
    stage.choose(&w.leave_it).press("esc esc");
    assert!(stage.sees("Go on with “The floor: what it was like”"), "{}", stage.frame());
    assert!(stage.sees("You are on a break until 09:20."));
    insta::assert_snapshot!("sitting-home-break", stage.frame());
    stage.wait(21 * 60).press("down up");
    assert!(stage.sees("The break is over."));
    stage.choose("Go on with “The floor").press("enter").sit_down();
    assert!(stage.sees("You were"), "what was being written is there: {}", stage.frame());
    stage.press("esc esc esc");
    assert!(!stage.sees("on a break") && !stage.sees("The break is"), "they have come back");
}

#[test]
fn when_it_is_over_the_page_says_so_and_both_go_on() {
    let mut stage = on_the_floor();
    stage.press("ctrl+t").choose(&words().sitting.an_hour).wait(3601);
    assert!(stage.sees(&words().sitting.over), "{}", stage.frame());
    insta::assert_snapshot!("sitting-break-over", stage.frame());
    stage.choose(&words().sitting.we_are_back).press("4 enter 4 enter");
    assert!(stage.sees("Ana speaks") && stage.sees("You were"));
    assert!(stage.app.journey().sittings().on_break(stage.now).is_none());
}

/// A break is offered to both, whoever is tense, and taken or not.
#[test]
fn who_is_tense_is_not_told() {
    let w = &words().sitting;
    let offered = |one: &str, other: &str| {
        let mut stage = before(Past::together(), "2.1", nine());
        stage.press("enter").press(&format!("{one} enter {other} enter"));
        stage
    };
    let (ana, ben) = (offered("8", "2"), offered("2", "9"));
    assert!(ana.sees(&w.good_moment), "{}", ana.frame());
    assert_eq!(ana.frame(), ben.frame());
    assert_eq!(ana.frame(), offered("7", "7").frame());
    insta::assert_snapshot!("sitting-break-offered", ana.frame());
    assert!(!offered("6", "6").sees(&w.good_moment), "six is not seven");
    let mut stage = ana;
    stage.choose(&w.go_on_now);
    assert!(!stage.sees(&w.a_break) && stage.sees("Practice rounds"));
}

/// At the weekly meeting, begun, with the next one open or none.
fn meeting(is_open: bool) -> Stage {
    let past = Past::together().done_before(6);
    let next = json!({ "next": { "day": (nine() + Days::new(1)).date_naive().to_string() } });
    let past = if is_open {
        past.happened(Seat::First, crate::coach::kept("meeting", "m", 0, Seat::First, next))
    } else {
        past
    };
    let mut stage = past.open(80, 24);
    stage.choose("Practices").choose("The weekly meeting").choose("Begin the meeting");
    stage.press("enter");
    stage
}

/// A meeting asks both how tense they are; if it is too much for one of them, whoever it is, it is for
/// another day, and every page on the way there is the same.
#[test]
fn at_a_meeting_who_is_tense_is_not_told() {
    let w = &words().sitting;
    for is_open in [true, false] {
        let asked = |one: &str, other: &str| {
            let mut stage = meeting(is_open);
            let second = stage.press(&format!("{one} enter")).frame();
            assert!(stage.sees(&w.how_tense) && stage.sees("Ben, it is your turn"), "{second}");
            stage.press(&format!("{other} enter"));
            (second, stage)
        };
        for calm in [("0", "6"), ("6", "0")] {
            assert!(asked(calm.0, calm.1).1.sees("2 of 8"), "{calm:?}");
        }
        let (second, first) = asked("7", "0");
        assert!(first.sees(&words().pair.not_today), "{}", first.frame());
        for tense in [("0", "7"), ("9", "9"), ("3", "8")] {
            let (its, stage) = asked(tense.0, tense.1);
            assert_eq!(its, second, "{tense:?}: the second one's page");
            assert_eq!(stage.frame(), first.frame(), "{tense:?}");
            assert_eq!(stage.sheet(), first.sheet(), "{tense:?}, in lines");
        }
    }
}

/// Where a meeting is open it gets another day, in the way that there is for that; else there is none
/// to change.
#[test]
fn a_meeting_for_another_day_gets_one() {
    let mut stage = meeting(true);
    stage.press("8 enter 2 enter").choose("Choose another day").choose("in 3 days");
    let it = crate::practice::practice("meeting");
    let after = &it.state("moved").unwrap().after;
    assert!(stage.sees(after), "{}", stage.frame());
    let day = stage.now.date_naive();
    let open: Vec<_> = it.open(stage.app.journey(), Seat::First, day).collect();
    let [matter] = &open[..] else { panic!("{} are open", open.len()) };
    assert_eq!(it.until(matter), Some(day + Days::new(3)));
    let notes: Vec<_> = matter.moves().map(|(_, moved)| moved.note.as_str()).collect();
    assert_eq!(notes, [""], "of why, nothing stands there");

    let mut stage = meeting(false);
    stage.press("2 enter 8 enter").choose(&words().sitting.another_day);
    assert!(stage.sees("Begin the meeting"), "{}", stage.frame());
}

/// In lines, which stay where they were said, a number is asked for by itself and never said back.
#[test]
fn a_meeting_asks_in_lines_too() {
    let mut stage = meeting(true);
    for name in ["Ana", "Ben"] {
        let lines = stage.sheet().lines.join("\n");
        assert!(lines.contains(&format!("{name}, it is your turn")), "{lines}");
        assert!(lines.contains("1. type a number from 0 to 10 on the next line"), "{lines}");
        assert!(stage.offers().iter().any(|(offer, _)| *offer == Offer::Unseen(0, 10)));
        let said = [5, 6].map(|place| stage.hear(&Input::Place(0, place)).sheet().lines);
        assert_eq!(said[0], said[1], "what was placed is not said");
        assert!(said[0].iter().any(|line| line.contains(&words().plain.placed)), "{said:?}");
        stage.hear(&Input::Pick(0));
    }
    assert!(stage.sees("2 of 8"), "{}", stage.frame());
}

/// The disk is as if nobody had been asked.
#[test]
fn how_tense_one_is_at_a_meeting_is_kept_nowhere() {
    let left_with = |keys: &str| {
        let disk = SimDisk::default();
        let mut stage = unlocked(locked_on(disk.clone(), 6), 0);
        stage.choose("Practices").choose("The weekly meeting").choose("Begin the meeting");
        stage.press("enter").press(keys).wait(5);
        let frame = stage.frame();
        stage.press("ctrl+q");
        (frame, disk.sizes())
    };
    let (_, unasked) = left_with("");
    for keys in ["9 enter 4 enter", "4 enter 9 enter", "4 enter 4 enter"] {
        let (frame, sizes) = left_with(keys);
        assert_eq!(frame.contains(&words().pair.not_today), keys.contains('9'), "{frame}");
        assert_eq!(sizes, unasked, "{keys}");
    }
}

#[test]
fn half_way_both_are_asked_again() {
    let mut stage = on_the_floor();
    stage.press("ctrl+s enter enter \"Heard.\" ctrl+s enter");
    assert!(stage.sees(&words().sitting.how_tense), "after two turns of three: {}", stage.frame());
    stage.press("9 enter 1 enter");
    assert!(stage.sees(&words().sitting.good_moment));
    stage.choose(&words().sitting.go_on_now);
    assert!(stage.sees("Ana speaks") && stage.sees("turn 3 of 3"), "{}", stage.frame());
}

#[test]
fn the_floor_goes_over_with_one_key() {
    let mut stage = before(Past::together(), "2.1", nine());
    stage.press("enter").sit_down().press("enter enter enter \"Soup.\" ctrl+n");
    assert!(stage.sees("Ben speaks") && stage.sees("turn 2 of 2"), "{}", stage.frame());
    assert!(stage.sees("left"), "and its clock runs");
}

/// Two who have settled their rules, before the line for the days until the next time.
pub(crate) fn closing() -> Stage {
    let w = &words().sitting;
    let mut stage = before(Past::together(), "0.3-b", nine());
    stage.press("enter").sit_down();
    while !stage.sees(&w.close) {
        stage.press("enter");
        if stage.app.is_writing() {
            stage.press("\"a rule\" ctrl+s down enter");
        }
    }
    stage.choose(&w.close);
    stage
}

#[test]
fn a_sitting_is_closed_with_a_line_and_a_day() {
    let w = &words().sitting;
    let mut stage = closing();
    insta::assert_snapshot!("sitting-close", stage.frame());
    stage.press("\"the kettle boils\" ctrl+s \"ask how the day was\" ctrl+s");
    insta::assert_snapshot!("sitting-next", stage.frame());
    stage.choose(&w.next_days);
    assert!(stage.sees(&words().frame.saved));
    stage.press("esc");
    // it stands among what is due, with the plan
    assert!(stage.sees("You two meant to sit down again"), "{}", stage.frame());
    assert!(stage.sees("When the kettle boils"), "{}", stage.frame());
    stage.wait(3 * 24 * 60 * 60).press("up down");
    assert!(stage.sees("again today"), "{}", stage.frame());
    stage.wait(24 * 60 * 60).press("down");
    assert!(!stage.sees("sit down again") && !stage.sees("kettle"), "nothing counts what is past");
}

#[test]
fn enough_is_said_after_a_while() {
    let mut stage = before(Past::together(), "0.2", nine());
    stage.press("enter").sit_down().press("enter").wait(24 * 60).press("\"a\"");
    assert!(!stage.sees("enough for one sitting"));
    stage.wait(2 * 60).press("\"b\"");
    assert!(stage.sees("26 minutes: enough for one sitting   1 of 7"), "{}", stage.frame());
}

/// One alone, and a therapist's session, have no keys to turn.
#[test]
fn nobody_else_is_asked() {
    for past in [Past::alone(amends::journey::Role::Hurt), Past::session()] {
        let mode = past.journey().mode();
        let path = Path::new(book(), past.journey(), Seat::First);
        assert!(mode != Mode::Together && keyed().all(|(_, it)| !path.has_two_keys(it)));
        assert!(keyed().all(|(_, it)| path.is_time_for(it, nine() + TimeDelta::hours(13))));
    }
    let mut session = Stage::session(80, 24);
    session.choose(&book().heads()[2].title).choose("The floor");
    assert!(session.sees(&words().sitting.warn), "{}", session.frame());
}

/// How the pages before it look.
#[test]
fn the_pages_before_it() {
    let mut stage = before(Past::together(), "4.2", nine());
    insta::assert_snapshot!("sitting-intro", stage.frame());
    stage.press("enter 3 enter");
    insta::assert_snapshot!("sitting-asked-alone", stage.frame());
    stage.press("2");
    insta::assert_snapshot!("sitting-ready", stage.frame());
    stage.size(60, 20);
    insta::assert_snapshot!("sitting-ready-60x20", stage.frame());
    stage.size(80, 24).press("1");
    insta::assert_snapshot!("sitting-turned", stage.frame());
    stage.press("enter enter 3 enter 2 2");
    insta::assert_snapshot!("sitting-not-today", stage.frame());
    let mut length = on_the_floor();
    length.press("ctrl+t");
    insta::assert_snapshot!("sitting-break-length", length.frame());
}

/// A sealed pair of high risk behind two locks, both saying what they say: how it ends, and the files.
fn revealed(brake: Option<Seat>, says: [&str; 2], at: Time) -> (String, Vec<usize>) {
    let (n, exercise) = book().exercise("9.4-b").unwrap();
    assert_eq!((exercise.risk, exercise.who), (Risk::High, Who::Each));
    let disk = SimDisk::default();
    let mut stage = unlocked(locked_on(disk.clone(), n), 0);
    stage.now = at;
    for seat in Seat::ALL {
        if brake == Some(seat) {
            stage.choose("Settings").choose("Your passphrase").choose(&words().lock.brake_on);
            stage.press("esc esc");
        }
        stage.press("p enter").press(&format!("\"{}\" enter", PASSPHRASES[seat.other().index()]));
    }
    let ana = format!("\"{}\" enter", PASSPHRASES[0]);
    let ben = format!("\"{}\" enter", PASSPHRASES[1]);
    stage.choose(&book().heads()[n].title).choose(&exercise.title);
    stage.press("enter \"a line\" ctrl+s").press("enter enter").press(&ben);
    stage.press("enter \"a line\" ctrl+s").press("enter").press(says[1]);
    stage.press("enter enter").press(&ana).press("enter").press(says[0]);
    let frame = stage.frame();
    stage.press("ctrl+q");
    drop(stage);
    (frame, disk.sizes())
}

#[test]
fn a_sealed_pair_holds_to_the_brake_and_the_clock() {
    let (show, later) = ("1", "2");
    let shown = revealed(None, [show, show], nine()).0;
    assert!(shown.contains("Ana") && !shown.contains(&words().pair.not_today), "{shown}");
    let (frame, sizes) = revealed(None, [show, later], nine());
    assert!(frame.contains(&words().pair.not_today), "{frame}");
    for (brake, says, at) in [
        (None, [later, show], nine()),
        (Some(Seat::First), [show, show], nine()),
        (Some(Seat::Second), [show, show], nine()),
        (None, [show, show], nine() + TimeDelta::hours(12)),
    ] {
        let other = revealed(brake, says, at);
        assert_eq!(other.0, frame, "the same frame: {brake:?} {says:?} {at}");
        assert_eq!(other.1, sizes, "and the same files: {brake:?} {says:?} {at}");
    }
}

/// A practice asks what the exercise that leads to it asks, of whoever offers and of whoever agrees.
#[test]
fn a_practice_asks_alone_what_its_exercise_asks() {
    let asking = keyed().map(|(_, it)| it).filter(|it| !it.alone.is_empty());
    let mut seen = 0;
    for (exercise, onward) in asking.filter_map(|it| Some((it, it.onward.as_ref()?))) {
        let practice = book().practices().unwrap().find(&onward.practice).unwrap();
        assert_eq!(practice.alone, exercise.alone, "{}", practice.id);
        let agrees = |it: &&amends::practice::State| !it.says.is_empty() && it.id == "agreed";
        assert!(practice.states.iter().filter(agrees).all(|it| it.asks_alone));
        seen += 1;
    }
    assert_eq!(seen, 2, "openness and lines");
}

/// What a practice shows when somebody begins to add to it, and what was kept then.
fn offering(practice: &str, add: &str) -> Stage {
    let mut stage = Past::together().done_before(5).open(80, 24);
    stage.choose("Practices").choose(practice).choose(add);
    stage
}

/// All that practices keep, for both pairs of eyes, and how it was moved on.
fn kept_of(stage: &Stage) -> Vec<String> {
    let journey = stage.app.journey();
    let matters = Seat::ALL.into_iter().flat_map(|eyes| journey.matters(eyes));
    matters.map(|it| format!("{} {}", it.id.0, it.moves().count())).collect()
}

#[test]
fn who_could_not_safely_refuse_offers_nothing() {
    for (practice, add, id) in
        [("Openness", "Offer something", "agreements"), ("Lines", "Draw a line", "boundaries")]
    {
        let mut stage = offering(practice, add);
        let before = kept_of(&stage);
        let asked = &book().practices().unwrap().find(id).unwrap().alone[0];
        assert!(stage.sees(&asked.ask) && stage.sees("Ana · not kept"), "{}", stage.frame());
        // a yes is never what pressing on says
        stage.press("enter");
        assert!(stage.sees(&words().frame.choose_first), "{}", stage.frame());
        stage.press("1");
        assert!(stage.sees(&words().pair.not_today), "{}", stage.frame());
        stage.press("enter");
        assert!(stage.sees(add), "{}", stage.frame());
        assert_eq!(kept_of(&stage), before, "nothing is kept of it");
        stage.choose(add).choose(&asked.yes);
        assert!(!stage.sees(&asked.ask) && stage.app.is_writing(), "{}", stage.frame());
    }
    let mut stage = Past::alone(amends::journey::Role::Hurt).done_before(5).open(80, 24);
    stage.choose("Practices").choose("Lines").choose("Draw a line");
    assert!(stage.app.is_writing(), "one alone is asked nothing: nobody could be told");
}

#[test]
fn who_could_not_safely_refuse_agrees_to_nothing() {
    use crate::coach::kept;
    let what = serde_json::json!({ "what": { "what": "I text when I arrive." } });
    let offer = kept("agreements", "a", 0, Seat::Second, what);
    let mut stage = Past::together().done_before(4).happened(Seat::Second, offer).open(80, 24);
    stage.choose("Practices").choose("Openness").choose("Ben: I text");
    let before = kept_of(&stage);
    stage.choose("Yes, for that time").press("1");
    assert!(stage.sees(&words().pair.not_today), "{}", stage.frame());
    stage.press("enter");
    assert!(stage.sees("No, thank you") && stage.sees("Yes, for that time"), "{}", stage.frame());
    assert_eq!(kept_of(&stage), before, "nothing is kept of it");
}
