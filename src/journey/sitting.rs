//! Sittings: what both people do at the keys together, when they began it, whether they are on a
//! break from it, and when they want to meet again.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::{
    event::{Order, Turn},
    time::Time,
};

/// All sittings, in their order.
#[derive(Clone, Default)]
pub struct Sittings(BTreeMap<Order, Sat>);

#[derive(Clone)]
struct Sat {
    day: NaiveDate,
    exercise: String,
    turn: Turn,
}

impl Sittings {
    pub(super) fn add(&mut self, order: Order, day: NaiveDate, exercise: String, turn: Turn) {
        self.0.insert(order, Sat { day, exercise, turn });
    }

    /// On which days the two sat down, oldest first, and to what.
    pub fn begun(&self) -> impl DoubleEndedIterator<Item = (NaiveDate, &str)> {
        let begun = self.0.values().filter(|sat| sat.turn == Turn::Begun);
        begun.map(|sat| (sat.day, sat.exercise.as_str()))
    }

    /// What the two stopped in the middle of, and when they want to go on. A break is over when
    /// they have sat down again, or a day after it was to end: nobody is held to it.
    pub fn on_break(&self, now: Time) -> Option<(&str, Time)> {
        let Sat { exercise, turn, .. } = self.0.values().next_back()?;
        match turn {
            Turn::Break(back) if now < *back + TimeDelta::days(1) => Some((exercise, *back)),
            _ => None,
        }
    }

    /// The day on which the two want to meet again, if they have said so at the end of their last
    /// sitting, and it is not past.
    pub fn next(&self, today: NaiveDate) -> Option<NaiveDate> {
        let closed = self.last_close()?;
        let Turn::Closed { next, .. } = closed else { return None };
        next.filter(|day| *day >= today)
    }

    /// What the two said at the end of their last sitting: when, and what they will do then.
    pub fn plan(&self) -> Option<&[String; 2]> {
        match self.last_close()? {
            Turn::Closed { plan, .. } => plan.as_ref(),
            _ => None,
        }
    }

    /// On which days the two stopped in the middle and did not end what they had begun, since they
    /// last closed a sitting; oldest first. An evening with one talk counts once.
    pub fn broken_off(&self) -> impl Iterator<Item = NaiveDate> {
        let closed = |sat: &Sat| matches!(sat.turn, Turn::Closed { .. });
        let last = self.0.iter().rev().find(|(_, sat)| closed(sat)).map(|(order, _)| order);
        let since = self.0.iter().filter(move |(order, _)| last.is_none_or(|last| *order > last));
        let broken = since.filter(|(_, sat)| matches!(sat.turn, Turn::Break(_)));
        let mut talks: Vec<_> = broken.map(|(_, sat)| (sat.day, sat.exercise.as_str())).collect();
        talks.dedup();
        talks.into_iter().map(|(day, _)| day)
    }

    fn last_close(&self) -> Option<&Turn> {
        let mut turns = self.0.values().rev().map(|sat| &sat.turn);
        turns.find(|turn| matches!(turn, Turn::Closed { .. }))
    }
}
