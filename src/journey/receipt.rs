//! What somebody agreed to, as they keep it for themselves alone: of which record for both, and the
//! sum of what it said. So they can see when it was altered or taken away behind their back.
//!
//! A receipt proves nothing to anybody else: it is no signature, and only its owner can read it. It
//! says what stood there when they agreed; who moved it on since is in the record's own moves.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    event::RecordId,
    matter::{Face, Moved},
    person::Seat,
};

/// Something that both may read and one agreed to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// What a practice keeps.
    Matter {
        /// Whose it is.
        owner: Seat,
        /// The practice's id.
        practice: String,
        /// Its name.
        of: RecordId,
    },
    /// An answer.
    Answer {
        /// In whose name it is kept.
        owner: Seat,
        /// The exercise's id.
        exercise: String,
        /// The part's id.
        part: String,
    },
}

/// What somebody agreed to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// What it is of.
    pub about: About,
    /// The SHA-256 of what it said, in hex; empty once its owner has let it go.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sum: String,
}

/// What became of something that somebody agreed to, if it is not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amiss {
    /// It says something else now.
    Altered,
    /// It is not there.
    Gone,
}

impl Receipt {
    /// For an answer, as it is to be kept.
    pub fn of_answer(owner: Seat, exercise: &str, part: &str, answer: &Value) -> Self {
        let (exercise, part) = (exercise.to_owned(), part.to_owned());
        Self { about: About::Answer { owner, exercise, part }, sum: sum_of_answer(answer) }
    }
}

/// The sum of a matter's face for both. Its name is left out: the first face has none of its own.
pub(super) fn sum_of_face(face: &Face) -> Option<String> {
    let face = Face { of: None, ..face.clone() };
    Some(sum(&serde_json::to_string(&face).ok()?))
}

/// The sum of how something was moved on.
pub(super) fn sum_of_move(moved: &Moved) -> Option<String> {
    Some(sum(&serde_json::to_string(moved).ok()?))
}

/// The sum of an answer, but for what was only proposed.
pub(super) fn sum_of_answer(answer: &Value) -> String {
    let mut answer = answer.clone();
    if let Some(fields) = answer.as_object_mut() {
        fields.remove("half");
    }
    sum(&answer.to_string())
}

fn sum(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // writing into a text has no way to fail
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
