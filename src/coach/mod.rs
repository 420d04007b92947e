//! The coach: from what has happened, the day and the person, to one act with a reason and at most
//! three things that are due. Pure; what it says is content (`coach.json`). It refers to what was
//! done last, leaves room, and counts nothing that was not done.

use chrono::NaiveDate;

use crate::{
    curriculum::{Curriculum, Exercise, Saying, Sayings},
    engine::{self, Path, Progress},
    journey::{Journey, Matter, Mode, RecordId, Role, Seat},
    practice::{Cadence, Counts, Lasts, Mover, Picture, Practice, Standing, fortnight, places},
};

/// After so many days without a line, the way back in is the smallest there is.
const AWAY: i64 = 14;
/// For so many days after trust was broken again, that comes first.
const AFTER_BREACH: i64 = 14;
/// A second breach of one kind within so many days is a pattern: nothing is celebrated meanwhile.
const PATTERN: i64 = 90;
/// What was due is not spoken of after so many days.
const PAST: i64 = 14;
/// At the start of a fortnight, for so many days, what the one before brought may be looked at.
const TOAST: i64 = 3;
/// So tense, on a line from 0 to 10, twice in a row: then talks do better after the same pause.
const TENSE: u8 = 8;
/// What fell by so much since the week before may want a talk; for so many days that is offered.
const FELL: u8 = 3;
const FELL_DAYS: i64 = 3;
/// So many talks broken off, one after the other, ask for a pause of so many days.
const BROKEN_OFF: usize = 3;
const PAUSE: i64 = 7;
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
    /// What kind of trust was broken again, and when it came out.
    breaches: Vec<(String, NaiveDate)>,
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
            if !both.contains(&due) {
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

/// Whether the two stopped in the middle of their last talks, time and again: then each does better
/// alone for a week.
fn needs_pause(journey: &Journey, today: NaiveDate) -> bool {
    let broken: Vec<_> = journey.sittings().broken_off().collect();
    let last = broken.last().filter(|_| broken.len() >= BROKEN_OFF);
    last.is_some_and(|last| (0..PAUSE).contains(&(today - *last).num_days()))
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

    /// Breaches: what kind, and when they came out.
    fn breaches(&self) -> Vec<(String, NaiveDate)> {
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
                breaches.push((kind.to_owned(), standing.since));
            }
        }
        breaches
    }

    /// The day on which a breach came out that was not the first of its kind.
    fn pattern(&self) -> Option<NaiveDate> {
        let near = |day: NaiveDate| (self.today - day).num_days() <= PATTERN;
        let near: Vec<_> = self.breaches.iter().filter(|(_, day)| near(*day)).collect();
        let again = |kind: &String| near.iter().filter(|(it, _)| it == kind).count() > 1;
        near.iter().filter(|(kind, _)| again(kind)).map(|(_, day)| *day).max()
    }

    fn after_breach(&self, path: &Path<'_>) -> Option<Act> {
        let lately = |day: &NaiveDate| (self.today - *day).num_days() <= AFTER_BREACH;
        let sayings = self.book.sayings().ok()?;
        if let Some(day) = self.pattern().filter(lately) {
            let (n, exercise) = self.not_done_since(day, &sayings.after_pattern, path)?;
            return Some(Act::Exercise(Reason::Pattern, n, exercise));
        }
        let newest = self.breaches.iter().map(|(_, day)| *day).max().filter(lately)?;
        let repairing = self.journey.role(self.seat) == Role::Repairing;
        let ids =
            if repairing { &sayings.after_breach_repairing } else { &sayings.after_breach_hurt };
        let (n, exercise) = self.not_done_since(newest, ids, path)?;
        Some(Act::Exercise(Reason::Breach, n, exercise))
    }

    /// The first of these exercises that is this person's, and that they have not done since a day.
    fn not_done_since(
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

    /// Whether a day is one of the last so many, today among them.
    fn is_within(&self, day: NaiveDate, days: i64) -> bool {
        (0..days).contains(&(self.today - day).num_days())
    }

    /// Whether this person was very tense twice in a row, not long ago. What is drawn of a day is the last
    /// of what is placed.
    fn is_tense(&self) -> bool {
        self.last_two(Picture::Heat).is_some_and(|(day, two)| {
            let tense = |at: &Vec<Option<u8>>| at.last().copied().flatten() >= Some(TENSE);
            self.is_within(day, PAUSE) && two.iter().all(tense)
        })
    }

    /// Whether this person wrote down something heavy just now, as for weeks before.
    fn is_heavy(&self) -> bool {
        let heavy = |it: &&Practice| it.is_heavy(self.journey, self.seat, self.today, FELL_DAYS);
        self.practices.iter().any(heavy)
    }

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

    /// A talk, if the two may have one, when what this person places once a week fell by a good deal.
    fn after_a_fall(&self, path: &Path<'_>) -> Option<Act> {
        let (day, [before, now]) = self.last_two(Picture::Pulse)?;
        let fell = |(before, now): (&Option<u8>, &Option<u8>)| {
            before.zip(*now).is_some_and(|(before, now)| before >= now.saturating_add(FELL))
        };
        let fell = before.iter().zip(&now).any(fell) && self.is_within(day, FELL_DAYS);
        let sayings = self.book.sayings().ok().filter(|_| fell)?;
        let (n, exercise) = self.not_done_since(day, &sayings.after_a_fall, path)?;
        path.is_open(n).then_some(Act::Exercise(Reason::Fell, n, exercise))
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

    /// Everything open that has a day near enough to be spoken of.
    fn days(&self) -> Vec<(Kept, NaiveDate)> {
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

    /// What this person took up and has not done for its time: daily things within a week, weekly
    /// ones within a month. What was let go of is not spoken of.
    fn going_on(&self) -> Vec<&'static Practice> {
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

    fn lasts(&self, practice: &Practice) -> Option<Lasts> {
        let all = self.book.practices().ok()?;
        practice.lasts(all, self.journey, self.seat, self.today)
    }

    fn due(&self, away: bool) -> Vec<Due> {
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
fn nearness(day: Option<NaiveDate>, today: NaiveDate) -> Option<(i64, bool)> {
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
