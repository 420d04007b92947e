//! Who is at the keys: when the program begins in a home of two, when two have just made their home,
//! and after a drawer was shut by itself. The same for both people, and forgotten with the program.

use super::{
    menu::{Chose, Menu},
    unlock::Unlock,
};
use crate::{
    journey::{Mode, Seat},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome},
    ui::{Block, Hint, Key, Page},
};

/// The names of those who live here.
pub struct Door {
    menu: Menu,
}

impl Default for Door {
    fn default() -> Self {
        Self { menu: Menu::question() }
    }
}

/// What stands before a home: who of two is here, and whose drawer is to be opened. One alone without
/// a lock goes straight in, and so does a session, where nobody invented can write in another's name.
pub fn before_home(cx: &Cx<'_>) -> Option<Box<dyn Layer>> {
    match cx.journey.seats() {
        _ if cx.journey.mode() == Mode::Session => None,
        [only] if cx.journey.has_lock(*only) => Some(Box::new(Unlock::new(*only))),
        [_, _] => Some(Box::new(Door::default())),
        _ => None,
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
        // there is nothing behind it
        hints.retain(|hint| !hint.keys.contains(&Key::ESC));
        hints
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.lock;
        let name = |(n, seat): (usize, &Seat)| self.menu.choice(n, cx.name(*seat));
        let mut blocks = vec![
            Block::Heading(words.who.clone()),
            Block::Choices(Seat::ALL.iter().enumerate().map(name).collect()),
            Block::Quiet(words.both_here.clone()),
        ];
        if cx.journey.has_locks() {
            blocks.push(Block::Quiet(words.each.clone()));
        }
        Page { blocks, ..Page::default() }
    }
}
