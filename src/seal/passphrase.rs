//! What a person types to open their drawer, and what a machine can say about how good it is.

use bip39::{Language, Mnemonic};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::{Shut, random};

/// How many words a generated passphrase has: 54 bits.
const WORDS: usize = 5;
/// Words of the list that nobody who was hurt, or who hurt somebody, should have to learn and type
/// every day: a generated passphrase has none of them.
const UNKIND: &str = "\
    abandon absurd abuse accident accuse addict affair afraid alcohol alone anger angry anxiety \
    argue armed army arrest assault attack bachelor battle betray bitter blade blame bleak blind \
    blood bomb broken bullet bunker burden cage cannon casino chaos cigar crash crazy crime cruel \
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
    warrior waste weapon weasel wedding weird whip wife wine witness worry wreck wrist wrong";
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
