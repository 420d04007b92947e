//! The life of a matter: its state on a day, and who may move it where. One engine for every practice;
//! which states there are, and what they mean, is content. What may be added is left to [`super::keep`].

use std::borrow::Cow;

use chrono::{Days, NaiveDate};
use serde_json::Value;

use super::form::{Counts, Makes, Mover, Pause, Picked, Practice, Practices, Span, State, Timing};
use crate::journey::{Journey, Matter, Moved, RecordId, Seat};

/// Where a matter stands on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing<'p> {
    /// Its state.
    pub state: &'p State,
    /// Whether it is over: done, ended, or past its last day.
    pub over: bool,
    /// Its last day, if it has one.
    pub until: Option<NaiveDate>,
    /// The day to look at it again, if it has one.
    pub review: Option<NaiveDate>,
    /// The day it came to its state.
    pub since: NaiveDate,
}

/// How long something goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// Until whoever does it lets it be.
    Always,
    /// Until this day.
    Until(NaiveDate),
}

impl Practice {
    /// The last day of a matter: what was said, or the practice's own number of days, and never more
    /// than the practice allows, whatever a file says.
    pub fn until(&self, matter: &Matter<'_>) -> Option<NaiveDate> {
        let after = |days: u16| matter.made().checked_add_days(Days::new(days.into()));
        let said = matter.until().or_else(|| after(self.span.default?));
        match self.span.most.and_then(after) {
            Some(most) => Some(said.map_or(most, |said| said.min(self.later_most(matter, most)))),
            None => said,
        }
    }

    /// Who moves a matter to another last day may go so far from that day.
    fn later_most(&self, matter: &Matter<'_>, most: NaiveDate) -> NaiveDate {
        let days = matter.moves().filter(|(_, moved)| moved.until.is_some());
        let after = |moved: &Moved| {
            moved.day.checked_add_days(Days::new(self.span.most.unwrap_or_default().into()))
        };
        days.filter_map(|(_, moved)| after(moved)).chain([most]).max().unwrap_or(most)
    }

    /// Whether its matters have days to come, or can be given one.
    pub fn has_days(&self) -> bool {
        let Span { until, default, review, .. } = &self.span;
        let given = self.states.iter().any(|state| state.day.is_some());
        given || !until.is_empty() || !review.is_empty() || default.is_some()
    }

    /// The day to look at a matter again: never later than the practice allows.
    pub fn review(&self, matter: &Matter<'_>) -> Option<NaiveDate> {
        // what lay for some days has been shown: that day has done its work
        if self.pause.is_some() && matter.is_shared() {
            return None;
        }
        let last = matter.moves().filter(|(_, moved)| moved.review.is_some()).last();
        let from = last.map_or_else(|| matter.made(), |(_, moved)| moved.day);
        let most =
            self.span.review_most.and_then(|days| from.checked_add_days(Days::new(days.into())));
        match (matter.review(), most) {
            (Some(said), Some(most)) => Some(said.min(most)),
            (said, most) => said.or(most),
        }
    }

    /// Where a matter stands. Nothing has to be opened for an end to come.
    ///
    /// What is over stays over; only what is lasting (a breach that was found) goes above it, and
    /// nothing goes above that.
    pub fn standing(&self, matter: &Matter<'_>, today: NaiveDate) -> Option<Standing<'_>> {
        let until = self.until(matter);
        let (mut state, mut since) = (self.states.first()?, matter.made());
        for (by, moved) in matter.moves() {
            let Some(to) = self.state(&moved.to).filter(|to| !to.is_aside() && may(to, matter, by))
            else {
                continue;
            };
            if !state.is_for_good() && (to.is_for_good() || !state.is_over()) {
                (state, since) = (to, moved.day);
            }
        }
        let lapses = self.state(&self.span.lapses).filter(|_| !state.is_over());
        if let (Some(lapsed), Some(end)) = (lapses, until)
            && matter.is_past(end, today)
        {
            (state, since) = (lapsed, end.succ_opt().unwrap_or(end));
        }
        // a look on the last day, or behind it, is none: it ends
        let review = self.review(matter).filter(|day| until.is_none_or(|end| *day < end));
        let review = review.filter(|_| !state.is_over());
        Some(Standing { state, over: state.is_over(), until, review, since })
    }

    /// The states that a person may move a matter to now.
    pub fn ways(&self, matter: &Matter<'_>, seat: Seat, today: NaiveDate) -> Vec<&State> {
        let Some(standing) = self.standing(matter, today) else { return Vec::new() };
        let now = standing.state;
        let timely = |state: &State| match (state.when, standing.until) {
            (Timing::Any, _) | (Timing::InTime, None) => true,
            (Timing::Late, None) => false,
            (Timing::InTime, Some(until)) => !matter.is_past(until, today),
            (Timing::Late, Some(until)) => matter.is_past(until, today),
        };
        let open = |state: &State| {
            if now.is_for_good() {
                return state.is_aside();
            }
            let from = state.from.is_empty() && !now.is_over() || state.from.contains(&now.id);
            // what counts for nothing can have another day again and again; what is only noted beside it,
            // each notes once
            let again = state.day.is_some() && state.counts == Counts::Nothing;
            let noted = state.is_aside()
                && matter.moves().any(|(by, moved)| by == seat && moved.to == state.id.as_str());
            from && (again || state.id != now.id && !noted)
        };
        let may = |state: &State| !state.act.is_empty() && may(state, matter, seat);
        self.states.iter().filter(|it| may(it) && open(it) && timely(it)).collect()
    }

    /// What is open of it and can have another day, with the state that gives it one: the newest.
    pub fn to_put_off<'p: 'j, 'j>(
        &'p self,
        journey: &'j Journey,
        seat: Seat,
        today: NaiveDate,
    ) -> Option<(Matter<'j>, &'p State)> {
        let puts_off = |matter: &Matter<'_>| {
            let mut ways = self.ways(matter, seat, today).into_iter();
            ways.find(|state| state.day.is_some() && state.makes == Makes::Open)
        };
        let open = self.open(journey, seat, today);
        let open = open.filter_map(|matter| puts_off(&matter).map(|state| (matter, state)));
        open.max_by_key(|(matter, _)| matter.made())
    }

    /// Somebody's matters of this practice that are not over.
    pub fn open<'a>(
        &'a self,
        journey: &'a Journey,
        eyes: Seat,
        today: NaiveDate,
    ) -> impl Iterator<Item = Matter<'a>> {
        self.matters(journey, eyes)
            .filter(move |matter| self.standing(matter, today).is_some_and(|it| !it.over))
    }

    /// What somebody began of this practice and has not kept yet.
    pub fn begun<'a>(
        &'a self,
        journey: &'a Journey,
        eyes: Seat,
    ) -> impl Iterator<Item = Matter<'a>> {
        journey.matters_of(eyes, &self.id).filter(Matter::is_begun)
    }

    /// Everything of this practice that somebody may read; without what is only begun.
    pub fn matters<'a>(
        &'a self,
        journey: &'a Journey,
        eyes: Seat,
    ) -> impl Iterator<Item = Matter<'a>> {
        let asides = self.states.iter().any(|state| state.sets_aside);
        let aside = move |it: &Matter<'_>| asides && self.is_set_aside(it, |by| by == eyes);
        journey.matters_of(eyes, &self.id).filter(move |it| !it.is_begun() && !aside(it))
    }

    /// Whether one of these people set a matter aside.
    pub fn is_set_aside(&self, matter: &Matter<'_>, who: impl Fn(Seat) -> bool) -> bool {
        let sets = |moved: &Moved| self.state(&moved.to).is_some_and(|state| state.sets_aside);
        matter.moves().any(|(by, moved)| who(by) && sets(moved))
    }

    /// Until when something that ends with another practice is spoken of: for as long as something agreed
    /// there holds, and always if nothing ever was. Nothing if it is over.
    pub fn lasts(
        &self,
        all: &Practices,
        journey: &Journey,
        eyes: Seat,
        today: NaiveDate,
    ) -> Option<Lasts> {
        let Some(with) = all.find(&self.ends_with) else { return Some(Lasts::Always) };
        // an offer is no agreement, and one that was declined never was
        let goes = |to: &State| !to.waits && !to.is_over() && !to.is_aside();
        let agreed = with.matters(journey, eyes).filter(|it| {
            let yes = |(by, moved): (Seat, &Moved)| {
                with.state(&moved.to).is_some_and(|to| goes(to) && may(to, it, by))
            };
            it.moves().any(yes)
        });
        let agreed: Vec<_> = agreed.filter_map(|it| with.standing(&it, today)).collect();
        if agreed.is_empty() {
            return Some(Lasts::Always);
        }
        let ends = agreed.iter().filter(|it| !it.over).filter_map(|it| it.until);
        ends.max().map(Lasts::Until)
    }

    /// The day until which a matter may lie before it is shown, if it is of the kind and has not lain.
    pub fn pauses(&self, matter: &Matter<'_>, today: NaiveDate) -> Option<(&Pause, NaiveDate)> {
        let pause = self.pause.as_ref()?;
        let is_it = |it: &Picked| matter.field(&it.ask).is_some_and(|at| picked(at, &it.option));
        let lay = matter.moves().any(|(_, moved)| moved.to == pause.to.as_str());
        let day = today.checked_add_days(Days::new(pause.days.into()))?;
        (!lay && pause.picked.iter().any(is_it)).then_some((pause, day))
    }

    /// Whether somebody's own weeks up to today were all heavy, as far as each says so, and something
    /// was kept on one of the last so many days.
    pub fn is_heavy(&self, journey: &Journey, eyes: Seat, today: NaiveDate, days: i64) -> bool {
        let Some(heavy) = &self.heavy else { return false };
        let mut weeks = vec![Vec::new(); heavy.weeks.into()];
        let mut is_fresh = false;
        for matter in self.matters(journey, eyes).filter(|it| it.owner == eyes) {
            let back = (today - matter.made()).num_days();
            let week = usize::try_from(back).ok().and_then(|back| weeks.get_mut(back / 7));
            let Some(week) = week else { continue };
            is_fresh |= back < days;
            week.extend(matter.field(&heavy.ask).and_then(|at| place(at, &heavy.item)));
        }
        is_fresh
            && weeks.iter().all(|week| {
                let (sum, n) =
                    week.iter().fold((0, 0), |(sum, n), at| (sum + u32::from(*at), n + 1));
                let from = |from: u8| sum >= u32::from(from) * n;
                let up_to = |up_to: u8| sum <= u32::from(up_to) * n;
                n > 0 && heavy.from.is_none_or(from) && heavy.up_to.is_none_or(up_to)
            })
    }

    /// How a matter was moved on in the name of whoever looks, and not by them. What two do at the
    /// keys stands in the name of one, whosever drawer is open: of that nobody could say so.
    pub fn in_ones_name<'a>(
        &self,
        journey: &'a Journey,
        eyes: Seat,
        (owner, id): (Seat, &RecordId),
    ) -> Vec<&'a Moved> {
        if self.together { Vec::new() } else { journey.in_ones_name(eyes, owner, id) }
    }
}

impl State {
    /// What to keep when a matter moves on to this.
    pub fn moves(&self, matter: &Matter<'_>, today: NaiveDate) -> Moved {
        Moved {
            of: matter.id.clone(),
            owner: matter.owner,
            reach: matter.reach(),
            to: self.id.as_str().into(),
            day: today,
            until: None,
            review: None,
            note: String::new(),
        }
    }
}

/// Whether it is this person's to move a matter to a state.
fn may(state: &State, matter: &Matter<'_>, seat: Seat) -> bool {
    let either = |it: &Picked| matter.field(&it.ask).is_some_and(|said| picked(said, &it.option));
    match state.by {
        _ if state.either_where.as_ref().is_some_and(either) => true,
        Mover::Owner => seat == matter.owner,
        Mover::Other => seat != matter.owner,
        Mover::Either => true,
    }
}

/// Where something was placed on a line.
pub fn place(answer: &Value, item: &str) -> Option<u8> {
    u8::try_from(answer.get("places")?.get(item)?.as_u64()?).ok()
}

/// Whether something was picked.
pub fn picked(answer: &Value, item: &str) -> bool {
    let picked = answer.get("picked").and_then(Value::as_array);
    picked.is_some_and(|all| all.iter().any(|it| it.as_str() == Some(item)))
}

/// The first text in an answer, on one line.
pub fn text(answer: &Value) -> Cow<'_, str> {
    let said = match answer {
        Value::Object(fields) => fields.values().find_map(Value::as_str),
        other => other.as_str(),
    };
    let said = said.unwrap_or_default();
    if said.contains('\n') { Cow::Owned(said.replace('\n', " ")) } else { Cow::Borrowed(said) }
}
