//! Two keys: each is asked alone before both begin something that could be used against one of them.
//! What was said is kept nowhere; of it only whether it was a yes goes on, in memory, to the end of
//! the other one's turn.

use super::Menu;
use crate::{
    curriculum::Exercise,
    layer::{Cx, Input},
    screen::{
        SAFE,
        heat::{Felt, Heat},
        menu::Chose,
    },
    ui::{Block, Hint, fill},
};

/// Where "ready" stands.
const READY: usize = 0;

/// One person's turn.
pub(super) struct Alone {
    exercise: &'static Exercise,
    at: At,
    yes: bool,
}

enum At {
    /// How tense.
    Heat(Heat),
    /// A question of the exercise's own, by its place.
    Question(usize, Menu),
    /// Ready, or another day.
    Ready(Menu),
}

/// What came of an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    Pass,
    Stay,
    /// All was asked: whether it is a yes, brake and all.
    Said(bool),
}

impl Alone {
    pub(super) fn new(exercise: &'static Exercise) -> Self {
        Self { exercise, at: At::Heat(Heat::default()), yes: true }
    }

    pub(super) fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Turned {
        let chose = match &mut self.at {
            At::Heat(heat) => match heat.input(input) {
                Felt::Pass => return Turned::Pass,
                Felt::Stay => return Turned::Stay,
                Felt::Said(calm) => {
                    self.yes &= calm;
                    self.ask(0);
                    return Turned::Stay;
                }
            },
            At::Question(_, menu) | At::Ready(menu) => menu.input(input, 2),
        };
        let Chose::Item(n) = chose else {
            return if chose == Chose::Moved { Turned::Stay } else { Turned::Pass };
        };
        match self.at {
            At::Question(at, _) => {
                self.yes &= n == SAFE;
                self.ask(at + 1);
            }
            _ if n != READY => return Turned::Said(false),
            _ => return Turned::Said(self.yes && !cx.journey.brake(cx.seat)),
        }
        Turned::Stay
    }

    fn ask(&mut self, n: usize) {
        let menu = Menu::question();
        self.at =
            if n < self.exercise.alone.len() { At::Question(n, menu) } else { At::Ready(menu) };
    }

    pub(super) fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let mut hints = match &self.at {
            At::Heat(heat) => heat.hints(cx),
            At::Question(_, menu) | At::Ready(menu) => menu.hints(cx, |w| &w.keys.say),
        };
        hints.retain(|hint| !hint.keys.contains(&crate::ui::Key::ESC));
        hints
    }

    pub(super) fn blocks<'a>(&self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.sitting;
        let names = [("name", cx.name(cx.seat)), ("other", cx.name(cx.seat.other()))];
        let mut blocks = vec![Block::Quiet(fill(&words.for_you_alone, &names))];
        let two = |menu: &Menu, one: &str, other: &str| {
            Block::Choices(vec![menu.choice(0, one), menu.choice(1, other)])
        };
        match &self.at {
            At::Heat(heat) => blocks.extend(heat.blocks(cx)),
            At::Question(n, menu) => {
                let Some(question) = self.exercise.alone.get(*n) else { return blocks };
                blocks.push(Block::Heading(question.ask.clone()));
                blocks.push(two(menu, &question.no, &question.yes));
                blocks.push(Block::Quiet(words.not_told.clone()));
            }
            At::Ready(menu) => {
                blocks.push(Block::Heading(words.now.clone()));
                blocks.push(two(menu, &words.ready, &words.another_day));
                blocks.push(Block::Quiet(words.causes.clone()));
            }
        }
        blocks
    }
}
