//! Throwing a page or a matter away: its lines are written over where they lie.
//! The words go first and the line's head last, so that a cut-off erasure can be found and ended.

use std::collections::BTreeSet;

use super::{
    Failure, Vault,
    disk::{How, Sheet, fill},
    line::{self, Claim, Head, Sealed, TAIL, is_whole},
    look::Opener,
    place::{Place, short},
    scan::{Buffers, Reading},
    shelf::{self, Held},
    vault_store::page_of,
};
use crate::journey::{Event, Journey, Order, Record, RecordId, Seat, Was};

/// A line that is to be written over.
pub(super) struct Victim {
    place: Place,
    /// What it becomes.
    gone: Vec<u8>,
    /// Where in the line its words begin.
    text_at: usize,
}

/// A sealed line of a page that was thrown away, which no tombstone names yet.
struct Unnamed {
    by: Seat,
    of: RecordId,
    was: Was,
}

impl Vault {
    /// Writes over what this device wrote of every page that was thrown away. What is done
    /// already costs nothing.
    pub(super) fn finish_erasing(&mut self) -> Result<(), Failure> {
        let erased: BTreeSet<u32> = self.erased.iter().map(|(_, id)| short(&id.0)).collect();
        if erased.is_empty() && self.void.is_empty() {
            return Ok(());
        }
        let lines = self.pages.iter().chain(&self.doubles);
        let mut marked: Vec<Place> =
            lines.filter(|place| erased.contains(&place.page)).copied().collect();
        marked.extend(&self.void);
        marked.retain(|place| self.may_hold_ours(place.file));
        self.name_sealed(&marked)?;
        let mut victims = Vec::new();
        for place in marked {
            victims.extend(self.victim(place)?);
        }
        self.write_over(&victims)
    }

    /// Sees to it that a tombstone names every sealed line before it becomes noise: after that,
    /// nobody could tell which it was.
    fn name_sealed(&mut self, marked: &[Place]) -> Result<(), Failure> {
        let mut unnamed = Vec::new();
        let mut logs = self.shelf();
        for place in marked {
            let Some(Held { record, pn: Some(pn) }) = logs.held(*place)? else { continue };
            let Record { by, order, .. } = &record;
            if order.device != self.device.id || self.was.contains(&order.n) {
                continue;
            }
            if let Some(of) = page_of(&record).filter(|of| self.is_erased(*by, of)) {
                let was = Was { d: order.device.to_string(), n: order.n, pn };
                unnamed.push(Unnamed { by: *by, of: of.clone(), was });
            }
        }
        for Unnamed { by, of, was } in unnamed {
            self.repeat_erase(by, of, vec![was])?;
        }
        Ok(())
    }

    fn is_erased(&self, by: Seat, id: &RecordId) -> bool {
        self.erased.contains(&(by, id.clone()))
    }

    /// Says once more that a page was thrown away, naming more of its lines.
    fn repeat_erase(&mut self, by: Seat, of: RecordId, was: Vec<Was>) -> Result<(), Failure> {
        let mut batch = self.new_batch();
        let event = Event::EntryErase { of, was };
        batch.add_anew(self, by, event)?;
        self.write(&batch)
    }

    /// The lines that hold what only its owner can read of a matter: all devices' by their names, and
    /// where this device's lie.
    pub(super) fn lines_of_matter(
        &self,
        by: Seat,
        id: &RecordId,
    ) -> Result<(Vec<Was>, Vec<Place>), Failure> {
        let mut opener = Opener::of(&self.ring);
        let (mut was, mut places) = (Vec::new(), Vec::new());
        self.each_line(
            |_| true,
            |place, line| {
                let Some(Held { record, pn }) = shelf::record(line, &mut opener) else { return };
                if record.own_matter() == Some((by, id)) {
                    let Order { device, n, .. } = record.order;
                    was.push(Was { d: device.into(), n, pn: pn.unwrap_or_default() });
                    places.push(place);
                }
            },
        )?;
        Ok((was, places))
    }

    /// Writes over these lines, as far as they are this device's, and over what was cut off
    /// while it was written, or written over, of matters that were thrown away.
    pub(super) fn write_over_matters(
        &mut self,
        places: &[Place],
        erased: &[(Seat, &RecordId)],
    ) -> Result<(), Failure> {
        let mut victims = Vec::new();
        for place in places {
            victims.extend(self.own_victim(*place)?);
        }
        for place in &self.broken {
            let Some(sheet) = self.overwriter(place.file)? else { continue };
            let bytes = line_at(&*sheet, *place)?;
            let is_named = Claim::read(&bytes).is_some_and(|it| self.was.contains(&it.n));
            let says = |(by, id): &(Seat, &RecordId)| {
                line::is_by(&bytes, *by) && line::names(&bytes, &id.0)
            };
            if !is_whole(&bytes) && (is_named || erased.iter().any(says)) {
                victims.extend(self.broken_victim(*place, &bytes)?);
            }
        }
        self.write_over(&victims)
    }

    /// Ends the erasures of matters that were cut off, or said on another machine: `journey` knows
    /// what was thrown away.
    pub(super) fn finish_erasing_matters(&mut self, journey: &Journey) -> Result<(), Failure> {
        let erased: Vec<_> = journey.erased_matters().collect();
        if erased.is_empty() {
            return Ok(());
        }
        let mut places = Vec::new();
        if journey.has_left(&self.device.id) {
            let mut opener = Opener::of(&self.ring);
            self.each_line(
                |file| self.may_hold_ours(file),
                |place, line| {
                    let held = shelf::record(line, &mut opener);
                    if held.is_some_and(|held| journey.holds_erased(&held.record)) {
                        places.push(place);
                    }
                },
            )?;
        }
        self.write_over_matters(&places, &erased)
    }

    /// Hands every line of some logs over, and where it lies.
    pub(super) fn each_line(
        &self,
        of: impl Fn(u32) -> bool,
        mut hear: impl FnMut(Place, &[u8]),
    ) -> Result<(), Failure> {
        let buffers = Buffers::default();
        for (number, file) in (0..).zip(&self.files).filter(|(number, _)| of(*number)) {
            let path = self.rooms.log.join(&file.name);
            let Some(sheet) = self.disk.open(&path, How::Read)? else { continue };
            for stretch in Reading::of(&*sheet, &buffers) {
                let stretch = stretch?;
                for found in stretch.lines() {
                    let len = u32::try_from(found.bytes.len()).map_err(|_| Failure::TooLong)?;
                    hear(Place { offset: found.offset, len, page: 0, file: number }, found.bytes);
                }
                buffers.take(stretch);
            }
        }
        Ok(())
    }

    /// Whether lines of this device can stand in a file.
    pub(super) fn may_hold_ours(&self, file: u32) -> bool {
        let device = self.files.get(file as usize).and_then(|file| file.device.as_ref());
        device.is_none_or(|device| *device == self.device.id)
    }

    fn overwriter(&self, file: u32) -> Result<Option<Box<dyn Sheet>>, Failure> {
        let Some(file) = self.files.get(file as usize) else { return Ok(None) };
        self.disk.open(&self.rooms.log.join(&file.name), How::Overwrite)
    }

    /// Writes over lines where they lie: their words, then their heads, each made durable.
    pub(super) fn write_over(&mut self, victims: &[Victim]) -> Result<(), Failure> {
        let files: BTreeSet<u32> = victims.iter().map(|victim| victim.place.file).collect();
        for file in files {
            let Some(mut sheet) = self.overwriter(file)? else { continue };
            let here = || victims.iter().filter(|victim| victim.place.file == file);
            for Victim { place, gone, text_at } in here() {
                sheet.overwrite(place.offset + *text_at as u64, &gone[*text_at..])?;
            }
            sheet.sync()?;
            for Victim { place, gone, text_at } in here() {
                sheet.overwrite(place.offset, &gone[..*text_at])?;
            }
            sheet.sync()?;
        }
        let done: BTreeSet<_> =
            victims.iter().map(|victim| (victim.place.file, victim.place.offset)).collect();
        for lines in [&mut self.pages, &mut self.doubles, &mut self.void] {
            lines.retain(|place| !done.contains(&(place.file, place.offset)));
        }
        Ok(())
    }

    /// The line at a place, if it is this device's and of a page that was thrown away.
    fn victim(&self, place: Place) -> Result<Option<Victim>, Failure> {
        let Some(sheet) = self.overwriter(place.file)? else { return Ok(None) };
        let bytes = line_at(&*sheet, place)?;
        if let Some(sealed) = Sealed::read(&bytes) {
            let doomed = self.void.contains(&place) || self.was.contains(&sealed.n);
            let ours = sealed.device == self.device.id && doomed;
            return if ours { noise(place, &bytes).map(Some) } else { Ok(None) };
        }
        let Some(head) = Head::read(&bytes) else { return Ok(None) };
        let (device, n) = (head.device, head.n);
        let Some(page) = head.page() else { return Ok(None) };
        let id = RecordId(page.page.into());
        let doomed = self.void.contains(&place) || self.is_erased(page.by, &id);
        if device != self.device.id || !doomed {
            return Ok(None);
        }
        let gone = line::gone_line(device, n, bytes.len());
        Ok(gone.map(|gone| Victim { place, gone, text_at: page.text_at }))
    }

    /// A line of this device, whatever stands in it; none if it is another device's, or claims
    /// nothing any more.
    pub(super) fn own_victim(&self, place: Place) -> Result<Option<Victim>, Failure> {
        let Some(sheet) = self.overwriter(place.file)? else { return Ok(None) };
        let bytes = line_at(&*sheet, place)?;
        let claim = Claim::read(&bytes).filter(|claim| claim.device == self.device.id);
        let Some(claim) = claim else { return Ok(None) };
        if Sealed::is_begun(&bytes) {
            return noise(place, &bytes).map(Some);
        }
        // whose line it is goes last, so that a cut-off end can be found
        let text_at = line::by_end(&bytes).unwrap_or(claim.len);
        let gone = line::gone_line(claim.device, claim.n, bytes.len());
        Ok(gone.map(|gone| Victim { place, gone, text_at }))
    }

    /// Ends erasures that were cut off while a line's head was written over: the words are gone,
    /// the check is already that of the line that is to be. Says which numbers were put right.
    pub(super) fn mend_heads(&self, broken: &[Place]) -> Result<Vec<u64>, Failure> {
        let mut mended = Vec::new();
        for place in broken {
            let Some(mut sheet) = self.overwriter(place.file)? else { continue };
            let bytes = line_at(&*sheet, *place)?;
            let Some(Claim { device, n, .. }) = Claim::read(&bytes) else { continue };
            let Some(gone) = line::gone_line(device, n, bytes.len()) else { continue };
            let at = bytes.len() - TAIL;
            if device == self.device.id && bytes[at..] == gone[at..] {
                sheet.overwrite(place.offset, &gone)?;
                sheet.sync()?;
                mended.push(n);
            }
        }
        Ok(mended)
    }

    /// Writes over what is damaged in this device's logs and may hold words of the person whose
    /// drawer is open: noise that was cut off, and whatever lies there openly and is not said to
    /// be the other's. Nothing of it was ever acknowledged, or else it stands elsewhere, sealed.
    pub(super) fn finish_broken(&mut self) -> Result<(), Failure> {
        let Some(other) = self.ring.seat().map(Seat::other) else { return Ok(()) };
        let mut victims = Vec::new();
        for place in std::mem::take(&mut self.broken) {
            let Some(sheet) = self.overwriter(place.file)? else { continue };
            let bytes = line_at(&*sheet, place)?;
            let n = Claim::read(&bytes).map(|claim| claim.n);
            if Sealed::is_begun(&bytes) {
                if n.is_some_and(|n| self.was.contains(&n)) {
                    victims.push(noise(place, &bytes)?);
                }
            } else if !line::is_by(&bytes, other) {
                victims.extend(self.broken_victim(place, &bytes)?);
            }
        }
        self.write_over(&victims)
    }

    /// What a damaged line of this device becomes: a line that fills its number, if that is missed;
    /// else nothing, for its number is another line's, or will be that of the next.
    fn broken_victim(&self, place: Place, bytes: &[u8]) -> Result<Option<Victim>, Failure> {
        let is_missed = |n| n < self.seen.max() && !self.seen.contains(n);
        if Claim::read(bytes).is_some_and(|claim| is_missed(claim.n)) {
            return self.own_victim(place);
        }
        Ok(Some(Victim { place, gone: vec![b'\n'; bytes.len()], text_at: 0 }))
    }
}

/// Noise in the place of a sealed line.
fn noise(place: Place, bytes: &[u8]) -> Result<Victim, Failure> {
    let Some(Sealed { device, n, x }) = Sealed::read(bytes) else {
        // not even its end is what it was
        let Claim { device, n, len: text_at, .. } = Claim::read(bytes).ok_or(Failure::Damaged)?;
        let frame = line::noise_line(device, n, 0)?.len();
        let gone = line::noise_line(device, n, bytes.len().saturating_sub(frame))?;
        return Ok(Victim { place, gone, text_at });
    };
    let gone = line::noise_line(device, n, x.len())?;
    let text_at = bytes.len() - TAIL - 1 - x.len();
    Ok(Victim { place, gone, text_at })
}

fn line_at(sheet: &dyn Sheet, place: Place) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![0; place.len as usize];
    let filled = fill(sheet, &mut bytes, place.offset)?;
    bytes.truncate(filled);
    Ok(bytes)
}
