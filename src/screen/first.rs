//! The first screen ever, and the few questions after it. Nothing is required but who is here;
//! everything can be left out, and changed later.

use std::time::Duration;

use super::{
    helplines::HelpLines,
    menu::{Chose, Menu},
    new_lock::{Chosen, NewLock},
};
use crate::{
    curriculum::Curriculum,
    journey::{Between, Event, Hurt, Mode, Person, Reach, Role, Seat},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Pasted, SetUp, field},
    seal::Passphrase,
    ui::{Block, Choice, Hint, Key, Page, Pen, Words, fill, keys, keys::Binding},
};

/// The first run.
pub struct First {
    book: &'static Curriculum,
    stage: Stage,
    mode: Mode,
    names: Vec<String>,
    roles: Vec<Option<Role>>,
    between: Between,
    hurts: Vec<Hurt>,
    passphrases: Vec<Option<Passphrase>>,
}

enum Stage {
    Welcome(Menu),
    /// The name of the person in this seat.
    Name(usize, Pen),
    /// The part of the person in this seat.
    Role(usize, Menu),
    Between(Menu),
    /// What happened: as many as apply.
    Hurts(Menu),
    /// Whether the person in this seat wants a passphrase.
    Lock(usize, NewLock),
    Ready(Menu),
    /// The locks are being made, which takes a moment.
    Making,
}

#[derive(Clone, Copy)]
enum Act {
    Next,
    Back,
}

const KEYS: &[Binding<First, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Next,
        says: |w| &w.keys.go_on,
        when: |f| matches!(f.stage, Stage::Name(..)),
    },
    Binding {
        keys: &[Key::ESC],
        act: Act::Back,
        says: |w| &w.keys.back,
        when: |f| matches!(f.stage, Stage::Name(..)),
    },
];

pub(super) fn every_key(words: &Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

/// The parts that one can have in what happened, in the order they are offered.
pub(super) const ROLES: [Option<Role>; 4] =
    [Some(Role::Hurt), Some(Role::Repairing), Some(Role::Both), None];

/// How a part is offered.
pub(super) fn part(role: Option<Role>, words: &Words) -> &str {
    match role {
        Some(Role::Hurt) => &words.first.hurt,
        Some(Role::Repairing) => &words.first.repairing,
        Some(Role::Both) => &words.first.both,
        None => &words.first.not_sure,
    }
}

impl First {
    /// Before anything is known.
    pub fn new(book: &'static Curriculum) -> Self {
        Self {
            book,
            stage: Stage::Welcome(Menu::default()),
            mode: Mode::Together,
            names: vec![String::new(); 2],
            roles: vec![None; 2],
            between: Between::default(),
            hurts: Vec::new(),
            passphrases: vec![None; 2],
        }
    }

    fn people(&self) -> usize {
        if self.mode == Mode::Together { 2 } else { 1 }
    }

    fn ask_name(&mut self, n: usize, cx: &Cx<'_>) {
        let mut pen = Pen::line(self.names.get(n).map(String::as_str).unwrap_or_default());
        pen.set_width(cx.measure);
        self.stage = Stage::Name(n, pen);
    }

    fn welcome(&mut self, n: usize, cx: &Cx<'_>) -> Outcome {
        match n {
            0 | 1 => {
                self.mode = if n == 0 { Mode::Together } else { Mode::Alone };
                self.ask_name(0, cx);
                Flow::Stay.into()
            }
            2 => Outcome::from(Flow::Stay).and(Effect::Session(0)),
            _ => Flow::Open(Box::new(HelpLines::new(self.book))).into(),
        }
    }

    fn named(&mut self, cx: &Cx<'_>) {
        let Stage::Name(n, pen) = &self.stage else { return };
        let n = *n;
        if let Some(name) = self.names.get_mut(n) {
            pen.text().clone_into(name);
        }
        if n + 1 < self.people() {
            self.ask_name(n + 1, cx);
        } else {
            self.stage = Stage::Role(0, Menu::question());
        }
    }

    fn ask_lock(&mut self, n: usize, cx: &Cx<'_>) {
        let mut names: Vec<String> = (0..self.people()).map(|n| self.name(n, cx)).collect();
        names.rotate_left(n);
        self.stage = Stage::Lock(n, NewLock::of(names, true));
    }

    fn locked(&mut self, n: usize, passphrase: Option<Passphrase>, cx: &Cx<'_>) {
        if let Some(chosen) = self.passphrases.get_mut(n) {
            *chosen = passphrase;
        }
        if n + 1 < self.people() {
            self.ask_lock(n + 1, cx);
        } else {
            self.stage = Stage::Ready(Menu::default());
        }
    }

    /// Whether anybody here has a passphrase.
    fn has_locks(&self) -> bool {
        self.passphrases.iter().take(self.people()).any(Option::is_some)
    }

    /// Whether everybody here has a passphrase.
    fn all_locked(&self) -> bool {
        self.passphrases.iter().take(self.people()).all(Option::is_some)
    }

    /// The stage before this one.
    fn back(&mut self, cx: &Cx<'_>) -> Flow {
        match &self.stage {
            Stage::Welcome(_) => return Flow::Pass,
            Stage::Name(0, _) => self.stage = Stage::Welcome(Menu::default()),
            Stage::Name(n, _) => self.ask_name(n - 1, cx),
            Stage::Role(0, _) => self.ask_name(self.people() - 1, cx),
            Stage::Role(n, _) => self.stage = Stage::Role(n - 1, Menu::question()),
            Stage::Between(_) => self.stage = Stage::Role(self.people() - 1, Menu::question()),
            Stage::Hurts(_) => self.stage = Stage::Between(Menu::question()),
            Stage::Lock(0, _) => self.stage = Stage::Hurts(Menu::default()),
            Stage::Lock(n, _) => self.ask_lock(n - 1, cx),
            Stage::Ready(_) => self.ask_lock(self.people() - 1, cx),
            Stage::Making => {}
        }
        Flow::Stay
    }

    fn len(&self) -> usize {
        match self.stage {
            Stage::Welcome(_) | Stage::Role(..) => 4,
            Stage::Name(..) | Stage::Lock(..) | Stage::Making => 0,
            Stage::Between(_) => Between::ALL.len(),
            Stage::Hurts(_) => Hurt::ALL.len() + 1,
            Stage::Ready(_) => 1,
        }
    }

    fn chose(&mut self, n: usize, cx: &Cx<'_>) -> Outcome {
        let has_locks = self.has_locks();
        match &mut self.stage {
            Stage::Welcome(_) => return self.welcome(n, cx),
            Stage::Name(..) | Stage::Lock(..) | Stage::Making => {}
            Stage::Role(seat, _) => {
                let seat = *seat;
                if let (Some(role), Some(chosen)) = (self.roles.get_mut(seat), ROLES.get(n)) {
                    *role = *chosen;
                }
                self.stage = if seat + 1 < self.people() {
                    Stage::Role(seat + 1, Menu::question())
                } else {
                    Stage::Between(Menu::question())
                };
            }
            Stage::Between(_) => {
                self.between = Between::ALL.get(n).copied().unwrap_or_default();
                self.stage = Stage::Hurts(Menu::default());
            }
            Stage::Hurts(_) => match Hurt::ALL.get(n) {
                Some(hurt) => {
                    if let Some(i) = self.hurts.iter().position(|it| it == hurt) {
                        self.hurts.remove(i);
                    } else {
                        self.hurts.push(*hurt);
                    }
                }
                None => self.ask_lock(0, cx),
            },
            Stage::Ready(_) if has_locks => self.stage = Stage::Making,
            Stage::Ready(_) => {
                return Outcome::from(Flow::Stay).and(Effect::SetUp(self.set_up(cx)));
            }
        }
        Flow::Stay.into()
    }

    fn set_up(&self, cx: &Cx<'_>) -> SetUp {
        let fallback = [&cx.words.people.first, &cx.words.people.second];
        let names: Vec<String> = self.names.iter().take(self.people()).cloned().collect();
        let mut first = vec![(Seat::First, Event::Home { mode: self.mode, between: self.between })];
        for (seat, (name, role)) in Seat::ALL.into_iter().zip(names.iter().zip(&self.roles)) {
            let hurts = self.hurts.clone();
            first.push((seat, Event::Profile(Person { name: name.clone(), role: *role, hurts })));
        }
        let labels = names
            .into_iter()
            .zip(fallback)
            .map(|(name, label)| if name.is_empty() { label.clone() } else { name })
            .collect();
        let passphrases = self.passphrases.iter().take(self.people()).cloned().collect();
        SetUp { mode: self.mode, names: labels, passphrases, first }
    }

    fn name(&self, n: usize, cx: &Cx<'_>) -> String {
        let fallback = if n == 0 { &cx.words.people.first } else { &cx.words.people.second };
        self.names.get(n).filter(|name| !name.is_empty()).unwrap_or(fallback).clone()
    }
}

impl Layer for First {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Stage::Name(_, pen) = &mut self.stage {
            match input {
                Input::Key(key) if pen.key(*key, cx.now) => return Flow::Stay.into(),
                Input::Paste(Pasted(text)) => pen.paste(text, cx.now),
                Input::Measure(width) => pen.set_width(*width),
                Input::Caret { row, cell, .. } => pen.place(*row, *cell, cx.now),
                Input::Pick(_) => self.named(cx),
                _ => {}
            }
            let Input::Key(key) = input else { return Flow::Stay.into() };
            return match keys::find(KEYS, self, *key) {
                Some(Act::Next) => {
                    self.named(cx);
                    Flow::Stay.into()
                }
                Some(Act::Back) => self.back(cx).into(),
                None => Flow::Pass.into(),
            };
        }
        if matches!((&self.stage, input), (Stage::Making, Input::Tick)) {
            // if it cannot be made, one can try again from here
            self.stage = Stage::Ready(Menu::default());
            return Outcome::from(Flow::Stay).and(Effect::SetUp(self.set_up(cx)));
        }
        if let Stage::Lock(n, lock) = &mut self.stage {
            let n = *n;
            let chosen = match lock.input(input) {
                Chosen::Passphrase(passphrase) => Some(passphrase),
                Chosen::Declined => None,
                Chosen::Back => return self.back(cx).into(),
                Chosen::Stay => return Flow::Stay.into(),
                Chosen::Pass => return Flow::Pass.into(),
            };
            self.locked(n, chosen, cx);
            return Flow::Stay.into();
        }
        let len = self.len();
        let (Stage::Welcome(menu)
        | Stage::Role(_, menu)
        | Stage::Between(menu)
        | Stage::Hurts(menu)
        | Stage::Ready(menu)) = &mut self.stage
        else {
            return Flow::Pass.into();
        };
        match menu.input(input, len) {
            Chose::Item(n) => self.chose(n, cx),
            Chose::Moved => Flow::Stay.into(),
            Chose::Back => self.back(cx).into(),
            Chose::Pass => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        match &self.stage {
            Stage::Name(..) => keys::hints(KEYS, self, cx.words),
            Stage::Lock(_, lock) => lock.hints(cx),
            Stage::Making => Vec::new(),
            Stage::Welcome(menu) => {
                let mut hints = menu.hints(cx, |w| &w.keys.go_on);
                hints.truncate(2);
                hints
            }
            Stage::Hurts(menu) => menu.hints(cx, |w| &w.keys.tick),
            Stage::Role(_, menu) | Stage::Between(menu) | Stage::Ready(menu) => {
                menu.hints(cx, |w| &w.keys.go_on)
            }
        }
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.first;
        let mut page = Page { hands: words.corner.clone(), ..Page::default() };
        let list = |menu: &Menu, says: Vec<&str>| {
            let says = says.into_iter().enumerate();
            Block::Choices(says.map(|(i, says)| menu.choice(i, says)).collect())
        };
        page.blocks = match &self.stage {
            Stage::Welcome(menu) => {
                let mut blocks: Vec<_> = words.welcome.iter().cloned().map(Block::Text).collect();
                blocks.push(Block::Ways(vec![Block::Text(words.way_out.clone())]));
                blocks.push(Block::Label(words.who_is_here.clone()));
                blocks.push(list(
                    menu,
                    vec![&words.two, &words.alone, &words.therapist, &words.help],
                ));
                blocks
            }
            Stage::Name(n, pen) => {
                cx.words.reach.of(Reach::Both, self.mode).clone_into(&mut page.hands);
                let asks = match (self.mode, n) {
                    (Mode::Together, 0) => &words.first_name,
                    (Mode::Together, _) => &words.second_name,
                    _ => &words.your_name,
                };
                let mut name = field(&pen.prose, asks.clone(), 1);
                name.empty.clone_from(&words.or_leave_empty);
                vec![
                    Block::Field(name),
                    Block::Choices(vec![Choice::new(&cx.words.write.go_on, false)]),
                    Block::Quiet(words.about_names.clone()),
                ]
            }
            Stage::Role(n, menu) => {
                let name = self.name(*n, cx);
                let asks =
                    if self.mode == Mode::Together { &words.part_of } else { &words.your_part };
                vec![
                    Block::Heading(fill(asks, &[("name", &name)])),
                    list(menu, ROLES.iter().map(|role| part(*role, cx.words)).collect()),
                    Block::Quiet(words.about_parts.clone()),
                ]
            }
            Stage::Between(menu) => {
                let says = Between::ALL.iter().map(|it| cx.words.between.of(*it)).collect();
                vec![Block::Heading(words.what_are_you.clone()), list(menu, says)]
            }
            Stage::Hurts(menu) => {
                let hurt = |(i, hurt): (usize, &Hurt)| {
                    Choice::new(cx.words.hurts.of(*hurt), menu.is(i))
                        .ticked(self.hurts.contains(hurt))
                };
                let choices: Vec<_> = Hurt::ALL.iter().enumerate().map(hurt).collect();
                let go_on = Choice::new(&cx.words.write.go_on, menu.is(Hurt::ALL.len()));
                vec![
                    Block::Heading(words.what_happened.clone()),
                    Block::Choices(choices),
                    Block::Choices(vec![go_on]),
                    Block::Quiet(words.about_hurts.clone()),
                ]
            }
            Stage::Lock(_, lock) => lock.blocks(cx),
            Stage::Making => vec![Block::Text(cx.words.lock.making.clone())],
            Stage::Ready(menu) => {
                let text =
                    if self.mode == Mode::Together { &words.ready_two } else { &words.ready_one };
                let mut blocks: Vec<_> = text.iter().cloned().map(Block::Text).collect();
                let files = match self.mode {
                    _ if self.all_locked() => &words.locked,
                    Mode::Together => &words.open_two,
                    _ => &words.open_one,
                };
                blocks.insert(1, Block::Text(files.clone()));
                blocks.push(list(menu, vec![&words.begin]));
                blocks
            }
        };
        page
    }

    fn is_writing(&self) -> bool {
        match &self.stage {
            Stage::Name(..) => true,
            Stage::Lock(_, lock) => lock.is_writing(),
            _ => false,
        }
    }

    fn wake(&self, _: &Cx<'_>) -> Option<Duration> {
        // at once, when the page has been drawn that says so
        matches!(self.stage, Stage::Making).then_some(Duration::ZERO)
    }
}
