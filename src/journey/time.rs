//! Time as people mean it: their own hours, with the offset they live at.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// A moment on the reader's own clock.
pub type Time = DateTime<FixedOffset>;

/// When a record was kept: to the day where both may see it (when somebody was here is nobody's
/// business), to the moment where only its writer may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum When {
    /// RFC 3339, with the writer's offset.
    Moment(Time),
    /// `2026-11-22`.
    Day(NaiveDate),
}

impl When {
    /// Reads what is written in files; none if it is no time.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() == "2026-11-22".len() {
            return text.parse().ok().map(Self::Day);
        }
        // what others have written may be laid out a little more freely
        let time = Time::parse_from_rfc3339(text).or_else(|_| text.parse());
        time.ok().map(Self::Moment)
    }

    /// The day, on the writer's own calendar.
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::Moment(time) => time.date_naive(),
            Self::Day(day) => *day,
        }
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::read(&text).ok_or_else(|| D::Error::custom("not a time"))
    }
}

#[cfg(test)]
mod tests {
    use super::When;

    #[test]
    fn what_is_written_is_read() {
        for text in ["2026-11-22", "2026-11-22T09:14:03+01:00", "2026-11-22T09:14:03.25Z"] {
            let when = When::read(text).unwrap();
            let json = serde_json::to_string(&when).unwrap();
            assert_eq!(serde_json::from_str::<When>(&json).unwrap(), when);
            assert!(matches!(when, When::Day(_)) == (text.len() == 10));
        }
        assert!(When::read("2026-11-22 09:14:03 +01:00").is_some());
        for text in ["", "2026-13-22", "2026-11-22T09:14:03", "yesterday!", "tomorrow"] {
            assert!(When::read(text).is_none(), "{text}");
        }
    }
}
