//! Reads single lines back from the logs, by where they lie.
//! Neighbours are read together, so that going through all of them is one stream.

use std::{collections::HashMap, path::PathBuf};

use serde::Deserialize;

use crate::{
    journey::Record,
    seal::{Keyring, Room},
};

use super::{
    Failure,
    disk::{CHUNK, Disk, How, Sheet, fill},
    line::{Beginning, Envelope, Head, PageHead, Sealed, Version, opening, text},
    look::Opener,
    pages::{self, OPENING},
    place::{LogFile, Place},
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
    opener: Opener<'a>,
    room: Room,
    sheets: HashMap<u32, Option<Box<dyn Sheet>>>,
    buffer: Vec<u8>,
    /// What `buffer` holds: which file, from where, how many bytes.
    held: (u32, u64, usize),
}

impl<'a> Shelf<'a> {
    /// The logs `files` in the directory `log`.
    pub(super) fn of(
        disk: &'a dyn Disk,
        log: PathBuf,
        files: &'a [LogFile],
        ring: &'a Keyring,
    ) -> Self {
        let opener = Opener::of(ring);
        Self {
            disk,
            log,
            files,
            opener,
            room: Room::default(),
            sheets: HashMap::new(),
            buffer: Vec::new(),
            held: (0, 0, 0),
        }
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
            self.buffer = vec![0; want];
        }
        self.held.2 = fill(&**sheet, &mut self.buffer[..want], offset)?;
        Ok(())
    }

    /// The bytes from `place` on, `len` of them or as many as there are; reads `ahead` bytes.
    fn bytes(&mut self, place: Place, len: usize, ahead: usize) -> Result<&[u8], Failure> {
        let (from, to) = self.span(place, len, ahead)?;
        Ok(&self.buffer[from..to])
    }

    /// Where in the buffer they are.
    fn span(&mut self, place: Place, len: usize, ahead: usize) -> Result<(usize, usize), Failure> {
        let (file, start, held) = self.held;
        let from = place.offset.checked_sub(start).and_then(|from| usize::try_from(from).ok());
        let from = match from {
            Some(from) if file == place.file && from + len <= held => from,
            _ => {
                self.load(place.file, place.offset, len.max(ahead))?;
                0
            }
        };
        Ok((from, self.held.2.min(from + len)))
    }

    /// A whole line; its neighbours are read with it.
    pub(super) fn line(&mut self, place: Place) -> Result<&[u8], Failure> {
        self.bytes(place, place.len as usize, CHUNK)
    }

    /// The record of a line; none if it is damaged, or not a record that this version knows.
    pub(super) fn record(&mut self, place: Place) -> Result<Option<Record>, Failure> {
        Ok(self.held_record(place, 0)?.map(|held| held.record))
    }

    /// The same, with what is known of it beside; its neighbours are read with it.
    pub(super) fn held(&mut self, place: Place) -> Result<Option<Held>, Failure> {
        self.held_record(place, CHUNK)
    }

    fn held_record(&mut self, place: Place, ahead: usize) -> Result<Option<Held>, Failure> {
        let (from, to) = self.span(place, place.len as usize, ahead)?;
        Ok(record(&self.buffer[from..to], &mut self.opener))
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
            // a sealed page is opened whole, or not at all
            if line.len() == place.len as usize || Sealed::is_begun(line) {
                break;
            }
        }
        let sealed = self
            .sealed_text(place)?
            .and_then(|text| Some((text.version()?, opening(text.json, OPENING)?)));
        if let Some(leaf) = sealed {
            return Ok(Some(leaf));
        }
        let Some(Held { record, .. }) = self.held(place)? else { return Ok(None) };
        Ok(split(record).map(|(version, text)| (version, pages::opening(&text))))
    }

    /// A version of a page that is sealed as this program does it; its neighbours are read with
    /// it.
    pub(super) fn sealed_text(&mut self, place: Place) -> Result<Option<Text<'_>>, Failure> {
        let (from, to) = self.span(place, place.len as usize, CHUNK)?;
        Ok(sealed_text(&self.buffer[from..to], &mut self.opener, &mut self.room))
    }

    /// The text of a version of a page; none if the line is damaged, or holds none.
    pub(super) fn text(&mut self, place: Place) -> Result<Option<String>, Failure> {
        if let Some(text) = self.sealed_text(place)?.and_then(|it| text(it.json)) {
            return Ok(Some(text));
        }
        Ok(self.record(place)?.and_then(split).map(|(_, text)| text))
    }
}

/// A version of a page as it stands in a line, opened.
pub(super) struct Text<'a> {
    device: &'a str,
    n: u64,
    page: PageHead<'a>,
    /// From the first letter of its text on.
    pub(super) json: &'a [u8],
}

impl Text<'_> {
    /// Without its text; none if its time is none.
    pub(super) fn version(&self) -> Option<Version> {
        self.page.version(self.device, self.n)
    }
}

fn sealed_text<'a>(
    line: &'a [u8],
    opener: &mut Opener<'_>,
    room: &'a mut Room,
) -> Option<Text<'a>> {
    let Sealed { device, n, x } = Sealed::read(line)?;
    // the seal says more than the line's check
    let inside = opener.streams(device)?.open_in(n, x, room)?;
    let page = Beginning::read(inside.json, inside.owner?)?.page;
    let json = inside.json.get(page.text_at..)?;
    Some(Text { device, n, page, json })
}

/// A record, and how it was kept.
pub(super) struct Held {
    pub(super) record: Record,
    /// Its number among its writer's own, or among those for both; none if its line is open.
    pub(super) pn: Option<u64>,
}

/// A sealed record's number.
#[derive(Deserialize)]
struct Numbered {
    pn: u64,
}

/// The record of a line; none if it is damaged, or not a record that this version knows, or if no
/// key at hand opens it.
pub(super) fn record(line: &[u8], opener: &mut Opener<'_>) -> Option<Held> {
    let Envelope { d, n, b, x, .. } = Envelope::read(line)?;
    if let Some(inside) = b {
        let record = Record::from_json(inside.get(), &d, n, None).ok()??;
        return Some(Held { record, pn: None });
    }
    let inside = opener.streams(&d)?.open(n, x?.as_bytes())?;
    let json = std::str::from_utf8(&inside.json).ok()?;
    let record = Record::from_json(json, &d, n, inside.owner).ok()??;
    let pn = serde_json::from_str::<Numbered>(json).ok().map(|it| it.pn);
    Some(Held { record, pn })
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
