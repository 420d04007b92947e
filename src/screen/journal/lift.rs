//! Lifting one line out of a journal page for both: which, and whether really. The page itself stays
//! where it is.

use super::super::menu::{Chose, Menu};
use crate::{
    journey::{Event, Reach},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome},
    ui::{Block, Choice, Hint, Page},
};

/// Lifting a line: which, and whether really.
pub(in crate::screen) struct Lift {
    lines: Vec<String>,
    menu: Menu,
    chosen: Option<String>,
}

impl Lift {
    pub(in crate::screen) fn new(text: &str) -> Self {
        let lines = sentences(text);
        Self { lines, menu: Menu::default(), chosen: None }
    }
}

/// The sentences of a text, one each.
fn sentences(text: &str) -> Vec<String> {
    use unicode_segmentation::UnicodeSegmentation as _;
    let lines = text.lines().flat_map(|line| line.unicode_sentences().collect::<Vec<_>>());
    lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

impl Layer for Lift {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        let len = if self.chosen.is_some() { 2 } else { self.lines.len() };
        match self.menu.input(input, len) {
            Chose::Item(n) => match (self.chosen.take(), n) {
                (None, n) => {
                    self.chosen = self.lines.get(n).cloned();
                    // the safe choice stands first
                    self.menu = Menu::default();
                    Flow::Stay.into()
                }
                (Some(text), 1) => {
                    Outcome::from(Flow::Close).and(Effect::Keep(vec![Event::Share { text }]))
                }
                (Some(_), _) => Flow::Close.into(),
            },
            Chose::Moved => Flow::Stay.into(),
            Chose::Back if self.chosen.is_some() => {
                self.chosen = None;
                self.menu = Menu::default();
                Flow::Stay.into()
            }
            Chose::Back => Flow::Close.into(),
            Chose::Pass => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.say)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.journal;
        let mut page = cx.page(words.title.clone(), Reach::OnlyYou);
        if let Some(chosen) = &self.chosen {
            page.blocks = vec![
                Block::Label(words.lift_this.clone()),
                Block::Inset(chosen.clone()),
                Block::Text(words.lift_means.clone()),
                Block::Choices(vec![
                    Choice::new(&words.keep_mine, self.menu.is(0)),
                    Choice::new(&words.lift_it, self.menu.is(1)),
                ]),
            ];
            return page;
        }
        let choice = |(i, line): (usize, &String)| Choice::new(line, self.menu.is(i));
        page.blocks = vec![
            Block::Heading(words.lift_which.clone()),
            Block::Choices(self.lines.iter().enumerate().map(choice).collect()),
        ];
        page
    }
}
