//! Goes through a log line by line in chunks, so that a log is never held in memory.
//! What a line means is left to whoever listens.

use super::{
    Failure,
    disk::{Sheet, fill},
    line::LONGEST,
};

/// How much is read at once, in bytes.
pub(super) const CHUNK: usize = 256 * 1024;

/// One line, as found.
pub(super) struct Found<'a> {
    /// Where it begins in its file.
    pub(super) offset: u64,
    /// Its bytes, without newline. Only the beginning, where it is longer than any line may be.
    pub(super) bytes: &'a [u8],
    /// Whether a newline ends it.
    pub(super) ended: bool,
}

/// Hands all lines that are not empty to `hear`, in order, as many at a time as were read at once;
/// says how many bytes were read. `buffer` is only room, kept so that several logs can share it.
pub(super) fn lines(
    sheet: &dyn Sheet,
    buffer: &mut Vec<u8>,
    mut hear: impl FnMut(&[Found<'_>]) -> Result<(), Failure>,
) -> Result<u64, Failure> {
    if buffer.len() < CHUNK {
        // fresh zeros cost nothing until they are written to
        *buffer = vec![0; CHUNK];
    }
    let (mut start, mut held) = (0_u64, 0_usize);
    let mut overlong = false;
    loop {
        if held == buffer.len() {
            if held > LONGEST {
                // longer than any line may be: its beginning is heard, once; the rest is let go
                if !overlong {
                    hear(&[Found { offset: start, bytes: &buffer[..held], ended: true }])?;
                }
                overlong = true;
                start += held as u64;
                held = 0;
            } else {
                buffer.resize(held * 2, 0);
            }
        }
        let read = fill(sheet, &mut buffer[held..], start + held as u64)?;
        if read == 0 {
            break;
        }
        let filled = held + read;
        let mut from = 0;
        let mut all = Vec::new();
        for at in memchr::memchr_iter(b'\n', &buffer[held..filled]) {
            let end = held + at;
            if end > from && !overlong {
                let bytes = &buffer[from..end];
                all.push(Found { offset: start + from as u64, bytes, ended: true });
            }
            overlong = false;
            from = end + 1;
        }
        hear(&all)?;
        buffer.copy_within(from..filled, 0);
        start += from as u64;
        held = filled - from;
    }
    if held > 0 && !overlong {
        hear(&[Found { offset: start, bytes: &buffer[..held], ended: false }])?;
    }
    Ok(start + held as u64)
}
