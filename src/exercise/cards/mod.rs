//! Reading cards, one after the other. Nothing is asked; the place is kept.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Card, Check, Kind, Model, Move, Told};
use crate::{
    layer::{Cx, Input},
    ui::{Block, Hint, Key, keys, keys::Binding},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cards {
    /// The cards, in order.
    pub cards: Vec<Card>,
}

impl Kind for Cards {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let at = kept.and_then(|kept| kept.get("card")?.as_u64()).unwrap_or(0);
        let at = usize::try_from(at).unwrap_or(0).min(self.cards.len().saturating_sub(1));
        Box::new(Reading { cards: &self.cards, at })
    }

    fn tell(&self, _: &Value) -> Vec<Told> {
        Vec::new()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.ids("cards", self.cards.iter().map(|card| card.heading.as_str()), 1);
        for (i, card) in self.cards.iter().enumerate() {
            check.at(&format!("cards[{i}]")).card(card);
        }
    }
}

struct Reading {
    cards: &'static [Card],
    at: usize,
}

#[derive(Clone, Copy)]
enum Act {
    Next,
    Back,
}

const KEYS: &[Binding<Reading, Act>] = &[
    Binding {
        keys: &[Key::ENTER, Key::RIGHT, Key::SPACE],
        act: Act::Next,
        says: |w| &w.keys.next,
        when: |_| true,
    },
    Binding { keys: &[Key::LEFT], act: Act::Back, says: |w| &w.keys.one_back, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Model for Reading {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Move {
        let Input::Key(key) = input else { return Move::Pass };
        match keys::find(KEYS, self, *key) {
            Some(Act::Next) if self.at + 1 < self.cards.len() => self.at += 1,
            Some(Act::Next) => return Move::Done,
            Some(Act::Back) if self.at > 0 => self.at -= 1,
            Some(Act::Back) => return Move::Back,
            None => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn blocks<'a>(&'a self, _: &Cx<'_>) -> Vec<Block<'a>> {
        let Some(card) = self.cards.get(self.at) else { return Vec::new() };
        let mut blocks = vec![Block::Heading(card.heading.clone())];
        blocks.extend(card.text.iter().cloned().map(Block::Text));
        blocks
    }

    fn answer(&self) -> Value {
        json!({ "card": self.at })
    }

    fn pages(&self) -> (usize, usize) {
        (self.at, self.cards.len())
    }
}
