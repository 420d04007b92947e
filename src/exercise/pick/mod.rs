//! Some of a list, and one's own words where the list leaves room for them. One of several is chosen
//! with one key; several of many are ticked.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Check, Item, Kind, Model, Move, Told, Wrong};
use crate::{
    layer::{Cx, Input, Pasted},
    ui::{Block, Choice, Field, Hint, Key, List, Pen, keys, keys::Binding},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pick {
    /// What is asked.
    pub ask: String,
    /// What there is to choose.
    pub options: Vec<Item>,
    /// How many make it done.
    pub least: usize,
    /// How many there can be.
    pub most: usize,
    /// Whether something in one's own words may be among them.
    #[serde(default)]
    pub own: bool,
}

impl Kind for Pick {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let kept_ids = kept.and_then(|kept| kept.get("picked")?.as_array());
        let picked = kept_ids.into_iter().flatten().filter_map(Value::as_str);
        let picked = picked.filter_map(|id| self.options.iter().position(|item| item.id == id));
        let own = kept.and_then(|kept| kept.get("own")?.as_str()).unwrap_or_default();
        let mut picking = Picking {
            spec: self,
            picked: picked.collect(),
            own: Pen::line(own),
            list: List::default(),
        };
        if picking.is_one() && picking.count() == 0 {
            picking.list = List::NOWHERE;
        }
        Box::new(picking)
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        let picked = answer.get("picked").and_then(Value::as_array);
        let mut said: Vec<String> = picked
            .into_iter()
            .flatten()
            .filter_map(|id| self.options.iter().find(|item| Some(item.id.as_str()) == id.as_str()))
            .map(|item| item.text.clone())
            .collect();
        let own = answer.get("own").and_then(Value::as_str).filter(|own| !own.is_empty());
        said.extend(own.map(str::to_owned));
        if said.is_empty() {
            return Vec::new();
        }
        vec![Told { asked: self.ask.clone(), said: said.join("\n") }]
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 360);
        check.items("options", &self.options, 2, 64);
        check.at_most("options", self.options.len(), 14);
        let most = self.options.len() + usize::from(self.own);
        if self.least > self.most || self.most == 0 || self.most > most {
            check.wrong(Wrong::AtOdds(
                "“least” and “most” do not fit the options",
                "Let “least” be at most “most”, and “most” at most the number of options",
            ));
        }
    }
}

struct Picking {
    spec: &'static Pick,
    picked: Vec<usize>,
    own: Pen,
    list: List,
}

#[derive(Clone, Copy)]
enum Act {
    Choose,
    Move,
    GoOn,
}

impl Picking {
    /// Where "in my own words" stands in the list.
    fn own_at(&self) -> Option<usize> {
        self.spec.own.then_some(self.spec.options.len())
    }

    /// Where "go on" stands.
    fn go_on_at(&self) -> usize {
        self.spec.options.len() + usize::from(self.spec.own)
    }

    fn at_own(&self) -> bool {
        self.own_at() == Some(self.list.at)
    }

    fn count(&self) -> usize {
        self.picked.len() + usize::from(self.spec.own && !self.own.is_blank())
    }

    fn is_enough(&self) -> bool {
        (self.spec.least..=self.spec.most).contains(&self.count())
    }

    fn is_one(&self) -> bool {
        self.spec.most == 1
    }

    fn toggle(&mut self) {
        let at = self.list.at;
        if let Some(i) = self.picked.iter().position(|picked| *picked == at) {
            self.picked.remove(i);
        } else if self.is_one() {
            self.picked = vec![at];
            self.own = Pen::line("");
        } else if self.count() < self.spec.most {
            self.picked.push(at);
        }
    }

    fn choose(&mut self) -> Move {
        let at = self.list.at;
        if at == self.go_on_at() || self.at_own() {
            return if self.is_enough() { Move::Done } else { Move::Stay };
        }
        let was = self.picked.contains(&at);
        self.toggle();
        if self.is_one() && !was {
            self.list.at = self.go_on_at();
        }
        Move::Stay
    }
}

const KEYS: &[Binding<Picking, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::GoOn,
        says: |w| &w.keys.go_on,
        when: |m| m.list != List::NOWHERE && m.list.at >= m.spec.options.len() && m.is_enough(),
    },
    Binding {
        keys: &[Key::ENTER, Key::SPACE],
        act: Act::Choose,
        says: |w| &w.keys.tick,
        when: |m| m.list.at < m.spec.options.len(),
    },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |_| true,
    },
    Binding {
        keys: &[Key::ctrl('s')],
        act: Act::GoOn,
        says: |w| &w.keys.done,
        when: Picking::is_enough,
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Model for Picking {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Choose) => return self.choose(),
                Some(Act::Move) => self.list.step(*key, self.go_on_at() + 1),
                Some(Act::GoOn) => return Move::Done,
                None if self.at_own() && self.own.key(*key, cx.now) => {
                    if self.is_one() && !self.own.is_blank() {
                        self.picked.clear();
                    }
                }
                None => return Move::Pass,
            },
            Input::Pick(n) => {
                // the field for own words is no choice: what stands after it is one further on
                self.list.at = if *n >= self.spec.options.len() { self.go_on_at() } else { *n };
                return self.choose();
            }
            Input::Paste(Pasted(text)) if self.spec.own => {
                self.list.at = self.spec.options.len();
                self.own.paste(text, cx.now);
            }
            Input::Caret { row, cell, .. } => {
                self.list.at = self.spec.options.len();
                self.own.place(*row, *cell, cx.now);
            }
            Input::Measure(width) => self.own.set_width(*width),
            _ => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let choice = |(i, item): (usize, &Item)| {
            Choice::new(&item.text, self.list.at == i).ticked(self.picked.contains(&i))
        };
        let mut blocks = vec![
            Block::Text(self.spec.ask.clone()),
            Block::Choices(self.spec.options.iter().enumerate().map(choice).collect()),
        ];
        if self.spec.own {
            blocks.push(Block::Field(Field {
                empty: cx.words.write.own_words.clone(),
                ..Field::new(&self.own.prose, self.at_own())
            }));
        }
        let not_yet = (!self.is_enough()).then_some(&cx.words.write.not_yet);
        let go_on = Choice::new(cx.words.write.go_on.clone(), self.list.at == self.go_on_at());
        blocks.push(Block::Choices(vec![go_on.because(not_yet)]));
        blocks
    }

    fn answer(&self) -> Value {
        let ids: Vec<&str> = self
            .picked
            .iter()
            .filter_map(|i| self.spec.options.get(*i))
            .map(|item| item.id.as_str())
            .collect();
        if self.own.is_blank() {
            json!({ "picked": ids })
        } else {
            json!({ "picked": ids, "own": self.own.text() })
        }
    }

    fn foot(&self, cx: &Cx<'_>) -> Option<String> {
        let words = &cx.words.write;
        (!self.is_one()).then(|| words.chosen(self.count(), self.spec.least, self.spec.most))
    }

    fn is_writing(&self) -> bool {
        self.at_own()
    }
}
