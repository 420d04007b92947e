//! A text and what stands below it: writing, and the way on, with one way of getting from one to the
//! other on every screen. Arrows, Enter and Tab are enough; Ctrl+S is the short way. What the choices
//! below mean is left to the screen.

use super::{
    keys::{self, Binding, Hint, Key},
    list::List,
    page::{Choice, Field},
    pen::Pen,
    words::Words,
};
use crate::journey::Time;

/// A text being written, and choices below it.
#[derive(Debug)]
pub struct Desk {
    /// The text.
    pub pen: Pen,
    /// The choice in focus; none while the text is.
    below: Option<List>,
    choices: usize,
}

/// What came of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrote {
    /// Not a key of desks.
    Pass,
    /// The text, the caret or the focus.
    Stay,
    /// This choice.
    Item(usize),
}

#[derive(Clone, Copy)]
enum Act {
    Press,
    Done,
    Below,
    Above,
    Move,
}

const KEYS: &[Binding<Desk, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Press,
        says: |w| &w.keys.say,
        when: |d| d.below.is_some(),
    },
    Binding {
        keys: &[Key::ENTER],
        act: Act::Done,
        says: |w| &w.keys.go_on,
        when: |d| d.below.is_none() && d.pen.prose.is_single(),
    },
    Binding { keys: &[Key::ctrl('s')], act: Act::Done, says: |w| &w.keys.done, when: |_| true },
    Binding {
        keys: &[Key::TAB, Key::DOWN],
        act: Act::Below,
        says: |w| &w.keys.to_done,
        when: |d| d.below.is_none(),
    },
    Binding {
        keys: &[Key::UP, Key::BACK_TAB],
        act: Act::Above,
        says: |w| &w.keys.to_text,
        when: |d| d.below.is_some_and(|list| list.at == 0),
    },
    Binding {
        keys: &[Key::DOWN, Key::TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |d| d.choices > 1 && d.below.is_some_and(|list| list.at == 0),
    },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |d| d.below.is_some_and(|list| list.at > 0),
    },
];

impl Desk {
    /// A text to go on with, and so many choices below it; the first of them is the way on.
    pub fn new(text: &str, choices: usize) -> Self {
        Self { pen: Pen::page(text), below: None, choices }
    }

    /// The same for a text of one line: Enter goes on from it.
    pub fn line(text: &str, choices: usize) -> Self {
        Self { pen: Pen::line(text), ..Self::new("", choices) }
    }

    /// Hears a key.
    pub fn key(&mut self, key: Key, now: Time) -> Wrote {
        // ↓ is the text's as long as there is a row below the caret
        if self.below.is_none() && key != Key::TAB && self.pen.key(key, now) {
            return Wrote::Stay;
        }
        match keys::find(KEYS, self, key) {
            Some(Act::Press) => self.below.map_or(Wrote::Stay, |list| Wrote::Item(list.at)),
            Some(Act::Done) => Wrote::Item(0),
            Some(Act::Below) => {
                self.below = Some(List::default());
                Wrote::Stay
            }
            Some(Act::Above) => {
                self.below = None;
                Wrote::Stay
            }
            Some(Act::Move) => {
                if let Some(list) = &mut self.below {
                    list.step(key, self.choices);
                }
                Wrote::Stay
            }
            None => Wrote::Pass,
        }
    }

    /// Takes in what was pasted.
    pub fn paste(&mut self, text: &str, now: Time) {
        self.below = None;
        self.pen.paste(text, now);
    }

    /// Puts the caret where it was clicked.
    pub fn place(&mut self, row: usize, cell: u16, now: Time) {
        self.below = None;
        self.pen.place(row, cell, now);
    }

    /// Back to the text.
    pub fn up(&mut self) {
        self.below = None;
    }

    /// Whether letters are text now.
    pub fn is_writing(&self) -> bool {
        self.below.is_none()
    }

    /// Every key of desks.
    pub fn every_key(words: &Words) -> Vec<Hint> {
        keys::rows(KEYS, words)
    }

    /// What the keys do now.
    pub fn hints(&self, words: &Words) -> Vec<Hint> {
        keys::hints(KEYS, self, words)
    }

    /// The field, for a page.
    pub fn field(&self, rows: u16) -> Field<'_> {
        Field { rows, ..Field::new(&self.pen.prose, self.below.is_none()) }
    }

    /// A choice below it, for a page.
    pub fn choice(&self, n: usize, says: &str) -> Choice {
        Choice::new(says, self.below.is_some_and(|list| list.at == n))
    }
}
