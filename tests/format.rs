//! The page about the files' form: its vectors are those that the code is held to, and its reader
//! opens a home.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use amends::{
    journey::{Event, Own, RecordId, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    vault::{Newcomer, Opened, Options, Store as _, Vault},
};
use tempfile::TempDir;

use super::home::say;

fn source(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path)).unwrap()
}

fn page() -> String {
    source("vault/FORMAT.md")
}

/// The constant texts of a file, as they are between their quotes.
fn constants(source: &str) -> impl Iterator<Item = &str> {
    source.split("&str = r#\"").skip(1).map(|rest| rest.split("\"#").next().unwrap())
}

#[test]
fn the_vectors_on_the_page_are_those_of_the_code() {
    let page = page();
    let mut held = 0;
    for file in ["seal/slot.rs", "seal/record.rs"] {
        let source = source(file);
        let (_, tests) = source.split_once("mod tests").unwrap();
        let digest =
            |text: &&str| text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit());
        for vector in constants(tests).chain(tests.split('"').filter(digest)) {
            assert!(page.contains(vector), "{file}: not on the page: {vector}");
            held += 1;
        }
    }
    assert_eq!(held, 4, "slots, an inside, its key, its line");
}

fn phrase(text: &str) -> Passphrase {
    Passphrase::of(text).unwrap()
}

fn unlock(vault: &mut Vault, seat: Seat, passphrase: &str) {
    let keys = vault.door(seat).unwrap().open(&phrase(passphrase)).unwrap();
    vault.unlock(keys).unwrap();
}

/// A home of two with all that the page tells of: both drawers, a second epoch, an erased page.
fn sealed_home(dir: &Path) -> PathBuf {
    let places = Places { data: dir.join("data"), state: dir.join("state") };
    let people = [("A", "caf\u{e9} au lait"), ("B", "bens")];
    let people = people.map(|(label, passphrase)| Newcomer {
        label: label.to_owned(),
        passphrase: Some(phrase(passphrase)),
    });
    Vault::create_for(&places, &people, Cost::TEST).unwrap();
    let now = Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap();
    let Opened { mut vault, .. } = Vault::open(&places, &Options::default()).unwrap();
    let entry = |text: &str| Event::Entry { text: text.to_owned(), prompt: None };
    unlock(&mut vault, Seat::Second, "bens");
    vault.keep(Seat::Second, now, &entry("bens page")).unwrap();
    vault.keep(Seat::Second, now, &Event::Share { text: "bens line".to_owned() }).unwrap();
    unlock(&mut vault, Seat::First, "caf\u{e9} au lait");
    vault.keep(Seat::First, now, &entry(&"anas page ".repeat(300))).unwrap();
    let gone: RecordId = vault.keep(Seat::First, now, &entry("thrown away")).unwrap().id;
    vault.erase(Seat::First, now, &Own::Page(gone.clone())).unwrap();
    vault.change_lock(&phrase("anas  new"), true, Cost::TEST).unwrap();
    vault.keep(Seat::First, now, &entry("anas later page")).unwrap();
    places.data
}

#[test]
fn the_reader_on_the_page_opens_a_home() {
    let modules = "import argon2.low_level, nacl.bindings";
    let python = Command::new("python3").args(["-c", modules]).stderr(Stdio::null()).status();
    if !python.is_ok_and(|status| status.success()) {
        say("the page's reader was not tried: no python3 with argon2-cffi and pynacl");
        return;
    }
    let page = page();
    let (_, script) = page.split_once("```python\n").unwrap();
    let (script, _) = script.split_once("```").unwrap();
    assert!(script.lines().count() <= 60);
    let dir = TempDir::new().unwrap();
    let data = sealed_home(dir.path());
    let read = |who: &str, passphrase: &str| {
        let mut python = Command::new("python3");
        python.args(["-c", script]).arg(&data).arg(who);
        python.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = python.spawn().unwrap();
        child.stdin.take().unwrap().write_all(passphrase.as_bytes()).unwrap();
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    };
    let anas = read("p1", "anas new");
    assert!(anas.contains("anas page anas page") && anas.contains("anas later page"), "{anas}");
    assert!(anas.contains("bens line") && !anas.contains("bens page"), "{anas}");
    assert!(!anas.contains("thrown away") && anas.contains("entry.erase"), "{anas}");
    let bens = read("p2", "bens");
    assert!(bens.contains("bens page") && !bens.contains("anas"), "{bens}");
    assert_eq!(read("p1", "caf\u{e9} au lait"), "", "not with the old one");
}
