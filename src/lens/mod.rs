//! Phrase feedback: text in, marks out. It points at words that often undo an apology, or that make
//! a hurt harder to hear, and has a gentle note for each. What it looks for is content (`lens.json`);
//! how phrases are written there is told in [`phrase`]. When marks appear, what is done with them and
//! whether anybody wants them is left to the screens. It keeps nothing and counts nothing.

mod file;
mod matcher;
pub mod phrase;
mod text;

use std::{cmp::Reverse, ops::Range};

pub use file::{Fault, Phrases};

use crate::journey::Role;
use matcher::Table;
use text::Vocabulary;

/// What one family of phrases is called, and what is said to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its short name, such as `BUT`.
    pub code: String,
    /// Whose words it looks at.
    pub role: Role,
    /// What is said to the one who writes.
    pub note: String,
}

/// A place in a text, and what can be said to it. It holds no words of the text itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark<'a> {
    /// The family's short name.
    pub family: &'a str,
    /// The bytes it covers: whole words, so always on the borders of characters.
    pub range: Range<usize>,
    /// What is said to it.
    pub note: &'a str,
}

/// Every phrase of a language, ready to be looked for.
#[derive(Debug, serde::Deserialize)]
#[serde(try_from = "Phrases")]
pub struct Lens {
    vocabulary: Vocabulary,
    families: Vec<Family>,
    /// What is found is the place of its family.
    table: Table,
    help: Table,
}

impl Lens {
    /// The families, in the order of the file.
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// What there is to say to `text`, in its order. Quotations say nothing of the one who writes,
    /// so they are passed over. Marks of one family never overlap; those of two may.
    ///
    /// The work grows with the text and not faster: every phrase is of bounded length.
    pub fn marks(&self, text: &str, role: Role) -> Vec<Mark<'_>> {
        let words = self.vocabulary.words(text, &text::quotations(text));
        let meant = |place: usize| {
            self.families.get(place).is_some_and(|it| role == Role::Both || it.role == role)
        };
        let mut found: Vec<_> = self.table.find(&words, &meant).collect();
        found.sort_by_key(|(place, range)| (range.start, Reverse(range.end), *place));
        let mut free_from = vec![0; self.families.len()];
        let mut marks = Vec::new();
        for (place, range) in found {
            let (Some(family), Some(free)) = (self.families.get(place), free_from.get_mut(place))
            else {
                continue;
            };
            if range.start >= *free {
                *free = range.end;
                marks.push(Mark { family: &family.code, range, note: &family.note });
            }
        }
        marks
    }

    /// Whether somebody in this text, the writer or another, may be in danger: words of dying, of
    /// harming oneself, or of violence. Quotations count here. It is good for one thing: to show
    /// the way to the help page, quietly.
    pub fn points_to_help(&self, text: &str) -> bool {
        let words = self.vocabulary.words(text, &[]);
        self.help.find(&words, &|_| true).next().is_some()
    }
}
