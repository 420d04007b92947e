//! What the keys at hand make of sealed lines, by their beginnings.

use std::ops::Range;

use chrono::NaiveDate;

use crate::{
    journey::Seat,
    platform::in_halves,
    seal::{Keyring, Room, Streams},
};

use super::{line::Beginning, place::short, waiting::Waiting};

/// The keys at hand, ready for each device.
pub(super) struct Opener<'a> {
    ring: &'a Keyring,
    /// A home has few devices.
    streams: Vec<(String, Streams)>,
}

impl<'a> Opener<'a> {
    pub(super) fn of(ring: &'a Keyring) -> Self {
        Self { ring, streams: Vec::new() }
    }

    /// Whose drawer is open.
    pub(super) fn seat(&self) -> Option<Seat> {
        self.ring.seat()
    }

    /// Whether nothing sealed can be opened at all.
    pub(super) fn is_empty(&self) -> bool {
        self.ring.is_empty()
    }

    /// What opens the lines of a device; none if nothing sealed can be opened at all.
    pub(super) fn streams(&mut self, device: &str) -> Option<&Streams> {
        if self.is_empty() {
            return None;
        }
        let known = self.streams.iter().position(|(known, _)| known == device);
        let at = known.unwrap_or_else(|| {
            self.streams.push((device.to_owned(), self.ring.streams(device)));
            self.streams.len() - 1
        });
        self.streams.get(at).map(|(_, streams)| streams)
    }
}

/// What the keys at hand make of the beginning of a sealed line.
#[derive(Clone, Copy)]
pub(super) enum Look {
    Page { page: u32, lc: u64, pn: u64, by: Seat, day: Option<NaiveDate>, is_newest: bool },
    Other,
    Foreign,
}

impl Look {
    pub(super) fn at(streams: &Streams, x: &[u8], room: &mut Room) -> Self {
        let Some(head) = streams.head(x, room) else { return Self::Foreign };
        let beginning = head.owner.and_then(|owner| Beginning::read(head.json, owner));
        let Some(Beginning { pn, page }) = beginning else { return Self::Other };
        let (by, day, is_newest) = (page.by, page.day(), head.is_newest);
        Self::Page { page: short(page.page), lc: page.lc, pn, by, day, is_newest }
    }
}

/// Fewer lines than this are looked at sooner than a thread begins.
const FEW: usize = 512;

/// Looks at all lines that wait, if they are many on two processors. What comes of it is in order.
pub(super) fn look_at_all(waiting: &Waiting, ring: &Keyring) -> Vec<Look> {
    let streams: Vec<_> = waiting.devices().iter().map(|device| ring.streams(device)).collect();
    let look = |part: Range<usize>| {
        let mut room = Room::default();
        let at = |(device, x): (u32, &[u8])| match streams.get(device as usize) {
            Some(streams) => Look::at(streams, x, &mut room),
            None => Look::Foreign,
        };
        waiting.part(part).map(at).collect::<Vec<_>>()
    };
    if waiting.len() < FEW {
        return look(0..waiting.len());
    }
    let [mut first, second] = in_halves(waiting.len(), look);
    first.extend(second);
    first
}
