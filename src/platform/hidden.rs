//! Lines that are waited for with care. One that nobody should read over a shoulder is not shown while
//! it is typed; and a signal that comes meanwhile finds the terminal, and what is due, put right.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::{fd::AsFd, unix::net::UnixStream},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    process::{Signal, getpid, kill_process},
    stdio::stdin,
    termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, isatty, tcgetattr, tcsetattr,
    },
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP},
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
    let again = || _ = write!(&terminal, "\r{prompt}");
    let typed = signals.read(&terminal, &mut hushed.turns(again));
    hushed.put_back(!matches!(typed, Ok(Typed::Line(_))));
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
pub fn unseen<T>(mut ask: impl FnMut(), read: impl FnOnce() -> T) -> Result<T, Leave> {
    let signals = Signals::hear();
    let hushed = Hushed::new(stdin());
    ask();
    // if it cannot be hidden, it can still be read
    let (Ok(signals), Ok(hushed)) = (signals, hushed) else { return Ok(read()) };
    let answer = match signals.wait((stdin(), true), None, &mut hushed.turns(ask)) {
        Ok(Waited::Left(leave)) => Err(leave),
        // what cannot be waited for is read at once
        Ok(Waited::There | Waited::Late) | Err(_) => Ok(read()),
    };
    hushed.put_back(answer.is_err());
    answer
}

/// What came of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// Standard input has something, or has ended.
    There,
    /// Nothing, for so long.
    Late,
    /// A signal, or the end of the terminal, sent the program away.
    Left(Leave),
}

/// What the program does when it is stopped for a while.
#[derive(Clone, Copy)]
enum Turn {
    Stop,
    GoOn,
}

/// Waits for something on standard input, so long at most. The signals that end a program are
/// heard meanwhile: something is still to be done before it may end.
pub fn await_line(most: Duration) -> Waited {
    // what cannot be heard or waited for does not wait
    let input = (stdin(), isatty(stdin()));
    let waits = |signals: Signals| signals.wait(input, Some(most), &mut |_| {});
    Signals::hear().and_then(waits).unwrap_or(Waited::Late)
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
        let hushed = Self { terminal, before };
        hushed.hush()?;
        Ok(hushed)
    }

    /// What was typed before is dropped: it could have been seen.
    fn hush(&self) -> io::Result<()> {
        let mut modes = self.before.clone();
        modes.local_modes -= LocalModes::ECHO | LocalModes::ECHONL;
        modes.local_modes |= LocalModes::ICANON | LocalModes::ISIG;
        // a shell would show again what is typed, and the rest would stand there after `fg`
        modes.special_codes[SpecialCodeIndex::VSUSP] = NO_KEY;
        Ok(tcsetattr(&self.terminal, OptionalActions::Flush, &modes)?)
    }

    /// Makes it as it was; half a line is dropped as well, for it was not meant for the shell.
    fn show(&self) {
        let _ = tcsetattr(&self.terminal, OptionalActions::Flush, &self.before);
    }

    /// While the program is stopped the terminal is as it was; then it is asked again.
    fn turns(&self, mut ask: impl FnMut()) -> impl FnMut(Turn) {
        move |turn| match turn {
            Turn::Stop => self.show(),
            Turn::GoOn => {
                let _ = self.hush();
                ask();
            }
        }
    }

    /// As it was, and with half a line dropped if nobody has read it.
    fn put_back(self, half: bool) {
        if half {
            self.show();
        }
    }
}

impl<T: AsFd> Drop for Hushed<T> {
    fn drop(&mut self) {
        let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
    }
}

/// The signals that end a program or stop it for a while: heard here first, so that the terminal is
/// put back before. When this is dropped they do what they always did.
struct Signals(&'static Ears);

/// What hears the signals, once for the whole process: of two, the one that is over would end it.
struct Ears {
    over: Arc<AtomicBool>,
    came: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
    went_on: Arc<AtomicBool>,
    news: UnixStream,
}

impl Ears {
    fn new() -> io::Result<Self> {
        let flag = |it| Arc::new(AtomicBool::new(it));
        let (news, sender) = UnixStream::pair()?;
        news.set_nonblocking(true)?;
        let came = Arc::new(AtomicUsize::new(0));
        let ears =
            Self { over: flag(true), came, stopped: flag(false), went_on: flag(false), news };
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            flag::register_conditional_default(signal, Arc::clone(&ears.over))?;
            let number = usize::try_from(signal).unwrap_or_default();
            flag::register_usize(signal, Arc::clone(&ears.came), number)?;
            pipe::register(signal, sender.try_clone()?)?;
        }
        for (signal, came) in [(SIGTSTP, &ears.stopped), (SIGCONT, &ears.went_on)] {
            flag::register_conditional_default(signal, Arc::clone(&ears.over))?;
            flag::register(signal, Arc::clone(came))?;
            pipe::register(signal, sender.try_clone()?)?;
        }
        Ok(ears)
    }

    /// What the signals said is said.
    fn empty(&self) {
        while (&self.news).read(&mut [0; 16]).is_ok_and(|read| read > 0) {}
    }
}

impl Signals {
    fn hear() -> io::Result<Self> {
        static EARS: OnceLock<Option<Ears>> = OnceLock::new();
        let ears = EARS.get_or_init(|| Ears::new().ok()).as_ref();
        let ears = ears.ok_or(io::ErrorKind::Other)?;
        ears.stopped.store(false, Ordering::Relaxed);
        ears.went_on.store(false, Ordering::Relaxed);
        ears.empty();
        ears.over.store(false, Ordering::Relaxed);
        Ok(Self(ears))
    }

    fn came(&self) -> Option<Leave> {
        let number = i32::try_from(self.0.came.load(Ordering::Relaxed)).unwrap_or_default();
        (number != 0).then_some(Leave::Signal(number))
    }

    /// The line, or what came in between.
    fn read(&self, mut terminal: &File, turn: &mut dyn FnMut(Turn)) -> io::Result<Typed> {
        // never grown, so that no copy is left behind
        let mut line = Zeroizing::new(vec![0; ROOM]);
        let mut len = 0;
        loop {
            if let Waited::Left(leave) = self.wait((terminal, true), None, turn)? {
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

    /// Waits for something to read, so long at most, or for what sends the program away. It may be
    /// stopped for a while in between.
    fn wait(
        &self,
        (input, is_terminal): (impl AsFd + Copy, bool),
        most: Option<Duration>,
        turn: &mut dyn FnMut(Turn),
    ) -> io::Result<Waited> {
        let until = most.and_then(|most| Timespec::try_from(most).ok());
        loop {
            let mut both =
                [PollFd::new(&input, PollFlags::IN), PollFd::new(&self.0.news, PollFlags::IN)];
            let count = match poll(&mut both, until.as_ref()) {
                Err(Errno::INTR) => None,
                count => Some(count?),
            };
            let [input_is, _] = both.map(|it| it.revents());
            if let Some(leave) = self.came() {
                return Ok(Waited::Left(leave));
            }
            if self.was_stopped(turn)? {
                continue;
            }
            // a pipe that has ended can be read to its end; a terminal that hung up cannot
            if input_is.intersects(PollFlags::HUP | PollFlags::ERR) && is_terminal {
                return Ok(Waited::Left(Leave::HangUp));
            }
            match count {
                Some(0) => return Ok(Waited::Late),
                Some(_) if !input_is.is_empty() => return Ok(Waited::There),
                Some(_) | None => {}
            }
        }
    }

    /// Stops, if somebody asked for it; says whether the program was stopped meanwhile.
    fn was_stopped(&self, turn: &mut dyn FnMut(Turn)) -> io::Result<bool> {
        let stops = self.0.stopped.swap(false, Ordering::Relaxed);
        if !stops && !self.0.went_on.load(Ordering::Relaxed) {
            return Ok(false);
        }
        if stops {
            turn(Turn::Stop);
            kill_process(getpid(), Signal::STOP)?;
        }
        self.0.went_on.store(false, Ordering::Relaxed);
        self.0.empty();
        turn(Turn::GoOn);
        Ok(true)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::Relaxed);
    }
}
