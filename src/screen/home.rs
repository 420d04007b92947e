//! Home: today's one act first, then the steps with the bowl, then the rest. Nothing is counted
//! against anybody.

use super::{
    ask::AskScreen,
    exercise::{Doing, line, until},
    helplines::HelpLines,
    journal::Journal,
    menu::{Chose, Menu},
    session::Couples,
    settings::Settings,
    shared::SharedLines,
    step::StepScreen,
};
use crate::{
    curriculum::{Curriculum, Exercise},
    engine::{Act, Path, Stand},
    journey::{Mode, Reach, Seat, Time},
    layer::{Cx, Flow, Input, Layer, Outcome},
    ui::{Block, Bowl, Choice, Hint, Key, Page, fill, keys, keys::Binding, words::of},
};

/// Where one begins.
pub struct Home {
    book: &'static Curriculum,
    menu: Menu,
}

/// A link at the foot of the page.
#[derive(Clone, Copy)]
enum Link {
    Journal,
    Shared,
    Ask,
    Help,
    Settings,
    PassKeys,
    Couples,
}

const KEYS: &[Binding<Home, Link>] = &[
    Binding {
        keys: &[Key::char('j')],
        act: Link::Journal,
        says: |w| &w.keys.journal,
        when: |_| true,
    },
    Binding {
        keys: &[Key::char('p')],
        act: Link::PassKeys,
        says: |w| &w.keys.pass_keys,
        when: |_| true,
    },
    Binding { keys: &[Key::char('a')], act: Link::Ask, says: |w| &w.keys.ask, when: |_| true },
    Binding {
        keys: &[Key::char('s')],
        act: Link::Settings,
        says: |w| &w.keys.settings,
        when: |_| true,
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Home {
    /// The home of whoever is at the keys.
    pub fn new(book: &'static Curriculum) -> Self {
        Self { book, menu: Menu::default() }
    }

    fn links(cx: &Cx<'_>) -> Vec<Link> {
        match cx.journey.mode() {
            Mode::Together => vec![
                Link::Journal,
                Link::Shared,
                Link::Ask,
                Link::Help,
                Link::Settings,
                Link::PassKeys,
            ],
            Mode::Alone => vec![Link::Journal, Link::Ask, Link::Help, Link::Settings],
            Mode::Session => vec![Link::Couples, Link::Journal, Link::Ask, Link::Help],
        }
    }

    fn follow(&self, link: Link, cx: &Cx<'_>) -> Flow {
        let layer: Box<dyn Layer> = match link {
            Link::Journal => Box::new(Journal::new(self.book)),
            Link::Shared => Box::new(SharedLines),
            Link::Ask => Box::new(AskScreen::new(self.book)),
            Link::Help => Box::new(HelpLines::new(self.book)),
            Link::Settings => Box::new(Settings::new(self.book, cx)),
            Link::Couples => Box::new(Couples::new(self.book)),
            Link::PassKeys => return Flow::HandOver { to: cx.seat.other(), then: None },
        };
        Flow::Open(layer)
    }

    fn open(&self, n: usize, cx: &Cx<'_>) -> Flow {
        let path = Path::new(self.book, cx.journey, cx.seat);
        let steps = self.book.heads().len();
        if let Some((n, exercise, _)) = self.on_break(cx).filter(|_| n == 0) {
            return Flow::Open(Box::new(Doing::new(self.book, n, exercise, cx)));
        }
        if n == 0 {
            return match path.act(cx.now.date_naive()) {
                Act::Read(n) | Act::Continue(n, _) | Act::Begin(n, _) | Act::Gate(n) => {
                    Flow::Open(Box::new(StepScreen::new(self.book, n, cx)))
                }
                Act::Rest | Act::Kept => Flow::Open(Box::new(Journal::new(self.book))),
            };
        }
        if n <= steps {
            return if path.is_open(n - 1) {
                Flow::Open(Box::new(StepScreen::new(self.book, n - 1, cx)))
            } else {
                Flow::Stay
            };
        }
        Self::links(cx).get(n - 1 - steps).map_or(Flow::Stay, |link| self.follow(*link, cx))
    }

    /// What the two are on a break from, and until when.
    fn on_break(&self, cx: &Cx<'_>) -> Option<(usize, &'static Exercise, Time)> {
        let (id, back) = cx.journey.sittings().on_break(cx.now)?;
        let (n, exercise) = self.book.exercise(id)?;
        Some((n, exercise, back))
    }

    /// Today's one act, and why it is this one.
    fn act(&self, cx: &Cx<'_>) -> (String, String) {
        let words = &cx.words.home;
        if let Some((_, exercise, back)) = self.on_break(cx) {
            let time = until(cx.words, back, cx.now);
            let says = &cx.words.sitting;
            let says = if cx.now < back { &says.until } else { &says.home_over };
            let act = fill(&words.go_on, &[("exercise", &exercise.title)]);
            return (act, fill(says, &[("time", &time)]));
        }
        let path = Path::new(self.book, cx.journey, cx.seat);
        let title = |n: usize| super::title(self.book.heads().get(n));
        let with = |words: &str, n, exercise: &str, minutes: u16| {
            let minutes = minutes.to_string();
            fill(words, &[("step", &title(n)), ("exercise", exercise), ("n", &minutes)])
        };
        let (act, why) = match path.act(cx.now.date_naive()) {
            Act::Read(n) => match path.stand(n) {
                Stand::Next if n == 0 => (with(&words.begin, n, "", 0), words.begin_why.clone()),
                Stand::Next => (with(&words.open, n, "", 0), words.open_why.clone()),
                _ => (with(&words.read_on, n, "", 0), words.read_on_why.clone()),
            },
            Act::Continue(n, exercise) => {
                (with(&words.go_on, n, &exercise.title, exercise.minutes), words.go_on_why.clone())
            }
            Act::Begin(n, exercise) => (
                with(&words.exercise, n, &exercise.title, exercise.minutes),
                with(&words.exercise_why, n, &exercise.title, exercise.minutes),
            ),
            Act::Gate(n) => (with(&words.gate, n, "", 0), words.gate_why.clone()),
            Act::Rest => (words.rest.clone(), words.rest_why.clone()),
            Act::Kept => (words.kept.clone(), words.kept_why.clone()),
        };
        (act, why)
    }

    fn steps(&self, cx: &Cx<'_>) -> Vec<Choice> {
        let words = &cx.words.home;
        let path = Path::new(self.book, cx.journey, cx.seat);
        let choice = |(n, head): (usize, &crate::curriculum::Head)| {
            let stand = path.stand(n);
            let note = match stand {
                Stand::Done => words.done.clone(),
                Stand::Said => words.said.clone(),
                Stand::Begun(page) => match self.book.step(n).map(|step| path.pages(step)) {
                    Ok(pages) if usize::from(page) + 1 < pages => {
                        of(cx.words, usize::from(page) + 1, pages)
                    }
                    _ => words.begun.clone(),
                },
                Stand::Next if cx.journey.mode() == Mode::Session => String::new(),
                Stand::Next => words.next.clone(),
                Stand::Later => String::new(),
            };
            Choice::new(&head.title, self.menu.is(n + 1))
                .lead(n.to_string())
                .note(note)
                .closed(stand == Stand::Later)
        };
        self.book.heads().iter().enumerate().map(choice).collect()
    }
}

/// What the two have said about their next sitting: when they meet again, and what they will do until
/// then. Quiet, and gone when its day is past.
fn next_sitting<'a>(cx: &Cx<'_>) -> Vec<Block<'a>> {
    let (words, sittings, today) = (&cx.words.sitting, cx.journey.sittings(), cx.now.date_naive());
    let Some(day) = sittings.next(today) else { return Vec::new() };
    let says = if day == today { &words.home_today } else { &words.home_next };
    let next = Block::Quiet(fill(says, &[("day", &cx.words.day(day))]));
    let plan = sittings.plan().map(|plan| Block::Quiet(line(cx, plan)));
    plan.into_iter().chain([next]).collect()
}

/// The two names, or the one, or whose story the session shows.
fn names(cx: &Cx<'_>) -> String {
    match cx.journey.mode() {
        Mode::Alone => cx.words.home.title.clone(),
        _ => fill(
            &cx.words.people.two,
            &[("one", cx.name(Seat::First)), ("other", cx.name(Seat::Second))],
        ),
    }
}

impl Layer for Home {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        let len = 1 + self.book.heads().len() + Self::links(cx).len();
        match self.menu.input(input, len) {
            Chose::Item(n) => return self.open(n, cx).into(),
            Chose::Moved => return Flow::Stay.into(),
            // home is home: there is nothing behind it
            Chose::Back => {
                self.menu = Menu::default();
                return Flow::Stay.into();
            }
            Chose::Pass => {}
        }
        let Input::Key(key) = input else { return Flow::Pass.into() };
        match keys::find(KEYS, self, *key) {
            Some(link) if Self::has(link, cx) => self.follow(link, cx).into(),
            _ => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let mut hints = self.menu.hints(cx, |w| &w.keys.open);
        hints.truncate(2);
        let rows = KEYS.iter().filter(|row| Self::has(row.act, cx));
        hints
            .extend(rows.map(|row| Hint { keys: row.keys, says: (row.says)(cx.words).to_owned() }));
        hints
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.home;
        let path = Path::new(self.book, cx.journey, cx.seat);
        let mut page = cx.page(names(cx), Reach::OnlyYou);
        let (act, why) = self.act(cx);
        page.blocks.push(Block::Label(words.today.clone()));
        page.blocks.push(Block::Choices(vec![Choice::new(act, self.menu.is(0)).detail(why)]));
        page.blocks.extend(next_sitting(cx));
        let gold = path.seams();
        let seams = cx.words.bowl.get(usize::from(gold)).cloned().unwrap_or_default();
        page.blocks.push(Block::Bowl {
            bowl: Bowl { gold, words: seams },
            beside: vec![Block::Label(words.the_steps.clone()), Block::Choices(self.steps(cx))],
        });
        let first = 1 + self.book.heads().len();
        let link = |(i, link): (usize, Link)| {
            let says = match link {
                Link::Journal => &words.journal,
                Link::Shared => &words.shared,
                Link::Ask => &words.ask,
                Link::Help => &words.help,
                Link::Settings => &words.settings,
                Link::PassKeys => &words.pass_keys,
                Link::Couples => &words.couples,
            };
            Choice::new(says, self.menu.is(first + i))
        };
        page.blocks
            .push(Block::Across(Self::links(cx).into_iter().enumerate().map(link).collect()));
        page
    }
}

impl Home {
    fn has(link: Link, cx: &Cx<'_>) -> bool {
        Self::links(cx).iter().any(|it| std::mem::discriminant(it) == std::mem::discriminant(&link))
    }
}
