//! Each thing into one of two or three columns: one thing at a time, then all of it at a glance.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Check, Item, Kind, Model, Move, Told};
use crate::{
    journey::Mode,
    layer::{Cx, Input},
    ui::{Block, Choice, Hint, Key, List, keys, keys::Binding, words::of},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// What is asked.
    pub ask: String,
    /// The columns: two or three.
    pub columns: Vec<Item>,
    /// What is sorted.
    pub items: Vec<Item>,
}

impl Sort {
    fn column(&self, answer: Option<&Value>, item: &Item) -> Option<usize> {
        let id = answer?.get("sorted")?.get(&item.id)?.as_str()?;
        self.columns.iter().position(|column| column.id == id)
    }
}

impl Kind for Sort {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let sorted: Vec<_> = self.items.iter().map(|item| self.column(kept, item)).collect();
        let at = sorted.iter().position(Option::is_none).unwrap_or(sorted.len());
        Box::new(Sorting { spec: self, sorted, at, list: List::NOWHERE })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        let said = |(i, column): (usize, &Item)| {
            let items = self.items.iter().filter(|item| self.column(Some(answer), item) == Some(i));
            let said = items.map(|item| item.text.as_str()).collect::<Vec<_>>().join("\n");
            (!said.is_empty()).then(|| Told { asked: column.text.clone(), said })
        };
        self.columns.iter().enumerate().filter_map(said).collect()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 360);
        check.items("columns", &self.columns, 2, 40);
        check.items("items", &self.items, 2, 64);
        check.at_most("columns", self.columns.len(), 3);
        check.at_most("items", self.items.len(), 40);
    }
}

struct Sorting {
    spec: &'static Sort,
    sorted: Vec<Option<usize>>,
    /// The thing in hand; past the last, all of it is in view.
    at: usize,
    list: List,
}

#[derive(Clone, Copy)]
enum Act {
    Put,
    Number,
    Move,
    Back,
    Done,
}

/// From so many things on, nobody need sort all of them at one sitting.
const MANY: usize = 24;

impl Sorting {
    fn all_done(&self) -> bool {
        self.at >= self.spec.items.len()
    }

    /// Whether half of a long list is behind them, here and now: a good place to stop.
    fn is_half_of_many(&self) -> bool {
        let all = self.spec.items.len();
        all >= MANY && self.at == all / 2
    }

    fn put(&mut self, column: usize) {
        if column < self.spec.columns.len()
            && let Some(place) = self.sorted.get_mut(self.at)
        {
            *place = Some(column);
            self.at += 1;
            self.follow();
        }
    }

    /// The focus stands where the thing in hand was put before, if it was.
    fn follow(&mut self) {
        let put = self.sorted.get(self.at).copied().flatten();
        self.list = put.map_or(List::NOWHERE, |at| List { at });
    }

    fn back(&mut self) -> Move {
        if self.at == 0 {
            return Move::Back;
        }
        self.at -= 1;
        self.follow();
        Move::Stay
    }
}

const KEYS: &[Binding<Sorting, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Done,
        says: |w| &w.keys.go_on,
        when: Sorting::all_done,
    },
    Binding { keys: &[Key::ENTER], act: Act::Put, says: |w| &w.keys.here, when: |m| !m.all_done() },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |m| !m.all_done(),
    },
    Binding {
        keys: &[Key::char('1'), Key::char('2'), Key::char('3')],
        act: Act::Number,
        says: |w| &w.keys.to_column,
        when: |m| !m.all_done(),
    },
    Binding {
        keys: &[Key::LEFT, Key::BACKSPACE],
        act: Act::Back,
        says: |w| &w.keys.one_back,
        when: |_| true,
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Model for Sorting {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Put) => self.put(self.list.at),
                Some(Act::Number) => {
                    let number = key.types().and_then(|c| c.to_digit(10)).unwrap_or(1);
                    self.put(usize::try_from(number).unwrap_or(1).saturating_sub(1));
                }
                Some(Act::Move) => self.list.step(*key, self.spec.columns.len()),
                Some(Act::Back) => return self.back(),
                Some(Act::Done) => return Move::Done,
                None => return Move::Pass,
            },
            Input::Pick(_) if self.all_done() => return Move::Done,
            Input::Pick(n) => self.put(*n),
            _ => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let Some(item) = self.spec.items.get(self.at) else {
            let mut blocks = Vec::new();
            for (i, column) in self.spec.columns.iter().enumerate() {
                let items = self.spec.items.iter().zip(&self.sorted);
                let items: Vec<_> =
                    items.filter(|(_, at)| **at == Some(i)).map(|(item, _)| item).collect();
                if !items.is_empty() {
                    blocks.push(Block::Label(column.text.clone()));
                    let all: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
                    blocks.push(Block::Inset(all.join("\n")));
                }
            }
            blocks.push(Block::Choices(vec![Choice::new(cx.words.write.go_on.clone(), true)]));
            return blocks;
        };
        let column = |(i, column): (usize, &Item)| {
            Choice::new(&column.text, self.list.at == i).lead(format!("{}", i + 1))
        };
        let mut blocks = vec![
            Block::Quiet(self.spec.ask.clone()),
            Block::Heading(item.text.clone()),
            Block::Choices(self.spec.columns.iter().enumerate().map(column).collect()),
        ];
        // in a session there is no other day
        if self.is_half_of_many() && cx.journey.mode() != Mode::Session {
            blocks.push(Block::Quiet(cx.words.write.half_way.clone()));
        }
        blocks
    }

    fn answer(&self) -> Value {
        let sorted: Map<String, Value> = self
            .spec
            .items
            .iter()
            .zip(&self.sorted)
            .filter_map(|(item, at)| {
                Some((item.id.clone(), Value::from(self.spec.columns.get((*at)?)?.id.as_str())))
            })
            .collect();
        serde_json::json!({ "sorted": sorted })
    }

    fn foot(&self, cx: &Cx<'_>) -> Option<String> {
        (!self.all_done()).then(|| of(cx.words, self.at + 1, self.spec.items.len()))
    }
}
