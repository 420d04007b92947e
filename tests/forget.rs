//! What one person takes away of theirs is gone from the files and opens with no old key; what both
//! may read, and what is the other's, stays as it was.

#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::disallowed_methods, reason = "these tests look behind the store's back")]

use std::{fs, path::Path};

use amends::{
    journey::{Event, Journey, Own, Reach, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase, Shut},
    vault::{Failure, Newcomer, Options, Store as _, Vault, doctor},
};
use tempfile::TempDir;

use super::{
    home::Home,
    sim::{Chance, Fault, SimDisk},
};

const PHRASES: [&str; 2] = ["river lamp olive stone bridge", "quiet wagon pepper sail thunder"];

fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

fn phrase(seat: Seat) -> Passphrase {
    Passphrase::of(PHRASES[seat.index()]).unwrap()
}

fn people(locks: bool) -> Vec<Newcomer> {
    let newcomer =
        |seat: Seat| Newcomer { label: seat.to_string(), passphrase: locks.then(|| phrase(seat)) };
    Seat::ALL.map(newcomer).to_vec()
}

fn options() -> Options {
    Options { machine: Some("here".to_owned()), ..Options::default() }
}

fn unlock(vault: &mut Vault, seat: Seat) -> Option<Journey> {
    let keys = vault.door(seat)?.open(&phrase(seat)).unwrap();
    Some(vault.unlock(keys).unwrap().journey)
}

/// What each person writes: a page that is changed later, one that is thrown away, an answer for
/// nobody else, a setting, an answer and a line for both, and half a page.
fn write(vault: &mut Vault, seat: Seat) -> Result<(), Failure> {
    let mut keep = |event: &Event| vault.keep(seat, now(), event);
    let entry = |text: &str| Event::Entry { text: format!("{seat} {text}"), prompt: None };
    let answer = |exercise: &str, reach| Event::Answer {
        exercise: exercise.to_owned(),
        part: "a".to_owned(),
        reach,
        done: true,
        answer: format!("{seat} answer {exercise}").into(),
    };
    let page = keep(&entry("page"))?;
    keep(&Event::EntryEdit { of: page.id, text: format!("{seat} page, changed") })?;
    let doomed = keep(&entry("doomed"))?;
    keep(&answer("1.1", Reach::OnlyYou))?;
    keep(&answer("1.2", Reach::Both))?;
    keep(&Event::Setting { key: format!("{seat}-key"), value: true.into() })?;
    keep(&Event::Share { text: format!("{seat} share") })?;
    vault.erase(seat, now(), &Own::Page(doomed.id.clone()))?;
    vault.draft(seat, now(), &entry("half"))
}

fn pages(vault: &mut Vault, seat: Seat) -> Vec<String> {
    let mut pages = Vec::new();
    vault.each_page(seat, &mut |page| pages.push(page.text.to_owned())).unwrap();
    pages
}

fn bytes(dir: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes.extend(self::bytes(&path));
        } else if !path.ends_with(".reserve") {
            bytes.extend(fs::read(&path).unwrap());
        }
    }
    bytes
}

fn lines(places: &Places) -> Vec<String> {
    let logs = fs::read_dir(places.data.join("log")).unwrap();
    let text: String = logs.map(|log| fs::read_to_string(log.unwrap().path()).unwrap()).collect();
    text.lines().map(str::to_owned).collect()
}

/// The first has nothing any more but what is for both; the second has all.
fn check(vault: &mut Vault, journey: Option<Journey>) {
    let first = unlock(vault, Seat::First).or_else(|| journey.clone()).unwrap();
    assert_eq!(pages(vault, Seat::First), [""; 0]);
    assert!(first.answer(Seat::First, Seat::First, "1.1", "a").is_none());
    assert!(first.setting(Seat::First, "p1-key").is_none());
    let second = unlock(vault, Seat::Second).or(journey).unwrap();
    for journey in [&first, &second] {
        for seat in Seat::ALL {
            assert!(journey.answer(Seat::Second, seat, "1.2", "a").is_some(), "for both: {seat}");
        }
        assert_eq!(journey.shared().len(), 2);
    }
    assert_eq!(pages(vault, Seat::Second)[0], "p2 page, changed");
    assert!(second.answer(Seat::Second, Seat::Second, "1.1", "a").is_some());
    assert!(second.setting(Seat::Second, "p2-key").is_some());
}

#[test]
fn what_was_locked_away_is_noise_and_opens_with_no_old_key() {
    let dir = TempDir::new().unwrap();
    let places = Places { data: dir.path().join("data"), state: dir.path().join("state") };
    Vault::create_for(&places, &people(true), Cost::TEST).unwrap();
    let mut vault = Vault::open(&places, &options()).unwrap().vault;
    for seat in Seat::ALL {
        unlock(&mut vault, seat);
        write(&mut vault, seat).unwrap();
    }
    unlock(&mut vault, Seat::First);
    vault.make_code().unwrap();
    unlock(&mut vault, Seat::Second);
    let first = phrase(Seat::First);
    let lock = Some((&first, Cost::TEST));
    let (before, old_home) = (lines(&places), fs::read(places.data.join("home.json")).unwrap());
    let other_name = dir.path().join("other name");
    fs::hard_link(places.data.join("home.json"), &other_name).unwrap();
    assert_eq!(vault.forget_own(Seat::First, now(), lock).unwrap_err(), Failure::Locked);
    assert_eq!(lines(&places), before, "not while the other's drawer is open");
    unlock(&mut vault, Seat::First);
    assert_eq!(vault.forget_own(Seat::First, now(), None).unwrap_err(), Failure::Locked);
    vault.forget_own(Seat::First, now(), lock).unwrap();
    check(&mut vault, None);
    drop(vault);

    let after = lines(&places);
    assert!(before.len() <= after.len());
    let changed = before.iter().zip(&after).filter(|(old, new)| old != new).count();
    // a page and its change, an answer, a setting, and that a page was thrown away; what was
    // thrown away is noise already, and the draft was no line until now
    assert!(changed >= 5, "{changed} lines were written over");
    assert!(before.iter().zip(&after).all(|(old, new)| old.len() == new.len()));
    assert_eq!(doctor(&places).unwrap().findings, []);
    let opened = Vault::open(&places, &options()).unwrap();
    let mut vault = opened.vault;
    assert!(!vault.has_code(Seat::First), "a code of before opens nothing");
    let keys = vault.door(Seat::First).unwrap().open(&first).unwrap();
    assert_eq!(vault.unlock(keys).unwrap().notices, [], "nothing is missing");
    let anew = Event::Entry { text: "anew".to_owned(), prompt: None };
    vault.keep(Seat::First, now(), &anew).unwrap();
    assert_eq!(pages(&mut vault, Seat::First), ["anew"]);
    drop(vault);

    // whoever kept the key file, and knows the passphrase
    for copy in ["home.json", "home.json.2"] {
        fs::write(places.data.join(copy), &old_home).unwrap();
    }
    fs::remove_dir_all(&places.state).unwrap();
    let mut vault = Vault::open(&places, &options()).unwrap().vault;
    check(&mut vault, None);
    assert_eq!(
        vault.door(Seat::First).unwrap().open(&phrase(Seat::Second)).unwrap_err(),
        Shut::Wrong
    );
    let was = fs::read(other_name).unwrap();
    assert!(was.iter().all(|byte| *byte == 0), "the key file of before was written over");
}

#[test]
fn what_lay_open_is_gone_from_the_files() {
    let dir = TempDir::new().unwrap();
    let places = Places { data: dir.path().join("data"), state: dir.path().join("state") };
    Vault::create_for(&places, &people(false), Cost::TEST).unwrap();
    let mut vault = Vault::open(&places, &options()).unwrap().vault;
    for seat in Seat::ALL {
        write(&mut vault, seat).unwrap();
    }
    let log = fs::read_dir(places.data.join("log")).unwrap().next().unwrap().unwrap().path();
    fs::copy(&log, log.with_extension("sync-conflict-1.jsonl")).unwrap();
    drop(vault);
    let mut vault = Vault::open(&places, &options()).unwrap().vault;
    vault.forget_own(Seat::First, now(), None).unwrap();
    drop(vault);
    let left = bytes(dir.path());
    for words in ["p1 page", "p1 answer 1.1", "p1-key", "p1 half", "p1 doomed"] {
        assert!(memchr::memmem::find(&left, words.as_bytes()).is_none(), "{words}");
    }
    let opened = Vault::open(&places, &options()).unwrap();
    let mut vault = opened.vault;
    check(&mut vault, Some(opened.journey));
    vault.forget_own(Seat::First, now(), None).unwrap();
}

/// Cut off anywhere, it can be done again; and nothing that is not theirs is ever in danger.
#[test]
fn a_removal_that_is_cut_off_is_ended_the_next_time() {
    let places = Places { data: "/d/amends".into(), state: "/s/amends".into() };
    for locks in [false, true] {
        let disk = SimDisk::default();
        Vault::create_for_on(&disk, &places, &people(locks), Cost::TEST).unwrap();
        let open = |disk: &SimDisk| {
            let opened = Vault::open_on(Box::new(disk.clone()), &places, &options()).unwrap();
            (opened.vault, opened.journey)
        };
        let (mut vault, _) = open(&disk);
        for seat in Seat::ALL {
            unlock(&mut vault, seat);
            write(&mut vault, seat).unwrap();
        }
        drop(vault);
        let first = phrase(Seat::First);
        let lock = locks.then_some((&first, Cost::TEST));
        let mut at = 0;
        loop {
            let disk = disk.after_kill();
            let (mut vault, _) = open(&disk);
            unlock(&mut vault, Seat::First);
            let disk = disk.with_fault(Fault::Crash(at), at);
            let done = vault.forget_own(Seat::First, now(), lock).is_ok();
            drop(vault);
            let cut = disk.after_power_cut(&mut Chance::new(at + 1));
            let (mut vault, _) = open(&cut);
            unlock(&mut vault, Seat::First);
            vault.forget_own(Seat::First, now(), lock).unwrap();
            drop(vault);
            let (mut vault, journey) = open(&cut);
            check(&mut vault, (!locks).then_some(journey));
            for words in ["p1 page", "p1 answer 1.1", "p1-key", "p1 half"] {
                assert!(!cut.holds(words), "{words}, cut at {at}");
            }
            if done {
                break;
            }
            at += 1;
        }
        assert!(at > 10, "only {at} operations were cut");
    }
}

#[test]
fn the_command_asks_for_the_word_and_says_what_it_cannot_reach() {
    let home = Home::together();
    for who in ["Ana", "Ben"] {
        assert!(home.tell(&["note", "--as", who], &format!("The page of {who}.")).status.success());
    }
    let no = home.tell(&["forget", "--me", "--as", "Ana"], "yes\n");
    assert!(!no.status.success() && home.logs().contains("The page of Ana."));
    assert_eq!(home.tell(&["forget", "--me"], "forget\n").status.code(), Some(2), "say who");
    let done = home.tell(&["forget", "--me", "--as", "Ana"], "forget\n");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success() && said.contains("What this cannot reach:"), "{said}");
    assert!(!home.logs().contains("The page of Ana.") && home.logs().contains("The page of Ben."));
    assert!(home.ask(&["doctor"]).status.success());
    let both = home.ask(&["forget", "--me", "--all"]);
    assert_eq!(both.status.code(), Some(2));
}
