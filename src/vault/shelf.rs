//! Reads single lines back from the logs, by where they lie.
//! Neighbours are read together, so that going through all of them is one stream.

use std::{collections::HashMap, path::PathBuf};

use crate::journey::Record;

use super::{
    Failure,
    disk::{Disk, How, Sheet, fill},
    line::{Envelope, Head, Version, opening},
    pages::{self, OPENING},
    scan::CHUNK,
    survey::{LogFile, Place},
};

/// How much of a line is read for its beginning, in bytes; enough for most.
const HEAD: usize = 512;
/// How much is read if that was not enough: the longest head and [`OPENING`] escaped characters.
const LONG_HEAD: usize = 4096;
/// Lines up to this length are read with their neighbours even where their beginnings would do:
/// one big read is quicker than many small ones.
const SHORT: u32 = 8192;

/// The logs, opened as they are needed.
pub(super) struct Shelf<'a> {
    disk: &'a dyn Disk,
    log: PathBuf,
    files: &'a [LogFile],
    sheets: HashMap<u32, Option<Box<dyn Sheet>>>,
    buffer: Vec<u8>,
    /// What `buffer` holds: which file, from where, how many bytes.
    held: (u32, u64, usize),
}

impl<'a> Shelf<'a> {
    /// The logs `files` in the directory `log`.
    pub(super) fn of(disk: &'a dyn Disk, log: PathBuf, files: &'a [LogFile]) -> Self {
        Self { disk, log, files, sheets: HashMap::new(), buffer: Vec::new(), held: (0, 0, 0) }
    }

    /// Reads up to `want` bytes from `offset` into the buffer.
    fn load(&mut self, file: u32, offset: u64, want: usize) -> Result<(), Failure> {
        if !self.sheets.contains_key(&file) {
            let name = self.files.get(file as usize).ok_or(Failure::Damaged)?;
            let sheet = self.disk.open(&self.log.join(&name.name), How::Read)?;
            self.sheets.insert(file, sheet);
        }
        self.held = (file, offset, 0);
        // a sync program may have taken a log away since: then nothing can be read from it
        let Some(Some(sheet)) = self.sheets.get(&file) else { return Ok(()) };
        if self.buffer.len() < want {
            self.buffer.resize(want, 0);
        }
        self.held.2 = fill(&**sheet, &mut self.buffer[..want], offset)?;
        Ok(())
    }

    /// The bytes from `place` on, `len` of them or as many as there are; reads `ahead` bytes.
    fn bytes(&mut self, place: Place, len: usize, ahead: usize) -> Result<&[u8], Failure> {
        let (file, start, held) = self.held;
        let from = place.offset.checked_sub(start).and_then(|from| usize::try_from(from).ok());
        let from = match from {
            Some(from) if file == place.file && from + len <= held => from,
            _ => {
                self.load(place.file, place.offset, len.max(ahead))?;
                0
            }
        };
        let to = self.held.2.min(from + len);
        Ok(&self.buffer[from..to])
    }

    /// A whole line; its neighbours are read with it.
    pub(super) fn line(&mut self, place: Place) -> Result<&[u8], Failure> {
        self.bytes(place, place.len as usize, CHUNK)
    }

    /// The record of a line; none if it is damaged, or not a record that this version knows.
    pub(super) fn record(&mut self, place: Place) -> Result<Option<Record>, Failure> {
        let line = self.bytes(place, place.len as usize, 0)?;
        Ok(record(line))
    }

    /// A version of a page and its opening, from the line's beginning alone if that will do;
    /// none if the line is not what it was when it was noted.
    pub(super) fn leaf(&mut self, place: Place) -> Result<Option<(Version, String)>, Failure> {
        let ahead = if place.len <= SHORT { CHUNK } else { 0 };
        for enough in [HEAD, LONG_HEAD] {
            let line = self.bytes(place, enough.min(place.len as usize), ahead)?;
            if let Some(leaf) = leaf(line) {
                return Ok(Some(leaf));
            }
            if line.len() == place.len as usize {
                break;
            }
        }
        let Some(record) = self.record(place)? else { return Ok(None) };
        Ok(split(record).map(|(version, text)| (version, pages::opening(&text))))
    }
}

/// The record of a line; none if it is damaged, or not a record that this version knows.
pub(super) fn record(line: &[u8]) -> Option<Record> {
    let envelope = Envelope::read(line)?;
    Record::from_json(envelope.b?.get(), &envelope.d, envelope.n).ok()?
}

/// A version of a page and its opening, from the beginning of its line.
fn leaf(line: &[u8]) -> Option<(Version, String)> {
    let head = Head::read(line)?;
    let (device, n) = (head.device, head.n);
    let page = head.page()?;
    let version = page.version(device, n)?;
    Some((version, opening(line.get(page.text_at..)?, OPENING)?))
}

/// A version of a page and its text; none if the record is no page.
pub(super) fn split(record: Record) -> Option<(Version, String)> {
    use crate::journey::Event;
    let Record { id, at, order, by, event } = record;
    match event {
        Event::Entry { text, .. } => {
            Some((Version { page: id, edits: false, at, order, by }, text))
        }
        Event::EntryEdit { of, text } => {
            Some((Version { page: of, edits: true, at, order, by }, text))
        }
        _ => None,
    }
}
