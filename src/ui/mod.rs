//! How anything looks and is called: pages and their blocks, keys and their tables, words, prose and
//! its editor, and the ways of showing a page. Knows nothing of steps, people or files.

mod bowl;
pub mod clean;
mod desk;
pub mod dial;
mod group;
pub mod handout;
pub mod keys;
mod list;
pub mod page;
pub mod paint;
mod pen;
pub mod picture;
pub mod plain;
pub mod prose;
mod secret;
mod theme;
mod vector;
pub mod words;

pub use clean::{clean, clean_line};
pub use desk::{Desk, Wrote};
pub use keys::{Hint, Key};
pub use list::List;
pub use page::{Block, Bowl, Choice, Field, Gauge, Hit, Page, Remark, Scale, Tick, measure};
pub use pen::Pen;
pub use secret::Secret;
pub use theme::Theme;
pub use words::{Pair, ServesWords, Words, fill};
