//! The journal of the person at the keys: its pages newest first, and a search. The store reads pages
//! when they are asked for; one page is in `page`, lifting a line out of it in `lift`.

mod lift;
mod page;

pub(super) use lift::Lift;

use super::{BRING_BACK, writing::Writing};
use crate::{
    curriculum::Curriculum,
    journey::{Leaf, Reach, When},
    layer::{Cx, Effect, Flow, Input, JournalAsk, Layer, Outcome, Pasted, Report, field},
    ui::{Block, Choice, Hint, Key, Page, Pen, fill, keys, keys::Binding, paint},
};
use page::PageView;

/// How many pages the list shows at once.
const WINDOW: usize = 12;

/// The pages.
pub struct Journal {
    book: &'static Curriculum,
    /// None until the store has answered.
    leaves: Option<Vec<Leaf>>,
    /// The [`Cx::changes`] at which the store answered: at another, what it said may be old.
    as_of: Option<u64>,
    /// 0 is "write"; the pages follow.
    at: usize,
    /// Whether a page was thrown away and can be brought back.
    thrown: bool,
    /// What is looked for, if anything.
    search: Option<Search>,
}

struct Search {
    pen: Pen,
    /// Whether the keys are in its field.
    typing: bool,
}

#[derive(Clone, Copy)]
enum Act {
    Open,
    Move,
    Turn,
    Search,
    Find,
    BringBack,
    Back,
}

const KEYS: &[Binding<Journal, Act>] = &[
    Binding {
        keys: &[BRING_BACK],
        act: Act::BringBack,
        says: |w| &w.keys.bring_back,
        when: |j| j.thrown,
    },
    Binding { keys: &[Key::ENTER], act: Act::Find, says: |w| &w.keys.find, when: Journal::types },
    Binding { keys: &[Key::ENTER], act: Act::Open, says: |w| &w.keys.open, when: |j| !j.types() },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB, Key::HOME, Key::END],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |j| !j.types(),
    },
    Binding {
        keys: &[Key::char('/'), Key::ctrl('f')],
        act: Act::Search,
        says: |w| &w.keys.search,
        when: |j| !j.types(),
    },
    Binding {
        keys: &[Key::PAGE_DOWN],
        act: Act::Turn,
        says: |w| &w.keys.older,
        when: |j| !j.types() && j.top() + WINDOW < j.len(),
    },
    Binding {
        keys: &[Key::PAGE_UP],
        act: Act::Turn,
        says: |w| &w.keys.newer,
        when: |j| !j.types() && j.top() > 0,
    },
    Binding { keys: &[Key::ESC], act: Act::Back, says: |w| &w.keys.back, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Journal {
    /// Not read yet: the first tick asks the store.
    pub fn new(book: &'static Curriculum) -> Self {
        Self { book, leaves: None, as_of: None, at: 0, thrown: false, search: None }
    }

    fn types(&self) -> bool {
        self.search.as_ref().is_some_and(|search| search.typing)
    }

    fn len(&self) -> usize {
        self.leaves.as_ref().map_or(0, Vec::len)
    }

    /// Asks for what is to be shown.
    fn ask(&self) -> Effect {
        match &self.search {
            Some(search) if !search.pen.is_blank() => {
                Effect::Journal(JournalAsk::Search(search.pen.text().to_owned()))
            }
            _ => Effect::Journal(JournalAsk::Leaves),
        }
    }

    fn step(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.len());
    }

    fn open(&self) -> Outcome {
        if self.at == 0 {
            return Flow::Open(Box::new(Writing::fresh(self.book, None))).into();
        }
        let leaf = self.leaves.as_ref().and_then(|leaves| leaves.get(self.at - 1));
        leaf.map_or(Flow::Stay, |leaf| Flow::Open(Box::new(PageView::new(self.book, leaf)))).into()
    }

    /// The first page in the window.
    fn top(&self) -> usize {
        self.at.saturating_sub(1) / WINDOW * WINDOW
    }
}

impl Layer for Journal {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        match input {
            // said when it opens, when a layer above it closes, and with every change of the window
            Input::Measure(width) => {
                if let Some(search) = &mut self.search {
                    search.pen.set_width(*width);
                }
                if self.as_of != Some(cx.changes) {
                    return Outcome::from(Flow::Stay).and(self.ask());
                }
            }
            Input::Key(key) => match (keys::find(KEYS, self, *key), &mut self.search) {
                (Some(Act::BringBack), _) => {
                    self.thrown = false;
                    return Outcome::from(Flow::Stay).and(Effect::BringBack).and(self.ask());
                }
                (Some(Act::Open), _) => return self.open(),
                (Some(Act::Move), _) => {
                    let mut list = crate::ui::List { at: self.at };
                    list.step(*key, self.len() + 1);
                    self.at = list.at;
                }
                (Some(Act::Turn), _) => {
                    let by = isize::try_from(WINDOW).unwrap_or(1);
                    self.step(if *key == Key::PAGE_UP { -by } else { by });
                }
                (Some(Act::Search), search) => {
                    let mut pen = Pen::line("");
                    pen.set_width(cx.measure);
                    *search = Some(Search { pen, typing: true });
                }
                (Some(Act::Find), Some(search)) => {
                    search.typing = false;
                    self.at = 1;
                    return Outcome::from(Flow::Stay).and(self.ask());
                }
                (Some(Act::Back), Some(_)) => {
                    self.search = None;
                    self.at = 0;
                    return Outcome::from(Flow::Stay).and(self.ask());
                }
                (Some(Act::Back), None) => return Flow::Close.into(),
                (None, Some(search)) if search.typing => {
                    if !search.pen.key(*key, cx.now) {
                        return Flow::Pass.into();
                    }
                }
                _ => return Flow::Pass.into(),
            },
            Input::Paste(Pasted(text)) => match &mut self.search {
                Some(search) if search.typing => search.pen.paste(text, cx.now),
                _ => return Flow::Pass.into(),
            },
            Input::Caret { row, cell, .. } => {
                if let Some(search) = &mut self.search {
                    search.typing = true;
                    search.pen.place(*row, *cell, cx.now);
                }
            }
            Input::Pick(0) => {
                self.at = 0;
                return self.open();
            }
            Input::Pick(n) => {
                self.at = self.top() + n;
                return self.open();
            }
            _ => return Flow::Pass.into(),
        }
        Flow::Stay.into()
    }

    fn told(&mut self, report: &Report, cx: &Cx<'_>) -> Outcome {
        match report {
            Report::Leaves(leaves) => {
                self.at = self.at.min(leaves.len());
                self.leaves = Some(leaves.clone());
                self.as_of = Some(cx.changes);
            }
            Report::Thrown => {
                self.thrown = true;
                // a letter is a key now
                if let Some(search) = &mut self.search {
                    search.typing = false;
                }
            }
            Report::Destroyed => {
                self.thrown = false;
                if self.as_of != Some(cx.changes) {
                    return Outcome::from(Flow::Stay).and(self.ask());
                }
            }
            _ => {}
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.journal;
        let mut page = cx.page(words.title.clone(), Reach::OnlyYou);
        if self.thrown {
            let says = fill(&words.thrown, &[("key", &BRING_BACK.to_string())]);
            page.blocks.push(Block::Quiet(says));
        }
        if let Some(search) = &self.search {
            let mut field = field(&search.pen.prose, "", 1);
            field.focused = search.typing;
            field.empty.clone_from(&words.search_for);
            page.blocks.push(Block::Field(field));
        }
        let write = Choice::new(&words.own_page, self.at == 0 && !self.types());
        page.blocks.push(Block::Choices(vec![write]));
        let Some(leaves) = &self.leaves else { return page };
        if leaves.is_empty() {
            let says = if self.search.is_some() { &words.none_found } else { &words.none_yet };
            page.blocks.push(Block::Quiet(says.clone()));
            return page;
        }
        let top = self.top();
        let choice = |(i, leaf): (usize, &Leaf)| {
            let focused = self.at == top + i + 1 && !self.types();
            Choice::new(opening(leaf, usize::from(cx.measure).saturating_sub(18)), focused)
                .lead(day(cx, leaf.at))
        };
        let window = leaves.iter().skip(top).take(WINDOW);
        page.blocks.push(Block::Choices(window.enumerate().map(choice).collect()));
        if leaves.len() > WINDOW {
            let last = (top + WINDOW).min(leaves.len());
            page.foot = Some(fill(
                &words.window,
                &[
                    ("from", &(top + 1).to_string()),
                    ("to", &last.to_string()),
                    ("all", &leaves.len().to_string()),
                ],
            ));
        }
        page
    }

    fn is_writing(&self) -> bool {
        self.types()
    }
}

/// A day as a list shows it.
fn day(cx: &Cx<'_>, at: When) -> String {
    cx.words.day(at.day())
}

/// The beginning of a page on one row, whatever rows it has itself.
fn opening(leaf: &Leaf, room: usize) -> String {
    let words: Vec<&str> = leaf.opening.split_whitespace().collect();
    paint::cut(&words.join(" "), room).into_owned()
}
