//! The pictures of what practices keep, one by one: what is drawn is said, and what is said is drawn. Ten
//! weeks of pictures as two live them are in `weeks`.

use amends::journey::{Event, Face, Moved, Reach, Seat};
use insta::assert_snapshot;
use ratatui::{buffer::Cell, style::Color};
use serde_json::json;

use crate::{
    cli::Shell,
    coach::{kept, moved},
    export::{keep, reads},
    stage::{Past, Stage, nine, words},
    story::{ANA, Act, BEN, fate, tell},
    weeks::bens,
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
    // one at the start, more after seven weeks, and the last of them is kept
    for day in [0].into_iter().chain(50..64) {
        let what = &format!("Home by six, day {day}");
        past = tell(past, day, BEN, &Act::Promise { what, days: 2 });
        past = tell(past, day, BEN, &fate(what, if day == 63 { "kept" } else { "told" }));
    }
    let stage = page(past, 64, "Promises");
    let frame = stage.frame();
    let row = frame.lines().find(|row| row.contains("six weeks ")).unwrap();
    assert_eq!(row.split_whitespace().last(), Some("000·0▁"), "{frame}");
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

/// One's own week, of three things: sleep, moving and joy; of a friend nothing is placed once.
fn lane(said: &[(u64, [u8; 3])]) -> Past {
    each(
        "lane",
        ANA,
        said,
        |[sleep, moving, joy]| json!({ "had": { "places": { "sleep": sleep, "move": moving, "joy": joy } } }),
    )
}

/// The last of a week stands for it, and so far back as one can see.
#[test]
fn ones_own_weeks() {
    let weeks = [
        (0, [0, 1, 0]),
        (8, [0, 1, 0]),
        (15, [1, 0, 0]),
        (22, [1, 1, 1]),
        (36, [2, 1, 0]),
        (37, [2, 2, 2]),
        (50, [1, 1, 2]),
        (57, [2, 1, 2]),
    ];
    let past = lane(&weeks);
    let frame = page(past, 58, "My own week");
    let begins = ["Eight weeks", "Sleep", "Moving", "A friend", "A joy"];
    assert_eq!(
        said(&frame, &begins),
        [
            "Eight weeks, by their Mondays: 30 November 2026 to 18 January 2027. In brackets: how many weeks.",
            "Sleep: hardly (1), some (3), enough (2). Last: enough.",
            "Moving: hardly (1), some (4), enough (1). Last: some.",
            "A joy: hardly (2), some (1), enough (3). Last: enough.",
        ]
    );
    assert_snapshot!("picture-lane", everywhere("lane", frame));
    let once = page(lane(&[(58, [2, 1, 0])]), 58, "My own week");
    assert_eq!(said(&once, &begins)[1..], ["Sleep: enough.", "Moving: some.", "A joy: hardly."]);
    let long_ago = page(lane(&[(0, [2, 1, 0])]), 70, "My own week");
    assert_eq!(said(&long_ago, &begins), [""; 0]);
}

fn checked(said: &[(u64, bool)]) -> Past {
    each(
        "checking",
        ANA,
        said,
        |looked| json!({ "did": { "picked": [if looked { "yes" } else { "no" }] } }),
    )
}

/// How often the pull came, and how often she looked: both as they were.
#[test]
fn how_often_the_pull_came() {
    let (looked, not) = (true, false);
    let past = checked(&[
        (2, not),
        (4, looked),
        (10, looked),
        (11, looked),
        (12, looked),
        (29, looked),
        (29, not),
        (30, not),
        (36, looked),
        (38, not),
        (44, not),
        (51, not),
    ]);
    let stage = page(past, 55, "Checking");
    assert_eq!(
        said(&stage, &["The last", "The four"]),
        [
            "The last four weeks: the pull came 7 times; you looked 2 times.",
            "The four weeks before: the pull came 5 times; you looked 4 times.",
        ]
    );
    assert_snapshot!("picture-urges", everywhere("urges", stage));
    for (said_so, says) in [
        (&[(50, looked)][..], &["The last four weeks: the pull came once; you looked once."][..]),
        (&[(50, not)], &["The last four weeks: the pull came once; you did not look."]),
        (
            &[(10, not), (11, not)],
            &[
                "The last four weeks: nothing written down.",
                "The four weeks before: the pull came 2 times; you did not look.",
            ],
        ),
        (&[], &[]),
    ] {
        let stage = page(checked(said_so), 55, "Checking");
        assert_eq!(said(&stage, &["The last", "The four"]), says);
    }
}

/// Each question in the month it was put in the box, by where it stands now.
#[test]
fn which_questions_are_open() {
    let days = [1, 2, 3, 12, 14, 15, 30, 31, 60, 62].map(|day| (day, ()));
    let put = |days: &[(u64, ())]| {
        each("questions", ANA, days, |()| json!({ "ask": { "ask": "Why did you" } }))
    };
    let past = put(&days);
    let ways = [(0, "full"), (1, "dropped"), (2, "part"), (4, "full"), (5, "dated"), (6, "full")];
    let past = ways.iter().fold(past, |past, (n, to)| {
        let Event::Move(moved) = moved(&format!("questions{n}"), ANA, to, 40) else {
            unreachable!()
        };
        let moved = Moved { reach: Reach::OnlyYou, ..moved };
        past.later(40, ANA, Event::Move(moved))
    });
    let stage = page(past, 75, "Questions");
    assert_eq!(
        said(&stage, &["By the month", "November", "December", "January"]),
        [
            "By the month in which each went into the box:",
            "November 2026: 1 still open, 2 answered or let go.",
            "December 2026: 3 still open, 2 answered or let go.",
            "January 2027: 2 still open, 0 answered or let go.",
        ]
    );
    assert_snapshot!("picture-months", everywhere("months", stage));
    for (day, says) in [(8, &[][..]), (9, &["November 2026: 2 still open, 0 answered or let go."])]
    {
        let stage = page(put(&days[..2]), day, "Questions");
        assert_eq!(said(&stage, &["November", "December"]), says, "day {day}");
    }
}

/// How strong waves were, week by week; a week without one has no words.
#[test]
fn how_strong_waves_were() {
    let past = each(
        "waves",
        ANA,
        &[(29, 3), (30, 8), (32, 8), (36, 5), (51, 6), (52, 7)],
        |body| json!({ "body": { "places": { "body": body } }, "set": { "picked": ["late"] } }),
    );
    let stage = page(past, 55, "Waves");
    assert_eq!(
        said(&stage, &["My body"]),
        [
            "My body, week of 21 December 2026: 3 to 8, about 6.",
            "My body, week of 28 December 2026: 5.",
            "My body, week of 11 January 2027: 6 to 7, about 7.",
        ]
    );
    assert_snapshot!("picture-strengths", everywhere("strengths", stage));
}

/// On paper and as data each has the words that say the same; nothing of it is on the other one's.
#[test]
fn their_words_are_exported() {
    let shell = Shell::of_two();
    let wave = |at: u8| json!({ "body": { "places": { "body": at } } });
    for (id, name, fields) in [
        ("lane", "a", json!({ "had": { "places": { "sleep": 2, "joy": 0 } } })),
        ("checking", "b", json!({ "did": { "picked": ["yes"] } })),
        ("checking", "c", json!({ "did": { "picked": ["no"] } })),
        ("waves", "e", wave(3)),
        ("waves", "f", wave(8)),
    ] {
        keep(&shell, ANA, &kept(id, name, 0, ANA, fields));
    }
    let says = [
        "Sleep: enough.",
        "The last four weeks: the pull came 2 times; you looked once.",
        "My body, week of 16 November 2026: 3 to 8, about 6.",
    ];
    reads(&shell, "Ana", &says, &[]);
    reads(&shell, "Ben", &[], &says);
}

/// Of what one's own weeks, waves, pulls and questions look like, the other one is drawn nothing, and
/// of one's own there is nothing of the other's in it.
#[test]
fn these_are_nobody_elses() {
    let mut past = lane(&[(0, [0, 1, 0])]);
    let wave = json!({ "body": { "places": { "body": 8 } } });
    past = past.later(1, ANA, kept("waves", "w", 1, ANA, wave));
    let ask = json!({ "ask": { "ask": "Why did you" } });
    let Event::Matter(face) = kept("questions", "q", 1, ANA, ask) else { unreachable!() };
    past = past.later(1, ANA, Event::Matter(face.clone()));
    let shown = Face { reach: Reach::Both, ..face };
    past = past.later(2, ANA, Event::Matter(shown));
    let mut stage = bens(past.open_later(40, 120, 60));
    stage.choose(&words().home.practices);
    for (title, begins) in
        [("My own week", "Eight weeks"), ("Waves", "My body"), ("Questions", "By the month")]
    {
        stage.choose(title);
        assert!(said(&stage, &[begins, "Ana, as far"]).is_empty(), "{}", stage.frame());
        stage.press("esc");
    }
    assert!(!stage.sees("Checking"));
}
