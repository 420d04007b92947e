//! The practices: whether their words fit, and whether their parts, states and days fit each other.

use super::{Found, language::Language, say};
use crate::{
    curriculum::{Saying, Sayings},
    exercise::{Check, Kind as _, Spec, Tag, Wrong},
    journey::Reach,
    practice::{
        AskedAlone, Counts, Dots, Doubt, InReturn, Pause, Picked, Practice, Practices, State,
    },
};

/// Looks at every practice.
pub(super) fn check(all: &Practices, language: &Language<'_>, found: &mut Found) {
    let file = language.file("practices");
    found.look(&file, "", |c| c.ids("practices", all.practices.iter().map(|it| &it.id), 1));
    for practice in &all.practices {
        let place = format!("practices/{}", practice.id);
        found.look(&file, place.as_str(), |check| {
            words(practice, check);
            asks(practice, check);
            states(practice, check);
            days(practice, check);
            let lists = practice.agenda.iter().flat_map(|part| &part.lists);
            points_to(lists.clone().all(|id| all.find(id).is_some()), "agenda/lists", check);
            let ends = practice.ends_with.as_str();
            points_to(ends.is_empty() || all.find(ends).is_some(), "ends_with", check);
        });
    }
}

/// What practices and the coach point to; of one language, for the others are held against it.
pub(super) fn targets(language: &Language<'_>, found: &mut Found) {
    let file = language.file("practices");
    for practice in language.practices.iter().flat_map(|all| &all.practices) {
        let place = format!("practices/{}/steps", practice.id);
        for step in practice.steps.iter().filter(|step| !language.has_step(step)) {
            found.add(&file, place.as_str(), say::no_target(step, "a step’s id"));
        }
    }
    let Some(sayings) = &language.sayings else { return };
    let file = language.file("coach");
    let lists = [
        ("after_pattern", &sayings.after_pattern),
        ("after_breach_hurt", &sayings.after_breach_hurt),
        ("after_breach_repairing", &sayings.after_breach_repairing),
        ("after_lie_repairing", &sayings.after_lie_repairing),
        ("after_a_fall", &sayings.after_a_fall),
    ];
    for (place, ids) in lists.into_iter().filter(|_| language.is_whole()) {
        for id in ids.iter().filter(|id| language.exercise(id).is_none()) {
            found.add(&file, place, say::no_target(id, "an exercise’s id"));
        }
    }
}

fn words(practice: &Practice, check: &mut Check<'_>) {
    check.text("title", &practice.title, 26);
    check.text("aim", &practice.aim, 110);
    check.text("why", &practice.why, 420);
    check.text_if_any("why_alone", &practice.why_alone, 420);
    check.text_if_any("due_last", &practice.due_last, 60);
    if is_read_by_who_cannot_add(practice) {
        check.text("why_other", &practice.why_other, 420);
    }
    check.texts("care", &practice.care, 3, 260);
    if let Some(care) = &practice.care_alone {
        check.texts("care_alone", care, 3, 260);
    }
    if let Some(pairs) = &practice.pairs {
        check.text("pairs", &pairs.means, 260);
    }
    check.text("add", &practice.add, 40);
    check.text_if_any("draws", &practice.draws, 40);
    check.text_if_any("toast", &practice.toast, 60);
    check.text("none_yet", &practice.none_yet, 200);
    if practice.minutes == 0 {
        check.wrong(Wrong::AtOdds("“minutes” is 0", "Say about how long it takes"));
    }
    for (i, asked) in practice.alone.iter().enumerate() {
        asked_alone(asked, &mut check.at(&format!("alone[{i}]")));
    }
    for part in &practice.agenda {
        let mut check = check.at("agenda");
        check.text("title", &part.title, 30);
        check.text("says", &part.says, 360);
        if part.hidden && !practice.together {
            check.wrong(Wrong::AtOdds(
                "“hidden” asks two people at the same keys",
                "Let “together” be true, or take “hidden” out",
            ));
        }
    }
}

/// Whether the other one may come to read it without being one of those whom it is for.
fn is_read_by_who_cannot_add(practice: &Practice) -> bool {
    let of_one_part = practice.meant.iter().any(|tag| matches!(tag, Tag::Hurt | Tag::Repairing));
    of_one_part && (practice.reach == Reach::Both || practice.may_show)
}

/// A question that is asked alone, here or before an exercise.
pub(super) fn asked_alone(asked: &AskedAlone, check: &mut Check<'_>) {
    check.text("ask", &asked.ask, 240);
    check.text("yes", &asked.yes, 60);
    check.text("no", &asked.no, 60);
}

fn asks(practice: &Practice, check: &mut Check<'_>) {
    check.ids("asks", practice.asks.iter().map(|ask| &ask.id), 1);
    check.at_most("asks", practice.asks.len(), 8);
    for ask in &practice.asks {
        let mut check = check.at("asks");
        ask.spec.kind().check(&mut check.at(&ask.id));
        if ask.both && practice.reach == Reach::Both {
            check.at(&ask.id).wrong(Wrong::AtOdds(
                "“both” says nothing where all of it is for both",
                "Take “both” out",
            ));
        }
    }
    points_to(practice.ask(&practice.shows).is_some(), "shows", check);
    // what is needed is asked of everybody
    let is_asked = |id: &String| practice.ask(id).is_some_and(|ask| ask.meant.is_empty());
    points_to(practice.needs.iter().all(is_asked), "needs", check);
    if let Some(Dots { ask, options }) = &practice.dots {
        let has = options.iter().all(|option| has_option(practice, ask, option));
        points_to(has && !options.is_empty(), "dots", check);
    }
    if let Some(Doubt { ask, says }) = &practice.doubt {
        let has = practice.ask(ask).is_some_and(|ask| matches!(ask.spec, Spec::Pick(_)));
        points_to(has, "doubt", check);
        check.at("doubt").text("says", says, 260);
    }
    if let Some(InReturn { says, asks }) = &practice.in_return {
        points_to(asks.iter().all(|id| practice.ask(id).is_some()), "in_return", check);
        check.at("in_return").text("says", says, 44);
    }
    if let Some(Pause { picked, to, says, act, .. }) = &practice.pause {
        let has = picked.iter().all(|it| has_option(practice, &it.ask, &it.option));
        let is_aside = practice.state(to).is_some_and(State::is_aside);
        points_to(has && is_aside, "pause", check);
        check.at("pause").text("says", says, 260);
        check.at("pause").text("act", act, 44);
    }
    if let Some(heavy) = &practice.heavy {
        points_to(has_item(practice, &heavy.ask, &heavy.item), "heavy", check);
    }
    let Some(least) = &practice.least else { return };
    points_to(has_item(practice, &least.ask, &least.item), "least", check);
    check.at("least").text("says", &least.says, 260);
}

/// Whether it asks for places of items of which this is one.
fn has_item(practice: &Practice, ask: &str, item: &str) -> bool {
    practice.ask(ask).is_some_and(|ask| match &ask.spec {
        Spec::Rate(rate) => rate.items.iter().any(|it| it.id == item),
        _ => false,
    })
}

/// Whether it asks for a pick among options of which this is one.
fn has_option(practice: &Practice, ask: &str, option: &str) -> bool {
    practice.ask(ask).is_some_and(|ask| match &ask.spec {
        Spec::Pick(pick) => pick.options.iter().any(|it| it.id == option),
        _ => false,
    })
}

fn states(practice: &Practice, check: &mut Check<'_>) {
    check.ids("states", practice.states.iter().map(|state| &state.id), 1);
    for state in &practice.states {
        let mut check = check.at("states");
        let mut check = check.at(&state.id);
        check.text("says", &state.says, 30);
        check.text_if_any("act", &state.act, 44);
        check.text_if_any("note", &state.note, 200);
        check.text_if_any("after", &state.after, 260);
        if let Some(day) = &state.day {
            day.check(&mut check.at("day"));
        }
        if let Some(Picked { ask, option }) = &state.either_where {
            points_to(has_option(practice, ask, option), "either_where", &mut check);
        }
        points_to(state.from.iter().all(|id| practice.state(id).is_some()), "from", &mut check);
        if state.letter.chars().count() > 1 {
            check.at("letter").wrong(Wrong::TooLong(state.letter.chars().count(), 1));
        }
        breach_lasts(state, &mut check);
    }
}

/// What was found is never edited away.
fn breach_lasts(state: &State, check: &mut Check<'_>) {
    if state.counts == Counts::Breach && !state.is_for_good() {
        check
            .wrong(Wrong::AtOdds("a breach that could be taken back", "Let “makes” be “for-good”"));
    }
}

fn days(practice: &Practice, check: &mut Check<'_>) {
    let span = &practice.span;
    let is_day = |id: &str| {
        let ask = practice.ask(id);
        id.is_empty() || ask.is_some_and(|ask| matches!(ask.spec, Spec::Day(_)))
    };
    points_to(is_day(&span.until), "span/until", check);
    points_to(is_day(&span.review), "span/review", check);
    let lapses = span.lapses.as_str();
    let is_over = practice.state(lapses).is_some_and(State::is_over);
    points_to(lapses.is_empty() || is_over, "span/lapses", check);
    let closes = practice.closes_last.as_str();
    let is_over = practice.state(closes).is_some_and(State::is_over);
    points_to(closes.is_empty() || is_over, "closes_last", check);
    if let (Some(default), Some(most)) = (span.default, span.most)
        && default > most
    {
        check.at("span").wrong(Wrong::AtOdds(
            "“default” is more than “most”",
            "Let “default” be at most “most”",
        ));
    }
}

/// Says so where a name points to nothing that would do.
fn points_to(there: bool, place: &str, check: &mut Check<'_>) {
    if !there {
        check.at(place).wrong(Wrong::AtOdds(
            "what it names is not there, or of another kind",
            "Name one of this practice’s own",
        ));
    }
}

/// What the coach says.
pub(super) fn sayings(sayings: &Sayings, language: &Language<'_>, found: &mut Found) {
    let file = language.file("coach");
    let Sayings {
        back,
        pattern,
        breach,
        broken_off,
        tense,
        heavy,
        fell,
        offered,
        day_past,
        week,
        day,
        discreet,
        ..
    } = sayings;
    let all = [
        ("back", back),
        ("pattern", pattern),
        ("breach", breach),
        ("broken_off", broken_off),
        ("tense", tense),
        ("heavy", heavy),
        ("fell", fell),
        ("offered", offered),
        ("day_past", day_past),
        ("week", week),
        ("day", day),
    ];
    for (place, Saying { act, why, act_alone, why_alone }) in all {
        found.look(&file, place, |check| {
            check.text("act", act, 110);
            check.text("why", why, 160);
            check.text_if_any("act_alone", act_alone, 110);
            check.text_if_any("why_alone", why_alone, 160);
        });
    }
    found.look(&file, "discreet", |check| {
        check.text("reminder", &discreet.reminder, 40);
        check.text("one", &discreet.one, 80);
        check.text("many", &discreet.many, 80);
        check.text("locked", &discreet.locked, 80);
    });
}
