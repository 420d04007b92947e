//! A page that was thrown away and can be brought back for a moment. Until the moment is over nothing
//! is written; whatever comes first, the store is told to destroy it then, and never forgets to.
//!
//! A crash or a power cut within that moment leaves the page as it was, and its writer sees it
//! again. Everything else that ends it (another key, leaving, a signal, the end of the terminal, a
//! drawer that is shut, the keys given away) destroys the page at once.

use std::time::Duration;

use super::App;
use crate::{
    journey::{Leaf, RecordId, Seat, Time},
    layer::{Effect, Input, Outcome, Report},
    vault::Failure,
};

/// How long a page can be brought back.
const MOMENT: Duration = Duration::from_secs(10);

/// The page, whole as yet.
pub(super) struct Thrown {
    by: Seat,
    id: RecordId,
    at: Time,
}

impl App {
    /// Takes a page out of sight; it is destroyed when the moment is over.
    pub(super) fn throw(&mut self, id: RecordId, now: Time) -> Result<Report, Failure> {
        self.store.may_erase()?;
        self.changes += 1;
        let before = self.destroy(now);
        self.thrown = Some(Thrown { by: self.seat, id, at: now });
        before.map_or(Ok(()), Err)?;
        Ok(Report::Thrown)
    }

    /// Puts it back in its place.
    pub(super) fn bring_back(&mut self) -> Report {
        if self.thrown.take().is_some() {
            self.changes += 1;
            self.status.clone_from(&self.words.journal.is_back);
        }
        Report::Done
    }

    /// In how long the page that was thrown away is destroyed, if one was.
    pub fn thrown_for(&self, now: Time) -> Option<Duration> {
        let thrown = self.thrown.as_ref()?;
        Some(MOMENT.saturating_sub(super::passed(thrown.at, now)))
    }

    /// Destroys it now; says what went wrong, if something did: then it is in sight again.
    pub(super) fn destroy(&mut self, now: Time) -> Option<Failure> {
        let Thrown { by, id, .. } = self.thrown.take()?;
        let failure = self.store.erase(by, now, &id).err();
        // even if it failed: some of it may be gone
        self.changes += u64::from(failure.is_some());
        failure
    }

    /// The same, and whoever shows the pages is told.
    pub(super) fn end_moment(&mut self, now: Time) -> Option<Failure> {
        self.thrown.as_ref()?;
        let failure = self.destroy(now);
        self.tell(&Report::Destroyed, now);
        failure
    }

    /// Whether what came of an input ends the moment: whatever somebody does, but to bring it back.
    pub(super) fn ends_moment(input: &Input, outcome: &Outcome) -> bool {
        let goes_by = matches!(input, Input::Tick | Input::Measure(_));
        !goes_by && !outcome.effects.contains(&Effect::BringBack)
    }

    /// Whether this is the page.
    pub(super) fn is_thrown(&self, id: &RecordId) -> bool {
        self.thrown.as_ref().is_some_and(|thrown| thrown.by == self.seat && thrown.id == *id)
    }

    /// Pages without it.
    pub(super) fn in_sight(&self, mut leaves: Vec<Leaf>) -> Vec<Leaf> {
        leaves.retain(|leaf| !self.is_thrown(&leaf.id));
        leaves
    }
}
