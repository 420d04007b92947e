//! A place on a line, for one thing or a grid of them: 0 to 10 with words at both ends, or a few
//! words. Shown as a line, never as a grade; a thing may stay unplaced.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Check, Item, Kind, Model, Move, Told, Wrong};
use crate::{
    layer::{Cx, Input},
    ui::{
        Block, Choice, Hint, Key, List, Scale,
        dial::{DIGITS, placed},
        keys,
        keys::Binding,
    },
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// What is asked.
    pub ask: String,
    /// The word at 0.
    #[serde(default)]
    pub low: String,
    /// The word at 10.
    #[serde(default)]
    pub high: String,
    /// Words in place of 0 to 10, from least to most.
    #[serde(default)]
    pub labels: Vec<String>,
    /// What is placed.
    pub items: Vec<Item>,
}

impl Rate {
    fn most(&self) -> u8 {
        match self.labels.len() {
            0 => 10,
            n => u8::try_from(n - 1).unwrap_or(10),
        }
    }

    fn words(&self) -> Vec<String> {
        if self.labels.is_empty() {
            vec![self.low.clone(), self.high.clone()]
        } else {
            self.labels.clone()
        }
    }

    fn said(&self, place: u64) -> String {
        match usize::try_from(place).ok().and_then(|place| self.labels.get(place)) {
            Some(label) => label.clone(),
            None => format!("{place} ({} 0 … {} {})", self.low, self.high, self.most()),
        }
    }
}

impl Kind for Rate {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let place = |item: &Item| {
            let place = kept?.get("places")?.get(&item.id)?.as_u64()?;
            u8::try_from(place).ok().filter(|place| *place <= self.most())
        };
        let places = self.items.iter().map(place).collect();
        Box::new(Rating { spec: self, places, list: List::default() })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        let place = |item: &Item| answer.get("places")?.get(&item.id)?.as_u64();
        self.items
            .iter()
            .filter_map(|item| Some(Told { asked: item.text.clone(), said: self.said(place(item)?) }))
            .collect()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 360);
        check.items("items", &self.items, 1, 48);
        check.at_most("items", self.items.len(), 12);
        check.text_if_any("low", &self.low, 30);
        check.text_if_any("high", &self.high, 30);
        check.texts("labels", &self.labels, 5, 16);
        let ends = [&self.low, &self.high].into_iter().filter(|end| !end.is_empty()).count();
        if !matches!((ends, self.labels.len()), (2, 0) | (0, 2..)) {
            check.wrong(Wrong::AtOdds(
                "the line has no words for its places, or two kinds of them",
                "Give “low” and “high”, or two to five “labels”, not both",
            ));
        }
    }
}

struct Rating {
    spec: &'static Rate,
    places: Vec<Option<u8>>,
    list: List,
}

#[derive(Clone, Copy)]
enum Act {
    Shift,
    Digit,
    Clear,
    Move,
    Next,
}

impl Rating {
    fn at_item(&self) -> bool {
        self.list.at < self.spec.items.len()
    }
}

const KEYS: &[Binding<Rating, Act>] = &[
    Binding {
        keys: &[Key::LEFT, Key::RIGHT],
        act: Act::Shift,
        says: |w| &w.keys.shift,
        when: Rating::at_item,
    },
    Binding { keys: &[Key::ENTER], act: Act::Next, says: |w| &w.keys.go_on, when: |_| true },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |_| true,
    },
    Binding {
        keys: &[Key::DELETE, Key::BACKSPACE],
        act: Act::Clear,
        says: |w| &w.keys.unplace,
        when: Rating::at_item,
    },
    Binding { keys: DIGITS, act: Act::Digit, says: |w| &w.keys.digits, when: Rating::at_item },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Model for Rating {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Move {
        let most = self.spec.most();
        match input {
            Input::Key(key) => {
                let act = keys::find(KEYS, self, *key);
                let at_item = self.at_item();
                let place = self.places.get_mut(self.list.at);
                match (act, place) {
                    (Some(Act::Shift | Act::Digit), Some(place)) => {
                        *place = placed(*key, *place, most);
                    }
                    (Some(Act::Clear), Some(place)) => *place = None,
                    (Some(Act::Move), _) => self.list.step(*key, self.spec.items.len() + 1),
                    (Some(Act::Next), _) if at_item => self.list.at += 1,
                    (Some(Act::Next), _) => return Move::Done,
                    _ => return Move::Pass,
                }
            }
            Input::Place(item, place) if *place <= most => {
                self.list.at = *item;
                if let Some(at) = self.places.get_mut(*item) {
                    *at = Some(*place);
                }
            }
            Input::Pick(_) => return Move::Done,
            _ => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let mut blocks = vec![Block::Text(self.spec.ask.clone())];
        for (i, (item, place)) in self.spec.items.iter().zip(&self.places).enumerate() {
            blocks.push(Block::Scale(Scale {
                unseen: false,
                label: item.text.clone(),
                words: self.spec.words(),
                most: self.spec.most(),
                at: *place,
                focused: self.list.at == i,
            }));
        }
        blocks.push(Block::Choices(vec![Choice::new(cx.words.write.go_on.clone(), !self.at_item())]));
        blocks
    }

    fn answer(&self) -> Value {
        let places: Map<String, Value> = self
            .spec
            .items
            .iter()
            .zip(&self.places)
            .filter_map(|(item, place)| Some((item.id.clone(), Value::from((*place)?))))
            .collect();
        serde_json::json!({ "places": places })
    }
}
