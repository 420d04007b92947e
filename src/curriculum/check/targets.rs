//! What points to something: whether it is there.

use super::{Found, language::Language, say};

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

/// Whether something an idea names as its home is there.
pub(super) fn is_home(language: &Language<'_>, to: &str) -> bool {
    if let Some(question) = to.strip_prefix("ask/") {
        return language.has_question(question);
    }
    if let Some(practice) = to.strip_prefix("practice/") {
        return language.practices.as_ref().is_none_or(|all| all.find(practice).is_some());
    }
    match to.strip_prefix("screen/") {
        Some(screen) => SCREENS.contains(&screen),
        None => language.has_step(to) || language.exercise(to).is_some(),
    }
}
