//! A pair of sentences: what happened, and what to do now. Also the neutral "Not today".

use crate::{
    layer::{Cx, Flow, Input, Layer, Outcome},
    ui::{Block, Hint, Key, Page, Pair, keys, keys::Binding},
};

/// Says something and waits.
pub struct Notice {
    says: Pair,
}

#[derive(Clone, Copy)]
enum Act {
    GoOn,
}

const KEYS: &[Binding<Notice, Act>] = &[Binding {
    keys: &[Key::ENTER, Key::ESC],
    act: Act::GoOn,
    says: |w| &w.keys.go_on,
    when: |_| true,
}];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Notice {
    /// Says this.
    pub fn new(says: Pair) -> Self {
        Self { says }
    }
}

impl Layer for Notice {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        match input {
            Input::Key(key) if keys::find(KEYS, self, *key).is_some() => Flow::Close.into(),
            Input::Pick(_) => Flow::Close.into(),
            _ => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn page<'a>(&'a self, _: &Cx<'_>) -> Page<'a> {
        let blocks =
            vec![Block::Heading(self.says.what.clone()), Block::Text(self.says.now.clone())];
        Page { blocks, centred: true, ..Page::default() }
    }
}
