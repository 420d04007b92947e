//! How a command comes by a passphrase: from a file that the caller opened, or by asking on the
//! terminal. Never from arguments or the environment, which others can read.

use std::{
    fs::File,
    io::{self, Read as _},
    process::ExitCode,
};

use zeroize::Zeroizing;

use super::{Shell, Wrong};
use crate::{
    journey::Seat,
    platform::{
        env, harden,
        hidden::{self, Typed},
    },
    seal::{Cost, Passphrase},
    ui::{clean_line, fill},
    vault::{Failure, Notice, Opened},
};

/// The most that is read: more than two passphrases can be.
const MOST: usize = 16 * 1024;

/// Passphrases as they were handed over, one a line.
struct Handed(Zeroizing<Vec<u8>>);

impl Handed {
    /// Reads lines from an open file, until there are enough or it ends.
    fn read(fd: u32, enough: usize) -> io::Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "a descriptor that the caller opened, not a file of ours"
        )]
        let mut file = File::open(format!("/dev/fd/{fd}"))?;
        // best effort; and only now, because it also forbids to open one's own descriptors
        let _ = harden();
        // never grown, so that no copy is left behind
        let mut bytes = Zeroizing::new(vec![0; MOST]);
        let mut len = 0;
        while memchr::memchr_iter(b'\n', &bytes[..len]).count() < enough {
            match file.read(&mut bytes[len..]) {
                Ok(0) if len == MOST => return Err(io::ErrorKind::InvalidData.into()),
                Ok(0) => break,
                Ok(read) => len += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(len);
        Ok(Self(bytes))
    }

    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let all = self.0.strip_suffix(b"\n").unwrap_or(&self.0);
        all.split(|byte| *byte == b'\n')
    }

    /// The line of a person: the first or the second. If there is one only, it is theirs.
    fn of(&self, seat: Seat) -> Option<&[u8]> {
        self.lines().nth(seat.index()).or_else(|| self.lines().next())
    }
}

/// What a line says; none if it can be no passphrase.
fn passphrase(line: &[u8]) -> Option<Passphrase> {
    Passphrase::of(std::str::from_utf8(line).ok()?)
}

fn is_blank(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|line| line.trim().is_empty())
}

/// What a new lock may cost on this machine.
pub(super) fn cost() -> Cost {
    Cost::for_machine(env::free_memory())
}

impl Shell {
    /// The passphrases that new people are given, in their order; none where the line is empty or
    /// missing. A line for nobody is refused, rather than taken for a lock that is not there.
    pub(super) fn new_passphrases(&self, people: usize) -> Result<Vec<Option<Passphrase>>, Wrong> {
        let refused = || Wrong::Said(self.words.trouble.passphrase.clone());
        let mut passphrases = vec![None; people];
        let Some(fd) = self.common.passphrase_fd else { return Ok(passphrases) };
        let handed = Handed::read(fd, usize::MAX).map_err(|_| refused())?;
        for (n, line) in handed.lines().enumerate().filter(|(_, line)| !is_blank(line)) {
            let place = passphrases.get_mut(n).ok_or_else(refused)?;
            *place = Some(passphrase(line).ok_or_else(refused)?);
        }
        Ok(passphrases)
    }

    /// Opens a person's drawer, if they have a passphrase, and says what its owner should be told.
    pub(super) fn unlock(&self, opened: &mut Opened, seat: Seat) -> Result<Vec<Notice>, Wrong> {
        Ok(self.unlock_with(opened, seat)?.map(|(_, notices)| notices).unwrap_or_default())
    }

    /// The same, and the passphrase that did it; none if there is no lock.
    pub(super) fn unlock_with(
        &self,
        opened: &mut Opened,
        seat: Seat,
    ) -> Result<Option<(Passphrase, Vec<Notice>)>, Wrong> {
        let Some(door) = opened.vault.door(seat) else { return Ok(None) };
        let label = opened.journey.resident(seat).map_or("", |resident| resident.label.as_str());
        let passphrase = self.passphrase_of(seat, label)?;
        let keys = door.open(&passphrase).map_err(|shut| self.said(&shut.into()))?;
        let unlocked = opened.vault.unlock(keys).map_err(|failure| self.said(&failure))?;
        opened.journey = unlocked.journey;
        Ok(Some((passphrase, unlocked.notices)))
    }

    fn passphrase_of(&self, seat: Seat, label: &str) -> Result<Passphrase, Wrong> {
        let wrong = || self.said(&Failure::Shut(crate::seal::Shut::Wrong));
        let line = match self.common.passphrase_fd {
            Some(fd) => match Handed::read(fd, seat.index() + 1) {
                Ok(handed) => return handed.of(seat).and_then(passphrase).ok_or_else(wrong),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(wrong()),
                Err(_) => return Err(Wrong::Said(self.words.trouble.closed_fd.clone())),
            },
            None => self.ask(label)?,
        };
        passphrase(&line).ok_or_else(wrong)
    }

    /// Asks on the terminal, which standard input need not be: a page may come from there.
    fn ask(&self, label: &str) -> Result<Zeroizing<Vec<u8>>, Wrong> {
        let _ = harden();
        let prompt = fill(&self.words.cli.passphrase_of, &[("name", &clean_line(label))]);
        match hidden::ask(&format!("{prompt} ")) {
            Ok(Typed::Line(line)) => Ok(line),
            Ok(Typed::Left(leave)) => Err(Wrong::Left(ExitCode::from(leave.exit_code()))),
            Err(_) => Err(Wrong::Said(self.words.trouble.no_passphrase.clone())),
        }
    }
}
