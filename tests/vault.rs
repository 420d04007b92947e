//! The store on a real disk.
//! Round trips, damage, other machines, and what must never be left behind.

#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::disallowed_methods, reason = "these tests look behind the store's back")]

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
};

use amends::{
    journey::{Event, Journey, Mode, Order, Own, Reach, Record, RecordId, Seat, Time, When},
    platform::dirs::Places,
    vault::{Failure, Finding, Memory, Notice, Opened, Options, Store, Vault, doctor},
};
use proptest::prelude::*;
use tempfile::TempDir;

struct Room {
    dir: TempDir,
    places: Places,
}

fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

fn entry(text: &str) -> Event {
    Event::Entry { text: text.to_owned(), prompt: None }
}

fn setting(key: &str) -> Event {
    Event::Setting { key: key.to_owned(), value: true.into() }
}

fn answer(text: &str, reach: Reach) -> Event {
    let (exercise, part) = ("1.2".to_owned(), "a".to_owned());
    Event::Answer { exercise, part, reach, done: true, answer: text.into() }
}

fn machine(name: &str) -> Options {
    Options { machine: Some(name.to_owned()), ..Options::default() }
}

impl Room {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let places = Places { data: dir.path().join("data"), state: dir.path().join("state") };
        Vault::create(&places, &["A".to_owned(), "B".to_owned()]).unwrap();
        Self { dir, places }
    }

    fn open(&self) -> Opened {
        Vault::open(&self.places, &machine("here")).unwrap()
    }

    fn logs(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.places.data.join("log")).unwrap();
        let mut logs: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        logs.sort();
        logs
    }

    fn log(&self) -> PathBuf {
        let logs = self.logs();
        assert_eq!(logs.len(), 1);
        logs[0].clone()
    }

    /// Whether any file of the home or its state holds these words.
    fn holds(&self, words: &str) -> bool {
        fn files(dir: &Path, into: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { files(&path, into) } else { into.push(path) }
            }
        }
        let mut paths = Vec::new();
        files(self.dir.path(), &mut paths);
        paths.iter().any(|path| {
            let bytes = fs::read(path).unwrap();
            memchr::memmem::find(&bytes, words.as_bytes()).is_some()
        })
    }
}

fn texts(store: &mut dyn Store, by: Seat) -> Vec<String> {
    let mut texts = Vec::new();
    store.each_page(by, &mut |page| texts.push(page.text.to_owned())).unwrap();
    texts
}

fn round_trip(store: &mut dyn Store) {
    let first = store.keep(Seat::First, now(), &entry("one\n\"two\" \u{1f600} Zürich")).unwrap();
    let second = store.keep(Seat::First, now(), &entry(&"long ".repeat(300))).unwrap();
    store.keep(Seat::Second, now(), &entry("not yours")).unwrap();
    let edit = Event::EntryEdit { of: first.id.clone(), text: "one, changed".to_owned() };
    store.keep(Seat::First, now(), &edit).unwrap();
    let leaves = store.leaves(Seat::First).unwrap();
    assert_eq!(leaves.len(), 2);
    assert_eq!(leaves[0].id, second.id);
    assert_eq!(leaves[0].opening.chars().count(), 100);
    assert_eq!(leaves[1].opening, "one, changed");
    assert_eq!(leaves[1].at, When::Moment(now()));
    assert_eq!(store.page(Seat::First, &first.id).unwrap().unwrap(), "one, changed");
    assert_eq!(store.page(Seat::Second, &first.id).unwrap(), None);
    assert_eq!(texts(store, Seat::Second), ["not yours"]);
    let found =
        |store: &mut dyn Store, words: &str| store.search(Seat::First, words).unwrap().len();
    assert_eq!(found(store, "CHANGED"), 1);
    assert_eq!(found(store, "zürich"), 0);
    assert_eq!(found(store, "o"), 2);
    assert_eq!(found(store, "yours"), 0);
    assert_eq!(found(store, ""), 0);
    store.erase(Seat::Second, now(), &Own::Page(first.id.clone())).unwrap();
    assert_eq!(store.leaves(Seat::First).unwrap().len(), 2);
    store.erase(Seat::First, now(), &Own::Page(first.id.clone())).unwrap();
    store.erase(Seat::First, now(), &Own::Page(first.id.clone())).unwrap();
    assert_eq!(store.leaves(Seat::First).unwrap().len(), 1);
    assert_eq!(store.page(Seat::First, &first.id).unwrap(), None);
    assert_eq!(found(store, "CHANGED"), 0);
    let too_long = entry(&"x".repeat(1024 * 1024 + 1));
    assert_eq!(store.keep(Seat::First, now(), &too_long), Err(Failure::TooLong));
}

#[test]
fn both_stores_keep_alike() {
    round_trip(&mut Memory::new());
    let room = Room::new();
    round_trip(&mut room.open().vault);
    let Opened { mut vault, notices, .. } = room.open();
    assert_eq!(notices, []);
    assert_eq!(vault.leaves(Seat::First).unwrap().len(), 1);
    drop(vault);
    assert_eq!(doctor(&room.places).unwrap().findings, []);
}

#[test]
fn a_second_home_is_not_made_over_the_first() {
    let room = Room::new();
    assert_eq!(Vault::create(&room.places, &[]), Err(Failure::Exists));
    assert!(Vault::exists(&room.places).unwrap());
    let nowhere = Places { data: room.dir.path().join("no"), state: room.places.state.clone() };
    assert_eq!(Vault::open(&nowhere, &machine("here")).unwrap_err(), Failure::NoHome);
    assert_eq!(doctor(&nowhere).unwrap().findings, [Finding::NoHome]);
}

#[test]
fn what_both_may_read_carries_the_day_only_and_what_is_not_kept_is_written_nowhere() {
    let room = Room::new();
    let mut vault = room.open().vault;
    let both = vault.keep(Seat::First, now(), &answer("for both", Reach::Both)).unwrap();
    assert_eq!(both.at, When::Day(now().date_naive()));
    vault.keep(Seat::First, now(), &answer("spoken only", Reach::NotKept)).unwrap();
    vault.draft(Seat::First, now(), &answer("spoken only", Reach::NotKept)).unwrap();
    assert!(room.holds("for both") && !room.holds("spoken only"));
}

#[test]
fn a_second_window_is_refused_and_may_read() {
    let room = Room::new();
    let mut first = room.open().vault;
    first.keep(Seat::First, now(), &entry("a page")).unwrap();
    assert_eq!(Vault::open(&room.places, &machine("here")).unwrap_err(), Failure::InUse);
    let options = Options { read_only: true, ..machine("here") };
    let mut reader = Vault::open(&room.places, &options).unwrap().vault;
    assert_eq!(texts(&mut reader, Seat::First), ["a page"]);
    assert_eq!(reader.keep(Seat::First, now(), &setting("k")), Err(Failure::ReadOnly));
    drop(first);
    drop(room.open());
}

#[test]
fn a_torn_tail_is_healed_and_loses_nothing() {
    let room = Room::new();
    room.open().vault.keep_all(Seat::First, now(), &[setting("k"), entry("a page")]).unwrap();
    let log = room.log();
    let whole = fs::read(&log).unwrap();
    let line = whole.len() / 2;
    for cut in [1, 20, line] {
        let mut torn = whole.clone();
        torn.extend_from_slice(&whole[..cut]);
        fs::write(&log, &torn).unwrap();
        let Opened { mut vault, notices, .. } = room.open();
        assert_eq!(notices, []);
        vault.keep(Seat::First, now(), &setting("later")).unwrap();
        drop(vault);
        let Opened { mut vault, journey, notices } = room.open();
        assert_eq!(notices, []);
        assert!(journey.setting(Seat::First, "later").is_some());
        assert_eq!(texts(&mut vault, Seat::First), ["a page"]);
        fs::write(&log, &whole).unwrap();
        drop(vault);
        fs::remove_dir_all(&room.places.state).unwrap();
        // a new device each round: its log is not this test's
        for other in room.logs().iter().filter(|path| **path != log) {
            fs::remove_file(other).unwrap();
        }
    }
}

#[test]
fn a_flipped_byte_costs_its_line_or_two_at_a_newline() {
    let room = Room::new();
    let mut vault = room.open().vault;
    for n in 0..3 {
        vault.keep(Seat::First, now(), &setting(&format!("k{n}"))).unwrap();
        vault.keep(Seat::First, now(), &entry(&format!("page {n}"))).unwrap();
    }
    drop(vault);
    let log = room.log();
    let whole = fs::read(&log).unwrap();
    for at in 0..whole.len() {
        for bit in [0, 5] {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            fs::write(&log, &flipped).unwrap();
            let options = Options { read_only: true, ..machine("here") };
            let Opened { mut vault, journey, .. } = Vault::open(&room.places, &options).unwrap();
            let settings =
                (0..3).filter(|n| journey.setting(Seat::First, &format!("k{n}")).is_some()).count();
            let pages = texts(&mut vault, Seat::First);
            assert!(pages.iter().all(|page| page.starts_with("page ")), "byte {at}: {pages:?}");
            let lost = 6 - settings - pages.len();
            let allowed = if whole[at] == b'\n' { 2 } else { 1 };
            assert!(lost <= allowed, "byte {at}, bit {bit}: {lost} lost");
            let said = doctor(&room.places).unwrap().findings.iter().any(|it| it.is_loss());
            assert_eq!(said, lost > 0, "byte {at}, bit {bit}: {lost} lost");
            vault.leaves(Seat::First).unwrap();
        }
    }
}

/// A line that was cut off was never acknowledged, wherever it was cut: the line behind it has its
/// number. What was acknowledged and is cut later is missed.
#[test]
fn a_line_that_was_cut_off_is_no_damage_behind_another_line_either() {
    let room = Room::new();
    let mut vault = room.open().vault;
    vault.keep_all(Seat::First, now(), &[setting("k"), entry("a page")]).unwrap();
    let before = fs::read(room.log()).unwrap();
    vault.keep(Seat::First, now(), &entry("the page that is cut")).unwrap();
    drop(vault);
    let log = room.log();
    let whole = fs::read(&log).unwrap();
    let line = &whole[before.len()..whole.len() - 1];
    let is_loss = |parts: &[&[u8]]| {
        fs::write(&log, parts.concat()).unwrap();
        doctor(&room.places).unwrap().findings.iter().any(|finding| finding.is_loss())
    };
    for cut in 1..line.len() {
        let (torn, again) = (&line[..cut], &line[..line.len() - cut]);
        assert!(!is_loss(&[&before, torn, b"\n", line, b"\n"]), "cut at {cut}");
        assert!(
            !is_loss(&[&before, torn, b"\n", again, b"\n", line, b"\n"]),
            "cut at {cut}, twice"
        );
        assert!(!is_loss(&[&before, torn, b"\n", again]), "cut at {cut}, twice just now");
        assert!(
            is_loss(&[&before[..before.len() - 1 - cut], b"\n", line, b"\n"]),
            "kept, cut at {cut}"
        );
    }
}

fn seal(body: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let hash = Sha256::digest(body);
    let c = u64::from_be_bytes(hash[..8].try_into().unwrap());
    format!("{body},\"c\":\"{c:016x}\"}}\n")
}

pub(crate) const OTHER: &str = "c00d7715aa01be99";

pub(crate) fn other_line(n: u64, v: u64, inside: &str) -> String {
    seal(&format!(r#"{{"v":{v},"d":"{OTHER}","n":{n},{inside}"#))
}

#[test]
fn unknown_types_stay_byte_for_byte() {
    let room = Room::new();
    let path = room.places.data.join(format!("log/{OTHER}.0000.jsonl"));
    let lines = other_line(
        1,
        1,
        r#""b":{"t":"dance.done","id":"x","at":"2026-11-22","lc":50,"by":"p1","b":[1]}"#,
    ) + &other_line(
        2,
        1,
        r#""b": {"b":{"text":"laid out otherwise"},"t":"entry.add","id":"y","at":"2026-11-22","lc":51,"by":"p1"}"#,
    );
    fs::write(&path, &lines).unwrap();
    let Opened { mut vault, .. } = room.open();
    let record = vault.keep(Seat::First, now(), &entry("mine")).unwrap();
    assert_eq!(record.order.lc, 52);
    assert_eq!(texts(&mut vault, Seat::First).len(), 2, "the other layout is read too");
    assert_eq!(vault.search(Seat::First, "otherwise").unwrap().len(), 1);
    vault.erase(Seat::First, now(), &Own::Page(record.id.clone())).unwrap();
    drop(vault);
    assert_eq!(fs::read_to_string(&path).unwrap(), lines);
    assert_eq!(doctor(&room.places).unwrap().findings, [Finding::Unknown { lines: 1 }]);
}

#[test]
fn newer_data_opens_to_read_only() {
    let room = Room::new();
    room.open().vault.keep(Seat::First, now(), &entry("mine")).unwrap();
    let path = room.places.data.join(format!("log/{OTHER}.0000.jsonl"));
    fs::write(path, other_line(1, 2, r#""b":{"whatever":1}"#)).unwrap();
    let Opened { mut vault, notices, .. } = room.open();
    assert_eq!(notices, [Notice::Newer]);
    assert_eq!(texts(&mut vault, Seat::First), ["mine"]);
    assert_eq!(vault.keep(Seat::First, now(), &setting("k")), Err(Failure::Newer));
}

#[test]
fn another_devices_torn_tail_is_still_arriving() {
    let room = Room::new();
    let path = room.places.data.join(format!("log/{OTHER}.0000.jsonl"));
    let line = other_line(
        1,
        1,
        r#""b":{"t":"setting","id":"x","at":"2026-11-22","lc":5,"by":"p1","b":{"key":"k","value":1}}"#,
    );
    fs::write(&path, format!("{line}{}", line.get(..40).unwrap())).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let Opened { vault, journey, notices } = room.open();
    assert!(journey.setting(Seat::First, "k").is_some());
    assert_eq!(notices, []);
    drop(vault);
    let findings = doctor(&room.places).unwrap().findings;
    assert_eq!(findings, [Finding::StillArriving { devices: 1 }]);
}

#[test]
fn conflict_copies_count_once_and_are_erased_too() {
    let room = Room::new();
    let mut vault = room.open().vault;
    let record = vault.keep(Seat::First, now(), &entry("a secret page")).unwrap();
    vault.keep(Seat::First, now(), &setting("k")).unwrap();
    drop(vault);
    let copy = room.log().with_extension("sync-conflict-20261122-1.jsonl");
    fs::copy(room.log(), &copy).unwrap();
    let Opened { mut vault, notices, .. } = room.open();
    assert_eq!(notices, [Notice::ConflictCopies { files: 1 }]);
    assert_eq!(texts(&mut vault, Seat::First).len(), 1);
    vault.erase(Seat::First, now(), &Own::Page(record.id.clone())).unwrap();
    assert!(!room.holds("a secret page"));
    drop(vault);
    let Opened { mut vault, notices, .. } = room.open();
    assert_eq!(notices, [], "said once");
    assert_eq!(texts(&mut vault, Seat::First).len(), 0);
}

#[test]
fn two_lines_with_one_number_are_both_kept() {
    let room = Room::new();
    let line = |key: &str| {
        let inside = format!(
            r#""b":{{"t":"setting","id":"{key}","at":"2026-11-22","lc":5,"by":"p1","b":{{"key":"{key}","value":1}}}}"#
        );
        other_line(1, 1, &inside)
    };
    fs::write(room.places.data.join(format!("log/{OTHER}.0000.jsonl")), line("one")).unwrap();
    fs::write(room.places.data.join(format!("log/{OTHER} (copy).jsonl")), line("two")).unwrap();
    let Opened { journey, notices, .. } = room.open();
    assert!(["one", "two"].iter().all(|key| journey.setting(Seat::First, key).is_some()));
    assert!(notices.contains(&Notice::SameNumber { lines: 1 }));
}

#[test]
fn a_draft_is_brought_back_once() {
    let room = Room::new();
    let mut vault = room.open().vault;
    vault.keep(Seat::First, now(), &entry("kept")).unwrap();
    vault.draft(Seat::First, now(), &entry("half a sen")).unwrap();
    vault.draft(Seat::First, now(), &entry("half a sentence")).unwrap();
    vault.draft(Seat::Second, now(), &answer("mine", Reach::OnlyYou)).unwrap();
    drop(vault);
    let Opened { mut vault, journey, notices } = room.open();
    let back = [Seat::First, Seat::Second].map(|seat| Notice::DraftBack { seat });
    assert_eq!(notices, back);
    assert_eq!(texts(&mut vault, Seat::First), ["kept", "half a sentence"]);
    assert!(journey.answer(Seat::Second, Seat::Second, "1.2", "a").is_some());
    vault.draft(Seat::First, now(), &entry("half a sentence")).unwrap();
    drop(vault);
    let Opened { mut vault, notices, .. } = room.open();
    assert_eq!(notices, [], "what was kept last is not kept again");
    vault.draft(Seat::First, now(), &entry("thrown away")).unwrap();
    vault.clear_draft(Seat::First).unwrap();
    assert!(!room.holds("thrown away"));
    vault.draft(Seat::First, now(), &entry("damaged words")).unwrap();
    drop(vault);
    let home = fs::read_dir(&room.places.state).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(home.join("draft.p1")).unwrap();
    bytes[60] ^= 1;
    fs::write(home.join("draft.p1"), bytes).unwrap();
    assert_eq!(room.open().notices, [Notice::DraftDamaged { seat: Seat::First }]);
    assert!(home.join("draft.p1.damaged").exists());
}

#[test]
fn erasing_leaves_no_byte_of_the_text() {
    let room = Room::new();
    let mut vault = room.open().vault;
    let record = vault.keep(Seat::First, now(), &entry("the first words")).unwrap();
    vault.keep(Seat::First, now(), &entry("a neighbour")).unwrap();
    let edit = Event::EntryEdit { of: record.id.clone(), text: "the second words".to_owned() };
    vault.keep(Seat::First, now(), &edit).unwrap();
    vault.draft(Seat::First, now(), &edit).unwrap();
    let size = fs::metadata(room.log()).unwrap().len();
    vault.erase(Seat::First, now(), &Own::Page(record.id.clone())).unwrap();
    assert!(!room.holds("first words") && !room.holds("second words"));
    assert!(fs::metadata(room.log()).unwrap().len() > size);
    drop(vault);
    let Opened { mut vault, notices, .. } = room.open();
    assert_eq!(texts(&mut vault, Seat::First), ["a neighbour"]);
    assert_eq!(notices, []);
    drop(vault);
    assert_eq!(doctor(&room.places).unwrap().findings, []);
}

#[test]
fn an_erasure_from_another_machine_is_finished_here() {
    let room = Room::new();
    let record = room.open().vault.keep(Seat::First, now(), &entry("my own words")).unwrap();
    let inside = format!(
        r#""b":{{"t":"entry.erase","id":"z","at":"2026-11-22","lc":9,"by":"p1","b":{{"of":"{}"}}}}"#,
        record.id.0
    );
    let path = room.places.data.join(format!("log/{OTHER}.0000.jsonl"));
    fs::write(path, other_line(1, 1, &inside)).unwrap();
    assert_eq!(texts(&mut room.open().vault, Seat::First).len(), 0);
    assert!(!room.holds("my own words"));
}

#[test]
fn either_copy_of_home_json_is_enough() {
    let room = Room::new();
    for name in ["home.json", "home.json.2"] {
        let path = room.places.data.join(name);
        let whole = fs::read(&path).unwrap();
        let mut damaged = whole.clone();
        damaged[30] ^= 1;
        fs::write(&path, damaged).unwrap();
        assert_eq!(room.open().notices, [Notice::HomeRepaired]);
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
    for name in ["home.json", "home.json.2"] {
        fs::write(room.places.data.join(name), "{}").unwrap();
    }
    assert_eq!(Vault::open(&room.places, &machine("here")).unwrap_err(), Failure::Damaged);
}

#[test]
fn a_copied_home_goes_on_as_another_device() {
    let room = Room::new();
    room.open().vault.keep(Seat::First, now(), &setting("k")).unwrap();
    let mut there = Vault::open(&room.places, &machine("there")).unwrap().vault;
    there.keep(Seat::First, now(), &setting("l")).unwrap();
    drop(there);
    assert_eq!(room.logs().len(), 2);
}

#[test]
fn an_older_copy_is_noticed_and_not_written_on() {
    let room = Room::new();
    room.open().vault.keep(Seat::First, now(), &setting("k")).unwrap();
    let log = room.log();
    let before = fs::read(&log).unwrap();
    room.open().vault.keep(Seat::First, now(), &setting("l")).unwrap();
    fs::write(&log, &before).unwrap();
    let Opened { mut vault, notices, .. } = room.open();
    assert_eq!(notices, [Notice::OlderCopy]);
    vault.keep(Seat::First, now(), &setting("m")).unwrap();
    drop(vault);
    assert_eq!(fs::read(&log).unwrap(), before);
    assert_eq!(room.logs().len(), 2);
    assert_eq!(room.open().notices, []);
}

#[test]
fn modes_are_tight_and_tightened() {
    let room = Room::new();
    room.open().vault.keep(Seat::First, now(), &setting("k")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let (data, log) = (room.places.data.clone(), room.log());
    assert_eq!((mode(&data), mode(&log), mode(&data.join(".reserve"))), (0o700, 0o600, 0o600));
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&log, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(doctor(&room.places).unwrap().findings, [Finding::Loose { paths: 2 }]);
    assert_eq!(room.open().notices, [Notice::Tightened { paths: 2 }]);
    assert_eq!((mode(&data), mode(&log)), (0o700, 0o600));
}

#[test]
fn links_pipes_and_directories_are_refused() {
    let kinds: [fn(&Path, &Path); 3] = [
        |path, aside| symlink(aside, path).unwrap(),
        |path, _| fs::create_dir(path).unwrap(),
        |path, _| {
            let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
            assert!(made.success());
        },
    ];
    for make in kinds {
        let room = Room::new();
        room.open().vault.keep(Seat::First, now(), &setting("k")).unwrap();
        let (log, aside) = (room.log(), room.dir.path().join("aside"));
        fs::rename(&log, &aside).unwrap();
        make(&log, &aside);
        let refused = Vault::open(&room.places, &machine("here")).unwrap_err();
        assert!(matches!(refused, Failure::WrongKind { .. }), "{refused:?}");
        assert!(doctor(&room.places).unwrap().findings.contains(&Finding::WrongKind));
    }
}

/// Root may write everywhere, so the check runs in a child that is nobody.
#[test]
fn a_place_that_cannot_be_written_is_read() {
    const ASKED: &str = "AMENDS_TEST_READ_ONLY";
    if let Some(dir) = std::env::var_os(ASKED) {
        let dir = PathBuf::from(dir);
        let places = Places { data: dir.join("data"), state: dir.join("state") };
        let Opened { mut vault, notices, .. } = Vault::open(&places, &machine("here")).unwrap();
        assert!(notices.contains(&Notice::CannotWrite));
        assert_eq!(texts(&mut vault, Seat::First), ["a page"]);
        assert_eq!(vault.keep(Seat::First, now(), &setting("k")), Err(Failure::ReadOnly));
        assert!(doctor(&places).unwrap().findings.contains(&Finding::CannotWrite));
        return;
    }
    let room = Room::new();
    room.open().vault.keep(Seat::First, now(), &entry("a page")).unwrap();
    let mut chmod = std::process::Command::new("chmod");
    let data = &room.places.data;
    assert!(chmod.args(["0500"]).arg(data).arg(data.join("log")).status().unwrap().success());
    let program = room.dir.path().join("it");
    super::process::copy_program(std::env::current_exe().unwrap(), &program);
    let mut child = std::process::Command::new(&program);
    child.args(["--exact", "vault::a_place_that_cannot_be_written_is_read"]);
    child.env(ASKED, room.dir.path()).current_dir(room.dir.path());
    if rustix::process::geteuid().is_root() {
        use std::os::unix::process::CommandExt as _;
        let mut chown = std::process::Command::new("chown");
        assert!(chown.args(["-R", "65534"]).arg(room.dir.path()).status().unwrap().success());
        child.uid(65534);
    }
    let output = child.output().unwrap();
    let _ =
        std::process::Command::new("chmod").arg("0700").arg(data).arg(data.join("log")).status();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        ("[a-c]", any::<bool>())
            .prop_map(|(key, value)| Event::Setting { key, value: value.into() }),
        ("[a-c]", 0_u16..4).prop_map(|(step, page)| Event::Step {
            step,
            page: Some(page),
            done: None
        }),
        "[a-z]{1,8}".prop_map(|text| answer(&text, Reach::Both)),
        "[a-z]{1,8}".prop_map(|text| Event::Share { text }),
        Just(Event::Home { mode: Mode::Together, between: amends::journey::Between::Couple }),
    ]
}

fn seen(journey: &Journey) -> String {
    let eyes = Seat::First;
    let answers: Vec<_> =
        journey.answers(eyes).map(|(_, _, _, kept)| kept.answer.to_string()).collect();
    let shared: Vec<_> = journey.shared().iter().map(|line| line.text.clone()).collect();
    let keys = ["a", "b", "c"];
    let settings = keys.map(|key| journey.setting(eyes, key).cloned());
    let steps = keys.map(|key| journey.step(eyes, key));
    format!("{answers:?} {shared:?} {settings:?} {steps:?} {:?}", journey.mode())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_copies_from_three_devices_make_one_journey(
        events in prop::collection::vec((0_usize..3, 1_u64..6, event()), 1..24),
        shuffled in any::<u64>(),
    ) {
        let devices = [OTHER, "0000000000000001", "9f2c41d07a83be15"];
        let mut counts = [0_u64; 3];
        let mut lines = Vec::new();
        let mut expected = Journey::default();
        for (at, (device, lc, event)) in events.into_iter().enumerate() {
            counts[device] += 1;
            let order = Order { lc, device: devices[device].into(), n: counts[device] };
            let id = RecordId(format!("r{at}").into());
            let record = Record { id, at: When::Moment(now()), order, by: Seat::First, event };
            let inside = record.to_json().unwrap();
            let (d, n) = (devices[device], counts[device]);
            lines.push((device, seal(&format!(r#"{{"v":1,"d":"{d}","n":{n},"b":{inside}"#))));
            expected.apply(&record);
        }
        let room = Room::new();
        let mut chance = super::sim::Chance::new(shuffled);
        for (device, line) in &lines {
            // into its own log, at any place in it, and into any copies
            for copy in 0..=chance.below(3) {
                let name = if copy == 0 {
                    format!("log/{}.0000.jsonl", devices[*device])
                } else {
                    format!("log/{}.sync-conflict-{copy}.jsonl", devices[*device])
                };
                let path = room.places.data.join(name);
                let mut all = fs::read_to_string(&path).unwrap_or_default();
                if chance.below(2) == 0 { all.push_str(line) } else { all.insert_str(0, line) }
                fs::write(path, all).unwrap();
            }
        }
        let Opened { journey, notices, .. } = room.open();
        prop_assert_eq!(seen(&journey), seen(&expected));
        let damaged = notices.iter().any(|notice| {
            matches!(notice, Notice::Damaged { .. } | Notice::Missing { .. } | Notice::SameNumber { .. })
        });
        prop_assert!(!damaged, "{:?}", notices);
    }
}
