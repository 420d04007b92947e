//! Before you go on: statements to weigh, alone. What is answered is not kept; the end is always one
//! of the same two sentences, and going on is the person's own choice.

use super::menu::{Chose, Menu};
use crate::{
    curriculum::{Curriculum, Gate, Step},
    engine::Path,
    journey::{Event, Reach},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome},
    ui::{Block, Hint, Page, words::of},
};

/// The statements of a step.
pub struct Before {
    place: String,
    step: String,
    gates: Vec<&'static Gate>,
    at: usize,
    stay: Vec<&'static str>,
    menu: Menu,
}

impl Before {
    /// Before one leaves a step.
    pub fn new(book: &'static Curriculum, n: usize, step: &'static Step, cx: &Cx<'_>) -> Self {
        let reader = Path::new(book, cx.journey, cx.seat).reader();
        let gates = step.before.iter().filter(|gate| reader.is_meant(&gate.meant)).collect();
        Self {
            place: super::place(cx, book, n),
            step: step.id.clone(),
            gates,
            at: 0,
            stay: Vec::new(),
            menu: Menu::question(),
        }
    }

    /// Yes, or not yet.
    fn weigh(&mut self, choice: usize) -> Outcome {
        if let Some(gate) = self.gates.get(self.at)
            && choice == 1
        {
            self.stay.push(&gate.stay);
        }
        self.at += 1;
        self.menu = if self.at < self.gates.len() {
            Menu::question()
        } else {
            Menu::at(usize::from(!self.stay.is_empty()))
        };
        Flow::Stay.into()
    }

    /// Done with the step, or stay a little.
    fn end(&self, choice: usize) -> Outcome {
        if choice == 1 {
            return Flow::Close.into();
        }
        let done = Event::Step { step: self.step.clone(), page: None, done: Some(true) };
        Outcome::from(Flow::Home).and(Effect::Keep(vec![done]))
    }
}

impl Layer for Before {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        match self.menu.input(input, 2) {
            Chose::Item(n) if self.at < self.gates.len() => self.weigh(n),
            Chose::Item(n) => self.end(n),
            other => other.otherwise(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.say)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.gate;
        let mut page = cx.page(self.place.clone(), Reach::NotKept);
        let pair = |one: &str, two: &str| {
            Block::Choices(vec![self.menu.choice(0, one), self.menu.choice(1, two)])
        };
        let Some(gate) = self.gates.get(self.at) else {
            let ready = self.stay.is_empty();
            let says = if ready { &words.ready } else { &words.stay };
            page.blocks.push(Block::Heading(says.clone()));
            page.blocks.extend(self.stay.iter().map(|stay| Block::Text((*stay).to_owned())));
            page.blocks.push(Block::Quiet(words.yours_to_say.clone()));
            page.blocks.push(pair(&words.done, &words.not_yet_done));
            return page;
        };
        page.blocks = vec![
            Block::Heading(cx.words.step.before.clone()),
            Block::Text(gate.text.clone()),
            pair(&words.yes, &words.not_yet),
            Block::Quiet(words.not_kept.clone()),
        ];
        page.foot = Some(of(cx.words, self.at + 1, self.gates.len()));
        page
    }
}
