//! Breaks text into rows: UAX #14 says where a row may end, grapheme clusters what is never cut.
//! Knows no caret, no page and no paragraph but "a line feed ends a row".

use std::iter::Peekable;

use ratatui::buffer::CellWidth as _;
use unicode_linebreak::{linebreaks, split_at_safe};
use unicode_segmentation::UnicodeSegmentation as _;

use super::slice;

/// A row: which bytes of the text are drawn on it, and how wide they are.
///
/// Rows tile their text: each `next` is the following row's `start`, and the last one's is the
/// text's length. White space and the line feed between `end` and `next` are not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where the row begins.
    pub start: usize,
    /// Where what is drawn ends.
    pub end: usize,
    /// Where the following row begins.
    pub next: usize,
    /// Cells drawn. Never more than was asked for, unless one cluster alone is wider.
    pub width: u16,
}

impl Row {
    /// What is drawn, out of the text that was wrapped.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        slice(text, self.start..self.end)
    }
}

/// The rows of `text` in `width` cells; at least one. A width of 0 counts as 1.
pub fn wrap(text: &str, width: u16) -> Vec<Row> {
    rows_from(text, 0, usize::from(width)).collect()
}

/// What is drawn on each row of `text` in `width` cells.
pub fn rows_of(text: &str, width: u16) -> impl Iterator<Item = &str> {
    rows_from(text, 0, usize::from(width)).map(|row| row.of(text))
}

/// How many cells `text` takes on one row.
pub fn cells(text: &str) -> usize {
    Clusters(text).map(cluster_cells).sum()
}

/// As ratatui draws it: a cluster with a control character is left out.
pub(super) fn cluster_cells(cluster: &str) -> usize {
    let mut chars = cluster.chars();
    match (chars.next().and_then(plain), chars.next()) {
        (Some(width), None) => width,
        _ if cluster.contains(char::is_control) => 0,
        _ => usize::from(cluster.cell_width()),
    }
}

/// The width of a character that nothing plain ever joins. Most of what people write is plain, and
/// for it this answers in a tenth of the time that the tables take; a test holds it against them.
fn plain(c: char) -> Option<usize> {
    match c {
        ' '..='~' | 'À'..='ɏ' | 'Ѐ'..='ҁ' | '–' | '—' | '‘'..='”' | '…' => Some(1),
        '、' | '。' | '「'..='』' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' => {
            Some(2)
        }
        _ => None,
    }
}

/// The grapheme clusters of a text, as `graphemes(true)` has them.
pub(super) struct Clusters<'t>(pub(super) &'t str);

impl<'t> Iterator for Clusters<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let mut chars = self.0.chars();
        let first = chars.next()?;
        let ends = |next| next == '\n' || plain(next).is_some();
        let alone = plain(first).is_some() && chars.next().is_none_or(ends);
        let whole = || self.0.graphemes(true).next().map_or(0, str::len);
        let length = if alone { first.len_utf8() } else { whole() };
        let (cluster, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(cluster)
    }
}

/// The rows from `start` on, which must be where a row starts.
pub(super) fn rows_from(text: &str, start: usize, width: usize) -> impl Iterator<Item = Row> {
    let origin = split_at_safe(slice(text, ..start)).0.len();
    let breaks = linebreaks(slice(text, origin..)).map(move |(at, _)| origin + at);
    Rows { text, width: width.max(1), at: Some(start), breaks: breaks.peekable() }
}

struct Rows<'t, B: Iterator<Item = usize>> {
    text: &'t str,
    width: usize,
    /// Where the next row starts, unless the text has ended.
    at: Option<usize>,
    /// Where a row may end, not yet passed. Some lie inside a cluster and are never used.
    breaks: Peekable<B>,
}

impl<B: Iterator<Item = usize>> Rows<'_, B> {
    fn may_break(&mut self, at: usize) -> bool {
        while self.breaks.next_if(|it| *it < at).is_some() {}
        self.breaks.peek() == Some(&at)
    }

    /// `row` is whole, and another follows it.
    fn ended(&mut self, row: Row) -> Row {
        self.at = Some(row.next);
        row
    }
}

impl<B: Iterator<Item = usize>> Iterator for Rows<'_, B> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let start = self.at?;
        let mut drawn = Row { start, end: start, next: self.text.len(), width: 0 };
        let mut fold = None;
        let mut x = 0;
        let mut after = start;
        for cluster in Clusters(slice(self.text, start..)) {
            let at = after;
            after += cluster.len();
            if at > start && self.may_break(at) {
                fold = Some(Row { next: at, ..drawn });
            }
            if cluster.ends_with('\n') {
                return Some(self.ended(Row { next: after, ..drawn }));
            }
            let wide = x + cluster_cells(cluster);
            if !hangs(cluster) {
                if wide > self.width && at > start {
                    return Some(self.ended(fold.unwrap_or(Row { next: at, ..drawn })));
                }
                drawn.end = after;
                drawn.width = u16::try_from(wide).unwrap_or(u16::MAX);
            }
            x = wide;
        }
        self.at = None;
        Some(drawn)
    }
}

/// Whether a cluster may stand past a row's end, undrawn.
fn hangs(cluster: &str) -> bool {
    let holds_on = |c| matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}');
    cluster.chars().all(|c| c.is_whitespace() && !holds_on(c))
}
