//! One line of a log: its envelope, its check, and how its beginning is read without the rest.
//! `{"v":1,"d":"9f2c41d07a83be15","n":7,"b":{…},"c":"99a2b0615ffed26c"}`

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::journey::{Event, Order, Record, RecordId, Seat, When, read_day};

use super::Failure;

/// The version of the format that is written, and the highest that is understood.
pub(super) const VERSION: u64 = 1;
/// The longest line, in bytes without its newline.
pub(super) const LONGEST: usize = 2 * 1024 * 1024;
/// The length of the check that ends a line: `,"c":"` + 16 hex digits + `"}`.
pub(super) const TAIL: usize = 24;
/// The check's layout; its digits are 0 here.
const TAIL_FORM: &[u8; TAIL] = b",\"c\":\"0000000000000000\"}";

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn tail(body: &[u8]) -> [u8; TAIL] {
    let mut tail = *TAIL_FORM;
    for (at, byte) in Sha256::digest(body).iter().take(8).enumerate() {
        tail[6 + 2 * at] = DIGITS[usize::from(byte >> 4)];
        tail[7 + 2 * at] = DIGITS[usize::from(byte & 15)];
    }
    tail
}

/// Ends a line with its check. `body` is everything before `,"c"`.
pub(super) fn sealed(mut body: Vec<u8>) -> Vec<u8> {
    let tail = tail(&body);
    body.extend_from_slice(&tail);
    body
}

/// A whole line around the inside of an open record, without newline.
pub(super) fn open_line(device: &str, n: u64, inside: &str) -> Vec<u8> {
    sealed(format!(r#"{{"v":{VERSION},"d":"{device}","n":{n},"b":{inside}"#).into_bytes())
}

/// A whole line around a sealed inside, without newline.
pub(super) fn sealed_line(device: &str, n: u64, x: &str) -> Vec<u8> {
    sealed(format!(r#"{{"v":{VERSION},"d":"{device}","n":{n},"x":"{x}""#).into_bytes())
}

/// A sealed line of noise for the number `n`, with `letters` of it.
pub(super) fn noise_line(device: &str, n: u64, letters: usize) -> Result<Vec<u8>, Failure> {
    let mut noise = vec![0; letters * 3 / 4];
    getrandom::fill(&mut noise).map_err(|_| Failure::Io(std::io::ErrorKind::Other))?;
    Ok(sealed_line(device, n, &BASE64.encode(&noise)))
}

/// A line that says nothing, for the number `n`; padded with spaces to `len` bytes. None if that
/// is too short.
pub(super) fn gone_line(device: &str, n: u64, len: usize) -> Option<Vec<u8>> {
    let mut body = format!(r#"{{"v":{VERSION},"d":"{device}","n":{n},"b":{{"t":"gone"}}"#);
    let spaces = len.checked_sub(body.len() + TAIL)?;
    body.extend(std::iter::repeat_n(' ', spaces));
    Some(sealed(body.into_bytes()))
}

/// A line for the number `n` that says nothing, as short as it can be.
pub(super) fn filler(device: &str, n: u64) -> Vec<u8> {
    open_line(device, n, r#"{"t":"gone"}"#)
}

/// Reads JSON; none if it is none, or not of this form. All JSON comes in as text: to take in bytes as
/// well would put every form into the program twice.
pub(super) fn json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    serde_json::from_str(std::str::from_utf8(bytes).ok()?).ok()
}

/// Whether the line's check is right: it is, to the byte, what was written.
pub(super) fn is_whole(line: &[u8]) -> bool {
    let Some(at) = line.len().checked_sub(TAIL) else { return false };
    let (body, end) = line.split_at(at);
    end.starts_with(b",\"c\":\"") && tail(body) == end
}

/// Whether the line ends as a line does, but for one byte at most: then it was written to its end,
/// whatever became of it. One that was cut off ends anywhere.
pub(super) fn has_end(line: &[u8]) -> bool {
    let Some(at) = line.len().checked_sub(TAIL) else { return false };
    let fits = |(byte, form): (&u8, &u8)| match form {
        b'0' => DIGITS.contains(byte),
        form => byte == form,
    };
    line[at..].iter().zip(TAIL_FORM).filter(|it| !fits(*it)).count() <= 1
}

/// The envelope of any line whose check is right.
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    /// Version of the line's format.
    pub(super) v: u64,
    /// The device that wrote it.
    #[serde(borrow)]
    pub(super) d: Cow<'a, str>,
    /// That device's number for it.
    pub(super) n: u64,
    /// The inside, if it is open.
    #[serde(borrow, default)]
    pub(super) b: Option<&'a RawValue>,
    /// The inside, if it is sealed.
    #[serde(borrow, default)]
    pub(super) x: Option<Cow<'a, str>>,
}

impl<'a> Envelope<'a> {
    /// Reads a line; none if its check is wrong or it is no envelope.
    pub(super) fn read(line: &'a [u8]) -> Option<Self> {
        is_whole(line).then(|| json(line)).flatten()
    }
}

/// The device and the number that a line claims, whatever comes after. Nothing here is checked.
#[derive(Clone, Copy)]
pub(super) struct Claim<'a> {
    line: &'a [u8],
    /// The device that wrote it.
    pub(super) device: &'a str,
    /// That device's number for it.
    pub(super) n: u64,
    /// How long the part of the line is that makes the claim.
    pub(super) len: usize,
}

impl<'a> Claim<'a> {
    /// Reads the beginning of a line as this program lays it out.
    pub(super) fn read(line: &'a [u8]) -> Option<Self> {
        let mut rest = Cursor { bytes: line, at: 0 };
        rest.over(br#"{"v":1,"d":""#)?;
        let device = rest.quoted()?;
        rest.over(br#","n":"#)?;
        let n = rest.number()?;
        rest.over(b",")?;
        Some(Self { line, device, n, len: rest.at })
    }

    fn rest(&self) -> Cursor<'a> {
        Cursor { bytes: self.line, at: self.len }
    }
}

/// What comes between the claim of a line and its inside, if that is sealed.
const SEALED: &[u8] = br#""x":""#;
/// The same if it is open.
const OPEN: &[u8] = br#""b":{"t":""#;

/// A sealed line as this program lays it out. Nothing here is checked.
pub(super) struct Sealed<'a> {
    /// The device that wrote it.
    pub(super) device: &'a str,
    /// That device's number for it.
    pub(super) n: u64,
    /// The sealed inside, in base64.
    pub(super) x: &'a [u8],
}

impl<'a> Sealed<'a> {
    /// Whether a line begins as a sealed one does.
    pub(super) fn is_begun(line: &'a [u8]) -> bool {
        Claim::read(line).is_some_and(|claim| claim.rest().over(SEALED).is_some())
    }

    /// Reads a line; none if it is laid out in another way.
    pub(super) fn read(line: &'a [u8]) -> Option<Self> {
        Self::of(Claim::read(line)?)
    }

    /// Goes on after the claim.
    pub(super) fn of(claim: Claim<'a>) -> Option<Self> {
        let Claim { line, device, n, .. } = claim;
        let mut rest = claim.rest();
        rest.over(SEALED)?;
        let end = line.len().checked_sub(TAIL + 1)?;
        (*line.get(end)? == b'"').then_some(())?;
        Some(Self { device, n, x: line.get(rest.at..end)? })
    }
}

/// The beginning of an opened inside from somebody's own drawer, as this program lays it out.
/// Nothing here is checked.
pub(super) struct Beginning<'a> {
    /// Its number among its writer's own.
    pub(super) pn: u64,
    /// The version of a page that it is.
    pub(super) page: PageHead<'a>,
}

impl<'a> Beginning<'a> {
    /// Reads the first bytes of an inside out of the drawer of `by`; none if it is no page, or
    /// laid out in another way.
    pub(super) fn read(json: &'a [u8], by: Seat) -> Option<Self> {
        let mut rest = Cursor { bytes: json, at: 0 };
        rest.over(br#"{"t":""#)?;
        let edits = edits(rest.quoted()?)?;
        rest.over(br#","id":""#)?;
        let id = rest.quoted()?;
        rest.over(br#","at":""#)?;
        let at = rest.quoted()?;
        rest.over(br#","lc":"#)?;
        let lc = rest.number()?;
        rest.over(br#","pn":"#)?;
        let pn = rest.number()?;
        rest.over(br#","b":{"#)?;
        let page = rest.page(edits, id)?;
        Some(Self { pn, page: PageHead { page, edits, at, lc, by, text_at: rest.at } })
    }
}

/// Whether a type of record replaces a page; none if it is no version of one.
fn edits(kind: &str) -> Option<bool> {
    match kind {
        "entry.add" => Some(false),
        "entry.edit" => Some(true),
        _ => None,
    }
}

/// Reads along bytes that the program itself lays out.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Steps over `expected`, or gives up.
    fn over(&mut self, expected: &[u8]) -> Option<()> {
        let found = self.bytes.get(self.at..)?.starts_with(expected);
        found.then(|| self.at += expected.len())
    }

    /// Up to and over the next quote. Gives up on an escape.
    fn quoted(&mut self) -> Option<&'a str> {
        let rest = self.bytes.get(self.at..)?;
        let end = memchr::memchr2(b'"', b'\\', rest)?;
        (rest[end] == b'"').then(|| self.at += end + 1)?;
        std::str::from_utf8(&rest[..end]).ok()
    }

    /// Up to the first letter of a page's text: says which page it is.
    fn page(&mut self, edits: bool, id: &'a str) -> Option<&'a str> {
        let mut page = id;
        if edits {
            self.over(br#""of":""#)?;
            page = self.quoted()?;
            self.over(b",")?;
        }
        self.over(br#""text":""#)?;
        Some(page)
    }

    /// Whose hands were on the keys.
    fn by(&mut self) -> Option<Seat> {
        self.over(br#","by":""#)?;
        let by = Seat::ALL.into_iter().find(|seat| self.over(seat.id().as_bytes()).is_some())?;
        self.over(b"\"")?;
        Some(by)
    }

    fn number(&mut self) -> Option<u64> {
        let rest = self.bytes.get(self.at..)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
        let mut number = None;
        for digit in digits {
            let tens = number.unwrap_or(0_u64).checked_mul(10)?;
            number = Some(tens.checked_add(u64::from(digit - b'0'))?);
            self.at += 1;
        }
        number
    }
}

/// The beginning of an open line as this program lays it out. Nothing here is checked.
pub(super) struct Head<'a> {
    /// The device that wrote it.
    pub(super) device: &'a str,
    /// That device's number for it.
    pub(super) n: u64,
    /// Its type.
    pub(super) kind: &'a str,
    rest: Cursor<'a>,
}

impl<'a> Head<'a> {
    /// Reads the beginning of a line; none if it is laid out in another way.
    pub(super) fn read(line: &'a [u8]) -> Option<Self> {
        Self::of(Claim::read(line)?)
    }

    /// Goes on after the claim.
    pub(super) fn of(claim: Claim<'a>) -> Option<Self> {
        let Claim { device, n, .. } = claim;
        let mut rest = claim.rest();
        rest.over(OPEN)?;
        let kind = rest.quoted()?;
        Some(Self { device, n, kind, rest })
    }

    /// Whether the line holds a version of a journal page.
    pub(super) fn is_page(&self) -> bool {
        edits(self.kind).is_some()
    }

    /// Reads a line to its end, if it is whole, laid out so, and this version knows its type.
    pub(super) fn record(mut self) -> Option<Record> {
        let line = self.rest.bytes;
        (line.len() <= LONGEST && is_whole(line)).then_some(())?;
        let rest = &mut self.rest;
        rest.over(br#","id":""#)?;
        let id = rest.quoted()?;
        rest.over(br#","at":""#)?;
        let at = When::read(rest.quoted()?)?;
        rest.over(br#","lc":"#)?;
        let lc = rest.number()?;
        let by = rest.by()?;
        rest.over(br#","b":"#)?;
        let end = line.len().checked_sub(TAIL + 1)?;
        (*line.get(end)? == b'}').then_some(())?;
        let body = std::str::from_utf8(line.get(rest.at..end)?).ok()?;
        let event = Event::of(self.kind, body).ok()?;
        let order = Order { lc, device: self.device.into(), n: self.n };
        Some(Record { id: RecordId(id.into()), at, order, by, event })
    }

    /// Goes on, if this is a version of a journal page.
    pub(super) fn page(mut self) -> Option<PageHead<'a>> {
        let edits = edits(self.kind)?;
        let rest = &mut self.rest;
        rest.over(br#","id":""#)?;
        let id = rest.quoted()?;
        rest.over(br#","at":""#)?;
        let at = rest.quoted()?;
        rest.over(br#","lc":"#)?;
        let lc = rest.number()?;
        let by = rest.by()?;
        rest.over(br#","b":{"#)?;
        let page = rest.page(edits, id)?;
        Some(PageHead { page, edits, at, lc, by, text_at: rest.at })
    }
}

/// Where in an open line it has been said whose it is; none if it does not say so where it should.
pub(super) fn by_end(line: &[u8]) -> Option<usize> {
    let head = &line[..line.len().min(256)];
    let by = br#","by":"p1""#;
    Some(memchr::memmem::find(head, &by[..by.len() - 2])? + by.len())
}

/// Whether this stands in a line as a text of its own.
pub(super) fn names(line: &[u8], text: &str) -> bool {
    memchr::memmem::find(line, format!("\"{text}\"").as_bytes()).is_some()
}

/// Whether what is left of a line says that this person wrote it, openly.
pub(super) fn is_by(line: &[u8], seat: Seat) -> bool {
    let said = by_end(line).and_then(|end| line.get(..end));
    said.is_some_and(|said| said.ends_with(format!(r#""by":"{seat}""#).as_bytes()))
}

/// The beginning of a line that holds a version of a journal page. Nothing here is checked.
pub(super) struct PageHead<'a> {
    /// The page's record.
    pub(super) page: &'a str,
    /// Whether this version replaces an earlier one.
    pub(super) edits: bool,
    at: &'a str,
    /// Lamport counter.
    pub(super) lc: u64,
    /// Whose page it is.
    pub(super) by: Seat,
    /// Where in the line the text begins, after its quote.
    pub(super) text_at: usize,
}

impl PageHead<'_> {
    /// The day on which it was kept, on its writer's own calendar: without the hour, which takes longer
    /// to read.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        read_day(self.at.get(..10)?)
    }

    /// The version that begins so; none if its time is none.
    pub(super) fn version(&self, device: &str, n: u64) -> Option<Version> {
        Some(Version {
            page: RecordId(self.page.into()),
            edits: self.edits,
            at: When::read(self.at)?,
            order: Order { lc: self.lc, device: device.into(), n },
            by: self.by,
        })
    }
}

/// One version of a journal page, without its text.
pub(super) struct Version {
    pub(super) page: RecordId,
    pub(super) edits: bool,
    pub(super) at: When,
    pub(super) order: Order,
    pub(super) by: Seat,
}

/// At most `most` characters of the JSON string whose inside `bytes` begins with. None if it ends
/// before it is known whether that is all.
pub(super) fn opening(bytes: &[u8], most: usize) -> Option<String> {
    if let Some(first) = bytes.get(..most).filter(|first| is_plain(first)) {
        return std::str::from_utf8(first).ok().map(str::to_owned);
    }
    let mut at = 0;
    let mut chars = 0;
    while chars < most {
        match *bytes.get(at)? {
            b'"' => break,
            b'\\' => at += escape_len(bytes.get(at..)?)?,
            byte => at += utf8_len(byte),
        }
        chars += 1;
    }
    let plain = |byte: &u8| *byte >= b' ' && *byte != b'\\';
    if bytes.get(..at)?.iter().all(plain) {
        return std::str::from_utf8(bytes.get(..at)?).ok().map(str::to_owned);
    }
    let mut quoted = Vec::with_capacity(at + 2);
    quoted.push(b'"');
    quoted.extend_from_slice(bytes.get(..at)?);
    quoted.push(b'"');
    json(&quoted)
}

/// Whether every byte is a character of the JSON string that they stand in.
fn is_plain(bytes: &[u8]) -> bool {
    let (least, most) =
        bytes.iter().fold((u8::MAX, 0), |(least, most), it| (least.min(*it), most.max(*it)));
    least >= b' ' && most < 0x7f && memchr::memchr2(b'"', b'\\', bytes).is_none()
}

/// The JSON string whose inside `bytes` begins with; none if it does not end.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            break;
        }
        at += 2;
    }
    let mut quoted = Vec::with_capacity(at + 2);
    quoted.push(b'"');
    quoted.extend_from_slice(&bytes[..=at]);
    json(&quoted)
}

/// Whether the JSON string whose inside `bytes` begins with reaches beyond `at`, and what stands
/// there is no part of an escape.
pub(super) fn is_plain_at(bytes: &[u8], at: usize) -> bool {
    // the longest escape is `\u2028`
    let before = bytes.get(at.saturating_sub(5)..at);
    if before.is_none_or(|before| before.contains(&b'\\')) {
        return false;
    }
    let mut from = 0;
    while let Some(found) = bytes.get(from..at).and_then(|it| memchr::memchr2(b'"', b'\\', it)) {
        if bytes[from + found] == b'"' {
            return false;
        }
        from += found + 2;
    }
    true
}

/// How many bytes an escaped character takes; two escapes where they make one together.
fn escape_len(bytes: &[u8]) -> Option<usize> {
    if *bytes.get(1)? != b'u' {
        return Some(2);
    }
    let lead = bytes.get(2..4)?;
    let high = lead[0].eq_ignore_ascii_case(&b'd')
        && matches!(lead[1].to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b');
    Some(if high { 12 } else { 6 })
}

fn utf8_len(lead: u8) -> usize {
    match lead {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_in_the_design_is_whole() {
        let line = br#"{"v":1,"d":"9f2c41d07a83be15","n":7,"b":{"t":"promise.add","id":"01k0abd","at":"2026-11-22","lc":883,"by":"p1","b":{"text":"Phone on the table by ten."}}"#;
        assert!(is_whole(&sealed(line.to_vec())));
        let mut flipped = sealed(line.to_vec());
        flipped[60] ^= 1;
        assert!(!is_whole(&flipped));
    }

    #[test]
    fn an_opening_ends_at_a_character() {
        assert_eq!(opening(br#"a\nb\"c","x"#, 100).as_deref(), Some("a\nb\"c"));
        assert_eq!(opening("äöü€😀x".as_bytes(), 5).as_deref(), Some("äöü€😀"));
        assert_eq!(opening(br"\ud83d\ude00x", 1).as_deref(), Some("😀"));
        assert_eq!(opening(b"cut off", 100), None);
        assert_eq!(opening(b"cut off", 3).as_deref(), Some("cut"));
        assert_eq!(opening(b"a\tb", 3), None);
        assert_eq!(opening(br"cut\u00", 100), None);
    }

    #[test]
    fn a_line_says_the_same_by_its_layout_and_as_json() {
        let head = r#""id":"a","at":"2026-11-22","lc":883,"by":"p1""#;
        let wins = r#""practice":"wins","reach":"both","made":"2026-11-22","fields":{"a":[1]}"#;
        let (laid, loose, neither) = (2, 1, 0);
        for (inside, reads) in [
            (format!(r#"{{"t":"matter.set",{head},"b":{{{wins}}}}}"#), laid),
            (format!(r#"{{"t":"rest",{head},"b":{{"exercise":"1.1"}}}}"#), laid),
            // what others, or later versions, may write
            (format!(r#"{{"t":"rest",{head},"b":{{"exercise":"1.1"}},"z":{{}}}}"#), loose),
            (format!(r#"{{ "t":"rest",{head},"b":{{"exercise":"1.1"}}}}"#), loose),
            (format!(r#"{{"t":"later",{head},"b":{{}}}}"#), neither),
            (format!(r#"{{"t":"rest",{head},"b":{{"exercise":1}}}}"#), neither),
            (
                format!(r#"{{"t":"matter.set",{head},"b":{{{}}}}}"#, wins.replace(['{', '}'], "")),
                neither,
            ),
        ] {
            let line = open_line("9f2c41d07a83be15", 7, &inside);
            let quick = Head::read(&line).and_then(Head::record);
            let json = Record::from_json(&inside, "9f2c41d07a83be15", 7, None).ok().flatten();
            assert_eq!((quick.is_some(), json.is_some()), (reads == laid, reads != neither));
            assert!(quick.is_none() || quick == json, "{inside}");
        }
    }

    #[test]
    fn a_gone_line_fills_its_place() {
        let line = gone_line("9f2c41d07a83be15", 12, 200).unwrap();
        assert_eq!(line.len(), 200);
        assert_eq!(Head::read(&line).unwrap().kind, "gone");
        assert!(is_whole(&line));
        assert!(gone_line("9f2c41d07a83be15", 12, 40).is_none());
    }
}
