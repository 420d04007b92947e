//! Throwing a page away: its lines are written over where they lie.
//! The words go first and the line's head last, so that a cut-off erasure can be found and ended.

use std::collections::BTreeSet;

use super::{
    Failure, Vault,
    disk::{How, Sheet, fill},
    line::{self, Head, TAIL},
    survey::{Place, short},
};

/// A line that is to be written over.
struct Victim {
    place: Place,
    /// What it becomes.
    gone: Vec<u8>,
    /// Where in the line its words begin.
    text_at: usize,
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
        let files: BTreeSet<u32> = marked.iter().map(|place| place.file).collect();
        for file in files {
            self.erase_in(file, marked.iter().copied().filter(|place| place.file == file))?;
        }
        Ok(())
    }

    /// Whether lines of this device can stand in a file.
    fn may_hold_ours(&self, file: u32) -> bool {
        let device = self.files.get(file as usize).and_then(|file| file.device.as_ref());
        device.is_none_or(|device| *device == self.device.id)
    }

    fn overwriter(&self, file: u32) -> Result<Option<Box<dyn Sheet>>, Failure> {
        let Some(file) = self.files.get(file as usize) else { return Ok(None) };
        self.disk.open(&self.rooms.log.join(&file.name), How::Overwrite)
    }

    fn erase_in(&mut self, file: u32, places: impl Iterator<Item = Place>) -> Result<(), Failure> {
        let Some(mut sheet) = self.overwriter(file)? else { return Ok(()) };
        let mut victims = Vec::new();
        for place in places {
            victims.extend(self.victim(&*sheet, place)?);
        }
        if victims.is_empty() {
            return Ok(());
        }
        for Victim { place, gone, text_at } in &victims {
            sheet.overwrite(place.offset + *text_at as u64, &gone[*text_at..])?;
        }
        sheet.sync()?;
        for Victim { place, gone, text_at } in &victims {
            sheet.overwrite(place.offset, &gone[..*text_at])?;
        }
        sheet.sync()?;
        for lines in [&mut self.pages, &mut self.doubles, &mut self.void] {
            lines.retain(|place| !victims.iter().any(|victim| victim.place == *place));
        }
        Ok(())
    }

    /// The line at a place, if it is this device's and of a page that was thrown away.
    fn victim(&self, sheet: &dyn Sheet, place: Place) -> Result<Option<Victim>, Failure> {
        let bytes = line_at(sheet, place)?;
        let Some(head) = Head::read(&bytes) else { return Ok(None) };
        let (device, n) = (head.device, head.n);
        let Some(page) = head.page() else { return Ok(None) };
        let id = crate::journey::RecordId(page.page.to_owned());
        let doomed = self.void.contains(&place) || self.erased.contains(&(page.by, id));
        if device != self.device.id || !doomed {
            return Ok(None);
        }
        let gone = line::gone_line(device, n, bytes.len());
        Ok(gone.map(|gone| Victim { place, gone, text_at: page.text_at }))
    }

    /// Ends erasures that were cut off while a line's head was written over: the words are gone,
    /// the check is already that of the line that is to be. Says which numbers were put right.
    pub(super) fn mend_heads(&self, broken: &[Place]) -> Result<Vec<u64>, Failure> {
        let mut mended = Vec::new();
        for place in broken {
            let Some(mut sheet) = self.overwriter(place.file)? else { continue };
            let bytes = line_at(&*sheet, *place)?;
            let Some((device, n)) = line::claim(&bytes) else { continue };
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
}

fn line_at(sheet: &dyn Sheet, place: Place) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![0; place.len as usize];
    let filled = fill(sheet, &mut bytes, place.offset)?;
    bytes.truncate(filled);
    Ok(bytes)
}
