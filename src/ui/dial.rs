//! A place on a line, moved by keys. What is placed, and what it means, is left to whoever has it.

use super::keys::Key;

/// The keys that go straight to a place.
pub const DIGITS: &[Key] = &[
    Key::char('0'),
    Key::char('1'),
    Key::char('2'),
    Key::char('3'),
    Key::char('4'),
    Key::char('5'),
    Key::char('6'),
    Key::char('7'),
    Key::char('8'),
    Key::char('9'),
];

/// Where something stands after a key, on a line from 0 to `most`: one less, one more, or straight
/// there. The first press places it in the middle.
pub fn placed(key: Key, at: Option<u8>, most: u8) -> Option<u8> {
    match key {
        Key::LEFT => Some(at.map_or(most / 2, |at| at.saturating_sub(1))),
        Key::RIGHT => Some(at.map_or_else(|| most.div_ceil(2), |at| (at + 1).min(most))),
        _ => {
            let digit = key.types().and_then(|c| c.to_digit(10));
            let digit = digit.and_then(|digit| u8::try_from(digit).ok());
            digit.filter(|digit| *digit <= most).or(at)
        }
    }
}
