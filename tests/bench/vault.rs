//! The store with ten thousand pages of three hundred words each.
//! Beside it, what the machine itself takes: a bare append with its sync, and `grep -ci`.

use std::{fs::OpenOptions, io::Write as _, process::Command};

use amends::{
    journey::{Event, Seat},
    seal::{Cost, PersonKeys, Slots},
    vault::Store as _,
};
use divan::Bencher;

use crate::home::{Form, Home, PAGES, now, passphrase, text};

const FORMS: [Form; 2] = [Form::Open, Form::Sealed];

#[divan::bench(args = FORMS)]
fn open(bencher: Bencher<'_, '_>, form: Form) {
    let home = Home::full(form);
    bencher.bench_local(|| drop(home.open()));
}

#[divan::bench(args = FORMS)]
fn leaves(bencher: Bencher<'_, '_>, form: Form) {
    let mut vault = Home::full(form).open().vault;
    bencher.bench_local(|| assert_eq!(vault.leaves(Seat::First).unwrap().len(), PAGES));
}

#[divan::bench(args = ["threshold", "quietest", "morgen früh", "letter"])]
fn search(bencher: Bencher<'_, '_>, words: &str) {
    let mut vault = Home::full(Form::Open).open().vault;
    bencher.bench_local(|| vault.search(Seat::First, words).unwrap().len());
}

#[divan::bench(args = ["threshold", "quietest", "letter"])]
fn search_sealed(bencher: Bencher<'_, '_>, words: &str) {
    let mut vault = Home::full(Form::Sealed).open().vault;
    bencher.bench_local(|| vault.search(Seat::First, words).unwrap().len());
}

#[divan::bench(args = ["threshold", "quietest", "letter"])]
fn search_by_grep(bencher: Bencher<'_, '_>, words: &str) {
    let log = Home::full(Form::Open).log();
    bencher.bench_local(|| {
        // not to /dev/null: grep would stop at the first line
        Command::new("grep").arg("-ci").arg(words).arg(&log).output().unwrap()
    });
}

#[divan::bench(args = FORMS)]
fn every_page(bencher: Bencher<'_, '_>, form: Form) {
    let mut vault = Home::full(form).open().vault;
    bencher.bench_local(|| {
        let mut bytes = 0;
        vault.each_page(Seat::First, &mut |page| bytes += page.text.len()).unwrap();
        bytes
    });
}

#[divan::bench(args = FORMS)]
fn keep(bencher: Bencher<'_, '_>, form: Form) {
    let home = Home::empty(form);
    let mut vault = home.open().vault;
    let event = Event::Entry { text: text(1), prompt: None };
    bencher.bench_local(|| vault.keep(Seat::First, now(), &event).unwrap());
}

#[divan::bench]
fn keep_by_bare_append(bencher: Bencher<'_, '_>) {
    let home = Home::empty(Form::Open);
    let path = home.places.data.join("bare");
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    let line = text(1) + "\n";
    bencher.bench_local(|| {
        file.write_all(line.as_bytes()).unwrap();
        file.sync_data().unwrap();
    });
}

#[divan::bench(args = FORMS)]
fn draft(bencher: Bencher<'_, '_>, form: Form) {
    let home = Home::empty(form);
    let mut vault = home.open().vault;
    let event = Event::Entry { text: text(1), prompt: None };
    bencher.bench_local(|| vault.draft(Seat::First, now(), &event).unwrap());
}

/// One passphrase, at the full price: the time that a person waits, and the memory that it takes.
#[divan::bench(sample_count = 9)]
fn unlock(bencher: Bencher<'_, '_>) {
    const HOME: &str = "00112233445566778899aabbccddeeff";
    let own = PersonKeys::new(Seat::First).unwrap();
    let mut slots = Slots::default();
    slots.lock(HOME, &own, &passphrase(), Cost::FULL).unwrap();
    let door = slots.door(HOME, Seat::First).unwrap();
    bencher.bench_local(|| door.open(&passphrase()).unwrap());
}
