//! `amends backup` and `amends restore`: a home as one file, and back. What the file is made of is
//! the vault's affair; here it is made and opened.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;

use super::{
    Done, Shell, Wrong,
    export::{sync_folder, unwritten},
    say,
};
use crate::{
    ui::{clean_line, fill},
    vault::{Spoilt, backup, restore, verify},
};

/// Write everything to one file, sealed as it lies
///
/// Nothing is unlocked for it, and what is open here is open in the file. The file is read again and
/// checked before this ends. It works while amends is open in another window.
#[derive(clap::Args)]
#[command(verbatim_doc_comment, after_help = "Example:\n  amends backup amends-2026-11-22.backup")]
pub(super) struct Backup {
    /// A new file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Put everything back from such a file
///
/// The file is checked to its last byte before anything is written. A home that is there already is
/// never touched.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Example:\n  amends --dir elsewhere restore amends-2026-11-22.backup"
)]
pub(super) struct Restore {
    /// A file that “amends backup” has written
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let places = shell.places()?;
        let mut file = make(&self.file).map_err(|error| unwritten(&error, shell))?;
        let written = backup(&places, &mut file)
            .and_then(|()| Ok(file.sync_all()?))
            .and_then(|()| verify(&mut file));
        if let Err(spoilt) = written {
            take_away(&self.file);
            return Err(match spoilt {
                Spoilt::File(kind) => unwritten(&kind.into(), shell),
                spoilt => shell.spoilt(spoilt),
            });
        }
        sync_folder(&self.file);
        let path = self.file.display().to_string();
        Ok(say(&fill(&shell.words.cli.written_to, &[("path", &clean_line(&path))]))?)
    }
}

impl Restore {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let places = shell.places()?;
        let mut file = open(&self.file)?;
        // a directory can be opened and not read; a pipe has no end
        if !file.metadata()?.is_file() {
            return Err(shell.spoilt(Spoilt::Damaged));
        }
        restore(&places, &mut file).map_err(|spoilt| shell.spoilt(spoilt))?;
        Ok(say(&shell.words.cli.put_back)?)
    }
}

impl Shell {
    fn spoilt(&self, spoilt: Spoilt) -> Wrong {
        match spoilt {
            Spoilt::Damaged => Wrong::Said(self.words.trouble.bad_backup.clone()),
            Spoilt::Newer => Wrong::Said(self.words.trouble.newer.clone()),
            Spoilt::File(kind) => Wrong::Machine(kind),
            Spoilt::Home(failure) => self.said(&failure),
        }
    }
}

/// Makes a file that was not there, for its owner only.
#[expect(clippy::disallowed_methods, reason = "a file that a person asks for by name")]
fn make(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

#[expect(clippy::disallowed_methods, reason = "a file that a person asks for by name")]
fn take_away(path: &Path) {
    let _ = std::fs::remove_file(path);
}

/// Opens a file; waits for no pipe.
#[expect(clippy::disallowed_methods, reason = "a file that a person asks for by name")]
fn open(path: &Path) -> io::Result<File> {
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}
