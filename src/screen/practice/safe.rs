//! Before something is offered or agreed to that could turn into control: whoever does it is asked
//! alone whether a no would be safe. What is said is kept nowhere and told to nobody; anything but a
//! yes is "Not today", and leaves all as it was.

use super::{super::SAFE, Chose, Menu};
use crate::{
    journey::Mode,
    layer::{Cx, Input},
    practice::Practice,
    ui::{Block, Choice, Hint, fill},
};

/// The questions of a practice, one after the other.
pub(super) struct Safe {
    practice: &'static Practice,
    at: usize,
    menu: Menu,
    not_today: bool,
}

/// What came of an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Pass,
    Stay,
    /// All of them were answered with a yes.
    Yes,
    /// It is left for another day.
    Leave,
}

impl Safe {
    /// The questions, where there are two and the practice asks.
    pub(super) fn before(practice: &'static Practice, cx: &Cx<'_>) -> Option<Self> {
        let asks = cx.journey.mode() != Mode::Alone && !practice.alone.is_empty();
        asks.then(|| Self { practice, at: 0, menu: Menu::question(), not_today: false })
    }

    pub(super) fn input(&mut self, input: &Input) -> Asked {
        let choices = if self.not_today { 1 } else { 2 };
        match self.menu.input(input, choices) {
            Chose::Item(_) if self.not_today => return Asked::Leave,
            Chose::Item(n) => {
                self.not_today = n != SAFE;
                self.menu = if self.not_today { Menu::default() } else { Menu::question() };
                self.at += usize::from(n == SAFE);
            }
            Chose::Back => return Asked::Leave,
            Chose::Moved => {}
            Chose::Pass => return Asked::Pass,
        }
        if self.at < self.practice.alone.len() { Asked::Stay } else { Asked::Yes }
    }

    pub(super) fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.say)
    }

    pub(super) fn blocks<'a>(&self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words;
        if self.not_today {
            return vec![
                Block::Heading(words.pair.not_today.clone()),
                Block::Text(words.practices.not_today.clone()),
                Block::Choices(vec![Choice::new(&words.write.go_on, self.menu.is(0))]),
            ];
        }
        let names = [("name", cx.name(cx.seat)), ("other", cx.name(cx.seat.other()))];
        let mut blocks = vec![Block::Quiet(fill(&words.sitting.for_you_alone, &names))];
        if let Some(asked) = self.practice.alone.get(self.at) {
            blocks.push(Block::Heading(asked.ask.clone()));
            let says = [&asked.no, &asked.yes].into_iter().enumerate();
            let choices = says.map(|(i, says)| self.menu.choice(i, says)).collect();
            blocks.push(Block::Choices(choices));
        }
        blocks.push(Block::Quiet(words.sitting.not_told.clone()));
        blocks
    }
}
