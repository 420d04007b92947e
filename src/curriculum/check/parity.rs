//! Two languages of one curriculum: the same steps, exercises and parts, so that what one person
//! kept in one language is found in the other. Each difference is said once, at the outermost.

use super::{Found, language::Language, say};
use crate::{
    curriculum::{Exercise, Step},
    practice::Practices,
};

/// Holds a language against the first.
pub(super) fn check(first: &Language<'_>, other: &Language<'_>, found: &mut Found) {
    let ids = |language: &Language<'_>| {
        language.contents.steps.iter().map(|head| head.id.clone()).collect::<Vec<_>>()
    };
    let (ours, theirs) = (ids(first), ids(other));
    let mut all = Against { name: first.name, file: other.file("contents"), found };
    all.compare("step", "steps", &ours, &theirs);
    if let (Some(ours), Some(theirs)) = (&first.practices, &other.practices) {
        practices(ours, theirs, Against { file: other.file("practices"), ..all.again() });
    }
    for (_, step) in first.steps() {
        let Some((file, same)) = other.steps().find(|(_, it)| it.id == step.id) else { continue };
        exercises(step, same, Against { name: first.name, file, found: all.found });
    }
}

fn exercises(first: &Step, other: &Step, mut against: Against<'_>) {
    let ids = |step: &Step| step.exercises.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    against.compare("exercise", "exercises", &ids(first), &ids(other));
    let parts = |it: &Exercise| it.parts.iter().map(|part| part.id.clone()).collect::<Vec<_>>();
    for exercise in &first.exercises {
        let Some(same) = other.exercises.iter().find(|it| it.id == exercise.id) else { continue };
        let place = format!("exercises/{}/parts", exercise.id);
        against.compare("part", &place, &parts(exercise), &parts(same));
    }
}

/// What was kept of a practice in one language must be found in the other.
fn practices(first: &Practices, other: &Practices, mut against: Against<'_>) {
    let ids = |all: &Practices| all.practices.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    against.compare("practice", "practices", &ids(first), &ids(other));
    for practice in &first.practices {
        let Some(same) = other.find(&practice.id) else { continue };
        let (asks, theirs) = (&practice.asks, &same.asks);
        let ids =
            |all: &[crate::practice::Ask]| all.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
        against.compare(
            "ask",
            &format!("practices/{}/asks", practice.id),
            &ids(asks),
            &ids(theirs),
        );
        let ids =
            |all: &[crate::practice::State]| all.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
        let place = format!("practices/{}/states", practice.id);
        against.compare("state", &place, &ids(&practice.states), &ids(&same.states));
    }
}

/// A file of another language, and the one it is held against.
struct Against<'a> {
    name: &'a str,
    file: String,
    found: &'a mut Found,
}

impl Against<'_> {
    fn again(&mut self) -> Against<'_> {
        Against { name: self.name, file: self.file.clone(), found: self.found }
    }

    fn compare(&mut self, thing: &str, place: &str, first: &[String], other: &[String]) {
        for id in first.iter().filter(|id| !other.contains(id)) {
            self.found.add(&self.file, place, say::lacks(thing, id, self.name));
        }
        for id in other.iter().filter(|id| !first.contains(id)) {
            self.found.add(&self.file, place, say::extra(thing, id, self.name));
        }
    }
}
