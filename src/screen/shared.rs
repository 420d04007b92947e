//! The lines that somebody lifted out for both.

use super::menu::{looked_at, looking};
use crate::{
    journey::Reach,
    layer::{Cx, Input, Layer, Outcome},
    ui::{Block, Hint, Page},
};

/// What both can read.
#[derive(Default)]
pub struct SharedLines;

impl Layer for SharedLines {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        looked_at(input)
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        looking(cx)
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
