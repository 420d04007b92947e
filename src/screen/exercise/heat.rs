//! How tense somebody is, from 0 to 10: asked of each alone, kept nowhere and shown to nobody. High
//! enough, and the program itself proposes a break, whoever it was.

use crate::{
    layer::{Cx, Input},
    ui::{
        Block, Choice, Hint, Key, Scale, Words,
        dial::{DIGITS, placed},
        keys,
        keys::Binding,
    },
};

/// The end of the line.
const MOST: u8 = 10;
/// From here on a break does good.
const HOT: u8 = 7;

/// A number that is being placed.
#[derive(Clone, Copy, Default)]
pub(super) struct Heat {
    at: Option<u8>,
}

/// What came of an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Felt {
    Pass,
    Stay,
    /// It was placed: whether it is calm enough to go on.
    Said(bool),
}

#[derive(Clone, Copy)]
enum Act {
    Place,
    Say,
}

const KEYS: &[Binding<Heat, Act>] = &[
    Binding {
        keys: &[Key::LEFT, Key::RIGHT],
        act: Act::Place,
        says: |w| &w.keys.shift,
        when: |_| true,
    },
    Binding { keys: DIGITS, act: Act::Place, says: |w| &w.keys.digits, when: |_| true },
    Binding {
        keys: &[Key::ENTER],
        act: Act::Say,
        says: |w| &w.keys.go_on,
        when: |heat| heat.at.is_some(),
    },
];

pub(super) fn every_key(words: &Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Heat {
    fn said(self) -> Felt {
        self.at.map_or(Felt::Stay, |at| Felt::Said(at < HOT))
    }

    pub(super) fn input(&mut self, input: &Input) -> Felt {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Place) => self.at = placed(*key, self.at, MOST),
                Some(Act::Say) => return self.said(),
                None => return Felt::Pass,
            },
            Input::Place(0, place) if *place <= MOST => self.at = Some(*place),
            Input::Pick(_) => return self.said(),
            _ => return Felt::Pass,
        }
        Felt::Stay
    }

    pub(super) fn hints(self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, &self, cx.words)
    }

    pub(super) fn blocks<'a>(self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.sitting;
        vec![
            Block::Heading(words.how_tense.clone()),
            Block::Scale(Scale {
                label: String::new(),
                words: vec![words.at_ease.clone(), words.at_the_edge.clone()],
                most: MOST,
                at: self.at,
                focused: true,
            }),
            Block::Choices(vec![
                Choice::new(&cx.words.write.go_on, self.at.is_some()).closed(self.at.is_none()),
            ]),
            Block::Quiet(words.not_shown.clone()),
        ]
    }
}
