//! The pictures of what practices keep, one by one: what is drawn is said, and what is said is drawn. Ten
//! weeks of pictures as two live them are in `weeks`.

use amends::journey::Seat;
use ratatui::{buffer::Cell, style::Color};
use serde_json::json;

use crate::{
    coach::kept,
    stage::{Past, Stage, nine, words},
    story::{ANA, Act, BEN, fate, tell},
};

/// A picture in a narrow and in a wide window, and as plain lines, which do not say what signs mean that
/// nobody draws there. Without colour it is the same picture, sign by sign.
pub(crate) fn everywhere(name: &str, mut stage: Stage) -> String {
    let mut seen = Vec::new();
    for (width, height) in [(60, 40), (120, 40)] {
        stage.theme = amends::ui::Theme::coloured();
        let frame = stage.size(width, height).frame();
        stage.theme = amends::ui::Theme::plain();
        assert_eq!(stage.size(width, height).frame(), frame, "{name} without colour");
        let colours = |cell: &Cell| cell.fg != Color::Reset || cell.bg != Color::Reset;
        assert!(!stage.buffer().content().iter().any(colours), "{name}: no colour is left");
        seen.push(frame);
    }
    let lines = stage.sheet().lines.join("\n");
    let signs = ["░ low", "░ hardly", "k kept", "● ", "○ "];
    assert!(!signs.iter().any(|sign| lines.contains(sign)), "{name}: nothing is drawn there");
    seen.push(lines);
    let edge = format!("\n{}\n", "=".repeat(120));
    seen.join(&edge)
}

/// The page of a practice, so many days later.
fn page(past: Past, day: u64, title: &str) -> Stage {
    let mut stage = past.open_later(day, 120, 60);
    stage.choose(&words().home.practices).choose(title);
    stage
}

/// What of a page's lines begins so.
fn said(stage: &Stage, begins: &[&str]) -> Vec<String> {
    let lines = stage.sheet().lines.into_iter();
    lines.filter(|line| begins.iter().any(|it| line.starts_with(it))).collect()
}

fn two() -> Past {
    Past::together().done_before(11)
}

/// One thing kept under a practice on each of these days.
fn each<T: Copy>(
    id: &str,
    by: Seat,
    said: &[(u64, T)],
    fields: impl Fn(T) -> serde_json::Value,
) -> Past {
    let mut past = two();
    for (n, (day, it)) in said.iter().enumerate() {
        past = past.later(*day, by, kept(id, &format!("{id}{n}"), *day, by, fields(*it)));
    }
    past
}

const HOME: &str = "Home by six";
const MOVED: Act<'_> = Act::Move {
    practice: "promises",
    of: BEN,
    what: HOME,
    to: "moved",
    days: Some(4),
    note: "The shift was changed.",
};

/// Whatever was said of a promise on the way, it counts once: as what it is now.
#[test]
fn a_promise_counts_once() {
    let (kept, told, found) = (fate(HOME, "kept"), fate(HOME, "told"), fate(HOME, "found"));
    let (late, ben, ana) = (fate(HOME, "kept-late"), BEN, ANA);
    for (moves, letter, says) in [
        (
            &[(ben, MOVED)][..],
            'r',
            "0 kept, 0 kept late, 1 moved in time, 0 missed and told, 0 missed",
        ),
        (&[(ben, MOVED), (ben, kept)], 'k', "1 kept, 0 kept late, 0 moved in time"),
        (&[(ben, MOVED), (ben, told)], 't', "0 moved in time, 1 missed and told, 0 missed"),
        (&[(ben, MOVED), (ana, found)], 'f', "0 moved in time, 0 missed and told, 1 missed"),
        (
            &[(ben, kept), (ana, found)],
            'f',
            "0 kept, 0 kept late, 0 moved in time, 0 missed and told, 1",
        ),
        (&[(ben, MOVED), (ben, kept), (ana, found)], 'f', "0 kept, 0 kept late, 0 moved"),
        (&[(ben, MOVED), (ben, late)], 'l', "0 kept, 1 kept late, 0 moved in time"),
    ] {
        let past = tell(two(), 10, BEN, &Act::Promise { what: HOME, days: 2 });
        let told = (0..).zip(moves).fold(past, |past, (n, (by, act))| {
            // late is after the last day that was named
            tell(past, if letter == 'l' && n == 1 { 20 } else { 11 + n }, *by, act)
        });
        let stage = page(told, 21, "Promises");
        assert_eq!(letters(&stage), [letter], "{}", stage.frame());
        let said = said(&stage, &["The last six weeks"]);
        assert!(said[0].contains(says), "{letter}: {said:?}");
        let good = if "kr".contains(letter) { "1 of 1" } else { "0 of 1" };
        assert!(stage.sees(good), "{letter}: {}", stage.frame());
    }
}

/// The letters of all bars.
fn letters(stage: &Stage) -> Vec<char> {
    let frame = stage.frame();
    let rows = frame.lines().skip_while(|row| !row.contains("Make a promise")).skip(2);
    let rows = rows.take_while(|row| !row.contains("six weeks"));
    let parts = rows.flat_map(|row| row.split_whitespace().skip(2));
    parts.flat_map(str::chars).filter(|it| *it != '–').collect()
}

/// On every day of a fortnight the words count just the letters that are drawn.
#[test]
fn what_is_drawn_of_promises_is_counted() {
    let mut past = two();
    for n in 0..40 {
        let what = &format!("Home by six, {n}");
        past = tell(past, n * 3, BEN, &Act::Promise { what, days: 2 });
        past = tell(past, n * 3, BEN, &fate(what, "kept"));
    }
    let mut stage = page(past, 107, "Promises");
    for day in 107..121 {
        stage.now = nine() + chrono::Days::new(day);
        stage.size(120, 60);
        let said = said(&stage, &["The last six weeks", "Before that"]);
        let n = |line: &String| -> usize {
            line.split(": ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap()
        };
        assert_eq!(said.iter().map(n).sum::<usize>(), letters(&stage).len(), "{}", stage.frame());
    }
}

/// Where nothing came of any promise, where none of all could be relied on, and where a few could.
#[test]
fn none_of_all_is_not_nothing() {
    let mut past = two();
    for (n, day) in
        (0..).zip([14, 15, 16, 17, 18, 19, 20, 21, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52])
    {
        let what = &format!("Home by six, {n}");
        past = tell(past, day, BEN, &Act::Promise { what, days: 2 });
        past = tell(past, day, BEN, &fate(what, if n == 18 { "kept" } else { "told" }));
    }
    let stage = page(past, 64, "Promises");
    let frame = stage.frame();
    let row = frame.lines().find(|row| row.contains("six weeks ")).unwrap();
    assert_eq!(row.split_whitespace().last(), Some("·000▁▁"), "{frame}");
}

/// The range of the last four weeks: only where two were placed in them, and something before.
#[test]
fn lately_has_a_band() {
    for (placed, says) in [
        (
            &[(0, 2), (31, 3), (58, 5)][..],
            "2 at first, 5 now; between 2 and 5. Last four weeks: between 3 and 5.",
        ),
        (
            &[(0, 2), (31, 3), (58, 3)],
            "2 at first, 3 now; between 2 and 3. Last four weeks: 3 each time.",
        ),
        (&[(0, 2), (30, 3), (58, 5)], "2 at first, 5 now; between 2 and 5."),
        (&[(31, 2), (58, 5)], "2 at first, 5 now; between 2 and 5."),
        (&[(0, 2), (7, 5)], "2 at first, 5 now; between 2 and 5."),
        (&[(58, 5)], "5."),
    ] {
        let past =
            each("pulse", ANA, placed, |at| json!({ "trust": { "places": { "hope": at } } }));
        let stage = page(past, 58, "The trust pulse");
        assert_eq!(said(&stage, &["I have hope"]), [format!("I have hope for us: {says}")]);
    }
}
