//! The coach: from what has happened, the day and the person, to one act with a reason and at most
//! three things that are due. Pure; what it says is content (`coach.json`). It refers to what was
//! done last, leaves room, and counts nothing that was not done.

mod days;
mod strain;

pub use days::{coming, going_on};

use chrono::NaiveDate;

use self::{
    days::nearness,
    strain::{Breach, needs_pause},
};
use crate::{
    curriculum::{Curriculum, Exercise, Saying, Sayings},
    engine::{self, Path},
    journey::{Journey, Matter, Mode, RecordId, Seat},
    practice::{Cadence, Mover, Practice},
};

/// After so many days without a line, the way back in is the smallest there is.
const AWAY: i64 = 14;
/// At most so many things are due.
const MOST: usize = 3;

/// What there is to do today.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The one act.
    pub act: Act,
    /// What is due besides, the nearest first.
    pub due: Vec<Due>,
    /// Whether good moments are spoken of now.
    pub celebrates: bool,
}

/// The one act of today, and why it is this one.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// What comes next on the way through the steps.
    Path(engine::Act),
    /// An exercise, out of turn.
    Exercise(Reason, usize, &'static Exercise),
    /// Adding to a practice.
    Add(Reason, &'static Practice),
    /// Something that a practice keeps.
    Matter(Reason, Kept),
    /// A page of one's own.
    Page(Reason),
    /// People outside.
    Help(Reason),
}

/// Why it is this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// They were away for a while.
    Back,
    /// Trust was broken again, in the same way.
    Pattern,
    /// Trust was broken again.
    Breach,
    /// Talk after talk was broken off.
    BrokenOff,
    /// They were very tense, twice in a row.
    Tense,
    /// What they write down has been heavy for weeks.
    Heavy,
    /// What they place once a week fell by a good deal.
    Fell,
    /// The other one offered something and waits for a word.
    Offered,
    /// Its day is behind, and nothing was said about it.
    DayPast,
    /// A week since the last time.
    Week,
    /// Not yet today.
    Day,
}

/// Something that a practice keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The practice.
    pub practice: &'static Practice,
    /// Whose it is.
    pub owner: Seat,
    /// Its name.
    pub id: RecordId,
}

/// Something that is due.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// Something kept, on its day.
    Matter(Kept, NaiveDate),
    /// A practice that goes on.
    Practice(&'static Practice),
    /// What a fortnight brought.
    Toast(&'static Practice),
    /// The two meant to sit down again, on this day.
    Sitting(NaiveDate),
    /// What both settled here is not noted in one's own drawer as it stands.
    Settled(usize, &'static Exercise),
}

impl Reason {
    /// What is said for it.
    pub fn says(self, sayings: &Sayings) -> &Saying {
        match self {
            Self::Back => &sayings.back,
            Self::Pattern => &sayings.pattern,
            Self::Breach => &sayings.breach,
            Self::BrokenOff => &sayings.broken_off,
            Self::Tense => &sayings.tense,
            Self::Heavy => &sayings.heavy,
            Self::Fell => &sayings.fell,
            Self::Offered => &sayings.offered,
            Self::DayPast => &sayings.day_past,
            Self::Week => &sayings.week,
            Self::Day => &sayings.day,
        }
    }
}

impl Due {
    /// Its day; none if it has none.
    pub fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Matter(_, day) | Self::Sitting(day) => Some(*day),
            Self::Practice(_) | Self::Settled(..) | Self::Toast(_) => None,
        }
    }

    /// Whether both may know of it.
    fn is_for_both(&self, journey: &Journey, seat: Seat) -> bool {
        match self {
            Self::Matter(kept, _) => {
                journey.matter(seat, kept.owner, &kept.id).is_some_and(|it| it.is_shared())
            }
            Self::Sitting(_) => true,
            Self::Practice(_) | Self::Settled(..) | Self::Toast(_) => false,
        }
    }
}

/// One person's way today.
struct Coach<'a> {
    book: &'static Curriculum,
    journey: &'a Journey,
    seat: Seat,
    today: NaiveDate,
    practices: Vec<&'static Practice>,
    /// How trust was broken again.
    breaches: Vec<Breach>,
}

/// What this person might do today.
pub fn advice(
    book: &'static Curriculum,
    journey: &Journey,
    seat: Seat,
    today: NaiveDate,
) -> Advice {
    let mut advice = all(book, journey, seat, today);
    advice.due.truncate(MOST);
    advice
}

/// What is due for two who look together: of what both may read, as much as one of them would be told.
/// What is one's own is left out first, so that not even the number tells of it.
pub fn due_for_both(book: &'static Curriculum, journey: &Journey, today: NaiveDate) -> Vec<Due> {
    let mut both: Vec<Due> = Vec::new();
    for seat in journey.seats() {
        let due = all(book, journey, *seat, today).due.into_iter();
        for due in due.filter(|due| due.is_for_both(journey, *seat)) {
            let same = |it: &Due| match (it, &due) {
                // each may have a day of their own for it
                (Due::Matter(one, _), Due::Matter(other, _)) => one == other,
                (one, other) => one == other,
            };
            if !both.iter().any(same) {
                both.push(due);
            }
        }
    }
    both.sort_by_key(|due| nearness(due.day(), today));
    both.truncate(MOST);
    both
}

/// The same as [`advice`], with all that is due.
fn all(book: &'static Curriculum, journey: &Journey, seat: Seat, today: NaiveDate) -> Advice {
    let path = Path::new(book, journey, seat);
    let away = is_away(journey, seat, today);
    // before anything is kept there is nothing to speak of, and no file to read for it
    if journey.mode() == Mode::Session || !away && journey.matters(seat).next().is_none() {
        let act = if needs_pause(journey, today) {
            Act::Page(Reason::BrokenOff)
        } else {
            Act::Path(path.act(today))
        };
        let sitting = journey.sittings().next(today).map(Due::Sitting);
        let due = settled(&path).into_iter().chain(sitting).collect();
        return Advice { act, due, celebrates: true };
    }
    let coach = Coach::new(book, journey, seat, today);
    let celebrates = coach.pattern().is_none();
    let act = coach.act(&path, away);
    let mut due = coach.due(away);
    due.splice(0..0, settled(&path));
    due.retain(|due| !is_that(due, &act));
    Advice { act, due, celebrates }
}

fn settled(path: &Path<'_>) -> Option<Due> {
    path.unsure().map(|(n, exercise)| Due::Settled(n, exercise))
}

/// Whether good moments are spoken of now: not while trust is broken again and again.
pub fn celebrates(
    book: &'static Curriculum,
    journey: &Journey,
    seat: Seat,
    today: NaiveDate,
) -> bool {
    Coach::new(book, journey, seat, today).pattern().is_none()
}

/// Whether this person has kept nothing for a while. A clock that was set back says nothing.
fn is_away(journey: &Journey, seat: Seat, today: NaiveDate) -> bool {
    journey.last_day(seat).is_some_and(|last| (today - last).num_days() >= AWAY)
}

/// Whether something due is what the act is about already.
fn is_that(due: &Due, act: &Act) -> bool {
    match (due, act) {
        (Due::Matter(due, _), Act::Matter(_, kept)) => due == kept,
        (Due::Practice(due), Act::Add(_, practice)) => due.id == practice.id,
        _ => false,
    }
}

impl<'a> Coach<'a> {
    fn new(book: &'static Curriculum, journey: &'a Journey, seat: Seat, today: NaiveDate) -> Self {
        let practices = Path::new(book, journey, seat).practices();
        let mut coach = Self { book, journey, seat, today, practices, breaches: Vec::new() };
        coach.breaches = coach.breaches();
        coach
    }

    fn act(&self, path: &Path<'_>, away: bool) -> Act {
        if let Some(act) = self.after_breach(path) {
            return act;
        }
        if needs_pause(self.journey, self.today) {
            return Act::Page(Reason::BrokenOff);
        }
        if self.is_tense() {
            return Act::Page(Reason::Tense);
        }
        if self.is_heavy() {
            return Act::Help(Reason::Heavy);
        }
        if away && let Some(small) = self.smallest() {
            return Act::Add(Reason::Back, small);
        }
        if let Some(kept) = self.offered() {
            return Act::Matter(Reason::Offered, kept);
        }
        if let Some(kept) = self.day_past() {
            return Act::Matter(Reason::DayPast, kept);
        }
        if let Some(talk) = self.after_a_fall(path) {
            return talk;
        }
        match path.act(self.today) {
            // nothing waits on the way: what carries on
            act @ (engine::Act::Rest | engine::Act::Kept) => {
                let goes_on = self.going_on().into_iter().next();
                goes_on.map_or(Act::Path(act), |practice| {
                    let weekly = practice.cadence == Cadence::Weekly;
                    Act::Add(if weekly { Reason::Week } else { Reason::Day }, practice)
                })
            }
            act => Act::Path(act),
        }
    }

    fn path(&self) -> Path<'a> {
        Path::new(self.book, self.journey, self.seat)
    }

    /// The shortest of what one does daily.
    fn smallest(&self) -> Option<&'static Practice> {
        let daily = self.practices.iter().filter(|it| it.cadence == Cadence::Daily);
        let daily = daily.filter(|it| self.path().may_add(it));
        daily.min_by_key(|it| it.minutes).copied()
    }

    /// Whether a day is one of the last so many, today among them.
    fn is_within(&self, day: NaiveDate, days: i64) -> bool {
        (0..days).contains(&(self.today - day).num_days())
    }

    fn kept(practice: &'static Practice, matter: &Matter<'_>) -> Kept {
        Kept { practice, owner: matter.owner, id: matter.id.clone() }
    }

    /// Something of the other one's that waits for this one's yes or no.
    fn offered(&self) -> Option<Kept> {
        let waiting = |it: &&&Practice| it.states.iter().any(|state| state.waits);
        self.practices.iter().filter(waiting).find_map(|practice| {
            practice.matters(self.journey, self.seat).find_map(|matter| {
                let now = practice.standing(&matter, self.today).filter(|it| !it.over)?.state;
                let waits = |it: &&crate::practice::State| {
                    it.by == Mover::Other && it.from.contains(&now.id)
                };
                let mut ways = practice.ways(&matter, self.seat, self.today).into_iter();
                let asks = matter.owner != self.seat && now.waits && ways.any(|it| waits(&it));
                asks.then(|| Self::kept(practice, &matter))
            })
        })
    }

    /// One's own whose day is behind.
    fn day_past(&self) -> Option<Kept> {
        let mut past: Vec<_> = self
            .days()
            .into_iter()
            .filter(|(kept, day)| {
                let mine = kept.owner == self.seat || kept.practice.together;
                mine && *day < self.today && kept.practice.asks_how_it_went
            })
            .collect();
        past.sort_by_key(|(_, day)| *day);
        past.pop().map(|(kept, _)| kept)
    }
}
