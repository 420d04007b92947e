//! Pictures by weeks and by months that nobody but their owner is drawn: a week of one's own, how often
//! a pull came, how strong waves were, and which questions are still open.

use chrono::{Datelike as _, Months, NaiveDate};

use super::{Album, WEEKS, monday, rate};
use crate::{
    exercise::Item,
    practice::place,
    ui::{
        fill,
        picture::{Bar, Gap, Picture, Shape, Square},
    },
};

/// Weeks of one's own.
const OWN_WEEKS: u64 = 8;
/// Weeks of a pull: as many as the words count together, twice.
const PULLED: usize = 4;
/// Months of questions.
const MONTHS: u32 = 6;

/// What was done, or is over.
const DONE: char = '●';
/// What was not, or is still open.
const OPEN: char = '○';

/// A row of signs: first what was done, then what was not. Neither stands out.
fn bar(label: String, all: impl Iterator<Item = bool>) -> Bar {
    let (done, open): (Vec<_>, Vec<_>) = all.partition(|done| *done);
    let signs = done.iter().map(|_| DONE).chain(open.iter().map(|_| OPEN));
    Bar { label, parts: signs.map(|sign| (sign, false)).collect(), share: None }
}

/// From the first time on that has something: before one wrote anything down, nothing is known.
fn begun(bars: Vec<Bar>) -> Vec<Bar> {
    bars.into_iter().skip_while(|bar| bar.parts.is_empty()).collect()
}

impl Album<'_> {
    /// Where something was placed last in a week.
    fn last_of_week(&self, ask: &str, item: &Item, start: NaiveDate) -> Option<u8> {
        let mut week = self.matters.iter().rev().filter(|it| monday(it.made()) == start);
        week.find_map(|it| place(it.field(ask)?, &item.id))
    }

    pub(super) fn lane(&self) -> Option<Picture> {
        let words = &self.words.pictures;
        let (ask, rate) = rate(self.practice)?;
        let [low, middle, high] = rate.labels.as_slice() else { return None };
        let mondays: Vec<_> = self.mondays(OWN_WEEKS).collect();
        let (mut rows, mut says) = (Vec::new(), Vec::new());
        for item in &rate.items {
            let is_word = |at: &u8| usize::from(*at) < rate.labels.len();
            let place = |start: &NaiveDate| self.last_of_week(ask, item, *start).filter(is_word);
            let places: Vec<_> = mondays.iter().map(place).collect();
            says.extend(self.lane_words(item, &rate.labels, &places));
            let square = |at: &Option<u8>| Square { shade: at.map(|at| at + 1), dot: false };
            rows.push((item.text.clone(), places.iter().map(square).collect()));
        }
        says.first()?;
        let [from, to] = [mondays.first()?, mondays.last()?].map(|day| self.words.day(*day));
        says.insert(0, fill(&words.lane_weeks, &[("from", &from), ("to", &to)]));
        let signs = fill(&words.lane_signs, &[("low", low), ("middle", middle), ("high", high)]);
        let columns = mondays.iter().map(|day| day.day().to_string()).collect();
        Some(Picture { shape: Shape::Grid { columns, rows }, signs, words: says })
    }

    /// In how many weeks there was how much of something, and how much last; nothing where it was placed
    /// in none.
    fn lane_words(&self, item: &Item, labels: &[String], all: &[Option<u8>]) -> Option<String> {
        let words = &self.words.pictures;
        let label = |at: &u8| labels.get(usize::from(*at));
        let said: Vec<_> = all.iter().flatten().filter_map(label).collect();
        let last = said.last()?;
        if said.len() == 1 {
            return Some(fill(&words.line_once, &[("label", &item.text), ("to", last)]));
        }
        let count = |label: &String| {
            let n = said.iter().filter(|it| **it == label).count();
            (n > 0).then(|| fill(&words.times, &[("what", label), ("n", &n.to_string())]))
        };
        let what: Vec<_> = labels.iter().filter_map(count).collect();
        let names = [("label", &*item.text), ("what", &*what.join(", ")), ("to", last)];
        Some(fill(&words.lane, &names))
    }

    pub(super) fn urges(&self) -> Option<Picture> {
        let words = &self.words.pictures;
        let mondays: Vec<_> = self.mondays(2 * PULLED as u64).collect();
        let came = |start: NaiveDate| {
            let week = self.matters.iter().filter(move |it| monday(it.made()) == start);
            week.filter_map(|it| self.dot(it))
        };
        let (earlier, lately) = mondays.split_at(PULLED);
        let [earlier, lately] = [earlier, lately]
            .map(|weeks| weeks.iter().flat_map(|day| came(*day)).collect::<Vec<_>>());
        if earlier.is_empty() && lately.is_empty() {
            return None;
        }
        let mut says = vec![self.urge_words(&words.four_weeks, &lately)];
        if !earlier.is_empty() {
            says.push(self.urge_words(&words.four_before, &earlier));
        }
        let bars = mondays.iter().map(|day| bar(self.words.short_day(*day), came(*day))).collect();
        let shape = Shape::Bars { bars: begun(bars), line: String::new() };
        Some(Picture { shape, signs: words.urge_signs.clone(), words: says })
    }

    /// How often the pull came in some weeks, and how often one looked.
    fn urge_words(&self, when: &str, came: &[bool]) -> String {
        let words = &self.words.pictures;
        let times = |n: usize| match n {
            1 => words.once.clone(),
            n => fill(&words.n_times, &[("n", &n.to_string())]),
        };
        let looked = came.iter().filter(|looked| **looked).count();
        let says = match (came.len(), looked) {
            (0, _) => &words.no_urge,
            (_, 0) => &words.urges_only,
            _ => &words.urges,
        };
        fill(says, &[("when", when), ("n", &times(came.len())), ("looked", &times(looked))])
    }

    /// Each in the month it was put down, by where it stands now. Of one month the list says it all.
    pub(super) fn months(&self) -> Option<Picture> {
        let words = &self.words.pictures;
        let first_of = |day: NaiveDate| day.with_day(1).unwrap_or(day);
        let put: Vec<_> = self
            .matters
            .iter()
            .filter_map(|it| {
                Some((first_of(it.made()), self.practice.standing(it, self.today)?.over))
            })
            .collect();
        let this = first_of(self.today);
        let (mut bars, mut says) = (Vec::new(), vec![words.asked_months.clone()]);
        for start in (0..MONTHS).rev().filter_map(|n| this.checked_sub_months(Months::new(n))) {
            let of = put.iter().filter(|(month, _)| *month == start).map(|(_, over)| *over);
            let month = self.words.month(start);
            bars.push(bar(month.clone(), of.clone()));
            let over = of.clone().filter(|over| *over).count();
            let open = of.count() - over;
            if open + over > 0 {
                let names = [("n", &*open.to_string()), ("over", &*over.to_string())];
                says.push(fill(&words.asked, &[&[("month", &*month)], &names[..]].concat()));
            }
        }
        let bars = begun(bars);
        let has_shape = bars.len() > 1;
        let shape = Shape::Bars { bars, line: String::new() };
        let signs = words.asked_signs.clone();
        has_shape.then_some(Picture { shape, signs, words: says })
    }

    /// How strong it was by weeks: from the lowest to the highest place.
    pub(super) fn strengths(&self) -> Option<Picture> {
        let words = &self.words.pictures;
        let (ask, rate) = rate(self.practice)?;
        let item = rate.items.last()?;
        let (mut rows, mut says) = (Vec::new(), Vec::new());
        for start in self.mondays(WEEKS) {
            let week = self.matters.iter().filter(|it| monday(it.made()) == start);
            let places: Vec<_> = week.filter_map(|it| place(it.field(ask)?, &item.id)).collect();
            let [low, high] = [places.iter().min(), places.iter().max()].map(Option::<&u8>::copied);
            rows.push(Gap { label: self.words.short_day(start), one: low, other: high });
            let (Some(low), Some(high)) = (low, high) else { continue };
            let says_it = if low == high { &words.strength_same } else { &words.strength };
            let sum: usize = places.iter().copied().map(usize::from).sum();
            let mean = (sum + places.len() / 2) / places.len();
            let [low, high, mean] = [low.to_string(), high.to_string(), mean.to_string()];
            let day = self.words.day(start);
            let names = [("label", &*item.text), ("day", &*day), ("low", &*low)];
            let others = [("high", &*high), ("mean", &*mean)];
            says.push(fill(says_it, &[&names[..], &others].concat()));
        }
        let signs = words.strength_signs.clone();
        let rows = rows.into_iter().skip_while(|row: &Gap| row.one.is_none());
        let shape = Shape::Gaps(rows.collect());
        (!says.is_empty()).then_some(Picture { shape, signs, words: says })
    }
}
