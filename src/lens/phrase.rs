//! The language that phrases are written in, and its reader. Words stand for themselves; the rest:
//!
//! ```text
//! a/b/c        one of these words       (a | b c)   one of these
//! [a | b c]    one of these, or nothing
//! <sorry>      one of a named group     _         any word          #   any number
//! ..           up to four words of the same clause
//! ...          up to fourteen words of the same sentence
//! ,            a comma, a dash or the like may stand here; without it, none does
//! .            a sentence ends here
//! ^            a clause or a sentence begins here       $   one ends here
//! {a b}        only this part is marked; the rest must stand around it
//! ```
//!
//! Phrases are written small and in full: `i am` finds *I’m*, *I'm* and *im* as well, because the
//! file's `spellings` say so. What must not stand before or behind is said beside the phrases, in
//! `not_after` and `not_before`. What the words of a text are is left to its reader.

use serde::Deserialize;

/// How many words `..` passes over.
const SHORT: usize = 4;
/// How many words `...` passes over.
const LONG: usize = 14;
/// How deep brackets may stand in brackets.
const DEEP: usize = 12;

/// A phrase, or several ways of saying it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Phrase(pub(super) Vec<Vec<Part>>);

/// One thing in a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// One of these words, in small letters; `#` is any number.
    Words(Vec<String>),
    /// Any word.
    Any,
    /// One of these.
    OneOf(Vec<Vec<Self>>),
    /// One of a named group.
    Group(String),
    /// Up to so many words; in the same clause, or across clauses.
    Gap { most: usize, across: bool },
    /// Here a clause may end.
    Comma,
    /// Here a sentence ends.
    Stop,
    /// Here a clause or a sentence begins.
    Begins,
    /// Here a clause or a sentence ends.
    Ends,
    /// The mark begins.
    Open,
    /// The mark ends.
    Close,
}

/// Why a phrase cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A bracket without its other half, or in the wrong place.
    #[error("a bracket in a phrase has no other half")]
    Bracket,
    /// Nothing stands where something should.
    #[error("a phrase has nothing between two signs, or nothing at all")]
    Empty,
    /// Brackets in brackets in brackets.
    #[error("a phrase has too many brackets within brackets")]
    Deep,
    /// A word that no text has, as texts are read.
    #[error("a word in a phrase is of small letters only")]
    NoWord,
}

impl TryFrom<String> for Phrase {
    type Error = Unreadable;

    fn try_from(text: String) -> Result<Self, Unreadable> {
        let signs = signs(&text);
        let mut reader = Reader { signs: &signs, at: 0 };
        let ways = reader.ways(0)?;
        if reader.at < signs.len() || !has_one_mark_at_most(&ways) {
            return Err(Unreadable::Bracket);
        }
        if ways.iter().any(Vec::is_empty) {
            return Err(Unreadable::Empty);
        }
        Ok(Self(ways))
    }
}

/// Braces stand in the open, once, and in order.
fn has_one_mark_at_most(ways: &[Vec<Part>]) -> bool {
    ways.iter().all(|way| {
        let braces: Vec<_> =
            way.iter().filter(|part| matches!(part, Part::Open | Part::Close)).collect();
        matches!(braces.as_slice(), [] | [Part::Open, Part::Close])
    })
}

/// Brackets and signs stand alone; what is left between them are words and dots.
fn signs(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if "()[]{}<>|,^$".contains(c) {
            spaced.extend([' ', c, ' ']);
        } else {
            spaced.push(c);
        }
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// A word, or several with strokes between them.
fn words_of(sign: &str) -> Result<Part, Unreadable> {
    let words: Vec<_> = sign.split('/').collect();
    if !words.iter().all(|word| is_word(word)) {
        return Err(Unreadable::NoWord);
    }
    Ok(Part::Words(words.into_iter().map(str::to_owned).collect()))
}

/// A word as texts are read: in small letters, without digits, hyphens or other signs.
fn is_word(word: &str) -> bool {
    let letters = |c: char| c.is_alphabetic() && !c.is_uppercase() || c == '\'';
    word == "#" || !word.is_empty() && word.chars().all(letters)
}

struct Reader<'a> {
    signs: &'a [String],
    at: usize,
}

impl Reader<'_> {
    fn take(&mut self) -> Option<&str> {
        let sign = self.signs.get(self.at)?;
        self.at += 1;
        Some(sign)
    }

    fn is_next(&self, sign: &str) -> bool {
        self.signs.get(self.at).is_some_and(|next| next == sign)
    }

    /// Ways, with bars between them, up to a bracket that is not ours.
    fn ways(&mut self, depth: usize) -> Result<Vec<Vec<Part>>, Unreadable> {
        let mut ways = vec![self.way(depth)?];
        while self.is_next("|") {
            self.at += 1;
            ways.push(self.way(depth)?);
        }
        Ok(ways)
    }

    fn way(&mut self, depth: usize) -> Result<Vec<Part>, Unreadable> {
        let mut way = Vec::new();
        while self.at < self.signs.len() && !["|", ")", "]"].iter().any(|sign| self.is_next(sign)) {
            way.push(self.part(depth)?);
        }
        Ok(way)
    }

    fn part(&mut self, depth: usize) -> Result<Part, Unreadable> {
        let part = match self.take().unwrap_or_default() {
            "(" => return self.bracket(")", depth),
            "[" => return self.bracket("]", depth),
            "<" => return self.group(),
            ">" => return Err(Unreadable::Bracket),
            ".." => Part::Gap { most: SHORT, across: false },
            "..." => Part::Gap { most: LONG, across: true },
            "." => Part::Stop,
            "," => Part::Comma,
            "^" => Part::Begins,
            "$" => Part::Ends,
            "{" if depth == 0 => Part::Open,
            "}" if depth == 0 => Part::Close,
            "{" | "}" => return Err(Unreadable::Bracket),
            "_" => Part::Any,
            words => return words_of(words),
        };
        Ok(part)
    }

    fn bracket(&mut self, close: &str, depth: usize) -> Result<Part, Unreadable> {
        if depth == DEEP {
            return Err(Unreadable::Deep);
        }
        let mut ways = self.ways(depth + 1)?;
        if self.take() != Some(close) {
            return Err(Unreadable::Bracket);
        }
        if ways.iter().any(Vec::is_empty) {
            return Err(Unreadable::Empty);
        }
        if close == "]" {
            ways.push(Vec::new());
        }
        Ok(Part::OneOf(ways))
    }

    fn group(&mut self) -> Result<Part, Unreadable> {
        let name = self.take().unwrap_or_default().to_owned();
        if self.take() != Some(">") {
            return Err(Unreadable::Bracket);
        }
        Ok(Part::Group(name))
    }
}
