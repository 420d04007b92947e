//! A letter in parts: one screen a part, a lamp for each that has words, and at the end the whole of
//! it to read aloud. Lamps say that something stands there, never how good it is.

use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Check, Kind, Model, Move, Told, Wrong,
    slots::{self, Slot, Slots},
};
use crate::{
    journey::{Mode, Time},
    layer::{Cx, Input},
    ui::{Block, Desk, Hint, Key, keys, keys::Binding, words::of},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// What the letter as a whole is.
    pub ask: String,
    /// Its parts, each with a title.
    pub slots: Vec<Slot>,
    /// Said above the whole letter: read it aloud, alone.
    pub aloud: String,
    /// So many hours lie between the first reading and the second, which ends it; without them, the
    /// first ends it.
    #[serde(default)]
    pub rest: u8,
    /// Said after the first reading.
    #[serde(default)]
    pub first: String,
    /// How many parts, from the first on, must have words before it can end.
    #[serde(default)]
    pub least: usize,
}

impl Kind for Letter {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let read = kept.and_then(|kept| Time::parse_from_rfc3339(kept.get(READ)?.as_str()?).ok());
        Box::new(Writing {
            spec: self,
            slots: Slots::open(&self.slots, kept),
            at: At::Parts,
            read,
        })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        slots::tell(&self.slots, answer)
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 300);
        check.text("aloud", &self.aloud, 400);
        check.text_if_any("first", &self.first, 400);
        if (self.rest > 0) == self.first.is_empty() || self.least > self.slots.len() {
            check.wrong(Wrong::AtOdds(
                "“rest” and “first” do not go together, or “least” is more than there are slots",
                "Give both “rest” and “first”, or neither, and let “least” fit the slots",
            ));
        }
        slots::check(&self.slots, check, true);
    }
}

/// Where the first reading is kept. No slot has this name.
const READ: &str = "read";

struct Writing {
    spec: &'static Letter,
    slots: Slots,
    at: At,
    /// When the whole of it was first read.
    read: Option<Time>,
}

/// What is on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// A part.
    Parts,
    /// The whole letter.
    Whole,
    /// That it rests now.
    Rests,
}

#[derive(Clone, Copy)]
enum Act {
    Done,
    Back,
    Leave,
}

const WHOLE: &[Binding<Writing, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Leave,
        says: |w| &w.keys.leave_here,
        when: |m| m.at == At::Rests,
    },
    Binding {
        keys: &[Key::ENTER, Key::ctrl('s')],
        act: Act::Done,
        says: |w| &w.keys.i_read_it,
        when: |m| m.at == At::Whole,
    },
    Binding {
        keys: &[Key::LEFT, Key::ctrl('b')],
        act: Act::Back,
        says: |w| &w.keys.change_it,
        when: |m| m.at == At::Whole,
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(WHOLE, words)
}

impl Model for Writing {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        if self.at == At::Parts {
            let step = self.slots.input(input, cx);
            if step != Move::Done {
                return step;
            }
            self.at = At::Whole;
            return Move::Stay;
        }
        match input {
            Input::Key(key) => match keys::find(WHOLE, self, *key) {
                Some(Act::Done) => self.was_read(cx),
                Some(Act::Back) => {
                    self.at = At::Parts;
                    Move::Stay
                }
                Some(Act::Leave) => Move::Leave,
                None => Move::Pass,
            },
            Input::Pick(_) if self.at == At::Rests => Move::Leave,
            Input::Measure(_) => self.slots.input(input, cx),
            _ => Move::Pass,
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        match self.at {
            At::Parts => self.slots.hints(cx),
            At::Whole | At::Rests => keys::hints(WHOLE, self, cx.words),
        }
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        if self.at == At::Rests {
            return vec![Block::Text(self.spec.first.clone())];
        }
        if self.at == At::Whole {
            let mut blocks = vec![Block::Accent(self.spec.aloud.clone())];
            let texts = self.slots.desks.iter().map(|desk| desk.pen.text());
            let texts = texts.filter(|text| !text.is_empty());
            blocks.extend(texts.map(|text| Block::Text(text.to_owned())));
            return blocks;
        }
        let mut blocks = Vec::new();
        if self.slots.at == 0 {
            blocks.push(Block::Quiet(self.spec.ask.clone()));
        }
        if let Some(slot) = self.slots.slots.get(self.slots.at) {
            blocks.push(Block::Heading(slot.title.clone()));
        }
        blocks.extend(self.slots.blocks(4, cx));
        blocks
    }

    fn answer(&self) -> Value {
        let mut answer = self.slots.answer();
        if let (Some(map), Some(read)) = (answer.as_object_mut(), self.read) {
            map.insert(READ.to_owned(), Value::from(read.to_rfc3339()));
        }
        answer
    }

    fn foot(&self, cx: &Cx<'_>) -> Option<String> {
        let at = of(cx.words, self.slots.at + 1, self.slots.slots.len());
        (self.at == At::Parts).then(|| format!("{}  {at}", self.lamps()))
    }

    fn is_writing(&self) -> bool {
        self.at == At::Parts && self.slots.is_writing()
    }
}

impl Writing {
    /// It was read aloud. The second reading ends it, if it has rested in between and the parts that
    /// must have words have some. A session has one day only.
    fn was_read(&mut self, cx: &Cx<'_>) -> Move {
        self.slots.end();
        let rests = self.spec.rest > 0 && cx.journey.mode() != Mode::Session;
        let rested = |read: Time| cx.now - read >= TimeDelta::hours(self.spec.rest.into());
        let lit = |desk: &Desk| !desk.pen.is_blank();
        let enough = self.slots.desks.iter().take(self.spec.least).all(lit);
        if !rests || enough && self.read.is_some_and(rested) {
            return Move::Done;
        }
        self.read.get_or_insert(cx.now);
        self.at = At::Rests;
        Move::Stay
    }

    /// A lamp for each part: whether it has words.
    fn lamps(&self) -> String {
        let lamp = |desk: &Desk| if desk.pen.is_blank() { '○' } else { '●' };
        self.slots.desks.iter().map(lamp).collect()
    }
}
