//! Who is here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place at the keyboard. It says nothing about who did what to whom; that is a [`Role`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Seat {
    /// The person named first at set-up, or the only one.
    #[default]
    #[serde(rename = "p1")]
    First,
    /// The other one.
    #[serde(rename = "p2")]
    Second,
}

impl Seat {
    /// Both seats, in order.
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    /// The one across the table.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }

    /// 0 or 1, for tables by seat.
    pub fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Second => 1,
        }
    }

    /// As files name it: `p1` or `p2`.
    pub fn id(self) -> &'static str {
        match self {
            Self::First => "p1",
            Self::Second => "p2",
        }
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// How the program is used.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Two people, one keyboard.
    #[default]
    Together,
    /// One person.
    Alone,
    /// A therapist shows it; nothing is written to disk.
    Session,
}

/// A person's part in what happened. It can be both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Trust in the other was broken.
    Hurt,
    /// This person broke it and wants to mend it.
    Repairing,
    /// Both of these are true.
    Both,
}

/// What kind of hurt it was; chooses examples, judges nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Hurt {
    /// Things that were not true, or not said.
    Lies,
    /// Somebody else, in body or in heart.
    Affair,
    /// Being there without being there.
    Distance,
    /// Money hidden, lost or spent.
    Money,
    /// Promises not kept, again and again.
    LetDowns,
    /// Something else.
    Other,
}

impl Hurt {
    /// Every kind, in the order it is offered.
    pub const ALL: [Self; 6] =
        [Self::Lies, Self::Affair, Self::Distance, Self::Money, Self::LetDowns, Self::Other];
}

/// What the two are to each other.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Between {
    /// Partners, married or not.
    #[default]
    Couple,
    /// Parent and child, brothers, sisters, any kin.
    Family,
    /// Friends.
    Friends,
}

impl Between {
    /// Every kind, in the order it is offered.
    pub const ALL: [Self; 3] = [Self::Couple, Self::Family, Self::Friends];
}

/// A person of a home, as anybody who opens the program may know them before anything is unlocked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resident {
    /// What the door says: a name, or "A" or "B".
    pub label: String,
    /// Whether they have a passphrase.
    pub lock: bool,
}

/// What a person said about themselves. Nothing here is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// The name on screen; empty until given.
    pub name: String,
    /// Their part; none until they say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Kinds of hurt that apply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hurts: Vec<Hurt>,
}
