//! A sitting: both are at the keys. How they sit down, with two keys where it needs them; what stands
//! in front for a while; and when it has been enough.

use super::{
    Doing, Menu, Next, Stage,
    pause::{Pause, Paused},
    start::Alone,
};
use crate::{
    curriculum::{Part, Risk, Who},
    engine::Path,
    exercise::Spec,
    journey::{Event, Mode, Turn},
    layer::{Cx, Effect, Flow, Outcome},
    ui::fill,
};

/// After so many minutes one sitting is enough.
const ENOUGH: i64 = 25;

impl Doing {
    /// Whether both sit at the keys, and it is kept.
    pub(super) fn is_sitting(&self, cx: &Cx<'_>) -> bool {
        self.exercise.who == Who::Together && cx.journey.mode() == Mode::Together
    }

    pub(super) fn may_break(&self) -> bool {
        self.since.is_some() && self.pause.is_none() && matches!(self.stage, Stage::Part { .. })
    }

    /// What became of the sitting, for both.
    pub(super) fn turn(&self, turn: Turn) -> Effect {
        Effect::Keep(vec![Event::Sitting { exercise: self.exercise.id.clone(), turn }])
    }

    /// Both sit down to it: where they were, after a word on how tense they are if nobody has asked.
    pub(super) fn sit_down(&mut self, asked: bool, cx: &Cx<'_>) -> Outcome {
        self.open(self.next_part(cx), cx);
        self.since = Some(cx.now);
        self.was_half = false;
        self.pause = (!asked && self.exercise.risk != Risk::Low).then(Pause::heats);
        Outcome::from(Flow::Stay).and(self.turn(Turn::Begun))
    }

    /// Half of it is behind them, where that can be said: how tense are they now?
    pub(super) fn half(&mut self) {
        let Stage::Part { at, .. } = self.stage else { return };
        // what is only read does not count
        let is_done = |part: &&&Part| !matches!(part.spec, Spec::Cards(_));
        let all = self.parts.iter().filter(is_done).count();
        let before = self.parts.iter().take(at).filter(is_done).count();
        let is_half = before * 2 + 1 >= all;
        if self.since.is_some() && is_half && !self.was_half && self.exercise.risk != Risk::Low {
            self.was_half = true;
            self.pause = Some(Pause::heats());
        }
    }

    /// What came of what stands in front of the part.
    pub(super) fn paused(&mut self, paused: Paused, cx: &Cx<'_>) -> Outcome {
        match paused {
            Paused::Pass | Paused::Stay => {}
            Paused::On => {
                self.pause = None;
                // back from a break
                if cx.journey.sittings().on_break(cx.now).is_some() {
                    return Outcome::from(Flow::Stay).and(self.turn(Turn::Begun));
                }
            }
            Paused::Break(back) => {
                let mut effects = self.keep(false, cx);
                effects.push(self.turn(Turn::Break(back)));
                return Outcome { flow: Flow::Stay, effects };
            }
            Paused::Leave => return Flow::Close.into(),
        }
        Flow::Stay.into()
    }

    /// What one person said with their key; the second one's decides.
    pub(super) fn keyed(&mut self, first: Option<bool>, yes: bool, cx: &Cx<'_>) -> Outcome {
        let Some(first) = first else {
            self.stage = Stage::KeyTurned { yes, menu: Menu::default() };
            return Flow::Stay.into();
        };
        let path = Path::new(self.book, cx.journey, cx.seat);
        if first && yes && path.is_time_for(self.exercise, cx.now) {
            return self.sit_down(true, cx);
        }
        self.stage = Stage::NotToday;
        Flow::Stay.into()
    }

    /// The first has been asked: the second is next, whatever was said.
    pub(super) fn key_turned(&self, choice: usize, yes: bool, cx: &Cx<'_>) -> Flow {
        if choice == 1 {
            return Flow::Close;
        }
        let to = cx.seat.other();
        let mut then = Self::new(self.book, self.n, self.exercise, &Cx { seat: to, ..*cx });
        then.stage = Stage::Keys { first: Some(yes), alone: Alone::new(self.exercise) };
        Flow::HandOver { to, then: Some(Box::new(then)) }
    }

    /// The quiet brake, on or off, and on with the exercise. It is written in any case.
    pub(super) fn brake(&mut self, on: bool, cx: &Cx<'_>) -> Outcome {
        let events = Path::new(self.book, cx.journey, cx.seat).brake(on);
        self.follow(Next::On, cx);
        Outcome::from(Flow::Stay).and(Effect::Keep(events))
    }

    pub(super) fn has_two_keys(&self, cx: &Cx<'_>) -> bool {
        Path::new(self.book, cx.journey, cx.seat).has_two_keys(self.exercise)
    }

    /// What is said when one has been at it for long enough.
    pub(super) fn enough(&self, cx: &Cx<'_>) -> Option<String> {
        let minutes = (cx.now - self.since?).num_minutes();
        let enough = ENOUGH.max(i64::from(self.exercise.minutes));
        let n = minutes.to_string();
        (minutes >= enough).then(|| fill(&cx.words.sitting.enough, &[("n", &n)]))
    }
}
