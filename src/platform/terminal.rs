//! The terminal: taken for a while, and put back as it was whatever happens.
//! What is drawn is others' affair; what is typed comes through `events`.
//!
//! Put back on return, error and panic, and (because `events` turns signals into a return) on
//! SIGHUP, SIGTERM, SIGINT and SIGQUIT. Not on SIGKILL, an abort or an overflowed stack. The title
//! is never touched, the clipboard never written, the scrollback never wiped.
//!
//! [`Screen`] is not ratatui's `Terminal`, because two of its ways do harm here: `clear` asks the
//! terminal where the cursor is, and the answer would go to the thread that waits for keys; and a
//! frame with a cursor is written in several pieces.

use std::{
    io::{self, IsTerminal as _, Write},
    mem, panic,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, ThreadId},
};

use ratatui::{
    Frame, Terminal,
    backend::CrosstermBackend,
    crossterm::terminal::{disable_raw_mode, enable_raw_mode},
    layout::{Position, Rect, Size},
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Signal, getpid, kill_process},
    stdio::{stdin, stdout},
    termios::{QueueSelector, tcflush},
};

/// The alternate screen.
const ASIDE: &[u8] = b"\x1b[?1049h";
/// Wiped; bracketed paste; focus reports.
const ENTER: &[u8] = b"\x1b[2J\x1b[?2004h\x1b[?1004h";
/// Clicks and the wheel, in coordinates of any size; no movement.
const CLICKS: &[u8] = b"\x1b[?1000h\x1b[?1006h";
/// The reverse of all. The alternate screen is wiped first: some terminals can show it again.
const LEAVE: &[u8] = b"\x1b[?1006l\x1b[?1000l\x1b[?1004l\x1b[?2004l\
    \x1b[0m\x1b[2J\x1b[H\x1b[?25h\x1b[?1049l";

/// Which thread has the terminal. Static, because a panic hook is.
static HOLDER: Mutex<Option<ThreadId>> = Mutex::new(None);
/// There is no terminal any more: nothing may be written to it or asked of it.
static GONE: AtomicBool = AtomicBool::new(false);

/// What to ask of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Clicks and the wheel come as events; selecting text then takes Shift in most terminals.
    pub mouse: bool,
}

/// Runs `body` with the whole terminal, and gives the terminal back before anything else happens.
///
/// Fails at once, with nothing written, if input or output is not a terminal. From here on, for
/// the rest of the process, a panic prints one line that holds nothing anybody wrote.
pub fn in_terminal<T>(
    options: Options,
    body: impl FnOnce(&mut Screen) -> io::Result<T>,
) -> io::Result<T> {
    hush_panics();
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(io::Error::new(io::ErrorKind::NotConnected, "this is not a terminal"));
    }
    let _back = PutBack;
    enter(options)?;
    body(&mut Screen::new(options)?)
}

/// A panic, from now on, puts the terminal back and prints where it was, never what it said.
///
/// A panic on another thread than the terminal's is silent while the terminal is held: who started
/// that thread hears of it.
pub fn hush_panics() {
    panic::set_hook(Box::new(|info| {
        if holder().is_some_and(|holder| holder != thread::current().id()) {
            return;
        }
        leave();
        let place = info.location().map_or_else(String::new, |it| format!(" at {it}"));
        let place = place.rsplit_once(':').map_or(&*place, |(file_and_line, _)| file_and_line);
        let _ = writeln!(io::stderr(), "amends stopped by mistake{place}. Your words are saved.");
    }));
}

/// Whether the terminal has hung up, or has been seen to.
pub(super) fn is_gone() -> bool {
    if GONE.load(Ordering::Relaxed) {
        return true;
    }
    let gone = hung_up(Some(&Timespec { tv_sec: 0, tv_nsec: 0 }));
    if gone {
        GONE.store(true, Ordering::Relaxed);
    }
    gone
}

/// Sleeps until the terminal hangs up; false if the system will not say.
pub(super) fn wait_until_gone() -> bool {
    let gone = hung_up(None);
    if gone {
        GONE.store(true, Ordering::Relaxed);
    }
    gone
}

fn hung_up(patience: Option<&Timespec>) -> bool {
    let terminal = stdin();
    let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
    while poll(&mut watched, patience) == Err(rustix::io::Errno::INTR) {}
    watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
}

fn holder() -> Option<ThreadId> {
    *HOLDER.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hold(holder: Option<ThreadId>) -> Option<ThreadId> {
    mem::replace(&mut *HOLDER.lock().unwrap_or_else(PoisonError::into_inner), holder)
}

fn enter(options: Options) -> io::Result<()> {
    let aside = hold(Some(thread::current().id())).is_some();
    enable_raw_mode()?;
    let asked = [(ASIDE, !aside), (ENTER, true), (CLICKS, options.mouse)];
    let asked: Vec<_> = asked.into_iter().filter_map(|(it, yes)| yes.then_some(it)).collect();
    send(&asked.concat())
}

/// Does nothing the second time, and nothing to a terminal that is gone. What was typed and not
/// yet read is dropped: it was not meant for the shell.
fn leave() {
    if hold(None).is_none() || is_gone() {
        return;
    }
    let _ = send(LEAVE);
    let _ = tcflush(stdin(), QueueSelector::IFlush);
    let _ = disable_raw_mode();
}

fn send(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stdout(), bytes) {
            Ok(sent) => bytes = bytes.split_at(sent).1,
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

struct PutBack;

impl Drop for PutBack {
    fn drop(&mut self) {
        leave();
    }
}

/// Where frames go. Lives inside [`in_terminal`].
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Page>>,
    page: Page,
    options: Options,
}

impl Screen {
    fn new(options: Options) -> io::Result<Self> {
        let page = Page::default();
        let terminal = Terminal::new(CrosstermBackend::new(page.clone()))?;
        Ok(Self { terminal, page, options })
    }

    /// Draws a frame, in one write. Once the terminal is gone it draws nothing, and that is no
    /// error: the event that says so is on its way, and there may be a draft to keep first.
    pub fn draw(&mut self, page: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.unless_gone(|screen| {
            screen.terminal.draw(page)?;
            screen.page.send()
        })
    }

    /// The size in cells.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Forgets what was drawn, in both of ratatui's buffers, and wipes the screen: for a lock, and
    /// for when somebody else has drawn here. The next frame draws everything.
    pub fn wipe(&mut self) -> io::Result<()> {
        self.unless_gone(|screen| {
            screen.terminal.current_buffer_mut().reset();
            let size = screen.terminal.size()?;
            screen.terminal.resize(Rect::from((Position::ORIGIN, size)))?;
            screen.page.send()
        })
    }

    /// Gives the terminal back and stops the process, as Ctrl-Z would; returns when it goes on.
    pub fn pause(&mut self) -> io::Result<()> {
        leave();
        kill_process(getpid(), Signal::STOP)?;
        self.resume()
    }

    /// Takes the terminal again, for the shell may have changed it meanwhile.
    pub fn resume(&mut self) -> io::Result<()> {
        self.unless_gone(|screen| {
            disable_raw_mode()?;
            enter(screen.options)?;
            screen.wipe()
        })
    }

    fn unless_gone(&mut self, act: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        if is_gone() {
            return Ok(());
        }
        match act(self) {
            Err(_) if is_gone() => Ok(()),
            done => done,
        }
    }
}

/// Bytes of a frame on their way. Flushing does nothing: a frame is sent when it is whole.
#[derive(Clone, Debug, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn send(&self) -> io::Result<()> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = send(&bytes);
        bytes.clear();
        sent
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
