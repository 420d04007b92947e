//! What the lens has to say to a text while it is being written: marks after a pause, a note for each
//! at the press of a key, and words kept with a reason, which are not marked again. It never stands
//! in the way and counts nothing. What is looked for is the lens's; where, the content's and the
//! writer's.

use std::{mem, ops::Range};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    menu::{Chose, Menu},
    settings::Notes,
};
use crate::{
    journey::Role,
    layer::{Cx, Input},
    lens::{self, Lens},
    ui::{
        Block, Choice, Hint, Key, Remark, Words, fill, keys, keys::Binding, paint::cut,
        prose::Prose,
    },
};

/// The cells that words which are marked take at most where they are named.
const NAMED: usize = 34;

/// What is looked for in a text.
#[derive(Clone, Copy)]
pub(super) struct Looks {
    /// Whose phrases are marked; none where nothing is.
    role: Option<Role>,
    /// Whether only the writer sees the screen: then words of danger point to help.
    alone: bool,
}

impl Looks {
    /// `asked`: whose phrases the exercise asks for, if it does.
    pub(super) fn new(asked: Option<Role>, alone: bool, cx: &Cx<'_>) -> Self {
        let own = cx.journey.role(cx.seat);
        let fits = |asked: &Role| [*asked, own].contains(&Role::Both) || *asked == own;
        let asked = asked.filter(fits);
        let role = match Notes::of(cx) {
            Notes::Some => asked,
            Notes::All => asked.or(Some(own)),
            Notes::None => None,
        };
        Self { role, alone }
    }
}

/// A phrase that there is something to say to.
#[derive(Clone, PartialEq)]
struct Mark {
    family: &'static str,
    note: &'static str,
    range: Range<usize>,
    words: String,
}

impl Mark {
    fn new(mark: &lens::Mark<'static>, text: &str) -> Option<Self> {
        let words = text.get(mark.range.clone())?.to_owned();
        Some(Self { family: mark.family, note: mark.note, range: mark.range.clone(), words })
    }

    /// The same where it stands now: the text has grown by so many bytes, before it or behind it.
    fn moved(self, text: &str, grown: isize) -> Option<Self> {
        [0, grown].into_iter().find_map(|by| {
            let Range { start, end } = self.range;
            let range = start.checked_add_signed(by)?..end.checked_add_signed(by)?;
            let stands = text.get(range.clone()) == Some(self.words.as_str());
            stands.then(|| Self { range, ..self.clone() })
        })
    }

    fn says(&self, how: &str) -> String {
        fill(how, &[("words", &cut(&on_a_row(&self.words), NAMED)), ("note", self.note)])
    }
}

/// Words that their writer keeps.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    family: String,
    words: String,
    reason: Reason,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reason {
    Misread,
    Fact,
    Meant,
}

const REASONS: [Reason; 3] = [Reason::Misread, Reason::Fact, Reason::Meant];

impl Reason {
    fn says(self, words: &Words) -> &str {
        match self {
            Self::Misread => &words.notes.misread,
            Self::Fact => &words.notes.fact,
            Self::Meant => &words.notes.meant,
        }
    }
}

/// The marks in a text.
#[derive(Default)]
pub(super) struct Marks {
    found: Vec<Mark>,
    /// The one whose note is being read.
    read: Option<usize>,
    /// The reasons, while one is being chosen.
    reasons: Option<Menu>,
    kept: Vec<Kept>,
    /// Whether the text has words of danger in it.
    danger: bool,
    /// How long the text was.
    length: usize,
}

/// What came of an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// Not for the marks.
    Pass,
    /// Heard.
    Stay,
    /// Neither for the marks nor for the text, while a reason is being chosen.
    Away,
    /// Words are kept from now on.
    Kept,
}

#[derive(Clone, Copy)]
enum Act {
    Read,
    Keep,
}

const KEYS: &[Binding<Marks, Act>] = &[
    Binding {
        keys: &[Key::ctrl('k')],
        act: Act::Keep,
        says: |w| &w.keys.keep_it,
        when: |m| m.reading().is_some(),
    },
    Binding {
        keys: &[Key::TAB],
        act: Act::Read,
        says: |w| &w.keys.the_note,
        when: Marks::has_next,
    },
];

pub(super) fn every_key(words: &Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Marks {
    /// None yet; what was kept before stays kept.
    pub(super) fn new(kept: Option<&Value>) -> Self {
        let kept = kept.and_then(|kept| Vec::deserialize(kept).ok()).unwrap_or_default();
        Self { kept, ..Self::default() }
    }

    /// What is kept, with the reasons.
    pub(super) fn kept(&self) -> Value {
        serde_json::to_value(&self.kept).unwrap_or_default()
    }

    /// Looks at the text that is being written.
    pub(super) fn look(&mut self, blocks: &[Block<'_>], lens: &'static Lens, looks: Looks) {
        let Some(text) = in_hand(blocks).map(Prose::text) else { return };
        let read = self.reading().cloned();
        let found = looks.role.map(|role| lens.marks(text, role)).unwrap_or_default();
        let found = found.iter().filter_map(|mark| Mark::new(mark, text));
        self.found = found.filter(|mark| !self.is_kept(mark)).collect();
        self.read = read.and_then(|read| self.found.iter().position(|mark| *mark == read));
        self.danger = looks.alone && lens.points_to_help(text);
        self.length = text.len();
    }

    /// Lets the marks follow the text that they stand in. What was changed has none until the next
    /// pause.
    pub(super) fn follow<'b>(&mut self, blocks: impl FnOnce() -> Vec<Block<'b>>) {
        if self.found.is_empty() {
            return;
        }
        let Some(text) = in_hand(&blocks()).map(Prose::text) else { return };
        let grown = text.len().cast_signed() - self.length.cast_signed();
        self.length = text.len();
        let read = self.read.take();
        for (i, mark) in mem::take(&mut self.found).into_iter().enumerate() {
            let Some(mark) = mark.moved(text, grown) else { continue };
            if read == Some(i) {
                self.read = Some(self.found.len());
            }
            self.found.push(mark);
        }
    }

    /// Hears something; `writing`: whether the text would hear it next.
    pub(super) fn input(&mut self, input: &Input, writing: bool) -> Heard {
        if let Some(menu) = &mut self.reasons {
            return match menu.input(input, REASONS.len()) {
                Chose::Item(n) => self.keep(n),
                Chose::Moved => Heard::Stay,
                Chose::Back => {
                    self.reasons = None;
                    Heard::Stay
                }
                Chose::Pass if matches!(input, Input::Key(_)) => Heard::Away,
                Chose::Pass => {
                    // what is pasted or clicked is the text's
                    if !matches!(input, Input::Measure(_) | Input::Tick) {
                        self.reasons = None;
                    }
                    Heard::Pass
                }
            };
        }
        let Input::Key(key) = input else { return Heard::Pass };
        match keys::find(KEYS, self, *key).filter(|_| writing) {
            Some(Act::Read) => self.read = Some(self.next()),
            Some(Act::Keep) => self.reasons = Some(Menu::default()),
            None => {
                if *key == Key::TAB {
                    self.read = None;
                }
                return Heard::Pass;
            }
        }
        Heard::Stay
    }

    /// What the keys do now, where the text has keys of its own: Tab is theirs again after the last
    /// note.
    pub(super) fn hints(&self, others: Vec<Hint>, writing: bool, cx: &Cx<'_>) -> Vec<Hint> {
        if let Some(menu) = &self.reasons {
            return menu.hints(cx, |w| &w.keys.keep_it);
        }
        if !writing {
            return others;
        }
        let mut hints = keys::hints(KEYS, self, cx.words);
        let left = |hint: Hint| {
            let keys = hint.keys.split(|key| self.has_next() && *key == Key::TAB);
            keys.into_iter().find(|keys| !keys.is_empty()).map(|keys| Hint { keys, ..hint })
        };
        hints.extend(others.into_iter().filter_map(left));
        hints
    }

    /// Whether a reason is being chosen: then letters are no text.
    pub(super) fn asks(&self) -> bool {
        self.reasons.is_some()
    }

    /// Puts marks and notes on a page.
    pub(super) fn show(&self, blocks: &mut Vec<Block<'_>>, cx: &Cx<'_>) {
        let is_in_hand = |block: &Block<'_>| matches!(block, Block::Field(it) if it.focused);
        let Some(at) = blocks.iter().position(is_in_hand) else { return };
        let Some(Block::Field(field)) = blocks.get_mut(at) else { return };
        let words = &cx.words.notes;
        let mark = |(i, mark): (usize, &Mark)| Remark {
            range: mark.range.clone(),
            says: mark.says(&words.told),
            now: self.read == Some(i),
        };
        field.remarks = self.found.iter().enumerate().map(mark).collect();
        let how = match (self.reading(), self.asks()) {
            (Some(_), true) => &words.because,
            (Some(_), false) => &words.note,
            (None, _) => &words.there_is,
        };
        field
            .below
            .extend(self.reading().or_else(|| self.found.first()).map(|mark| mark.says(how)));
        if self.danger {
            let says = words.people_to_call.clone();
            field.below.push(says.clone());
            field.remarks.push(Remark { range: 0..0, says, now: false });
        }
        if let Some(menu) = self.reasons {
            field.focused = false;
            let field = blocks.remove(at);
            blocks.retain(|block| matches!(block, Block::Heading(_)));
            blocks.push(field);
            let choice =
                |(i, reason): (usize, &Reason)| Choice::new(reason.says(cx.words), menu.is(i));
            blocks.push(Block::Choices(REASONS.iter().enumerate().map(choice).collect()));
        }
    }

    fn reading(&self) -> Option<&Mark> {
        self.found.get(self.read?)
    }

    fn next(&self) -> usize {
        self.read.map_or(0, |read| read + 1)
    }

    fn has_next(&self) -> bool {
        self.next() < self.found.len()
    }

    fn is_kept(&self, mark: &Mark) -> bool {
        let words = alike(&mark.words);
        self.kept.iter().any(|kept| kept.family == mark.family && kept.words == words)
    }

    /// Keeps the words whose note is being read; every other place with the same words as well.
    fn keep(&mut self, reason: usize) -> Heard {
        self.reasons = None;
        let (Some(mark), Some(reason)) = (self.reading(), REASONS.get(reason)) else {
            return Heard::Stay;
        };
        let (family, words) = (mark.family.to_owned(), alike(&mark.words));
        self.kept.push(Kept { family, words, reason: *reason });
        self.read = None;
        let found = mem::take(&mut self.found);
        self.found = found.into_iter().filter(|mark| !self.is_kept(mark)).collect();
        Heard::Kept
    }
}

fn on_a_row(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words as they are compared: wherever in a sentence they stand, and however they are wrapped.
fn alike(words: &str) -> String {
    on_a_row(words).to_lowercase()
}

/// The text that is being written now.
fn in_hand<'p>(blocks: &[Block<'p>]) -> Option<&'p Prose> {
    blocks.iter().find_map(|block| match block {
        Block::Field(field) if field.focused => Some(field.prose),
        _ => None,
    })
}
