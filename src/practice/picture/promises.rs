//! What came of promises. Each counts once, by where it stands now: what was found out afterwards takes
//! the place of all that was said before.

use chrono::{Datelike as _, Days, NaiveDate};

use super::{Album, before, monday};
use crate::{
    practice::{Counts, State},
    ui::{
        fill,
        picture::{Bar, Picture, Shape},
    },
};

/// How many fortnights are drawn.
const FORTNIGHTS: u64 = 6;
/// Six weeks in days.
const SIX_WEEKS: u64 = 42;

/// What came of a promise, and when.
struct Outcome {
    day: NaiveDate,
    letter: char,
    reliable: bool,
}

/// The first day of the fortnight that a day is in: a Monday, and on every day of the fortnight the same.
pub fn fortnight(day: NaiveDate) -> NaiveDate {
    let monday = monday(day);
    let is_second = monday.num_days_from_ce().div_euclid(7) % 2 != 0;
    before(monday, if is_second { 7 } else { 0 })
}

/// What came about after one day, and up to another.
fn within(all: &[Outcome], after: NaiveDate, to: NaiveDate) -> impl Iterator<Item = &Outcome> {
    all.iter().filter(move |it| it.day > after && it.day <= to)
}

/// How many could be relied on in the six weeks until a day, and of how many.
fn relied(all: &[Outcome], end: NaiveDate) -> (u16, u16) {
    within(all, before(end, SIX_WEEKS), end)
        .fold((0, 0), |(good, all), it| (good + u16::from(it.reliable), all + 1))
}

impl Album<'_> {
    pub(super) fn promises(&self) -> Option<Picture> {
        let words = &self.words.pictures;
        let outcomes = self.outcomes();
        // before anything came of a promise there is nothing to leave room for
        let begun = fortnight(outcomes.iter().map(|it| it.day).min()?);
        let first = fortnight(self.today);
        let starts = (0..FORTNIGHTS).rev().map(|n| before(first, n * 14));
        let starts = starts.filter(|start| *start >= begun.min(first));
        let bars = starts.map(|start| self.bar(start, &outcomes)).collect();
        let six = before(self.today, SIX_WEEKS);
        let mut says =
            vec![fill(&words.six_weeks, &[("what", &self.counted(&outcomes, six, self.today))])];
        let (good, all) = relied(&outcomes, self.today);
        if all > 0 {
            let names = [("n", &*good.to_string()), ("all", &*all.to_string())];
            says.push(fill(&words.reliable, &names));
        }
        // the words go back as far as what is drawn
        let oldest = before(first, (FORTNIGHTS - 1) * 14);
        if within(&outcomes, before(oldest, 1), six).next().is_some() {
            let what = self.counted(&outcomes, before(oldest, 1), six);
            let names = [("day", &*self.words.day(oldest)), ("what", &*what)];
            says.push(fill(&words.before_six, &names));
        }
        let legend: Vec<_> =
            self.lettered().map(|it| format!("{} {}", it.letter, it.says)).collect();
        let drawn = Shape::Bars { bars, line: words.six.clone() };
        Some(Picture { shape: drawn, signs: legend.join(" · "), words: says })
    }

    /// The states of a promise that something came of it.
    fn lettered(&self) -> impl Iterator<Item = &State> {
        self.practice.states.iter().filter(|it| !it.letter.is_empty())
    }

    fn outcomes(&self) -> Vec<Outcome> {
        let outcome = |matter| {
            let standing = self.practice.standing(matter, self.today)?;
            let letter = standing.state.letter.chars().next()?;
            let reliable = standing.state.counts == Counts::Reliable;
            Some(Outcome { day: standing.since, letter, reliable })
        };
        self.matters.iter().filter_map(outcome).collect()
    }

    /// A fortnight, in the order of the states, so that bars can be held against each other.
    fn bar(&self, start: NaiveDate, outcomes: &[Outcome]) -> Bar {
        let end = start.checked_add_days(Days::new(13)).unwrap_or(start).min(self.today);
        let of = |state: &State| {
            let letter = state.letter.clone();
            let all = within(outcomes, before(start, 1), end);
            all.filter(move |it| letter.starts_with(it.letter)).map(|it| (it.letter, it.reliable))
        };
        let parts = self.lettered().flat_map(of).collect();
        let (good, all) = relied(outcomes, end);
        let share = (all > 0).then(|| f64::from(good) / f64::from(all));
        Bar { label: self.words.short_day(start), parts, share }
    }

    /// How much came of promises, state by state.
    fn counted(&self, outcomes: &[Outcome], after: NaiveDate, to: NaiveDate) -> String {
        let count = |state: &State| {
            let all = within(outcomes, after, to);
            let n = all.filter(|it| state.letter.starts_with(it.letter)).count().to_string();
            fill(&self.words.pictures.count, &[("n", &n), ("what", &state.says)])
        };
        self.lettered().map(count).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fortnight_is_the_same_on_each_of_its_days() {
        let day = |n| NaiveDate::from_num_days_from_ce_opt(739_000 + n).unwrap();
        let starts: Vec<_> = (0..140).map(|n| fortnight(day(n))).collect();
        for same in starts.chunk_by(|one, other| one == other).skip(1) {
            assert!(same.len() == 14 || same.last() == starts.last(), "{same:?}");
        }
        for (n, start) in (0..).zip(&starts) {
            assert!(*start <= day(n) && day(n) - *start < chrono::TimeDelta::days(14));
            assert_eq!(start.weekday(), chrono::Weekday::Mon);
        }
    }
}
