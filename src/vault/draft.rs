//! The words that a person has not saved yet: one small file for each, on this machine only.
//! `{"v":1,"at":"…","b":{"t":"entry.add","b":{…}},"c":"…"}`, or sealed: `{"v":1,"x":"…","c":"…"}`.

use std::{borrow::Cow, path::Path};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    journey::{Event, Seat, Time},
    seal::Streams,
};

use super::{
    Failure,
    disk::{self, Disk},
    line::{VERSION, is_whole, json, sealed},
};

const MOST: u64 = 4 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Sheet {
    v: u64,
    at: Time,
    b: Event,
}

/// The same, sealed: what stands in `x` is a [`Sheet`].
#[derive(Serialize, Deserialize)]
struct SealedSheet<'a> {
    v: u64,
    #[serde(borrow)]
    x: Cow<'a, str>,
}

/// What was found where a draft could be.
pub(super) enum Found {
    /// Nothing, or what is left of one that was being destroyed.
    Nothing,
    /// What somebody was writing, and when.
    Words(Time, Event),
    /// Something sealed that no key at hand opens: somebody's, for when they unlock their drawer.
    Locked,
    /// A file that holds something, but not what was written.
    Damaged,
}

/// The draft's file name.
pub(super) fn name(by: Seat) -> String {
    format!("draft.{by}")
}

/// Puts it in the place of the one before.
pub(super) fn write(
    disk: &dyn Disk,
    state: &Path,
    device: &str,
    by: Seat,
    at: Time,
    event: &Event,
    seals: Option<&Streams>,
) -> Result<(), Failure> {
    let sheet = Sheet { v: VERSION, at, b: event.clone() };
    let mut body = Zeroizing::new(serde_json::to_vec(&sheet).map_err(|_| Failure::Damaged)?);
    if let Some(streams) = seals {
        let x = streams.seal_draft(by, event.reach(), &body)?.ok_or(Failure::Locked)?;
        let sheet = SealedSheet { v: VERSION, x: x.into() };
        *body = serde_json::to_vec(&sheet).map_err(|_| Failure::Damaged)?;
    }
    body.pop();
    let body = std::mem::take(&mut *body);
    let mut bytes = sealed(body);
    bytes.push(b'\n');
    disk::replace(disk, state, &name(by), device, &bytes)
}

/// Looks for it.
pub(super) fn find(
    disk: &dyn Disk,
    state: &Path,
    by: Seat,
    streams: &Streams,
) -> Result<Found, Failure> {
    let bytes = match disk::read(disk, &state.join(name(by)), MOST) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(Found::Nothing),
        Err(Failure::TooLong) => return Ok(Found::Damaged),
        Err(failure) => return Err(failure),
    };
    let line = bytes.trim_ascii_end();
    if let Some(SealedSheet { v: VERSION, x }) = is_whole(line).then(|| json(line)).flatten() {
        let inside = streams.open_draft(by, x.as_bytes());
        return Ok(match inside.map(|inside| json::<Sheet>(&inside)) {
            Some(Some(Sheet { v: VERSION, at, b })) => Found::Words(at, b),
            Some(_) => Found::Damaged,
            None => Found::Locked,
        });
    }
    let sheet = is_whole(line).then(|| json::<Sheet>(line)).flatten();
    Ok(match sheet {
        Some(Sheet { v: VERSION, at, b }) => Found::Words(at, b),
        // no JSON holds a zero byte: it was being destroyed
        None if bytes.is_empty() || bytes.contains(&0) => Found::Nothing,
        _ => Found::Damaged,
    })
}

/// Destroys it.
pub(super) fn clear(disk: &dyn Disk, state: &Path, by: Seat) -> Result<(), Failure> {
    disk::shred(disk, state, &name(by))
}

/// Destroys it, and a damaged one of before.
pub(super) fn forget(disk: &dyn Disk, state: &Path, by: Seat) -> Result<(), Failure> {
    clear(disk, state, by)?;
    disk::shred(disk, state, &format!("{}.damaged", name(by)))
}

/// Puts a damaged one aside, so that no later one takes its place.
pub(super) fn put_aside(disk: &dyn Disk, state: &Path, by: Seat) -> Result<(), Failure> {
    let name = name(by);
    disk.rename(&state.join(&name), &state.join(format!("{name}.damaged")))?;
    disk.sync_dir(state)
}

/// Whether two events are about the same thing, so that the later stands for the earlier.
pub(super) fn same_thing(one: &Event, other: &Event) -> bool {
    match (one, other) {
        (
            Event::Answer { exercise, part, .. },
            Event::Answer { exercise: other_exercise, part: other_part, .. },
        ) => exercise == other_exercise && part == other_part,
        (Event::EntryEdit { of, .. }, Event::EntryEdit { of: other, .. }) => of == other,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// Whether there is nothing in it that anybody could miss.
pub(super) fn is_blank(event: &Event) -> bool {
    matches!(event, Event::Entry { text, .. } if text.trim().is_empty())
}
