//! Killed at any moment, without a warning: what had said "Saved" is there, once; the home opens; the
//! doctor finds nothing missing. This is not a power cut (`disk` simulates those): the system goes on.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read as _, Write as _},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread::{scope, sleep},
    time::{Duration, Instant},
};

use amends::{
    journey::Seat,
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    vault::{Newcomer, Opened, Options, Store as _, Vault},
};
use rustix::process::Signal;
use serde_json::Value;

use super::{
    home::{AMENDS, Home, longer, say},
    pty::Pty,
    sim::Chance,
};

/// What the locked homes open with.
const PHRASE: &str = "river lamp olive stone bridge";

/// One home that is written in and killed, over and over.
struct Victim {
    home: Home,
    locked: bool,
    chance: Chance,
    /// How long one note takes that nobody kills: as measured once, and then as the kills find it,
    /// for a busy machine is slower from one moment to the next.
    whole: Duration,
    /// Pages begun so far; each has its number in it.
    begun: usize,
    /// Pages that said "Saved".
    saved: BTreeSet<String>,
    kills: usize,
}

impl Victim {
    fn new(seed: u64, locked: bool) -> Self {
        let home = if locked { Home::new() } else { Home::alone("hurt") };
        let (chance, whole) = (Chance::new(seed), Duration::ZERO);
        let mut victim =
            Self { home, locked, chance, whole, begun: 0, saved: BTreeSet::new(), kills: 0 };
        if locked {
            let people = ["A", "B"].map(|label| Newcomer {
                label: label.to_owned(),
                passphrase: Passphrase::of(&format!("{PHRASE} {label}")),
            });
            Vault::create_for(&victim.places(), &people, Cost::TEST).unwrap();
            std::fs::write(victim.home.dir().join("lines"), format!("{PHRASE} A\n")).unwrap();
        }
        let start = Instant::now();
        let page = victim.page();
        let mut child = victim.spawn(&["note", "--as", "A"], &page);
        assert!(child.wait().unwrap().success());
        victim.whole = start.elapsed();
        victim
    }

    fn places(&self) -> Places {
        Places { data: self.home.data(), state: self.home.state() }
    }

    /// The next page: of any length up to some kilobytes, so that writes cross pages of the disk.
    fn page(&mut self) -> String {
        self.begun += 1;
        let words = self.chance.below(if self.begun.is_multiple_of(7) { 900 } else { 30 });
        format!("page {} {}end", self.begun, "and so on ".repeat(words))
    }

    /// A moment within so many thousandths of what one note takes here, today.
    fn soon(&mut self, thousandths: usize) -> Duration {
        let thousandths = u32::try_from(self.chance.below(thousandths)).unwrap();
        self.whole * thousandths / 1000
    }

    /// After a kill that came before anything was saved the next comes later, and after one that
    /// came too late, sooner: so most fall where something is being written.
    fn aim(&mut self, saved: usize, all: usize) {
        if saved == 0 {
            self.whole += self.whole / 16;
        } else if saved == all {
            self.whole -= self.whole / 16;
        }
    }

    /// `amends note`, which says "Saved." once.
    fn kill_a_note(&mut self) {
        let page = self.page();
        let mut child = self.spawn(&["note", "--as", "A"], &page);
        sleep(self.soon(1600));
        let saved = killed(&mut child).contains("Saved.");
        self.aim(usize::from(saved), 1);
        if saved {
            self.saved.insert(page);
        }
        self.check();
    }

    /// A session in plain lines, which says "Saved." after each page.
    fn kill_a_session(&mut self) {
        let pages: Vec<_> = (0..6).map(|_| self.page()).collect();
        let keep = |page: &String| format!("1\n>\n{page}\n\n2\n");
        let script = format!("j\n{}", pages.iter().map(keep).collect::<String>());
        let mut child = self.spawn(&["--plain"], &script);
        sleep(self.soon(3500));
        let saved = killed(&mut child).matches("Saved.").count();
        self.aim(saved, pages.len());
        self.saved.extend(pages.into_iter().take(saved));
        self.check();
    }

    /// A session in a terminal: some pages whole, and one that it dies in.
    fn kill_in_a_terminal(&mut self) {
        let mut pty = Pty::start_in(&self.home, &[], &[], (80, 24));
        pty.settle();
        if pty.screen().contains("The last time ended") {
            pty.press("enter");
        }
        pty.see("The ten steps");
        pty.press("j");
        pty.see("Write a page");
        pty.press("home");
        for _ in 0..self.chance.below(3) {
            let page = self.open_page(&mut pty);
            pty.press("ctrl+s");
            pty.see("Saved.");
            self.saved.insert(page);
        }
        let page = self.open_page(&mut pty);
        pty.press("ctrl+s");
        sleep(self.soon(1000));
        pty.signal(Signal::KILL);
        pty.wait_exit();
        if pty.screen().contains("Saved.") {
            self.saved.insert(page);
        }
        self.check();
    }

    /// Begins a page in the terminal; "Saved." is not on the screen then.
    fn open_page(&mut self, pty: &mut Pty) -> String {
        pty.press("home");
        pty.press("enter");
        pty.see("Nobody else is shown this.");
        let page = self.page();
        pty.paste(&page);
        pty.see("end");
        page
    }

    fn spawn(&self, args: &[&str], input: &str) -> Child {
        let mut command = self.home.command(args);
        if self.locked {
            command = Command::new("/bin/sh");
            command.env_clear().env("HOME", self.home.dir()).current_dir(self.home.dir());
            let script = "exec \"$0\" \"$@\" --passphrase-fd 3 3<lines";
            command.args(["-c", script, AMENDS]).args(args);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        // it may be dead before it has read all of it
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child
    }

    /// Opens their drawer, if they have a lock.
    fn unlock(vault: &mut Vault) {
        let Some(door) = vault.door(Seat::First) else { return };
        let keys = door.open(&Passphrase::of(&format!("{PHRASE} A")).unwrap()).unwrap();
        let unlocked = vault.unlock(keys).unwrap();
        assert_eq!(unlocked.notices, [], "nothing of theirs is missing");
    }

    /// All that was acknowledged is there, once; nothing is damaged.
    fn check(&mut self) {
        self.kills += 1;
        let doctor = self.home.ask(&["doctor", "--json"]);
        let found: Value = serde_json::from_slice(&doctor.stdout).unwrap();
        assert_eq!(found["findings"], Value::Array(Vec::new()), "after {} kills", self.kills);
        let mut there: BTreeMap<String, usize> = BTreeMap::new();
        // without the lock: another thread's child could hold on to it for a moment
        let options = Options { read_only: true, ..Options::default() };
        let Opened { mut vault, .. } = Vault::open(&self.places(), &options).unwrap();
        Self::unlock(&mut vault);
        vault
            .each_page(Seat::First, &mut |page| *there.entry(page.text.into()).or_default() += 1)
            .unwrap();
        let lost = self.saved.iter().filter(|page| !there.contains_key(*page)).count();
        assert_eq!(lost, 0, "lost after {} kills", self.kills);
        let twice = there.values().filter(|count| **count > 1).count();
        assert_eq!(twice, 0, "there twice after {} kills", self.kills);
    }
}

/// Kills it, and gives what it had said.
fn killed(child: &mut Child) -> String {
    child.kill().unwrap();
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    said
}

/// Several victims at once.
fn kill_them(what: &str, kills: usize, locked: bool, kill: fn(&mut Victim)) {
    const AT_ONCE: usize = 4;
    let (start, saved) = (Instant::now(), AtomicUsize::new(0));
    scope(|scope| {
        for seed in 1..=AT_ONCE {
            let saved = &saved;
            scope.spawn(move || {
                let mut victim = Victim::new(u64::try_from(seed).unwrap(), locked);
                for _ in 0..kills * longer() / AT_ONCE {
                    kill(&mut victim);
                }
                saved.fetch_add(victim.saved.len(), Ordering::Relaxed);
            });
        }
    });
    let (kills, saved) = (kills * longer(), saved.into_inner());
    assert!(saved > kills / 8, "too few were saved to prove anything: {saved}");
    say(&format!("kill -9, {what}: {kills} kills, {saved} saved, 0 lost, {:?}", start.elapsed()));
}

#[test]
fn notes_that_said_saved_are_there() {
    kill_them("notes", 400, false, Victim::kill_a_note);
}

#[test]
fn locked_notes_that_said_saved_are_there() {
    kill_them("locked notes", 300, true, Victim::kill_a_note);
}

#[test]
fn pages_that_said_saved_are_there() {
    kill_them("sessions in lines", 520, false, Victim::kill_a_session);
}

#[test]
fn pages_that_said_saved_in_a_terminal_are_there() {
    kill_them("sessions in a terminal", 80, false, Victim::kill_in_a_terminal);
}
