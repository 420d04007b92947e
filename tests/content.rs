//! The curriculum and its checker: what is bundled has nothing wrong with it, every damage is found
//! where it is, the schema says the same under somebody else's validator, and the real program runs
//! on a curriculum of one's own. What single screens make of the texts is left to theirs.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use amends::{
    curriculum::{
        Curriculum, Files, Step, bundled,
        check::{Finding, MOST_BYTES, SCREENS, check},
        schema,
    },
    journey::Role,
};
use serde_json::{Value, json};

use crate::{
    home::Home,
    stage::{Past, book},
};

#[test]
fn the_bundled_curriculum_has_nothing_wrong_with_it() {
    assert_eq!(said(&bundled()), [""; 0]);
    assert_eq!(book().heads().len(), 11, "step 0 and ten steps");
    for name in [UI, ASK, LENS, PRACTICES, COACH, COUPLES, HELP, IDEAS] {
        assert!(bundled().contains_key(name), "a curriculum may leave {name} out, the program not");
    }
}

/// What the checker says.
fn said(files: &Files) -> Vec<String> {
    check(files).iter().map(ToString::to_string).collect()
}

/// A damage: the file, what is done to it, and the place and some words of the one finding. `…` at
/// a place's end stands for anything.
type Damage = (&'static str, fn(&mut Value), &'static str, &'static str);

const FIRST: &str = "en/step-00.json";
const STEP: &str = "en/step-01.json";
const TALK: &str = "en/step-02.json";
const CONTENTS: &str = "en/contents.json";
const ASK: &str = "en/ask.json";
const LENS: &str = "en/lens.json";
const PRACTICES: &str = "en/practices.json";
const COACH: &str = "en/coach.json";
const COUPLES: &str = "en/couples.json";
const UI: &str = "en/ui.json";
const HELP: &str = "help.json";
const IDEAS: &str = "ideas.json";

/// What a file as such can have wrong with it. A file is written anew, so that lines are any.
const FORM: &[Damage] = &[
    (STEP, |v| v["moreover"] = json!(1), "line…", "no field “moreover”"),
    (STEP, |v| part(v, "1.2", "letter")["moreover"] = json!(1), "line…", "no field “moreover”"),
    (STEP, |v| part(v, "1.3", "areas")["part"]["moreover"] = json!(1), "line…", "“moreover”"),
    (STEP, |v| drop(v.as_object_mut().unwrap().remove("why")), "line…", "“why” is missing"),
    (STEP, |v| exercise(v, "1.2")["who"] = json!("nobody"), "line…", "“nobody” is not known"),
    (STEP, |v| exercise(v, "1.2")["minutes"] = json!("ten"), "line…", "something else belongs"),
    (STEP, |v| v["format"] = json!(2), "format", "newer version"),
    (STEP, |v| v["format"] = json!(0), "format", "is not 1"),
    (STEP, |v| v["reading"][0]["text"][1] = json!("A\u{7}"), "reading[0]/text[1]", "U+0007"),
    (STEP, |v| v["therapist"][0] = json!("A\u{202e}B"), "therapist[0]", "U+202E"),
    (STEP, |v| v["therapist"][0] = json!("A\u{200b}B"), "therapist[0]", "U+200B"),
    (STEP, |v| v["therapist"][0] = json!("A\u{e0041}B"), "therapist[0]", "U+E0041"),
    (STEP, |v| v["therapist"][0] = json!("A\nB"), "therapist[0]", "a line break"),
    (STEP, |v| v["therapist"][0] = json!("é".repeat(20_001)), "therapist[0]", "20001 letters"),
    (STEP, |v| v["therapist"] = json!(vec!["A"; 1_001]), "therapist", "there are 1001"),
    (STEP, |v| v["id"] = (0..33).fold(json!(1), |deep, _| json!([deep])), "id…", "deeper than 32"),
    (UI, |v| v["frame"]["sved"] = json!("x"), "line…", "no field “sved”"),
];

/// What a step can have wrong with it, its exercises aside.
const STEPS: &[Damage] = &[
    (STEP, |v| v["id"] = json!("step-02"), "id", "not that of contents.json"),
    (STEP, |v| v["why"] = json!([]), "why", "pages of why: 0 for"),
    (STEP, |v| v["why"][0]["heading"] = json!("W".repeat(45)), "why[0]/heading", "45 letters"),
    (STEP, |v| v["reading"] = json!([]), "reading", "words of reading: 0 for the one hurt, of two"),
    (STEP, |v| every(&mut v["reading"], "for", ["hurt"]), "reading", "0 for the one repairing"),
    (STEP, |v| v["reading"][0]["text"][0] = json!(""), "reading[0]/text", "nothing stands here"),
    (STEP, |v| v["reading"][0]["text"] = json!(vec!["A"; 9]), "reading[0]/text", "takes 17 rows"),
    (STEP, |v| v["therapist"] = json!([]), "therapist", "nothing stands here"),
    (STEP, |v| v["mistakes"] = json!([]), "mistakes", "typical mistakes: 0 for"),
    (STEP, |v| v["mistakes"][1]["instead"] = json!(" "), "mistakes[1]/instead", "nothing stands"),
    (STEP, |v| v["before"] = json!([]), "before", "statements: 0 for"),
    (STEP, |v| v["before"][0]["stay"] = json!("W".repeat(401)), "before/1-g-plain/stay", "401"),
    (STEP, |v| v["prompts"] = json!([]), "prompts", "prompts: 0 for"),
    (STEP, |v| every(&mut v["prompts"], "for", ["alone"]), "prompts", "0 for the one hurt, of two"),
    (STEP, |v| v["prompts"][0]["id"] = json!("No Id"), "prompts/No Id", "other signs"),
    (STEP, |v| v["prompts"][0]["id"] = json!("1-p-turn"), "prompts/1-p-turn", "is used twice"),
    (STEP, |v| v["prompts"][0]["id"] = json!("0.2"), "prompts/0.2", "stands in en/step-00.json"),
    (STEP, |v| every(&mut v["examples"], "for", ["two"]), "examples", "0 for the one hurt, alone"),
    (STEP, |v| every(&mut v["examples"], "between", "friends"), "examples", "of one kind of"),
    (STEP, |v| others(&mut v["examples"], "money"), "examples", "no example is about money"),
    (
        STEP,
        |v| v["examples"][0]["scene"] = json!(""),
        "examples/1-lies-job/scene",
        "nothing stands",
    ),
    (
        STEP,
        |v| v["examples"][0]["helps"] = json!("It helps to say so. ".repeat(19).trim()),
        "examples/1-lies-job",
        "rows",
    ),
    (
        STEP,
        |v| every(&mut v["exercises"], "for", ["two"]),
        "exercises",
        "0 for the one hurt, alone",
    ),
];

/// What an exercise can have wrong with it.
const EXERCISES: &[Damage] = &[
    (STEP, |v| exercise(v, "1.4")["title"] = json!("W".repeat(31)), "exercises/1.4/title", "31"),
    (STEP, |v| exercise(v, "1.4")["aim"] = json!(""), "exercises/1.4/aim", "nothing stands here"),
    (STEP, |v| exercise(v, "1.4")["minutes"] = json!(0), "exercises/1.4", "“minutes” is 0"),
    (FIRST, |v| exercise(v, "0.3-b")["parts"] = json!([]), "exercises/0.3-b/parts", "at least 1"),
    (FIRST, |v| again(&mut exercise(v, "0.1")["parts"]), "exercises/0.1/parts", "there are 11"),
    (
        FIRST,
        |v| part(v, "0.1-b", "ally")["id"] = json!("whom"),
        "exercises/0.1-b/parts",
        "“whom” is used twice",
    ),
    (
        STEP,
        |v| every(&mut exercise(v, "1.3")["parts"], "for", ["hurt"]),
        "exercises/1.3/parts",
        "finds no part",
    ),
    (
        FIRST,
        |v| exercise(v, "0.2")["who"] = json!("each"),
        "exercises/0.2/parts/week",
        "two people",
    ),
    (
        TALK,
        |v| exercise(v, "2.3")["who"] = json!("each"),
        "exercises/2.3/parts/floor",
        "two people",
    ),
    (FIRST, |v| exercise(v, "0.2")["for"] = json!(["alone", "two"]), "exercises/0.2", "together"),
    (FIRST, |v| exercise(v, "0.2")["sees"] = json!("only-you"), "exercises/0.2", "is for one"),
    (
        FIRST,
        |v| exercise(v, "0.3")["sees"] = json!("both"),
        "exercises/0.3/parts/five",
        "needs each to write apart",
    ),
    (FIRST, |v| exercise(v, "0.3")["for"] = json!([]), "exercises/0.3", "is sealed for two"),
    (STEP, |v| exercise(v, "1.4")["sees"] = json!("sealed"), "exercises/1.4", "nothing in it ever"),
    (
        FIRST,
        |v| {
            let timer = json!({"kind": "breathe", "id": "rest", "text": ["Rest."], "seconds": 60});
            part(v, "0.3", "five")["part"] = timer;
        },
        "exercises/0.3/parts/five/part",
        "cannot be sealed",
    ),
    (
        STEP,
        |v| part(v, "1.2", "letter")["slots"][0]["ask"] = json!(""),
        "exercises/1.2/parts/letter/slots/act/ask",
        "nothing stands here",
    ),
    (
        STEP,
        |v| part(v, "1.2", "letter")["slots"][1]["id"] = json!("act"),
        "exercises/1.2/parts/letter/slots",
        "“act” is used twice",
    ),
    (
        STEP,
        |v| part(v, "1.2", "before")["cards"][0]["text"] = json!(vec!["A"; 9]),
        "exercises/1.2/parts/before/cards[0]/text",
        "takes 17 rows",
    ),
    (
        STEP,
        |v| part(v, "1.1", "values")["most"] = json!(1),
        "exercises/1.1/parts/values",
        "do not fit the options",
    ),
    (
        STEP,
        |v| part(v, "1.1", "values")["options"][0]["text"] = json!("W".repeat(65)),
        "exercises/1.1/parts/values/options/honesty",
        "65 letters",
    ),
    (
        STEP,
        |v| part(v, "1.4", "name")["least"] = json!(6),
        "exercises/1.4/parts/name",
        "“least” is more than “most”",
    ),
    (
        STEP,
        |v| part(v, "1.1-b-alone", "map")["low"] = json!("none"),
        "exercises/1.1-b-alone/parts/map",
        "two kinds of them",
    ),
    (
        FIRST,
        |v| part(v, "0.2", "week")["least"] = json!(99),
        "exercises/0.2/parts/week",
        "more than there are topics",
    ),
    (
        FIRST,
        |v| part(v, "0.4", "breathe")["in"] = json!(0),
        "exercises/0.4/parts/breathe",
        "only one of “in” and “out”",
    ),
    (
        STEP,
        |v| part(v, "1.2", "letter")["first"] = json!(""),
        "exercises/1.2/parts/letter",
        "do not go together",
    ),
    (
        STEP,
        |v| part(v, "1.2", "letter")["least"] = json!(7),
        "exercises/1.2/parts/letter",
        "more than there are slots",
    ),
    (
        STEP,
        |v| part(v, "1.3-b", "lines")["deeper"] = json!("In {n} of {all}."),
        "exercises/1.3-b/parts/lines",
        "this is none",
    ),
    (
        STEP,
        |v| exercise(v, "1.4")["alone"] = json!([{"ask": "Safe?", "yes": "Yes", "no": "No"}]),
        "exercises/1.4/alone",
        "nobody is asked it",
    ),
    (
        TALK,
        |v| exercise(v, "2.3")["alone"] = json!([{"ask": "", "yes": "Yes", "no": "No"}]),
        "exercises/2.3/alone[0]/ask",
        "nothing stands here",
    ),
    (STEP, |v| v["again"] = json!(["0.9"]), "again", "“0.9”, which does not exist"),
    (
        FIRST,
        |v| part(v, "0.1", "brake")["without"] = json!([]),
        "exercises/0.1/parts/brake/without",
        "nothing stands here",
    ),
];

/// What the other files can have wrong with them.
const TABLES: &[Damage] = &[
    (CONTENTS, |v| v["language"] = json!(""), "language", "nothing stands here"),
    (CONTENTS, |v| v["private_start"] = json!("9.9.9"), "private_start", "does not exist"),
    (CONTENTS, |v| v["steps"][3]["title"] = json!(""), "steps/step-03/title", "nothing stands"),
    (CONTENTS, |v| v["steps"][3]["title"] = json!("W".repeat(27)), "steps/step-03/title", "27"),
    (CONTENTS, |v| v["steps"][3]["aim"] = json!("W".repeat(91)), "steps/step-03/aim", "91 letters"),
    (ASK, |v| v["questions"][0]["id"] = json!("children"), "questions", "“children” is used twice"),
    (ASK, |v| v["questions"][0]["answer"] = json!([]), "questions/tonight/answer", "nothing"),
    (ASK, |v| v["questions"][0]["tools"] = json!([]), "questions/tonight/tools", "at least 1"),
    (ASK, |v| tool(v)["to"] = json!("99.9"), "questions/tonight/tools", "“99.9”, which does not"),
    (ASK, |v| tool(v)["to"] = json!("step-11"), "questions/tonight/tools", "“step-11”"),
    (ASK, |v| tool(v)["say"] = json!(""), "questions/tonight/tools/0.4/say", "nothing stands"),
    (LENS, |v| v["families"][1]["code"] = json!("IF"), "families", "“IF” is used twice"),
    (LENS, |v| v["families"][0]["note"] = json!(""), "families/IF/note", "nothing stands here"),
    (LENS, |v| v["families"][0]["note"] = json!("W".repeat(111)), "families/IF/note", "111"),
    (LENS, |v| phrase(v)[0] = json!("(a"), "line…", "bracket"),
    (LENS, |v| phrase(v)[0] = json!("a <nobody>"), "…", "no group <nobody>"),
    (PRACTICES, |v| promises(v)["shows"] = json!("nothing"), "…/promises/shows", "what it names"),
    (PRACTICES, |v| dots(v)["ask"] = json!("word"), "…/check-in/dots", "what it names"),
    (PRACTICES, |v| dots(v)["options"][1] = json!("no"), "…/check-in/dots", "what it names"),
    (PRACTICES, |v| dots(v)["options"] = json!([]), "…/check-in/dots", "what it names"),
    (
        PRACTICES,
        |v| promises(v)["least"]["item"] = json!("none"),
        "…/promises/least",
        "what it names",
    ),
    (PRACTICES, |v| promises(v)["span"]["until"] = json!("act"), "…/span/until", "what it names"),
    (
        PRACTICES,
        |v| promises(v)["span"]["lapses"] = json!("open"),
        "…/span/lapses",
        "what it names",
    ),
    (PRACTICES, |v| promises(v)["steps"][0] = json!("step-11"), "…/promises/steps", "“step-11”"),
    (
        PRACTICES,
        |v| promises(v)["states"][1]["from"] = json!(["lost"]),
        "…/kept/from",
        "what it names",
    ),
    (PRACTICES, |v| promises(v)["states"][5]["makes"] = json!("over"), "…/found", "taken back"),
    (PRACTICES, |v| promises(v)["asks"][0]["both"] = json!(true), "…/asks/act", "“both”"),
    (
        PRACTICES,
        |v| named(&mut v["practices"], "meeting")["together"] = json!(false),
        "…/meeting/agenda",
        "“hidden”",
    ),
    (COACH, |v| v["after_pattern"][0] = json!("9.9"), "after_pattern", "“9.9”"),
    (COACH, |v| v["back"]["why"] = json!(""), "back/why", ""),
    (COUPLES, |v| couple(v)["done_steps"][0] = json!("step-11"), "…/done_steps", "“step-11”"),
    (COUPLES, |v| couple(v)["answers"][0]["exercise"] = json!("9.9"), "…/answers", "“9.9/week”"),
    (COUPLES, |v| couple(v)["answers"][0]["part"] = json!("no"), "…/answers", "“0.2/no”"),
    (COUPLES, |v| couple(v)["answers"][0]["answer"] = json!({"lines": []}), "…/answers", "of that"),
    (COUPLES, |v| couple(v)["answers"][0]["by"] = json!(2), "couples/first-month", "neither 0 nor"),
    (UI, |v| v["frame"]["of"] = json!("{n of {all}"), "frame/of", "braces do not fit"),
    (UI, |v| v["frame"]["of"] = json!("{n} of all}"), "frame/of", "braces do not fit"),
    (UI, |v| v["frame"]["of"] = json!("{m} of {all}"), "frame/of", "filled in for {m}"),
    (UI, |v| v["first"]["welcome"][0] = json!("{name}!"), "first/welcome[0]", "no name is filled"),
    (UI, |v| v["frame"]["saved"] = json!(" "), "frame/saved", "nothing stands here"),
    (UI, |v| drop(v["months"].as_array_mut().unwrap().pop()), "months", "there are 11"),
    (HELP, |v| v["countries"][0]["country"] = json!("usa"), "countries/usa", "two capital letters"),
    (HELP, |v| v["countries"][0]["country"] = json!("GB"), "countries", "“GB” is used twice"),
    (HELP, |v| line(v, 0)["for"] = json!("other"), "countries/US", "no line of this country"),
    (HELP, |v| line(v, 0)["number"] = json!(""), "countries/US/lines[0]", "no way to reach"),
    (HELP, |v| line(v, 0)["last_checked"] = json!("June"), "countries/US/lines[0]", "form 2026-11"),
    (HELP, |v| line(v, 1)["last_checked"] = json!("2026-13"), "countries/US/lines[1]", "2026-11"),
    (HELP, |v| line(v, 1)["last_checked"] = json!(""), "countries/US/lines[1]", "and not when"),
    (HELP, |v| v["countries"].as_array_mut().unwrap().truncate(3), "countries", "not the last"),
    (IDEAS, |v| idea(v)["carried_by"] = json!(["7.99"]), "ideas/5/carried_by", "“7.99”"),
    (IDEAS, |v| idea(v)["carried_by"] = json!(["ask/no"]), "ideas/5/carried_by", "“ask/no”"),
    (IDEAS, |v| idea(v)["carried_by"] = json!(["screen/no"]), "ideas/5/carried_by", "“screen/no”"),
    (
        IDEAS,
        |v| idea(v)["carried_by"] = json!(["practice/no"]),
        "ideas/5/carried_by",
        "“practice/no”",
    ),
    (IDEAS, |v| idea(v)["carried_by"] = json!([]), "ideas/5", "nothing carries this idea"),
    (IDEAS, |v| idea(v)["says"] = json!(""), "ideas/5/says", "nothing stands here"),
    (IDEAS, |v| again(&mut v["ideas"]), "ideas/again", "not the number of an idea"),
    (IDEAS, |v| drop(v["ideas"].as_array_mut().unwrap().pop()), "ideas", "missing: faq-10"),
];

/// What an exercise can have wrong that goes on as a practice.
const ONWARD: &[Damage] = &[
    (
        STEP,
        |v| exercise(v, "1.4")["onward"] = json!({"practice": "none", "say": "Keep it"}),
        "exercises/1.4/onward/practice",
        "“none”, which does not exist",
    ),
    (
        TALK,
        |v| exercise(v, "2.5-c")["onward"]["take"]["note/saw"] = json!("note/sight"),
        "exercises/2.5-c/onward/take",
        "which does not exist",
    ),
];

#[test]
fn what_is_wrong_with_the_way_on_is_found() {
    each_is_found(&bundled(), ONWARD);
}

#[test]
fn what_is_wrong_with_a_file_is_found() {
    each_is_found(&three_steps(), FORM);
}

#[test]
fn what_is_wrong_with_a_step_is_found() {
    each_is_found(&three_steps(), STEPS);
}

#[test]
fn what_is_wrong_with_an_exercise_is_found() {
    each_is_found(&three_steps(), EXERCISES);
}

#[test]
fn what_is_wrong_with_a_table_is_found() {
    each_is_found(&bundled(), TABLES);
}

/// Enough for what is wrong with a step, and looked through in no time.
fn three_steps() -> Files {
    let mut files = bundled();
    files.retain(|name, _| [CONTENTS, UI, FIRST, STEP, TALK].contains(&name.as_str()));
    damaged(&mut files, CONTENTS, |v| list(&mut v["steps"]).truncate(3));
    files
}

/// Each where it is, and nothing else.
#[track_caller]
fn each_is_found(whole: &Files, damages: &[Damage]) {
    let mut wrong = String::new();
    for (file, damage, place, words) in damages {
        let mut files = whole.clone();
        damaged(&mut files, file, *damage);
        let found = check(&files);
        let is_there = |at: &str| match (place.strip_suffix('…'), place.strip_prefix('…')) {
            (Some(start), _) => at.starts_with(start),
            (_, Some(end)) => at.ends_with(end),
            _ => at == *place,
        };
        let is_it = |one: &Finding| {
            one.file == *file && is_there(&one.place) && one.to_string().contains(words)
        };
        if found.len() != 1 || !is_it(&found[0]) {
            let says = found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  ");
            writeln!(wrong, "{file}: {place}: “{words}”, and not\n  {says}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "found once, and it alone:\n{wrong}");
}

fn damaged(files: &mut Files, file: &str, damage: fn(&mut Value)) {
    let text = files.get_mut(file).unwrap();
    let mut value: Value = serde_json::from_str(text).unwrap();
    damage(&mut value);
    *text = serde_json::to_string_pretty(&value).unwrap();
}

fn list(value: &mut Value) -> &mut Vec<Value> {
    value.as_array_mut().unwrap()
}

fn named<'v>(all: &'v mut Value, id: &str) -> &'v mut Value {
    list(all).iter_mut().find(|it| it["id"] == id).unwrap()
}

fn exercise<'v>(step: &'v mut Value, id: &str) -> &'v mut Value {
    named(&mut step["exercises"], id)
}

fn part<'v>(step: &'v mut Value, id: &str, part: &str) -> &'v mut Value {
    named(&mut exercise(step, id)["parts"], part)
}

fn tool(ask: &mut Value) -> &mut Value {
    &mut ask["questions"][0]["tools"][0]
}

fn phrase(lens: &mut Value) -> &mut Value {
    &mut lens["families"][0]["rules"][0]["find"]
}

fn promises(practices: &mut Value) -> &mut Value {
    named(&mut practices["practices"], "promises")
}

fn dots(practices: &mut Value) -> &mut Value {
    &mut named(&mut practices["practices"], "check-in")["dots"]
}

fn couple(couples: &mut Value) -> &mut Value {
    &mut couples["couples"][0]
}

fn line(help: &mut Value, n: usize) -> &mut Value {
    &mut help["countries"][0]["lines"][n]
}

fn idea(ideas: &mut Value) -> &mut Value {
    &mut ideas["ideas"][4]
}

/// Sets a field of each.
fn every(all: &mut Value, field: &str, to: impl serde::Serialize) {
    for one in list(all) {
        one[field] = json!(to);
    }
}

/// What was of one kind is of another now.
fn others(examples: &mut Value, kind: &str) {
    for example in list(examples).iter_mut().filter(|it| it["kind"] == kind) {
        example["kind"] = json!("other");
    }
}

/// The last once more, under another name.
fn again(all: &mut Value) {
    let mut last = list(all).last().unwrap().clone();
    let name = if last.get("id").is_some() { "id" } else { "idea" };
    last[name] = json!("again");
    list(all).push(last);
}

#[test]
fn a_file_that_cannot_be_read_is_said_once_with_its_line() {
    for file in bundled().keys() {
        let mut files = bundled();
        files.insert(file.clone(), "{\n  \"format\": 1,\n  oops\n}".into());
        let says = said(&files);
        assert_eq!(says.len(), 1, "{says:?}");
        assert!(says[0].starts_with(&format!("{file}: line 3: it is not JSON")), "{says:?}");
    }
    let mut files = bundled();
    files.insert(STEP.into(), " ".repeat(MOST_BYTES + 1));
    assert_eq!(said(&files), [format!("{STEP}: it is larger than 4 MiB. Make it smaller.")]);
}

#[test]
fn an_unknown_field_is_found_on_its_own_line() {
    let mut files = bundled();
    let text = files.get_mut(STEP).unwrap();
    // a part is read to its end before anybody knows what it is
    let letter = text.find("\"kind\": \"letter\"").unwrap();
    text.insert_str(letter, "\"colour\": \"red\",\n");
    let line = text.lines().position(|line| line.contains("colour")).unwrap() + 1;
    let says = said(&files);
    assert_eq!(says.len(), 1, "{says:?}");
    assert!(says[0].starts_with(&format!("{STEP}: line {line}: ")), "line {line}: {says:?}");
}

#[test]
fn files_and_contents_know_each_other() {
    let mut files = bundled();
    files.remove(STEP);
    let says = said(&files);
    assert!(says.len() == 1 && says[0].starts_with("en/step-01.json: this file is missing"));

    let mut files = bundled();
    files.insert("en/step-11.json".into(), bundled()[STEP].clone());
    files.insert("more.json".into(), "{}".into());
    files.insert("xx/step-01.json".into(), "{}".into());
    let says = said(&files);
    assert_eq!(says.len(), 3, "{says:?}");
    assert!(says[0].starts_with("en/step-11.json: contents.json does not name this file"));
    assert!(says[1].starts_with("more.json: nothing reads this file"));
    assert!(says[2].starts_with("xx/step-01.json: nothing reads this file"));

    let says = said(&Files::new());
    assert_eq!(says, ["en/contents.json: this file is missing. Add it."]);
}

/// The bundled files, and the same again as another language.
fn two_languages() -> Files {
    let mut files = bundled();
    for (name, text) in bundled() {
        if let Some(name) = name.strip_prefix("en/") {
            files.insert(format!("xx/{name}"), text);
        }
    }
    files
}

#[test]
fn another_language_is_a_folder_held_against_english() {
    assert_eq!(said(&two_languages()), [""; 0], "a second language is a folder and nothing else");
    let differs = |damage: fn(&mut Files), what: &[&str]| {
        let mut files = two_languages();
        damage(&mut files);
        let says = said(&files);
        assert_eq!(says.len(), what.len(), "{says:?}");
        for (says, what) in says.iter().zip(what) {
            assert!(says.starts_with("xx/") && says.contains(what), "{what}: {says}");
        }
    };
    differs(
        |files| damaged(files, "xx/step-08.json", |v| exercise(v, "8.4-b")["id"] = json!("8.6")),
        &["exercises: the exercise “8.4-b” of “en” is not", "exercises: the exercise “8.6” is not"],
    );
    differs(
        |files| damaged(files, "xx/step-01.json", |v| part(v, "1.1", "moment")["id"] = json!("m")),
        &["exercises/1.1/parts: the part “moment” of", "exercises/1.1/parts: the part “m” is not"],
    );
    differs(
        |files| {
            files.remove("xx/step-10.json");
            damaged(files, "xx/contents.json", |v| drop(list(&mut v["steps"]).pop()));
            for file in ["xx/ask.json", "xx/couples.json"] {
                files.remove(file);
            }
        },
        &["contents.json: steps: the step “step-10” of “en” is not here"],
    );
}

#[test]
fn an_idea_is_at_home_only_on_screens_that_there_are() {
    for screen in SCREENS {
        let room = format!("{}/src/screen/{screen}", env!("CARGO_MANIFEST_DIR"));
        let is_there = Path::new(&room).is_dir() || Path::new(&format!("{room}.rs")).is_file();
        assert!(is_there, "there is no screen {screen}");
    }
}

fn schema_read() -> Value {
    serde_json::from_str(&schema()).unwrap()
}

#[test]
fn every_file_fits_the_schema_under_somebody_elses_validator() {
    let schema = schema_read();
    assert!(jsonschema::meta::is_valid(&schema), "the schema is one");
    let whole = jsonschema::validator_for(&schema).unwrap();
    for (file, text) in bundled() {
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(whole.is_valid(&value), "{file} is no file of a curriculum");
        let only = validator(&schema, &file);
        let errors = only.iter_errors(&value).map(|it| it.instance_path().to_string());
        let errors: Vec<_> = errors.collect();
        assert!(errors.is_empty(), "{file}: {}", errors.join("\n"));
    }
}

/// For the kind of file that this one is.
fn validator(schema: &Value, file: &str) -> jsonschema::Validator {
    let kind = match file.rsplit('/').next().unwrap() {
        "contents.json" => "Contents",
        "ui.json" => "Words",
        "ask.json" => "Ask",
        "lens.json" => "Phrases",
        "practices.json" => "Practices",
        "coach.json" => "Sayings",
        "couples.json" => "Couples",
        "help.json" => "Help",
        "ideas.json" => "Ideas",
        name if name.starts_with("step-") => "Step",
        name => panic!("{name} has no schema"),
    };
    let mut only = schema.clone();
    let names = only.as_object_mut().unwrap();
    names.remove("anyOf");
    names.insert("$ref".into(), json!(format!("#/$defs/{kind}")));
    jsonschema::validator_for(&only).unwrap()
}

#[test]
fn the_schema_refuses_what_the_program_refuses() {
    let schema = schema_read();
    let whole = jsonschema::validator_for(&schema).unwrap();
    let damages: &[fn(&mut Value)] = &[
        |v| v["moreover"] = json!(1),
        |v| v["reading"][0]["moreover"] = json!(1),
        |v| v["examples"][0]["kind"] = json!("weather"),
        |v| exercise(v, "1.2")["who"] = json!("nobody"),
        |v| exercise(v, "1.2")["minutes"] = json!(-1),
        |v| exercise(v, "1.2")["for"] = json!(["everybody"]),
        |v| part(v, "1.2", "letter")["moreover"] = json!(1),
        |v| part(v, "1.2", "letter")["kind"] = json!("dance"),
        |v| part(v, "1.2", "letter")["slots"][0]["moreover"] = json!(1),
        |v| drop(part(v, "1.2", "letter").as_object_mut().unwrap().remove("slots")),
        |v| part(v, "1.3", "areas")["moreover"] = json!(1),
        |v| part(v, "1.3", "areas")["part"]["moreover"] = json!(1),
        |v| drop(part(v, "1.3", "areas")["part"].as_object_mut().unwrap().remove("id")),
        |v| drop(v.as_object_mut().unwrap().remove("why")),
    ];
    let step: Value = serde_json::from_str(&bundled()[STEP]).unwrap();
    for (i, damage) in damages.iter().enumerate() {
        let mut value = step.clone();
        damage(&mut value);
        assert!(!whole.is_valid(&value), "the schema takes damage {i}");
        assert!(serde_json::from_value::<Step>(value).is_err(), "the program takes damage {i}");
    }
    for file in bundled().keys() {
        let mut files = bundled();
        damaged(&mut files, file, |v| v["moreover"] = json!(1));
        let value: Value = serde_json::from_str(&files[file]).unwrap();
        assert!(!whole.is_valid(&value), "the schema takes a stranger's field in {file}");
    }
}

#[test]
fn titles_fit_their_places() {
    for past in [Past::together, || Past::alone(Role::Both)] {
        for (n, head) in book().heads().iter().enumerate() {
            // as narrow as it may be, and high enough to see everything
            let mut stage = past().done_before(n).open(60, 60);
            let says = |stage: &crate::stage::Stage, title: &str| {
                stage.frame().lines().any(|row| row.contains(title))
            };
            assert!(says(&stage, &head.title), "{}:\n{}", head.title, stage.frame());
            stage.choose(&head.title);
            let top = stage.frame().lines().next().unwrap().to_owned();
            assert!(top.contains(&head.title), "{}:\n{top}", head.title);
            let titles: Vec<_> = stage.offers().into_iter().map(|(_, says)| says).collect();
            for exercise in &book().step(n).unwrap().exercises {
                if titles.iter().any(|it| it.contains(&exercise.title)) {
                    let frame = stage.frame();
                    assert!(says(&stage, &exercise.title), "{}:\n{frame}", exercise.title);
                }
            }
        }
    }
}

/// A folder with a curriculum of one step in it, in this language, and nothing else.
fn one_step(home: &Home, language: &str) -> PathBuf {
    let dir = home.dir().join("own");
    let own = dir.join(language);
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("step-01.json"), &bundled()[STEP]).unwrap();
    let contents = json!({"format": 1, "language": "Ours", "steps": [
        {"id": "step-01", "title": "The only \u{1b}[31mstep", "aim": "To try it."}]});
    fs::write(own.join("contents.json"), contents.to_string()).unwrap();
    dir
}

fn ask(home: &Home, args: &[&str]) -> (i32, String, String) {
    let out = home.ask(args);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

#[test]
fn the_commands_check_list_and_describe() {
    let home = Home::new();
    let (code, out, err) = ask(&home, &["content", "check"]);
    assert!(code == 0 && out.lines().count() == 1 && err.is_empty(), "{out}{err}");
    let (code, out, _) = ask(&home, &["content", "list"]);
    assert_eq!(code, 0);
    for head in book().heads() {
        assert!(out.contains(&head.title), "{}", head.title);
    }
    let own_it = out.lines().find(|line| line.trim_start().starts_with("1.2 ")).unwrap();
    for says in ["Own it", "the one repairing", "only you", "12 min"] {
        assert!(own_it.contains(says), "{own_it}");
    }
    let (code, out, _) = ask(&home, &["content", "schema"]);
    assert_eq!((code, serde_json::from_str::<Value>(&out).unwrap()), (0, schema_read()));
}

#[test]
fn a_curriculum_of_ones_own_is_checked_wherever_it_lies() {
    let home = Home::new();
    let dir = one_step(&home, "en");
    let dir = dir.to_str().unwrap();
    let both = |home: &Home| {
        let one = ask(home, &["content", "check", dir]);
        assert_eq!(one, ask(home, &["--content", dir, "content", "check"]));
        one
    };
    let (code, out, _) = both(&home);
    assert_eq!(code, 1);
    assert!(out.starts_with("en/contents.json: steps/step-01/title: there is a sign"), "{out}");
    assert!(!out.contains('\u{1b}'), "what cannot be seen is named, not printed");
    let contents = Path::new(dir).join("en/contents.json");
    let text = fs::read_to_string(&contents).unwrap().replace("\\u001b[31m", "");
    fs::write(&contents, text).unwrap();
    let (code, out, _) = both(&home);
    assert_eq!((code, out.lines().count()), (0, 1), "{out}");

    let step = Path::new(dir).join("en/step-01.json");
    fs::write(&step, b"\xff\xfe").unwrap();
    let (code, out, _) = both(&home);
    assert!(code == 1 && out.lines().count() == 2, "said once, and counted: {out}");
    assert!(out.starts_with("en/step-01.json: it is not text in UTF-8."), "{out}");
    fs::remove_file(&step).unwrap();
    fs::create_dir(&step).unwrap();
    let (code, out, _) = both(&home);
    assert!(code == 1 && out.starts_with("en/step-01.json: it is no plain file."), "{out}");
    fs::write(&contents, "{").unwrap();
    let (code, out, _) = both(&home);
    assert!(code == 1 && out.contains("en/contents.json: line 1: it is not JSON"), "{out}");

    let (code, out, err) = ask(&home, &["content", "check", "/nowhere/at/all"]);
    assert_eq!((code, out.as_str(), err.lines().count()), (1, "", 2), "{err}");
}

#[test]
fn the_program_runs_on_a_curriculum_of_ones_own() {
    let home = Home::alone("hurt");
    for language in ["en", "xx"] {
        let dir = one_step(&home, language);
        let dir = dir.to_str().unwrap();
        let (code, out, err) = ask(&home, &["--content", dir, "content", "list"]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.starts_with("0  The only [31mstep\n"), "without what cannot be seen: {out}");
        assert!(out.contains("Own it") && !out.contains("Listen to understand"), "{out}");
        let shown = home.tell(&["--content", dir, "--plain"], "");
        let shown = String::from_utf8(shown.stdout).unwrap();
        assert!(shown.contains("Begin with “The only [31mstep”") && !shown.contains('\u{1b}'));
        fs::remove_dir_all(dir).unwrap();
    }
    let dir = one_step(&home, "xx");
    let dir = dir.to_str().unwrap();
    let (code, _, err) = ask(&home, &["--content", dir, "--lang", "en", "content", "list"]);
    assert!(code == 2 && err.contains("xx"), "{err}");
    fs::remove_dir_all(Path::new(dir).join("xx")).unwrap();
    let (code, _, err) = ask(&home, &["--content", dir, "content", "list"]);
    assert!(code == 1 && err.contains("en/contents.json is missing"), "{err}");
}

/// The bundled questions stand in, and lead only to what is there.
#[test]
fn what_is_left_out_is_the_bundled_one() {
    let mut files = bundled();
    files.retain(|name, _| name == CONTENTS || name == STEP);
    damaged(&mut files, CONTENTS, |v| {
        list(&mut v["steps"]).retain(|it| it["id"] == "step-01");
        v["private_start"] = json!("");
    });
    assert_eq!(said(&files), [""; 0]);
    let own = Curriculum::of_files(files, "en").unwrap();
    assert_eq!(own.words().unwrap(), book().words().unwrap());
    assert_eq!(own.help().unwrap(), book().help().unwrap());
    assert_eq!(own.couples().unwrap(), book().couples().unwrap());
    let ask = own.ask().unwrap();
    assert_eq!(ask.questions.len(), book().ask().unwrap().questions.len());
    let tools: Vec<_> = ask.questions.iter().flat_map(|it| &it.tools).collect();
    assert!(tools.iter().any(|tool| tool.to == "1.2") && tools.iter().all(|it| own.has(&it.to)));
}
