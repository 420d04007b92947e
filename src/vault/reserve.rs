//! `.reserve`: room kept free on the home's disk.
//! Given up when the disk is full, so that the sentence on the screen still fits.

use std::path::Path;

use super::{
    Failure,
    disk::{Disk, How, Kind},
};

const NAME: &str = ".reserve";
/// How much room, in bytes.
pub(super) const SIZE: usize = 256 * 1024;

/// Whether the room is there.
pub(super) fn is_there(disk: &dyn Disk, data: &Path) -> bool {
    let stat = disk.stat(&data.join(NAME)).ok().flatten();
    stat.is_some_and(|stat| stat.kind == Kind::File && stat.len >= SIZE as u64)
}

/// Takes the room, if the disk has it. It is a courtesy: a failure is none.
pub(super) fn take(disk: &dyn Disk, data: &Path) {
    if is_there(disk, data) {
        return;
    }
    let path = data.join(NAME);
    let taken = room().and_then(|room| {
        let mut sheet = match disk.open(&path, How::Append)? {
            Some(mut sheet) => {
                sheet.set_len(0)?;
                sheet
            }
            None => disk.create(&path)?,
        };
        sheet.append(&room)?;
        sheet.sync()
    });
    if taken.is_err() {
        drop(disk.unlink(&path));
    }
}

/// Bytes that no file system can store in less room.
fn room() -> Result<Vec<u8>, Failure> {
    let mut room = vec![0; SIZE];
    getrandom::fill(&mut room).map_err(|_| Failure::Io(std::io::ErrorKind::Other))?;
    Ok(room)
}

/// Gives the room up; says whether there was any.
pub(super) fn release(disk: &dyn Disk, data: &Path) -> bool {
    let path = data.join(NAME);
    let some = disk.stat(&path).ok().flatten().is_some_and(|stat| stat.len > 0);
    some && disk.unlink(&path).is_ok()
}
