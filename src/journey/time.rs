//! Time as people mean it: their own hours, with the offset they live at.

use chrono::{DateTime, FixedOffset, NaiveDate};
use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// A moment on the reader's own clock.
pub type Time = DateTime<FixedOffset>;

/// Reads what is written of a day; none if it is none.
pub fn read_day(text: &str) -> Option<NaiveDate> {
    as_we_write(text).or_else(|| text.parse().ok())
}

/// A day as this program writes it, `2026-11-22`: of years of lines that is read several times as quickly
/// as whatever else a date may look like.
fn as_we_write(text: &str) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)
}

/// A day in JSON.
pub(super) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    let text = CompactString::deserialize(from)?;
    read_day(&text).ok_or_else(|| D::Error::custom("not a day"))
}

/// A day in JSON, if there is one.
pub(super) fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    Option::<CompactString>::deserialize(from)?
        .map(|text| read_day(&text).ok_or_else(|| D::Error::custom("not a day")))
        .transpose()
}

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
            return read_day(text).map(Self::Day);
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
        let text = CompactString::deserialize(from)?;
        Self::read(&text).ok_or_else(|| D::Error::custom("not a time"))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike as _, NaiveDate};

    use super::{When, as_we_write, read_day};

    #[test]
    fn every_day_is_read_as_it_is_written() {
        let (from, to) = (date(1, 1, 1).num_days_from_ce(), date(9999, 12, 31).num_days_from_ce());
        for day in (from..=to).step_by(17) {
            let day = NaiveDate::from_num_days_from_ce_opt(day).unwrap();
            assert_eq!(as_we_write(&day.to_string()), Some(day));
        }
        assert_eq!(as_we_write("2026-1-2"), None);
        assert_eq!(read_day("2026-1-2"), Some(date(2026, 1, 2)), "as others may write it");
    }

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        for text in ["2026-11-22", "2026-11-22T09:14:03+01:00", "2026-11-22T09:14:03.25Z"] {
            let when = When::read(text).unwrap();
            let json = serde_json::to_string(&when).unwrap();
            assert_eq!(serde_json::from_str::<When>(&json).unwrap(), when);
            assert!(matches!(when, When::Day(_)) == (text.len() == 10));
        }
        assert!(When::read("2026-11-22 09:14:03 +01:00").is_some());
        for text in [
            "",
            "2026-13-22",
            "2026-02-29",
            "202a-11-22",
            "2026/11/22",
            "2026-11-22T09:14:03",
            "yesterday!",
            "tomorrow",
        ] {
            assert!(When::read(text).is_none(), "{text}");
        }
    }
}
