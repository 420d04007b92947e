//! The lens on a page of 24 KB (about 4,500 words): as people write, with nothing but lines that it
//! marks, and of the words that most phrases begin with; and the reading of its phrases.

#![expect(clippy::unwrap_used, reason = "a timing may fail")]

use amends::{
    curriculum::{Curriculum, bundled},
    journey::Role,
    lens::Lens,
};
use divan::{Bencher, counter::BytesCount};

const PAGE: usize = 24 << 10;
const CORPUS: &str = include_str!("../lens/corpus.txt");

/// The corpus's lines, over and over, until the page is full.
fn page(wanted: fn(&str) -> bool) -> String {
    let lines = CORPUS.lines().filter_map(|line| line.split_once(" | "));
    let lines: Vec<_> =
        lines.filter(|(expects, _)| wanted(expects)).map(|(_, text)| text).collect();
    let mut page = String::with_capacity(PAGE + 200);
    for line in lines.iter().cycle() {
        if page.len() >= PAGE {
            break;
        }
        page.extend([line, " "]);
    }
    page
}

fn innocent(expects: &str) -> bool {
    ["repairing", "hurt"].contains(&expects)
}

fn guilty(expects: &str) -> bool {
    expects.chars().all(char::is_uppercase)
}

#[divan::bench(args = ["as people write", "nothing but guilty", "you I if you I if"])]
fn marks_of_a_24_kb_page(bencher: Bencher<'_, '_>, kind: &str) {
    let lens = Curriculum::of_bundle("en").unwrap().lens().unwrap();
    let page = match kind {
        "as people write" => page(innocent),
        "nothing but guilty" => page(guilty),
        _ => "you I if ".repeat(PAGE / 9),
    };
    bencher.counter(BytesCount::new(page.len())).bench(|| lens.marks(&page, Role::Both));
}

#[divan::bench]
fn points_to_help_in_a_24_kb_page(bencher: Bencher<'_, '_>) {
    let lens = Curriculum::of_bundle("en").unwrap().lens().unwrap();
    let page = page(innocent);
    bencher.counter(BytesCount::new(page.len())).bench(|| lens.points_to_help(&page));
}

#[divan::bench]
fn reading_of_the_phrases(bencher: Bencher<'_, '_>) {
    let text = &bundled()["en/lens.json"];
    bencher.bench(|| serde_json::from_str::<Lens>(text).unwrap());
}
