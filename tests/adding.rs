//! Adding to a practice: who reads which part of it, and what an exercise brings to what a day has already.

use amends::journey::{Event, Reach, Seat};
use insta::assert_snapshot;
use serde_json::json;

use crate::{
    coach::{kept, moved},
    exercise::answered,
    practice::practice,
    stage::{Past, Stage, nine, words},
};

/// A check-in up to its last look: a mood, a strain, a word, a need, a wish.
const ALL: &str = "4 enter 6 enter enter \"grey\" ctrl+s space ctrl+s down space ctrl+s ctrl+s";

/// The last look at it.
fn looked_at() -> Stage {
    let mut stage = Past::together().done_before(11).open(80, 40);
    stage.choose("Practices").choose("Check-in").choose("Check in").press(ALL);
    assert!(stage.sees(&words().practices.keep), "{}", stage.frame());
    stage
}

/// What the other one can read of the check-in that was kept: the asks.
fn read_by_ben(stage: &Stage) -> Vec<String> {
    let all = stage.app.journey().matters_of(Seat::Second, "check-in");
    all.flat_map(|it| it.fields().keys().cloned().collect::<Vec<_>>()).collect()
}

/// Turns a part at the last look, by what was said to it.
fn turn(stage: &mut Stage, said: &[&str]) {
    stage.choose("Choose what Ben can read");
    for said in said {
        stage.choose(said);
    }
    stage.choose(&words().write.go_on);
}

#[test]
fn whose_it_is_says_who_reads_which_part() {
    for (turned, read) in [
        (&[][..], &["need", "talk"][..]),
        (&["grey"], &["need", "talk", "word"]),
        (&["Rest"], &["talk"]),
        (&["Rest", "Yes"], &[]),
        (&["grey", "grey"], &["need", "talk"]),
        (&["My mood", "grey"], &["line", "need", "talk", "word"]),
    ] {
        let mut stage = looked_at();
        if !turned.is_empty() {
            turn(&mut stage, turned);
        }
        stage.choose(&words().practices.keep);
        assert_eq!(read_by_ben(&stage), read, "{turned:?}");
        let own = stage.app.journey().matters_of(Seat::First, "check-in").next().unwrap();
        assert_eq!(own.fields().len(), 4, "its owner reads all of it");
    }
}

#[test]
fn who_reads_which_part_is_looked_at() {
    let mut stage = looked_at();
    stage.choose("Choose what Ben can read").choose("grey");
    assert_snapshot!("who-reads-which-part", stage.frame());
    stage.press("esc");
    assert!(stage.sees(&words().practices.keep), "back at the last look");
    assert!(stage.app.journey().matters_of(Seat::First, "check-in").next().is_none());
}

/// Kept again on its day, it stays with whom it was for; what the other one has read is not taken back.
#[test]
fn what_was_read_stays_read() {
    let mut stage = looked_at();
    turn(&mut stage, &["grey", "Rest"]);
    stage.choose(&words().practices.keep);
    assert_eq!(read_by_ben(&stage), ["talk", "word"]);
    let again = |stage: &mut Stage, turned: &[&str]| {
        stage.choose("Check in");
        stage.press("enter enter enter ctrl+s ctrl+s ctrl+s ctrl+s");
        if !turned.is_empty() {
            turn(stage, turned);
        }
        stage.choose(&words().practices.keep);
        read_by_ben(stage)
    };
    assert_eq!(again(&mut stage, &[]), ["talk", "word"]);
    assert_eq!(again(&mut stage, &["grey", "Yes"]), ["talk", "word"]);
    assert_eq!(again(&mut stage, &["Rest"]), ["need", "talk", "word"]);
}

/// What is left half-way does not know who was to read what: that is seen again before it is kept.
#[test]
fn a_draft_says_again_who_reads_it() {
    let mut stage = looked_at();
    turn(&mut stage, &["Rest"]);
    stage.press("esc").choose("Check in");
    stage.press("enter enter enter ctrl+s ctrl+s ctrl+s ctrl+s");
    assert!(stage.sees("Choose a part"), "{}", stage.frame());
    stage.choose("Rest").choose(&words().write.go_on).choose(&words().practices.keep);
    assert_eq!(read_by_ben(&stage), ["talk"]);
}

/// Where nobody else is, or where all of it is for both, nothing is to be chosen.
#[test]
fn nobody_chooses_among_nobody() {
    let mut stage = Past::alone(amends::journey::Role::Hurt).done_before(11).open(80, 40);
    stage.choose("Practices").choose("Check-in").choose("Check in");
    stage.press("4 enter 6 enter enter \"grey\" ctrl+s space ctrl+s");
    assert!(stage.sees(&words().practices.keep) && !stage.sees("can read"), "{}", stage.frame());
    let mut stage = Past::together().done_before(11).open(80, 40);
    stage
        .choose("Practices")
        .choose("Small wins")
        .choose("Put one")
        .press("down space ctrl+s ctrl+s");
    assert!(stage.sees(&words().practices.keep) && !stage.sees("can read"), "{}", stage.frame());
}

/// What an exercise brings to the lines that a day has already stands with them: nothing is lost, and
/// nothing is there twice.
#[test]
fn what_an_exercise_brings_comes_to_the_lines_of_the_day() {
    let it = practice("tell-first");
    let said = json!({ "where": "By the river.", "who": "Alone.", "anything": "I was late." });
    let past = Past::together().done_before(3);
    let today = nine().date_naive();
    let fields = json!({ "day": { "where": "At work.", "who": "", "else": "I was late." } });
    let face = it.face(Seat::Second, serde_json::from_value(fields).unwrap(), today);
    let past = past
        .happened(Seat::Second, Event::Matter(face))
        .happened(Seat::Second, answered("3.3", "offered", Reach::Both, json!({})))
        .happened(Seat::Second, answered("3.3", "note", Reach::Both, said));
    let mut stage = past.knock(80, 40);
    stage.press("2").choose("Nothing hidden").choose("Tell-first note");
    stage.press("enter enter ctrl+s ctrl+s ctrl+s").choose("Keep it as a tell-first note");
    stage.press("ctrl+s ctrl+s ctrl+s").choose(&words().practices.keep);
    let journey = stage.app.journey();
    let all: Vec<_> = journey.matters_of(Seat::First, "tell-first").collect();
    let [note] = all.as_slice() else { panic!("a day has one: {}", all.len()) };
    let joined =
        json!({ "where": "At work.\nBy the river.", "who": "Alone.", "else": "I was late." });
    assert_eq!(note.field("day"), Some(&joined));
}

/// Out of the jar comes any of the moments that nobody set aside, whosever it is.
#[test]
fn any_moment_comes_out_of_the_jar() {
    let past = (0..4).fold(Past::together().done_before(11), |past, n| {
        let owner = if n % 2 == 0 { Seat::First } else { Seat::Second };
        let moment = json!({ "moment": { "moment": format!("moment {n}") } });
        past.happened(owner, kept("wins", &format!("w{n}"), 0, owner, moment))
    });
    let past = past.happened(Seat::Second, moved("w2", Seat::First, "not-now", 0));
    let mut stage = past.open(80, 40);
    stage.choose("Practices").choose("Small wins");
    assert_snapshot!("jar", stage.frame());
    let mut out = std::collections::BTreeSet::new();
    for seconds in 0..60 {
        stage.wait(seconds);
        stage.choose("Take one out");
        out.extend((0..4).filter(|n| stage.sees(&format!("moment {n}"))));
        stage.press("esc");
    }
    assert_eq!(out.into_iter().collect::<Vec<_>>(), [0, 1, 3]);
    let mut stage = Past::together().done_before(11).open(80, 40);
    stage.choose("Practices").choose("Small wins");
    assert!(!stage.sees("Take one out"), "the jar is empty");
}

/// What was offered can be offered in return: the same words, a fear of one's own, and first the
/// question, alone, whether a no would be safe.
#[test]
fn the_same_is_offered_in_return() {
    let offer = json!({
        "what": { "what": "I text when I arrive." },
        "fear": { "fear": "that you never left" },
        "smaller": { "smaller": "only at night" },
    });
    let offered = kept("agreements", "a", 0, Seat::Second, offer);
    let mut stage = Past::together().done_before(4).happened(Seat::Second, offered).open(80, 40);
    stage.choose("Practices").choose("Openness").choose("Ben: I text");
    stage.choose("Offer the same in return");
    let asked = &practice("agreements").alone[0];
    assert!(stage.sees(&asked.ask), "{}", stage.frame());
    // who could not say no leaves nothing behind
    stage.choose(&asked.no).press("enter");
    let begun = practice("agreements").begun(stage.app.journey(), Seat::First).count();
    assert_eq!(begun, 0, "{}", stage.frame());
    stage.choose("Ben: I text").choose("Offer the same in return").choose(&asked.yes);
    assert!(stage.sees("I text when I arrive."), "{}", stage.frame());
    stage.press("ctrl+s");
    assert!(!stage.sees("that you never left"), "a fear is one's own: {}", stage.frame());
    stage.press("\"that you lie awake\" ctrl+s ctrl+s ctrl+s ctrl+s enter enter");
    stage.choose(&words().practices.keep);
    let journey = stage.app.journey();
    let own = journey.matters_of(Seat::Second, "agreements").find(|it| it.owner == Seat::First);
    let own = own.unwrap();
    assert_eq!(own.field("what"), Some(&json!({ "what": "I text when I arrive." })));
    assert_eq!(own.field("fear"), Some(&json!({ "fear": "that you lie awake" })));
    assert_eq!(own.field("smaller"), Some(&json!({ "smaller": "only at night" })));
}
