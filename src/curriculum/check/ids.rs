//! Names: each once in the whole curriculum of a language, and of signs that can be typed anywhere.

use std::collections::BTreeMap;

use super::{Found, language::Language, say};

/// Looks at every name that something can point to or that is kept.
pub(super) fn check(language: &Language<'_>, found: &mut Found) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (file, step) in language.steps() {
        let exercises = step.exercises.iter().map(|it| ("exercises", it.id.as_str()));
        let examples = step.examples.iter().map(|it| ("examples", it.id.as_str()));
        let prompts = step.prompts.iter().map(|it| ("prompts", it.id.as_str()));
        let gates = step.before.iter().map(|it| ("before", it.id.as_str()));
        for (list, id) in exercises.chain(examples).chain(prompts).chain(gates) {
            let place = format!("{list}/{id}");
            if !is_plain(id) {
                found.add(&file, place.as_str(), say::bad_id());
            }
            match seen.get(id) {
                Some(other) if *other == file => found.add(&file, place, say::twice(id)),
                Some(other) => found.add(&file, place, say::twice_in(id, other)),
                None => {
                    seen.insert(id, file.clone());
                }
            }
        }
    }
}

fn is_plain(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    !id.is_empty() && id.chars().all(plain)
}
