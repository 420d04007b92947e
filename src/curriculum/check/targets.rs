//! What points to something: whether it is there.

use super::{Found, language::Language, say};
use crate::{
    curriculum::{Exercise, Onward},
    exercise::Spec,
};

/// The screens that a text may point to.
pub const SCREENS: [&str; 6] = ["home", "journal", "ask", "help", "settings", "session"];

/// Looks at the answers' tools and at the invented people's past.
pub(super) fn check(language: &Language<'_>, found: &mut Found) {
    if !language.is_whole() {
        return;
    }
    let ask = language.ask.iter().flat_map(|ask| &ask.questions);
    for question in ask {
        for tool in &question.tools {
            let known = matches!(tool.to.as_str(), "help" | "journal")
                || language.has_step(&tool.to)
                || language.exercise(&tool.to).is_some();
            if !known {
                let place = format!("questions/{}/tools", question.id);
                let allowed = "a step, an exercise, “help” or “journal”";
                found.add(&language.file("ask"), place, say::no_target(&tool.to, allowed));
            }
        }
    }
    exercises(language, found);
    let file = language.file("couples");
    for couple in language.couples.iter().flat_map(|couples| &couples.couples) {
        let place = format!("couples/{}", couple.id);
        for step in couple.done_steps.iter().filter(|step| !language.has_step(step)) {
            found.add(&file, format!("{place}/done_steps"), say::no_target(step, "a step’s id"));
        }
        for answer in &couple.answers {
            let exercise = language.exercise(&answer.exercise);
            let part = exercise.and_then(|it| it.parts.iter().find(|it| it.id == answer.part));
            let told = part.map(|part| part.spec.kind().tell(&answer.answer));
            // an answer in another kind's form says nothing to its own
            if told.is_none_or(|told| told.is_empty()) {
                let to = format!("{}/{}", answer.exercise, answer.part);
                let allowed = "an exercise and one of its parts, and an answer of that kind";
                found.add(&file, format!("{place}/answers"), say::no_target(&to, allowed));
            }
        }
    }
}

/// Exercises that are named elsewhere: as the private start, to be offered again, to be remembered.
fn exercises(language: &Language<'_>, found: &mut Found) {
    for (file, step) in language.steps() {
        step.exercises.iter().for_each(|exercise| onward(language, &file, exercise, found));
    }
    let mut look = |file: &str, place: &str, to: &str| {
        if language.exercise(to).is_none() {
            found.add(file, place, say::no_target(to, "an exercise’s id"));
        }
    };
    let start = &language.contents.private_start;
    if !start.is_empty() {
        look(&language.file("contents"), "private_start", start);
    }
    for (file, step) in language.steps() {
        step.again.iter().for_each(|to| look(&file, "again", to));
        for (exercise, to) in
            step.exercises.iter().filter_map(|it| it.recalls.as_ref().map(|to| (it, to)))
        {
            look(&file, &format!("exercises/{}/recalls", exercise.id), to);
        }
        let parts =
            step.exercises.iter().flat_map(|it| it.parts.iter().map(move |part| (it, part)));
        for (exercise, part) in parts {
            if let Spec::Recall(recall) = &part.spec {
                let place = format!("exercises/{}/parts/{}/exercise", exercise.id, part.id);
                look(&file, &place, &recall.exercise);
            }
        }
    }
}

/// The practice that carries an exercise on, and what is laid ready there.
fn onward(language: &Language<'_>, file: &str, exercise: &Exercise, found: &mut Found) {
    let (Some(onward), Some(practices)) = (&exercise.onward, &language.practices) else { return };
    let place = format!("exercises/{}/onward", exercise.id);
    found.look(file, place.clone(), |check| check.text("say", &onward.say, 60));
    let Some(practice) = practices.find(&onward.practice) else {
        let place = format!("{place}/practice");
        return found.add(file, place, say::no_target(&onward.practice, "a practice’s id"));
    };
    for (to, from) in &onward.take {
        let (ask, name) = Onward::path(to);
        let (part, slot) = Onward::path(from);
        let ask = practice.ask(ask).map(|ask| &ask.spec);
        let part = exercise.parts.iter().find(|it| it.id == part).map(|part| &part.spec);
        let fits = match (ask, name, part, slot) {
            (Some(ask), None, Some(part), None) => ask.name() == part.name(),
            (Some(ask), Some(name), Some(part), Some(slot)) => {
                ask.texts().contains(&name) && part.texts().contains(&slot)
            }
            _ => false,
        };
        if !fits {
            let allowed = "an ask and a part of one kind, or “ask/slot” and “part/slot”";
            let both = format!("{to} ← {from}");
            found.add(file, format!("{place}/take"), say::no_target(&both, allowed));
        }
    }
}

/// Whether something an idea names as its home is there.
pub(super) fn is_home(language: &Language<'_>, to: &str) -> bool {
    if let Some(question) = to.strip_prefix("ask/") {
        return language.has_question(question);
    }
    if let Some(practice) = to.strip_prefix("practice/") {
        // where the practices cannot be read, nobody knows
        return language.practices.as_ref().is_none_or(|it| it.find(practice).is_some());
    }
    match to.strip_prefix("screen/") {
        Some(screen) => SCREENS.contains(&screen),
        None => language.has_step(to) || language.exercise(to).is_some(),
    }
}
