//! One reading of all logs, line by line.

use std::{collections::BTreeMap, path::Path};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    journey::{Event, Order, Record, Seat, Was},
    platform::in_order,
    seal::{Inside, Room},
};

use super::{
    super::{
        Failure,
        disk::{Disk, How},
        line::{
            Beginning, Claim, Envelope, Head, LONGEST, Sealed, TAIL, VERSION, has_end, is_whole,
        },
        look::{Look, Opener},
        place::{LogFile, Place, short},
        runs::Runs,
        scan::{Buffers, Found, Reading, Stretch},
        shelf::Shelf,
        waiting::Waits,
    },
    Depth, Survey, Twins,
};

/// How many of this device's last lines are remembered, to know a draft that was kept already.
const RECENT: usize = 16;

/// What every inside begins with, known or not.
#[derive(Deserialize)]
struct Outline<'a> {
    #[serde(borrow)]
    t: std::borrow::Cow<'a, str>,
    #[serde(default)]
    lc: u64,
    #[serde(default)]
    pn: u64,
    #[serde(default)]
    by: Option<Seat>,
}

/// How a whole line stands among all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Counts,
    /// The very same line was taken in before.
    Double,
    /// Its number is gone elsewhere.
    Void,
}

/// What the beginning of a sealed line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// A page; it is noted.
    Page,
    /// Something else of whoever has the keys.
    Other,
    /// Somebody else's, or noise: or one's own, damaged.
    Foreign,
}

/// Whether a log's last bytes, which no newline ends, were a line to its end: the newline itself can
/// be what is damaged.
fn is_written(bytes: &[u8]) -> bool {
    has_end(bytes) || bytes.split_last().is_some_and(|(_, line)| has_end(line))
}

/// Whether the lines are likely to say something now: pages and sealed lines stand together, as they were
/// written.
fn has_records(stretch: &Stretch, depth: Depth) -> bool {
    let first = stretch.lines().next();
    first.and_then(|line| Head::read(line.bytes)).is_some_and(|head| is_heard(&head, depth))
}

/// Whether more than the beginning of a line is read.
fn is_heard(head: &Head<'_>, depth: Depth) -> bool {
    depth == Depth::All || !head.is_page()
}

/// As much of each line as depends on nothing but the line: what it says, if it stands openly and is laid
/// out as this program does it (nearly every one is), and is no page that is noted only.
fn records_in(stretch: &Stretch, depth: Depth) -> Vec<Option<Record>> {
    let record =
        |found: Found<'_>| Head::read(found.bytes).filter(|head| is_heard(head, depth))?.record();
    stretch.lines().map(record).collect()
}

/// One reading of all logs.
pub(super) struct Pass<'a> {
    own: Option<&'a str>,
    depth: Depth,
    /// From the reading before this one: numbers found twice, and numbers that hold nothing.
    known: Option<(Twins, BTreeMap<String, Runs>)>,
    opener: Opener<'a>,
    room: Room,
    pub(super) survey: Survey,
    /// How many lines without an end stand right before the line that is read: cut off, it may be,
    /// while they were written.
    cut: u64,
}

impl<'a> Pass<'a> {
    pub(super) fn new(
        own: Option<&'a str>,
        depth: Depth,
        opener: Opener<'a>,
        survey: Survey,
    ) -> Self {
        Self { own, depth, known: None, opener, room: Room::default(), survey, cut: 0 }
    }

    /// The second reading, with what the first one found out about numbers.
    pub(super) fn again(mut self, twins: Twins, gone: BTreeMap<String, Runs>) -> Self {
        self.known = Some((twins, gone));
        self
    }

    pub(super) fn read(mut self, disk: &dyn Disk, log: &Path) -> Result<Survey, Failure> {
        let names = disk.list(log)?;
        let (depth, buffers) = (self.depth, Buffers::default());
        for mut file in names.iter().filter_map(|name| LogFile::named(name)) {
            let Some(sheet) = disk.open(&log.join(&file.name), How::Read)? else { continue };
            let number = u32::try_from(self.survey.files.len()).map_err(|_| Failure::Damaged)?;
            let mut ragged = false;
            self.cut = 0;
            let mut reading = Reading::of(&*sheet, &buffers);
            in_order(
                reading.by_ref(),
                |stretch| has_records(stretch, depth),
                |stretch| {
                    let has_records = has_records(&stretch, depth);
                    let records = has_records.then(|| records_in(&stretch, depth));
                    (stretch, records.unwrap_or_default())
                },
                |(stretch, records)| {
                    let mut records = records.into_iter();
                    for found in stretch.lines() {
                        let record = records.next().flatten();
                        ragged = !found.ended;
                        self.hear(&file, number, &found, record);
                    }
                    buffers.take(stretch);
                },
            )?;
            file.len = reading.len();
            file.ragged = ragged;
            self.survey.files.push(file);
        }
        Ok(self.survey)
    }

    fn hear(&mut self, file: &LogFile, number: u32, found: &Found<'_>, record: Option<Record>) {
        self.settle_cut(file, found);
        let torn = !found.ended && !is_written(found.bytes);
        if torn && file.device.as_deref() != self.own {
            self.survey.arriving += 1;
            return;
        }
        self.survey.lines += 1;
        let len = u32::try_from(found.bytes.len()).unwrap_or(u32::MAX);
        let place = Place { offset: found.offset, len, page: 0, file: number };
        if record.is_none() && self.note_page(file, found, place) {
            return;
        }
        if let Some(record) = record.or_else(|| Head::read(found.bytes)?.record()) {
            self.number(&record.order.device, record.order.n);
            self.take_open(record, place, found.bytes);
            return;
        }
        let short = found.bytes.len() <= LONGEST;
        let envelope = if short { Envelope::read(found.bytes) } else { None };
        if let Some(envelope) = envelope {
            self.number(envelope.d.as_ref(), envelope.n);
            self.take(&envelope, place, found.bytes);
            return;
        }
        self.broken(file, place);
        // a last line that was cut off was never said to be kept
        self.survey.damaged += u64::from(!torn);
        self.cut += u64::from(!torn && !has_end(found.bytes));
    }

    /// Lines without an end are no damage if the line behind them has the very number that was due
    /// before them: it was theirs, they were never acknowledged, and none is missing. The same where
    /// the line behind them was cut off as well, and ends the log.
    fn settle_cut(&mut self, file: &LogFile, found: &Found<'_>) {
        if self.cut == 0 {
            return;
        }
        let Some(device) = &file.device else { return };
        let whole = is_whole(found.bytes);
        let follows = match Claim::read(found.bytes) {
            Some(claim) => claim.device == device && claim.n == self.due(device),
            None => !whole,
        };
        if whole || !found.ended {
            if follows {
                self.survey.damaged -= self.cut;
            }
            self.cut = 0;
        }
    }

    /// Takes in a line that waited for a key; its number is counted already.
    pub(super) fn hear_again(
        &mut self,
        waits: Waits<'_>,
        look: Look,
        files: &[LogFile],
        logs: &mut Shelf<'_>,
    ) -> Result<(), Failure> {
        let begins = if self.opener.is_empty() {
            self.wait(waits);
            Begins::Foreign
        } else {
            self.note_look(waits, look)
        };
        if begins == Begins::Page {
            return Ok(());
        }
        let line = logs.line(waits.place)?;
        let envelope = if begins == Begins::Other { Envelope::read(line) } else { None };
        match (envelope, files.get(waits.place.file as usize)) {
            (Some(envelope), _) => self.take(&envelope, waits.place, line),
            (None, Some(file)) if !is_whole(line) => {
                self.broken(file, waits.place);
                self.survey.damaged += 1;
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes a page by its beginning alone, if the line stands exactly where one is due.
    fn note_page(&mut self, file: &LogFile, found: &Found<'_>, mut place: Place) -> bool {
        if self.depth == Depth::All || !found.ended || found.bytes.len() > LONGEST {
            return false;
        }
        let Some(claim) = Claim::read(found.bytes) else { return false };
        let Claim { device, n, .. } = claim;
        let Some(head) = Head::of(claim) else {
            return self.note_sealed(file, found, claim, place);
        };
        if !self.is_due(file, device, n) {
            return false;
        }
        let Some(page) = head.page() else { return false };
        place.page = short(page.page);
        self.wrote(page.by, page.day());
        self.survey.speaks = true;
        self.survey.lc = self.survey.lc.max(page.lc);
        self.survey.pages.push(place);
        if self.opener.seat() == Some(page.by) {
            self.stale(device, place);
        }
        self.number(device, n);
        self.remember(device, place);
        true
    }

    /// Whether a line stands exactly where this number of this device is due.
    fn is_due(&self, file: &LogFile, device: &str, n: u64) -> bool {
        let here = file.device.as_deref() == Some(device);
        here && n == self.due(device) && !self.known_gone(device, n)
    }

    /// The number that comes next of a device.
    fn due(&self, device: &str) -> u64 {
        self.survey.seen.get(device).map_or(1, |runs| runs.max().saturating_add(1))
    }

    /// The same for a sealed page; and for a line that no key at hand opens, of which only the
    /// number is of use.
    fn note_sealed(
        &mut self,
        file: &LogFile,
        found: &Found<'_>,
        claim: Claim<'_>,
        place: Place,
    ) -> bool {
        let Some(Sealed { device, n, x }) = Sealed::of(claim) else { return false };
        self.survey.sealed = true;
        if !self.is_due(file, device, n) {
            return false;
        }
        let noted = match self.note_head(Waits { device, n, place, x }) {
            Begins::Page => true,
            Begins::Other => false,
            Begins::Foreign => self.opener.is_empty() || is_whole(found.bytes),
        };
        if noted {
            self.number(device, n);
        }
        noted
    }

    /// Notes a sealed page by its beginning.
    fn note_head(&mut self, waits: Waits<'_>) -> Begins {
        let Some(streams) = self.opener.streams(waits.device) else {
            self.wait(waits);
            return Begins::Foreign;
        };
        let look = Look::at(streams, waits.x, &mut self.room);
        self.note_look(waits, look)
    }

    /// The same, once it was looked at.
    fn note_look(&mut self, waits: Waits<'_>, look: Look) -> Begins {
        let Waits { device, mut place, .. } = waits;
        let (page, lc, pn, is_newest) = match look {
            Look::Page { page, lc, pn, by, day, is_newest } => {
                self.wrote(by, day);
                (page, lc, pn, is_newest)
            }
            Look::Other => return Begins::Other,
            Look::Foreign => return Begins::Foreign,
        };
        place.page = page;
        self.survey.lc = self.survey.lc.max(lc);
        self.survey.pages.push(place);
        self.own_number(device, pn);
        if !is_newest {
            self.stale(device, place);
        }
        self.remember(device, place);
        Begins::Page
    }

    /// Notes that a page was kept on a day.
    fn wrote(&mut self, by: Seat, day: Option<NaiveDate>) {
        if let Some(day) = day {
            self.survey.journey.wrote(by, day);
        }
    }

    fn wait(&mut self, waits: Waits<'_>) {
        if self.depth == Depth::Heads {
            self.survey.waiting.add(waits);
        }
    }

    /// Notes a line that is to be sealed anew, if it is this device's.
    fn stale(&mut self, device: &str, place: Place) {
        if self.own == Some(device) {
            self.survey.stale.push(place);
        }
    }

    fn own_number(&mut self, device: &str, pn: u64) {
        if let Some(runs) = self.survey.own.get_mut(device) {
            runs.insert(pn);
        } else {
            self.survey.own.entry(device.to_owned()).or_default().insert(pn);
        }
    }

    fn known_gone(&self, device: &str, n: u64) -> bool {
        let Some((twins, gone)) = &self.known else { return false };
        gone.get(device).is_some_and(|runs| runs.contains(n))
            || twins.get(device).is_some_and(|twins| twins.contains_key(&n))
    }

    /// Notes a line that is not what was written, if it is this device's.
    fn broken(&mut self, file: &LogFile, place: Place) {
        if file.device.is_some() && file.device.as_deref() == self.own {
            self.survey.broken.push(place);
        }
    }

    /// Puts a number among those seen; a second time is remembered.
    fn number(&mut self, device: &str, n: u64) {
        let new = match self.survey.seen.get_mut(device) {
            Some(runs) => runs.insert(n),
            None => self.survey.seen.entry(device.to_owned()).or_default().insert(n),
        };
        if !new {
            self.survey.twins.entry(device.to_owned()).or_default().entry(n).or_default();
        }
    }

    fn remember(&mut self, device: &str, place: Place) {
        if self.own != Some(device) {
            return;
        }
        if self.survey.recent.len() == RECENT {
            self.survey.recent.pop_front();
        }
        self.survey.recent.push_back(place);
    }

    /// Takes a whole line in.
    fn take(&mut self, envelope: &Envelope<'_>, place: Place, line: &[u8]) {
        let (device, n) = (envelope.d.as_ref(), envelope.n);
        if envelope.v > VERSION {
            self.survey.newer = true;
            return;
        }
        let unsealed;
        let (json, owner) = match (envelope.b, &envelope.x) {
            (Some(inside), _) => (inside.get(), None),
            (None, Some(x)) => {
                self.survey.sealed = true;
                let Some(streams) = self.opener.streams(device) else {
                    self.wait(Waits { device, n, place, x: x.as_bytes() });
                    return;
                };
                // a sealed line that no key at hand opens is somebody else's, or noise
                let Some(inside) = streams.open(n, x.as_bytes()) else { return };
                unsealed = inside;
                let Ok(json) = std::str::from_utf8(&unsealed.json) else { return };
                (json, Some(&unsealed))
            }
            (None, None) => return,
        };
        let Ok(outline) = serde_json::from_str::<Outline<'_>>(json) else {
            self.survey.unknown += 1;
            return;
        };
        if outline.t == "gone" {
            self.survey.gone.entry(device.to_owned()).or_default().insert(n);
            return;
        }
        self.survey.speaks |= owner.is_none();
        let fresh = match owner {
            Some(inside) => inside.is_newest,
            None => self.is_fresh(outline.by),
        };
        let sealed = owner.and_then(|inside| Some((json, inside.owner?)));
        if !self.counts(line, (device, n), sealed, place, fresh) {
            return;
        }
        self.survey.lc = self.survey.lc.max(outline.lc);
        self.remember(device, place);
        match owner {
            Some(Inside { owner: Some(_), .. }) => self.own_number(device, outline.pn),
            Some(_) if self.own == Some(device) => {
                self.survey.both = self.survey.both.max(outline.pn);
            }
            _ => {}
        }
        match Record::from_json(json, device, n, owner.and_then(|inside| inside.owner)) {
            Ok(Some(record)) => {
                if !fresh {
                    self.stale(device, place);
                }
                self.apply(record, place);
            }
            Ok(None) | Err(_) => self.survey.unknown += 1,
        }
    }

    /// The same for a line that stands openly, read to its end.
    fn take_open(&mut self, record: Record, place: Place, line: &[u8]) {
        let Order { device, n, lc } = &record.order;
        self.survey.speaks = true;
        let fresh = self.is_fresh(Some(record.by));
        if !self.counts(line, (device, *n), None, place, fresh) {
            return;
        }
        self.survey.lc = self.survey.lc.max(*lc);
        self.remember(device, place);
        if !fresh {
            self.stale(device, place);
        }
        self.apply(record, place);
    }

    /// Whether an open line of this person stands as it should: not if their drawer is open.
    fn is_fresh(&self, by: Option<Seat>) -> bool {
        let seat = self.opener.seat();
        seat.is_none() || by != seat
    }

    /// Whether a line counts; one that does not is set aside. `sealed` is what was in it, and whose
    /// drawer that was in.
    fn counts(
        &mut self,
        line: &[u8],
        (device, n): (&str, u64),
        sealed: Option<(&str, Seat)>,
        place: Place,
        fresh: bool,
    ) -> bool {
        let standing = self.standing(device, n, line);
        if standing == Standing::Counts {
            return true;
        }
        if !fresh && self.own == Some(device) {
            self.survey.copies_of_stale.push(place);
        }
        self.set_aside(line, sealed, place, standing);
        false
    }

    /// Whether a line with this number counts: not if it is gone elsewhere, nor if the very same
    /// line was taken in before.
    fn standing(&mut self, device: &str, n: u64, line: &[u8]) -> Standing {
        let Some((twins, gone)) = &mut self.known else { return Standing::Counts };
        if gone.get(device).is_some_and(|runs| runs.contains(n)) {
            return Standing::Void;
        }
        let Some(tails) = twins.get_mut(device).and_then(|twins| twins.get_mut(&n)) else {
            return Standing::Counts;
        };
        let mut tail = [0; TAIL];
        tail.copy_from_slice(&line[line.len() - TAIL..]);
        if tails.contains(&tail) {
            return Standing::Double;
        }
        tails.push(tail);
        if tails.len() == 2 {
            self.survey.same += 1;
        }
        Standing::Counts
    }

    /// Notes a page's line that does not count, so that it can be written over with the others.
    fn set_aside(
        &mut self,
        line: &[u8],
        sealed: Option<(&str, Seat)>,
        place: Place,
        standing: Standing,
    ) {
        let page = match sealed {
            Some((json, by)) => Beginning::read(json.as_bytes(), by).map(|it| it.page),
            None => Head::read(line).and_then(Head::page),
        };
        let Some(page) = page else { return };
        let place = Place { page: short(page.page), ..place };
        match standing {
            Standing::Void => self.survey.void.push(place),
            _ => self.survey.doubles.push(place),
        }
    }

    fn apply(&mut self, record: Record, place: Place) {
        if record.event.is_journal() {
            self.wrote(record.by, Some(record.at.day()));
        }
        match record.event {
            Event::Entry { .. } => {
                self.survey.pages.push(Place { page: short(&record.id.0), ..place });
            }
            Event::EntryEdit { of, .. } => {
                self.survey.pages.push(Place { page: short(&of.0), ..place });
            }
            Event::EntryErase { of, was } => {
                self.survey.erased.insert((record.by, of));
                self.erased(&was);
            }
            Event::MatterErase { ref was, .. } => {
                self.erased(was);
                self.survey.journey.take(record);
            }
            _ => self.survey.journey.take(record),
        }
    }

    /// Notes lines that were thrown away.
    fn erased(&mut self, was: &[Was]) {
        for line in was {
            // an open line has no number of its own
            if line.pn > 0 {
                self.own_number(&line.d, line.pn);
            }
            if self.own == Some(line.d.as_str()) {
                self.survey.was.insert(line.n);
            }
        }
    }
}
