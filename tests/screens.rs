//! Every screen in every stage, as a person sees it: pictures that a person has looked at. Whether
//! the keys and sizes hold up is left to `keys` and `tiny`.

use amends::journey::{Event, Reach, Role, Say, Seat};
use insta::assert_snapshot;
use serde_json::json;

use crate::{
    stage::{Past, Stage},
    unlocking::{locked, unlocked},
};

/// At an exercise of a step, before it is begun.
fn at(past: Past, n: usize, title: &str) -> Stage {
    let mut stage = past.done_before(n).open(80, 24);
    stage.choose(&step_title(n)).choose(title);
    stage
}

fn step_title(n: usize) -> String {
    crate::stage::book().heads()[n].title.clone()
}

macro_rules! seen {
    ($name:literal, $stage:expr) => {
        assert_snapshot!($name, $stage.frame())
    };
}

#[test]
fn the_first_run() {
    let mut stage = Stage::first(80, 24);
    seen!("first-welcome", stage);
    stage.press("enter");
    seen!("first-name", stage);
    stage.press("\"Ana\" enter \"Ben\"");
    seen!("first-other-name", stage);
    stage.press("enter");
    seen!("first-part", stage);
    stage.press("1 2");
    seen!("first-between", stage);
    stage.press("1 down enter");
    seen!("first-hurts", stage);
    stage.choose("Go on");
    seen!("first-lock", stage);
    stage.choose("Yes, and I choose");
    stage.press("\"anaben\"");
    seen!("first-lock-typed", stage);
    stage.press("enter");
    seen!("first-lock-weak", stage);
    stage.press("esc").choose("No passphrase");
    seen!("first-other-lock", stage);
    stage.choose("No passphrase");
    seen!("first-ready", stage);
    stage.press("enter");
    seen!("door-without-locks", stage);
    stage.press("1");
    seen!("home-fresh", stage);
    let mut stage = Stage::first(80, 24);
    stage.choose("Just me");
    seen!("first-your-name", stage);
    stage.press("enter");
    seen!("first-your-part", stage);
    stage.press("1 1 end enter end enter");
    seen!("first-ready-alone", stage);
}

#[test]
fn homes() {
    let middle = || Past::together().done_before(4);
    seen!("home-middle", middle().open(80, 24));
    seen!("home-middle-60x20", middle().open(60, 20));
    seen!("home-middle-120x40", middle().open(120, 40));
    seen!("home-all-done", Past::together().done_before(11).open(80, 24));
    seen!("home-alone", Past::alone(Role::Hurt).done_before(2).open(80, 24));
    seen!("home-session", Stage::session(80, 24));
    let said = Event::Step { step: "step-00".to_owned(), page: Some(9), done: Some(true) };
    seen!("home-said", Past::together().happened(Seat::First, said).open(80, 24));
    let begun = Event::Step { step: "step-00".to_owned(), page: Some(3), done: None };
    seen!("home-begun", Past::together().happened(Seat::First, begun).open(80, 24));
    seen!("home-small", Past::together().open(59, 19));
}

#[test]
fn a_step() {
    let mut stage = Past::together().done_before(1).open(80, 24);
    stage.choose(&step_title(1));
    seen!("step", stage);
    stage.size(60, 20);
    seen!("step-60x20", stage);
    stage.size(120, 40);
    seen!("step-120x40", stage);
    stage.size(80, 24).press("enter");
    seen!("reading", stage);
    stage.size(60, 20);
    seen!("reading-60x20", stage);
    stage.size(80, 24).press("enter enter");
    seen!("reading-third", stage);
    stage.press("esc").choose("Two ways");
    seen!("examples", stage);
    stage.size(60, 20);
    seen!("examples-60x20", stage);
    stage.size(80, 24).press("k");
    seen!("examples-other-kind", stage);
    stage.press("esc").choose("Something to write");
    seen!("prompts", stage);
    stage.press("enter");
    seen!("writing-prompt", stage);
    stage.press("esc esc").choose("What often");
    seen!("mistakes", stage);
    stage.press("esc").choose("Before you go on");
    seen!("gate", stage);
    stage.press("enter");
    seen!("gate-nothing-chosen", stage);
    stage.press("down down enter");
    for _ in 0..8 {
        if stage.sees("Just for you") {
            stage.press("1");
        }
    }
    seen!("gate-stay", stage);
    let mut stage = Stage::session(80, 24);
    stage.choose(&step_title(3)).choose("For the therapist");
    seen!("therapist", stage);
}

/// At an exercise by its id, in the home of two or of one.
pub(crate) fn exercise(past: Past, id: &str) -> Stage {
    let (n, exercise) = crate::stage::book().exercise(id).unwrap();
    at(past, n, &exercise.title)
}

/// At an exercise, with whoever does it at the keys.
pub(crate) fn exercise_of_anyone(id: &str) -> Stage {
    let (_, it) = crate::stage::book().exercise(id).unwrap();
    if it.who == amends::curriculum::Who::Repairing {
        bens(id)
    } else {
        exercise(Past::together(), id)
    }
}

fn second() -> Past {
    Past::together()
}

/// With the keys in the hands of Ben.
fn bens(id: &str) -> Stage {
    let (n, exercise) = crate::stage::book().exercise(id).unwrap();
    let mut stage = second().done_before(n).open(80, 24);
    stage.press("p enter").choose(&step_title(n)).choose(&exercise.title);
    stage
}

#[test]
fn cards_pick_and_write() {
    let mut stage = bens("1.1");
    seen!("exercise-intro", stage);
    stage.press("enter");
    seen!("cards", stage);
    stage.press("enter");
    seen!("pick", stage);
    stage.press("enter down enter");
    seen!("pick-enough", stage);
    stage.size(60, 20);
    seen!("pick-enough-60x20", stage);
    stage.size(80, 24).press("ctrl+s");
    seen!("write", stage);
    stage.press("\"I stayed when it rained. 信頼 é 💛\"");
    seen!("write-words", stage);
    stage.wait(3);
    seen!("write-draft", stage);
    stage.press("tab");
    seen!("write-below", stage);
    stage.size(60, 20).press("up");
    seen!("write-60x20", stage);
    stage.size(80, 24).press("tab enter");
    while !stage.sees("Back to the step") {
        stage.press("ctrl+s");
    }
    seen!("exercise-after", stage);
    stage.press("enter");
    seen!("step-exercise-done", stage);
    let mut own = bens("1.1");
    own.press("enter enter").press(&"down ".repeat(12)).press("\"Patience\"");
    seen!("pick-own", own);
}

#[test]
fn lines() {
    let mut stage = exercise(Past::together(), "1.4");
    stage.press("enter enter");
    seen!("lines", stage);
    stage.press("\"The letter from the bank.\"");
    seen!("lines-writing", stage);
    stage.press("enter \"The evening at the lake.\" enter");
    seen!("lines-two", stage);
    stage.press("up");
    seen!("lines-focus", stage);
    stage.press("down \"a\" enter \"b\" enter \"c\" enter");
    seen!("lines-full", stage);
}

#[test]
fn rate() {
    let mut stage = exercise(Past::together(), "5.5");
    stage.press("enter");
    seen!("rate", stage);
    stage.press("right right down 3 down left");
    seen!("rate-placed", stage);
    stage.size(60, 20);
    seen!("rate-60x20", stage);
    let mut stage = exercise(Past::together(), "0.1");
    stage.press("enter enter enter enter enter");
    seen!("rate-words", stage);
    stage.press("right enter");
    seen!("rate-words-placed", stage);
    stage.size(60, 20);
    seen!("rate-words-60x20", stage);
    let mut stage = exercise(Past::together(), "3.1-b");
    stage.press("enter enter right right");
    seen!("rate-long-words", stage);
    stage.size(60, 20);
    seen!("rate-long-words-60x20", stage);
    let mut stage = exercise(Past::together(), "1.1-b");
    stage.press("enter enter right");
    seen!("rate-four-words", stage);
    stage.size(60, 20);
    seen!("rate-four-words-60x20", stage);
}

#[test]
fn sort() {
    let mut stage = exercise(Past::together(), "1.2-b");
    stage.press("enter");
    seen!("sort", stage);
    stage.press("1 2 left");
    seen!("sort-back", stage);
    stage.press("2 2 2 2 2 2 2 1 1 1 1 1");
    seen!("sort-all", stage);
}

#[test]
fn breathe() {
    let mut stage = exercise(Past::together(), "2.2-c");
    stage.press("enter");
    seen!("breathe-before", stage);
    stage.press("enter").wait(2);
    seen!("breathe-in", stage);
    stage.wait(5);
    seen!("breathe-out", stage);
    stage.wait(60);
    seen!("breathe-after", stage);
}

#[test]
fn turns() {
    let mut stage = exercise(Past::together(), "2.3");
    stage.press("enter").sit_down().press("enter enter");
    seen!("turns-ready", stage);
    stage.press("enter \"You were alone that night.\"").wait(70);
    seen!("turns-speaking", stage);
    stage.size(60, 20);
    seen!("turns-speaking-60x20", stage);
    stage.size(80, 24).press("ctrl+p");
    seen!("turns-paused", stage);
    stage.press("ctrl+p").wait(200);
    seen!("turns-time-up", stage);
    stage.press("ctrl+s");
    seen!("turns-reading", stage);
    stage.press("enter");
    seen!("turns-second", stage);
    stage.press("enter \"You were\" tab down enter");
    seen!("turns-more", stage);
    stage.press("tab enter enter");
    seen!("turns-half", stage);
    stage.press("3 enter 3 enter");
    stage.press("enter \"Heard.\" ctrl+s enter");
    seen!("turns-close", stage);
    stage.press("left");
    seen!("turns-again", stage);
}

#[test]
fn settle() {
    let mut stage = exercise(Past::together(), "0.2");
    stage.press("enter").sit_down().press("enter");
    seen!("settle-proposing", stage);
    stage.press("\"You in the bed, I on the sofa.\" tab");
    seen!("settle-below", stage);
    stage.press("enter");
    seen!("settle-asking", stage);
    stage.press("down down enter");
    seen!("settle-changing", stage);
    stage.size(60, 20);
    seen!("settle-changing-60x20", stage);
    stage.size(80, 24).press("ctrl+s 1");
    seen!("settle-next", stage);
    for _ in 0..6 {
        stage.choose("Skip this one").sit_down();
    }
    seen!("settle-summary", stage);
    stage.press("down down down down down down");
    seen!("settle-summary-further", stage);
}

#[test]
fn plan() {
    let mut stage = exercise(Past::alone(Role::Hurt), "0.1-b");
    stage.press("enter enter ctrl+s ctrl+s ctrl+s");
    seen!("plan", stage);
    stage.press("\"I have not slept by three\" enter \"send one line\" enter");
    seen!("plan-another", stage);
    stage.press("down enter");
    seen!("plan-two", stage);
    stage.size(60, 20);
    seen!("plan-two-60x20", stage);
}

#[test]
fn letter() {
    let mut stage = bens("1.2");
    stage.press("enter enter enter");
    seen!("letter-first", stage);
    stage.press("\"I hid the loan for a year.\" ctrl+s");
    seen!("letter-second", stage);
    stage.size(60, 20);
    seen!("letter-second-60x20", stage);
    stage.size(80, 24).press("\"You could not know.\" ctrl+s ctrl+s ctrl+s ctrl+s ctrl+s");
    seen!("letter-whole", stage);
    stage.press("enter");
    seen!("letter-rests", stage);
}

/// Ana and Ben have written their five, and the keys are with Ana, who is asked.
pub(crate) fn written() -> Stage {
    let mut stage = exercise(Past::together(), "0.3");
    let five = "enter down enter down enter down enter down enter ctrl+s";
    stage.press("enter").press(five);
    stage.press("enter enter enter").press(five);
    stage
}

#[test]
fn sealed() {
    let mut stage = exercise(Past::together(), "0.3");
    seen!("sealed-intro", stage);
    stage.press("enter");
    seen!("sealed-writing", stage);
    stage.press("enter down enter down enter down enter down enter ctrl+s");
    seen!("sealed-hand-over", stage);
    stage.press("enter");
    seen!("cover", stage);
    stage.press("enter");
    seen!("sealed-other-intro", stage);
    let mut stage = written();
    seen!("sealed-both-wrote", stage);
    stage.press("enter");
    seen!("sealed-asked", stage);
    stage.press("1");
    seen!("sealed-said", stage);
    stage.press("enter enter");
    seen!("sealed-waiting-intro", stage);
    stage.press("enter 1");
    seen!("sealed-shown", stage);
    stage.size(60, 20);
    seen!("sealed-shown-60x20", stage);
}

/// The same, with the question in front of one of them.
fn asked(seat: Seat) -> Stage {
    let mut stage = written();
    if seat == Seat::First {
        // the second choice is "another time"
        stage.press("down enter p enter").choose(&step_title(0)).choose("Talk rules");
    }
    stage.press("enter");
    stage
}

/// Both have answered every part of an exercise with this, and said yes.
fn shown(id: &str, answer: &serde_json::Value) -> Stage {
    let (_, it) = crate::stage::book().exercise(id).unwrap();
    let mut past = Past::together();
    for seat in Seat::ALL {
        for part in it.parts.iter().map(|part| part.id.clone()) {
            past = past.happened(seat, Event::half(&it.id, &part, answer, true));
            let (exercise, reach, answer) = (it.id.clone(), Reach::Sealed, answer.clone());
            past = past.happened(seat, Event::Answer { exercise, part, reach, done: true, answer });
        }
    }
    let mut stage = exercise(past, id);
    stage.choose("See what you both wrote");
    stage
}

#[test]
fn shown_marks_and_words() {
    let marks = serde_json::json!({ "places": { "sleep": 1, "body": 0, "friends": 2 } });
    let mut stage = shown("1.3", &marks);
    seen!("shown-deeper", stage);
    stage.choose("Look at the parts");
    seen!("shown-marks", stage);
    let words =
        serde_json::json!({ "saw": "You left.", "took": "I was sad.", "other": "Late bus." });
    let mut stage = shown("2.5-b", &words);
    seen!("shown-words", stage);
    stage.size(60, 20);
    seen!("shown-words-60x20", stage);
}

/// What one says first, and what the other says then.
const CAUSES: [(Say, Say); 7] = [
    (Say::Show, Say::Later),
    (Say::Show, Say::Never),
    (Say::Later, Say::Show),
    (Say::Never, Say::Show),
    (Say::Edit, Say::Show),
    (Say::Later, Say::Later),
    (Say::Never, Say::Never),
];

/// "Not today" is the same to the last cell, whoever did not want it, and why.
#[test]
fn not_today_tells_nothing() {
    let mut frames = Vec::new();
    for (seat, (one, other)) in Seat::ALL.into_iter().flat_map(|seat| CAUSES.map(|it| (seat, it))) {
        let mut stage = asked(seat);
        stage.choose(says(one));
        if one == Say::Edit {
            // the second choice is "another time"
            stage
                .press("ctrl+s down enter esc p enter")
                .choose(&step_title(0))
                .choose("Talk rules");
            stage.press("enter");
        } else {
            stage.press("enter enter enter");
        }
        stage.choose(says(other));
        frames.push((stage.frame(), stage.styles()));
    }
    assert_snapshot!("not-today", frames[0].0);
    assert!(frames.windows(2).all(|two| two[0] == two[1]), "the frames differ");
}

fn says(say: Say) -> &'static str {
    match say {
        Say::Show => "Show it now",
        Say::Later => "Later",
        Say::Edit => "I want to change",
        Say::Never => "Not this one",
    }
}

/// A home in which Ana has two pages and a shared line.
fn lived_in() -> Stage {
    let page = |text: &str| Event::Entry { text: text.to_owned(), prompt: None };
    let share = Event::Share { text: "I slept better on Tuesday.".to_owned() };
    Past::together()
        .happened(
            Seat::First,
            page("The lake was calm. I slept better on Tuesday.\n\nThat is all."),
        )
        .happened(Seat::First, page("A second page, about the bank."))
        .happened(Seat::First, share)
        .happened(Seat::Second, page("Ben has a page too."))
        .done_before(2)
        .open(80, 24)
}

fn pressed(mut stage: Stage, keys: &str) -> Stage {
    stage.press(keys);
    stage
}

fn chosen(mut stage: Stage, choices: &[&str]) -> Stage {
    for words in choices {
        stage.choose(words);
    }
    stage
}

/// At a practice, in a home where some things are kept.
fn kept(title: &str) -> Stage {
    use crate::coach::{kept, promise};
    let (ana, ben) = (Seat::First, Seat::Second);
    let line = json!({ "line": { "line": "We both say before we lend or borrow." } });
    let question = json!({ "ask": { "ask": "Did you think of me at all?" } });
    let what = json!({ "what": { "what": "I text when I arrive." } });
    let past = Past::together()
        .done_before(4)
        .happened(ben, promise("p", 0, 4))
        .happened(ben, promise("q", 0, 2))
        .happened(ben, crate::coach::moved("q", ben, "kept", 0))
        .happened(ben, kept("agreements", "a", 0, ben, what))
        .happened(ana, kept("boundaries", "b", 0, ana, line))
        .happened(ana, kept("questions", "c", 0, ana, question));
    chosen(past.open(80, 24), &["Practices", title])
}

/// The keys are with the other one now, at home.
fn passed(mut stage: Stage) -> Stage {
    stage.press("esc esc p enter");
    stage
}

const LINE: &str = "2 \"We both say before we lend.\" ctrl+s ctrl+s \"I ask.\" ctrl+s";
const VOW: &str = "\"Always be honest.\" ctrl+s ctrl+s \"morning\" enter \"tell\" ctrl+s \
                   ctrl+s 5 enter enter enter";
/// An offer without the fear that it is for.
const OFFER: &str = "2 \"I text when I arrive.\" ctrl+s ctrl+s ctrl+s ctrl+s ctrl+s enter enter";

/// A screen by a name, and the way to it.
type Room = (&'static str, fn() -> Stage);

/// The screens beside the steps.
pub(crate) const ROOMS: &[Room] = &[
    ("journal-empty", || pressed(Stage::together(80, 24), "j")),
    ("journal", || pressed(lived_in(), "j")),
    ("journal-search", || pressed(lived_in(), "j / \"bank\"")),
    ("journal-found", || pressed(lived_in(), "j / \"bank\" enter")),
    ("journal-not-found", || pressed(lived_in(), "j / \"train\" enter")),
    ("journal-writing", || pressed(lived_in(), "j enter \"First line.\" enter \"Second line.\"")),
    ("journal-kept", || pressed(lived_in(), "j enter \"First line.\" ctrl+s")),
    ("journal-page", || pressed(lived_in(), "j down down enter")),
    ("journal-change", || pressed(lived_in(), "j down down enter enter")),
    ("journal-lift", || pressed(lived_in(), "j down down enter down enter")),
    ("journal-lift-one", || pressed(lived_in(), "j down down enter down enter down enter")),
    ("journal-erase", || pressed(lived_in(), "j down down enter down down enter")),
    ("journal-erased", || pressed(lived_in(), "j down down enter down down enter down enter")),
    ("shared-empty", || chosen(Stage::together(80, 24), &["Shared"])),
    ("shared", || chosen(lived_in(), &["Shared"])),
    ("practices", || pressed(lived_in(), "r")),
    ("practice-promises", || kept("Promises")),
    ("practice-promise", || chosen(kept("Promises"), &["Ben: Home by six"])),
    ("practice-promise-found", || {
        chosen(kept("Promises"), &["Ben: Home by six", "It was missed, and I found out"])
    }),
    ("practice-promise-moved", || {
        let mut stage = passed(kept("Promises"));
        stage.choose("Practices").choose("Promises").choose("Home by six").choose("I need another");
        stage
    }),
    ("practice-agreement", || chosen(kept("Openness"), &["Ben: I text"])),
    ("practice-still-open", || pressed(chosen(kept("Openness"), &["Offer something"]), OFFER)),
    ("practice-lines", || kept("Lines")),
    ("practice-questions", || kept("Questions")),
    ("practice-question-show", || chosen(kept("Questions"), &["Did you think", "Show it to Ben"])),
    ("practice-question-pause", || {
        let see = serde_json::json!({ "ask": { "ask": "Was she beautiful?" }, "use": { "picked": ["see"] } });
        let asked = crate::coach::kept("questions", "b", 0, Seat::First, see);
        let past = Past::together().done_before(4).happened(Seat::First, asked);
        chosen(past.open(80, 24), &["Practices", "Questions", "Was she", "Show it to Ben"])
    }),
    ("practice-check-in", || pressed(chosen(kept("Check-in"), &["Check in"]), "6 enter 4 enter")),
    ("practice-need", || {
        let stage = chosen(kept("Check-in"), &["Check in"]);
        pressed(stage, "enter enter enter \"grey\" ctrl+s")
    }),
    ("practice-safe", || chosen(kept("Openness"), &["Offer something"])),
    ("practice-not-today", || pressed(chosen(kept("Openness"), &["Offer something"]), "1")),
    ("practice-look", || {
        let mut stage = pressed(chosen(kept("Lines"), &["Draw a line"]), LINE);
        stage.choose("Mine").choose("Go on").choose("Go on").choose("in 14 days");
        stage
    }),
    ("practice-too-large", || pressed(chosen(kept("Promises"), &["Make a promise"]), VOW)),
    ("practice-meeting", || chosen(kept("The weekly meeting"), &["Begin the meeting"])),
    ("practice-meeting-part", || {
        let mut stage = chosen(kept("The weekly meeting"), &["Begin the meeting"]);
        stage.press("enter").sit_down();
        stage.wait(50);
        stage
    }),
    ("practice-meeting-over", || {
        let mut stage = chosen(kept("The weekly meeting"), &["Begin the meeting"]);
        stage.press("enter").sit_down();
        stage.wait(26 * 60);
        stage.press("enter");
        stage
    }),
    ("practice-meeting-tense", || {
        pressed(chosen(kept("The weekly meeting"), &["Begin the meeting"]), "enter 4")
    }),
    ("practice-meeting-tense-60x20", || {
        let mut stage = chosen(kept("The weekly meeting"), &["Begin the meeting"]);
        stage.size(60, 20).press("enter 4");
        stage
    }),
    ("practice-meeting-not-today", || {
        pressed(chosen(kept("The weekly meeting"), &["Begin the meeting"]), "enter 4 enter 7 enter")
    }),
    ("ask", || pressed(lived_in(), "a")),
    ("ask-search", || pressed(lived_in(), "a \"phone\"")),
    ("ask-not-found", || pressed(lived_in(), "a \"xyz\"")),
    ("ask-answer", || pressed(lived_in(), "a enter")),
    ("help-lines", || chosen(lived_in(), &["Help"])),
    ("help-lines-country", || pressed(chosen(lived_in(), &["Help"]), "enter")),
    ("settings", || pressed(lived_in(), "s")),
    ("settings-name", || pressed(lived_in(), "s enter")),
    ("settings-end", || pressed(lived_in(), "s end up enter")),
    ("door", locked),
    ("unlock", || pressed(locked(), "1")),
    ("unlock-refused", || pressed(locked(), "1 \"not it\" enter")),
    ("unlocked", || unlocked(locked(), 0)),
    ("cover-locked", || pressed(unlocked(locked(), 0), "p")),
    ("cover-unlock", || pressed(unlocked(locked(), 0), "p enter")),
    ("drawer", || pressed(unlocked(locked(), 1), "s end enter")),
    ("drawer-open", || pressed(lived_in(), "s end enter")),
    ("drawer-known", || pressed(unlocked(locked(), 1), "s end enter down enter")),
    ("drawer-shut-by-itself", || {
        let mut stage = unlocked(locked(), 0);
        stage.wait(6 * 60);
        stage
    }),
    ("help", || pressed(lived_in(), "?")),
    ("help-of-writing", || pressed(lived_in(), "j enter f1")),
    ("help-private", || pressed(lived_in(), "? enter")),
    ("help-limits", || pressed(lived_in(), "? down enter")),
    ("help-shell", || pressed(lived_in(), "? down down enter")),
    ("cover-to-ben", || pressed(lived_in(), "p")),
    ("couples", || chosen(Stage::session(80, 24), &["The invented couples"])),
    ("couple", || pressed(chosen(Stage::session(80, 24), &["The invented couples"]), "enter")),
    ("marks-there", crate::marks::marked),
    ("marks-note", || pressed(crate::marks::marked(), "tab")),
    ("marks-because", || pressed(crate::marks::marked(), "tab ctrl+k")),
    ("notice", || Stage::found(amends::vault::Notice::OlderCopy)),
];

#[test]
fn rooms() {
    for (name, open) in ROOMS {
        assert_snapshot!(*name, open().frame());
    }
}

/// Gold is for the one thing to do and for progress; what stands back is dim; the focus is bold.
#[test]
fn styles() {
    assert_snapshot!("styles-home", lived_in().styles());
    let stage = pressed(exercise(Past::together(), "1.4"), "enter enter \"The letter.\" enter up");
    assert_snapshot!("styles-lines", stage.styles());
}

/// Without colour the focus is a sign, on every screen that has one.
#[test]
fn no_color() {
    let mut stage = lived_in();
    stage.theme = amends::ui::Theme::plain();
    stage.press("down");
    assert!(stage.frame().contains("›"));
    assert!(!stage.styles().contains(['a', 'A']), "no colour is left");
    assert_snapshot!("no-color-home", stage.styles());
}

/// A click does what one expects: it chooses, places, puts the caret there, and presses what the bar
/// names.
#[test]
fn clicks() {
    let mut stage = Stage::alone(Role::Hurt, 80, 24);
    stage.click_on("Settings");
    assert!(stage.sees("Your part"));
    stage.click_on("Esc back").click_on("Steady first").click_on("One person to call");
    stage.click_on("Begin").click_on("Enter next").click_on("Ctrl+S done");
    assert!(stage.sees("2 of "), "the next thing to write");
    let mut stage = exercise(Past::alone(Role::Hurt), "0.1-b");
    stage.press("enter enter ctrl+s ctrl+s ctrl+s").click_on("send one line");
    stage.press("\"Hello\"");
    assert_snapshot!("click-plan", stage.frame());
    let mut stage = exercise(Past::together(), "5.5");
    stage.press("enter").click_on("┼  full");
    assert!(stage.sees("┼─●  full"), "the last place of the first scale");
}
