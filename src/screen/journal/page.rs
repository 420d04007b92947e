//! One page of the journal, to read: to change, to lift a line out of, to throw away.

use super::{
    super::{
        menu::{Chose, Menu},
        writing::Writing,
    },
    day,
    lift::Lift,
};
use crate::{
    curriculum::Curriculum,
    journey::{Leaf, Mode, Own, Reach, RecordId, When},
    layer::{Cx, Effect, Flow, Input, JournalAsk, Layer, Outcome, Report},
    ui::{Block, Choice, Hint, Page},
};

/// One page, to read.
pub(super) struct PageView {
    book: &'static Curriculum,
    id: RecordId,
    at: When,
    /// None until the store has answered.
    text: Option<String>,
    menu: Menu,
    /// Whether throwing it away has been asked for once.
    erasing: bool,
}

impl PageView {
    pub(super) fn new(book: &'static Curriculum, leaf: &Leaf) -> Self {
        let (id, at, menu) = (leaf.id.clone(), leaf.at, Menu::default());
        Self { book, id, at, text: None, menu, erasing: false }
    }

    fn things(&self, cx: &Cx<'_>) -> Vec<Thing> {
        if self.erasing {
            return vec![Thing::KeepIt, Thing::EraseNow];
        }
        let mut things = vec![Thing::Change];
        if cx.journey.mode() == Mode::Together {
            things.push(Thing::Lift);
        }
        things.push(Thing::Erase);
        things
    }
}

#[derive(Clone, Copy)]
enum Thing {
    Change,
    Lift,
    Erase,
    KeepIt,
    EraseNow,
}

impl Layer for PageView {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if let Input::Measure(_) = input {
            let ask = JournalAsk::Page(self.id.clone());
            return Outcome::from(Flow::Stay).and(Effect::Journal(ask));
        }
        let things = self.things(cx);
        match self.menu.input(input, things.len()) {
            Chose::Item(n) => match (things.get(n), &self.text) {
                (Some(Thing::Change), Some(text)) => {
                    let page = Writing::change(self.book, self.id.clone(), text.clone());
                    Flow::Open(Box::new(page)).into()
                }
                (Some(Thing::Lift), Some(text)) => Flow::Open(Box::new(Lift::new(text))).into(),
                (Some(Thing::Erase), _) => {
                    self.erasing = true;
                    self.menu = Menu::default();
                    Flow::Stay.into()
                }
                (Some(Thing::KeepIt), _) => {
                    self.erasing = false;
                    self.menu = Menu::default();
                    Flow::Stay.into()
                }
                (Some(Thing::EraseNow), _) => {
                    Outcome::from(Flow::Close).and(Effect::Throw(Own::Page(self.id.clone())))
                }
                _ => Flow::Stay.into(),
            },
            other => other.otherwise(),
        }
    }

    fn told(&mut self, report: &Report, _: &Cx<'_>) -> Outcome {
        match report {
            Report::Page(Some(written)) => self.text = Some(written.0.clone()),
            Report::Page(None) => return Flow::Close.into(),
            _ => {}
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.open)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.journal;
        let mut page = cx.page(words.title.clone(), Reach::OnlyYou);
        page.blocks.push(Block::Quiet(day(cx, self.at)));
        let text = self.text.as_deref().unwrap_or_default();
        page.blocks.extend(text.split("\n\n").map(|text| Block::Text(text.to_owned())));
        if self.erasing {
            page.blocks.push(Block::Text(words.erase_what.clone()));
        }
        let says = |thing: &Thing| match thing {
            Thing::Change => &words.change,
            Thing::Lift => &words.lift,
            Thing::Erase => &words.erase,
            Thing::KeepIt => &words.keep_page,
            Thing::EraseNow => &words.erase_now,
        };
        let things = self.things(cx);
        let choice = |(i, thing): (usize, &Thing)| Choice::new(says(thing), self.menu.is(i));
        page.blocks.push(Block::Choices(things.iter().enumerate().map(choice).collect()));
        page
    }
}
