//! Drawers: unlocked, locked again, given a lock, and sealed anew.
//! The keys themselves are made and opened in [`seal`](crate::seal).

use super::{
    Failure, Notice, Numbers, Vault,
    disk::Disk,
    home::Home,
    line::Head,
    place::Place,
    real::RealDisk,
    survey::{Depth, Survey},
    vault_store::Batch,
};
use crate::{
    journey::{Journey, RecordId, Seat},
    platform::dirs::Places,
    seal::{Cost, Door, Key, Keys, Passphrase, PersonKeys},
};

/// How many lines are sealed anew at once.
const AT_ONCE: usize = 256;

/// Somebody a home is made for.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// What anybody may call them who finds the files.
    pub label: String,
    /// Their passphrase, if they want one.
    pub passphrase: Option<Passphrase>,
}

/// What an unlocked drawer gave.
pub struct Unlocked {
    /// Everything that may be read now, but for the journal's pages.
    pub journey: Journey,
    /// What its owner should be told once.
    pub notices: Vec<Notice>,
}

/// Without what was in it.
impl std::fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unlocked({:?})", self.notices)
    }
}

impl Vault {
    /// Makes a home for one or two people, with the locks they want. Their keys are what
    /// [`Vault::unlock`] takes.
    ///
    /// # Errors
    /// [`Failure::Exists`] if there is one; [`Failure::Shut`] if a lock cannot be made.
    pub fn create_for(
        places: &Places,
        people: &[Newcomer],
        cost: Cost,
    ) -> Result<Vec<Option<PersonKeys>>, Failure> {
        Self::create_for_on(&RealDisk, places, people, cost)
    }

    /// The same on any disk.
    pub fn create_for_on(
        disk: &dyn Disk,
        places: &Places,
        people: &[Newcomer],
        cost: Cost,
    ) -> Result<Vec<Option<PersonKeys>>, Failure> {
        let labels: Vec<String> = people.iter().map(|person| person.label.clone()).collect();
        let mut home = Home::new(super::device::random_hex::<16>()?, &labels);
        let mut keys = Vec::new();
        let mut couple = Keys::new();
        for (seat, person) in Seat::ALL.into_iter().zip(people) {
            let Some(passphrase) = &person.passphrase else {
                keys.push(None);
                continue;
            };
            let own = PersonKeys::new(seat)?;
            home.slots.lock(&home.id.clone(), &own, passphrase, cost)?;
            home.set_lock(seat, true);
            if couple.is_empty() {
                couple.insert(1, Key::new()?);
            }
            keys.push(Some(own));
        }
        home.share(&couple, &keys.iter().flatten().collect::<Vec<_>>())?;
        Self::found(disk, places, &home)?;
        Ok(keys)
    }

    /// The lock of a person, to try passphrases on; none if they have none.
    pub fn door(&self, seat: Seat) -> Option<Door> {
        self.home.slots.door(&self.home.id, seat)
    }

    /// Whose drawer is open.
    pub fn unlocked(&self) -> Option<Seat> {
        self.ring.seat()
    }

    /// Whether there is a recovery code for a person.
    pub fn has_code(&self, seat: Seat) -> bool {
        self.home.slots.have_code(seat)
    }

    /// Opens a person's drawer, and shuts the one that was open: there are never two people's keys
    /// in memory. What was cut off last time is done now: sealing, erasing, drafts.
    ///
    /// # Errors
    /// What the machine said while the logs were read.
    pub fn unlock(&mut self, own: PersonKeys) -> Result<Unlocked, Failure> {
        self.ring = self.home.ring_of(own);
        self.settle_in()
    }

    /// Shuts the drawer that is open. What is left is what needs no passphrase.
    ///
    /// # Errors
    /// What the machine said while the logs were read; the keys are gone all the same.
    pub fn lock(&mut self) -> Result<Journey, Failure> {
        self.ring = self.home.ring();
        let mut survey = self.look_again()?;
        Ok(self.journey_of(&mut survey))
    }

    fn settle_in(&mut self) -> Result<Unlocked, Failure> {
        let mut survey = self.look_again()?;
        let mut opened = Unlocked { journey: self.journey_of(&mut survey), notices: Vec::new() };
        let missing = survey.own_missing();
        if missing > self.device.told.own {
            let lines = missing - self.device.told.own;
            opened.notices.push(Notice::OwnMissing { lines });
        }
        if self.closed.is_some() {
            return Ok(opened);
        }
        self.device.told.own = missing;
        // what cannot be done now is done at the next unlocking
        drop(self.finish_broken());
        drop(self.finish_sealing());
        drop(self.finish_erasing());
        drop(self.finish_erasing_matters(&opened.journey));
        for seat in Seat::ALL {
            self.bring_back(seat, &survey, &mut opened)?;
        }
        Ok(opened)
    }

    fn journey_of(&self, survey: &mut Survey) -> Journey {
        std::mem::take(&mut survey.journey).in_home_of(self.home.residents())
    }

    /// Reads the logs again, with the keys that are at hand now; or only what was left unread, if
    /// there was no key before.
    fn look_again(&mut self) -> Result<Survey, Failure> {
        let unread = self.unread.take();
        let (disk, log, own) = (&*self.disk, &self.rooms.log, Some(self.device.id.as_str()));
        let opened = unread.map(|it| it.opened(disk, log, own, &self.ring)).transpose()?;
        let survey = match opened.flatten() {
            Some(survey) => survey,
            None => Survey::of(disk, log, own, Depth::Heads, &self.ring)?,
        };
        Ok(self.take_in(survey))
    }

    /// Reads the logs again, after lines in them became others.
    pub(super) fn read_again(&mut self) -> Result<(), Failure> {
        self.look_again().map(drop)
    }

    /// Takes over where everything lies.
    pub(super) fn take_in(&mut self, mut survey: Survey) -> Survey {
        self.unread = if self.ring.is_empty() { survey.unread() } else { None };
        self.files = std::mem::take(&mut survey.files);
        self.pages = std::mem::take(&mut survey.pages);
        self.doubles = std::mem::take(&mut survey.doubles);
        self.void = std::mem::take(&mut survey.void);
        self.erased = std::mem::take(&mut survey.erased);
        self.stale = std::mem::take(&mut survey.stale);
        self.copies = std::mem::take(&mut survey.copies_of_stale);
        self.was = std::mem::take(&mut survey.was);
        self.broken.clone_from(&survey.broken);
        self.seen = survey.seen.get(&self.device.id).cloned().unwrap_or_default();
        self.lc = self.lc.max(survey.lc);
        self.numbers = Numbers {
            own: survey.own.get(&self.device.id).map_or(0, super::runs::Runs::max),
            both: survey.both,
        };
        survey
    }

    /// Seals what this device wrote of the person whose drawer is open and what their newest key
    /// did not seal; then writes over where it stood.
    pub(super) fn finish_sealing(&mut self) -> Result<(), Failure> {
        self.may_write()?;
        let stale = std::mem::take(&mut self.stale);
        if stale.is_empty() && self.copies.is_empty() {
            return Ok(());
        }
        let mut moved = Vec::new();
        for places in stale.chunks(AT_ONCE) {
            let batch = self.sealed_anew(places, &mut moved)?;
            self.with_room(|vault| vault.write(&batch))?;
        }
        moved.append(&mut self.copies);
        let mut victims = Vec::new();
        for place in moved {
            victims.extend(self.own_victim(place)?);
        }
        self.write_over(&victims)
    }

    /// What stands at these places, as lines that are sealed with the newest key. Where it stood
    /// is added to `moved`.
    fn sealed_anew(&self, places: &[Place], moved: &mut Vec<Place>) -> Result<Batch, Failure> {
        let streams = self.streams();
        let mut logs = self.shelf();
        let mut batch = self.new_batch();
        for place in places {
            match logs.held(*place)? {
                Some(held) => self.add(&mut batch, &streams, held.record, held.pn)?,
                // cut off while it was written over; a damaged page of which there is no other
                // copy stays, in case somebody can still read it
                None if self.is_sealed_elsewhere(*place)? => {}
                None => continue,
            }
            moved.push(*place);
        }
        Ok(batch)
    }

    /// Whether the version of a page whose line is damaged stands somewhere else, sealed.
    fn is_sealed_elsewhere(&self, place: Place) -> Result<bool, Failure> {
        let mut logs = self.shelf();
        let head = Head::read(logs.line(place)?).and_then(Head::page);
        let Some((page, lc)) = head.map(|head| (RecordId(head.page.into()), head.lc)) else {
            return Ok(false);
        };
        for other in self.places_of(&page) {
            let sealed = logs.held(other)?.filter(|held| held.pn.is_some());
            if sealed.is_some_and(|sealed| sealed.record.order.lc == lc) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Gives a person a lock, and seals what they wrote before. Their drawer is open afterwards.
    ///
    /// # Errors
    /// [`Failure::Exists`] if they have one; [`Failure::Shut`]; and those of [`Vault::unlock`].
    pub fn set_lock(
        &mut self,
        seat: Seat,
        passphrase: &Passphrase,
        cost: Cost,
    ) -> Result<Unlocked, Failure> {
        self.may_write()?;
        if self.home.has_lock(seat) {
            return Err(Failure::Exists);
        }
        let own = PersonKeys::new(seat)?;
        let mut couple = self.home.slots.open_couple();
        if couple.is_empty() {
            couple.insert(1, Key::new()?);
        }
        let mut home = self.home.clone();
        home.slots.lock(&home.id.clone(), &own, passphrase, cost)?;
        home.set_lock(seat, true);
        home.share(&couple, &[&own])?;
        self.rewrite(home)?;
        self.unlock(own)
    }

    /// Gives the person whose drawer is open another passphrase. With `known`, because somebody
    /// knows the old one: then everything of theirs is sealed anew, with a key that no older copy
    /// of the key file opens, and a recovery code of before opens nothing more.
    ///
    /// # Errors
    /// [`Failure::Locked`] if no drawer is open; [`Failure::Shut`]; or what the machine said.
    pub fn change_lock(
        &mut self,
        passphrase: &Passphrase,
        known: bool,
        cost: Cost,
    ) -> Result<(), Failure> {
        self.may_write()?;
        let mut own = self.ring.person().cloned().ok_or(Failure::Locked)?;
        let couple = self.ring.couple().clone();
        let mut home = self.home.clone();
        if known {
            own.renew()?;
        }
        home.slots.lock(&home.id.clone(), &own, passphrase, cost)?;
        home.slots.give_couple(&home.id.clone(), &own, &couple)?;
        self.rewrite(home)?;
        if known {
            self.ring = self.home.ring_of(own);
            let survey = self.look_again()?;
            drop(survey);
            self.finish_sealing()?;
        }
        Ok(())
    }

    /// Makes twelve words that open the drawer that is open now, in the place of earlier ones.
    ///
    /// # Errors
    /// Those of [`Vault::change_lock`].
    pub fn make_code(&mut self) -> Result<Passphrase, Failure> {
        self.may_write()?;
        let own = self.ring.person().cloned().ok_or(Failure::Locked)?;
        let mut home = self.home.clone();
        let words = home.slots.make_code(&home.id.clone(), &own)?;
        self.rewrite(home)?;
        Ok(words)
    }

    /// Takes the recovery code of the person whose drawer is open away.
    ///
    /// # Errors
    /// [`Failure::Locked`] if no drawer is open; or what the machine said.
    pub fn drop_code(&mut self) -> Result<(), Failure> {
        self.may_write()?;
        let seat = self.ring.seat().ok_or(Failure::Locked)?;
        let mut home = self.home.clone();
        home.slots.drop_code(seat);
        self.rewrite(home)
    }

    /// Puts the key file in the place of the one before; nothing changes if that fails.
    pub(super) fn rewrite(&mut self, mut home: Home) -> Result<(), Failure> {
        self.with_room(|vault| home.rewrite(&*vault.disk, &vault.rooms.data, &vault.device.id))?;
        self.home = home;
        self.device.locks = self.home.locked();
        self.device.rev = self.home.rev;
        // if this cannot be remembered, the next opening does
        drop(self.device.write(&*self.disk, &self.rooms.state));
        Ok(())
    }
}

impl Home {
    /// Gives the keys to what both may read to these people, and lays them open for those without
    /// a lock.
    fn share(&mut self, couple: &Keys, people: &[&PersonKeys]) -> Result<(), Failure> {
        let id = self.id.clone();
        for own in people {
            self.slots.give_couple(&id, own, couple)?;
        }
        for seat in self.open_seats() {
            self.slots.lay_open(seat, couple);
        }
        Ok(())
    }
}
