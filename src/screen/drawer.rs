//! A person's own lock, from the settings: to get one, to change it, to say that somebody knows it,
//! and a way back in on paper.

use super::{
    menu::{Chose, Menu},
    new_lock::{Chosen, NewLock},
};
use crate::{
    curriculum::Curriculum,
    engine::Path,
    journey::{Event, Mode, Reach},
    layer::{Cx, Effect, Flow, Input, Layer, LockAct, Outcome, Report},
    seal::Passphrase,
    ui::{Block, Choice, Hint, Page, fill},
};

/// After how many quiet minutes a drawer is shut; 0 for never.
pub const IDLE: &str = "idle";
/// Unless somebody has chosen.
pub const IDLE_MINUTES: u64 = 5;
/// What can be chosen.
const MINUTES: [u64; 5] = [1, 5, 15, 60, 0];

/// The lock of the person at the keys.
pub struct Drawer {
    book: &'static Curriculum,
    stage: Stage,
    menu: Menu,
    /// Whether there is a recovery code; none until the program has said it.
    has_code: Option<bool>,
}

enum Stage {
    Looks,
    /// A passphrase is chosen: because somebody knows the old one, or not.
    Chooses {
        lock: Box<NewLock>,
        known: bool,
    },
    /// The words of a recovery code, shown once.
    Code(Passphrase),
    /// It was done.
    Done(String),
}

/// What can be done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Get,
    Change,
    Known,
    MakeCode,
    DropCode,
    /// The quiet brake, on or off.
    Brake(bool),
    Idle(u64),
}

impl Drawer {
    /// Of the person at the keys.
    pub fn new(book: &'static Curriculum) -> Self {
        Self { book, stage: Stage::Looks, menu: Menu::default(), has_code: None }
    }

    fn links(&self, cx: &Cx<'_>) -> Vec<Link> {
        if !cx.journey.has_lock(cx.seat) {
            return vec![Link::Get];
        }
        let code = if self.has_code == Some(true) { Link::DropCode } else { Link::MakeCode };
        let mut links = vec![Link::Change, Link::Known, code];
        if cx.journey.mode() == Mode::Together {
            links.extend([Link::Brake(false), Link::Brake(true)]);
        }
        links.extend(MINUTES.map(Link::Idle));
        links
    }

    fn choose(&mut self, cx: &Cx<'_>, known: bool) -> Outcome {
        let seats = cx.journey.seats().iter();
        let mut names: Vec<String> = seats.map(|seat| cx.name(*seat).to_owned()).collect();
        if names.len() == 2 && cx.seat.index() == 1 {
            names.swap(0, 1);
        }
        self.stage = Stage::Chooses { lock: Box::new(NewLock::of(names, false)), known };
        Flow::Stay.into()
    }

    fn follow(&mut self, link: Link, cx: &Cx<'_>) -> Outcome {
        let act = match link {
            Link::Get | Link::Change => return self.choose(cx, false),
            Link::Known => return self.choose(cx, true),
            Link::MakeCode => LockAct::MakeCode,
            Link::DropCode => LockAct::DropCode,
            Link::Brake(on) => {
                let events = Path::new(self.book, cx.journey, cx.seat).brake(on);
                return Outcome::from(Flow::Stay).and(Effect::Keep(events));
            }
            Link::Idle(minutes) => {
                let event = Event::Setting { key: IDLE.to_owned(), value: minutes.into() };
                return Outcome::from(Flow::Stay).and(Effect::Keep(vec![event]));
            }
        };
        Outcome::from(Flow::Stay).and(Effect::Lock(act))
    }

    fn chosen(&mut self, passphrase: Passphrase, known: bool, cx: &Cx<'_>) -> Outcome {
        let act = if cx.journey.has_lock(cx.seat) {
            LockAct::Change { passphrase, known }
        } else {
            LockAct::Get(passphrase)
        };
        self.stage = Stage::Done(cx.words.lock.making.clone());
        Outcome::from(Flow::Stay).and(Effect::Lock(act))
    }

    fn says(link: Link, cx: &Cx<'_>) -> String {
        let words = &cx.words.lock;
        match link {
            Link::Get => words.get.clone(),
            Link::Change => words.change.clone(),
            Link::Known => words.known.clone(),
            Link::MakeCode => words.make_code.clone(),
            Link::DropCode => words.drop_code.clone(),
            Link::Brake(false) => words.brake_off.clone(),
            Link::Brake(true) => words.brake_on.clone(),
            Link::Idle(0) => words.idle_never.clone(),
            Link::Idle(1) => words.idle_one.clone(),
            Link::Idle(n) => fill(&words.idle_many, &[("n", &n.to_string())]),
        }
    }

    fn looks<'a>(&self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.lock;
        let has = cx.journey.has_lock(cx.seat);
        let links = self.links(cx);
        let choice = |(n, link): (usize, &Link)| {
            let choice = Choice::new(Self::says(*link, cx), self.menu.is(n));
            match link {
                Link::Idle(minutes) => choice.ticked(*minutes == idle_minutes(cx)),
                Link::Brake(on) => choice.ticked(*on == cx.journey.brake(cx.seat)),
                _ => choice,
            }
        };
        let mut choices: Vec<_> = links.iter().enumerate().map(choice).collect();
        let before = |last: fn(&Link) -> bool| links.iter().take_while(|it| !last(it)).count();
        let idle = choices.split_off(before(|it| matches!(it, Link::Idle(_))));
        let brake = choices.split_off(before(|it| matches!(it, Link::Brake(_) | Link::Idle(_))));
        let mut blocks = vec![
            Block::Heading(words.heading.clone()),
            Block::Text(if has { words.has_one.clone() } else { words.has_none.clone() }),
            Block::Choices(choices),
        ];
        if has {
            blocks.push(Block::Quiet(words.about_code.clone()));
            if !brake.is_empty() {
                blocks.push(Block::Label(words.brake.clone()));
                blocks.push(Block::Choices(brake));
                blocks.push(Block::Quiet(words.about_brake.clone()));
            }
            blocks.push(Block::Label(words.idle.clone()));
            blocks.push(Block::Choices(idle));
        }
        blocks
    }
}

/// After how many quiet minutes the drawer of the person at the keys is shut; 0 for never.
pub fn idle_minutes(cx: &Cx<'_>) -> u64 {
    let chosen = cx.journey.setting(cx.seat, IDLE).and_then(serde_json::Value::as_u64);
    chosen.filter(|minutes| *minutes <= 60).unwrap_or(IDLE_MINUTES)
}

impl Layer for Drawer {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if matches!(input, Input::Measure(_)) && self.has_code.is_none() {
            return Outcome::from(Flow::Stay).and(Effect::Lock(LockAct::Look));
        }
        match &mut self.stage {
            Stage::Chooses { lock, known } => {
                let known = *known;
                match lock.input(input) {
                    Chosen::Passphrase(passphrase) => self.chosen(passphrase, known, cx),
                    Chosen::Back | Chosen::Declined => {
                        self.stage = Stage::Looks;
                        Flow::Stay.into()
                    }
                    Chosen::Stay => Flow::Stay.into(),
                    Chosen::Pass => Flow::Pass.into(),
                }
            }
            Stage::Looks => {
                let links = self.links(cx);
                match self.menu.input(input, links.len()) {
                    Chose::Item(n) => match links.get(n) {
                        Some(link) => self.follow(*link, cx),
                        None => Flow::Stay.into(),
                    },
                    other => other.otherwise(),
                }
            }
            Stage::Code(_) | Stage::Done(_) => match self.menu.input(input, 1) {
                Chose::Item(_) | Chose::Back => {
                    self.stage = Stage::Looks;
                    self.menu = Menu::default();
                    Flow::Stay.into()
                }
                other => other.otherwise(),
            },
        }
    }

    fn told(&mut self, report: &Report, cx: &Cx<'_>) -> Outcome {
        let words = &cx.words.lock;
        match report {
            Report::Lock { code } => {
                self.has_code = Some(*code);
                if matches!(self.stage, Stage::Done(_)) {
                    self.stage = Stage::Done(words.made.clone());
                }
            }
            Report::Code(code) => {
                self.has_code = Some(true);
                self.stage = Stage::Code(code.clone());
                self.menu = Menu::default();
            }
            Report::Shut(shut) => {
                self.stage = Stage::Done(cx.words.trouble.shut(*shut).what.clone());
            }
            _ => {}
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        match &self.stage {
            Stage::Chooses { lock, .. } => lock.hints(cx),
            Stage::Looks => self.menu.hints(cx, |w| &w.keys.change),
            Stage::Code(_) | Stage::Done(_) => self.menu.hints(cx, |w| &w.keys.go_on),
        }
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.lock;
        let mut page = cx.page(words.heading.clone(), Reach::OnlyYou);
        let go_on = || Block::Choices(vec![Choice::new(&cx.words.write.go_on, self.menu.is(0))]);
        page.blocks = match &self.stage {
            Stage::Looks => self.looks(cx),
            Stage::Chooses { lock, known } => {
                let mut blocks = lock.blocks(cx);
                if *known {
                    blocks.push(Block::Quiet(words.about_known.clone()));
                }
                blocks
            }
            Stage::Code(code) => vec![
                Block::Heading(words.code.clone()),
                Block::Accent(code.words().to_owned()),
                Block::Text(words.keep_code.clone()),
                go_on(),
            ],
            Stage::Done(says) => vec![Block::Text(says.clone()), go_on()],
        };
        page
    }

    fn is_writing(&self) -> bool {
        matches!(&self.stage, Stage::Chooses { lock, .. } if lock.is_writing())
    }
}
