//! A home of its own for the real program, and what is asked of it without a terminal: commands,
//! and what lies on disk.

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
};

use amends::{
    journey::{Between, Event, Hurt, Mode, Person, Role, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    vault::{Newcomer, Opened, Options, Store as _, Vault},
};
use tempfile::TempDir;

/// The real program.
pub(crate) const AMENDS: &str = env!("CARGO_BIN_EXE_amends");

/// A HOME that is gone with the last who holds it.
#[derive(Clone)]
pub(crate) struct Home(Arc<TempDir>);

impl Home {
    /// Empty: nobody has begun.
    pub(crate) fn new() -> Self {
        Self(Arc::new(tempfile::tempdir().unwrap()))
    }

    /// Of one person, Ana, with a part in it.
    pub(crate) fn alone(role: &str) -> Self {
        let home = Self::new();
        assert!(home.ask(&["init", "--alone", "--name", "Ana", "--role", role]).status.success());
        home
    }

    /// Of Ana, who was hurt, and Ben, who repairs.
    pub(crate) fn together() -> Self {
        let home = Self::new();
        let people = ["--name", "Ana", "--role", "hurt", "--name", "Ben", "--role", "repairing"];
        let begin = ["init", "--together", "--at", "2026-11-22T09:00:00+01:00"];
        let asked = home.ask(&[begin.as_slice(), &people].concat());
        assert!(asked.status.success());
        home
    }

    /// Of the same two, each behind a passphrase of their own; done with the steps before this one.
    pub(crate) fn locked(phrases: [&str; 2], n: usize) -> Self {
        let home = Self::new();
        let places = Places { data: home.data(), state: home.state() };
        let people = ["Ana", "Ben"].into_iter().zip(phrases);
        let people: Vec<_> = people
            .map(|(label, phrase)| Newcomer {
                label: label.to_owned(),
                passphrase: Passphrase::of(phrase),
            })
            .collect();
        let keys = Vault::create_for(&places, &people, Cost::TEST).unwrap();
        let mut vault = Vault::open(&places, &Options::default()).unwrap().vault;
        vault.unlock(keys.into_iter().flatten().next().unwrap()).unwrap();
        let now = Time::parse_from_rfc3339("2026-11-22T09:00:00+01:00").unwrap();
        let set = Event::Home { mode: Mode::Together, between: Between::Couple };
        vault.keep(Seat::First, now, &set).unwrap();
        let roles = [Role::Hurt, Role::Repairing];
        for ((seat, label), role) in Seat::ALL.into_iter().zip(["Ana", "Ben"]).zip(roles) {
            let person =
                Person { name: label.to_owned(), role: Some(role), hurts: vec![Hurt::Money] };
            let done =
                |n| Event::Step { step: format!("step-{n:02}"), page: None, done: Some(true) };
            let events: Vec<_> =
                [Event::Profile(person)].into_iter().chain((0..n).map(done)).collect();
            vault.keep_all(seat, now, &events).unwrap();
        }
        drop(vault);
        home
    }

    /// Everybody here is done with the steps before this one.
    pub(crate) fn at_step(self, n: usize) -> Self {
        let places = Places { data: self.data(), state: self.state() };
        let Opened { mut vault, journey, .. } = Vault::open(&places, &Options::default()).unwrap();
        let now = Time::parse_from_rfc3339("2026-11-22T09:00:00+01:00").unwrap();
        for seat in journey.seats() {
            let done =
                |n| Event::Step { step: format!("step-{n:02}"), page: None, done: Some(true) };
            let done: Vec<_> = (0..n).map(done).collect();
            vault.keep_all(*seat, now, &done).unwrap();
        }
        drop(vault);
        assert!(self.tell(&["--plain"], "").status.success());
        self
    }

    /// Where it is.
    pub(crate) fn dir(&self) -> &Path {
        self.0.path()
    }

    /// Where what people wrote is kept.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir().join(".local/share/amends")
    }

    /// Where what only this machine needs is kept.
    pub(crate) fn state(&self) -> PathBuf {
        self.dir().join(".local/state/amends")
    }

    /// `amends` with `args`, with nothing in its environment but HOME.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(AMENDS);
        command.args(args).env_clear().env("HOME", self.dir()).current_dir(self.dir());
        command
    }

    /// Runs it to its end, with nothing to read.
    pub(crate) fn ask(&self, args: &[&str]) -> Output {
        self.command(args).stdin(Stdio::null()).output().unwrap()
    }

    /// Runs it to its end, with this to read.
    pub(crate) fn tell(&self, args: &[&str], input: &str) -> Output {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // who ends before it has read everything has said why
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Every file, by its path, with what is in it.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.dir(), &mut files);
        files.sort();
        files
    }

    /// The logs' text, all of it.
    pub(crate) fn logs(&self) -> String {
        let in_log = |path: &Path| path.starts_with(self.data().join("log"));
        let logs = self.files().into_iter().filter(|(path, _)| in_log(path));
        logs.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect()
    }
}

fn collect(dir: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let bytes = fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
}

/// How many times as often, when there is time (`AMENDS_LONG=20`).
pub(crate) fn longer() -> usize {
    env::var("AMENDS_LONG").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// Says a figure, or why something was not tried, whether or not the test passes.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
