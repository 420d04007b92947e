//! What is kept of a practice: whether something may be added, what to keep of it, and what of that is
//! for both. Where it goes from there is left to [`super::life`].

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, Timelike as _, Weekday};
use compact_str::{CompactString, format_compact};
use serde_json::Value;

use super::{
    form::{Ask, PairOf, Practice},
    life::place,
};
use crate::journey::{Event, Face, Journey, Matter, Reach, RecordId, Seat, Time, When};

/// Why something may not be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal<'p> {
    /// So many are open already.
    TooMany(usize),
    /// It is too large to be sure of; what helps.
    TooUnsure(&'p str),
    /// A week has room for so many, and there is room again from this day on.
    Week(usize, NaiveDate),
    /// This has no answer yet, and it is nothing without one.
    Open(&'p Ask),
}

/// Until this hour it is still the evening before.
const NIGHT: u32 = 4;

impl Practice {
    /// Why a person may not add this, if they may not.
    pub fn refuses(
        &self,
        journey: &Journey,
        owner: Seat,
        fields: &BTreeMap<String, Value>,
        today: NaiveDate,
    ) -> Option<Refusal<'_>> {
        if let Some(most) = self.most_open {
            let open = self.open(journey, owner, today).filter(|it| it.owner == owner).count();
            if open >= most {
                return Some(Refusal::TooMany(most));
            }
        }
        if let Some(full) = self.is_week_full(journey, owner, today) {
            return Some(full);
        }
        let is_open = |ask: &&Ask| !fields.get(&ask.id).is_some_and(|said| ask.is_said(said));
        let needs = self.needs.iter().filter_map(|id| self.ask(id));
        if let Some(open) = needs.into_iter().find(is_open) {
            return Some(Refusal::Open(open));
        }
        let least = self.least.as_ref()?;
        let sure = fields.get(&least.ask).and_then(|answer| place(answer, &least.item));
        sure.is_none_or(|sure| sure < least.place).then_some(Refusal::TooUnsure(&least.says))
    }

    /// Whether somebody has kept as many of it as a week has room for.
    fn is_week_full(
        &self,
        journey: &Journey,
        owner: Seat,
        today: NaiveDate,
    ) -> Option<Refusal<'_>> {
        let most = self.most_week?;
        let from = |made: NaiveDate| made.checked_add_days(Days::new(7));
        let own = self.matters(journey, owner).filter(|it| it.owner == owner);
        // a clock that was set back leaves no room for less than none
        let lately = own.filter(|it| it.made() <= today).filter_map(|it| from(it.made()));
        let mut room: Vec<_> = lately.filter(|day| *day > today).collect();
        room.sort_unstable_by(|one, other| other.cmp(one));
        let day = room.get(most.checked_sub(1)?)?;
        Some(Refusal::Week(most, *day))
    }

    /// What to keep of something new, with its days. With one a day at most, it has the name of its
    /// owner's day, so that two machines that both keep it agree.
    pub fn face(&self, owner: Seat, fields: BTreeMap<String, Value>, today: NaiveDate) -> Face {
        let day = |part: &str| fields.get(part).and_then(said_day);
        let until = day(&self.span.until);
        let review = day(&self.span.review);
        let of = self.one_a_day.then(|| RecordId(format_compact!("{}.{owner}.{today}", self.id)));
        Face {
            of,
            practice: self.id.as_str().into(),
            reach: self.reach,
            pair: CompactString::default(),
            made: today,
            until,
            review,
            from: String::new(),
            begun: false,
            fields: fields.into(),
        }
    }

    /// What to keep when its owner shows all of a matter to the other one, or lays it down sealed where
    /// the practice shows in pairs. The rest of theirs stays as it is.
    pub fn shown(&self, matter: &Matter<'_>) -> Event {
        let made = matter.made();
        // a talk before midnight and a word after it are of one evening
        let is_night = |at: Time| at.hour() < NIGHT && at.date_naive() == made;
        let night = matter.began().is_some_and(|it| matches!(it, When::Moment(at) if is_night(at)));
        let day = self.pairs.as_ref().map(|pairs| match pairs.of {
            PairOf::Day => made.pred_opt().filter(|_| night).unwrap_or(made),
            PairOf::Week => made.week(Weekday::Mon).first_day(),
        });
        Event::Matter(Face {
            of: Some(matter.id.clone()),
            practice: self.id.as_str().into(),
            reach: Reach::Both,
            pair: day.map_or_else(Default::default, |day| format_compact!("{}.{day}", self.id)),
            made,
            until: matter.until(),
            // a day that its owner set for themselves is nobody else's
            review: matter.review().filter(|_| !self.span.review.is_empty()),
            from: matter.from().to_owned(),
            begun: false,
            fields: matter.fields().into_owned().into(),
        })
    }

    /// What to keep of what is open when one more is kept, by this owner: the last one is over then.
    pub fn closed_by_next(&self, journey: &Journey, owner: Seat, today: NaiveDate) -> Vec<Event> {
        let Some(state) = self.state(&self.closes_last) else { return Vec::new() };
        let open = self.open(journey, owner, today).filter(|it| it.owner == owner);
        open.map(|matter| Event::Move(state.moves(&matter, today))).collect()
    }

    /// What of something private is for both unless its owner says otherwise: the asks.
    pub fn both(&self) -> BTreeSet<&str> {
        self.asks.iter().filter(|ask| ask.both).map(|ask| ask.id.as_str()).collect()
    }

    /// The same with what of it is for both, if it is private and some of it is, or was: what its owner
    /// took out of it is not to stand there for the other one.
    pub fn faces(face: Face, both: &BTreeSet<&str>, was_shared: bool) -> Vec<Event> {
        let fields: BTreeMap<_, _> = face
            .fields
            .iter()
            .filter(|(part, _)| both.contains(part.as_str()))
            .map(|(part, answer)| (part.clone(), answer.clone()))
            .collect();
        // only what has a name already can have a second face
        let is_shared = was_shared || !fields.is_empty();
        let shared = (face.of.is_some() && face.reach != Reach::Both && is_shared).then(|| Face {
            reach: Reach::Both,
            fields: fields.into(),
            ..face.clone()
        });
        // the whole one is kept last: what its owner reads is that one
        shared.into_iter().chain([face]).map(Event::Matter).collect()
    }
}

/// The day of an answer.
fn said_day(answer: &Value) -> Option<NaiveDate> {
    answer.get("day")?.as_str()?.parse().ok()
}
