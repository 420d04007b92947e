//! Several texts, one screen each: what `write` and `letter` share. What surrounds the text is left
//! to them.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Check, Move, Told};
use crate::{
    layer::{Cx, Input, Pasted},
    ui::{Block, Desk, Hint, Wrote, fill},
};

/// What one screen asks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

/// Where the place is kept: the slot that was being written, from 0. No text is a number.
const AT: &str = "at";

/// The texts, and which one is being written.
pub(super) struct Slots {
    pub(super) slots: &'static [Slot],
    pub(super) desks: Vec<Desk>,
    pub(super) at: usize,
    /// Whether somebody is in the middle of it: then the place is kept too.
    midway: bool,
}

impl Slots {
    pub(super) fn open(slots: &'static [Slot], kept: Option<&Value>) -> Self {
        let text = |slot: &Slot| {
            kept.and_then(|kept| kept.get(&slot.id)?.as_str()).unwrap_or_default().to_owned()
        };
        // the first has nothing to go back to
        let desk = |(i, slot): (usize, &Slot)| Desk::new(&text(slot), if i == 0 { 1 } else { 2 });
        let desks: Vec<_> = slots.iter().enumerate().map(desk).collect();
        let place = kept.and_then(|kept| usize::try_from(kept.get(AT)?.as_u64()?).ok());
        let place = place.filter(|at| *at < slots.len());
        let at = place.or_else(|| desks.iter().position(|desk| desk.pen.is_blank()));
        Self { slots, desks, at: at.unwrap_or(0), midway: place.is_some() }
    }

    /// Hears something: `Done` after the last slot, `Back` before the first.
    pub(super) fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        let Some(desk) = self.desks.get_mut(self.at) else { return Move::Pass };
        match input {
            Input::Key(key) => match desk.key(*key, cx.now) {
                Wrote::Item(n) => return self.item(n),
                Wrote::Stay => self.midway = true,
                Wrote::Pass => return Move::Pass,
            },
            Input::Paste(Pasted(text)) => {
                desk.paste(text, cx.now);
                self.midway = true;
            }
            Input::Caret { row, cell, .. } => desk.place(*row, *cell, cx.now),
            Input::Measure(width) => {
                for desk in &mut self.desks {
                    desk.pen.set_width(*width);
                }
            }
            Input::Pick(n) => return self.item(*n),
            Input::Tick | Input::Place(..) => return Move::Pass,
        }
        Move::Stay
    }

    /// On to the next, or one back.
    fn item(&mut self, n: usize) -> Move {
        if let Some(desk) = self.desks.get_mut(self.at) {
            desk.up();
        }
        match (n, self.at) {
            (0, at) if at + 1 < self.slots.len() => self.at += 1,
            (0, _) => return Move::Done,
            (_, 0) => return Move::Back,
            _ => self.at -= 1,
        }
        self.midway = true;
        Move::Stay
    }

    /// Nobody is in the middle of it any more: who comes back begins at the beginning.
    pub(super) fn end(&mut self) {
        self.midway = false;
    }

    pub(super) fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.desks.get(self.at).map(|desk| desk.hints(cx.words)).unwrap_or_default()
    }

    /// What is asked, ways to begin, the text, and the way on.
    /// The field has so many rows at least.
    pub(super) fn blocks<'a>(&'a self, rows: u16, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let (Some(slot), Some(desk)) = (self.slots.get(self.at), self.desks.get(self.at)) else {
            return Vec::new();
        };
        let words = &cx.words.write;
        let mut blocks = vec![Block::Text(slot.ask.clone())];
        blocks.extend(begin(&slot.starters, cx));
        blocks.push(Block::Field(desk.field(rows)));
        let mut next = desk.choice(0, &words.go_on);
        if let Some(about) = slot.words {
            next = next.note(fill(&words.about, &[("n", &about.to_string())]));
        }
        let mut choices = vec![next];
        if self.at > 0 {
            choices.push(desk.choice(1, &words.one_back));
        }
        blocks.push(Block::Choices(choices));
        blocks
    }

    pub(super) fn answer(&self) -> Value {
        let texts = self.slots.iter().zip(&self.desks).filter(|(_, desk)| !desk.pen.is_blank());
        let mut map: Map<String, Value> =
            texts.map(|(slot, desk)| (slot.id.clone(), Value::from(desk.pen.text()))).collect();
        // half a sentence is found again where it was left
        if self.midway && self.slots.len() > 1 && !map.is_empty() {
            map.insert(AT.to_owned(), Value::from(self.at));
        }
        Value::Object(map)
    }

    pub(super) fn is_writing(&self) -> bool {
        self.desks.get(self.at).is_some_and(Desk::is_writing)
    }
}

/// Ways to begin, for a page; nothing if there are none.
pub(super) fn begin<'a>(starters: &[String], cx: &Cx<'_>) -> Option<Block<'a>> {
    let words = &cx.words.write;
    let starter = |text: &String| fill(&words.starter, &[("text", text)]);
    let starters = starters.iter().map(starter).collect::<Vec<_>>().join("  ");
    (!starters.is_empty()).then(|| Block::Quiet(format!("{} {starters}", words.you_could_begin)))
}
