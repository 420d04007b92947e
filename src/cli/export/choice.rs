//! Choosing, line by line, what leaves: a number for everything in an extract, and an extract
//! without some of them.

use std::collections::BTreeSet;

use super::extract::Extract;
use crate::ui::{Words, clean_line};

/// How much of a text stands in the list, in letters.
const OPENING: usize = 60;

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

/// Everything that would leave, a line each, under its number.
pub(super) fn lines(extract: &Extract, words: &Words) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |what: &str, said: &str| {
        let opening: String = clean_line(said).chars().take(OPENING).collect();
        lines.push(format!("{:>4}  {what}: {opening}", lines.len() + 1));
    };
    for step in extract.steps.iter().filter(|step| step.done) {
        add(&words.cli.steps_done, &step.title);
    }
    for answer in &extract.answers {
        let said = answer.told.first().map(|told| told.said.as_str()).unwrap_or_default();
        add(&answer.title, said);
    }
    for kept in &extract.practices {
        for matter in &kept.matters {
            let said = matter.told.first().map(|seen| seen.told.said.as_str()).unwrap_or_default();
            add(&format!("{}, {}", kept.title, words.day(matter.made)), said);
        }
    }
    for line in &extract.shared {
        add(&words.cli.shared_lines, &line.text);
    }
    for page in &extract.journal {
        add(&format!("{}, {}", words.cli.journal, words.day(page.at.day())), &page.text);
    }
    lines
}

/// Takes out what stands under these numbers, and every picture that was drawn of it.
pub(super) fn leave_out(extract: &mut Extract, numbers: &Numbers) {
    let mut n = 0;
    let mut stays = || {
        n += 1;
        !numbers.0.contains(&n)
    };
    extract.steps.retain(|step| !step.done || stays());
    extract.answers.retain(|_| stays());
    for kept in &mut extract.practices {
        let before = kept.matters.len();
        kept.matters.retain(|_| stays());
        if kept.matters.len() < before {
            kept.undraw();
        }
    }
    extract.practices.retain(|kept| !kept.matters.is_empty());
    extract.shared.retain(|_| stays());
    extract.journal.retain(|_| stays());
}
