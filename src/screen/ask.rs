//! The questions people ask, to search and to read; every answer ends in a tool.

use super::menu::{Chose, Menu};
use crate::{
    curriculum::{Curriculum, Question},
    journey::Reach,
    layer::{Cx, Flow, Input, Layer, Outcome, Pasted, field},
    ui::{Block, Choice, Hint, Key, Page, Pen, keys, keys::Binding},
};

/// The questions.
pub struct AskScreen {
    book: &'static Curriculum,
    pen: Pen,
    /// 0 is the field; the questions follow.
    at: usize,
}

#[derive(Clone, Copy)]
enum Act {
    Open,
    Move,
    Back,
}

const KEYS: &[Binding<AskScreen, Act>] = &[
    Binding { keys: &[Key::ENTER], act: Act::Open, says: |w| &w.keys.read, when: |_| true },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |_| true,
    },
    Binding { keys: &[Key::ESC], act: Act::Back, says: |w| &w.keys.back, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl AskScreen {
    /// All of them.
    pub fn new(book: &'static Curriculum) -> Self {
        Self { book, pen: Pen::line(""), at: 1 }
    }

    /// Those in which every word that was typed stands.
    fn found(&self) -> Vec<&'static Question> {
        let Ok(ask) = self.book.ask() else { return Vec::new() };
        let wanted = self.pen.text().to_lowercase();
        let has = |question: &&Question| {
            let text = format!("{} {}", question.question, question.answer.join(" "));
            let text = text.to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        ask.questions.iter().filter(has).collect()
    }

    fn open(&self, n: usize) -> Flow {
        let question = self.found().get(n).copied();
        question.map_or(Flow::Stay, |question| {
            Flow::Open(Box::new(Answer { book: self.book, question, menu: Menu::default() }))
        })
    }
}

impl Layer for AskScreen {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Open) => return self.open(self.at.saturating_sub(1)).into(),
                Some(Act::Move) => {
                    let mut list = crate::ui::List { at: self.at };
                    list.step(*key, self.found().len() + 1);
                    self.at = list.at;
                }
                Some(Act::Back) if self.pen.is_blank() => return Flow::Close.into(),
                Some(Act::Back) => {
                    self.pen = Pen::line("");
                    self.pen.set_width(cx.measure);
                    self.at = 1;
                }
                None if key.types().is_some_and(|c| c != '?') || self.at == 0 => {
                    // typing searches, wherever the focus is
                    if !self.pen.key(*key, cx.now) {
                        return Flow::Pass.into();
                    }
                    self.at = 0;
                }
                None => return Flow::Pass.into(),
            },
            Input::Paste(Pasted(text)) => {
                self.pen.paste(text, cx.now);
                self.at = 0;
            }
            Input::Caret { row, cell, .. } => {
                self.pen.place(*row, *cell, cx.now);
                self.at = 0;
            }
            Input::Measure(width) => self.pen.set_width(*width),
            Input::Pick(n) => {
                self.at = n + 1;
                return self.open(*n).into();
            }
            _ => return Flow::Pass.into(),
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.ask;
        let mut page = cx.page(words.title.clone(), Reach::NotKept);
        let mut field = field(&self.pen.prose, "", 1);
        field.focused = self.at == 0;
        field.empty.clone_from(&words.search_for);
        page.blocks.push(Block::Field(field));
        let found = self.found();
        if found.is_empty() {
            page.blocks.push(Block::Quiet(words.none_found.clone()));
        }
        let choice = |(i, it): (usize, &&Question)| Choice::new(&it.question, self.at == i + 1);
        page.blocks.push(Block::Choices(found.iter().enumerate().map(choice).collect()));
        page
    }

    fn is_writing(&self) -> bool {
        self.at == 0
    }
}

/// An answer.
struct Answer {
    book: &'static Curriculum,
    question: &'static Question,
    menu: Menu,
}

impl Layer for Answer {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        match self.menu.input(input, self.question.tools.len()) {
            Chose::Item(n) => match self.question.tools.get(n) {
                Some(tool) => super::open_target(self.book, &tool.to, cx).into(),
                None => Flow::Stay.into(),
            },
            other => other.otherwise(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.open)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let mut page = cx.page(cx.words.ask.title.clone(), Reach::NotKept);
        page.blocks.push(Block::Heading(self.question.question.clone()));
        page.blocks.extend(self.question.answer.iter().cloned().map(Block::Text));
        let tools = self.question.tools.iter().enumerate();
        let choices = tools.map(|(i, tool)| Choice::new(&tool.say, self.menu.is(i))).collect();
        page.blocks.push(Block::Choices(choices));
        page
    }
}
