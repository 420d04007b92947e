//! The neutral cover while the keyboard changes hands. Nothing of anybody is on it.

use super::unlock::Unlock;
use crate::{
    journey::Seat,
    layer::{Cx, Effect, Flow, Input, Layer, Outcome},
    ui::{Block, Hint, Key, Page, fill, keys, keys::Binding},
};

/// Waits for the other person.
pub struct Cover {
    to: Seat,
}

#[derive(Clone, Copy)]
enum Act {
    Here,
}

const KEYS: &[Binding<Cover, Act>] =
    &[Binding { keys: &[Key::ENTER], act: Act::Here, says: |w| &w.cover.here, when: |_| true }];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Cover {
    /// Before the hands of this person.
    pub fn new(to: Seat) -> Self {
        Self { to }
    }
}

impl Layer for Cover {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        let here = match input {
            Input::Key(key) => keys::find(KEYS, self, *key).is_some(),
            Input::Pick(_) => true,
            _ => false,
        };
        match here {
            true if cx.journey.has_lock(self.to) => {
                Flow::Replace(Box::new(Unlock::new(self.to))).into()
            }
            true => Outcome::from(Flow::Close).and(Effect::Seat(self.to)),
            false => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let name = [("name", cx.name(self.to))];
        Page {
            blocks: vec![
                Block::Text(fill(&cx.words.cover.please, &name)),
                Block::Text(fill(&cx.words.cover.when_here, &name)),
            ],
            centred: true,
            ..Page::default()
        }
    }
}
