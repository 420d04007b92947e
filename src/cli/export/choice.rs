//! Choosing, line by line, what leaves: a number for every line of an extract, and an extract without
//! some of them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::extract::{Extract, Told};
use crate::ui::{Words, clean_line};

/// How much of what leaves stands in the list, in letters, and how much of what was asked.
const OPENING: usize = 72;
const ASKED: usize = 24;

/// Numbers as they are typed: `3,7-9`.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers(BTreeSet<usize>);

impl std::str::FromStr for Numbers {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "numbers from the preview are wanted, such as 3,7-9";
        let mut numbers = BTreeSet::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let number = |text: &str| text.trim().parse::<usize>().map_err(|_| WRONG);
            let (from, to) = (number(from)?, number(to)?);
            if from == 0 || to < from || to - from > 100_000 {
                return Err(WRONG);
            }
            numbers.extend(from..=to);
        }
        Ok(Self(numbers))
    }
}

/// Everything that would leave: each line of it under its number, below whose it is.
pub(super) fn lines(extract: &Extract, words: &Words) -> Vec<String> {
    let mut preview = Preview::default();
    for step in extract.steps.iter().filter(|step| step.done) {
        preview.line(&format!("{}: {}", words.cli.steps_done, step.title));
    }
    for answer in &extract.answers {
        let head = format!("{} · {}", answer.title, answer.hands);
        preview.under(&head, &answer.told.iter().map(line).collect::<Vec<_>>());
    }
    for kept in &extract.practices {
        for matter in &kept.matters {
            let told = matter.told.iter().map(|seen| line(&seen.told));
            let notes = matter.notes().map(|moved| moved.note.clone());
            let head = format!("{} · {}", kept.title, matter.hands);
            preview.under(&head, &told.chain(notes).collect::<Vec<_>>());
        }
    }
    for line in &extract.shared {
        preview.line(&format!("{}: {}", words.cli.shared_lines, line.text));
    }
    for page in &extract.journal {
        let day = words.day(page.at.day());
        preview.line(&format!("{}, {day}: {}", words.cli.journal, page.text));
    }
    preview.lines
}

/// What was said, behind the beginning of what was asked.
fn line(told: &Told) -> String {
    let Told { asked, said } = told;
    let short: String = asked.chars().take(ASKED).collect();
    let cut = if short.len() < asked.len() { "…" } else { "" };
    if asked.is_empty() { said.clone() } else { format!("{}{cut}: {said}", short.trim_end()) }
}

/// Lines, and how many of them have a number.
#[derive(Default)]
struct Preview {
    lines: Vec<String>,
    n: usize,
}

impl Preview {
    fn line(&mut self, says: &str) {
        self.n += 1;
        let opening: String = clean_line(says).chars().take(OPENING).collect();
        self.lines.push(format!("{:>4}  {opening}", self.n));
    }

    /// Lines that belong together; what holds none has a number itself.
    fn under(&mut self, head: &str, lines: &[String]) {
        if lines.is_empty() {
            return self.line(head);
        }
        self.lines.push(format!("      {}", clean_line(head)));
        for line in lines {
            self.line(line);
        }
    }
}

/// Takes out what stands under these numbers, and every picture that was drawn of it. What is kept of an
/// answer besides its lines goes with any of them.
pub(super) fn leave_out(extract: &mut Extract, numbers: &Numbers) {
    let mut n = 0;
    let mut stays = || {
        n += 1;
        !numbers.0.contains(&n)
    };
    extract.steps.retain(|step| !step.done || stays());
    extract.answers.retain_mut(|answer| {
        let before = answer.told.len();
        if before == 0 {
            return stays();
        }
        answer.told.retain(|_| stays());
        if answer.told.len() < before {
            answer.answer = Value::Null;
        }
        !answer.told.is_empty()
    });
    for kept in &mut extract.practices {
        let mut whole = true;
        kept.matters.retain_mut(|matter| {
            let is_empty = matter.told.is_empty() && matter.notes().next().is_none();
            if is_empty {
                let stays = stays();
                whole &= stays;
                return stays;
            }
            let fields = &mut matter.fields;
            matter.told.retain(|seen| {
                let stays = stays();
                if !stays {
                    fields.remove(&seen.part);
                }
                whole &= stays;
                stays
            });
            for moved in matter.moves.iter_mut().filter(|moved| !moved.note.is_empty()) {
                if !stays() {
                    moved.note.clear();
                    whole = false;
                }
            }
            !matter.told.is_empty() || matter.notes().next().is_some()
        });
        if !whole {
            kept.undraw();
        }
    }
    extract.practices.retain(|kept| !kept.matters.is_empty());
    extract.shared.retain(|_| stays());
    extract.journal.retain(|_| stays());
}
