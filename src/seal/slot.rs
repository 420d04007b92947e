//! Slots: keys in `home.json`, each wrapped by something that a person knows or by another key.

use amends_cipher::{open, seal};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{
    Key, Keys, Passphrase, PersonKeys, Shut,
    passphrase::{code_of, code_words},
    random,
    ring::expand,
};
use crate::journey::Seat;

/// What opening a slot by passphrase costs (Argon2id, RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory in KiB.
    pub m: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
}

impl Cost {
    /// 256 MiB: about half a second.
    pub const FULL: Self = Self { m: 256 * 1024, t: 3, p: 1 };
    /// 64 MiB, for machines with less than 1 GiB free.
    pub const SMALL: Self = Self { m: 64 * 1024, t: 3, p: 1 };
    /// Next to nothing, for tests.
    pub const TEST: Self = Self { m: 64, t: 1, p: 1 };

    /// What a machine with so many free bytes can bear; unknown is enough.
    pub fn for_machine(free: Option<u64>) -> Self {
        if free.is_some_and(|free| free < 1 << 30) { Self::SMALL } else { Self::FULL }
    }

    /// Whether a file may ask for it: else a hostile one could stop the program or the machine.
    fn is_fair(self) -> bool {
        self == Self::TEST && cfg!(debug_assertions)
            || (19 * 1024..=1024 * 1024).contains(&self.m)
                && (1..=10).contains(&self.t)
                && (1..=4).contains(&self.p)
    }
}

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Opens {
    /// A person's own key.
    Person,
    /// The key to what both may read.
    Couple,
}

impl Opens {
    fn id(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Couple => "couple",
        }
    }
}

/// What opens a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    /// A passphrase.
    Argon2id,
    /// Twelve words on paper.
    Recovery,
    /// The person's own key.
    Person,
    /// Nothing: the key lies open, for a person without a passphrase.
    None,
}

/// A wrapped key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Slot {
    id: String,
    #[serde(rename = "for")]
    whose: Seat,
    opens: Opens,
    epoch: u32,
    by: By,
    /// The epoch of the person's key that opens it, if that is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by_epoch: Option<u32>,
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    cost: Option<Cost>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    salt: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    check: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    nonce: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    wrapped: String,
    /// The key itself, where nothing wraps it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    key: String,
}

/// A slot, or something that a later version put in its place and that is left as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Entry {
    Known(Box<Slot>),
    Other(Value),
}

/// All slots of a home.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slots(Vec<Entry>);

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64.decode(text).ok()?.try_into().ok()
}

impl Slot {
    fn by_epoch(&self) -> u32 {
        self.by_epoch.unwrap_or(1)
    }

    fn aad(&self, home: &str) -> String {
        let Self { id, whose, opens, epoch, .. } = self;
        let head = format!("amends/1|slot|{home}|{id}|{whose}|{}|{epoch}", opens.id());
        match (self.by, self.cost) {
            (By::Argon2id, Some(Cost { m, t, p })) => {
                format!("{head}|argon2id|{m}|{t}|{p}|{}", self.salt)
            }
            (By::Recovery, _) => format!("{head}|recovery|{}", self.salt),
            _ => format!("{head}|person|{}", self.by_epoch()),
        }
    }

    fn wrap(&mut self, home: &str, with: &Key, key: &Key, nonce: [u8; 24]) -> Result<(), Shut> {
        self.nonce = BASE64.encode(nonce);
        let mut sealed = Zeroizing::new(*key.bytes());
        let tag = seal(with.bytes(), &nonce, self.aad(home).as_bytes(), &mut *sealed)
            .ok_or(Shut::Damaged)?;
        self.wrapped = BASE64.encode([sealed.as_slice(), &tag].concat());
        Ok(())
    }

    fn unwrap(&self, home: &str, with: &Key) -> Option<Key> {
        let wrapped = bytes::<48>(&self.wrapped)?;
        let (sealed, tag) = wrapped.split_last_chunk::<16>()?;
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(sealed);
        let nonce = bytes(&self.nonce)?;
        open(with.bytes(), &nonce, self.aad(home).as_bytes(), &mut *key, tag)?;
        Some(Key::from(*key))
    }

    /// The key that wraps, and what tells that it is the right one.
    fn keys(&self, home: &str, prk: &[u8; 32]) -> (Key, [u8; 16]) {
        let mut kek = Zeroizing::new([0; 32]);
        expand(prk, &format!("amends/1|kek|{home}|{}", self.id), &mut *kek);
        let mut check = [0; 16];
        expand(prk, &format!("amends/1|check|{home}|{}", self.id), &mut check);
        (Key::from(*kek), check)
    }

    /// What a person knows, stretched.
    fn stretched(&self, secret: &Passphrase) -> Result<Zeroizing<[u8; 32]>, Shut> {
        let salt = bytes::<16>(&self.salt).ok_or(Shut::Damaged)?;
        let mut prk = Zeroizing::new([0; 32]);
        if self.by == By::Argon2id {
            let cost = self.cost.filter(|cost| cost.is_fair()).ok_or(Shut::Damaged)?;
            let params =
                Params::new(cost.m, cost.t, cost.p, Some(32)).map_err(|_| Shut::Damaged)?;
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(secret.bytes(), &salt, &mut *prk)
                .map_err(|_| Shut::NoMemory)?;
        } else {
            let code = code_of(secret).ok_or(Shut::Wrong)?;
            prk.copy_from_slice(&Hkdf::<Sha256>::extract(Some(&salt), &*code).0);
        }
        Ok(prk)
    }

    /// Opens it with what a person knows.
    fn open(&self, home: &str, secret: &Passphrase) -> Result<Key, Shut> {
        let (kek, check) = self.keys(home, &*self.stretched(secret)?);
        if bytes::<16>(&self.check) != Some(check) {
            return Err(Shut::Wrong);
        }
        self.unwrap(home, &kek).ok_or(Shut::Damaged)
    }
}

fn wrap_info(home: &str, seat: Seat, epoch: u32) -> String {
    format!("amends/1|wrap|{home}|{seat}|{epoch}")
}

impl Slots {
    fn known(&self) -> impl Iterator<Item = &Slot> {
        self.0.iter().filter_map(|entry| match entry {
            Entry::Known(slot) => Some(&**slot),
            Entry::Other(_) => None,
        })
    }

    fn of(&self, seat: Seat) -> impl Iterator<Item = &Slot> {
        self.known().filter(move |slot| slot.whose == seat)
    }

    /// Whether there is a lock for this person.
    pub fn are_for(&self, seat: Seat) -> bool {
        self.of(seat).any(|slot| slot.opens == Opens::Person)
    }

    /// Whether there is a way in for this person without their passphrase: twelve words on paper.
    pub fn have_code(&self, seat: Seat) -> bool {
        self.of(seat).any(|slot| slot.by == By::Recovery)
    }

    /// The lock of a person, to try passphrases on; none if they have none.
    pub fn door(&self, home: &str, seat: Seat) -> Option<Door> {
        let slots = self.of(seat).filter(|slot| slot.opens == Opens::Person).cloned().collect();
        self.are_for(seat).then(|| Door { home: home.to_owned(), seat, slots })
    }

    /// The keys to what both may read that lie open.
    pub fn open_couple(&self) -> Keys {
        let open = self.known().filter(|slot| slot.opens == Opens::Couple && slot.by == By::None);
        open.filter_map(|slot| Some((slot.epoch, Key::from(bytes::<32>(&slot.key)?)))).collect()
    }

    /// The keys to what both may read that this person's keys open.
    pub fn couple(&self, home: &str, own: &PersonKeys) -> Keys {
        let slots = self.of(own.seat).filter(|slot| slot.opens == Opens::Couple);
        slots
            .filter(|slot| slot.by == By::Person)
            .filter_map(|slot| {
                let by = own.own.get(&slot.by_epoch())?;
                let with = by.derived(&wrap_info(home, own.seat, slot.by_epoch()));
                Some((slot.epoch, slot.unwrap(home, &with)?))
            })
            .collect()
    }

    fn new_id(&self) -> String {
        let taken = |id: &String| {
            self.0.iter().any(|entry| match entry {
                Entry::Known(slot) => slot.id == *id,
                Entry::Other(value) => value.get("id").and_then(Value::as_str) == Some(id),
            })
        };
        let ids = (1..=self.0.len() + 1).map(|n| format!("s{n}"));
        ids.into_iter().find(|id| !taken(id)).unwrap_or_default()
    }

    fn blank(&self, whose: Seat, opens: Opens, epoch: u32, by: By) -> Slot {
        Slot {
            id: self.new_id(),
            whose,
            opens,
            epoch,
            by,
            by_epoch: None,
            cost: None,
            salt: String::new(),
            check: String::new(),
            nonce: String::new(),
            wrapped: String::new(),
            key: String::new(),
        }
    }

    fn drop_where(&mut self, gone: impl Fn(&Slot) -> bool) {
        self.0.retain(|entry| !matches!(entry, Entry::Known(slot) if gone(slot)));
    }

    /// Puts a lock on a person's keys, in the place of the one before.
    ///
    /// # Errors
    /// [`Shut::NoMemory`], [`Shut::NoChance`].
    pub fn lock(
        &mut self,
        home: &str,
        own: &PersonKeys,
        passphrase: &Passphrase,
        cost: Cost,
    ) -> Result<(), Shut> {
        let seat = own.seat;
        let (epoch, key) = own.newest().ok_or(Shut::Damaged)?;
        let mut slot = self.blank(seat, Opens::Person, epoch, By::Argon2id);
        slot.cost = Some(cost);
        slot.salt = BASE64.encode(random::<16>()?);
        let (kek, check) = slot.keys(home, &*slot.stretched(passphrase)?);
        slot.check = BASE64.encode(check);
        slot.wrap(home, &kek, key, random()?)?;
        let is_person = |slot: &Slot| slot.whose == seat && slot.opens == Opens::Person;
        // a code opens the newest key too, or it is none
        self.drop_where(|slot| is_person(slot) && (slot.by != By::Recovery || slot.epoch != epoch));
        self.0.push(Entry::Known(Box::new(slot)));
        let info = wrap_info(home, seat, epoch);
        for (old, old_key) in own.own.range(..epoch) {
            let mut slot = self.blank(seat, Opens::Person, *old, By::Person);
            slot.by_epoch = Some(epoch);
            slot.wrap(home, &key.derived(&info), old_key, random()?)?;
            self.0.push(Entry::Known(Box::new(slot)));
        }
        Ok(())
    }

    /// Makes a recovery code for a person's newest key, in the place of the one before.
    ///
    /// # Errors
    /// [`Shut::NoChance`].
    pub fn make_code(&mut self, home: &str, own: &PersonKeys) -> Result<Passphrase, Shut> {
        self.drop_code(own.seat);
        let (epoch, key) = own.newest().ok_or(Shut::Damaged)?;
        let code = Zeroizing::new(random::<16>()?);
        let words = code_words(&code)?;
        let mut slot = self.blank(own.seat, Opens::Person, epoch, By::Recovery);
        slot.salt = BASE64.encode(random::<16>()?);
        let (kek, check) = slot.keys(home, &*slot.stretched(&words)?);
        slot.check = BASE64.encode(check);
        slot.wrap(home, &kek, key, random()?)?;
        self.0.push(Entry::Known(Box::new(slot)));
        Ok(words)
    }

    /// Takes the recovery code of a person away.
    pub fn drop_code(&mut self, seat: Seat) {
        self.drop_where(|slot| slot.whose == seat && slot.by == By::Recovery);
    }

    /// Gives a person the keys to what both may read, in the place of those they had.
    ///
    /// # Errors
    /// [`Shut::NoChance`].
    pub fn give_couple(&mut self, home: &str, own: &PersonKeys, keys: &Keys) -> Result<(), Shut> {
        let seat = own.seat;
        let (by_epoch, by) = own.newest().ok_or(Shut::Damaged)?;
        self.drop_where(|slot| slot.whose == seat && slot.opens == Opens::Couple);
        let with = by.derived(&wrap_info(home, seat, by_epoch));
        for (epoch, key) in keys {
            let mut slot = self.blank(seat, Opens::Couple, *epoch, By::Person);
            slot.by_epoch = (by_epoch != 1).then_some(by_epoch);
            slot.wrap(home, &with, key, random()?)?;
            self.0.push(Entry::Known(Box::new(slot)));
        }
        Ok(())
    }

    /// Lays the keys to what both may read open, for a person without a passphrase.
    pub fn lay_open(&mut self, seat: Seat, keys: &Keys) {
        self.drop_where(|slot| slot.whose == seat && slot.opens == Opens::Couple);
        for (epoch, key) in keys {
            let mut slot = self.blank(seat, Opens::Couple, *epoch, By::None);
            slot.key = BASE64.encode(key.bytes());
            self.0.push(Entry::Known(Box::new(slot)));
        }
    }
}

/// The lock of one person, apart from everything else: trying it takes a while and can be done
/// beside other work.
#[derive(Clone, Debug)]
pub struct Door {
    home: String,
    seat: Seat,
    slots: Vec<Slot>,
}

impl Door {
    /// Tries a passphrase, or the twelve words of a recovery code. Always takes as long as it
    /// takes, right or wrong.
    ///
    /// # Errors
    /// [`Shut::Wrong`], [`Shut::Damaged`], [`Shut::NoMemory`].
    pub fn open(&self, secret: &Passphrase) -> Result<PersonKeys, Shut> {
        let Self { home, seat, slots } = self;
        let mut shut = Shut::Wrong;
        let by = |by: By| slots.iter().filter(move |slot| slot.by == by);
        for slot in by(By::Argon2id).chain(by(By::Recovery)) {
            match slot.open(home, secret) {
                Ok(key) => {
                    let mut own = Keys::from([(slot.epoch, key.clone())]);
                    let with = key.derived(&wrap_info(home, *seat, slot.epoch));
                    let old = by(By::Person).filter(|old| old.by_epoch() == slot.epoch);
                    own.extend(old.filter_map(|old| Some((old.epoch, old.unwrap(home, &with)?))));
                    return Ok(PersonKeys { seat: *seat, own });
                }
                Err(Shut::Wrong) => {}
                Err(other) => shut = other,
            }
        }
        Err(shut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "00112233445566778899aabbccddeeff";

    /// The slots of the format's page, made with libsodium and the reference Argon2.
    const VECTOR: &str = r#"[{"id":"s1","for":"p1","opens":"person","epoch":1,"by":"argon2id","m":65536,"t":3,"p":1,"salt":"EREREREREREREREREREREQ","check":"L8zU/KZ+z2YnPTCKloJAVg","nonce":"MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMz","wrapped":"Plr6aFDMuLHVRQ17thDWepMuGp8wTanQhC/azZsnm8+ensVjdxFvGC3/gmyTVgfB"},{"id":"s3","for":"p1","opens":"couple","epoch":1,"by":"person","nonce":"VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV","wrapped":"7nb3sr+xeGds42QhHThpUDIjpyZ2Uwb0JW/xBvrA0CmueGh6XbLVa8hmLK42UOau"}]"#;

    fn phrase(text: &str) -> Passphrase {
        Passphrase::of(text).unwrap()
    }

    fn vector() -> Slots {
        serde_json::from_str(VECTOR).unwrap()
    }

    #[test]
    fn the_slots_of_the_format_page() {
        let slots = vector();
        let own = slots.door(HOME, Seat::First).unwrap();
        let own = own.open(&phrase("correct horse battery staple")).unwrap();
        assert_eq!(own.own[&1], Key::from([0x22; 32]));
        assert_eq!(slots.couple(HOME, &own)[&1], Key::from([0x44; 32]));
        let again = serde_json::to_string(&slots).unwrap();
        assert_eq!(again, VECTOR, "what is read is written so");
    }

    #[test]
    fn what_stands_in_a_slot_cannot_be_changed() {
        let right = phrase("correct horse battery staple");
        for (from, to, shut) in [
            (r#""t":3"#, r#""t":2"#, Shut::Wrong),
            (r#""for":"p1","opens":"person""#, r#""for":"p2","opens":"person""#, Shut::Damaged),
            (r#""id":"s1""#, r#""id":"s9""#, Shut::Wrong),
            (r#""m":65536"#, r#""m":4294967295"#, Shut::Damaged),
            (r#""m":65536"#, r#""m":64"#, Shut::Damaged),
            ("Plr6", "Plr7", Shut::Damaged),
            ("L8zU", "L8zV", Shut::Wrong),
        ] {
            let slots: Slots = serde_json::from_str(&VECTOR.replace(from, to)).unwrap();
            let seat = if slots.are_for(Seat::First) { Seat::First } else { Seat::Second };
            let door = slots.door(HOME, seat).unwrap();
            assert_eq!(door.open(&right).unwrap_err(), shut, "{from} -> {to}");
        }
        let elsewhere = vector().door(&HOME.replace('0', "f"), Seat::First).unwrap();
        assert_eq!(elsewhere.open(&right).unwrap_err(), Shut::Wrong);
    }

    #[test]
    fn locks_are_changed_without_changing_what_they_lock() {
        let mut slots = Slots::default();
        let mut own = PersonKeys::new(Seat::Second).unwrap();
        let couple = Keys::from([(1, Key::new().unwrap())]);
        slots.lay_open(Seat::First, &couple);
        assert_eq!(slots.open_couple(), couple);
        slots.lock(HOME, &own, &phrase("one"), Cost::TEST).unwrap();
        slots.give_couple(HOME, &own, &couple).unwrap();
        slots.lock(HOME, &own, &phrase("two"), Cost::TEST).unwrap();
        let door = slots.door(HOME, Seat::Second).unwrap();
        assert_eq!(door.open(&phrase("one")).unwrap_err(), Shut::Wrong);
        assert_eq!(door.open(&phrase("two")).unwrap().own, own.own);
        assert_eq!(slots.couple(HOME, &own), couple);
        own.renew().unwrap();
        slots.lock(HOME, &own, &phrase("three"), Cost::TEST).unwrap();
        slots.give_couple(HOME, &own, &couple).unwrap();
        let door = slots.door(HOME, Seat::Second).unwrap();
        let opened = door.open(&phrase("three")).unwrap();
        assert_eq!((opened.own.len(), &opened.own), (2, &own.own), "the old key is with the new");
        assert_eq!(slots.couple(HOME, &opened), couple);
        assert!(slots.door(HOME, Seat::First).is_none());
    }

    #[test]
    fn a_code_opens_what_a_passphrase_does_until_it_is_taken_away() {
        let mut slots = Slots::default();
        let own = PersonKeys::new(Seat::First).unwrap();
        slots.lock(HOME, &own, &phrase("one"), Cost::TEST).unwrap();
        let code = slots.make_code(HOME, &own).unwrap();
        let door = slots.door(HOME, Seat::First).unwrap();
        assert_eq!(door.open(&code).unwrap().own, own.own);
        assert_eq!(door.open(&phrase("zoo zoo zoo")).unwrap_err(), Shut::Wrong);
        assert!(slots.have_code(Seat::First));
        slots.drop_code(Seat::First);
        assert_eq!(slots.door(HOME, Seat::First).unwrap().open(&code).unwrap_err(), Shut::Wrong);
    }

    #[test]
    fn what_a_later_version_put_there_stays() {
        let text = r#"[{"id":"s1","by":"something new","deep":[1,2]}]"#;
        let mut slots: Slots = serde_json::from_str(text).unwrap();
        let own = PersonKeys::new(Seat::First).unwrap();
        slots.lock(HOME, &own, &phrase("one"), Cost::TEST).unwrap();
        let written = serde_json::to_string(&slots).unwrap();
        let written: Vec<Value> = serde_json::from_str(&written).unwrap();
        let before: Vec<Value> = serde_json::from_str(text).unwrap();
        assert_eq!(written[0], before[0]);
        assert_eq!(written[1]["id"], "s2", "and its name is not given again");
    }
}
