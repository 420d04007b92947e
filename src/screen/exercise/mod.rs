//! Doing an exercise: its parts one after the other, left at any key and resumed at the same place.
//! For a sealed pair: each is asked alone, and two yeses show it; anything else is "Not today", the
//! same whatever the cause. What both do at the keys has a grammar of its own: two keys before what
//! could be used against somebody, a moment to say how tense one is, breaks, and a close.

mod close;
mod onward;
mod pair;
mod pause;
mod settled;
mod sitting;
mod start;
mod view;

use std::time::Duration;

use serde_json::Value;

use super::{
    journal::Lift,
    marks::{Heard, Looks, Marks},
    menu::{Chose, Menu},
    practice::Adding,
};
use crate::{
    curriculum::{Curriculum, Exercise, Part, Who},
    engine::{Path, Progress, owner},
    exercise::{Model, Move, Spec},
    journey::{Event, Mode, Reach, Seat, Time},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Report},
    ui::{Block, Hint, Key, Page, keys, keys::Binding},
};
pub(super) use close::line;
use close::{Closed, Closing};
use pair::SAYS;
pub(super) use pause::until;
use pause::{Pause, Paused};
use start::{Alone, Turned};
use view::{asked_blocks, turned_blocks};

/// An exercise, being done by the person at the keys.
pub struct Doing {
    book: &'static Curriculum,
    n: usize,
    exercise: &'static Exercise,
    parts: Vec<&'static Part>,
    stage: Stage,
    /// Where to, once the part in hand has been kept.
    next: Option<Next>,
    width: u16,
    /// Whether this person was asked in this sitting: nobody is asked twice in a row.
    was_asked: bool,
    /// When the two sat down to it.
    since: Option<Time>,
    /// Whether they were asked in the middle of it how tense they are.
    was_half: bool,
    /// What stands in front of the part in hand, for a while.
    pause: Option<Pause>,
}

/// Which way out of a part.
#[derive(Clone, Copy)]
enum Next {
    On,
    Back,
}

/// Where one can go when it is done.
#[derive(Clone, Copy)]
enum After {
    /// To the help page, whatever was answered.
    Help,
    /// To the step.
    Back,
    /// To the other one.
    Pass,
    /// To one line for the days until the next.
    Close,
    /// To one of the lines, for both.
    Share,
    /// To the practice that carries it on.
    Onward,
}

/// Where one is in it.
enum Stage {
    /// What it is, and whether today.
    Intro(Menu),
    /// Each is asked alone whether they are ready: what the first said, while the second is asked.
    Keys { first: Option<bool>, alone: Alone },
    /// The first has been asked.
    KeyTurned { yes: bool, menu: Menu },
    /// In a part of it.
    Part { at: usize, model: Box<dyn Model>, was_done: bool, marks: Marks },
    /// It is done.
    After(Menu),
    /// One line for the days until the next, and when that is.
    Closing(Box<Closing>),
    /// One's half is written; the other's is not, or has not been asked about.
    HandOn(Menu),
    /// Asked alone whether it may be shown.
    Asked(Menu),
    /// Two yeses: but first how much deeper it went than was guessed, and whether to go on.
    Deeper(Menu),
    /// Both halves, part by part.
    Shown(usize),
    /// Anything else.
    NotToday,
}

#[derive(Clone, Copy)]
enum Act {
    GoOn,
    Break,
    Leave,
}

/// A break, while both are at it.
const BREAK: &[Key] = &[Key::ctrl('t')];

/// The keys of the pages that only have a way on.
const KEYS: &[Binding<Doing, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::GoOn,
        says: |w| &w.keys.go_on,
        when: |d| matches!(d.stage, Stage::Shown(_) | Stage::NotToday),
    },
    Binding { keys: BREAK, act: Act::Break, says: |w| &w.keys.take_break, when: Doing::may_break },
    Binding { keys: &[Key::ESC], act: Act::Leave, says: |w| &w.keys.leave_here, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Doing {
    /// An exercise, from where this person was.
    pub fn new(
        book: &'static Curriculum,
        n: usize,
        exercise: &'static Exercise,
        cx: &Cx<'_>,
    ) -> Self {
        let parts = Path::new(book, cx.journey, cx.seat).parts(exercise);
        let stage = Stage::Intro(Menu::default());
        Self {
            book,
            n,
            exercise,
            parts,
            stage,
            next: None,
            width: cx.measure,
            was_asked: false,
            since: None,
            was_half: false,
            pause: None,
        }
    }

    fn owner(&self, cx: &Cx<'_>) -> Seat {
        owner(self.exercise, cx.seat)
    }

    /// Opens a part, with what was kept of it.
    fn open(&mut self, at: usize, cx: &Cx<'_>) {
        let Some(part) = self.parts.get(at) else { return };
        let owner = self.owner(cx);
        let kept = cx.journey.answer(owner, owner, &self.exercise.id, &part.id);
        let was_done = kept.is_some_and(|kept| kept.done);
        let mut model = part.spec.open(kept.map(|kept| &kept.answer));
        let _ = model.input(&Input::Measure(self.width), cx);
        let marks = Marks::new(cx.journey.setting(cx.seat, &self.kept_words(&part.id)));
        self.stage = Stage::Part { at, model, was_done, marks };
    }

    /// The first part that is not done; the first of all when every one is.
    fn next_part(&self, cx: &Cx<'_>) -> usize {
        let owner = self.owner(cx);
        let open = |part: &&Part| {
            let kept = cx.journey.answer(owner, owner, &self.exercise.id, &part.id);
            !kept.is_some_and(|kept| kept.done)
        };
        self.parts.iter().position(open).unwrap_or(0)
    }

    /// What is kept of the part in hand; nothing if it is not to be kept.
    fn answer(&self, done: bool) -> Option<Event> {
        let Stage::Part { at, model, was_done, .. } = &self.stage else { return None };
        if self.exercise.sees == Reach::NotKept {
            return None;
        }
        Some(Event::Answer {
            exercise: self.exercise.id.clone(),
            part: self.parts.get(*at)?.id.clone(),
            reach: self.exercise.sees,
            done: done || *was_done,
            answer: model.answer(),
        })
    }

    /// The same, if it says anything new.
    fn news(&self, done: bool, cx: &Cx<'_>) -> Option<Event> {
        let event = self.answer(done)?;
        let Event::Answer { part, answer, done, .. } = &event else { return None };
        let owner = self.owner(cx);
        let same = match cx.journey.answer(owner, owner, &self.exercise.id, part) {
            Some(kept) => kept.answer == *answer && kept.done == *done,
            // who has only looked has said nothing yet
            None => !done && self.untouched(part).is_some_and(|untouched| untouched == *answer),
        };
        (!same).then_some(event)
    }

    /// What a part would keep of somebody who has not touched it.
    fn untouched(&self, part: &str) -> Option<Value> {
        let part = self.parts.iter().find(|it| it.id == part)?;
        Some(part.spec.open(None).answer())
    }

    fn keep(&self, done: bool, cx: &Cx<'_>) -> Vec<Effect> {
        let Some(answer) = self.news(done, cx) else {
            // they went through it again and found it right
            let again = self.answer(done).filter(|_| done && self.amiss(cx).is_some());
            return again.map(|answer| self.receipts(&answer, cx)).unwrap_or_default();
        };
        let receipts = self.receipts(&answer, cx);
        let half = if done { self.half_written(cx) } else { None };
        let events = [Some(answer), half].into_iter().flatten().collect();
        let mut effects = vec![Effect::KeepAs(self.owner(cx), events)];
        effects.extend(receipts);
        effects
    }

    /// Where the words are kept that their writer wants as they are. Whoever may read the part, they
    /// are for its writer alone.
    fn kept_words(&self, part: &str) -> String {
        format!("words/{}/{part}", self.exercise.id)
    }

    /// Keeps words as they are, and with them the part as it is now: what is kept takes the place of
    /// the draft.
    fn keep_words(&self, cx: &Cx<'_>) -> Outcome {
        let Stage::Part { at, marks, .. } = &self.stage else { return Flow::Stay.into() };
        let Some(part) = self.parts.get(*at).filter(|_| self.exercise.sees != Reach::NotKept)
        else {
            return Flow::Stay.into();
        };
        let words = Event::Setting { key: self.kept_words(&part.id), value: marks.kept() };
        let mut effects = self.keep(false, cx);
        effects.push(Effect::Keep(vec![words]));
        Outcome { flow: Flow::Stay, effects }
    }

    /// Leaves the part in hand. What it says is kept first: until that is done it stays here, so
    /// that a full disk takes nobody's words off the screen.
    fn leave_part(&mut self, next: Next, cx: &Cx<'_>) -> Outcome {
        let effects = self.keep(matches!(next, Next::On), cx);
        if effects.is_empty() {
            self.follow(next, cx);
        } else {
            self.next = Some(next);
        }
        Outcome { flow: Flow::Stay, effects }
    }

    fn follow(&mut self, next: Next, cx: &Cx<'_>) {
        let Stage::Part { at, .. } = self.stage else { return };
        match (next, at.checked_sub(1)) {
            (Next::On, _) if at + 1 < self.parts.len() => self.open(at + 1, cx),
            (Next::On, _) if self.is_pair(cx) => self.stage = Stage::HandOn(Menu::default()),
            (Next::On, _) => self.stage = Stage::After(Menu::default()),
            (Next::Back, Some(before)) => self.open(before, cx),
            (Next::Back, None) => self.stage = Stage::Intro(Menu::default()),
        }
    }

    fn hand_over(&self, cx: &Cx<'_>) -> Flow {
        let to = cx.seat.other();
        // what they find is theirs from the start: made with their eyes
        let then = Self::new(self.book, self.n, self.exercise, &Cx { seat: to, ..*cx });
        Flow::HandOver { to, then: Some(Box::new(then)) }
    }

    fn intro(&mut self, choice: usize, cx: &Cx<'_>) -> Outcome {
        // what both settled stands first
        let others = usize::from(!self.unsure(cx).is_empty());
        let Some(choice) = choice.checked_sub(others) else {
            return Outcome { flow: Flow::Stay, effects: self.is_right(cx) };
        };
        match (choice, self.is_pair(cx) && self.progress(cx) == Progress::Waiting) {
            (0, true) => self.asked_or_waits(cx),
            (0, false) if self.is_pair(cx) && self.is_shown(cx) => self.stage = self.shown(cx),
            (0, false) if self.has_two_keys(cx) => {
                self.stage = Stage::Keys { first: None, alone: Alone::new(self.exercise) };
            }
            (0, false) if self.is_sitting(cx) => return self.sit_down(false, cx),
            (0, false) => self.open(self.next_part(cx), cx),
            (1, _) => {
                let rest = Event::Rest { exercise: self.exercise.id.clone() };
                return Outcome::from(Flow::Close).and(Effect::Keep(vec![rest]));
            }
            _ => self.open(0, cx),
        }
        Flow::Stay.into()
    }

    fn progress(&self, cx: &Cx<'_>) -> Progress {
        Path::new(self.book, cx.journey, cx.seat).progress(self.exercise)
    }

    /// What leads on when it is done.
    fn after_links(&self, cx: &Cx<'_>) -> Vec<After> {
        let offered = [
            (After::Help, self.exercise.id == self.book.private_start()),
            (After::Back, true),
            (After::Pass, self.may_pass(cx) || self.other_keeps(cx)),
            (After::Close, self.is_sitting(cx)),
            (After::Share, self.lines(cx).is_some()),
            (After::Onward, self.onward(cx).is_some()),
        ];
        offered.into_iter().filter(|(_, is)| *is).map(|(link, _)| link).collect()
    }

    fn after(&mut self, n: usize, cx: &Cx<'_>) -> Flow {
        match self.after_links(cx).get(n) {
            Some(After::Help) => super::open_target(self.book, "help", cx),
            Some(After::Pass) => self.hand_over(cx),
            Some(After::Close) => {
                self.stage = Stage::Closing(Box::new(Closing::new(self.width)));
                Flow::Stay
            }
            Some(After::Share) => match self.lines(cx) {
                Some(lines) => Flow::Open(Box::new(Lift::new(&lines))),
                None => Flow::Stay,
            },
            Some(After::Onward) => match self.onward(cx) {
                Some((onward, practice)) => {
                    let ready = self.laid_ready(onward, cx);
                    let from = self.exercise.id.clone();
                    Flow::Open(Box::new(Adding::ready(self.book, practice, ready, from, cx)))
                }
                None => Flow::Stay,
            },
            Some(After::Back) | None => Flow::Close,
        }
    }

    /// The lines of this person that they may show to the other one, if there are any.
    fn lines(&self, cx: &Cx<'_>) -> Option<String> {
        let may = cx.journey.mode() == Mode::Together && self.exercise.sees == Reach::OnlyYou;
        let part = self
            .parts
            .iter()
            .filter(|_| may)
            .find(|part| matches!(&part.spec, Spec::Lines(lines) if lines.share))?;
        let kept = cx.journey.answer(cx.seat, cx.seat, &self.exercise.id, &part.id)?;
        let told = part.spec.kind().tell(&kept.answer).into_iter().next()?;
        Some(told.said)
    }

    fn may_pass(&self, cx: &Cx<'_>) -> bool {
        self.exercise.who == Who::Each && cx.journey.mode() == Mode::Together
    }
}

impl Layer for Doing {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Input::Measure(width) = input {
            self.width = *width;
        }
        self.next = None;
        if let Some(pause) = &mut self.pause {
            let paused = pause.input(input, cx);
            if paused != Paused::Pass {
                return self.paused(paused, cx);
            }
        } else if let Stage::Keys { first, alone } = &mut self.stage {
            let first = *first;
            match alone.input(input, cx) {
                Turned::Said(yes) => return self.keyed(first, yes, cx),
                Turned::Stay => return Flow::Stay.into(),
                Turned::Pass => {}
            }
        } else if let Stage::Closing(closing) = &mut self.stage {
            match closing.input(input, cx) {
                Closed::Done(turn) => return Outcome::from(Flow::Close).and(self.turn(turn)),
                Closed::Stay => return Flow::Stay.into(),
                Closed::Pass => {}
            }
        } else if let Stage::Part { model, marks, .. } = &mut self.stage {
            match marks.input(input, model.is_writing()) {
                Heard::Pass => {}
                Heard::Stay => return Flow::Stay.into(),
                Heard::Away => return Flow::Pass.into(),
                Heard::Kept => return self.keep_words(cx),
            }
            match model.input(input, cx) {
                Move::Done => return self.leave_part(Next::On, cx),
                Move::Back => return self.leave_part(Next::Back, cx),
                Move::Brake(on) => return self.brake(on, cx),
                Move::Leave => {
                    return Outcome { flow: Flow::Close, effects: self.keep(false, cx) };
                }
                step @ (Move::Stay | Move::Half) => {
                    if step == Move::Half {
                        self.half();
                        return Outcome { flow: Flow::Stay, effects: self.keep(false, cx) };
                    }
                    marks.follow(|| model.blocks(cx));
                    return Flow::Stay.into();
                }
                Move::Pass => {}
            }
        } else {
            let intro = self.intro_choices(cx).len();
            let after = self.after_links(cx).len();
            let chose = match &mut self.stage {
                Stage::Intro(menu) => menu.input(input, intro),
                Stage::After(menu) => menu.input(input, after),
                Stage::HandOn(menu) | Stage::KeyTurned { menu, .. } | Stage::Deeper(menu) => {
                    menu.input(input, 2)
                }
                Stage::Asked(menu) => menu.input(input, SAYS.len()),
                _ => Chose::Pass,
            };
            match (chose, &self.stage) {
                (Chose::Item(n), Stage::Intro(_)) => return self.intro(n, cx),
                (Chose::Item(n), Stage::Asked(_)) => return self.asked(n, cx),
                (Chose::Item(0), Stage::HandOn(_)) if self.asked_now(cx) => {
                    self.stage = Stage::Asked(Menu::question());
                    return Flow::Stay.into();
                }
                (Chose::Item(0), Stage::HandOn(_)) => return self.hand_over(cx).into(),
                (Chose::Item(n), Stage::After(_)) => return self.after(n, cx).into(),
                (Chose::Item(0), Stage::Deeper(_)) => {
                    self.stage = Stage::Shown(0);
                    return Flow::Stay.into();
                }
                (Chose::Item(n), Stage::KeyTurned { yes, .. }) => {
                    return self.key_turned(n, *yes, cx).into();
                }
                (Chose::Item(_) | Chose::Back, _) => return Flow::Close.into(),
                (Chose::Moved, _) => return Flow::Stay.into(),
                (Chose::Pass, _) => {}
            }
        }
        let Input::Key(key) = input else { return Flow::Pass.into() };
        match (keys::find(KEYS, self, *key), &self.stage) {
            (Some(Act::GoOn), Stage::Shown(_)) => self.shown_next().into(),
            (Some(Act::GoOn), _) => Flow::Close.into(),
            (Some(Act::Break), _) => {
                self.pause = Some(Pause::wanted());
                Flow::Stay.into()
            }
            (Some(Act::Leave), _) => Outcome { flow: Flow::Close, effects: self.keep(false, cx) },
            (None, _) => Flow::Pass.into(),
        }
    }

    fn told(&mut self, report: &Report, cx: &Cx<'_>) -> Outcome {
        // the half that was just kept is in the journey now
        if matches!((report, &self.stage), (Report::Done, Stage::Shown(0))) {
            self.stage = self.shown(cx);
        }
        if let (Report::Done, Some(next)) = (report, self.next.take()) {
            self.follow(next, cx);
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let own = |mut hints: Vec<Hint>| {
            hints.extend(keys::hints(KEYS, self, cx.words));
            hints
        };
        match &self.stage {
            _ if self.pause.is_some() => {
                let mut hints =
                    self.pause.as_ref().map(|pause| pause.hints(cx)).unwrap_or_default();
                if !hints.iter().any(|hint| hint.keys.contains(&Key::ESC)) {
                    hints = own(hints);
                }
                hints
            }
            Stage::Intro(menu)
            | Stage::After(menu)
            | Stage::HandOn(menu)
            | Stage::Asked(menu)
            | Stage::Deeper(menu)
            | Stage::KeyTurned { menu, .. } => menu.hints(cx, |w| &w.keys.say),
            Stage::Keys { alone, .. } => own(alone.hints(cx)),
            Stage::Closing(closing) => own(closing.hints(cx)),
            Stage::Part { model, marks, .. } => {
                let mut hints = own(model.hints(cx));
                // a break is what two in a quarrel need to find: only what Enter does stands before
                if let Some(rest) = hints.iter().position(|hint| hint.keys == BREAK) {
                    hints[usize::from(!model.is_writing())..=rest].rotate_right(1);
                }
                marks.hints(hints, model.is_writing(), cx)
            }
            Stage::Shown(_) | Stage::NotToday => keys::hints(KEYS, self, cx.words),
        }
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let place = super::place_of(cx, self.book, self.n, &self.exercise.title);
        let mut page = cx.page(place, self.exercise.sees);
        if self.exercise.who == Who::Together {
            page.hands = cx.hands_of_both(self.exercise.sees);
        }
        if let Some(pause) = &self.pause {
            page.hands = pause.hands(cx);
            page.blocks = pause.blocks(cx);
            return page;
        }
        match &self.stage {
            Stage::Keys { alone, .. } => {
                page.hands = cx.hands(Reach::NotKept);
                page.blocks = alone.blocks(cx);
            }
            Stage::KeyTurned { menu, .. } => {
                page.hands = cx.hands(Reach::NotKept);
                page.blocks = turned_blocks(*menu, cx);
            }
            Stage::Closing(closing) => {
                page.hands = cx.hands_of_both(Reach::Both);
                page.blocks = closing.blocks(cx);
            }
            Stage::Intro(menu) => page.blocks = self.intro_blocks(*menu, cx),
            Stage::Part { model, marks, .. } => {
                page.blocks = model.blocks(cx);
                let foot: Vec<_> = self.enough(cx).into_iter().chain(model.foot(cx)).collect();
                page.foot = (!foot.is_empty()).then(|| foot.join("   "));
                marks.show(&mut page.blocks, cx);
            }
            Stage::After(menu) => page.blocks = self.after_blocks(*menu, cx),
            Stage::HandOn(menu) => page.blocks = self.hand_on_blocks(*menu, cx),
            Stage::Asked(menu) => page.blocks = asked_blocks(*menu, cx),
            Stage::Deeper(menu) => {
                page.hands = cx.hands_of_both(Reach::Both);
                page.blocks = self.deeper_blocks(*menu, cx);
            }
            Stage::Shown(at) => {
                page.hands = cx.hands_of_both(Reach::Both);
                page.blocks = self.shown_blocks(*at, cx);
            }
            Stage::NotToday => {
                page.hands = cx.hands_of_both(Reach::Both);
                let words = &cx.words.pair;
                page.blocks = vec![
                    Block::Text(words.not_today.clone()),
                    Block::Text(words.something_to_do.clone()),
                ];
                page.centred = true;
            }
        }
        page
    }

    fn unsaved(&self, cx: &Cx<'_>) -> Option<(Seat, Event)> {
        Some((self.owner(cx), self.news(false, cx)?))
    }

    fn wake(&self, cx: &Cx<'_>) -> Option<Duration> {
        match (&self.pause, &self.stage) {
            (Some(pause), _) => pause.wake(cx),
            (None, Stage::Part { model, .. }) => model.wake(cx),
            _ => None,
        }
    }

    fn rest(&mut self, cx: &Cx<'_>) {
        let looks = Looks::new(self.exercise.lens, self.exercise.who != Who::Together, cx);
        if let (Stage::Part { model, marks, .. }, Ok(lens)) = (&mut self.stage, self.book.lens()) {
            marks.look(&model.blocks(cx), lens, looks);
        }
    }

    fn is_writing(&self) -> bool {
        match &self.stage {
            _ if self.pause.is_some() => false,
            Stage::Part { model, marks, .. } => model.is_writing() && !marks.asks(),
            Stage::Closing(closing) => closing.is_writing(),
            _ => false,
        }
    }
}
