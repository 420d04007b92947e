//! `home.json` and its twin: whose home this is, and the wrapped keys of sealed records.
//! Two copies, each with a sum; the valid one with the highest `rev` counts.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    journey::{Resident, Seat},
    seal::{Keyring, PersonKeys, Slots},
};

use super::{
    Failure,
    disk::{self, Disk},
    line::{hex, json},
};

/// The two copies; the second is written first.
pub(super) const COPIES: [&str; 2] = ["home.json", "home.json.2"];
/// The largest `home.json`, in bytes.
pub(super) const MOST: u64 = 1024 * 1024;

/// How a person's records are kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Protect {
    None,
    Passphrase,
}

/// A person, as anybody who finds the file may know them.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Occupant {
    id: String,
    label: String,
    protect: Protect,
}

/// What `home.json` says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Home {
    format: String,
    version: u64,
    /// The lowest version of the program's format that may write here.
    pub(super) min_reader: u64,
    pub(super) rev: u64,
    /// Names this home for good: 32 hex digits.
    #[serde(rename = "home")]
    pub(super) id: String,
    people: Vec<Occupant>,
    /// Wrapped keys; none while all records are open.
    pub(super) slots: Slots,
}

/// The state of one copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Copy {
    /// Readable, and the latest.
    Good,
    /// Readable, and older than the other.
    Older,
    /// Not there.
    Missing,
    /// There, and not what was written.
    Damaged,
}

/// One copy: how it is, and what it says in which bytes.
type Read = (Copy, Option<(Home, Vec<u8>)>);

/// The home as read, and how its copies are.
pub(super) struct Found {
    pub(super) home: Home,
    pub(super) copies: [Copy; 2],
    bytes: Vec<u8>,
}

impl Home {
    /// A new home for people who are called by these labels (at most two are used).
    pub(super) fn new(id: String, labels: &[String]) -> Self {
        let people = labels.iter().zip(1..=2).map(|(label, number)| Occupant {
            id: format!("p{number}"),
            label: label.clone(),
            protect: Protect::None,
        });
        Self {
            format: "amends-home".to_owned(),
            version: 1,
            min_reader: 1,
            rev: 1,
            id,
            people: people.collect(),
            slots: Slots::default(),
        }
    }

    /// Who lives here.
    pub(super) fn residents(&self) -> Vec<Resident> {
        let resident = |person: &Occupant| Resident {
            label: person.label.clone(),
            lock: person.protect == Protect::Passphrase,
        };
        self.people.iter().map(resident).collect()
    }

    /// Whether a person has a passphrase.
    pub(super) fn has_lock(&self, seat: Seat) -> bool {
        self.person(seat).is_some_and(|person| person.protect == Protect::Passphrase)
    }

    /// Whether anybody has.
    pub(super) fn has_locks(&self) -> bool {
        Seat::ALL.iter().any(|seat| self.has_lock(*seat))
    }

    /// The seats of those who have.
    pub(super) fn locked(&self) -> Vec<Seat> {
        Seat::ALL.into_iter().filter(|seat| self.has_lock(*seat)).collect()
    }

    fn person(&self, seat: Seat) -> Option<&Occupant> {
        self.people.iter().find(|person| person.id == seat.id())
    }

    /// Says that a person has a passphrase now, or none.
    pub(super) fn set_lock(&mut self, seat: Seat, lock: bool) {
        let protect = if lock { Protect::Passphrase } else { Protect::None };
        if let Some(person) = self.people.iter_mut().find(|person| person.id == seat.id()) {
            person.protect = protect;
        }
    }

    /// Calls a person by another label; says whether it was another.
    pub(super) fn set_label(&mut self, seat: Seat, label: &str) -> bool {
        let person = self.people.iter_mut().find(|person| person.id == seat.id());
        person.is_some_and(|person| {
            let other = person.label != label;
            label.clone_into(&mut person.label);
            other
        })
    }

    /// The people without a passphrase.
    pub(super) fn open_seats(&self) -> Vec<Seat> {
        let open = |seat: &Seat| self.person(*seat).is_some_and(|it| it.protect == Protect::None);
        Seat::ALL.into_iter().filter(open).collect()
    }

    /// The keys that need no passphrase.
    pub(super) fn ring(&self) -> Keyring {
        Keyring::of(&self.id, self.slots.open_couple())
    }

    /// The keys with those of a person, and with what they open.
    pub(super) fn ring_of(&self, own: PersonKeys) -> Keyring {
        let couple = self.slots.couple(&self.id, &own);
        self.ring().with(own, couple)
    }

    /// Whether the file says of somebody that they have no passphrase, and has a lock of theirs.
    pub(super) fn is_at_odds(&self) -> bool {
        Seat::ALL.iter().any(|seat| !self.has_lock(*seat) && self.slots.are_for(*seat))
    }

    fn to_bytes(&self) -> Result<Vec<u8>, Failure> {
        Ok(with_sum(serde_json::to_vec(self).map_err(|_| Failure::Damaged)?))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let home: Self = has_sum(bytes).then(|| json(bytes))??;
        let named = home.id.len() == 32 && home.id.bytes().all(|c| c.is_ascii_hexdigit());
        (home.format == "amends-home" && named).then_some(home)
    }

    /// The next version of the file, in both copies, the second first.
    pub(super) fn rewrite(
        &mut self,
        disk: &dyn Disk,
        dir: &Path,
        device: &str,
    ) -> Result<(), Failure> {
        self.rev = self.rev.saturating_add(1);
        self.write(disk, dir, device)
    }

    /// Writes both copies, the second first.
    pub(super) fn write(&self, disk: &dyn Disk, dir: &Path, device: &str) -> Result<(), Failure> {
        let bytes = self.to_bytes()?;
        COPIES.iter().rev().try_for_each(|name| disk::replace(disk, dir, name, device, &bytes))
    }
}

/// A JSON object as a line that ends in the sum of what is before it.
pub(super) fn with_sum(mut object: Vec<u8>) -> Vec<u8> {
    object.pop();
    let sum = hex(&Sha256::digest(&object));
    object.extend_from_slice(format!(",\"sum\":\"{sum}\"}}\n").as_bytes());
    object
}

/// Whether such a line is what was written.
pub(super) fn has_sum(line: &[u8]) -> bool {
    let Some(at) = memchr::memmem::rfind(line, b",\"sum\":\"") else { return false };
    let (body, end) = line.split_at(at);
    let sum = format!(",\"sum\":\"{}\"}}", hex(&Sha256::digest(body)));
    end.trim_ascii_end() == sum.as_bytes()
}

/// Both copies, whatever their state.
pub(super) fn copies(disk: &dyn Disk, dir: &Path) -> Result<[Read; 2], Failure> {
    let one = |name: &str| -> Result<Read, Failure> {
        match disk::read(disk, &dir.join(name), MOST) {
            Ok(None) => Ok((Copy::Missing, None)),
            Err(Failure::TooLong) => Ok((Copy::Damaged, None)),
            Ok(Some(bytes)) => Ok(match Home::from_bytes(&bytes) {
                Some(home) => (Copy::Good, Some((home, bytes))),
                None => (Copy::Damaged, None),
            }),
            Err(failure) => Err(failure),
        }
    };
    let mut both = [one(COPIES[0])?, one(COPIES[1])?];
    let rev = |copy: &Read| copy.1.as_ref().map(|(home, _)| home.rev);
    if let (Some(first), Some(second)) = (rev(&both[0]), rev(&both[1])) {
        match first.cmp(&second) {
            std::cmp::Ordering::Less => both[0].0 = Copy::Older,
            std::cmp::Ordering::Greater => both[1].0 = Copy::Older,
            std::cmp::Ordering::Equal => {}
        }
    }
    Ok(both)
}

/// The home in `dir`.
///
/// # Errors
/// [`Failure::NoHome`] if neither copy is there, [`Failure::Damaged`] if neither is readable.
pub(super) fn find(disk: &dyn Disk, dir: &Path) -> Result<Found, Failure> {
    let both = copies(disk, dir)?;
    let states = [both[0].0, both[1].0];
    let best = both.into_iter().find(|(copy, _)| *copy == Copy::Good).and_then(|(_, home)| home);
    match best {
        Some((home, bytes)) => Ok(Found { home, copies: states, bytes }),
        None if states == [Copy::Missing; 2] => Err(Failure::NoHome),
        None => Err(Failure::Damaged),
    }
}

impl Found {
    /// Makes both copies the same again, byte for byte. Says whether one was lost.
    pub(super) fn repair(
        &self,
        disk: &dyn Disk,
        dir: &Path,
        device: &str,
    ) -> Result<bool, Failure> {
        for (name, copy) in COPIES.iter().zip(self.copies).rev() {
            if copy != Copy::Good {
                disk::replace(disk, dir, name, device, &self.bytes)?;
            }
        }
        Ok(self.copies.iter().any(|copy| matches!(copy, Copy::Damaged | Copy::Missing)))
    }
}
