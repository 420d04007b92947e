//! Records, sealed and opened: XChaCha20-Poly1305 over a padded inside, bound to its place.

use amends_cipher::{AT_ONCE, NONCE, TAG, open, seal, stream};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use zeroize::Zeroizing;

use super::{Key, Shut, random, ring::Drawer};
use crate::journey::{Reach, Seat};

/// The least that an inside is padded to, in bytes.
const LEAST: usize = 1024;
/// What every inside begins with.
const BEGINS: &[u8; 6] = br#"{"t":""#;

/// The keys that open and seal the lines of one device, the newest of each drawer first.
#[derive(Clone, Debug)]
pub struct Streams {
    home: String,
    device: String,
    keys: Vec<(Drawer, u32, Key)>,
}

/// How many letters of a sealed line are enough to see what it is: the nonce, a type, ids, a time
/// and counters.
pub const HEAD: usize = letters_for(144);

/// How many letters hold the nonce and so many bytes after it; four letters are three bytes.
const fn letters_for(bytes: usize) -> usize {
    (NONCE + bytes).div_ceil(3) * 4
}

/// What was in a sealed line.
pub struct Inside {
    /// The record's JSON.
    pub json: Zeroizing<Vec<u8>>,
    /// Whose drawer it was in; none if it is for both.
    pub owner: Option<Seat>,
    /// Whether it was sealed with the newest key.
    pub is_newest: bool,
}

/// Without what was in it.
impl std::fmt::Debug for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Inside({:?}, newest {})", self.owner, self.is_newest)
    }
}

/// How long something of this length is after padding: Padmé, which leaks of a length only its
/// size class and wastes at most 12 % (Nikitin et al., PETS 2019).
fn padme(len: usize) -> usize {
    let len = len.max(LEAST);
    let exponent = len.ilog2();
    let mask = (1 << (exponent - (exponent.ilog2() + 1))) - 1;
    (len + mask) & !mask
}

fn aad(home: &str, device: &str, n: u64) -> String {
    format!("amends/1|rec|{home}|{device}|{n}")
}

impl Streams {
    pub(super) fn new(home: &str, device: &str, keys: Vec<(Drawer, u32, Key)>) -> Self {
        Self { home: home.to_owned(), device: device.to_owned(), keys }
    }

    /// The newest key to a drawer: a person's own, or what both may read.
    fn to(&self, drawer: Drawer) -> Option<&Key> {
        self.keys.iter().find(|(it, ..)| *it == drawer).map(|(_, _, key)| key)
    }

    fn is_newest(&self, drawer: Drawer, epoch: u32) -> bool {
        self.keys.iter().find(|(it, ..)| *it == drawer).is_some_and(|(_, it, _)| *it == epoch)
    }

    /// Whether something that `by` wrote for these eyes can be sealed.
    pub fn can_seal(&self, by: Seat, reach: Reach) -> bool {
        self.to(drawer(by, reach)).is_some()
    }

    /// Seals the inside of this device's line `n`. None if there is no key for it.
    ///
    /// # Errors
    /// [`Shut::NoChance`].
    pub fn seal(
        &self,
        by: Seat,
        reach: Reach,
        n: u64,
        json: &[u8],
    ) -> Result<Option<String>, Shut> {
        let Some(key) = self.to(drawer(by, reach)) else { return Ok(None) };
        let aad = aad(&self.home, &self.device, n);
        sealed(key, random()?, &aad, json, padme(json.len() + 1)).map(Some)
    }

    /// Opens the inside of this device's line `n`; none if no key at hand does.
    pub fn open(&self, n: u64, x: &[u8]) -> Option<Inside> {
        let mut room = Room::default();
        let Opened { owner, is_newest, .. } = self.open_in(n, x, &mut room)?;
        Some(Inside { json: room.json, owner, is_newest })
    }

    /// The same in a room that may be used again.
    pub fn open_in<'r>(&self, n: u64, x: &[u8], room: &'r mut Room) -> Option<Opened<'r>> {
        let aad = aad(&self.home, &self.device, n);
        room.take(x)?;
        let opens = |(_, _, key): &&(Drawer, u32, Key)| {
            // to try a seal takes as long as its text is
            (self.keys.len() == 1 || begins(key, &room.sealed))
                && opened(key, &aad, &room.sealed, &mut room.json).is_some()
        };
        let (drawer, epoch, _) = self.keys.iter().find(opens)?;
        let is_newest = self.is_newest(*drawer, *epoch);
        Some(Opened { json: &room.json, owner: drawer.owner(), is_newest })
    }

    /// The beginning of an inside, from the first [`HEAD`] letters of a line, if a key at hand
    /// opens it. It is not checked: only enough to know what it is before all of it is opened.
    pub fn head<'r>(&self, x: &[u8], room: &'r mut Room) -> Option<Opened<'r>> {
        room.take(x.get(..HEAD)?)?;
        let Room { sealed, json } = room;
        let (nonce, text) = sealed.split_first_chunk::<NONCE>()?;
        json.resize(text.len().next_multiple_of(AT_ONCE), 0);
        let (drawer, epoch, _) = self.keys.iter().find(|(_, _, key)| {
            json[..text.len()].copy_from_slice(text);
            stream(key.bytes(), nonce, json);
            json.starts_with(BEGINS)
        })?;
        let is_newest = self.is_newest(*drawer, *epoch);
        Some(Opened { json: json.get(..text.len())?, owner: drawer.owner(), is_newest })
    }

    /// Seals words that are not saved yet, padded to steps of 4 KiB. None if there is no key.
    ///
    /// # Errors
    /// [`Shut::NoChance`].
    pub fn seal_draft(&self, by: Seat, reach: Reach, json: &[u8]) -> Result<Option<String>, Shut> {
        let Some(key) = self.to(drawer(by, reach)) else { return Ok(None) };
        let len = (json.len() + 1).next_multiple_of(4096);
        sealed(key, random()?, &self.draft_aad(by), json, len).map(Some)
    }

    /// Opens them.
    pub fn open_draft(&self, by: Seat, x: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut room = Room::default();
        room.take(x)?;
        let aad = self.draft_aad(by);
        let mut opens = |key| opened(key, &aad, &room.sealed, &mut room.json);
        self.keys.iter().find_map(|(_, _, key)| opens(key))?;
        Some(room.json)
    }

    fn draft_aad(&self, by: Seat) -> String {
        format!("amends/1|draft|{}|{}|{by}", self.home, self.device)
    }
}

/// Where insides are opened, one after the other; wiped when it is let go.
#[derive(Default)]
pub struct Room {
    /// `nonce ‖ sealed`, which is no secret.
    sealed: Vec<u8>,
    json: Zeroizing<Vec<u8>>,
}

/// Without what was opened in it.
impl std::fmt::Debug for Room {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Room")
    }
}

impl Room {
    /// Takes in what is to be opened.
    fn take(&mut self, x: &[u8]) -> Option<()> {
        self.sealed.resize(base64::decoded_len_estimate(x.len()), 0);
        let len = BASE64.decode_slice(x, &mut self.sealed).ok()?;
        self.sealed.truncate(len);
        Some(())
    }
}

/// What was in a sealed line, or how it begins.
pub struct Opened<'r> {
    /// The record's JSON, or its first bytes.
    pub json: &'r [u8],
    /// Whose drawer it is in; none if it is for both.
    pub owner: Option<Seat>,
    /// Whether it is sealed with the newest key.
    pub is_newest: bool,
}

/// Without what was in it.
impl std::fmt::Debug for Opened<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opened({:?}, newest {})", self.owner, self.is_newest)
    }
}

fn drawer(by: Seat, reach: Reach) -> Drawer {
    match reach {
        Reach::Both => Drawer::Couple,
        Reach::OnlyYou | Reach::Sealed | Reach::NotKept => Drawer::Own(by),
    }
}

/// `nonce ‖ sealed`, in base64.
fn sealed(
    key: &Key,
    nonce: [u8; NONCE],
    aad: &str,
    json: &[u8],
    padded: usize,
) -> Result<String, Shut> {
    let mut bytes = Vec::with_capacity(NONCE + padded + TAG);
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(json);
    bytes.push(0x80);
    bytes.resize(NONCE + padded, 0);
    let (_, text) = bytes.split_at_mut(NONCE);
    let tag = seal(key.bytes(), &nonce, aad.as_bytes(), text).ok_or(Shut::Damaged)?;
    bytes.extend_from_slice(&tag);
    Ok(BASE64.encode(&bytes))
}

/// Puts what is in `nonce ‖ sealed` into `json`, without its padding; none if the key, the place or
/// a bit is wrong.
fn opened(key: &Key, aad: &str, bytes: &[u8], json: &mut Zeroizing<Vec<u8>>) -> Option<()> {
    let (nonce, rest) = bytes.split_first_chunk::<NONCE>()?;
    let (text, tag) = rest.split_last_chunk::<TAG>()?;
    if json.capacity() < text.len() {
        // one that grows would leave what was in it behind
        *json = Zeroizing::new(Vec::with_capacity(text.len()));
    }
    json.clear();
    json.extend_from_slice(text);
    open(key.bytes(), nonce, aad.as_bytes(), json, tag)?;
    let end = json.iter().rposition(|byte| *byte != 0)?;
    (json[end] == 0x80).then(|| json.truncate(end))
}

/// Whether what this key makes of `nonce ‖ sealed` begins as a record does.
fn begins(key: &Key, bytes: &[u8]) -> bool {
    let Some((nonce, text)) = bytes.split_first_chunk::<NONCE>() else { return false };
    let Some(first) = text.first_chunk::<{ BEGINS.len() }>() else { return false };
    let mut first = *first;
    stream(key.bytes(), nonce, &mut first);
    first == *BEGINS
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::seal::{Keyring, Keys, PersonKeys};

    const HOME: &str = "00112233445566778899aabbccddeeff";
    const DEVICE: &str = "9f2c41d07a83be15";

    /// The vector of the format's page, made with libsodium.
    const INSIDE: &str = r#"{"t":"entry.add","id":"01k0abc","at":"2026-11-22T09:14:03+01:00","lc":882,"pn":17,"b":{"step":3,"text":"I said it out loud today."}}"#;

    fn ring() -> Keyring {
        let own = PersonKeys { seat: Seat::First, own: Keys::from([(1, Key::from([0x22; 32]))]) };
        Keyring::of(HOME, Keys::new()).with(own, Keys::from([(1, Key::from([0x44; 32]))]))
    }

    fn hex(bytes: &[u8]) -> String {
        use std::fmt::Write as _;
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    #[test]
    fn the_record_of_the_format_page() {
        let streams = ring().streams(DEVICE);
        let key = streams.to(Drawer::Own(Seat::First)).unwrap();
        assert_eq!(
            hex(key.bytes()),
            "3724441f522f646e3fcb608436cc77e8899eeac9acd8d32878e4b9cfa6e5a3bf"
        );
        let x = sealed(key, [0x66; 24], &aad(HOME, DEVICE, 41), INSIDE.as_bytes(), 1024).unwrap();
        assert!(x.starts_with("ZmZmZmZm") && x.ends_with("sY5RLfhiiw4"));
        let line = format!(r#"{{"v":1,"d":"{DEVICE}","n":41,"x":"{x}","c":"1dcd4aa285de41ca"}}"#);
        assert_eq!(line.len(), 1486);
        assert_eq!(
            hex(&Sha256::digest(&line)),
            "dce06ff41a36b219cf1b55e39616b88b36f2ee0787ed1f88b9c0724ba73f744c"
        );
        let inside = streams.open(41, x.as_bytes()).unwrap();
        assert_eq!((&*inside.json, inside.owner), (&INSIDE.as_bytes().to_vec(), Some(Seat::First)));
        let mut room = Room::default();
        let head = streams.head(x.as_bytes(), &mut room).unwrap();
        assert!(head.json.starts_with(INSIDE.as_bytes()));
    }

    #[test]
    fn a_line_opens_in_its_place_only() {
        let streams = ring().streams(DEVICE);
        let x = streams.seal(Seat::First, Reach::OnlyYou, 7, INSIDE.as_bytes()).unwrap().unwrap();
        assert!(streams.open(7, x.as_bytes()).is_some());
        assert!(streams.open(8, x.as_bytes()).is_none(), "another number");
        let elsewhere = ring().streams("c00d7715aa01be99");
        assert!(elsewhere.open(7, x.as_bytes()).is_none(), "another device");
        let other = Keyring { home: HOME.replace('0', "f"), ..ring() };
        assert!(other.streams(DEVICE).open(7, x.as_bytes()).is_none(), "another home");
        for at in [0, 40, 200, x.len() - 1] {
            let mut flipped = x.clone().into_bytes();
            flipped[at] = if flipped[at] == b'A' { b'B' } else { b'A' };
            assert!(streams.open(7, &flipped).is_none(), "one letter changed at {at}");
        }
    }

    #[test]
    fn what_is_for_both_opens_for_both() {
        let streams = ring().streams(DEVICE);
        let both = streams.seal(Seat::First, Reach::Both, 7, INSIDE.as_bytes()).unwrap().unwrap();
        let own = streams.seal(Seat::First, Reach::OnlyYou, 8, INSIDE.as_bytes()).unwrap().unwrap();
        let other = PersonKeys::new(Seat::Second).unwrap();
        let theirs = Keyring::of(HOME, Keys::new()).with(other, ring().couple.clone());
        let theirs = theirs.streams(DEVICE);
        assert_eq!(theirs.open(7, both.as_bytes()).unwrap().owner, None);
        assert!(theirs.open(8, own.as_bytes()).is_none());
        assert!(theirs.head(own.as_bytes(), &mut Room::default()).is_none());
        assert!(theirs.seal(Seat::First, Reach::OnlyYou, 9, b"{}").unwrap().is_none());
    }

    #[test]
    fn lengths_fall_into_classes() {
        for (len, padded) in [(0, 1024), (1024, 1024), (1025, 1088), (1800, 1856), (65_537, 67_584)]
        {
            assert_eq!(padme(len), padded, "{len}");
        }
        for len in 1024..100_000 {
            let padded = padme(len);
            assert!(padded >= len && padded * 100 <= len * 112, "{len} -> {padded}");
        }
    }

    #[test]
    fn a_new_epoch_opens_the_old_lines_and_seals_with_the_new_key() {
        let mut own = ring().own.unwrap();
        let old = ring().streams(DEVICE);
        let x = old.seal(Seat::First, Reach::OnlyYou, 7, INSIDE.as_bytes()).unwrap().unwrap();
        own.renew().unwrap();
        let new = Keyring::of(HOME, Keys::new()).with(own, Keys::new()).streams(DEVICE);
        assert!(!new.open(7, x.as_bytes()).unwrap().is_newest);
        let x = new.seal(Seat::First, Reach::OnlyYou, 8, INSIDE.as_bytes()).unwrap().unwrap();
        assert!(
            new.open(8, x.as_bytes()).unwrap().is_newest && old.open(8, x.as_bytes()).is_none()
        );
    }

    #[test]
    fn drafts_are_sealed_too() {
        let streams = ring().streams(DEVICE);
        let x = streams.seal_draft(Seat::First, Reach::OnlyYou, b"half a").unwrap().unwrap();
        assert_eq!(BASE64.decode(&x).unwrap().len(), NONCE + 4096 + TAG);
        assert_eq!(*streams.open_draft(Seat::First, x.as_bytes()).unwrap(), b"half a");
        assert!(streams.open_draft(Seat::Second, x.as_bytes()).is_none());
    }
}
