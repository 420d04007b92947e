//! A letter in parts: one screen a part, a lamp for each that has words, and at the end the whole of
//! it to read aloud. Lamps say that something stands there, never how good it is.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Check, Kind, Model, Move, Told,
    slots::{self, Slot, Slots},
};
use crate::{
    layer::{Cx, Input},
    ui::{Block, Desk, Hint, Key, keys, keys::Binding, words::of},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// What the letter as a whole is.
    pub ask: String,
    /// Its parts, each with a title.
    pub slots: Vec<Slot>,
    /// Said above the whole letter: read it aloud, alone.
    pub aloud: String,
}

impl Kind for Letter {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        Box::new(Writing { spec: self, slots: Slots::open(&self.slots, kept), whole: false })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        slots::tell(&self.slots, answer)
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 300);
        check.text("aloud", &self.aloud, 400);
        slots::check(&self.slots, check, true);
    }
}

struct Writing {
    spec: &'static Letter,
    slots: Slots,
    /// Whether the whole letter is on the page.
    whole: bool,
}

#[derive(Clone, Copy)]
enum Act {
    Done,
    Back,
}

const WHOLE: &[Binding<Writing, Act>] = &[
    Binding {
        keys: &[Key::ENTER, Key::ctrl('s')],
        act: Act::Done,
        says: |w| &w.keys.i_read_it,
        when: |_| true,
    },
    Binding {
        keys: &[Key::LEFT, Key::ctrl('b')],
        act: Act::Back,
        says: |w| &w.keys.change_it,
        when: |_| true,
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(WHOLE, words)
}

impl Model for Writing {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        if !self.whole {
            let step = self.slots.input(input, cx);
            if step != Move::Done {
                return step;
            }
            self.whole = true;
            return Move::Stay;
        }
        match input {
            Input::Key(key) => match keys::find(WHOLE, self, *key) {
                Some(Act::Done) => {
                    self.slots.end();
                    Move::Done
                }
                Some(Act::Back) => {
                    self.whole = false;
                    Move::Stay
                }
                None => Move::Pass,
            },
            Input::Measure(_) => self.slots.input(input, cx),
            _ => Move::Pass,
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        if self.whole { keys::hints(WHOLE, self, cx.words) } else { self.slots.hints(cx) }
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        if self.whole {
            let mut blocks = vec![Block::Accent(self.spec.aloud.clone())];
            let texts = self.slots.desks.iter().map(|desk| desk.pen.text());
            let texts = texts.filter(|text| !text.is_empty());
            blocks.extend(texts.map(|text| Block::Text(text.to_owned())));
            return blocks;
        }
        let mut blocks = Vec::new();
        if self.slots.at == 0 {
            blocks.push(Block::Quiet(self.spec.ask.clone()));
        }
        if let Some(slot) = self.slots.slots.get(self.slots.at) {
            blocks.push(Block::Heading(slot.title.clone()));
        }
        blocks.extend(self.slots.blocks(4, cx));
        blocks
    }

    fn answer(&self) -> Value {
        self.slots.answer()
    }

    fn foot(&self, cx: &Cx<'_>) -> Option<String> {
        let at = of(cx.words, self.slots.at + 1, self.slots.slots.len());
        (!self.whole).then(|| format!("{}  {at}", self.lamps()))
    }

    fn is_writing(&self) -> bool {
        !self.whole && self.slots.is_writing()
    }
}

impl Writing {
    /// A lamp for each part: whether it has words.
    fn lamps(&self) -> String {
        let lamp = |desk: &Desk| if desk.pen.is_blank() { '○' } else { '●' };
        self.slots.desks.iter().map(lamp).collect()
    }
}
