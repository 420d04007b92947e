//! From an exercise into the practice that carries it on: what was said is laid ready there, and can be
//! changed before it is kept.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{curriculum::Onward, layer::Cx, practice::Practice};

use super::Doing;

impl Doing {
    /// The practice that carries this exercise on, if it is for this person.
    pub(super) fn onward(&self, cx: &Cx<'_>) -> Option<(&'static Onward, &'static Practice)> {
        let onward = self.exercise.onward.as_ref()?;
        let mine = crate::screen::practice::mine(self.book, cx);
        let practice = mine.into_iter().find(|practice| practice.id == onward.practice)?;
        Some((onward, practice))
    }

    /// What was said, under the asks of the practice.
    pub(super) fn laid_ready(&self, onward: &Onward, cx: &Cx<'_>) -> BTreeMap<String, Value> {
        let owner = self.owner(cx);
        let mut answers: BTreeMap<String, Value> = BTreeMap::new();
        for (to, from) in &onward.take {
            let (part, slot) = Onward::path(from);
            let kept = cx.journey.answer(owner, owner, &self.exercise.id, part);
            let Some(answer) = kept.map(|kept| &kept.answer) else { continue };
            match (Onward::path(to), slot) {
                ((ask, None), None) => _ = answers.insert(ask.to_owned(), answer.clone()),
                ((ask, Some(name)), Some(slot)) => {
                    let Some(text) = said(answer, slot) else { continue };
                    let texts = answers.entry(ask.to_owned()).or_insert_with(|| Map::new().into());
                    if let Some(texts) = texts.as_object_mut() {
                        texts.insert(name.to_owned(), text.clone());
                    }
                }
                _ => {}
            }
        }
        answers
    }
}

/// One text of an answer: of a slot, or of something that two settled.
fn said<'a>(answer: &'a Value, slot: &str) -> Option<&'a Value> {
    let text = answer.get(slot).or_else(|| answer.get("settled")?.get(slot));
    text.filter(|text| text.is_string())
}
