//! What weighs on somebody: trust that was broken again, strain, waves for weeks, a fall, talks that
//! broke off. It comes before all else that there might be to do.

use chrono::NaiveDate;

use super::{Act, Coach, Reason};
use crate::{
    curriculum::Exercise,
    engine::{Path, Progress},
    journey::{Journey, Role},
    practice::{Counts, Picture, Practice, places},
};

/// For so many days after trust was broken again, that comes first.
const AFTER_BREACH: i64 = 14;
/// A second breach of one kind within so many days is a pattern: nothing is celebrated meanwhile.
const PATTERN: i64 = 90;
/// So tense, on a line from 0 to 10, twice in a row: then talks do better after the same pause.
const TENSE: u8 = 8;
/// What fell by so much since the week before may want a talk; for so many days that is offered.
const FELL: u8 = 3;
const FELL_DAYS: i64 = 3;
/// So many talks broken off, one after the other, ask for a pause of so many days.
const BROKEN_OFF: usize = 3;
const PAUSE: i64 = 7;

/// Whether the two stopped in the middle of their last talks, time and again: then each does better
/// alone for a week.
pub(super) fn needs_pause(journey: &Journey, today: NaiveDate) -> bool {
    let broken: Vec<_> = journey.sittings().broken_off().collect();
    let last = broken.last().filter(|_| broken.len() >= BROKEN_OFF);
    last.is_some_and(|last| (0..PAUSE).contains(&(today - *last).num_days()))
}

/// Trust was broken again.
pub(super) struct Breach {
    /// In which way.
    kind: String,
    /// The day it came out.
    day: NaiveDate,
    /// Whether it was something untrue, and no promise.
    is_lie: bool,
}

impl Coach<'_> {
    /// Every breach that these eyes may know of.
    pub(super) fn breaches(&self) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for practice in self.practices.iter().filter(|it| it.knows_breaches()) {
            for matter in practice.matters(self.journey, self.seat) {
                // a breach is told, or somebody moved it there
                if !practice.tells_breaches && matter.moves().next().is_none() {
                    continue;
                }
                let Some(standing) = practice.standing(&matter, self.today) else { continue };
                let told = practice.tells_breaches;
                if !told && standing.state.counts != Counts::Breach {
                    continue;
                }
                let kind = practice.asks.iter().find_map(|ask| {
                    let picked = matter.field(&ask.id)?.get("picked")?.as_array()?;
                    picked.first()?.as_str()
                });
                let kind = kind.filter(|_| told).unwrap_or(&practice.id);
                breaches.push(Breach { kind: kind.to_owned(), day: standing.since, is_lie: told });
            }
        }
        breaches
    }

    /// The day on which a breach came out that was not the first of its kind.
    pub(super) fn pattern(&self) -> Option<NaiveDate> {
        let near = |day: NaiveDate| (self.today - day).num_days() <= PATTERN;
        let near: Vec<_> = self.breaches.iter().filter(|it| near(it.day)).collect();
        let again = |one: &&&Breach| near.iter().filter(|it| it.kind == one.kind).count() > 1;
        near.iter().filter(again).map(|it| it.day).max()
    }

    pub(super) fn after_breach(&self, path: &Path<'_>) -> Option<Act> {
        let lately = |day: &NaiveDate| (self.today - *day).num_days() <= AFTER_BREACH;
        let sayings = self.book.sayings().ok()?;
        if let Some(day) = self.pattern().filter(lately) {
            let (n, exercise) = self.not_done_since(day, &sayings.after_pattern, path)?;
            return Some(Act::Exercise(Reason::Pattern, n, exercise));
        }
        let newest = self.breaches.iter().max_by_key(|it| it.day);
        let newest = newest.filter(|it| lately(&it.day))?;
        let ids = match self.journey.role(self.seat) {
            Role::Repairing if newest.is_lie => &sayings.after_lie_repairing,
            Role::Repairing => &sayings.after_breach_repairing,
            Role::Hurt | Role::Both => &sayings.after_breach_hurt,
        };
        let (n, exercise) = self.not_done_since(newest.day, ids, path)?;
        Some(Act::Exercise(Reason::Breach, n, exercise))
    }

    /// The first of these exercises that is this person's, and that they have not done since a day.
    pub(super) fn not_done_since(
        &self,
        day: NaiveDate,
        ids: &[String],
        path: &Path<'_>,
    ) -> Option<(usize, &'static Exercise)> {
        ids.iter().find_map(|id| {
            let (n, exercise) = self.book.exercise(id)?;
            let parts = path.parts(exercise).into_iter();
            let kept = parts.filter_map(|part| {
                self.journey.answer(self.seat, self.seat, &exercise.id, &part.id)
            });
            let done = path.progress(exercise) == Progress::Done
                && kept.map(|kept| kept.at.day()).max().is_none_or(|last| last >= day);
            let mine = self.book.step(n).is_ok_and(|step| path.exercises(step).contains(&exercise));
            (mine && !done).then_some((n, exercise))
        })
    }

    /// What this person placed the last two times in a practice that is drawn so, and when the last was.
    fn last_two(&self, drawn: Picture) -> Option<(NaiveDate, [Vec<Option<u8>>; 2])> {
        let practice = self.practices.iter().find(|it| it.picture == Some(drawn))?;
        let own = practice.matters(self.journey, self.seat).filter(|it| it.owner == self.seat);
        let mut own: Vec<_> = own.collect();
        own.sort_by_key(|it| std::cmp::Reverse(it.made()));
        // of years of them, what was answered is read of these two alone
        let placed = own.iter().map(|it| (it.made(), places(practice, it)));
        let mut placed = placed.filter(|(_, at)| at.iter().any(Option::is_some));
        let (made, last) = placed.next()?;
        Some((made, [placed.next()?.1, last]))
    }

    /// Whether this person was very tense twice in a row, not long ago. What is drawn of a day is the last
    /// of what is placed.
    pub(super) fn is_tense(&self) -> bool {
        self.last_two(Picture::Heat).is_some_and(|(day, two)| {
            let tense = |at: &Vec<Option<u8>>| at.last().copied().flatten() >= Some(TENSE);
            self.is_within(day, PAUSE) && two.iter().all(tense)
        })
    }

    /// Whether this person wrote down something heavy just now, as for weeks before.
    pub(super) fn is_heavy(&self) -> bool {
        let heavy = |it: &&Practice| it.is_heavy(self.journey, self.seat, self.today, FELL_DAYS);
        self.practices.iter().any(heavy)
    }

    /// A talk, if the two may have one, when what this person places once a week fell by a good deal.
    pub(super) fn after_a_fall(&self, path: &Path<'_>) -> Option<Act> {
        let (day, [before, now]) = self.last_two(Picture::Pulse)?;
        let fell = |(before, now): (&Option<u8>, &Option<u8>)| {
            before.zip(*now).is_some_and(|(before, now)| before >= now.saturating_add(FELL))
        };
        let fell = before.iter().zip(&now).any(fell) && self.is_within(day, FELL_DAYS);
        let sayings = self.book.sayings().ok().filter(|_| fell)?;
        let (n, exercise) = self.not_done_since(day, &sayings.after_a_fall, path)?;
        path.is_open(n).then_some(Act::Exercise(Reason::Fell, n, exercise))
    }
}
