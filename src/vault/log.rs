//! This device's own log: the only files that this program adds lines to.
//! A line is acknowledged after it is durable, or its number is given up and filled later.

use std::path::PathBuf;

use super::{
    Failure,
    disk::{Disk, How, Sheet},
    line,
    place::LogFile,
};

/// A segment is closed when it would grow beyond this, in bytes.
pub(super) const SEGMENT: u64 = 64 * 1024 * 1024;

/// The segment that is written to.
struct Segment {
    sheet: Box<dyn Sheet>,
    number: u32,
    /// How long it is, as far as it is good.
    len: u64,
    /// Whether it ends in the middle of a line: the next write must begin with a newline.
    ragged: bool,
}

/// This device's log.
pub(super) struct Log {
    dir: PathBuf,
    device: String,
    segment: Option<Segment>,
    /// Whether the names in `dir` are known to be durable.
    named: bool,
    next_segment: u32,
    next_n: u64,
    /// Numbers of lines that were not acknowledged and may yet be on disk: filled with a line
    /// that says nothing by the next write, which takes their meaning away.
    unsettled: Vec<u64>,
}

/// Where a write went.
pub(super) struct Written {
    /// The segment's file name.
    pub(super) name: String,
    /// Where the first of the lines begins.
    pub(super) offset: u64,
    /// Where the same lines stand a second time, in a segment that could not be made durable.
    pub(super) double: Option<Box<Self>>,
}

/// A write that was not acknowledged.
struct Unkept {
    failure: Failure,
    /// Whether something of it may be on disk.
    traces: bool,
    /// Where all of it was written and could not be made durable.
    at: Option<Written>,
}

impl From<Failure> for Unkept {
    fn from(failure: Failure) -> Self {
        Self { failure, traces: false, at: None }
    }
}

fn name(device: &str, segment: u32) -> String {
    format!("{device}.{segment:04}.jsonl")
}

impl Log {
    /// The log of `device` in `dir`, among the `files` found there, after its number `last`.
    pub(super) fn of(dir: PathBuf, device: &str, files: &[LogFile], last: u64) -> Self {
        let ours = files.iter().filter(|file| file.device.as_deref() == Some(device));
        let next_segment = ours
            .filter_map(|file| file.segment)
            .max()
            .map_or(0, |segment| segment.saturating_add(1));
        Self {
            dir,
            device: device.to_owned(),
            segment: None,
            named: false,
            next_segment,
            next_n: last.saturating_add(1),
            unsettled: Vec::new(),
        }
    }

    /// The number that the next line will have.
    pub(super) fn next_n(&self) -> u64 {
        self.next_n
    }

    /// Goes on with the last segment of an earlier session.
    pub(super) fn resume(&mut self, disk: &dyn Disk, last: &LogFile) -> Result<(), Failure> {
        let Some(number) = last.segment else { return Ok(()) };
        let Some(sheet) = disk.open(&self.dir.join(&last.name), How::Append)? else {
            return Ok(());
        };
        // the file may have grown since it was read, by a sync program: then nothing is sure
        let len = sheet.size()?;
        let ragged = last.ragged || len != last.len;
        self.segment = Some(Segment { sheet, number, len, ragged });
        Ok(())
    }

    /// Makes what an earlier session wrote durable, if it is not.
    pub(super) fn settle(&mut self, disk: &dyn Disk) -> Result<(), Failure> {
        let Some(segment) = &mut self.segment else { return Ok(()) };
        segment.sheet.sync()?;
        self.name(disk)
    }

    /// Makes the names of the logs durable, once.
    fn name(&mut self, disk: &dyn Disk) -> Result<(), Failure> {
        if !self.named {
            disk.sync_dir(&self.dir)?;
            if let Some(above) = self.dir.parent() {
                disk.sync_dir(above)?;
            }
            self.named = true;
        }
        Ok(())
    }

    /// Writes `count` lines, which have the numbers from [`Log::next_n`] on, each with its
    /// newline; they are durable when this returns. Otherwise none of them counts.
    pub(super) fn write(
        &mut self,
        disk: &dyn Disk,
        lines: &[u8],
        count: u64,
    ) -> Result<Written, Failure> {
        let mut bytes = Vec::with_capacity(lines.len() + 1);
        for n in &self.unsettled {
            bytes.extend_from_slice(&line::filler(&self.device, *n));
            bytes.push(b'\n');
        }
        let fillers = bytes.len() as u64;
        bytes.extend_from_slice(lines);
        let written = self.put(disk, &bytes).or_else(|unkept| {
            if unkept.traces && self.segment.is_none() {
                // the segment could not be made durable: never again there, once more elsewhere
                let again = self.put(disk, &bytes);
                return again
                    .map(|written| Written { double: unkept.at.map(Box::new), ..written })
                    .map_err(|again| Unkept { traces: true, ..again });
            }
            Err(unkept)
        });
        match written {
            Ok(mut written) => {
                self.unsettled.clear();
                self.next_n += count;
                written.offset += fillers;
                if let Some(double) = &mut written.double {
                    double.offset += fillers;
                }
                Ok(written)
            }
            Err(unkept) => {
                if unkept.traces {
                    self.unsettled.extend(self.next_n..self.next_n + count);
                    self.next_n += count;
                }
                Err(unkept.failure)
            }
        }
    }

    /// Fills the numbers that were given up, if there are any and the disk lets it.
    pub(super) fn fill_up(&mut self, disk: &dyn Disk) {
        if !self.unsettled.is_empty() {
            drop(self.write(disk, &[], 0));
        }
    }

    /// One try. A segment that could not be made durable is let go.
    fn put(&mut self, disk: &dyn Disk, bytes: &[u8]) -> Result<Written, Unkept> {
        self.ready(disk, bytes.len() as u64)?;
        let Some(segment) = &mut self.segment else {
            return Err(Failure::Io(std::io::ErrorKind::Other).into());
        };
        let start = segment.len;
        let lead = usize::from(segment.ragged);
        let mut whole = Vec::with_capacity(bytes.len() + lead);
        whole.resize(lead, b'\n');
        whole.extend_from_slice(bytes);
        if let Err(failure) = segment.sheet.append(&whole) {
            let taken_back = segment.sheet.set_len(start).is_ok();
            if !taken_back {
                segment.len = segment.sheet.size().unwrap_or(start);
                segment.ragged = true;
            }
            return Err(Unkept { failure, traces: !taken_back, at: None });
        }
        let name = name(&self.device, segment.number);
        let written = Written { name, offset: start + lead as u64, double: None };
        if let Err(failure) = segment.sheet.sync() {
            self.segment = None;
            return Err(Unkept { failure, traces: true, at: Some(written) });
        }
        segment.len = start + whole.len() as u64;
        segment.ragged = false;
        Ok(written)
    }

    /// Sees to it that there is a segment with room for `more` bytes, under a durable name.
    fn ready(&mut self, disk: &dyn Disk, more: u64) -> Result<(), Failure> {
        if self.segment.as_ref().is_some_and(|full| full.len > 0 && full.len + more > SEGMENT) {
            self.segment = None;
        }
        if self.segment.is_some() {
            return self.name(disk);
        }
        let number = self.next_segment;
        let path = self.dir.join(name(&self.device, number));
        let sheet = disk.create(&path)?;
        self.next_segment = number.saturating_add(1);
        self.named = false;
        if let Err(failure) = self.name(disk) {
            drop(sheet);
            drop(disk.unlink(&path));
            return Err(failure);
        }
        self.segment = Some(Segment { sheet, number, len: 0, ragged: false });
        Ok(())
    }
}
