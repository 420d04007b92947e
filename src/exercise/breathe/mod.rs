//! A breath to follow, or a plain timer. It starts when a key is pressed and may be left early;
//! nothing is kept of it.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Check, Kind, Model, Move, Told, Wrong};
use crate::{
    journey::Time,
    layer::{Cx, Input},
    ui::{Block, Choice, Gauge, Hint, Key, keys, keys::Binding},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Breathe {
    /// What is said beside it.
    pub text: Vec<String>,
    /// How long it takes, in seconds.
    pub seconds: u32,
    /// Seconds of breathing in; left out for a plain timer.
    #[serde(default, rename = "in")]
    pub inward: u32,
    /// Seconds of breathing out.
    #[serde(default, rename = "out")]
    pub outward: u32,
}

impl Kind for Breathe {
    fn open(&'static self, _: Option<&Value>) -> Box<dyn Model> {
        Box::new(Breathing { spec: self, since: None, over: false })
    }

    fn tell(&self, _: &Value) -> Vec<Told> {
        Vec::new()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.page("text", &self.text);
        if self.seconds == 0 {
            check.wrong(Wrong::AtOdds("“seconds” is 0", "Say how long it takes"));
        }
        if (self.inward == 0) != (self.outward == 0) {
            check.wrong(Wrong::AtOdds(
                "only one of “in” and “out” is given",
                "Give both, or leave both out for a plain timer",
            ));
        }
    }
}

struct Breathing {
    spec: &'static Breathe,
    since: Option<Time>,
    over: bool,
}

#[derive(Clone, Copy)]
enum Act {
    Start,
    GoOn,
}

const KEYS: &[Binding<Breathing, Act>] = &[
    Binding {
        keys: &[Key::ENTER, Key::SPACE],
        act: Act::Start,
        says: |w| &w.keys.start,
        when: |m| m.since.is_none(),
    },
    Binding {
        keys: &[Key::ENTER],
        act: Act::GoOn,
        says: |w| &w.keys.go_on,
        when: |m| m.since.is_some(),
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Breathing {
    fn elapsed(&self, now: Time) -> f64 {
        let all = f64::from(self.spec.seconds);
        self.since.map_or(0.0, |since| seconds_between(since, now).clamp(0.0, all))
    }

    /// How full the breath is, and what it does.
    fn breath<'w>(&self, elapsed: f64, cx: &Cx<'w>) -> (f64, &'w str) {
        let (inward, outward) = (f64::from(self.spec.inward), f64::from(self.spec.outward));
        let at = elapsed % (inward + outward);
        if at < inward {
            (at / inward, &cx.words.write.breathe_in)
        } else {
            (1.0 - (at - inward) / outward, &cx.words.write.breathe_out)
        }
    }
}

/// Seconds from one moment to another; none if the clock was set back.
pub(super) fn seconds_between(since: Time, now: Time) -> f64 {
    (now - since).to_std().map_or(0.0, |passed| passed.as_secs_f64())
}

impl Model for Breathing {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Start) => self.since = Some(cx.now),
                Some(Act::GoOn) => return Move::Done,
                None => return Move::Pass,
            },
            Input::Pick(_) if self.since.is_none() => self.since = Some(cx.now),
            Input::Pick(_) => return Move::Done,
            Input::Tick => self.over = self.elapsed(cx.now) >= f64::from(self.spec.seconds),
            _ => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let mut blocks: Vec<_> = self.spec.text.iter().cloned().map(Block::Text).collect();
        let all = f64::from(self.spec.seconds);
        let elapsed = self.elapsed(cx.now);
        if self.since.is_none() {
            blocks.push(Block::Choices(vec![
                Choice::new(cx.words.write.start.clone(), true).note(cx.words.time(all)),
            ]));
            return blocks;
        }
        if self.spec.inward > 0 && elapsed < all {
            let (full, says) = self.breath(elapsed, cx);
            let share = if cx.motion { full } else { elapsed / all };
            blocks.push(Block::Gauge(Gauge { share, words: says.to_owned() }));
        } else {
            let over = elapsed >= all;
            let says =
                if over { cx.words.write.over.clone() } else { cx.words.time_left(all - elapsed) };
            blocks.push(Block::Gauge(Gauge { share: elapsed / all, words: says }));
        }
        blocks.push(Block::Choices(vec![Choice::new(cx.words.write.go_on.clone(), true)]));
        blocks
    }

    fn answer(&self) -> Value {
        json!({})
    }

    fn wake(&self, cx: &Cx<'_>) -> Option<Duration> {
        self.since?;
        if self.over {
            return None;
        }
        let moving = cx.motion && self.spec.inward > 0;
        Some(if moving { Duration::from_millis(125) } else { Duration::from_secs(1) })
    }
}
