//! `amends calendar`: the days to come as an iCalendar file. Every title is the same neutral word.
//! Days are plain dates, so that no time zone and no clock change can move them.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Days, NaiveDate, Utc};
use icalendar::{Calendar as File, Class, Component as _, Event, EventLike as _, Property};
use sha2::{Digest as _, Sha256};

use super::{
    Done, Shell,
    export::{sync_folder, unwritten},
    say,
};
use crate::{
    coach::{coming, going_on},
    journey::{Journey, Seat},
    practice::{Cadence, Lasts},
    ui::{clean_line, fill},
    vault::Options,
};

/// Write the days to come as an iCalendar file
///
/// Meetings, the next sitting, reviews, ends and the practices that go on, each as a whole day with
/// the same neutral title. Written again to the same file, it takes the place of what was there; a
/// program that has read it once moves its entries and doubles none. What only one person may read
/// is in it only with --as. Whoever has the file can see the days.
#[derive(clap::Args)]
#[command(verbatim_doc_comment, after_help = EXAMPLES)]
pub(super) struct Calendar {
    /// Whose eyes it is for: a name, or A or B; without it, what is for both
    #[arg(long = "as", value_name = "NAME")]
    by: Option<String>,
    /// How often what is done daily stands in it
    #[arg(long, value_name = "HOW OFTEN", value_enum, default_value_t = Every::Day)]
    every: Every,
    /// The file for it; without it, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How often somebody wants to be reminded of what is done daily.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Every {
    /// On every day
    Day,
    /// Once a week
    Week,
    /// Not at all
    Never,
}

const EXAMPLES: &str = "\
Examples:
  amends calendar --as Ana --out reminders.ics
  amends calendar --as Ana --every week --out reminders.ics
  amends calendar | less";

/// How our files can be told from others.
const MAKER: &str = "-//amends//reminders//EN";

impl Calendar {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let places = shell.places()?;
        let mut opened = shell.open(&places, &Options { read_only: true, ..Options::default() })?;
        let both = self.by.is_none() && opened.journey.seats().len() > 1;
        // what is for both opens with either key
        let eyes = match &self.by {
            None if both => Seat::First,
            by => shell.eyes(&opened, by.as_deref())?,
        };
        shell.unlock(&mut opened, eyes)?;
        let sayings =
            shell.book.sayings().map_err(|trouble| super::unread(&trouble, shell.words))?;
        let text = self.written(shell, &opened.journey, eyes, both, &sayings.discreet.reminder);
        let Some(path) = &self.out else {
            return Ok(io::stdout().lock().write_all(text.as_bytes())?);
        };
        put(path, &text).map_err(|error| unwritten(&error, shell))?;
        let path = path.display().to_string();
        Ok(say(&fill(&shell.words.cli.written_to, &[("path", &clean_line(&path))]))?)
    }

    /// The file's text.
    fn written(
        &self,
        shell: &Shell,
        journey: &Journey,
        eyes: Seat,
        both: bool,
        title: &str,
    ) -> String {
        let now = shell.clock.now();
        let today = now.date_naive();
        let stamp = now.with_timezone(&Utc);
        let mut file = File::empty();
        file.append_property(Property::new("VERSION", "2.0"));
        file.append_property(Property::new("PRODID", MAKER));
        file.append_property(Property::new("CALSCALE", "GREGORIAN"));
        // what is for both is what either of them is told of
        let seats = if both { journey.seats().to_vec() } else { vec![eyes] };
        let mut told = BTreeSet::new();
        for (kept, day, which) in
            seats.iter().flat_map(|it| coming(shell.book, journey, *it, today))
        {
            let shared =
                journey.matter(eyes, kept.owner, &kept.id).is_some_and(|it| it.is_shared());
            let uid = uid(&[kept.owner.id(), &kept.id.0, which]);
            if (!both || shared) && told.insert(uid.clone()) {
                file.push(event(&uid, title, day, stamp));
            }
        }
        // one name for whichever day is next: what was agreed anew takes the place of what was there
        let sitting = journey.sittings().next(today);
        file.extend(sitting.map(|day| event(&uid(&["sitting", "next"]), title, day, stamp)));
        let going = if both { Vec::new() } else { going_on(shell.book, journey, eyes, today) };
        for (practice, last, lasts) in going {
            let (days, rule) = match (practice.cadence, self.every) {
                (Cadence::Daily, Every::Day) => (1, "FREQ=DAILY"),
                (Cadence::Daily, Every::Week) | (Cadence::Weekly, _) => (7, "FREQ=WEEKLY"),
                (Cadence::Daily, Every::Never) | (Cadence::Free, _) => continue,
            };
            let next = last.checked_add_days(Days::new(days)).unwrap_or(last).max(today);
            let mut event = event(&uid(&[eyes.id(), &practice.id, "goes-on"]), title, next, stamp);
            match lasts {
                Lasts::Until(end) if end < next => continue,
                Lasts::Until(end) => {
                    event.add_property("RRULE", format!("{rule};UNTIL={}", end.format("%Y%m%d")))
                }
                Lasts::Always => event.add_property("RRULE", rule),
            };
            file.push(event);
        }
        let empty = file.components.is_empty();
        let text = file.to_string();
        match text.strip_suffix(END).filter(|_| empty) {
            Some(begun) => format!("{begun}{NOBODY_IS_SHOWN}{END}"),
            None => text,
        }
    }
}

/// How a file ends.
const END: &str = "END:VCALENDAR\r\n";

/// A calendar must have something in it (RFC 5545, 3.6). Of what there is, a time zone is shown to
/// nobody; and no day here is in one.
const NOBODY_IS_SHOWN: &str = "BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\n\
    DTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\n\
    END:VTIMEZONE\r\n";

/// A whole day. It keeps nobody from planning something else on it.
fn event(uid: &str, title: &str, day: NaiveDate, stamp: DateTime<Utc>) -> Event {
    Event::new()
        .uid(uid)
        .timestamp(stamp)
        .summary(title)
        .starts(day)
        .class(Class::Private)
        .add_property("TRANSP", "TRANSPARENT")
        .done()
}

/// A name that stays, and tells nothing.
fn uid(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("|").as_bytes());
    let half = digest.first_chunk::<16>().copied().unwrap_or_default();
    format!("{:032x}@amends", u128::from_be_bytes(half))
}

/// Writes the file; in place of one that was written by this before, and of no other.
#[expect(
    clippy::disallowed_methods,
    reason = "a file outside the home that a person asks for by name"
)]
fn put(path: &Path, text: &str) -> io::Result<()> {
    match fs::read_to_string(path) {
        Ok(before) if !before.contains(MAKER) => return Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Ok(_) | Err(_) => {}
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let done = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&beside, path));
    if done.is_err() {
        let _ = fs::remove_file(&beside);
        return done;
    }
    sync_folder(path);
    Ok(())
}
