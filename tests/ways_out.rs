//! Every way out, from every kind of place: the program is gone at once, the terminal is as it was,
//! nothing private is left on it, and what was being written is kept.

use std::{
    thread::{scope, sleep},
    time::{Duration, Instant},
};

use rustix::{
    process::{Signal, kill_process},
    termios::Termios,
};

use super::{
    home::{AMENDS, Home, say},
    process,
    pty::Pty,
};

/// By when it must be gone.
const AT_ONCE: Duration = Duration::from_secs(1);
/// A draft is never older than two seconds.
const A_DRAFT: Duration = Duration::from_millis(2200);
/// A time of day for anything.
const MORNING: &str = "2026-11-22T09:00:00+01:00";
/// What is typed and must come back, and must never stand where others see it.
const HALF: &str = "zimtstern and half a sen";

/// How the program is made to end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    CtrlQ,
    F10,
    Close,
    /// The window closes, and a parent keeps the hang-up to itself.
    CloseUnheard,
    HangUp,
    Terminate,
    Interrupt,
    Quit,
    /// Stopped for a while, then Ctrl+Q.
    Pause,
    Kill,
}

impl Way {
    const ALL: [Self; 10] = [
        Self::CtrlQ,
        Self::F10,
        Self::Close,
        Self::CloseUnheard,
        Self::HangUp,
        Self::Terminate,
        Self::Interrupt,
        Self::Quit,
        Self::Pause,
        Self::Kill,
    ];

    fn signal(self) -> Option<Signal> {
        Some(match self {
            Self::HangUp => Signal::HUP,
            Self::Terminate => Signal::TERM,
            Self::Interrupt => Signal::INT,
            Self::Quit => Signal::QUIT,
            Self::Kill => Signal::KILL,
            _ => return None,
        })
    }

    /// The code that it ends with; none where a signal, or somebody in between, ends it.
    fn code(self) -> Option<u32> {
        match self {
            Self::CtrlQ | Self::F10 | Self::Pause => Some(0),
            Self::Close | Self::HangUp => Some(129),
            Self::Interrupt => Some(130),
            Self::Quit => Some(131),
            Self::Terminate => Some(143),
            Self::CloseUnheard | Self::Kill => None,
        }
    }

    fn start(self, home: &Home) -> Pty {
        if self == Self::CloseUnheard {
            let keeps_it = ["-c", "trap '' HUP; \"$0\"; exit 0", AMENDS];
            return Pty::start_program(home, "/bin/sh".as_ref(), &keeps_it, &[], (80, 24));
        }
        Pty::start_in(home, &[], &[], (80, 24))
    }

    fn take(self, pty: &mut Pty) {
        match self {
            Self::CtrlQ => pty.press("ctrl+q"),
            Self::F10 => pty.press("f10"),
            Self::Close | Self::CloseUnheard => pty.hang_up(),
            Self::Pause => {
                kill_process(pty.pid, Signal::CONT).unwrap();
                pty.settle();
                pty.press("ctrl+q");
            }
            _ => pty.signal(self.signal().unwrap()),
        }
    }
}

/// Where somebody is when it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    First,
    Home,
    Step,
    Editor,
    Exercise,
}

impl Place {
    fn home(self) -> Home {
        if self == Self::First { Home::new() } else { Home::alone("hurt") }
    }

    fn writes(self) -> bool {
        matches!(self, Self::Editor | Self::Exercise)
    }

    fn go(self, pty: &mut Pty) {
        if self == Self::First {
            pty.see("Who is here?");
            return;
        }
        pty.see("The ten steps");
        match self {
            Self::First | Self::Home => {}
            Self::Step => open_step(pty),
            Self::Editor => {
                pty.press("j");
                pty.see("No pages yet.");
                pty.press("enter");
                pty.see("Nobody else is shown this.");
                pty.type_(HALF);
            }
            Self::Exercise => {
                open_exercise(pty);
                pty.see("┌─");
                pty.type_(HALF);
            }
        }
        if self.writes() {
            pty.see(HALF);
        }
        pty.settle();
    }

    /// Looks for the half sentence, the next time.
    fn look_back(self, home: &Home, way: Way) {
        let mut pty = Pty::start_in(home, &[], &[], (80, 24));
        if way == Way::Kill {
            pty.see("The last time ended in the middle of a sentence.");
            pty.press("enter");
        }
        pty.see("The ten steps");
        if self == Self::Editor {
            pty.press("j");
        } else {
            open_exercise(&mut pty);
        }
        pty.see(HALF);
        pty.press("ctrl+q");
        assert!(pty.wait_exit().success());
    }
}

fn open_step(pty: &mut Pty) {
    pty.press("enter");
    pty.see("To do");
}

/// “What I decide for me” begins with a text.
fn open_exercise(pty: &mut Pty) {
    open_step(pty);
    for _ in 0..4 {
        pty.press("down");
    }
    pty.see("› ");
    pty.settle();
    pty.press("enter");
    pty.see("steps  What I decide for me");
    pty.press("enter");
}

/// One way out of one place.
fn leave(place: Place, way: Way) -> Duration {
    let home = place.home();
    let mut pty = way.start(&home);
    place.go(&mut pty);
    let pid = if way == Way::CloseUnheard { process::child(pty.pid).unwrap() } else { pty.pid };
    rests(pid, place, way);
    match way {
        Way::Kill => sleep(A_DRAFT),
        Way::Pause => {
            pty.signal(Signal::TSTP);
            wait_until_stopped(&pty);
            is_given_back(&pty, &format!("{place:?}, stopped"));
        }
        _ => {}
    }
    let start = Instant::now();
    way.take(&mut pty);
    let took = pty.wait_end() - start;
    let status = pty.wait_exit();
    let case = format!("{place:?}, {way:?}");
    assert!(took < AT_ONCE, "{case}: it took {took:?}");
    assert!(process::state(pid).is_none(), "{case}: it is still there");
    if let Some(code) = way.code() {
        assert_eq!(status.exit_code(), code, "{case}");
    }
    if !matches!(way, Way::Kill | Way::Close | Way::CloseUnheard) {
        is_given_back(&pty, &case);
    }
    if place.writes() {
        place.look_back(&home, way);
    }
    took
}

/// It uses nothing while nobody does anything.
fn rests(pid: rustix::process::Pid, place: Place, way: Way) {
    let before = process::ticks(pid);
    sleep(Duration::from_millis(300));
    let used = process::ticks(pid) - before;
    assert!(used <= 1, "{place:?}, {way:?}: it used {used} hundredths of a second while at rest");
}

fn wait_until_stopped(pty: &Pty) {
    let until = Instant::now() + AT_ONCE;
    while process::state(pty.pid).is_none_or(|state| state != "T") {
        assert!(Instant::now() < until, "it never stopped");
        sleep(Duration::from_millis(1));
    }
    // what it wrote before it stopped is on its way
    pty.see_screen_given_back();
}

/// The terminal is as it was found, and holds nothing that anybody wrote.
fn is_given_back(pty: &Pty, case: &str) {
    let screen = pty.screen();
    assert_eq!(screen.trim(), "", "{case}: the screen of before is empty");
    assert!(!screen.contains("zimtstern"), "{case}");
    pty.look(|screen| {
        assert!(!screen.alternate_screen(), "{case}: the other screen is left");
        assert!(!screen.bracketed_paste(), "{case}: paste is off");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "{case}");
        assert!(!screen.hide_cursor(), "{case}: the cursor is shown");
    });
    let raw = pty.raw();
    let last = |bytes: &[u8]| raw.windows(bytes.len()).rposition(|it| it == bytes);
    assert!(last(b"\x1b[?1004l") > last(b"\x1b[?1004h"), "{case}: focus reports are off");
    assert_eq!(said(&pty.modes()), said(&pty.found), "{case}: the line is as it was found");
    says_nothing_aside(&raw, case);
}

pub(crate) fn said(modes: &Termios) -> [u32; 4] {
    let Termios { input_modes, output_modes, control_modes, local_modes, .. } = modes;
    [input_modes.bits(), output_modes.bits(), control_modes.bits(), local_modes.bits()]
}

/// No title, no icon name, no clipboard; and the scrollback is not wiped.
fn says_nothing_aside(raw: &[u8], case: &str) {
    assert!(!raw.windows(2).any(|it| it == b"\x1b]"), "{case}: an operating system command");
    assert!(!raw.windows(4).any(|it| it == b"\x1b[3J"), "{case}: the scrollback was wiped");
}

/// Every way out of a place, several at a time.
fn leave_every_way(place: Place) {
    scope(|scope| {
        let tries = Way::ALL.map(|way| (way, scope.spawn(move || leave(place, way))));
        let took: Vec<_> = tries
            .into_iter()
            .map(|(way, it)| format!("{way:?} {:?}", it.join().unwrap()))
            .collect();
        say(&format!("ways out, {place:?}: {}", took.join(", ")));
    });
}

#[test]
fn out_of_the_first_screen() {
    leave_every_way(Place::First);
}

#[test]
fn out_of_the_home() {
    leave_every_way(Place::Home);
}

#[test]
fn out_of_a_step() {
    leave_every_way(Place::Step);
}

#[test]
fn out_of_half_a_sentence() {
    leave_every_way(Place::Editor);
}

#[test]
fn out_of_half_an_answer() {
    leave_every_way(Place::Exercise);
}

type Written = (&'static str, fn() -> Home, usize, &'static str);

/// Every kind of exercise that is written in, by one exercise that has it: who is here, which step,
/// and its title.
const WRITTEN: [Written; 7] = [
    ("write", Home::together, 0, "One person to call"),
    ("settle", Home::together, 0, "This week’s plan"),
    ("letter", || Home::alone("both"), 1, "Own it, unsent"),
    ("lines", Home::together, 1, "Please name this"),
    ("turns", Home::together, 2, "The floor: what it was like"),
    ("sealed write", Home::together, 2, "Two windows"),
    ("plan", Home::together, 4, "What-if plans"),
];

/// Opens an exercise and goes on in it until there is something to write.
fn open_field(pty: &mut Pty, step: usize, title: &str) {
    pty.settle();
    if pty.screen().contains("Who is at the keys?") {
        pty.press("1");
    }
    pty.see("The ten steps");
    for _ in 0..=step {
        pty.press("down");
    }
    pty.settle();
    pty.press("enter");
    pty.see("To do");
    pty.focus_on(title);
    // its own page, “Begin” or “Go on”, and what stands before the first field
    for _ in 0..20 {
        if pty.screen().contains("How tense is your body right now?") {
            pty.press("3");
            pty.settle();
        } else if pty.focus().is_empty() && pty.screen().contains("choose") {
            // a question: nothing is in focus before somebody chooses
            pty.press("down");
            pty.settle();
        }
        pty.press("enter");
        pty.settle();
        if pty.cursor().is_some() {
            return;
        }
    }
    panic!("nothing to write:\n{}", pty.screen());
}

#[test]
fn no_kind_of_exercise_loses_half_an_answer() {
    scope(|scope| {
        for (kind, home, step, title) in WRITTEN {
            scope.spawn(move || {
                let home = home().at_step(step);
                // some things are not begun late in the evening
                let start = || Pty::start_in(&home, &["--at", MORNING], &[], (80, 24));
                let mut pty = start();
                open_field(&mut pty, step, title);
                pty.type_(HALF);
                pty.see(HALF);
                pty.press("ctrl+q");
                assert!(pty.wait_exit().success(), "{kind}");
                let mut pty = start();
                open_field(&mut pty, step, title);
                assert!(pty.screen().contains(HALF), "{kind}:\n{}", pty.screen());
            });
        }
    });
}

#[test]
fn ctrl_q_takes_no_time() {
    let once = |place: Place| {
        let mut pty = Way::CtrlQ.start(&place.home());
        place.go(&mut pty);
        let start = Instant::now();
        Way::CtrlQ.take(&mut pty);
        pty.wait_end() - start
    };
    for place in [Place::Home, Place::Editor] {
        let mut took: Vec<_> = (0..9).map(|_| once(place)).collect();
        took.sort();
        assert!(took[8] < AT_ONCE, "the slowest took {:?}", took[8]);
        say(&format!("Ctrl+Q, {place:?}: median {:?} of 9, slowest {:?}", took[4], took[8]));
    }
}

#[test]
fn at_rest_it_is_never_woken() {
    for place in [Place::Home, Place::Editor] {
        let mut pty = Way::CtrlQ.start(&place.home());
        place.go(&mut pty);
        if place == Place::Editor {
            pty.see("Kept as a draft.");
            // what was written is looked at a second later
            sleep(Duration::from_millis(1500));
            pty.settle_at_rest();
        }
        let (wakes, bytes) = (process::wakes(pty.pid), pty.raw().len());
        sleep(Duration::from_secs(2));
        assert_eq!(process::wakes(pty.pid) - wakes, 0, "{place:?}: it was woken");
        assert_eq!(pty.raw().len() - bytes, 0, "{place:?}: it wrote to the terminal");
    }
}
