//! A store in memory, for the therapist's session and for tests.
//! Nothing of it reaches a disk; it ends with the program.

use std::collections::BTreeSet;

use crate::journey::{Event, Order, Own, Record, RecordId, Seat, Time};

use super::{
    Failure, Leaf, Page, Store,
    pages::{self, Pages},
    search::Needle,
    shelf::split,
    store::{fits, new_id, when},
};

/// A store that forgets.
#[derive(Default)]
pub struct Memory {
    records: Vec<Record>,
    erased: BTreeSet<(Seat, RecordId)>,
    drafts: [Option<Event>; 2],
    written: u64,
}

impl Memory {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything that was kept, but for what was thrown away.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The words that this person has not saved.
    pub fn unsaved(&self, by: Seat) -> Option<&Event> {
        self.drafts[by.index()].as_ref()
    }

    fn pages(&self, by: Seat) -> Vec<(RecordId, crate::journey::When, String)> {
        let mut pages = Pages::of(by);
        for (version, text) in self.records.iter().cloned().filter_map(split) {
            pages.take(version, text);
        }
        pages.newest_first(&self.erased)
    }
}

impl Store for Memory {
    fn keep_all(&mut self, by: Seat, at: Time, events: &[Event]) -> Result<Vec<Record>, Failure> {
        events.iter().try_for_each(fits)?;
        let mut kept = Vec::with_capacity(events.len());
        for event in events {
            self.written += 1;
            let order = Order { lc: self.written, device: "memory".into(), n: self.written };
            let event = event.clone();
            kept.push(Record { id: new_id()?, at: when(at, &event), order, by, event });
        }
        for record in &kept {
            match &record.event {
                Event::EntryErase { of, .. } => {
                    let of = of.clone();
                    self.records.retain(|record| !is_version(record, by, &of));
                    self.erased.insert((by, of));
                }
                Event::MatterErase { of, .. } => {
                    let of = of.clone();
                    self.records.retain(|record| record.own_matter() != Some((by, &of)));
                    self.records.push(record.clone());
                }
                _ => self.records.push(record.clone()),
            }
        }
        Ok(kept)
    }

    fn draft(&mut self, by: Seat, _: Time, event: &Event) -> Result<(), Failure> {
        self.drafts[by.index()] = Some(event.clone());
        Ok(())
    }

    fn clear_draft(&mut self, by: Seat) -> Result<(), Failure> {
        self.drafts[by.index()] = None;
        Ok(())
    }

    fn leaves(&mut self, by: Seat) -> Result<Vec<Leaf>, Failure> {
        let pages = self.pages(by).into_iter();
        Ok(pages.map(|(id, at, text)| Leaf { id, at, opening: pages::opening(&text) }).collect())
    }

    fn page(&mut self, by: Seat, id: &RecordId) -> Result<Option<String>, Failure> {
        Ok(self.pages(by).into_iter().find(|page| page.0 == *id).map(|page| page.2))
    }

    fn search(&mut self, by: Seat, words: &str) -> Result<Vec<Leaf>, Failure> {
        let Some(needle) = Needle::of(words) else { return Ok(Vec::new()) };
        let pages = self.pages(by).into_iter().filter(|page| needle.is_in(&page.2));
        Ok(pages.map(|(id, at, text)| Leaf { id, at, opening: pages::opening(&text) }).collect())
    }

    fn each_page(&mut self, by: Seat, hear: &mut dyn FnMut(Page<'_>)) -> Result<(), Failure> {
        for (id, at, text) in self.pages(by).iter().rev() {
            hear(Page { id, at: *at, text });
        }
        Ok(())
    }

    fn erase(&mut self, by: Seat, at: Time, own: &Own) -> Result<Vec<Record>, Failure> {
        let was = Vec::new();
        match own {
            Own::Page(id) if self.page(by, id)?.is_none() => Ok(Vec::new()),
            Own::Page(of) => self.keep_all(by, at, &[Event::EntryErase { of: of.clone(), was }]),
            Own::Matter(of) => self.keep_all(by, at, &[Event::MatterErase { of: of.clone(), was }]),
        }
    }
}

/// Whether a record is a version of this person's page.
fn is_version(record: &Record, by: Seat, id: &RecordId) -> bool {
    record.by == by
        && match &record.event {
            Event::Entry { .. } => record.id == *id,
            Event::EntryEdit { of, .. } => of == id,
            _ => false,
        }
}
