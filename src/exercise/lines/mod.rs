//! Short lines, collected one by one. Enter takes a line in; an empty line goes on.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Check, Kind, Model, Move, Told, Wrong};
use crate::{
    layer::{Cx, Input, Pasted},
    ui::{Block, Choice, Field, Hint, Key, Pen, keys, keys::Binding},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// What is asked.
    pub ask: String,
    /// A way to begin a line; shown, never put in.
    #[serde(default)]
    pub starter: String,
    /// Whether its writer may show one of them to the other, afterwards.
    #[serde(default)]
    pub share: bool,
    /// How many lines make it done.
    pub least: usize,
    /// How many there can be.
    pub most: usize,
}

impl Kind for Lines {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let kept = kept.and_then(|kept| kept.get("lines")?.as_array());
        let lines: Vec<String> =
            kept.into_iter().flatten().filter_map(|line| Some(line.as_str()?.to_owned())).collect();
        Box::new(Collecting { spec: self, at: lines.len(), lines, pen: Pen::line(""), width: 68 })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        let lines = answer.get("lines").and_then(Value::as_array);
        let said = lines.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
        if said.is_empty() {
            return Vec::new();
        }
        vec![Told { asked: self.ask.clone(), said: said.join("\n") }]
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 360);
        check.text_if_any("starter", &self.starter, 90);
        if self.least > self.most || self.most == 0 {
            check.wrong(Wrong::AtOdds(
                "“least” is more than “most”, or “most” is 0",
                "Let “least” be less than “most”, or the same, and “most” at least 1",
            ));
        }
    }
}

struct Collecting {
    spec: &'static Lines,
    lines: Vec<String>,
    pen: Pen,
    /// A line, or the pen when it is past the last, or "go on" after that.
    at: usize,
    width: u16,
}

#[derive(Clone, Copy)]
enum Act {
    Take,
    Change,
    LetGo,
    Move,
    Done,
}

impl Collecting {
    fn at_pen(&self) -> bool {
        self.at == self.lines.len() && !self.is_full()
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= self.spec.most
    }

    fn at_done(&self) -> bool {
        self.at > self.lines.len() || self.is_full() && self.at == self.lines.len()
    }

    fn is_enough(&self) -> bool {
        self.lines.len() + usize::from(!self.pen.is_blank()) >= self.spec.least
    }

    fn stops(&self) -> usize {
        self.lines.len() + 1 + usize::from(!self.is_full())
    }

    fn take(&mut self) {
        if !self.pen.is_blank() && !self.is_full() {
            self.lines.push(self.pen.text().to_owned());
            self.pen = Pen::line("");
            self.pen.set_width(self.width);
            self.at = self.lines.len();
        }
    }

    /// The line in focus goes back into the pen, and what was in the pen among the lines.
    fn change(&mut self) {
        let line = self.lines.remove(self.at);
        self.take();
        self.pen = Pen::line(&line);
        self.pen.set_width(self.width);
        self.at = self.lines.len();
    }

    fn done(&mut self) -> Move {
        self.take();
        if self.lines.len() >= self.spec.least { Move::Done } else { Move::Stay }
    }
}

const KEYS: &[Binding<Collecting, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Take,
        says: |w| &w.keys.take_line,
        when: |m| m.at_pen() && !m.pen.is_blank(),
    },
    Binding {
        keys: &[Key::ENTER],
        act: Act::Done,
        says: |w| &w.keys.go_on,
        when: |m| (m.at_done() || m.at_pen() && m.pen.is_blank()) && m.is_enough(),
    },
    Binding {
        keys: &[Key::ENTER],
        act: Act::Change,
        says: |w| &w.keys.change_it,
        when: |m| m.at < m.lines.len(),
    },
    Binding {
        keys: &[Key::DELETE, Key::BACKSPACE],
        act: Act::LetGo,
        says: |w| &w.keys.let_go,
        when: |m| m.at < m.lines.len(),
    },
    Binding {
        keys: &[Key::ctrl('s')],
        act: Act::Done,
        says: |w| &w.keys.done,
        when: Collecting::is_enough,
    },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |m| m.stops() > 1,
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Model for Collecting {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Take) => self.take(),
                Some(Act::Done) => return self.done(),
                Some(Act::Change) => self.change(),
                Some(Act::LetGo) => {
                    self.lines.remove(self.at);
                }
                Some(Act::Move) => {
                    let mut list = crate::ui::List { at: self.at };
                    list.step(*key, self.stops());
                    self.at = list.at;
                }
                None if self.at_pen() && self.pen.key(*key, cx.now) => {}
                None => return Move::Pass,
            },
            Input::Paste(Pasted(text)) => {
                // several pasted lines are several lines
                for line in text.lines().filter(|line| !line.trim().is_empty()) {
                    self.pen.paste(line, cx.now);
                    if text.trim().contains('\n') {
                        self.take();
                    }
                }
                self.at = self.lines.len();
            }
            Input::Measure(width) => {
                self.width = *width;
                self.pen.set_width(*width);
            }
            Input::Pick(n) if *n < self.lines.len() && *n == self.at => self.change(),
            Input::Pick(n) if *n < self.lines.len() => self.at = *n,
            Input::Pick(_) => return self.done(),
            Input::Caret { row, cell, .. } => {
                self.at = self.lines.len();
                self.pen.place(*row, *cell, cx.now);
            }
            Input::Tick | Input::Place(..) => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let mut blocks = vec![Block::Text(self.spec.ask.clone())];
        if !self.lines.is_empty() {
            let line = |(i, line): (usize, &String)| {
                Choice::new(line, self.at == i).lead(format!("{}", i + 1))
            };
            blocks.push(Block::Choices(self.lines.iter().enumerate().map(line).collect()));
        }
        if !self.is_full() {
            blocks.push(Block::Field(Field {
                empty: self.spec.starter.clone(),
                ..Field::new(&self.pen.prose, self.at_pen())
            }));
        }
        let not_yet = (!self.is_enough()).then_some(&cx.words.write.not_yet);
        let go_on = Choice::new(cx.words.write.go_on.clone(), self.at_done());
        blocks.push(Block::Choices(vec![go_on.because(not_yet)]));
        blocks
    }

    fn answer(&self) -> Value {
        let half = Some(self.pen.text()).filter(|text| !text.is_empty());
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).chain(half).collect();
        json!({ "lines": lines })
    }

    fn is_writing(&self) -> bool {
        self.at_pen()
    }
}
