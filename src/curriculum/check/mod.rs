//! What is wrong with a curriculum, for whoever writes one: each finding names the file and the
//! place, says what is wrong there and what to do. What a kind of exercise asks of its own words is
//! left to the kind; what its readers make of a text, to people.

mod form;
mod ids;
mod language;
mod parity;
mod practices;
mod say;
mod step;
mod tables;
mod targets;
mod words;

use std::fmt;

use language::Language;
use say::Said;

use super::{Files, Help, Ideas, languages_in};
use crate::exercise::{Check, Wrong};

pub use form::{MOST_BYTES, MOST_ITEMS};
pub use targets::SCREENS;

/// Something wrong in a file of the curriculum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, by its path below the curriculum's folder.
    pub file: String,
    /// Where in it, such as `exercises/1.2/parts/letter/slots/act/ask` or `line 12`; empty for the
    /// whole file.
    pub place: String,
    /// What is wrong there.
    pub what: String,
    /// What to do about it.
    pub now: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file)?;
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        write!(f, "{}. {}.", self.what, self.now)
    }
}

/// Why a file could not be taken in at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// The system would not give it.
    #[error("it cannot be read")]
    Closed,
    /// It is a folder, a pipe, a device.
    #[error("it is no plain file")]
    NoFile,
    /// It is larger than a curriculum's file may be.
    #[error("it is larger than 4 MiB")]
    TooBig,
    /// It is not text.
    #[error("it is not text in UTF-8")]
    NotText,
}

impl Finding {
    /// That a file could not be taken in.
    pub fn unread(file: &str, why: Unread) -> Self {
        Self::new(file, String::new(), say::unread(why))
    }

    fn new(file: &str, place: String, (what, now): Said) -> Self {
        Self { file: file.to_owned(), place, what, now }
    }
}

/// Everything that is wrong with a curriculum, of one language or several.
///
/// A file that cannot be read is named once, and what depends on it is left unsaid. A curriculum of
/// one's own may leave out `ui.json`, `ask.json`, `lens.json`, `practices.json`, `coach.json`, `couples.json`,
/// `help.json` and `ideas.json`.
pub fn check(files: &Files) -> Vec<Finding> {
    let mut found = Found::default();
    let names = languages_in(files);
    if names.is_empty() {
        found.add("en/contents.json", "", say::missing());
    }
    let languages: Vec<_> =
        names.iter().filter_map(|name| Language::read(files, name, &mut found)).collect();
    for language in &languages {
        language.check(&mut found);
        ids::check(language, &mut found);
        targets::check(language, &mut found);
    }
    // every other language is held against English; without it, against the first
    let first = languages.iter().find(|it| it.name == "en").or_else(|| languages.first());
    if let Some(first) = first {
        practices::targets(first, &mut found);
        for other in languages.iter().filter(|other| other.name != first.name) {
            parity::check(first, other, &mut found);
        }
        if let Some(ideas) = form::read::<Ideas>(files, tables::IDEAS, &mut found) {
            tables::ideas(&ideas, first, &mut found);
        }
    }
    if let Some(help) = form::read::<Help>(files, tables::HELP, &mut found) {
        tables::help(&help, &mut found);
    }
    strangers(files, &names, &languages, &mut found);
    found.0
}

/// Files that nothing reads.
fn strangers(files: &Files, names: &[&str], read: &[Language<'_>], found: &mut Found) {
    for file in files.keys().map(String::as_str) {
        let Some((folder, name)) = file.split_once('/') else {
            if file != tables::HELP && file != tables::IDEAS {
                found.add(file, "", say::stranger());
            }
            continue;
        };
        match read.iter().find(|language| language.name == folder) {
            Some(language) if language.reads(name) => {}
            Some(_) => found.add(file, "", say::not_in_contents()),
            // its table of contents cannot be read, so nobody knows
            None if names.contains(&folder) => {}
            None => found.add(file, "", say::stranger()),
        }
    }
}

/// Collects findings.
#[derive(Default)]
struct Found(Vec<Finding>);

impl Found {
    fn add(&mut self, file: &str, place: impl Into<String>, said: Said) {
        self.0.push(Finding::new(file, place.into(), said));
    }

    /// Looks at a place of a file as the kinds of exercise look at theirs.
    fn look(&mut self, file: &str, place: impl Into<String>, look: impl FnOnce(&mut Check<'_>)) {
        let mut say = |place: &str, wrong: Wrong| self.add(file, place, say::wrong(&wrong));
        look(&mut Check::new(place, &mut say));
    }
}
