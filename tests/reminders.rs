//! What the program says outside itself: `due` in one discreet line, `calendar` as somebody else's
//! parser reads it, and practices on paper, with the choice of what leaves.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use amends::{
    journey::{Event, Seat, Turn},
    vault::{Options, Store as _, Vault},
};
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::{
    cli::Shell,
    coach::{kept, moved, promise},
};

const ANA: Seat = Seat::First;
const BEN: Seat = Seat::Second;

/// Keeps what happened, as the screens would.
fn keep(shell: &Shell, happened: &[(Seat, Event)]) {
    let at = "2026-11-22T09:14:00+01:00".parse().unwrap();
    let mut opened = Vault::open(&shell.places(), &Options::default()).unwrap();
    for (by, event) in happened {
        opened.vault.keep(*by, at, event).unwrap();
    }
}

fn at(shell: &Shell, day: &str, args: &[&str]) -> String {
    let at = format!("{day}T08:00:00+01:00");
    shell.run(&[args, &["--at", &at]].concat()).succeeds().out.clone()
}

/// Two who have a promise for the 26th, an agreement, and a pulse of Ana's own.
fn lived() -> Shell {
    let shell = Shell::of_two();
    let what = json!({ "what": { "what": "SecretText on arriving" } });
    let places = json!({ "foresee": 2, "lean": 3, "hope": 4 });
    let week = json!({ "trust": { "places": places }, "moved": { "moved": "AnaMoved" } });
    let happened = [
        (BEN, promise("p", 0, 4)),
        (BEN, kept("agreements", "a", 0, BEN, what)),
        (ANA, moved("a", BEN, "agreed", 0)),
        (ANA, kept("pulse", "w", 0, ANA, week)),
    ];
    keep(&shell, &happened);
    shell
}

#[test]
fn due_is_one_line_that_tells_nobody_what() {
    let shell = lived();
    for (day, args, says) in [
        ("2026-11-24", &["due"][..], ""),
        ("2026-11-26", &["due"], "There is one thing for today.\n"),
        ("2026-11-26", &["due", "--as", "Ana"], "There is one thing for today.\n"),
        // her own week counts for her eyes only
        ("2026-11-29", &["due", "--as", "Ana"], "There are 2 things for today.\n"),
        ("2026-11-29", &["due"], "There is one thing for today.\n"),
    ] {
        assert_eq!(at(&shell, day, args), says, "{day} {args:?}");
    }
}

/// Two who look together are told of no more than one of them would be, and what is one's own is not
/// felt in the number.
#[test]
fn two_at_one_shell_have_three_things_at_most() {
    let says = |happened: &[(Seat, Event)], args: &[&str]| {
        let shell = Shell::of_two();
        keep(&shell, happened);
        at(&shell, "2026-11-27", args)
    };
    let of = |owner: Seat, name: &str| {
        let due = json!({ "due": { "day": "2026-11-26" } });
        (owner, kept("promises", name, 0, owner, due))
    };
    let promises = [of(ANA, "a"), of(ANA, "b"), of(BEN, "c"), of(BEN, "d")];
    for args in [&["due"][..], &["due", "--as", "Ana"], &["due", "--as", "Ben"]] {
        assert_eq!(says(&promises, args), "There are 3 things for today.\n", "{args:?}");
    }
    let own = ["x", "y", "z"].map(|name| {
        let on = json!({ "on": { "day": "2026-11-27" } });
        (ANA, kept("big-days", name, 0, ANA, on))
    });
    let one = [of(BEN, "c")];
    assert_eq!(says(&one, &["due"]), "There is one thing for today.\n");
    let crowd = [&one[..], &own].concat();
    assert_eq!(says(&crowd, &["due"]), "There is one thing for today.\n");
    assert_eq!(says(&crowd, &["due", "--as", "Ana"]), "There are 3 things for today.\n");
}

/// The events of a file, as another program reads them: by UID, what they say.
pub(crate) fn read(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut calendars = ical::IcalParser::new(text.as_bytes());
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    let events = calendar.events.into_iter().map(|event| {
        let said = event.properties.into_iter();
        let said: BTreeMap<_, _> = said.map(|it| (it.name, it.value.unwrap_or_default())).collect();
        (said["UID"].clone(), said)
    });
    let events: Vec<_> = events.collect();
    let count = events.len();
    let events: BTreeMap<_, _> = events.into_iter().collect();
    assert_eq!(events.len(), count, "every name once");
    events
}

#[test]
fn a_calendar_is_read_by_somebody_elses_parser() {
    let shell = lived();
    let text = at(&shell, "2026-11-23", &["calendar", "--as", "Ana"]);
    assert!(text.ends_with("END:VCALENDAR\r\n") && text.lines().all(|line| line.len() <= 75));
    let events = read(&text);
    // a promise, an agreement's end and its review, and the weekly pulse
    assert_eq!(events.len(), 4);
    let mut days: Vec<_> = events.values().map(|event| event["DTSTART"].clone()).collect();
    days.sort();
    assert_eq!(days, ["20261126", "20261129", "20261206", "20261222"]);
    for event in events.values() {
        assert_eq!(event["SUMMARY"], "Reminder");
        assert!(!event.contains_key("DTEND"), "a day without an end lasts that day");
        let day = NaiveDate::parse_from_str(&event["DTSTART"], "%Y%m%d");
        assert!(day.is_ok(), "a plain date, which no zone moves");
    }
    for word in ["Secret", "promise", "pulse", "trust", "agreement", "Ana", "Ben", "Home by"] {
        assert!(!text.contains(word), "{word} stands in the file");
    }
    let both = read(&at(&shell, "2026-11-23", &["calendar"]));
    assert_eq!(both.len(), 3, "without a name, what is for both");
}

#[test]
fn a_calendar_written_again_moves_and_doubles_nothing() {
    let shell = lived();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.ics");
    let path = file.to_str().unwrap();
    at(&shell, "2026-11-23", &["calendar", "--as", "Ben", "--out", path]);
    let before = read(&fs::read_to_string(&file).unwrap());
    let Event::Move(again) = moved("p", BEN, "moved", 1) else { unreachable!() };
    let until = NaiveDate::from_ymd_opt(2026, 11, 30);
    keep(&shell, &[(BEN, Event::Move(amends::journey::Moved { until, ..again }))]);
    at(&shell, "2026-11-24", &["calendar", "--as", "Ben", "--out", path]);
    let after = read(&fs::read_to_string(&file).unwrap());
    let names = |events: &BTreeMap<String, _>| events.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after), "the same names");
    let days = |events: &BTreeMap<String, BTreeMap<String, String>>| {
        events.values().map(|event| event["DTSTART"].clone()).collect::<Vec<_>>()
    };
    assert_ne!(days(&before), days(&after));
    assert!(days(&after).contains(&"20261130".to_owned()));
    // a file of somebody else's stays as it is
    fs::write(&file, "mine").unwrap();
    let said = shell.run(&["calendar", "--as", "Ben", "--out", path]);
    assert_eq!(said.code, Some(1));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

/// As `due` does: what waits for a yes has no day yet, and who would rather not check a promise is not
/// told of it. What is for both has what either is told of, once.
#[test]
fn a_calendar_has_the_days_one_is_told_of() {
    let shell = Shell::of_two();
    let what = json!({ "what": { "what": "A text on arriving" } });
    keep(&shell, &[(BEN, kept("agreements", "a", 0, BEN, what)), (BEN, promise("p", 0, 4))]);
    let days = |who: &[&str]| {
        let text = at(&shell, "2026-11-23", &[&["calendar"], who].concat());
        let mut days: Vec<_> = read(&text).values().map(|event| event["DTSTART"].clone()).collect();
        days.sort();
        days
    };
    let all: [&[&str]; 3] = [&["--as", "Ana"], &["--as", "Ben"], &[]];
    for who in all {
        assert_eq!(days(who), ["20261126"], "nobody has said yes to it, {who:?}");
    }
    keep(&shell, &[(ANA, moved("a", BEN, "agreed", 0))]);
    for who in all {
        assert_eq!(days(who), ["20261126", "20261206", "20261222"], "{who:?}");
    }
    keep(&shell, &[(ANA, moved("p", BEN, "no-check", 0))]);
    assert_eq!(days(all[0]), ["20261206", "20261222"], "she would rather not check it");
    for who in &all[1..] {
        assert_eq!(days(who), ["20261126", "20261206", "20261222"], "{who:?}");
    }
}

/// The day on which two want to sit down again is in it for both and for each, under one name: the day
/// that they agree on next takes its place.
#[test]
fn a_calendar_has_the_next_sitting() {
    let shell = Shell::of_two();
    let close = |next: Option<&str>| {
        let next = next.map(|day| day.parse().unwrap());
        let turn = Turn::Closed { plan: None, next };
        keep(&shell, &[(ANA, Event::Sitting { exercise: "2.3".to_owned(), turn })]);
    };
    let read = |day, who: &[&str]| read(&at(&shell, day, &[&["calendar"], who].concat()));
    let all: [&[&str]; 3] = [&["--as", "Ana"], &["--as", "Ben"], &[]];
    close(Some("2026-11-27"));
    let first = read("2026-11-23", all[0]);
    let [said] = first.values().collect::<Vec<_>>()[..] else { panic!("{first:?}") };
    assert_eq!((said["SUMMARY"].as_str(), said["DTSTART"].as_str()), ("Reminder", "20261127"));
    for who in all {
        assert_eq!(read("2026-11-23", who), first, "{who:?}");
    }
    close(Some("2026-12-04"));
    for who in all {
        let again = read("2026-11-27", who);
        assert!(again.keys().eq(first.keys()), "the same name");
        assert!(again.values().all(|it| it["DTSTART"] == "20261204"));
    }
    assert!(read("2026-12-05", &[]).is_empty(), "it is past");
    close(None);
    assert!(read("2026-11-27", &[]).is_empty(), "they left it open");
}

/// A calendar without any component is none: what has nothing to show says so in a time zone.
#[test]
fn a_calendar_of_nothing_is_one_all_the_same() {
    let shell = Shell::of_two();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.ics");
    let path = file.to_str().unwrap();
    let write = |day| {
        at(&shell, day, &["calendar", "--out", path]);
        let text = fs::read_to_string(&file).unwrap();
        let calendar = ical::IcalParser::new(text.as_bytes()).next().unwrap().unwrap();
        assert!(text.lines().all(|line| line.len() <= 75) && text.ends_with("\r\n"));
        (calendar.events.len(), calendar.timezones.len())
    };
    assert_eq!(write("2026-11-23"), (0, 1));
    keep(&shell, &[(BEN, promise("p", 0, 4))]);
    assert_eq!(write("2026-11-23"), (1, 0), "written again, it has what is to come");
    let text = at(&Shell::of_two(), "2026-11-23", &["calendar"]);
    let calendar = ical::IcalParser::new(text.as_bytes()).next().unwrap().unwrap();
    let zone = &calendar.timezones[0];
    assert_eq!(zone.properties[0].name, "TZID");
    let said = |name: &str| zone.transitions[0].properties.iter().any(|it| it.name == name);
    assert!(["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"].into_iter().all(said));
}

#[test]
fn practices_leave_with_their_pictures() {
    let shell = lived();
    let day = "2026-11-25";
    let html = at(&shell, day, &["export", "--as", "Ana", "--format", "html"]);
    assert!(html.contains("role=\"img\"") && html.matches("I can foresee you: 2.").count() == 2);
    let markdown = at(&shell, day, &["export", "--as", "Ana"]);
    assert!(markdown.contains("```text") && markdown.contains("AnaMoved"));
    let json = at(&shell, day, &["export", "--as", "Ana", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["practices"].as_array().unwrap().len(), 3);
    for format in ["markdown", "html", "json"] {
        let bens = at(&shell, day, &["export", "--as", "Ben", "--format", format]);
        assert!(!bens.contains("AnaMoved") && bens.contains("SecretText"), "{format}");
    }
}

/// The dot of a day goes along, on paper and in a browser, and only to whose day it is.
#[test]
fn a_wish_to_talk_leaves_as_a_dot() {
    let shell = Shell::of_two();
    let talk = json!({ "picked": ["lightly"], "own": "" });
    let said = json!({ "line": { "places": { "tension": 9 } }, "talk": talk });
    keep(&shell, &[(ANA, kept("check-in", "c", 0, ANA, said))]);
    let export =
        |name, format| at(&shell, "2026-11-25", &["export", "--as", name, "--format", format]);
    let (html, markdown) = (export("Ana", "html"), export("Ana", "markdown"));
    assert!(html.contains("stroke=\"#fff\"") && markdown.contains("▓▓•"), "{markdown}");
    for text in [html, markdown] {
        assert!(text.contains("to talk on 1 of 1 days"));
    }
    assert!(!export("Ben", "html").contains("to talk on"));
}

#[test]
fn what_leaves_is_chosen_line_by_line() {
    let shell = lived();
    let day = "2026-11-25";
    let preview = at(&shell, day, &["export", "--as", "Ana", "--preview"]);
    let number = |of: &str| {
        let line = preview.lines().find(|line| line.contains(of)).unwrap();
        line.split_whitespace().next().unwrap().parse::<usize>().unwrap()
    };
    let without = |numbers: &str, format| {
        let args = ["export", "--as", "Ana", "--format", format, "--without", numbers];
        at(&shell, day, &args)
    };
    // each line of something stands below whose it is, and can stay here by itself
    assert!(preview.contains("      The trust pulse · Ana · only you · "), "{preview}");
    assert!(preview.contains("Home by six") && preview.contains("SecretText"), "{preview}");
    for format in ["markdown", "html", "json"] {
        let some = without(&number("AnaMoved").to_string(), format);
        assert!(!some.contains("AnaMoved") && some.contains("SecretText"), "{format}");
        assert!(some.contains("I can foresee you"), "{format}: what stands beside it leaves");
    }
    // nothing is drawn of what stays here, not even in part
    let drawn = |text: &str| text.matches("role=\"img\"").count();
    let all = drawn(&at(&shell, day, &["export", "--as", "Ana", "--format", "html"]));
    assert_eq!(drawn(&without(&number("I can foresee you").to_string(), "html")), all - 1);
    let placed = without(&number("I can foresee you").to_string(), "json");
    assert!(!placed.contains("foresee") && placed.contains("AnaMoved"), "{placed}");
    let pulse = format!("{}-{}", number("I can foresee you"), number("AnaMoved"));
    let rest = without(&pulse, "json");
    assert!(!rest.contains("pulse") && rest.contains("SecretText"), "{rest}");
    let none = without("1-99", "markdown");
    assert!(!none.contains("SecretText") && !none.contains("Home by six"));
    assert_eq!(shell.run(&["export", "--as", "Ana", "--without", "x"]).code, Some(2));
}

/// The aim is 20 ms in a release build; here there is room for a build without much care.
#[test]
fn due_is_quick_with_ten_thousand_entries() {
    let shell = lived();
    let win =
        |n| kept("wins", &format!("w{n}"), 0, ANA, json!({ "moment": { "moment": "A laugh." } }));
    let wins: Vec<_> = (0..10_000).map(win).collect();
    let at_noon = "2026-11-22T12:00:00+01:00".parse().unwrap();
    let mut opened = Vault::open(&shell.places(), &Options::default()).unwrap();
    opened.vault.keep_all(ANA, at_noon, &wins).unwrap();
    drop(opened);
    let run = || {
        let since = std::time::Instant::now();
        at(&shell, "2026-11-26", &["due", "--as", "Ana"]);
        since.elapsed().as_secs_f64() * 1000.0
    };
    let quickest = (0..5).map(|_| run()).fold(f64::INFINITY, f64::min);
    crate::home::say(&format!("amends due with 10,000 entries: {quickest:.1} ms"));
    assert!(quickest < 2_000.0, "{quickest} ms");
}

/// What one does daily goes on in a calendar; lines that are told first, until the last day of what was
/// agreed, and no day longer.
#[test]
fn what_goes_on_has_its_end() {
    let shell = Shell::of_two();
    let lines = json!({ "day": { "where": "At work" } });
    let offer = json!({ "what": { "what": "text" }, "end": { "day": "2026-12-06" } });
    keep(
        &shell,
        &[
            (BEN, kept("agreements", "a", 0, BEN, offer)),
            (BEN, kept("tell-first", "t", 0, BEN, lines)),
            (BEN, kept("check-in", "c", 0, BEN, json!({ "word": { "word": "so" } }))),
        ],
    );
    let rules = || {
        let told = read(&at(&shell, "2026-11-23", &["calendar", "--as", "Ben"]));
        told.into_values().filter_map(|mut it| it.remove("RRULE")).collect::<BTreeSet<_>>()
    };
    let daily = "FREQ=DAILY".to_owned();
    assert_eq!(rules(), BTreeSet::from([daily.clone()]), "nothing is agreed yet");
    keep(&shell, &[(ANA, moved("a", BEN, "agreed", 0))]);
    let until = "FREQ=DAILY;UNTIL=20261206".to_owned();
    assert_eq!(rules(), BTreeSet::from([daily.clone(), until]));
    keep(&shell, &[(ANA, moved("a", BEN, "stopped", 0))]);
    assert_eq!(rules(), BTreeSet::from([daily]), "it is over, and with it the lines");
    for (every, rule) in
        [("day", Some("FREQ=DAILY")), ("week", Some("FREQ=WEEKLY")), ("never", None)]
    {
        let args = ["calendar", "--as", "Ben", "--every", every];
        let told = read(&at(&shell, "2026-11-23", &args));
        let said: Vec<_> = told.values().filter_map(|it| it.get("RRULE")).collect();
        assert_eq!(said, Vec::from_iter(rule), "{every}");
    }
}
