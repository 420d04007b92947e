//! Which one of several is in focus. What they are is left to whoever has them.

use super::keys::Key;

/// A focus in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The one in focus, from 0.
    pub at: usize,
}

impl List {
    /// None of them is, before somebody moves: for a question, which nobody is to answer by pressing
    /// on.
    pub const NOWHERE: Self = Self { at: usize::MAX };

    /// Moves by a key; the ends do not wrap, so that nobody gets lost.
    pub fn step(&mut self, key: Key, len: usize) {
        let last = len.saturating_sub(1);
        self.at = match key {
            Key::UP | Key::BACK_TAB => self.at.saturating_sub(1).min(last),
            Key::DOWN | Key::TAB if *self == Self::NOWHERE => 0,
            Key::DOWN | Key::TAB => (self.at + 1).min(last),
            Key::HOME => 0,
            Key::END => last,
            _ => self.at.min(last),
        };
    }
}
