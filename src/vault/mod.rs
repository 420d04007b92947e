//! The store: the only code that touches the disk.
//! [`Store`] is what the program asks of it; [`Vault`] keeps on disk, [`Memory`] forgets.
#![doc = include_str!("FORMAT.md")]

mod backup;
mod cover;
mod device;
pub mod disk;
mod doctor;
mod draft;
mod drawer;
mod erase;
mod failure;
mod forget;
mod forget_me;
mod home;
mod line;
mod log;
mod look;
pub mod memory;
mod notice;
mod open;
mod pages;
mod place;
mod read;
pub mod real;
mod reserve;
mod runs;
mod scan;
mod search;
mod shelf;
mod store;
mod survey;
mod vault_store;
mod waiting;

pub use backup::{Spoilt, backup, backup_on, restore, restore_on, verify};
pub use doctor::{Checkup, Finding, doctor, doctor_on};
pub use drawer::{Newcomer, Unlocked};
pub use failure::Failure;
pub use forget::{forget_all, forget_all_on};
pub use home::Copy;
pub use memory::Memory;
pub use notice::Notice;
pub use open::{Opened, Options};
pub use pages::{Leaf, OPENING, Page};
pub use store::{PAGE, Store};

use std::{collections::BTreeSet, path::PathBuf};

use crate::{
    journey::{RecordId, Seat},
    seal::Keyring,
};

use self::{
    device::Device,
    disk::Disk,
    home::Home,
    log::Log,
    place::{LogFile, Place},
    runs::Runs,
    survey::Unread,
};

/// The directories of one home.
#[derive(Clone, Debug)]
struct Rooms {
    data: PathBuf,
    log: PathBuf,
    state: PathBuf,
}

/// A home on disk, open.
pub struct Vault {
    disk: Box<dyn Disk>,
    rooms: Rooms,
    device: Device,
    home: Home,
    /// What is unlocked.
    ring: Keyring,
    /// What was read while nothing was.
    unread: Option<Unread>,
    /// Why nothing may be written, if so.
    closed: Option<Failure>,
    log: Log,
    files: Vec<LogFile>,
    pages: Vec<Place>,
    /// Second copies of lines in `pages`: never read, written over with the first.
    doubles: Vec<Place>,
    /// Lines of this device that mean nothing any more and still hold words.
    void: Vec<Place>,
    erased: BTreeSet<(Seat, RecordId)>,
    /// Lines of this device that are to be sealed anew.
    stale: Vec<Place>,
    /// The numbers of this device's lines that are what was written.
    seen: Runs,
    /// Second copies of them, in files that a sync program made.
    copies: Vec<Place>,
    /// Lines of this device that are not what was written.
    broken: Vec<Place>,
    /// Sealed lines of this device that were thrown away, by their numbers.
    was: BTreeSet<u64>,
    /// This device's last number among the sealed lines of the person whose drawer is open, and
    /// among those for both.
    numbers: Numbers,
    /// How many sealed lines this session has added.
    sealed: u64,
    /// The highest Lamport counter seen.
    lc: u64,
    /// The number of this device's last line that was acknowledged.
    kept: u64,
    /// Held until the vault is dropped, last of all.
    _lock: Option<Box<dyn Send>>,
}

/// What sealed lines are counted by, inside their seals.
#[derive(Clone, Copy, Debug, Default)]
struct Numbers {
    own: u64,
    both: u64,
}

/// Which home, and nothing of what is in it.
impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault({:?})", self.closed)
    }
}
