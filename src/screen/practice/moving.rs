//! Moving a matter on: another day and a line about it, where its state asks for them; then what is
//! said afterwards. It is kept once, when all of it is there.

use super::{
    Chose, Menu, page,
    safe::{Asked, Safe},
};
use crate::{
    exercise::{Kind as _, Model, Move},
    journey::{About, Event, Matter, Moved, Reach, RecordId, Seat},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Pasted, Report},
    practice::{Practice, State},
    ui::{Block, Choice, Desk, Hint, Page, Wrote},
};

/// A matter on its way to a state.
pub(super) struct Moving {
    practice: &'static Practice,
    state: &'static State,
    owner: Seat,
    id: RecordId,
    day: Option<chrono::NaiveDate>,
    stage: Stage,
    /// Whether somebody leaves with something written.
    leaves: bool,
    width: u16,
}

enum Stage {
    /// Whether it is safe to agree, before it is agreed to.
    Safe(Safe),
    Day(Box<dyn Model>),
    Note(Desk),
    Sure(Menu),
    After(Menu),
    /// What was written and not said is kept elsewhere.
    Left(Menu),
}

impl Stage {
    /// What a state asks for first.
    fn first(state: &'static State) -> Self {
        match &state.day {
            Some(day) => Self::Day(day.open(None)),
            None if !state.note.is_empty() => Self::Note(Desk::new("", 1)),
            None => Self::Sure(Menu::default()),
        }
    }
}

impl Moving {
    pub(super) fn new(
        practice: &'static Practice,
        state: &'static State,
        owner: Seat,
        id: RecordId,
        cx: &Cx<'_>,
    ) -> Self {
        let safe = Safe::before(practice, cx).filter(|_| state.asks_alone);
        let first = safe.map_or_else(|| Stage::first(state), Stage::Safe);
        let (day, width) = (None, cx.measure);
        let mut moving =
            Self { practice, state, owner, id, day, stage: first, leaves: false, width };
        let _ = moving.input(&Input::Measure(cx.measure), cx);
        moving
    }

    fn matter<'a>(&self, cx: &Cx<'a>) -> Option<Matter<'a>> {
        cx.journey.matter(cx.seat, self.owner, &self.id)
    }

    fn keep(&self, note: String, cx: &Cx<'_>) -> Outcome {
        let Some(matter) = self.matter(cx) else { return Flow::Close.into() };
        let moved = self.state.moves(&matter, cx.now.date_naive());
        let (until, review) =
            if self.state.is_aside() { (None, self.day) } else { (self.day, None) };
        let moved = Event::Move(Moved { until, review, note, ..moved });
        let seat = if self.practice.together { self.owner } else { cx.seat };
        // who may change their own words every day agrees to nothing by being answered
        let agrees = seat != self.owner && !self.practice.one_a_day;
        let receipt = agrees.then(|| {
            let (owner, of) = (self.owner, self.id.clone());
            cx.journey.receipt(About::Matter { owner, practice: self.practice.id.clone(), of })
        });
        let events = [Some(moved), receipt.flatten()].into_iter().flatten().collect();
        let flow = if self.state.after.is_empty() { Flow::Close } else { Flow::Stay };
        Outcome::from(flow).and(Effect::KeepAs(seat, events))
    }

    /// Leaves it unsaid. What was written is not lost.
    fn leave(&mut self) -> Outcome {
        match self.page_of_note() {
            Some(page) => {
                self.leaves = true;
                Outcome::from(Flow::Stay).and(Effect::Keep(vec![page]))
            }
            None => Flow::Close.into(),
        }
    }

    /// What is written and not said yet, as a page of whoever writes it.
    fn page_of_note(&self) -> Option<Event> {
        let Stage::Note(desk) = &self.stage else { return None };
        let text = desk.pen.text();
        (!text.trim().is_empty()).then(|| Event::Entry { text: text.to_owned(), prompt: None })
    }

    /// What comes after the day.
    fn go_on(&mut self, cx: &Cx<'_>) -> Outcome {
        if self.state.note.is_empty() {
            return self.keep(String::new(), cx);
        }
        let mut desk = Desk::new("", 1);
        desk.pen.set_width(self.width);
        self.stage = Stage::Note(desk);
        Flow::Stay.into()
    }
}

impl Layer for Moving {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Input::Measure(width) = input {
            self.width = *width;
        }
        match &mut self.stage {
            Stage::Safe(safe) => match safe.input(input) {
                Asked::Stay => Flow::Stay.into(),
                Asked::Yes => {
                    self.stage = Stage::first(self.state);
                    self.input(&Input::Measure(self.width), cx)
                }
                Asked::Leave => Flow::Close.into(),
                Asked::Pass => Flow::Pass.into(),
            },
            Stage::Day(model) => match model.input(input, cx) {
                Move::Done => {
                    let answer = model.answer();
                    let day = answer.get("day").and_then(serde_json::Value::as_str);
                    self.day = day.and_then(|day| day.parse().ok());
                    self.go_on(cx)
                }
                Move::Pass => Menu::default().input(input, 0).otherwise(),
                // a day has no half, and no brake
                Move::Stay | Move::Back | Move::Half | Move::Leave | Move::Brake(_) => {
                    Flow::Stay.into()
                }
            },
            Stage::Note(desk) => {
                match input {
                    Input::Key(key) => match desk.key(*key, cx.now) {
                        Wrote::Item(_) => {
                            let note = desk.pen.text().to_owned();
                            return self.keep(note, cx);
                        }
                        Wrote::Stay => {}
                        Wrote::Pass => {
                            return match Menu::default().input(input, 0) {
                                Chose::Back => self.leave(),
                                other => other.otherwise(),
                            };
                        }
                    },
                    Input::Paste(Pasted(text)) => desk.paste(text, cx.now),
                    Input::Caret { row, cell, .. } => desk.place(*row, *cell, cx.now),
                    Input::Measure(width) => desk.pen.set_width(*width),
                    Input::Pick(_) => {
                        let note = desk.pen.text().to_owned();
                        return self.keep(note, cx);
                    }
                    Input::Place(..) | Input::Tick => return Flow::Pass.into(),
                }
                Flow::Stay.into()
            }
            Stage::Sure(menu) => match menu.input(input, 2) {
                Chose::Item(0) => self.keep(String::new(), cx),
                Chose::Item(_) => Flow::Close.into(),
                other => other.otherwise(),
            },
            Stage::After(menu) | Stage::Left(menu) => match menu.input(input, 1) {
                Chose::Item(_) => Flow::Close.into(),
                other => other.otherwise(),
            },
        }
    }

    fn told(&mut self, report: &Report, _: &Cx<'_>) -> Outcome {
        if *report == Report::Done {
            if self.page_of_note().is_some() && self.leaves {
                self.stage = Stage::Left(Menu::default());
            } else if !self.state.after.is_empty() {
                self.stage = Stage::After(Menu::default());
            }
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        match &self.stage {
            Stage::Safe(safe) => safe.hints(cx),
            Stage::Day(model) => {
                let mut hints = model.hints(cx);
                hints.extend(super::super::menu::back(cx));
                hints
            }
            Stage::Note(desk) => {
                let mut hints = desk.hints(cx.words);
                hints.extend(super::super::menu::back(cx));
                hints
            }
            Stage::Sure(menu) | Stage::After(menu) | Stage::Left(menu) => {
                menu.hints(cx, |w| &w.keys.say)
            }
        }
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.practices;
        let matter = self.matter(cx);
        let reach = matter.as_ref().map_or(self.practice.reach, Matter::reach);
        if let Stage::Safe(safe) = &self.stage {
            let blocks = safe.blocks(cx);
            return Page { blocks, ..page(self.practice, Reach::NotKept, cx) };
        }
        if let Stage::Left(menu) = &self.stage {
            let go_on = Choice::new(&cx.words.write.go_on, menu.is(0));
            let blocks = vec![Block::Text(words.note_left.clone()), Block::Choices(vec![go_on])];
            return Page { blocks, ..page(self.practice, Reach::OnlyYou, cx) };
        }
        let mut page = page(self.practice, reach, cx);
        if let Some(matter) = &matter {
            page.blocks.push(Block::Quiet(super::line(self.practice, matter, cx)));
        }
        page.blocks.push(Block::Accent(self.state.act.clone()));
        if self.state.is_for_good() && !matches!(self.stage, Stage::After(_)) {
            page.blocks.push(Block::Text(words.for_good.clone()));
        }
        match &self.stage {
            Stage::Safe(_) | Stage::Left(_) => {}
            Stage::Day(model) => page.blocks.extend(model.blocks(cx)),
            Stage::Note(desk) => {
                page.blocks.push(Block::Text(self.state.note.clone()));
                page.blocks.push(Block::Field(desk.field(4)));
                page.blocks.push(Block::Choices(vec![desk.choice(0, &words.keep)]));
            }
            Stage::Sure(menu) => {
                page.blocks.push(Block::Choices(vec![
                    Choice::new(&words.say_so, menu.is(0)),
                    Choice::new(&words.leave_it, menu.is(1)),
                ]));
            }
            Stage::After(menu) => {
                page.blocks.push(Block::Text(self.state.after.clone()));
                page.blocks
                    .push(Block::Choices(vec![Choice::new(&cx.words.write.go_on, menu.is(0))]));
            }
        }
        page
    }

    fn unsaved(&self, cx: &Cx<'_>) -> Option<(Seat, Event)> {
        Some((cx.seat, self.page_of_note()?))
    }

    fn is_writing(&self) -> bool {
        match &self.stage {
            Stage::Day(model) => model.is_writing(),
            Stage::Note(desk) => desk.is_writing(),
            Stage::Safe(_) | Stage::Sure(_) | Stage::After(_) | Stage::Left(_) => false,
        }
    }
}
