//! The files that are tables: the questions, the lens, the invented couples, the help lines, the ideas.

use super::{Found, language::Language, say, targets};
use crate::{
    curriculum::{Ask, Country, Couples, Help, Idea, Ideas, Serves, Sure},
    exercise::Wrong,
    lens::Lens,
};

/// The help lines, for every language.
pub(super) const HELP: &str = "help.json";
/// The ideas, for every language.
pub(super) const IDEAS: &str = "ideas.json";

/// How many ideas the program started from, beside the ten questions.
const IDEAS_IN_ALL: usize = 87;
const QUESTIONS_IN_ALL: usize = 10;

/// The questions people ask.
pub(super) fn ask(ask: &Ask, file: &str, found: &mut Found) {
    found.look(file, "", |c| c.ids("questions", ask.questions.iter().map(|it| &it.id), 1));
    for question in &ask.questions {
        found.look(file, format!("questions/{}", question.id), |check| {
            check.text("question", &question.question, 60);
            check.page("answer", &question.answer);
            check.ids("tools", question.tools.iter().map(|tool| &tool.to), 1);
            check.at_most("tools", question.tools.len(), 2);
            for tool in &question.tools {
                check.at("tools").at(&tool.to).text("say", &tool.say, 60);
            }
        });
    }
}

/// The families of phrases. Whether their phrases can be read has been seen with the file's form.
pub(super) fn lens(lens: &Lens, file: &str, found: &mut Found) {
    found.look(file, "", |c| c.ids("families", lens.families().iter().map(|it| &it.code), 1));
    for family in lens.families() {
        found.look(file, format!("families/{}", family.code), |check| {
            check.text("note", &family.note, 110);
        });
    }
}

/// The invented couples.
pub(super) fn couples(couples: &Couples, file: &str, found: &mut Found) {
    found.look(file, "", |c| c.ids("couples", couples.couples.iter().map(|it| &it.id), 1));
    for couple in &couples.couples {
        let place = format!("couples/{}", couple.id);
        found.look(file, place.as_str(), |check| {
            check.texts("names", &couple.names, 2, 24);
            check.text("where", &couple.r#where, 40);
            check.page("story", &couple.story);
            for (i, page) in couple.pages.iter().enumerate() {
                check.at(&format!("pages[{i}]")).text("text", &page.text, 1_000);
            }
        });
        let by = couple.pages.iter().map(|it| it.by).chain(couple.answers.iter().map(|it| it.by));
        if by.into_iter().any(|by| by > 1) {
            found.add(file, place, say::nobody());
        }
    }
}

/// The help lines.
pub(super) fn help(help: &Help, found: &mut Found) {
    found.look(HELP, "", |check| {
        check.text("verify", &help.verify, 300);
        check.ids("countries", help.countries.iter().map(|it| &it.country), 1);
    });
    let last = help.countries.last().map(|it| it.country.as_str());
    if last != Some("*") {
        found.add(HELP, "countries", say::elsewhere());
    }
    for country in &help.countries {
        self::country(country, found);
    }
}

fn country(country: &Country, found: &mut Found) {
    let place = format!("countries/{}", country.country);
    let code = &country.country;
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_code && code != "*" {
        found.add(HELP, place.as_str(), say::country_code());
    }
    found.look(HELP, place.as_str(), |check| check.text("name", &country.name, 40));
    let emergency = country.lines.iter().any(|line| line.serves == Serves::Emergency);
    if !emergency && code != "*" {
        found.add(HELP, place.as_str(), say::no_emergency());
    }
    for (i, line) in country.lines.iter().enumerate() {
        let place = format!("{place}/lines[{i}]");
        // the last resort may say how to find a number
        let ways = [&line.number, &line.sms, &line.web];
        if ways.into_iter().all(String::is_empty) && (code != "*" || line.note.is_empty()) {
            found.add(HELP, place.as_str(), say::no_way());
        }
        if !line.last_checked.is_empty() && !is_month(&line.last_checked) {
            found.add(HELP, place.as_str(), say::bad_month());
        }
        if line.sure == Sure::Seen && line.last_checked.is_empty() {
            found.add(HELP, place, say::seen_when());
        }
    }
}

/// Whether a text is a month: `2026-11`.
fn is_month(text: &str) -> bool {
    chrono::NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").is_ok()
        && text.len() == "2026-11".len()
}

/// The ideas: each once, each with a home that is there.
pub(super) fn ideas(ideas: &Ideas, language: &Language<'_>, found: &mut Found) {
    let wanted: Vec<String> = (1..=IDEAS_IN_ALL)
        .map(|n| n.to_string())
        .chain((1..=QUESTIONS_IN_ALL).map(|n| format!("faq-{n}")))
        .collect();
    found.look(IDEAS, "", |c| c.ids("ideas", ideas.ideas.iter().map(|it| &it.idea), 1));
    for idea in &ideas.ideas {
        self::idea(idea, &wanted, language, found);
    }
    let has = |id: &&String| ideas.ideas.iter().any(|idea| idea.idea == **id);
    let missing: Vec<_> = wanted.iter().filter(|id| !has(id)).cloned().collect();
    if !missing.is_empty() {
        found.add(IDEAS, "ideas", say::no_idea(&missing));
    }
}

fn idea(idea: &Idea, wanted: &[String], language: &Language<'_>, found: &mut Found) {
    let place = format!("ideas/{}", idea.idea);
    if !wanted.contains(&idea.idea) {
        found.add(IDEAS, place.as_str(), say::unknown_idea());
    }
    if idea.says.trim().is_empty() {
        found.look(IDEAS, format!("{place}/says"), |check| check.wrong(Wrong::Empty));
    }
    if idea.carried_by.is_empty() && idea.later.trim().is_empty() {
        found.add(IDEAS, place.as_str(), say::nothing_carries());
    }
    if !language.is_whole() {
        return;
    }
    for to in idea.carried_by.iter().filter(|to| !targets::is_home(language, to)) {
        let allowed = "a step, an exercise, practice/ID, ask/ID or screen/NAME";
        found.add(IDEAS, format!("{place}/carried_by"), say::no_target(to, allowed));
    }
}
