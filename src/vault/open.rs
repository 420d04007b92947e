//! Making a home and opening one.
//! Opening reads everything once, puts right what an earlier session left half done, and tells.

use std::{collections::BTreeSet, path::Path};

use crate::{
    journey::{Event, Journey, Seat},
    platform::{dirs::Places, env},
};

use super::{
    Failure, Notice, Numbers, Rooms, Unlocked, Vault,
    device::{Device, Told, random_hex},
    disk::{Disk, Kind},
    draft,
    failure::shown,
    home::{self, COPIES, Home},
    log::Log,
    place::LogFile,
    real::RealDisk,
    reserve,
    runs::Runs,
    store::Store as _,
    survey::{Depth, Survey},
};

/// Stands for a device in the names of files beside `home.json` while there is no device yet.
pub(super) const MAKER: &str = "new";

/// How to open a home.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Take no lock and write nothing, so that it can be done while another has the home open.
    pub read_only: bool,
    /// What names this machine; the system is asked if none is given.
    pub machine: Option<String>,
}

/// A home, opened.
pub struct Opened {
    /// The store.
    pub vault: Vault,
    /// Everything that was kept, but for the journal's pages.
    pub journey: Journey,
    /// What a person should be told once.
    pub notices: Vec<Notice>,
}

/// Without what was kept.
impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opened({:?}, {:?})", self.vault, self.notices)
    }
}

/// The data directory as it may be looked at: one link to it is followed, for people who keep
/// their home elsewhere.
pub(super) fn followed(data: &Path) -> std::path::PathBuf {
    data.join(".")
}

impl Rooms {
    pub(super) fn of(places: &Places, home: &str) -> Self {
        Self {
            data: places.data.clone(),
            log: places.data.join("log"),
            state: places.state.join(home),
        }
    }

    /// Refuses directories that are none, or another's.
    pub(super) fn inspect(&self, disk: &dyn Disk) -> Result<(), Failure> {
        for dir in [&followed(&self.data), &self.log, &self.state] {
            match disk.stat(dir)? {
                Some(stat) if stat.kind != Kind::Dir => {
                    return Err(Failure::WrongKind { path: shown(dir) });
                }
                Some(stat) if !stat.ours => return Err(Failure::NotOurs { path: shown(dir) }),
                _ => {}
            }
        }
        Ok(())
    }

    /// Everything of the home that other users of the machine have a right to.
    pub(super) fn loose(&self, disk: &dyn Disk) -> Result<Vec<std::path::PathBuf>, Failure> {
        let mut paths = vec![followed(&self.data), self.log.clone(), self.state.clone()];
        paths.extend(COPIES.map(|name| self.data.join(name)));
        paths.extend([self.data.join(".reserve"), self.state.join("device.json")]);
        paths.extend(Seat::ALL.map(|seat| self.state.join(draft::name(seat))));
        let logs = disk.list(&self.log)?.into_iter().filter(|name| LogFile::named(name).is_some());
        paths.extend(logs.map(|name| self.log.join(name)));
        let mut loose = Vec::new();
        for path in paths {
            if disk.stat(&path)?.is_some_and(|stat| stat.loose && stat.kind != Kind::Other) {
                loose.push(path);
            }
        }
        Ok(loose)
    }
}

/// Whether there is a home, whole or not, or what is left of one.
pub(super) fn exists_on(disk: &dyn Disk, places: &Places) -> Result<bool, Failure> {
    for name in COPIES {
        if disk.stat(&places.data.join(name))?.is_some() {
            return Ok(true);
        }
    }
    Ok(disk.list(&places.data.join("log"))?.iter().any(|name| LogFile::named(name).is_some()))
}

impl Vault {
    /// Whether there is a home in this place, whole or not.
    pub fn exists(places: &Places) -> Result<bool, Failure> {
        exists_on(&RealDisk, places)
    }

    /// Makes a home for people who are called by these labels (one or two; anybody who finds the
    /// files can read them, so they should be no more than "A" and "B").
    ///
    /// # Errors
    /// [`Failure::Exists`] if there is one; then nothing is touched.
    pub fn create(places: &Places, people: &[String]) -> Result<(), Failure> {
        Self::create_on(&RealDisk, places, people)
    }

    /// The same on any disk.
    pub fn create_on(disk: &dyn Disk, places: &Places, people: &[String]) -> Result<(), Failure> {
        Self::found(disk, places, &Home::new(random_hex::<16>()?, people))
    }

    /// Lays a new home down.
    pub(super) fn found(disk: &dyn Disk, places: &Places, home: &Home) -> Result<(), Failure> {
        if exists_on(disk, places)? {
            return Err(Failure::Exists);
        }
        let rooms = Rooms::of(places, &home.id);
        disk.make_dir(&rooms.data)?;
        rooms.inspect(disk)?;
        disk.make_dir(&rooms.log)?;
        disk.sync_dir(&rooms.data)?;
        home.write(disk, &rooms.data, MAKER)
    }

    /// Opens the home in this place.
    ///
    /// # Errors
    /// [`Failure::NoHome`], [`Failure::InUse`], [`Failure::Damaged`] if both copies of
    /// `home.json` are, [`Failure::NotOurs`], [`Failure::WrongKind`], or what the machine said.
    pub fn open(places: &Places, options: &Options) -> Result<Opened, Failure> {
        Self::open_on(Box::new(RealDisk), places, options)
    }

    /// The same on any disk.
    pub fn open_on(
        disk: Box<dyn Disk>,
        places: &Places,
        options: &Options,
    ) -> Result<Opened, Failure> {
        let home = match home::find(&*disk, &places.data) {
            Err(Failure::NoHome) if exists_on(&*disk, places)? => return Err(Failure::Damaged),
            home => home?,
        };
        let rooms = Rooms::of(places, &home.home.id);
        rooms.inspect(&*disk)?;
        let mut opening = Opening { rooms, home, notices: Vec::new(), closed: None };
        if options.read_only {
            opening.closed = Some(Failure::ReadOnly);
        } else if !opening.can_write(&*disk)? {
            opening.closed = Some(Failure::ReadOnly);
            opening.notices.push(Notice::CannotWrite);
        }
        let machine = options.machine.clone().or_else(env::machine).unwrap_or_default();
        opening.read(disk, &machine)
    }
}

/// A home that is being opened.
struct Opening {
    rooms: Rooms,
    home: home::Found,
    notices: Vec<Notice>,
    closed: Option<Failure>,
}

impl Opening {
    /// Whether both the home and its state can be written.
    fn can_write(&self, disk: &dyn Disk) -> Result<bool, Failure> {
        let rooms = &self.rooms;
        if disk.stat(&rooms.log)?.is_none() && disk.can_write(&rooms.data) {
            disk.make_dir(&rooms.log)?;
        }
        match disk.make_dir(&rooms.state) {
            Err(Failure::ReadOnly) => return Ok(false),
            made => made?,
        }
        Ok([&rooms.data, &rooms.log, &rooms.state].iter().all(|dir| disk.can_write(dir)))
    }

    fn read(mut self, disk: Box<dyn Disk>, machine: &str) -> Result<Opened, Failure> {
        let mut lock = None;
        if self.closed.is_none() {
            lock = Some(disk.lock(&self.rooms.state.join("lock"))?.ok_or(Failure::InUse)?);
        }
        let found = match Device::find(&*disk, &self.rooms.state, machine) {
            Err(_) if self.closed.is_some() => None,
            found => found?,
        };
        let mut device = match &found {
            Some(device) => device.clone(),
            None => Device::new(machine)?,
        };
        let home = &self.home.home;
        let ring = home.ring();
        let own = Some(device.id.as_str());
        let mut survey = Survey::of(&*disk, &self.rooms.log, own, Depth::Heads, &ring)?;
        let lost = device.locks.iter().any(|seat| !home.has_lock(*seat));
        if lost || home.is_at_odds() || survey.sealed && !home.has_locks() {
            return Err(Failure::KeysChanged);
        }
        if survey.newer || self.home.home.min_reader > 1 {
            self.closed.get_or_insert(Failure::Newer);
            self.notices.push(Notice::Newer);
        }
        self.compare(&mut device, &survey)?;
        device.locks = self.home.home.locked();
        device.rev = self.home.home.rev;
        let kept = survey.seen.get(&device.id).map_or(0, Runs::max);
        let mut vault = Vault {
            log: Log::of(self.rooms.log.clone(), &device.id, &survey.files, kept),
            disk,
            rooms: self.rooms,
            device,
            home: self.home.home.clone(),
            ring,
            unread: None,
            closed: self.closed,
            files: Vec::new(),
            pages: Vec::new(),
            doubles: Vec::new(),
            void: Vec::new(),
            erased: BTreeSet::new(),
            stale: Vec::new(),
            copies: Vec::new(),
            seen: Runs::default(),
            broken: Vec::new(),
            was: BTreeSet::new(),
            numbers: Numbers::default(),
            sealed: 0,
            lc: 0,
            kept,
            _lock: lock,
        };
        survey = vault.take_in(survey);
        let journey = std::mem::take(&mut survey.journey).in_home_of(self.home.home.residents());
        let mut opened = Opened { vault, journey, notices: self.notices };
        if opened.vault.closed.is_none() {
            opened.tidy(&self.home);
            opened.carry_on(&mut survey)?;
        }
        opened.tell(&survey);
        opened.vault.note_seen(&survey, found.as_ref());
        Ok(opened)
    }

    /// Compares with what this machine has seen before. If its own lines are fewer, the home was
    /// put back to an earlier state, and another machine may hold the later ones: then this one
    /// goes on under a new name.
    fn compare(&mut self, device: &mut Device, survey: &Survey) -> Result<(), Failure> {
        let now = |id: &String| survey.seen.get(id).map_or(0, Runs::max);
        let older = self.home.home.rev < device.rev;
        if older {
            self.notices.push(Notice::OlderCopy);
        }
        if device.seen.iter().all(|(id, n)| now(id) >= *n) {
            return Ok(());
        }
        // lines that are there and cannot be read are told as what they are
        let fewer = |(id, n): (&String, &u64)| n.saturating_sub(now(id));
        if !older && device.seen.iter().map(fewer).sum::<u64>() > survey.damaged {
            self.notices.push(Notice::OlderCopy);
        }
        if device.seen.get(&device.id).is_some_and(|n| now(&device.id) < *n) {
            device.id = random_hex::<8>()?;
        }
        device.seen.clear();
        Ok(())
    }
}

impl Opened {
    /// Puts right what no word depends on. What fails now is tried again at the next opening.
    fn tidy(&mut self, home: &home::Found) {
        let Vault { disk, rooms, device, .. } = &self.vault;
        let disk = &**disk;
        // nobody else writes to the state; in the home, other devices may be at work
        let halves = [
            (&rooms.data, format!(".tmp-{}-", device.id)),
            (&rooms.data, format!(".tmp-{MAKER}-")),
            (&rooms.state, ".tmp-".to_owned()),
        ];
        for (dir, prefix) in halves {
            let names = disk.list(dir).unwrap_or_default();
            for name in names.iter().filter(|name| name.starts_with(&prefix)) {
                drop(disk.unlink(&dir.join(name)));
            }
        }
        if home.repair(disk, &rooms.data, &device.id) == Ok(true) {
            self.notices.push(Notice::HomeRepaired);
        }
        let loose = rooms.loose(disk).unwrap_or_default();
        let paths = loose.iter().filter(|path| disk.tighten(path).is_ok()).count() as u64;
        if paths > 0 {
            self.notices.push(Notice::Tightened { paths });
        }
        reserve::take(disk, &rooms.data);
    }

    /// Goes on where the last session ended: its segment, its erasures, its drafts.
    fn carry_on(&mut self, survey: &mut Survey) -> Result<(), Failure> {
        let vault = &mut self.vault;
        let own = |file: &&LogFile| file.device.as_deref() == Some(&vault.device.id);
        let last = vault.files.iter().filter(own).filter(|file| file.segment.is_some());
        if let Some(last) = last.max_by_key(|file| file.segment) {
            vault.log.resume(&*vault.disk, last)?;
        }
        let mended = vault.mend_heads(&survey.broken).unwrap_or_default();
        for n in mended {
            survey.damaged = survey.damaged.saturating_sub(1);
            survey.seen.entry(vault.device.id.clone()).or_default().insert(n);
        }
        drop(vault.finish_erasing());
        drop(vault.finish_erasing_matters(&self.journey));
        let journey = std::mem::take(&mut self.journey);
        let mut opened = Unlocked { journey, notices: Vec::new() };
        for seat in Seat::ALL {
            vault.bring_back(seat, survey, &mut opened)?;
        }
        self.journey = opened.journey;
        self.notices.extend(opened.notices);
        Ok(())
    }

    /// What was found in the logs and not told before.
    fn tell(&mut self, survey: &Survey) {
        let before = self.vault.device.told;
        let files = self.vault.files.iter();
        let told = Told {
            damaged: survey.damaged,
            missing: survey.missing().saturating_sub(survey.damaged),
            copies: files.filter(|file| file.segment.is_none()).count() as u64,
            same: survey.same,
            own: before.own,
        };
        let found = [
            (told.damaged, before.damaged, Notice::Damaged { lines: 0 }),
            (told.missing, before.missing, Notice::Missing { lines: 0 }),
            (told.copies, before.copies, Notice::ConflictCopies { files: told.copies }),
            (told.same, before.same, Notice::SameNumber { lines: told.same }),
        ];
        for (now, before, notice) in found {
            let new = now.saturating_sub(before);
            match notice {
                _ if new == 0 => {}
                Notice::Damaged { .. } => self.notices.push(Notice::Damaged { lines: new }),
                Notice::Missing { .. } => self.notices.push(Notice::Missing { lines: new }),
                notice => self.notices.push(notice),
            }
        }
        self.vault.device.told = told;
    }
}

impl Vault {
    /// Keeps the words that were not saved, unless they are what was kept last. What is sealed
    /// waits until its owner has unlocked their drawer.
    pub(super) fn bring_back(
        &mut self,
        seat: Seat,
        survey: &Survey,
        opened: &mut Unlocked,
    ) -> Result<(), Failure> {
        match draft::find(&*self.disk, &self.rooms.state, seat, &self.streams())? {
            draft::Found::Words(at, event) => {
                if self.is_sealed(seat, event.reach())
                    && !self.streams().can_seal(seat, event.reach())
                {
                    return Ok(());
                }
                self.log.settle(&*self.disk)?;
                if !self.was_kept(seat, &event, survey)? {
                    let record = self.keep(seat, at, &event)?;
                    opened.journey.apply(&record);
                    opened.notices.push(Notice::DraftBack { seat });
                }
                self.clear_draft(seat)
            }
            draft::Found::Damaged => {
                draft::put_aside(&*self.disk, &self.rooms.state, seat)?;
                opened.notices.push(Notice::DraftDamaged { seat });
                Ok(())
            }
            draft::Found::Locked => Ok(()),
            draft::Found::Nothing => self.clear_draft(seat),
        }
    }

    /// Whether a draft is what this person kept last about the same thing, or is about a page
    /// that was thrown away since.
    fn was_kept(&self, seat: Seat, draft: &Event, survey: &Survey) -> Result<bool, Failure> {
        if draft::is_blank(draft) {
            return Ok(true);
        }
        if let Event::EntryEdit { of, .. } = draft
            && self.erased.contains(&(seat, of.clone()))
        {
            return Ok(true);
        }
        let mut logs = self.shelf();
        for place in survey.recent.iter().rev() {
            let Some(record) = logs.record(*place)? else { continue };
            if record.by == seat && draft::same_thing(&record.event, draft) {
                return Ok(record.event == *draft);
            }
        }
        Ok(false)
    }

    /// Remembers what was seen, for the next opening to compare with.
    fn note_seen(&mut self, survey: &Survey, found: Option<&Device>) {
        if self.closed.is_some() {
            return;
        }
        let seen = survey.seen.iter().map(|(id, runs)| (id.clone(), runs.max()));
        self.device.seen.extend(seen);
        if self.kept > 0 {
            self.device.seen.insert(self.device.id.clone(), self.kept);
        }
        if found != Some(&self.device) {
            // a device that cannot be remembered is a new one next time: nothing is lost
            drop(self.device.write(&*self.disk, &self.rooms.state));
        }
    }
}

/// Remembers what was written in this session, and fills numbers that were given up.
impl Drop for Vault {
    fn drop(&mut self) {
        if self.closed.is_some() {
            return;
        }
        self.cover();
        self.log.fill_up(&*self.disk);
        let seen = self.device.seen.get(&self.device.id).copied().unwrap_or_default();
        if self.kept > seen {
            self.device.seen.insert(self.device.id.clone(), self.kept);
            drop(self.device.write(&*self.disk, &self.rooms.state));
        }
    }
}
