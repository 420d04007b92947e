//! What is on a page: one small vocabulary of blocks. How it looks is left to [`super::paint`] (the
//! terminal), [`super::plain`] (lines of text) and [`super::handout`] (Markdown and HTML).

use std::ops::Range;

use super::{keys::Key, prose::Prose};

/// One page: where I am, who is here and who can read it, and what stands on it.
#[derive(Default)]
pub struct Page<'a> {
    /// Where I am, in words.
    pub place: String,
    /// Who is at the keys, then who can read this.
    pub hands: String,
    /// What is on the page, from the top.
    pub blocks: Vec<Block<'a>>,
    /// How much is left: `2 of 5`.
    pub foot: Option<String>,
    /// Whether the page stands in the middle of the window: covers, and "Not today".
    pub centred: bool,
}

/// A part of a page.
pub enum Block<'a> {
    /// What the page, or a part of it, is called.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A paragraph that stands back.
    Quiet(String),
    /// The one sentence to hold on to now.
    Accent(String),
    /// A name for what follows, close above it.
    Label(String),
    /// What a label names: set in a little.
    Inset(String),
    /// The same, standing back.
    InsetQuiet(String),
    /// What must be seen from across the room: whose turn it is.
    Banner(String),
    /// Things to choose from.
    Choices(Vec<Choice>),
    /// The same, side by side on one row.
    Across(Vec<Choice>),
    /// Two columns: a short thing, and what it means.
    Pairs(Vec<(String, String)>),
    /// A place to write.
    Field(Field<'a>),
    /// Numbers or words on a line.
    Scale(Scale),
    /// Time, or anything that fills up, with its line of words.
    Gauge(Gauge),
    /// What was kept, as a picture and in words.
    Picture(super::picture::Picture),
    /// How one gets about on a drawn screen. Lines have ways of their own, and say those instead.
    Ways(Vec<Self>),
    /// The mended bowl, beside what stands to its left.
    Bowl {
        /// How far it is mended.
        bowl: Bowl,
        /// What stands to its left.
        beside: Vec<Self>,
    },
}

/// Whether a choice is ticked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tick {
    /// It cannot be.
    #[default]
    None,
    /// Not yet.
    Off,
    /// It is.
    On,
}

/// One thing to choose.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// A short sign before it: its number.
    pub lead: String,
    /// What it is.
    pub text: String,
    /// What stands beside it, back.
    pub note: String,
    /// A line below it, back; shown for the one in focus, and for one that stands by itself.
    pub detail: String,
    /// Whether it is ticked.
    pub tick: Tick,
    /// Whether the keys would act on it.
    pub focused: bool,
    /// Whether it can be chosen now; if not, it stands back.
    pub closed: bool,
    /// Why not: said when somebody presses Enter on it all the same.
    pub why: String,
    /// The key that does the same, if there is one.
    pub key: Option<Key>,
}

impl Choice {
    /// A plain choice.
    pub fn new(text: impl Into<String>, focused: bool) -> Self {
        Self { text: text.into(), focused, ..Self::default() }
    }

    /// With something beside it.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// With a line below it while it is in focus, or if it stands by itself.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// With a number before it.
    #[must_use]
    pub fn lead(self, lead: impl Into<String>) -> Self {
        Self { lead: lead.into(), ..self }
    }

    /// With a key that does the same.
    #[must_use]
    pub fn by(self, key: Option<Key>) -> Self {
        Self { key, ..self }
    }

    /// With a box to tick.
    #[must_use]
    pub fn ticked(self, on: bool) -> Self {
        Self { tick: if on { Tick::On } else { Tick::Off }, ..self }
    }

    /// Not open now.
    #[must_use]
    pub fn closed(self, closed: bool) -> Self {
        Self { closed, ..self }
    }

    /// Not open now if there is a reason, which is said to who presses Enter on it.
    #[must_use]
    pub fn because(self, why: Option<impl Into<String>>) -> Self {
        let closed = why.is_some();
        Self { closed, why: why.map(Into::into).unwrap_or_default(), ..self }
    }
}

/// A place to write.
pub struct Field<'a> {
    /// What is written.
    pub prose: &'a Prose,
    /// What it is for, above it; may be empty.
    pub label: String,
    /// What stands in it while it is empty.
    pub empty: String,
    /// Whether the caret is in it.
    pub focused: bool,
    /// How many rows it has at least.
    pub rows: u16,
    /// What there is to say to parts of it, in the order of the text.
    pub remarks: Vec<Remark>,
    /// What stands close below it, back.
    pub below: Vec<String>,
    /// Whether what is typed is not to be seen, nor said.
    pub secret: bool,
}

impl<'a> Field<'a> {
    /// A row to write in, and nothing else.
    pub fn new(prose: &'a Prose, focused: bool) -> Self {
        let (label, empty) = (String::new(), String::new());
        let (remarks, below) = (Vec::new(), Vec::new());
        Self { prose, label, empty, focused, rows: 1, remarks, below, secret: false }
    }
}

/// Something to say to a part of a text.
pub struct Remark {
    /// The bytes that it is about; none of them if it is about the whole.
    pub range: Range<usize>,
    /// All of it, with the words that it is about.
    pub says: String,
    /// Whether it is being read now.
    pub now: bool,
}

/// A value on a line with words at both ends.
pub struct Scale {
    /// What is placed; may be empty.
    pub label: String,
    /// The words of its places: two for the ends of 0 to `most`, or one for each place.
    pub words: Vec<String>,
    /// The highest place; the lowest is 0.
    pub most: u8,
    /// Where it is, if it has been placed.
    pub at: Option<u8>,
    /// Whether the keys would act on it.
    pub focused: bool,
    /// Whether it is for nobody's eyes afterwards: lines of text stay where they were said.
    pub unseen: bool,
}

impl Scale {
    /// Whether each place has a word of its own.
    pub fn is_worded(&self) -> bool {
        self.words.len() == usize::from(self.most) + 1 && self.words.len() > 2 || self.most == 1
    }
}

/// Something that fills up.
pub struct Gauge {
    /// From 0 to 1.
    pub share: f64,
    /// The same in words.
    pub words: String,
}

/// How far the bowl is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bowl {
    /// Seams of gold.
    pub gold: u8,
    /// The same in words.
    pub words: String,
}

/// What a place on the page stands for, for clicks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The n-th choice of the page.
    Pick(usize),
    /// A place on the n-th scale of the page.
    Place(usize, u8),
    /// A cell of a field.
    Caret {
        /// The n-th field of the page.
        field: usize,
        /// The row of its text.
        row: usize,
        /// The cell of the row.
        cell: u16,
    },
    /// A hint in the bar: the key that it names.
    Press(Key),
}

/// The width of text in a window of this width.
pub fn measure(width: u16) -> u16 {
    width.saturating_sub(8).clamp(1, 68)
}
