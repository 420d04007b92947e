//! A line that nobody should read over a shoulder: not shown while it is typed, on the terminal itself
//! or on standard input; and the terminal is as it was when a signal comes meanwhile.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::{fd::AsFd, unix::net::UnixStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
    stdio::stdin,
    termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr},
};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM},
    flag,
    low_level::pipe,
};
use zeroize::Zeroizing;

use super::events::Leave;

/// More than a terminal's line can be.
const ROOM: usize = 8192;
/// What takes the meaning from a control key.
const NO_KEY: u8 = if cfg!(any(target_os = "linux", target_os = "android")) { 0 } else { 0xff };

/// What came of asking.
pub enum Typed {
    /// What was typed before Enter.
    Line(Zeroizing<Vec<u8>>),
    /// Somebody, or the end of the terminal, sent the program away.
    Left(Leave),
}

/// Asks for a line on the terminal. The line shows what is typed again when this returns, whatever
/// happened.
///
/// # Errors
/// What the machine said, above all when there is no terminal; then nothing was asked.
pub fn ask(prompt: &str) -> io::Result<Typed> {
    let mut terminal = terminal()?;
    let signals = Signals::hear()?;
    let hushed = Hushed::new(terminal.try_clone()?)?;
    write!(terminal, "{prompt}")?;
    let typed = signals.read(&mut terminal);
    drop(hushed);
    // Enter did not show either
    let _ = writeln!(terminal);
    typed
}

/// Reads something from standard input that the terminal, if it is one, does not show. `read` has
/// a whole line before it then.
///
/// # Errors
/// What sent the program away meanwhile; then nothing was read.
pub fn unseen<T>(read: impl FnOnce() -> T) -> Result<T, Leave> {
    // if it cannot be hidden, it can still be read
    let Ok(hushed) = Hushed::new(stdin()) else { return Ok(read()) };
    let Ok(signals) = Signals::hear() else { return Ok(read()) };
    // what cannot be waited for is read at once
    let _ = signals.wait(stdin());
    let answer = signals.came().map_or_else(|| Ok(read()), Err);
    drop(hushed);
    answer
}

#[expect(clippy::disallowed_methods, reason = "the terminal is no file of the home")]
fn terminal() -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open("/dev/tty")
}

/// A terminal that shows nothing of what is typed, until this is dropped.
struct Hushed<T: AsFd> {
    terminal: T,
    before: Termios,
}

impl<T: AsFd> Hushed<T> {
    fn new(terminal: T) -> io::Result<Self> {
        let before = tcgetattr(&terminal)?;
        let mut modes = before.clone();
        modes.local_modes -= LocalModes::ECHO | LocalModes::ECHONL;
        modes.local_modes |= LocalModes::ICANON | LocalModes::ISIG;
        // a shell would show again what is typed, and the rest would stand there after `fg`
        modes.special_codes[SpecialCodeIndex::VSUSP] = NO_KEY;
        tcsetattr(&terminal, OptionalActions::Flush, &modes)?;
        Ok(Self { terminal, before })
    }
}

impl<T: AsFd> Drop for Hushed<T> {
    fn drop(&mut self) {
        let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
    }
}

/// The signals that end a program: heard here first, so that the terminal is put back before. When
/// this is dropped they do what they always did.
struct Signals {
    over: Arc<AtomicBool>,
    came: Arc<AtomicUsize>,
    news: UnixStream,
}

impl Signals {
    fn hear() -> io::Result<Self> {
        let (over, came) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (news, sender) = UnixStream::pair()?;
        let heard = Self { over, came, news };
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            flag::register_conditional_default(signal, Arc::clone(&heard.over))?;
            let number = usize::try_from(signal).unwrap_or_default();
            flag::register_usize(signal, Arc::clone(&heard.came), number)?;
            pipe::register(signal, sender.try_clone()?)?;
        }
        Ok(heard)
    }

    fn came(&self) -> Option<Leave> {
        let number = i32::try_from(self.came.load(Ordering::Relaxed)).unwrap_or_default();
        (number != 0).then_some(Leave::Signal(number))
    }

    /// The line, or what came in between.
    fn read(&self, terminal: &mut File) -> io::Result<Typed> {
        // never grown, so that no copy is left behind
        let mut line = Zeroizing::new(vec![0; ROOM]);
        let mut len = 0;
        loop {
            self.wait(&*terminal)?;
            if let Some(leave) = self.came() {
                return Ok(Typed::Left(leave));
            }
            let read = match terminal.read(&mut line[len..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            len += read;
            let ended = line[..len].last() == Some(&b'\n');
            if read == 0 || ended {
                line.truncate(len - usize::from(ended));
                return Ok(Typed::Line(line));
            }
        }
    }

    fn wait(&self, terminal: impl AsFd + Copy) -> io::Result<()> {
        let mut both =
            [PollFd::new(&terminal, PollFlags::IN), PollFd::new(&self.news, PollFlags::IN)];
        match poll(&mut both, None) {
            Err(Errno::INTR) => self.wait(terminal),
            waited => Ok(waited.map(drop)?),
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}
