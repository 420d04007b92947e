//! The [`Store`] on disk: what is kept becomes lines of this device's log.
//! Reading is in `read.rs`, writing over in `erase.rs`.

use crate::journey::{Event, Order, Reach, Record, RecordId, Seat, Time};

use super::{
    Failure, Leaf, Page, Store, Vault, draft,
    line::{LONGEST, open_line},
    log::Written,
    reserve,
    store::{fits, new_id, when},
    survey::{LogFile, Place, short},
};

/// Lines that are about to be written, and the records that they hold.
struct Batch {
    records: Vec<Record>,
    bytes: Vec<u8>,
    /// Of each record: where its line begins in `bytes`, and its length. None if it has no line.
    spans: Vec<Option<(u64, u32)>>,
    lines: u64,
    lc: u64,
}

impl Vault {
    fn may_write(&self) -> Result<(), Failure> {
        self.closed.clone().map_or(Ok(()), Err)
    }

    /// Does something that needs room, and once more with the reserve given up if there is none.
    fn with_room<T>(
        &mut self,
        mut act: impl FnMut(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match act(self) {
            Err(Failure::Full) if reserve::release(&*self.disk, &self.rooms.data) => act(self),
            done => done,
        }
    }

    fn batch(&self, by: Seat, at: Time, events: &[Event]) -> Result<Batch, Failure> {
        let mut batch = Batch {
            records: Vec::with_capacity(events.len()),
            bytes: Vec::new(),
            spans: Vec::with_capacity(events.len()),
            lines: 0,
            lc: self.lc,
        };
        for event in events {
            batch.lc = batch.lc.saturating_add(1);
            let n = self.log.next_n() + batch.lines;
            let order = Order { lc: batch.lc, device: self.device.id.clone(), n };
            let (at, event) = (when(at, event), event.clone());
            batch.push(Record { id: new_id()?, at, order, by, event })?;
        }
        Ok(batch)
    }

    fn append(&mut self, by: Seat, at: Time, events: &[Event]) -> Result<Vec<Record>, Failure> {
        let batch = self.batch(by, at, events)?;
        if batch.lines == 0 {
            return Ok(batch.records);
        }
        let written = self.log.write(&*self.disk, &batch.bytes, batch.lines)?;
        self.lc = batch.lc;
        self.kept = self.log.next_n() - 1;
        let places = self.index(&batch, &written)?;
        self.pages.extend(places);
        if let Some(double) = &written.double {
            let places = self.index(&batch, double)?;
            self.doubles.extend(places);
        }
        for record in &batch.records {
            if let Event::EntryErase { of } = &record.event {
                self.erased.insert((record.by, of.clone()));
            }
        }
        Ok(batch.records)
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
            let id = match &record.event {
                Event::Entry { .. } => &record.id,
                Event::EntryEdit { of, .. } => of,
                _ => return None,
            };
            Some(Place { offset: written.offset + from, len, page: short(&id.0), file })
        });
        Ok(places.collect())
    }

    /// Destroys unsaved words about a page that was thrown away.
    fn drop_draft_of(&mut self, by: Seat, id: &RecordId) -> Result<(), Failure> {
        match draft::find(&*self.disk, &self.rooms.state, by)? {
            draft::Found::Words(_, Event::EntryEdit { of, .. }) if of == *id => {
                self.clear_draft(by)
            }
            _ => Ok(()),
        }
    }
}

impl Batch {
    fn push(&mut self, record: Record) -> Result<(), Failure> {
        if record.event.reach() == Reach::NotKept {
            self.spans.push(None);
            self.records.push(Record { order: Order { n: 0, ..record.order }, ..record });
            return Ok(());
        }
        let inside = record.to_json().map_err(|_| Failure::Damaged)?;
        let line = open_line(&record.order.device, record.order.n, &inside);
        if line.len() > LONGEST {
            return Err(Failure::TooLong);
        }
        let len = u32::try_from(line.len()).map_err(|_| Failure::TooLong)?;
        self.spans.push(Some((self.bytes.len() as u64, len)));
        self.bytes.extend_from_slice(&line);
        self.bytes.push(b'\n');
        self.lines += 1;
        self.records.push(record);
        Ok(())
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
        Ok(kept)
    }

    fn draft(&mut self, by: Seat, at: Time, event: &Event) -> Result<(), Failure> {
        self.may_write()?;
        fits(event)?;
        if event.reach() == Reach::NotKept {
            return self.clear_draft(by);
        }
        self.with_room(|vault| {
            let Self { disk, rooms, device, .. } = vault;
            draft::write(&**disk, &rooms.state, &device.id, by, at, event)
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

    fn erase(&mut self, by: Seat, at: Time, id: &RecordId) -> Result<(), Failure> {
        self.may_write()?;
        if !self.erased.contains(&(by, id.clone())) {
            if !self.has(by, id)? {
                return Ok(());
            }
            self.keep(by, at, &Event::EntryErase { of: id.clone() })?;
        }
        self.finish_erasing()?;
        self.drop_draft_of(by, id)
    }
}
