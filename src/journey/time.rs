//! Time as people mean it: their own hours, with the offset they live at.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// A moment on the reader's own clock.
pub type Time = DateTime<FixedOffset>;

/// When a record was kept: to the day where both may see it (when somebody was here is nobody's
/// business), to the moment where only its writer may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum When {
    /// RFC 3339, with the writer's offset.
    Moment(Time),
    /// `2026-11-22`.
    Day(NaiveDate),
}

impl When {
    /// The day, on the writer's own calendar.
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::Moment(time) => time.date_naive(),
            Self::Day(day) => *day,
        }
    }
}
