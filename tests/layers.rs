//! Who may use whom: the architecture as a table, held against every `crate::…` in `src`.

use std::{fs, path::Path};

/// A room, and what it may use beside itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("journey", &[]),
    ("platform", &["journey"]),
    ("ui", &["journey", "seal"]),
    ("layer", &["journey", "seal", "ui"]),
    ("lens", &["journey"]),
    ("exercise", &["journey", "layer", "ui"]),
    ("practice", &["exercise", "journey", "layer", "ui"]),
    ("curriculum", &["exercise", "journey", "lens", "practice", "ui"]),
    ("engine", &["curriculum", "exercise", "journey", "practice"]),
    ("coach", &["curriculum", "engine", "journey", "practice"]),
    (
        "screen",
        &[
            "coach",
            "curriculum",
            "engine",
            "exercise",
            "journey",
            "layer",
            "lens",
            "practice",
            "seal",
            "ui",
        ],
    ),
    ("seal", &["journey"]),
    ("vault", &["journey", "platform", "seal"]),
    ("app", &["curriculum", "journey", "layer", "platform", "screen", "seal", "ui", "vault"]),
    (
        "cli",
        &[
            "app",
            "coach",
            "curriculum",
            "engine",
            "journey",
            "layer",
            "lens",
            "platform",
            "practice",
            "seal",
            "ui",
            "vault",
        ],
    ),
];

#[test]
fn every_room_uses_only_what_stands_below_it() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let Some((room, may)) = ROOMS.iter().find(|(room, _)| is_in(&file, room)) else { continue };
        let text = fs::read_to_string(&file).unwrap();
        for used in uses(&text) {
            seen += 1;
            if used != *room && !may.contains(&used.as_str()) {
                wrong.push(format!("{file} uses `crate::{used}`, which is not below `{room}`"));
            }
        }
    }
    assert!(seen > 100, "the test reads the source: {seen} uses found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A table that names a room that is gone, or forgets a new one, says nothing.
#[test]
fn the_table_names_every_room() {
    let lib = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    let rooms = lib
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    let mut rooms: Vec<_> = rooms.collect();
    let mut known: Vec<_> = ROOMS.iter().map(|(room, _)| *room).collect();
    rooms.sort_unstable();
    known.sort_unstable();
    assert_eq!(rooms, known);
}

/// Keys are named in tables and nowhere else: only the tables' own module knows crossterm's codes.
#[test]
fn only_the_key_tables_name_key_codes() {
    for file in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = fs::read_to_string(&file).unwrap();
        let names = text.contains("KeyCode::");
        assert!(!names || file.ends_with("src/ui/keys.rs"), "{file} names a KeyCode");
    }
}

/// Nothing goes over a network: nothing names what could. A pair of sockets in one process is no
/// network.
#[test]
fn nothing_names_a_network() {
    let mut read = 0;
    for file in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = fs::read_to_string(&file).unwrap();
        read += 1;
        let names =
            ["std::net", "core::net", "rustix::net", "Tcp", "Udp", "UnixListener", "connect("];
        let found = names.iter().find(|name| text.contains(**name));
        assert_eq!(found, None, "{file} could go over a network");
    }
    assert!(read > 100, "the test reads the source: {read} files");
    let manifest = include_str!("../Cargo.toml");
    let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
    let (dependencies, _) = dependencies.split_once("[dev-dependencies]").unwrap();
    for name in ["reqwest", "hyper", "ureq", "tokio", "curl", "mio", "socket2", "rustls"] {
        let asked = dependencies.lines().any(|line| line.starts_with(name));
        assert!(!asked, "{name} is for networks");
    }
    let rustix = dependencies.lines().find(|line| line.starts_with("rustix")).unwrap();
    assert!(!rustix.contains("\"net\""), "{rustix}");
}

#[test]
fn no_test_file_is_forgotten() {
    let main = include_str!("main.rs");
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs").filter(|name| *name != "main") else {
            continue;
        };
        assert!(main.contains(&format!("mod {module};")), "tests/main.rs does not have {module}");
    }
}

pub(crate) fn sources(dir: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path.to_str().unwrap().to_owned());
        }
    }
    files
}

fn is_in(file: &str, room: &str) -> bool {
    file.contains(&format!("/src/{room}/")) || file.ends_with(&format!("/src/{room}.rs"))
}

/// The rooms that a source names: `crate::ui::…`, `use crate::{ui::…, layer::…}`.
fn uses(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = code.collect::<Vec<_>>().join("\n");
    let mut used = Vec::new();
    for (i, _) in code.match_indices("crate::") {
        let rest = code.get(i + "crate::".len()..).unwrap();
        match rest.strip_prefix('{') {
            Some(group) => used.extend(group_heads(group)),
            None => used.push(head(rest)),
        }
    }
    used
}

/// The first name of each path in a `{…}` group.
fn group_heads(group: &str) -> Vec<String> {
    let (mut heads, mut depth, mut fresh) = (Vec::new(), 0, true);
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && c.is_alphabetic() => {
                heads.push(head(group.get(i..).unwrap()));
                fresh = false;
            }
            _ => {}
        }
    }
    heads
}

fn head(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}
