//! A home with locks, and somebody else at its files: what they do is noticed or opens nothing, and what
//! they see tells them nothing.

#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::disallowed_methods, reason = "these tests look behind the store's back")]

use std::fs;

use amends::{
    journey::Seat,
    seal::Shut,
    vault::{Failure, Notice, Options, Vault, doctor},
};

use super::{
    drawer::{ANAS, BENS, Room, entry, keep, phrase, setting, texts},
    home::say,
};

/// The key file with some of its text changed, and its sum put right, as a partner could.
fn forge(room: &Room, change: impl Fn(&str) -> String) {
    use sha2::{Digest as _, Sha256};
    let text = fs::read_to_string(room.places.data.join("home.json")).unwrap();
    let (body, _) = text.split_once(",\"sum\":").unwrap();
    let body = change(body);
    let digits =
        Sha256::digest(&body).iter().flat_map(|byte| [byte >> 4, byte & 15]).collect::<Vec<_>>();
    let sum: String =
        digits.iter().map(|it| char::from_digit(u32::from(*it), 16).unwrap()).collect();
    let forged = format!("{body},\"sum\":\"{sum}\"}}\n");
    for copy in ["home.json", "home.json.2"] {
        fs::write(room.places.data.join(copy), &forged).unwrap();
    }
}

#[test]
fn a_lock_does_not_go_away_quietly() {
    let no_lock =
        |body: &str| body.replacen("\"protect\":\"passphrase\"", "\"protect\":\"none\"", 1);
    let no_slots = |body: &str| {
        let (head, _) = body.split_once("\"slots\":").unwrap();
        format!("{}\"slots\":[]", head.replace("\"passphrase\"", "\"none\""))
    };
    for (forged, elsewhere) in [(true, false), (false, false), (false, true)] {
        let room = Room::of([Some(ANAS), None]);
        let (mut vault, _) = room.unlock(Seat::First, ANAS);
        keep(&mut vault, Seat::First, &entry("anas page"));
        drop(vault);
        forge(&room, |body| if forged { no_lock(body) } else { no_slots(body) });
        if elsewhere {
            fs::remove_dir_all(&room.places.state).unwrap();
        }
        let before = room.bytes();
        let failure = Vault::open(&room.places, &Room::options()).unwrap_err();
        assert_eq!(failure, Failure::KeysChanged);
        let read_only = Options { read_only: true, ..Room::options() };
        assert_eq!(Vault::open(&room.places, &read_only).unwrap_err(), Failure::KeysChanged);
        assert!(elsewhere || room.bytes() == before, "and nothing was changed");
    }
}

#[test]
fn hostile_key_files_do_no_harm() {
    let costs = [("\"m\":64", "\"m\":4294967295"), ("\"t\":1,", "\"t\":4000000000,")];
    for (from, to) in costs {
        let room = Room::of([Some(ANAS), None]);
        forge(&room, |body| body.replacen(from, to, 1));
        let door = room.open().vault.door(Seat::First).unwrap();
        assert_eq!(door.open(&phrase(ANAS)).unwrap_err(), Shut::Damaged);
    }
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let swap = |body: &str| {
        let body = body.replace("\"for\":\"p1\"", "\"for\":\"px\"");
        body.replace("\"for\":\"p2\"", "\"for\":\"p1\"").replace("\"for\":\"px\"", "\"for\":\"p2\"")
    };
    forge(&room, swap);
    let vault = room.open().vault;
    for (seat, passphrase) in [(Seat::First, BENS), (Seat::Second, ANAS)] {
        let door = vault.door(seat).unwrap();
        assert_eq!(door.open(&phrase(passphrase)).unwrap_err(), Shut::Damaged);
    }
}

#[test]
fn what_was_taken_away_is_missed() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    let pages = ["one", "two", "three"].map(|text| keep(&mut vault, Seat::First, &entry(text)));
    drop(vault);
    // the second becomes noise, under a right check: as somebody could who knows the format
    let n = pages[1].order.n;
    let log = room.logs().remove(0);
    let text = fs::read_to_string(&log).unwrap();
    let mine = format!("\"n\":{n},\"x\":\"");
    let forged: String = text.lines().fold(String::new(), |mut all, line| {
        let line = if line.contains(&mine) { noise(line) } else { line.to_owned() };
        all.push_str(&line);
        all.push('\n');
        all
    });
    assert_ne!(forged, text);
    fs::write(&log, forged).unwrap();
    let (mut vault, unlocked) = room.unlock(Seat::First, ANAS);
    assert_eq!(unlocked.notices, [Notice::OwnMissing { lines: 1 }]);
    assert_eq!(texts(&mut vault, Seat::First), ["one", "three"]);
    drop(vault);
    assert_eq!(doctor(&room.places).unwrap().findings, [], "nobody else can tell");
    let (_, unlocked) = room.unlock(Seat::First, ANAS);
    assert_eq!(unlocked.notices, [], "said once");
}

fn noise(line: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let (head, rest) = line.split_once("\"x\":\"").unwrap();
    let (x, _) = rest.split_once('"').unwrap();
    let x: String = x.chars().rev().collect();
    let body = format!("{head}\"x\":\"{x}\"");
    let hash = Sha256::digest(&body);
    let c = u64::from_be_bytes(hash[..8].try_into().unwrap());
    format!("{body},\"c\":\"{c:016x}\"}}")
}

#[test]
fn a_flipped_byte_of_a_locked_home_costs_its_line_or_two_at_a_newline() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    for n in 0..3 {
        keep(&mut vault, Seat::First, &setting(&format!("k{n}")));
        keep(&mut vault, Seat::First, &entry(&format!("page {n}")));
    }
    let keys = vault.door(Seat::First).unwrap().open(&phrase(ANAS)).unwrap();
    drop(vault);
    let log = room.logs().remove(0);
    let whole = fs::read(&log).unwrap();
    let (mut most, mut tried) = (0, 0);
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(&log, &flipped).unwrap();
        let options = Options { read_only: true, ..Room::options() };
        let mut vault = Vault::open(&room.places, &options).unwrap().vault;
        let unlocked = vault.unlock(keys.clone()).unwrap();
        let has = |n: &usize| unlocked.journey.setting(Seat::First, &format!("k{n}")).is_some();
        let settings = (0..3).filter(has).count();
        let pages = texts(&mut vault, Seat::First);
        assert!(pages.iter().all(|page| page.starts_with("page ")), "byte {at}: {pages:?}");
        let lost = 6 - settings - pages.len();
        let allowed = if whole[at] == b'\n' { 2 } else { 1 };
        assert!(lost <= allowed, "byte {at}: {lost} lost");
        (most, tried) = (most.max(lost), tried + 1);
    }
    assert!(most > 0 && tried > 8_000, "{tried} tried, at most {most} lost");
    say(&format!("damage to a locked home: {tried} files tried, at most {most} lines lost"));
}

#[test]
fn a_line_of_another_home_or_another_place_opens_nothing() {
    let room = Room::of([Some(ANAS), None]);
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    keep(&mut vault, Seat::First, &entry("one"));
    keep(&mut vault, Seat::First, &entry("two"));
    drop(vault);
    let log = room.logs().remove(0);
    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let mut swapped = lines.clone();
    swapped.swap(0, 1);
    fs::write(&log, swapped.join("\n") + "\n").unwrap();
    let (mut vault, unlocked) = room.unlock(Seat::First, ANAS);
    assert_eq!(texts(&mut vault, Seat::First), ["one", "two"], "order does not matter");
    assert_eq!(unlocked.notices, []);
    drop(vault);
    let moved = log.with_file_name("c00d7715aa01be99.0000.jsonl");
    fs::write(&moved, text.replace(lines[0].get(12..28).unwrap(), "c00d7715aa01be99")).unwrap();
    let (mut vault, _) = room.unlock(Seat::First, ANAS);
    assert_eq!(texts(&mut vault, Seat::First), ["one", "two"]);
}

/// What can be seen from outside: how many lines of which length, and where.
fn seen(room: &Room) -> Vec<usize> {
    room.lines().iter().map(String::len).collect()
}

#[test]
fn a_session_tells_nobody_whether_anybody_wrote() {
    let quiet = Room::of([Some(ANAS), Some(BENS)]);
    let busy = Room::of([Some(ANAS), Some(BENS)]);
    for n in 0..5 {
        let (vault, _) = quiet.unlock(Seat::First, ANAS);
        drop(vault);
        let (mut vault, _) = busy.unlock(Seat::Second, BENS);
        keep(&mut vault, Seat::Second, &entry(&format!("what is in my heart {n}")));
        keep(&mut vault, Seat::Second, &setting("k"));
        drop(vault);
    }
    assert_eq!(seen(&quiet), seen(&busy), "one wrote nothing, the other ten things");
    let keys = |room: &Room| {
        let lines = room.lines().into_iter();
        lines
            .map(|line| line.split('"').step_by(2).map(|it| it.len() > 9).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&quiet), keys(&busy));
    assert!(quiet.lines().iter().all(|line| line.contains("\"x\":") && !line.contains("\"b\":")));
}
