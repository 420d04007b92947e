//! Choosing from a page's choices: the keys that every list of things to open has. What is opened is
//! left to the screen.

use crate::{
    layer::{Cx, Flow, Input, Outcome},
    ui::{Choice, Hint, Key, List, Words, keys, keys::Binding},
};

/// Which of a page's choices is in focus.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Menu {
    pub(super) list: List,
    /// Whether something is asked: then each answer has a number, which chooses it at once.
    asks: bool,
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
    let rows = Hint { keys: &[Key::UP, Key::DOWN], says: cx.words.keys.up_and_down.clone() };
    [rows].into_iter().chain(back(cx)).collect()
}

/// The way back, alone.
pub(super) fn back(cx: &Cx<'_>) -> Vec<Hint> {
    let mut hints = keys::hints(KEYS, &Menu::default(), cx.words);
    hints.retain(|hint| hint.keys.contains(&Key::ESC));
    hints
}

#[derive(Clone, Copy)]
enum Act {
    Open,
    Move,
    Number,
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
    Binding { keys: NUMBERS, act: Act::Number, says: |w| &w.keys.by_number, when: |m| m.asks },
    Binding { keys: &[Key::ESC], act: Act::Back, says: |w| &w.keys.back, when: |_| true },
];

/// The keys of the answers to a question.
const NUMBERS: &[Key] = &[Key::char('1'), Key::char('2'), Key::char('3'), Key::char('4')];

pub(super) fn every_key(words: &Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Menu {
    pub(super) fn at(at: usize) -> Self {
        Self { list: List { at }, asks: false }
    }

    /// A question: no answer is in focus before somebody chooses.
    pub(super) fn question() -> Self {
        Self { list: List::NOWHERE, asks: true }
    }

    /// One of the choices, for a page.
    pub(super) fn choice(self, n: usize, says: &str) -> Choice {
        let choice = Choice::new(says, self.is(n));
        if self.asks { choice.lead((n + 1).to_string()) } else { choice }
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
                Some(Act::Number) => match NUMBERS.iter().position(|number| number == key) {
                    Some(n) if n < len => Chose::Item(n),
                    _ => Chose::Moved,
                },
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
