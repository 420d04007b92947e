//! Everything taken away for good: written over where it lies, then removed.
//! Only files of a home are touched; a folder goes if nothing else is in it.

use std::path::Path;

use crate::platform::dirs::Places;

use super::{
    Failure, Rooms,
    disk::{Disk, Kind, shred},
    failure::shown,
    home::{self, COPIES},
    open::exists_on,
    place::LogFile,
    real::RealDisk,
    reserve,
};

/// Takes a home away, with what this machine keeps beside it. It needs nobody's passphrase: whoever
/// can write the files can remove them.
///
/// # Errors
/// [`Failure::NoHome`]; [`Failure::InUse`]; [`Failure::ReadOnly`]; or what the machine said: then it
/// can be done again.
pub fn forget_all(places: &Places) -> Result<(), Failure> {
    forget_all_on(&RealDisk, places)
}

/// The same on any disk.
pub fn forget_all_on(disk: &dyn Disk, places: &Places) -> Result<(), Failure> {
    if !exists_on(disk, places)? {
        return Err(Failure::NoHome);
    }
    let id = match home::find(disk, &places.data) {
        Ok(found) => Some(found.home.id),
        // nobody knows any more which state belongs to it
        Err(Failure::Damaged | Failure::NoHome) => None,
        Err(failure) => return Err(failure),
    };
    let rooms = Rooms::of(places, id.as_deref().unwrap_or_default());
    rooms.inspect(disk)?;
    for dir in [&rooms.data, &rooms.log] {
        if disk.stat(dir)?.is_some() && !disk.can_write(dir) {
            return Err(Failure::ReadOnly);
        }
    }
    let half = |name: &str| name.starts_with(".tmp-");
    let is_home = |name: &str| {
        COPIES.contains(&name) || half(name) && COPIES.iter().any(|copy| name.ends_with(copy))
    };
    let is_log = |name: &str| half(name) || LogFile::named(name).is_some();
    // all of it or nothing, as far as that can be known before
    are_ours(disk, &rooms.data, is_home)?;
    are_ours(disk, &rooms.log, is_log)?;
    // the state first: once home.json is gone, nobody knows which it was
    if id.is_some() {
        disk.make_dir(&rooms.state)?;
        are_ours(disk, &rooms.state, |_| true)?;
        let _lock = disk.lock(&rooms.state.join("lock"))?.ok_or(Failure::InUse)?;
        shred_where(disk, &rooms.state, |_| true)?;
        drop(disk.remove_dir(&rooms.state));
        drop(disk.remove_dir(&places.state));
    }
    shred_where(disk, &rooms.data, is_home)?;
    shred_where(disk, &rooms.log, is_log)?;
    reserve::release(disk, &rooms.data);
    drop(disk.remove_dir(&rooms.log));
    drop(disk.remove_dir(&rooms.data));
    Ok(())
}

/// Refuses files that could not be written over.
fn are_ours(disk: &dyn Disk, dir: &Path, which: impl Fn(&str) -> bool) -> Result<(), Failure> {
    for name in disk.list(dir)?.into_iter().filter(|name| which(name)) {
        let path = dir.join(name);
        match disk.stat(&path)? {
            Some(stat) if stat.kind != Kind::File => {
                return Err(Failure::WrongKind { path: shown(&path) });
            }
            Some(stat) if !stat.ours => return Err(Failure::NotOurs { path: shown(&path) }),
            _ => {}
        }
    }
    Ok(())
}

fn shred_where(disk: &dyn Disk, dir: &Path, ours: impl Fn(&str) -> bool) -> Result<(), Failure> {
    let names = disk.list(dir)?.into_iter().filter(|name| ours(name));
    names.into_iter().try_for_each(|name| shred(disk, dir, &name))
}
