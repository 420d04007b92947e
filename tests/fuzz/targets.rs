//! What is done with bytes that anybody could have written: a log, a key file, a file of a curriculum,
//! and keys. Nothing may panic, and nobody else's bytes may change.

use std::{fmt::Write as _, path::Path, sync::OnceLock};

use amends::{
    app::{App, Begins, Ground},
    curriculum::{Curriculum, bundled, check::check},
    journey::{Between, Event, Journey, Mode, Person, Role, Seat, Time},
    layer::{Input, Pasted},
    platform::dirs::Places,
    seal::{Cost, Passphrase, PersonKeys},
    ui::{Key, Theme, clean},
    vault::{
        Memory, Newcomer, Opened, Options, Store as _, Vault,
        disk::{Disk as _, How},
    },
};
use ratatui::{Terminal, backend::TestBackend, layout::Size};
use sha2::{Digest as _, Sha256};

use super::sim::SimDisk;

/// A log of another device.
const LOG: &str = "/d/amends/log/c00d7715aa01be99.0000.jsonl";

fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

fn places() -> Places {
    Places { data: "/d/amends".into(), state: "/s/amends".into() }
}

fn open(disk: &SimDisk) -> Option<Opened> {
    let options = Options { machine: Some("sim".to_owned()), ..Options::default() };
    Vault::open_on(Box::new(disk.clone()), &places(), &options).ok()
}

/// A home of two, the first with a lock, and their keys.
fn home() -> (SimDisk, PersonKeys) {
    static HOME: OnceLock<(SimDisk, PersonKeys)> = OnceLock::new();
    let (disk, keys) = HOME.get_or_init(|| {
        let disk = SimDisk::default();
        let passphrase = Passphrase::of("river lamp olive stone bridge");
        let people = [("A", passphrase), ("B", None)]
            .map(|(label, passphrase)| Newcomer { label: label.to_owned(), passphrase });
        let keys = Vault::create_for_on(&disk, &places(), &people, Cost::TEST).unwrap();
        let keys = keys.into_iter().flatten().next().unwrap();
        let mut vault = open(&disk).unwrap().vault;
        vault.unlock(keys.clone()).unwrap();
        for seat in Seat::ALL {
            let page = Event::Entry { text: format!("a page of {seat}"), prompt: None };
            vault.keep(seat, now(), &page).unwrap();
        }
        drop(vault);
        (disk, keys)
    });
    (disk.after_kill(), keys.clone())
}

fn put(disk: &SimDisk, path: &Path, bytes: &[u8]) {
    disk.unlink(path).unwrap();
    disk.create(path).unwrap().append(bytes).unwrap();
}

fn get(disk: &SimDisk, path: &Path) -> Option<Vec<u8>> {
    let sheet = disk.open(path, How::Read).unwrap()?;
    let mut bytes = vec![0; usize::try_from(sheet.size().unwrap()).unwrap()];
    sheet.read_at(&mut bytes, 0).unwrap();
    Some(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Each line with a check that is right, so that what is behind the check is reached.
fn checked(data: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    for line in data.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let end = memchr::memmem::rfind(line, b",\"c\":\"").unwrap_or(line.len());
        let body = &line[..end];
        all.extend_from_slice(body);
        all.extend_from_slice(
            format!(",\"c\":\"{}\"}}\n", hex(&Sha256::digest(body)[..8])).as_bytes(),
        );
    }
    all
}

/// Everything a person can do with their pages.
fn read_all(vault: &mut Vault) {
    for seat in Seat::ALL {
        for leaf in vault.leaves(seat).unwrap_or_default() {
            let _ = vault.page(seat, &leaf.id);
        }
        let _ = vault.search(seat, "e");
        let _ = vault.each_page(seat, &mut |page| assert!(page.text.len() <= 1 << 21));
    }
}

/// A log that another device could have written.
pub(crate) fn log_line(data: &[u8]) {
    for content in [data.to_vec(), checked(data)] {
        let (disk, keys) = home();
        put(&disk, Path::new(LOG), &content);
        if let Some(Opened { mut vault, .. }) = open(&disk) {
            read_all(&mut vault);
            if vault.unlock(keys).is_ok() {
                read_all(&mut vault);
                let page = Event::Entry { text: "one more".to_owned(), prompt: None };
                let _ = vault.keep(Seat::First, now(), &page);
            }
        }
        assert!(get(&disk, Path::new(LOG)) == Some(content), "another's log is only read");
    }
}

/// A key file that anybody could have put there.
pub(crate) fn home_file(data: &[u8]) {
    let body = &data[..memchr::memmem::rfind(data, b",\"sum\":\"").unwrap_or(data.len())];
    let sum = format!(",\"sum\":\"{}\"}}\n", hex(&Sha256::digest(body)));
    for content in [data.to_vec(), [body, sum.as_bytes()].concat()] {
        let (disk, keys) = home();
        for copy in ["home.json", "home.json.2"] {
            put(&disk, &places().data.join(copy), &content);
        }
        let Some(Opened { mut vault, .. }) = open(&disk) else { continue };
        for seat in Seat::ALL {
            let _ = (vault.door(seat), vault.has_code(seat));
        }
        if vault.unlock(keys).is_ok() {
            read_all(&mut vault);
        }
    }
}

/// A file of somebody's own curriculum: the first byte says which, the rest is in it.
pub(crate) fn content_pack(data: &[u8]) {
    let Some((which, text)) = data.split_first() else { return };
    let mut files = bundled();
    let count = files.len();
    if let Some(file) = files.values_mut().nth(usize::from(*which) % count) {
        *file = String::from_utf8_lossy(text).into_owned();
    }
    for finding in check(&files) {
        assert!(!finding.to_string().is_empty());
    }
}

fn book() -> &'static Curriculum {
    static BOOK: OnceLock<&'static Curriculum> = OnceLock::new();
    BOOK.get_or_init(|| Curriculum::of_bundle("en").unwrap())
}

fn input(byte: u8, more: &[u8]) -> Input {
    let key = match byte {
        0 => Key::ENTER,
        1 => Key::ESC,
        2 => Key::UP,
        3 => Key::DOWN,
        4 => Key::LEFT,
        5 => Key::RIGHT,
        6 => Key::TAB,
        7 => Key::BACK_TAB,
        8 => Key::BACKSPACE,
        9 => Key::DELETE,
        10 => Key::HOME,
        11 => Key::END,
        12 => Key::PAGE_UP,
        13 => Key::PAGE_DOWN,
        14 => Key::ENTER.with_ctrl(),
        15..=24 => Key::function(byte - 14),
        128..=153 => Key::ctrl(char::from(byte - 128 + b'a')),
        154..=169 => return Input::Pick(usize::from(byte - 154)),
        170..=179 => {
            return Input::Place(usize::from(byte - 170), more.first().copied().unwrap_or(0));
        }
        180 => {
            let text = String::from_utf8_lossy(more);
            return Input::Paste(Pasted(clean(&text).into_owned()));
        }
        _ => Key::char(char::from(byte.clamp(b' ', b'~'))),
    };
    Input::Key(key)
}

/// Keys, clicks, pastes and windows of any size, on a home of two in memory.
pub(crate) fn keys(data: &[u8]) {
    let (mut store, mut journey) = (Memory::default(), Journey::default());
    let person = |name: &str, role| {
        Event::Profile(Person { name: name.to_owned(), role: Some(role), ..Person::default() })
    };
    let past = [
        (Seat::First, Event::Home { mode: Mode::Together, between: Between::Couple }),
        (Seat::First, person("Ana", Role::Hurt)),
        (Seat::Second, person("Ben", Role::Repairing)),
    ];
    if data.first().is_none_or(|byte| byte % 4 != 0) {
        for (seat, event) in past {
            journey.apply(&store.keep(seat, now(), &event).unwrap());
        }
    }
    let size = Size::new(80, 24);
    let mut glass = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
    let begins = Begins {
        ground: Ground::Memory,
        store: Box::new(store),
        journey,
        found: Vec::new(),
        cost: || Cost::TEST,
        size,
        now: now(),
    };
    let mut app = App::new(book(), book().words().unwrap(), begins);
    // past the door of a home of two
    app.key(Key::char('1'), now());
    let theme = Theme::coloured();
    for (at, byte) in data.iter().enumerate().skip(1) {
        let more = &data[at + 1..data.len().min(at + 40)];
        if *byte == 255 {
            let cells = |n: usize| u16::from(more.get(n).copied().unwrap_or(80));
            let size = Size::new(cells(0), cells(1));
            glass.backend_mut().resize(size.width, size.height);
            app.resize(size, now());
        } else {
            app.hear(&input(*byte, more), now());
        }
        if app.is_trying() {
            app.wait_for_lock(now());
        }
        app.tick(now());
        glass.draw(|frame| app.draw(frame, &theme, now())).unwrap();
        if app.quits() {
            return;
        }
    }
}
