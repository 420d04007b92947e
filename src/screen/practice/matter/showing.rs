//! From a matter that is one person's to the other one: it is shown, or lies for some days first; and
//! what the other one showed is offered in return.

use chrono::NaiveDate;

use super::{Adding, OneMatter};
use crate::{
    journey::{Event, Moved},
    layer::{Cx, Effect},
    practice::Pause,
    ui::fill,
};

/// What its owner says to whether the other one may read it.
#[derive(Clone, Copy)]
pub(super) enum ToShow {
    /// It lies for some days first.
    Lie,
    Show,
    Keep,
}

impl OneMatter {
    /// The whole of it, for both.
    pub(super) fn show(&self, cx: &Cx<'_>) -> Option<Effect> {
        Some(Effect::Keep(vec![self.practice.shown(&self.matter(cx)?)]))
    }

    /// The same as an offer of whoever looks, as far as it is the same.
    pub(super) fn in_return(&self, cx: &Cx<'_>) -> Option<Adding> {
        let asks = &self.practice.in_return.as_ref()?.asks;
        let mut answers = self.matter(cx)?.fields().into_owned();
        answers.retain(|ask, _| asks.contains(ask));
        Some(Adding::with(self.book, self.practice, answers, cx))
    }

    /// Why it may lie for some days before it is shown, and until when.
    pub(super) fn pause(&self, cx: &Cx<'_>) -> Option<(&'static Pause, NaiveDate)> {
        let matter = self.matter(cx)?;
        self.practice.pauses(&matter, cx.now.date_naive())
    }

    /// Lets it lie.
    pub(super) fn lie(&self, cx: &Cx<'_>) -> Option<Effect> {
        let (pause, day) = self.pause(cx)?;
        let state = self.practice.state(&pause.to)?;
        let moved = state.moves(&self.matter(cx)?, cx.now.date_naive());
        Some(Effect::Keep(vec![Event::Move(Moved { review: Some(day), ..moved })]))
    }

    /// What its owner can say when they are asked if the other one may read it: what, and how.
    pub(super) fn to_show(&self, cx: &Cx<'_>) -> Vec<(ToShow, String)> {
        let keep = (ToShow::Keep, cx.words.practices.keep_mine.clone());
        let lie = self.pause(cx).map(|(pause, day)| {
            let day = cx.words.weekday(day);
            (ToShow::Lie, fill(&pause.act, &[("day", &day)]))
        });
        lie.into_iter().chain([(ToShow::Show, self.show_it(cx)), keep]).collect()
    }

    /// How showing it is said.
    pub(super) fn show_it(&self, cx: &Cx<'_>) -> String {
        let words = &cx.words.practices;
        let says = if self.practice.pairs.is_some() { &words.lay_it } else { &words.show_it };
        fill(says, &[("name", cx.name(cx.seat.other()))])
    }
}
