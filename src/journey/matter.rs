//! What a practice keeps: a promise, an agreement, a question, a check-in. Here is what is written of
//! it and how it was moved on, and who may read which; what its days and states mean is left to
//! [`crate::practice`].

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
    hash::BuildHasher as _,
    sync::OnceLock,
};

use chrono::NaiveDate;
use compact_str::CompactString;
use hashbrown::{DefaultHashBuilder, HashTable};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    event::{Order, Reach, Record, RecordId},
    fields::Fields,
    person::Seat,
    time::{When, day, some_day},
};

/// What is written of a matter, whole.
///
/// A matter may have two faces: one that only its owner reads, and one for both, which may say less.
/// A face for both is never taken back. With a name of a pair it lies sealed: the other one reads it
/// once they have laid down one of that name themselves.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Face {
    /// Which matter it is; without it a new one, which is called like the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<RecordId>,
    /// The practice's id.
    pub practice: CompactString,
    /// Who may read this face.
    pub reach: Reach,
    /// Of what is for both: the pair that it is a half of; empty if it is none.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub pair: CompactString,
    /// The day that it is about, on its owner's calendar.
    #[serde(deserialize_with = "day")]
    pub made: NaiveDate,
    /// The day that it is due, or ends; that day is the last on which it holds.
    #[serde(default, deserialize_with = "some_day", skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The day to look at it again.
    #[serde(default, deserialize_with = "some_day", skip_serializing_if = "Option::is_none")]
    pub review: Option<NaiveDate>,
    /// The exercise that it came from, if one did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// Whether its writer is not done with it: then it is nobody else's yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub begun: bool,
    /// What was answered: by the part's id, the kind's own JSON.
    pub fields: Fields,
}

/// A matter moves on: it is kept, agreed, released, ended. What was said before stays.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Which matter.
    pub of: RecordId,
    /// Whose it is.
    pub owner: Seat,
    /// Who may read this: what is for both moves in the sight of both.
    pub reach: Reach,
    /// The state's id.
    pub to: CompactString,
    /// The day it happened, for whoever said so.
    #[serde(deserialize_with = "day")]
    pub day: NaiveDate,
    /// Another last day.
    #[serde(default, deserialize_with = "some_day", skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Another day to look at it again.
    #[serde(default, deserialize_with = "some_day", skip_serializing_if = "Option::is_none")]
    pub review: Option<NaiveDate>,
    /// A line about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Moved {
    /// Whether only the matter's owner, who moved it on, can read this.
    pub(super) fn is_own(&self, by: Seat) -> bool {
        self.reach != Reach::Both && self.owner == by
    }
}

/// Says which practice it is of and nothing of what is in it.
impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Face({}, {:?}, {} fields)", self.practice, self.reach, self.fields.len())
    }
}

/// Says where to and nothing of what is in it.
impl fmt::Debug for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moved({}, {:?})", self.to, self.reach)
    }
}

/// Something in its place among all.
#[derive(Clone, Debug, PartialEq)]
struct Placed<T> {
    order: Order,
    value: T,
}

/// Everything known of one matter.
#[derive(Clone, Debug, Default, PartialEq)]
struct Thread {
    own: Option<Box<Placed<(When, Face)>>>,
    shared: Option<Box<Placed<(When, Face)>>>,
    /// When it was first kept; not said of what was thrown away, whatever was kept of it since.
    first: Option<Placed<When>>,
    moves: BTreeMap<Order, (Seat, Moved)>,
}

impl Thread {
    fn faces(&self) -> impl Iterator<Item = &Face> {
        let faces = [&self.own, &self.shared].into_iter().flatten();
        faces.map(|face| &face.value.1)
    }

    fn moves_by(&self, by: Seat) -> impl Iterator<Item = (&Order, &Moved)> {
        let moves = self.moves.iter().filter(move |(_, (it, _))| *it == by);
        let moves = moves.map(|(order, (_, moved))| (order, moved));
        moves.filter(|(_, moved)| moved.reach == Reach::Both)
    }
}

/// Whose it is, and its name.
type Key = (Seat, RecordId);

/// Every matter, by its owner and its name.
#[derive(Clone, Debug, Default)]
pub(super) struct Matters {
    /// In the order in which they were heard of, which means nothing.
    threads: Vec<(Key, Thread)>,
    /// Where each is among them, and what its name is mixed to: without the name, which stands there
    /// already.
    places: HashTable<(u32, u64)>,
    hasher: DefaultHashBuilder,
    /// What was thrown away, and the last time of it: what was kept later counts.
    erased: BTreeMap<Key, Order>,
    /// The devices that wrote what was thrown away and yet was heard of.
    left: BTreeSet<CompactString>,
    /// What only its owner can read of this is out of sight.
    hidden: Option<Key>,
    /// Those of each practice: years of one need not be gone through for another.
    of: BTreeMap<CompactString, Listed>,
    /// The pairs of which somebody has laid down their half.
    laid: BTreeSet<(Seat, CompactString)>,
}

/// Matters of a practice, by their places.
#[derive(Clone, Debug, Default)]
struct Listed {
    /// As they were heard of.
    heard: Vec<u32>,
    /// By their keys, once somebody asks: a home is read whole before anybody does.
    in_order: OnceLock<Vec<u32>>,
}

impl Listed {
    fn hear_of(&mut self, place: u32) {
        self.heard.push(place);
        self.in_order.take();
    }

    fn in_order(&self, threads: &[(Key, Thread)]) -> &[u32] {
        self.in_order.get_or_init(|| {
            let key = |place: &u32| threads.get(*place as usize).map(|it| &it.0);
            let mut places = self.heard.clone();
            places.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
            places.dedup();
            places
        })
    }
}

impl Matters {
    pub(super) fn set(&mut self, by: Seat, id: RecordId, order: Order, at: When, face: Face) {
        let key = (by, face.of.clone().unwrap_or(id));
        if face.reach != Reach::Both && self.is_erased(&key, &order) {
            self.left.insert(order.device);
            return;
        }
        let was_erased = self.erased.contains_key(&key);
        let place = self.place(key);
        let (_, thread) = &mut self.threads[place as usize];
        if thread.faces().all(|known| known.practice != face.practice) {
            match self.of.get_mut(&face.practice) {
                Some(of) => of.hear_of(place),
                None => self.of.entry(face.practice.clone()).or_default().hear_of(place),
            }
        }
        if !was_erased && thread.first.as_ref().is_none_or(|first| order < first.order) {
            thread.first = Some(Placed { order: order.clone(), value: at });
        }
        if face.reach == Reach::Both && !face.pair.is_empty() {
            self.laid.insert((by, face.pair.clone()));
        }
        let place = if face.reach == Reach::Both { &mut thread.shared } else { &mut thread.own };
        if place.as_ref().is_none_or(|last| last.order < order) {
            *place = Some(Box::new(Placed { order, value: (at, face) }));
        }
    }

    pub(super) fn move_on(&mut self, by: Seat, order: Order, moved: Moved) {
        let key = (moved.owner, moved.of.clone());
        if moved.is_own(by) && self.is_erased(&key, &order) {
            self.left.insert(order.device);
            return;
        }
        let place = self.place(key);
        self.threads[place as usize].1.moves.insert(order, (by, moved));
    }

    /// Lets go of what only its owner could read of a matter and was kept before.
    pub(super) fn erase(&mut self, by: Seat, of: RecordId, order: Order) {
        let key = (by, of);
        if self.is_erased(&key, &order) {
            return;
        }
        if let Some(place) = self.find(key.0, &key.1) {
            let Self { threads, left, .. } = self;
            let Thread { own, moves, first, .. } = &mut threads[place as usize].1;
            left.extend(own.take_if(|own| own.order < order).map(|own| own.order.device));
            moves.retain(|at, (mover, moved)| {
                let goes = *at < order && *mover == by && moved.is_own(by);
                if goes {
                    left.insert(at.device.clone());
                }
                !goes
            });
            *first = None;
        }
        self.erased.insert(key, order);
    }

    /// Whether what was kept so of a matter was thrown away later.
    fn is_erased(&self, key: &Key, order: &Order) -> bool {
        self.erased.get(key).is_some_and(|erased| order < erased)
    }

    pub(super) fn erased(&self) -> impl Iterator<Item = (Seat, &RecordId)> {
        self.erased.keys().map(|(owner, id)| (*owner, id))
    }

    /// Whether a record is one that was thrown away.
    pub(super) fn holds_erased(&self, record: &Record) -> bool {
        let matter = record.own_matter().map(|(owner, id)| (owner, id.clone()));
        matter.is_some_and(|key| self.is_erased(&key, &record.order))
    }

    /// Whether something that this device wrote was thrown away and yet was heard of.
    pub(super) fn has_left(&self, device: &str) -> bool {
        self.left.contains(device)
    }

    /// Takes what only its owner can read of a matter out of sight, or brings it back.
    pub(super) fn hide(&mut self, key: Option<(Seat, RecordId)>) {
        self.hidden = key;
    }

    /// Where a matter is; it is made room for if nobody has heard of it.
    fn place(&mut self, key: Key) -> u32 {
        if let Some(place) = self.find(key.0, &key.1) {
            return place;
        }
        let place = u32::try_from(self.threads.len()).unwrap_or(u32::MAX);
        let mixed = self.mixed(&key.1);
        self.threads.push((key, Thread::default()));
        self.places.insert_unique(mixed, (place, mixed), |(_, mixed)| *mixed);
        place
    }

    fn find(&self, owner: Seat, id: &RecordId) -> Option<u32> {
        let mixed = self.mixed(id);
        let is_it = |(place, its): &(u32, u64)| {
            let (by, of) = &self.threads[*place as usize].0;
            *its == mixed && *by == owner && of == id
        };
        self.places.find(mixed, is_it).map(|(place, _)| *place)
    }

    fn mixed(&self, id: &RecordId) -> u64 {
        self.hasher.hash_one(id.0.as_str())
    }

    fn thread(&self, owner: Seat, id: &RecordId) -> Option<&(Key, Thread)> {
        self.threads.get(self.find(owner, id)? as usize)
    }

    /// A matter, as these eyes may see it now.
    fn seen<'a>(
        &'a self,
        eyes: Seat,
        thread: &'a (Key, Thread),
        days: &'a Days,
    ) -> Option<Matter<'a>> {
        let (owner, shared) = (thread.0.0, thread.1.shared.as_deref());
        let pair = shared.map(|face| &face.value.1.pair).filter(|pair| !pair.is_empty());
        let waits = pair.is_some_and(|pair| !self.laid.contains(&(owner.other(), pair.clone())));
        if waits && eyes != owner {
            return None;
        }
        let whole = self.hidden.as_ref() != Some(&thread.0);
        Matter::of(eyes, thread, whole, days).map(|it| Matter { waits, ..it })
    }

    pub(super) fn get<'a>(
        &'a self,
        eyes: Seat,
        owner: Seat,
        id: &RecordId,
        days: &'a Days,
    ) -> Option<Matter<'a>> {
        self.seen(eyes, self.thread(owner, id)?, days)
    }

    /// How a person moved one on, in the sight of both.
    pub(super) fn moves_of(
        &self,
        by: Seat,
        owner: Seat,
        id: &RecordId,
    ) -> impl Iterator<Item = (&Order, &Moved)> {
        let thread = self.thread(owner, id);
        thread.into_iter().flat_map(move |(_, thread)| thread.moves_by(by))
    }

    /// The same of all of them.
    pub(super) fn moves_by(&self, by: Seat) -> impl Iterator<Item = &Moved> {
        let moves = self.threads.iter().flat_map(move |it| it.1.moves_by(by));
        moves.map(|(_, moved)| moved)
    }

    /// What both may read of one.
    pub(super) fn for_both(&self, owner: Seat, id: &RecordId) -> Option<&Face> {
        let (_, thread) = self.thread(owner, id)?;
        thread.shared.as_ref().map(|face| &face.value.1)
    }

    pub(super) fn all<'a>(
        &'a self,
        eyes: Seat,
        days: &'a Days,
    ) -> impl Iterator<Item = Matter<'a>> {
        let places = self.of.values().flat_map(|of| of.in_order(&self.threads));
        places.filter_map(move |place| self.seen(eyes, self.threads.get(*place as usize)?, days))
    }

    pub(super) fn of<'a>(
        &'a self,
        eyes: Seat,
        practice: &str,
        days: &'a Days,
    ) -> impl Iterator<Item = Matter<'a>> + use<'a> {
        let places = self.of.get(practice).into_iter().flat_map(|of| of.in_order(&self.threads));
        places.filter_map(move |place| self.seen(eyes, self.threads.get(*place as usize)?, days))
    }
}

/// A matter, as somebody's eyes may see it.
#[derive(Clone)]
pub struct Matter<'a> {
    /// Its name.
    pub id: &'a RecordId,
    /// Whose it is.
    pub owner: Seat,
    eyes: Seat,
    /// The face that was written last, of those that these eyes may see.
    last: &'a Placed<(When, Face)>,
    /// The other one, if they may see both.
    before: Option<&'a Placed<(When, Face)>>,
    /// Whether it is a half of a pair, and the other half is not there.
    waits: bool,
    thread: &'a Thread,
    days: &'a Days,
}

/// Says whose it is, and nothing of what is in it.
impl fmt::Debug for Matter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Matter({}, {:?})", self.practice(), self.owner)
    }
}

impl<'a> Matter<'a> {
    /// `whole` says whether its owner sees what only they can.
    fn of(
        eyes: Seat,
        (key, thread): &'a (Key, Thread),
        whole: bool,
        days: &'a Days,
    ) -> Option<Self> {
        let (owner, id) = (key.0, &key.1);
        let own = thread.own.as_deref().filter(|_| whole && eyes == owner);
        let (last, before) = match (own, thread.shared.as_deref()) {
            (Some(own), Some(shared)) if own.order < shared.order => (shared, Some(own)),
            (Some(own), shared) => (own, shared),
            (None, shared) => (shared?, None),
        };
        Some(Self { id, owner, eyes, last, before, waits: false, thread, days })
    }

    fn face(&self) -> &'a Face {
        &self.last.value.1
    }

    /// The practice's id.
    pub fn practice(&self) -> &'a str {
        &self.face().practice
    }

    /// The exercise that it came from; empty if none did.
    pub fn from(&self) -> &'a str {
        &self.face().from
    }

    /// Whether its writer is not done with it.
    pub fn is_begun(&self) -> bool {
        self.face().begun
    }

    /// The day that it is about.
    pub fn made(&self) -> NaiveDate {
        self.face().made
    }

    /// When its words were last kept.
    pub fn at(&self) -> When {
        self.last.value.0
    }

    /// When it was first kept, or else last: for its owner, for whom alone moments are.
    pub fn began(&self) -> Option<When> {
        let first = self.thread.first.as_ref().map_or_else(|| self.at(), |first| first.value);
        (self.eyes == self.owner).then_some(first)
    }

    /// Whether there is something of it that only these eyes can read.
    pub fn has_own(&self) -> bool {
        let own = self.thread.own.as_ref().filter(|_| self.eyes == self.owner);
        let shown = self.thread.shared.as_ref().map(|shown| &shown.value.1.fields);
        // what was shown whole is nobody's alone any more
        let is_own = |(part, said): (&String, &Value)| {
            shown.is_none_or(|shown| shown.get(part) != Some(said))
        };
        own.is_some_and(|own| shown.is_none() || own.value.1.fields.iter().any(is_own))
            || self.thread.moves.values().any(|(by, it)| *by == self.eyes && it.is_own(*by))
    }

    /// Whether both may read it, or a part of it.
    pub fn is_shared(&self) -> bool {
        self.thread.shared.is_some() && !self.waits
    }

    /// Who can read it.
    pub fn reach(&self) -> Reach {
        match &self.thread.shared {
            Some(_) if self.waits => Reach::Sealed,
            Some(_) => Reach::Both,
            None => Reach::OnlyYou,
        }
    }

    /// What was answered, as far as these eyes may see it. What was written last stands.
    pub fn fields(&self) -> Cow<'a, BTreeMap<String, Value>> {
        let last = &*self.face().fields;
        let Some(before) = self.before else { return Cow::Borrowed(last) };
        let mut fields = (*before.value.1.fields).clone();
        fields.extend(last.iter().map(|(name, value)| (name.clone(), value.clone())));
        Cow::Owned(fields)
    }

    /// One answer: the kind's own JSON.
    pub fn field(&self, part: &str) -> Option<&'a Value> {
        let before = || self.before.and_then(|before| before.value.1.fields.get(part));
        self.face().fields.get(part).or_else(before)
    }

    /// Whether the other one can read the answer to a part.
    pub fn shows(&self, part: &str) -> bool {
        let shared = self.thread.shared.as_ref().filter(|_| !self.waits);
        shared.is_some_and(|face| face.value.1.fields.contains_key(part))
    }

    /// Whether it is for both, and yet there is something in it that only these eyes may see.
    pub fn is_shared_in_part(&self) -> bool {
        self.is_shared() && self.fields().keys().any(|part| !self.shows(part))
    }

    /// How it was moved on, as far as these eyes may see it, oldest first.
    pub fn moves(&self) -> impl Iterator<Item = (Seat, &'a Moved)> + use<'a> {
        let (eyes, owner) = (self.eyes, self.owner);
        let seen = move |by: Seat, moved: &Moved| {
            moved.reach == Reach::Both || eyes == by && eyes == owner
        };
        let moves = self.thread.moves.values().map(|(by, moved)| (*by, moved));
        moves.filter(move |(by, moved)| seen(*by, moved))
    }

    /// The last word on a day of it, and where that word stands.
    fn day(
        &self,
        of_face: fn(&Face) -> Option<NaiveDate>,
        of_move: fn(&Moved) -> Option<NaiveDate>,
    ) -> Option<(&'a Order, NaiveDate)> {
        let faces = [Some(self.last), self.before].into_iter().flatten();
        let face = faces.filter_map(|face| Some((&face.order, of_face(&face.value.1)?)));
        let moves = self.thread.moves.iter().filter(|(_, (by, moved))| {
            moved.reach == Reach::Both || self.eyes == *by && self.eyes == self.owner
        });
        let moves = moves.filter_map(|(order, (_, moved))| Some((order, of_move(moved)?)));
        face.chain(moves).max_by(|one, other| one.0.cmp(other.0))
    }

    /// The day that it is due, or ends.
    pub fn until(&self) -> Option<NaiveDate> {
        Some(self.day(|face| face.until, |moved| moved.until)?.1)
    }

    /// The day to look at it again.
    pub fn review(&self) -> Option<NaiveDate> {
        Some(self.day(|face| face.review, |moved| moved.review)?.1)
    }

    /// Whether a last day of it lies behind: today is later, or something was kept on a later day
    /// since. What has ended stays so, though somebody sets the clock back.
    pub fn is_past(&self, end: NaiveDate, today: NaiveDate) -> bool {
        let said = self.day(|face| face.until, |moved| moved.until);
        let order = said.map_or(&self.last.order, |(order, _)| order);
        today > end || self.days.went_past(end, order)
    }
}

/// The days on which things were kept, as far as they say that a day went by: of each, none that
/// is both earlier in the order and no later in time than another. So they go up in the order, and down
/// in time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Days(Vec<(Order, NaiveDate)>);

impl Days {
    pub(super) fn take(&mut self, order: &Order, day: NaiveDate) {
        let from = self.0.partition_point(|(known, _)| known < order);
        if self.0.get(from).is_some_and(|(_, it)| *it >= day) {
            return;
        }
        let to = self.0.partition_point(|(known, _)| known <= order);
        let from = self.0[..to].partition_point(|(_, it)| *it > day);
        self.0.splice(from..to, [(order.clone(), day)]);
    }

    /// Whether something was kept after `order` on a day after `day`.
    fn went_past(&self, day: NaiveDate, order: &Order) -> bool {
        // of all that were kept later, the first is of the latest day
        let later = self.0.partition_point(|(known, _)| known <= order);
        self.0.get(later).is_some_and(|(_, it)| *it > day)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Days, NaiveDate, Order};

    proptest! {
        /// In whatever order they are heard of, and however clocks were set.
        #[test]
        fn a_day_went_by_if_something_was_kept_later_on_a_later_day(
            heard in prop::collection::vec((0..12_u64, -4..8_i32), 0..20),
        ) {
            let order = |lc| Order { lc, ..Order::default() };
            let day = |n| NaiveDate::from_num_days_from_ce_opt(739_942 + n).unwrap();
            let mut days = Days::default();
            for (lc, n) in &heard {
                days.take(&order(*lc), day(*n));
            }
            for lc in 0..12 {
                for n in -4..8 {
                    let went_by = heard.iter().any(|(later, on)| *later > lc && *on > n);
                    prop_assert_eq!(days.went_past(day(n), &order(lc)), went_by);
                }
            }
        }
    }
}
