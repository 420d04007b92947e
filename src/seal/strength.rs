//! How well a passphrase would stand against somebody who knows its owner.
//!
//! The rule of this program weighs a passphrase as words are guessed, not letters: a word is worth
//! as much as one of a list of 2,048, a date little, a row or a name nearly nothing. Whoever is told
//! that theirs could be guessed may still take it.
//!
//! With the feature `zxcvbn` that library's dictionaries are asked as well, which know passwords that
//! many people have (a test compares the two; a repeated phrase only the rule sees through). They are
//! not the default: the program would be half as large again, and take too much memory for its goals
//! (tests/bench/main.rs); and the library leaves copies of what it weighs in memory, unwiped.

use zeroize::Zeroizing;

use super::Passphrase;

/// How well a passphrase would stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Somebody who knows its owner could guess it: fewer than 10¹² guesses.
    Guessable,
    /// It would take a machine very long.
    Fine,
}

/// How many characters are looked at; more make a passphrase no worse.
const WEIGHED: usize = 128;

/// How well a passphrase would stand against somebody who knows these names.
pub fn strength(passphrase: &Passphrase, names: &[&str]) -> Strength {
    let mut weighed = Zeroizing::new(String::with_capacity(4 * WEIGHED));
    weighed.extend(passphrase.words().chars().take(WEIGHED));
    let is_fine = rule::is_fine(&weighed, names);
    #[cfg(feature = "zxcvbn")]
    let is_fine = is_fine && dictionaries::is_fine(&weighed, names);
    if is_fine { Strength::Fine } else { Strength::Guessable }
}

#[cfg(any(test, feature = "zxcvbn"))]
mod dictionaries {
    /// The fewest guesses that a passphrase should be worth.
    const ENOUGH: u64 = 1_000_000_000_000;

    pub(super) fn is_fine(words: &str, names: &[&str]) -> bool {
        zxcvbn::zxcvbn(words, names).guesses() >= ENOUGH
    }
}

mod rule {
    use zeroize::Zeroizing;

    /// The least that a passphrase should be worth, in bits: 10¹² guesses.
    const ENOUGH: u32 = 40;
    /// What a word is worth that anybody may know: one of 2,048.
    const WORD: u32 = 11;
    /// What one of the shortest words is worth.
    const SHORT_WORD: u32 = 5;
    /// Letters without a gap, up to this many, are taken for one word.
    const ONE_WORD: u32 = 8;
    /// Digits without a gap, up to this many, are taken for a date.
    const ONE_DATE: usize = 8;
    /// What a date is worth, or a year.
    const DATE: u32 = 9;
    /// Characters that follow on each other in the head or under the hand.
    const ROWS: [&str; 12] = [
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "qaz",
        "wsx",
        "edc",
        "rfv",
        "tgb",
        "yhn",
        "ujm",
    ];

    pub(super) fn is_fine(words: &str, names: &[&str]) -> bool {
        let mut lower = Zeroizing::new(words.to_lowercase());
        for name in names.iter().map(|name| name.to_lowercase()).filter(|name| !name.is_empty()) {
            *lower = lower.replace(&name, " ");
        }
        let mut runs: Vec<&str> = Vec::new();
        let mut rest = lower.as_str();
        while let Some(first) = rest.chars().next() {
            let kind = |c: char| (c.is_alphabetic(), c.is_numeric());
            let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            if !runs.contains(&run) {
                runs.push(run);
            }
            rest = after;
        }
        runs.iter().map(|run| worth(run)).sum::<u32>() >= ENOUGH
    }

    /// What letters, digits or signs without a gap are worth, in bits.
    fn worth(run: &str) -> u32 {
        let chars: Vec<char> = run.chars().collect();
        let Some(first) = chars.first() else { return 0 };
        if first.is_whitespace() {
            return 0;
        }
        let pairs: Vec<&[char]> = chars.windows(2).collect();
        let is_new = |(at, pair): (usize, &&[char])| !is_row(pair) && !pairs[..at].contains(pair);
        let steps = 1 + pairs.iter().enumerate().filter(|it| is_new(*it)).count();
        let len = u32::try_from(steps).unwrap_or(u32::MAX);
        match first.is_alphabetic() {
            true if steps <= 2 || chars.len() <= 3 => SHORT_WORD.min(4 * len),
            true => WORD * len.div_ceil(ONE_WORD),
            false if first.is_numeric() && chars.len() <= ONE_DATE => DATE.min(3 * len),
            false => 3 * len,
        }
    }

    /// Whether a hand or a tongue goes from one to the other by itself.
    fn is_row(pair: &[char]) -> bool {
        let follow = |row: &str| {
            let at = |c| row.chars().position(|other| other == c);
            at(pair[0]).zip(at(pair[1])).is_some_and(|(one, next)| one.abs_diff(next) <= 1)
        };
        pair[0] == pair[1] || ROWS.iter().any(|row| follow(row))
    }
}

#[cfg(test)]
mod tests {
    use bip39::Language;
    use proptest::{prelude::*, sample::select, strategy::ValueTree as _, test_runner::TestRunner};

    use super::*;

    const NAMES: [&str; 3] = ["Ana", "Ben", ""];

    #[test]
    fn what_a_partner_could_guess_is_told() {
        let poor = [
            "ourwedding2014",
            "password",
            "Ana Ana Ana",
            "anaandben",
            "12345678901234567890",
            "qwertyuiopasdfghjklzxcvbnm",
            "abcdefghijklmnopqrstuvwxyz1234567890",
            "the dog the dog the dog the dog the dog",
            "Summer2019!",
            "\u{1f600}",
        ];
        let fine = [
            "another lamp in the cellar",
            "correct horse battery staple",
            "quiet wagon pepper sail",
            "k7#pQ2!zzv9&Lm41+Wd",
        ];
        for (texts, expected) in [(&poor[..], Strength::Guessable), (&fine[..], Strength::Fine)] {
            for text in texts {
                let passphrase = Passphrase::of(text).unwrap();
                assert_eq!(strength(&passphrase, &NAMES), expected, "{text}");
            }
        }
        let generated = Passphrase::generated().unwrap();
        assert_eq!(strength(&generated, &NAMES), Strength::Fine);
    }

    /// What people put together when they are asked for a passphrase.
    fn part() -> impl Strategy<Value = String> {
        const KNOWN: [&str; 12] = [
            "qwertyuiop",
            "asdfghjkl",
            "zxcvbnm",
            "1qaz2wsx3edc",
            "abcdefghij",
            "password",
            "letmein",
            "iloveyou",
            "sunshine",
            "Ana",
            "Ben",
            "monkey",
        ];
        prop_oneof![
            select(&KNOWN[..]).prop_map(str::to_owned),
            select(&KNOWN[..]).prop_map(|known| known.chars().rev().collect()),
            select(&KNOWN[..]).prop_map(|known| known.replace('a', "@").replace('o', "0")),
            select(&Language::English.word_list()[..]).prop_map(str::to_owned),
            (1950..2030_u32).prop_map(|year| year.to_string()),
            ("[a-z]{1,3}", 2..8_usize).prop_map(|(part, times)| part.repeat(times)),
            "[0-9]{1,8}",
            "[!.?#-]{1,3}",
            Just(" ".to_owned()),
        ]
    }

    /// The rule knows no dictionaries: of what is put together from things that stand in them, it
    /// takes some for fine that are not.
    #[test]
    fn the_rule_is_nearly_as_strict_as_dictionaries() {
        let mut runner = TestRunner::deterministic();
        let parts = prop::collection::vec(part(), 1..6);
        let (mut fine, mut known) = (0, 0);
        for _ in 0..4000 {
            let words = parts.new_tree(&mut runner).unwrap().current().concat();
            let words: String = words.chars().take(WEIGHED).collect();
            if rule::is_fine(&words, &NAMES) {
                fine += 1;
                known += i32::from(!dictionaries::is_fine(&words, &NAMES));
            }
        }
        assert!(fine > 200 && known * 10 < fine, "{known} of {fine}");
    }
}
