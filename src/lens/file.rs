//! The form of `lens.json`, and how it is made into a [`Lens`]: groups are put in where they are
//! named, words get their numbers. Finding is left to the matcher.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Family, Lens,
    matcher::{Maker, Table},
    phrase::Phrase,
    text::Vocabulary,
};
use crate::journey::Role;

/// `lens.json`: what the lens looks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// The version of the file's form.
    pub format: u32,
    /// Words in full, and how else people write them: `i am` as `i'm` and `im`.
    pub spellings: BTreeMap<String, Vec<String>>,
    /// Phrases that others name in `<…>`.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Vec<String>>"))]
    pub groups: BTreeMap<String, Vec<Phrase>>,
    /// Words that tell of other words: no family looks at what stands directly behind them.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub reported: Vec<Phrase>,
    /// The families, in the order in which they are told.
    pub families: Vec<FamilyPhrases>,
    /// Words of danger, which lead to the help page.
    pub help: Vec<Rule>,
}

/// A family of phrases.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FamilyPhrases {
    /// Its short name, such as `BUT`.
    pub code: String,
    /// Whose words it looks at.
    pub role: Role,
    /// What is said to the one who writes.
    pub note: String,
    /// What it looks for.
    pub rules: Vec<Rule>,
}

/// Phrases that share what must not stand around them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The phrases.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub find: Vec<Phrase>,
    /// Not directly after these.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub not_after: Vec<Phrase>,
    /// Not directly before these.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub not_before: Vec<Phrase>,
}

/// Why phrases that can be read one by one cannot be used together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A group is named that is not there.
    #[error("there is no group <{0}>")]
    NoGroup(String),
    /// A group that names itself, by however many others, or would grow without measure.
    #[error("the phrases of <{0}> grow without end")]
    Endless(String),
    /// It would have to be looked for everywhere.
    #[error("{0}: a phrase begins with a word, not with a gap")]
    BeginsOpen(String),
}

impl TryFrom<Phrases> for Lens {
    type Error = Fault;

    fn try_from(phrases: Phrases) -> Result<Self, Fault> {
        let mut vocabulary = Vocabulary::default();
        for (full, others) in &phrases.spellings {
            vocabulary.spell(full, others);
        }
        let mut maker = Maker::new(&phrases.groups, &mut vocabulary);
        let reported = maker.look_unless_empty(&phrases.reported)?;
        let (mut table, mut families) = (Table::default(), Vec::new());
        table.reported = reported;
        for family in phrases.families {
            let place = families.len();
            add(&mut table, &mut maker, &family.rules, (place, &family.code))?;
            families.push(Family { code: family.code, role: family.role, note: family.note });
        }
        let mut help = Table::default();
        add(&mut help, &mut maker, &phrases.help, (0, "help"))?;
        let looks = maker.into_looks();
        table.looks.clone_from(&looks);
        help.looks = looks;
        Ok(Self { vocabulary, families, table, help })
    }
}

/// Puts rules into a table, under a family's place and name.
fn add(
    table: &mut Table,
    maker: &mut Maker<'_>,
    rules: &[Rule],
    (place, name): (usize, &str),
) -> Result<(), Fault> {
    for rule in rules {
        let not_after = maker.look_unless_empty(&rule.not_after)?;
        let not_before = maker.look_unless_empty(&rule.not_before)?;
        for phrase in &rule.find {
            for way in &phrase.0 {
                let program = maker.program(way, not_after, not_before)?;
                let begins_open = || Fault::BeginsOpen(name.to_owned());
                table.add(place, program).ok_or_else(begins_open)?;
            }
        }
    }
    Ok(())
}
