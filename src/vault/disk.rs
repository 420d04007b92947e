//! What the store asks of a disk, so that a simulated one can stand in.
//! The real one is in `real.rs`; nothing else in the program touches files.

use std::path::Path;

use super::Failure;

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// To read.
    Read,
    /// To read, to write at its end and to cut it.
    Append,
    /// To read and to write over what is there.
    Overwrite,
}

/// What can stand at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A plain file.
    File,
    /// A directory.
    Dir,
    /// A link, a pipe, a device.
    Other,
}

/// What stands at a path, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// Length in bytes.
    pub len: u64,
    /// Whether other users of the machine have any right to it.
    pub loose: bool,
    /// Whether it belongs to whoever runs the program.
    pub ours: bool,
}

/// A disk. Paths are absolute.
pub trait Disk: Send {
    /// What stands at `path`; none if nothing does.
    fn stat(&self, path: &Path) -> Result<Option<Stat>, Failure>;
    /// The names in a directory, sorted; none if it is not there. Names that are no text are
    /// left out: the program never makes such.
    fn list(&self, dir: &Path) -> Result<Vec<String>, Failure>;
    /// Makes a directory with its parents, for its owner alone. One that is there is left as it is.
    fn make_dir(&self, dir: &Path) -> Result<(), Failure>;
    /// Takes an empty directory away.
    fn remove_dir(&self, dir: &Path) -> Result<(), Failure>;
    /// Opens a plain file that is ours; none if nothing is there.
    fn open(&self, path: &Path, how: How) -> Result<Option<Box<dyn Sheet>>, Failure>;
    /// Makes a file for its owner alone, to append to. Refuses if anything is there.
    fn create(&self, path: &Path) -> Result<Box<dyn Sheet>, Failure>;
    /// Gives a file another name, taking that name's place.
    fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure>;
    /// Takes a file's name away. None there is fine.
    fn unlink(&self, path: &Path) -> Result<(), Failure>;
    /// Makes the names in a directory durable.
    fn sync_dir(&self, dir: &Path) -> Result<(), Failure>;
    /// Takes all rights of other users away.
    fn tighten(&self, path: &Path) -> Result<(), Failure>;
    /// Whether files can be made in a directory.
    fn can_write(&self, dir: &Path) -> bool;
    /// Holds `path` as the one holder until the answer is dropped; none if another holds it.
    fn lock(&self, path: &Path) -> Result<Option<Box<dyn Send>>, Failure>;
}

/// An open file.
pub trait Sheet: Send {
    /// Length in bytes.
    fn size(&self) -> Result<u64, Failure>;
    /// Reads at `offset`; 0 bytes at the end.
    fn read_at(&self, into: &mut [u8], offset: u64) -> Result<usize, Failure>;
    /// Writes all of `bytes` at the end. After a failure any part of them may be there.
    fn append(&mut self, bytes: &[u8]) -> Result<(), Failure>;
    /// Writes all of `bytes` over what is at `offset`.
    fn overwrite(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Failure>;
    /// Cuts to `len` bytes.
    fn set_len(&mut self, len: u64) -> Result<(), Failure>;
    /// Makes the content durable. After a failure it must not be trusted again.
    fn sync(&mut self) -> Result<(), Failure>;
}

/// How much of a large file is read at once, in bytes.
pub(super) const CHUNK: usize = 256 * 1024;

/// Reads `into` full from `offset`, or as much as there is; says how much.
pub(super) fn fill(sheet: &dyn Sheet, into: &mut [u8], offset: u64) -> Result<usize, Failure> {
    let mut filled = 0;
    while filled < into.len() {
        let read = sheet.read_at(&mut into[filled..], offset + filled as u64)?;
        if read == 0 {
            break;
        }
        filled += read;
    }
    Ok(filled)
}

/// All of a small file; none if it is not there.
///
/// # Errors
/// [`Failure::TooLong`] over `most` bytes, and whatever the disk says.
pub(super) fn read(disk: &dyn Disk, path: &Path, most: u64) -> Result<Option<Vec<u8>>, Failure> {
    let Some(sheet) = disk.open(path, How::Read)? else { return Ok(None) };
    let size = sheet.size()?;
    if size > most {
        return Err(Failure::TooLong);
    }
    let mut bytes = vec![0; usize::try_from(size).map_err(|_| Failure::TooLong)?];
    let filled = fill(&*sheet, &mut bytes, 0)?;
    bytes.truncate(filled);
    Ok(Some(bytes))
}

/// Puts `bytes` in the place of a small file, whole or not at all, by way of a file beside it
/// that begins with `.tmp-<device>-`.
pub(super) fn replace(
    disk: &dyn Disk,
    dir: &Path,
    name: &str,
    device: &str,
    bytes: &[u8],
) -> Result<(), Failure> {
    let aside = dir.join(format!(".tmp-{device}-{name}"));
    disk.unlink(&aside)?;
    let written = disk.create(&aside).and_then(|mut sheet| {
        sheet.append(bytes)?;
        sheet.sync()
    });
    let done = written.and_then(|()| disk.rename(&aside, &dir.join(name)));
    if done.is_err() {
        drop(disk.unlink(&aside));
    }
    done?;
    disk.sync_dir(dir)
}

/// Writes zeros over a small file and takes it away. One that is not there is fine.
pub(super) fn shred(disk: &dyn Disk, dir: &Path, name: &str) -> Result<(), Failure> {
    let path = dir.join(name);
    let Some(mut sheet) = disk.open(&path, How::Overwrite)? else { return Ok(()) };
    let size = usize::try_from(sheet.size()?).map_err(|_| Failure::TooLong)?;
    sheet.overwrite(0, &vec![0; size])?;
    sheet.sync()?;
    disk.unlink(&path)?;
    disk.sync_dir(dir)
}
