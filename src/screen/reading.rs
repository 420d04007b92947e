//! Reading, page by page: a step's texts, its typical mistakes, a therapist's note. A page ends where
//! a thought ends.

use crate::{
    curriculum::{Curriculum, NOTES_A_PAGE, Step},
    engine::Path,
    journey::{Event, Reach},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome},
    ui::{Block, Hint, Key, Page, keys, keys::Binding, words::of},
};

/// A page of it: a heading and what stands below.
struct Sheet {
    heading: String,
    text: Vec<String>,
    /// Set in, below the text.
    inset: Vec<String>,
}

/// Pages, and where one is.
pub struct Reading {
    place: String,
    sheets: Vec<Sheet>,
    at: usize,
    /// The step whose place is kept, if it is its reading, and how far it was kept.
    keeps: Option<(String, usize)>,
}

#[derive(Clone, Copy)]
enum Act {
    Next,
    Back,
    Leave,
}

const KEYS: &[Binding<Reading, Act>] = &[
    Binding {
        keys: &[Key::ENTER, Key::RIGHT, Key::SPACE],
        act: Act::Next,
        says: |w| &w.keys.next,
        when: |r| r.at + 1 < r.sheets.len(),
    },
    Binding {
        keys: &[Key::ENTER, Key::RIGHT, Key::SPACE],
        act: Act::Next,
        says: |w| &w.keys.done,
        when: |r| r.at + 1 >= r.sheets.len(),
    },
    Binding { keys: &[Key::LEFT], act: Act::Back, says: |w| &w.keys.one_back, when: |r| r.at > 0 },
    Binding { keys: &[Key::ESC], act: Act::Leave, says: |w| &w.keys.back, when: |_| true },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Reading {
    /// A step's reading, from where this person was.
    pub fn of_step(book: &'static Curriculum, n: usize, step: &'static Step, cx: &Cx<'_>) -> Self {
        let reader = Path::new(book, cx.journey, cx.seat).reader();
        let pages = step.why.iter().chain(&step.reading);
        let sheets: Vec<_> = pages
            .filter(|page| reader.is_meant(&page.meant))
            .map(|page| Sheet {
                heading: page.heading.clone(),
                text: page.text.clone(),
                inset: Vec::new(),
            })
            .collect();
        let kept = cx.journey.step(cx.seat, &step.id).page.map(usize::from);
        let last = sheets.len().saturating_sub(1);
        // who has read to the end begins at the beginning again
        let at = kept.filter(|kept| *kept < last).unwrap_or(0);
        let keeps = Some((step.id.clone(), kept.map_or(0, |kept| kept + 1)));
        Self { place: super::place(cx, book, n), sheets, at, keeps }
    }

    /// What people often do in a step, and what to do instead.
    pub fn of_mistakes(
        book: &'static Curriculum,
        n: usize,
        step: &'static Step,
        cx: &Cx<'_>,
    ) -> Self {
        let reader = Path::new(book, cx.journey, cx.seat).reader();
        let meant: Vec<_> =
            step.mistakes.iter().filter(|mistake| reader.is_meant(&mistake.meant)).collect();
        let sheets = meant
            .chunks(2)
            .map(|two| Sheet {
                heading: cx.words.step.mistakes.clone(),
                text: Vec::new(),
                inset: two.iter().flat_map(|it| [it.text.clone(), it.instead.clone()]).collect(),
            })
            .collect();
        Self { place: super::place(cx, book, n), sheets, at: 0, keeps: None }
    }

    /// The note for a therapist.
    pub fn of_therapist(
        book: &'static Curriculum,
        n: usize,
        step: &'static Step,
        cx: &Cx<'_>,
    ) -> Self {
        let sheet = |text: &[String]| Sheet {
            heading: cx.words.step.therapist.clone(),
            text: text.to_vec(),
            inset: Vec::new(),
        };
        let sheets = step.therapist.chunks(NOTES_A_PAGE).map(sheet).collect();
        Self { place: super::place(cx, book, n), sheets, at: 0, keeps: None }
    }

    /// Keeps the place, if it is further than before.
    fn keep(&mut self) -> Vec<Effect> {
        let Some((step, kept)) = &mut self.keeps else { return Vec::new() };
        if self.at < *kept {
            return Vec::new();
        }
        *kept = self.at + 1;
        let page = u16::try_from(self.at).ok();
        vec![Effect::Keep(vec![Event::Step { step: step.clone(), page, done: None }])]
    }
}

impl Layer for Reading {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        let flow = match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Next) if self.at + 1 < self.sheets.len() => {
                    self.at += 1;
                    Flow::Stay
                }
                Some(Act::Next | Act::Leave) => Flow::Close,
                Some(Act::Back) => {
                    self.at = self.at.saturating_sub(1);
                    Flow::Stay
                }
                None => Flow::Pass,
            },
            _ => Flow::Pass,
        };
        if matches!(flow, Flow::Pass) {
            return flow.into();
        }
        Outcome { flow, effects: self.keep() }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        keys::hints(KEYS, self, cx.words)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let mut page = cx.page(self.place.clone(), Reach::Both);
        let Some(sheet) = self.sheets.get(self.at) else { return page };
        page.blocks.push(Block::Heading(sheet.heading.clone()));
        page.blocks.extend(sheet.text.iter().cloned().map(Block::Text));
        for pair in sheet.inset.chunks(2) {
            if let [what, instead] = pair {
                page.blocks.push(Block::Text(what.clone()));
                page.blocks.push(Block::Label(cx.words.step.instead.clone()));
                page.blocks.push(Block::Inset(instead.clone()));
            }
        }
        if self.sheets.len() > 1 {
            page.foot = Some(of(cx.words, self.at + 1, self.sheets.len()));
        }
        page
    }
}
