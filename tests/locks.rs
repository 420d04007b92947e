//! Passphrases from the shell, through the real program: handed over in lines, asked for on the
//! terminal, right and wrong. Making and opening a lock takes half a second each, as it should.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use amends::ui::Pair;
use rustix::{process::Signal, termios::LocalModes};

use super::{
    cli::{Said, words},
    home::{AMENDS, Home, say},
    pty::Pty,
};

const ANAS: &str = "caf\u{e9} river lamp";
const BENS: &str = "quiet wagon pepper";
const OF_TWO: &[&str] = &["init", "--together", "--name", "Ana", "--name", "Ben"];

/// Runs it with these passphrases in an open file, and this on standard input.
fn handed(home: &Home, args: &[&str], passphrases: &[u8], input: &[u8]) -> Said {
    fs::write(home.dir().join("lines"), passphrases).unwrap();
    let mut sh = Command::new("/bin/sh");
    sh.env_clear().env("HOME", home.dir()).current_dir(home.dir());
    sh.args(["-c", "exec \"$0\" \"$@\" --passphrase-fd 3 3<lines", AMENDS]).args(args);
    let said = fed(sh, input);
    fs::remove_file(home.dir().join("lines")).unwrap();
    said
}

fn fed(mut command: Command, input: &[u8]) -> Said {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // it may have ended before it read all of it
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap().into()
}

/// A home of Ana and Ben with these lines as their passphrases.
fn home_of(passphrases: &str) -> Home {
    let home = Home::new();
    let said = handed(&home, OF_TWO, passphrases.as_bytes(), b"");
    assert_eq!(said.succeeds().out, format!("{}\n", words().cli.home_made));
    home
}

fn holds(home: &Home, text: &str) -> bool {
    let files = home.files();
    files.iter().any(|(_, bytes)| memchr::memmem::find(bytes, text.as_bytes()).is_some())
}

#[test]
fn each_persons_pages_need_their_passphrase() {
    let home = home_of(&format!("{ANAS}\n{BENS}\n"));
    let note = ["note", "--as", "ana"];
    let both = format!("{ANAS}\n{BENS}\n");
    assert_eq!(handed(&home, &note, both.as_bytes(), b"CANARY one").succeeds().out, "Saved.\n");
    // as another keyboard writes it, and without the end of the line
    let decomposed = ANAS.replace('\u{e9}', "e\u{301}");
    handed(&home, &note, decomposed.as_bytes(), b"CANARY two").succeeds();
    let bens = ["note", "--as", "BEN"];
    handed(&home, &bens, BENS.as_bytes(), b"CANARY of Ben").succeeds();

    let wrong = &words().trouble.wrong_passphrase;
    handed(&home, &note, format!("{BENS}\n{ANAS}\n").as_bytes(), b"A page.").fails(1, wrong);
    let long = "x".repeat(10_000);
    let longer = "x\n".repeat(10_000);
    for nothing in ["", "\n", " \t\n", long.as_str(), longer.as_str()] {
        handed(&home, &note, nothing.as_bytes(), b"A page.").fails(1, wrong);
    }
    handed(&home, &note, b"caf\xe9 river lamp\n", b"A page.").fails(1, wrong);
    handed(&home, &["export", "--as", "A"], b"\n", b"").fails(1, wrong);
    let no_passphrase = &words().trouble.no_passphrase;
    let closed = home.command(&["export", "--as", "A", "--passphrase-fd", "77"]);
    fed(closed, b"").fails(1, &words().trouble.closed_fd);
    without_a_terminal(&home, &note, no_passphrase);
    without_a_terminal(&home, &["export", "--as", "Ana"], no_passphrase);

    let said = handed(&home, &["export", "--as", "Ana"], ANAS.as_bytes(), b"");
    let text = &said.succeeds().out;
    assert!(text.contains("CANARY one") && text.contains("CANARY two"), "{text}");
    assert!(!text.contains("A page.") && !text.contains("of Ben"), "{text}");
    for secret in ["CANARY", ANAS, &decomposed, BENS] {
        assert!(!holds(&home, secret), "“{secret}” can be read in the files");
    }
    fed(home.command(&["doctor"]), b"").succeeds();
}

/// In a session of its own a program has no terminal to ask on, wherever the tests run.
fn without_a_terminal(home: &Home, args: &[&str], pair: &Pair) {
    let mut alone = Command::new("setsid");
    alone.arg("--wait").arg(AMENDS).args(args);
    alone.env_clear().env("HOME", home.dir()).env("PATH", "/usr/bin:/bin");
    if cfg!(target_os = "linux") {
        fed(alone, b"A page.").fails(1, pair);
    }
}

#[test]
fn a_lock_is_for_whoever_wants_one() {
    let home = home_of(&format!("\n{BENS}"));
    let ana = ["note", "--as", "Ana"];
    fed(home.command(&ana), b"An open page.").succeeds();
    handed(&home, &["note", "--as", "b"], BENS.as_bytes(), b"A page of Ben.").succeeds();
    assert!(holds(&home, "An open page.") && !holds(&home, "A page of Ben."));
    let exported = fed(home.command(&["export", "--as", "Ana"]), b"");
    assert!(!exported.succeeds().out.contains("of Ben"));

    for nobodys in ["", "\n", "\n\n", " \n\t\n\n"] {
        let home = home_of(nobodys);
        fed(home.command(&ana), b"An open page.").succeeds();
    }
}

#[test]
fn what_can_be_no_passphrase_makes_no_home() {
    let home = Home::new();
    let refused = &words().trouble.passphrase;
    let long = vec![b'x'; 4097];
    let endless = vec![b'\n'; 20_000];
    for lines in [&b"caf\xe9\n"[..], b"one\nb\xffn\n", &long, &endless, b"one\n\nthree\n"] {
        handed(&home, OF_TWO, lines, b"").fails(1, refused);
    }
    handed(&home, &["init", "--alone"], b"\nfor nobody\n", b"").fails(1, refused);
    let closed = home.command(&["init", "--alone", "--passphrase-fd", "77"]);
    fed(closed, b"").fails(1, refused);
    assert_eq!(home.files(), [], "nothing is made");
    let mut piped = Command::new("/bin/sh");
    piped.env_clear().env("HOME", home.dir());
    let script = "printf '\\n' | \"$0\" init --alone --passphrase-fd 0";
    piped.args(["-c", script, AMENDS]);
    fed(piped, b"").succeeds();
}

#[test]
fn the_terminal_does_not_show_what_is_typed() {
    let home = Home::new();
    let alone = ["init", "--alone", "--name", "Ana"];
    handed(&home, &alone, ANAS.as_bytes(), b"").succeeds();
    let question = words().cli.passphrase_of.replace("{name}", "Ana");
    let shows = |pty: &Pty| pty.modes().local_modes.contains(LocalModes::ECHO);

    // standard input is the page; the question goes to the terminal all the same
    let script = "echo 'A page.' | \"$0\" note; echo \"ended $?\"; read -r line";
    let mut pty =
        Pty::start_program(&home, "/bin/sh".as_ref(), &["-c", script, AMENDS], &[], (80, 6));
    pty.see(&question);
    assert!(!shows(&pty));
    pty.type_(ANAS);
    pty.press("enter");
    pty.see("Saved.\nended 0");
    assert!(shows(&pty), "and it shows again what is typed");
    pty.press("enter");
    pty.wait_exit();
    assert!(memchr::memmem::find(&pty.raw(), b"river").is_none(), "{}", pty.screen());

    let script = "\"$0\" export; echo \"ended $?\"; read -r line";
    let mut pty =
        Pty::start_program(&home, "/bin/sh".as_ref(), &["-c", script, AMENDS], &[], (80, 6));
    pty.see(&question);
    pty.type_("not this one");
    pty.press("enter");
    pty.see(&words().trouble.wrong_passphrase.what);
    pty.see("ended 1");
    assert!(shows(&pty));
    assert!(memchr::memmem::find(&pty.raw(), b"not this").is_none(), "{}", pty.screen());
}

#[test]
fn whoever_turns_away_finds_the_terminal_as_it_was() {
    let home = Home::new();
    handed(&home, &["init", "--alone", "--name", "Ana"], BENS.as_bytes(), b"").succeeds();
    let question = words().cli.passphrase_of.replace("{name}", "Ana");
    let shows = |pty: &Pty| pty.modes().local_modes.contains(LocalModes::ECHO);
    for (how, code) in [("ctrl+c", 130), ("a signal", 143), ("ctrl+d", 1)] {
        let mut pty = Pty::start_in(&home, &["export"], &[], (80, 6));
        pty.see(&question);
        pty.type_("half");
        match how {
            "a signal" => pty.signal(Signal::TERM),
            "ctrl+c" => pty.press(how),
            // twice: the first sends what stands there, the second says that this is all
            _ => pty.send(&[4, 4]),
        }
        assert_eq!(pty.wait_exit().exit_code(), code, "{how}");
        assert!(shows(&pty), "{how}");
        assert!(memchr::memmem::find(&pty.raw(), b"half").is_none(), "{how}");
    }
}

/// What a process has in its memory; none if the system does not let one look.
fn memory(pid: rustix::process::Pid) -> Option<Vec<u8>> {
    use std::os::unix::fs::FileExt as _;
    let dir = format!("/proc/{}", pid.as_raw_nonzero());
    let maps = fs::read_to_string(format!("{dir}/maps")).ok()?;
    let mem = fs::File::open(format!("{dir}/mem")).ok()?;
    let mut all = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw-p ")) {
        let (from, to) = line.split_whitespace().next()?.split_once('-')?;
        let from = u64::from_str_radix(from, 16).ok()?;
        let len = usize::try_from(u64::from_str_radix(to, 16).ok()? - from).ok()?;
        let mut bytes = vec![0; len];
        // some pages cannot be read; they are not where a program keeps anything
        if mem.read_at(&mut bytes, from).is_ok() {
            all.extend(bytes);
        }
    }
    Some(all)
}

/// The whole program on a home with locks: what one typed is nowhere once it was used, and a
/// program that is stopped comes back locked, its half sentence kept.
#[test]
fn what_was_typed_is_wiped_and_a_stop_locks() {
    let home = home_of(&format!("{ANAS}\n{BENS}\n"));
    let mut pty = Pty::start_in(&home, &[], &[], (80, 24));
    pty.see(&words().lock.who);
    pty.press("1");
    pty.see(&words().lock.passphrase);
    pty.type_(ANAS);
    pty.see("•••");
    pty.press("enter");
    pty.see("Steady first");
    if let Some(memory) = memory(pty.pid) {
        let hits = memchr::memmem::find_iter(&memory, ANAS.as_bytes()).count();
        assert_eq!(hits, 0, "the passphrase, while the drawer is open");
    } else {
        say("memory of the program: not looked at, the system forbids it");
    }
    pty.press("j");
    pty.see(&words().journal.title);
    pty.press("enter");
    pty.settle();
    pty.type_("canary sentence");
    pty.see("canary sentence");
    pty.signal(Signal::TSTP);
    pty.see_screen_given_back();
    while super::process::state(pty.pid).as_deref() != Some("T") {
        std::thread::yield_now();
    }
    assert!(!pty.screen().contains("canary"), "{}", pty.screen());
    if let Some(memory) = memory(pty.pid) {
        let hits = memchr::memmem::find_iter(&memory, ANAS.as_bytes()).count();
        let text = memchr::memmem::find_iter(&memory, b"canary sentence").count();
        say(&format!("after the lock: passphrase {hits} times, text {text} times"));
        assert_eq!(hits, 0, "the passphrase, while it is locked");
    }
    pty.signal(Signal::CONT);
    pty.see(&words().lock.who);
    assert!(!pty.screen().contains("canary"), "{}", pty.screen());
    pty.press("1");
    pty.see(&words().lock.passphrase);
    pty.type_(ANAS);
    pty.press("enter");
    pty.see("Steady first");
    pty.press("j");
    pty.see("canary sentence");
    assert!(memchr::memmem::find(&pty.raw(), b"river").is_none(), "it was never on the screen");
    assert!(!holds(&home, "canary"));
}

/// The way out is open while a lock takes its time.
#[test]
fn nobody_has_to_wait_for_a_lock() {
    let home = Home::new();
    handed(&home, &["init", "--alone", "--name", "Ana"], BENS.as_bytes(), b"").succeeds();
    let mut pty = Pty::start_in(&home, &[], &[], (80, 24));
    pty.see(&words().lock.passphrase);
    pty.type_("not the one");
    pty.press("enter");
    pty.see(words().lock.working.get(..10).unwrap());
    let start = std::time::Instant::now();
    pty.press("ctrl+q");
    let took = pty.wait_end() - start;
    say(&format!("Ctrl+Q while a lock is tried: {took:?}"));
    assert!(pty.wait_exit().success());
}

/// The same in plain lines, from a pipe.
#[test]
fn plain_lines_unlock_too() {
    let home = home_of(&format!("{ANAS}\n{BENS}\n"));
    let said = home.tell(&["--plain"], &format!("2\n1\nwrong\n1\n{BENS}\n"));
    let said = String::from_utf8(said.stdout).unwrap();
    let at = |text: &str| said.find(text).unwrap_or_else(|| panic!("“{text}” in\n{said}"));
    let order = [
        &words().lock.who,
        &words().lock.passphrase,
        &words().plain.secret,
        &words().trouble.wrong_passphrase.what,
    ];
    assert!(order.map(|text| at(text)).is_sorted(), "{said}");
    assert!(at("Steady first") > 0 && !said.contains(BENS) && !said.contains("wrong\n"), "{said}");
}
