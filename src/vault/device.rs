//! `device.json`: which device this is, and what it has seen. It stays on this machine.
//! A copied home gets a new device, so that no two machines ever write one file.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::journey::Seat;

use super::{
    Failure,
    disk::{self, Disk},
    line::{hex, json},
};

const NAME: &str = "device.json";
const MOST: u64 = 1024 * 1024;

/// What the person at this machine has been told of, so that it is said once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    pub(super) damaged: u64,
    pub(super) missing: u64,
    pub(super) copies: u64,
    pub(super) same: u64,
    pub(super) own: u64,
}

/// This device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Device {
    /// Names it: 16 hex digits.
    #[serde(rename = "device")]
    pub(super) id: String,
    /// SHA-256 of the machine's id.
    machine: String,
    /// The highest number seen of each device.
    #[serde(default)]
    pub(super) seen: BTreeMap<String, u64>,
    #[serde(default)]
    pub(super) told: Told,
    /// Who had a passphrase: nobody loses it without being told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) locks: Vec<Seat>,
    /// The highest `rev` of `home.json` seen.
    #[serde(default)]
    pub(super) rev: u64,
}

/// Random bytes as hex.
pub(super) fn random_hex<const N: usize>() -> Result<String, Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Failure::Io(std::io::ErrorKind::Other))?;
    Ok(hex(&bytes))
}

/// Whether this is how a device is named.
pub(super) fn is_device(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
}

impl Device {
    /// A device that has written nothing, on the machine that is called so.
    pub(super) fn new(machine: &str) -> Result<Self, Failure> {
        Ok(Self {
            id: random_hex::<8>()?,
            machine: hex(&Sha256::digest(machine)),
            seen: BTreeMap::new(),
            told: Told::default(),
            locks: Vec::new(),
            rev: 0,
        })
    }

    /// The device of this state directory; none if there is none, if it cannot be read, or if
    /// the directory came from another machine.
    pub(super) fn find(
        disk: &dyn Disk,
        state: &Path,
        machine: &str,
    ) -> Result<Option<Self>, Failure> {
        let bytes = match disk::read(disk, &state.join(NAME), MOST) {
            Err(Failure::TooLong) | Ok(None) => return Ok(None),
            Ok(Some(bytes)) => bytes,
            Err(failure) => return Err(failure),
        };
        let device: Option<Self> = json(&bytes);
        let here = hex(&Sha256::digest(machine));
        Ok(device.filter(|device| is_device(&device.id) && device.machine == here))
    }

    /// Keeps it.
    pub(super) fn write(&self, disk: &dyn Disk, state: &Path) -> Result<(), Failure> {
        let mut bytes = serde_json::to_vec(self).map_err(|_| Failure::Damaged)?;
        bytes.push(b'\n');
        disk::replace(disk, state, NAME, &self.id, &bytes)
    }
}
