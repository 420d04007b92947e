//! Everything that can happen to the program from outside, in one queue.
//! Takes the terminal's and the system's word; what a key means is for screens to say.
//!
//! Three threads wait, each asleep in one system call: for keys (crossterm), for signals, and for
//! the terminal to hang up. An idle program is never woken. A program uses it so:
//!
//! ```no_run
//! # use std::time::Duration;
//! # use amends::platform::{events::{Event, Events, Leave}, terminal::{Options, in_terminal}};
//! # fn wake() -> Option<Duration> { None }
//! # fn hear(_: Event) {}
//! # fn keep_draft() {}
//! let left = in_terminal(Options { mouse: true }, |screen| {
//!     let events = Events::start(screen)?;
//!     loop {
//!         screen.draw(|frame| { /* the page */ })?;
//!         let mut next = events.next(wake());          // None: the wake that was asked for
//!         while let Some(event) = next {               // a burst is heard whole, drawn once
//!             match event {
//!                 Event::Leave(why) => { keep_draft(); return Ok(why); }
//!                 Event::Pause => { keep_draft(); screen.pause()?; }
//!                 Event::Resume => screen.resume()?,
//!                 event => hear(event),
//!             }
//!             next = events.ready();
//!         }
//!     }
//! });
//! // only now, with the terminal back: print, and return left's exit code from main
//! ```
//!
//! Limits. If a terminal breaks off in the middle of a bracketed paste, crossterm goes on
//! collecting: keys do nothing until the next paste ends, and then arrive as pasted text with what
//! came before. Signals, closing the window and wakes still work, so drafts are kept. And once the
//! terminal is gone, crossterm's thread spins until the process ends: return from `main` soon.
//! macOS cannot always be asked whether a terminal has hung up; SIGHUP must do there.

use std::{
    fmt, io,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

use ratatui::crossterm::event::{
    Event as Heard, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind, read,
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP},
    iterator::Signals,
};

use super::terminal::{Screen, wait_until_gone};

const SIGNALS: [i32; 6] = [SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT];

/// Something that happened.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// A key went down, or repeats.
    Key(KeyEvent),
    /// Text from elsewhere, as it came; clean it.
    Paste(String),
    /// The left button went down.
    Click {
        /// From 0.
        column: u16,
        /// From 0.
        row: u16,
    },
    /// The wheel was turned by a notch.
    Wheel {
        /// Away from the person.
        up: bool,
        /// Where the pointer was, from 0.
        column: u16,
        /// Where the pointer was, from 0.
        row: u16,
    },
    /// The terminal has so many columns and rows now.
    Resize(u16, u16),
    /// The person turned to this window, or away.
    Focus(bool),
    /// Somebody asks the program to stop for a while; see [`Screen::pause`].
    Pause,
    /// The program goes on after a stop; see [`Screen::resume`].
    Resume,
    /// It is time to go: keep what there is and return.
    Leave(Leave),
}

/// Without what was typed.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(_) => f.write_str("Key(…)"),
            Self::Paste(text) => write!(f, "Paste(\"…\", {} bytes)", text.len()),
            Self::Click { column, row } => write!(f, "Click({column}, {row})"),
            Self::Wheel { up, column, row } => write!(f, "Wheel(up {up}, {column}, {row})"),
            Self::Resize(columns, rows) => write!(f, "Resize({columns}, {rows})"),
            Self::Focus(here) => write!(f, "Focus({here})"),
            Self::Pause => f.write_str("Pause"),
            Self::Resume => f.write_str("Resume"),
            Self::Leave(why) => write!(f, "Leave({why:?})"),
        }
    }
}

/// Why to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// The terminal is gone, or can no longer be read.
    HangUp,
    /// This signal came.
    Signal(i32),
}

impl Leave {
    /// What `main` returns then: 128 and the signal's number, as shells do.
    pub fn exit_code(self) -> u8 {
        let Self::Signal(number) = self else { return Self::Signal(SIGHUP).exit_code() };
        u8::try_from(number).map_or(u8::MAX, |number| number.saturating_add(128))
    }
}

/// The queue.
#[derive(Debug)]
pub struct Events {
    queue: Receiver<Event>,
}

impl Events {
    /// Starts to listen: once, inside [`in_terminal`](super::terminal::in_terminal).
    pub fn start(_screen: &Screen) -> io::Result<Self> {
        let (sender, queue) = channel();
        let signals = Signals::new(SIGNALS)?;
        listen("keys", sender.clone(), hear_keys)?;
        listen("hang-up", sender.clone(), hear_hang_up)?;
        listen("signals", sender, |queue| hear_signals(signals, queue))?;
        Ok(Self { queue })
    }

    /// Waits for the next event, for ever or until `timeout` has passed; then there is none.
    pub fn next(&self, timeout: Option<Duration>) -> Option<Event> {
        let Some(timeout) = timeout else {
            return Some(self.queue.recv().unwrap_or(Event::Leave(Leave::HangUp)));
        };
        match self.queue.recv_timeout(timeout) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::Leave(Leave::HangUp)),
        }
    }

    /// The next event, if it is here already.
    pub fn ready(&self) -> Option<Event> {
        self.queue.try_recv().ok()
    }
}

/// Nobody waits for these threads: they end with the process.
fn listen(
    name: &str,
    queue: Sender<Event>,
    hear: impl FnOnce(&Sender<Event>) + Send + 'static,
) -> io::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(move || hear(&queue)).map(drop)
}

/// Says that nothing will be heard any more, even if crossterm's parser should panic.
struct Deaf<'q>(&'q Sender<Event>);

impl Drop for Deaf<'_> {
    fn drop(&mut self) {
        let _ = self.0.send(Event::Leave(Leave::HangUp));
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the thread that reads the terminal")]
fn hear_keys(queue: &Sender<Event>) {
    let _deaf = Deaf(queue);
    while let Ok(heard) = read() {
        if translate(heard).is_some_and(|event| queue.send(event).is_err()) {
            return;
        }
    }
}

fn hear_hang_up(queue: &Sender<Event>) {
    if wait_until_gone() {
        let _ = queue.send(Event::Leave(Leave::HangUp));
    }
}

fn hear_signals(mut signals: Signals, queue: &Sender<Event>) {
    for signal in signals.forever() {
        let event = match signal {
            SIGTSTP => Event::Pause,
            SIGCONT => Event::Resume,
            signal => Event::Leave(Leave::Signal(signal)),
        };
        if queue.send(event).is_err() {
            return;
        }
    }
}

fn translate(heard: Heard) -> Option<Event> {
    match heard {
        Heard::Key(key) => (key.kind != KeyEventKind::Release).then_some(Event::Key(key)),
        Heard::Paste(text) => Some(Event::Paste(text)),
        Heard::Mouse(mouse) => pointed(mouse),
        Heard::Resize(columns, rows) => Some(Event::Resize(columns, rows)),
        Heard::FocusGained => Some(Event::Focus(true)),
        Heard::FocusLost => Some(Event::Focus(false)),
    }
}

fn pointed(MouseEvent { kind, column, row, .. }: MouseEvent) -> Option<Event> {
    match kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Event::Click { column, row }),
        MouseEventKind::ScrollUp => Some(Event::Wheel { up: true, column, row }),
        MouseEventKind::ScrollDown => Some(Event::Wheel { up: false, column, row }),
        _ => None,
    }
}
