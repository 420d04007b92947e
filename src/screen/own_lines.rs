//! One's own numbers to call: written down and taken out by their owner, read by nobody else. They stand
//! above the lines of every country.

use serde_json::Value;

use crate::{
    journey::{Event, Reach},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Pasted, field},
    ui::{Block, Choice, Hint, Key, List, Page, Pen, keys, keys::Binding},
};

/// The setting that holds them.
const LINES: &str = "lines";
/// As many as a page has room for.
const MOST: usize = 6;

/// The numbers of the person at the keys, as they wrote them.
pub(super) fn own_lines(cx: &Cx<'_>) -> Vec<String> {
    let kept = cx.journey.setting(cx.seat, LINES).and_then(Value::as_array);
    kept.into_iter().flatten().filter_map(|line| Some(line.as_str()?.to_owned())).collect()
}

/// Writing them down.
pub(super) struct OwnLines {
    pen: Pen,
    /// The pen, then the lines.
    list: List,
    lines: Vec<String>,
}

#[derive(Clone, Copy)]
enum Act {
    Keep,
    LetGo,
    Move,
    Back,
}

const KEYS: &[Binding<OwnLines, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Keep,
        says: |w| &w.keys.keep_it,
        when: |it| it.at_pen() && !it.pen.is_blank(),
    },
    Binding {
        keys: &[Key::DELETE, Key::BACKSPACE],
        act: Act::LetGo,
        says: |w| &w.keys.let_go,
        when: |it| !it.at_pen(),
    },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |it| !it.lines.is_empty(),
    },
    Binding { keys: &[Key::ESC], act: Act::Back, says: |w| &w.keys.back, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl OwnLines {
    pub(super) fn new(cx: &Cx<'_>) -> Self {
        Self { pen: Pen::line(""), list: List::default(), lines: own_lines(cx) }
    }

    fn has_room(&self) -> bool {
        self.lines.len() < MOST
    }

    /// Where the first line stands in the list: after the pen, if there is room for one more.
    fn first(&self) -> usize {
        usize::from(self.has_room())
    }

    fn at_pen(&self) -> bool {
        self.has_room() && self.list.at == 0
    }

    fn keep(&self) -> Outcome {
        let value = Value::from(self.lines.clone());
        let event = Event::Setting { key: LINES.to_owned(), value };
        Outcome::from(Flow::Stay).and(Effect::Keep(vec![event]))
    }

    fn act(&mut self, act: Act, key: Key) -> Outcome {
        match act {
            Act::Keep => {
                self.lines.push(self.pen.text().trim().to_owned());
                self.pen = Pen::line("");
                self.list = List::default();
                return self.keep();
            }
            Act::LetGo => {
                let at = self.list.at.saturating_sub(self.first());
                if at < self.lines.len() {
                    self.lines.remove(at);
                    self.list.at = self.list.at.min(self.lines.len());
                    return self.keep();
                }
            }
            Act::Move => self.list.step(key, self.lines.len() + self.first()),
            Act::Back => return Flow::Close.into(),
        }
        Flow::Stay.into()
    }
}

impl Layer for OwnLines {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(act) => return self.act(act, *key),
                None if self.at_pen() && self.pen.key(*key, cx.now) => {}
                None => return Flow::Pass.into(),
            },
            Input::Paste(Pasted(text)) if self.at_pen() => self.pen.paste(text, cx.now),
            Input::Measure(width) => self.pen.set_width(*width),
            Input::Caret { row, cell, .. } if self.has_room() => {
                self.list = List::default();
                self.pen.place(*row, *cell, cx.now);
            }
            Input::Pick(n) => self.list.at = n + self.first(),
            _ => return Flow::Pass.into(),
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.helplines;
        let mut page = cx.page(words.title.clone(), Reach::OnlyYou);
        page.blocks = vec![Block::Heading(words.own.clone()), Block::Text(words.about_own.clone())];
        if self.has_room() {
            let mut field = field(&self.pen.prose, words.own_label.clone(), 1);
            field.focused = self.at_pen();
            page.blocks.push(Block::Field(field));
        }
        let first = self.first();
        let choice = |(n, line): (usize, &String)| Choice::new(line, self.list.at == n + first);
        let choices: Vec<_> = self.lines.iter().enumerate().map(choice).collect();
        if !choices.is_empty() {
            page.blocks.push(Block::Choices(choices));
        }
        page
    }

    fn is_writing(&self) -> bool {
        self.at_pen()
    }
}
