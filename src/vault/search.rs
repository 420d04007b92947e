//! Words to look for, in upper or lower case.
//! Raw bytes are looked through first; only what may hold the words is parsed.

use memchr::{memchr_iter, memchr2_iter};

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

    /// Whether JSON text may hold the words: a quick no, or a maybe.
    pub(super) fn may_be_in(&self, json: &[u8]) -> bool {
        let Some(low) = self.raw.get(self.rare).copied() else { return true };
        let is_here = |at: usize| {
            at.checked_sub(self.rare)
                .and_then(|from| json.get(from..from + self.raw.len()))
                .is_some_and(|here| here.eq_ignore_ascii_case(&self.raw))
        };
        if low.is_ascii_lowercase() {
            memchr2_iter(low, low.to_ascii_uppercase(), json).any(is_here)
        } else {
            memchr_iter(low, json).any(is_here)
        }
    }

    /// Whether a text holds the words.
    pub(super) fn is_in(&self, text: &str) -> bool {
        if self.lower.is_ascii() && text.is_ascii() {
            return self.may_be_in_plain(text.as_bytes());
        }
        text.to_lowercase().contains(&self.lower)
    }

    fn may_be_in_plain(&self, text: &[u8]) -> bool {
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
            let json = serde_json::to_string(text).unwrap();
            assert_eq!(needle.is_in(text), found, "{words}");
            assert!(needle.may_be_in(json.as_bytes()) || !found, "{words}");
        }
        assert!(Needle::of("").is_none());
    }
}
