//! The lines that somebody lifted out for both.

use super::menu::{Chose, Menu};
use crate::{
    journey::Reach,
    layer::{Cx, Flow, Input, Layer, Outcome},
    ui::{Block, Hint, Page},
};

/// What both can read.
#[derive(Default)]
pub struct SharedLines;

impl Layer for SharedLines {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        match Menu::default().input(input, 0) {
            Chose::Back => Flow::Close.into(),
            Chose::Moved | Chose::Item(_) | Chose::Pass => Flow::Pass.into(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        Menu::default().hints(cx, |w| &w.keys.open).into_iter().skip(2).collect()
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.shared;
        let mut page = cx.page(words.title.clone(), Reach::Both);
        let lines = cx.journey.shared();
        if lines.is_empty() {
            page.blocks.push(Block::Text(words.none_yet.clone()));
            page.blocks.push(Block::Quiet(words.how.clone()));
        }
        for line in lines.iter().rev() {
            let who = format!("{}, {}", cx.name(line.by), cx.words.day(line.day));
            page.blocks.push(Block::Label(who));
            page.blocks.push(Block::Inset(line.text.clone()));
        }
        page
    }
}
