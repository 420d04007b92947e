//! A passphrase being typed: its letters are counted on the screen and not shown, and wiped when
//! they are let go.

use unicode_segmentation::UnicodeSegmentation as _;
use zeroize::Zeroizing;

use super::{
    keys::{self, Binding, Hint, Key},
    page::Field,
    prose::Prose,
    words::Words,
};
use crate::seal::Passphrase;

/// The most that can be typed, in bytes. Room for it is made at once: a text that grows leaves
/// copies of itself behind.
const ROOM: usize = 4096;
/// What stands for a letter.
const MARK: &str = "•";

/// What is typed and not shown.
pub struct Secret {
    typed: Zeroizing<String>,
    marks: Prose,
}

#[derive(Clone, Copy)]
enum Act {
    EraseLeft,
    EraseAll,
}

const KEYS: &[Binding<Secret, Act>] = &[
    Binding {
        keys: &[Key::BACKSPACE, Key::ctrl('h')],
        act: Act::EraseLeft,
        says: |w| &w.keys.erase_left,
        when: |_| true,
    },
    Binding {
        keys: &[Key::ctrl('u')],
        act: Act::EraseAll,
        says: |w| &w.keys.erase_all,
        when: |_| true,
    },
];

impl Default for Secret {
    fn default() -> Self {
        Self {
            typed: Zeroizing::new(String::with_capacity(ROOM)),
            marks: Prose::single_with_text(""),
        }
    }
}

impl Secret {
    /// Types a key; false if it is not one of writing.
    pub fn key(&mut self, key: Key) -> bool {
        match (keys::find(KEYS, self, key), key.types()) {
            (Some(Act::EraseLeft), _) => {
                let last = self.typed.grapheme_indices(true).next_back().map(|(at, _)| at);
                self.typed.truncate(last.unwrap_or_default());
            }
            (Some(Act::EraseAll), _) => self.typed.clear(),
            (None, Some(c)) => self.put(c),
            (None, None) => return false,
        }
        self.count();
        true
    }

    /// Takes in what was pasted, or came as a line.
    pub fn paste(&mut self, text: &str) {
        text.chars().filter(|c| !c.is_control()).for_each(|c| self.put(c));
        self.count();
    }

    fn put(&mut self, c: char) {
        if self.typed.len() + c.len_utf8() <= ROOM {
            self.typed.push(c);
        }
    }

    fn count(&mut self) {
        self.marks = Prose::single_with_text(&MARK.repeat(self.typed.graphemes(true).count()));
    }

    /// What was typed, which is gone from here; none if there is nothing in it.
    pub fn take(&mut self) -> Option<Passphrase> {
        let passphrase = Passphrase::of(&self.typed);
        *self = Self::default();
        passphrase
    }

    /// The field it is typed into.
    pub fn field(&self, label: &str) -> Field<'_> {
        Field { label: label.to_owned(), secret: true, ..Field::new(&self.marks, true) }
    }

    /// Its keys, for the help page.
    pub fn every_key(words: &Words) -> Vec<Hint> {
        keys::rows(KEYS, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_and_not_shown() {
        let mut secret = Secret::default();
        secret.paste("cafe\u{301}\n");
        assert!(secret.key(Key::char('x')) && !secret.key(Key::ENTER));
        assert_eq!(secret.field("").prose.text(), "•••••");
        assert!(secret.key(Key::BACKSPACE) && secret.key(Key::BACKSPACE));
        assert_eq!(secret.take(), Passphrase::of("caf"));
        assert!(secret.take().is_none(), "it is gone once it was taken");
        secret.paste(&"x".repeat(10_000));
        assert_eq!(secret.typed.capacity(), ROOM, "and never moves");
        assert!(secret.key(Key::ctrl('u')) && secret.take().is_none());
    }
}
