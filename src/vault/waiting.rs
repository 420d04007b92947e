//! Sealed lines that no key at hand opens, as they were found: enough of each to know it once a key
//! is there, so that unlocking a drawer need not read the logs again.

use std::{ops::Range, path::Path};

use crate::seal::HEAD;

use super::{
    Failure,
    disk::{Disk, Kind},
    place::{LogFile, Place},
};

/// Lines that wait for a key, in the order in which they were found.
#[derive(Default)]
pub(super) struct Waiting {
    devices: Vec<String>,
    lines: Vec<Line>,
    /// The first [`HEAD`] letters of each.
    letters: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Line {
    place: Place,
    device: u32,
    n: u64,
}

/// One line that waits.
#[derive(Clone, Copy)]
pub(super) struct Waits<'a> {
    /// The device that wrote it.
    pub(super) device: &'a str,
    /// That device's number for it.
    pub(super) n: u64,
    /// Where it lies.
    pub(super) place: Place,
    /// How its sealed inside begins, in base64.
    pub(super) x: &'a [u8],
}

impl Waiting {
    /// Adds a line.
    pub(super) fn add(&mut self, Waits { device, n, place, x }: Waits<'_>) {
        let known = self.devices.iter().rposition(|known| known == device).unwrap_or_else(|| {
            self.devices.push(device.to_owned());
            self.devices.len() - 1
        });
        let Ok(device) = u32::try_from(known) else { return };
        self.lines.push(Line { place, device, n });
        self.letters.extend_from_slice(&x[..x.len().min(HEAD)]);
        // a line that this program wrote is longer
        self.letters.resize(self.lines.len() * HEAD, b'A');
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = Waits<'_>> {
        self.heads(0..self.len()).filter_map(|(at, x)| {
            let Line { place, device, n } = *self.lines.get(at)?;
            Some(Waits { device: self.devices.get(device as usize)?, n, place, x })
        })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Of some of them: the number of its device, and how it begins.
    pub(super) fn part(&self, part: Range<usize>) -> impl Iterator<Item = (u32, &[u8])> {
        self.heads(part).filter_map(|(at, x)| Some((self.lines.get(at)?.device, x)))
    }

    fn heads(&self, part: Range<usize>) -> impl Iterator<Item = (usize, &[u8])> {
        let letters = self.letters.get(part.start * HEAD..part.end * HEAD).unwrap_or_default();
        part.zip(letters.chunks_exact(HEAD))
    }

    /// The devices that wrote them.
    pub(super) fn devices(&self) -> &[String] {
        &self.devices
    }
}

/// Whether the logs are those that were read, and nothing was added to them since. Whoever throws
/// something away adds a line first.
pub(super) fn are_as_read(disk: &dyn Disk, log: &Path, files: &[LogFile]) -> Result<bool, Failure> {
    let names = disk.list(log)?;
    let logs = names.iter().filter(|name| LogFile::named(name).is_some());
    if !logs.eq(files.iter().map(|file| &file.name)) {
        return Ok(false);
    }
    for file in files {
        let stat = disk.stat(&log.join(&file.name))?;
        if stat.is_none_or(|stat| stat.kind != Kind::File || stat.len != file.len) {
            return Ok(false);
        }
    }
    Ok(true)
}
