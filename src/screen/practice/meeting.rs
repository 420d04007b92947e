//! A meeting: its agenda, part by part, on a timer in plain view. The clock ends it; what was decided
//! is written down afterwards, as with every practice.

use std::time::Duration;

use super::{Adding, Chose, Menu, line, page};
use crate::{
    curriculum::Curriculum,
    journey::{Matter, Reach, Time},
    layer::{Cx, Flow, Input, Layer, Outcome},
    practice::{Agenda, Practice},
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
    /// To the next part, or to the end.
    menu: Menu,
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
        when: |m| m.since.is_none(),
    },
    Binding {
        keys: &[Key::ctrl('s')],
        act: Act::Close,
        says: |w| &w.keys.done,
        when: |m| m.since.is_some(),
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
        Self { book, practice, at: 0, since: None, began: None, menu: Menu::default() }
    }

    fn is_over(&self, now: Time) -> bool {
        let all: u16 = self.practice.agenda.iter().map(|part| part.minutes).sum();
        seconds(self.began, now) >= f64::from(all) * 60.0
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
        self.at += 1;
        self.since = Some(cx.now);
        self.menu = Menu::default();
        Flow::Stay.into()
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Outcome {
        match act {
            Act::Start => {
                self.since = Some(cx.now);
                self.began = Some(cx.now);
            }
            Act::Close => return self.close(cx),
            Act::Leave => return Flow::Close.into(),
        }
        Flow::Stay.into()
    }
}

impl Layer for Meeting {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Input::Key(key) = input
            && let Some(act) = keys::find(KEYS, self, *key)
        {
            return self.act(act, cx);
        }
        match input {
            Input::Pick(0) if self.since.is_none() => self.act(Act::Start, cx),
            Input::Tick => Flow::Stay.into(),
            _ if self.since.is_none() => Flow::Pass.into(),
            _ => match self.menu.input(input, self.ways()) {
                Chose::Item(0) => self.next(cx),
                Chose::Item(_) => self.close(cx),
                other => other.otherwise(),
            },
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let own = keys::hints(KEYS, self, cx.words);
        if self.since.is_none() {
            return own;
        }
        let mut hints = self.menu.hints(cx, |w| &w.keys.next);
        hints.retain(|hint| !hint.keys.contains(&Key::ESC));
        hints.into_iter().chain(own).collect()
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.practices;
        let mut page = page(self.practice, Reach::NotKept, cx);
        page.hands = cx.hands_of_both(Reach::NotKept);
        let Some(part) = self.practice.agenda.get(self.at) else { return page };
        page.blocks.push(Block::Heading(part.title.clone()));
        page.blocks.push(Block::Text(part.says.clone()));
        page.blocks.extend(self.list(part, cx));
        let all = f64::from(part.minutes) * 60.0;
        let gone = seconds(self.since, cx.now);
        page.foot = Some(of(cx.words, self.at + 1, self.practice.agenda.len()));
        if self.since.is_none() {
            let whole: u16 = self.practice.agenda.iter().map(|part| part.minutes).sum();
            let parts = self.practice.agenda.iter();
            let minutes = |n: u16| fill(&cx.words.step.minutes, &[("n", &n.to_string())]);
            let pairs = parts.map(|it| (it.title.clone(), minutes(it.minutes))).collect();
            page.blocks = vec![Block::Pairs(pairs)];
            let start = Choice::new(&cx.words.write.start, true).note(minutes(whole));
            page.blocks.push(Block::Choices(vec![start]));
            page.foot = None;
            return page;
        }
        let says =
            if gone < all { cx.words.time_left(all - gone) } else { words.part_over.clone() };
        page.blocks.push(Block::Gauge(Gauge { share: gone / all, words: says }));
        if self.is_over(cx.now) {
            page.blocks.push(Block::Accent(words.meeting_over.clone()));
        }
        let next = if self.is_last() { &words.write_down } else { &words.next_part };
        let choices = [next, &words.close_now].into_iter().take(self.ways()).enumerate();
        let choices = choices.map(|(n, says)| self.menu.choice(n, says)).collect();
        page.blocks.push(Block::Choices(choices));
        page
    }

    fn wake(&self, _: &Cx<'_>) -> Option<Duration> {
        self.since.map(|_| Duration::from_secs(1))
    }
}
