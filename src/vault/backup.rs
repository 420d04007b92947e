//! A home as one file, and back: sealed as it lies, with a sum of every part and of the whole.
//! What belongs to one machine only stays there.

use std::{
    collections::BTreeSet,
    io::{self, BufRead as _, BufReader, Read, Seek, SeekFrom, Write},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::platform::dirs::Places;

use super::{
    Failure, Rooms,
    disk::{self, CHUNK, Disk, How, Sheet, fill},
    home::{self, COPIES, Home, MOST, has_sum, with_sum},
    line::{LONGEST, hex, is_whole, json},
    open::{MAKER, exists_on},
    place::LogFile,
    real::RealDisk,
};

const FORMAT: &str = "amends-backup";
const VERSION: u64 = 1;
/// The longest first line, in bytes: thousands of logs.
const HEAD: u64 = 1024 * 1024;
/// What the names of logs begin with.
const LOG: &str = "log/";

/// Why a backup could not be made or put back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Spoilt {
    /// The file is no backup, or not all of what was written.
    #[error("this is no whole backup")]
    Damaged,
    /// A newer version of the program made it.
    #[error("a newer version made this backup")]
    Newer,
    /// What the machine said about the file.
    #[error("the machine said about the backup: {0}")]
    File(io::ErrorKind),
    /// What is wrong with the home, or with the place for it.
    #[error(transparent)]
    Home(#[from] Failure),
}

impl From<io::Error> for Spoilt {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged,
            kind => Self::File(kind),
        }
    }
}

/// A file of the home.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Part {
    name: String,
    len: u64,
    /// SHA-256, in hex.
    sum: String,
}

/// The first line of a backup; all parts follow it, in its order.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: String,
    version: u64,
    parts: Vec<Part>,
    /// SHA-256 of all parts, in hex.
    whole: String,
}

/// What every version's first line begins with.
#[derive(Deserialize)]
struct Kind {
    format: String,
    version: u64,
}

/// Writes a home, sealed as it lies, into an empty file. It can be done while another has the home
/// open.
///
/// # Errors
/// [`Spoilt::Home`], with [`Failure::InUse`] if a page was thrown away just now; [`Spoilt::File`].
pub fn backup(places: &Places, into: &mut impl Write) -> Result<(), Spoilt> {
    backup_on(&RealDisk, places, into)
}

/// The same from any disk.
pub fn backup_on(disk: &dyn Disk, places: &Places, into: &mut impl Write) -> Result<(), Spoilt> {
    let rooms = Rooms::of(places, &home::find(disk, &places.data)?.home.id);
    rooms.inspect(disk)?;
    let taken = Taken::of(disk, &rooms)?;
    into.write_all(&taken.head()?)?;
    for part in &taken.logs {
        Taken::copy(disk, &rooms, part, into)?;
    }
    for (_, bytes) in &taken.homes {
        into.write_all(bytes)?;
    }
    Ok(into.flush()?)
}

/// What is in a home now.
struct Taken {
    logs: Vec<Part>,
    /// The copies of `home.json`.
    homes: Vec<(Part, Vec<u8>)>,
    whole: String,
}

impl Taken {
    /// The logs first: a key is in the key file before a line needs it.
    fn of(disk: &dyn Disk, rooms: &Rooms) -> Result<Self, Failure> {
        let mut taken = Self { logs: Vec::new(), homes: Vec::new(), whole: String::new() };
        let mut whole = Sha256::new();
        for log in disk.list(&rooms.log)?.into_iter().filter(|it| LogFile::named(it).is_some()) {
            let Some(sheet) = disk.open(&rooms.log.join(&log), How::Read)? else { continue };
            let len = without_half(&*sheet)?;
            let mut sum = Sha256::new();
            each_chunk(&*sheet, len, |chunk| {
                sum.update(chunk);
                whole.update(chunk);
            })?;
            let name = format!("{LOG}{log}");
            taken.logs.push(Part { name, len, sum: hex(&sum.finalize()) });
        }
        for copy in COPIES {
            let Some(bytes) = disk::read(disk, &rooms.data.join(copy), MOST)? else { continue };
            whole.update(&bytes);
            let (len, sum) = (bytes.len() as u64, hex(&Sha256::digest(&bytes)));
            taken.homes.push((Part { name: copy.to_owned(), len, sum }, bytes));
        }
        taken.whole = hex(&whole.finalize());
        Ok(taken)
    }

    fn head(&self) -> Result<Vec<u8>, Failure> {
        let homes = self.homes.iter().map(|(part, _)| part);
        let parts = self.logs.iter().chain(homes).cloned().collect();
        let (format, whole) = (FORMAT.to_owned(), self.whole.clone());
        let head = Head { format, version: VERSION, parts, whole };
        let head = with_sum(serde_json::to_vec(&head).map_err(|_| Failure::Damaged)?);
        if head.len() as u64 > HEAD { Err(Failure::TooLong) } else { Ok(head) }
    }

    fn copy(
        disk: &dyn Disk,
        rooms: &Rooms,
        part: &Part,
        into: &mut impl Write,
    ) -> Result<(), Spoilt> {
        let path = rooms.data.join(&part.name);
        let sheet = disk.open(&path, How::Read)?.ok_or(Failure::InUse)?;
        let (mut sum, mut written) = (Sha256::new(), Ok(()));
        each_chunk(&*sheet, part.len, |chunk| {
            sum.update(chunk);
            if written.is_ok() {
                written = into.write_all(chunk);
            }
        })?;
        written?;
        if hex(&sum.finalize()) != part.sum {
            return Err(Failure::InUse.into());
        }
        Ok(())
    }
}

/// The length of a log without a last line that is not all there.
fn without_half(sheet: &dyn Sheet) -> Result<u64, Failure> {
    let len = sheet.size()?;
    let most = len.min(LONGEST as u64 + 1);
    let mut end = vec![0; usize::try_from(most).map_err(|_| Failure::TooLong)?];
    let filled = fill(sheet, &mut end, len - most)?;
    end.truncate(filled);
    let last = memchr::memrchr(b'\n', &end).map_or(0, |at| at + 1);
    let half = &end[last..];
    Ok(if is_whole(half) { len } else { len - half.len() as u64 })
}

/// Hands the first `len` bytes over, or as many as there are.
fn each_chunk(sheet: &dyn Sheet, len: u64, mut hear: impl FnMut(&[u8])) -> Result<(), Failure> {
    let mut buffer = vec![0; CHUNK];
    let mut at = 0;
    while at < len {
        let most = usize::try_from(len - at).unwrap_or(CHUNK).min(CHUNK);
        let read = fill(sheet, &mut buffer[..most], at)?;
        if read == 0 {
            break;
        }
        hear(&buffer[..read]);
        at += read as u64;
    }
    Ok(())
}

/// Reads a backup to its last byte, and says whether it is one.
///
/// # Errors
/// [`Spoilt::Damaged`], [`Spoilt::Newer`], [`Spoilt::File`].
pub fn verify(from: &mut (impl Read + Seek)) -> Result<(), Spoilt> {
    Found::in_file(from).map(drop)
}

/// A backup that was read to its end and is whole.
struct Found {
    parts: Vec<Part>,
    /// Where the first part begins.
    begins: u64,
}

impl Found {
    fn in_file(from: &mut (impl Read + Seek)) -> Result<Self, Spoilt> {
        let end = from.seek(SeekFrom::End(0))?;
        from.rewind()?;
        let mut line = Vec::new();
        BufReader::new(from.by_ref().take(HEAD)).read_until(b'\n', &mut line)?;
        let begins = line.len() as u64;
        let head = Head::read(&line)?;
        let lens = head.parts.iter().try_fold(begins, |sum, part| sum.checked_add(part.len));
        if lens != Some(end) || !head.is_home() {
            return Err(Spoilt::Damaged);
        }
        from.seek(SeekFrom::Start(begins))?;
        let (mut whole, mut home) = (Sha256::new(), false);
        for part in &head.parts {
            let mut small = Vec::new();
            part.each_chunk(from, |chunk| {
                whole.update(chunk);
                if part.is_copy() {
                    small.extend_from_slice(chunk);
                }
                Ok(())
            })?;
            home |= Home::from_bytes(&small).is_some();
        }
        if !home || hex(&whole.finalize()) != head.whole {
            return Err(Spoilt::Damaged);
        }
        Ok(Self { parts: head.parts, begins })
    }
}

impl Head {
    fn read(line: &[u8]) -> Result<Self, Spoilt> {
        if !line.ends_with(b"\n") || !has_sum(line) {
            return Err(Spoilt::Damaged);
        }
        let kind: Kind = json(line).ok_or(Spoilt::Damaged)?;
        match (kind.format.as_str(), kind.version) {
            (FORMAT, VERSION) => {}
            (FORMAT, newer) if newer > VERSION => return Err(Spoilt::Newer),
            _ => return Err(Spoilt::Damaged),
        }
        json(line).ok_or(Spoilt::Damaged)
    }

    /// Whether its parts are files of a home, each once: a name is never taken for a path.
    fn is_home(&self) -> bool {
        let names: BTreeSet<_> = self.parts.iter().map(|part| &part.name).collect();
        let known = self.parts.iter().all(|part| part.is_copy() || part.log().is_some());
        let small = self.parts.iter().all(|part| !part.is_copy() || part.len <= MOST);
        names.len() == self.parts.len() && known && small
    }
}

impl Part {
    fn is_copy(&self) -> bool {
        COPIES.contains(&self.name.as_str())
    }

    /// The name of a log; none if it is no name, or leads anywhere.
    fn log(&self) -> Option<&str> {
        let log = self.name.strip_prefix(LOG)?;
        let plain = !log.contains(['/', '\0']) && log.len() <= 255;
        (plain && LogFile::named(log).is_some()).then_some(log)
    }

    /// Hands its bytes over, from where the file stands.
    fn each_chunk(
        &self,
        from: &mut impl Read,
        mut hear: impl FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<(), Spoilt> {
        let mut buffer = vec![0; CHUNK];
        let (mut sum, mut left) = (Sha256::new(), self.len);
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
            from.read_exact(&mut buffer[..most])?;
            sum.update(&buffer[..most]);
            hear(&buffer[..most])?;
            left -= most as u64;
        }
        if hex(&sum.finalize()) != self.sum {
            return Err(Spoilt::Damaged);
        }
        Ok(())
    }
}

/// Puts a home back from a backup, where there is none. All of it is read and found whole before
/// anything is written; `home.json` comes last, and what was made is taken away if that fails.
///
/// # Errors
/// [`Spoilt::Home`] with [`Failure::Exists`] if there is a home; [`Spoilt::Damaged`],
/// [`Spoilt::Newer`], [`Spoilt::File`].
pub fn restore(places: &Places, from: &mut (impl Read + Seek)) -> Result<(), Spoilt> {
    restore_on(&RealDisk, places, from)
}

/// The same onto any disk.
pub fn restore_on(
    disk: &dyn Disk,
    places: &Places,
    from: &mut (impl Read + Seek),
) -> Result<(), Spoilt> {
    let rooms = Rooms::of(places, "");
    let exists = exists_on(disk, places)?;
    if exists && has_copy(disk, &rooms)? {
        return Err(Failure::Exists.into());
    }
    let found = Found::in_file(from)?;
    if exists && !found.was_begun(disk, &rooms)? {
        return Err(Failure::Exists.into());
    }
    disk.make_dir(&rooms.data)?;
    rooms.inspect(disk)?;
    disk.make_dir(&rooms.log)?;
    disk.sync_dir(&rooms.data)?;
    let mut made = Vec::new();
    let done = found.put_back(disk, &rooms, from, &mut made);
    if done.is_err() {
        for path in made {
            drop(disk.unlink(&path));
        }
    }
    done
}

/// Whether either copy of the key file is there.
fn has_copy(disk: &dyn Disk, rooms: &Rooms) -> Result<bool, Failure> {
    for copy in COPIES {
        if disk.stat(&rooms.data.join(copy))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Found {
    /// Whether the logs without a home that are there are this backup's: the power went while it
    /// was put back, and it may go on.
    fn was_begun(&self, disk: &dyn Disk, rooms: &Rooms) -> Result<bool, Failure> {
        for log in disk.list(&rooms.log)?.into_iter().filter(|it| LogFile::named(it).is_some()) {
            let Some(part) = self.parts.iter().find(|part| part.log() == Some(&log)) else {
                return Ok(false);
            };
            let Some(sheet) = disk.open(&rooms.log.join(&log), How::Read)? else { continue };
            let mut sum = Sha256::new();
            each_chunk(&*sheet, part.len, |chunk| sum.update(chunk))?;
            if sheet.size()? != part.len || hex(&sum.finalize()) != part.sum {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What was made is added to `made`.
    fn put_back(
        &self,
        disk: &dyn Disk,
        rooms: &Rooms,
        from: &mut (impl Read + Seek),
        made: &mut Vec<PathBuf>,
    ) -> Result<(), Spoilt> {
        from.seek(SeekFrom::Start(self.begins))?;
        let mut homes = Vec::new();
        let mut staged = Vec::new();
        for (n, part) in self.parts.iter().enumerate() {
            let Some(log) = part.log() else {
                let mut bytes = Vec::new();
                part.each_chunk(from, |chunk| {
                    bytes.extend_from_slice(chunk);
                    Ok(())
                })?;
                homes.push((part.name.as_str(), bytes));
                continue;
            };
            // under another name until all are there, so that a half of them is no log
            let aside = rooms.log.join(format!(".tmp-{MAKER}-{n}"));
            disk.unlink(&aside)?;
            let mut sheet = disk.create(&aside)?;
            made.push(aside.clone());
            part.each_chunk(from, |chunk| sheet.append(chunk))?;
            sheet.sync()?;
            staged.push((aside, rooms.log.join(log)));
        }
        for (aside, log) in staged {
            disk.rename(&aside, &log)?;
            made.push(log);
        }
        disk.sync_dir(&rooms.log)?;
        // the first copy last of all
        homes.sort_by(|(one, _), (other, _)| other.cmp(one));
        for (name, bytes) in homes {
            made.push(rooms.data.join(name));
            disk::replace(disk, &rooms.data, name, MAKER, &bytes)?;
        }
        Ok(())
    }
}
