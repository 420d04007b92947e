//! Doing an exercise: its parts one after the other, left at any key and resumed at the same place.
//! For a sealed pair: each is asked alone, and two yeses show it; anything else is "Not today", the
//! same whatever the cause.

mod view;

use std::time::Duration;

use serde_json::Value;

use super::{
    marks::{Heard, Looks, Marks},
    menu::{Chose, Menu},
};
use crate::{
    curriculum::{Curriculum, Exercise, Part, Who},
    engine::{Path, Progress, owner},
    exercise::{Model, Move, Spec},
    journey::{Event, Mode, Reach, Say, Seat},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Report},
    ui::{Block, Hint, Key, Page, keys, keys::Binding},
};
use view::asked_blocks;

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
}

/// Which way out of a part.
#[derive(Clone, Copy)]
enum Next {
    On,
    Back,
}

/// Where one is in it.
enum Stage {
    /// What it is, and whether today.
    Intro(Menu),
    /// In a part of it.
    Part { at: usize, model: Box<dyn Model>, was_done: bool, marks: Marks },
    /// It is done.
    After(Menu),
    /// One's half is written; the other's is not, or has not been asked about.
    HandOn(Menu),
    /// Asked alone whether it may be shown.
    Asked(Menu),
    /// Two yeses: both halves, part by part.
    Shown(usize),
    /// Anything else.
    NotToday,
}

#[derive(Clone, Copy)]
enum Act {
    GoOn,
    Leave,
}

/// The keys of the pages that only have a way on.
const KEYS: &[Binding<Doing, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::GoOn,
        says: |w| &w.keys.go_on,
        when: |d| matches!(d.stage, Stage::Shown(_) | Stage::NotToday),
    },
    Binding { keys: &[Key::ESC], act: Act::Leave, says: |w| &w.keys.leave_here, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

const SAYS: [Say; 4] = [Say::Show, Say::Later, Say::Edit, Say::Never];

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
        let (next, width) = (None, cx.measure);
        Self { book, n, exercise, parts, stage, next, width, was_asked: false }
    }

    fn owner(&self, cx: &Cx<'_>) -> Seat {
        owner(self.exercise, cx.seat)
    }

    fn sealed(&self) -> impl Iterator<Item = &'static Part> {
        self.parts.iter().copied().filter(|part| matches!(part.spec, Spec::Sealed(_)))
    }

    fn is_pair(&self, cx: &Cx<'_>) -> bool {
        self.exercise.sees == Reach::Sealed
            && cx.journey.mode() != Mode::Alone
            && self.sealed().next().is_some()
    }

    fn both_wrote(&self, cx: &Cx<'_>) -> bool {
        self.sealed().all(|part| cx.journey.both_wrote(&self.exercise.id, &part.id))
    }

    fn is_shown(&self, cx: &Cx<'_>) -> bool {
        self.sealed().all(|part| cx.journey.shown(&self.exercise.id, &part.id))
    }

    /// Whether the other one was asked about theirs, and whether it is a yes.
    fn other_was_asked(&self, cx: &Cx<'_>) -> Option<bool> {
        let other = cx.seat.other();
        let id = &self.exercise.id;
        let asked = self.sealed().all(|part| cx.journey.was_asked(other, id, &part.id));
        asked.then(|| self.sealed().all(|part| cx.journey.agreed(other, id, &part.id)))
    }

    /// What both may know of the part in hand: that this half is written, and nothing else yet.
    fn half_written(&self, cx: &Cx<'_>) -> Option<Event> {
        let Stage::Part { at, .. } = &self.stage else { return None };
        let part = self.parts.get(*at).filter(|part| matches!(part.spec, Spec::Sealed(_)))?;
        self.is_pair(cx).then(|| Event::Half {
            exercise: self.exercise.id.clone(),
            part: part.id.clone(),
            asked: false,
            shown: None,
            pad: String::new(),
        })
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
        let Some(answer) = self.news(done, cx) else { return Vec::new() };
        let half = if done { self.half_written(cx) } else { None };
        let events = [Some(answer), half].into_iter().flatten().collect();
        vec![Effect::KeepAs(self.owner(cx), events)]
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

    // the stages

    fn intro(&mut self, choice: usize, cx: &Cx<'_>) -> Outcome {
        match (choice, self.is_pair(cx) && self.progress(cx) == Progress::Waiting) {
            (0, true) => self.asked_or_waits(cx),
            (0, false) if self.is_pair(cx) && self.is_shown(cx) => self.stage = Stage::Shown(0),
            (0, false) => self.open(self.next_part(cx), cx),
            (1, _) => {
                let rest = Event::Rest { exercise: self.exercise.id.clone() };
                return Outcome::from(Flow::Close).and(Effect::Keep(vec![rest]));
            }
            _ => self.open(0, cx),
        }
        Flow::Stay.into()
    }

    fn asked_or_waits(&mut self, cx: &Cx<'_>) {
        self.stage = if self.both_wrote(cx) {
            Stage::Asked(Menu::default())
        } else {
            Stage::HandOn(Menu::default())
        };
    }

    fn asked(&mut self, choice: usize, cx: &Cx<'_>) -> Outcome {
        let Some(say) = SAYS.get(choice).copied() else { return Flow::Stay.into() };
        self.was_asked = say != Say::Edit;
        let mut says = Vec::new();
        let id = &self.exercise.id;
        for part in self.sealed() {
            says.push(Event::Pair { exercise: id.clone(), part: part.id.clone(), say });
            if let Some(kept) = cx.journey.answer(cx.seat, cx.seat, id, &part.id) {
                says.push(Event::half(id, &part.id, &kept.answer, say == Say::Show));
            }
        }
        match (say, self.other_was_asked(cx)) {
            (Say::Edit, _) => self.open(0, cx),
            (Say::Show, Some(true)) => self.stage = Stage::Shown(0),
            (_, Some(_)) => self.stage = Stage::NotToday,
            (_, None) => self.stage = Stage::HandOn(Menu::default()),
        }
        Outcome::from(Flow::Stay).and(Effect::Keep(says))
    }

    fn progress(&self, cx: &Cx<'_>) -> Progress {
        Path::new(self.book, cx.journey, cx.seat).progress(self.exercise)
    }

    fn after_len(&self, cx: &Cx<'_>) -> usize {
        1 + usize::from(self.may_pass(cx))
    }

    fn may_pass(&self, cx: &Cx<'_>) -> bool {
        self.exercise.who == Who::Each && cx.journey.mode() == Mode::Together
    }

    fn shown_next(&mut self) -> Flow {
        let Stage::Shown(at) = self.stage else { return Flow::Stay };
        if at + 1 < self.sealed().count() {
            self.stage = Stage::Shown(at + 1);
            return Flow::Stay;
        }
        self.stage = Stage::After(Menu::default());
        Flow::Stay
    }
}

impl Layer for Doing {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Input::Measure(width) = input {
            self.width = *width;
        }
        self.next = None;
        if let Stage::Part { model, marks, .. } = &mut self.stage {
            match marks.input(input, model.is_writing()) {
                Heard::Pass => {}
                Heard::Stay => return Flow::Stay.into(),
                Heard::Away => return Flow::Pass.into(),
                Heard::Kept => return self.keep_words(cx),
            }
            match model.input(input, cx) {
                Move::Done => return self.leave_part(Next::On, cx),
                Move::Back => return self.leave_part(Next::Back, cx),
                Move::Stay => {
                    marks.follow(|| model.blocks(cx));
                    return Flow::Stay.into();
                }
                Move::Pass => {}
            }
        } else {
            let intro = self.intro_choices(cx).len();
            let after = self.after_len(cx);
            let chose = match &mut self.stage {
                Stage::Intro(menu) => menu.input(input, intro),
                Stage::After(menu) => menu.input(input, after),
                Stage::HandOn(menu) => menu.input(input, 2),
                Stage::Asked(menu) => menu.input(input, SAYS.len()),
                _ => Chose::Pass,
            };
            match (chose, &self.stage) {
                (Chose::Item(n), Stage::Intro(_)) => return self.intro(n, cx),
                (Chose::Item(n), Stage::Asked(_)) => return self.asked(n, cx),
                (Chose::Item(0), Stage::HandOn(_)) if self.asked_now(cx) => {
                    self.stage = Stage::Asked(Menu::default());
                    return Flow::Stay.into();
                }
                (Chose::Item(0), Stage::HandOn(_)) => return self.hand_over(cx).into(),
                (Chose::Item(1), Stage::After(_)) => return self.hand_over(cx).into(),
                (Chose::Item(_) | Chose::Back, _) => return Flow::Close.into(),
                (Chose::Moved, _) => return Flow::Stay.into(),
                (Chose::Pass, _) => {}
            }
        }
        let Input::Key(key) = input else { return Flow::Pass.into() };
        match (keys::find(KEYS, self, *key), &self.stage) {
            (Some(Act::GoOn), Stage::Shown(_)) => self.shown_next().into(),
            (Some(Act::GoOn), _) => Flow::Close.into(),
            (Some(Act::Leave), _) => Outcome { flow: Flow::Close, effects: self.keep(false, cx) },
            (None, _) => Flow::Pass.into(),
        }
    }

    fn told(&mut self, report: &Report, cx: &Cx<'_>) -> Outcome {
        if let (Report::Done, Some(next)) = (report, self.next.take()) {
            self.follow(next, cx);
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        match &self.stage {
            Stage::Intro(menu) | Stage::After(menu) | Stage::HandOn(menu) | Stage::Asked(menu) => {
                menu.hints(cx, |w| &w.keys.say)
            }
            Stage::Part { model, marks, .. } => {
                let mut hints = model.hints(cx);
                hints.extend(keys::hints(KEYS, self, cx.words));
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
        match &self.stage {
            Stage::Intro(menu) => page.blocks = self.intro_blocks(*menu, cx),
            Stage::Part { model, marks, .. } => {
                page.blocks = model.blocks(cx);
                page.foot = model.foot(cx);
                marks.show(&mut page.blocks, cx);
            }
            Stage::After(menu) => page.blocks = self.after_blocks(*menu, cx),
            Stage::HandOn(menu) => page.blocks = self.hand_on_blocks(*menu, cx),
            Stage::Asked(menu) => page.blocks = asked_blocks(*menu, cx),
            Stage::Shown(at) => {
                page.hands = cx.hands_of_both(Reach::Both);
                page.blocks = self.shown_blocks(*at, cx);
            }
            Stage::NotToday => {
                page.hands = cx.hands_of_both(Reach::Both);
                let words = &cx.words.pair;
                page.blocks = vec![
                    Block::Text(words.not_today.clone()),
                    Block::Text(words.something_to_read.clone()),
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
        match &self.stage {
            Stage::Part { model, .. } => model.wake(cx),
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
        matches!(&self.stage, Stage::Part { model, marks, .. } if model.is_writing() && !marks.asks())
    }
}
