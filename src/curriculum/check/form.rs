//! The form of a file: whether it is JSON, keeps the limits, has only signs that can be seen, and
//! fits its type. What it says is left to the others.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Found, say};
use crate::{
    curriculum::{FORMAT, Files, Trouble, load},
    ui::clean,
};

/// The largest file.
pub const MOST_BYTES: usize = 4 << 20;
/// The longest list, and the most files.
pub const MOST_ITEMS: usize = 1_000;
/// The longest text, in letters.
const MOST_LETTERS: usize = 20_000;
/// How deep lists and objects may stand in each other.
const MOST_DEPTH: usize = 32;

/// A file in its type; none if it is not there, or if something has been found that makes it
/// unreadable.
pub(super) fn read<T: DeserializeOwned>(files: &Files, file: &str, found: &mut Found) -> Option<T> {
    let text = files.get(file)?;
    let value = value(file, text, found)?;
    let format = value.get("format").and_then(Value::as_u64);
    if format.is_some_and(|format| format > u64::from(FORMAT)) {
        found.add(file, "format", say::newer());
        return None;
    }
    if !keeps_limits(file, &value, found) {
        return None;
    }
    match load::read(file, Some(text)) {
        Ok(read) => {
            if format != Some(u64::from(FORMAT)) {
                found.add(file, "format", say::no_format());
            }
            Some(read)
        }
        Err(trouble) => {
            misfits(file, text, &trouble, found);
            None
        }
    }
}

/// A file as JSON of any shape.
pub(super) fn value(file: &str, text: &str, found: &mut Found) -> Option<Value> {
    if text.len() > MOST_BYTES {
        found.add(file, "", say::unread(super::Unread::TooBig));
        return None;
    }
    match load::read(file, Some(text)) {
        Ok(value) => Some(value),
        Err(Trouble::Form { line, what, .. }) => {
            found.add(file, at_line(line), say::not_json(&what));
            None
        }
        Err(_) => None,
    }
}

fn misfits(file: &str, text: &str, trouble: &Trouble, found: &mut Found) {
    match trouble {
        Trouble::Form { line, what, .. } => {
            let line = line_of(what, *line, text);
            found.add(file, at_line(line), say::misfit(what));
        }
        Trouble::Newer(_) => found.add(file, "format", say::newer()),
        Trouble::Missing(_) => found.add(file, "", say::missing()),
    }
}

/// The line of the name that does not belong. A part is read to its end before it is understood,
/// so the name may stand some lines above.
fn line_of(what: &str, end: usize, text: &str) -> usize {
    let name = what.split('`').nth(1).filter(|_| what.starts_with("unknown"));
    let Some(name) = name.map(|name| format!("\"{name}\"")) else { return end };
    let lines = text.lines().take(end).collect::<Vec<_>>();
    lines.iter().rposition(|line| line.contains(&name)).map_or(end, |at| at + 1)
}

fn at_line(line: usize) -> String {
    format!("line {line}")
}

/// Calls for every text in a value, with its place and its JSON pointer.
pub(super) fn texts(value: &Value, visit: &mut dyn FnMut(&str, &str, &str)) {
    walk(value, "", 0, &mut |place, _, value| {
        if let Value::String(text) = value {
            let pointer = format!("/{}", place.replace('[', "/").replace(']', ""));
            visit(place, &pointer, text);
        }
        true
    });
}

fn keeps_limits(file: &str, value: &Value, found: &mut Found) -> bool {
    let mut keeps = true;
    walk(value, "", 0, &mut |place, depth, value| {
        let said = match value {
            Value::Array(_) | Value::Object(_) if depth > MOST_DEPTH => say::too_deep(MOST_DEPTH),
            Value::Array(items) if items.len() > MOST_ITEMS => {
                say::too_many(items.len(), MOST_ITEMS)
            }
            // a byte is a letter or less
            Value::String(text) if text.len() > MOST_LETTERS && letters(text) > MOST_LETTERS => {
                say::too_long(letters(text), MOST_LETTERS)
            }
            Value::String(text) => {
                if let Some(c) = hidden(text) {
                    found.add(file, place, say::hidden(c));
                }
                return true;
            }
            _ => return true,
        };
        found.add(file, place, said);
        keeps = false;
        false
    });
    keeps
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

/// The first sign that nobody could see: what the program would clean away, a line break, or a
/// character without width that joins nothing.
fn hidden(text: &str) -> Option<char> {
    let is_hidden = |c: char| {
        let mut bytes = [0; 4];
        matches!(clean(c.encode_utf8(&mut bytes)), Cow::Owned(_))
            || matches!(c, '\n' | '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
    };
    // a text in ASCII, as most are, needs no second look
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    text.chars().find(|c| is_hidden(*c))
}

/// Goes through a value, from the outside in; `visit` says whether to go on within.
fn walk(
    value: &Value,
    place: &str,
    depth: usize,
    visit: &mut dyn FnMut(&str, usize, &Value) -> bool,
) {
    if !visit(place, depth, value) {
        return;
    }
    match value {
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                walk(item, &place_of(place, i, item), depth + 1, visit);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let slash = if place.is_empty() { "" } else { "/" };
                walk(field, &format!("{place}{slash}{name}"), depth + 1, visit);
            }
        }
        _ => {}
    }
}

/// The place of one of a list: by its own name if it has one.
fn place_of(place: &str, i: usize, item: &Value) -> String {
    let named = ["id", "country", "idea"].iter().find_map(|name| item.get(name)?.as_str());
    match named {
        Some(name) => format!("{place}/{name}"),
        None => format!("{place}[{i}]"),
    }
}
