//! What can be changed: one's name, one's part, what happened, and whether pictures move. Changed at
//! once, kept at once.

use super::menu::{Chose, Menu};
use crate::{
    journey::{Event, Hurt, Person, Reach, Role},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Pasted, field},
    ui::{Block, Choice, Hint, Key, Page, Pen, fill, keys, keys::Binding},
};

/// The setting that stills pictures.
pub const MOTION: &str = "motion";

/// One person's settings.
pub struct Settings {
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

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

const ROLES: [Role; 3] = [Role::Hurt, Role::Repairing, Role::Both];

impl Settings {
    /// Of the person at the keys.
    pub fn new(cx: &Cx<'_>) -> Self {
        let person = cx.journey.person(cx.seat).cloned().unwrap_or_default();
        Self { person, menu: Menu::default(), pen: None }
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
            self.person.role = ROLES.get(n - 1).copied();
        } else if hurts.contains(&n) {
            let Some(hurt) = Hurt::ALL.get(n - hurts.start()) else { return Flow::Stay.into() };
            match self.person.hurts.iter().position(|it| it == hurt) {
                Some(i) => {
                    self.person.hurts.remove(i);
                }
                None => self.person.hurts.push(*hurt),
            }
        } else {
            let value = serde_json::Value::Bool(!cx.motion);
            let event = Event::Setting { key: MOTION.to_owned(), value };
            return Outcome::from(Flow::Stay).and(Effect::Keep(vec![event]));
        }
        Outcome::from(Flow::Stay).and(self.keep())
    }

    fn len() -> usize {
        1 + ROLES.len() + Hurt::ALL.len() + 1
    }
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
        match self.menu.input(input, Self::len()) {
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
        let role = |(i, role): (usize, &Role)| {
            let says = match role {
                Role::Hurt => &cx.words.first.hurt,
                Role::Repairing => &cx.words.first.repairing,
                Role::Both => &cx.words.first.both,
            };
            Choice::new(says, is(1 + i)).ticked(self.person.role == Some(*role))
        };
        page.blocks.push(Block::Choices(ROLES.iter().enumerate().map(role).collect()));
        page.blocks.push(Block::Label(words.hurts.clone()));
        let first = 1 + ROLES.len();
        let hurt = |(i, hurt): (usize, &Hurt)| {
            Choice::new(cx.words.hurts.of(*hurt), is(first + i))
                .ticked(self.person.hurts.contains(hurt))
        };
        page.blocks.push(Block::Choices(Hurt::ALL.iter().enumerate().map(hurt).collect()));
        page.blocks.push(Block::Label(words.motion.clone()));
        let motion = Choice::new(&words.pictures_move, is(first + Hurt::ALL.len()));
        page.blocks.push(Block::Choices(vec![motion.ticked(cx.motion)]));
        page
    }

    fn is_writing(&self) -> bool {
        self.names()
    }
}
