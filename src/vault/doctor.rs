//! Is it all there, is it whole, can it be written: for everybody's lines, without a passphrase.
//! Counts only. How many pages there are, or whose, is nobody's business and not counted.

use serde::Serialize;

use crate::{
    platform::{dirs::Places, env},
    seal::Keyring,
};

use super::{
    Copy, Failure, Rooms,
    device::Device,
    disk::Disk,
    home::{self, Home},
    real::RealDisk,
    reserve,
    runs::Runs,
    survey::{Depth, Survey},
};

/// Something that is not as it should be, or that is good to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "finding")]
pub enum Finding {
    /// There is no home here.
    NoHome,
    /// Neither copy of `home.json` can be read.
    HomeLost,
    /// One copy of `home.json` is unreadable, old or gone. Opening the home repairs it.
    HomeCopy,
    /// Lines that are not what was written.
    DamagedLines {
        /// How many.
        lines: u64,
    },
    /// Numbers that should be there and are not.
    MissingLines {
        /// How many.
        lines: u64,
    },
    /// Numbers that two different lines claim.
    SameNumber {
        /// How many.
        lines: u64,
    },
    /// Another device's last line is not all here yet.
    StillArriving {
        /// How many devices.
        devices: u64,
    },
    /// Copies of logs that a sync program made. What is in them counts.
    ConflictCopies {
        /// How many.
        files: u64,
    },
    /// Lines that this version of the program keeps and does not understand.
    Unknown {
        /// How many.
        lines: u64,
    },
    /// A newer version of the program wrote here: this one only reads.
    Newer,
    /// Less is here than this machine has seen before.
    OlderCopy,
    /// Files or directories that other users of the machine have a right to.
    Loose {
        /// How many.
        paths: u64,
    },
    /// Something else stands where a file or directory should.
    WrongKind,
    /// Something belongs to another user.
    NotOurs,
    /// The home cannot be written.
    CannotWrite,
    /// The room that is kept free for a full disk is not there.
    NoReserve,
}

/// The result of a check-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checkup {
    /// The two copies of `home.json`.
    pub home: [Copy; 2],
    /// Devices that wrote here.
    pub devices: u64,
    /// Logs.
    pub files: u64,
    /// Lines in all logs, whatever they are.
    pub lines: u64,
    /// Bytes in all logs.
    pub bytes: u64,
    /// What is not as it should be; empty if all is well.
    pub findings: Vec<Finding>,
}

impl Finding {
    /// Whether something may have been lost.
    pub fn is_loss(self) -> bool {
        matches!(
            self,
            Self::HomeLost
                | Self::DamagedLines { .. }
                | Self::MissingLines { .. }
                | Self::OlderCopy
        )
    }
}

/// Checks every line of everybody. Takes no lock and writes nothing.
///
/// # Errors
/// Only what the machine said; everything that can be found is a [`Finding`].
pub fn doctor(places: &Places) -> Result<Checkup, Failure> {
    doctor_on(&RealDisk, places, &env::machine().unwrap_or_default())
}

/// The same on any disk, on the machine that is named so.
pub fn doctor_on(disk: &dyn Disk, places: &Places, machine: &str) -> Result<Checkup, Failure> {
    let mut checkup = Checkup {
        home: [Copy::Missing; 2],
        devices: 0,
        files: 0,
        lines: 0,
        bytes: 0,
        findings: Vec::new(),
    };
    match checkup.examine(disk, places, machine) {
        Ok(()) => {}
        Err(Failure::WrongKind { .. }) => checkup.findings.push(Finding::WrongKind),
        Err(Failure::NotOurs { .. }) => checkup.findings.push(Finding::NotOurs),
        Err(failure) => return Err(failure),
    }
    Ok(checkup)
}

impl Checkup {
    fn examine(&mut self, disk: &dyn Disk, places: &Places, machine: &str) -> Result<(), Failure> {
        let home = self.examine_home(disk, places)?;
        let id = home.as_ref().map_or("", |home| home.id.as_str());
        let rooms = Rooms::of(places, id);
        let device = match &home {
            Some(_) => Device::find(disk, &rooms.state, machine)?,
            None => None,
        };
        let own = device.as_ref().map(|device| device.id.as_str());
        let survey = Survey::of(disk, &rooms.log, own, Depth::All, &Keyring::default())?;
        self.count(&survey);
        let lost = self.home == [Copy::Missing; 2] && self.files > 0;
        if lost {
            self.findings.retain(|finding| *finding != Finding::NoHome);
            self.findings.push(Finding::HomeLost);
        }
        let now = |id: &String| survey.seen.get(id).map_or(0, Runs::max);
        if device.is_some_and(|device| device.seen.iter().any(|(id, n)| now(id) < *n)) {
            self.findings.push(Finding::OlderCopy);
        }
        if survey.newer || home.as_ref().is_some_and(|home| home.min_reader > 1) {
            self.findings.push(Finding::Newer);
        }
        if home.is_some() {
            self.examine_rooms(disk, &rooms)?;
        }
        Ok(())
    }

    fn examine_home(&mut self, disk: &dyn Disk, places: &Places) -> Result<Option<Home>, Failure> {
        let copies = home::copies(disk, &places.data)?;
        self.home = [copies[0].0, copies[1].0];
        let found = match home::find(disk, &places.data) {
            Ok(found) => Some(found.home),
            Err(Failure::NoHome) => {
                self.findings.push(Finding::NoHome);
                None
            }
            Err(Failure::Damaged) => {
                self.findings.push(Finding::HomeLost);
                None
            }
            Err(failure) => return Err(failure),
        };
        if found.is_some() && self.home != [Copy::Good; 2] {
            self.findings.push(Finding::HomeCopy);
        }
        Ok(found)
    }

    fn count(&mut self, survey: &Survey) {
        self.devices = survey.seen.len() as u64;
        self.files = survey.files.len() as u64;
        self.lines = survey.lines;
        self.bytes = survey.files.iter().map(|file| file.len).sum();
        let missing = survey.missing();
        let counted = [
            (survey.damaged, Finding::DamagedLines { lines: survey.damaged }),
            (missing, Finding::MissingLines { lines: missing }),
            (survey.same, Finding::SameNumber { lines: survey.same }),
            (survey.arriving, Finding::StillArriving { devices: survey.arriving }),
            (survey.copies(), Finding::ConflictCopies { files: survey.copies() }),
            (survey.unknown, Finding::Unknown { lines: survey.unknown }),
        ];
        let found = counted.into_iter().filter(|(count, _)| *count > 0);
        self.findings.extend(found.map(|(_, finding)| finding));
    }

    fn examine_rooms(&mut self, disk: &dyn Disk, rooms: &Rooms) -> Result<(), Failure> {
        rooms.inspect(disk)?;
        let paths = rooms.loose(disk)?.len() as u64;
        if paths > 0 {
            self.findings.push(Finding::Loose { paths });
        }
        if !disk.can_write(&rooms.data) || !disk.can_write(&rooms.log) {
            self.findings.push(Finding::CannotWrite);
        }
        if !reserve::is_there(disk, &rooms.data) {
            self.findings.push(Finding::NoReserve);
        }
        Ok(())
    }
}
