//! One person's own matter taken away for good: what only they may read, wherever it lies here. What
//! both may read stays, and so does their place in the home.

use crate::{
    journey::{Event, Reach, Record, Seat, Time},
    seal::{Cost, Passphrase, Room},
};

use super::{
    Failure, Vault,
    disk::How,
    draft,
    home::COPIES,
    line::{self, Claim, Envelope, Sealed},
    look::Opener,
    place::Place,
    store::Store as _,
};

/// How many lines are written over at once.
const AT_ONCE: usize = 256;

impl Vault {
    /// Takes away what only this person may read: their lines on this device become noise, their
    /// drafts go, and with a lock their keys do, so that no copy of a line elsewhere opens with
    /// the key file that is here now. They begin anew with the same passphrase. What was cut off
    /// can be done again.
    ///
    /// # Errors
    /// [`Failure::Locked`] if they have a lock and it is not open, or no passphrase is given for
    /// it; or what the machine said.
    pub fn forget_own(
        &mut self,
        seat: Seat,
        at: Time,
        lock: Option<(&Passphrase, Cost)>,
    ) -> Result<(), Failure> {
        self.may_write()?;
        let has_lock = self.home.has_lock(seat);
        if has_lock && (self.unlocked() != Some(seat) || lock.is_none()) {
            return Err(Failure::Locked);
        }
        if !has_lock {
            // so that other devices do their part; in a drawer nobody could read it any more
            for leaf in self.list(seat)? {
                self.keep(seat, at, &Event::EntryErase { of: leaf.id, was: Vec::new() })?;
            }
        }
        for places in self.lines_of(seat, has_lock)?.chunks(AT_ONCE) {
            let mut victims = Vec::new();
            for place in places {
                victims.extend(self.own_victim(*place)?);
            }
            self.write_over(&victims)?;
        }
        draft::forget(&*self.disk, &self.rooms.state, seat)?;
        if let Some((passphrase, cost)) = lock.filter(|_| has_lock) {
            self.begin_anew(passphrase, cost)?;
        }
        self.read_again()
    }

    /// Where this device's lines lie that only this person may read. That a page was thrown away
    /// is told on, where anybody can read it.
    fn lines_of(&self, seat: Seat, has_lock: bool) -> Result<Vec<Place>, Failure> {
        let mut opener = Opener::of(&self.ring);
        let mut places = Vec::new();
        self.each_line(
            |file| self.may_hold_ours(file),
            |place, line| {
                if self.is_own_line(line, seat, has_lock, &mut opener) {
                    places.push(place);
                }
            },
        )?;
        Ok(places)
    }

    fn is_own_line(
        &self,
        line: &[u8],
        seat: Seat,
        has_lock: bool,
        opener: &mut Opener<'_>,
    ) -> bool {
        if let Some(Sealed { device, x, .. }) = Sealed::read(line) {
            // its beginning will do: of one that was cut off while it was written over, nothing
            // else may be left
            let mut room = Room::default();
            let head = opener.streams(device).and_then(|streams| streams.head(x, &mut room));
            return device == self.device.id && head.is_some_and(|it| it.owner == Some(seat));
        }
        let Some(Envelope { d, n, b: Some(inside), .. }) = Envelope::read(line) else {
            let ours = Claim::read(line).is_some_and(|claim| claim.device == self.device.id);
            return ours && line::is_by(line, seat);
        };
        if d != self.device.id {
            return false;
        }
        let Ok(Some(record)) = Record::from_json(inside.get(), &d, n, None) else { return false };
        let tells = matches!(record.event, Event::EntryErase { .. } | Event::MatterErase { .. });
        let tells = tells && !has_lock;
        record.by == seat && record.event.reach() != Reach::Both && !tells
    }

    /// Another key for the person whose drawer is open, and none of those before.
    fn begin_anew(&mut self, passphrase: &Passphrase, cost: Cost) -> Result<(), Failure> {
        let own = self.ring.person().ok_or(Failure::Locked)?.anew()?;
        let couple = self.ring.couple().clone();
        let mut home = self.home.clone();
        home.slots.lock(&home.id.clone(), &own, passphrase, cost)?;
        home.slots.give_couple(&home.id.clone(), &own, &couple)?;
        let mut before = Vec::new();
        for name in COPIES {
            before.extend(self.disk.open(&self.rooms.data.join(name), How::Overwrite)?);
        }
        self.rewrite(home)?;
        self.ring = self.home.ring_of(own);
        // the files that were there have no name any more, and still their bytes
        for mut sheet in before {
            let size = usize::try_from(sheet.size()?).map_err(|_| Failure::TooLong)?;
            sheet.overwrite(0, &vec![0; size])?;
            sheet.sync()?;
        }
        Ok(())
    }
}
