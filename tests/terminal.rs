//! The real program and the terminal: what is pasted, windows of any size, a full disk, colours, the
//! cursor, the mouse, and terminals that can do little or are none.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use rustix::process::{Resource, Rlimit, Signal, prlimit};

use super::{
    home::{AMENDS, Home, say},
    pty::Pty,
};

/// Opens the home of one person.
fn at_home() -> Pty {
    let pty = Pty::start_in(&Home::alone("hurt"), &[], &[], (80, 24));
    pty.see("The ten steps");
    pty
}

/// Opens an empty page of the journal.
fn at_a_page() -> Pty {
    let mut pty = at_home();
    open_a_page(&mut pty);
    pty
}

fn open_a_page(pty: &mut Pty) {
    pty.press("j");
    pty.see("Write a page");
    pty.press("enter");
    pty.see("Nobody else is shown this.");
}

fn leave(pty: &mut Pty) {
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success());
}

/// Words of so many bytes, no two the same, the last of them `END`.
fn words(bytes: usize) -> String {
    let mut words = (1..).map(|n| format!("word{n} ")).scan(0, |all, word| {
        *all += word.len();
        (*all <= bytes - 3).then_some(word)
    });
    let mut text: String = words.by_ref().collect();
    text.push_str("END");
    text
}

/// Whether a text is in what was kept, whole.
fn is_kept(home: &Home, text: &str) -> bool {
    home.logs().contains(&serde_json::to_string(text).unwrap())
}

#[test]
fn a_paste_is_one_step_to_undo() {
    for size in [20_000, 200_000] {
        let (mut pty, text) = (at_a_page(), words(size));
        let start = Instant::now();
        pty.paste(&text);
        pty.see("END");
        say(&format!("a paste of {size} bytes stands there after {:?}", start.elapsed()));
        pty.press("ctrl+z");
        pty.see("Nobody else is shown this.");
        pty.press("ctrl+y");
        pty.see("END");
        pty.press("ctrl+s");
        pty.see("Saved.");
        assert!(is_kept(&pty.home, &text), "{size}: it is kept whole");
        leave(&mut pty);
    }
}

#[test]
fn a_burst_of_keys_arrives_whole_with_no_further_key() {
    for size in [1_500, 6_000, 20_000] {
        let (mut pty, text) = (at_a_page(), words(size));
        let start = Instant::now();
        pty.type_(&text);
        pty.see("END");
        say(&format!("a burst of {size} bytes stands there after {:?}", start.elapsed()));
        pty.press("ctrl+s");
        pty.see("Saved.");
        assert!(is_kept(&pty.home, &text), "{size}: it is kept whole");
        leave(&mut pty);
    }
}

#[test]
fn what_is_pasted_steers_nothing() {
    let mut pty = at_a_page();
    let before = pty.raw().len();
    let evil = "one\x1b[31m\x1b]0;two\x07\x1b]52;c;dGhyZWU=\x07 \u{9b}35mthree\x11\x13\u{202e}four\r\nfive\tsix";
    pty.paste(evil);
    pty.see("five    six");
    pty.see("one[31m]0;two]52;c;dGhyZWU= 35mthreefour ");
    pty.press("ctrl+s");
    pty.see("Saved.");
    leave(&mut pty);
    let raw = pty.raw();
    let new = &raw[before..];
    let has = |bytes: &[u8]| new.windows(bytes.len()).any(|it| it == bytes);
    assert!(!has(b"\x1b]") && !has(b"\x1b[31m") && !has(b"\x07") && !has("\u{9b}".as_bytes()));
    assert!(!has("\u{202e}".as_bytes()), "text runs as it is kept");
    assert!(!pty.home.logs().contains("\\u001b"), "nothing of it is kept");
}

#[test]
fn a_paste_that_never_ends_does_not_keep_anybody_in() {
    let mut pty = at_a_page();
    pty.send(b"\x1b[200~and then it broke");
    pty.signal(Signal::TERM);
    assert_eq!(pty.wait_exit().exit_code(), 143);
}

#[test]
fn broken_bytes_do_no_harm() {
    let mut pty = at_a_page();
    pty.type_("whole ");
    pty.send(b"\xff\xfe\xc3");
    pty.settle_at_rest();
    pty.type_(" still here");
    pty.see("still here");
    leave(&mut pty);
}

/// What stands on the screen, without the space at the ends.
fn rows(pty: &Pty) -> Vec<String> {
    pty.screen().lines().map(|row| row.trim_end().to_owned()).collect()
}

#[test]
fn every_size_and_back_again() {
    const SIZES: [(u16, u16); 14] = [
        (1, 1),
        (2, 1),
        (1, 50),
        (20, 5),
        (500, 1),
        (59, 20),
        (60, 19),
        (60, 20),
        (80, 24),
        (200, 60),
        (500, 150),
        (3, 3),
        (132, 43),
        (100, 30),
    ];
    let places: [fn(&mut Pty); 4] = [
        |_| {},
        |pty| pty.press("enter"),
        open_a_page,
        |pty| {
            open_a_page(pty);
            pty.paste(&"a word of it ".repeat(60));
            pty.see("Kept as a draft.");
        },
    ];
    for (place, open) in places.into_iter().enumerate() {
        let home = Home::alone("hurt");
        let mut pty = Pty::start_in(&home, &[], &[], (100, 30));
        pty.see("The ten steps");
        open(&mut pty);
        pty.settle();
        let before = rows(&pty);
        for (columns, rows) in SIZES {
            pty.resize(columns, rows);
            pty.settle();
            let small = columns < 60 || rows < 20;
            if columns >= 60 && rows > 1 {
                let says = pty.screen().contains("Please make the window larger.");
                assert_eq!(says, small, "place {place} at {columns}x{rows}:\n{}", pty.screen());
            }
        }
        let after = rows(&pty);
        assert!(after == before, "place {place}: it was\n{before:#?}\nand is\n{after:#?}");
        leave(&mut pty);
    }
}

#[test]
fn a_storm_of_sizes() {
    let mut pty = at_a_page();
    pty.type_("still here");
    for n in 1..=120 {
        pty.resize(1 + n * 7 % 130, 1 + n * 5 % 50);
    }
    pty.resize(80, 24);
    pty.settle();
    pty.see("still here");
    leave(&mut pty);
}

/// Starts it with files no longer than so many bytes.
fn with_little_room(home: &Home, bytes: u64) -> Pty {
    let script = format!("ulimit -S -f {}; exec \"$0\"", bytes.div_ceil(512));
    let pty =
        Pty::start_program(home, Path::new("/bin/sh"), &["-c", &script, AMENDS], &[], (80, 24));
    pty.see("The ten steps");
    pty
}

/// The size of the longest file that it writes in.
fn log_size(home: &Home) -> u64 {
    let logs = fs::read_dir(home.data().join("log")).unwrap();
    logs.map(|log| log.unwrap().metadata().unwrap().len()).max().unwrap()
}

fn make_room(pty: &Pty) {
    let all = Rlimit { current: None, maximum: None };
    prlimit(Some(pty.pid), Resource::Fsize, all).unwrap();
}

#[test]
fn a_full_disk_takes_nobody_s_page() {
    let home = Home::alone("hurt");
    assert!(home.tell(&["note"], "what was there before").status.success());
    let mut pty = with_little_room(&home, log_size(&home) + 1024);
    open_a_page(&mut pty);
    let text = words(4_000);
    pty.paste(&text);
    pty.press("ctrl+s");
    pty.see("Not saved. The disk is full.");
    pty.see("Your words are still here.");
    pty.press("enter");
    pty.see("END");
    make_room(&pty);
    pty.press("ctrl+s");
    pty.see("Saved.");
    leave(&mut pty);
    assert!(is_kept(&home, &text) && is_kept(&home, "what was there before"));
    assert_eq!(home.logs().matches("word1 ").count(), 1, "it is kept once");
    assert!(home.ask(&["doctor"]).status.success());
}

#[test]
fn a_full_disk_takes_nobody_s_answer() {
    let home = Home::alone("hurt");
    let mut pty = with_little_room(&home, log_size(&home) + 600);
    pty.press("enter");
    pty.see("To do");
    pty.focus_on("At three in the morning");
    pty.press("enter");
    pty.see("Not today");
    pty.press("enter");
    for _ in 0..20 {
        pty.settle();
        if pty.cursor().is_some() {
            break;
        }
        pty.press("enter");
    }
    pty.press("ctrl+s");
    pty.see("2 of 2");
    let text = words(900);
    pty.paste(&text);
    pty.press("ctrl+s");
    pty.see("Your words are still here.");
    pty.press("enter");
    pty.see("END");
    make_room(&pty);
    pty.press("ctrl+s");
    pty.see("Saved.");
    leave(&mut pty);
    assert!(is_kept(&home, &text));
}

/// A disk of so many kilobytes, if this account may have one.
struct SmallDisk<'h>(&'h Home);

impl<'h> SmallDisk<'h> {
    fn mount(home: &'h Home, kilobytes: u32) -> Option<Self> {
        let size = format!("size={kilobytes}k,mode=700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "none"])
            .arg(home.dir())
            .stderr(Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(Self(home))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.dir()).status();
    }
}

#[test]
fn a_disk_without_a_byte_left() {
    let home = Home::new();
    let Some(_disk) = SmallDisk::mount(&home, 1024) else {
        say("a disk without a byte left: not tried, for this account may not mount one");
        return;
    };
    assert!(home.ask(&["init", "--alone"]).status.success());
    assert!(home.tell(&["note"], "what was there before").status.success());
    let filler = home.dir().join("filler");
    let mut pty = Pty::start_in(&home, &[], &[], (80, 24));
    pty.see("The ten steps");
    open_a_page(&mut pty);
    // more than the reserve holds
    let text = words(400_000);
    let _full = fs::write(&filler, vec![b'x'; 1024 * 1024]);
    pty.paste(&text);
    pty.press("ctrl+s");
    pty.see("Not saved. The disk is full.");
    pty.press("enter");
    pty.see("END");
    fs::remove_file(&filler).unwrap();
    pty.press("ctrl+s");
    pty.see("Saved.");
    leave(&mut pty);
    assert!(is_kept(&home, &text) && is_kept(&home, "what was there before"));
    assert!(home.ask(&["doctor"]).status.success());
}

#[test]
fn a_page_fits_into_the_reserve() {
    let home = Home::new();
    let Some(_disk) = SmallDisk::mount(&home, 1024) else {
        say("the reserve: not tried, for this account may not mount a small disk");
        return;
    };
    assert!(home.ask(&["init", "--alone"]).status.success());
    let mut pty = Pty::start_in(&home, &[], &[], (80, 24));
    pty.see("The ten steps");
    open_a_page(&mut pty);
    let _full = fs::write(home.dir().join("filler"), vec![b'x'; 1024 * 1024]);
    pty.type_("the sentence in the editor");
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success());
    assert!(is_kept(&home, "the sentence in the editor"));
}

/// A colour that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Colour {
    /// Of letters, by its number among 256.
    Front(u32),
    /// Of letters, as red, green and blue.
    Exact,
    /// Of the ground.
    Ground,
}

/// Every colour that was asked for; not the terminal's own (39, 49, 59).
fn colours(raw: &[u8]) -> Vec<Colour> {
    let text = String::from_utf8_lossy(raw);
    let asked = text.split("\x1b[").skip(1).filter_map(|rest| {
        let numbers = rest.split_once('m')?.0;
        numbers.split(';').map(|it| it.parse().ok()).collect::<Option<Vec<u32>>>()
    });
    asked.flat_map(|numbers| colours_in(&numbers)).collect()
}

fn colours_in(mut numbers: &[u32]) -> Vec<Colour> {
    let mut found = Vec::new();
    while let [first, rest @ ..] = numbers {
        numbers = match (first, rest) {
            (38, [5, n, rest @ ..]) => {
                found.push(Colour::Front(*n));
                rest
            }
            (38, [2, _, _, _, rest @ ..]) => {
                found.push(Colour::Exact);
                rest
            }
            (48, [5, _, rest @ ..] | [2, _, _, _, rest @ ..]) => {
                found.push(Colour::Ground);
                rest
            }
            (58, [5, _, rest @ ..] | [2, _, _, _, rest @ ..]) => rest,
            (n @ 30..=37, rest) => {
                found.push(Colour::Front(n - 30));
                rest
            }
            (n @ 90..=97, rest) => {
                found.push(Colour::Front(n - 90 + 8));
                rest
            }
            (40..=47 | 100..=107, rest) => {
                found.push(Colour::Ground);
                rest
            }
            (_, rest) => rest,
        };
    }
    found
}

/// Looks at a page of most kinds.
fn look_around(env: &[(&str, &str)]) -> Vec<u8> {
    let home = Home::together().at_step(2);
    let mut pty = Pty::start_in(&home, &[], env, (80, 24));
    pty.see("Who is at the keys?");
    pty.press("1");
    pty.see("The ten steps");
    pty.settle();
    assert!(pty.focus().contains("Listen to understand"), "the focus can be read");
    let ways: [&[&str]; 7] = [
        &[
            "down", "enter", "enter", "right", "esc", "down", "enter", "right", "esc", "down",
            "enter", "enter",
        ],
        &["j", "enter", "a", "ctrl+s", "down", "enter"],
        &["a", "down", "enter"],
        &["s", "down", "down"],
        &["p", "enter", "enter"],
        &["?", "down"],
        &["end", "left", "left", "enter"],
    ];
    for way in ways {
        for key in way {
            pty.press(key);
            pty.settle();
        }
        for _ in 0..4 {
            pty.press("esc");
            pty.settle();
        }
    }
    leave(&mut pty);
    pty.raw()
}

#[test]
fn without_colour_there_is_none() {
    let raw = look_around(&[("NO_COLOR", "1")]);
    assert_eq!(colours(&raw), []);
}

#[test]
fn with_colour_it_can_be_read_on_light_and_dark() {
    let raw = look_around(&[]);
    let colours = colours(&raw);
    assert!(colours.contains(&Colour::Front(3)), "there is gold");
    // never black, white or grey, which vanish on one ground or the other; and the ground stays
    let bad = |colour: &&Colour| match colour {
        Colour::Front(n) => matches!(n, 0 | 7 | 8 | 15 | 16 | 231..=255),
        Colour::Exact | Colour::Ground => true,
    };
    let bad: Vec<_> = colours.iter().filter(bad).collect();
    assert!(bad.is_empty(), "{bad:?}");
}

#[test]
fn the_cursor_stands_where_the_next_letter_goes() {
    let mut pty = at_home();
    pty.settle();
    assert_eq!(pty.cursor(), None, "no field is in focus");
    open_a_page(&mut pty);
    pty.settle();
    let (row, column) = pty.cursor().expect("a field is in focus");
    for (typed, width) in [("心信頼é💛", 9), ("e\u{301}", 1), ("नमस्ते", 4)] {
        let (_, before) = pty.cursor().unwrap();
        pty.type_(typed);
        pty.settle();
        assert_eq!(pty.cursor(), Some((row, before + width)), "after {typed}");
    }
    pty.press("home");
    pty.settle();
    assert_eq!(pty.cursor(), Some((row, column)));
    pty.press("tab");
    pty.settle();
    assert_eq!(pty.cursor(), None, "the focus is below the text");
    leave(&mut pty);
}

#[test]
fn clicks_and_the_wheel() {
    let mut pty = at_home();
    let row = pty.screen().lines().position(|row| row.contains("Settings")).unwrap();
    let column = pty.screen().lines().nth(row).unwrap().find("Settings").unwrap();
    pty.send(format!("\x1b[<0;{};{}M", column + 2, row + 1).as_bytes());
    pty.see("What happened");
    pty.press("esc");
    pty.see("The ten steps");
    pty.resize(60, 20);
    pty.press("enter");
    pty.see("more below");
    pty.settle();
    let before = pty.screen();
    pty.send(b"\x1b[<65;10;10M");
    pty.settle();
    assert_ne!(pty.screen(), before, "the wheel moves the page");
    leave(&mut pty);
}

#[test]
fn a_terminal_that_can_only_print() {
    let home = Home::alone("hurt");
    let mut pty = Pty::start_in(&home, &[], &[("TERM", "dumb")], (80, 24));
    pty.see(&crate::stage::words().plain.choose);
    // what one can type where a line is read
    pty.type_("q\n");
    assert!(pty.wait_exit().success());
    assert!(!pty.raw().contains(&0x1b), "no escape codes");
}

#[test]
fn no_terminal_at_all() {
    let home = Home::new();
    let asked = home.ask(&[]);
    assert_eq!(asked.status.code(), Some(1));
    let says = String::from_utf8(asked.stderr).unwrap();
    assert_eq!(says.lines().count(), 2, "what happened, and what to do:\n{says}");
    assert!(asked.stdout.is_empty() && !says.contains('\x1b'));
    assert_eq!(home.files().len(), 0, "and nothing was made");
}

/// The first screen, in a home where nobody has begun, makes nothing on the disk.
#[test]
fn looking_at_the_first_screen_leaves_no_trace() {
    let mut pty = Pty::start(&[], &[], (80, 24));
    pty.see("Who is here?");
    leave(&mut pty);
    assert_eq!(pty.home.files().len(), 0);
}
