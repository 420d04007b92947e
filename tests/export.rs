//! `amends export`: everything that one person may read, and not a word of what they may not, on
//! paper that nothing written on it can spoil.

use std::{fs, os::unix::fs::PermissionsExt as _};

use amends::{
    journey::{Event, Reach, Say, Seat},
    ui::{Block, Choice, handout},
    vault::{Options, Store as _, Vault},
};
use serde_json::{Value, json};

use crate::cli::{Shell, complaints, words};

const FORMATS: [&str; 3] = ["markdown", "html", "json"];

/// Keeps what happened, as the screens would.
pub(crate) fn keep(shell: &Shell, by: Seat, event: &Event) {
    let at = "2026-11-22T09:14:00+01:00".parse().unwrap();
    let mut opened = Vault::open(&shell.places(), &Options::default()).unwrap();
    opened.vault.keep(by, at, event).unwrap();
}

fn answer(exercise: &str, part: &str, reach: Reach, answer: Value) -> Event {
    let (exercise, part) = (exercise.to_owned(), part.to_owned());
    Event::Answer { exercise, part, reach, done: true, answer }
}

/// What is kept for both when a person was asked whether this half may be shown.
fn say(half: &str, say: Say) -> Event {
    Event::half("6.3-b", "line", &json!({ "line": half }), say == Say::Show)
}

fn page(text: &str) -> Event {
    Event::Entry { text: text.to_owned(), prompt: None }
}

fn export(shell: &Shell, who: &str, format: &str) -> String {
    let args = ["export", "--at", "2026-11-23T08:00:00+01:00", "--as", who, "--format", format];
    shell.run(&args).succeeds().out.clone()
}

fn export_json(shell: &Shell, who: &str) -> Value {
    serde_json::from_str(&export(shell, who, "json")).unwrap()
}

/// In every form, this person's export has all of the first words and none of the second.
#[track_caller]
pub(crate) fn reads(shell: &Shell, who: &str, has: &[&str], lacks: &[&str]) {
    for format in FORMATS {
        let text = export(shell, who, format);
        for word in has {
            assert!(text.contains(word), "{who} may read {word}, and {format} does not have it");
        }
        for word in lacks {
            assert!(!text.contains(word), "{who} may not read {word}, and {format} has it");
        }
    }
}

#[test]
fn nobody_reads_what_the_other_keeps() {
    let shell = Shell::of_two();
    for (seat, name) in [(Seat::First, "Ana"), (Seat::Second, "Ben")] {
        let line = |what: &str| format!("{name}{what}");
        let own = json!({ "moment": line("Moment") });
        let note = json!({ "where": line("Note") });
        keep(&shell, seat, &page(&line("Page")));
        keep(&shell, seat, &answer("1.1", "moment", Reach::OnlyYou, own));
        keep(&shell, seat, &answer("3.3", "note", Reach::Both, note));
        let sealed = json!({ "line": line("Half") });
        keep(&shell, seat, &answer("6.3-b", "line", Reach::Sealed, sealed));
        keep(
            &shell,
            seat,
            &answer("6.3-b", "how", Reach::Sealed, json!({ "own": line("Beside") })),
        );
        keep(&shell, seat, &Event::Share { text: line("Shared") });
        keep(&shell, seat, &Event::Rest { exercise: line("Rest") });
        let key = line("Setting");
        keep(&shell, seat, &Event::Setting { key, value: json!(line("Value")) });
    }
    let both = ["AnaNote", "BenNote", "AnaShared", "BenShared"];
    let ana = [&["AnaPage", "AnaMoment", "AnaHalf"], &both[..]].concat();
    let ben = [&["BenPage", "BenMoment", "BenHalf"], &both[..]].concat();
    let anas = ["AnaPage", "AnaMoment", "AnaBeside", "AnaRest", "AnaSetting", "AnaValue"];
    let bens = ["BenPage", "BenMoment", "BenBeside", "BenRest", "BenSetting", "BenValue"];
    let sealed = || {
        reads(&shell, "Ana", &ana, &[&bens, &["BenHalf"][..]].concat());
        reads(&shell, "Ben", &ben, &[&anas, &["AnaHalf"][..]].concat());
    };
    sealed();
    keep(&shell, Seat::First, &say("AnaHalf", Say::Show));
    sealed();
    keep(&shell, Seat::Second, &say("BenHalf", Say::Later));
    sealed();
    keep(&shell, Seat::Second, &say("BenHalf", Say::Show));
    reads(&shell, "Ana", &[&ana, &["BenHalf"][..]].concat(), &bens);
    reads(&shell, "Ben", &[&ben, &["AnaHalf"][..]].concat(), &anas);
    keep(&shell, Seat::First, &say("AnaHalf", Say::Never));
    sealed();
}

/// What the two said about showing is nobody's: the same file, whatever the other chose.
#[test]
fn not_today_has_no_cause() {
    let shell = Shell::of_two();
    let half = || answer("6.3-b", "line", Reach::Sealed, json!({ "line": "A half." }));
    keep(&shell, Seat::First, &half());
    let before = FORMATS.map(|format| export(&shell, "Ana", format));
    keep(&shell, Seat::Second, &half());
    for choice in [Say::Later, Say::Edit, Say::Never, Say::Show] {
        keep(&shell, Seat::Second, &say("A half.", choice));
        assert_eq!(FORMATS.map(|format| export(&shell, "Ana", format)), before);
    }
}

/// A step is done for each on their own: the other's word is not told.
#[test]
fn only_ones_own_steps_are_done() {
    let shell = Shell::of_two();
    let done = Event::Step { step: "step-00".to_owned(), page: None, done: Some(true) };
    keep(&shell, Seat::First, &done);
    let steps = |who| export_json(&shell, who)["steps"][0].clone();
    let title = &steps("Ana")["title"];
    assert_eq!(steps("Ana"), json!({ "id": "step-00", "title": title, "done": true }));
    assert_eq!(steps("Ben")["done"], json!(false));
}

#[test]
fn json_has_its_form() {
    let shell = Shell::of_two();
    keep(&shell, Seat::First, &page("A page.\nIts second line."));
    let plans = json!({ "plans": [{ "when": "it rains", "then": "I ring" }] });
    keep(&shell, Seat::Second, &answer("3.5-b", "plan", Reach::OnlyYou, plans.clone()));
    keep(&shell, Seat::First, &answer("1.4", "name", Reach::Both, json!({ "lines": ["x", "y"] })));
    keep(&shell, Seat::First, &Event::Share { text: "One line.".to_owned() });
    let mut json = export_json(&shell, "Ana");
    let page_id = json["journal"][0]["id"].take();
    assert!(page_id.as_str().is_some_and(|id| !id.is_empty()));
    let steps = json["steps"].take();
    assert_eq!(steps.as_array().map(Vec::len), Some(11));
    let title = json["answers"][0]["title"].take();
    let asked = json["answers"][0]["told"][0]["asked"].take();
    assert!([&title, &asked].iter().all(|text| text.as_str().is_some_and(|text| !text.is_empty())));
    assert_eq!(
        json,
        json!({
            "format": "amends-export",
            "version": 1,
            "note": words().cli.export_note,
            "made": "2026-11-23",
            "for": "Ana",
            "people": ["Ana", "Ben"],
            "steps": null,
            "answers": [{
                "by": "Ana", "exercise": "1.4", "title": null, "part": "name", "kind": "lines",
                "done": true, "reach": "both", "answer": { "lines": ["x", "y"] },
                "told": [{ "asked": null, "said": "x\ny" }],
            }],
            "practices": [],
            "shared": [{ "by": "Ana", "day": "2026-11-22", "text": "One line." }],
            "journal": [{
                "id": null, "at": "2026-11-22T09:14:00+01:00", "text": "A page.\nIts second line.",
            }],
        })
    );
    let ben = export_json(&shell, "b");
    let exercises: Vec<_> = ben["answers"].as_array().unwrap().iter().collect();
    assert_eq!(exercises.len(), 2);
    assert_eq!(exercises[1]["answer"], plans);
    assert_eq!(exercises[1]["told"][0]["said"], "it rains → I ring");
}

/// As the curriculum has them, whatever came first; then what this curriculum does not know.
#[test]
fn answers_stand_in_the_order_of_the_steps() {
    let shell = Shell::of_two();
    let text = |text: &str| json!({ "deep": { "down": [text] } });
    keep(&shell, Seat::First, &answer("0.0-gone", "part", Reach::Both, text("Not lost.")));
    let agreed = json!({ "settled": { "what": "Ten at night.", "fear": null } });
    keep(&shell, Seat::First, &answer("3.4", "fields", Reach::Both, agreed));
    keep(&shell, Seat::Second, &answer("3.3", "note", Reach::Both, json!({ "where": "Work." })));
    let lines = json!({ "lines": ["You lied."] });
    keep(&shell, Seat::First, &answer("1.4", "name", Reach::OnlyYou, lines));
    let json = export_json(&shell, "Ana");
    let answers = json["answers"].as_array().unwrap().iter();
    let order: Vec<_> = answers.map(|it| (it["exercise"].as_str(), it["by"].as_str())).collect();
    let expected = [("1.4", "Ana"), ("3.3", "Ben"), ("3.4", "both"), ("0.0-gone", "Ana")];
    assert_eq!(order, expected.map(|(exercise, by)| (Some(exercise), Some(by))));
    assert_eq!(json["answers"][3]["told"], json!([{ "asked": "", "said": "Not lost." }]));
    for format in ["markdown", "html"] {
        let text = export(&shell, "Ana", format);
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {format}"));
        let places = ["You lied.", "Work.", "Ten at night.", "Not lost."].map(at);
        assert!(places.is_sorted(), "{places:?} in {format}");
    }
}

#[test]
fn markdown_reads_like_a_letter() {
    let shell = Shell::of_two();
    keep(&shell, Seat::First, &page("I slept.\n\n- not a list\n2) nor this"));
    let note = json!({ "where": "At work until six.", "who": "With Luz." });
    keep(&shell, Seat::Second, &answer("3.3", "note", Reach::Both, note));
    let Event::Answer { exercise, part, reach, answer: half, .. } =
        answer("1.1", "moment", Reach::OnlyYou, json!({ "moment": "In the kitchen." }))
    else {
        return;
    };
    let done = false;
    keep(&shell, Seat::First, &Event::Answer { exercise, part, reach, done, answer: half });
    keep(&shell, Seat::Second, &Event::Share { text: "I was late and I know it.".to_owned() });
    let done = Event::Step { step: "step-00".to_owned(), page: None, done: Some(true) };
    keep(&shell, Seat::First, &done);
    insta::assert_snapshot!("export_markdown", export(&shell, "Ana", "markdown"));
    insta::assert_snapshot!("export_html", export(&shell, "Ana", "html"));
    let alone = Shell::of_one();
    insta::assert_snapshot!("export_of_nothing", export(&alone, "A", "markdown"));
}

#[test]
fn the_first_line_says_who_may_read_it() {
    let shell = Shell::of_one();
    keep(&shell, Seat::First, &page("A page."));
    let note = &words().cli.export_note;
    assert_eq!(export(&shell, "A", "markdown").lines().next(), Some(note.as_str()));
    let html = export(&shell, "A", "html");
    let body = html.split_once("<main>\n").unwrap().1;
    assert_eq!(body.lines().next(), Some(format!("<p dir=\"auto\">{note}</p>").as_str()));
    assert_eq!(export_json(&shell, "A")["note"], json!(note));
}

/// What a person wrote, or what another program put into the files, only ever is text.
#[test]
fn what_was_written_stays_text() {
    let evil = "\u{1b}[31m\u{9b}2J\u{7}\u{202e}dlot\u{2066} <script>alert(1)</script> & &lt; \"q\"";
    let shell = Shell::of_two();
    keep(&shell, Seat::First, &page(evil));
    keep(&shell, Seat::First, &Event::Share { text: evil.to_owned() });
    keep(&shell, Seat::First, &answer("1.1", "moment", Reach::Both, json!({ "moment": evil })));
    keep(&shell, Seat::First, &answer(evil, evil, Reach::Both, json!({ evil: evil })));
    for who in ["Ana", "Ben"] {
        for format in FORMATS {
            let text = export(&shell, who, format);
            let steers = |c: char| !amends::ui::clean::is_harmless(c);
            assert!(!text.contains(steers), "{format}");
        }
        let html = export(&shell, who, "html");
        assert!(!html.contains("<script") && html.contains("&amp;lt;"));
        assert_eq!(export_json(&shell, who)["shared"][0]["text"], json!(evil), "word for word");
    }
}

#[test]
fn a_file_is_new_and_its_owners_alone() {
    let shell = Shell::of_one();
    keep(&shell, Seat::First, &page("A page."));
    let args = ["export", "--at", "2026-11-23T08:00:00+01:00", "--out", "out.md"];
    let said = shell.run(&args);
    assert_eq!(said.succeeds().out, "Written to out.md\n");
    let file = shell.home.path().join("out.md");
    assert_eq!(fs::read_to_string(&file).unwrap(), export(&shell, "A", "markdown"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    fs::write(&file, "mine").unwrap();
    std::os::unix::fs::symlink("nowhere", shell.home.path().join("link")).unwrap();
    let trouble = &words().trouble;
    for there in ["out.md", "link", "."] {
        shell.run(&["export", "--out", there]).fails(1, &trouble.file_exists);
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert!(!shell.home.path().join("nowhere").exists(), "a link is not followed");
    shell.run(&["export", "--out", "no/such/folder.md"]).fails(1, &trouble.no_file);
}

/// Half an export looks like a whole one: it is taken away, and the person is told.
#[test]
fn a_full_disk_leaves_no_half() {
    let shell = Shell::of_one();
    keep(&shell, Seat::First, &page(&"Word. ".repeat(30_000)));
    let mut sh = std::process::Command::new("/bin/sh");
    sh.env_clear().env("HOME", shell.home.path()).current_dir(&shell.home);
    sh.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" export --out out.md"]);
    let said: crate::cli::Said = sh.arg(env!("CARGO_BIN_EXE_amends")).output().unwrap().into();
    said.fails(1, &words().trouble.full);
    assert!(!shell.home.path().join("out.md").exists());
}

/// An export of a damaged home is not the whole of it, and says so beside it.
#[test]
fn what_is_missing_is_said() {
    let shell = Shell::of_one();
    keep(&shell, Seat::First, &page("The one."));
    keep(&shell, Seat::First, &page("The other."));
    let log = shell.places().data.join("log");
    let log = fs::read_dir(log).unwrap().next().unwrap().unwrap().path();
    let damaged = fs::read_to_string(&log).unwrap().replacen("The one.", "The 0ne.", 1);
    fs::write(&log, damaged).unwrap();
    let said = shell.run(&["export"]);
    let pair = &words().trouble.skipped_lines;
    assert_eq!((said.code, said.err), (Some(0), format!("{}\n{}\n", pair.what, pair.now)));
    assert!(said.out.contains("The other."));
}

/// Something of each practice that has a picture.
fn drawn() -> [(Seat, Event); 10] {
    use crate::coach::{kept, moved, promise};
    let (ana, ben) = (Seat::First, Seat::Second);
    let week = json!({ "trust": { "places": { "foresee": 2, "lean": 3, "hope": 4 } } });
    let strain = json!({
        "line": { "places": { "mood": 5, "tension": 9 } },
        "talk": { "picked": ["yes"], "own": "" },
    });
    let what = json!({ "what": { "what": "A text <on> arriving" } });
    let wave = json!({
        "set": { "picked": ["late"], "own": "" },
        "body": { "places": { "body": 6 } },
    });
    [
        (ana, kept("pulse", "w", 0, ana, week)),
        (ben, promise("p", 0, 4)),
        (ana, moved("p", ben, "found", 1)),
        (ben, kept("agreements", "a", 0, ben, what)),
        (ana, moved("a", ben, "agreed", 0)),
        (ana, kept("check-in", "c", 0, ana, strain)),
        (ana, kept("waves", "b", 0, ana, wave)),
        (ana, kept("lane", "l", 0, ana, json!({ "had": { "places": { "sleep": 2 } } }))),
        (ana, kept("checking", "u", 0, ana, json!({ "did": { "picked": ["no"], "own": "" } }))),
        (ana, kept("heard", "t", 0, ana, json!({ "heard": { "places": { "heard": 4 } } }))),
    ]
}

#[test]
fn headings_are_in_order_and_every_tag_is_closed() {
    let shell = Shell::of_two();
    keep(&shell, Seat::First, &page("A page.\n\nA <b>bold</b> one."));
    keep(&shell, Seat::Second, &answer("3.3", "note", Reach::Both, json!({ "where": "Work." })));
    keep(&shell, Seat::First, &answer("gone", "part", Reach::Both, json!({ "text": "There." })));
    keep(&shell, Seat::First, &Event::Share { text: "A line.".to_owned() });
    for (by, event) in &drawn() {
        keep(&shell, *by, event);
    }
    let html = export(&shell, "Ana", "html");
    assert_eq!(html.matches("<svg ").count(), 9, "all their pictures are in it");
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n"));
    assert!(!html.contains("http") && !html.contains("src="), "nothing comes from elsewhere");
    let (mut open, mut level) = (Vec::new(), 0);
    for tag in html.split('<').skip(2).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.split(' ').next().unwrap();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "in its order");
        } else if !matches!(name, "meta" | "br") && !tag.ends_with('/') {
            open.push(name);
        }
        let digit = name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok());
        if let Some(next) = digit {
            assert!(next <= level + 1, "h{next} after h{level}");
            level = next;
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    let file = shell.home.path().join("out.html");
    fs::write(&file, &html).unwrap();
    assert_eq!(complaints(&["tidy", "-qe"], &file), "");
}

/// Markdown, line by line: what was written, and how it must stand there.
#[test]
fn no_line_becomes_markup() {
    let cases = [
        ("plain", "plain"),
        ("# one", "\\# one"),
        ("- one\n+ two\n* three", "\\- one  \n\\+ two  \n\\* three"),
        ("1. one\n12) two\n3 three\n4.5", "1\\. one  \n12\\) two  \n3 three  \n4\\.5"),
        ("one\n===\n---", "one  \n\\===  \n\\---"),
        ("> one\n<b>two</b>", "\\> one  \n\\<b\\>two\\</b\\>"),
        ("    code\n\tcode", "code  \ncode"),
        ("`a` _b_ [c](d) ~e~ |f| \\g", "\\`a\\` \\_b\\_ \\[c\\](d) \\~e\\~ \\|f\\| \\\\g"),
        ("R&D, fish & chips; &lt; &#64;", "R&D, fish & chips; \\&lt; \\&\\#64;"),
        ("one\r- two\u{2028}- three", "one  \n\\- two  \n\\- three"),
        ("one\n\n\ntwo", "one  \n  \n  \ntwo"),
    ];
    for (written, stands) in cases {
        let text = handout::markdown(&[Block::Text(written.to_owned())], 2);
        assert_eq!(text, format!("{stands}\n\n"), "{written:?}");
    }
    let blocks = [
        Block::Heading("# a\nb".to_owned()),
        Block::Label("*c*".to_owned()),
        Block::Quiet("d".to_owned()),
        Block::Inset("- e\n\nf".to_owned()),
        Block::Choices(vec![Choice::new("g", false), Choice::new("[h]", false)]),
        Block::Label(String::new()),
    ];
    assert_eq!(
        handout::markdown(&blocks, 3),
        "### \\# a b\n\n**\\*c\\***\n\n*d*\n\n> \\- e  \n>   \n> f\n\n- g\n- \\[h\\]\n\n"
    );
}
