//! Effects become acts here, and reports come of them. Only this, below the screens, asks the store.

use super::{App, Begins, nothing_kept};
use crate::{
    journey::{Event, Journey, Seat, Time, Turn},
    layer::{Effect, JournalAsk, Report, SetUp, Written},
    platform::dirs::Places,
    screen::session::invented,
    seal::Cost,
    vault::{Failure, Memory, Newcomer, Options, Store as _, Vault},
};

/// Where a home is made.
pub enum Ground {
    /// On disk.
    Disk(Places),
    /// Nowhere: a session, or a test.
    Memory,
}

impl App {
    /// Does what a layer asked for. "Saved" is said only after the store has said so.
    pub(super) fn perform(&mut self, effect: Effect, now: Time) -> Result<Report, Failure> {
        match effect {
            Effect::Keep(events) => self.keep(self.seat, &events, now),
            Effect::KeepAs(seat, events) => self.keep(seat, &events, now),
            Effect::Journal(ask) => self.read(&ask),
            Effect::Throw(own) => self.throw(own, now),
            Effect::BringBack => Ok(self.bring_back()),
            Effect::SetUp(set_up) => self.set_up(&set_up, now),
            Effect::Session(n) => {
                self.session(n, now);
                Ok(Report::Done)
            }
            Effect::Seat(seat) => {
                self.seat = seat;
                Ok(Report::Done)
            }
            Effect::Unlock(seat, passphrase) => self.try_lock(seat, passphrase),
            Effect::Lock(act) => self.lock_act(act, now),
        }
    }

    fn keep(&mut self, seat: Seat, events: &[Event], now: Time) -> Result<Report, Failure> {
        let records = match self.own_moves(seat, events) {
            Some(own) => self.store.keep_all(seat, now, &[&[own], events].concat())?,
            None => self.store.keep_all(seat, now, events)?,
        };
        self.changes += 1;
        for record in &records {
            self.journey.apply(record);
        }
        if events.iter().any(Event::is_brake) {
            self.braked = Some(seat);
        }
        self.unsaved = None;
        // the draft holds nothing that is not kept now
        let _ = self.store.clear_draft(seat);
        // what the program notes by itself is not what somebody wrote
        let quiet = |event: &Event| match event {
            Event::Step { page, .. } => page.is_some(),
            Event::Sitting { turn, .. } => !matches!(turn, Turn::Closed { .. }),
            _ => false,
        };
        if !events.iter().all(quiet) && self.keeps() {
            self.status.clone_from(&self.words.frame.saved);
        }
        Ok(Report::Done)
    }

    fn read(&mut self, ask: &JournalAsk) -> Result<Report, Failure> {
        let seat = self.seat;
        Ok(match ask {
            JournalAsk::Leaves => {
                let leaves = self.store.leaves(seat)?;
                Report::Leaves(self.in_sight(leaves))
            }
            JournalAsk::Search(words) => {
                let leaves = self.store.search(seat, words)?;
                Report::Leaves(self.in_sight(leaves))
            }
            JournalAsk::Page(id) if self.is_thrown(id) => Report::Page(None),
            JournalAsk::Page(id) => Report::Page(self.store.page(seat, id)?.map(Written)),
        })
    }

    fn set_up(&mut self, set_up: &SetUp, now: Time) -> Result<Report, Failure> {
        if let Ground::Disk(places) = &self.ground {
            let passphrases = set_up.passphrases.iter().cloned().chain(std::iter::repeat(None));
            let people = set_up.names.iter().cloned().zip(passphrases);
            let people: Vec<_> =
                people.map(|(label, passphrase)| Newcomer { label, passphrase }).collect();
            let keys = Vault::create_for(places, &people, (self.cost)())?;
            let opened = Vault::open(places, &Options::default())?;
            self.store = Box::new(opened.vault);
            self.journey = opened.journey;
            // what both may read is kept first; any key opens it
            if let Some(keys) = keys.into_iter().flatten().next() {
                self.journey = self.store.unlock(keys)?.journey;
            }
        } else {
            self.store = nothing_kept();
            self.journey = Journey::default();
        }
        for (seat, event) in &set_up.first {
            let record = self.store.keep(*seat, now, event)?;
            self.journey.apply(&record);
        }
        self.seat = Seat::First;
        self.go_home(now);
        // in a home of one, they have just typed it; in a home of two, nobody knows who is here now
        if self.store.unlocked().is_some() && self.journey.seats().len() > 1 {
            self.shut(now);
        } else if self.store.unlocked().is_none() {
            self.ask_who(now);
        }
        Ok(Report::Done)
    }

    /// The therapist's session, with one of the invented couples, as they were at first. From here
    /// on nothing is kept, whatever was open before.
    fn session(&mut self, n: usize, now: Time) {
        let couples = self.book.couples().map(|it| it.couples.as_slice()).unwrap_or_default();
        let Some(couple) = couples.get(n) else { return };
        let begins = in_session(couple, self.size, now);
        *self = Self::new(self.book, self.words, begins);
    }
}

/// A session with an invented couple: everything is in memory.
pub fn in_session(
    couple: &crate::curriculum::Couple,
    size: ratatui::layout::Size,
    now: Time,
) -> Begins {
    let (journey, pages) = invented(couple, now);
    let mut store = Memory::new();
    for (seat, text) in pages {
        // memory has no way to fail at this
        let _ = store.keep(seat, now, &Event::Entry { text, prompt: None });
    }
    let (store, found) = (Box::new(store), Vec::new());
    Begins { ground: Ground::Memory, store, journey, found, cost: || Cost::FULL, size, now }
}
