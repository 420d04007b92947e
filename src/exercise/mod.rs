//! The kinds of exercise, which the curriculum composes. A kind is a folder with its words in JSON
//! (the spec), what is kept of it (the answer), its model, its keys and its page; and one line in
//! `kinds!`. Whose turn it is, what is kept and who may read it are left to the screen that runs
//! an exercise.

mod slots;

pub use settle::is_settled;

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    journey::{Mode, Role},
    layer::{Cx, Input},
    ui::{Block, Hint, Words, words::of},
};

/// Who a text is for. Roles are alternatives; modes are alternatives; both groups must fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Tag {
    /// The one who was hurt.
    Hurt,
    /// The one who is repairing.
    Repairing,
    /// Two at one keyboard.
    Two,
    /// One person.
    Alone,
    /// A therapist's session.
    Session,
}

/// Somebody who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Their part.
    pub role: Role,
    /// How they use the program.
    pub mode: Mode,
}

impl Reader {
    /// Whether a text with these tags is for them. A session shows what two would see, of both
    /// roles.
    pub fn is_meant(self, tags: &[Tag]) -> bool {
        let role = |tag: &Tag| match tag {
            Tag::Hurt => Some(self.role != Role::Repairing || self.mode == Mode::Session),
            Tag::Repairing => Some(self.role != Role::Hurt || self.mode == Mode::Session),
            _ => None,
        };
        let mode = |tag: &Tag| match tag {
            Tag::Two => Some(self.mode != Mode::Alone),
            Tag::Alone => Some(self.mode == Mode::Alone),
            Tag::Session => Some(self.mode == Mode::Session),
            _ => None,
        };
        let fits = |says: &dyn Fn(&Tag) -> Option<bool>| {
            let mut said = tags.iter().filter_map(says).peekable();
            said.peek().is_none() || said.any(|yes| yes)
        };
        fits(&role) && fits(&mode)
    }
}

/// A short text with a heading.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// What it is called.
    pub heading: String,
    /// Its paragraphs.
    pub text: Vec<String>,
}

/// Something named, to choose, to rate or to sort. Its id is what is kept, so the words may change.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name in what is kept.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// What came of an input to a model.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Not mine.
    Pass,
    /// Here.
    Stay,
    /// This part is done.
    Done,
    /// Back to the part before.
    Back,
    /// It is kept, and left for today: it goes on another day.
    Leave,
    /// Here, and half of what two do is behind them: a moment to ask how it is.
    Half,
    /// This part is done, and the quiet brake of the person at the keys is to be on or off.
    Brake(bool),
}

/// A part of an exercise, being done.
pub trait Model {
    /// Hears something.
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move;

    /// What the keys do now.
    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint>;

    /// What is on the page.
    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>>;

    /// What is kept, now.
    fn answer(&self) -> Value;

    /// Which of its pages this is, from 0, and how many there are.
    fn pages(&self) -> (usize, usize) {
        (0, 1)
    }

    /// How much is left.
    fn foot(&self, cx: &Cx<'_>) -> Option<String> {
        let (at, all) = self.pages();
        (all > 1).then(|| of(cx.words, at + 1, all))
    }

    /// In how long it wants a tick.
    fn wake(&self, _cx: &Cx<'_>) -> Option<Duration> {
        None
    }

    /// Whether letters are text now.
    fn is_writing(&self) -> bool {
        false
    }
}

/// What a person said, under what was asked: for a reveal, an export, a look back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was asked; may be empty.
    pub asked: String,
    /// What they said.
    pub said: String,
}

/// What every kind can do.
pub trait Kind {
    /// Opens it, with what was kept of it.
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model>;

    /// What a kept answer says.
    fn tell(&self, answer: &Value) -> Vec<Told>;

    /// What is wrong with its words, if anything: place and what to do.
    fn check(&self, check: &mut Check<'_>);
}

/// Collects what is wrong with a text, by place.
pub struct Check<'a> {
    place: String,
    say: &'a mut dyn FnMut(&str, Wrong),
}

/// What can be wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there.
    Empty,
    /// More rows than a page has: so many, of so many.
    TooManyRows(usize, usize),
    /// More letters than fit: so many, of so many.
    TooLong(usize, usize),
    /// An id stands twice.
    Twice(String),
    /// There are too few: so many, of so many.
    TooFew(usize, usize),
    /// There are too many: so many, of so many.
    TooMany(usize, usize),
    /// Things that cannot all be so: what they are, and what to do.
    AtOdds(&'static str, &'static str),
}

/// Rows of text on a page of 80 by 24, beside its heading.
pub const PAGE_ROWS: usize = 16;

impl<'a> Check<'a> {
    /// Starts at a place.
    pub fn new(place: impl Into<String>, say: &'a mut dyn FnMut(&str, Wrong)) -> Self {
        Self { place: place.into(), say }
    }

    /// Goes on at a place within this one.
    pub fn at(&mut self, place: &str) -> Check<'_> {
        let slash = if self.place.is_empty() { "" } else { "/" };
        Check { place: format!("{}{slash}{place}", self.place), say: &mut *self.say }
    }

    /// Says that something is wrong here.
    pub fn wrong(&mut self, wrong: Wrong) {
        (self.say)(&self.place, wrong);
    }

    /// A text that must stand there, of at most so many letters.
    pub fn text(&mut self, name: &str, text: &str, most: usize) {
        let letters = text.chars().count();
        if text.trim().is_empty() {
            self.at(name).wrong(Wrong::Empty);
        } else if letters > most {
            self.at(name).wrong(Wrong::TooLong(letters, most));
        }
    }

    /// Paragraphs that must fit a page.
    pub fn page(&mut self, name: &str, text: &[String]) {
        if text.is_empty() || text.iter().any(|text| text.trim().is_empty()) {
            self.at(name).wrong(Wrong::Empty);
        }
        let rows = rows_of(text);
        if rows > PAGE_ROWS {
            self.at(name).wrong(Wrong::TooManyRows(rows, PAGE_ROWS));
        }
    }

    /// A card.
    pub fn card(&mut self, card: &Card) {
        self.text("heading", &card.heading, 44);
        self.page("text", &card.text);
    }

    /// A text that may be left out, of at most so many letters.
    pub fn text_if_any(&mut self, name: &str, text: &str, most: usize) {
        if !text.is_empty() {
            self.text(name, text, most);
        }
    }

    /// Short texts that must each stand there, at most so many of at most so many letters.
    pub fn texts(&mut self, name: &str, texts: &[String], most: usize, letters: usize) {
        self.at_most(name, texts.len(), most);
        for (i, text) in texts.iter().enumerate() {
            self.text(&format!("{name}[{i}]"), text, letters);
        }
    }

    /// That there are not more than so many.
    pub fn at_most(&mut self, name: &str, count: usize, most: usize) {
        if count > most {
            self.at(name).wrong(Wrong::TooMany(count, most));
        }
    }

    /// Ids that must be different, of at least so many things.
    pub fn ids(&mut self, name: &str, ids: impl IntoIterator<Item: AsRef<str>>, least: usize) {
        let mut seen: Vec<String> = Vec::new();
        for id in ids {
            let id = id.as_ref();
            if id.trim().is_empty() {
                self.at(name).wrong(Wrong::Empty);
            }
            if seen.iter().any(|it| it == id) {
                self.at(name).wrong(Wrong::Twice(id.to_owned()));
            }
            seen.push(id.to_owned());
        }
        if seen.len() < least {
            self.at(name).wrong(Wrong::TooFew(seen.len(), least));
        }
    }

    /// Items: different ids, words that fit.
    pub fn items(&mut self, name: &str, items: &[Item], least: usize, most: usize) {
        self.ids(name, items.iter().map(|item| item.id.as_str()), least);
        for item in items {
            self.at(name).text(&item.id, &item.text, most);
        }
    }
}

/// How many rows paragraphs take, with an empty row between two.
pub fn rows_of(text: &[String]) -> usize {
    let rows: usize =
        text.iter().map(|text| crate::ui::prose::wrap(text, crate::ui::measure(80)).len()).sum();
    rows + text.len().saturating_sub(1)
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $module:ident: $Kind:ident,)*) => {
        $(#[doc = concat!($($doc),*)] pub mod $module;)*

        /// The words of a part, by its kind.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        pub enum Spec {
            $($(#[doc = $doc])* $Kind($module::$Kind),)*
        }

        impl Spec {
            /// The kind, whatever it is.
            pub fn kind(&self) -> &dyn Kind {
                match self { $(Self::$Kind(kind) => kind,)* }
            }

            /// Opens it, with what was kept of it.
            pub fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
                match self { $(Self::$Kind(kind) => kind.open(kept),)* }
            }

            /// What the kind is called in JSON.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$Kind(_) => stringify!($module),)* }
            }
        }
    };
}

kinds! {
    /// Short cards to read, one after the other.
    cards: Cards,
    /// Say it in your own words: one screen a slot, with start-lines.
    write: Write,
    /// Short lines, collected.
    lines: Lines,
    /// Some of a list, and one's own.
    pick: Pick,
    /// A place on a line, for one thing or a grid of them.
    rate: Rate,
    /// Each thing into one of two or three columns.
    sort: Sort,
    /// A breath to follow, or a plain timer.
    breathe: Breathe,
    /// One speaks, the other writes down what was heard; the floor is in plain view.
    turns: Turns,
    /// One proposes; the other agrees, changes or skips.
    settle: Settle,
    /// Both do the same apart; it is shown on two yeses.
    sealed: Sealed,
    /// A day.
    day: Day,
    /// When this happens, I will do that.
    plan: Plan,
    /// A letter in parts.
    letter: Letter,
    /// The quiet brake: what it is, and on or off.
    brake: Brake,
    /// Plans, from memory.
    recall: Recall,
}

impl Spec {
    /// The names of the texts that are kept of it, each by itself.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Write(write) => write.slots.iter().map(|slot| slot.id.as_str()).collect(),
            Self::Letter(letter) => letter.slots.iter().map(|slot| slot.id.as_str()).collect(),
            Self::Settle(settle) => settle.topics.iter().map(|topic| topic.id.as_str()).collect(),
            _ => Vec::new(),
        }
    }
}

/// Every key of every kind, under a name for it. Kinds that only write have those of desks.
pub fn every_key(words: &Words) -> Vec<(&str, Vec<Hint>)> {
    let names = &words.tables;
    vec![
        (&names.cards, cards::every_key(words)),
        (&names.lines, lines::every_key(words)),
        (&names.pick, pick::every_key(words)),
        (&names.rate, rate::every_key(words)),
        (&names.sort, sort::every_key(words)),
        (&names.breathe, breathe::every_key(words)),
        (&names.turns, turns::every_key(words)),
        (&names.settle, settle::every_key(words)),
        (&names.day, day::every_key(words)),
        (&names.plan, plan::every_key(words)),
        (&names.letter, letter::every_key(words)),
        (&names.brake, brake::every_key(words)),
        (&names.recall, recall::every_key(words)),
    ]
}
