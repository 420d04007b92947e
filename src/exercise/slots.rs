//! Several texts, one screen each: what `write` and `letter` share. What surrounds the text is left
//! to them.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Check, Move, Told};
use crate::{
    layer::{Cx, Input, Pasted},
    ui::{Block, Choice, Field, Hint, Key, Pen, fill, keys, keys::Binding},
};

/// What one screen asks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Its name in what is kept.
    pub id: String,
    /// What it is called, where slots have names.
    #[serde(default)]
    pub title: String,
    /// What is asked.
    pub ask: String,
    /// Ways to begin; shown, never put in.
    #[serde(default)]
    pub starters: Vec<String>,
    /// About how many words; a hint, never a limit.
    #[serde(default)]
    pub words: Option<u16>,
}

/// What is wrong with slots.
pub(super) fn check(slots: &[Slot], check: &mut Check<'_>, titled: bool) {
    check.ids("slots", slots.iter().map(|slot| slot.id.as_str()), 1);
    check.at_most("slots", slots.len(), 8);
    for slot in slots {
        let mut check = check.at("slots");
        let mut check = check.at(&slot.id);
        check.text("ask", &slot.ask, 360);
        if titled {
            check.text("title", &slot.title, 30);
        }
        check.texts("starters", &slot.starters, 4, 90);
    }
}

/// What was said in slots.
pub(super) fn tell(slots: &[Slot], answer: &Value) -> Vec<Told> {
    let said = |slot: &Slot| answer.get(&slot.id)?.as_str().map(str::to_owned);
    slots
        .iter()
        .filter_map(|slot| {
            let said = said(slot).filter(|said| !said.trim().is_empty())?;
            let asked = if slot.title.is_empty() { &slot.ask } else { &slot.title };
            Some(Told { asked: asked.clone(), said })
        })
        .collect()
}

/// The texts, and which one is being written.
pub(super) struct Slots {
    pub(super) slots: &'static [Slot],
    pub(super) pens: Vec<Pen>,
    pub(super) at: usize,
    /// Whether the keys are below the text, at "go on".
    below: bool,
}

#[derive(Clone, Copy)]
enum Act {
    Next,
    Back,
    Below,
    Above,
    Press,
}

const KEYS: &[Binding<Slots, Act>] = &[
    Binding { keys: &[Key::ENTER], act: Act::Press, says: |w| &w.keys.go_on, when: |s| s.below },
    Binding { keys: &[Key::ctrl('s')], act: Act::Next, says: |w| &w.keys.done, when: |_| true },
    Binding { keys: &[Key::TAB], act: Act::Below, says: |w| &w.keys.to_done, when: |s| !s.below },
    Binding {
        keys: &[Key::UP, Key::TAB, Key::BACK_TAB],
        act: Act::Above,
        says: |w| &w.keys.to_text,
        when: |s| s.below,
    },
    Binding {
        keys: &[Key::ctrl('b')],
        act: Act::Back,
        says: |w| &w.keys.one_back,
        when: |s| s.at > 0,
    },
];

impl Slots {
    pub(super) fn open(slots: &'static [Slot], kept: Option<&Value>) -> Self {
        let text = |slot: &Slot| {
            kept.and_then(|kept| kept.get(&slot.id)?.as_str()).unwrap_or_default().to_owned()
        };
        let pens: Vec<_> = slots.iter().map(|slot| Pen::page(&text(slot))).collect();
        let at = pens.iter().position(Pen::is_blank).unwrap_or(0);
        Self { slots, pens, at, below: false }
    }

    /// Hears something: `Done` after the last slot, `Back` before the first.
    pub(super) fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Next | Act::Press) => return self.next(),
                Some(Act::Back) => return self.back(),
                Some(Act::Below) => self.below = true,
                Some(Act::Above) => self.below = false,
                None if self.below => return Move::Pass,
                None => {
                    let Some(pen) = self.pens.get_mut(self.at) else { return Move::Pass };
                    if !pen.key(*key, cx.now) {
                        return Move::Pass;
                    }
                }
            },
            Input::Paste(Pasted(text)) => {
                self.below = false;
                if let Some(pen) = self.pens.get_mut(self.at) {
                    pen.paste(text, cx.now);
                }
            }
            Input::Caret(row, cell) => {
                self.below = false;
                if let Some(pen) = self.pens.get_mut(self.at) {
                    pen.place(*row, *cell, cx.now);
                }
            }
            Input::Measure(width) => {
                for pen in &mut self.pens {
                    pen.set_width(*width);
                }
            }
            Input::Pick(0) => return self.next(),
            Input::Pick(_) => return self.back(),
            Input::Tick | Input::Place(..) => return Move::Pass,
        }
        Move::Stay
    }

    fn next(&mut self) -> Move {
        self.below = false;
        if self.at + 1 < self.slots.len() {
            self.at += 1;
            Move::Stay
        } else {
            Move::Done
        }
    }

    fn back(&mut self) -> Move {
        self.below = false;
        if self.at == 0 {
            return Move::Back;
        }
        self.at -= 1;
        Move::Stay
    }

    pub(super) fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    /// What is asked, ways to begin, the text, and the way on.
    pub(super) fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let (Some(slot), Some(pen)) = (self.slots.get(self.at), self.pens.get(self.at)) else {
            return Vec::new();
        };
        let mut blocks = vec![Block::Text(slot.ask.clone())];
        if !slot.starters.is_empty() {
            blocks.push(Block::Quiet(format!(
                "{} {}",
                cx.words.write.you_could_begin,
                slot.starters.join("   ")
            )));
        }
        blocks.push(Block::Field(Field {
            prose: &pen.prose,
            label: String::new(),
            empty: String::new(),
            focused: !self.below,
            rows: 6,
        }));
        let mut next = Choice::new(cx.words.write.go_on.clone(), self.below);
        if let Some(words) = slot.words {
            next = next.note(fill(&cx.words.write.about, &[("n", &words.to_string())]));
        }
        let mut choices = vec![next];
        if self.at > 0 {
            choices.push(Choice::new(cx.words.write.one_back.clone(), false));
        }
        blocks.push(Block::Choices(choices));
        blocks
    }

    pub(super) fn answer(&self) -> Value {
        let texts = self.slots.iter().zip(&self.pens).filter(|(_, pen)| !pen.is_blank());
        let map: Map<String, Value> =
            texts.map(|(slot, pen)| (slot.id.clone(), Value::from(pen.text()))).collect();
        Value::Object(map)
    }

    pub(super) fn is_writing(&self) -> bool {
        !self.below
    }
}
