//! The rows of a text that changes: only what an edit touched is wrapped again.
//! Leaves the wrapping itself to `wrap`, and the text to its owner.

use unicode_linebreak::split_at_safe;

use super::{
    slice,
    wrap::{Row, rows_from},
};

/// How many rows before an edit may come out otherwise.
///
/// A row ends where the first cluster that does not fit says so. That cluster stands in one of the
/// next two rows, and an edit may touch it from the start of the third.
const LOOK_BACK: usize = 3;

pub(super) struct Layout {
    rows: Vec<Row>,
    width: usize,
}

impl Layout {
    pub(super) fn new(text: &str, width: usize) -> Self {
        Self { rows: rows_from(text, 0, width).collect(), width }
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The row that holds the byte at `at`; the last row for the text's end.
    pub(super) fn row_at(&self, at: usize) -> usize {
        self.rows.partition_point(|row| row.start <= at).saturating_sub(1)
    }

    /// In `text`, at `at`, `gone` bytes have just been replaced by `came` bytes.
    pub(super) fn changed(&mut self, text: &str, at: usize, gone: usize, came: usize) {
        let first = self.row_at(at).saturating_sub(LOOK_BACK);
        let edited = at + came;
        let mut fresh = Vec::new();
        let mut old = first;
        let mut rejoined = self.rows.len();
        for row in rows_from(text, self.rows[first].start, self.width) {
            if row.start >= edited
                && self.rejoins(&mut old, row.start - came + gone)
                && forgotten(slice(text, edited..row.start))
            {
                rejoined = old;
                break;
            }
            fresh.push(row);
        }
        for row in &mut self.rows[rejoined..] {
            row.start = row.start + came - gone;
            row.end = row.end + came - gone;
            row.next = row.next + came - gone;
        }
        self.rows.splice(first..rejoined, fresh);
    }

    /// Moves `old` on to the first row at or after `start`; whether a row starts there.
    fn rejoins(&self, old: &mut usize, start: usize) -> bool {
        while self.rows.get(*old).is_some_and(|row| row.start < start) {
            *old += 1;
        }
        self.rows.get(*old).is_some_and(|row| row.start == start)
    }
}

/// Whether where rows may end after `between` no longer depends on what stood before it.
fn forgotten(between: &str) -> bool {
    !split_at_safe(between).0.is_empty()
}
