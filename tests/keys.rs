//! The key tables keep their promises: in every state that a walk through the program meets, on
//! every other screen, and for every key by itself. How bars look is left to `screens`.

use std::collections::BTreeSet;

use amends::{
    journey::Role,
    ui::{
        Hint, Key,
        keys::bar,
        plain::{Offer, Sheet},
    },
};
use proptest::prelude::*;

use crate::{
    screens::ROOMS,
    stage::{Past, Stage, words},
    walk::Walker,
};

/// What is asked of a state.
fn keys_hold(stage: &mut Stage) {
    let [here, always] = stage.app.hints(stage.now);
    let sheet = stage.sheet();
    let place = sheet.lines.first().cloned().unwrap_or_default();
    assert_eq!(twice(&here), None, "a key is live twice at “{place}”");
    for width in [60, 80, 120] {
        bar_holds(&here, &always, width, &place);
    }
    if stage.app.is_writing() {
        let bare =
            here.iter().chain(&always).flat_map(|hint| hint.keys).find(|it| it.types().is_some());
        assert_eq!(bare, None, "a letter is a key while one writes at “{place}”");
    }
    plain_mode_has_it_all(&here, &always, &sheet, &place);
    lines_read_well(&sheet, &place);
}

fn twice(hints: &[Hint]) -> Option<Key> {
    let mut seen = Vec::new();
    for key in hints.iter().flat_map(|hint| hint.keys) {
        if seen.contains(key) {
            return Some(*key);
        }
        seen.push(*key);
    }
    None
}

/// It fits, and ends with help and the way out; the way back is in it if there is one.
fn bar_holds(here: &[Hint], always: &[Hint], width: u16, place: &str) {
    let gap = 3;
    let (left, right) = bar(here, always, width - 3, gap);
    let cells = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let taken: usize = left.iter().chain(&right).map(|said| cells(&said.text) + gap).sum();
    assert!(taken - gap <= usize::from(width - 3), "the bar of {width} is too long at “{place}”");
    let ends: Vec<_> = right.iter().map(|said| said.text.as_str()).collect();
    assert!(matches!(ends[..], ["? help" | "F1 help", "Ctrl+Q leave"]), "{ends:?} at “{place}”");
    for back in here.iter().filter(|hint| hint.keys.first() == Some(&Key::ESC)) {
        assert!(
            left.iter().any(|said| said.text.ends_with(&back.says)),
            "no way back at “{place}”"
        );
    }
}

/// Lines never speak of a key that no line can hold, and a sentence ends once.
fn lines_read_well(sheet: &Sheet, place: &str) {
    for line in &sheet.lines {
        let line = line.replace("Ctrl+C", "").replace("...", "…");
        for slip in ["Ctrl+", "F1", "Esc", "Tab", "..", ".”.", "?.", "!.", "““", "””"] {
            assert!(!line.contains(slip), "“{slip}” at “{place}” in\n{line}");
        }
    }
}

/// A number stands for every key that does more than move, or for the choice that Enter would take.
fn plain_mode_has_it_all(here: &[Hint], always: &[Hint], sheet: &Sheet, place: &str) {
    let letters: Vec<_> = sheet.letters.iter().map(|(letter, _)| letter).collect();
    let different: BTreeSet<_> = letters.iter().collect();
    assert_eq!(different.len(), letters.len(), "{letters:?} at “{place}”");
    let picks = sheet.offers.iter().any(|offer| matches!(offer, Offer::Pick(_)));
    for hint in here.iter().chain(always).filter(|hint| !hint.only_moves()) {
        let first = *hint.keys.first().unwrap();
        let offered = sheet.offers.contains(&Offer::Key(first))
            || sheet.letters.iter().any(|(_, offer)| *offer == Offer::Key(first))
            || first == Key::ENTER && picks;
        assert!(offered, "{first} is not offered in plain mode at “{place}”");
    }
}

fn walked(stage: Stage, people: &[(&str, Role)]) {
    let mut watch = keys_hold;
    let mut walker = Walker::new(stage, &mut watch);
    if !people.is_empty() {
        walker.set_up(people);
    }
    walker.walk();
}

#[test]
fn while_two_walk() {
    walked(Stage::first(80, 24), &[("Ana", Role::Hurt), ("Ben", Role::Repairing)]);
}

#[test]
fn while_one_walks() {
    walked(Stage::first(80, 24), &[("Ana", Role::Both)]);
}

#[test]
fn while_a_session_is_shown() {
    walked(Stage::session(80, 24), &[]);
}

/// The walk takes the shortest way; here every arrow and Tab is tried in every room.
#[test]
fn in_every_room() {
    for (_, open) in ROOMS {
        let mut stage = open();
        keys_hold(&mut stage);
        for key in ["down", "down", "up", "tab", "tab", "shift+tab", "right", "left", "end", "f1"] {
            stage.press(key);
            keys_hold(&mut stage);
        }
    }
}

/// Every state that keys alone lead to from here, near enough.
#[test]
fn wherever_keys_lead_in_exercises() {
    for id in ["0.1-b", "1.1", "1.2", "1.4", "5.5", "1.2-b", "2.2-c", "2.3", "0.2", "0.3", "4.3"] {
        let mut stage = crate::screens::exercise_of_anyone(id);
        for key in KEYS_AT_RANDOM.iter().cycle().take(220) {
            stage.press(key);
            keys_hold(&mut stage);
            if stage.sees("Today") {
                break;
            }
        }
    }
}

const KEYS_AT_RANDOM: [&str; 17] = [
    "enter",
    "\"a\"",
    "tab",
    "down",
    "up",
    "shift+tab",
    "\"b\"",
    "enter",
    "down",
    "down",
    "enter",
    "right",
    "up",
    "tab",
    "tab",
    "enter",
    "ctrl+s",
];

/// The bar shows letters large, and so people type them, or have Caps Lock on.
#[test]
fn a_large_letter_does_what_the_small_one_does() {
    for letter in ["j", "J"] {
        let mut stage = Past::together().open(80, 24);
        stage.press(&format!("\"{letter}\""));
        assert!(stage.sees(&words().journal.title), "{letter}");
        stage.choose(&words().journal.own_page).press(&format!("\"{letter}\""));
        assert!(stage.sees(letter), "in a text each is itself");
    }
}

/// Each key is read as it is written.
#[test]
fn names_of_keys() {
    let named = [
        Key::UP,
        Key::DOWN,
        Key::LEFT,
        Key::RIGHT,
        Key::ENTER,
        Key::ESC,
        Key::TAB,
        Key::BACK_TAB,
        Key::BACKSPACE,
        Key::DELETE,
        Key::HOME,
        Key::END,
        Key::PAGE_UP,
        Key::PAGE_DOWN,
        Key::SPACE,
        Key::LEFT.with_ctrl(),
        Key::END.with_ctrl(),
        Key::BACKSPACE.with_ctrl(),
    ];
    let functions = (1..=12).map(Key::function);
    let mut seen = BTreeSet::new();
    for key in named.into_iter().chain(functions) {
        assert_eq!(key.to_string().parse(), Ok(key));
        assert!(seen.insert(key.to_string()), "two keys are called {key}");
    }
    assert!("".parse::<Key>().is_err());
    assert!("nonsense".parse::<Key>().is_err());
}

proptest! {
    /// Letters are shown large and read small.
    #[test]
    fn names_of_letters(c in "[a-z0-9/?.,;:!]", ctrl: bool) {
        let c = c.chars().next().unwrap();
        let key = if ctrl { Key::ctrl(c) } else { Key::char(c) };
        prop_assert_eq!(key.to_string().parse(), Ok(key));
    }
}
