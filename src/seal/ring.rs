//! The keys that are in memory while somebody's drawer is open, and what is made of them.

use std::collections::BTreeMap;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Shut, random, record::Streams};
use crate::journey::Seat;

/// A key of 256 bits. It is wiped when it is let go, and `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl From<[u8; 32]> for Key {
    fn from(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl Key {
    /// A new one.
    ///
    /// # Errors
    /// [`Shut::NoChance`].
    pub fn new() -> Result<Self, Shut> {
        Ok(Self(Zeroizing::new(random()?)))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A key for one use, made of this one (HKDF-SHA256, no salt).
    pub(super) fn derived(&self, info: &str) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        expand(self.bytes(), info, &mut *bytes);
        Self(bytes)
    }
}

/// HKDF-SHA256 without salt.
pub(super) fn expand(ikm: &[u8], info: &str, okm: &mut [u8]) {
    // it fails only for outputs of more than 8,160 bytes
    let _ = Hkdf::<Sha256>::new(None, ikm).expand(info.as_bytes(), okm);
}

/// Keys by epoch: a new epoch begins when an old key is known to somebody.
pub type Keys = BTreeMap<u32, Key>;

/// The keys of one person, as their passphrase has given them.
#[derive(Clone, Debug)]
pub struct PersonKeys {
    /// Whose.
    pub seat: Seat,
    pub(super) own: Keys,
}

impl PersonKeys {
    /// The first keys of a person.
    ///
    /// # Errors
    /// [`Shut::NoChance`].
    pub fn new(seat: Seat) -> Result<Self, Shut> {
        Ok(Self { seat, own: Keys::from([(1, Key::new()?)]) })
    }

    /// The newest key, and its epoch.
    pub(super) fn newest(&self) -> Option<(u32, &Key)> {
        self.own.last_key_value().map(|(epoch, key)| (*epoch, key))
    }

    /// Keys for the same person, in a new epoch, that open nothing of before.
    ///
    /// # Errors
    /// [`Shut::NoChance`].
    pub fn anew(&self) -> Result<Self, Shut> {
        let mut own = self.clone();
        own.renew()?;
        let newest = own.newest().map_or(1, |(epoch, _)| epoch);
        own.own.retain(|epoch, _| *epoch == newest);
        Ok(own)
    }

    /// Begins a new epoch: what is sealed from now on opens with no key of before.
    ///
    /// # Errors
    /// [`Shut::NoChance`].
    pub fn renew(&mut self) -> Result<(), Shut> {
        let next = self.newest().map_or(1, |(epoch, _)| epoch.saturating_add(1));
        self.own.insert(next, Key::new()?);
        Ok(())
    }
}

/// Whose drawer a record lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Drawer {
    Own(Seat),
    Couple,
}

impl Drawer {
    /// Whose it is; none if it is for both.
    pub(super) fn owner(self) -> Option<Seat> {
        match self {
            Self::Own(seat) => Some(seat),
            Self::Couple => None,
        }
    }
}

/// The keys at hand: never those of two people.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    pub(super) home: String,
    pub(super) own: Option<PersonKeys>,
    pub(super) couple: Keys,
}

impl Keyring {
    /// For a home, with what needs no passphrase.
    pub fn of(home: &str, couple: Keys) -> Self {
        Self { home: home.to_owned(), own: None, couple }
    }

    /// With a person's keys, and what they open.
    #[must_use]
    pub fn with(self, own: PersonKeys, couple: Keys) -> Self {
        Self { own: Some(own), couple: couple.into_iter().chain(self.couple).collect(), ..self }
    }

    /// Whose drawer is open.
    pub fn seat(&self) -> Option<Seat> {
        self.own.as_ref().map(|own| own.seat)
    }

    /// That person's keys.
    pub fn person(&self) -> Option<&PersonKeys> {
        self.own.as_ref()
    }

    /// The keys to what both may read.
    pub fn couple(&self) -> &Keys {
        &self.couple
    }

    /// Whether nothing sealed can be opened with it.
    pub fn is_empty(&self) -> bool {
        self.own.is_none() && self.couple.is_empty()
    }

    /// What opens and seals the lines of one device.
    pub fn streams(&self, device: &str) -> Streams {
        let home = &self.home;
        let mut keys = Vec::new();
        if let Some(PersonKeys { seat, own }) = &self.own {
            keys.extend(own.iter().rev().map(|(epoch, key)| {
                let info = format!("amends/1|stream|{home}|private|{seat}|{device}|{epoch}");
                (Drawer::Own(*seat), *epoch, key.derived(&info))
            }));
        }
        keys.extend(self.couple.iter().rev().map(|(epoch, key)| {
            let info = format!("amends/1|stream|{home}|couple|{device}|{epoch}");
            (Drawer::Couple, *epoch, key.derived(&info))
        }));
        Streams::new(home, device, keys)
    }
}
