//! The curriculum and its checker: what is bundled has nothing wrong with it, every damage is found
//! where it is, and the schema says the same under somebody else's validator.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use amends::curriculum::{
    Files, bundled,
    check::{Finding, check},
    schema,
};
use serde_json::{Value, json};

use super::home::AMENDS;

#[test]
fn the_bundled_curriculum_has_nothing_wrong_with_it() {
    let findings = check(&bundled());
    let says: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert!(says.is_empty(), "{}", says.join("\n"));
}

/// A damage: the file, what is done to it, and the place and some words of the one finding.
type Damage = (&'static str, fn(&mut Value), &'static str, &'static str);

const DAMAGES: &[Damage] = &[
    ("en/step-01.json", |v| v["moreover"] = json!(1), "line ", "no field “moreover”"),
    ("en/step-01.json", |v| v["format"] = json!(2), "format", "newer version"),
    ("en/step-01.json", |v| drop(v.as_object_mut().unwrap().remove("why")), "line ", "“why”"),
    ("en/step-01.json", |v| v["id"] = json!("step-02"), "id", "not that of contents.json"),
    ("en/step-02.json", |v| v["why"] = json!([]), "why", "pages of why"),
    ("en/step-02.json", |v| v["reading"][0]["text"][0] = json!(""), "reading[0]/text", "nothing"),
    (
        "en/step-02.json",
        |v| v["reading"][0]["text"] = json!(vec!["unpronounceableness ".repeat(21).trim(); 3]),
        "reading[0]/text",
        "rows",
    ),
    ("en/step-03.json", |v| v["therapist"] = json!([]), "therapist", "nothing stands here"),
    ("en/step-03.json", |v| v["mistakes"] = json!([]), "mistakes", "typical mistakes"),
    ("en/step-03.json", |v| v["before"] = json!([]), "before", "statements"),
    ("en/step-04.json", |v| v["prompts"] = json!([]), "prompts", "prompts: 0"),
    (
        "en/step-04.json",
        |v| v["examples"][0]["scene"] = json!("A\u{202e}B"),
        "examples/",
        "cannot be seen",
    ),
    (
        "en/step-05.json",
        |v| v["examples"][0]["id"] = v["examples"][1]["id"].clone(),
        "examples/",
        "used twice",
    ),
    ("en/step-05.json", |v| v["prompts"][0]["id"] = json!("No Id"), "prompts/No Id", "other signs"),
    (
        "en/step-06.json",
        |v| v["exercises"][0]["parts"][1]["most"] = json!(0),
        "exercises/6.1/parts/",
        "least",
    ),
    ("en/step-06.json", |v| v["exercises"][0]["minutes"] = json!(0), "exercises/6.1", "minutes"),
    ("en/ask.json", |v| v["questions"][0]["tools"][0]["to"] = json!("99.9"), "questions/", "99.9"),
    (
        "en/couples.json",
        |v| v["couples"][0]["answers"][0]["answer"] = json!({"lines": []}),
        "couples/",
        "does not exist",
    ),
    ("en/contents.json", |v| v["steps"][3]["title"] = json!(""), "steps/step-03/title", "nothing"),
    (
        "en/contents.json",
        |v| v["steps"][3]["title"] = json!("A title that is far too long to stand there"),
        "steps/step-03/title",
        "letters",
    ),
    ("en/ui.json", |v| v["frame"]["of"] = json!("{n of {all}"), "frame/of", "braces"),
    ("en/ui.json", |v| v["frame"]["saved"] = json!(" "), "frame/saved", "nothing stands here"),
    ("en/ui.json", |v| v["frame"]["sved"] = json!("x"), "line ", "no field “sved”"),
    ("help.json", |v| v["countries"][0]["country"] = json!("usa"), "countries/usa", "capital"),
    (
        "help.json",
        |v| v["countries"][0]["lines"][0]["last_checked"] = json!("June"),
        "countries/",
        "2026-11",
    ),
    (
        "help.json",
        |v| v["countries"].as_array_mut().unwrap().truncate(3),
        "countries",
        "not the last country",
    ),
    ("ideas.json", |v| v["ideas"][4]["carried_by"] = json!(["7.99"]), "ideas/5/", "7.99"),
    ("ideas.json", |v| drop(v["ideas"].as_array_mut().unwrap().pop()), "ideas", "faq-10"),
];

#[test]
fn every_damage_is_found_where_it_is() {
    for (file, damage, place, words) in DAMAGES {
        let mut files = bundled();
        let text = files.get_mut(*file).unwrap();
        let mut value: Value = serde_json::from_str(text).unwrap();
        damage(&mut value);
        *text = serde_json::to_string_pretty(&value).unwrap();
        let found = check(&files);
        let says: Vec<_> = found.iter().map(ToString::to_string).collect();
        let one: Vec<&Finding> = found.iter().filter(|it| it.file == *file).collect();
        assert!(
            found.len() == 1 && one.len() == 1,
            "{file} with “{words}” is found once, and it alone:\n{}",
            says.join("\n")
        );
        assert!(one[0].place.starts_with(place), "{place}: {}", one[0]);
        assert!(one[0].to_string().contains(words), "{words}: {}", one[0]);
    }
}

#[test]
fn what_cannot_be_read_is_said_once_with_its_line() {
    let mut files = bundled();
    files.insert("en/step-07.json".into(), "{\n  \"format\": 1,\n  oops\n}".into());
    let says: Vec<_> = check(&files).iter().map(ToString::to_string).collect();
    assert_eq!(says.len(), 1, "{says:?}");
    assert!(says[0].starts_with("en/step-07.json: line 3: it is not JSON"), "{}", says[0]);
    files.remove("en/step-07.json");
    let says: Vec<_> = check(&files).iter().map(ToString::to_string).collect();
    assert!(says.len() == 1 && says[0].contains("missing"), "{says:?}");
    assert!(!check(&Files::new()).is_empty(), "no curriculum at all is a finding");
}

#[test]
fn another_language_is_held_against_english() {
    let mut files = bundled();
    let english: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("en/")).collect();
    let other: BTreeMap<_, _> = english
        .into_iter()
        .map(|(name, text)| (name.replacen("en/", "xx/", 1), text.clone()))
        .collect();
    files.extend(other);
    assert!(check(&files).is_empty(), "a second language is a folder and nothing else");
    let text = files.get_mut("xx/step-08.json").unwrap();
    *text = text.replacen("\"id\": \"8.4\"", "\"id\": \"8.4-other\"", 1);
    let says: Vec<_> = check(&files).iter().map(ToString::to_string).collect();
    assert!(says.iter().any(|it| it.contains("“8.4” of “en” is not here")), "{says:?}");
    assert!(says.iter().any(|it| it.contains("“8.4-other” is not in “en”")), "{says:?}");
}

/// Which schema a bundled file is held against; none for the program's words, which have their type.
fn schema_of(file: &str) -> Option<&'static str> {
    match file.rsplit('/').next()? {
        "ui.json" => None,
        "contents.json" => Some("contents"),
        "ask.json" => Some("ask"),
        "help.json" => Some("help"),
        "couples.json" => Some("couples"),
        "ideas.json" => Some("ideas"),
        name if name.starts_with("step-") => Some("step"),
        name => panic!("{name} has no schema"),
    }
}

#[test]
fn the_schema_holds_under_somebody_elses_validator() {
    let schema = schema();
    for (file, text) in bundled() {
        let Some(name) = schema_of(&file) else { continue };
        let validator = jsonschema::validator_for(&schema["files"][name]).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&value)
            .map(|error| format!("{file}{}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    }
}

#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema["files"]["step"]).unwrap();
    let step: Value = serde_json::from_str(&bundled()["en/step-01.json"]).unwrap();
    let damages: [fn(&mut Value); 6] = [
        |v| v["moreover"] = json!(1),
        |v| v["exercises"][0]["parts"][0]["moreover"] = json!(1),
        |v| v["exercises"][0]["parts"][0]["kind"] = json!("dance"),
        |v| v["exercises"][1]["parts"][1]["part"]["moreover"] = json!(1),
        |v| v["exercises"][0]["who"] = json!("nobody"),
        |v| drop(v.as_object_mut().unwrap().remove("why")),
    ];
    for (i, damage) in damages.into_iter().enumerate() {
        let mut value = step.clone();
        damage(&mut value);
        assert!(!validator.is_valid(&value), "the schema takes damage {i}");
        let typed = serde_json::from_value::<amends::curriculum::Step>(value);
        assert!(typed.is_err(), "the program takes damage {i}");
    }
}

#[test]
fn the_commands_check_list_and_describe() {
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = Command::new(AMENDS);
        let out = command.args(args).env_clear().env("HOME", home.path()).output().unwrap();
        (out.status.code(), String::from_utf8(out.stdout).unwrap())
    };
    let (code, said) = run(&["content", "check"]);
    assert!(code == Some(0) && said.lines().count() == 1, "{said}");
    let (code, said) = run(&["content", "list"]);
    assert!(
        code == Some(0) && said.contains("Say what happened") && said.contains("1.2"),
        "{said}"
    );
    let (code, said) = run(&["content", "schema"]);
    assert!(code == Some(0) && serde_json::from_str::<Value>(&said).is_ok());

    let own = home.path().join("own/en");
    write(&own, "step-01.json", &bundled()["en/step-01.json"]);
    let contents = json!({"format": 1, "language": "English", "steps": [
        {"id": "step-01", "title": "The only step", "aim": "To try it."}]});
    write(&own, "contents.json", &contents.to_string());
    let dir = own.parent().unwrap().to_str().unwrap();
    let (code, said) = run(&["content", "check", dir]);
    assert_eq!((code, said.lines().count()), (Some(0), 1), "{said}");
    let (code, said) = run(&["--content", dir, "content", "list"]);
    assert!(code == Some(0) && said.contains("The only step"), "{said}");
    assert!(!said.contains("Listen to understand"), "{said}");

    write(&own, "step-01.json", "{ }");
    let (code, said) = run(&["content", "check", dir]);
    assert!(code == Some(1) && said.contains("en/step-01.json: line 1"), "{said}");
    let (code, said) = run(&["content", "check", "/nowhere/at/all"]);
    assert_eq!((code, said.as_str()), (Some(1), ""));
}

fn write(dir: &Path, name: &str, text: &str) {
    fs::create_dir_all(dir).unwrap();
    fs::write(dir.join(name), text).unwrap();
}
