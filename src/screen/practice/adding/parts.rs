//! Who reads which part of something that is in part for both: its owner says so at the last look.

use super::{Adding, Menu, Stage, told};
use crate::{
    exercise::Spec,
    journey::{Mode, Reach},
    layer::Cx,
    practice::Ask,
    ui::{Block, Choice, fill},
};

impl Adding {
    /// Whether its owner says who reads which part: of what is theirs, and in part for both.
    pub(super) fn has_parts(&self, cx: &Cx<'_>) -> bool {
        let for_both = self.practice.asks.iter().any(|ask| ask.both);
        for_both && cx.journey.mode() == Mode::Together && !self.answers.is_empty()
    }

    /// The parts that were answered.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'static Ask> {
        self.asks.iter().copied().filter(|ask| self.answers.contains_key(&ask.id))
    }

    /// Whether the other one can read a part already: what was shown is not taken back.
    fn is_shown(&self, ask: &Ask, cx: &Cx<'_>) -> bool {
        self.before(cx).is_some_and(|kept| kept.shows(&ask.id))
    }

    /// Lets the other one read a part, or keeps it to oneself.
    pub(super) fn turn(&mut self, n: usize, cx: &Cx<'_>) {
        let Some(ask) = self.parts().nth(n) else {
            return self.stage = Stage::Look(Menu::default());
        };
        if !self.is_shown(ask, cx) && !self.both.remove(ask.id.as_str()) {
            self.both.insert(&ask.id);
        }
    }

    pub(super) fn is_both(&self, at: usize) -> bool {
        self.asks.get(at).is_some_and(|ask| self.both.contains(ask.id.as_str()))
    }

    /// Every part by what was said to it, and who can read that.
    pub(super) fn who_reads<'a>(&self, menu: Menu, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.practices;
        let name = [("name", cx.name(cx.seat.other()))];
        let choice = |(n, ask): (usize, &Ask)| {
            let told = self.answers.get(&ask.id).map(|answer| told(ask, answer, cx));
            // a place on a line says little without the line
            let places = matches!(ask.spec, Spec::Rate(_));
            let said = told.into_iter().flatten();
            let said = said.map(|told| if places { told.asked } else { told.said });
            let said: Vec<_> = said.collect();
            let reach =
                if self.both.contains(ask.id.as_str()) { Reach::Both } else { Reach::OnlyYou };
            let who = cx.words.reach.of(reach, cx.journey.mode());
            let said = said.join(" · ").replace('\n', " ");
            Choice::new(said, menu.is(n)).note(who).detail(ask.says())
        };
        let mut choices: Vec<_> = self.parts().enumerate().map(choice).collect();
        choices.push(Choice::new(&cx.words.write.go_on, menu.is(choices.len())));
        vec![Block::Text(fill(&words.parts_mean, &name)), Block::Choices(choices)]
    }
}
