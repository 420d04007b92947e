//! A pen: prose, and the keys that write it. What is done with the text is left to its owner.

use super::{
    keys::{self, Binding, Key},
    prose::{Edit, Edited, Prose},
    words::Words,
};
use crate::journey::Time;

/// A text being written.
#[derive(Debug)]
pub struct Pen {
    /// The text and the caret.
    pub prose: Prose,
    single: bool,
}

/// What a key does to a text.
#[derive(Clone, Copy)]
enum Act {
    Do(fn() -> Edit),
    Newline,
    Up,
    Down,
}

const fn row(keys: &'static [Key], act: Act, says: fn(&Words) -> &str) -> Binding<Pen, Act> {
    Binding { keys, act, says, when: |_| true }
}

/// The keys of writing. They stand on the help page, not in the bar.
const KEYS: &[Binding<Pen, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Newline,
        says: |w| &w.keys.new_line,
        when: |pen| !pen.single,
    },
    Binding { keys: &[Key::UP], act: Act::Up, says: |w| &w.keys.row_up, when: |pen| !pen.single },
    Binding {
        keys: &[Key::DOWN],
        act: Act::Down,
        says: |w| &w.keys.row_down,
        when: |pen| !pen.single,
    },
    row(&[Key::LEFT], Act::Do(|| Edit::Left), |w| &w.keys.left),
    row(&[Key::RIGHT], Act::Do(|| Edit::Right), |w| &w.keys.right),
    row(&[Key::LEFT.with_ctrl()], Act::Do(|| Edit::WordLeft), |w| &w.keys.word_left),
    row(&[Key::RIGHT.with_ctrl()], Act::Do(|| Edit::WordRight), |w| &w.keys.word_right),
    row(&[Key::HOME, Key::ctrl('a')], Act::Do(|| Edit::RowStart), |w| &w.keys.row_start),
    row(&[Key::END, Key::ctrl('e')], Act::Do(|| Edit::RowEnd), |w| &w.keys.row_end),
    row(&[Key::HOME.with_ctrl()], Act::Do(|| Edit::TextStart), |w| &w.keys.text_start),
    row(&[Key::END.with_ctrl()], Act::Do(|| Edit::TextEnd), |w| &w.keys.text_end),
    row(&[Key::PAGE_UP], Act::Do(|| Edit::PageUp(12)), |w| &w.keys.page_up),
    row(&[Key::PAGE_DOWN], Act::Do(|| Edit::PageDown(12)), |w| &w.keys.page_down),
    row(&[Key::BACKSPACE, Key::ctrl('h')], Act::Do(|| Edit::Backspace), |w| &w.keys.erase_left),
    row(&[Key::DELETE], Act::Do(|| Edit::Delete), |w| &w.keys.erase_right),
    row(&[Key::ctrl('w'), Key::BACKSPACE.with_ctrl()], Act::Do(|| Edit::WordBack), |w| {
        &w.keys.erase_word
    }),
    row(&[Key::ctrl('z')], Act::Do(|| Edit::Undo), |w| &w.keys.undo),
    row(&[Key::ctrl('y')], Act::Do(|| Edit::Redo), |w| &w.keys.redo),
];

impl Pen {
    /// For a page of text.
    pub fn page(text: &str) -> Self {
        Self { prose: Prose::with_text(text), single: false }
    }

    /// For one line.
    pub fn line(text: &str) -> Self {
        Self { prose: Prose::single_with_text(text), single: true }
    }

    /// What is written, without space around it.
    pub fn text(&self) -> &str {
        self.prose.text().trim()
    }

    /// Whether there is nothing but space.
    pub fn is_blank(&self) -> bool {
        self.text().is_empty()
    }

    /// Makes room for this many cells.
    pub fn set_width(&mut self, width: u16) {
        self.prose.set_width(width);
    }

    /// Types a key; false if it is not one of writing, or if ↑ or ↓ has nowhere to go.
    pub fn key(&mut self, key: Key, now: Time) -> bool {
        let edit = match keys::find(KEYS, self, key) {
            Some(Act::Do(edit)) => edit(),
            Some(Act::Newline) => Edit::Newline,
            Some(Act::Up) => Edit::Up,
            Some(Act::Down) => Edit::Down,
            None => match key.types() {
                Some(c) => Edit::Type(c),
                None => return false,
            },
        };
        let leaves = matches!(edit, Edit::Up | Edit::Down);
        let edited = self.prose.edit(edit, now);
        !(leaves && edited == Edited::Same)
    }

    /// Takes in what was pasted.
    pub fn paste(&mut self, text: &str, now: Time) {
        let _ = self.prose.edit(Edit::Paste(text.to_owned()), now);
    }

    /// Puts the caret where it was clicked.
    pub fn place(&mut self, row: usize, cell: u16, now: Time) {
        let _ = self.prose.edit(Edit::Place { row, cell }, now);
    }

    /// The keys of writing, for the help page.
    pub fn hints(words: &Words) -> Vec<keys::Hint> {
        keys::hints(KEYS, &Self::page(""), words)
    }
}
