//! What time it is.
//! Only the loop and the command line ask; everyone else is told.

use crate::journey::Time;

/// Something that knows the time.
pub trait Clock {
    /// The moment, with the offset that the reader lives at.
    fn now(&self) -> Time;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the machine is asked")]
    fn now(&self) -> Time {
        chrono::Local::now().fixed_offset()
    }
}

/// A clock that stands still, for `--at TIME` and for tests: the same keys give the same screens.
#[derive(Clone, Copy, Debug)]
pub struct Fixed(pub Time);

impl Clock for Fixed {
    fn now(&self) -> Time {
        self.0
    }
}

/// A clock that was set, for `--at TIME` in a running program: it starts there and goes on.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    start: Time,
    since: std::time::Instant,
}

impl Set {
    /// Starts now, at this time.
    #[expect(clippy::disallowed_methods, reason = "this is where the machine is asked")]
    pub fn at(start: Time) -> Self {
        Self { start, since: std::time::Instant::now() }
    }
}

impl Clock for Set {
    fn now(&self) -> Time {
        self.start + self.since.elapsed()
    }
}
