//! The lens: what it says to a corpus of lines as people write them, what it must never say anything
//! to, the laws of its marks, the language of its phrases, and its command. Everyone in the corpus
//! is invented, so a failure may show its lines.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Output, Stdio},
};

use amends::{
    curriculum::Voice,
    journey::Role,
    lens::{Lens, Mark},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::stage::book;

const CORPUS: &str = include_str!("lens/corpus.txt");

/// Families, and whose words they look at.
const FAMILIES: &[(Role, &[&str])] = &[
    (
        Role::Repairing,
        &[
            "IF", "BUT", "YOU", "AGENT", "SMALL", "LEAST", "INTENT", "WHY", "DOUBT", "HURRY",
            "PLEA", "SELF", "VOW", "VAGUE", "DEAL",
        ],
    ),
    (Role::Hurt, &["ABS", "CHAR", "MIND", "THREAT"]),
];

fn lens() -> &'static Lens {
    book().lens().unwrap()
}

/// A line of the corpus.
struct Line {
    kind: &'static str,
    expects: &'static str,
    text: String,
}

fn corpus() -> Vec<Line> {
    let mut kind = "";
    let mut lines = Vec::new();
    for line in CORPUS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some((expects, text)) = line.split_once(" | ") {
            lines.push(Line { kind, expects, text: text.replace("\\n", "\n") });
        } else {
            kind = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap();
        }
    }
    lines
}

fn role_of(family: &str) -> Option<Role> {
    FAMILIES.iter().find(|(_, codes)| codes.contains(&family)).map(|(role, _)| *role)
}

/// Whose words an innocent line is.
fn innocent(expects: &str) -> Option<Role> {
    match expects {
        "repairing" => Some(Role::Repairing),
        "hurt" => Some(Role::Hurt),
        _ => None,
    }
}

fn families<'a>(marks: &[Mark<'a>]) -> Vec<&'a str> {
    marks.iter().map(|mark| mark.family).collect()
}

fn marked<'t>(text: &'t str, marks: &[Mark<'_>]) -> Vec<&'t str> {
    marks.iter().map(|mark| text.get(mark.range.clone()).unwrap()).collect()
}

#[test]
fn every_guilty_line_is_marked_with_its_family() {
    let mut missed = Vec::new();
    for Line { expects, text, .. } in &corpus() {
        let Some(role) = role_of(expects) else { continue };
        let marks = lens().marks(text, role);
        if !families(&marks).contains(expects) {
            missed.push(format!("{expects}: {text} ({:?})", families(&marks)));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn of_two_hundred_innocent_lines_at_most_two_are_marked() {
    let (mut all, mut wrong) = (0, Vec::new());
    for Line { expects, text, .. } in &corpus() {
        let Some(role) = innocent(expects) else { continue };
        all += 1;
        let marks = lens().marks(text, role);
        if !marks.is_empty() {
            wrong.push(format!("{:?} {:?} in: {text}", families(&marks), marked(text, &marks)));
        }
    }
    assert!(wrong.len() * 100 <= all, "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_corpus_is_large_fair_and_from_every_kind_of_hurt() {
    let (mut guilty, mut fair, mut by_kind) = (0, 0, BTreeMap::<_, (i32, i32)>::new());
    let mut by_family = BTreeMap::<_, i32>::new();
    for Line { kind, expects, .. } in corpus() {
        let of_kind = by_kind.entry(kind).or_default();
        if role_of(expects).is_some() {
            (guilty, of_kind.0) = (guilty + 1, of_kind.0 + 1);
            *by_family.entry(expects).or_default() += 1;
        } else if innocent(expects).is_some() {
            (fair, of_kind.1) = (fair + 1, of_kind.1 + 1);
        } else {
            assert!(["help", "calm"].contains(&expects), "{expects} is nothing to expect");
        }
    }
    assert!(guilty >= 200 && fair >= 200, "{guilty} guilty, {fair} innocent");
    for kind in ["lies", "affair", "distance", "money", "let-downs"] {
        let (guilty, fair) = by_kind[kind];
        assert!(guilty >= 40 && fair >= 40, "{kind}: {guilty} guilty, {fair} innocent");
    }
    for (family, count) in by_family {
        assert!(count >= 20, "{family} has {count} lines");
    }
}

/// What the curriculum shows as helping must pass its own lens, quotation marks aside.
#[test]
fn what_helps_in_the_curriculum_is_not_marked() {
    let book = book();
    let (mut all, mut wrong) = (0, Vec::new());
    for n in 0..book.heads().len() {
        for example in &book.step(n).unwrap().examples {
            let role = match example.voice {
                Voice::Hurt => Role::Hurt,
                Voice::Repairing => Role::Repairing,
            };
            let said = example.helps.replace(['“', '”'], "");
            all += 1;
            let marks = lens().marks(&said, role);
            if !marks.is_empty() {
                wrong.push(format!("{}: {:?}", example.id, marked(&said, &marks)));
            }
        }
    }
    assert!(all > 60, "{all} examples were read");
    assert!(wrong.len() * 50 <= all, "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn words_of_danger_point_to_help_and_others_do_not() {
    let (mut missed, mut wrong) = (Vec::new(), Vec::new());
    for Line { expects, text, .. } in corpus() {
        match (expects, lens().points_to_help(&text)) {
            ("help", false) => missed.push(text),
            ("calm", true) => wrong.push(text),
            _ => {}
        }
    }
    assert!(missed.is_empty() && wrong.is_empty(), "missed {missed:#?}\nwrong {wrong:#?}");
}

#[test]
fn each_family_has_its_role_and_a_short_note() {
    let known: Vec<_> =
        FAMILIES.iter().flat_map(|(role, codes)| codes.iter().map(|code| (*code, *role))).collect();
    let families: Vec<_> =
        lens().families().iter().map(|family| (family.code.as_str(), family.role)).collect();
    assert_eq!(families, known);
    for family in lens().families() {
        let length = family.note.chars().count();
        assert!((20..=110).contains(&length), "{} has {length} characters", family.code);
    }
}

#[test]
fn a_role_hears_its_own_families_and_both_hear_all() {
    let text = "You always lie. Please forgive me.";
    assert_eq!(families(&lens().marks(text, Role::Hurt)), ["ABS"]);
    assert_eq!(families(&lens().marks(text, Role::Repairing)), ["PLEA"]);
    assert_eq!(families(&lens().marks(text, Role::Both)), ["ABS", "PLEA"]);
}

/// A quotation of every kind; in each, an excuse that would be marked outside it.
#[test]
fn quotations_are_passed_over() {
    let quotations = [
        "I wrote “it was just a kiss” on the card.",
        "I wrote \"it was just a kiss\" on the card.",
        "I wrote ‘it was just a kiss’ on the card.",
        "I wrote 'it was just a kiss' on the card.",
        "I wrote «it was just a kiss» on the card.",
        "I wrote „it was just a kiss“ on the card.",
        "“It was just a kiss,” was my line, “it meant nothing.” Both were lies.",
        "“It was just\na kiss” was on the card.",
        "> It was just a kiss.\nThat was on the card.",
        "This is what stood there:\n  > It was just a kiss.\n  > It meant nothing.",
        "“It was just a kiss. It meant nothing",
    ];
    for text in quotations {
        let marks = lens().marks(text, Role::Repairing);
        assert!(marks.is_empty(), "{:?} in: {text}", marked(text, &marks));
    }
}

/// What ends with a quotation, or only looks like one, does not hide the rest.
#[test]
fn what_is_no_quotation_is_heard() {
    let texts = [
        "“I lied,” was my line. It was just a kiss.",
        "It was just a kiss at the boys' place, in the kids' room.",
        "'Cause it was late. It was just a kiss.",
        "The pipe is 5\" wide. It was just a kiss.",
        "“I lied\n\nIt was just a kiss.",
        "The dog’s bowl, the cats’ bowl: it was just a kiss.",
    ];
    for text in texts {
        let marks = lens().marks(text, Role::Repairing);
        assert!(families(&marks).contains(&"SMALL"), "nothing is heard in: {text}");
    }
}

#[test]
fn however_it_is_written_it_is_the_same() {
    let ways = [
        "I am sorry if you felt hurt.",
        "I'm sorry if you felt hurt.",
        "I’m sorry if you felt hurt.",
        "im sorry if u felt hurt",
        "I'M SORRY IF YOU FELT HURT!!",
        "I'm sorry\nif you felt hurt.",
        "I'm sorry, if you felt hurt...",
        "I'm _sorry_ *if* you felt hurt.",
    ];
    for text in ways {
        let marks = lens().marks(text, Role::Repairing);
        assert!(families(&marks).contains(&"IF"), "{:?} in: {text}", families(&marks));
    }
}

#[test]
fn a_mark_covers_what_it_speaks_of() {
    let text = "I lied to you, and I’m sorry. But it was late, Zoë.";
    let marks = lens().marks(text, Role::Repairing);
    assert_eq!(marked(text, &marks), ["But"]);
    let text = "Ja, mein Herz 💔: it was just a kiss, you’re overreacting.";
    let marks = lens().marks(text, Role::Repairing);
    assert_eq!(marked(text, &marks), ["it was just a kiss", "you’re overreacting"]);
}

/// Pieces that texts are made of here: guilty, innocent, and things that trip readers.
fn piece() -> impl Strategy<Value = String> {
    let lines: Vec<_> = corpus().into_iter().map(|line| line.text).collect();
    let odd = [
        "\n",
        "\n\n",
        "“",
        "”",
        "\"",
        "'",
        "‘",
        "’",
        ">",
        "...",
        "…",
        "\r\n",
        "—",
        "👨‍👩‍👧",
        "e\u{301}",
        "\u{202e}",
        "#",
        "5",
        "だから",
        "",
    ];
    prop_oneof![
        4 => prop::sample::select(lines),
        2 => prop::sample::select(odd.map(str::to_owned).to_vec()),
        1 => "\\PC{0,12}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    let glue = prop::sample::select(vec![" ", "", "\n"]);
    (prop::collection::vec(piece(), 0..8), glue).prop_map(|(pieces, glue)| pieces.join(glue))
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![Role::Hurt, Role::Repairing, Role::Both])
}

proptest! {
    #[test]
    fn marks_stand_on_characters_in_order_and_are_the_same_each_time(text in text(), role in role()) {
        let marks = lens().marks(&text, role);
        let mut ends = BTreeMap::new();
        for mark in &marks {
            prop_assert!(!mark.range.is_empty() && text.get(mark.range.clone()).is_some());
            let end = ends.insert(mark.family, mark.range.end).unwrap_or_default();
            prop_assert!(mark.range.start >= end, "marks of a family overlap");
        }
        prop_assert!(marks.is_sorted_by_key(|mark| mark.range.start));
        prop_assert!(marks == lens().marks(&text, role));
        let _ = lens().points_to_help(&text);
    }

    #[test]
    fn an_innocent_sentence_before_it_only_moves_the_marks(text in text(), role in role()) {
        let before = "It rained all day.\n";
        let mut moved = lens().marks(&text, role);
        for mark in &mut moved {
            mark.range = mark.range.start + before.len()..mark.range.end + before.len();
        }
        let whole = [before, &text].concat();
        prop_assert!(moved == lens().marks(&whole, role));
    }
}

/// A lens with one rule.
fn with_rule(rule: &Value) -> Result<Lens, String> {
    let phrases = json!({
        "format": 1,
        "spellings": { "i am": ["i'm"] },
        "groups": { "sad": ["sad", "very blue"], "round": ["<round>"], "to": ["<round>"] },
        "reported": ["said"],
        "families": [{ "code": "X", "role": "hurt", "note": "A note.", "rules": [rule] }],
        "help": [],
    });
    serde_json::from_value(phrases).map_err(|error: serde_json::Error| error.to_string())
}

/// A phrase, a text, and what is marked in it.
const LANGUAGE: &[(&str, &str, &[&str])] = &[
    ("a b", "a b", &["a b"]),
    ("a b", "a, b", &[]),
    ("a b", "a. b", &[]),
    ("a b", "a\nb", &["a\nb"]),
    ("a , b", "a b and a, b and a – b", &["a b", "a, b", "a – b"]),
    ("a , b", "a. b", &[]),
    ("a . b", "a b. a! b", &["a! b"]),
    ("a . b", "a\n\nb", &["a\n\nb"]),
    ("a/b c", "a c b c", &["a c", "b c"]),
    ("(a | b b) c", "b b c", &["b b c"]),
    ("a [b | c c] d", "a d a b d a c c d a c d", &["a d", "a b d", "a c c d"]),
    ("i am <sad>", "I’m very blue", &["I’m very blue"]),
    ("a _ b", "a b, a x b", &["a x b"]),
    ("a # b", "a 1 b a 2,5 b a one b", &["a 1 b", "a 2,5 b"]),
    ("a .. b", "a 1 2 3 4 b", &["a 1 2 3 4 b"]),
    ("a .. b", "a 1 2 3 4 5 b", &[]),
    ("a .. b", "a 1, 2 b", &[]),
    ("a ... b", "a 1, 2: 3 b", &["a 1, 2: 3 b"]),
    ("a ... b", "a 1. b", &[]),
    ("a ... . b", "a 1, 2. b", &["a 1, 2. b"]),
    ("^ a", "a. a, a a", &["a", "a", "a"]),
    ("a $", "a a, a. a", &["a", "a", "a"]),
    ("a {b} c", "a b c", &["b"]),
    ("a", "said a, a", &["a"]),
];

#[test]
fn phrases_mean_what_their_page_says() {
    for (phrase, text, expected) in LANGUAGE {
        let lens = with_rule(&json!({ "find": [phrase] })).unwrap();
        let marks = lens.marks(text, Role::Hurt);
        assert_eq!(marked(text, &marks), *expected, "{phrase:?} in {text:?}");
    }
}

#[test]
fn what_stands_around_can_forbid_a_mark() {
    let rule =
        json!({ "find": ["a"], "not_after": ["not ..", "b . "], "not_before": [", c", "d $"] });
    let lens = with_rule(&rule).unwrap();
    for text in ["not a", "not x y a", "b. a", "a c", "a, c", "a d"] {
        assert_eq!(marked(text, &lens.marks(text, Role::Hurt)), [""; 0], "{text:?}");
    }
    for text in ["not. a", "not, a", "b a", "a. c", "a d e"] {
        assert_eq!(marked(text, &lens.marks(text, Role::Hurt)), ["a"], "{text:?}");
    }
}

#[test]
fn a_phrase_that_cannot_be_read_is_refused_with_a_reason() {
    let wrong = [
        ("(a", "bracket"),
        ("a)", "bracket"),
        ("a >", "bracket"),
        ("<a", "bracket"),
        ("(a {b})", "bracket"),
        ("{a", "bracket"),
        ("a} {b", "bracket"),
        ("", "nothing"),
        ("a | ", "nothing"),
        ("(a |)", "nothing"),
        ("((((((((((((((a))))))))))))))", "too many brackets"),
        ("Sorry", "small letters"),
        ("a-b", "small letters"),
        ("a//b", "small letters"),
        ("12", "small letters"),
        ("<happy>", "no group <happy>"),
        ("<round>", "without end"),
        ("<to>", "without end"),
        (".. a", "begins with a word"),
        ("[a] _", "begins with a word"),
    ];
    for (phrase, reason) in wrong {
        let error = with_rule(&json!({ "find": [phrase] })).unwrap_err();
        assert!(error.contains(reason), "{phrase:?}: {error}");
    }
}

/// Runs `amends lens` with `text` on its standard input.
fn run(args: &[&str], text: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_amends"))
        .arg("lens")
        .args(args)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // a text that is too long is refused before all of it is read
    let _ = child.stdin.take().unwrap().write_all(text);
    child.wait_with_output().unwrap()
}

fn said(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_command_prints_each_mark() {
    let text = "Ça va? I’m sorry if I hurt you.";
    let out = run(&[], text.as_bytes());
    assert_eq!(out.status.code(), Some(0));
    let out = said(&out.stdout);
    assert!(out.starts_with("IF  8–24  I’m sorry if I\n    “If”"), "{out}");
    assert_eq!(out.lines().count(), 2, "{out}");
}

#[test]
fn the_command_speaks_json() {
    let text = "It was just a kiss. You always lie.";
    let out = run(&["--json", "--role", "hurt"], text.as_bytes());
    assert_eq!(out.status.code(), Some(0));
    let marks: Value = serde_json::from_slice(&out.stdout).unwrap();
    let note = &lens().families().iter().find(|family| family.code == "ABS").unwrap().note;
    let mark =
        json!({ "family": "ABS", "start": 20, "end": 34, "words": "You always lie", "note": note });
    assert_eq!(marks, json!([mark]));
    let both: Value = serde_json::from_slice(&run(&["--json"], text.as_bytes()).stdout).unwrap();
    assert_eq!(both.as_array().unwrap().len(), 2);
    assert_eq!(run(&["--role", "judge"], b"").status.code(), Some(2));
}

#[test]
fn the_command_has_nothing_to_say_to_nothing() {
    for text in ["", "I lied about the loan, and I am sorry."] {
        let out = run(&[], text.as_bytes());
        assert_eq!((out.status.code(), said(&out.stdout), said(&out.stderr)), (Some(0), "", ""));
    }
    assert_eq!(said(&run(&["--json"], b"").stdout), "[]\n");
}

#[test]
fn the_command_refuses_what_is_no_text_or_too_much() {
    let limit = 1 << 20;
    assert_eq!(run(&["--json"], &vec![b' '; limit]).status.code(), Some(0));
    for text in [&b"\xff\xfe"[..], &vec![b'a'; limit + 1]] {
        let out = run(&[], text);
        assert_eq!((out.status.code(), said(&out.stdout)), (Some(1), ""));
        assert_eq!(said(&out.stderr).lines().count(), 2, "a pair: what happened, what to do now");
    }
}

#[test]
fn the_command_points_to_help_in_a_line_of_its_own() {
    let out = run(&[], b"I want to die.");
    assert_eq!(said(&out.stdout).lines().count(), 1);
    assert!(said(&out.stdout).contains("“Help”"));
}
