//! The [`Store`] on disk: what is kept becomes lines of this device's log.
//! Reading is in `read.rs`, writing over in `erase.rs`.

use zeroize::Zeroizing;

use crate::{
    journey::{Event, Journey, Order, Own, Reach, Record, RecordId, Seat, Time, Was, When},
    seal::{Cost, Door, Passphrase, PersonKeys, Streams},
};

use super::{
    Failure, Leaf, Numbers, Page, Store, Unlocked, Vault, draft,
    line::{LONGEST, open_line, sealed_line},
    log::Written,
    place::{LogFile, Place, short},
    reserve,
    shelf::Held,
    store::{fits, new_id, when},
};

/// Lines that are about to be written, and the records that they hold.
pub(super) struct Batch {
    records: Vec<Record>,
    bytes: Vec<u8>,
    /// Of each record: where its line begins in `bytes`, and its length. None if it has no line.
    spans: Vec<Option<(u64, u32)>>,
    lines: u64,
    sealed: u64,
    lc: u64,
    numbers: Numbers,
}

impl Vault {
    pub(super) fn may_write(&self) -> Result<(), Failure> {
        self.closed.clone().map_or(Ok(()), Err)
    }

    /// Does something that needs room, and once more with the reserve given up if there is none.
    pub(super) fn with_room<T>(
        &mut self,
        mut act: impl FnMut(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match act(self) {
            Err(Failure::Full) if reserve::release(&*self.disk, &self.rooms.data) => act(self),
            done => done,
        }
    }

    /// Whether what `by` keeps for these eyes is sealed.
    pub(super) fn is_sealed(&self, by: Seat, reach: Reach) -> bool {
        match reach {
            Reach::Both => self.home.has_locks(),
            Reach::OnlyYou | Reach::Sealed => self.home.has_lock(by),
            Reach::NotKept => false,
        }
    }

    /// What seals this device's lines.
    pub(super) fn streams(&self) -> Streams {
        self.ring.streams(&self.device.id)
    }

    pub(super) fn new_batch(&self) -> Batch {
        Batch {
            records: Vec::new(),
            bytes: Vec::new(),
            spans: Vec::new(),
            lines: 0,
            sealed: 0,
            lc: self.lc,
            numbers: self.numbers,
        }
    }

    /// Adds a record to a batch, as this device's next line; with the number inside its seal that
    /// it had before, if it had one.
    pub(super) fn add(
        &self,
        batch: &mut Batch,
        streams: &Streams,
        mut record: Record,
        pn: Option<u64>,
    ) -> Result<(), Failure> {
        let (by, reach) = (record.by, record.event.reach());
        record.order.device = self.device.id.as_str().into();
        record.order.n = self.log.next_n() + batch.lines;
        if self.is_sealed(by, reach) { batch.seal(record, streams, pn) } else { batch.push(record) }
    }

    fn batch(&self, by: Seat, at: Time, events: &[Event]) -> Result<Batch, Failure> {
        let mut batch = self.new_batch();
        let streams = self.streams();
        for event in events {
            batch.lc = batch.lc.saturating_add(1);
            let order = Order { lc: batch.lc, ..Order::default() };
            let (at, event) = (when(at, event), event.clone());
            let record = Record { id: new_id()?, at, order, by, event };
            self.add(&mut batch, &streams, record, None)?;
        }
        Ok(batch)
    }

    fn append(&mut self, by: Seat, at: Time, events: &[Event]) -> Result<Vec<Record>, Failure> {
        let batch = self.batch(by, at, events)?;
        self.write(&batch)?;
        Ok(batch.records)
    }

    /// Writes a batch; it is durable when this returns.
    pub(super) fn write(&mut self, batch: &Batch) -> Result<(), Failure> {
        if batch.lines == 0 {
            return Ok(());
        }
        let written = self.log.write(&*self.disk, &batch.bytes, batch.lines)?;
        self.lc = batch.lc;
        self.numbers = batch.numbers;
        self.sealed += batch.sealed;
        self.kept = self.log.next_n() - 1;
        let places = self.index(batch, &written)?;
        self.pages.extend(places);
        if let Some(double) = &written.double {
            let places = self.index(batch, double)?;
            self.doubles.extend(places);
        }
        for record in &batch.records {
            let was = match &record.event {
                Event::EntryErase { of, was } => {
                    self.erased.insert((record.by, of.clone()));
                    was
                }
                Event::MatterErase { was, .. } => was,
                _ => continue,
            };
            let ours = was.iter().filter(|line| line.d == self.device.id);
            self.was.extend(ours.map(|line| line.n));
        }
        Ok(())
    }

    /// The number of the log that was written to.
    fn file_of(&mut self, written: &Written) -> Result<u32, Failure> {
        let known = self.files.iter().position(|file| file.name == written.name);
        let at = known.unwrap_or_else(|| {
            self.files.extend(LogFile::named(&written.name));
            self.files.len() - 1
        });
        u32::try_from(at).map_err(|_| Failure::Damaged)
    }

    /// Where the pages of a batch lie now.
    fn index(&mut self, batch: &Batch, written: &Written) -> Result<Vec<Place>, Failure> {
        let file = self.file_of(written)?;
        let lines = batch.records.iter().zip(&batch.spans);
        let places = lines.filter_map(|(record, span)| {
            let (from, len) = (*span)?;
            let id = page_of(record)?;
            Some(Place { offset: written.offset + from, len, page: short(&id.0), file })
        });
        Ok(places.collect())
    }

    /// Calls a person at the door what they call themselves now.
    fn relabel(&mut self, seat: Seat, name: &str) -> Result<(), Failure> {
        let mut home = self.home.clone();
        if name.is_empty() || !home.set_label(seat, name) {
            return Ok(());
        }
        self.rewrite(home)
    }

    /// Destroys unsaved words about what was thrown away.
    fn drop_draft_of(&mut self, by: Seat, id: &RecordId) -> Result<(), Failure> {
        match draft::find(&*self.disk, &self.rooms.state, by, &self.streams())? {
            draft::Found::Words(_, Event::EntryEdit { of, .. }) if of == *id => {
                self.clear_draft(by)
            }
            draft::Found::Words(_, Event::Matter(face)) if face.of.as_ref() == Some(id) => {
                self.clear_draft(by)
            }
            _ => Ok(()),
        }
    }
}

impl Batch {
    /// Adds what was said once before, as a record of its own.
    pub(super) fn add_anew(
        &mut self,
        vault: &Vault,
        by: Seat,
        event: Event,
    ) -> Result<(), Failure> {
        self.lc = self.lc.saturating_add(1);
        let order = Order { lc: self.lc, ..Order::default() };
        // when is of no use to anybody here
        let at = When::Day(chrono::NaiveDate::default());
        let record = Record { id: new_id()?, at, order, by, event };
        vault.add(self, &vault.streams(), record, None)
    }

    fn push(&mut self, record: Record) -> Result<(), Failure> {
        if record.event.reach() == Reach::NotKept {
            self.spans.push(None);
            self.records.push(Record { order: Order { n: 0, ..record.order }, ..record });
            return Ok(());
        }
        let inside = record.to_json().map_err(|_| Failure::Damaged)?;
        let line = open_line(&record.order.device, record.order.n, &inside);
        self.put(record, &line)
    }

    fn seal(&mut self, record: Record, streams: &Streams, pn: Option<u64>) -> Result<(), Failure> {
        let (by, reach, n) = (record.by, record.event.reach(), record.order.n);
        let counter =
            if reach == Reach::Both { &mut self.numbers.both } else { &mut self.numbers.own };
        let pn = pn.unwrap_or_else(|| {
            *counter += 1;
            *counter
        });
        let inside = Zeroizing::new(record.to_sealed_json(pn).map_err(|_| Failure::Damaged)?);
        let x = streams.seal(by, reach, n, inside.as_bytes())?.ok_or(Failure::Locked)?;
        let line = sealed_line(&record.order.device, n, &x);
        self.sealed += 1;
        self.put(record, &line)
    }

    fn put(&mut self, record: Record, line: &[u8]) -> Result<(), Failure> {
        if line.len() > LONGEST {
            return Err(Failure::TooLong);
        }
        let len = u32::try_from(line.len()).map_err(|_| Failure::TooLong)?;
        self.spans.push(Some((self.bytes.len() as u64, len)));
        self.bytes.extend_from_slice(line);
        self.bytes.push(b'\n');
        self.lines += 1;
        self.records.push(record);
        Ok(())
    }
}

impl Vault {
    /// The sealed lines that hold versions of a page.
    fn sealed_lines_of(&self, id: &RecordId) -> Result<Vec<Was>, Failure> {
        let mut logs = self.shelf();
        let mut was = Vec::new();
        for place in self.places_of(id) {
            let Some(Held { record, pn: Some(pn) }) = logs.held(place)? else { continue };
            if page_of(&record) == Some(id) {
                was.push(Was { d: record.order.device.into(), n: record.order.n, pn });
            }
        }
        Ok(was)
    }
}

/// The page that a record is a version of, if it is one.
pub(super) fn page_of(record: &Record) -> Option<&RecordId> {
    match &record.event {
        Event::Entry { .. } => Some(&record.id),
        Event::EntryEdit { of, .. } => Some(of),
        _ => None,
    }
}

impl Store for Vault {
    fn keep_all(&mut self, by: Seat, at: Time, events: &[Event]) -> Result<Vec<Record>, Failure> {
        self.may_write()?;
        events.iter().try_for_each(fits)?;
        let kept = self.with_room(|vault| vault.append(by, at, events))?;
        if events.iter().any(|event| matches!(event, Event::EntryErase { .. })) {
            // it is kept; what cannot be written over now is at the next opening
            drop(self.finish_erasing());
        }
        for event in events {
            if let Event::Profile(person) = event {
                // it is kept; only whoever looks at the door is told an earlier name
                drop(self.relabel(by, &person.name));
            }
        }
        Ok(kept)
    }

    fn draft(&mut self, by: Seat, at: Time, event: &Event) -> Result<(), Failure> {
        self.may_write()?;
        fits(event)?;
        if event.reach() == Reach::NotKept {
            return self.clear_draft(by);
        }
        self.with_room(|vault| {
            let streams = vault.is_sealed(by, event.reach()).then(|| vault.streams());
            let Self { disk, rooms, device, .. } = vault;
            draft::write(&**disk, &rooms.state, &device.id, by, at, event, streams.as_ref())
        })
    }

    fn clear_draft(&mut self, by: Seat) -> Result<(), Failure> {
        self.may_write()?;
        draft::clear(&*self.disk, &self.rooms.state, by)
    }

    fn leaves(&mut self, by: Seat) -> Result<Vec<Leaf>, Failure> {
        self.list(by)
    }

    fn page(&mut self, by: Seat, id: &RecordId) -> Result<Option<String>, Failure> {
        self.text(by, id)
    }

    fn search(&mut self, by: Seat, words: &str) -> Result<Vec<Leaf>, Failure> {
        self.find(by, words)
    }

    fn each_page(&mut self, by: Seat, hear: &mut dyn FnMut(Page<'_>)) -> Result<(), Failure> {
        self.each(by, hear)
    }

    fn door(&self, seat: Seat) -> Option<Door> {
        Self::door(self, seat)
    }

    fn unlocked(&self) -> Option<Seat> {
        Self::unlocked(self)
    }

    fn unlock(&mut self, own: PersonKeys) -> Result<Unlocked, Failure> {
        Self::unlock(self, own)
    }

    fn lock(&mut self) -> Result<Journey, Failure> {
        Self::lock(self)
    }

    fn set_lock(
        &mut self,
        seat: Seat,
        passphrase: &Passphrase,
        cost: Cost,
    ) -> Result<Unlocked, Failure> {
        Self::set_lock(self, seat, passphrase, cost)
    }

    fn change_lock(
        &mut self,
        passphrase: &Passphrase,
        known: bool,
        cost: Cost,
    ) -> Result<(), Failure> {
        Self::change_lock(self, passphrase, known, cost)
    }

    fn has_code(&self, seat: Seat) -> bool {
        Self::has_code(self, seat)
    }

    fn make_code(&mut self) -> Result<Passphrase, Failure> {
        Self::make_code(self)
    }

    fn drop_code(&mut self) -> Result<(), Failure> {
        Self::drop_code(self)
    }

    fn may_erase(&self) -> Result<(), Failure> {
        self.may_write()
    }

    fn erase(&mut self, by: Seat, at: Time, own: &Own) -> Result<Vec<Record>, Failure> {
        self.may_write()?;
        match own {
            Own::Page(id) => self.erase_page(by, at, id),
            Own::Matter(id) => self.erase_matter(by, at, id),
        }
    }
}

impl Vault {
    fn erase_page(&mut self, by: Seat, at: Time, id: &RecordId) -> Result<Vec<Record>, Failure> {
        let has = self.has(by, id)?;
        let mut kept = Vec::new();
        if !has && !self.erased.contains(&(by, id.clone())) {
            return Ok(kept);
        }
        if has {
            // also where it was said before: that may not have been durable, or another device's
            let was = self.sealed_lines_of(id)?;
            kept = self.keep_all(by, at, &[Event::EntryErase { of: id.clone(), was }])?;
        }
        self.finish_erasing()?;
        self.drop_draft_of(by, id)?;
        Ok(kept)
    }

    fn erase_matter(&mut self, by: Seat, at: Time, id: &RecordId) -> Result<Vec<Record>, Failure> {
        let (was, places) = self.lines_of_matter(by, id)?;
        let kept = self.keep_all(by, at, &[Event::MatterErase { of: id.clone(), was }])?;
        self.write_over_matters(&places, &[(by, id)])?;
        self.drop_draft_of(by, id)?;
        Ok(kept)
    }
}
