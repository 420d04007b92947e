//! A day: some that are near, or any other, written as a date. What is kept is the day itself, so
//! that no clock can move it.

use chrono::{Days, NaiveDate};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Check, Kind, Model, Move, Told, Wrong};
use crate::{
    layer::{Cx, Input, Pasted},
    ui::{Block, Choice, Field, Hint, Key, List, Pen, fill, keys, keys::Binding},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// What is asked.
    pub ask: String,
    /// Days to choose from: in so many days from today.
    pub days: Vec<u16>,
    /// Which of them is usual, and so in focus at first.
    #[serde(default)]
    pub usual: Option<u16>,
    /// Whether any other day may be written.
    #[serde(default)]
    pub own: bool,
    /// Whether it may be left open.
    #[serde(default)]
    pub open: bool,
}

impl Kind for Day {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let day = kept.and_then(said);
        let own = Pen::line(&day.map(|day| day.to_string()).unwrap_or_default());
        let list = List { at: self.usual_at().unwrap_or_default() };
        Box::new(Choosing { spec: self, day, own, list })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        let told = |day: NaiveDate| Told { asked: self.ask.clone(), said: day.to_string() };
        said(answer).map(told).into_iter().collect()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 360);
        check.at_most("days", self.days.len(), 10);
        if self.usual.is_some() && self.usual_at().is_none() {
            check.wrong(Wrong::AtOdds(
                "“usual” is none of the days",
                "Let “usual” be one of “days”",
            ));
        }
        if self.days.is_empty() && !self.own {
            check.wrong(Wrong::AtOdds(
                "there is no day to choose",
                "Give “days”, or let “own” be true",
            ));
        }
    }
}

impl Day {
    /// Where the usual day stands.
    fn usual_at(&self) -> Option<usize> {
        self.days.iter().position(|days| Some(*days) == self.usual)
    }
}

fn said(answer: &Value) -> Option<NaiveDate> {
    answer.get("day")?.as_str()?.parse().ok()
}

struct Choosing {
    spec: &'static Day,
    day: Option<NaiveDate>,
    own: Pen,
    /// The days, then one's own, then "leave it open".
    list: List,
}

#[derive(Clone, Copy)]
enum Act {
    Choose,
    Move,
}

impl Choosing {
    fn own_at(&self) -> Option<usize> {
        self.spec.own.then_some(self.spec.days.len())
    }

    fn at_own(&self) -> bool {
        self.own_at() == Some(self.list.at)
    }

    fn open_at(&self) -> Option<usize> {
        self.spec.open.then(|| self.spec.days.len() + usize::from(self.spec.own))
    }

    fn stops(&self) -> usize {
        self.spec.days.len() + usize::from(self.spec.own) + usize::from(self.spec.open)
    }

    /// The day that was written, if it is one.
    fn written(&self) -> Option<NaiveDate> {
        self.own.text().parse().ok()
    }

    fn day_in(days: u16, cx: &Cx<'_>) -> Option<NaiveDate> {
        cx.now.date_naive().checked_add_days(Days::new(days.into()))
    }

    fn choose(&mut self, n: usize, cx: &Cx<'_>) -> Move {
        self.list.at = n;
        if self.open_at() == Some(n) {
            self.day = None;
            return Move::Done;
        }
        let day = match self.spec.days.get(n) {
            Some(days) => Self::day_in(*days, cx),
            None => self.written(),
        };
        self.day = day.or(self.day);
        if day.is_some() { Move::Done } else { Move::Stay }
    }
}

const KEYS: &[Binding<Choosing, Act>] = &[
    Binding { keys: &[Key::ENTER], act: Act::Choose, says: |w| &w.keys.say, when: |_| true },
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

impl Model for Choosing {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Choose) => return self.choose(self.list.at, cx),
                Some(Act::Move) => self.list.step(*key, self.stops()),
                None if self.at_own() && self.own.key(*key, cx.now) => {}
                None => return Move::Pass,
            },
            Input::Paste(Pasted(text)) if self.at_own() => self.own.paste(text, cx.now),
            Input::Measure(width) => self.own.set_width(*width),
            // what stands behind the field is numbered after what stands before it
            Input::Pick(n) => {
                let n = if *n < self.spec.days.len() { *n } else { n + usize::from(self.spec.own) };
                return self.choose(n, cx);
            }
            Input::Caret { row, cell, .. } => {
                self.list.at = self.own_at().unwrap_or(self.list.at);
                self.own.place(*row, *cell, cx.now);
            }
            Input::Paste(_) | Input::Place(..) | Input::Tick => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.days;
        let mut blocks = vec![Block::Text(self.spec.ask.clone())];
        let choice = |(n, days): (usize, &u16)| {
            let day = Self::day_in(*days, cx)?;
            let choice = Choice::new(words.away(i64::from(*days)), self.list.at == n);
            let chosen = self.day == Some(day);
            let note = cx.words.weekday(day);
            let note = if self.spec.usual == Some(*days) {
                fill(&words.usual, &[("day", &note)])
            } else {
                note
            };
            Some(if chosen { choice.ticked(true) } else { choice }.note(note))
        };
        let choices = self.spec.days.iter().enumerate().filter_map(choice).collect();
        blocks.push(Block::Choices(choices));
        if self.spec.own {
            blocks.push(Block::Field(Field {
                label: words.other_day.clone(),
                empty: cx.now.date_naive().to_string(),
                below: vec![self.written().map_or_else(
                    || words.how_written.clone(),
                    |day| cx.words.weekday(day),
                )],
                ..Field::new(&self.own.prose, self.at_own())
            }));
        }
        if let Some(at) = self.open_at() {
            let open = Choice::new(&words.no_day, self.list.at == at);
            blocks.push(Block::Choices(vec![open]));
        }
        blocks
    }

    fn answer(&self) -> Value {
        self.day.map_or_else(|| json!({}), |day| json!({ "day": day.to_string() }))
    }

    fn is_writing(&self) -> bool {
        self.at_own()
    }
}
