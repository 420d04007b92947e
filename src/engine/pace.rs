//! Pacing: how often, and how late, two people may sit down to what could be used against one of them
//! (the safety rules' class H). A rule that everybody may know, so that "Not today" tells of nobody.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Timelike as _};

use super::Path;
use crate::{
    curriculum::{Exercise, Risk, Who},
    journey::{BRAKE, Event, Journey, Mode, Time},
};

/// So many days from one to the next, the day itself counted.
const DAYS: i64 = 3;
/// The same one is there so often in a week: answers to questions have two half hours.
const TWICE: usize = 2;
const WEEK: i64 = 7;
/// From this hour on there is none.
const EVENING: u32 = 21;
/// Before this hour neither: a night is no time for it.
const MORNING: u32 = 5;

impl Path<'_> {
    /// Whether both are asked, each alone, before it begins.
    pub fn has_two_keys(&self, exercise: &Exercise) -> bool {
        self.journey.mode() == Mode::Together
            && exercise.who == Who::Together
            && exercise.risk == Risk::High
    }

    /// Whether this person's yes to showing their half of a sealed pair counts: their quiet brake
    /// is off, or it could be used against nobody; and if theirs is the second yes, which shows it,
    /// it is time for it.
    pub fn may_show(&self, exercise: &Exercise, second: bool, now: Time) -> bool {
        let held = exercise.risk == Risk::High && self.journey.brake(self.seat);
        !held && (!second || self.is_time_for(exercise, now))
    }

    /// What is to be kept so that this person's quiet brake is on, or off. A yes to show something
    /// that the other has not answered is taken back.
    pub fn brake(&self, on: bool) -> Vec<Event> {
        let mut events = vec![Event::Setting { key: BRAKE.to_owned(), value: on.into() }];
        if on {
            events.extend(self.taken_back());
        }
        events
    }

    fn taken_back(&self) -> impl Iterator<Item = Event> {
        let (journey, seat) = (self.journey, self.seat);
        let answers = journey.answers(seat).filter(move |(owner, ..)| *owner == seat);
        let open = answers.filter(move |(_, exercise, part, _)| {
            journey.agreed(seat, exercise, part) && !journey.shown(exercise, part)
        });
        let high = open.filter(|(_, exercise, ..)| self.is_high(exercise));
        high.map(|(_, exercise, part, kept)| Event::half(exercise, part, &kept.answer, false))
    }

    /// Whether the clock and the calendar have nothing against it. Only what needs two keys is
    /// paced; what the two stopped in the middle of today, or are on a break from, is the same
    /// sitting still.
    pub fn is_time_for(&self, exercise: &Exercise, now: Time) -> bool {
        if !self.is_paced(exercise) {
            return true;
        }
        let on_break = self.journey.sittings().on_break(now);
        let goes_on = on_break.is_some_and(|(id, _)| id == exercise.id);
        let today = now.date_naive();
        !is_late(now)
            && (goes_on
                || !self.was_another(exercise, today) && !was_twice(self.journey, exercise, today))
    }

    fn is_paced(&self, exercise: &Exercise) -> bool {
        self.journey.mode() == Mode::Together && exercise.risk == Risk::High
    }

    fn was_another(&self, exercise: &Exercise, today: NaiveDate) -> bool {
        self.journey.sittings().begun().rev().any(|(day, id)| {
            let same = id == exercise.id && day == today;
            !same && is_near(day, today) && self.is_high(id)
        })
    }

    fn is_high(&self, id: &str) -> bool {
        self.book.exercise(id).is_some_and(|(_, exercise)| exercise.risk == Risk::High)
    }
}

/// Whether the two sat down to this on two days of the week before today.
fn was_twice(journey: &Journey, exercise: &Exercise, today: NaiveDate) -> bool {
    let same = journey.sittings().begun().filter(|(_, id)| *id == exercise.id);
    let lately = same.filter(|(day, _)| (1..WEEK).contains(&(today - *day).num_days()));
    lately.map(|(day, _)| day).collect::<BTreeSet<_>>().len() >= TWICE
}

fn is_late(now: Time) -> bool {
    now.hour() >= EVENING || now.hour() < MORNING
}

/// Whether a day is one of the last few. One that is still to come was written by a clock that ran
/// ahead: it holds nobody back for ever.
fn is_near(day: NaiveDate, today: NaiveDate) -> bool {
    (0..DAYS).contains(&(today - day).num_days())
}
