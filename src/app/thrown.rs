//! A page or a matter that was thrown away and can be brought back for a moment. Until the moment is
//! over nothing is written; whatever comes first, the store is told to destroy it then, and never
//! forgets to.
//!
//! A crash or a power cut within that moment leaves it as it was, and its writer sees it again.
//! Everything else that ends it (another key, leaving, a signal, the end of the terminal, a drawer that
//! is shut, the keys given away) destroys it at once.

use std::time::Duration;

use super::App;
use crate::{
    journey::{Leaf, Own, RecordId, Seat, Time},
    layer::{Effect, Input, Outcome, Report},
    vault::Failure,
};

/// How long it can be brought back.
const MOMENT: Duration = Duration::from_secs(10);

/// What was thrown away, whole as yet.
pub(super) struct Thrown {
    by: Seat,
    own: Own,
    at: Time,
}

impl App {
    /// Takes something out of sight; it is destroyed when the moment is over.
    pub(super) fn throw(&mut self, own: Own, now: Time) -> Result<Report, Failure> {
        self.store.may_erase()?;
        self.changes += 1;
        let before = self.destroy(now);
        if let Own::Matter(id) = &own {
            self.journey.hide(Some((self.seat, id.clone())));
        }
        self.thrown = Some(Thrown { by: self.seat, own, at: now });
        before.map_or(Ok(()), Err)?;
        Ok(Report::Thrown)
    }

    /// Puts it back in its place.
    pub(super) fn bring_back(&mut self) -> Report {
        if self.thrown.take().is_some() {
            self.journey.hide(None);
            self.changes += 1;
            self.status.clone_from(&self.words.journal.is_back);
        }
        Report::Done
    }

    /// In how long what was thrown away is destroyed, if anything was.
    pub fn thrown_for(&self, now: Time) -> Option<Duration> {
        let thrown = self.thrown.as_ref()?;
        Some(MOMENT.saturating_sub(super::passed(thrown.at, now)))
    }

    /// Destroys it now; says what went wrong, if something did: then it is in sight again.
    pub(super) fn destroy(&mut self, now: Time) -> Option<Failure> {
        let Thrown { by, own, .. } = self.thrown.take()?;
        self.journey.hide(None);
        let erased = self.store.erase(by, now, &own);
        for record in erased.iter().flatten() {
            self.journey.apply(record);
        }
        let failure = erased.err();
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

    /// Whether this page was.
    pub(super) fn is_thrown(&self, id: &RecordId) -> bool {
        let is_it = |own: &Own| matches!(own, Own::Page(thrown) if thrown == id);
        self.thrown.as_ref().is_some_and(|it| it.by == self.seat && is_it(&it.own))
    }

    /// Pages without it.
    pub(super) fn in_sight(&self, mut leaves: Vec<Leaf>) -> Vec<Leaf> {
        leaves.retain(|leaf| !self.is_thrown(&leaf.id));
        leaves
    }
}
