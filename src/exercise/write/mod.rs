//! Say it in your own words: one screen a slot, with start-lines. The texts are kept by slot.

use serde::Deserialize;
use serde_json::Value;

use super::{
    Check, Kind, Model, Move, Told,
    slots::{self, Slot, Slots},
};
use crate::{
    layer::{Cx, Input},
    ui::{Block, Hint},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// What is asked, one screen each.
    pub slots: Vec<Slot>,
}

impl Kind for Write {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        Box::new(Writing { slots: Slots::open(&self.slots, kept) })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        slots::tell(&self.slots, answer)
    }

    fn check(&self, check: &mut Check<'_>) {
        slots::check(&self.slots, check, false);
    }
}

struct Writing {
    slots: Slots,
}

impl Model for Writing {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        let step = self.slots.input(input, cx);
        if step == Move::Done {
            self.slots.end();
        }
        step
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.slots.hints(cx)
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        self.slots.blocks(6, cx)
    }

    fn answer(&self) -> Value {
        self.slots.answer()
    }

    fn pages(&self) -> (usize, usize) {
        (self.slots.at, self.slots.slots.len())
    }

    fn is_writing(&self) -> bool {
        self.slots.is_writing()
    }
}
