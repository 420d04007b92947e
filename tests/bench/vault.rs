//! The store with ten thousand pages of three hundred words each.
//! Beside it, what the machine itself takes: a bare append with its sync, and `grep -ci`.

#![expect(clippy::unwrap_used, reason = "a timing may fail")]
#![expect(clippy::disallowed_methods, reason = "it is compared with the bare machine")]

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::PathBuf,
    process::Command,
    sync::OnceLock,
};

use amends::{
    journey::{Event, Seat, Time},
    platform::dirs::Places,
    vault::{Opened, Options, Store as _, Vault},
};
use divan::Bencher;
use tempfile::TempDir;

const PAGES: usize = 10_000;
const WORDS: &str = "I said that it was late and you were in the kitchen with the letter when \
    nobody asked what had happened before summer because the truth about money takes longer than \
    one evening to tell Perhaps tomorrow will be quieter than this was";

fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

fn text(page: usize) -> String {
    let words: Vec<_> = WORDS.split_whitespace().collect();
    let word = |at: usize| words[(at * 7919 + page * 104_729 + at * at % 97) % words.len()];
    let mut text: Vec<_> = (0..300).map(word).collect();
    if page % 100 == 7 {
        text[150] = "Threshold";
    }
    text.join(" ")
}

struct Home {
    _dir: TempDir,
    places: Places,
}

impl Home {
    fn empty() -> Self {
        let dir = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let places = Places { data: dir.path().join("data"), state: dir.path().join("state") };
        Vault::create(&places, &["A".to_owned()]).unwrap();
        Self { _dir: dir, places }
    }

    fn full() -> &'static Self {
        static HOME: OnceLock<Home> = OnceLock::new();
        HOME.get_or_init(|| {
            let home = Self::empty();
            let mut vault = home.open().vault;
            for pages in (0..PAGES).collect::<Vec<_>>().chunks(100) {
                let entry = |page: &usize| Event::Entry { text: text(*page), prompt: None };
                let events: Vec<_> = pages.iter().map(entry).collect();
                vault.keep_all(Seat::First, now(), &events).unwrap();
            }
            drop(vault);
            drop(home.open());
            home
        })
    }

    fn open(&self) -> Opened {
        Vault::open(&self.places, &Options::default()).unwrap()
    }

    fn log(&self) -> PathBuf {
        let mut logs = fs::read_dir(self.places.data.join("log")).unwrap();
        logs.next().unwrap().unwrap().path()
    }
}

#[divan::bench]
fn open(bencher: Bencher<'_, '_>) {
    let home = Home::full();
    bencher.bench_local(|| drop(home.open()));
}

#[divan::bench]
fn leaves(bencher: Bencher<'_, '_>) {
    let mut vault = Home::full().open().vault;
    bencher.bench_local(|| assert_eq!(vault.leaves(Seat::First).unwrap().len(), PAGES));
}

#[divan::bench(args = ["threshold", "quietest", "morgen früh", "letter"])]
fn search(bencher: Bencher<'_, '_>, words: &str) {
    let mut vault = Home::full().open().vault;
    bencher.bench_local(|| vault.search(Seat::First, words).unwrap().len());
}

#[divan::bench(args = ["threshold", "quietest", "letter"])]
fn search_by_grep(bencher: Bencher<'_, '_>, words: &str) {
    let log = Home::full().log();
    bencher.bench_local(|| {
        // not to /dev/null: grep would stop at the first line
        Command::new("grep").arg("-ci").arg(words).arg(&log).output().unwrap()
    });
}

#[divan::bench]
fn every_page(bencher: Bencher<'_, '_>) {
    let mut vault = Home::full().open().vault;
    bencher.bench_local(|| {
        let mut bytes = 0;
        vault.each_page(Seat::First, &mut |page| bytes += page.text.len()).unwrap();
        bytes
    });
}

#[divan::bench]
fn keep(bencher: Bencher<'_, '_>) {
    let home = Home::empty();
    let mut vault = home.open().vault;
    let event = Event::Entry { text: text(1), prompt: None };
    bencher.bench_local(|| vault.keep(Seat::First, now(), &event).unwrap());
}

#[divan::bench]
fn keep_by_bare_append(bencher: Bencher<'_, '_>) {
    let home = Home::empty();
    let path = home.places.data.join("bare");
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    let line = text(1) + "\n";
    bencher.bench_local(|| {
        file.write_all(line.as_bytes()).unwrap();
        file.sync_data().unwrap();
    });
}

#[divan::bench]
fn draft(bencher: Bencher<'_, '_>) {
    let home = Home::empty();
    let mut vault = home.open().vault;
    let event = Event::Entry { text: text(1), prompt: None };
    bencher.bench_local(|| vault.draft(Seat::First, now(), &event).unwrap());
}
