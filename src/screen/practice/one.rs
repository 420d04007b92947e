//! One practice: why, what protects it, what there is of it, and how to add to it.

use chrono::NaiveDate;

use super::{Adding, Chose, Menu, first_words, line, matter::OneMatter, meeting::Meeting, page};
use crate::{
    curriculum::Curriculum,
    engine::Path,
    journey::{About, Amiss, Event, Matter, Mode, Moved, Receipt, RecordId, Seat},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome},
    practice::{Picture as Kind, Practice, Standing, pictures, weeks},
    ui::{Block, Choice, Hint, Key, Page, Words, fill, keys, keys::Binding, picture::Picture},
};

/// How many of what is over stand on the page, the newest.
const MOST: usize = 24;

/// A practice.
pub struct OnePractice {
    book: &'static Curriculum,
    practice: &'static Practice,
    menu: Menu,
    /// The week that is looked at, counted from the newest.
    week: Option<usize>,
}

#[derive(Clone, Copy)]
enum Act {
    Week,
}

const KEYS: &[Binding<OnePractice, Act>] = &[Binding {
    keys: &[Key::LEFT, Key::RIGHT],
    act: Act::Week,
    says: |w| &w.keys.weeks,
    when: |one| one.practice.picture == Some(Kind::Pulse),
}];

pub(super) fn every_key(words: &Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

/// Something on the page that opens.
#[derive(Clone)]
enum Thing {
    Add,
    /// Add without going through the agenda.
    Note,
    /// Take one out, any of them.
    Draw,
    Begun(Seat, RecordId),
    /// Let go of something that one agreed to and that is gone.
    Gone(About),
    Matter(Seat, RecordId),
}

impl OnePractice {
    /// One of them.
    pub fn new(book: &'static Curriculum, practice: &'static Practice) -> Self {
        Self { book, practice, menu: Menu::default(), week: None }
    }

    /// What is not over, the nearest day first; then what is, the newest first.
    fn matters<'a>(&self, cx: &Cx<'a>) -> [Vec<(Matter<'a>, Standing<'static>)>; 2] {
        let today = cx.now.date_naive();
        let practice = self.practice;
        let all = practice.matters(cx.journey, cx.seat);
        let all = all.filter_map(|it| practice.standing(&it, today).map(|standing| (it, standing)));
        let (mut past, mut open): (Vec<_>, Vec<_>) = all.partition(|(_, standing)| standing.over);
        let newest = |one: &(Matter<'_>, Standing<'_>), other: &(Matter<'_>, Standing<'_>)| {
            other.0.made().cmp(&one.0.made())
        };
        past.sort_by(newest);
        past.truncate(MOST);
        // what has no day of its own is a list of what was: newest first
        if practice.has_days() {
            open.sort_by_key(|(_, it)| it.review.into_iter().chain(it.until).min());
        } else {
            open.sort_by(newest);
            open.truncate(MOST);
        }
        [open, past]
    }

    /// What was begun, and what tells it from the others: the newest day first, always in one order.
    fn begun<'a>(&self, cx: &Cx<'a>) -> Vec<(Matter<'a>, String)> {
        let all = self.practice.begun(cx.journey, cx.seat);
        let told = |it: Matter<'a>| {
            let what = first_words(self.practice, &it, cx);
            (it, what)
        };
        let mut all: Vec<_> = all.map(told).collect();
        all.sort_by(|(one, a), (other, b)| other.made().cmp(&one.made()).then_with(|| a.cmp(b)));
        all
    }

    fn pictures(&self, cx: &Cx<'_>) -> Vec<(Seat, Picture)> {
        let Ok(all) = self.book.practices() else { return Vec::new() };
        pictures(self.practice, all, cx, self.week)
    }

    fn weeks(&self, cx: &Cx<'_>) -> usize {
        weeks(self.practice, cx.journey, cx.seat, cx.now.date_naive())
    }

    /// To the left an earlier week; to the right a later one, and all of them behind the last.
    fn step(&mut self, key: Key, weeks: usize) {
        self.week = match self.week {
            None if key == Key::LEFT => (weeks > 0).then_some(0),
            Some(week) if key == Key::LEFT => Some((week + 1).min(weeks.saturating_sub(1))),
            week => week.and_then(|week| week.checked_sub(1)),
        };
    }

    fn may_add(&self, cx: &Cx<'_>) -> bool {
        Path::new(self.book, cx.journey, cx.seat).may_add(self.practice)
    }

    /// What may be taken out: what nobody set aside.
    fn to_draw<'a>(&self, cx: &Cx<'a>) -> impl Iterator<Item = Matter<'a>> {
        let practice = self.practice;
        let all = practice.matters(cx.journey, cx.seat).filter(|_| !practice.draws.is_empty());
        all.filter(|it| !practice.is_set_aside(it, |_| true))
    }

    fn draws(&self, cx: &Cx<'_>) -> bool {
        self.to_draw(cx).next().is_some()
    }

    /// One of them, as the clock has it: nobody knows beforehand which.
    fn drawn(&self, cx: &Cx<'_>) -> Option<(Seat, RecordId)> {
        let all: Vec<_> = self.to_draw(cx).collect();
        let now = cx.now.timestamp_micros().unsigned_abs();
        // moments that lie close together are not to lie close together in the jar
        let mixed = now.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let n = usize::try_from(mixed).ok()?.checked_rem(all.len())?;
        all.get(n).map(|it| (it.owner, it.id.clone()))
    }

    fn things(&self, cx: &Cx<'_>) -> Vec<Thing> {
        let mut things = Vec::new();
        if self.may_add(cx) {
            things.push(Thing::Add);
            if !self.practice.agenda.is_empty() {
                things.push(Thing::Note);
            }
        }
        if self.draws(cx) {
            things.push(Thing::Draw);
        }
        let begun = self.begun(cx).into_iter();
        things.extend(begun.map(|(it, _)| Thing::Begun(it.owner, it.id.clone())));
        things.extend(self.gone(cx).map(|(about, _)| Thing::Gone(about.clone())));
        let matters = self.matters(cx).into_iter().flatten();
        things.extend(matters.map(|(it, _)| Thing::Matter(it.owner, it.id.clone())));
        things
    }

    /// What whoever looks agreed to here and is gone, and when they did.
    fn gone<'a>(&self, cx: &Cx<'a>) -> impl Iterator<Item = (&'a About, NaiveDate)> {
        let here = &self.practice.id;
        let amiss = cx.journey.amiss(cx.seat);
        amiss.filter_map(move |(about, day, how)| {
            let of_here = matches!(about, About::Matter { practice, .. } if practice == here);
            (of_here && how == Amiss::Gone).then_some((about, day))
        })
    }

    fn open(&self, thing: &Thing, cx: &Cx<'_>) -> Outcome {
        let layer: Box<dyn Layer> = match thing {
            Thing::Add if !self.practice.agenda.is_empty() => {
                Box::new(Meeting::new(self.book, self.practice))
            }
            Thing::Add | Thing::Note => Box::new(Adding::new(self.book, self.practice, None, cx)),
            Thing::Draw => match self.drawn(cx) {
                Some((owner, id)) => {
                    Box::new(OneMatter::new(self.book, self.practice, owner, id, cx))
                }
                None => return Flow::Stay.into(),
            },
            Thing::Begun(owner, id) | Thing::Matter(owner, id) => {
                Box::new(OneMatter::new(self.book, self.practice, *owner, id.clone(), cx))
            }
            Thing::Gone(about) => {
                let seen = Receipt { about: about.clone(), sum: String::new() };
                let keep = Effect::Keep(vec![Event::Receipt(seen)]);
                return Outcome::from(Flow::Stay).and(keep);
            }
        };
        Flow::Open(layer).into()
    }

    fn choice(
        &self,
        (matter, standing): &(Matter<'_>, Standing<'_>),
        focused: bool,
        cx: &Cx<'_>,
    ) -> Choice {
        let today = cx.now.date_naive();
        let note = note(self.practice, matter, standing, today, cx);
        Choice::new(line(self.practice, matter, cx), focused).note(note)
    }
}

/// How a matter stands, in a few words: its state, and its day if that is to come.
fn note(
    practice: &Practice,
    matter: &Matter<'_>,
    standing: &Standing<'_>,
    today: NaiveDate,
    cx: &Cx<'_>,
) -> String {
    // what the other one set aside says so to whose it is
    let aside = |moved: &Moved| practice.state(&moved.to).filter(|state| state.sets_aside);
    let says = matter.moves().find_map(|(_, moved)| aside(moved));
    if let Some(state) = says {
        return state.says.clone();
    }
    let says = &standing.state.says;
    // where there is only one state, the day says more
    if practice.states.iter().filter(|state| !state.is_aside()).count() == 1 {
        return cx.words.days.away((matter.made() - today).num_days());
    }
    let words = &cx.words.practices;
    let review = standing.review.map(|day| (day, &words.note_review));
    let until = standing.until.map(|day| (day, &words.note_past));
    match until.or(review).filter(|_| !standing.over) {
        // how far behind is nobody's business
        Some((day, past)) if day < today => {
            format!("{says} · {}", fill(past, &[("day", &cx.words.short_day(day))]))
        }
        Some((day, _)) if standing.until.is_none() => {
            format!("{says} · {}", fill(&words.note_review, &[("day", &cx.words.short_day(day))]))
        }
        Some((day, _)) => {
            format!("{says} · {}", cx.words.days.away((day - today).num_days()))
        }
        None => says.clone(),
    }
}

impl Layer for OnePractice {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Input::Key(key) = input
            && let Some(Act::Week) = keys::find(KEYS, self, *key)
        {
            self.step(*key, self.weeks(cx));
            return Flow::Stay.into();
        }
        let things = self.things(cx);
        match self.menu.input(input, things.len()) {
            Chose::Item(n) => match things.get(n) {
                Some(thing) => self.open(thing, cx),
                None => Flow::Stay.into(),
            },
            other => other.otherwise(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let mut hints = self.menu.hints(cx, |w| &w.keys.open);
        if self.weeks(cx) > 0 {
            hints.extend(keys::hints(KEYS, self, cx.words));
        }
        hints
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.practices;
        let practice = self.practice;
        let mut page = page(practice, practice.reach, cx);
        let alone = cx.journey.mode() == Mode::Alone && !practice.why_alone.is_empty();
        let adds = self.may_add(cx);
        let why = match (adds, alone) {
            (false, _) => &practice.why_other,
            (true, true) => &practice.why_alone,
            (true, false) => &practice.why,
        };
        page.blocks.push(Block::Text(why.clone()));
        let minutes = fill(&cx.words.step.minutes, &[("n", &practice.minutes.to_string())]);
        let mut n = 0;
        let mut is = || {
            n += 1;
            self.menu.is(n - 1)
        };
        let mut add = Vec::new();
        if adds {
            add.push(Choice::new(&practice.add, is()).note(minutes));
            if !practice.agenda.is_empty() {
                add.push(Choice::new(&words.note_down, is()));
            }
        }
        if self.draws(cx) {
            add.push(Choice::new(&practice.draws, is()));
        }
        for (_, what) in self.begun(cx) {
            let says = fill(&words.go_on_with, &[("what", &what)]);
            add.push(Choice::new(says, is()).note(&cx.words.step.begun));
        }
        page.blocks.push(Block::Choices(add));
        for (_, day) in self.gone(cx) {
            page.blocks.push(Block::Accent(fill(&words.gone, &[("day", &cx.words.day(day))])));
            page.blocks.push(Block::Choices(vec![Choice::new(&words.seen, is())]));
        }
        let [open, past] = self.matters(cx);
        if open.is_empty() && past.is_empty() {
            page.blocks.push(Block::Quiet(practice.none_yet.clone()));
        }
        for (seat, picture) in self.pictures(cx) {
            if seat != cx.seat {
                let names = [("name", cx.name(seat))];
                page.blocks.push(Block::Quiet(fill(&cx.words.pictures.of, &names)));
            }
            page.blocks.push(Block::Picture(picture));
        }
        let heads = if practice.has_days() { &words.open } else { &words.so_far };
        for (head, matters) in [(heads, open), (&words.past, past)] {
            if !matters.is_empty() {
                page.blocks.push(Block::Label(head.clone()));
                let choices = matters.iter().map(|it| self.choice(it, is(), cx)).collect();
                page.blocks.push(Block::Choices(choices));
            }
        }
        let care = practice.care(cx.journey.mode()).iter();
        page.blocks.extend(care.cloned().map(Block::Quiet));
        page
    }
}
