//! What a person should be told once when a home was opened.
//! Counts only; which words say it is decided elsewhere.

use crate::journey::Seat;

/// Something that was found, or put right, while opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Lines that cannot be read were skipped.
    Damaged {
        /// How many since the last time this was said.
        lines: u64,
    },
    /// Lines of the person who has just unlocked their drawer are missing.
    OwnMissing {
        /// How many since the last time this was said.
        lines: u64,
    },
    /// Numbers are missing in what a device wrote: lines were lost or taken away.
    Missing {
        /// How many since the last time this was said.
        lines: u64,
    },
    /// A sync program left copies of a log; what is in them was read too.
    ConflictCopies {
        /// How many files.
        files: u64,
    },
    /// Two different lines claim the same place; both were kept.
    SameNumber {
        /// How many places.
        lines: u64,
    },
    /// Files or directories could be read by other users of the machine; no longer.
    Tightened {
        /// How many.
        paths: u64,
    },
    /// This copy of the home holds less than this machine has seen before.
    OlderCopy,
    /// One of the two copies of `home.json` was unreadable or gone and was made again.
    HomeRepaired,
    /// Words that were not saved last time were found and kept.
    DraftBack {
        /// Whose.
        seat: Seat,
    },
    /// Words that were not saved last time were found and are damaged; the file was put aside.
    DraftDamaged {
        /// Whose.
        seat: Seat,
    },
    /// A newer version of the program wrote here: this one only reads.
    Newer,
    /// This place cannot be written: only reading is possible.
    CannotWrite,
}
