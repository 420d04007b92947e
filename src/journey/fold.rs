//! The fold: records in, in any order and any number of times; one journey out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use super::{
    event::{Event, Order, Reach, Record, RecordId},
    matter::{Days, Matter, Matters, Moved},
    own::OwnMoves,
    person::{Between, Mode, Person, Resident, Role, Seat},
    receipt::{About, Amiss, Receipt, sum_of_answer, sum_of_face, sum_of_move},
    sitting::Sittings,
    time::When,
};

/// The last word on something: whichever record stands latest in the common order.
#[derive(Clone, Debug, PartialEq)]
struct Last<T> {
    order: Order,
    value: T,
}

fn settle<K: Ord, T>(map: &mut BTreeMap<K, Last<T>>, key: K, order: &Order, value: T) {
    match map.get_mut(&key) {
        Some(last) if last.order >= *order => {}
        Some(last) => *last = Last { order: order.clone(), value },
        None => {
            map.insert(key, Last { order: order.clone(), value });
        }
    }
}

/// A part of an exercise, as it was kept.
#[derive(Clone, PartialEq)]
pub struct Kept {
    /// Whether its writer called it done.
    pub done: bool,
    /// Who may read it.
    pub reach: Reach,
    /// When it was last kept.
    pub at: When,
    /// The kind's own JSON.
    pub answer: Value,
}

/// Without the answer, which is a person's own.
impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({:?}, done {})", self.reach, self.done)
    }
}

/// How far a person is with a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepMark {
    /// The page they were on, from 0, if they opened it.
    pub page: Option<u16>,
    /// Whether they have said that they are done with it.
    pub done: bool,
}

/// A line that somebody lifted out for both.
#[derive(Clone, PartialEq)]
pub struct Shared {
    /// Who lifted it.
    pub by: Seat,
    /// When: to the day.
    pub day: NaiveDate,
    /// The line.
    pub text: String,
}

/// What both may know of a half of a sealed pair.
#[derive(Clone, PartialEq)]
struct Half {
    asked: bool,
    shown: Option<Kept>,
}

type Place = (Seat, String, String);

/// The setting that is a person's quiet brake.
pub const BRAKE: &str = "brake";

/// Everything that was kept, but for the journal's pages.
///
/// What is private is handed out only to its owner's eyes: every question about an answer names
/// whose eyes are asking.
#[derive(Clone, Default)]
pub struct Journey {
    people: BTreeMap<Seat, Last<Person>>,
    home: BTreeMap<(), Last<(Mode, Between)>>,
    pages: BTreeMap<(Seat, String), Last<u16>>,
    done: BTreeMap<(Seat, String), Last<bool>>,
    answers: BTreeMap<Place, Last<Kept>>,
    halves: BTreeMap<Place, Last<Half>>,
    rests: BTreeMap<(Seat, String), Last<NaiveDate>>,
    shared: BTreeMap<RecordId, Last<Shared>>,
    sittings: Sittings,
    settings: BTreeMap<(Seat, String), Last<Value>>,
    matters: Matters,
    receipts: BTreeMap<(Seat, About), Last<(NaiveDate, String)>>,
    own_moves: OwnMoves,
    days: Days,
    /// By the seat's index.
    lately: [Option<NaiveDate>; 2],
    residents: Vec<Resident>,
    session: bool,
}

impl Journey {
    /// A journey of the therapist's session: nothing of it is on disk.
    #[must_use]
    pub fn in_session(mut self) -> Self {
        self.session = true;
        self
    }

    /// A journey of these people's home: what is known of it before anything is unlocked.
    #[must_use]
    pub fn in_home_of(mut self, residents: Vec<Resident>) -> Self {
        self.residents = residents;
        self
    }

    /// The people of this home, as anybody may know them.
    pub fn residents(&self) -> Vec<Resident> {
        self.residents.clone()
    }

    /// The person of this home in a seat, as anybody may know them.
    pub fn resident(&self, seat: Seat) -> Option<&Resident> {
        self.residents.get(seat.index())
    }

    /// Whether a person has a passphrase.
    pub fn has_lock(&self, seat: Seat) -> bool {
        self.resident(seat).is_some_and(|resident| resident.lock)
    }

    /// Whether anybody here has a passphrase.
    pub fn has_locks(&self) -> bool {
        Seat::ALL.iter().any(|seat| self.has_lock(*seat))
    }

    /// Takes one record in. Taking it twice, or in another order, changes nothing.
    pub fn apply(&mut self, record: &Record) {
        self.take(record.clone());
    }

    /// The same for a record that nobody else needs.
    pub fn take(&mut self, record: Record) {
        let Record { id, at, order, by, event } = record;
        let day = at.day();
        self.days.take(&order, day);
        // what the program notes by itself is no sign of anybody
        if !matches!(event, Event::OwnMoves { .. }) {
            self.wrote(by, day);
        }
        match event {
            Event::Profile(person) => settle(&mut self.people, by, &order, person),
            Event::Home { mode, between } => settle(&mut self.home, (), &order, (mode, between)),
            Event::Step { step, page, done } => {
                if let Some(page) = page {
                    settle(&mut self.pages, (by, step.clone()), &order, page);
                }
                if let Some(done) = done {
                    settle(&mut self.done, (by, step), &order, done);
                }
            }
            Event::Answer { exercise, part, reach, done, answer } => {
                let kept = Kept { done, reach, at, answer };
                settle(&mut self.answers, (by, exercise, part), &order, kept);
            }
            Event::Half { exercise, part, asked, shown, .. } => {
                let kept = |answer| Kept { done: true, reach: Reach::Sealed, at, answer };
                let half = Half { asked, shown: shown.map(kept) };
                settle(&mut self.halves, (by, exercise, part), &order, half);
            }
            Event::Rest { exercise } => settle(&mut self.rests, (by, exercise), &order, day),
            Event::Sitting { exercise, turn } => {
                self.sittings.add(order, day, exercise, turn);
            }
            Event::Share { text } => {
                settle(&mut self.shared, id, &order, Shared { by, day, text });
            }
            Event::Setting { key, value } => {
                settle(&mut self.settings, (by, key), &order, value);
            }
            Event::Receipt(Receipt { about, sum }) => {
                settle(&mut self.receipts, (by, about), &order, (day, sum));
            }
            Event::OwnMoves { sums } => self.own_moves.take(by, &order, sums),
            Event::Matter(face) => self.matters.set(by, id, order, at, face),
            Event::Move(moved) => self.matters.move_on(by, order, moved),
            Event::MatterErase { of, .. } => self.matters.erase(by, of, order),
            // what somebody said about a half is theirs; what follows from it is in the half
            Event::Pair { .. }
            | Event::Entry { .. }
            | Event::EntryEdit { .. }
            | Event::EntryErase { .. } => {}
        }
    }

    /// Takes in that this person kept something on a day, whatever it was: of the journal's pages
    /// nothing else is taken in.
    pub fn wrote(&mut self, by: Seat, day: NaiveDate) {
        let last = &mut self.lately[by.index()];
        *last = Some(day).max(*last);
    }

    /// Together, alone, or a session.
    pub fn mode(&self) -> Mode {
        if self.session {
            return Mode::Session;
        }
        // while nothing is unlocked, the number of people says it
        let two = self.has_locks() && self.residents.len() == 2;
        let unknown = if two { Mode::Together } else { Mode::Alone };
        self.home.get(&()).map_or(unknown, |home| home.value.0)
    }

    /// What the two are to each other.
    pub fn between(&self) -> Between {
        self.home.get(&()).map_or(Between::Couple, |home| home.value.1)
    }

    /// Whether anybody has set this home up.
    pub fn is_set_up(&self) -> bool {
        self.home.contains_key(&()) || self.has_locks()
    }

    /// The seats in use: two when together, else the first.
    pub fn seats(&self) -> &'static [Seat] {
        match self.mode() {
            Mode::Together | Mode::Session => &Seat::ALL,
            Mode::Alone => &[Seat::First],
        }
    }

    /// What a person said about themselves.
    pub fn person(&self, seat: Seat) -> Option<&Person> {
        self.people.get(&seat).map(|last| &last.value)
    }

    /// A person's part in what happened; hurt if they have not said, for the hurt one's texts ask
    /// the least of their reader.
    pub fn role(&self, seat: Seat) -> Role {
        self.person(seat).and_then(|person| person.role).unwrap_or(Role::Hurt)
    }

    /// How far a person is with a step.
    pub fn step(&self, seat: Seat, step: &str) -> StepMark {
        let key = (seat, step.to_owned());
        StepMark {
            page: self.pages.get(&key).map(|last| last.value),
            done: self.done.get(&key).is_some_and(|last| last.value),
        }
    }

    /// What `owner` kept for a part of an exercise, if `eyes` may see it: their own always; the
    /// other's when it is for both, or the half that they agreed to show when both have said yes.
    pub fn answer(&self, eyes: Seat, owner: Seat, exercise: &str, part: &str) -> Option<&Kept> {
        let place = (owner, exercise.to_owned(), part.to_owned());
        let kept = self.answers.get(&place).map(|last| &last.value);
        if eyes == owner {
            return kept;
        }
        if let Some(kept) = kept
            && kept.reach == Reach::Both
        {
            return Some(kept);
        }
        let half = self.halves.get(&place).filter(|_| self.shown(exercise, part))?;
        half.value.shown.as_ref()
    }

    fn half(&self, seat: Seat, exercise: &str, part: &str) -> Option<&Half> {
        let place = (seat, exercise.to_owned(), part.to_owned());
        self.halves.get(&place).map(|last| &last.value)
    }

    /// Whether both have written their half of a sealed pair. That a half exists is known to both
    /// because each hands the keys over after writing it.
    pub fn both_wrote(&self, exercise: &str, part: &str) -> bool {
        Seat::ALL.iter().all(|seat| self.half(*seat, exercise, part).is_some())
    }

    /// Whether a sealed pair is open: two yeses.
    pub fn shown(&self, exercise: &str, part: &str) -> bool {
        let shows =
            |seat: &Seat| self.half(*seat, exercise, part).is_some_and(|half| half.shown.is_some());
        Seat::ALL.iter().all(shows)
    }

    /// Whether this person said yes to showing their half, as far as the other may know: not
    /// before the other has been asked as well.
    pub fn agreed(&self, seat: Seat, exercise: &str, part: &str) -> bool {
        self.half(seat, exercise, part).is_some_and(|half| half.shown.is_some())
    }

    /// Whether this person was asked about their half, whatever they said.
    pub fn was_asked(&self, seat: Seat, exercise: &str, part: &str) -> bool {
        self.half(seat, exercise, part).is_some_and(|half| half.asked)
    }

    /// Whether this person said "not today" about an exercise on that day.
    pub fn rests(&self, seat: Seat, exercise: &str, day: NaiveDate) -> bool {
        self.rests.get(&(seat, exercise.to_owned())).is_some_and(|last| last.value == day)
    }

    /// The lines that were lifted out for both, oldest first.
    pub fn shared(&self) -> Vec<&Shared> {
        let mut lines: Vec<_> = self.shared.values().collect();
        lines.sort_by(|a, b| a.order.cmp(&b.order));
        lines.into_iter().map(|last| &last.value).collect()
    }

    /// What both did at the keys together, and when.
    pub fn sittings(&self) -> &Sittings {
        &self.sittings
    }

    /// Whether a person's quiet brake is on: then they are never ready for what could be used
    /// against them. Known only while their own drawer is open.
    pub fn brake(&self, seat: Seat) -> bool {
        self.setting(seat, BRAKE).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Everything that `eyes` may read of what was kept for exercises: owner, exercise, part.
    pub fn answers(&self, eyes: Seat) -> impl Iterator<Item = (Seat, &str, &str, &Kept)> {
        let places: BTreeSet<_> = self.answers.keys().chain(self.halves.keys()).collect();
        places.into_iter().filter_map(move |(owner, exercise, part)| {
            let kept = self.answer(eyes, *owner, exercise, part)?;
            Some((*owner, exercise.as_str(), part.as_str(), kept))
        })
    }

    /// A setting of this person.
    pub fn setting(&self, seat: Seat, key: &str) -> Option<&Value> {
        self.settings.get(&(seat, key.to_owned())).map(|last| &last.value)
    }

    /// What practices keep and `eyes` may read: their own, and what is for both.
    pub fn matters(&self, eyes: Seat) -> impl Iterator<Item = Matter<'_>> {
        self.matters.all(eyes, &self.days)
    }

    /// The same of one practice.
    pub fn matters_of<'a>(
        &'a self,
        eyes: Seat,
        practice: &str,
    ) -> impl Iterator<Item = Matter<'a>> + use<'a> {
        self.matters.of(eyes, practice, &self.days)
    }

    /// One of them.
    pub fn matter(&self, eyes: Seat, owner: Seat, id: &RecordId) -> Option<Matter<'_>> {
        self.matters.get(eyes, owner, id, &self.days)
    }

    /// Takes what only its owner can read of a matter out of sight; with none, brings it back.
    pub fn hide(&mut self, matter: Option<(Seat, RecordId)>) {
        self.matters.hide(matter);
    }

    /// The matters of which something was thrown away.
    pub fn erased_matters(&self) -> impl Iterator<Item = (Seat, &RecordId)> {
        self.matters.erased()
    }

    /// Whether a record is of a matter and was thrown away since.
    pub fn holds_erased(&self, record: &Record) -> bool {
        self.matters.holds_erased(record)
    }

    /// Whether something of a matter was heard of that this device wrote, and that was thrown away.
    pub fn has_left(&self, device: &str) -> bool {
        self.matters.has_left(device)
    }

    /// What to keep of a person's yes to something, as both may read it now; none if both may not.
    pub fn receipt(&self, about: About) -> Option<Event> {
        let sum = self.sum(&about)?;
        Some(Event::Receipt(Receipt { about, sum }))
    }

    /// The sum of what both may read of something now.
    fn sum(&self, about: &About) -> Option<String> {
        match about {
            About::Matter { owner, of, .. } => sum_of_face(self.matters.for_both(*owner, of)?),
            About::Answer { owner, exercise, part } => {
                let kept = &self.answers.get(&(*owner, exercise.clone(), part.clone()))?.value;
                (kept.reach == Reach::Both).then(|| sum_of_answer(&kept.answer))
            }
        }
    }

    /// Whether these eyes may be asked if something is right as it stands: it is not what they keep a
    /// receipt of, or they have a drawer and no receipt in it.
    pub fn is_unsure(&self, eyes: Seat, about: &About) -> bool {
        let Some(sum) = self.sum(about) else { return false };
        let kept = self.receipts.get(&(eyes, about.clone())).map(|last| &last.value.1);
        kept.filter(|kept| !kept.is_empty())
            .map_or_else(|| self.has_lock(eyes), |kept| *kept != sum)
    }

    /// What these eyes agreed to, on which day, and is not as it was.
    pub fn amiss(&self, eyes: Seat) -> impl Iterator<Item = (&About, NaiveDate, Amiss)> {
        let own = self.receipts.iter().filter(move |((seat, _), _)| *seat == eyes);
        own.filter(|(_, last)| !last.value.1.is_empty()).filter_map(|((_, about), last)| {
            let (day, agreed) = &last.value;
            match self.sum(about) {
                Some(sum) if sum == *agreed => None,
                Some(_) => Some((about, *day, Amiss::Altered)),
                None => Some((about, *day, Amiss::Gone)),
            }
        })
    }

    /// What to keep, for this person alone, of how they move things on in the sight of both: of these
    /// events, and the first time of all that stands in their name.
    pub fn own_moves(&self, by: Seat, events: &[Event]) -> Event {
        let before = self.matters.moves_by(by).filter(|_| !self.keeps_moves(by));
        let new = events.iter().filter_map(|event| match event {
            Event::Move(moved) if moved.reach == Reach::Both => Some(moved),
            _ => None,
        });
        Event::OwnMoves { sums: before.chain(new).filter_map(sum_of_move).collect() }
    }

    /// Whether this person keeps how they move things on.
    pub fn keeps_moves(&self, by: Seat) -> bool {
        self.own_moves.are_kept(by)
    }

    /// How a matter was moved on in the name of whoever looks, and not by them, as far as they keep
    /// how they do.
    pub fn in_ones_name(&self, eyes: Seat, owner: Seat, id: &RecordId) -> Vec<&Moved> {
        if !self.keeps_moves(eyes) {
            return Vec::new();
        }
        // of one move there may be two lines, while it is sealed anew
        let mut places = BTreeMap::<_, (&Moved, BTreeSet<_>)>::new();
        for (order, moved) in self.matters.moves_of(eyes, owner, id) {
            let Some(sum) = sum_of_move(moved) else { continue };
            let (_, all) = places.entry(sum).or_insert((moved, BTreeSet::new()));
            all.insert((order.lc, &order.device));
        }
        let more = |sum: &str, all: &BTreeSet<_>| all.len() > self.own_moves.times(eyes, sum);
        places.into_iter().filter(|(sum, (_, all))| more(sum, all)).map(|(_, (it, _))| it).collect()
    }

    /// The last day on which this person kept something: a page of the journal as well.
    pub fn last_day(&self, seat: Seat) -> Option<NaiveDate> {
        self.lately[seat.index()]
    }
}
