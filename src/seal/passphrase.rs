//! What a person types to open their drawer, and what a machine can say about how good it is.

use bip39::{Language, Mnemonic};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::{Shut, random};

/// How many words a generated passphrase has: 54 bits.
const WORDS: usize = 5;
/// How many characters are looked at to tell how good a passphrase is; more make it no worse.
const WEIGHED: usize = 128;
/// Words of the list that nobody who was hurt, or who hurt somebody, should have to learn and type
/// every day: a generated passphrase has none of them.
const UNKIND: &str = "\
    abandon absurd abuse accident accuse addict affair afraid alcohol alone anger angry anxiety \
    argue armed army arrest assault attack battle betray bitter blade blame bleak blind blood \
    bomb broken bullet bunker burden cage cannon casino chaos cigar crash crazy crime cruel \
    crumble crush cry damage danger debris decline defense demand demise denial deny depart \
    despair destroy diet dirt disagree disease dismiss disorder distance divert divide divorce \
    dose drastic drift dumb empty endless enemy erase erode erosion error erupt escape evil \
    exclude excuse exhaust exile expire expose fade faint fall false fat fatal fatigue fault \
    fever flee force forget fragile frown frozen fury garbage gasp ghost glare gloom gossip \
    grief guilt gun harsh hazard hidden hollow horror hospital hotel hunt hurt husband idle \
    ignore ill illegal illness impulse inflict injury inmate innocent inquiry insane jealous \
    judge junk kick knife lawsuit lazy liar lonely lottery mad marriage mask misery miss mistake \
    monster naive nasty negative neglect never nothing nuclear obey orphan panic penalty pill \
    pistol poverty prison problem punch quit razor rebel regret reject remove retreat rifle riot \
    risk rival rude sad sadness scare scorpion secret shallow shock shoot shove shrug sick siege \
    siren skull slam slim snake soldier sorry spoil spy sting strike struggle stumble suffer \
    suspect swear sword symptom tobacco topple tragic trap trash trick trigger trouble ugly \
    unable unaware unfair unhappy unknown upset useless vanish vicious virus void warfare \
    warrior waste weapon wedding weird whip wife wine witness worry wreck wrist wrong";
/// The longest passphrase, in bytes.
const LONGEST: usize = 4096;

/// A passphrase. It is wiped when it is let go, and `Debug` does not show it.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase")
    }
}

/// The same passphrase, so that two can be compared when one is typed twice.
impl PartialEq for Passphrase {
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl Passphrase {
    /// What was typed, in the one form that its keyboard does not matter for: NFC, no space at
    /// either end, one space between words. None if there is nothing in it, or far too much.
    pub fn of(typed: &str) -> Option<Self> {
        if typed.len() > LONGEST {
            return None;
        }
        // room for the longest that NFC can make of it: a longer one would leave a copy behind
        let mut one = Zeroizing::new(String::with_capacity(typed.len() * 3 + 16));
        for word in typed.split_whitespace() {
            if !one.is_empty() {
                one.push(' ');
            }
            one.extend(word.nfc());
        }
        (!one.is_empty()).then_some(Self(one))
    }

    /// Five words by chance, from what is kind in a list of 2,048 (BIP 39, English).
    ///
    /// # Errors
    /// [`Shut::NoChance`].
    pub fn generated() -> Result<Self, Shut> {
        let list = Language::English.word_list();
        let mut one = Zeroizing::new(String::with_capacity(WORDS * 9));
        let mut words = 0;
        while words < WORDS {
            let word = list[usize::from(u16::from_le_bytes(random()?)) % list.len()];
            // another one is drawn, so that each of the others is as likely as the next
            if UNKIND.split(' ').any(|unkind| unkind == word) {
                continue;
            }
            if !one.is_empty() {
                one.push(' ');
            }
            one.push_str(word);
            words += 1;
        }
        Ok(Self(one))
    }

    /// The words, to be shown once to whoever is to remember them.
    pub fn words(&self) -> &str {
        &self.0
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// How well a passphrase would stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Somebody who knows its owner could guess it: fewer than 10¹² guesses.
    Guessable,
    /// It would take a machine very long.
    Fine,
}

/// The least that a passphrase should be worth, in bits: 10¹² guesses.
const ENOUGH: u32 = 40;
/// What a word is worth that anybody may know: one of 2,048.
const WORD: u32 = 11;
/// What one of the shortest words is worth.
const SHORT_WORD: u32 = 5;
/// Letters without a gap, up to this many, are taken for one word.
const ONE_WORD: usize = 8;

/// How well a passphrase would stand against somebody who knows these names.
///
/// It is weighed as words are guessed, not letters: a word is worth as much as one of a list of
/// 2,048, a year little, a name and whatever comes a second time nothing. That is strict with
/// letters by chance, who are only asked whether they are meant. An estimate with dictionaries
/// (`zxcvbn` 3.1) was tried: with it the program was 2.5 MB larger, and its first frame took 1.8
/// times that of an empty one instead of 1.4.
pub fn strength(passphrase: &Passphrase, names: &[&str]) -> Strength {
    let mut lower =
        Zeroizing::new(passphrase.0.chars().take(WEIGHED).collect::<String>().to_lowercase());
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
    let bits: u32 = runs.iter().map(|run| worth(run)).sum();
    if bits < ENOUGH { Strength::Guessable } else { Strength::Fine }
}

/// What letters, digits or signs without a gap are worth, in bits.
fn worth(run: &str) -> u32 {
    let chars: Vec<char> = run.chars().collect();
    let len = u32::try_from(chars.len()).unwrap_or(u32::MAX);
    let Some(first) = chars.first() else { return 0 };
    if first.is_alphabetic() {
        if chars.len() <= 3 {
            return SHORT_WORD;
        }
        return WORD * u32::try_from(chars.len().div_ceil(ONE_WORD)).unwrap_or(1);
    }
    if first.is_whitespace() {
        return 0;
    }
    let step = |pair: &[char]| u32::from(pair[1]).abs_diff(u32::from(pair[0]));
    // 9 and 0 are neighbours, too
    let is_row = chars.windows(2).all(|pair| step(pair) % 9 <= 1);
    let is_year = chars.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
    match (is_row, is_year) {
        (true, _) => 3,
        (_, true) => 7,
        _ => 3 * len,
    }
}

/// A recovery code: 16 random bytes, written as 12 words with a check in the last one (BIP 39).
pub(super) fn code_words(code: &[u8; 16]) -> Result<Passphrase, Shut> {
    let mnemonic = Mnemonic::from_entropy_in(Language::English, code).map_err(|_| Shut::Damaged)?;
    let mut words = Zeroizing::new(String::with_capacity(12 * 9));
    for word in mnemonic.words() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    Ok(Passphrase(words))
}

/// The code that twelve words stand for; none if they are not twelve of the list, or if one is wrong.
pub(super) fn code_of(words: &Passphrase) -> Option<Zeroizing<[u8; 16]>> {
    let lower = Zeroizing::new(words.0.to_lowercase());
    let mnemonic = Mnemonic::parse_in_normalized(Language::English, &lower).ok()?;
    let (entropy, len) = mnemonic.to_entropy_array();
    let entropy = Zeroizing::new(entropy);
    let mut code = Zeroizing::new([0; 16]);
    (len == code.len()).then(|| code.copy_from_slice(&entropy[..16]))?;
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_words_are_kind() {
        let list = Language::English.word_list();
        let unkind: Vec<_> = UNKIND.split(' ').collect();
        assert!(unkind.iter().all(|word| list.contains(word)), "each is a word of the list");
        assert!(unkind.is_sorted() && list.len() - unkind.len() > 1800);
        for _ in 0..500 {
            let passphrase = Passphrase::generated().unwrap();
            let words: Vec<_> = passphrase.words().split(' ').collect();
            assert!(words.len() == WORDS && words.iter().all(|word| list.contains(word)));
            assert!(!words.iter().any(|word| unkind.contains(word)));
        }
    }

    #[test]
    fn one_passphrase_however_it_is_typed() {
        let one = Passphrase::of("caf\u{e9}  au\tlait ").unwrap();
        assert_eq!(one, Passphrase::of(" cafe\u{301} au lait\n").unwrap());
        assert_eq!(one.words(), "caf\u{e9} au lait");
        assert!(one != Passphrase::of("Caf\u{e9} au lait").unwrap());
        assert!(Passphrase::of(" \t\n").is_none() && Passphrase::of(&"x".repeat(10_000)).is_none());
    }

    #[test]
    fn five_words_by_chance() {
        let [one, other] = [(); 2].map(|()| Passphrase::generated().unwrap());
        assert_eq!(one.words().split(' ').count(), 5);
        assert!(one != other, "a second passphrase is another one");
        assert_eq!(strength(&one, &["Ana"]), Strength::Fine);
    }

    #[test]
    fn what_a_partner_could_guess_is_told() {
        let poor = [
            "ourwedding2014",
            "password",
            "Ana Ana Ana",
            "anaandben",
            "12345678901234567890",
            "the dog the dog the dog the dog the dog",
            "Summer2019!",
            "\u{1f600}",
        ];
        let fine = [
            "another lamp in the cellar",
            "correct horse battery staple",
            "quiet wagon pepper sail",
            "k7#pQ2!zzv9&Lm41",
        ];
        for (texts, expected) in [(&poor[..], Strength::Guessable), (&fine[..], Strength::Fine)] {
            for text in texts {
                let passphrase = Passphrase::of(text).unwrap();
                assert_eq!(strength(&passphrase, &["Ana", "Ben", ""]), expected, "{text}");
            }
        }
    }

    #[test]
    fn a_code_is_twelve_words_and_knows_its_own_mistakes() {
        let code = [7; 16];
        let words = code_words(&code).unwrap();
        assert_eq!(words.words().split(' ').count(), 12);
        assert_eq!(*code_of(&words).unwrap(), code);
        let shouted = Passphrase::of(&words.words().to_uppercase()).unwrap();
        assert_eq!(*code_of(&shouted).unwrap(), code);
        let first = words.words().split(' ').next().unwrap().to_owned();
        let wrong = words.words().replacen(&first, "zebra", 1);
        assert!(code_of(&Passphrase::of(&wrong).unwrap()).is_none());
    }
}
