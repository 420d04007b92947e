//! What both settled, and what each keeps of it for themselves. One drawer is open at a time: whoever's
//! it is keeps a receipt there and then. The other one was at the keys too, but a mark that somebody
//! else's session could make would be worth nothing; they make it with their own eyes, when their
//! drawer is open next, from what stands there then.

use super::Doing;
use crate::{
    curriculum::Part,
    exercise::Spec,
    journey::{About, Amiss, Event, Mode, Reach, Receipt, Seat},
    layer::{Cx, Effect},
    ui::{Block, fill},
};

impl Doing {
    /// The parts in which something is settled for both.
    fn settles(&self) -> impl Iterator<Item = &'static Part> {
        let settles = |part: &&Part| matches!(part.spec, Spec::Settle(_));
        self.parts
            .iter()
            .copied()
            .filter(move |_| self.exercise.sees == Reach::Both)
            .filter(settles)
    }

    /// What each keeps for themselves of what both have settled, as far as their drawer takes it now.
    pub(super) fn receipts(&self, answer: &Event, cx: &Cx<'_>) -> Vec<Effect> {
        let Event::Answer { exercise, part, done: true, answer, .. } = answer else {
            return Vec::new();
        };
        if cx.journey.mode() != Mode::Together || !self.settles().any(|it| it.id == *part) {
            return Vec::new();
        }
        let receipt = Receipt::of_answer(self.owner(cx), exercise, part, answer);
        let seats = Seat::ALL.into_iter();
        let seats = seats.filter(|seat| *seat == cx.seat || !cx.journey.has_lock(*seat));
        let keep = |seat| Effect::KeepAs(seat, vec![Event::Receipt(receipt.clone())]);
        seats.map(keep).collect()
    }

    /// What whoever looks settled here and is not as it was.
    pub(super) fn amiss(&self, cx: &Cx<'_>) -> Option<(chrono::NaiveDate, Amiss)> {
        let here = &self.exercise.id;
        let mut amiss = cx.journey.amiss(cx.seat).filter(
            |(about, ..)| matches!(about, About::Answer { exercise, .. } if exercise == here),
        );
        amiss.next().map(|(_, day, how)| (day, how))
    }

    /// What is settled here and whoever looks keeps no receipt of, as it stands: it is theirs to say
    /// whether it is what they settled.
    pub(super) fn unsure(&self, cx: &Cx<'_>) -> Vec<(&'static Part, About)> {
        if cx.journey.mode() != Mode::Together {
            return Vec::new();
        }
        let about = |part: &Part| {
            let (owner, exercise, part) = (self.owner(cx), &self.exercise.id, &part.id);
            cx.journey.answer(cx.seat, owner, exercise, part).filter(|kept| kept.done)?;
            Some(About::Answer { owner, exercise: exercise.clone(), part: part.clone() })
        };
        let about = |part| about(part).filter(|about| cx.journey.is_unsure(cx.seat, about));
        self.settles().filter_map(|part| Some((part, about(part)?))).collect()
    }

    /// They read it by themselves, and it is what both settled.
    pub(super) fn is_right(&self, cx: &Cx<'_>) -> Vec<Effect> {
        let unsure = self.unsure(cx).into_iter();
        let receipts: Vec<_> = unsure.filter_map(|(_, about)| cx.journey.receipt(about)).collect();
        if receipts.is_empty() { Vec::new() } else { vec![Effect::Keep(receipts)] }
    }

    /// What is said before all else of what is not as it was, or was not seen yet.
    pub(super) fn settled_blocks<'a>(&self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.exercise;
        let unsure = self.unsure(cx);
        let says = match self.amiss(cx) {
            Some((day, Amiss::Altered)) => fill(&words.altered, &[("day", &cx.words.day(day))]),
            Some((day, Amiss::Gone)) => fill(&words.gone, &[("day", &cx.words.day(day))]),
            None if unsure.is_empty() => return Vec::new(),
            None => words.unseen.clone(),
        };
        let mut blocks = vec![Block::Accent(says)];
        for (part, _) in unsure {
            let kept = cx.journey.answer(cx.seat, self.owner(cx), &self.exercise.id, &part.id);
            let told = kept.map(|kept| part.spec.kind().tell(&kept.answer)).unwrap_or_default();
            for told in told {
                blocks.push(Block::Quiet(told.asked));
                blocks.push(Block::Inset(told.said));
            }
        }
        blocks
    }

    /// Whether the other one's drawer has still to note what both settled here.
    pub(super) fn other_keeps(&self, cx: &Cx<'_>) -> bool {
        let two = cx.journey.mode() == Mode::Together && cx.journey.has_lock(cx.seat.other());
        two && self.settles().next().is_some()
    }
}
