//! Prose that somebody is writing: the text, the caret, the rows, and what can be taken back.
//! Where a move leads is `moves`' to say; drawing, keys and keeping are others' altogether.

use std::fmt;

use chrono::{DateTime, FixedOffset};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

use super::{
    edit::{Edit, Edited},
    history::{History, Kind, Step},
    layout::Layout,
    moves::Spot,
    slice,
    wrap::{Row, cells},
};
use crate::ui::clean::{clean, clean_line};

pub(super) type Time = DateTime<FixedOffset>;

/// How many bytes fit: 1 MiB.
pub const FULL: usize = 1 << 20;

/// The measure until somebody says otherwise.
const WIDTH: u16 = 72;

/// A text and its writer's place in it.
pub struct Prose {
    text: String,
    /// Between two clusters, always.
    pub(super) caret: usize,
    /// The caret stands where one row ends and the next begins, and is shown at the end.
    pub(super) at_row_end: bool,
    /// The column that a walk up or down began in.
    pub(super) goal: Option<u16>,
    pub(super) layout: Layout,
    history: History,
    words: usize,
    single: bool,
}

/// Without the words.
impl fmt::Debug for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prose(\"…\", {} bytes)", self.text.len())
    }
}

impl Default for Prose {
    fn default() -> Self {
        Self::new()
    }
}

impl Prose {
    /// An empty page.
    pub fn new() -> Self {
        Self::with_text("")
    }

    /// A page to go on with; the caret stands at its end. Nothing is cut, however long it is.
    pub fn with_text(text: &str) -> Self {
        Self::made_of(clean(text).into_owned(), usize::from(WIDTH), false)
    }

    /// A field of one line: it never wraps, and no line break gets in. See [`Self::window`].
    pub fn single() -> Self {
        Self::single_with_text("")
    }

    /// A field of one line to go on with.
    pub fn single_with_text(text: &str) -> Self {
        Self::made_of(clean_line(text).into_owned(), usize::MAX, true)
    }

    fn made_of(text: String, width: usize, single: bool) -> Self {
        Self {
            caret: text.len(),
            at_row_end: false,
            goal: None,
            layout: Layout::new(&text, width),
            history: History::default(),
            words: words_in(&text),
            single,
            text,
        }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is nothing yet.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How many words: what stands between spaces or dashes; a kanji or a kana counts as one.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Where the caret stands, in bytes.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Wraps to `width` cells, if it is not so wrapped already. A field of one line never wraps.
    pub fn set_width(&mut self, width: u16) {
        if self.single || self.layout.width() == usize::from(width) {
            return;
        }
        self.layout = Layout::new(&self.text, usize::from(width));
        self.at_row_end = false;
        self.goal = None;
    }

    /// Whether it is a field of one line.
    pub fn is_single(&self) -> bool {
        self.single
    }

    /// The rows; at least one.
    pub fn rows(&self) -> &[Row] {
        self.layout.rows()
    }

    /// Where to show the caret. The cell may be the one just past the width.
    pub fn caret_row_cell(&self) -> (usize, u16) {
        let row = self.caret_row();
        let before = slice(&self.text, self.rows()[row].start..self.caret);
        let cell = cells(before).min(self.layout.width());
        (row, u16::try_from(cell).unwrap_or(u16::MAX))
    }

    /// For a field of one line: what is seen of it in `width` cells, from which byte on, and the
    /// caret's cell therein.
    pub fn window(&self, width: u16) -> (usize, &str, u16) {
        let width = usize::from(width.max(1));
        let (before, after) = self.text.split_at(self.caret);
        let (lead, x) = fitting(before.graphemes(true).rev(), width - 1);
        let (rest, _) = fitting(after.graphemes(true), width - x);
        let start = self.caret - lead;
        let seen = slice(&self.text, start..self.caret + rest);
        (start, seen, u16::try_from(x).unwrap_or(u16::MAX))
    }

    /// Does one thing. `now` tells a pause from a flow.
    pub fn edit(&mut self, edit: Edit, now: Time) -> Edited {
        match edit {
            Edit::Type('\n' | '\r') | Edit::Newline => self.insert("\n", Kind::Whole, now),
            Edit::Type(c) => self.insert(c.encode_utf8(&mut [0; 4]), Kind::Typing, now),
            Edit::Paste(text) => self.insert(&text, Kind::Whole, now),
            Edit::Backspace => self.erase_to(&Edit::Left, Kind::Rubbing, now),
            Edit::Delete => self.erase_to(&Edit::Right, Kind::Eating, now),
            Edit::WordBack => self.erase_to(&Edit::WordLeft, Kind::Whole, now),
            Edit::WordForwardDelete => self.erase_to(&Edit::WordRight, Kind::Whole, now),
            Edit::ToRowStart => self.erase_to(&Edit::RowStart, Kind::Whole, now),
            Edit::ToRowEnd => self.erase_to(&Edit::RowEnd, Kind::Whole, now),
            Edit::Undo => self.undo(),
            Edit::Redo => self.redo(),
            step => self.go(self.target(&step)),
        }
    }

    fn go(&mut self, to: Spot) -> Edited {
        let stays = to.at == self.caret && to.at_row_end == self.at_row_end;
        (self.caret, self.at_row_end, self.goal) = (to.at, to.at_row_end, to.goal);
        if stays {
            return Edited::Same;
        }
        self.history.close();
        Edited::Moved
    }

    fn insert(&mut self, raw: &str, kind: Kind, now: Time) -> Edited {
        let kind = if self.single && raw == "\n" { Kind::Typing } else { kind };
        let cleaned = if self.single { clean_line(raw) } else { clean(raw) };
        let fits = beginning(&cleaned, FULL.saturating_sub(self.text.len()));
        let whole = fits.len() == cleaned.len();
        if !fits.is_empty() {
            self.replace(self.caret..self.caret, fits, kind, now);
        }
        match (whole, fits.is_empty()) {
            (false, _) => Edited::Full,
            (true, true) => Edited::Same,
            (true, false) => Edited::Changed,
        }
    }

    fn erase_to(&mut self, step: &Edit, kind: Kind, now: Time) -> Edited {
        let to = self.target(step).at;
        if to == self.caret {
            return Edited::Same;
        }
        self.replace(to.min(self.caret)..to.max(self.caret), "", kind, now);
        Edited::Changed
    }

    fn replace(&mut self, range: std::ops::Range<usize>, came: &str, kind: Kind, now: Time) {
        let (at, caret) = (range.start, self.caret);
        let gone = slice(&self.text, range).to_owned();
        self.swap(at, gone.len(), came);
        self.place(at + came.len());
        self.history.keep(Step { kind, at, gone, came: came.to_owned(), caret, time: now });
    }

    fn undo(&mut self) -> Edited {
        let Some(step) = self.history.undo() else { return Edited::Same };
        self.swap(step.at, step.came.len(), &step.gone);
        self.place(step.caret);
        self.history.undone(step);
        Edited::Changed
    }

    fn redo(&mut self) -> Edited {
        let Some(step) = self.history.redo() else { return Edited::Same };
        self.swap(step.at, step.gone.len(), &step.came);
        self.place(step.at + step.came.len());
        self.history.redone(step);
        Edited::Changed
    }

    /// The one place where the text changes; rows and word count follow.
    fn swap(&mut self, at: usize, gone: usize, came: &str) {
        let (from, to) = stretch(&self.text, at, at + gone);
        let words = words_in(slice(&self.text, from..to));
        self.text.replace_range(at..at + gone, came);
        let to = to - gone + came.len();
        self.words = self.words - words + words_in(slice(&self.text, from..to));
        self.layout.changed(&self.text, at, gone, came.len());
    }

    /// Puts the caret at `at`, or past the cluster that neighbours have just become.
    fn place(&mut self, at: usize) {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        self.caret = match cursor.is_boundary(&self.text, 0) {
            Ok(false) => cursor.next_boundary(&self.text, 0).ok().flatten(),
            _ => None,
        }
        .unwrap_or(at);
        self.at_row_end = false;
        self.goal = None;
    }
}

/// As much of the beginning of `text` as fits in `bytes`, with no cluster cut.
fn beginning(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let ends = text.grapheme_indices(true).map(|(at, cluster)| at + cluster.len());
    slice(text, ..ends.take_while(|end| *end <= bytes).last().unwrap_or(0))
}

/// How many bytes of `clusters`, and how many cells, fit in `width` cells.
fn fitting(clusters: impl Iterator<Item: AsRef<str>>, width: usize) -> (usize, usize) {
    let mut sum = (0, 0);
    for cluster in clusters {
        let cluster = cluster.as_ref();
        let x = sum.1 + cells(cluster);
        if x > width {
            break;
        }
        sum = (sum.0 + cluster.len(), x);
    }
    sum
}

/// The range from `from` to `to`, widened to where words end whatever is done in between.
fn stretch(text: &str, from: usize, to: usize) -> (usize, usize) {
    let (before, after) = (slice(text, ..from), slice(text, to..));
    let apart = |c| parts(c) || stands_alone(c);
    let lead = before.rfind(apart).unwrap_or(0);
    (lead, after.find(apart).map_or(text.len(), |at| to + at))
}

/// Whether a word is over with this character.
fn parts(c: char) -> bool {
    c.is_whitespace() || matches!(c, '–' | '—' | '…' | '/')
}

/// Whether a character counts as a word: kanji and kana.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}')
}

fn words_in(text: &str) -> usize {
    let (mut words, mut inside) = (0, false);
    for c in text.chars() {
        if stands_alone(c) {
            (words, inside) = (words + 1, false);
        } else if parts(c) {
            inside = false;
        } else if !inside && c.is_alphanumeric() {
            (words, inside) = (words + 1, true);
        }
    }
    words
}
