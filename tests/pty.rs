//! The real program in a real terminal: what a person sees and presses, and what the system does.
//! Journeys are told elsewhere; here is what they are told with, and that the program ends.

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
    thread::{Builder, JoinHandle},
    time::Duration,
};

use filedescriptor::FileDescriptor;
use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::{
    event::{PollFd, PollFlags, poll},
    process::{Pid, Signal, kill_process},
};
use tempfile::TempDir;
use vt100::Parser;

const PATIENCE: Duration = Duration::from_secs(10);

/// A program in a terminal of its own, in a home of its own.
pub(crate) struct Pty {
    /// The program's HOME and working directory; gone with this.
    pub(crate) home: TempDir,
    shown: Arc<Shown>,
    line: Option<Line>,
    /// The program's process.
    pub(crate) pid: Pid,
    ended: Receiver<ExitStatus>,
    status: Option<ExitStatus>,
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
    over: bool,
}

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
        Self::start_program(Path::new(env!("CARGO_BIN_EXE_amends")), args, env, (columns, rows))
    }

    /// As [`Self::start`], for another program.
    pub(crate) fn start_program(
        program: &Path,
        args: &[&str],
        env: &[(&str, &str)],
        (columns, rows): (u16, u16),
    ) -> Self {
        let home = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut child = pair.slave.spawn_command(command(program, args, env, home.path())).unwrap();
        drop(pair.slave);
        let shown = Arc::new(Shown::default());
        shown.glass().parser.screen_mut().set_size(cells(rows), cells(columns));
        let line = Line::open(pair.master, &shown);
        let pid = Pid::from_raw(child.process_id().unwrap().cast_signed()).unwrap();
        let (sender, ended) = channel();
        let wait = move || sender.send(child.wait().unwrap()).unwrap_or_default();
        Builder::new().spawn(wait).unwrap();
        Self { home, shown, line: Some(line), pid, ended, status: None }
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
        self.line.as_mut().expect("the line is open").keys.write_all(bytes).unwrap();
    }

    /// Makes the window another size.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
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
        if self.status.is_none() {
            let Ok(status) = self.ended.recv_timeout(PATIENCE) else {
                panic!("it never ended:\n{}", self.screen());
            };
            self.status = Some(status);
        }
        self.wait_for("the end", |glass| glass.over);
        self.status.clone().unwrap()
    }

    /// What stands on the screen now.
    pub(crate) fn screen(&self) -> String {
        self.shown.glass().parser.screen().contents()
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
            while something_comes(&output, &stopped)
                && let Ok(count @ 1..) = output.read(&mut bytes)
            {
                let (new, _) = bytes.split_at(count);
                shown.tell(|glass| {
                    glass.raw.extend_from_slice(new);
                    glass.parser.process(new);
                });
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
        letter => {
            assert_eq!(letter.chars().count(), 1, "no key is called {letter}");
            letter
        }
    };
    bytes.into()
}

#[test]
fn the_program_ends() {
    let mut pty = Pty::start(&[], &[], (80, 24));
    pty.see("Who is here?");
    pty.press("ctrl+q");
    assert!(pty.wait_exit().success(), "{}", pty.screen());
}

#[test]
fn the_terminal_shows_what_is_typed_and_hangs_up() {
    let mut pty = Pty::start_program(Path::new("/bin/cat"), &[], &[("A", "b")], (40, 4));
    pty.type_("心 typed");
    pty.press("enter");
    pty.see("心 typed\n心 typed");
    pty.paste("pasted");
    pty.see_no("nothing");
    pty.resize(60, 5);
    pty.press("ctrl+a");
    pty.see("^[[200~pasted^[[201~^A");
    assert!(pty.cursor().is_some() && pty.raw().starts_with("心".as_bytes()));
    assert!(pty.home.path().is_dir() && pty.pid != rustix::process::getpid());
    pty.hang_up();
    assert_eq!(pty.wait_exit().signal(), Some("Hangup"));

    let mut pty = Pty::start_program(Path::new("/bin/cat"), &[], &[], (20, 4));
    pty.signal(Signal::TERM);
    assert_eq!(pty.wait_exit().signal(), Some("Terminated"));
}
