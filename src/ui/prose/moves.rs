//! Where each move of the caret leads.
//! Changes nothing: the editor goes there, or takes away what lies between.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

use super::{
    edit::Edit,
    editor::Prose,
    slice,
    wrap::{Clusters, cluster_cells},
};

/// A place for the caret.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) at: usize,
    pub(super) at_row_end: bool,
    pub(super) goal: Option<u16>,
}

impl From<usize> for Spot {
    fn from(at: usize) -> Self {
        Self { at, at_row_end: false, goal: None }
    }
}

impl Prose {
    /// Where a move leads; an [`Edit`] that is no move leads nowhere else.
    pub(super) fn target(&self, step: &Edit) -> Spot {
        match *step {
            Edit::Left => self.before(self.caret).into(),
            Edit::Right => self.after(self.caret).into(),
            Edit::WordLeft => self.word_before().into(),
            Edit::WordRight => self.word_after().into(),
            Edit::Up => self.rows_away(-1),
            Edit::Down => self.rows_away(1),
            Edit::PageUp(rows) => self.rows_away(-isize::try_from(rows).unwrap_or(isize::MAX)),
            Edit::PageDown(rows) => self.rows_away(isize::try_from(rows).unwrap_or(isize::MAX)),
            Edit::RowStart => self.rows()[self.caret_row()].start.into(),
            Edit::RowEnd => self.row_end(self.caret_row()),
            Edit::TextStart => 0.into(),
            Edit::TextEnd => self.text().len().into(),
            Edit::Place { row, cell } => self.on_row(row.min(self.rows().len() - 1), cell),
            _ => self.here(),
        }
    }

    /// The row on which the caret is shown.
    pub(super) fn caret_row(&self) -> usize {
        let row = self.layout.row_at(self.caret);
        let shown_before = self.at_row_end && self.rows()[row].start == self.caret;
        row.saturating_sub(usize::from(shown_before))
    }

    fn here(&self) -> Spot {
        Spot { at: self.caret, at_row_end: self.at_row_end, goal: self.goal }
    }

    fn before(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text().len(), true);
        cursor.prev_boundary(self.text(), 0).ok().flatten().unwrap_or(0)
    }

    fn after(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text().len(), true);
        cursor.next_boundary(self.text(), 0).ok().flatten().unwrap_or_else(|| self.text().len())
    }

    fn word_before(&self) -> usize {
        let before = slice(self.text(), ..self.caret);
        let passed = one_word(before.split_word_bounds().rev());
        self.between_clusters(self.caret - passed)
    }

    fn word_after(&self) -> usize {
        let passed = one_word(slice(self.text(), self.caret..).split_word_bounds());
        let at = self.between_clusters(self.caret + passed);
        if at <= self.caret { self.after(self.caret) } else { at }
    }

    /// `at`, or the start of the cluster it lies in.
    fn between_clusters(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text().len(), true);
        if cursor.is_boundary(self.text(), 0) == Ok(false) { self.before(at) } else { at }
    }

    fn rows_away(&self, by: isize) -> Spot {
        let (row, cell) = self.caret_row_cell();
        let to = row.saturating_add_signed(by).min(self.rows().len() - 1);
        if to == row {
            return self.here();
        }
        let goal = self.goal.unwrap_or(cell);
        Spot { goal: Some(goal), ..self.on_row(to, goal) }
    }

    /// Before the cluster that covers `cell`, or the row's end.
    fn on_row(&self, row: usize, cell: u16) -> Spot {
        let (start, end) = (self.rows()[row].start, self.row_end(row));
        let (mut at, mut x) = (start, 0);
        for cluster in Clusters(slice(self.text(), start..end.at)) {
            x += cluster_cells(cluster);
            if x > usize::from(cell) {
                return at.into();
            }
            at += cluster.len();
        }
        end
    }

    /// After what is drawn; where a paragraph ends, after its white space too.
    fn row_end(&self, row: usize) -> Spot {
        let (it, last) = (self.rows()[row], row + 1 == self.rows().len());
        let paragraph = slice(self.text(), it.start..it.next).strip_suffix('\n');
        let at = match paragraph {
            Some(line) => it.start + line.len(),
            None if last => it.next,
            None => it.end,
        };
        Spot { at, at_row_end: at == it.next && !last, goal: None }
    }
}

/// How many bytes of `parts` are white space and then one word, or one run of other signs.
fn one_word(parts: impl Iterator<Item: AsRef<str>>) -> usize {
    let mut passed = 0;
    let mut signs = false;
    for part in parts {
        let part = part.as_ref();
        let space = part.starts_with(char::is_whitespace);
        let word = part.contains(char::is_alphanumeric);
        if signs && (space || word) {
            break;
        }
        passed += part.len();
        if word {
            break;
        }
        signs = !space;
    }
    passed
}
