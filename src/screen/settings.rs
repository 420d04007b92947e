//! What can be changed: one's name, one's part, what happened, and whether pictures move. Changed at
//! once, kept at once.

use serde::{Deserialize, Serialize};

use super::{
    drawer::Drawer,
    first::{ROLES, part},
    menu::{Chose, Menu},
};
use crate::{
    curriculum::Curriculum,
    journey::{Event, Hurt, Mode, Person, Reach, Role},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Pasted, field},
    ui::{Block, Choice, Hint, Key, Page, Pen, Words, fill, keys, keys::Binding},
};

/// The setting that stills pictures.
pub const MOTION: &str = "motion";

/// The setting that says where phrases are marked while one writes.
const NOTES: &str = "notes";

/// Where phrases are marked while one writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Notes {
    /// Where an exercise asks for it.
    #[default]
    Some,
    /// Wherever one writes, the journal too.
    All,
    /// Nowhere.
    None,
}

impl Notes {
    const ALL: [Self; 3] = [Self::Some, Self::All, Self::None];

    /// As the person at the keys has it.
    pub(super) fn of(cx: &Cx<'_>) -> Self {
        let notes = cx.journey.setting(cx.seat, NOTES);
        notes.and_then(|notes| Self::deserialize(notes).ok()).unwrap_or_default()
    }

    fn says(self, words: &Words) -> &str {
        match self {
            Self::Some => &words.settings.notes_some,
            Self::All => &words.settings.notes_all,
            Self::None => &words.settings.notes_none,
        }
    }
}

/// One person's settings.
pub struct Settings {
    book: &'static Curriculum,
    person: Person,
    menu: Menu,
    /// The name, while it is being changed.
    pen: Option<Pen>,
}

#[derive(Clone, Copy)]
enum Act {
    Keep,
    Leave,
}

const KEYS: &[Binding<Settings, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Keep,
        says: |w| &w.keys.keep_it,
        when: Settings::names,
    },
    Binding { keys: &[Key::ESC], act: Act::Leave, says: |w| &w.keys.back, when: Settings::names },
];

pub(super) fn every_key(words: &Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Settings {
    /// Of the person at the keys.
    pub fn new(book: &'static Curriculum, cx: &Cx<'_>) -> Self {
        let person = cx.journey.person(cx.seat).cloned().unwrap_or_default();
        Self { book, person, menu: Menu::default(), pen: None }
    }

    fn names(&self) -> bool {
        self.pen.is_some()
    }

    fn keep(&self) -> Effect {
        Effect::Keep(vec![Event::Profile(self.person.clone())])
    }

    fn change(&mut self, n: usize, cx: &Cx<'_>) -> Outcome {
        let roles = 1..=ROLES.len();
        let hurts = roles.end() + 1..=roles.end() + Hurt::ALL.len();
        if n == 0 {
            let mut pen = Pen::line(&self.person.name);
            pen.set_width(cx.measure);
            self.pen = Some(pen);
            return Flow::Stay.into();
        }
        if roles.contains(&n) {
            self.person.role = ROLES.get(n - 1).copied().flatten();
        } else if hurts.contains(&n) {
            let Some(hurt) = Hurt::ALL.get(n - hurts.start()) else { return Flow::Stay.into() };
            match self.person.hurts.iter().position(|it| it == hurt) {
                Some(i) => {
                    self.person.hurts.remove(i);
                }
                None => self.person.hurts.push(*hurt),
            }
        } else {
            if n + 1 == Self::len(cx) && may_lock(cx) {
                return Flow::Open(Box::new(Drawer::new(self.book))).into();
            }
            let Some(event) = set(n - hurts.end() - 1, cx) else { return Flow::Stay.into() };
            return Outcome::from(Flow::Stay).and(Effect::Keep(vec![event]));
        }
        Outcome::from(Flow::Stay).and(self.keep())
    }

    fn len(cx: &Cx<'_>) -> usize {
        1 + ROLES.len() + Hurt::ALL.len() + Notes::ALL.len() + 1 + usize::from(may_lock(cx))
    }
}

/// Whether what is written here is kept at all, and so can have a lock.
fn may_lock(cx: &Cx<'_>) -> bool {
    cx.journey.mode() != Mode::Session
}

/// What the n-th choice below the profile sets: where phrases are marked; after that, whether
/// pictures move.
fn set(n: usize, cx: &Cx<'_>) -> Option<Event> {
    let (key, value) = match Notes::ALL.get(n) {
        Some(notes) => (NOTES, serde_json::to_value(notes).ok()?),
        None => (MOTION, serde_json::Value::Bool(!cx.motion)),
    };
    Some(Event::Setting { key: key.to_owned(), value })
}

impl Layer for Settings {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Some(pen) = &mut self.pen {
            match input {
                Input::Key(key) if pen.key(*key, cx.now) => return Flow::Stay.into(),
                Input::Paste(Pasted(text)) => pen.paste(text, cx.now),
                Input::Measure(width) => pen.set_width(*width),
                Input::Caret { row, cell, .. } => pen.place(*row, *cell, cx.now),
                _ => {}
            }
            let Input::Key(key) = input else { return Flow::Stay.into() };
            let act = keys::find(KEYS, self, *key);
            return match (act, self.pen.take()) {
                (Some(Act::Keep), Some(pen)) => {
                    pen.text().clone_into(&mut self.person.name);
                    Outcome::from(Flow::Stay).and(self.keep())
                }
                (Some(Act::Leave), _) => Flow::Stay.into(),
                (_, pen) => {
                    self.pen = pen;
                    Flow::Pass.into()
                }
            };
        }
        match self.menu.input(input, Self::len(cx)) {
            Chose::Item(n) => self.change(n, cx),
            other => other.otherwise(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        if self.names() {
            keys::hints(KEYS, self, cx.words)
        } else {
            self.menu.hints(cx, |w| &w.keys.change)
        }
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.settings;
        let mut page = cx.page(words.title.clone(), Reach::Both);
        if let Some(pen) = &self.pen {
            page.blocks.push(Block::Field(field(&pen.prose, words.name.clone(), 1)));
            page.blocks.push(Block::Quiet(cx.words.first.about_names.clone()));
            return page;
        }
        let is = |n: usize| self.menu.is(n);
        let name = fill(&words.name_is, &[("name", cx.name(cx.seat))]);
        page.blocks.push(Block::Choices(vec![Choice::new(name, is(0))]));
        page.blocks.push(Block::Label(words.part.clone()));
        let role = |(i, role): (usize, &Option<Role>)| {
            Choice::new(part(*role, cx.words), is(1 + i)).ticked(self.person.role == *role)
        };
        page.blocks.push(Block::Choices(ROLES.iter().enumerate().map(role).collect()));
        page.blocks.push(Block::Label(words.hurts.clone()));
        let first = 1 + ROLES.len();
        let hurt = |(i, hurt): (usize, &Hurt)| {
            Choice::new(cx.words.hurts.of(*hurt), is(first + i))
                .ticked(self.person.hurts.contains(hurt))
        };
        page.blocks.push(Block::Choices(Hurt::ALL.iter().enumerate().map(hurt).collect()));
        if cx.journey.mode() == Mode::Together {
            page.blocks.push(Block::Quiet(words.seen_by_both.clone()));
        }
        page.blocks.push(Block::Label(words.notes.clone()));
        let first = first + Hurt::ALL.len();
        let note = |(i, notes): (usize, &Notes)| {
            Choice::new(notes.says(cx.words), is(first + i)).ticked(Notes::of(cx) == *notes)
        };
        page.blocks.push(Block::Choices(Notes::ALL.iter().enumerate().map(note).collect()));
        page.blocks.push(Block::Label(words.motion.clone()));
        let motion = Choice::new(&words.pictures_move, is(first + Notes::ALL.len()));
        page.blocks.push(Block::Choices(vec![motion.ticked(cx.motion)]));
        if may_lock(cx) {
            page.blocks.push(Block::Label(cx.words.lock.heading.clone()));
            let lock = &cx.words.lock.about;
            let is = self.menu.is(Self::len(cx) - 1);
            page.blocks.push(Block::Choices(vec![Choice::new(lock, is)]));
        }
        page
    }

    fn is_writing(&self) -> bool {
        self.names()
    }
}
