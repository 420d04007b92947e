//! The lens in the editor: marks after a pause, a note at the press of a key, words kept with a
//! reason; where it is on, and where it is not. What it marks is left to `lens`.

use std::{thread::sleep, time::Duration};

use amends::{
    exercise::Spec,
    journey::{Event, Reach, Role, Seat},
};
use insta::assert_snapshot;
use ratatui::style::Modifier;
use serde_json::json;

use crate::{
    home::Home,
    lines::{Lines, Offer},
    process,
    pty::Pty,
    stage::{Past, Stage, book},
};

const TWO: &str = "It was just a kiss. I am sorry if you felt hurt, and I am ashamed.";

macro_rules! seen {
    ($name:literal, $stage:expr) => {
        assert_snapshot!($name, $stage.frame())
    };
}

/// Where one first writes in an exercise, alone.
fn at(role: Role, id: &str) -> Stage {
    opened(Past::alone(role), id)
}

fn opened(past: Past, id: &str) -> Stage {
    let mut stage = past.done_before(book().exercise(id).unwrap().0).open(80, 24);
    go(&mut stage, id);
    stage
}

fn go(stage: &mut Stage, id: &str) {
    let (n, exercise) = book().exercise(id).unwrap();
    stage.choose(&book().heads()[n].title).choose(&exercise.title).press("enter");
    stage.sit_down();
    while !stage.app.is_writing() {
        stage.press("enter");
    }
}

/// A letter with two marks in it.
pub(crate) fn marked() -> Stage {
    wrote(at(Role::Repairing, "1.2-alone"), TWO)
}

/// What is underlined, row by row.
fn underlined(stage: &Stage) -> Vec<String> {
    let buffer = stage.buffer();
    let is_marked = |x, y| buffer[(x, y)].modifier.contains(Modifier::UNDERLINED);
    let row = |y| {
        let cells = (0..buffer.area.width).filter(|x| is_marked(*x, y));
        cells.map(|x| buffer[(x, y)].symbol()).collect::<String>()
    };
    (0..buffer.area.height).map(row).filter(|row| !row.is_empty()).collect()
}

fn marks(stage: &Stage) -> bool {
    stage.frame().contains("~ “")
}

#[test]
fn marks_come_with_a_pause_and_their_notes_with_tab() {
    let mut stage = at(Role::Repairing, "1.2-alone");
    stage.press(&format!("\"{TWO}\"")).wait(1);
    assert!(!marks(&stage), "somebody may still be thinking");
    stage.press("\" So.\"").wait(1);
    assert!(!marks(&stage), "somebody types");
    stage.wait(1);
    assert_eq!(underlined(&stage), ["It was just a kissI am sorry if"]);
    assert_eq!(stage.app.wake(stage.now), None, "nothing is pending");
    stage.press("tab");
    assert!(stage.sees("~ “It was just a kiss”: This makes it smaller."));
    stage.press("tab");
    assert!(stage.sees("~ “I am sorry if”: “If” leaves open"));
    stage.press("tab");
    assert!(!stage.app.is_writing() && !marks(&stage), "past the last note, past the text");
    stage.press("up").size(60, 20);
    seen!("marks-there-60x20", stage);
    stage.press("tab");
    seen!("marks-note-60x20", stage);
}

#[test]
fn words_are_kept_with_a_reason_and_not_marked_again() {
    let mut stage = marked();
    stage.press("tab ctrl+k esc");
    assert!(stage.sees("~ “It was just a kiss”: This makes it smaller."), "it was only asked");
    stage.press("ctrl+k down enter");
    seen!("marks-kept", stage);
    assert_eq!(underlined(&stage), ["I am sorry if"]);
    stage.press("enter \"And it was just a kiss, and it was just a kiss.\"").wait(2);
    assert_eq!(underlined(&stage), ["I am sorry if"], "a small letter is the same word");
    stage.press("esc").choose("Own it, unsent").press("enter left").wait(2);
    assert_eq!(underlined(&stage), ["I am sorry if"], "in this text it is kept for good");
}

/// Beside the text, which may be for both, there is one thing more, for the writer.
#[test]
fn what_is_kept_is_the_writers_alone() {
    let mut stage = Past::together().done_before(3).open(80, 24);
    stage.press("p enter");
    go(&mut stage, "3.3");
    stage.press(&format!("\"{TWO}\"")).wait(2).press("tab ctrl+k enter");
    assert!(stage.sees("Saved."));
    let journey = stage.app.journey();
    let key = "words/3.3/note";
    let kept = journey.setting(Seat::Second, key).unwrap();
    let words = json!({ "family": "SMALL", "words": "it was just a kiss", "reason": "misread" });
    assert_eq!(*kept, json!([words]));
    assert_eq!(journey.setting(Seat::First, key), None);
    assert_eq!(setting(key, kept).reach(), Reach::OnlyYou);
    let text = journey.answer(Seat::First, Seat::Second, "3.3", "note").unwrap();
    assert_eq!(text.answer, json!({ "at": 0, "where": TWO }), "and the text is kept with it");
    let others = journey.answers(Seat::First).filter(|(_, _, part, _)| *part != "offered");
    assert_eq!(others.count(), 1, "nothing more of it is for both");
}

fn setting(key: &str, value: &serde_json::Value) -> Event {
    Event::Setting { key: key.to_owned(), value: value.clone() }
}

/// A guilty text of somebody's, as it is after a pause.
fn wrote(mut stage: Stage, text: &str) -> Stage {
    stage.press(&format!("\"{text}\"")).wait(3);
    stage
}

const HARSH: &str = "You always lie and you never listen.";

#[test]
fn where_it_is_on_and_where_it_is_not() {
    let journal = |past: Past| {
        let mut stage = past.open(80, 24);
        stage.press("j enter");
        stage
    };
    let with =
        |role, notes| Past::alone(role).happened(Seat::First, setting("notes", &json!(notes)));
    let (hurt, repairing) = (Role::Hurt, Role::Repairing);
    assert!(marks(&marked()));
    assert!(marks(&wrote(at(Role::Both, "1.2-alone"), TWO)), "both have done both");
    assert!(!marks(&wrote(at(hurt, "2.3-alone"), HARSH)), "what it was like is not looked at");
    assert!(!marks(&wrote(at(repairing, "1.2-c"), TWO)), "what one tells oneself is asked for");
    assert!(!marks(&wrote(journal(Past::alone(repairing)), TWO)), "a journal is one’s own");
    assert!(marks(&wrote(journal(with(repairing, "all")), TWO)), "but for those who want it");
    assert!(marks(&wrote(opened(with(hurt, "all"), "2.3-alone"), HARSH)));
    assert!(!marks(&wrote(opened(with(repairing, "none"), "1.2-alone"), TWO)));
    assert!(marks(&wrote(at(hurt, "2.1-b"), HARSH)), "a rehearsal is looked at for everybody");
}

#[test]
fn the_setting_is_kept_at_once() {
    let mut stage = Stage::alone(Role::Hurt, 80, 24);
    stage.choose("Settings").choose("In all I write");
    assert!(stage.sees("Saved."));
    seen!("settings-notes", stage.press("end"));
    assert_eq!(stage.app.journey().setting(Seat::First, "notes"), Some(&json!("all")));
}

#[test]
fn words_of_danger_point_to_help_and_leave_no_trace() {
    const SAYS: &str = "If anyone could come to harm";
    const TEXT: &str = "I want to die.";
    let mut journal = Stage::alone(Role::Hurt, 80, 24);
    journal.press("j enter");
    let mut journal = wrote(journal, TEXT);
    seen!("marks-danger", journal);
    assert!(journal.press("f1").sees("People you can call"), "it leads where it says");
    assert!(wrote(at(Role::Hurt, "2.3-alone"), TEXT).sees(SAYS), "wherever somebody is alone");
    let kept = |stage: Stage| format!("{:?}", stage.app.journey().setting(Seat::First, "words"));
    assert_eq!(kept(journal), "None");

    let mut floor = opened(Past::together(), "2.3");
    assert!(!wrote(floor, TEXT).sees(SAYS), "not where two look at the screen");
    floor = at(Role::Hurt, "2.3-alone");
    assert!(!wrote(floor, "I was sad.").sees(SAYS));
}

#[test]
fn marks_follow_their_words_and_leave_with_them() {
    let mut stage = marked();
    stage.press("ctrl+home \"Yes. \"");
    assert_eq!(underlined(&stage), ["It was just a kissI am sorry if"], "both have moved");
    stage.press("tab ctrl+right ctrl+right ctrl+right \"x\"");
    assert_eq!(underlined(&stage), ["I am sorry if"], "what is changed has no mark");
    assert!(stage.sees("~ “I am sorry if”: Tab reads a note."), "nor a note");
    stage.press("ctrl+end").paste(" It was just\na kiss.");
    assert_eq!(underlined(&stage), ["I am sorry if"], "what is new has none yet");
    stage.wait(2);
    assert_eq!(
        underlined(&stage),
        ["I am sorry if", "It was just", "a kiss"],
        "over the row’s end"
    );
    stage.press("ctrl+s");
    assert!(underlined(&stage).is_empty(), "the next part has a text of its own");
}

#[test]
fn a_plan_is_looked_at_line_by_line() {
    let mut stage = at(Role::Repairing, "4.3-alone");
    stage.press("\"I am asked\" tab \"say it was just a kiss\"").wait(2);
    assert_eq!(underlined(&stage), ["just a kiss"]);
    stage.press("tab");
    seen!("marks-plan", stage);
    stage.press("tab");
    assert!(stage.sees("› Go on"), "Tab goes on after the note");
    assert!(stage.press("shift+tab \" ever\"").sees("just a kiss ever"));
}

#[test]
fn while_a_reason_is_chosen_the_text_is_safe() {
    let reason = || {
        let mut stage = marked();
        stage.press("tab ctrl+k \"no words\" backspace delete");
        assert!(stage.sees(TWO) && stage.sees("can stay, because…"));
        stage
    };
    assert!(reason().paste(" More.").sees("More."), "what is pasted is the text’s");
    assert!(reason().press("?").sees("People you can call"), "no letter is text now");
    assert!(reason().press("ctrl+q").app.quits());
    assert!(reason().click_on("It is a plain fact").sees("~ “I am sorry if”"));
}

/// What an exercise offers to begin with must pass its own lens.
#[test]
fn no_way_to_begin_is_marked() {
    let lens = book().lens().unwrap();
    let mut wrong = Vec::new();
    for n in 0..book().heads().len() {
        for exercise in &book().step(n).unwrap().exercises {
            let Some(role) = exercise.lens else { continue };
            let starters = exercise.parts.iter().flat_map(|part| starters(&part.spec));
            let marked = starters.filter(|text| !lens.marks(text, role).is_empty());
            wrong.extend(marked.map(|text| format!("{}: {text}", exercise.id)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn starters(spec: &Spec) -> Vec<&str> {
    let texts: Vec<_> = match spec {
        Spec::Write(it) => it.slots.iter().flat_map(|slot| &slot.starters).collect(),
        Spec::Letter(it) => it.slots.iter().flat_map(|slot| &slot.starters).collect(),
        Spec::Plan(it) => it.when.iter().chain(&it.then).collect(),
        _ => Vec::new(),
    };
    texts.into_iter().map(|text| text.trim_matches('…')).collect()
}

/// Chooses what begins with these words, on the page that is shown.
fn pick(lines: &mut Lines, says: &str) {
    let page = lines.page();
    let is = |offer: &Offer| matches!(offer, Offer::Pick(it) if it.starts_with(says));
    let n = page.number(is).unwrap_or_else(|| panic!("no {says:?} on\n{}", page.text));
    lines.answer(&n.to_string());
}

#[test]
fn in_plain_lines_it_is_told_after_the_text_and_once() {
    let home = Home::alone("repairing");
    let mut lines = Lines::start(&home, &[]);
    pick(&mut lines, "Settings");
    pick(&mut lines, "In all I write");
    lines.page();
    lines.answer("Esc");
    pick(&mut lines, "Journal");
    pick(&mut lines, "Write a page");
    lines.page();
    lines.answer(&format!(">\n{TWO}\n"));
    let told = lines.page().text;
    assert!(
        told.starts_with("\nWrite as many lines as you like. An empty line ends it.\nAbout “It was just a kiss”: "),
        "{told}"
    );
    assert_eq!(told.matches("\nAbout “").count(), 2, "{told}");
    assert!(!told.contains("Tab") && !told.contains('~'), "{told}");
    lines.answer(">\nIt was only once.\n");
    let told = lines.page().text;
    assert_eq!(told.matches("\nAbout “").count(), 1, "only what is new: {told}");
}

#[test]
fn in_a_terminal() {
    let mut pty = Pty::start_in(&Home::alone("repairing"), &[], &[], (80, 24));
    pty.see("The ten steps");
    pty.press("s");
    pty.focus_on("In all I write");
    pty.press("enter");
    pty.see("Saved.");
    pty.press("esc");
    pty.see("The ten steps");
    pty.press("j");
    pty.see("No pages yet.");
    pty.press("enter");
    pty.see("Nobody else is shown this.");
    pty.type_(TWO);
    pty.see("~ “It was just a kiss”: Tab reads a note.");
    pty.settle_at_rest();
    let wakes = process::wakes(pty.pid);
    sleep(Duration::from_millis(2500));
    assert_eq!(process::wakes(pty.pid), wakes, "it was woken though nothing was pending");
    pty.press("tab");
    pty.see("This makes it smaller.");
    pty.press("ctrl+k");
    pty.see("can stay, because…");
    pty.press("enter");
    pty.see("~ “I am sorry if”: Tab reads a note.");
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success());
}
