//! Locks, as the program meets them: tried beside everything else, shut when the keys change hands,
//! when it is quiet for a while, and when the program is stopped.

use std::{
    sync::mpsc::{Receiver, TryRecvError},
    time::Duration,
};

use super::{App, said};
use crate::{
    journey::{BRAKE, Event, Mode, Reach, Seat, Time},
    layer::{LockAct, Report},
    platform::beside,
    screen::{drawer::idle_minutes, notice::Notice},
    seal::{Passphrase, PersonKeys, Shut},
    ui::Pair,
    vault::{Failure, Unlocked},
};

/// How often somebody looks whether a lock has opened.
const LOOK: Duration = Duration::from_millis(40);

/// A lock that is being tried, beside everything else: the way out is open all the while.
pub(super) struct Trying {
    seat: Seat,
    answer: Receiver<Result<PersonKeys, Shut>>,
}

impl App {
    /// Begins to try a passphrase.
    pub(super) fn try_lock(
        &mut self,
        seat: Seat,
        passphrase: Passphrase,
    ) -> Result<Report, Failure> {
        let door = self.store.door(seat).ok_or(Failure::Shut(Shut::Damaged))?;
        let answer = beside(move || door.open(&passphrase));
        self.trying = Some(Trying { seat, answer });
        Ok(Report::Done)
    }

    /// In how long somebody should look at the locks.
    pub(super) fn lock_wake(&self, now: Time) -> Option<Duration> {
        if self.trying.is_some() {
            return Some(LOOK);
        }
        self.idle_end(now).map(|end| (end - now).to_std().unwrap_or_default())
    }

    /// When an open drawer is shut if nobody does anything.
    fn idle_end(&self, now: Time) -> Option<Time> {
        self.store.unlocked()?;
        let minutes = i64::try_from(idle_minutes(&self.cx(now))).ok().filter(|it| *it > 0)?;
        self.touched.checked_add_signed(chrono::TimeDelta::minutes(minutes))
    }

    /// Looks whether a lock has opened, and whether it has been quiet for long enough.
    pub(super) fn look_at_locks(&mut self, now: Time) {
        if let Some(trying) = &self.trying {
            match trying.answer.try_recv() {
                Ok(answer) => self.tried(answer, now),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.tried(Err(Shut::NoMemory), now),
            }
        }
        if self.idle_end(now).is_some_and(|end| end <= now) {
            self.shut(now);
            self.status.clone_from(&self.words.lock.quiet);
        }
    }

    /// Whether a lock is being tried.
    pub fn is_trying(&self) -> bool {
        self.trying.is_some()
    }

    /// Waits until the lock that is being tried has opened, or has not: where lines are read one
    /// by one, nothing else could happen meanwhile.
    pub fn wait_for_lock(&mut self, now: Time) {
        if let Some(trying) = &self.trying {
            let answer = trying.answer.recv().unwrap_or(Err(Shut::NoMemory));
            self.tried(answer, now);
        }
    }

    fn tried(&mut self, answer: Result<PersonKeys, Shut>, now: Time) {
        let Some(Trying { seat, .. }) = self.trying.take() else { return };
        self.touched = now;
        let keys = match answer {
            Ok(keys) => keys,
            Err(shut) => return self.tell(&Report::Shut(shut), now),
        };
        match self.store.unlock(keys) {
            Ok(Unlocked { journey, notices }) => {
                self.journey = journey;
                self.changes += 1;
                self.seat = seat;
                self.keep_own_moves(now);
                self.tell(&Report::Unlocked, now);
                if let Some(says) = self.in_ones_name() {
                    self.push(Box::new(Notice::new(says)), now);
                }
                for notice in notices.iter().rev() {
                    self.push(Box::new(Notice::new(said(notice, self.words))), now);
                }
            }
            Err(failure) => {
                self.tell(&Report::Shut(Shut::Damaged), now);
                self.failed(&failure, false, now);
            }
        }
    }

    /// Keeps what is being written, shuts the drawer that is open, and asks who is there.
    pub fn shut(&mut self, now: Time) {
        let failure = self.end_moment(now);
        self.shut_drawer(now);
        if let Some(failure) = failure {
            self.failed(&failure, false, now);
        }
    }

    fn shut_drawer(&mut self, now: Time) {
        if self.store.unlocked().is_none() {
            return;
        }
        self.keep_unsaved(now);
        self.go_home(now);
        self.forget(now);
        self.ask_who(now);
    }

    /// Keeps how the quiet brake of the open drawer is set, if that was not kept since it was
    /// opened: so every opening adds one such line, whether or not somebody touched the brake.
    pub(super) fn keep_brake(&mut self, now: Time) {
        let Some(seat) = self.store.unlocked().filter(|seat| self.braked != Some(*seat)) else {
            return;
        };
        let value = self.journey.brake(seat).into();
        let event = Event::Setting { key: BRAKE.to_owned(), value };
        // a courtesy, as cover lines are: a failure is none
        self.braked = self.store.keep(seat, now, &event).is_ok().then_some(seat);
    }

    /// What goes into the open drawer of whoever moves something on: that it was them.
    pub(super) fn own_moves(&self, seat: Seat, events: &[Event]) -> Option<Event> {
        let moves =
            events.iter().any(|it| matches!(it, Event::Move(_)) && it.reach() == Reach::Both);
        let own = moves && self.store.unlocked() == Some(seat);
        own.then(|| self.journey.own_moves(seat, events))
    }

    /// Keeps what stands in the name of whoever's drawer is open, if that was never kept: what comes
    /// later and was not them can be told from it.
    fn keep_own_moves(&mut self, now: Time) {
        let two = self.journey.mode() == Mode::Together;
        let Some(seat) = self.store.unlocked().filter(|_| two) else { return };
        if self.journey.keeps_moves(seat) {
            return;
        }
        // a courtesy, as cover lines are: a failure is none
        if let Ok(record) = self.store.keep(seat, now, &self.journey.own_moves(seat, &[])) {
            self.journey.apply(&record);
        }
    }

    /// What to say first to whoever's drawer was just opened: that something stands in their name
    /// which was not them.
    fn in_ones_name(&self) -> Option<Pair> {
        self.journey.matters(self.seat).next().filter(|_| self.journey.keeps_moves(self.seat))?;
        let practices = &self.book.practices().ok()?.practices;
        let (journey, eyes) = (&self.journey, self.seat);
        let practice = practices.iter().find(|practice| {
            let mut matters = journey.matters_of(eyes, &practice.id);
            matters.any(|it| !practice.in_ones_name(journey, eyes, (it.owner, it.id)).is_empty())
        })?;
        Some(self.words.trouble.in_your_name.with(&[("practice", &practice.title)]))
    }

    /// Lets go of the keys and of all that they opened.
    pub(super) fn forget(&mut self, now: Time) {
        // keys and shutting have done so; without keys nobody could
        let _ = self.destroy(now);
        if !self.journey.has_locks() {
            return;
        }
        self.keep_brake(now);
        self.braked = None;
        // the keys are gone in any case; what cannot be read is as good as nothing
        let people = self.journey.residents();
        let empty = || crate::journey::Journey::default().in_home_of(people);
        self.journey = self.store.lock().unwrap_or_else(|_| empty());
        self.changes += 1;
        self.wipes = true;
    }

    /// Whether what was drawn so far is to be wiped from the screen; asked once.
    pub fn wipes(&mut self) -> bool {
        std::mem::take(&mut self.wipes)
    }

    /// Does something about the lock of the person at the keys.
    pub(super) fn lock_act(&mut self, act: LockAct, now: Time) -> Result<Report, Failure> {
        let seat = self.seat;
        match act {
            LockAct::Look => {}
            LockAct::Get(passphrase) => {
                let unlocked = self.store.set_lock(seat, &passphrase, (self.cost)())?;
                self.journey = unlocked.journey;
                self.changes += 1;
                self.keep_own_moves(now);
            }
            LockAct::Change { passphrase, known } => {
                self.store.change_lock(&passphrase, known, (self.cost)())?;
                self.changes += 1;
            }
            LockAct::MakeCode => return self.store.make_code().map(Report::Code),
            LockAct::DropCode => self.store.drop_code()?,
        }
        Ok(Report::Lock { code: self.store.has_code(seat) })
    }
}
