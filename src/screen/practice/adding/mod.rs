//! Adding to a practice, or going on with what was begun: what it asks, one after the other, and a
//! last look at all of it. Leaving keeps what is there for its writer alone; nothing is anybody
//! else's before the last look.

mod parts;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde_json::Value;

use super::{
    Chose, Menu, page,
    safe::{Asked, Safe},
    told,
};
use crate::{
    curriculum::Curriculum,
    engine::Path,
    exercise::{Model, Move},
    journey::{Event, Face, Matter, Mode, Reach, RecordId, Seat},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome},
    practice::{Ask, Practice, Refusal},
    ui::{Block, Choice, Hint, Key, Page, fill, keys, keys::Binding, words::of},
};

/// Something new, being written.
pub struct Adding {
    practice: &'static Practice,
    asks: Vec<&'static Ask>,
    /// What it goes on with, and the day that is about.
    of: Option<(RecordId, chrono::NaiveDate)>,
    answers: BTreeMap<String, Value>,
    /// What of something private the other one can read: the asks.
    both: BTreeSet<&'static str>,
    /// Whether it was begun before and left.
    is_resumed: bool,
    /// The exercise that it comes from; empty if none.
    from: String,
    stage: Stage,
    width: u16,
}

enum Stage {
    /// Whether it is safe to offer it, before anything is asked.
    Safe(Safe),
    Ask {
        at: usize,
        model: Box<dyn Model>,
    },
    Look(Menu),
    /// Who reads which part of it.
    Parts(Menu),
    /// It may not be added now, what helps, and which answer to change; none if no answer would help.
    Refused(Menu, String, Option<usize>),
}

#[derive(Clone, Copy)]
enum Act {
    Back,
    Leave,
}

const KEYS: &[Binding<Adding, Act>] = &[
    Binding {
        keys: &[Key::ctrl('b')],
        act: Act::Back,
        says: |w| &w.keys.one_back,
        when: |a| matches!(a.stage, Stage::Ask { at, .. } if at > 0),
    },
    Binding { keys: &[Key::ESC], act: Act::Leave, says: |w| &w.keys.leave_here, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Adding {
    /// Something new; or what was begun, or written earlier, once more.
    pub fn new(
        book: &'static Curriculum,
        practice: &'static Practice,
        of: Option<&RecordId>,
        cx: &Cx<'_>,
    ) -> Self {
        let reader = Path::new(book, cx.journey, cx.seat).reader();
        let asks = practice.asks.iter().filter(|ask| reader.is_meant(&ask.meant)).collect();
        let owner = owner(practice, cx);
        let day = cx.now.date_naive();
        // what a day has one of at most is gone on with
        let today = practice.face(owner, BTreeMap::new(), day).of;
        let known = of.cloned().or(today);
        let matter = known.as_ref().and_then(|id| cx.journey.matter(owner, owner, id));
        let answers = matter.as_ref().map(|it| it.fields().into_owned()).unwrap_or_default();
        let of = matter.as_ref().map(|it| (it.id.clone(), it.made()));
        let stage = Stage::Look(Menu::default());
        let from = String::new();
        let is_new = matter.as_ref().is_none_or(Matter::is_begun);
        let mut both = practice.both();
        if let Some(kept) = matter.as_ref().filter(|_| !is_new) {
            both.retain(|ask| kept.shows(ask) || kept.field(ask).is_none());
            both.extend(
                practice.asks.iter().map(|ask| ask.id.as_str()).filter(|it| kept.shows(it)),
            );
        }
        let is_resumed = matter.as_ref().is_some_and(Matter::is_begun);
        let width = cx.measure;
        let mut adding = Self { practice, asks, of, answers, both, is_resumed, from, stage, width };
        match Safe::before(practice, cx).filter(|_| is_new) {
            Some(safe) => adding.stage = Stage::Safe(safe),
            None => adding.open(0, cx),
        }
        if adding.of.is_none()
            && let Some(full @ (Refusal::TooMany(_) | Refusal::Week(..))) = adding.refused(cx)
        {
            adding.refuse(&full, cx);
        }
        adding
    }

    /// Something new, of which this much is the same as elsewhere.
    pub(super) fn with(
        book: &'static Curriculum,
        practice: &'static Practice,
        answers: BTreeMap<String, Value>,
        cx: &Cx<'_>,
    ) -> Self {
        let mut adding = Self::new(book, practice, None, cx);
        if !matches!(adding.stage, Stage::Refused(..)) {
            adding.answers = answers;
        }
        if matches!(adding.stage, Stage::Ask { .. }) {
            adding.open(0, cx);
        }
        adding
    }

    /// Something new, of which an exercise has laid some ready. Where a day has one already, that one
    /// is gone on with, and nothing that stands in it is lost. Whether it is safe was asked before the
    /// exercise.
    pub fn ready(
        book: &'static Curriculum,
        practice: &'static Practice,
        answers: BTreeMap<String, Value>,
        from: String,
        cx: &Cx<'_>,
    ) -> Self {
        let mut adding = Self::new(book, practice, None, cx);
        if !matches!(adding.stage, Stage::Refused(..)) {
            for (ask, answer) in answers {
                let before = adding.answers.remove(&ask);
                let joined = before.map_or_else(|| answer.clone(), |it| joined(it, &answer));
                adding.answers.insert(ask, joined);
            }
            adding.from = from;
            adding.open(0, cx);
        }
        adding
    }

    fn open(&mut self, at: usize, cx: &Cx<'_>) {
        match self.asks.get(at) {
            Some(ask) => {
                let mut model = ask.spec.open(self.answers.get(&ask.id));
                let _ = model.input(&Input::Measure(self.width), cx);
                self.stage = Stage::Ask { at, model };
            }
            None => self.look(cx),
        }
    }

    fn take(&mut self) -> usize {
        let Stage::Ask { at, model } = &self.stage else { return self.asks.len() };
        if let Some(ask) = self.asks.get(*at) {
            let answer = model.answer();
            let said = !ask.spec.kind().tell(&answer).is_empty();
            if said {
                self.answers.insert(ask.id.clone(), answer);
            } else {
                self.answers.remove(&ask.id);
            }
        }
        *at
    }

    fn refused(&self, cx: &Cx<'_>) -> Option<Refusal<'static>> {
        let owner = owner(self.practice, cx);
        self.practice.refuses(cx.journey, owner, &self.answers, cx.now.date_naive())
    }

    fn refuse(&mut self, refusal: &Refusal<'_>, cx: &Cx<'_>) {
        let words = &cx.words.practices;
        let (says, change) = match refusal {
            Refusal::TooUnsure(helps) => ((*helps).to_owned(), Some(0)),
            Refusal::Open(ask) => {
                let says = fill(&words.still_open, &[("ask", ask.says())]);
                (says, self.asks.iter().position(|it| it.id == ask.id))
            }
            Refusal::TooMany(most) => (fill(&words.too_many, &[("n", &most.to_string())]), None),
            Refusal::Week(most, day) => {
                let names = [("n", most.to_string()), ("day", cx.words.weekday(*day))];
                let names = names.each_ref().map(|(name, says)| (*name, says.as_str()));
                (fill(&words.week_full, &names), None)
            }
        };
        self.stage = Stage::Refused(Menu::default(), says, change);
    }

    fn look(&mut self, cx: &Cx<'_>) {
        self.stage = Stage::Look(Menu::default());
        // a draft does not know who was to read what: that is seen again before it is kept
        if std::mem::take(&mut self.is_resumed) && self.has_parts(cx) {
            self.stage = Stage::Parts(Menu::default());
        }
        if let Some(refusal) = self.refused(cx).filter(|_| self.is_new(cx)) {
            self.refuse(&refusal, cx);
        }
    }

    /// Whether it is one more, begun before or not: what is kept already is none.
    fn is_new(&self, cx: &Cx<'_>) -> bool {
        self.before(cx).is_none_or(|matter| matter.is_begun())
    }

    /// What it goes on with, as it stands.
    fn before<'a>(&self, cx: &Cx<'a>) -> Option<Matter<'a>> {
        let owner = owner(self.practice, cx);
        self.of.as_ref().and_then(|(id, _)| cx.journey.matter(owner, owner, id))
    }

    fn face(&self, cx: &Cx<'_>) -> Face {
        let owner = owner(self.practice, cx);
        let face = self.practice.face(owner, self.answers.clone(), cx.now.date_naive());
        match &self.of {
            Some((id, made)) => Face { of: Some(id.clone()), made: *made, ..face },
            None => Face { from: self.from.clone(), ..face },
        }
    }

    fn keep(&self, cx: &Cx<'_>) -> Outcome {
        let owner = owner(self.practice, cx);
        let was_shared = self.before(cx).is_some_and(|matter| matter.is_shared());
        let mut events = Practice::faces(self.face(cx), &self.both, was_shared);
        if self.is_new(cx) {
            let today = cx.now.date_naive();
            events.extend(self.practice.closed_by_next(cx.journey, owner, today));
        }
        let keep = Effect::KeepAs(owner, events);
        Outcome::from(Flow::Close).and(keep)
    }

    /// What is there so far, for its writer alone; nothing if there is nothing new.
    fn begun(&self, cx: &Cx<'_>) -> Option<(Seat, Event)> {
        // whether it would be safe is asked before anything is written
        if self.of.is_none() && matches!(self.stage, Stage::Safe(_)) {
            return None;
        }
        let owner = owner(self.practice, cx);
        let mut answers = self.answers.clone();
        if let Stage::Ask { at, model } = &self.stage
            && let Some(ask) = self.asks.get(*at)
        {
            let answer = model.answer();
            if !ask.spec.kind().tell(&answer).is_empty() {
                answers.insert(ask.id.clone(), answer);
            }
        }
        let before = self.before(cx);
        let same = match &before {
            Some(matter) => *matter.fields() == answers,
            None => answers.is_empty(),
        };
        // what was kept stays as it is until somebody keeps it anew
        if same || before.is_some_and(|matter| !matter.is_begun()) {
            return None;
        }
        let face =
            Face { reach: Reach::OnlyYou, begun: true, fields: answers.into(), ..self.face(cx) };
        Some((owner, Event::Matter(face)))
    }

    fn chosen(&mut self, n: usize, cx: &Cx<'_>) -> Outcome {
        match (&self.stage, n) {
            (Stage::Look(_), n) if self.answers.is_empty() && n > 0 => return self.leave(cx),
            (Stage::Look(_), 0) if !self.answers.is_empty() => return self.keep(cx),
            (Stage::Look(_), 2) => self.stage = Stage::Parts(Menu::default()),
            (Stage::Refused(.., Some(change)), 0) => {
                let change = *change;
                self.open(change, cx);
            }
            (Stage::Refused(..), _) => return self.leave(cx),
            _ => self.open(0, cx),
        }
        Flow::Stay.into()
    }

    /// How many ways there are at the last look, or out of a refusal.
    fn ways(&self, cx: &Cx<'_>) -> usize {
        match &self.stage {
            Stage::Look(_) if self.has_parts(cx) => 3,
            Stage::Refused(.., None) => 1,
            _ => 2,
        }
    }

    fn leave(&self, cx: &Cx<'_>) -> Outcome {
        let begun = self.begun(cx).map(|(seat, event)| Effect::KeepAs(seat, vec![event]));
        Outcome { flow: Flow::Close, effects: begun.into_iter().collect() }
    }

    /// Which page of all that is asked this is; before it what a single page says of itself.
    fn foot(&self, at: usize, model: &dyn Model, cx: &Cx<'_>) -> Option<String> {
        let count = |ask: &&'static Ask| ask.spec.open(self.answers.get(&ask.id)).pages().1;
        let before: usize = self.asks.iter().take(at).map(count).sum();
        let behind: usize = self.asks.iter().skip(at + 1).map(count).sum();
        let (page, here) = model.pages();
        let all = before + here + behind;
        let counted = (all > 1).then(|| of(cx.words, before + page + 1, all));
        let own = model.foot(cx).filter(|_| here == 1);
        let foot: Vec<_> = own.into_iter().chain(counted).collect();
        (!foot.is_empty()).then(|| foot.join("   "))
    }

    /// All that was said: first what both can read, then what is one's own.
    fn said<'a>(&self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words;
        let private = self.practice.reach != Reach::Both && cx.journey.mode() == Mode::Together;
        let mut blocks = Vec::new();
        for both in [true, false] {
            let asks = self.asks.iter().filter(|ask| self.both.contains(ask.id.as_str()) == both);
            let all: Vec<_> = asks
                .filter_map(|ask| Some(told(ask, self.answers.get(&ask.id)?, cx)))
                .flatten()
                .collect();
            if all.is_empty() {
                continue;
            }
            if private {
                let reach = if both { &words.practices.both_read } else { &words.practices.own };
                blocks.push(Block::Quiet(reach.clone()));
            }
            for told in all {
                blocks.push(Block::Label(told.asked));
                blocks.push(Block::Inset(told.said));
            }
        }
        blocks
    }
}

/// Whose it becomes: what both do at the keys stands with the first seat.
pub(super) fn owner(practice: &Practice, cx: &Cx<'_>) -> Seat {
    if practice.together { Seat::First } else { cx.seat }
}

/// What stands in an answer of texts, and what comes to it: a line more where both say something else.
fn joined(before: Value, new: &Value) -> Value {
    let Value::Object(mut texts) = before else { return before };
    for (slot, said) in new.as_object().into_iter().flatten() {
        let had = texts.get(slot).and_then(Value::as_str).unwrap_or_default();
        let joined = match said.as_str() {
            Some(said) if had.trim().is_empty() => said.to_owned(),
            Some(said) if !had.contains(said) => format!("{had}\n{said}"),
            _ => continue,
        };
        texts.insert(slot.clone(), joined.into());
    }
    texts.into()
}

impl Layer for Adding {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Input::Measure(width) = input {
            self.width = *width;
        }
        let (ways, parts) = (self.ways(cx), self.parts().count());
        let step = match &mut self.stage {
            Stage::Safe(safe) => match safe.input(input) {
                Asked::Stay => Move::Stay,
                Asked::Yes => {
                    self.open(0, cx);
                    Move::Stay
                }
                Asked::Leave => return self.leave(cx),
                Asked::Pass => Move::Pass,
            },
            Stage::Ask { model, .. } => model.input(input, cx),
            Stage::Parts(menu) => match menu.input(input, parts + 1) {
                Chose::Item(n) => {
                    self.turn(n, cx);
                    return Flow::Stay.into();
                }
                Chose::Back => {
                    self.stage = Stage::Look(Menu::default());
                    return Flow::Stay.into();
                }
                Chose::Moved => return Flow::Stay.into(),
                Chose::Pass => Move::Pass,
            },
            Stage::Look(menu) | Stage::Refused(menu, ..) => match menu.input(input, ways) {
                Chose::Item(n) => return self.chosen(n, cx),
                Chose::Back => return self.leave(cx),
                Chose::Moved => return Flow::Stay.into(),
                Chose::Pass => Move::Pass,
            },
        };
        match step {
            Move::Done => {
                let at = self.take();
                self.open(at + 1, cx);
                return Flow::Stay.into();
            }
            Move::Back => {
                let at = self.take();
                self.open(at.saturating_sub(1), cx);
                return Flow::Stay.into();
            }
            // what a practice asks has no half, and no brake
            Move::Stay | Move::Half | Move::Leave | Move::Brake(_) => return Flow::Stay.into(),
            Move::Pass => {}
        }
        let Input::Key(key) = input else { return Flow::Pass.into() };
        match keys::find(KEYS, self, *key) {
            Some(Act::Back) => {
                let at = self.take();
                self.open(at.saturating_sub(1), cx);
                Flow::Stay.into()
            }
            Some(Act::Leave) => self.leave(cx),
            None => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        match &self.stage {
            Stage::Safe(safe) => safe.hints(cx),
            Stage::Ask { model, .. } => {
                let mut hints = model.hints(cx);
                hints.extend(keys::hints(KEYS, self, cx.words));
                hints
            }
            Stage::Look(menu) | Stage::Parts(menu) | Stage::Refused(menu, ..) => {
                menu.hints(cx, |w| &w.keys.say)
            }
        }
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.practices;
        let practice = self.practice;
        let reach = match &self.stage {
            Stage::Safe(_) => Reach::NotKept,
            Stage::Ask { at, .. } if self.is_both(*at) => Reach::Both,
            _ => practice.reach,
        };
        let mut page = page(practice, reach, cx);
        match &self.stage {
            Stage::Safe(safe) => page.blocks = safe.blocks(cx),
            Stage::Ask { at, model } => {
                page.blocks = model.blocks(cx);
                page.foot = self.foot(*at, &**model, cx);
            }
            Stage::Look(menu) => {
                page.blocks = self.said(cx);
                if page.blocks.is_empty() {
                    page.blocks.push(Block::Text(words.nothing_said.clone()));
                }
                let doubt = practice.doubt.as_ref().filter(|doubt| {
                    let asked = self.asks.iter().any(|ask| ask.id == doubt.ask);
                    asked && !self.answers.contains_key(&doubt.ask)
                });
                page.blocks.extend(doubt.map(|doubt| Block::Accent(doubt.says.clone())));
                let choice = |(i, says): (usize, &String)| Choice::new(says, menu.is(i));
                // there is nothing to keep where nothing was said
                let choose = fill(&words.choose_parts, &[("name", cx.name(cx.seat.other()))]);
                let choices = if self.answers.is_empty() {
                    [&words.look_again, &words.later, &choose]
                } else {
                    [&words.keep, &words.look_again, &choose]
                };
                let choices = choices.into_iter().take(self.ways(cx)).enumerate();
                page.blocks.push(Block::Choices(choices.map(choice).collect()));
            }
            Stage::Parts(menu) => page.blocks = self.who_reads(*menu, cx),
            Stage::Refused(menu, says, change) => {
                let choice = |(i, says): (usize, &String)| Choice::new(says, menu.is(i));
                let choices = [&words.smaller, &words.later];
                let choices = choices.into_iter().skip(usize::from(change.is_none()));
                page.blocks = vec![
                    Block::Text(says.clone()),
                    Block::Choices(choices.enumerate().map(choice).collect()),
                ];
            }
        }
        page
    }

    fn unsaved(&self, cx: &Cx<'_>) -> Option<(Seat, Event)> {
        self.begun(cx)
    }

    fn wake(&self, cx: &Cx<'_>) -> Option<Duration> {
        match &self.stage {
            Stage::Ask { model, .. } => model.wake(cx),
            Stage::Safe(_) | Stage::Look(_) | Stage::Parts(_) | Stage::Refused(..) => None,
        }
    }

    fn is_writing(&self) -> bool {
        matches!(&self.stage, Stage::Ask { model, .. } if model.is_writing())
    }
}
