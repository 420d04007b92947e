//! Why something could not be kept or read.
//! One variant for each situation that a person can act on; the words for people live elsewhere.

use std::{io, path::Path};

/// What went wrong. `Display` is for logs: it never holds what a person wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Another window holds this home.
    #[error("this home is open in another window")]
    InUse,
    /// There is no home in this place.
    #[error("there is no home here")]
    NoHome,
    /// There is a home in this place already.
    #[error("there is a home here already")]
    Exists,
    /// This place can be read and not written.
    #[error("this place can only be read")]
    ReadOnly,
    /// The disk, or this person's share of it, is full.
    #[error("the disk is full")]
    Full,
    /// It belongs to another user of the machine.
    #[error("{path} belongs to another user")]
    NotOurs {
        /// Which, with control characters taken out.
        path: String,
    },
    /// Something else stands where a file or a directory should.
    #[error("{path} is not the kind of file it should be")]
    WrongKind {
        /// Which, with control characters taken out.
        path: String,
    },
    /// Both copies of `home.json` are unreadable or gone.
    #[error("it is damaged")]
    Damaged,
    /// A journal page is there, and no version of it can be read.
    #[error("the page is damaged")]
    PageDamaged,
    /// A newer version of the program wrote here; this one only reads.
    #[error("a newer version wrote here")]
    Newer,
    /// Longer than a page may be (1 MiB), or than a line may be (2 MiB).
    #[error("it is too long to keep")]
    TooLong,
    /// Anything else that the machine said.
    #[error("the machine said: {0}")]
    Io(io::ErrorKind),
}

impl Failure {
    /// What the machine's `error` about `path` means.
    pub(super) fn of(error: &io::Error, path: &Path) -> Self {
        use io::ErrorKind as Kind;
        let looped = rustix::io::Errno::LOOP.raw_os_error();
        let no_reader = rustix::io::Errno::NXIO.raw_os_error();
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::Full,
            Kind::ReadOnlyFilesystem | Kind::PermissionDenied => Self::ReadOnly,
            Kind::IsADirectory | Kind::NotADirectory => Self::WrongKind { path: shown(path) },
            _ if error.raw_os_error().is_some_and(|code| code == looped || code == no_reader) => {
                Self::WrongKind { path: shown(path) }
            }
            kind => Self::Io(kind),
        }
    }
}

/// A path as it may be shown: nothing in it can steer a terminal.
pub(super) fn shown(path: &Path) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    path.to_string_lossy().chars().filter(|c| !steers(*c)).collect()
}
