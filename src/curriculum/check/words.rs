//! The program's own words: whether they fit their type, say something, close their braces, and
//! name nothing that is never filled in.

use serde_json::Value;

use super::{Found, form, say};
use crate::{
    curriculum::{Files, bundled},
    exercise::Wrong,
    ui::Words,
};

/// The words that the program was written with: they name what is filled in where.
const PATTERN: &str = "en/ui.json";

/// Looks at a language's `ui.json`; a curriculum of one's own may leave it out.
pub(super) fn check(files: &Files, file: &str, found: &mut Found) {
    let Some(words) = form::read::<Words>(files, file, found) else { return };
    for (name, list, need) in
        [("months", &words.months, 12), ("weekdays", &words.weekdays, 7), ("bowl", &words.bowl, 11)]
    {
        if list.len() != need {
            found.add(file, name, say::so_many(list.len(), need));
        }
    }
    let json = |files: &Files, file: &str| {
        files.get(file).and_then(|text| serde_json::from_str::<Value>(text).ok())
    };
    let (Some(value), Some(pattern)) = (json(files, file), json(&bundled(), PATTERN)) else {
        return;
    };
    form::texts(&value, &mut |place, pointer, text| {
        if text.trim().is_empty() {
            found.look(file, place, |check| check.wrong(Wrong::Empty));
        }
        let Some(names) = names(text) else {
            found.add(file, place, say::braces());
            return;
        };
        let known = pattern.pointer(pointer).and_then(Value::as_str).and_then(self::names);
        // a list may be longer than the one it was written after
        let Some(known) = known else { return };
        if let Some(stranger) = names.iter().find(|name| !known.contains(name)) {
            found.add(file, place, say::no_such_name(stranger, &known));
        }
    });
}

/// The names in braces, if every brace has its other half and a name.
fn names(text: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    let mut parts = text.split('{');
    if parts.next()?.contains('}') {
        return None;
    }
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if !is_name || rest.contains('}') {
            return None;
        }
        names.push(name);
    }
    Some(names)
}
