//! What the checker says, in pairs: what is wrong, and what to do. Written for people who write a
//! curriculum; what people who use one see is in `ui.json`.

use super::Unread;
use crate::exercise::Wrong;

/// What is wrong, and what to do; neither with a full stop at its end.
pub(super) type Said = (String, String);

fn said(what: impl Into<String>, now: impl Into<String>) -> Said {
    (what.into(), now.into())
}

/// What a kind of exercise found.
pub(super) fn wrong(wrong: &Wrong) -> Said {
    match wrong {
        Wrong::Empty => said("nothing stands here", "Write something, or take it out"),
        Wrong::TooManyRows(rows, most) => said(
            format!("it takes {rows} rows, and a page has room for {most}"),
            "Make it shorter, or make two of it",
        ),
        Wrong::TooLong(letters, most) => said(
            format!("it has {letters} letters, and there is room for {most}"),
            "Make it shorter",
        ),
        Wrong::Twice(id) => twice(id),
        Wrong::TooFew(count, least) => {
            said(format!("there are {count}, and at least {least} are needed"), "Add to them")
        }
        Wrong::TooMany(count, most) => {
            said(format!("there are {count}, and there is room for {most}"), "Leave some out")
        }
        Wrong::AtOdds(what, now) => said(*what, *now),
    }
}

/// A file could not be taken in.
pub(super) fn unread(why: Unread) -> Said {
    let now = match why {
        Unread::Closed => "See that you may read it",
        Unread::NoFile => "Put a file in its place, or take it out",
        Unread::TooBig => "Make it smaller",
        Unread::NotText => "Save it as text in UTF-8",
    };
    said(why.to_string(), now)
}

pub(super) fn missing() -> Said {
    said("this file is missing", "Add it")
}

pub(super) fn missing_step() -> Said {
    said("this file is missing", "Add it, or take the step out of contents.json")
}

pub(super) fn stranger() -> Said {
    said("nothing reads this file", "Take it out, or put a contents.json into its folder")
}

pub(super) fn not_in_contents() -> Said {
    said(
        "contents.json does not name this file",
        "Name the step there, or take the file out of the folder",
    )
}

pub(super) fn other_id(id: &str) -> Said {
    said(format!("the id is “{id}”, not that of contents.json"), "Let it be the file’s name")
}

pub(super) fn newer() -> Said {
    said("it was written for a newer version of amends", "Update amends, or use “format”: 1")
}

pub(super) fn no_format() -> Said {
    said("“format” is not 1", "Write “format”: 1")
}

pub(super) fn too_deep(most: usize) -> Said {
    said(format!("it goes deeper than {most} levels"), "Make it flatter")
}

pub(super) fn too_many(count: usize, most: usize) -> Said {
    wrong(&Wrong::TooMany(count, most))
}

pub(super) fn too_long(letters: usize, most: usize) -> Said {
    wrong(&Wrong::TooLong(letters, most))
}

pub(super) fn hidden(c: char) -> Said {
    let code = u32::from(c);
    if c == '\n' {
        return said("there is a line break in it", "Make two texts of it, or one row");
    }
    said(format!("there is a sign in it that cannot be seen: U+{code:04X}"), "Take it out")
}

pub(super) fn not_json(what: &str) -> Said {
    said(format!("it is not JSON: {what}"), "Look at this line and the one before it")
}

/// What serde says about a file that does not fit its type, made plain.
pub(super) fn misfit(what: &str) -> Said {
    let plain = what.replace('`', "");
    let known = || {
        plain
            .split_once("expected one of ")
            .or_else(|| plain.split_once("expected "))
            .map_or_else(|| "nothing".to_owned(), |(_, known)| known.to_owned())
    };
    let name = || what.split('`').nth(1).unwrap_or_default().to_owned();
    if what.starts_with("unknown field") {
        said(
            format!("there is no field “{}” here", name()),
            format!("Take it out, or use one of: {}", known()),
        )
    } else if what.starts_with("missing field") {
        said(format!("the field “{}” is missing above", name()), "Add it")
    } else if what.starts_with("duplicate field") {
        said(format!("the field “{}” stands here twice", name()), "Leave one of them")
    } else if what.starts_with("unknown variant") {
        said(format!("“{}” is not known here", name()), format!("Use one of: {}", known()))
    } else {
        said(format!("something else belongs here: {plain}"), "Put it in its place")
    }
}

pub(super) fn twice(id: &str) -> Said {
    said(format!("the id “{id}” is used twice"), "Give one of them another id")
}

pub(super) fn twice_in(id: &str, other: &str) -> Said {
    said(
        format!("the id “{id}” is used twice: it also stands in {other}"),
        "Give one of them another id",
    )
}

pub(super) fn bad_id() -> Said {
    said("the id has other signs than a–z, 0–9, “-” and “.”", "Use only these")
}

/// Readers who get too little or too much of something.
pub(super) fn for_readers(counts: &[(usize, &str)], things: &str, need: (usize, usize)) -> Said {
    let counts: Vec<_> = counts.iter().map(|(n, who)| format!("{n} for {who}")).collect();
    let (least, most) = need;
    let need =
        if most == usize::MAX { format!("at least {least}") } else { format!("{least} to {most}") };
    said(
        format!("there are {things}: {}", counts.join(", ")),
        format!("Let there be {need} for each reader"),
    )
}

pub(super) fn no_kinds(missing: &[&str]) -> Said {
    said(
        format!("no example is about {}", missing.join(", ")),
        "Let every kind of hurt have one at least",
    )
}

pub(super) fn one_kind_of_people() -> Said {
    said(
        "all examples are of one kind of relationship",
        "Let there be couples, families and friends among them, two of the three at least",
    )
}

pub(super) fn no_target(to: &str, allowed: &str) -> Said {
    said(format!("it points to “{to}”, which does not exist"), format!("Use {allowed}"))
}

pub(super) fn nothing_carries() -> Said {
    said("nothing carries this idea", "Fill “carried_by” or “later”")
}

pub(super) fn no_idea(missing: &[String]) -> Said {
    said(format!("these are missing: {}", missing.join(", ")), "Give each of them a home")
}

pub(super) fn unknown_idea() -> Said {
    said("this is not the number of an idea", "Use 1 to 87 or faq-1 to faq-10, each once")
}

pub(super) fn country_code() -> Said {
    said("the country is not two capital letters, nor “*”", "Use its ISO 3166 code")
}

pub(super) fn elsewhere() -> Said {
    said("“*”, the last resort, is not the last country", "Let there be one “*”, at the end")
}

pub(super) fn no_emergency() -> Said {
    said("no line of this country is for an emergency", "Add its emergency number, first")
}

pub(super) fn no_way() -> Said {
    said("there is no way to reach this line", "Give it a number, a text number or a page")
}

pub(super) fn bad_month() -> Said {
    said("the month of the last check is not in the form 2026-11", "Write it so, or leave it empty")
}

pub(super) fn seen_when() -> Said {
    said("it says that it was seen, and not when", "Fill “last_checked”, or say “known”")
}

pub(super) fn nobody() -> Said {
    said("“by” is neither 0 nor 1", "Use 0 for the first of the two names, 1 for the second")
}

pub(super) fn braces() -> Said {
    said("the braces do not fit", "Let every name stand in a pair of its own, such as {name}")
}

pub(super) fn no_such_name(name: &str, known: &[&str]) -> Said {
    let known: Vec<_> = known.iter().map(|name| format!("{{{name}}}")).collect();
    let now = if known.is_empty() {
        "Take it out: no name is filled in here".to_owned()
    } else {
        format!("Here there are: {}", known.join(", "))
    };
    said(format!("nothing is ever filled in for {{{name}}}"), now)
}

pub(super) fn so_many(count: usize, need: usize) -> Said {
    said(format!("there are {count}, and there must be {need}"), "Add to them, or leave some out")
}

pub(super) fn lacks(thing: &str, id: &str, other: &str) -> Said {
    said(format!("the {thing} “{id}” of “{other}” is not here"), "Add it")
}

pub(super) fn extra(thing: &str, id: &str, other: &str) -> Said {
    said(format!("the {thing} “{id}” is not in “{other}”"), "Add it there, or take it out here")
}
