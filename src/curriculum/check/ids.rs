//! Names: each once in the whole curriculum of a language, and of signs that can be typed anywhere.

use std::collections::BTreeMap;

use super::{Found, language::Language, say};

/// Looks at every name that something can point to or that is kept.
pub(super) fn check(language: &Language<'_>, found: &mut Found) {
    for head in &language.contents.steps {
        plain(&head.id, &language.file("contents"), &format!("steps/{}", head.id), found);
    }
    for question in language.ask.iter().flat_map(|ask| &ask.questions) {
        plain(&question.id, &language.file("ask"), &format!("questions/{}", question.id), found);
    }
    for couple in language.couples.iter().flat_map(|couples| &couples.couples) {
        plain(&couple.id, &language.file("couples"), &format!("couples/{}", couple.id), found);
    }
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (file, step) in language.steps() {
        let exercises = step.exercises.iter().map(|it| ("exercises", it.id.as_str()));
        let examples = step.examples.iter().map(|it| ("examples", it.id.as_str()));
        let prompts = step.prompts.iter().map(|it| ("prompts", it.id.as_str()));
        let gates = step.before.iter().map(|it| ("before", it.id.as_str()));
        for (list, id) in exercises.chain(examples).chain(prompts).chain(gates) {
            let place = format!("{list}/{id}");
            plain(id, &file, &place, found);
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

/// Says so where a name could not be typed, or would be no file's.
fn plain(id: &str, file: &str, place: &str, found: &mut Found) {
    if !is_plain(id) {
        found.add(file, place, say::bad_id());
    }
}

fn is_plain(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    !id.is_empty() && id.chars().all(plain)
}
