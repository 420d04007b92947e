//! Exercises that do more than ask: a letter that rests, plans from memory, a map that opens with a
//! number, a line shown by itself, the private start and one's own numbers. Their looks are left to
//! `screens`, what two do at the keys to `sitting`.

use amends::journey::{Event, Reach, Role, Seat};
use serde_json::json;

use crate::{
    stage::{Past, Stage, book, nine, words},
    unlocking::{locked, unlocked},
};

/// In an exercise, with its owner at the keys.
fn inside(past: Past, id: &str) -> Stage {
    let mut stage = before(past, id);
    stage.press("enter");
    stage
}

fn before(past: Past, id: &str) -> Stage {
    let (n, exercise) = book().exercise(id).unwrap();
    let mut stage = past.done_before(n).open(80, 24);
    stage.choose(&book().heads()[n].title).choose(&exercise.title);
    stage
}

pub(crate) fn answered(id: &str, part: &str, reach: Reach, answer: serde_json::Value) -> Event {
    let (exercise, part) = (id.to_owned(), part.to_owned());
    Event::Answer { exercise, part, reach, done: true, answer }
}

/// Writes every part of the letter that has none yet, and reads it aloud.
fn read_aloud(stage: &mut Stage, parts: usize) {
    let mut parts = parts;
    while stage.app.is_writing() {
        if parts > 0 {
            stage.press("\"Words.\"");
            parts -= 1;
        }
        stage.press("ctrl+s");
    }
    stage.press("enter");
}

const FIRST: &str = "That was the first reading.";

#[test]
fn a_letter_is_done_when_it_was_read_again_after_a_night() {
    let is_done = |stage: &Stage| {
        let kept = stage.app.journey().answer(Seat::First, Seat::First, "1.2-alone", "letter");
        kept.is_some_and(|kept| kept.done)
    };
    let mut stage = inside(Past::alone(Role::Repairing), "1.2-alone");
    stage.press("enter enter");
    read_aloud(&mut stage, 6);
    assert!(stage.sees(FIRST), "{}", stage.frame());
    stage.press("enter");
    assert!(stage.sees(&words().frame.saved) && !is_done(&stage), "it is kept, and goes on");
    stage.wait(8 * 60 * 60 - 60).choose("Own it").press("enter");
    read_aloud(&mut stage, 0);
    assert!(stage.sees(FIRST) && !is_done(&stage), "not quite eight hours");
    stage.press("enter").wait(3600).choose("Own it").press("enter");
    read_aloud(&mut stage, 0);
    assert!(!stage.sees(FIRST) && is_done(&stage), "{}", stage.frame());
}

#[test]
fn a_letter_without_its_first_parts_is_not_done() {
    let mut stage = inside(Past::alone(Role::Repairing), "1.2-alone");
    stage.press("enter enter");
    read_aloud(&mut stage, 3);
    stage.press("enter").wait(24 * 60 * 60).choose("Own it").press("enter");
    read_aloud(&mut stage, 0);
    assert!(stage.sees(FIRST), "the fourth lamp is dark: {}", stage.frame());
}

#[test]
fn plans_are_recalled_and_laid_beside() {
    let plans = json!({ "plans": [
        { "when": "I get paid", "then": "go home first" },
        { "when": "I am late", "then": "ring before" },
    ]});
    let past = Past::alone(Role::Repairing)
        .happened(Seat::First, answered("4.3-alone", "repairing", Reach::OnlyYou, plans));
    let mut stage = inside(past, "4.3-alone");
    while !stage.sees("From memory") {
        stage.press("ctrl+s").press("enter");
    }
    insta::assert_snapshot!("recall-typing", stage.frame());
    assert!(stage.sees("When I get paid") && !stage.sees("go home first"), "hidden first");
    stage.press("\"home first\" ctrl+s");
    assert!(stage.sees("home first") && stage.sees("go home first"));
    insta::assert_snapshot!("recall-beside", stage.frame());
    stage.press("enter");
    assert!(stage.sees("When I am late"), "{}", stage.frame());
    stage.press("\"hm\" ctrl+s down enter");
    let kept = stage.app.journey().answer(Seat::First, Seat::First, "4.3-alone", "recall");
    let kept = kept.unwrap();
    assert_eq!(kept.answer, json!({ "words": ["home first", "hm"], "came": [true, false] }));
    assert!(kept.done);
}

#[test]
fn without_a_plan_there_is_nothing_to_recall() {
    let mut past = Past::alone(Role::Hurt);
    for (part, answer) in [("why", json!({})), ("hurt", json!({ "plans": [] }))] {
        let event = answered("4.3-alone", part, Reach::OnlyYou, answer);
        past = past.happened(Seat::First, event);
    }
    let mut stage = inside(past, "4.3-alone");
    assert!(stage.sees("There is no plan yet to remember."), "{}", stage.frame());
    stage.press("enter");
    assert!(stage.sees(&words().exercise.back_to_step));
}

/// The map of harm, with both halves shown.
fn map(hurt: &serde_json::Value, guess: &serde_json::Value) -> Past {
    let mut past = Past::together();
    for (seat, answer) in Seat::ALL.into_iter().zip([hurt, guess]) {
        past = past.happened(seat, Event::half("1.3", "areas", answer, true));
        for part in ["hurt-first", "repair-first", "areas"] {
            let event = answered("1.3", part, Reach::Sealed, answer.clone());
            past = past.happened(seat, event);
        }
    }
    past
}

#[test]
fn the_map_opens_with_a_number_and_not_now_is_an_answer() {
    let hurt = json!({ "places": { "sleep": 2, "body": 1, "work": 2, "money": 0 } });
    let guess = json!({ "places": { "sleep": 1, "body": 1, "money": 2 } });
    let mut stage = before(map(&hurt, &guess), "1.3");
    stage.choose("See what you both wrote");
    assert!(stage.sees("In 2 of 12 parts of life"), "{}", stage.frame());
    assert!(!stage.sees("Sleep"), "the parts come after the number");
    stage.choose(&words().pair.not_now);
    assert!(!stage.sees("Sleep") && stage.sees("The harm map"), "back at the step");
    stage.choose("The harm map").choose("See what you both wrote");
    stage.choose(&words().pair.show_parts);
    assert!(stage.sees("Sleep"));
}

#[test]
fn one_line_is_shown_and_the_others_stay() {
    let mut stage = inside(Past::together(), "1.4");
    stage.press("enter \"You lied in May.\" enter \"You lied in June.\" enter enter");
    assert!(stage.sees(&words().exercise.back_to_step), "{}", stage.frame());
    stage.choose("Show one line of it to Ben").choose("You lied in June.");
    stage.choose(&words().journal.lift_it);
    let shared: Vec<_> =
        stage.app.journey().shared().iter().map(|line| line.text.clone()).collect();
    assert_eq!(shared, ["You lied in June."]);
    stage.press("esc esc esc p enter").choose(&words().home.shared);
    assert!(stage.sees("You lied in June.") && !stage.sees("in May"));
}

/// Nothing of the private start is kept, whatever was answered, but for a brake that was put on.
#[test]
fn the_private_start_keeps_nothing_and_always_ends_alike() {
    let walk = |stage: &mut Stage, place: &str| {
        let mut pages = Vec::new();
        for _ in 0..60 {
            if stage.sees(&words().exercise.back_to_step) {
                break;
            }
            let sheet = stage.sheet();
            pages.push(sheet.lines.join("\n"));
            let scales = sheet.offers.iter().filter_map(|offer| match offer {
                amends::ui::plain::Offer::Place(n, most) => Some((*n, *most)),
                _ => None,
            });
            let scales: Vec<_> = scales.collect();
            for (n, most) in &scales {
                let at = if place == "most" { *most } else { 0 };
                stage.hear(&amends::layer::Input::Place(*n, at));
            }
            if let Some(question) =
                ["Do you want this?", "Do you think of dying", "Do you have a plan"]
                    .iter()
                    .find(|it| stage.sees(it))
            {
                // each stands on a page of its own
                assert!(scales.is_empty() && stage.sees(question), "{}", stage.frame());
                stage.press(if place == "most" { "down down enter" } else { "down enter" });
                stage.press("ctrl+s");
            } else if scales.is_empty() {
                stage.press("enter");
            } else {
                stage.choose(&words().write.go_on);
            }
        }
        assert!(stage.sees(&words().exercise.back_to_step), "{}", stage.frame());
        pages
    };
    let mut none = before(Past::together(), "0.1");
    none.press("enter");
    let mut all = before(Past::together(), "0.1");
    all.press("enter");
    assert_eq!(walk(&mut none, "none"), walk(&mut all, "most"), "the same pages for every answer");
    assert_eq!(none.frame(), all.frame());
    for mut stage in [none, all] {
        stage.press("enter");
        assert!(stage.sees(&words().helplines.in_danger), "help comes first: {}", stage.frame());
        stage.press("esc esc");
        let row =
            stage.frame().lines().find(|row| row.contains("Private start")).unwrap().to_owned();
        assert!(!row.contains(['○', '◐', '●']), "not even whether it was done: {row}");
        assert_eq!(stage.app.journey().answers(Seat::First).count(), 0);
        assert!(!stage.app.journey().brake(Seat::First), "no drawer, no brake");
    }
}

#[test]
fn a_brake_is_put_on_with_one_key_from_the_private_start() {
    let mut stage = unlocked(locked(), 0);
    stage.choose(&words().home.help).choose(&words().helplines.private_start).press("enter");
    for _ in 0..40 {
        if stage.sees("You have a quiet brake.") {
            break;
        }
        let (scale, left) = (stage.sees("How many lines were true?"), stage.sheet());
        if scale && left.lines.iter().any(|line| line.contains("– (")) {
            stage.hear(&amends::layer::Input::Place(0, 1));
            stage.hear(&amends::layer::Input::Place(1, 0));
        }
        if scale {
            stage.choose(&words().write.go_on)
        } else {
            stage.press("enter")
        };
    }
    insta::assert_snapshot!("private-start-brake", stage.frame());
    stage.press("b");
    assert!(stage.app.journey().brake(Seat::First), "{}", stage.frame());
    assert!(!stage.sees("You have a quiet brake."), "and on with it");
}

#[test]
fn the_private_start_is_offered_where_it_is_due_and_wherever_there_is_help() {
    let start = &book().exercise(book().private_start()).unwrap().1.title;
    for n in 0..book().heads().len() {
        let mut stage = Past::together().done_before(n).open(120, 60);
        stage.choose(&book().heads()[n].title);
        assert_eq!(stage.sees(start), [0, 3, 6, 9].contains(&n), "step {n}");
    }
    let mut stage = Past::together().done_before(3).open(80, 24);
    stage.choose(&book().heads()[3].title).choose(start);
    assert!(stage.sees("not kept") && stage.sees(start), "{}", stage.frame());
    for past in [Past::together(), Past::alone(Role::Repairing)] {
        let mut stage = past.open(80, 60);
        stage.choose(&words().home.help).choose(&words().helplines.private_start);
        assert!(stage.sees(start), "{}", stage.frame());
    }
    let mut first = Stage::first(80, 60);
    first.choose(&words().first.help);
    assert!(!first.sees(&words().helplines.private_start), "not before there is a place for it");
}

#[test]
fn ones_own_numbers_are_ones_own() {
    let w = &words().helplines;
    let mut stage = Past::together().open(80, 60);
    stage.choose(&words().home.help).choose(&w.write_own);
    stage.press("\"Vera, 555 0100\" enter \"The doctor\" enter");
    insta::assert_snapshot!("own-lines", stage.frame());
    stage.press("esc");
    assert!(stage.sees("Vera, 555 0100") && stage.sees(&w.own), "{}", stage.frame());
    stage.choose(&w.write_own).press("down delete esc");
    assert!(!stage.sees("Vera") && stage.sees("The doctor"), "{}", stage.frame());
    stage.press("esc p enter").choose(&words().home.help);
    assert!(!stage.sees("The doctor"), "the other one has none");
    for n in 0..7 {
        stage.choose(&w.write_own).press(&format!("\"n {n}\" enter esc"));
    }
    assert!(stage.sees("n 5") && !stage.sees("n 6"), "as many as there is room for");
}

/// A help line that was last seen more than a year ago says so.
#[test]
fn old_numbers_say_that_they_are_old() {
    let help = book().help().unwrap();
    let seen = help
        .countries
        .iter()
        .flat_map(|country| country.lines.iter().map(move |line| (country, line)));
    let (country, _) = seen
        .filter(|(_, line)| !line.last_checked.is_empty())
        .min_by_key(|it| &it.1.last_checked)
        .unwrap();
    let shows = |years: u32| {
        let mut stage = Past::together().open(80, 90);
        stage.now = nine() + chrono::Months::new(12 * years + 1);
        stage.choose(&words().home.help).choose(&country.name);
        stage.sees(&words().helplines.please_check)
    };
    assert!(!shows(0) && shows(1), "{}", country.name);
}

#[test]
fn an_exercise_goes_on_as_a_practice_with_what_was_said() {
    let mut past = Past::together();
    let small =
        json!({ "vow": "All.", "camera": "Me.", "four": "On Mondays I cook.", "risk": "R" });
    let promise = json!({ "plans": [{ "when": "it is six", "then": "cook" }] });
    let sure = json!({ "places": { "sure": 9 } });
    let pick = json!({ "picked": ["time"] });
    for (part, answer) in [
        ("test", json!({})),
        ("where", pick),
        ("small", small),
        ("promise", promise),
        ("sure", sure),
    ] {
        past = past.happened(Seat::Second, answered("6.1", part, Reach::Both, answer));
    }
    let (n, exercise) = book().exercise("6.1").unwrap();
    let mut stage = past.done_before(n).open(80, 24);
    stage.press("p enter").choose(&book().heads()[n].title).choose(&exercise.title);
    stage.press("enter enter");
    stage.choose("Put it on the list of promises");
    assert!(stage.sees("On Mondays I cook."), "laid ready: {}", stage.frame());
    for _ in 0..20 {
        if stage.app.journey().matters(Seat::Second).next().is_some() {
            break;
        }
        // how big it is may be left open
        let is_open = stage.app.is_writing() || stage.sees("How big is it");
        stage.press(if is_open { "ctrl+s" } else { "enter" });
    }
    let journey = stage.app.journey();
    let matter = journey.matters(Seat::First).next().unwrap();
    assert_eq!((matter.practice(), matter.from(), matter.owner), ("promises", "6.1", Seat::Second));
    let act = matter.field("act").unwrap();
    assert_eq!(act, &json!({ "act": "On Mondays I cook." }), "and the other one reads it too");
}

/// The safety rules: what the private start does for whoever may need it. Everybody meets every page,
/// so none of them tells on anybody.
#[test]
fn the_private_start_holds_what_the_rules_ask_for() {
    let (_, start) = book().exercise(book().private_start()).unwrap();
    let said = serde_json::to_string(&pages(start)).unwrap();
    for (rule, says) in [
        ("asked alone", "with nobody beside you"),
        ("counted, not ticked", "keep only the number in your head"),
        ("danger now: the emergency number first", "call the emergency number"),
        (
            "fear, injury or control: people who know this",
            "Speak first with people who know this well",
        ),
        ("no trace", "Call from a phone or computer the other does not use"),
        ("no confronting", "no need to tell them what you answered"),
        ("leaving can be the most dangerous time", "most dangerous time"),
        ("solo pages stay open", "Everything that is done alone in amends stays open"),
        ("own violence: its own lines", "people who worry about what they do"),
        ("own violence: a plan to go", "where you will go the next time you feel it rise"),
        ("struck back", "If you only struck back to get free"),
        ("thoughts of dying: today, in plain words", "Tell someone today, in plain words"),
        ("a plan: stay with someone, distance to means", "Put distance between you and anything"),
        ("not sleeping or eating: a doctor", "see a doctor"),
        ("it still goes on: alone, and help to tell it", "If it still goes on, work alone for now"),
        ("under three months: slowly, with a professional", "under three months ago"),
        ("out is an answer", "If you think you want to end it"),
        ("it misses things", "A page like this misses things"),
        ("the same help page for everybody", "The help page is the same for everyone"),
    ] {
        assert!(said.contains(says), "{rule}");
    }
    for word in ["abuse", "victim", "you passed", "you are safe"] {
        assert!(!said.to_lowercase().contains(word), "it says “{word}”");
    }
    for country in &book().help().unwrap().countries {
        let first = country.lines.first().map(|line| line.serves);
        assert_eq!(first, Some(amends::curriculum::Serves::Emergency), "{}", country.name);
    }
}

/// Every card of an exercise.
fn pages(exercise: &amends::curriculum::Exercise) -> Vec<String> {
    let parts = exercise.parts.iter();
    let cards = parts.filter_map(|part| match &part.spec {
        amends::exercise::Spec::Cards(cards) => Some(&cards.cards),
        _ => None,
    });
    cards.flatten().flat_map(|card| card.text.clone()).collect()
}
