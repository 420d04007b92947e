//! The machine: clock, directories, terminal, signals.
//! The only code that asks it anything; what the answers mean is for others to say.

pub mod clock;
pub mod dirs;
pub mod env;
pub mod events;
pub mod hidden;
pub mod terminal;

use std::{
    collections::VecDeque,
    io,
    ops::Range,
    sync::{
        Arc,
        atomic::AtomicBool,
        mpsc::{Receiver, TrySendError, channel, sync_channel},
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

/// How many things wait for the thread beside this one: enough that it need not wait for them.
const WAITING: usize = 2;

/// How many things are under way at once.
const UNDER_WAY: usize = 8;

/// Does the same to one thing after the other, in this thread and in one beside it, and takes in what
/// became of each in this thread, in order, while others are still under way. A single thing begins no
/// thread; if none can be had, all is done in this one, and so is whatever is no longer work than to hand
/// it over.
///
/// # Errors
/// The first of `things`.
pub fn in_order<T: Send, D: Send, E>(
    things: impl Iterator<Item = Result<T, E>>,
    is_long: impl Fn(&T) -> bool,
    work: impl Fn(T) -> D + Sync,
    mut take: impl FnMut(D),
) -> Result<(), E> {
    let work = &work;
    let mut things = things.peekable();
    let first = things.next();
    let is_single = things.peek().is_none();
    scope(|threads| {
        let (to_do, given) = sync_channel(WAITING);
        let (done, came) = channel();
        // whoever gave it may have failed since
        let beside = move || given.into_iter().try_for_each(|thing| done.send(work(thing)));
        let mut beside = Some(beside).filter(|_| !is_single);
        // what was done here; what is done beside comes in the same order
        let mut under_way = VecDeque::new();
        for thing in first.into_iter().chain(things) {
            let thing = thing?;
            let is_here = is_single || !is_long(&thing);
            if let Some(beside) = beside.take_if(|_| !is_here) {
                drop(Builder::new().name("beside".to_owned()).spawn_scoped(threads, beside));
            }
            under_way.push_back(if is_here {
                Some(work(thing))
            } else {
                match to_do.try_send(thing) {
                    Ok(()) => None,
                    Err(TrySendError::Full(thing) | TrySendError::Disconnected(thing)) => {
                        Some(work(thing))
                    }
                }
            });
            let is_full = under_way.len() >= UNDER_WAY;
            let next = under_way.front_mut().and_then(|here| match here.take() {
                None if is_full => came.recv().ok(),
                None => came.try_recv().ok(),
                here => here,
            });
            if let Some(next) = next {
                under_way.pop_front();
                take(next);
            }
        }
        drop(to_do);
        // a thread that panicked brings nothing, and its panic goes on behind this scope
        under_way.into_iter().map_while(|here| here.or_else(|| came.recv().ok())).for_each(take);
        Ok(())
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

#[cfg(test)]
mod tests {
    use std::{hint::black_box, thread};

    use proptest::prelude::*;

    use super::{UNDER_WAY, in_order};

    /// Works for about so long, and says in which thread.
    fn busy(thing: (usize, u32)) -> (usize, thread::ThreadId) {
        (0..thing.1).for_each(|it| {
            black_box(it);
        });
        (thing.0, thread::current().id())
    }

    proptest! {
        /// However long each takes.
        #[test]
        fn things_are_taken_in_as_they_came(
            long in prop::collection::vec(prop_oneof![Just(0), 0..20_000_u32], 0..6 * UNDER_WAY),
        ) {
            let things = long.iter().copied().enumerate().map(Ok::<_, ()>);
            let here = thread::current().id();
            let (mut taken, mut beside) = (Vec::new(), 0);
            in_order(things, |it| it.1 > 0, busy, |(at, thread)| {
                taken.push(at);
                beside += usize::from(thread != here);
            }).unwrap();
            prop_assert_eq!(taken, (0..long.len()).collect::<Vec<_>>());
            let is_long = long.iter().any(|long| *long > 0);
            prop_assert_eq!(beside > 0, is_long && long.len() > 1);
        }
    }

    #[test]
    fn what_cannot_be_had_ends_it() {
        for at in [0, 1, 40] {
            let things = (0..50).map(|it| if it == at { Err("gone") } else { Ok((it, 0)) });
            let mut taken = Vec::new();
            let end = in_order(things, |_| true, busy, |(it, _)| taken.push(it));
            assert_eq!(end, Err("gone"));
            assert_eq!(taken, (0..taken.len()).collect::<Vec<_>>());
            assert!(taken.len() <= at);
        }
    }

    #[test]
    fn a_panic_beside_is_not_lost() {
        let here = thread::current().id();
        let work = |it: usize| assert_eq!(thread::current().id(), here, "{it}");
        let done =
            std::panic::catch_unwind(|| in_order((0..50).map(Ok::<_, ()>), |_| true, work, drop));
        assert!(done.is_err());
    }
}
