//! The real program in a real terminal: what a person sees and presses, and what the system does.
//! Journeys are told elsewhere; here is what they are told with.

use std::{
    fs::File,
    io::{PipeWriter, Read as _, Write as _, pipe},
    num::NonZeroU16,
    os::fd::{AsRawFd, RawFd},
    path::Path,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, channel},
    },
    thread::{Builder, JoinHandle, sleep},
    time::{Duration, Instant},
};

use filedescriptor::FileDescriptor;
use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, Signal, kill_process},
    termios::{Termios, tcgetattr},
};
use vt100::Parser;

use super::{
    home::{AMENDS, Home},
    process,
};

/// How long anything may take before it counts as never.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A program in a terminal of its own, in a home of its own.
pub(crate) struct Pty {
    /// The program's HOME and working directory; gone with the last who holds it.
    pub(crate) home: Home,
    shown: Arc<Shown>,
    line: Option<Line>,
    /// The program's process.
    pub(crate) pid: Pid,
    ended: Receiver<(ExitStatus, Instant)>,
    status: Option<(ExitStatus, Instant)>,
    /// How many frames there were when keys were last sent.
    before: usize,
    /// How many bytes the program will have read, of all kinds, once it has read all keys.
    heard: u64,
    /// What the line did to what is typed before the program came.
    pub(crate) found: Termios,
}

/// The terminal's end of the line. Closed when all of it is dropped.
struct Line {
    master: Box<dyn MasterPty + Send>,
    keys: File,
    stop: PipeWriter,
    reader: JoinHandle<()>,
}

#[derive(Default)]
struct Shown {
    glass: Mutex<Glass>,
    news: Condvar,
}

#[derive(Default)]
struct Glass {
    parser: Parser,
    raw: Vec<u8>,
    frames: usize,
    over: bool,
}

impl Glass {
    fn take_in(&mut self, new: &[u8]) {
        let from = self.raw.len().saturating_sub(FRAME_END.len());
        self.raw.extend_from_slice(new);
        // every frame ends by showing or hiding the cursor, and says so once
        let ends = |at: &[u8]| at.starts_with(FRAME_END) && matches!(at.last(), Some(b'h' | b'l'));
        self.frames += self.raw[from..].windows(FRAME_END.len() + 1).filter(|at| ends(at)).count();
        self.parser.process(new);
    }
}

const FRAME_END: &[u8] = b"\x1b[?25";

impl Shown {
    fn glass(&self) -> MutexGuard<'_, Glass> {
        self.glass.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, change: impl FnOnce(&mut Glass)) {
        change(&mut self.glass());
        self.news.notify_all();
    }
}

impl Pty {
    /// Starts `amends` with `args`, and nothing in its environment but HOME, TERM and `env`.
    pub(crate) fn start(args: &[&str], env: &[(&str, &str)], (columns, rows): (u16, u16)) -> Self {
        Self::start_in(&Home::new(), args, env, (columns, rows))
    }

    /// As [`Self::start`], in a home that is there already.
    pub(crate) fn start_in(
        home: &Home,
        args: &[&str],
        env: &[(&str, &str)],
        (columns, rows): (u16, u16),
    ) -> Self {
        Self::start_program(home, Path::new(AMENDS), args, env, (columns, rows))
    }

    /// As [`Self::start_in`], for another program.
    pub(crate) fn start_program(
        home: &Home,
        program: &Path,
        args: &[&str],
        env: &[(&str, &str)],
        (columns, rows): (u16, u16),
    ) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let found = tcgetattr(hand_on(&*pair.master)).unwrap();
        let mut child = pair.slave.spawn_command(command(program, args, env, home.dir())).unwrap();
        drop(pair.slave);
        let shown = Arc::new(Shown::default());
        shown.glass().parser.screen_mut().set_size(cells(rows), cells(columns));
        let line = Line::open(pair.master, &shown);
        let pid = Pid::from_raw(child.process_id().unwrap().cast_signed()).unwrap();
        let (sender, ended) = channel();
        let wait = move || {
            let status = child.wait().unwrap();
            sender.send((status, Instant::now())).unwrap_or_default();
        };
        Builder::new().spawn(wait).unwrap();
        let home = home.clone();
        Self { home, shown, line: Some(line), pid, ended, status: None, before: 0, heard: 0, found }
    }

    /// Waits until `text` stands on the screen; a line feed in it means the next row.
    #[track_caller]
    pub(crate) fn see(&self, text: &str) {
        self.wait_for(&format!("“{text}”"), |glass| {
            glass.parser.screen().contents().contains(text)
        });
    }

    /// Waits until `text` stands on the screen no more.
    #[track_caller]
    pub(crate) fn see_no(&self, text: &str) {
        let gone = |glass: &Glass| !glass.parser.screen().contents().contains(text);
        self.wait_for(&format!("no “{text}”"), gone);
    }

    /// Waits until the program has read all keys, drawn what came of the last ones, and sleeps.
    #[track_caller]
    pub(crate) fn settle(&self) {
        self.rest_after(self.before + 1);
    }

    /// Waits until the program sleeps, whatever it has drawn.
    #[track_caller]
    pub(crate) fn settle_at_rest(&self) {
        self.rest_after(0);
    }

    /// Who reads the keys: the program, which may be the child of a shell.
    fn reader(&self) -> Pid {
        process::child(self.pid).unwrap_or(self.pid)
    }

    #[track_caller]
    fn rest_after(&self, frames: usize) {
        let until = Instant::now() + PATIENCE;
        let mut last = None;
        while Instant::now() < until {
            // keys may still be on their way to a program that sleeps, and frames on theirs from it
            let reader = self.reader();
            let heard = process::bytes_read(reader).is_none_or(|read| read >= self.heard);
            let sleeps = heard && process::is_asleep(reader);
            let (drawn, read, over) = {
                let glass = self.shown.glass();
                let all = self.line.as_ref().is_none_or(|line| !is_readable(&line.keys));
                (all && glass.frames >= frames, glass.raw.len(), glass.over)
            };
            let rests = sleeps && drawn;
            if over || rests && last == Some(read) {
                return;
            }
            last = rests.then_some(read);
            sleep(Duration::from_millis(1));
        }
        panic!("it never came to rest:\n{}", self.screen());
    }

    /// Waits until the program has left the other screen, on which it draws.
    #[track_caller]
    pub(crate) fn see_screen_given_back(&self) {
        self.wait_for("the screen of before", |glass| !glass.parser.screen().alternate_screen());
    }

    #[track_caller]
    fn wait_for(&self, what: &str, met: impl Fn(&Glass) -> bool) {
        let glass = self.shown.glass();
        let (glass, _) = self
            .shown
            .news
            .wait_timeout_while(glass, PATIENCE, |glass| !met(glass) && !glass.over)
            .unwrap_or_else(PoisonError::into_inner);
        assert!(met(&glass), "{what} never came:\n{}", glass.parser.screen().contents());
    }

    /// Types, letter by letter as far as the program can tell.
    pub(crate) fn type_(&mut self, text: &str) {
        self.send(text.as_bytes());
    }

    /// Presses one key: `enter`, `esc`, `up`, `ctrl+s`, `alt+b`, `shift+tab`, or a letter.
    pub(crate) fn press(&mut self, key: &str) {
        self.send(&key_bytes(key));
    }

    /// Pastes, as a terminal does for a program that asked to be told.
    pub(crate) fn paste(&mut self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.before = self.shown.glass().frames;
        let read = process::bytes_read(self.reader()).unwrap_or_default();
        self.heard = self.heard.max(read) + bytes.len() as u64;
        self.line.as_mut().expect("the line is open").keys.write_all(bytes).unwrap();
    }

    /// Makes the window another size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.before = self.shown.glass().frames;
        self.shown.tell(|glass| glass.parser.screen_mut().set_size(cells(rows), cells(columns)));
        let line = self.line.as_ref().expect("the line is open");
        line.master.resize(size(columns, rows)).unwrap();
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Closes the window.
    pub(crate) fn hang_up(&mut self) {
        if let Some(Line { master, keys, stop, reader }) = self.line.take() {
            drop(stop);
            reader.join().unwrap();
            drop((master, keys));
        }
    }

    /// Waits until the program has ended and all that it wrote has been read.
    #[track_caller]
    pub(crate) fn wait_exit(&mut self) -> ExitStatus {
        self.wait_end();
        self.wait_for("the end", |glass| glass.over);
        self.status.clone().unwrap().0
    }

    /// Waits until the program has ended, and says when that was.
    #[track_caller]
    pub(crate) fn wait_end(&mut self) -> Instant {
        if self.status.is_none() {
            let Ok(status) = self.ended.recv_timeout(PATIENCE) else {
                panic!("it never ended:\n{}", self.screen());
            };
            self.status = Some(status);
        }
        self.status.as_ref().unwrap().1
    }

    /// What the terminal's line does to what is typed, now.
    pub(crate) fn modes(&self) -> Termios {
        tcgetattr(&self.line.as_ref().expect("the line is open").keys).unwrap()
    }

    /// What stands on the screen now.
    pub(crate) fn screen(&self) -> String {
        self.shown.glass().parser.screen().contents()
    }

    /// The row that the keys would act on; empty if there is none.
    pub(crate) fn focus(&self) -> String {
        let screen = self.screen();
        let row = screen.lines().find_map(|row| row.split_once("› "));
        row.map(|(_, text)| text.trim().to_owned()).unwrap_or_default()
    }

    /// Goes down the page until the focus is on a row that has this in it.
    #[track_caller]
    pub(crate) fn focus_on(&mut self, text: &str) {
        for _ in 0..40 {
            self.settle();
            if self.focus().contains(text) {
                return;
            }
            self.press("down");
        }
        panic!("no row says “{text}”:\n{}", self.screen());
    }

    /// Everything the screen knows: modes, colours, the alternate screen.
    pub(crate) fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self.shown.glass().parser.screen())
    }

    /// The cursor's row and column, from 0; none while it is hidden.
    pub(crate) fn cursor(&self) -> Option<(u16, u16)> {
        self.look(|screen| (!screen.hide_cursor()).then(|| screen.cursor_position()))
    }

    /// Every byte the program has written so far.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.shown.glass().raw.clone()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if self.status.is_none() && self.ended.try_recv().is_err() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
        self.hang_up();
    }
}

impl Line {
    fn open(master: Box<dyn MasterPty + Send>, shown: &Arc<Shown>) -> Self {
        let (stopped, stop) = pipe().unwrap();
        let (mut output, shown) = (hand_on(&*master), Arc::clone(shown));
        let read = move || {
            let mut bytes = [0; 16_384];
            while something_comes(&output, &stopped) {
                // while the glass is held, what was written is in the line or on the glass
                let mut glass = shown.glass();
                let Ok(count @ 1..) = output.read(&mut bytes) else { break };
                glass.take_in(&bytes[..count]);
                drop(glass);
                shown.news.notify_all();
            }
            shown.tell(|glass| glass.over = true);
        };
        let reader = Builder::new().spawn(read).unwrap();
        Self { keys: hand_on(&*master), master, stop, reader }
    }
}

/// Another hand on the master. Portable-pty's own writer presses Enter and Ctrl-D as it goes.
fn hand_on(master: &dyn MasterPty) -> File {
    struct Raw(RawFd);
    impl AsRawFd for Raw {
        fn as_raw_fd(&self) -> RawFd {
            self.0
        }
    }
    FileDescriptor::dup(&Raw(master.as_raw_fd().unwrap())).unwrap().as_file().unwrap()
}

/// Whether there is output that nobody has read.
fn is_readable(output: &File) -> bool {
    let mut it = [PollFd::new(output, PollFlags::IN)];
    poll(&mut it, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
}

/// Sleeps until there is output; false if it was told to stop.
fn something_comes(output: &File, stopped: &std::io::PipeReader) -> bool {
    let mut both = [PollFd::new(output, PollFlags::IN), PollFd::new(stopped, PollFlags::empty())];
    while poll(&mut both, None).is_err() {}
    both[1].revents().is_empty()
}

fn command(program: &Path, args: &[&str], env: &[(&str, &str)], home: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(args);
    command.cwd(home);
    command.env_clear();
    command.env("HOME", home);
    command.env("TERM", "xterm-256color");
    for (name, value) in env {
        command.env(name, value);
    }
    command
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn key_bytes(key: &str) -> Vec<u8> {
    if let Some(key) = key.strip_prefix("alt+") {
        return [vec![0x1b], key_bytes(key)].concat();
    }
    if let Some(letter) = key.strip_prefix("ctrl+") {
        return vec![letter.as_bytes()[0] & 0x1f];
    }
    let bytes = match key {
        "enter" => "\r",
        "esc" => "\x1b",
        "tab" => "\t",
        "shift+tab" => "\x1b[Z",
        "space" => " ",
        "backspace" => "\x7f",
        "delete" => "\x1b[3~",
        "up" => "\x1b[A",
        "down" => "\x1b[B",
        "right" => "\x1b[C",
        "left" => "\x1b[D",
        "home" => "\x1b[H",
        "end" => "\x1b[F",
        "pageup" => "\x1b[5~",
        "pagedown" => "\x1b[6~",
        "f1" => "\x1bOP",
        "f10" => "\x1b[21~",
        letter => {
            assert_eq!(letter.chars().count(), 1, "no key is called {letter}");
            letter
        }
    };
    bytes.into()
}

#[test]
fn the_terminal_shows_what_is_typed_and_hangs_up() {
    let cat = |size| Pty::start_program(&Home::new(), Path::new("/bin/cat"), &[], &[], size);
    let mut pty = cat((40, 4));
    pty.type_("心 typed");
    pty.press("enter");
    pty.see("心 typed\n心 typed");
    pty.paste("pasted");
    pty.see_no("nothing");
    pty.resize(60, 5);
    pty.press("ctrl+a");
    pty.see("^[[200~pasted^[[201~^A");
    assert!(pty.cursor().is_some() && pty.raw().starts_with("心".as_bytes()));
    assert!(pty.home.dir().is_dir() && pty.pid != rustix::process::getpid());
    pty.hang_up();
    assert_eq!(pty.wait_exit().signal(), Some("Hangup"));

    let mut pty = cat((20, 4));
    pty.signal(Signal::TERM);
    assert_eq!(pty.wait_exit().signal(), Some("Terminated"));
}
