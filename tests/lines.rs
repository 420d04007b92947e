//! The real program in plain lines, through pipes: what a screen reader would hear, and what is
//! answered. Journeys are told elsewhere.

use std::{
    io::{Read as _, Write as _},
    process::{Child, ChildStdout, Stdio},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{home::Home, pty::PATIENCE};

/// What stands there when it waits for an answer.
const ASKS: &str = "Number, or a letter of the keys: ";

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
    /// Places something; whether it has been placed already.
    Place(bool),
}

impl Sheet {
    fn read(said: &str) -> Self {
        let mut sheet = Self { text: said.to_owned(), ..Self::default() };
        let (mut full, mut before) = (false, "");
        for line in said.lines() {
            let number = format!("{}. ", sheet.offers.len() + 1);
            if let Some(says) = line.strip_prefix(&number) {
                sheet.offers.push(match says {
                    _ if says.starts_with("write (") => Offer::Write(std::mem::take(&mut full)),
                    _ if says.starts_with("set “") => Offer::Place(!before.contains("– (")),
                    _ => Offer::Pick(says.to_owned()),
                });
            } else if line == "You can also:" {
                sheet.keys = sheet.offers.len();
            } else if line == "It says so far:" {
                full = true;
            } else if sheet.place.is_empty() && line != "Write. An empty line ends it." {
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
        let is = |it: &str| {
            it.strip_prefix(says).is_some_and(|it| it.is_empty() || it.starts_with(". "))
        };
        self.number(|offer| matches!(offer, Offer::Pick(it) if is(it)))
    }
}
