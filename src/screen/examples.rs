//! Two ways of saying it: what does not help, what helps. Begins with the kinds of hurt that the
//! person named; every other kind is a key away.

use crate::{
    curriculum::{Curriculum, Example, Step, Voice},
    engine::Path,
    journey::{Hurt, Reach, Role},
    layer::{Cx, Flow, Input, Layer, Outcome},
    ui::{Block, Hint, Key, Page, keys, keys::Binding, words::of},
};

/// A step's examples, in this person's order.
pub struct Examples {
    place: String,
    examples: Vec<&'static Example>,
    at: usize,
}

#[derive(Clone, Copy)]
enum Act {
    Next,
    Back,
    Kind,
    Leave,
}

const KEYS: &[Binding<Examples, Act>] = &[
    Binding {
        keys: &[Key::ENTER, Key::RIGHT, Key::SPACE],
        act: Act::Next,
        says: |w| &w.keys.next,
        when: |_| true,
    },
    Binding {
        keys: &[Key::char('k')],
        act: Act::Kind,
        says: |w| &w.keys.other_kind,
        when: |e| e.examples.len() > 1,
    },
    Binding { keys: &[Key::LEFT], act: Act::Back, says: |w| &w.keys.one_back, when: |e| e.at > 0 },
    Binding { keys: &[Key::ESC], act: Act::Leave, says: |w| &w.keys.back, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Examples {
    /// A step's examples.
    pub fn new(book: &'static Curriculum, n: usize, step: &'static Step, cx: &Cx<'_>) -> Self {
        let reader = Path::new(book, cx.journey, cx.seat).reader();
        let mut examples: Vec<_> =
            step.examples.iter().filter(|example| reader.is_meant(&example.meant)).collect();
        let hurts: Vec<Hurt> =
            cx.journey.person(cx.seat).map(|person| person.hurts.clone()).unwrap_or_default();
        let between = cx.journey.between();
        // nearest to this reader first; the sort is stable, so the rest keeps the book's order
        examples.sort_by_key(|example| {
            let kind = hurts.contains(&example.kind);
            let voice = match reader.role {
                Role::Hurt => example.voice == Voice::Hurt,
                Role::Repairing => example.voice == Voice::Repairing,
                Role::Both => true,
            };
            (!kind, example.between != between, !voice)
        });
        Self { place: super::place(cx, book, n), examples, at: 0 }
    }

    /// On to the next example of another kind, round and round.
    fn other_kind(&mut self) {
        let Some(kind) = self.examples.get(self.at).map(|example| example.kind) else { return };
        let len = self.examples.len();
        let next = (1..len)
            .map(|i| (self.at + i) % len)
            .find(|i| self.examples.get(*i).is_some_and(|example| example.kind != kind));
        self.at = next.unwrap_or(self.at);
    }
}

impl Layer for Examples {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        let Input::Key(key) = input else { return Flow::Pass.into() };
        match keys::find(KEYS, self, *key) {
            Some(Act::Next) if self.at + 1 < self.examples.len() => self.at += 1,
            Some(Act::Next | Act::Leave) => return Flow::Close.into(),
            Some(Act::Back) => self.at = self.at.saturating_sub(1),
            Some(Act::Kind) => self.other_kind(),
            None => return Flow::Pass.into(),
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let mut page = cx.page(self.place.clone(), Reach::Both);
        let Some(example) = self.examples.get(self.at) else { return page };
        let words = &cx.words.examples;
        page.blocks = vec![
            Block::Heading(cx.words.hurts.of(example.kind).to_owned()),
            Block::Quiet(example.scene.clone()),
            Block::Label(words.hinders.clone()),
            Block::Inset(example.hinders.clone()),
            Block::InsetQuiet(example.hinders_why.clone()),
            Block::Label(words.helps.clone()),
            Block::Inset(example.helps.clone()),
            Block::InsetQuiet(example.helps_why.clone()),
        ];
        if !example.trial.is_empty() {
            page.blocks.push(Block::Text(example.trial.clone()));
        }
        page.foot = Some(of(cx.words, self.at + 1, self.examples.len()));
        page
    }
}
