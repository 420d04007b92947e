//! Drawers: what is sealed opens for its owner and nobody else. What somebody else can see in the files
//! or do to them is `meddling`'s.

#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::disallowed_methods, reason = "these tests look behind the store's back")]

use std::{fs, path::PathBuf};

use amends::{
    journey::{Event, Journey, Own, Person, Reach, Record, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase, Shut},
    vault::{
        Failure, Finding, Newcomer, Notice, Opened, Options, Store as _, Unlocked, Vault, doctor,
    },
};
use tempfile::TempDir;

pub(crate) const ANAS: &str = "river lamp olive stone bridge";
pub(crate) const BENS: &str = "quiet wagon pepper sail thunder";

fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

pub(crate) fn phrase(text: &str) -> Passphrase {
    Passphrase::of(text).unwrap()
}

pub(crate) fn entry(text: &str) -> Event {
    Event::Entry { text: text.to_owned(), prompt: None }
}

pub(crate) fn setting(key: &str) -> Event {
    Event::Setting { key: key.to_owned(), value: true.into() }
}

fn answer(text: &str, reach: Reach) -> Event {
    let (exercise, part) = ("1.2".to_owned(), "a".to_owned());
    Event::Answer { exercise, part, reach, done: true, answer: text.into() }
}

fn share(text: &str) -> Event {
    Event::Share { text: text.to_owned() }
}

pub(crate) struct Room {
    dir: TempDir,
    pub(crate) places: Places,
}

impl Room {
    /// For Ana and Ben, with these passphrases.
    pub(crate) fn of(passphrases: [Option<&str>; 2]) -> Self {
        let dir = TempDir::new().unwrap();
        let places = Places { data: dir.path().join("data"), state: dir.path().join("state") };
        let people = ["Ana", "Ben"].into_iter().zip(passphrases).map(|(label, passphrase)| {
            Newcomer { label: label.to_owned(), passphrase: passphrase.map(phrase) }
        });
        Vault::create_for(&places, &people.collect::<Vec<_>>(), Cost::TEST).unwrap();
        Self { dir, places }
    }

    pub(crate) fn options() -> Options {
        Options { machine: Some("here".to_owned()), ..Options::default() }
    }

    pub(crate) fn open(&self) -> Opened {
        Vault::open(&self.places, &Self::options()).unwrap()
    }

    /// Opened, with a drawer unlocked.
    pub(crate) fn unlock(&self, seat: Seat, passphrase: &str) -> (Vault, Unlocked) {
        let mut vault = self.open().vault;
        let unlocked = unlock(&mut vault, seat, passphrase);
        (vault, unlocked)
    }

    pub(crate) fn logs(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.places.data.join("log")).unwrap();
        let mut logs: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        logs.sort();
        logs
    }

    /// Every byte of the home and of its state, and nothing of the reserve.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        fn read(dir: &std::path::Path, into: &mut Vec<u8>) {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    read(&path, into);
                } else if !path.ends_with(".reserve") {
                    into.extend(fs::read(&path).unwrap());
                }
            }
        }
        let mut bytes = Vec::new();
        read(self.dir.path(), &mut bytes);
        bytes
    }

    fn holds(&self, words: &str) -> bool {
        memchr::memmem::find(&self.bytes(), words.as_bytes()).is_some()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        let logs = self.logs().into_iter().map(|log| fs::read_to_string(log).unwrap());
        logs.flat_map(|log| log.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
    }
}

fn unlock(vault: &mut Vault, seat: Seat, passphrase: &str) -> Unlocked {
    let keys = vault.door(seat).unwrap().open(&phrase(passphrase)).unwrap();
    vault.unlock(keys).unwrap()
}

pub(crate) fn texts(vault: &mut Vault, by: Seat) -> Vec<String> {
    let mut texts = Vec::new();
    vault.each_page(by, &mut |page| texts.push(page.text.to_owned())).unwrap();
    texts
}

pub(crate) fn keep(vault: &mut Vault, by: Seat, event: &Event) -> Record {
    vault.keep(by, now(), event).unwrap()
}

fn shared(journey: &Journey) -> Vec<String> {
    journey.shared().iter().map(|line| line.text.clone()).collect()
}

#[test]
fn each_drawer_opens_for_its_owner_and_what_is_shared_for_both() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    keep(&mut vault, Seat::First, &entry("anas page"));
    keep(&mut vault, Seat::First, &answer("anas answer", Reach::OnlyYou));
    keep(&mut vault, Seat::First, &share("anas line"));
    assert_eq!(
        vault.keep(Seat::Second, now(), &entry("bens")).unwrap_err(),
        Failure::Locked,
        "nobody writes into a drawer that is locked"
    );
    keep(&mut vault, Seat::Second, &share("said together"));

    let unlocked = unlock(&mut vault, Seat::Second, BENS);
    keep(&mut vault, Seat::Second, &entry("bens page"));
    assert_eq!(shared(&unlocked.journey), ["anas line", "said together"]);
    assert!(unlocked.journey.answer(Seat::First, Seat::First, "1.2", "a").is_none());
    assert_eq!(texts(&mut vault, Seat::Second), ["bens page"]);
    assert_eq!(texts(&mut vault, Seat::First), [""; 0], "not with Ben's keys");
    assert_eq!(vault.search(Seat::First, "anas").unwrap().len(), 0);

    let locked = vault.lock().unwrap();
    assert_eq!(vault.unlocked(), None);
    assert_eq!((shared(&locked).len(), texts(&mut vault, Seat::Second).len()), (0, 0));
    drop(vault);
    for words in ["anas", "bens", "line", "together", "entry.add", "p1\",\"b\"", ANAS, BENS] {
        assert!(!room.holds(words), "“{words}” can be read in the files");
    }
    let (mut vault, unlocked) = room.unlock(Seat::First, ANAS);
    assert_eq!(texts(&mut vault, Seat::First), ["anas page"]);
    assert!(unlocked.journey.answer(Seat::First, Seat::First, "1.2", "a").is_some());
    assert_eq!(unlocked.notices, []);
    drop(vault);
    assert_eq!(doctor(&room.places).unwrap().findings, []);
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let room = Room::of([Some(ANAS), None]);
    let vault = room.open().vault;
    let door = vault.door(Seat::First).unwrap();
    for wrong in [BENS, "x", "River lamp olive stone bridge", &"long ".repeat(400)] {
        assert_eq!(door.open(&phrase(wrong)).unwrap_err(), Shut::Wrong);
    }
    assert!(door.open(&phrase("  river  lamp olive stone\tbridge ")).is_ok());
    assert!(vault.door(Seat::Second).is_none());
}

#[test]
fn who_takes_another_name_is_called_so_at_the_door() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::Second, BENS);
    for name in ["Benedikt", ""] {
        let person = Person { name: name.to_owned(), ..Person::default() };
        keep(&mut vault, Seat::Second, &Event::Profile(person));
    }
    drop(vault);
    let Opened { journey, .. } = room.open();
    let label = |seat| journey.resident(seat).unwrap().label.clone();
    assert_eq!(Seat::ALL.map(label), ["Ana", "Benedikt"], "and nobody is left without a name");
    room.unlock(Seat::First, ANAS);
    assert_eq!(doctor(&room.places).unwrap().findings, []);
}

#[test]
fn one_lock_in_a_home_of_two() {
    let room = Room::of([Some(ANAS), None]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    keep(&mut vault, Seat::First, &entry("anas page"));
    keep(&mut vault, Seat::First, &share("for both"));
    keep(&mut vault, Seat::Second, &entry("open page"));
    drop(vault);
    let Opened { mut vault, journey, .. } = room.open();
    assert_eq!(shared(&journey), ["for both"], "Ben has no passphrase, and may read it");
    assert_eq!(texts(&mut vault, Seat::Second), ["open page"]);
    assert_eq!(texts(&mut vault, Seat::First).len(), 0);
    assert!(journey.has_lock(Seat::First) && !journey.has_lock(Seat::Second));
    assert!(room.holds("open page") && !room.holds("anas page") && !room.holds("for both"));
}

#[test]
fn pages_are_changed_found_and_thrown_away() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    let first = keep(&mut vault, Seat::First, &entry("one"));
    let second = keep(&mut vault, Seat::First, &entry(&"long ".repeat(2_000)));
    let edit = Event::EntryEdit { of: first.id.clone(), text: "one, changed, Zürich".to_owned() };
    keep(&mut vault, Seat::First, &edit);
    assert_eq!(vault.leaves(Seat::First).unwrap().len(), 2);
    assert_eq!(vault.page(Seat::First, &first.id).unwrap().unwrap(), "one, changed, Zürich");
    assert_eq!(vault.search(Seat::First, "ZÜRICH").unwrap().len(), 1);
    let before = room.lines();
    vault.erase(Seat::First, now(), &Own::Page(first.id.clone())).unwrap();
    let after = room.lines();
    assert_eq!(before.len() + 1, after.len(), "a line more says that it is gone");
    let changed: Vec<_> = before.iter().zip(&after).filter(|(old, new)| old != new).collect();
    assert_eq!(changed.len(), 2, "both versions are noise");
    assert!(changed.iter().all(|(old, new)| old.len() == new.len()));
    drop(vault);
    let (mut vault, unlocked) = room.unlock(Seat::First, ANAS);
    assert_eq!(unlocked.notices, [], "nothing is missing: it was thrown away");
    let left: Vec<_> = vault.leaves(Seat::First).unwrap().into_iter().map(|it| it.id).collect();
    assert_eq!(left, [second.id]);
    drop(vault);
    assert_eq!(doctor(&room.places).unwrap().findings, []);
}

/// Who only wrote in the journal was here: it is known though no page is read, to whoever may read it.
#[test]
fn a_page_is_a_day_on_which_its_writer_was_here() {
    for lock in [None, Some(ANAS)] {
        let room = Room::of([lock, None]);
        let own = || {
            let mut vault = room.open().vault;
            lock.map(|lock| unlock(&mut vault, Seat::First, lock));
            vault
        };
        let days = |days| now() + chrono::Days::new(days);
        let mut vault = own();
        vault.keep(Seat::First, days(0), &share("for both")).unwrap();
        let page = vault.keep(Seat::First, days(20), &entry("a page")).unwrap();
        drop(vault);
        let last = || {
            let Opened { mut vault, journey, .. } = room.open();
            let open = lock.map(|lock| unlock(&mut vault, Seat::First, lock).journey);
            let lasts = Seat::ALL.map(|seat| open.as_ref().unwrap_or(&journey).last_day(seat));
            (lasts, journey.last_day(Seat::First))
        };
        let day = |count| Some(days(count).date_naive());
        let shut = if lock.is_some() { day(0) } else { day(20) };
        assert_eq!(last(), ([day(20), None], shut), "{lock:?}");
        let edit = Event::EntryEdit { of: page.id, text: "changed".to_owned() };
        own().keep(Seat::First, days(30), &edit).unwrap();
        assert_eq!(last().0, [day(30), None], "{lock:?}");
    }
}

#[test]
fn unsaved_words_are_sealed_and_come_back_to_their_owner() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    vault.draft(Seat::First, now(), &entry("half a sentence")).unwrap();
    drop(vault);
    assert!(!room.holds("half a"));
    let (mut vault, bens) = room.unlock(Seat::Second, BENS);
    assert_eq!(bens.notices, []);
    let anas = unlock(&mut vault, Seat::First, ANAS);
    assert_eq!(anas.notices, [Notice::DraftBack { seat: Seat::First }]);
    assert_eq!(texts(&mut vault, Seat::First), ["half a sentence"]);
}

#[test]
fn a_lock_that_comes_later_leaves_nothing_open() {
    let room = Room::of([None, None]);
    let mut vault = room.open().vault;
    keep(&mut vault, Seat::First, &entry("anas page"));
    keep(&mut vault, Seat::First, &setting("anas-key"));
    keep(&mut vault, Seat::First, &share("anas line"));
    keep(&mut vault, Seat::Second, &entry("bens page"));
    vault.draft(Seat::First, now(), &entry("anas half")).unwrap();
    // and what a sync program left of it
    let log = room.logs().remove(0);
    fs::copy(&log, log.with_extension("sync-conflict-1.jsonl")).unwrap();
    drop(vault);
    let mut vault = room.open().vault;
    let unlocked = vault.set_lock(Seat::First, &phrase(ANAS), Cost::TEST).unwrap();
    assert!(unlocked.journey.setting(Seat::First, "anas-key").is_some());
    assert_eq!(shared(&unlocked.journey), ["anas line"]);
    assert_eq!(texts(&mut vault, Seat::First), ["anas page", "anas half"]);
    assert_eq!(
        vault.set_lock(Seat::First, &phrase(BENS), Cost::TEST).unwrap_err(),
        Failure::Exists
    );
    drop(vault);
    assert!(!room.holds("anas") && room.holds("bens page"));
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    assert_eq!(texts(&mut vault, Seat::First).len(), 2);
    let unlocked = vault.set_lock(Seat::Second, &phrase(BENS), Cost::TEST).unwrap();
    assert_eq!(shared(&unlocked.journey), ["anas line"], "Ben has the key to what is for both");
    assert_eq!(texts(&mut vault, Seat::Second), ["bens page"]);
    drop(vault);
    assert!(!room.holds("bens page"));
    let Opened { journey, .. } = room.open();
    assert_eq!(shared(&journey).len(), 0, "what is for both is locked as well now");
    let (_, unlocked) = room.unlock(Seat::First, ANAS);
    assert_eq!(shared(&unlocked.journey), ["anas line"]);
}

#[test]
fn another_passphrase_changes_a_slot_and_not_a_line() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    keep(&mut vault, Seat::First, &entry("anas page"));
    let before = room.lines();
    vault.change_lock(&phrase("a new one"), false, Cost::TEST).unwrap();
    assert_eq!(room.lines(), before);
    drop(vault);
    let (mut vault, _) = room.unlock(Seat::First, "a new one");
    assert_eq!(texts(&mut vault, Seat::First), ["anas page"]);
    assert_eq!(vault.door(Seat::First).unwrap().open(&phrase(ANAS)).unwrap_err(), Shut::Wrong);
    unlock(&mut vault, Seat::Second, BENS);
}

#[test]
fn when_somebody_knows_the_old_one_everything_is_sealed_anew() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    let gone = keep(&mut vault, Seat::First, &entry("thrown away"));
    keep(&mut vault, Seat::First, &entry("anas page"));
    keep(&mut vault, Seat::First, &share("for both"));
    vault.erase(Seat::First, now(), &Own::Page(gone.id.clone())).unwrap();
    let code = vault.make_code().unwrap();
    let old_home = fs::read(room.places.data.join("home.json")).unwrap();
    let old_lines = room.lines();
    vault.change_lock(&phrase("a new one"), true, Cost::TEST).unwrap();
    keep(&mut vault, Seat::First, &entry("after"));
    assert_eq!(texts(&mut vault, Seat::First), ["anas page", "after"]);
    drop(vault);
    let (mut vault, unlocked) = room.unlock(Seat::First, "a new one");
    assert_eq!(unlocked.notices, []);
    assert_eq!(texts(&mut vault, Seat::First), ["anas page", "after"]);
    assert_eq!(shared(&unlocked.journey), ["for both"]);
    assert!(!vault.has_code(Seat::First), "a code of before opens nothing more");
    drop(vault);
    assert_eq!(doctor(&room.places).unwrap().findings, []);
    // whoever kept the old key file and knows the old passphrase: nothing that is here now opens
    let snoop = Room::of([None, None]);
    for log in room.logs() {
        let to = snoop.places.data.join("log");
        fs::create_dir_all(&to).unwrap();
        fs::copy(&log, to.join(log.file_name().unwrap())).unwrap();
    }
    fs::write(snoop.places.data.join("home.json"), &old_home).unwrap();
    fs::write(snoop.places.data.join("home.json.2"), &old_home).unwrap();
    for old in [ANAS, code.words()] {
        let (mut vault, _) = snoop.unlock(Seat::First, old);
        assert_eq!(texts(&mut vault, Seat::First), [""; 0]);
        drop(vault);
        fs::remove_dir_all(&snoop.places.state).unwrap();
    }
    let kept = room.lines().into_iter().filter(|line| old_lines.contains(line)).count();
    assert_eq!((kept, old_lines.len()), (2, 4), "noise, and what is for both");
}

#[test]
fn a_code_opens_until_it_is_taken_away() {
    let room = Room::of([Some(ANAS), None]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    keep(&mut vault, Seat::First, &entry("anas page"));
    let code = vault.make_code().unwrap();
    drop(vault);
    assert!(!room.holds(code.words()), "it is on paper only");
    let (mut vault, _) = room.unlock(Seat::First, code.words());
    assert_eq!(texts(&mut vault, Seat::First), ["anas page"]);
    vault.drop_code().unwrap();
    drop(vault);
    let door = room.open().vault.door(Seat::First).unwrap();
    assert_eq!(door.open(&code).unwrap_err(), Shut::Wrong);
}

#[test]
fn a_copied_home_opens_on_another_machine_with_the_passphrase_alone() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    let page = keep(&mut vault, Seat::First, &entry("anas page"));
    drop(vault);
    fs::remove_dir_all(&room.places.state).unwrap();
    let there = Options { machine: Some("there".to_owned()), ..Options::default() };
    let mut vault = Vault::open(&room.places, &there).unwrap().vault;
    unlock(&mut vault, Seat::First, ANAS);
    assert_eq!(texts(&mut vault, Seat::First), ["anas page"]);
    // thrown away there, written over here
    vault.erase(Seat::First, now(), &Own::Page(page.id.clone())).unwrap();
    drop(vault);
    assert_eq!(room.logs().len(), 2);
    assert_eq!(doctor(&room.places).unwrap().findings, Vec::<Finding>::new());
}

#[test]
fn what_comes_between_opening_and_unlocking_is_seen() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    for text in ["one", "two"] {
        keep(&mut vault, Seat::First, &entry(text));
    }
    keep(&mut vault, Seat::First, &share("for both"));
    drop(vault);
    let log = room.logs().remove(0);
    let all = fs::read_to_string(&log).unwrap();
    let (early, late) = all.split_at(all.match_indices('\n').next().unwrap().0 + 1);
    for grown in [true, false] {
        // a sync program brings the rest while somebody types: in the same file, or in another
        fs::write(&log, early).unwrap();
        fs::remove_dir_all(&room.places.state).unwrap();
        let mut vault = room.open().vault;
        let other = log.with_extension("sync-conflict-1.jsonl");
        if grown {
            fs::write(&log, &all).unwrap();
        } else {
            fs::write(&other, late).unwrap();
        }
        let unlocked = unlock(&mut vault, Seat::First, ANAS);
        let mut texts = texts(&mut vault, Seat::First);
        texts.sort();
        assert_eq!(texts, ["one", "two"], "grown {grown}");
        assert_eq!(shared(&unlocked.journey), ["for both"], "grown {grown}");
        assert_eq!(unlocked.notices, [], "nothing is missing");
    }
}

#[test]
fn an_open_line_in_the_name_of_somebody_with_a_lock_is_sealed() {
    let room = Room::of([None, None]);
    let mut vault = room.open().vault;
    keep(&mut vault, Seat::First, &entry("anas page"));
    drop(vault);
    // another machine, which has not seen the lock yet
    let state = room.places.state.clone();
    fs::rename(&state, state.with_extension("here")).unwrap();
    let there = Options { machine: Some("there".to_owned()), ..Options::default() };
    let mut vault = Vault::open(&room.places, &there).unwrap().vault;
    keep(&mut vault, Seat::First, &entry("written there"));
    drop(vault);
    fs::rename(&state, state.with_extension("there")).unwrap();
    fs::rename(state.with_extension("here"), &state).unwrap();
    let mut vault = room.open().vault;
    vault.set_lock(Seat::First, &phrase(ANAS), Cost::TEST).unwrap();
    assert_eq!(texts(&mut vault, Seat::First), ["anas page", "written there"]);
    drop(vault);
    assert!(!room.holds("anas page") && room.holds("written there"), "each its own lines");
    fs::remove_dir_all(&state).unwrap();
    fs::rename(state.with_extension("there"), &state).unwrap();
    let mut vault = Vault::open(&room.places, &there).unwrap().vault;
    unlock(&mut vault, Seat::First, ANAS);
    assert!(!room.holds("written there"), "at its next opening");
    assert_eq!(texts(&mut vault, Seat::First), ["anas page", "written there"]);
}

/// So many that two look at them: nothing is lost between the halves, and all stays in order.
#[test]
fn many_pages_are_unlocked_in_order() {
    for count in [511, 512, 513, 1201] {
        let room = Room::of([Some(ANAS), None]);
        let (mut vault, _) = room.unlock(Seat::First, ANAS);
        let pages: Vec<_> = (0..count).map(|n| entry(&format!("page {n}"))).collect();
        vault.keep_all(Seat::First, now(), &pages).unwrap();
        keep(&mut vault, Seat::First, &setting("k"));
        drop(vault);
        let (mut vault, unlocked) = room.unlock(Seat::First, ANAS);
        assert_eq!(unlocked.notices, []);
        assert!(unlocked.journey.setting(Seat::First, "k").is_some());
        let all: Vec<_> = (0..count).map(|n| format!("page {n}")).collect();
        assert_eq!(texts(&mut vault, Seat::First), all);
    }
}

#[test]
fn halves_are_whole_together() {
    use amends::platform::in_halves;
    for len in [0, 1, 2, 5, 1000] {
        let halves = in_halves(len, Iterator::collect::<Vec<_>>);
        assert_eq!(halves.concat(), (0..len).collect::<Vec<_>>());
    }
}
