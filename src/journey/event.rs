//! One thing that happened, and its place among all things that happened.

use std::{cmp::Ordering, collections::BTreeMap};

use chrono::NaiveDate;
use compact_str::CompactString;
use serde::{
    Deserialize, Serialize,
    de::{
        DeserializeSeed, Error as _, MapAccess,
        value::{BorrowedStrDeserializer, MapAccessDeserializer},
    },
};
use serde_json::{Value, value::RawValue};

use super::{
    matter::{Face, Moved},
    person::{Between, Mode, Person, Seat},
    receipt::Receipt,
    time::{Time, When},
};

/// Names a record for good; made by the store, never reused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub CompactString);

/// As texts, but the store's own, which are random and of sixteen letters, as one number each: years of
/// them are put in order whenever a home is opened.
impl Ord for RecordId {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let (own, others) = (self.0.as_bytes(), other.0.as_bytes());
        match (own.first_chunk(), others.first_chunk()) {
            (Some(a), Some(b)) if a != b => u128::from_be_bytes(*a).cmp(&u128::from_be_bytes(*b)),
            _ => own.cmp(others),
        }
    }
}

impl PartialOrd for RecordId {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Where a record stands among all: by Lamport counter, then device, then that device's counter.
/// Clocks decide nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Order {
    /// Lamport counter: one more than the highest its writer had seen.
    pub lc: u64,
    /// The device that wrote it.
    pub device: CompactString,
    /// The device's own counter.
    pub n: u64,
}

/// Who can read something.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Its writer.
    #[default]
    OnlyYou,
    /// Its writer, until both have said yes.
    Sealed,
    /// Both people.
    Both,
    /// Nobody: it is never written to disk.
    NotKept,
}

/// What a person says, alone, when asked whether a sealed pair may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Say {
    /// Show it now.
    Show,
    /// Not now; ask again another day.
    Later,
    /// I want to change mine first.
    Edit,
    /// Do not show mine.
    Never,
}

/// What became of a sitting.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// They sat down.
    Begun,
    /// They stopped for a while, and go on at this time.
    Break(Time),
    /// They closed it.
    Closed {
        /// What they will do until then, if they said so: when, and what.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<[String; 2]>,
        /// When they meet again, if they said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<NaiveDate>,
    },
}

/// Without the plan, which is the two people's own.
impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Begun => "Begun",
            Self::Break(_) => "Break",
            Self::Closed { .. } => "Closed",
        })
    }
}

/// Something that only its owner can read, and can throw away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// A page of their journal.
    Page(RecordId),
    /// What only they can read of a matter of theirs.
    Matter(RecordId),
}

/// A line that was thrown away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Was {
    /// The device that wrote it.
    pub d: String,
    /// That device's number for it.
    pub n: u64,
    /// Its number among its writer's own, from 1; 0 if it was open and had none.
    #[serde(default, skip_serializing_if = "is_none")]
    pub pn: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it so")]
fn is_none(pn: &u64) -> bool {
    *pn == 0
}

/// What happened. In files: `"t"` names it, `"b"` holds it.
///
/// A type that this version does not know is kept in the file byte for byte and ignored here.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A person said who they are.
    #[serde(rename = "profile.set")]
    Profile(Person),
    /// The two (or the one) said what they are to each other, and how they use the program.
    #[serde(rename = "home.set")]
    Home {
        /// Together or alone.
        mode: Mode,
        /// Couple, family or friends.
        between: Between,
    },
    /// A person opened, turned or finished a step.
    #[serde(rename = "step.state")]
    Step {
        /// The step's id.
        step: String,
        /// The page they were on, from 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        page: Option<u16>,
        /// Whether they have said that they are done with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done: Option<bool>,
    },
    /// A person answered a part of an exercise, or left it half-way.
    #[serde(rename = "answer.set")]
    Answer {
        /// The exercise's id.
        exercise: String,
        /// The part's id.
        part: String,
        /// Who may read it.
        reach: Reach,
        /// Whether they called it done.
        done: bool,
        /// The kind's own JSON.
        answer: Value,
    },
    /// A person said, alone, whether their half of a sealed pair may be shown.
    #[serde(rename = "pair.say")]
    Pair {
        /// The exercise's id.
        exercise: String,
        /// The part's id.
        part: String,
        /// What they chose.
        say: Say,
    },
    /// What the other person may know of one's half of a sealed pair: that it is written, whether
    /// one was asked about it, and the half itself once one has said yes.
    #[serde(rename = "pair.half")]
    Half {
        /// The exercise's id.
        exercise: String,
        /// The part's id.
        part: String,
        /// Whether its writer was asked, whatever they said.
        asked: bool,
        /// The half, as its writer agreed to show it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<Value>,
        /// Spaces in its place, as many as it would take: a no is as long as a yes.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        pad: String,
    },
    /// "Not today", about an exercise. A full answer.
    #[serde(rename = "rest")]
    Rest {
        /// The exercise's id.
        exercise: String,
    },
    /// The two sat down to something that both do at the keys, took a break from it, or closed it.
    #[serde(rename = "sitting")]
    Sitting {
        /// The exercise's id.
        exercise: String,
        /// Which of these.
        turn: Turn,
    },
    /// A journal page.
    #[serde(rename = "entry.add")]
    Entry {
        /// What was written.
        text: String,
        /// The prompt that it answers, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        prompt: Option<String>,
    },
    /// A journal page as it is now, whole.
    #[serde(rename = "entry.edit")]
    EntryEdit {
        /// The page's record.
        of: RecordId,
        /// The new text.
        text: String,
    },
    /// A journal page was thrown away.
    #[serde(rename = "entry.erase")]
    EntryErase {
        /// The page's record.
        of: RecordId,
        /// Its lines in sealed logs: they become noise, and nothing else tells which they were.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        was: Vec<Was>,
    },
    /// One line lifted out of something private and shown to both.
    #[serde(rename = "share")]
    Share {
        /// The line, copied.
        text: String,
    },
    /// What is written of something that a practice keeps, as it is now, whole.
    #[serde(rename = "matter.set")]
    Matter(Face),
    /// Such a thing was moved on.
    #[serde(rename = "matter.move")]
    Move(Moved),
    /// What only its owner could read of such a thing was thrown away, as far as it was kept before
    /// this. A name can be used again: a day's check-in has the day's.
    #[serde(rename = "matter.erase")]
    MatterErase {
        /// Which.
        of: RecordId,
        /// Its lines: nothing is left in them that says whose they were.
        was: Vec<Was>,
    },
    /// A person moved things on themselves, in the sight of both; for them alone.
    #[serde(rename = "own.moves")]
    OwnMoves {
        /// The SHA-256 of each move, in hex.
        sums: Vec<String>,
    },
    /// A person agreed to something that both may read.
    #[serde(rename = "receipt")]
    Receipt(Receipt),
    /// A setting of this person.
    #[serde(rename = "setting")]
    Setting {
        /// Which.
        key: String,
        /// To what.
        value: Value,
    },
}

impl Event {
    /// The event of this type with this body, read once and where it stands.
    pub fn of(t: &str, body: &str) -> serde_json::Result<Self> {
        Self::deserialize(MapAccessDeserializer::new(Named { t: Some(t), body })).map_err(|_| {
            // serde's message could quote what a person wrote
            serde_json::Error::custom(format!("the body of a {t} is not as it should be"))
        })
    }

    /// Whether both people may see this.
    pub fn reach(&self) -> Reach {
        match self {
            Self::Profile(_)
            | Self::Home { .. }
            | Self::Share { .. }
            | Self::Half { .. }
            | Self::Sitting { .. } => Reach::Both,
            // the way on opens when both are done, so both may know
            Self::Step { done: Some(_), .. } => Reach::Both,
            Self::Answer { reach, .. } => *reach,
            Self::Matter(Face { reach, .. }) | Self::Move(Moved { reach, .. }) => *reach,
            _ => Reach::OnlyYou,
        }
    }

    /// What both may know of a half of a sealed pair after its writer was asked: the half, if they
    /// said yes; else nothing, of the same length.
    pub fn half(exercise: &str, part: &str, half: &Value, show: bool) -> Self {
        let pad = if show { String::new() } else { " ".repeat(half.to_string().len()) };
        Self::Half {
            exercise: exercise.to_owned(),
            part: part.to_owned(),
            asked: true,
            shown: show.then(|| half.clone()),
            pad,
        }
    }

    /// Whether this says how somebody's quiet brake is set.
    pub fn is_brake(&self) -> bool {
        matches!(self, Self::Setting { key, .. } if key == super::BRAKE)
    }

    /// Whether this belongs to the journal, which the store reads only when asked.
    pub fn is_journal(&self) -> bool {
        matches!(self, Self::Entry { .. } | Self::EntryEdit { .. } | Self::EntryErase { .. })
    }
}

/// Says which kind of event it is and nothing of what is in it.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self {
            Self::Profile(_) => "Profile",
            Self::Home { .. } => "Home",
            Self::Step { step, page, done } => {
                return write!(f, "Step({step}, page {page:?}, done {done:?})");
            }
            Self::Answer { exercise, part, reach, done, .. } => {
                return write!(f, "Answer({exercise}/{part}, {reach:?}, done {done})");
            }
            Self::Pair { exercise, part, .. } => return write!(f, "Pair({exercise}/{part})"),
            Self::Half { exercise, part, .. } => return write!(f, "Half({exercise}/{part})"),
            Self::Rest { exercise } => return write!(f, "Rest({exercise})"),
            Self::Sitting { exercise, turn } => return write!(f, "Sitting({exercise}, {turn:?})"),
            Self::Entry { .. } => "Entry",
            Self::EntryEdit { .. } => "EntryEdit",
            Self::EntryErase { .. } => "EntryErase",
            Self::Share { .. } => "Share",
            Self::Matter(face) => return write!(f, "Matter({face:?})"),
            Self::Move(moved) => return write!(f, "Move({moved:?})"),
            Self::MatterErase { .. } => "MatterErase",
            Self::OwnMoves { .. } => "OwnMoves",
            Self::Receipt(_) => "Receipt",
            Self::Setting { key, .. } => return write!(f, "Setting({key})"),
        };
        f.write_str(name)
    }
}

/// An event with its writer and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its name.
    pub id: RecordId,
    /// When its writer's clock said it was.
    pub at: When,
    /// Where it stands among all.
    pub order: Order,
    /// Whose hands were on the keys.
    pub by: Seat,
    /// What happened.
    pub event: Event,
}

/// The inside of a log line: `{"t","id","at","lc","by","pn","b"}`, in this order, so that a reader
/// can stop before the body.
#[derive(Serialize, Deserialize)]
struct Inside<'a> {
    t: &'a str,
    id: RecordId,
    at: When,
    lc: u64,
    /// Left out in a person's own drawer, which says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<Seat>,
    /// Only in sealed lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pn: Option<u64>,
    #[serde(borrow)]
    b: &'a RawValue,
}

/// A body under the name of its type.
struct Named<'a> {
    /// None once it was read.
    t: Option<&'a str>,
    body: &'a str,
}

impl<'de> MapAccess<'de> for Named<'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        self.t.take().map(|t| seed.deserialize(BorrowedStrDeserializer::new(t))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        let mut body = serde_json::Deserializer::from_str(self.body);
        let value = seed.deserialize(&mut body)?;
        body.end()?;
        Ok(value)
    }
}

impl Record {
    /// The matter that this says something of which only the matter's owner can read, and its owner;
    /// none if it says no such thing.
    pub fn own_matter(&self) -> Option<(Seat, &RecordId)> {
        match &self.event {
            Event::Matter(face) if face.reach != Reach::Both => {
                Some((self.by, face.of.as_ref().unwrap_or(&self.id)))
            }
            Event::Move(moved) if moved.is_own(self.by) => Some((moved.owner, &moved.of)),
            _ => None,
        }
    }

    /// The inside of this record's log line, if it is open.
    pub fn to_json(&self) -> serde_json::Result<String> {
        self.inside(Some(self.by), None)
    }

    /// The inside of this record's log line, if it is sealed: the `pn`-th of its writer's own, or
    /// of what both may read.
    pub fn to_sealed_json(&self, pn: u64) -> serde_json::Result<String> {
        let by = (self.event.reach() == Reach::Both).then_some(self.by);
        self.inside(by, Some(pn))
    }

    fn inside(&self, by: Option<Seat>, pn: Option<u64>) -> serde_json::Result<String> {
        let named = serde_json::to_string(&self.event)?;
        let mut named: BTreeMap<&str, &RawValue> = serde_json::from_str(&named)?;
        let (t, b) = named
            .pop_first()
            .ok_or_else(|| serde_json::Error::custom("an event without a name"))?;
        serde_json::to_string(&Inside {
            t,
            id: self.id.clone(),
            at: self.at,
            lc: self.order.lc,
            by,
            pn,
            b,
        })
    }

    /// Reads the inside of a log line that `device` wrote as its number `n`, in the drawer of
    /// `owner` if it is somebody's. `Ok(None)` if it is of a type that this version does not know.
    pub fn from_json(
        json: &str,
        device: &str,
        n: u64,
        owner: Option<Seat>,
    ) -> serde_json::Result<Option<Self>> {
        let Inside { t, id, at, lc, by, b, .. } = serde_json::from_str(json)?;
        let Some(by) = owner.or(by) else {
            return Err(serde_json::Error::custom(format!("a {t} that is nobody's")));
        };
        if !Self::KNOWN.contains(&t) {
            return Ok(None);
        }
        let event = Event::of(t, b.get())?;
        Ok(Some(Self { id, at, order: Order { lc, device: device.into(), n }, by, event }))
    }

    /// The types of event that this version understands.
    pub const KNOWN: [&'static str; 18] = [
        "profile.set",
        "home.set",
        "step.state",
        "answer.set",
        "pair.say",
        "pair.half",
        "rest",
        "sitting",
        "entry.add",
        "entry.edit",
        "entry.erase",
        "share",
        "matter.set",
        "matter.move",
        "matter.erase",
        "own.moves",
        "receipt",
        "setting",
    ];
}
