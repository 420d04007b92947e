//! Goes through a log line by line, a stretch at a time, so that a log is never held in memory.
//! What a line means is left to whoever listens.

use std::sync::mpsc::{Receiver, Sender, channel};

use super::{
    Failure,
    disk::{Sheet, fill},
    line::LONGEST,
};

/// How much is read at once: little enough that two processors are done with the last of a log at nearly
/// the same time.
const STRETCH: usize = 64 * 1024;

/// One line, as found.
pub(super) struct Found<'a> {
    /// Where it begins in its file.
    pub(super) offset: u64,
    /// Its bytes, without newline. Only the beginning, where it is longer than any line may be.
    pub(super) bytes: &'a [u8],
    /// Whether a newline ends it.
    pub(super) ended: bool,
}

/// Lines that stand one behind the other.
pub(super) struct Stretch {
    /// Where the first begins.
    offset: u64,
    /// Room for them, and behind them for more: what stands there means nothing.
    room: Vec<u8>,
    /// How much of it they take.
    len: usize,
    /// Whether the last is to be heard as one that a newline ends, though none is here.
    cut_short: bool,
}

impl Stretch {
    /// Every line that is not empty, in order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Found<'_>> {
        let mut from = 0;
        let bytes = &self.room[..self.len];
        let ends = memchr::memchr_iter(b'\n', bytes).map(|end| (end, true));
        let last = (self.len, self.cut_short);
        let lines = ends.chain([last]).map(move |(end, ended)| {
            let offset = self.offset + from as u64;
            let bytes = &bytes[from..end];
            from = end + 1;
            Found { offset, bytes, ended }
        });
        lines.filter(|found| !found.bytes.is_empty())
    }
}

/// Room that is used again: to zero it for every stretch would take as long as to read.
pub(super) struct Buffers {
    back: Sender<Vec<u8>>,
    free: Receiver<Vec<u8>>,
}

impl Default for Buffers {
    fn default() -> Self {
        let (back, free) = channel();
        Self { back, free }
    }
}

impl Buffers {
    /// Takes the room of a stretch back.
    pub(super) fn take(&self, stretch: Stretch) {
        // the other end is here
        let _ = self.back.send(stretch.room);
    }

    /// Room for so many bytes, what stands in it aside.
    fn of(&self, len: usize) -> Vec<u8> {
        let mut room = self.free.try_recv().unwrap_or_default();
        if room.len() < len {
            room.resize(len, 0);
        }
        room
    }
}

/// A log that is gone through.
pub(super) struct Reading<'a> {
    sheet: &'a dyn Sheet,
    buffers: &'a Buffers,
    /// Where the next stretch begins.
    at: u64,
    /// What of it was read already: the beginning of a line.
    held: Vec<u8>,
    /// Whether that is the rest of a line that is longer than any may be.
    overlong: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn of(sheet: &'a dyn Sheet, buffers: &'a Buffers) -> Self {
        Self { sheet, buffers, at: 0, held: Vec::new(), overlong: false }
    }

    /// How many bytes were gone through.
    pub(super) fn len(&self) -> u64 {
        self.at
    }

    fn go_on(&mut self) -> Result<Option<Stretch>, Failure> {
        let mut len = self.held.len();
        let mut room = self.buffers.of(len + STRETCH.max(len));
        room[..len].copy_from_slice(&self.held);
        self.held.clear();
        loop {
            if room.len() == len {
                room.resize(2 * len, 0);
            }
            let read = fill(self.sheet, &mut room[len..], self.at + len as u64)?;
            len += read;
            if read == 0 {
                let is_line = len > 0 && !self.overlong;
                let rest = self.stretch(room, len, false);
                return Ok(is_line.then_some(rest));
            }
            if self.overlong {
                // its beginning was heard; the rest is let go
                let end = memchr::memchr(b'\n', &room[..len]);
                let rest = end.map_or(len, |end| end + 1);
                room.copy_within(rest..len, 0);
                len -= rest;
                self.at += rest as u64;
                self.overlong = end.is_none();
            }
            match memchr::memrchr(b'\n', &room[..len]) {
                Some(last) => {
                    self.held.extend_from_slice(&room[last + 1..len]);
                    return Ok(Some(self.stretch(room, last + 1, false)));
                }
                None if len > LONGEST => {
                    self.overlong = true;
                    return Ok(Some(self.stretch(room, len, true)));
                }
                None => {}
            }
        }
    }

    fn stretch(&mut self, room: Vec<u8>, len: usize, cut_short: bool) -> Stretch {
        let offset = self.at;
        self.at += len as u64;
        Stretch { offset, room, len, cut_short }
    }
}

impl Iterator for Reading<'_> {
    type Item = Result<Stretch, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.go_on().transpose()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bytes in memory, handed out a few at a time.
    struct Held {
        bytes: Vec<u8>,
        at_once: usize,
    }

    impl Sheet for Held {
        fn size(&self) -> Result<u64, Failure> {
            Ok(self.bytes.len() as u64)
        }

        fn read_at(&self, into: &mut [u8], offset: u64) -> Result<usize, Failure> {
            let rest = usize::try_from(offset).ok().and_then(|from| self.bytes.get(from..));
            let rest = rest.unwrap_or_default();
            let read = rest.len().min(into.len()).min(self.at_once);
            into[..read].copy_from_slice(&rest[..read]);
            Ok(read)
        }

        fn append(&mut self, _: &[u8]) -> Result<(), Failure> {
            Err(Failure::ReadOnly)
        }

        fn overwrite(&mut self, _: u64, _: &[u8]) -> Result<(), Failure> {
            Err(Failure::ReadOnly)
        }

        fn set_len(&mut self, _: u64) -> Result<(), Failure> {
            Err(Failure::ReadOnly)
        }

        fn sync(&mut self) -> Result<(), Failure> {
            Err(Failure::ReadOnly)
        }
    }

    type Line = (u64, Vec<u8>, bool);

    fn lines(sheet: &Held) -> (Vec<Line>, u64) {
        let buffers = Buffers::default();
        let mut reading = Reading::of(sheet, &buffers);
        let mut lines = Vec::new();
        for stretch in reading.by_ref() {
            let stretch = stretch.unwrap();
            lines.extend(stretch.lines().map(|it| (it.offset, it.bytes.to_vec(), it.ended)));
            buffers.take(stretch);
        }
        (lines, reading.len())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Wherever one reading of the disk ends and the next begins.
        #[test]
        fn every_line_is_found_where_it_stands(
            long in prop::collection::vec(
                prop_oneof![0..3_usize, 0..300_usize, STRETCH - 2..STRETCH + 2, 0..3 * STRETCH],
                0..12,
            ),
            ended in any::<bool>(),
            at_once in prop_oneof![1_000..2_000_usize, Just(usize::MAX)],
        ) {
            let count = long.len();
            let (mut bytes, mut expected) = (Vec::new(), Vec::new());
            for (which, long) in long.iter().enumerate() {
                let line = vec![b'a' + u8::try_from(which).unwrap(); *long];
                let is_ended = ended || which + 1 < count;
                if *long > 0 {
                    expected.push((bytes.len() as u64, line.clone(), is_ended));
                }
                bytes.extend(line);
                bytes.extend(is_ended.then_some(b'\n'));
            }
            let len = bytes.len() as u64;
            let found = lines(&Held { bytes, at_once });
            prop_assert!(found == (expected, len));
        }
    }

    #[test]
    fn of_a_line_longer_than_any_may_be_the_beginning_is_heard() {
        for (long, ended) in [(LONGEST, true), (3 * LONGEST, true), (3 * LONGEST, false)] {
            let mut bytes = b"before\n".to_vec();
            bytes.extend(vec![b'x'; long]);
            if ended {
                bytes.extend(b"\nafter\n");
            }
            let len = bytes.len() as u64;
            let (found, read) = lines(&Held { bytes, at_once: usize::MAX });
            assert_eq!(read, len);
            assert_eq!(found[0], (0, b"before".to_vec(), true));
            assert_eq!((found[1].0, found[1].2), (7, true));
            assert!(found[1].1.len() >= LONGEST.min(long));
            assert!(found[1].1.len() == long || long > LONGEST);
            assert_eq!(found.len(), if ended { 3 } else { 2 });
            if ended {
                assert_eq!(found[2], (8 + long as u64, b"after".to_vec(), true));
            }
        }
    }
}
