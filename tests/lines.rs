//! The real program in plain lines, through pipes: what a screen reader would hear, and what is
//! answered. Journeys are told elsewhere.

use std::{
    io::{Read as _, Write as _},
    process::{Child, ChildStdout, Stdio},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{home::Home, pty::PATIENCE, stage::words};

/// What stands there when it waits for an answer.
const ASKS: &str = "Type a number or a letter: ";

/// A program that is talked with line by line.
pub(crate) struct Lines {
    child: Child,
    output: ChildStdout,
    said: String,
}

impl Lines {
    /// Starts `amends --plain` in a home.
    pub(crate) fn start(home: &Home, args: &[&str]) -> Self {
        let mut command = home.command(&[args, &["--plain"]].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let output = child.stdout.take().unwrap();
        Self { child, output, said: String::new() }
    }

    /// What it says until it waits for an answer, or ends.
    #[track_caller]
    pub(crate) fn page(&mut self) -> Sheet {
        self.said.clear();
        let mut bytes = Vec::new();
        while !bytes.ends_with(ASKS.as_bytes()) {
            assert!(self.something_comes(), "it never asked:\n{}", String::from_utf8_lossy(&bytes));
            let mut more = [0; 8192];
            match self.output.read(&mut more).unwrap() {
                0 => break,
                count => bytes.extend_from_slice(&more[..count]),
            }
        }
        Sheet::read(&String::from_utf8(bytes).unwrap())
    }

    /// Answers with lines.
    pub(crate) fn answer(&mut self, lines: &str) {
        let input = self.child.stdin.as_mut().unwrap();
        input.write_all(format!("{lines}\n").as_bytes()).unwrap();
    }

    /// Kills it, without a warning.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn something_comes(&self) -> bool {
        let seconds = i64::try_from(PATIENCE.as_secs()).unwrap();
        let patience = Timespec { tv_sec: seconds, tv_nsec: 0 };
        poll(&mut [PollFd::new(&self.output, PollFlags::IN)], Some(&patience)).unwrap() > 0
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A page as lines, and what each of its numbers offers.
#[derive(Default)]
pub(crate) struct Sheet {
    /// Where one is, and who can read it.
    pub(crate) place: String,
    /// Everything on it.
    pub(crate) text: String,
    /// What stands on the page, by number from 1.
    pub(crate) offers: Vec<Offer>,
    /// Where the keys begin among the offers.
    pub(crate) keys: usize,
}

/// What a number does.
#[derive(Debug)]
pub(crate) enum Offer {
    /// Chooses this.
    Pick(String),
    /// Writes; whether something stands there already.
    Write(bool),
    /// The same, of one line.
    Line(bool),
    /// Places something; whether it has been placed already.
    Place(bool),
    /// The same, on a line of its own that does not show.
    Unseen(bool),
}

impl Sheet {
    fn read(said: &str) -> Self {
        let mut sheet = Self { text: said.to_owned(), ..Self::default() };
        let (mut full, mut before) = (false, "");
        // how to answer, and how to write
        let aside = ["Type", "Write"];
        for line in said.lines() {
            let number = format!("{}. ", sheet.offers.len() + 1);
            if let Some(says) = line.strip_prefix(&number) {
                sheet.offers.push(match says {
                    "write here" => Offer::Write(std::mem::take(&mut full)),
                    "write here, one line" => Offer::Line(std::mem::take(&mut full)),
                    _ if says.starts_with("type a number") => {
                        Offer::Unseen(!before.contains("– ("))
                    }
                    _ if says.starts_with("set “") || says.starts_with("type ") => {
                        Offer::Place(!before.contains("– ("))
                    }
                    _ => Offer::Pick(says.to_owned()),
                });
            } else if line == "You can also:" {
                sheet.keys = sheet.offers.len();
            } else if line == "It says so far:" {
                full = true;
            } else if sheet.place.is_empty() && !aside.contains(&line.split(' ').next().unwrap()) {
                line.clone_into(&mut sheet.place);
            }
            before = line;
        }
        sheet
    }

    /// The number of the first offer like that, from 1.
    pub(crate) fn number(&self, is: impl Fn(&Offer) -> bool) -> Option<usize> {
        self.offers.iter().take(self.keys).position(is).map(|n| n + 1)
    }

    /// The number of the choice that says this, with or without a note behind it.
    pub(crate) fn pick(&self, says: &str) -> Option<usize> {
        let is = |it: &str| it.strip_prefix(says).is_some_and(ends_there);
        self.number(|offer| matches!(offer, Offer::Pick(it) if is(it)))
    }
}

/// Whether what a choice is called ends here: nothing is left of it, or a note, or a key.
pub(crate) fn ends_there(rest: &str) -> bool {
    rest.is_empty() || [". ", " — ", " ("].iter().any(|then| rest.starts_with(then))
}

/// What it said from the start to the end, when it was told this.
fn told(home: &Home, input: &str) -> String {
    let said = home.tell(&["--plain"], input);
    assert!(said.status.success());
    String::from_utf8(said.stdout).unwrap()
}

/// The text of every page of the journal, as it was kept.
fn pages(home: &Home) -> String {
    let kept = home.ask(&["export", "--format", "markdown"]);
    String::from_utf8(kept.stdout).unwrap()
}

#[test]
fn the_letters_are_said_at_the_start_and_in_help() {
    let first = told(&Home::new(), "");
    for said in ["q leaves at once", "b goes back", "h says how this works", "Ctrl+C"] {
        assert_eq!(first.matches(said).count(), 1, "“{said}” in\n{first}");
    }
    let home = Home::alone("hurt");
    let again = told(&home, "");
    assert!(again.starts_with("Type a number, or a letter, and press Enter. q leaves"), "{again}");
    for helps in ["h", "?", "H"] {
        let help = told(&home, helps);
        assert_eq!(help.matches("To write, choose the number that says so").count(), 1, "{help}");
    }
    assert!(!first.contains("Ctrl+Q") && !told(&home, "h\n1\nb\n2\n").contains("Ctrl+Q"));
}

#[test]
fn letters_leave_and_go_back_at_every_question() {
    let home = Home::alone("hurt");
    let mut lines = Lines::start(&home, &[]);
    assert!(lines.page().place.starts_with("amends"));
    for (letter, place) in [("j", "Journal"), ("b", "amends"), ("S", "Settings"), ("B", "amends")] {
        lines.answer(letter);
        let page = lines.page();
        assert!(page.place.starts_with(place), "after {letter}:\n{}", page.text);
    }
    lines.answer("q");
    assert_eq!(lines.page().text, "\n");
    assert!(lines.child.wait().unwrap().success());
}

/// In a text a letter is a letter; it is for questions only that letters mean something.
#[test]
fn in_a_text_a_letter_is_text() {
    let home = Home::alone("hurt");
    told(&home, "j\n1\n>\nq\nb\n?\n7\n\n>\nand then\n\n\nq\n");
    assert!(pages(&home).contains("q  \nb  \n?  \n7  \nand then\n"), "{}", pages(&home));
}

#[test]
fn enter_alone_never_chooses_between_two() {
    let asks = |said: &str, what: &str| said.matches(what).count();
    let home = Home::new();
    // to the part that somebody has, with one line for the name
    let said = told(&home, "2\n>\nAna\n\n\n\n");
    assert_eq!(asks(&said, "Which of these is nearest?"), 3, "{said}");
    assert_eq!(asks(&said, &words().plain.not_a_choice.replace("{help}", "h")), 2, "{said}");
    assert!(said.contains("2. Go on (Enter)"), "{said}");
}

/// What is written in a field of one line takes the place of what stood there; nothing changes
/// nothing.
#[test]
fn a_line_can_be_written_anew() {
    let said = told(&Home::new(), "2\n1\nAmma\n1\nAna\n1\n\n");
    let (_, last) = said.rsplit_once("It says so far:\n").unwrap();
    assert!(last.starts_with("Ana\n"), "{said}");
}

/// Each line of a text is kept as it ends: Ctrl+C, which sends it away, loses none of them.
#[test]
fn lines_of_a_text_outlive_the_end_of_it() {
    let home = Home::alone("hurt");
    let mut lines = Lines::start(&home, &[]);
    lines.page();
    lines.answer("j");
    lines.page();
    lines.answer("1");
    lines.page();
    lines.answer(">\nThe first line.\nThe second line.");
    // nothing is said while one writes, so there is nothing to wait for but the file
    let drafts = || home.files().iter().any(|(_, bytes)| holds(bytes, b"The second line."));
    let patience = std::time::Instant::now() + PATIENCE;
    while !drafts() && std::time::Instant::now() < patience {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    lines.kill();
    let again = told(&home, "\nj\n");
    assert!(again.contains("The first line. The second line."), "{again}");
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
