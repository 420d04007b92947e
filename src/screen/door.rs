//! Who is at the keys: before the first drawer is opened, and after it was shut by itself. The same
//! for both people.

use super::{
    menu::{Chose, Menu},
    unlock::Unlock,
};
use crate::{
    journey::Seat,
    layer::{Cx, Effect, Flow, Input, Layer, Outcome},
    ui::{Block, Choice, Hint, Page},
};

/// The names of those who live here.
#[derive(Default)]
pub struct Door {
    menu: Menu,
}

/// What stands before a home where somebody has a lock: whose drawer it is, or who is here.
pub fn before_home(cx: &Cx<'_>) -> Box<dyn Layer> {
    match cx.journey.seats() {
        [only] => Box::new(Unlock::new(*only)),
        _ => Box::new(Door::default()),
    }
}

impl Layer for Door {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        match self.menu.input(input, Seat::ALL.len()) {
            Chose::Item(n) => match Seat::ALL.get(n) {
                Some(seat) if cx.journey.has_lock(*seat) => {
                    Flow::Replace(Box::new(Unlock::new(*seat))).into()
                }
                Some(seat) => Outcome::from(Flow::Close).and(Effect::Seat(*seat)),
                None => Flow::Stay.into(),
            },
            Chose::Moved | Chose::Back => Flow::Stay.into(),
            Chose::Pass => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let mut hints = self.menu.hints(cx, |w| &w.keys.open);
        hints.truncate(2);
        hints
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.lock;
        let name = |(n, seat): (usize, &Seat)| Choice::new(cx.name(*seat), self.menu.is(n));
        Page {
            blocks: vec![
                Block::Heading(words.who.clone()),
                Block::Choices(Seat::ALL.iter().enumerate().map(name).collect()),
                Block::Quiet(words.each.clone()),
            ],
            ..Page::default()
        }
    }
}
