//! How tense somebody is, from 0 to 10: asked of each alone, kept nowhere and shown to nobody. Of the
//! two numbers goes on whether both are calm enough, and not who was not. What is proposed if not, is
//! left to what asks.

use crate::{
    journey::{Reach, Seat},
    layer::{Cx, Input},
    ui::{
        Block, Choice, Hint, Key, Scale, Words,
        dial::{DIGITS, placed},
        fill, keys,
        keys::Binding,
    },
};

/// The end of the line.
const MOST: u8 = 10;
/// From here on a break does more than a talk.
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
                unseen: true,
            }),
            Block::Choices(vec![
                Choice::new(&cx.words.write.go_on, self.at.is_some()).closed(self.at.is_none()),
            ]),
            Block::Quiet(words.not_shown.clone()),
        ]
    }
}

/// Both, one after the other, at the same keys.
#[derive(Clone, Copy, Default)]
pub(super) struct Heats {
    /// What the first said, while the second is asked.
    calm: Option<bool>,
    heat: Heat,
}

impl Heats {
    /// Who is asked now.
    fn seat(self) -> Seat {
        if self.calm.is_none() { Seat::First } else { Seat::Second }
    }

    /// Who looks at it, and who can read what comes of it: nobody.
    pub(super) fn hands(self, cx: &Cx<'_>) -> String {
        Cx { seat: self.seat(), ..*cx }.hands(Reach::NotKept)
    }

    /// The second one's number says it for both.
    pub(super) fn input(&mut self, input: &Input) -> Felt {
        let felt = self.heat.input(input);
        let Felt::Said(calm) = felt else { return felt };
        if let Some(first) = self.calm {
            return Felt::Said(first && calm);
        }
        *self = Self { calm: Some(calm), heat: Heat::default() };
        Felt::Stay
    }

    pub(super) fn hints(self, cx: &Cx<'_>) -> Vec<Hint> {
        self.heat.hints(cx)
    }

    pub(super) fn blocks<'a>(self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let names = [("name", cx.name(self.seat())), ("other", cx.name(self.seat().other()))];
        let turn = Block::Text(fill(&cx.words.sitting.look_away, &names));
        [turn].into_iter().chain(self.heat.blocks(cx)).collect()
    }
}
