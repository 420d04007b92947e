//! The therapist's session: which of the invented couples to show. Nothing of it is kept.

use compact_str::{CompactString, format_compact};

use super::menu::{Chose, Menu};
use crate::{
    curriculum::{Couple, Curriculum},
    journey::{Event, Journey, Order, Person, Reach, Record, RecordId, Seat, Time, When},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome},
    ui::{Block, Choice, Hint, Page, fill},
};

/// The invented couples.
pub struct Couples {
    book: &'static Curriculum,
    menu: Menu,
}

impl Couples {
    /// All of them.
    pub fn new(book: &'static Curriculum) -> Self {
        Self { book, menu: Menu::default() }
    }

    fn couples(&self) -> &'static [Couple] {
        self.book.couples().map(|couples| couples.couples.as_slice()).unwrap_or_default()
    }
}

impl Layer for Couples {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        match self.menu.input(input, self.couples().len()) {
            Chose::Item(n) => self
                .couples()
                .get(n)
                .map_or(Flow::Stay, |couple| {
                    Flow::Open(Box::new(Story { n, couple, menu: Menu::default() }))
                })
                .into(),
            other => other.otherwise(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.read)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.session;
        let mut page = cx.page(words.title.clone(), Reach::NotKept);
        page.blocks.push(Block::Text(words.about.clone()));
        let choice = |(i, couple): (usize, &Couple)| {
            Choice::new(names(couple, cx), self.menu.is(i)).note(&couple.r#where)
        };
        let choices = self.couples().iter().enumerate().map(choice).collect();
        page.blocks.push(Block::Choices(choices));
        page.blocks.push(Block::Quiet(words.from_the_shell.clone()));
        page
    }
}

fn names(couple: &Couple, cx: &Cx<'_>) -> String {
    let [one, other] = &couple.names;
    fill(&cx.words.people.two, &[("one", one), ("other", other)])
}

/// A couple's story.
struct Story {
    n: usize,
    couple: &'static Couple,
    menu: Menu,
}

impl Layer for Story {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        match self.menu.input(input, 1) {
            Chose::Item(_) => Outcome::from(Flow::Stay).and(Effect::Session(self.n)),
            Chose::Back => Flow::Close.into(),
            Chose::Moved | Chose::Pass => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.go_on)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.session;
        let mut page = cx.page(words.title.clone(), Reach::NotKept);
        let heading = format!("{} · {}", names(self.couple, cx), self.couple.r#where);
        page.blocks.push(Block::Heading(heading));
        page.blocks.extend(self.couple.story.iter().cloned().map(Block::Text));
        page.blocks.push(Block::Choices(vec![Choice::new(&words.show, self.menu.is(0))]));
        page
    }
}

/// What an invented couple has done so far, as records and journal pages for a store in memory.
pub fn invented(couple: &Couple, at: Time) -> (Journey, Vec<(Seat, String)>) {
    let mut journey = Journey::default().in_session();
    let mut n = 0;
    let mut happens = |by: Seat, event: Event| {
        n += 1;
        journey.apply(&Record {
            id: RecordId(format_compact!("invented-{n}")),
            at: When::Moment(at),
            order: Order { lc: n, device: CompactString::default(), n },
            by,
            event,
        });
    };
    for (seat, (name, role)) in Seat::ALL.into_iter().zip(couple.names.iter().zip(couple.roles)) {
        let person = Person { name: name.clone(), role: Some(role), hurts: vec![couple.kind] };
        happens(seat, Event::Profile(person));
        for step in &couple.done_steps {
            happens(seat, Event::Step { step: step.clone(), page: None, done: Some(true) });
        }
    }
    let seat = |by: usize| if by == 0 { Seat::First } else { Seat::Second };
    for answer in &couple.answers {
        happens(
            seat(answer.by),
            Event::Answer {
                exercise: answer.exercise.clone(),
                part: answer.part.clone(),
                reach: Reach::Both,
                done: true,
                answer: answer.answer.clone(),
            },
        );
    }
    let pages = couple.pages.iter().map(|page| (seat(page.by), page.text.clone())).collect();
    (journey, pages)
}
