//! Choosing from a page's choices: the keys that every list of things to open has. What is opened is
//! left to the screen.

use crate::{
    layer::{Cx, Flow, Input, Outcome},
    ui::{Hint, Key, List, Words, keys, keys::Binding},
};

/// Which of a page's choices is in focus.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Menu {
    pub(super) list: List,
}

/// What came of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chose {
    /// Not a key of menus.
    Pass,
    /// The focus moved.
    Moved,
    /// This one.
    Item(usize),
    /// Back.
    Back,
}

impl Chose {
    /// What every list does with what is no choice.
    pub(super) fn otherwise(self) -> Outcome {
        match self {
            Self::Back => Flow::Close.into(),
            Self::Moved | Self::Item(_) => Flow::Stay.into(),
            Self::Pass => Flow::Pass.into(),
        }
    }
}

/// A page that is only looked at: the way back, and nothing to choose.
pub(super) fn looked_at(input: &Input) -> Outcome {
    match Menu::default().input(input, 0) {
        Chose::Back => Flow::Close.into(),
        Chose::Moved | Chose::Item(_) | Chose::Pass => Flow::Pass.into(),
    }
}

/// What the keys do on such a page.
pub(super) fn looking(cx: &Cx<'_>) -> Vec<Hint> {
    let mut hints = keys::hints(KEYS, &Menu::default(), cx.words);
    hints.retain(|hint| hint.keys.contains(&Key::ESC));
    hints
}

#[derive(Clone, Copy)]
enum Act {
    Open,
    Move,
    Back,
}

const KEYS: &[Binding<Menu, Act>] = &[
    Binding { keys: &[Key::ENTER], act: Act::Open, says: |w| &w.keys.open, when: |_| true },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB, Key::HOME, Key::END],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |_| true,
    },
    Binding { keys: &[Key::ESC], act: Act::Back, says: |w| &w.keys.back, when: |_| true },
];

pub(super) fn every_key(words: &Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Menu {
    pub(super) fn at(at: usize) -> Self {
        Self { list: List { at } }
    }

    pub(super) fn is(self, n: usize) -> bool {
        self.list.at == n
    }

    pub(super) fn input(&mut self, input: &Input, len: usize) -> Chose {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Open) if self.list.at < len => Chose::Item(self.list.at),
                Some(Act::Open) => Chose::Moved,
                Some(Act::Move) => {
                    self.list.step(*key, len);
                    Chose::Moved
                }
                Some(Act::Back) => Chose::Back,
                None => Chose::Pass,
            },
            Input::Pick(n) if *n < len => {
                self.list.at = *n;
                Chose::Item(*n)
            }
            _ => Chose::Pass,
        }
    }

    /// The bar, with this screen's own word for Enter.
    pub(super) fn hints(self, cx: &Cx<'_>, enter: fn(&Words) -> &str) -> Vec<Hint> {
        let mut hints = keys::hints(KEYS, &self, cx.words);
        if let Some(first) = hints.first_mut() {
            enter(cx.words).clone_into(&mut first.says);
        }
        hints
    }
}
