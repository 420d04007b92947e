//! A sealed pair: both write apart, each is asked alone, two yeses show it. Anything else is "Not
//! today", the same whatever the cause.

use super::{Doing, Menu, Stage};
use crate::{
    curriculum::{Part, Risk},
    engine::Path,
    exercise::Spec,
    journey::{Event, Mode, Reach, Role, Say, Seat, Turn},
    layer::{Cx, Effect, Flow, Outcome},
    ui::fill,
};

/// What one can say when asked, in the order it is offered.
pub(super) const SAYS: [Say; 4] = [Say::Show, Say::Later, Say::Edit, Say::Never];

impl Doing {
    pub(super) fn sealed(&self) -> impl Iterator<Item = &'static Part> {
        self.parts.iter().copied().filter(|part| matches!(part.spec, Spec::Sealed(_)))
    }

    pub(super) fn is_pair(&self, cx: &Cx<'_>) -> bool {
        self.exercise.sees == Reach::Sealed
            && cx.journey.mode() != Mode::Alone
            && self.sealed().next().is_some()
    }

    pub(super) fn both_wrote(&self, cx: &Cx<'_>) -> bool {
        self.sealed().all(|part| cx.journey.both_wrote(&self.exercise.id, &part.id))
    }

    pub(super) fn is_shown(&self, cx: &Cx<'_>) -> bool {
        self.sealed().all(|part| cx.journey.shown(&self.exercise.id, &part.id))
    }

    /// Whether the other one was asked about theirs, and whether it is a yes.
    pub(super) fn other_was_asked(&self, cx: &Cx<'_>) -> Option<bool> {
        let other = cx.seat.other();
        let id = &self.exercise.id;
        let asked = self.sealed().all(|part| cx.journey.was_asked(other, id, &part.id));
        asked.then(|| self.sealed().all(|part| cx.journey.agreed(other, id, &part.id)))
    }

    /// What both may know of the part in hand: that this half is written, and nothing else yet.
    pub(super) fn half_written(&self, cx: &Cx<'_>) -> Option<Event> {
        let Stage::Part { at, .. } = &self.stage else { return None };
        let part = self.parts.get(*at).filter(|part| matches!(part.spec, Spec::Sealed(_)))?;
        self.is_pair(cx).then(|| Event::Half {
            exercise: self.exercise.id.clone(),
            part: part.id.clone(),
            asked: false,
            shown: None,
            pad: String::new(),
        })
    }

    pub(super) fn asked_or_waits(&mut self, cx: &Cx<'_>) {
        self.stage = if self.both_wrote(cx) {
            Stage::Asked(Menu::question())
        } else {
            Stage::HandOn(Menu::default())
        };
    }

    pub(super) fn asked(&mut self, choice: usize, cx: &Cx<'_>) -> Outcome {
        let Some(say) = SAYS.get(choice).copied() else { return Flow::Stay.into() };
        self.was_asked = say != Say::Edit;
        let path = Path::new(self.book, cx.journey, cx.seat);
        // the brake and the clock say no for everybody alike; what was chosen is written as it was
        let other = self.other_was_asked(cx);
        let may = path.may_show(self.exercise, other == Some(true), cx.now);
        let show = say == Say::Show && may;
        let mut says = Vec::new();
        let id = &self.exercise.id;
        for part in self.sealed() {
            says.push(Event::Pair { exercise: id.clone(), part: part.id.clone(), say });
            if let Some(kept) = cx.journey.answer(cx.seat, cx.seat, id, &part.id) {
                says.push(Event::half(id, &part.id, &kept.answer, show));
            }
        }
        match (say, show, other) {
            (Say::Edit, ..) => self.open(0, cx),
            (_, true, Some(true)) => {
                self.stage = Stage::Shown(0);
                if self.exercise.risk == Risk::High {
                    let (exercise, turn) = (id.clone(), Turn::Begun);
                    says.push(Event::Sitting { exercise, turn });
                }
            }
            (_, _, Some(_)) => self.stage = Stage::NotToday,
            (_, _, None) => self.stage = Stage::HandOn(Menu::default()),
        }
        Outcome::from(Flow::Stay).and(Effect::Keep(says))
    }

    /// Two yeses: what is shown first.
    pub(super) fn shown(&self, cx: &Cx<'_>) -> Stage {
        if self.deeper(cx).is_some() { Stage::Deeper(Menu::default()) } else { Stage::Shown(0) }
    }

    /// In how many rows of the first grid it went deeper than was guessed, in words.
    pub(super) fn deeper(&self, cx: &Cx<'_>) -> Option<String> {
        let part = self.sealed().next()?;
        let Spec::Sealed(sealed) = &part.spec else { return None };
        let has = |role| Seat::ALL.into_iter().find(|seat| cx.journey.role(*seat) == role);
        let (hurt, repairing) = (has(Role::Hurt)?, has(Role::Repairing)?);
        let half = |seat| cx.journey.answer(cx.seat, seat, &self.exercise.id, &part.id);
        let (count, all) = sealed.deeper(&half(hurt)?.answer, &half(repairing)?.answer)?;
        let (n, all) = (count.to_string(), all.to_string());
        (!sealed.deeper.is_empty()).then(|| fill(&sealed.deeper, &[("n", &n), ("all", &all)]))
    }

    pub(super) fn shown_next(&mut self) -> Flow {
        let Stage::Shown(at) = self.stage else { return Flow::Stay };
        if at + 1 < self.sealed().count() {
            self.stage = Stage::Shown(at + 1);
            return Flow::Stay;
        }
        self.stage = Stage::After(Menu::default());
        Flow::Stay
    }
}
