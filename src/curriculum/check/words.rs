//! The program's own words: whether they fit their type, say something, and close their braces.

use serde_json::Value;

use super::{Found, form, say};
use crate::{curriculum::Files, exercise::Wrong, ui::Words};

/// Looks at a language's `ui.json`; a curriculum of one's own may leave it out.
pub(super) fn check(files: &Files, file: &str, found: &mut Found) {
    let Some(words) = form::read::<Words>(files, file, found) else { return };
    for (name, list, need) in [("months", &words.months, 12), ("bowl", &words.bowl, 11)] {
        if list.len() != need {
            found.add(file, name, say::so_many(list.len(), need));
        }
    }
    let text = files.get(file).map(String::as_str).unwrap_or_default();
    let Ok(value) = serde_json::from_str::<Value>(text) else { return };
    form::texts(&value, &mut |place, text| {
        if text.trim().is_empty() {
            found.look(file, place, |check| check.wrong(Wrong::Empty));
        }
        if !is_balanced(text) {
            found.add(file, place, say::braces());
        }
    });
}

/// Whether every `{` is closed around a name.
fn is_balanced(text: &str) -> bool {
    let mut name: Option<usize> = None;
    for c in text.chars() {
        name = match (c, name) {
            ('{', None) => Some(0),
            ('}', Some(letters)) if letters > 0 => None,
            ('{' | '}', _) => return false,
            (c, Some(letters)) if c.is_ascii_lowercase() || c == '_' => Some(letters + 1),
            (_, Some(_)) => return false,
            (_, None) => None,
        };
    }
    name.is_none()
}
