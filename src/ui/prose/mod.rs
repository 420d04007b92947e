//! Prose: text in rows ([`wrap()`]), and text that somebody is writing ([`Prose`]).
//! Pure: no drawing, no clock; whoever draws places rows and cursor.
//!
//! Reader and editor break lines with the same function, so a page looks alike while it is written
//! and when it is read. The caret is a byte offset that always stands between two grapheme
//! clusters, and a cluster's width is ratatui's own
//! [`CellWidth`](ratatui::buffer::CellWidth), so layout and drawing cannot disagree.
//!
//! Wrap to one cell less than there is: a caret after a full row needs a cell of its own.
//!
//! Limits. Thai, Lao, Khmer and Burmese are broken at spaces and zero-width spaces only, else
//! between clusters: there is no dictionary in here. Terminals that do not join emoji draw a family
//! wider than any library believes; the damage stays within the row.

mod edit;
mod editor;
mod history;
mod layout;
mod moves;
mod wrap;

pub use edit::{Edit, Edited};
pub use editor::{FULL, Prose};
pub use wrap::{Row, cells, rows_of, wrap};

/// The part of `text` in `range`.
#[expect(clippy::string_slice, reason = "every range in here lies between clusters")]
fn slice(text: &str, range: impl std::slice::SliceIndex<str, Output = str>) -> &str {
    &text[range]
}
