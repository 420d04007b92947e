//! Two machines that share a home by git: what both wrote comes together without a question, and what
//! is thrown away on one is written over on the other.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use amends::{
    journey::{Event, Journey, Own, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    vault::{Newcomer, Options, Store as _, Vault, doctor},
};
use tempfile::TempDir;

use super::home::say;

fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

fn phrase(seat: Seat) -> Passphrase {
    Passphrase::of(&format!("the passphrase of {seat}")).unwrap()
}

fn page(text: &str) -> Event {
    Event::Entry { text: text.to_owned(), prompt: None }
}

fn share(text: &str) -> Event {
    Event::Share { text: text.to_owned() }
}

/// One of the machines: a clone of the shared folder, and a state of its own.
struct Machine {
    name: &'static str,
    places: Places,
}

impl Machine {
    fn of(dir: &Path, name: &'static str) -> Self {
        let places = Places { data: dir.join(name), state: dir.join(name).with_extension("state") };
        Self { name, places }
    }

    fn git(&self, args: &[&str]) {
        git(&self.places.data, args);
    }

    /// Commits, and brings both sides together.
    fn sync(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", self.name]);
        self.git(&["pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main"]);
        self.git(&["push", "--quiet", "origin", "HEAD:main"]);
    }

    fn unlock(&self, seat: Seat) -> (Vault, Journey) {
        let options = Options { machine: Some(self.name.to_owned()), ..Options::default() };
        let mut vault = Vault::open(&self.places, &options).unwrap().vault;
        let keys = vault.door(seat).unwrap().open(&phrase(seat)).unwrap();
        let unlocked = vault.unlock(keys).unwrap();
        assert_eq!(unlocked.notices, [], "{}: nothing to tell {seat}", self.name);
        (vault, unlocked.journey)
    }

    /// What a person may read here.
    fn read(&self, seat: Seat) -> (Vec<String>, Vec<String>) {
        let (mut vault, journey) = self.unlock(seat);
        let mut pages = Vec::new();
        vault.each_page(seat, &mut |page| pages.push(page.text.to_owned())).unwrap();
        (pages, journey.shared().iter().map(|line| line.text.clone()).collect())
    }

    /// Every line of every log, by device.
    fn lines(&self) -> Vec<String> {
        let logs = fs::read_dir(self.places.data.join("log")).unwrap();
        let mut logs: Vec<_> = logs.map(|log| log.unwrap().path()).collect();
        logs.sort();
        let text = logs.iter().map(|log| fs::read_to_string(log).unwrap()).collect::<String>();
        text.lines().map(str::to_owned).collect()
    }
}

/// With nothing of whoever runs the tests.
fn git(dir: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    for (key, value) in [("user.name", "A"), ("user.email", "a@example.org")] {
        git.args(["-c", &format!("{key}={value}")]);
    }
    git.arg("-C").arg(dir).args(args).env("GIT_CONFIG_GLOBAL", "/dev/null");
    let done = git.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", dir).output().unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A home with two locks on one machine, shared with another; none if there is no git.
fn shared(dir: &Path) -> Option<[Machine; 2]> {
    let there = Command::new("git").arg("--version").stdout(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        say("two machines with git were not tried: git is not installed");
        return None;
    }
    let machines = ["here", "there"].map(|name| Machine::of(dir, name));
    let [here, _] = &machines;
    let people =
        Seat::ALL.map(|seat| Newcomer { label: seat.to_string(), passphrase: Some(phrase(seat)) });
    Vault::create_for(&here.places, &people, Cost::TEST).unwrap();
    fs::write(here.places.data.join(".gitignore"), ".reserve\n.tmp-*\n").unwrap();
    git(dir, &["init", "--quiet", "--bare", "--initial-branch=main", "hub"]);
    here.git(&["init", "--quiet", "--initial-branch=main"]);
    here.git(&["remote", "add", "origin", "../hub"]);
    here.git(&["add", "--all"]);
    here.git(&["commit", "--quiet", "--message", "a home"]);
    here.git(&["push", "--quiet", "origin", "HEAD:main"]);
    git(dir, &["clone", "--quiet", "hub", "there"]);
    Some(machines)
}

#[test]
fn two_machines_that_write_at_once_come_together() {
    let dir = TempDir::new().unwrap();
    let Some([here, there]) = shared(dir.path()) else { return };
    let (mut vault, _) = here.unlock(Seat::First);
    let doomed = vault.keep(Seat::First, now(), &page("first, here")).unwrap();
    vault.keep(Seat::First, now(), &share("said here")).unwrap();
    drop(vault);
    let (mut vault, _) = there.unlock(Seat::First);
    vault.keep(Seat::First, now(), &page("first, there")).unwrap();
    drop(vault);
    let (mut vault, _) = there.unlock(Seat::Second);
    vault.keep(Seat::Second, now(), &page("second, there")).unwrap();
    vault.keep(Seat::Second, now(), &share("said there")).unwrap();
    drop(vault);
    for machine in [&here, &there, &here] {
        machine.sync();
    }
    assert_eq!(here.lines(), there.lines());
    for seat in Seat::ALL {
        let (mut pages, mut shared) = here.read(seat);
        assert_eq!((pages.clone(), shared.clone()), there.read(seat), "the same on both");
        pages.sort();
        shared.sort();
        let own: &[&str] =
            if seat == Seat::First { &["first, here", "first, there"] } else { &["second, there"] };
        assert_eq!(pages, own);
        assert_eq!(shared, ["said here", "said there"]);
    }

    // thrown away there, written over here
    let n = doomed.order.n;
    let line = |machine: &Machine| {
        let mine = format!("\"d\":\"{}\",\"n\":{n},", doomed.order.device);
        machine.lines().into_iter().find(|line| line.contains(&mine)).unwrap()
    };
    let before = line(&here);
    for machine in [&here, &there] {
        machine.sync();
    }
    let (mut vault, _) = there.unlock(Seat::First);
    vault.erase(Seat::First, now(), &Own::Page(doomed.id.clone())).unwrap();
    drop(vault);
    for machine in [&there, &here] {
        machine.sync();
    }
    assert_eq!(line(&here), before, "only its own machine writes over a line");
    assert_eq!(here.read(Seat::First).0, ["first, there"]);
    assert!(line(&here) != before && line(&here).len() == before.len());
    for machine in [&here, &there, &here] {
        machine.sync();
    }
    assert_eq!(line(&there), line(&here));
    for machine in [&here, &there] {
        // git writes files that others may read, until the next opening
        drop(machine.unlock(Seat::First));
        assert_eq!(doctor(&machine.places).unwrap().findings, []);
    }
}
