//! What can be done to prose, and what came of it.
//! Which key asks for what is the screen's affair.

use std::fmt;

/// One act of a person who writes.
#[derive(Clone, PartialEq, Eq)]
pub enum Edit {
    /// One character, as the terminal gave it.
    Type(char),
    /// A new line; in a one-line field, a space.
    Newline,
    /// Text from elsewhere; one step to undo.
    Paste(String),
    /// Takes away the cluster before the caret.
    Backspace,
    /// Takes away the cluster after the caret.
    Delete,
    /// Takes away the word before the caret.
    WordBack,
    /// Takes away the word after the caret.
    WordForwardDelete,
    /// Takes away what stands before the caret on its row.
    ToRowStart,
    /// Takes away what stands after the caret on its row.
    ToRowEnd,
    /// One cluster back.
    Left,
    /// One cluster on.
    Right,
    /// To the start of the word before.
    WordLeft,
    /// To the end of the word after.
    WordRight,
    /// One row up, in the column where this walk began.
    Up,
    /// One row down, in the column where this walk began.
    Down,
    /// So many rows up.
    PageUp(u16),
    /// So many rows down.
    PageDown(u16),
    /// To the start of the row one sees.
    RowStart,
    /// To the end of the row one sees.
    RowEnd,
    /// To the very beginning.
    TextStart,
    /// To the very end.
    TextEnd,
    /// To what was clicked: the cell on the row, or the row's end.
    Place {
        /// From 0; a row past the last means the last.
        row: usize,
        /// From 0.
        cell: u16,
    },
    /// Takes back a word, or whatever came last.
    Undo,
    /// Does again what was taken back.
    Redo,
}

/// Without the words.
impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Type(_) => "Type(…)",
            Self::Newline => "Newline",
            Self::Paste(text) => return write!(f, "Paste(\"…\", {} bytes)", text.len()),
            Self::Backspace => "Backspace",
            Self::Delete => "Delete",
            Self::WordBack => "WordBack",
            Self::WordForwardDelete => "WordForwardDelete",
            Self::ToRowStart => "ToRowStart",
            Self::ToRowEnd => "ToRowEnd",
            Self::Left => "Left",
            Self::Right => "Right",
            Self::WordLeft => "WordLeft",
            Self::WordRight => "WordRight",
            Self::Up => "Up",
            Self::Down => "Down",
            Self::PageUp(_) => "PageUp",
            Self::PageDown(_) => "PageDown",
            Self::RowStart => "RowStart",
            Self::RowEnd => "RowEnd",
            Self::TextStart => "TextStart",
            Self::TextEnd => "TextEnd",
            Self::Place { row, cell } => return write!(f, "Place({row}, {cell})"),
            Self::Undo => "Undo",
            Self::Redo => "Redo",
        };
        f.write_str(name)
    }
}

/// What an [`Edit`] came to.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// The text is another.
    Changed,
    /// The caret stands elsewhere.
    Moved,
    /// Nothing: whoever stands behind may have the key.
    Same,
    /// Not everything fitted. What did is in the text; say so.
    Full,
}

impl Edited {
    /// Whether there may be something new to keep.
    pub fn touched(self) -> bool {
        matches!(self, Self::Changed | Self::Full)
    }
}
