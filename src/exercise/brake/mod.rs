//! The quiet brake: what it is, and on or off. It stands in a person's own drawer; who has none hears
//! what serves instead. Keeping it is left to the screen.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Check, Kind, Model, Move, Told};
use crate::{
    layer::{Cx, Input},
    ui::{Block, Choice, Hint, Key, List, keys, keys::Binding},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Brake {
    /// What it does, and what it cannot do.
    pub text: Vec<String>,
    /// Said in place of that to who has no passphrase.
    pub without: Vec<String>,
    /// To have it on.
    pub on: String,
    /// To have it off.
    pub off: String,
}

impl Kind for Brake {
    fn open(&'static self, _: Option<&Value>) -> Box<dyn Model> {
        Box::new(Switch { spec: self, list: List::default() })
    }

    fn tell(&self, _: &Value) -> Vec<Told> {
        Vec::new()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.page("text", &self.text);
        check.page("without", &self.without);
        check.text("on", &self.on, 60);
        check.text("off", &self.off, 60);
    }
}

struct Switch {
    spec: &'static Brake,
    list: List,
}

#[derive(Clone, Copy)]
enum Act {
    Say,
    On,
    Move,
}

const KEYS: &[Binding<Switch, Act>] = &[
    Binding { keys: &[Key::ENTER], act: Act::Say, says: |w| &w.keys.say, when: |_| true },
    Binding { keys: &[Key::char('b')], act: Act::On, says: |w| &w.keys.brake_on, when: |_| true },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |_| true,
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

/// Whether there is a drawer that it can stand in.
fn has_drawer(cx: &Cx<'_>) -> bool {
    cx.journey.has_lock(cx.seat)
}

/// The first choice is to leave it as it is.
fn say(n: usize, cx: &Cx<'_>) -> Move {
    match n {
        _ if !has_drawer(cx) => Move::Done,
        0 => Move::Brake(cx.journey.brake(cx.seat)),
        _ => Move::Brake(!cx.journey.brake(cx.seat)),
    }
}

impl Model for Switch {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Say) => return say(self.list.at, cx),
                Some(Act::On) if has_drawer(cx) => return Move::Brake(true),
                Some(Act::On) => {}
                Some(Act::Move) if has_drawer(cx) => self.list.step(*key, 2),
                Some(Act::Move) => {}
                None => return Move::Pass,
            },
            Input::Pick(n) => return say(*n, cx),
            _ => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let mut hints = keys::hints(KEYS, self, cx.words);
        if !has_drawer(cx) {
            hints.truncate(1);
        }
        hints
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let text = if has_drawer(cx) { &self.spec.text } else { &self.spec.without };
        let mut blocks: Vec<_> = text.iter().cloned().map(Block::Text).collect();
        let choice = |n: usize, says: &str| Choice::new(says, self.list.at == n);
        blocks.push(Block::Choices(if !has_drawer(cx) {
            vec![choice(0, &cx.words.write.go_on)]
        } else if cx.journey.brake(cx.seat) {
            vec![choice(0, &self.spec.on), choice(1, &self.spec.off)]
        } else {
            vec![choice(0, &self.spec.off), choice(1, &self.spec.on)]
        }));
        blocks
    }

    fn answer(&self) -> Value {
        json!({})
    }
}
