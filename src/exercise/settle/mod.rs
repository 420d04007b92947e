//! One proposes, the other agrees, changes or skips; who proposes takes turns. What was agreed is the
//! two people's; a skipped line is no failure.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Check, Kind, Model, Move, Told, Wrong, slots::begin};
use crate::{
    journey::Seat,
    layer::{Cx, Input, Pasted},
    ui::{Block, Choice, Desk, Hint, Key, List, Wrote, fill, keys, keys::Binding, words::of},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// What is to be settled.
    pub ask: String,
    /// One line each.
    pub topics: Vec<Topic>,
    /// How many agreed lines make it done; fewer is no failure.
    pub least: usize,
}

/// One line to settle.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its name in what is kept.
    pub id: String,
    /// What is asked.
    pub ask: String,
    /// Ways to begin; shown, never put in.
    #[serde(default)]
    pub starters: Vec<String>,
}

/// What became of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Settled {
    Agreed(String),
    Skipped,
}

/// A proposal that nobody has answered yet.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Half {
    topic: String,
    text: String,
    swapped: bool,
}

impl Kind for Settle {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let settled = |topic: &Topic| {
            let line = kept?.get("settled")?.get(&topic.id)?;
            Some(match line.as_str() {
                Some(text) => Settled::Agreed(text.to_owned()),
                None => Settled::Skipped,
            })
        };
        let settled: Vec<_> = self.topics.iter().map(settled).collect();
        let half = kept.and_then(|kept| kept.get("half"));
        let half = half.and_then(|half| serde_json::from_value::<Half>(half.clone()).ok());
        let half = half.unwrap_or_default();
        let at = self.topics.iter().position(|topic| topic.id == half.topic);
        let at = at.or_else(|| settled.iter().position(Option::is_none));
        Box::new(Settling {
            spec: self,
            at: at.unwrap_or(settled.len()),
            settled,
            desk: Desk::new(&half.text, 2),
            swapped: half.swapped,
            asking: false,
            list: List::default(),
            width: 68,
        })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        let agreed = |topic: &Topic| {
            let said = answer.get("settled")?.get(&topic.id)?.as_str()?.to_owned();
            Some(Told { asked: topic.ask.clone(), said })
        };
        self.topics.iter().filter_map(agreed).collect()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 360);
        check.ids("topics", self.topics.iter().map(|topic| topic.id.as_str()), 1);
        for topic in &self.topics {
            let mut check = check.at("topics");
            let mut check = check.at(&topic.id);
            check.text("ask", &topic.ask, 240);
            check.texts("starters", &topic.starters, 4, 90);
        }
        if self.least > self.topics.len() {
            check.wrong(Wrong::AtOdds(
                "“least” is more than there are topics",
                "Let it be at most the number of topics",
            ));
        }
    }
}

/// Whether an answer is what two settled.
pub fn is_settled(answer: &Value) -> bool {
    answer.get("settled").is_some_and(Value::is_object)
}

struct Settling {
    spec: &'static Settle,
    settled: Vec<Option<Settled>>,
    /// The topic in hand; past the last, all of them are in view.
    at: usize,
    /// The line that is being proposed.
    desk: Desk,
    /// Whether the other one holds the pen, because they changed the line.
    swapped: bool,
    /// Whether the other one is being asked.
    asking: bool,
    list: List,
    width: u16,
}

#[derive(Clone, Copy)]
enum Act {
    Say,
    Move,
    Done,
    Back,
}

impl Settling {
    fn is_over(&self) -> bool {
        self.at >= self.spec.topics.len()
    }

    fn is_proposing(&self) -> bool {
        !self.asking && !self.is_over()
    }

    /// Whose proposal it is: they take turns, and a change hands the pen over.
    fn proposer(&self) -> Seat {
        let first = if self.at.is_multiple_of(2) { Seat::First } else { Seat::Second };
        if self.swapped { first.other() } else { first }
    }

    /// Give the line to the other, or skip it. An empty line has nothing to give.
    fn write_on(&mut self, choice: usize) -> Move {
        if choice > 0 {
            return self.settle(Settled::Skipped);
        }
        if !self.desk.pen.is_blank() {
            self.desk.up();
            self.asking = true;
            self.list = List::NOWHERE;
        }
        Move::Stay
    }

    fn settle(&mut self, as_what: Settled) -> Move {
        if let Some(settled) = self.settled.get_mut(self.at) {
            *settled = Some(as_what);
        }
        self.at += 1;
        self.write("");
        let half = self.spec.topics.len().div_ceil(2);
        if self.at == half && half > 1 { Move::Half } else { Move::Stay }
    }

    /// The proposal in hand, if it is not what the two have settled already.
    fn half(&self) -> Option<Half> {
        let topic = self.spec.topics.get(self.at)?;
        let text = self.desk.pen.text();
        let settled = matches!(self.settled.get(self.at), Some(Some(Settled::Agreed(it))) if it == text);
        (!text.is_empty() && !settled).then(|| Half {
            topic: topic.id.clone(),
            text: text.to_owned(),
            swapped: self.swapped,
        })
    }

    fn write(&mut self, text: &str) {
        self.desk = Desk::new(text, 2);
        self.desk.pen.set_width(self.width);
        self.asking = false;
        self.swapped = false;
    }

    /// Agree, change or skip.
    fn say(&mut self) -> Move {
        match self.list.at {
            0 => {
                let text = self.desk.pen.text().to_owned();
                self.settle(Settled::Agreed(text))
            }
            1 => {
                self.asking = false;
                self.swapped = !self.swapped;
                Move::Stay
            }
            2 => self.settle(Settled::Skipped),
            _ => Move::Stay,
        }
    }

    fn back(&mut self) -> Move {
        if self.asking {
            self.asking = false;
            return Move::Stay;
        }
        if self.at == 0 {
            return Move::Back;
        }
        self.at -= 1;
        let text = match self.settled.get(self.at) {
            Some(Some(Settled::Agreed(text))) => text.clone(),
            _ => String::new(),
        };
        self.write(&text);
        Move::Stay
    }
}

const KEYS: &[Binding<Settling, Act>] = &[
    Binding { keys: &[Key::ENTER], act: Act::Say, says: |w| &w.keys.say, when: |m| m.asking },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |m| m.asking,
    },
    Binding { keys: &[Key::ENTER], act: Act::Done, says: |w| &w.keys.go_on, when: |m| m.is_over() },
    Binding {
        keys: &[Key::ctrl('b')],
        act: Act::Back,
        says: |w| &w.keys.one_back,
        when: |m| m.at > 0 || m.asking,
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Model for Settling {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Say) => return self.say(),
                Some(Act::Move) => self.list.step(*key, 3),
                Some(Act::Done) => return Move::Done,
                Some(Act::Back) => return self.back(),
                None if self.is_proposing() => match self.desk.key(*key, cx.now) {
                    Wrote::Item(n) => return self.write_on(n),
                    Wrote::Stay => {}
                    Wrote::Pass => return Move::Pass,
                },
                None => return Move::Pass,
            },
            Input::Paste(Pasted(text)) if self.is_proposing() => self.desk.paste(text, cx.now),
            Input::Caret { row, cell, .. } if self.is_proposing() => {
                self.desk.place(*row, *cell, cx.now);
            }
            Input::Measure(width) => {
                self.width = *width;
                self.desk.pen.set_width(*width);
            }
            Input::Pick(_) if self.is_over() => return Move::Done,
            Input::Pick(n) if self.asking => {
                self.list.at = *n;
                return self.say();
            }
            Input::Pick(n) => return self.write_on(*n),
            _ => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let mut hints = if self.is_proposing() { self.desk.hints(cx.words) } else { Vec::new() };
        hints.extend(keys::hints(KEYS, self, cx.words));
        hints
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.settle;
        let Some(topic) = self.spec.topics.get(self.at) else { return self.summary(cx) };
        let proposer = self.proposer();
        let (one, other) = (cx.name(proposer).to_owned(), cx.name(proposer.other()).to_owned());
        let name = |text: &str| fill(text, &[("one", &one), ("other", &other)]);
        let mut blocks = Vec::new();
        if self.at == 0 {
            blocks.push(Block::Quiet(self.spec.ask.clone()));
        }
        blocks.push(Block::Heading(topic.ask.clone()));
        if self.asking {
            blocks.push(Block::Label(name(&words.proposed)));
            blocks.push(Block::Inset(self.desk.pen.text().to_owned()));
            blocks.push(Block::Text(name(&words.what_do_you_say)));
            let says = [&words.agree, &words.change, &words.skip];
            blocks.push(Block::Choices(
                says.iter()
                    .enumerate()
                    .map(|(i, says)| Choice::new(name(says), self.list.at == i))
                    .collect(),
            ));
            return blocks;
        }
        blocks.push(Block::Text(name(if self.swapped { &words.changes } else { &words.proposes })));
        blocks.extend(begin(&topic.starters, cx));
        blocks.push(Block::Field(self.desk.field(3)));
        let blank = self.desk.pen.is_blank();
        blocks.push(Block::Choices(vec![
            self.desk.choice(0, &name(&words.propose)).because(blank.then_some(&words.blank)),
            self.desk.choice(1, &words.skip),
        ]));
        blocks
    }

    fn answer(&self) -> Value {
        let settled: Map<String, Value> = self
            .spec
            .topics
            .iter()
            .zip(&self.settled)
            .filter_map(|(topic, settled)| {
                let line = match settled.as_ref()? {
                    Settled::Agreed(text) => Value::from(text.as_str()),
                    Settled::Skipped => Value::Null,
                };
                Some((topic.id.clone(), line))
            })
            .collect();
        match self.half() {
            Some(half) => json!({ "settled": settled, "half": half }),
            None => json!({ "settled": settled }),
        }
    }

    fn foot(&self, cx: &Cx<'_>) -> Option<String> {
        (!self.is_over()).then(|| of(cx.words, self.at + 1, self.spec.topics.len()))
    }

    fn is_writing(&self) -> bool {
        self.is_proposing() && self.desk.is_writing()
    }
}

impl Settling {
    fn summary<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.settle;
        let agreed = self.settled.iter().flatten().filter(|it| matches!(it, Settled::Agreed(_)));
        let enough = agreed.count() >= self.spec.least;
        let mut blocks = vec![Block::Heading(words.settled.clone())];
        for (topic, settled) in self.spec.topics.iter().zip(&self.settled) {
            blocks.push(Block::Label(topic.ask.clone()));
            blocks.push(match settled {
                Some(Settled::Agreed(text)) => Block::Inset(text.clone()),
                _ => Block::InsetQuiet(words.skipped.clone()),
            });
        }
        if !enough {
            blocks.push(Block::Quiet(words.few.clone()));
        }
        blocks.push(Block::Choices(vec![Choice::new(cx.words.write.go_on.clone(), true)]));
        blocks
    }
}
