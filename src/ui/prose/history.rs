//! What was done to a text, in steps as a person remembers them, and back.
//! Changes no text itself: it says what to replace by what.

use std::collections::VecDeque;

use chrono::TimeDelta;

use super::editor::Time;

const STEPS: usize = 2_000;
const BYTES: usize = 4 << 20;
const PAUSE: TimeDelta = TimeDelta::seconds(2);

/// How a change came about, which decides what it may join.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letter after letter.
    Typing,
    /// Backspace after backspace.
    Rubbing,
    /// Delete after delete.
    Eating,
    /// A step of its own.
    Whole,
}

/// At `at`, `gone` was replaced by `came`.
pub(super) struct Step {
    pub(super) kind: Kind,
    pub(super) at: usize,
    pub(super) gone: String,
    pub(super) came: String,
    /// Where the caret stood before.
    pub(super) caret: usize,
    pub(super) time: Time,
}

impl Step {
    fn bytes(&self) -> usize {
        self.gone.len() + self.came.len()
    }

    /// Takes `next` in, if a person would call both one; else hands it back.
    fn join(&mut self, next: Self) -> Option<Self> {
        if self.kind != next.kind || next.time - self.time > PAUSE {
            return Some(next);
        }
        let contiguous = match self.kind {
            Kind::Typing => next.at == self.at + self.came.len(),
            Kind::Rubbing => next.at + next.gone.len() == self.at,
            Kind::Eating => next.at == self.at,
            Kind::Whole => false,
        };
        let another_word = match self.kind {
            Kind::Typing => ends_word(&self.came, &next.came),
            Kind::Rubbing => is_space(&next.gone) && !is_space(&self.gone),
            Kind::Eating => ends_word(&self.gone, &next.gone),
            Kind::Whole => true,
        };
        if !contiguous || another_word {
            return Some(next);
        }
        match self.kind {
            Kind::Typing => self.came.push_str(&next.came),
            Kind::Rubbing => self.gone.insert_str(0, &next.gone),
            Kind::Eating | Kind::Whole => self.gone.push_str(&next.gone),
        }
        self.at = self.at.min(next.at);
        self.time = next.time;
        None
    }
}

/// Whether a new word starts with `next`. In scripts without spaces a sentence counts as one.
fn ends_word(so_far: &str, next: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(c, '、' | '。' | '！' | '？' | '，');
    so_far.ends_with(ends) && !next.starts_with(|c| ends(c) || matches!(c, '」' | '』' | '）'))
}

fn is_space(text: &str) -> bool {
    text.starts_with(char::is_whitespace)
}

#[derive(Default)]
pub(super) struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    bytes: usize,
    /// Whether the next change may join the last.
    open: bool,
}

impl History {
    pub(super) fn keep(&mut self, step: Step) {
        self.undone.clear();
        self.bytes += step.bytes();
        let step = match self.done.back_mut() {
            Some(last) if self.open => last.join(step),
            _ => Some(step),
        };
        self.done.extend(step);
        self.open = true;
        while self.done.len() > 1 && (self.done.len() > STEPS || self.bytes > BYTES) {
            self.bytes -= self.done.pop_front().map_or(0, |step| step.bytes());
        }
    }

    /// The next change is a step of its own.
    pub(super) fn close(&mut self) {
        self.open = false;
    }

    /// Takes the last step out; give it back with [`Self::undone`].
    pub(super) fn undo(&mut self) -> Option<Step> {
        self.open = false;
        let step = self.done.pop_back()?;
        self.bytes -= step.bytes();
        Some(step)
    }

    pub(super) fn undone(&mut self, step: Step) {
        self.undone.push(step);
    }

    /// Takes the last undone step out; give it back with [`Self::redone`].
    pub(super) fn redo(&mut self) -> Option<Step> {
        self.open = false;
        self.undone.pop()
    }

    pub(super) fn redone(&mut self, step: Step) {
        self.bytes += step.bytes();
        self.done.push_back(step);
    }
}
