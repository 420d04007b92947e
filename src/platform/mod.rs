//! The machine: clock, directories, terminal, signals.
//! The only code that asks it anything; what the answers mean is for others to say.

pub mod clock;
pub mod dirs;
pub mod env;
pub mod events;
pub mod hidden;
pub mod terminal;

use std::{
    io,
    ops::Range,
    sync::{
        Arc,
        atomic::AtomicBool,
        mpsc::{Receiver, channel},
    },
    thread::{Builder, scope},
};

use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, setrlimit, umask},
};
use signal_hook::{consts::SIGXFSZ, flag};

/// Does something that takes a while in a thread of its own; the answer comes when it is there.
/// If no thread can be had, the answer never comes and the channel is closed.
pub fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
    let (sender, answer) = channel();
    let work = move || {
        // who asked may be gone
        let _ = sender.send(work());
    };
    drop(Builder::new().name("beside".to_owned()).spawn(work));
    answer
}

/// Does the same to both halves of so many things, the second half in a thread of its own, and is done
/// when both are. If no thread can be had, one comes after the other.
pub fn in_halves<T: Send>(len: usize, work: impl Fn(Range<usize>) -> T + Sync) -> [T; 2] {
    let half = len / 2;
    let second = || work(half..len);
    scope(|threads| {
        let beside = Builder::new().name("half".to_owned()).spawn_scoped(threads, second);
        let first = work(0..half);
        // a half that could not be done beside is done here
        let other = beside.ok().and_then(|beside| beside.join().ok());
        [first, other.unwrap_or_else(second)]
    })
}

/// Keeps other programs of the same user out of this one's memory, and its files to their owner.
///
/// For the very start. No core dumps, no reading of `/proc/PID/mem` (Linux), new files without
/// rights for others, and a file grown too large is a failed write instead of an end: SIGXFSZ is
/// caught and forgotten, which comes to the same as ignoring it and needs no unsafe code. SIGPIPE
/// is ignored by Rust before `main`. Locking memory against swap is not done: it would need unsafe
/// code. An error means that some of it could not be had; the program may go on.
pub fn harden() -> io::Result<()> {
    umask(Mode::RWXG | Mode::RWXO);
    flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    }
    Ok(())
}
