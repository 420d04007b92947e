//! A meeting: its agenda, part by part, on a timer in plain view. The clock ends it; what was decided
//! is written down afterwards, as with every practice. Where a part asks how tense each is, it is for
//! another day if one of them is, and nothing tells which.

use std::time::Duration;

use super::{Adding, Chose, Menu, line, moving::Moving, page};
use crate::{
    curriculum::Curriculum,
    journey::{Matter, Reach, Time},
    layer::{Cx, Flow, Input, Layer, Outcome},
    practice::{Agenda, Practice, State},
    screen::heat::{Felt, Heats},
    ui::{Block, Choice, Gauge, Hint, Key, Page, fill, keys, keys::Binding, words::of},
};

/// A meeting, under way.
pub(super) struct Meeting {
    book: &'static Curriculum,
    practice: &'static Practice,
    at: usize,
    /// Since when this part runs; not before somebody starts it.
    since: Option<Time>,
    /// When all of it began.
    began: Option<Time>,
    stage: Stage,
}

enum Stage {
    /// What will come.
    Before,
    /// Each is asked how tense they are.
    Heats(Heats),
    /// It is too much for one of them.
    NotToday(Menu),
    /// They talk; then to the next part, or to the end.
    Talk(Menu),
}

#[derive(Clone, Copy)]
enum Act {
    Start,
    Close,
    Leave,
}

const KEYS: &[Binding<Meeting, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Start,
        says: |w| &w.keys.start,
        when: |m| matches!(m.stage, Stage::Before),
    },
    Binding {
        keys: &[Key::ctrl('s')],
        act: Act::Close,
        says: |w| &w.keys.done,
        when: |m| matches!(m.stage, Stage::Talk(_)),
    },
    Binding { keys: &[Key::ESC], act: Act::Leave, says: |w| &w.keys.leave_here, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

/// Seconds from one moment to another; none if the clock was set back.
fn seconds(since: Option<Time>, now: Time) -> f64 {
    since.and_then(|since| (now - since).to_std().ok()).map_or(0.0, |it| it.as_secs_f64())
}

impl Meeting {
    pub(super) fn new(book: &'static Curriculum, practice: &'static Practice) -> Self {
        Self { book, practice, at: 0, since: None, began: None, stage: Stage::Before }
    }

    /// How many minutes all of it takes.
    fn minutes(&self) -> u16 {
        self.practice.agenda.iter().map(|part| part.minutes).sum()
    }

    fn is_over(&self, now: Time) -> bool {
        seconds(self.began, now) >= f64::from(self.minutes()) * 60.0
    }

    /// What a part is about, as far as both may read it.
    fn list<'a>(&self, part: &Agenda, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let today = cx.now.date_naive();
        let Ok(all) = self.book.practices() else { return Vec::new() };
        let listed = part.lists.iter().filter_map(|id| all.find(id));
        let lines = listed.flat_map(|practice| {
            let open = practice.open(cx.journey, cx.seat, today).filter(Matter::is_shared);
            // what has a day to look at it again is not up before that
            let is_up = move |it: &Matter<'_>| practice.review(it).is_none_or(|day| day <= today);
            open.filter(is_up).map(|it| Block::Inset(line(practice, &it, cx))).collect::<Vec<_>>()
        });
        lines.collect()
    }

    fn close(&self, cx: &Cx<'_>) -> Outcome {
        let adding = Adding::new(self.book, self.practice, None, cx);
        Flow::Replace(Box::new(adding)).into()
    }

    fn is_last(&self) -> bool {
        self.at + 1 >= self.practice.agenda.len()
    }

    /// How many ways on there are: behind the last part lies the end.
    fn ways(&self) -> usize {
        if self.is_last() { 1 } else { 2 }
    }

    fn next(&mut self, cx: &Cx<'_>) -> Outcome {
        if self.is_last() {
            return self.close(cx);
        }
        self.begin(self.at + 1, cx)
    }

    fn begin(&mut self, at: usize, cx: &Cx<'_>) -> Outcome {
        (self.at, self.since) = (at, Some(cx.now));
        let hidden = self.practice.agenda.get(at).is_some_and(|part| part.hidden);
        self.stage =
            if hidden { Stage::Heats(Heats::default()) } else { Stage::Talk(Menu::default()) };
        Flow::Stay.into()
    }

    /// What both said with their numbers.
    fn felt(&mut self, felt: Felt, cx: &Cx<'_>) -> Outcome {
        match felt {
            Felt::Pass => return Flow::Pass.into(),
            Felt::Stay => {}
            Felt::Said(true) => return self.next(cx),
            Felt::Said(false) => self.stage = Stage::NotToday(Menu::default()),
        }
        Flow::Stay.into()
    }

    /// The meeting that can have another day, if one is open.
    fn to_put_off<'a>(&self, cx: &Cx<'a>) -> Option<(Matter<'a>, &'static State)> {
        self.practice.to_put_off(cx.journey, cx.seat, cx.now.date_naive())
    }

    /// Another day for it; where none was set there is none to change.
    fn put_off(&self, cx: &Cx<'_>) -> Outcome {
        let Some((matter, state)) = self.to_put_off(cx) else { return Flow::Close.into() };
        let moving = Moving::new(self.practice, state, matter.owner, matter.id.clone(), cx);
        Flow::Replace(Box::new(moving)).into()
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Outcome {
        match act {
            Act::Start => {
                self.began = Some(cx.now);
                self.begin(0, cx)
            }
            Act::Close => self.close(cx),
            Act::Leave => Flow::Close.into(),
        }
    }

    /// The parts, and how long each is.
    fn before<'a>(&self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let minutes = |n: u16| fill(&cx.words.step.minutes, &[("n", &n.to_string())]);
        let parts = self.practice.agenda.iter();
        let pairs = parts.map(|it| (it.title.clone(), minutes(it.minutes))).collect();
        let start = Choice::new(&cx.words.write.start, true).note(minutes(self.minutes()));
        vec![Block::Pairs(pairs), Block::Choices(vec![start])]
    }

    /// The same whoever it was, to the last letter.
    fn not_today<'a>(&self, menu: Menu, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words;
        let leads = self.to_put_off(cx).map_or(&words.sitting.another_day, |(_, it)| &it.act);
        vec![
            Block::Heading(words.pair.not_today.clone()),
            Block::Text(words.practices.not_today.clone()),
            Block::Choices(vec![Choice::new(leads, menu.is(0))]),
        ]
    }

    fn talk<'a>(&self, part: &Agenda, menu: Menu, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.practices;
        let mut blocks = vec![Block::Heading(part.title.clone()), Block::Text(part.says.clone())];
        blocks.extend(self.list(part, cx));
        let all = f64::from(part.minutes) * 60.0;
        let gone = seconds(self.since, cx.now);
        let says =
            if gone < all { cx.words.time_left(all - gone) } else { words.part_over.clone() };
        blocks.push(Block::Gauge(Gauge { share: gone / all, words: says }));
        if self.is_over(cx.now) {
            blocks.push(Block::Accent(words.meeting_over.clone()));
        }
        let next = if self.is_last() { &words.write_down } else { &words.next_part };
        let choices = [next, &words.close_now].into_iter().take(self.ways()).enumerate();
        blocks.push(Block::Choices(choices.map(|(n, says)| menu.choice(n, says)).collect()));
        blocks
    }
}

impl Layer for Meeting {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Input::Key(key) = input
            && let Some(act) = keys::find(KEYS, self, *key)
        {
            return self.act(act, cx);
        }
        let ways = self.ways();
        match &mut self.stage {
            Stage::Before => match input {
                Input::Pick(0) => self.act(Act::Start, cx),
                _ => Flow::Pass.into(),
            },
            Stage::Heats(heats) => {
                let felt = heats.input(input);
                self.felt(felt, cx)
            }
            Stage::NotToday(menu) => match menu.input(input, 1) {
                Chose::Item(_) => self.put_off(cx),
                other => other.otherwise(),
            },
            Stage::Talk(_) if *input == Input::Tick => Flow::Stay.into(),
            Stage::Talk(menu) => match menu.input(input, ways) {
                Chose::Item(0) => self.next(cx),
                Chose::Item(_) => self.close(cx),
                other => other.otherwise(),
            },
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let mut hints = match &self.stage {
            Stage::Before => Vec::new(),
            Stage::Heats(heats) => heats.hints(cx),
            Stage::NotToday(menu) => menu.hints(cx, |w| &w.keys.say),
            Stage::Talk(menu) => menu.hints(cx, |w| &w.keys.next),
        };
        hints.retain(|hint| !hint.keys.contains(&Key::ESC));
        hints.extend(keys::hints(KEYS, self, cx.words));
        hints
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let mut page = page(self.practice, Reach::NotKept, cx);
        let Some(part) = self.practice.agenda.get(self.at) else { return page };
        page.blocks = match &self.stage {
            Stage::Before => self.before(cx),
            Stage::Heats(heats) => {
                page.hands = heats.hands(cx);
                [Block::Quiet(part.says.clone())].into_iter().chain(heats.blocks(cx)).collect()
            }
            Stage::NotToday(menu) => self.not_today(*menu, cx),
            Stage::Talk(menu) => self.talk(part, *menu, cx),
        };
        if matches!(self.stage, Stage::Heats(_) | Stage::Talk(_)) {
            page.foot = Some(of(cx.words, self.at + 1, self.practice.agenda.len()));
        }
        page
    }

    fn wake(&self, _: &Cx<'_>) -> Option<Duration> {
        matches!(self.stage, Stage::Talk(_)).then(|| Duration::from_secs(1))
    }
}
