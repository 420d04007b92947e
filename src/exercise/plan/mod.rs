//! When this happens, I will do that: if-then plans, one pair of lines each.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Check, Kind, Model, Move, Told, Wrong};
use crate::{
    layer::{Cx, Input, Pasted},
    ui::{Block, Choice, Field, Hint, Key, List, Pen, keys, keys::Binding},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What is asked.
    pub ask: String,
    /// Ways the "when" may begin; shown, never put in.
    pub when: Vec<String>,
    /// Ways the "I will" may begin.
    pub then: Vec<String>,
    /// How many make it done.
    pub least: usize,
    /// How many there can be.
    pub most: usize,
}

impl Kind for Plan {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let plans = kept.and_then(|kept| kept.get("plans")?.as_array());
        let pair = |plan: &Value| {
            let text = |key| plan.get(key).and_then(Value::as_str).unwrap_or_default();
            [Pen::line(text("when")), Pen::line(text("then"))]
        };
        let mut pairs: Vec<_> = plans.into_iter().flatten().map(pair).collect();
        while pairs.len() < self.least.max(1) {
            pairs.push([Pen::line(""), Pen::line("")]);
        }
        Box::new(Planning { spec: self, pairs, list: List::default(), width: 68 })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        let plans = answer.get("plans").and_then(Value::as_array);
        let said = plans.into_iter().flatten().filter_map(|plan| {
            Some(format!("{} → {}", plan.get("when")?.as_str()?, plan.get("then")?.as_str()?))
        });
        let said = said.collect::<Vec<_>>().join("\n");
        if said.is_empty() { Vec::new() } else { vec![Told { asked: self.ask.clone(), said }] }
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 360);
        check.texts("when", &self.when, 4, 90);
        check.texts("then", &self.then, 4, 90);
        if self.least > self.most || self.most == 0 {
            check.wrong(Wrong::AtOdds(
                "“least” is more than “most”, or “most” is 0",
                "Let “least” be less than “most”, or the same, and “most” at least 1",
            ));
        }
    }
}

struct Planning {
    spec: &'static Plan,
    pairs: Vec<[Pen; 2]>,
    /// Two lines a pair, then "go on", then "another one" if there may be.
    list: List,
    width: u16,
}

#[derive(Clone, Copy)]
enum Act {
    Next,
    Another,
    GoOn,
    Move,
}

impl Planning {
    fn fields(&self) -> usize {
        self.pairs.len() * 2
    }

    fn at_field(&self) -> bool {
        self.list.at < self.fields()
    }

    fn may_add(&self) -> bool {
        self.pairs.len() < self.spec.most
    }

    fn at_another(&self) -> bool {
        self.may_add() && self.list.at == self.fields() + 1
    }

    fn whole(&self) -> usize {
        self.pairs.iter().filter(|pair| pair.iter().all(|pen| !pen.is_blank())).count()
    }

    fn is_enough(&self) -> bool {
        self.whole() >= self.spec.least
    }

    fn stops(&self) -> usize {
        self.fields() + 1 + usize::from(self.may_add())
    }

    fn pen(&mut self) -> Option<&mut Pen> {
        self.pairs.get_mut(self.list.at / 2)?.get_mut(self.list.at % 2)
    }

    fn another(&mut self) {
        self.list.at = self.fields();
        self.pairs.push([Pen::line(""), Pen::line("")]);
        self.measure();
    }

    fn measure(&mut self) {
        for pen in self.pairs.iter_mut().flatten() {
            pen.set_width(self.width);
        }
    }

    fn go_on(&self) -> Move {
        if self.is_enough() { Move::Done } else { Move::Stay }
    }
}

const KEYS: &[Binding<Planning, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Next,
        says: |w| &w.keys.next,
        when: Planning::at_field,
    },
    Binding {
        keys: &[Key::ENTER],
        act: Act::Another,
        says: |w| &w.keys.another,
        when: Planning::at_another,
    },
    Binding {
        keys: &[Key::ENTER],
        act: Act::GoOn,
        says: |w| &w.keys.go_on,
        when: |m| !m.at_field() && !m.at_another(),
    },
    Binding {
        keys: &[Key::ctrl('s')],
        act: Act::GoOn,
        says: |w| &w.keys.done,
        when: Planning::is_enough,
    },
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

impl Model for Planning {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Next) => self.list.at += 1,
                Some(Act::Another) => self.another(),
                Some(Act::GoOn) => return self.go_on(),
                Some(Act::Move) => self.list.step(*key, self.stops()),
                None => {
                    let typed = self.pen().is_some_and(|pen| pen.key(*key, cx.now));
                    if !typed {
                        return Move::Pass;
                    }
                }
            },
            Input::Paste(Pasted(text)) => {
                if let Some(pen) = self.pen() {
                    pen.paste(text, cx.now);
                }
            }
            Input::Measure(width) => {
                self.width = *width;
                self.measure();
            }
            Input::Pick(0) => return self.go_on(),
            Input::Pick(_) => self.another(),
            Input::Caret { field, row, cell } if *field < self.fields() => {
                self.list.at = *field;
                if let Some(pen) = self.pen() {
                    pen.place(*row, *cell, cx.now);
                }
            }
            Input::Tick | Input::Place(..) | Input::Caret { .. } => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let mut blocks = vec![Block::Text(self.spec.ask.clone())];
        let words = [&cx.words.write.when, &cx.words.write.i_will];
        let starters = [&self.spec.when, &self.spec.then];
        for (i, pair) in self.pairs.iter().enumerate() {
            for (half, pen) in pair.iter().enumerate() {
                let focused = self.list.at == i * 2 + half;
                blocks.push(Block::Field(Field {
                    label: words.get(half).map(|word| (*word).clone()).unwrap_or_default(),
                    empty: starters
                        .get(half)
                        .and_then(|starters| starters.get(i % starters.len().max(1)))
                        .cloned()
                        .unwrap_or_default(),
                    ..Field::new(&pen.prose, focused)
                }));
            }
        }
        let not_yet = (!self.is_enough()).then_some(&cx.words.write.not_yet);
        let go_on = self.list.at == self.fields();
        let mut choices = vec![Choice::new(&cx.words.write.go_on, go_on).because(not_yet)];
        if self.may_add() {
            choices.push(Choice::new(&cx.words.write.another_plan, self.at_another()));
        }
        blocks.push(Block::Choices(choices));
        blocks
    }

    fn answer(&self) -> Value {
        let plans: Vec<_> = self
            .pairs
            .iter()
            .filter(|pair| pair.iter().any(|pen| !pen.is_blank()))
            .map(|[when, then]| json!({ "when": when.text(), "then": then.text() }))
            .collect();
        json!({ "plans": plans })
    }

    fn is_writing(&self) -> bool {
        self.at_field()
    }
}
