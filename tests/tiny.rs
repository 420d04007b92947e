//! Every screen at every size: nothing panics, and what is too small says so in one sentence.

use amends::journey::Role;

use crate::{
    screens::ROOMS,
    stage::{Stage, words},
    walk::Walker,
};

const LARGE: [(u16, u16); 5] = [(60, 20), (80, 24), (120, 40), (60, 100), (300, 20)];
/// What every page of a walk is tried at, beside 80 by 24.
const WALKED: [(u16, u16); 4] = [(60, 20), (120, 40), (59, 24), (7, 3)];
const SMALL: [(u16, u16); 6] = [(1, 1), (20, 20), (1, 24), (80, 1), (59, 24), (80, 19)];

fn sizes(stage: &mut Stage, sizes: impl IntoIterator<Item = (u16, u16)>) {
    for (width, height) in sizes {
        stage.size(width, height);
        if width >= 60 && height >= 20 {
            assert!(stage.frame().contains("help"), "there is no bar at {width}x{height}");
        } else {
            says_that_it_is_small(stage, width, height);
        }
    }
    stage.size(80, 24);
}

/// As much of the sentence as there is room for, and nothing else.
fn says_that_it_is_small(stage: &Stage, width: u16, height: u16) {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let (frame, sentence) = (squeezed(&stage.frame()), squeezed(&words().frame.too_small));
    assert!(sentence.starts_with(&frame), "something else is shown at {width}x{height}");
    assert!(!frame.is_empty(), "nothing is shown at {width}x{height}");
}

/// Every page of the walk, at the sizes that draw it and those just too small.
fn walked(stage: Stage, people: &[(&str, Role)]) {
    let mut seen = std::collections::BTreeSet::new();
    let mut watch = |stage: &mut Stage| {
        let lines = stage.sheet().lines;
        // what is written differs each time; the page's own words do not
        let page: Vec<_> =
            lines.iter().filter(|line| !line.contains("words of")).cloned().collect();
        if seen.insert(page) {
            sizes(stage, WALKED);
        }
    };
    let mut walker = Walker::new(stage, &mut watch);
    if !people.is_empty() {
        walker.set_up(people);
    }
    walker.walk();
    assert!(seen.len() > 100, "the walk sees pages: {}", seen.len());
}

#[test]
fn while_two_walk() {
    walked(Stage::first(80, 24), &[("Ana", Role::Hurt), ("Ben", Role::Repairing)]);
}

#[test]
fn while_one_walks() {
    walked(Stage::first(80, 24), &[("Ana", Role::Both)]);
}

/// From one cell to 20 by 20, cell by cell.
#[test]
fn every_room() {
    let tiny = || (1..=20).flat_map(|width| (1..=20).map(move |height| (width, height)));
    for (_, open) in ROOMS {
        sizes(&mut open(), tiny().chain(LARGE).chain(SMALL));
    }
}

/// Names, lines and pages longer and wider than any screen.
#[test]
fn long_words() {
    let long = "信頼é💛👩‍👩‍👧‍👦".repeat(300);
    for (name, open) in ROOMS {
        let mut stage = open();
        stage.paste(&long).paste(&"\n".repeat(50)).press("up down");
        sizes(&mut stage, LARGE);
        assert!(!stage.app.quits(), "{name}");
    }
    let mut stage = Stage::first(80, 24);
    stage.press("enter").paste(&long).press("enter").paste(&long).press("enter");
    stage.press("enter enter enter end enter");
    sizes(&mut stage, LARGE.into_iter().chain(SMALL));
    stage.press("enter");
    sizes(&mut stage, LARGE.into_iter().chain(SMALL));
    stage.press("p");
    sizes(&mut stage, LARGE);
}
