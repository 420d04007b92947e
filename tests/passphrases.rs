//! A passphrase that is asked for, by a command, in plain lines and on the screen: every way out of the
//! question. The program is gone in time, the terminal shows again what is typed, nothing typed is
//! shown, and nothing is left for the shell.

use std::{
    fs,
    thread::{scope, yield_now},
    time::{Duration, Instant},
};

use rustix::{process::Signal, termios::LocalModes};

use super::{
    cli::words,
    home::{AMENDS, Home, say},
    process,
    pty::{PATIENCE, Pty},
    unlocking::PASSPHRASES,
    ways_out::said,
};

/// By when it must be gone.
const GONE: Duration = Duration::from_secs(2);
/// What is typed before it ends.
const HALF: &str = "zimtstern";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Command,
    /// With a page on standard input.
    Note,
    Lines,
    /// Once more, after one that was wrong.
    LinesAgain,
    Screen,
}

/// What happens then.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// The window closes.
    Close,
    /// The same, and a parent keeps the hang-up to itself.
    CloseUnheard,
    Signal(Signal, u32),
    /// Stopped for a while, by a signal that can be heard or by one that cannot.
    Pause(Signal),
}

impl Place {
    fn script(self) -> &'static str {
        match self {
            Self::Command => "\"$0\" export --as Ana",
            Self::Note => "\"$0\" note --as Ana <page",
            Self::Lines | Self::LinesAgain => "\"$0\" --plain",
            Self::Screen => "\"$0\"",
        }
    }

    fn args(self) -> Option<&'static [&'static str]> {
        Some(match self {
            Self::Command => &["export", "--as", "Ana"],
            Self::Note => return None,
            Self::Lines | Self::LinesAgain => &["--plain"],
            Self::Screen => &[],
        })
    }

    /// What asks.
    fn question(self) -> String {
        match self {
            Self::Command | Self::Note => words().cli.passphrase_of.replace("{name}", "Ana"),
            Self::Lines | Self::LinesAgain => words().plain.secret.clone(),
            Self::Screen => words().lock.passphrase.clone(),
        }
    }

    /// As far as the question.
    fn go(self, pty: &mut Pty) {
        match self {
            Self::Command | Self::Note => {}
            Self::Lines | Self::LinesAgain => {
                pty.see(&words().lock.who);
                pty.type_("1\r");
                pty.see(&words().lock.passphrase);
                pty.type_("1\r");
            }
            Self::Screen => {
                pty.see(&words().lock.who);
                pty.press("1");
            }
        }
        if self == Self::LinesAgain {
            pty.see(&self.question());
            pty.type_("not this one\r");
            pty.see(words().trouble.wrong_passphrase.what.get(..10).unwrap());
            pty.type_("1\r");
            see_times(pty, &self.question(), 2);
        }
        pty.see(&self.question());
        if self == Self::Screen {
            pty.settle();
        }
    }
}

/// Waits until something was written so many times.
fn see_times(pty: &Pty, text: &str, times: usize) {
    let until = Instant::now() + PATIENCE;
    while memchr::memmem::find_iter(&pty.raw(), text.as_bytes()).count() < times {
        assert!(Instant::now() < until, "“{text}” never came again:\n{}", pty.screen());
        yield_now();
    }
}

fn shows(pty: &Pty) -> bool {
    pty.modes().local_modes.contains(LocalModes::ECHO)
}

fn start(home: &Home, place: Place, way: Way) -> Pty {
    let keeps = if way == Way::CloseUnheard { "trap '' HUP; " } else { "" };
    let script = format!("{keeps}{}; exit $?", place.script());
    let size = (80, 24);
    match place.args().filter(|_| way != Way::CloseUnheard) {
        Some(args) => Pty::start_in(home, args, &[], size),
        None => Pty::start_program(home, "/bin/sh".as_ref(), &["-c", &script, AMENDS], &[], size),
    }
}

/// One way out of one question.
fn leave(place: Place, way: Way) -> Duration {
    let home = Home::locked(PASSPHRASES, 0);
    fs::write(home.dir().join("page"), "A page.").unwrap();
    let mut pty = start(&home, place, way);
    let case = format!("{place:?}, {way:?}");
    place.go(&mut pty);
    assert!(!shows(&pty), "{case}: it shows what is typed");
    pty.type_(HALF);
    if place == Place::Screen {
        pty.settle();
    }
    let program = process::child(pty.pid).unwrap_or(pty.pid);
    let begin = Instant::now();
    let code = match way {
        Way::Close | Way::CloseUnheard => {
            pty.hang_up();
            129
        }
        Way::Signal(signal, code) => {
            rustix::process::kill_process(program, signal).unwrap();
            code
        }
        Way::Pause(signal) => {
            pause(&mut pty, place, program, signal, &case);
            0
        }
    };
    let ended = pty.wait_end();
    let status = pty.wait_exit();
    // who started it may be gone before it is
    let is_there = || process::state(program).is_some_and(|state| state != "Z");
    while is_there() && begin.elapsed() < PATIENCE {
        yield_now();
    }
    let took = if pty.pid == program { ended - begin } else { begin.elapsed() };
    assert!(took < GONE || matches!(way, Way::Pause(_)), "{case}: it took {took:?}");
    // a shell that nobody told to stay goes with its window
    if (place, way) != (Place::Note, Way::Close) {
        assert_eq!(status.exit_code(), code, "{case}: {}", pty.screen());
    }
    if !matches!(way, Way::Close | Way::CloseUnheard) {
        assert_eq!(said(&pty.modes()), said(&pty.found), "{case}: the line is as it was found");
    }
    let raw = pty.raw();
    for typed in [HALF, PASSPHRASES[0]] {
        assert!(memchr::memmem::find(&raw, typed.as_bytes()).is_none(), "{case}: it was shown");
    }
    took
}

/// While it is stopped the terminal is as it was found; when it goes on it asks again, and half of
/// what was typed before is not a part of what is typed then.
fn pause(pty: &mut Pty, place: Place, program: rustix::process::Pid, signal: Signal, case: &str) {
    let asked = memchr::memmem::find_iter(&pty.raw(), place.question().as_bytes()).count();
    let send = |signal| rustix::process::kill_process(program, signal).unwrap();
    send(signal);
    let until = Instant::now() + PATIENCE;
    while process::state(program).as_deref() != Some("T") {
        assert!(Instant::now() < until, "{case}: it never stopped");
        yield_now();
    }
    if signal == Signal::TSTP {
        assert_eq!(said(&pty.modes()), said(&pty.found), "{case}: while it is stopped");
    }
    send(Signal::CONT);
    see_times(pty, &place.question(), asked + 1);
    if place == Place::Screen {
        pty.settle();
    }
    assert!(!shows(pty), "{case}: after it went on");
    if place == Place::Screen {
        // what stands in the field can be seen, and taken away
        pty.see(&"•".repeat(HALF.len()));
        pty.type_(&"\u{7f}".repeat(HALF.len()));
    }
    pty.type_(PASSPHRASES[0]);
    pty.press("enter");
    match place {
        Place::Command | Place::Note => {}
        Place::Lines | Place::LinesAgain => {
            pty.see(&words().home.pass_keys);
            // the end of what is typed
            pty.send(&[4]);
        }
        Place::Screen => {
            pty.see("Steady first");
            pty.press("ctrl+q");
        }
    }
}

fn leave_every_way(place: Place) {
    let signals =
        [(Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131), (Signal::TERM, 143)];
    let ways = signals.map(|(signal, code)| Way::Signal(signal, code));
    let others =
        [Way::Close, Way::CloseUnheard, Way::Pause(Signal::TSTP), Way::Pause(Signal::STOP)];
    scope(|scope| {
        let tries = ways.into_iter().chain(others);
        let tries = tries.map(|way| (way, scope.spawn(move || leave(place, way))));
        let tries: Vec<_> = tries.collect();
        let took: Vec<_> = tries
            .into_iter()
            .map(|(way, it)| format!("{way:?} {:?}", it.join().unwrap()))
            .collect();
        say(&format!("ways out of a passphrase, {place:?}: {}", took.join(", ")));
    });
}

#[test]
fn out_of_a_commands_question() {
    leave_every_way(Place::Command);
}

#[test]
fn out_of_a_question_beside_a_page() {
    leave_every_way(Place::Note);
}

#[test]
fn out_of_a_question_in_lines() {
    leave_every_way(Place::Lines);
}

#[test]
fn out_of_the_next_question_in_lines() {
    leave_every_way(Place::LinesAgain);
}

#[test]
fn out_of_a_lock_on_the_screen() {
    leave_every_way(Place::Screen);
}

/// Half a passphrase that nobody read is not what the next program reads.
#[test]
fn half_a_passphrase_is_not_left_for_the_shell() {
    for place in [Place::Command, Place::Lines] {
        let home = Home::locked(PASSPHRASES, 0);
        let script = format!("{}; read -r line; echo \"then <$line>\"", place.script());
        let args = ["-c", &script, AMENDS];
        let mut pty = Pty::start_program(&home, "/bin/sh".as_ref(), &args, &[], (80, 24));
        place.go(&mut pty);
        let program = process::child(pty.pid).unwrap();
        pty.type_(HALF);
        rustix::process::kill_process(program, Signal::TERM).unwrap();
        let until = Instant::now() + PATIENCE;
        while process::child(pty.pid).is_some() {
            assert!(Instant::now() < until, "{place:?}: it never ended");
            yield_now();
        }
        pty.type_("mine");
        pty.press("enter");
        pty.see("then <mine>");
        pty.wait_exit();
    }
}

/// Standard input that has ended is no answer: a command asks on the terminal all the same, and plain
/// lines end.
#[test]
fn standard_input_at_its_end() {
    let home = Home::locked(PASSPHRASES, 0);
    let script = "\"$0\" export --as Ana </dev/null >/dev/null; echo \"ended $?\"; read -r line";
    let args = ["-c", script, AMENDS];
    let mut pty = Pty::start_program(&home, "/bin/sh".as_ref(), &args, &[], (80, 24));
    pty.see(&Place::Command.question());
    assert!(!shows(&pty));
    pty.type_(PASSPHRASES[0]);
    pty.press("enter");
    pty.see("ended 0");
    assert!(shows(&pty));
    pty.press("enter");
    pty.wait_exit();

    for (script, code) in [("printf '1\\n1\\n' | \"$0\" --plain", 0), ("\"$0\" </dev/null", 1)] {
        let script = format!("{script}; echo \"ended $?\"; read -r line");
        let args = ["-c", &script, AMENDS];
        let mut pty = Pty::start_program(&home, "/bin/sh".as_ref(), &args, &[], (80, 24));
        pty.see(&format!("ended {code}"));
        assert_eq!(said(&pty.modes()), said(&pty.found), "{script}");
        pty.press("enter");
        pty.wait_exit();
    }

    // the terminal's own end, in the middle of a question: nothing was typed, and it goes on
    let mut pty = Pty::start_in(&home, &["--plain"], &[], (80, 24));
    Place::Lines.go(&mut pty);
    pty.send(&[4]);
    see_times(&pty, &words().plain.choose, 3);
    pty.send(&[4]);
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert_eq!(said(&pty.modes()), said(&pty.found));
}
