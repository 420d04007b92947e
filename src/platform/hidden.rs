//! Lines that are waited for with care. One that nobody should read over a shoulder is not shown while
//! it is typed; and a signal that comes meanwhile finds the terminal, and what is due, put right.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::{fd::AsFd, unix::net::UnixStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
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

/// Reads something from standard input that the terminal, if it is one, does not show. `ask` speaks
/// when nothing is shown any more, so that not even the first letter is; `read` has a whole line
/// before it then.
///
/// # Errors
/// What sent the program away meanwhile; then nothing was read.
pub fn unseen<T>(ask: impl FnOnce(), read: impl FnOnce() -> T) -> Result<T, Leave> {
    let signals = Signals::hear();
    let hushed = Hushed::new(stdin());
    ask();
    // if it cannot be hidden, it can still be read
    let (Ok(signals), Ok(hushed)) = (signals, hushed) else { return Ok(read()) };
    // what cannot be waited for is read at once
    let _ = signals.wait(stdin());
    let answer = signals.came().map_or_else(|| Ok(read()), Err);
    drop(hushed);
    answer
}

/// What came of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// Standard input has something, or has ended.
    There,
    /// Nothing, for so long.
    Late,
    /// A signal sent the program away.
    Left(Leave),
}

/// Waits for something on standard input, so long at most. The signals that end a program are
/// heard meanwhile: something is still to be done before it may end.
pub fn await_line(most: Duration) -> Waited {
    // what cannot be heard or waited for does not wait
    let Ok(signals) = Signals::hear() else { return Waited::Late };
    let there = signals.wait_for(stdin(), Some(most)).unwrap_or_default();
    match signals.came() {
        Some(leave) => Waited::Left(leave),
        None if there => Waited::There,
        None => Waited::Late,
    }
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
        self.wait_for(terminal, None).map(drop)
    }

    /// Whether something came before so long had passed.
    fn wait_for(&self, terminal: impl AsFd + Copy, most: Option<Duration>) -> io::Result<bool> {
        let mut both =
            [PollFd::new(&terminal, PollFlags::IN), PollFd::new(&self.news, PollFlags::IN)];
        let until = most.and_then(|most| Timespec::try_from(most).ok());
        match poll(&mut both, until.as_ref()) {
            Err(Errno::INTR) => self.wait_for(terminal, most),
            waited => Ok(waited.map(|count| count > 0)?),
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}
