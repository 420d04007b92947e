//! A drawer's lock: asks for the passphrase, says that it is at work, and says one thing if it was
//! not the right one.

use super::door::Door;
use crate::{
    journey::Seat,
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Pasted, Report},
    seal::Shut,
    ui::{Block, Hint, Key, Page, Secret, fill, keys, keys::Binding},
};

/// The lock of one person.
pub struct Unlock {
    to: Seat,
    secret: Secret,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Asks,
    Works,
    Refused(Shut),
}

#[derive(Clone, Copy)]
enum Act {
    Open,
    Other,
}

const KEYS: &[Binding<Unlock, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Open,
        says: |w| &w.keys.open,
        when: |unlock| unlock.stage != Stage::Works,
    },
    Binding { keys: &[Key::ESC], act: Act::Other, says: |w| &w.keys.back, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Unlock {
    /// Before this person's drawer.
    pub fn new(to: Seat) -> Self {
        Self { to, secret: Secret::default(), stage: Stage::Asks }
    }

    fn open(&mut self) -> Outcome {
        let Some(passphrase) = self.secret.take() else { return Flow::Stay.into() };
        self.stage = Stage::Works;
        Outcome::from(Flow::Stay).and(Effect::Unlock(self.to, passphrase))
    }
}

impl Layer for Unlock {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        match input {
            Input::Paste(Pasted(text)) if self.stage != Stage::Works => {
                self.secret.paste(text);
                Flow::Stay.into()
            }
            Input::Pick(_) => self.open(),
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Open) => self.open(),
                // who is alone here has nobody to give way to
                Some(Act::Other) if cx.journey.seats().len() > 1 => {
                    Flow::Replace(Box::new(Door::default())).into()
                }
                Some(Act::Other) => Flow::Stay.into(),
                None if self.stage != Stage::Works && self.secret.key(*key) => Flow::Stay.into(),
                None => Flow::Pass.into(),
            },
            _ => Flow::Stay.into(),
        }
    }

    fn told(&mut self, report: &Report, _: &Cx<'_>) -> Outcome {
        match report {
            Report::Unlocked => Flow::Close.into(),
            Report::Shut(shut) => {
                self.stage = Stage::Refused(*shut);
                Flow::Stay.into()
            }
            _ => Flow::Stay.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let mut hints = keys::hints(KEYS, self, cx.words);
        if cx.journey.seats().len() < 2 {
            hints.retain(|hint| !hint.keys.contains(&Key::ESC));
        }
        hints
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.lock;
        let mut blocks = vec![Block::Heading(fill(&words.title, &[("name", cx.name(self.to))]))];
        match self.stage {
            Stage::Works => blocks.push(Block::Text(words.working.clone())),
            Stage::Asks | Stage::Refused(_) => {
                blocks.push(Block::Field(self.secret.field(&words.passphrase)));
            }
        }
        if let Stage::Refused(shut) = self.stage {
            let pair = cx.words.trouble.shut(shut);
            blocks.push(Block::Text(format!("{} {}", pair.what, pair.now)));
        } else {
            blocks.push(Block::Quiet(words.forgotten.clone()));
        }
        Page { blocks, ..Page::default() }
    }

    fn is_writing(&self) -> bool {
        self.stage != Stage::Works
    }
}
