//! A home as one file, and back: nothing is lost, and nothing comes from a file that is not whole.

use std::{
    fs,
    io::Cursor,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
};

use amends::{
    journey::{Event, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    vault::{
        Failure, Newcomer, Notice, Options, Spoilt, Store as _, Vault, backup, disk::Disk as _,
        doctor, restore, restore_on, verify,
    },
};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::{
    cli::{Shell, pages, words},
    sim::{Chance, Fault, SimDisk, Trouble},
};

const PASSPHRASE: &str = "river lamp olive stone bridge";

fn places_in(dir: &Path) -> Places {
    Places { data: dir.join("data"), state: dir.join("state") }
}

fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

fn entry(text: &str) -> Event {
    Event::Entry { text: text.to_owned(), prompt: None }
}

/// Ana has a passphrase, Ben has none, and both have written.
fn home(dir: &Path) -> Places {
    let places = places_in(dir);
    let passphrase = Passphrase::of(PASSPHRASE);
    let ana = Newcomer { label: "Ana".to_owned(), passphrase };
    let ben = Newcomer { label: "Ben".to_owned(), passphrase: None };
    let mut keys = Vault::create_for(&places, &[ana, ben], Cost::TEST).unwrap();
    let mut vault = Vault::open(&places, &Options::default()).unwrap().vault;
    vault.unlock(keys.swap_remove(0).unwrap()).unwrap();
    vault.keep(Seat::First, now(), &entry("anas page")).unwrap();
    vault.keep(Seat::Second, now(), &entry("bens page")).unwrap();
    places
}

fn texts(places: &Places) -> [Vec<String>; 2] {
    let mut vault = Vault::open(places, &Options::default()).unwrap().vault;
    let keys = vault.door(Seat::First).unwrap().open(&Passphrase::of(PASSPHRASE).unwrap());
    vault.unlock(keys.unwrap()).unwrap();
    Seat::ALL.map(|seat| {
        let mut texts = Vec::new();
        vault.each_page(seat, &mut |page| texts.push(page.text.to_owned())).unwrap();
        texts
    })
}

fn taken(places: &Places) -> Vec<u8> {
    let mut bytes = Vec::new();
    backup(places, &mut bytes).unwrap();
    verify(&mut Cursor::new(&bytes)).unwrap();
    bytes
}

/// What comes of putting it back where nothing is.
fn put_back(bytes: &[u8]) -> (TempDir, Places, Result<(), Spoilt>) {
    let dir = TempDir::new().unwrap();
    let places = places_in(dir.path());
    let done = restore(&places, &mut Cursor::new(bytes));
    (dir, places, done)
}

#[track_caller]
fn is_refused(bytes: &[u8], spoilt: &Spoilt, what: &str) {
    let (dir, _, done) = put_back(bytes);
    assert_eq!(done.as_ref(), Err(spoilt), "{what}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "{what} leaves something");
}

fn logs(places: &Places) -> Vec<PathBuf> {
    let logs = fs::read_dir(places.data.join("log")).unwrap();
    logs.map(|log| log.unwrap().path()).collect()
}

#[test]
fn what_is_put_back_is_what_was_there() {
    let dir = TempDir::new().unwrap();
    let places = home(dir.path());
    let open = Vault::open(&places, &Options::default()).unwrap();
    let bytes = taken(&places);
    drop(open);
    assert!(memchr::memmem::find(&bytes, b"anas page").is_none(), "it stays sealed");
    let (_dir, there, done) = put_back(&bytes);
    assert_eq!(done, Ok(()));
    assert_eq!(taken(&there), bytes);
    assert_eq!(texts(&there), [["anas page"], ["bens page"]]);
    assert_eq!(doctor(&there).unwrap().findings, []);
    let loose = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!(logs(&there).iter().map(|log| loose(log)).max(), Some(0));
    assert_eq!((loose(&there.data), loose(&there.data.join("home.json"))), (0, 0));
    let again = restore(&there, &mut Cursor::new(&bytes));
    assert_eq!(again, Err(Failure::Exists.into()));
}

#[test]
fn a_last_line_that_is_half_written_is_left_out() {
    let dir = TempDir::new().unwrap();
    let places = home(dir.path());
    let whole = taken(&places);
    let log = logs(&places).remove(0);
    let before = fs::read(&log).unwrap();
    fs::write(&log, [&before[..], b"{\"v\":1,\"d\":\"half"].concat()).unwrap();
    assert_eq!(taken(&places), whole);
    // all there but for its end is a line that counts
    fs::write(&log, &before[..before.len() - 1]).unwrap();
    assert_eq!(taken(&places).len(), whole.len() - 1);
}

#[test]
fn no_part_of_it_is_taken_for_the_whole() {
    let dir = TempDir::new().unwrap();
    let bytes = taken(&home(dir.path()));
    for at in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        is_refused(&bytes[..at], &Spoilt::Damaged, &format!("cut at {at}"));
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        is_refused(&flipped, &Spoilt::Damaged, &format!("flipped at {at}"));
    }
    is_refused(&[&bytes[..], b"\n"].concat(), &Spoilt::Damaged, "something after it");
}

/// The same with another first line, whose sum is right.
fn forged(bytes: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let end = memchr::memchr(b'\n', bytes).unwrap();
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let body = change(head.rsplit_once(",\"sum\":").unwrap().0);
    let digits = Sha256::digest(&body);
    let digits = digits.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let sum: String = digits.map(|it| char::from_digit(u32::from(it), 16).unwrap()).collect();
    [format!("{body},\"sum\":\"{sum}\"}}").as_bytes(), &bytes[end..]].concat()
}

#[test]
fn a_file_that_means_harm_does_none() {
    let dir = TempDir::new().unwrap();
    let places = home(dir.path());
    let bytes = taken(&places);
    assert_eq!(put_back(&forged(&bytes, str::to_owned)).2, Ok(()));
    let log = logs(&places).remove(0);
    let log = format!("log/{}", log.file_name().unwrap().to_str().unwrap());
    for name in [
        "../x.jsonl",
        "log/../../x.jsonl",
        "/tmp/x.jsonl",
        "log/x",
        "log/.jsonl/x.jsonl",
        "log/",
        "home.json",
        "home.json.3",
        "log/x.jsonl\\u0000",
        "device.json",
        ".reserve",
        "",
    ] {
        let forged = forged(&bytes, |head| head.replace(&log, name));
        is_refused(&forged, &Spoilt::Damaged, name);
    }
    for (from, to) in [
        ("\"len\":", "\"len\":1"),
        ("\"len\":", "\"len\":18446744073709551615,\"was\":"),
        ("\"len\":", "\"len\":-1,\"was\":"),
        ("\"parts\":[", "\"parts\":[],\"were\":["),
        ("\"name\":\"home.json", "\"name\":\"log/home.jsonl\",\"was\":\"home.json"),
        ("amends-backup", "amends-home"),
        ("\"version\":1", "\"version\":0"),
    ] {
        let forged = forged(&bytes, |head| head.replace(from, to));
        is_refused(&forged, &Spoilt::Damaged, to);
    }
    let newer = forged(&bytes, |head| head.replace("\"version\":1", "\"version\":2"));
    is_refused(&newer, &Spoilt::Newer, "a newer one");
    is_refused(&vec![b'x'; 3 << 20], &Spoilt::Damaged, "no line at all");
}

/// Wherever the disk gives out, nothing is left that could be taken for a home.
#[test]
fn a_half_restore_is_no_home() {
    let dir = TempDir::new().unwrap();
    let bytes = taken(&home(dir.path()));
    let places = places_in(Path::new("/sim"));
    let mut failed = 0;
    for at in 0.. {
        let fault = Fault::Between(at, at + 1, Trouble::Error);
        let disk = SimDisk::default().with_fault(fault, 7);
        if restore_on(&disk, &places, &mut Cursor::new(&bytes)).is_ok() && disk.operations() <= at {
            break;
        }
        failed += 1;
        let disk = disk.with_fault(Fault::None, 7);
        match restore_on(&disk, &places, &mut Cursor::new(&bytes)) {
            Ok(()) | Err(Spoilt::Home(Failure::Exists)) => {}
            other => panic!("after a fault at {at}: {other:?}"),
        }
        Vault::open_on(Box::new(disk), &places, &Options::default()).unwrap();
    }
    assert!(failed > 10, "{failed}");
}

/// The power may go at any moment; then it is done again, and nothing stands in its way.
#[test]
fn a_restore_that_was_cut_off_is_done_again() {
    let dir = TempDir::new().unwrap();
    let bytes = taken(&home(dir.path()));
    let places = Places { data: "/d/amends".into(), state: "/s/amends".into() };
    let (mut again, mut logs_only, mut at) = (0, 0, 0);
    loop {
        let disk = SimDisk::default().with_fault(Fault::Crash(at), at);
        let done = restore_on(&disk, &places, &mut Cursor::new(&bytes)).is_ok();
        let cut = disk.after_power_cut(&mut Chance::new(at + 1));
        let has = |name: &str| cut.stat(&places.data.join(name)).unwrap().is_some();
        let logs = cut.list(&places.data.join("log")).unwrap();
        logs_only +=
            usize::from(!has("home.json.2") && logs.iter().any(|it| it.contains(".jsonl")));
        match restore_on(&cut, &places, &mut Cursor::new(&bytes)) {
            Ok(()) => again += 1,
            Err(spoilt) => {
                assert_eq!(spoilt, Spoilt::Home(Failure::Exists), "cut at {at}");
                assert!(has("home.json.2") || has("home.json"), "cut at {at}: nothing in its way");
            }
        }
        let opened = Vault::open_on(Box::new(cut.clone()), &places, &Options::default()).unwrap();
        let lost = |it: &Notice| matches!(it, Notice::Damaged { .. } | Notice::Missing { .. });
        assert!(!opened.notices.iter().any(lost), "cut at {at}: {:?}", opened.notices);
        if done {
            break;
        }
        at += 1;
    }
    assert!(again > 5 && logs_only > 0, "{again} were done again, {logs_only} over logs");
    // but never over logs of another home
    let disk = SimDisk::default();
    let log = places.data.join("log/c00d7715aa01be99.0000.jsonl");
    disk.create(&log).unwrap().append(b"{}\n").unwrap();
    let refused = restore_on(&disk, &places, &mut Cursor::new(&bytes)).unwrap_err();
    assert_eq!(refused, Spoilt::Home(Failure::Exists));
}

#[test]
fn backup_and_restore_from_the_shell() {
    let shell = Shell::of_two();
    shell.fed(&["note", "--as", "Ana"], b"A page.").succeeds();
    let file = shell.home.path().join("a.backup");
    let said = shell.run(&["backup", "a.backup"]);
    assert_eq!(said.succeeds().out, "Written to a.backup\n");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let trouble = &words().trouble;
    let before = fs::read(&file).unwrap();
    shell.run(&["backup", "a.backup"]).fails(1, &trouble.file_exists);
    shell.run(&["backup", "nowhere/a.backup"]).fails(1, &trouble.no_file);
    shell.run(&["restore", "a.backup"]).fails(1, &trouble.home_exists);
    assert_eq!(fs::read(&file).unwrap(), before);

    let other = Shell::new();
    let path = file.to_str().unwrap();
    mknodat(CWD, other.home.path().join("pipe"), FileType::Fifo, Mode::RWXU, 0).unwrap();
    fs::write(other.home.path().join("half"), &before[..before.len() / 2]).unwrap();
    for no_backup in [".", "pipe", "half", "/dev/null"] {
        other.run(&["restore", no_backup]).fails(1, &trouble.bad_backup);
    }
    other.run(&["backup", "b.backup"]).fails(1, &trouble.no_home);
    assert!(!other.places().data.exists() && !other.home.path().join("b.backup").exists());
    symlink(&file, other.home.path().join("link")).unwrap();
    assert_eq!(
        other.run(&["restore", "link"]).succeeds().out,
        format!("{}\n", words().cli.put_back)
    );
    assert_eq!(pages(&other, "Ana"), ["A page."]);
    other.run(&["restore", path]).fails(1, &trouble.home_exists);
    other.run(&["doctor"]).succeeds();
}
