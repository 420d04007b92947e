//! `?`: what the keys do here, how the program works, and its honest limits. The keys come from the
//! very tables that the screens dispatch on.

use super::{
    helplines::HelpLines,
    menu::{Chose, Menu, looking},
};
use crate::{
    curriculum::Curriculum,
    journey::Reach,
    layer::{Cx, Flow, Input, Layer, Outcome},
    ui::{Block, Choice, Hint, Page, Pen},
};

/// Help for the screen below it.
pub struct Help {
    book: &'static Curriculum,
    here: Vec<Hint>,
    always: Vec<Hint>,
    writing: bool,
    page: Option<Topic>,
    menu: Menu,
}

#[derive(Clone, Copy)]
enum Topic {
    Private,
    Limits,
    Shell,
}

impl Help {
    /// For a screen with these keys, beside those that always hold.
    pub fn new(
        book: &'static Curriculum,
        here: Vec<Hint>,
        always: Vec<Hint>,
        writing: bool,
    ) -> Self {
        Self { book, here, always, writing, page: None, menu: Menu::default() }
    }
}

impl Layer for Help {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        let len = if self.page.is_some() { 0 } else { 4 };
        match self.menu.input(input, len) {
            Chose::Item(n) => {
                self.page = match n {
                    0 => Some(Topic::Private),
                    1 => Some(Topic::Limits),
                    2 => Some(Topic::Shell),
                    _ => return Flow::Open(Box::new(HelpLines::new(self.book))).into(),
                };
                Flow::Stay.into()
            }
            Chose::Back if self.page.is_some() => {
                self.page = None;
                Flow::Stay.into()
            }
            Chose::Back => Flow::Close.into(),
            Chose::Moved if self.page.is_none() => Flow::Stay.into(),
            Chose::Moved | Chose::Pass => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        if self.page.is_some() { looking(cx) } else { self.menu.hints(cx, |w| &w.keys.open) }
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.help;
        let mut page = cx.page(words.title.clone(), Reach::NotKept);
        let topic = match self.page {
            Some(Topic::Private) => Some((&words.private, &words.private_text)),
            Some(Topic::Limits) => Some((&words.limits, &words.limits_text)),
            Some(Topic::Shell) => Some((&words.shell, &words.shell_text)),
            None => None,
        };
        if let Some((heading, text)) = topic {
            page.blocks.push(Block::Heading(heading.clone()));
            page.blocks.extend(text.iter().cloned().map(Block::Text));
            return page;
        }
        let row = |hint: &Hint| (hint.all_keys_text(), hint.says.clone());
        let rows = |hints: &[Hint]| Block::Pairs(hints.iter().map(row).collect());
        let topics = [&words.private, &words.limits, &words.shell, &words.lines];
        let topic = |(i, says): (usize, &&String)| Choice::new(says.as_str(), self.menu.is(i));
        page.blocks.push(Block::Heading(words.more.clone()));
        page.blocks.push(Block::Choices(topics.iter().enumerate().map(topic).collect()));
        let mut ways = vec![
            Block::Label(words.here.clone()),
            rows(&self.here),
            Block::Label(words.always.clone()),
            rows(&self.always),
        ];
        if self.writing {
            ways.push(Block::Label(words.while_writing.clone()));
            ways.push(rows(&Pen::hints(cx.words)));
        }
        page.blocks.push(Block::Ways(ways));
        page
    }
}
