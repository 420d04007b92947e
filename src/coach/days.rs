//! What is due: everything kept that has a day near enough to be spoken of, what goes on by the day or
//! the week, and what a fortnight brought; and the days to come, for a calendar.

use chrono::NaiveDate;

use super::{Coach, Due, Kept};
use crate::{
    curriculum::Curriculum,
    journey::{Journey, Matter, Seat},
    practice::{Cadence, Lasts, Practice, Standing, fortnight},
};

/// What was due is not spoken of after so many days.
const PAST: i64 = 14;
/// At the start of a fortnight, for so many days, what the one before brought may be looked at.
const TOAST: i64 = 3;

impl Coach<'_> {
    /// Where a fortnight has just begun: what the one before brought, as far as both like to see it.
    fn toasts(&self) -> Vec<&'static Practice> {
        let start = fortnight(self.today);
        if !self.is_within(start, TOAST) || self.pattern().is_some() {
            return Vec::new();
        }
        let brought = |practice: &Practice| {
            practice.matters(self.journey, self.seat).any(|matter| {
                let back = (start - matter.made()).num_days();
                (1..=14).contains(&back) && !practice.is_set_aside(&matter, |_| true)
            })
        };
        let toasts = self.practices.iter().copied().filter(|it| !it.toast.is_empty());
        toasts.filter(|it| brought(it)).collect()
    }

    /// Everything open that has a day near enough to be spoken of.
    pub(super) fn days(&self) -> Vec<(Kept, NaiveDate)> {
        let mut days = Vec::new();
        for practice in self.practices.iter().filter(|it| it.has_days()) {
            for matter in practice.matters(self.journey, self.seat) {
                let says = matter.owner == self.seat
                    || practice.together
                    || !practice.due_other.is_empty();
                // what is years behind need not be looked at closely
                let ahead = |day: NaiveDate| (day - self.today).num_days();
                let past = |day: Option<NaiveDate>| day.is_none_or(|day| ahead(day) < -PAST);
                if !says || past(practice.until(&matter)) && past(practice.review(&matter)) {
                    continue;
                }
                let Some(standing) = spoken_of(practice, &matter, self.seat, self.today) else {
                    continue;
                };
                let near = |day: &NaiveDate| {
                    (-PAST..=i64::from(practice.days_ahead)).contains(&ahead(*day))
                };
                // an end that has come is more than a look that nobody took
                if let Some(day) =
                    standing.review.into_iter().chain(standing.until).filter(near).max()
                {
                    days.push((Self::kept(practice, &matter), day));
                }
            }
        }
        days
    }

    fn lasts(&self, practice: &Practice) -> Option<Lasts> {
        let all = self.book.practices().ok()?;
        practice.lasts(all, self.journey, self.seat, self.today)
    }

    /// What this person took up and has not done for its time: daily things within a week, weekly
    /// ones within a month. What was let go of is not spoken of.
    pub(super) fn going_on(&self) -> Vec<&'static Practice> {
        let mut going = Vec::new();
        for practice in &self.practices {
            let (from, to) = match practice.cadence {
                Cadence::Daily => (1, 7),
                Cadence::Weekly => (7, 28),
                Cadence::Free => continue,
            };
            if !self.path().may_add(practice) {
                continue;
            }
            let own = practice.matters(self.journey, self.seat).filter(|it| it.owner == self.seat);
            let Some(last) = own.map(|it| it.made()).max() else { continue };
            let in_time = (from..=to).contains(&(self.today - last).num_days());
            // a meeting has its day
            if !practice.has_days() && in_time && self.lasts(practice).is_some() {
                going.push(*practice);
            }
        }
        going
    }

    pub(super) fn due(&self, away: bool) -> Vec<Due> {
        let mut days = self.days();
        // who comes back is not met by a pile
        days.retain(|(_, day)| !away || *day >= self.today);
        let matter = |(kept, day)| (Due::Matter(kept, day), day);
        let mut days: Vec<_> = days.into_iter().map(matter).collect();
        let today = self.today;
        days.extend(self.journey.sittings().next(today).map(|day| (Due::Sitting(day), day)));
        let going = if away { Vec::new() } else { self.going_on() };
        days.extend(going.into_iter().map(|practice| (Due::Practice(practice), today)));
        let toasts = if away { Vec::new() } else { self.toasts() };
        days.extend(toasts.into_iter().map(|practice| (Due::Toast(practice), today)));
        // what lies behind does not stand before what is nearer
        days.sort_by_key(|(_, day)| nearness(Some(*day), today));
        days.into_iter().map(|(due, _)| due).collect()
    }
}

/// How near a day is. What lies behind stands before what is as far ahead.
pub(super) fn nearness(day: Option<NaiveDate>, today: NaiveDate) -> Option<(i64, bool)> {
    day.map(|day| ((day - today).num_days().abs(), day > today))
}

/// Where something stands whose days a person is told of: not while it waits for a yes, nor once it is
/// over, nor if they asked not to be reminded of it.
fn spoken_of<'p>(
    practice: &'p Practice,
    matter: &Matter<'_>,
    seat: Seat,
    today: NaiveDate,
) -> Option<Standing<'p>> {
    let standing = practice.standing(matter, today);
    let standing = standing.filter(|it| !it.over && !it.state.waits)?;
    let quiets = |to: &str| practice.state(to).is_some_and(|state| state.quiets);
    let is_quiet = matter.moves().any(|(by, moved)| by == seat && quiets(&moved.to));
    (!is_quiet).then_some(standing)
}

/// The days on which something kept asks for attention from today on, for a calendar: what, when, and
/// which of its days it is.
pub fn coming(
    book: &'static Curriculum,
    journey: &Journey,
    seat: Seat,
    today: NaiveDate,
) -> Vec<(Kept, NaiveDate, &'static str)> {
    let all = book.practices().map(|all| all.practices.as_slice()).unwrap_or_default();
    let mut days = Vec::new();
    for practice in all.iter().filter(|it| it.has_days()) {
        for matter in practice.matters(journey, seat) {
            let Some(standing) = spoken_of(practice, &matter, seat, today) else { continue };
            let both = [(standing.review, "review"), (standing.until, "until")];
            let both = both.into_iter().filter_map(|(day, which)| Some((day?, which)));
            let both = both.filter(|(day, _)| *day >= today);
            days.extend(both.map(|(day, which)| (Coach::kept(practice, &matter), day, which)));
        }
    }
    days
}

/// The practices that somebody took up and that go on, with the day they last did each, and how long it
/// goes on.
pub fn going_on(
    book: &'static Curriculum,
    journey: &Journey,
    seat: Seat,
    today: NaiveDate,
) -> Vec<(&'static Practice, NaiveDate, Lasts)> {
    let Ok(all) = book.practices() else { return Vec::new() };
    let going = all.practices.iter().filter_map(|practice| {
        let most = match practice.cadence {
            Cadence::Daily => 7,
            Cadence::Weekly => 28,
            Cadence::Free => return None,
        };
        let own = practice.matters(journey, seat).filter(|it| it.owner == seat);
        let last = own.map(|it| it.made()).max()?;
        let goes = !practice.has_days() && (today - last).num_days() <= most;
        let lasts = practice.lasts(all, journey, seat, today)?;
        goes.then_some((practice, last, lasts))
    });
    going.collect()
}
