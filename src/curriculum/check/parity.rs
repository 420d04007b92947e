//! Two languages of one curriculum: the same steps, exercises and parts, so that what one person
//! kept in one language is found in the other.

use super::{Found, language::Language, say};

/// Holds a language against the first.
pub(super) fn check(first: &Language<'_>, other: &Language<'_>, found: &mut Found) {
    let file = other.file("contents");
    compare("step", &steps(first), &steps(other), first.name, &file, found);
    if !first.is_whole() || !other.is_whole() {
        return;
    }
    compare("exercise", &exercises(first), &exercises(other), first.name, &file, found);
    compare("part", &parts(first), &parts(other), first.name, &file, found);
}

fn steps(language: &Language<'_>) -> Vec<String> {
    language.contents.steps.iter().map(|head| head.id.clone()).collect()
}

fn exercises(language: &Language<'_>) -> Vec<String> {
    let all = language.steps.iter().flatten().flat_map(|step| &step.exercises);
    all.map(|exercise| exercise.id.clone()).collect()
}

fn parts(language: &Language<'_>) -> Vec<String> {
    let all = language.steps.iter().flatten().flat_map(|step| &step.exercises);
    all.flat_map(|it| it.parts.iter().map(|part| format!("{}/{}", it.id, part.id))).collect()
}

fn compare(
    thing: &str,
    first: &[String],
    other: &[String],
    name: &str,
    file: &str,
    found: &mut Found,
) {
    for id in first.iter().filter(|id| !other.contains(id)) {
        found.add(file, "", say::lacks(thing, id, name));
    }
    for id in other.iter().filter(|id| !first.contains(id)) {
        found.add(file, "", say::extra(thing, id, name));
    }
}
