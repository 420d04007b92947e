//! A page that was thrown away and can be brought back for a moment: what ends the moment, that it is
//! never forgotten, and that until then nothing of the page is lost.

use std::{collections::BTreeMap, time::Duration};

use amends::{
    app::{Begins, Ground},
    journey::{Event, Face, Journey, Mode, Order, Reach, Record, RecordId, Seat, When},
    layer::{Input, Pasted},
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    ui::fill,
    vault::{Opened, Options, Store as _, Vault},
};
use chrono::Days;
use ratatui::layout::Size;
use rustix::process::Signal;
use serde_json::json;

use crate::{
    home::{Home, say},
    practice::practice,
    pty::Pty,
    stage::{Stage, nine, words},
};

/// What stands in the page.
const CANARY: &str = "the canary page";
/// From the home to the page, and away with it.
const THROW: &str = "j down enter down enter down enter";

fn places(home: &Home) -> Places {
    Places { data: home.data(), state: home.state() }
}

/// A home of one, with two pages, the newer of which is to be thrown away.
fn with_pages() -> Home {
    let home = Home::alone("hurt");
    let mut vault = Vault::open(&places(&home), &Options::default()).unwrap().vault;
    for text in ["the other page", CANARY] {
        let page = Event::Entry { text: text.to_owned(), prompt: None };
        vault.keep(Seat::First, nine(), &page).unwrap();
    }
    home
}

/// The program on what lies there.
fn open(home: &Home) -> Stage {
    let Opened { vault, journey, .. } = Vault::open(&places(home), &Options::default()).unwrap();
    assert_eq!(journey.mode(), Mode::Alone);
    Stage::of(Begins {
        ground: Ground::Disk(places(home)),
        store: Box::new(vault),
        journey,
        found: Vec::new(),
        cost: || Cost::TEST,
        size: Size::new(80, 24),
        now: nine(),
    })
}

fn lies_there(home: &Home) -> bool {
    home.logs().contains(CANARY)
}

#[track_caller]
fn thrown(home: &Home) -> Stage {
    let mut stage = open(home);
    stage.press(THROW);
    let says = fill(&words().journal.thrown, &[("key", "U")]);
    assert!(stage.sees(&says) && !stage.sees(CANARY) && stage.sees("the other page"));
    assert!(lies_there(home), "nothing is written before the moment is over");
    stage
}

#[test]
fn one_key_brings_a_page_back_for_ten_seconds() {
    let home = with_pages();
    let mut stage = thrown(&home);
    stage.wait(9);
    stage.size(60, 24);
    stage.press("u");
    assert!(stage.sees(&words().journal.is_back) && stage.sees(CANARY));
    stage.wait(60).press("down esc");
    assert!(lies_there(&home), "it stays");
    stage.press("j down down u");
    assert!(!stage.sees(&words().journal.is_back), "once");
}

#[test]
fn it_is_not_found_nor_opened_while_it_can_be_brought_back() {
    let home = with_pages();
    let mut stage = open(&home);
    stage.press(r#"j / "page" enter enter down enter down enter"#);
    assert!(!stage.sees(CANARY) && stage.sees("the other page"), "{}", stage.frame());
    stage.press("u");
    assert!(stage.sees(CANARY), "found again, as it was looked for: {}", stage.frame());
}

/// Whatever comes first ends it, at once.
#[test]
fn whatever_comes_first_the_page_is_destroyed() {
    type End = (&'static str, fn(&mut Stage));
    let ends: [End; 11] = [
        ("ten seconds", |stage| _ = stage.wait(10)),
        ("another key", |stage| _ = stage.press("down")),
        ("a key that does nothing", |stage| _ = stage.press("x")),
        ("help", |stage| _ = stage.press("?")),
        ("the way back", |stage| _ = stage.press("esc")),
        ("another page", |stage| _ = stage.press("enter")),
        ("a paste", |stage| _ = stage.hear(&Input::Paste(Pasted("u".to_owned())))),
        ("a click", |stage| _ = stage.click_on("the other page")),
        ("leaving", |stage| _ = stage.press("ctrl+q")),
        ("a signal", |stage| stage.app.leave(stage.now)),
        ("a stop", |stage| stage.app.shut(stage.now)),
    ];
    for (name, end) in ends {
        let home = with_pages();
        let mut stage = thrown(&home);
        end(&mut stage);
        assert!(!lies_there(&home), "{name}");
        assert_eq!(stage.app.thrown_for(stage.now), None, "{name}");
        drop(stage);
        let mut stage = open(&home);
        stage.press("j");
        assert!(!stage.sees(CANARY) && stage.sees("the other page"), "{name}");
    }
    say("ways to end the moment in which a page can be brought back: 11, destroyed in each");
}

#[test]
fn the_program_wakes_when_the_moment_is_over_and_says_so_no_more() {
    let home = with_pages();
    let mut stage = thrown(&home);
    assert!(stage.app.wake(stage.now).is_some_and(|wake| wake <= Duration::from_secs(10)));
    stage.wait(10);
    assert!(!stage.frame().contains("brings it back"), "{}", stage.frame());
    assert_eq!(stage.app.wake(stage.now), None, "nothing is left to do");
}

/// Something that a practice keeps, open before its owner.
fn before_a_matter(home: &Home) -> Stage {
    let mut stage = open(home);
    let practices = &words().practices;
    stage.choose(&words().home.practices).choose(&practice("thanks").title).choose(CANARY);
    stage.choose(&practices.erase);
    assert!(stage.sees(&words().journal.erase_what) && stage.sees(CANARY), "{}", stage.frame());
    stage
}

/// A home of one with a note of thanks, changed once.
fn with_matter() -> Home {
    let home = Home::alone("hurt");
    let mut vault = Vault::open(&places(&home), &Options::default()).unwrap().vault;
    let practice = practice("thanks");
    let day = nine().date_naive();
    let fields = |act: &str| BTreeMap::from([("thanks".to_owned(), json!({ "act": act }))]);
    let first = practice.face(Seat::First, fields("before the canary page"), day);
    let first = vault.keep(Seat::First, nine(), &Event::Matter(first)).unwrap();
    let face = Face { of: Some(first.id), ..practice.face(Seat::First, fields(CANARY), day) };
    vault.keep(Seat::First, nine(), &Event::Matter(face)).unwrap();
    home
}

/// What a practice keeps goes as a page goes.
#[test]
fn a_matter_is_brought_back_or_destroyed_too() {
    let home = with_matter();
    let mut stage = before_a_matter(&home);
    stage.choose(&words().journal.keep_page);
    assert!(stage.sees(CANARY));
    stage.choose(&words().practices.erase).choose(&words().journal.erase_now);
    assert!(!stage.sees(CANARY) && stage.sees("brings it back"), "{}", stage.frame());
    insta::assert_snapshot!("matter-thrown", stage.frame());
    assert!(lies_there(&home), "nothing is written before the moment is over");
    stage.wait(9).press("u");
    assert!(stage.sees(CANARY) && stage.sees(&words().journal.is_back), "{}", stage.frame());
    for (name, end) in [("the way back", "esc"), ("ten seconds", ""), ("leaving", "ctrl+q")] {
        let home = with_matter();
        let mut stage = before_a_matter(&home);
        stage.choose(&words().journal.erase_now);
        match end {
            "" => stage.wait(10),
            key => stage.press(key),
        };
        assert!(!lies_there(&home), "{name}");
        assert!(!stage.sees(CANARY), "{name}: {}", stage.frame());
        drop(stage);
        let journey = Vault::open(&places(&home), &Options::default()).unwrap().journey;
        assert_eq!(journey.matters(Seat::First).count(), 0, "{name}");
    }
}

/// What both can read stays.
#[test]
fn of_a_matter_for_both_only_ones_own_part_goes() {
    let mut journey = Journey::default();
    let face = |reach, act: &str| Face {
        reach,
        of: Some(RecordId("day".into())),
        ..practice("check-in").face(
            Seat::First,
            BTreeMap::from([(act.to_owned(), json!({}))]),
            nine().date_naive(),
        )
    };
    let events = [
        Event::Matter(face(Reach::Both, "for both")),
        Event::Matter(face(Reach::OnlyYou, "own")),
        Event::MatterErase { of: RecordId("day".into()), was: Vec::new() },
        Event::Matter(face(Reach::OnlyYou, "later")),
    ];
    let records: Vec<_> = (1..).zip(events).map(|(n, event)| record(n, event)).collect();
    let fields = |journey: &Journey| -> Vec<String> {
        let matter = journey.matters(Seat::First).next().unwrap();
        matter.fields().keys().cloned().collect()
    };
    for record in &records[..3] {
        journey.apply(record);
    }
    assert_eq!(fields(&journey), ["for both"]);
    let matter = journey.matters(Seat::First).next().unwrap();
    assert!(!matter.has_own() && matter.is_shared());
    // in any order, and what came later under the same name counts
    for start in 0..4 {
        let mut journey = Journey::default();
        records.iter().cycle().skip(start).take(7).for_each(|record| journey.apply(record));
        assert_eq!(fields(&journey), ["for both", "later"], "from {start}");
        let began = journey.matters(Seat::First).next().unwrap().began();
        assert_eq!(began, Some(records[3].at), "what was thrown away tells no time, from {start}");
    }
}

fn record(n: u64, event: Event) -> Record {
    let order = Order { lc: n, device: "d".into(), n };
    let at = When::Day(nine().date_naive() + Days::new(n));
    Record { id: RecordId(format!("r{n}").into()), at, order, by: Seat::First, event }
}

/// A crash within the moment: the page is there again, and its writer sees it.
#[test]
fn a_crash_before_leaves_the_page() {
    let home = with_pages();
    drop(thrown(&home));
    let mut stage = open(&home);
    stage.press("j");
    assert!(stage.sees(CANARY));
}

/// What was not destroyed is shown again, and said.
#[test]
fn what_cannot_be_destroyed_is_in_sight_again() {
    let home = with_pages();
    let options = Options { read_only: true, ..Options::default() };
    let Opened { vault, journey, .. } = Vault::open(&places(&home), &options).unwrap();
    let mut stage = Stage::of(Begins {
        ground: Ground::Memory,
        store: Box::new(vault),
        journey,
        found: Vec::new(),
        cost: || Cost::TEST,
        size: Size::new(80, 24),
        now: nine(),
    });
    stage.press(THROW);
    assert!(stage.sees(&words().trouble.read_only.what), "at once: {}", stage.frame());
    stage.press("enter");
    assert!(stage.sees(CANARY), "{}", stage.frame());
}

/// A drawer that is shut takes the key with it: the page is noise before.
#[test]
fn a_drawer_that_is_shut_destroys_it_first() {
    const ANAS: &str = "brook linen candle ferry moss";
    let home = with_pages();
    let passphrase = || Passphrase::of(ANAS).unwrap();
    let mut vault = Vault::open(&places(&home), &Options::default()).unwrap().vault;
    drop(vault.set_lock(Seat::First, &passphrase(), Cost::TEST).unwrap());
    let unlocked = |vault: &mut Vault| {
        let keys = vault.door(Seat::First).unwrap().open(&passphrase()).unwrap();
        vault.unlock(keys).unwrap().journey
    };
    let journey = unlocked(&mut vault);
    let mut stage = Stage::of(Begins {
        ground: Ground::Disk(places(&home)),
        store: Box::new(vault),
        journey,
        found: Vec::new(),
        cost: || Cost::TEST,
        size: Size::new(80, 24),
        now: nine(),
    });
    // past the door
    stage.press("enter");
    for c in ANAS.chars() {
        stage.press(&format!("\"{c}\""));
    }
    stage.press("enter");
    stage.press(THROW);
    assert!(stage.app.thrown_for(stage.now).is_some(), "{}", stage.frame());
    stage.app.shut(stage.now);
    stage.wait(0);
    assert!(stage.sees(&words().lock.passphrase), "{}", stage.frame());
    drop(stage);
    let mut vault = Vault::open(&places(&home), &Options::default()).unwrap().vault;
    unlocked(&mut vault);
    let left = vault.leaves(Seat::First).unwrap();
    assert_eq!(
        left.iter().map(|leaf| leaf.opening.as_str()).collect::<Vec<_>>(),
        ["the other page"]
    );
}

/// The real program, sent away.
#[test]
fn signals_and_a_closed_window_destroy_it() {
    for plain in [false, true] {
        for end in ["term", "hup", "int", "close"] {
            let home = with_pages();
            let args: &[&str] = if plain { &["--plain"] } else { &[] };
            let mut pty = Pty::start_in(&home, args, &[], (80, 24));
            pty.see(if plain { &words().plain.choose } else { "Steady first" });
            if plain {
                pty.type_("j\n2\n2\n2\n");
            } else {
                pty.press("j");
                for key in ["down", "enter", "down", "enter", "down", "enter"] {
                    pty.settle();
                    pty.press(key);
                }
            }
            pty.see("brings it back");
            pty.settle_at_rest();
            assert!(lies_there(&home), "{end}, plain {plain}");
            match end {
                "term" => pty.signal(Signal::TERM),
                "hup" => pty.signal(Signal::HUP),
                "int" => pty.signal(Signal::INT),
                _ => pty.hang_up(),
            }
            pty.wait_exit();
            assert!(!lies_there(&home), "{end}, plain {plain}");
        }
    }
}

/// Lines from a pipe and from a terminal: brought back, over, and late.
#[test]
fn plain_lines_have_it_too() {
    let home = with_pages();
    let said = home.tell(&["--plain"], "j\n2\n2\n2\nu\n");
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("brings it back") && said.contains(&words().journal.is_back), "{said}");
    assert!(lies_there(&home), "brought back, and the end of the lines does not change that");
    home.tell(&["--plain"], "j\n2\n2\n2\n");
    assert!(!lies_there(&home), "the end of the lines");

    let home = with_pages();
    let mut pty = Pty::start_in(&home, &["--plain"], &[], (80, 24));
    pty.see(&words().plain.choose);
    pty.type_("j\n2\n2\n2\n");
    pty.see("brings it back");
    let start = std::time::Instant::now();
    while lies_there(&home) {
        assert!(start.elapsed() < Duration::from_secs(30), "nobody presses a key, and it is there");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(start.elapsed() > Duration::from_secs(8), "{:?}", start.elapsed());
}
