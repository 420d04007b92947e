//! Words to look for, in upper or lower case.
//! Raw bytes are looked through first; only what may hold the words is parsed.

use memchr::{memchr_iter, memchr2_iter};

use super::{line, pages::OPENING};

/// How common letters are in many languages' texts, the rarest first. What is not here is rarer.
const RARE_FIRST: &[u8] = b"qjxzkvwbygpfmcuhdlrsotniae ";

/// What is looked for.
pub(super) struct Needle {
    /// In lower case.
    lower: String,
    /// Its longest ASCII part, in lower case and as JSON writes it; may be empty.
    raw: Vec<u8>,
    /// Which byte of `raw` is the rarest.
    rare: usize,
}

impl Needle {
    /// Makes one; none of no words.
    pub(super) fn of(words: &str) -> Option<Self> {
        if words.is_empty() {
            return None;
        }
        let lower = words.to_lowercase();
        let part = lower.split(|c: char| !c.is_ascii()).max_by_key(|part| part.len())?;
        let quoted = serde_json::to_string(part).ok()?;
        let raw = quoted.as_bytes().get(1..quoted.len().checked_sub(1)?)?.to_vec();
        let rank =
            |byte: u8| RARE_FIRST.iter().position(|common| *common == byte).map_or(0, |at| at + 1);
        let rare = (0..raw.len()).min_by_key(|at| rank(raw[*at])).unwrap_or(0);
        Some(Self { lower, raw, rare })
    }

    /// Where in JSON text the words may stand: a quick no, or a maybe.
    fn find(&self, json: &[u8]) -> Option<usize> {
        let Some(low) = self.raw.get(self.rare).copied() else { return Some(0) };
        let here = |at: usize| {
            let from = at.checked_sub(self.rare)?;
            let here = json.get(from..from + self.raw.len())?;
            here.eq_ignore_ascii_case(&self.raw).then_some(from)
        };
        if low.is_ascii_lowercase() {
            memchr2_iter(low, low.to_ascii_uppercase(), json).find_map(here)
        } else {
            memchr_iter(low, json).find_map(here)
        }
    }

    /// Whether the JSON string whose inside `json` begins with holds the words. It is parsed only
    /// if the bytes leave a doubt.
    pub(super) fn is_in_json(&self, json: &[u8]) -> bool {
        let Some(at) = self.find(json) else { return false };
        let as_written = self.raw == self.lower.as_bytes();
        as_written && line::is_plain_at(json, at)
            || line::text(json).is_some_and(|text| self.is_in(&text))
    }

    /// How the JSON string whose inside `json` begins with begins, if it holds the words.
    pub(super) fn opening_in(&self, json: &[u8]) -> Option<String> {
        self.is_in_json(json).then(|| line::opening(json, OPENING)).flatten()
    }

    /// Whether a text holds the words.
    pub(super) fn is_in(&self, text: &str) -> bool {
        if self.lower.is_ascii() && text.is_ascii() {
            return self.is_in_plain(text.as_bytes());
        }
        text.to_lowercase().contains(&self.lower)
    }

    fn is_in_plain(&self, text: &[u8]) -> bool {
        let lower = self.lower.as_bytes();
        let (low, up) = (lower[0], lower[0].to_ascii_uppercase());
        memchr2_iter(low, up, text).any(|at| {
            text.get(at..at + lower.len()).is_some_and(|here| here.eq_ignore_ascii_case(lower))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Needle;

    /// The inside of a JSON string, and what may follow it on a line.
    fn json(text: &str) -> Vec<u8> {
        let quoted = serde_json::to_string(text).unwrap();
        format!("{},\"prompt\":\"after\"}}", quoted.strip_prefix('"').unwrap()).into_bytes()
    }

    #[test]
    fn escapes_are_no_letters_and_what_follows_is_no_text() {
        for (words, text, found) in [
            ("next", "a\next", false),
            ("next", "a\next next", true),
            ("001b", "\u{1}b", false),
            ("b", "\u{1}b", true),
            ("after", "before", false),
            ("after", "say \"no\" after", true),
            ("after", "before\\", false),
        ] {
            let needle = Needle::of(words).unwrap();
            assert_eq!(needle.is_in_json(&json(text)), found, "{words}");
        }
    }

    #[test]
    fn case_does_not_matter() {
        for (words, text, found) in [
            ("table", "On the TABLE.", true),
            ("ÜBER", "darüber hinaus", true),
            ("a\nb", "xA\nBx", true),
            ("say \"no\"", "She SAY \"NO\" twice", true),
            ("ΣΑΣ", "σας είπα", true),
            ("tables", "On the table.", false),
        ] {
            let needle = Needle::of(words).unwrap();
            assert_eq!(needle.is_in(text), found, "{words}");
            assert_eq!(needle.is_in_json(&json(text)), found, "{words}");
        }
        assert!(Needle::of("").is_none());
    }
}
