//! How the real program behaves towards the machine: when it says "Saved", what it opens, who may
//! read its files, and what it leaves alone: another window's home, a folder that can only be read,
//! damaged files, newer ones.

use std::{
    fs,
    io::Write as _,
    os::unix::{
        fs::{PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sha2::{Digest as _, Sha256};

use super::{
    home::{AMENDS, Home, say},
    pty::Pty,
};

const STRACE: &str = "/usr/bin/strace";
const NOBODY: u32 = 65534;

/// The system calls of a session in which two pages were kept, one line each; none where the
/// machine will not tell.
fn calls(home: &Home) -> Option<Vec<String>> {
    let works = Command::new(STRACE).arg("true").stderr(Stdio::null()).status();
    if !works.is_ok_and(|status| status.success()) {
        say("the order of system calls: not looked at, for there is no strace here");
        return None;
    }
    let asked = "trace=write,writev,fdatasync,fsync,%file,%network";
    let trace = home.dir().join("trace");
    let args = ["-f", "-s", "100000", "-e", asked, "-o", trace.to_str().unwrap(), AMENDS];
    let mut pty = Pty::start_program(home, Path::new(STRACE), &args, &[], (80, 24));
    pty.see("The ten steps");
    pty.press("j");
    for page in PAGES {
        pty.see("Write a page");
        pty.press("home");
        pty.press("enter");
        pty.see("Nobody else is shown this.");
        pty.type_(page);
        pty.see(page);
        pty.press("ctrl+s");
        pty.see("Saved.");
    }
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success());
    let calls = fs::read_to_string(trace).unwrap();
    Some(calls.lines().map(str::to_owned).collect())
}

const PAGES: [&str; 2] = ["zimtstern the first", "zimtstern the second"];

#[test]
fn saved_is_said_when_it_is_on_the_disk() {
    let home = Home::alone("hurt");
    let Some(calls) = calls(&home) else { return };
    let after = |from: usize, is: &dyn Fn(&str) -> bool| {
        let found = calls.iter().skip(from).position(|call| is(call));
        from + found.expect("the call is in the trace")
    };
    let mut at = 0;
    for page in PAGES {
        let opens_log = |call: &str| call.contains(".jsonl") && call.contains("O_APPEND");
        let log = calls.iter().rev().find(|call| opens_log(call)).unwrap();
        let log = log.rsplit_once("= ").unwrap().1.to_owned();
        let written =
            after(at, &|call| call.contains(&format!("write({log}, ")) && call.contains(page));
        let synced = after(written, &|call| call.contains("fdatasync") && call.ends_with("= 0"));
        let said = after(at, &|call| call.contains("write(1, ") && call.contains("Saved."));
        assert!(written < synced && synced < said, "written, made durable, then said");
        at = said + 1;
    }
}

#[test]
fn it_opens_nothing_but_its_own() {
    let home = Home::alone("hurt");
    let Some(calls) = calls(&home) else { return };
    let network = ["socket(", "connect(", "bind(", "listen(", "AF_INET"];
    let spoke = calls.iter().find(|call| network.iter().any(|it| call.contains(it)));
    assert_eq!(spoke, None, "nothing goes over a network");
    let own = [home.data(), home.state()].map(|dir| format!("\"{}/", dir.display()));
    let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"];
    let mut opened = 0;
    for call in calls.iter().filter(|call| writes.iter().any(|it| call.contains(it))) {
        let allowed = own.iter().any(|dir| call.contains(dir)) || call.contains("\"/dev/tty\"");
        assert!(allowed, "opened to be written: {call}");
        opened += 1;
    }
    assert!(opened > 3, "the trace was read");
    let changes = ["rename", "unlink", "mkdir", "chmod", "symlink", "truncate"];
    for call in
        calls.iter().filter(|call| changes.iter().any(|it| call.contains(&format!("{it}("))))
    {
        assert!(own.iter().any(|dir| call.contains(dir)), "changed: {call}");
    }
}

#[test]
fn only_its_owner_can_read_what_is_kept() {
    let home = Home::alone("hurt");
    let mut pty = Pty::start_in(&home, &[], &[], (80, 24));
    pty.see("The ten steps");
    pty.press("j");
    pty.see("Write a page");
    pty.press("enter");
    pty.type_("zimtstern");
    pty.see("Kept as a draft.");
    let mut seen = 0;
    for dir in [home.data(), home.state()] {
        look_at(&dir, &mut seen);
    }
    assert!(seen > 8, "there was something to look at: {seen}");
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success());
}

fn look_at(path: &Path, seen: &mut usize) {
    let meta = fs::symlink_metadata(path).unwrap();
    let mode = if meta.is_dir() { 0o700 } else { 0o600 };
    assert_eq!(meta.permissions().mode() & 0o7777, mode, "{}", path.display());
    *seen += 1;
    if meta.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            look_at(&entry.unwrap().path(), seen);
        }
    }
}

#[test]
fn a_second_window_says_so_and_changes_nothing() {
    let home = Home::alone("hurt");
    let mut first = Pty::start_in(&home, &[], &[], (80, 24));
    first.see("The ten steps");
    let before = home.files();
    let mut second = Pty::start_in(&home, &[], &[], (80, 24));
    second.see("amends is already open in another window.");
    assert_eq!(second.wait_exit().exit_code(), 1);
    assert_eq!(second.screen().lines().filter(|row| !row.trim().is_empty()).count(), 2);
    assert!(!second.raw().contains(&0x1b), "it never took the screen");
    let note = home.tell(&["note"], "zimtstern");
    assert_eq!(note.status.code(), Some(1));
    assert_eq!(String::from_utf8(note.stderr).unwrap().lines().count(), 2);
    assert!(home.files() == before, "nothing changed");
    first.press("ctrl+q");
    assert!(first.wait_exit().success());
    assert!(home.tell(&["note"], "zimtstern").status.success(), "now it is free");
}

/// Eight at once: whoever has the home keeps a page, the others say so, and nothing is lost.
#[test]
fn of_eight_at_once_each_keeps_its_page_or_says_why_not() {
    let home = Home::alone("hurt");
    let (mut kept, mut refused) = (Vec::new(), 0);
    for round in 0..6 {
        let start = |n: usize| {
            let mut command = home.command(&["note"]);
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            (format!("zimtstern {round}-{n} end"), command.spawn().unwrap())
        };
        let mut eight: Vec<_> = (0..8).map(start).collect();
        for (page, child) in &mut eight {
            // one that was refused has not waited for it
            let _ = child.stdin.take().unwrap().write_all(page.as_bytes());
        }
        for (page, child) in eight {
            let said = child.wait_with_output().unwrap();
            let (out, err) = (said.stdout, String::from_utf8(said.stderr).unwrap());
            if said.status.success() {
                assert_eq!(out, b"Saved.\n");
                kept.push(page);
            } else {
                assert_eq!(said.status.code(), Some(1));
                assert!(err.starts_with("amends is already open in another window."), "{err}");
                assert_eq!(err.lines().count(), 2);
                refused += 1;
            }
        }
    }
    let logs = home.logs();
    assert!(kept.iter().all(|page| logs.matches(page.as_str()).count() == 1), "each once");
    assert_eq!(logs.matches("zimtstern").count(), kept.len(), "and nothing of the others");
    assert!(kept.len() >= 6 && refused > 0, "{} kept, {refused} refused", kept.len());
    assert!(home.ask(&["doctor"]).status.success());
    say(&format!("eight at once: {} pages kept, {refused} refused, 0 lost", kept.len()));
}

/// What belongs to another account is not touched, whoever runs the program.
#[test]
fn what_is_anothers_is_refused() {
    if !rustix::process::geteuid().is_root() {
        say("files of another account: not tried, for only root can give files away");
        return;
    }
    let home = Home::alone("hurt");
    assert!(home.tell(&["note"], "zimtstern").status.success());
    for theirs in [home.data(), home.data().join("log"), log(&home)] {
        chown(&theirs, Some(NOBODY), Some(NOBODY)).unwrap();
        let before = home.files();
        for args in [&["note"][..], &["doctor"], &["export", "--as", "A"], &["forget", "--all"]] {
            let said = home.tell(args, "forget\n");
            let said_so = [&said.stdout[..], &said.stderr].concat();
            let said_so = String::from_utf8(said_so).unwrap();
            assert_eq!(said.status.code(), Some(1), "{args:?}: {said_so}");
            assert!(said_so.contains("belongs to another account"), "{args:?}: {said_so}");
            assert!(!said_so.contains("zimtstern"));
        }
        let after = home.files();
        let changed: Vec<_> = after.iter().filter(|file| !before.contains(file)).collect();
        let names: Vec<_> = changed.iter().map(|(path, _)| path).collect();
        assert!(after == before, "{names:?} changed, {} files of {}", after.len(), before.len());
        chown(&theirs, Some(0), Some(0)).unwrap();
    }
    assert!(home.ask(&["doctor"]).status.success());
}

/// A home of an account that is not the system's own.
struct Other {
    home: Home,
}

impl Other {
    /// None if such an account cannot run the program.
    fn new() -> Option<Self> {
        let home = Home::new();
        if !rustix::process::geteuid().is_root() {
            return Some(Self { home });
        }
        chown(home.dir(), Some(NOBODY), Some(NOBODY)).unwrap();
        let other = Self { home };
        let runs = other.command(&["--version"]).stdout(Stdio::null()).status();
        if runs.is_ok_and(|status| status.success()) {
            return Some(other);
        }
        say(
            "a folder that can only be read: not tried, for another account cannot run the program",
        );
        None
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(AMENDS);
        command.args(args).env_clear().env("HOME", self.home.dir()).current_dir("/");
        if rustix::process::geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    /// As the terminal starts it.
    fn start(&self) -> Pty {
        if !rustix::process::geteuid().is_root() {
            return Pty::start_in(&self.home, &[], &[], (80, 24));
        }
        let id = NOBODY.to_string();
        let args = ["--reuid", &id, "--regid", &id, "--clear-groups", AMENDS];
        Pty::start_program(&self.home, Path::new("/usr/bin/setpriv"), &args, &[], (80, 24))
    }

    fn make(&self, mode: u32) {
        for dir in [self.home.data(), self.home.data().join("log")] {
            fs::set_permissions(dir, fs::Permissions::from_mode(mode)).unwrap();
        }
    }
}

#[test]
fn a_folder_that_can_only_be_read_is_read() {
    let Some(other) = Other::new() else { return };
    assert!(other.command(&["init", "--alone"]).stdout(Stdio::null()).status().unwrap().success());
    other.make(0o500);
    let before = kept(&other.home);
    let mut pty = other.start();
    pty.see("Nothing can be written in this folder.");
    pty.press("enter");
    pty.see("The ten steps");
    pty.press("j");
    pty.see("Write a page");
    pty.press("enter");
    pty.see("Nobody else is shown this.");
    pty.type_("zimtstern");
    pty.press("ctrl+s");
    pty.see("Ask whoever runs this computer");
    pty.press("enter");
    pty.see("zimtstern");
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success());
    assert!(kept(&other.home) == before, "nothing changed");
    other.make(0o700);
}

/// What lies in the folder that people keep.
fn kept(home: &Home) -> Vec<(PathBuf, Vec<u8>)> {
    home.files().into_iter().filter(|(path, _)| path.starts_with(home.data())).collect()
}

/// The one log of a home.
fn log(home: &Home) -> PathBuf {
    let logs = fs::read_dir(home.data().join("log")).unwrap();
    logs.map(|entry| entry.unwrap().path()).next().unwrap()
}

/// Opens a home in a terminal, goes past what it says first, and leaves.
fn says_first(home: &Home, says: &str) -> bool {
    let mut pty = Pty::start_in(home, &[], &[], (80, 24));
    pty.settle();
    let said = pty.screen().contains(says);
    if said {
        pty.press("enter");
    }
    pty.see("The ten steps");
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success());
    said
}

/// Changes a letter of what lies in the log, and gives the log as it is then.
fn damage(home: &Home, words: &str) -> String {
    let text = fs::read_to_string(log(home)).unwrap();
    let damaged = text.replace(words, &words.replace('e', "E"));
    assert_ne!(damaged, text);
    fs::write(log(home), &damaged).unwrap();
    damaged
}

#[test]
fn a_damaged_line_is_said_once_and_left_as_it_is() {
    for (line, place) in [("step-00", "in the middle"), ("step-02", "at the end")] {
        let home = Home::alone("hurt").at_step(3);
        let log = log(&home);
        let damaged = damage(&home, line);
        assert!(says_first(&home, "A part of the files is damaged"), "{place}");
        assert!(!says_first(&home, "A part of the files is damaged"), "{place}: it is said once");
        assert_eq!(home.ask(&["doctor"]).status.code(), Some(1), "{place}");
        assert!(home.tell(&["note"], "one more").status.success());
        let after = fs::read_to_string(log).unwrap();
        assert!(after.starts_with(&damaged), "{place}: nothing was overwritten");
    }
}

#[test]
fn a_damaged_page_takes_no_other_with_it() {
    let home = Home::alone("hurt");
    for page in ["the one before", "the one in between", "the one behind"] {
        assert!(home.tell(&["note"], page).status.success());
    }
    let damaged = damage(&home, "the one in between");
    let mut pty = Pty::start_in(&home, &[], &[], (80, 24));
    pty.see("The ten steps");
    pty.press("j");
    pty.see("the one before");
    pty.see("the one behind");
    pty.press("down");
    pty.press("down");
    pty.press("enter");
    pty.see("A part of the files is damaged");
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success());
    assert_eq!(home.ask(&["doctor"]).status.code(), Some(1));
    assert_eq!(fs::read_to_string(log(&home)).unwrap(), damaged, "nothing was overwritten");
}

#[test]
fn newer_files_are_read_and_nothing_is_written() {
    let home = Home::alone("hurt");
    assert!(home.tell(&["note"], "the one before").status.success());
    let line = r#"{"v":2,"d":"c00d7715aa01be99","n":1,"b":{"t":"dream","id":"x","at":"2030-01-01","lc":9,"by":"p1","b":{}}"#;
    let check = Sha256::digest(line.as_bytes());
    let (check, _) = check.split_at(8);
    let check = u64::from_be_bytes(check.try_into().unwrap());
    let name = home.data().join("log/c00d7715aa01be99.0000.jsonl");
    fs::write(&name, format!("{line},\"c\":\"{check:016x}\"}}\n")).unwrap();
    fs::set_permissions(&name, fs::Permissions::from_mode(0o600)).unwrap();
    let before = kept(&home);
    let mut pty = Pty::start_in(&home, &[], &[], (80, 24));
    pty.see("Some of this was written by a newer version of amends.");
    pty.press("enter");
    pty.see("The ten steps");
    pty.press("j");
    pty.see("the one before");
    pty.press("enter");
    pty.see("Nobody else is shown this.");
    pty.type_("zimtstern");
    pty.press("ctrl+s");
    pty.see("This was written by a newer version of amends.");
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success());
    assert_eq!(home.tell(&["note"], "zimtstern").status.code(), Some(1));
    assert!(kept(&home) == before, "nothing was overwritten");
}
