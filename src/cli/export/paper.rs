//! An extract as a document: its headings and blocks, in Markdown and in HTML. How blocks look is
//! left to the handout.

use super::extract::{Answer, Extract, Seen};
use crate::{
    journey::{Reach, When},
    ui::{Block, Choice, Words, fill, handout},
};

/// Blocks under a heading of some level.
type Section<'a> = (usize, Vec<Block<'a>>);

/// The extract as Markdown.
pub(super) fn markdown(extract: &Extract, words: &Words) -> String {
    let sections = sections(extract, words);
    sections.iter().map(|(level, blocks)| handout::markdown(blocks, *level)).collect()
}

/// The extract as a page of HTML.
pub(super) fn html(extract: &Extract, words: &Words, language: &str) -> String {
    let sections = sections(extract, words);
    let body: String =
        sections.iter().map(|(level, blocks)| handout::html(blocks, *level)).collect();
    handout::html_page(language, &words.cli.export_title, &body)
}

/// Who may read it comes first of all.
fn sections<'a>(extract: &Extract, words: &Words) -> Vec<Section<'a>> {
    let day = words.day(extract.made);
    let made = fill(&words.cli.export_for, &[("name", &extract.eyes), ("day", &day)]);
    let mut sections = vec![(
        1,
        vec![
            Block::Text(extract.note.clone()),
            Block::Heading(words.cli.export_title.clone()),
            Block::Quiet(made),
        ],
    )];
    let first = sections.len();
    steps(extract, words, &mut sections);
    answers(extract, words, &mut sections);
    practices(extract, words, &mut sections);
    shared(extract, words, &mut sections);
    journal(extract, words, &mut sections);
    if sections.len() == first {
        sections.push((2, vec![Block::Text(words.cli.export_nothing.clone())]));
    }
    sections
}

fn steps(extract: &Extract, words: &Words, sections: &mut Vec<Section<'_>>) {
    let done = extract.steps.iter().filter(|step| step.done);
    let done: Vec<_> = done.map(|step| Choice::new(&step.title, false)).collect();
    if !done.is_empty() {
        let heading = Block::Heading(words.cli.steps_done.clone());
        sections.push((2, vec![heading, Block::Choices(done)]));
    }
}

/// What says nothing (cards that were read, a breath) has no place on paper.
fn answers(extract: &Extract, words: &Words, sections: &mut Vec<Section<'_>>) {
    let (mut step, mut title) = (None, None);
    for answer in extract.answers.iter().filter(|answer| !answer.told.is_empty()) {
        if step.is_none() {
            sections.push((2, vec![Block::Heading(words.cli.answers.clone())]));
        }
        if step != Some(&answer.step) {
            let step = if answer.step.is_empty() { &words.cli.export_other } else { &answer.step };
            sections.push((3, vec![Block::Heading(step.to_owned())]));
        }
        if title != Some(&answer.title) || step != Some(&answer.step) {
            sections.push((4, vec![Block::Heading(answer.title.clone())]));
        }
        (step, title) = (Some(&answer.step), Some(&answer.title));
        sections.push((5, said(answer, words)));
    }
}

fn said<'a>(answer: &Answer, words: &Words) -> Vec<Block<'a>> {
    let hands = if answer.done {
        answer.hands.clone()
    } else {
        format!("{} · {}", answer.hands, words.step.begun)
    };
    let mut blocks = vec![Block::Quiet(hands)];
    for told in &answer.told {
        blocks.push(Block::Label(told.asked.clone()));
        blocks.push(Block::Inset(told.said.clone()));
    }
    blocks
}

/// What practices keep: the pictures first, then every line of it.
fn practices<'a>(extract: &Extract, words: &Words, sections: &mut Vec<Section<'a>>) {
    for (i, kept) in extract.practices.iter().enumerate() {
        if i == 0 {
            sections.push((2, vec![Block::Heading(words.practices.title.clone())]));
        }
        let mut blocks: Vec<Block<'a>> = vec![Block::Heading(kept.title.clone())];
        blocks.extend(kept.drawn.iter().cloned().map(Block::Picture));
        sections.push((3, blocks));
        for matter in &kept.matters {
            let mut blocks = vec![Block::Quiet(matter.hands.clone())];
            let is_mixed = matter.told.iter().any(|it| it.reach != matter.told[0].reach);
            let mut reach = None;
            for Seen { told, reach: to, .. } in &matter.told {
                if is_mixed && reach != Some(to) {
                    let both = *to == Reach::Both;
                    let says = if both { &words.practices.both_read } else { &words.practices.own };
                    blocks.push(Block::Quiet(says.clone()));
                }
                reach = Some(to);
                blocks.push(Block::Label(told.asked.clone()));
                blocks.push(Block::Inset(told.said.clone()));
            }
            for moved in &matter.moves {
                let day = words.day(moved.day);
                let says = format!("{} · {day} · {}", moved.by, moved.says);
                blocks.push(Block::Quiet(says));
                let days = words.days_set(moved.until, moved.review);
                blocks.extend(days.into_iter().map(Block::Quiet));
                if !moved.note.is_empty() {
                    blocks.push(Block::Inset(moved.note.clone()));
                }
            }
            sections.push((4, blocks));
        }
    }
}

fn shared(extract: &Extract, words: &Words, sections: &mut Vec<Section<'_>>) {
    let mut blocks = vec![Block::Heading(words.cli.shared_lines.clone())];
    for line in &extract.shared {
        blocks.push(Block::Quiet(format!("{} · {}", line.by, words.day(line.day))));
        blocks.push(Block::Inset(line.text.clone()));
    }
    if blocks.len() > 1 {
        sections.push((2, blocks));
    }
}

fn journal(extract: &Extract, words: &Words, sections: &mut Vec<Section<'_>>) {
    if !extract.journal.is_empty() {
        sections.push((2, vec![Block::Heading(words.cli.journal.clone())]));
    }
    for page in &extract.journal {
        let text = Block::Text(page.text.clone());
        sections.push((3, vec![Block::Heading(moment(page.at, words)), text]));
    }
}

/// `22 November 2026, 09:14`; the day alone where no more is known.
fn moment(at: When, words: &Words) -> String {
    let day = words.day(at.day());
    match at {
        When::Day(_) => day,
        When::Moment(time) => {
            let time = time.format("%H:%M").to_string();
            fill(&words.cli.export_moment, &[("day", &day), ("time", &time)])
        }
    }
}
