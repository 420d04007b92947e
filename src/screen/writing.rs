//! Writing a journal page, with a prompt or without; and the prompts of a step. Leaving keeps what is
//! written: nothing here throws text away.

use super::{
    marks::{Heard, Looks, Marks},
    menu::{Chose, Menu},
};
use crate::{
    curriculum::{Curriculum, Prompt, Step},
    engine::Path,
    journey::{Event, Mode, Reach, RecordId, Seat},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Pasted},
    ui::{Block, Choice, Desk, Hint, Key, Page, Wrote, keys, keys::Binding},
};

/// A page of the journal, being written.
pub struct Writing {
    book: &'static Curriculum,
    desk: Desk,
    marks: Marks,
    prompt: Option<&'static Prompt>,
    /// The page that is being changed, and how it stood.
    of: Option<(RecordId, String)>,
}

#[derive(Clone, Copy)]
enum Act {
    Leave,
}

const KEYS: &[Binding<Writing, Act>] =
    &[Binding { keys: &[Key::ESC], act: Act::Leave, says: |w| &w.keys.leave_here, when: |_| true }];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Writing {
    /// An empty page.
    pub fn fresh(book: &'static Curriculum, prompt: Option<&'static Prompt>) -> Self {
        Self { book, desk: Desk::new("", 1), marks: Marks::default(), prompt, of: None }
    }

    /// A page that was written before.
    pub fn change(book: &'static Curriculum, of: RecordId, text: String) -> Self {
        let (desk, marks) = (Desk::new(&text, 1), Marks::default());
        Self { book, desk, marks, prompt: None, of: Some((of, text)) }
    }

    /// What would be kept, if there is anything new.
    fn event(&self) -> Option<Event> {
        let text = self.desk.pen.text();
        match &self.of {
            Some((_, before)) if before.trim() == text => None,
            Some((of, _)) => Some(Event::EntryEdit { of: of.clone(), text: text.to_owned() }),
            None if text.is_empty() => None,
            None => Some(Event::Entry {
                text: text.to_owned(),
                prompt: self.prompt.map(|prompt| prompt.id.clone()),
            }),
        }
    }

    fn done(&self) -> Outcome {
        let effects = self.event().map(|event| Effect::Keep(vec![event])).into_iter().collect();
        Outcome { flow: Flow::Close, effects }
    }
}

impl Layer for Writing {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        match self.marks.input(input, self.desk.is_writing()) {
            Heard::Pass => {}
            Heard::Away => return Flow::Pass.into(),
            Heard::Stay | Heard::Kept => return Flow::Stay.into(),
        }
        match input {
            Input::Key(key) => match self.desk.key(*key, cx.now) {
                Wrote::Item(_) => return self.done(),
                Wrote::Stay => {}
                Wrote::Pass if keys::find(KEYS, self, *key).is_some() => return self.done(),
                Wrote::Pass => return Flow::Pass.into(),
            },
            Input::Paste(Pasted(text)) => self.desk.paste(text, cx.now),
            Input::Caret { row, cell, .. } => self.desk.place(*row, *cell, cx.now),
            Input::Measure(width) => self.desk.pen.set_width(*width),
            Input::Pick(_) => return self.done(),
            Input::Place(..) | Input::Tick => return Flow::Pass.into(),
        }
        self.marks.follow(|| vec![Block::Field(self.desk.field(0))]);
        Flow::Stay.into()
    }

    fn rest(&mut self, cx: &Cx<'_>) {
        if let Ok(lens) = self.book.lens() {
            let looks = Looks::new(None, true, cx);
            self.marks.look(&[Block::Field(self.desk.field(0))], lens, looks);
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let mut hints = self.desk.hints(cx.words);
        hints.extend(keys::hints(KEYS, self, cx.words));
        self.marks.hints(hints, self.desk.is_writing(), cx)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.journal;
        let mut page = cx.page(words.title.clone(), Reach::OnlyYou);
        if let Some(prompt) = self.prompt {
            page.blocks.push(Block::Text(prompt.text.clone()));
        }
        if cx.journey.mode() != Mode::Session && !cx.journey.has_lock(cx.seat) {
            page.blocks.push(Block::Quiet(words.open_page.clone()));
        }
        let mut field = self.desk.field(10);
        field.empty.clone_from(&words.empty_page);
        page.blocks.push(Block::Field(field));
        page.blocks.push(Block::Choices(vec![self.desk.choice(0, &words.keep)]));
        self.marks.show(&mut page.blocks, cx);
        page
    }

    fn unsaved(&self, cx: &Cx<'_>) -> Option<(Seat, Event)> {
        Some((cx.seat, self.event()?))
    }

    fn is_writing(&self) -> bool {
        self.desk.is_writing() && !self.marks.asks()
    }
}

/// The prompts of a step, to begin a page with.
pub struct Prompts {
    book: &'static Curriculum,
    place: String,
    prompts: Vec<&'static Prompt>,
    menu: Menu,
}

impl Prompts {
    /// The prompts that are for this person.
    pub fn new(book: &'static Curriculum, n: usize, step: &'static Step, cx: &Cx<'_>) -> Self {
        let reader = Path::new(book, cx.journey, cx.seat).reader();
        let prompts = step.prompts.iter().filter(|it| reader.is_meant(&it.meant)).collect();
        Self { book, place: super::place(cx, book, n), prompts, menu: Menu::default() }
    }
}

impl Layer for Prompts {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        match self.menu.input(input, self.prompts.len() + 1) {
            Chose::Item(n) => {
                Flow::Open(Box::new(Writing::fresh(self.book, self.prompts.get(n).copied()))).into()
            }
            other => other.otherwise(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.write)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let mut page = cx.page(self.place.clone(), Reach::OnlyYou);
        let choice = |(i, prompt): (usize, &&Prompt)| Choice::new(&prompt.text, self.menu.is(i));
        let mut choices: Vec<_> = self.prompts.iter().enumerate().map(choice).collect();
        let own = self.prompts.len();
        choices.push(Choice::new(&cx.words.journal.own_page, self.menu.is(own)));
        page.blocks = vec![Block::Heading(cx.words.step.prompts.clone()), Block::Choices(choices)];
        page
    }
}
