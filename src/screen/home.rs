//! Home: today's one act first, then the steps with the bowl, then the rest. Nothing is counted
//! against anybody.

use super::{
    ask::AskScreen,
    exercise::{Doing, line, until},
    helplines::HelpLines,
    journal::Journal,
    menu::{Chose, Menu},
    practice::{self, AllPractices, OnePractice},
    session::Couples,
    settings::Settings,
    shared::SharedLines,
    step::StepScreen,
};
use crate::{
    coach::{self, Advice, Due},
    curriculum::{Curriculum, Exercise, Saying},
    engine::{Act, Path, Stand},
    journey::{Mode, Reach, Seat, Time},
    layer::{Cx, Flow, Input, Layer, Outcome},
    ui::{Block, Bowl, Choice, Hint, Key, Page, fill, keys, keys::Binding, words::of},
};

/// Where one begins.
pub struct Home {
    book: &'static Curriculum,
    menu: Menu,
    /// Whether steps that were folded away are shown.
    unfolded: bool,
}

/// A line of the page that stands for a step, or for several.
#[derive(Clone, Copy)]
enum Line {
    Step(usize),
    /// Those from the one to the other: done, or not open yet.
    Fold(usize, usize, Stand),
}

/// A link at the foot of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Practices,
    Journal,
    Shared,
    Ask,
    Help,
    Settings,
    PassKeys,
    Couples,
}

/// Hands the keyboard over.
const PASS: &[Key] = &[Key::char('p')];

const KEYS: &[Binding<Home, Link>] = &[
    Binding {
        keys: &[Key::char('j')],
        act: Link::Journal,
        says: |w| &w.keys.journal,
        when: |_| true,
    },
    Binding { keys: PASS, act: Link::PassKeys, says: |w| &w.keys.pass_keys, when: |_| true },
    Binding {
        keys: &[Key::char('r')],
        act: Link::Practices,
        says: |w| &w.keys.practices,
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
        Self { book, menu: Menu::default(), unfolded: false }
    }

    fn links(cx: &Cx<'_>) -> Vec<Link> {
        match cx.journey.mode() {
            Mode::Together => vec![
                Link::Practices,
                Link::Journal,
                Link::Shared,
                Link::Ask,
                Link::Help,
                Link::Settings,
                Link::PassKeys,
            ],
            Mode::Alone => {
                vec![Link::Practices, Link::Journal, Link::Ask, Link::Help, Link::Settings]
            }
            Mode::Session => {
                vec![Link::Couples, Link::Practices, Link::Journal, Link::Ask, Link::Help]
            }
        }
    }

    fn follow(&self, link: Link, cx: &Cx<'_>) -> Flow {
        let layer: Box<dyn Layer> = match link {
            Link::Practices => Box::new(AllPractices::new(self.book)),
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

    fn advice(&self, cx: &Cx<'_>) -> Advice {
        coach::advice(self.book, cx.journey, cx.seat, cx.now.date_naive())
    }

    /// Opens today's one act.
    fn begin(&self, act: &coach::Act, cx: &Cx<'_>) -> Flow {
        let layer: Box<dyn Layer> = match act {
            coach::Act::Path(
                Act::Read(n) | Act::Continue(n, _) | Act::Begin(n, _) | Act::Gate(n),
            ) => Box::new(StepScreen::new(self.book, *n, cx)),
            coach::Act::Path(Act::Rest | Act::Kept) | coach::Act::Page(_) => {
                Box::new(Journal::new(self.book))
            }
            coach::Act::Exercise(_, n, exercise) => {
                Box::new(Doing::new(self.book, *n, exercise, cx))
            }
            coach::Act::Help(_) => Box::new(HelpLines::new(self.book)),
            coach::Act::Add(_, practice) => practice::add_to(self.book, practice, cx),
            coach::Act::Matter(_, kept) => practice::matter(self.book, kept, cx),
        };
        Flow::Open(layer)
    }

    fn open(&mut self, n: usize, cx: &Cx<'_>) -> Flow {
        let path = Path::new(self.book, cx.journey, cx.seat);
        if let Some((n, exercise, _)) = self.on_break(cx).filter(|_| n == 0) {
            return Flow::Open(Box::new(Doing::new(self.book, n, exercise, cx)));
        }
        let Advice { act, due, .. } = self.advice(cx);
        if n == 0 {
            return self.begin(&act, cx);
        }
        if let Some(due) = due.get(n - 1) {
            return Flow::Open(match due {
                Due::Matter(kept, _) => practice::matter(self.book, kept, cx),
                Due::Practice(practice) => practice::add_to(self.book, practice, cx),
                Due::Toast(practice) => Box::new(OnePractice::new(self.book, practice)),
                Due::Settled(n, exercise) => Box::new(Doing::new(self.book, *n, exercise, cx)),
                // what they sit down to is what comes next on the way
                Due::Sitting(_) => {
                    let act = coach::Act::Path(path.act(cx.now.date_naive()));
                    return self.begin(&act, cx);
                }
            });
        }
        let n = n - 1 - due.len();
        let lines = self.lines(!due.is_empty(), cx);
        match lines.get(n) {
            Some(Line::Step(n)) if path.is_open(*n) => {
                return Flow::Open(Box::new(StepScreen::new(self.book, *n, cx)));
            }
            Some(Line::Step(_)) => return Flow::Stay,
            Some(Line::Fold(..)) => {
                self.unfolded = true;
                return Flow::Stay;
            }
            None => {}
        }
        Self::links(cx).get(n - lines.len()).map_or(Flow::Stay, |link| self.follow(*link, cx))
    }

    /// What the two are on a break from, and until when.
    fn on_break(&self, cx: &Cx<'_>) -> Option<(usize, &'static Exercise, Time)> {
        let (id, back) = cx.journey.sittings().on_break(cx.now)?;
        let (n, exercise) = self.book.exercise(id)?;
        Some((n, exercise, back))
    }

    /// Today's one act, and why it is this one.
    fn act(&self, act: &coach::Act, cx: &Cx<'_>) -> (String, String) {
        if let Some((_, exercise, back)) = self.on_break(cx) {
            let time = until(cx.words, back, cx.now);
            let says = &cx.words.sitting;
            let says = if cx.now < back { &says.until } else { &says.home_over };
            let act = fill(&cx.words.home.go_on, &[("exercise", &exercise.title)]);
            return (act, fill(says, &[("time", &time)]));
        }
        let Ok(sayings) = self.book.sayings() else { return self.on_the_way(cx) };
        let minutes = |n: u16| n.to_string();
        let name = cx.name(cx.seat.other());
        match act {
            coach::Act::Path(_) => self.on_the_way(cx),
            coach::Act::Page(reason) | coach::Act::Help(reason) => {
                say(reason.says(sayings), &[], cx)
            }
            coach::Act::Exercise(reason, _, exercise) => {
                say(reason.says(sayings), &[("exercise", &exercise.title)], cx)
            }
            coach::Act::Add(reason, practice) => {
                let minutes = minutes(practice.minutes);
                let names = [("practice", practice.title.as_str()), ("minutes", minutes.as_str())];
                say(reason.says(sayings), &names, cx)
            }
            coach::Act::Matter(reason, kept) => {
                let what = practice::what(kept, cx);
                say(reason.says(sayings), &[("what", &what), ("name", name)], cx)
            }
        }
    }

    /// What is due besides: what it is, and when.
    fn due(&self, due: &[Due], cx: &Cx<'_>) -> Vec<Choice> {
        let today = cx.now.date_naive();
        let choice = |(i, due): (usize, &Due)| {
            let focused = self.menu.is(1 + i);
            match due {
                Due::Practice(practice) => Choice::new(&practice.title, focused),
                Due::Toast(practice) => Choice::new(&practice.toast, focused),
                Due::Settled(_, exercise) => {
                    let names = [("exercise", exercise.title.as_str())];
                    Choice::new(fill(&cx.words.home.settled, &names), focused)
                }
                Due::Sitting(day) => {
                    let words = &cx.words.sitting;
                    let says = if *day == today { &words.home_today } else { &words.home_next };
                    let plan = cx.journey.sittings().plan().map(|plan| line(cx, plan));
                    Choice::new(fill(says, &[("day", &cx.words.day(*day))]), focused)
                        .detail(plan.unwrap_or_default())
                }
                Due::Matter(kept, day) => {
                    // a day that is behind is a day; how far behind is nobody's business
                    let away = if *day < today {
                        cx.words.short_day(*day)
                    } else {
                        cx.words.days.away((*day - today).num_days())
                    };
                    Choice::new(practice::due(kept, *day, cx), focused).note(away)
                }
            }
        };
        due.iter().enumerate().map(choice).collect()
    }

    /// What comes next on the way through the steps.
    fn on_the_way(&self, cx: &Cx<'_>) -> (String, String) {
        let words = &cx.words.home;
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

    /// The steps, each on its line; where something is due as well, those that are done and those
    /// that are not open yet stand on one line each, so that all of the page can be seen.
    fn lines(&self, is_due: bool, cx: &Cx<'_>) -> Vec<Line> {
        let path = Path::new(self.book, cx.journey, cx.seat);
        let stands: Vec<_> = (0..self.book.heads().len()).map(|n| path.stand(n)).collect();
        let folds = |stand: &Stand| matches!(stand, Stand::Done | Stand::Later);
        let mut lines = Vec::new();
        for stands in stands.chunk_by(|one, other| one == other && folds(one)) {
            let n = lines.iter().map(Line::len).sum();
            match stands {
                [stand, _, ..] if is_due && !self.unfolded => {
                    lines.push(Line::Fold(n, n + stands.len() - 1, *stand));
                }
                _ => lines.extend((n..n + stands.len()).map(Line::Step)),
            }
        }
        lines
    }

    fn steps(&self, first: usize, is_due: bool, cx: &Cx<'_>) -> Vec<Choice> {
        let words = &cx.words.home;
        let path = Path::new(self.book, cx.journey, cx.seat);
        let choice = |(at, it): (usize, Line)| {
            let n = match it {
                Line::Step(n) => n,
                Line::Fold(from, to, stand) => {
                    let done = stand == Stand::Done;
                    let says = if done { &words.steps_done } else { &words.steps_later };
                    let (from, to) = (from.to_string(), to.to_string());
                    let says = fill(says, &[("from", &from), ("to", &to)]);
                    return Choice::new(says, self.menu.is(first + at)).lead(" ").closed(!done);
                }
            };
            let Some(head) = self.book.heads().get(n) else { return Choice::default() };
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
            let alone = cx.journey.mode() == Mode::Alone;
            let opens = if alone { &words.opens_one } else { &words.opens_two };
            let before = n.checked_sub(1).and_then(|before| self.book.heads().get(before));
            let before = before.map_or("", |head| &head.title);
            let why = || fill(opens, &[("step", before)]);
            Choice::new(&head.title, self.menu.is(first + at))
                .lead(n.to_string())
                .note(note)
                .because((stand == Stand::Later).then(why))
        };
        self.lines(is_due, cx).into_iter().enumerate().map(choice).collect()
    }
}

impl Line {
    /// How many steps it stands for.
    fn len(&self) -> usize {
        match self {
            Self::Step(_) => 1,
            Self::Fold(from, to, _) => to + 1 - from,
        }
    }
}

/// An act and its reason, for two or for one alone.
fn say(saying: &Saying, names: &[(&str, &str)], cx: &Cx<'_>) -> (String, String) {
    let alone = cx.journey.mode() == Mode::Alone;
    let of = |two: &str, one: &str| fill(if alone && !one.is_empty() { one } else { two }, names);
    (of(&saying.act, &saying.act_alone), of(&saying.why, &saying.why_alone))
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
        let len = match input {
            Input::Key(_) | Input::Pick(_) => {
                let due = self.advice(cx).due.len();
                1 + due + self.lines(due > 0, cx).len() + Self::links(cx).len()
            }
            _ => 0,
        };
        match self.menu.input(input, len) {
            Chose::Item(n) => return self.open(n, cx).into(),
            Chose::Moved => return Flow::Stay.into(),
            // home is home: there is nothing behind it
            Chose::Back => {
                self.menu = Menu::default();
                self.unfolded = false;
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
        // where the bar is short, handing the keys over is the last thing to go
        if let Some(pass) = hints.iter().position(|hint| hint.keys == PASS) {
            hints[1..=pass].rotate_right(1);
        }
        hints
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.home;
        let path = Path::new(self.book, cx.journey, cx.seat);
        let mut page = cx.page(names(cx), Reach::OnlyYou);
        let Advice { act, due, .. } = self.advice(cx);
        let (act, why) = self.act(&act, cx);
        page.blocks.push(Block::Label(words.today.clone()));
        page.blocks.push(Block::Choices(vec![Choice::new(act, self.menu.is(0)).detail(why)]));
        let first = 1 + due.len();
        let is_due = !due.is_empty();
        let mut beside = Vec::new();
        if is_due {
            beside.push(Block::Label(words.due.clone()));
            beside.push(Block::Choices(self.due(&due, cx)));
        }
        let steps = self.steps(first, is_due, cx);
        let first = first + steps.len();
        beside.push(Block::Label(words.the_steps.clone()));
        beside.push(Block::Choices(steps));
        let gold = path.seams();
        let seams = cx.words.bowl.get(usize::from(gold)).cloned().unwrap_or_default();
        page.blocks.push(Block::Bowl { bowl: Bowl { gold, words: seams }, beside });
        let link = |(i, link): (usize, Link)| {
            let says = match link {
                Link::Practices => &words.practices,
                Link::Journal => &words.journal,
                Link::Shared => &words.shared,
                Link::Ask => &words.ask,
                Link::Help => &words.help,
                Link::Settings => &words.settings,
                Link::PassKeys => &words.pass_keys,
                Link::Couples => &words.couples,
            };
            let key = KEYS.iter().find(|row| row.act == link).and_then(|row| row.keys.first());
            Choice::new(says, self.menu.is(first + i)).by(key.copied())
        };
        page.blocks
            .push(Block::Across(Self::links(cx).into_iter().enumerate().map(link).collect()));
        page
    }
}

impl Home {
    fn has(link: Link, cx: &Cx<'_>) -> bool {
        Self::links(cx).contains(&link)
    }
}
