//! Reads all logs of a home once: what happened, where the journal's pages lie, what is wrong.
//! Pages are noted and neither parsed nor checked; that is done when one is read.

mod pass;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::Path,
};

use crate::{
    journey::{Journey, RecordId, Seat},
    seal::Keyring,
};

use self::pass::Pass;
use super::{
    Failure,
    disk::Disk,
    line::TAIL,
    look::{Opener, look_at_all},
    place::{LogFile, Place},
    runs::Runs,
    shelf::Shelf,
    waiting::{Waiting, are_as_read},
};

/// How closely pages are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Only their beginnings: enough to open.
    Heads,
    /// Every line to the last byte.
    All,
}

/// The lines that were found for one number that was found more than once.
type Twins = BTreeMap<String, BTreeMap<u64, Vec<[u8; TAIL]>>>;

/// What a reading of all logs gave.
#[derive(Default)]
pub(super) struct Survey {
    /// The logs, by name.
    pub(super) files: Vec<LogFile>,
    /// The numbers found of each device.
    pub(super) seen: BTreeMap<String, Runs>,
    /// Those of them that hold nothing any more.
    pub(super) gone: BTreeMap<String, Runs>,
    /// Every version of every journal page.
    pub(super) pages: Vec<Place>,
    /// Lines that hold the same version of a page as another line does.
    pub(super) doubles: Vec<Place>,
    /// Versions of pages that were never acknowledged, or were thrown away: their numbers are
    /// gone elsewhere.
    pub(super) void: Vec<Place>,
    /// Pages that were thrown away, and by whom.
    pub(super) erased: BTreeSet<(Seat, RecordId)>,
    /// What happened, but for the pages.
    pub(super) journey: Journey,
    /// The highest Lamport counter.
    pub(super) lc: u64,
    /// Lines found, damaged ones too.
    pub(super) lines: u64,
    /// Lines that are not what was written.
    pub(super) damaged: u64,
    /// Damaged lines that claim to be this device's.
    pub(super) broken: Vec<Place>,
    /// Other devices' last lines that are not all here yet.
    pub(super) arriving: u64,
    /// Lines of types that this version does not know, or in a shape that it does not know.
    pub(super) unknown: u64,
    /// Whether a line is of a newer version.
    pub(super) newer: bool,
    /// Numbers that two different lines claim.
    pub(super) same: u64,
    /// Whether any line is sealed.
    pub(super) sealed: bool,
    /// This device's last lines, latest last.
    pub(super) recent: VecDeque<Place>,
    /// Lines of this device that the person whose drawer is open wrote, and that their newest key
    /// did not seal.
    pub(super) stale: Vec<Place>,
    /// Second copies of such lines.
    pub(super) copies_of_stale: Vec<Place>,
    /// That person's own numbers, of each device; those of lines that were thrown away as well.
    pub(super) own: BTreeMap<String, Runs>,
    /// The highest number of this device among the sealed lines for both.
    pub(super) both: u64,
    /// Sealed lines of this device that were thrown away, by their numbers.
    pub(super) was: BTreeSet<u64>,
    twins: Twins,
    /// Whether any line says something openly.
    speaks: bool,
    /// What was sealed, where there was no key at all.
    waiting: Waiting,
}

/// A reading without any key, for the first key that comes.
pub(super) struct Unread {
    survey: Survey,
    waiting: Waiting,
}

impl Survey {
    /// Reads all logs in `log`. `own` is this device, if it has a name yet; `ring` opens what is
    /// sealed.
    pub(super) fn of(
        disk: &dyn Disk,
        log: &Path,
        own: Option<&str>,
        depth: Depth,
        ring: &Keyring,
    ) -> Result<Self, Failure> {
        let pass = || Pass::new(own, depth, Opener::of(ring), Self::default());
        let first = pass().read(disk, log)?;
        if first.twins.is_empty() {
            return Ok(first);
        }
        // only where a number was found twice: which lines count is known after all are seen
        pass().again(first.twins, first.gone).read(disk, log)
    }

    /// What a key can go on with, without reading the logs again. None if anything in them but the
    /// key decides what a line means.
    pub(super) fn unread(&mut self) -> Option<Unread> {
        let waiting = std::mem::take(&mut self.waiting);
        let plain = self.sealed && !self.speaks && !self.newer;
        (plain && self.twins.is_empty() && self.broken.is_empty()).then(|| {
            let survey = Self {
                files: self.files.clone(),
                seen: self.seen.clone(),
                gone: self.gone.clone(),
                lines: self.lines,
                damaged: self.damaged,
                arriving: self.arriving,
                sealed: true,
                ..Self::default()
            };
            Unread { survey, waiting }
        })
    }

    /// How many of the own lines of the person whose drawer is open are missing: not there, and
    /// not thrown away.
    pub(super) fn own_missing(&self) -> u64 {
        self.own.values().map(Runs::missing).sum()
    }

    /// How many numbers are missing, over all devices.
    pub(super) fn missing(&self) -> u64 {
        self.seen.values().map(Runs::missing).sum()
    }

    /// How many logs are conflict copies.
    pub(super) fn copies(&self) -> u64 {
        self.files.iter().filter(|file| file.segment.is_none()).count() as u64
    }
}

impl Unread {
    /// What the keys of `ring` make of it; none if the logs are not what they were.
    pub(super) fn opened(
        self,
        disk: &dyn Disk,
        log: &Path,
        own: Option<&str>,
        ring: &Keyring,
    ) -> Result<Option<Survey>, Failure> {
        let Self { survey, waiting } = self;
        if !are_as_read(disk, log, &survey.files)? {
            return Ok(None);
        }
        let files = survey.files.clone();
        let mut logs = Shelf::of(disk, log.to_owned(), &files, ring);
        let mut pass = Pass::new(own, Depth::Heads, Opener::of(ring), survey);
        let looks = look_at_all(&waiting, ring);
        for (waits, look) in waiting.iter().zip(looks) {
            pass.hear_again(waits, look, &files, &mut logs)?;
        }
        Ok(Some(pass.survey))
    }
}
