//! The proof that nothing that was acknowledged is lost, on a simulated disk: cut off, or failing, at
//! every operation. That the proof has teeth is `sabotage`'s part.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use amends::{
    journey::{Event, Face, Journey, Moved, Own, Reach, Record, RecordId, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    vault::{Failure, Newcomer, Opened, Options, Store as _, Unlocked, Vault, disk::Disk as _},
};

use super::{
    home::{longer, say},
    sim::{Chance, Fault, SimDisk, Trouble},
};

/// How many devices there can be.
const DEVICES: usize = 2;

/// The home as a device finds it: one folder for all, and a state of its own.
fn places_of(device: usize) -> Places {
    Places { data: "/d/amends".into(), state: format!("/s/{device}/amends").into() }
}

fn places() -> Places {
    places_of(0)
}

fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

/// Which kind of home it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nobody has a passphrase.
    #[default]
    Open,
    /// Nobody has a passphrase; two people, and two devices in turn.
    Pair,
    /// Two people, each with one, and two devices in turn.
    Locked,
    /// One person, who wants a passphrase in the middle of a session, and who changes it in the
    /// next because somebody knows it.
    Turning,
}

impl Shape {
    fn devices(self) -> usize {
        if matches!(self, Self::Pair | Self::Locked) { DEVICES } else { 1 }
    }

    /// Who is there.
    fn people(self) -> &'static [Seat] {
        if matches!(self, Self::Pair | Self::Locked) { &Seat::ALL } else { &[Seat::First] }
    }
}

/// The passphrases that are tried, one after the other.
const PASSPHRASES: [&str; 2] = ["the first", "the second"];

fn phrase(n: usize) -> Passphrase {
    Passphrase::of(PASSPHRASES[n]).unwrap()
}

/// What every text begins with, before a number of four digits: nothing sealed looks like that.
const WORDS: [&str; 8] = ["key", "page", "several", "draft", "edit", "other", "matter", "note"];

/// Something that a practice keeps, for its owner alone.
fn matter(fields: BTreeMap<String, serde_json::Value>) -> Event {
    Event::Matter(Face {
        of: None,
        practice: "triggers".into(),
        reach: Reach::OnlyYou,
        pair: "".into(),
        made: now().date_naive(),
        until: None,
        review: None,
        from: String::new(),
        begun: false,
        fields: fields.into(),
    })
}

/// A page, as it may be.
#[derive(Clone, Debug)]
struct Promised {
    by: Seat,
    /// Its text, as far as it was acknowledged.
    text: String,
    /// What may be there: its text, and whatever was begun since and not acknowledged; none for an
    /// erasure.
    may_be: BTreeSet<Option<String>>,
}

impl Promised {
    fn new(by: Seat, text: String) -> Self {
        Self { by, may_be: BTreeSet::from([Some(text.clone())]), text }
    }
}

/// What a person was told is kept, or destroyed.
#[derive(Clone, Debug, Default)]
struct Promises {
    shape: Shape,
    made: bool,
    /// How many locks were made, one after the other, and acknowledged.
    locks: usize,
    /// How the sealed insides of pages began, as they lay on the disk.
    insides: BTreeMap<RecordId, Vec<String>>,
    settings: Vec<(Seat, String)>,
    pages: BTreeMap<RecordId, Promised>,
    /// The first person's, which nobody else can read.
    matters: BTreeMap<RecordId, Promised>,
    /// Texts of pages and matters whose erasure was acknowledged.
    erased: Vec<String>,
    /// Of each device: an acknowledged draft that nothing has replaced or destroyed since.
    drafts: [Option<String>; DEVICES],
    written: u32,
    /// How many sessions there were.
    sessions: usize,
}

impl Promises {
    fn of(shape: Shape) -> Self {
        Self { shape, ..Self::default() }
    }

    fn make(&self, disk: &SimDisk) -> Result<(), Failure> {
        if self.shape != Shape::Locked {
            let labels = self.shape.people().iter().map(Seat::to_string).collect::<Vec<_>>();
            return Vault::create_on(disk, &places(), &labels);
        }
        let people = [0, 1].map(|n| Newcomer { label: n.to_string(), passphrase: Some(phrase(n)) });
        Vault::create_for_on(disk, &places(), &people, Cost::TEST).map(drop)
    }

    fn open(disk: &SimDisk) -> Result<Opened, Failure> {
        Self::open_on(disk, 0)
    }

    /// Opened on a device, and the first person's drawer unlocked, if there is a lock.
    fn open_on(disk: &SimDisk, device: usize) -> Result<Opened, Failure> {
        let machine = Some(format!("machine {device}"));
        let options = Options { machine, ..Options::default() };
        let Opened { mut vault, journey, notices } =
            Vault::open_on(Box::new(disk.clone()), &places_of(device), &options)?;
        let unlocked = Self::unlock(&mut vault, Seat::First)?;
        let journey = unlocked.map_or(journey, |unlocked| unlocked.journey);
        Ok(Opened { vault, journey, notices })
    }

    /// Unlocks a person's drawer; none if they have no lock.
    fn unlock(vault: &mut Vault, seat: Seat) -> Result<Option<Unlocked>, Failure> {
        let Some(door) = vault.door(seat) else { return Ok(None) };
        let keys = (0..PASSPHRASES.len()).find_map(|n| door.open(&phrase(n)).ok());
        vault.unlock(keys.ok_or(Failure::Damaged)?).map(Some)
    }

    /// A lock where there was none, or another one.
    fn turn_the_lock(&mut self, vault: &mut Vault) {
        let turned = match (self.shape, self.locks) {
            (Shape::Turning, 0) => vault.set_lock(Seat::First, &phrase(0), Cost::TEST).map(drop),
            (Shape::Turning, 1) => vault.change_lock(&phrase(1), true, Cost::TEST),
            _ => return,
        };
        // what failed may have been done in part: then the lock is there
        let has_lock = vault.door(Seat::First).is_some();
        self.locks += usize::from(turned.is_ok() || self.locks == 0 && has_lock);
    }

    fn word(&mut self, about: &str) -> String {
        assert!(WORDS.contains(&about));
        self.written += 1;
        format!("{about}-{:04}-{}", self.written, "words ".repeat(self.written as usize % 7))
    }

    /// Remembers how a page lies on the disk, if it is sealed.
    fn remember(&mut self, disk: &SimDisk, id: &RecordId, record: &Record) {
        let inside = disk.sealed_inside(&record.order.device, record.order.n);
        self.insides.entry(id.clone()).or_default().extend(inside);
    }

    /// A session: everything that a vault can do. What fails is simply not promised.
    fn session(&mut self, disk: &SimDisk) {
        if !self.made {
            self.made = self.make(disk).is_ok();
        }
        let device = self.sessions % self.shape.devices();
        self.sessions += 1;
        let Ok(Opened { mut vault, .. }) = Self::open_on(disk, device) else { return };
        self.drafts[device] = None;
        self.keep_setting(&mut vault, Seat::First);
        self.keep_page(&mut vault, disk, Seat::First);
        self.keep_several(&mut vault, disk);
        self.turn_the_lock(&mut vault);
        let draft = self.write_draft(&mut vault);
        self.edit_page(&mut vault, disk);
        self.erase_page(&mut vault);
        self.erase_matter(&mut vault);
        self.keep_matter(&mut vault, disk);
        if draft.is_some() && vault.clear_draft(Seat::First).is_ok() {
            self.drafts[device] = None;
        }
        self.keep_setting(&mut vault, Seat::First);
        self.drafts[device] = None;
        self.drafts[device] = self.write_draft(&mut vault);
        if self.shape.people().contains(&Seat::Second) {
            self.the_other(&mut vault, disk);
        }
    }

    /// The keyboard changes hands.
    fn the_other(&mut self, vault: &mut Vault, disk: &SimDisk) {
        let unlocked = vault.lock().is_ok() && Self::unlock(vault, Seat::Second).is_ok();
        if vault.door(Seat::Second).is_some() && !unlocked {
            return;
        }
        self.keep_setting(vault, Seat::Second);
        self.keep_page(vault, disk, Seat::Second);
    }

    fn setting(key: &str) -> Event {
        Event::Setting { key: key.to_owned(), value: true.into() }
    }

    fn keep_setting(&mut self, vault: &mut Vault, by: Seat) {
        let key = self.word(if by == Seat::First { "key" } else { "other" });
        if vault.keep(by, now(), &Self::setting(&key)).is_ok() {
            self.settings.push((by, key));
        }
    }

    fn keep_page(&mut self, vault: &mut Vault, disk: &SimDisk, by: Seat) {
        let text = self.word(if by == Seat::First { "page" } else { "other" });
        let event = Event::Entry { text: text.clone(), prompt: None };
        if let Ok(record) = vault.keep(by, now(), &event) {
            self.remember(disk, &record.id, &record);
            self.pages.insert(record.id, Promised::new(by, text));
        }
    }

    fn keep_several(&mut self, vault: &mut Vault, disk: &SimDisk) {
        let keys = [self.word("several"), self.word("several")];
        let text = self.word("page");
        let mut events = keys.clone().map(|key| Self::setting(&key)).to_vec();
        events.push(Event::Entry { text: text.clone(), prompt: None });
        if let Ok(records) = vault.keep_all(Seat::First, now(), &events) {
            self.settings.extend(keys.map(|key| (Seat::First, key)));
            self.remember(disk, &records[2].id, &records[2]);
            self.pages.insert(records[2].id.clone(), Promised::new(Seat::First, text));
        }
    }

    fn write_draft(&mut self, vault: &mut Vault) -> Option<String> {
        let key = self.word("draft");
        let written = vault.draft(Seat::First, now(), &Self::setting(&key));
        written.is_ok().then_some(key)
    }

    /// The first person's pages, in the order of their names.
    fn own(&self) -> impl DoubleEndedIterator<Item = &RecordId> {
        self.pages.iter().filter(|(_, page)| page.by == Seat::First).map(|(id, _)| id)
    }

    fn edit_page(&mut self, vault: &mut Vault, disk: &SimDisk) {
        let Some(id) = self.own().next_back().cloned() else { return };
        let text = self.word("edit");
        let event = Event::EntryEdit { of: id.clone(), text: text.clone() };
        let edited = vault.keep(Seat::First, now(), &event);
        if let Ok(record) = &edited {
            self.remember(disk, &id, record);
        }
        let Some(page) = self.pages.get_mut(&id) else { return };
        if edited.is_ok() {
            // an erasure that was begun may still end
            page.may_be.retain(Option::is_none);
            page.text.clone_from(&text);
        }
        page.may_be.insert(Some(text));
    }

    fn erase_page(&mut self, vault: &mut Vault) {
        let Some(id) = self.own().next().cloned() else { return };
        let Some(page) = self.pages.get_mut(&id) else { return };
        page.may_be.insert(None);
        if vault.erase(Seat::First, now(), &Own::Page(id.clone())).is_ok() {
            self.erased.extend(self.pages.remove(&id).map(|page| page.text));
            self.erased.extend(self.insides.remove(&id).into_iter().flatten());
        }
    }

    /// Something that a practice keeps, moved on once.
    fn keep_matter(&mut self, vault: &mut Vault, disk: &SimDisk) {
        let text = self.word("matter");
        let fields = BTreeMap::from([("what".to_owned(), text.clone().into())]);
        let Ok(record) = vault.keep(Seat::First, now(), &matter(fields)) else { return };
        self.remember(disk, &record.id, &record);
        let note = self.word("note");
        let moved = Moved {
            of: record.id.clone(),
            owner: Seat::First,
            reach: Reach::OnlyYou,
            to: "over".into(),
            day: now().date_naive(),
            until: None,
            review: None,
            note: note.clone(),
        };
        if let Ok(moved) = vault.keep(Seat::First, now(), &Event::Move(moved)) {
            self.remember(disk, &record.id, &moved);
            self.insides.entry(record.id.clone()).or_default().push(note);
        }
        self.matters.insert(record.id, Promised::new(Seat::First, text));
    }

    fn erase_matter(&mut self, vault: &mut Vault) {
        let Some(id) = self.matters.keys().next().cloned() else { return };
        let Some(matter) = self.matters.get_mut(&id) else { return };
        matter.may_be.insert(None);
        if vault.erase(Seat::First, now(), &Own::Matter(id.clone())).is_ok() {
            self.erased.extend(self.matters.remove(&id).map(|matter| matter.text));
            self.erased.extend(self.insides.remove(&id).into_iter().flatten());
        }
    }

    /// Whether everything promised is there, on every device, and what was destroyed is not.
    fn check(&self, disk: &SimDisk) -> Result<(), String> {
        if self.shape == Shape::Open {
            // elsewhere another device has a part in it, or a lock that could not be turned
            self.check_erased(disk)?;
        }
        for device in 0..self.shape.devices() {
            match Self::open_on(disk, device) {
                Ok(opened) => self.check_opened(opened, device)?,
                Err(_) if !self.made => return Ok(()),
                Err(failure) => return Err(format!("{device} does not open: {failure}")),
            }
        }
        // each device has finished its own part by now
        self.check_erased(disk)?;
        let sealed = self.shape == Shape::Locked || self.locks > 0;
        match WORDS.iter().find(|word| sealed && disk.holds(&format!("{word}-0"))) {
            Some(word) => Err(format!("a {word} lies open on the disk")),
            None => Ok(()),
        }
    }

    fn check_erased(&self, disk: &SimDisk) -> Result<(), String> {
        match self.erased.iter().find(|text| disk.holds(text)) {
            Some(text) => Err(format!("{text} was erased and is on the disk")),
            None => Ok(()),
        }
    }

    fn check_opened(&self, opened: Opened, device: usize) -> Result<(), String> {
        let Opened { mut vault, mut journey, .. } = opened;
        for by in self.shape.people() {
            if *by == Seat::Second {
                let unlocked = Self::unlock(&mut vault, *by).map_err(|it| it.to_string())?;
                journey = unlocked.map_or(journey, |unlocked| unlocked.journey);
            }
            self.check_journey(&journey, *by, device)?;
            self.check_pages(&mut vault, *by)?;
        }
        Ok(())
    }

    fn check_pages(&self, vault: &mut Vault, by: Seat) -> Result<(), String> {
        let mut pages = BTreeMap::new();
        vault
            .each_page(by, &mut |page| {
                pages.insert(page.id.clone(), page.text.to_owned());
            })
            .map_err(|failure| format!("cannot be read: {failure}"))?;
        for (id, page) in self.pages.iter().filter(|(_, page)| page.by == by) {
            let now = pages.get(id);
            if !page.may_be.contains(&now.cloned()) {
                return Err(format!("page {} is now {now:?}", page.text));
            }
        }
        let leaves = vault.leaves(by).map_err(|failure| failure.to_string())?;
        if leaves.len() < pages.len() {
            return Err(format!("{} leaves, {} pages", leaves.len(), pages.len()));
        }
        Ok(())
    }

    fn check_journey(&self, journey: &Journey, by: Seat, device: usize) -> Result<(), String> {
        let mut own = self.settings.iter().filter(|(whose, _)| *whose == by);
        if let Some((_, key)) = own.find(|(_, key)| journey.setting(by, key).is_none()) {
            return Err(format!("{key} is lost"));
        }
        for (id, promised) in self.matters.iter().filter(|(_, matter)| matter.by == by) {
            let there = journey.matter(by, by, id);
            let what = there.and_then(|it| it.field("what")?.as_str().map(str::to_owned));
            if !promised.may_be.contains(&what) {
                return Err(format!("matter {} is now {what:?}", promised.text));
            }
        }
        match &self.drafts[device] {
            Some(draft) if by == Seat::First && journey.setting(by, draft).is_none() => {
                Err(format!("the draft {draft} is lost"))
            }
            _ => Ok(()),
        }
    }

    /// One more session on what is left, the power cut in it as well, and once more to look.
    fn go_on(&mut self, disk: &SimDisk, chance: &mut Chance) -> Result<(), String> {
        let at = chance.below(90) as u64;
        let disk = disk.clone().with_fault(Fault::Crash(at), at);
        self.session(&disk);
        let disk = disk.after_power_cut(chance);
        self.check(&disk)
    }
}

/// Two sessions with a power cut or a kill at operation `at`; false if there are not so many.
pub(crate) fn cut_at(disk: SimDisk, shape: Shape, at: u64, seed: u64) -> Result<bool, String> {
    let mut chance = Chance::new(seed.wrapping_mul(1000) + at);
    let mut promises = Promises::of(shape);
    let disk = disk.with_fault(Fault::Crash(at), seed);
    promises.session(&disk);
    promises.session(&disk);
    if disk.operations() <= at {
        return Ok(false);
    }
    let after = if chance.below(4) == 0 {
        // killed first, opened and used; the power goes later
        let killed = disk.after_kill();
        promises.session(&killed);
        killed.after_power_cut(&mut chance)
    } else {
        disk.after_power_cut(&mut chance)
    };
    let told = |what: String| format!("{shape:?}, cut at {at}, seed {seed}: {what}");
    promises.check(&after).map_err(told)?;
    promises.go_on(&after, &mut chance).map_err(told)?;
    Ok(true)
}

/// Says what was tried, when all of it went well.
fn figures(what: &str, tried: usize) {
    say(&format!("{what}: {tried} simulated crashes and errors, 0 acknowledged entries lost"));
}

/// Every operation is cut off in every shape. Where there are locks, each session takes much
/// longer, because all is sealed and opened: there, each operation is torn in fewer ways.
fn seeds(shape: Shape) -> u64 {
    let times = u64::try_from(longer()).unwrap();
    times
        * match shape {
            Shape::Open => 6,
            Shape::Pair => 3,
            _ => 2,
        }
}

fn cut_at_every_operation(shape: Shape) {
    let mut tried = 0;
    for seed in 0..seeds(shape) {
        let mut at = 0;
        while cut_at(SimDisk::default(), shape, at, seed).unwrap() {
            at += 1;
        }
        assert!(at > 100, "only {at} operations were tried");
        // each is cut once more while it goes on
        tried += 2 * usize::try_from(at).unwrap();
    }
    figures(&format!("power cuts, {shape:?}"), tried);
}

#[test]
fn a_power_cut_at_every_operation_loses_nothing() {
    cut_at_every_operation(Shape::Open);
}

#[test]
fn a_power_cut_at_every_operation_loses_nothing_of_two_people_on_two_devices() {
    cut_at_every_operation(Shape::Pair);
}

#[test]
fn a_power_cut_at_every_operation_loses_nothing_that_is_locked() {
    cut_at_every_operation(Shape::Locked);
}

#[test]
fn a_power_cut_while_a_lock_is_turned_loses_nothing_and_leaves_nothing_open() {
    cut_at_every_operation(Shape::Turning);
}

fn fails_at_every_operation(trouble: Trouble, seed: u64) {
    let mut tried = 0;
    for seed in (0..u64::try_from(longer()).unwrap()).map(|more| seed + 3 * more) {
        for shape in [Shape::Open, Shape::Pair, Shape::Locked, Shape::Turning] {
            tried += fails_in(shape, trouble, seed);
        }
    }
    figures(&format!("errors, {trouble:?}"), tried);
}

/// One operation fails, or two, or all from there on. Every one in its turn; every third where
/// two or more fail, which is tried by its neighbours as well.
fn fails_in(shape: Shape, trouble: Trouble, seed: u64) -> usize {
    let mut tried = 0;
    let whole = SimDisk::default().with_fault(Fault::None, seed);
    let mut promises = Promises::of(shape);
    promises.session(&whole);
    promises.session(&whole);
    for long in [1, 2, 1000] {
        let step = if long == 1 { 1 } else { 3 };
        for at in (0..whole.operations()).step_by(step) {
            let fault = Fault::Between(at, at + long, trouble);
            fails_at(SimDisk::default(), shape, fault, seed).unwrap();
            // the error, the power cut after it, and another while it goes on
            tried += 3;
        }
    }
    tried
}

/// Two sessions with something that fails in them; then what a kill leaves, and a power cut.
pub(crate) fn fails_at(disk: SimDisk, shape: Shape, fault: Fault, seed: u64) -> Result<(), String> {
    let disk = disk.with_fault(fault, seed);
    let mut promises = Promises::of(shape);
    promises.session(&disk);
    promises.session(&disk);
    let mut chance = match fault {
        Fault::Between(at, ..) | Fault::Crash(at) => Chance::new(at + 1000 * seed),
        Fault::None => Chance::new(seed),
    };
    let told = |what: String| format!("{shape:?}, {fault:?}: {what}");
    promises.check(&disk.after_kill()).map_err(told)?;
    let cut = disk.after_power_cut(&mut chance);
    promises.check(&cut).map_err(told)?;
    promises.go_on(&cut, &mut chance).map_err(told)
}

#[test]
fn a_full_disk_at_every_operation_loses_nothing() {
    fails_at_every_operation(Trouble::Full, 0);
}

#[test]
fn an_error_at_every_operation_loses_nothing() {
    fails_at_every_operation(Trouble::Error, 1);
}

#[test]
fn a_failed_sync_at_every_operation_loses_nothing() {
    fails_at_every_operation(Trouble::Sync, 2);
}

#[test]
fn on_a_full_disk_the_reserve_lets_the_last_words_in() {
    let disk = SimDisk::default().with_room(400_000);
    Vault::create_on(&disk, &places(), &["A".to_owned()]).unwrap();
    let Opened { mut vault, .. } = Promises::open(&disk).unwrap();
    let reserve = Path::new("/d/amends/.reserve");
    let mut kept = 0;
    let page = |n: usize| Event::Entry { text: format!("{n} {}", "w".repeat(9_000)), prompt: None };
    while disk.stat(reserve).unwrap().is_some() {
        vault.keep(Seat::First, now(), &page(kept)).unwrap();
        kept += 1;
    }
    vault.draft(Seat::First, now(), &page(kept)).unwrap();
    vault.clear_draft(Seat::First).unwrap();
    let full = loop {
        match vault.keep(Seat::First, now(), &page(kept)) {
            Ok(_) => kept += 1,
            Err(failure) => break failure,
        }
    };
    assert_eq!(full, Failure::Full);
    let first = vault.leaves(Seat::First).unwrap().pop().unwrap();
    vault.erase(Seat::First, now(), &Own::Page(first.id.clone())).unwrap();
    assert!(!disk.holds("\"0 www"));
    drop(vault);
    let more = disk.after_power_cut(&mut Chance::new(3)).with_room(1_000_000);
    let Opened { mut vault, .. } = Promises::open(&more).unwrap();
    assert_eq!(vault.leaves(Seat::First).unwrap().len(), kept - 1);
    assert!(more.stat(reserve).unwrap().is_some(), "made again when there is room");
    vault.keep(Seat::First, now(), &page(kept)).unwrap();
}
