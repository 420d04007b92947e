//! The README, held against the program: its key table, its commands, its picture and its links.

use std::{env, fs, path::Path};

use amends::{
    app,
    ui::{Hint, Key},
};

use crate::{cli::Shell, stage::words};

const BEGINS: &str = "<!-- keys: from the program's own tables -->\n";
const ENDS: &str = "<!-- end of keys -->\n";

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

fn readme() -> String {
    fs::read_to_string(path()).unwrap()
}

/// A row for each place where keys are heard.
fn table() -> String {
    let all = app::every_key(words()).into_iter();
    let rows: Vec<_> = all.map(|(place, keys)| format!("| {place} | {} |", row(&keys))).collect();
    format!("\n| Where | Keys |\n|---|---|\n{}\n\n", rows.join("\n"))
}

/// The same keys stand once, with everything that they do in turn.
fn row(hints: &[Hint]) -> String {
    let mut says: Vec<(&[Key], Vec<&str>)> = Vec::new();
    for hint in hints {
        match says.iter_mut().find(|(keys, _)| *keys == hint.keys) {
            Some((_, says)) if says.contains(&hint.says.as_str()) => {}
            Some((_, says)) => says.push(&hint.says),
            None => says.push((hint.keys, vec![&hint.says])),
        }
    }
    let written = |(keys, says): &(&[Key], Vec<&str>)| {
        let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        format!("{} {}", keys.join(" "), says.join(", "))
    };
    says.iter().map(written).collect::<Vec<_>>().join(" · ")
}

/// With `AMENDS_PICTURES=renew` it is written again.
#[test]
fn the_key_table_is_the_programs() {
    let readme = readme();
    let (before, rest) = readme.split_once(BEGINS).unwrap();
    let (keys, after) = rest.split_once(ENDS).unwrap();
    let now = table();
    if env::var_os("AMENDS_PICTURES").is_some_and(|wish| wish == "renew") {
        fs::write(path(), format!("{before}{BEGINS}{now}{ENDS}{after}")).unwrap();
    } else {
        assert_eq!(keys, now, "to write it again: AMENDS_PICTURES=renew cargo test key_table");
    }
}

/// A table of keys that is not in the list would be in no README.
#[test]
fn no_table_of_keys_is_forgotten() {
    let (mut tables, mut listed) = (0, 0);
    for file in crate::layers::sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = fs::read_to_string(file).unwrap();
        let table = |line: &&str| line.contains("const ") && line.contains(": &[Binding<");
        tables += text.lines().filter(table).count();
        listed += text.matches("keys::rows(").count() + text.matches("pub fn hints(words:").count();
    }
    assert!(tables > 20, "the test reads the source");
    assert_eq!(tables, listed, "tables of keys, and those that `app::every_key` lists");
    assert_eq!(app::every_key(words()).len(), tables - 1, "two tables hold always");
}

#[test]
fn every_command_is_in_it() {
    let readme = readme();
    let help = Shell::new().run(&["-h"]).out;
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for command in list.lines().filter_map(|line| line.split_whitespace().next()) {
        assert!(command == "help" || readme.contains(&format!("`amends {command}")), "{command}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let readme = readme();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let links: Vec<_> = readme.split("](").skip(1).filter_map(|it| it.split(')').next()).collect();
    assert!(links.contains(&"tests/pictures/home.svg"));
    for link in links.iter().filter(|link| !link.starts_with("https://")) {
        assert!(root.join(link).exists(), "{link} is not there");
    }
}
