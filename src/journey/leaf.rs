//! A journal page as a list shows it.

use std::fmt;

use super::{event::RecordId, time::When};

/// A journal page in a list.
#[derive(Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The page's record.
    pub id: RecordId,
    /// When it was first kept.
    pub at: When,
    /// How it begins, as it is now.
    pub opening: String,
}

/// Without what was written.
impl fmt::Debug for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Leaf({})", self.id.0)
    }
}
