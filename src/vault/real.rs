//! The machine's disk.
//! Files are made 0600 and directories 0700; links, pipes and other people's files are refused.

#![expect(clippy::disallowed_methods, reason = "this is the one file that touches the disk")]

use std::{
    ffi::OsString,
    fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io::{self, Write as _},
    os::unix::fs::{
        DirBuilderExt as _, FileExt as _, MetadataExt as _, OpenOptionsExt as _,
        PermissionsExt as _,
    },
    path::Path,
};

use rustix::fs::OFlags;

use super::{
    Failure,
    disk::{Disk, How, Kind, Sheet, Stat},
    failure::shown,
};

/// The machine's disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

fn ours(uid: u32) -> bool {
    uid == rustix::process::geteuid().as_raw()
}

/// Options that follow no link, wait for no pipe and are not inherited.
fn careful() -> OpenOptions {
    let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags.bits().cast_signed()).mode(0o600);
    options
}

/// An opened file, if it is a plain one and ours.
fn plain(file: File, path: &Path) -> Result<File, Failure> {
    let meta = file.metadata().map_err(|error| Failure::of(&error, path))?;
    match (meta.is_file(), ours(meta.uid())) {
        (false, _) => Err(Failure::WrongKind { path: shown(path) }),
        (true, false) => Err(Failure::NotOurs { path: shown(path) }),
        (true, true) => Ok(file),
    }
}

impl RealDisk {
    /// A file that cannot be opened: another's, a link, or what the machine said.
    fn refused(self, error: &io::Error, path: &Path) -> Failure {
        match self.stat(path) {
            Ok(Some(stat)) if stat.kind != Kind::File => Failure::WrongKind { path: shown(path) },
            Ok(Some(stat)) if !stat.ours => Failure::NotOurs { path: shown(path) },
            _ => Failure::of(error, path),
        }
    }
}

impl Disk for RealDisk {
    fn stat(&self, path: &Path) -> Result<Option<Stat>, Failure> {
        match path.symlink_metadata() {
            Ok(meta) => Ok(Some(Stat {
                kind: match (meta.is_file(), meta.is_dir()) {
                    (true, _) => Kind::File,
                    (_, true) => Kind::Dir,
                    _ => Kind::Other,
                },
                len: meta.len(),
                loose: meta.mode() & 0o077 != 0,
                ours: ours(meta.uid()),
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::of(&error, path)),
        }
    }

    fn list(&self, dir: &Path) -> Result<Vec<String>, Failure> {
        let entries = match std::fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::of(&error, dir)),
        };
        let names: io::Result<Vec<OsString>> =
            entries.map(|entry| Ok(entry?.file_name())).collect();
        let names = names.map_err(|error| Failure::of(&error, dir))?;
        let mut names: Vec<_> =
            names.into_iter().filter_map(|name| name.into_string().ok()).collect();
        names.sort_unstable();
        Ok(names)
    }

    fn make_dir(&self, dir: &Path) -> Result<(), Failure> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
        made.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Failure::WrongKind { path: shown(dir) },
            _ => Failure::of(&error, dir),
        })
    }

    fn remove_dir(&self, dir: &Path) -> Result<(), Failure> {
        std::fs::remove_dir(dir).map_err(|error| Failure::of(&error, dir))
    }

    fn open(&self, path: &Path, how: How) -> Result<Option<Box<dyn Sheet>>, Failure> {
        let mut options = careful();
        match how {
            How::Read => &mut options,
            How::Append => options.append(true),
            How::Overwrite => options.write(true),
        };
        match options.open(path) {
            Ok(file) => Ok(Some(Box::new(Page { file: plain(file, path)? }))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.refused(&error, path)),
        }
    }

    fn create(&self, path: &Path) -> Result<Box<dyn Sheet>, Failure> {
        let file = careful().append(true).create_new(true).open(path);
        Ok(Box::new(Page { file: file.map_err(|error| Failure::of(&error, path))? }))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        std::fs::rename(from, to).map_err(|error| Failure::of(&error, to))
    }

    fn unlink(&self, path: &Path) -> Result<(), Failure> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::of(&error, path)),
            _ => Ok(()),
        }
    }

    fn sync_dir(&self, dir: &Path) -> Result<(), Failure> {
        let synced = File::open(dir).and_then(|dir| dir.sync_all());
        match synced {
            // some network file systems cannot sync a directory, and do not need it
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            synced => synced.map_err(|error| Failure::of(&error, dir)),
        }
    }

    fn tighten(&self, path: &Path) -> Result<(), Failure> {
        let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let mut options = OpenOptions::new();
        let file = options.read(true).custom_flags(flags.bits().cast_signed()).open(path);
        let tightened = file.and_then(|file| {
            let mode = if file.metadata()?.is_dir() { 0o700 } else { 0o600 };
            file.set_permissions(Permissions::from_mode(mode))
        });
        tightened.map_err(|error| Failure::of(&error, path))
    }

    fn can_write(&self, dir: &Path) -> bool {
        use rustix::fs::{Access, AtFlags, CWD, accessat};
        accessat(CWD, dir, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).is_ok()
    }

    fn lock(&self, path: &Path) -> Result<Option<Box<dyn Send>>, Failure> {
        let file = careful().write(true).create(true).truncate(false).open(path);
        let file = plain(file.map_err(|error| self.refused(&error, path))?, path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(Locked(file)))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(Failure::of(&error, path)),
        }
    }
}

/// A lock that is let go of by saying so. To close the file would not be enough: a child that another
/// thread has just made holds it open too, until it begins.
struct Locked(File);

impl Drop for Locked {
    fn drop(&mut self) {
        drop(self.0.unlock());
    }
}

struct Page {
    file: File,
}

/// What the machine said about an open file, whose path no longer matters.
fn said(error: &io::Error) -> Failure {
    Failure::of(error, Path::new(""))
}

impl Sheet for Page {
    fn size(&self) -> Result<u64, Failure> {
        Ok(self.file.metadata().map_err(|error| said(&error))?.len())
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> Result<usize, Failure> {
        loop {
            match self.file.read_at(into, offset) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read.map_err(|error| said(&error)),
            }
        }
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.file.write_all(bytes).map_err(|error| said(&error))
    }

    fn overwrite(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
        self.file.write_all_at(bytes, offset).map_err(|error| said(&error))
    }

    fn set_len(&mut self, len: u64) -> Result<(), Failure> {
        self.file.set_len(len).map_err(|error| said(&error))
    }

    fn sync(&mut self) -> Result<(), Failure> {
        self.file.sync_data().map_err(|error| said(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_let_go_though_a_child_holds_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let file = careful().write(true).create(true).truncate(false).open(&path).unwrap();
        file.try_lock().unwrap();
        let inherited = file.try_clone().unwrap();
        let lock = Locked(file);
        assert!(RealDisk.lock(&path).unwrap().is_none());
        drop(lock);
        assert!(RealDisk.lock(&path).unwrap().is_some());
        drop(inherited);
    }
}
