//! A text as the lens reads it: words with their numbers, how each is joined to the one before, and
//! where somebody else speaks. Which words matter is told by the [`Vocabulary`]; what they mean
//! together is left to the matcher.

use std::{
    collections::HashMap,
    ops::{Range, RangeInclusive},
};

use unicode_segmentation::UnicodeSegmentation as _;

/// A word's number; [`UNKNOWN`] for one that no phrase names.
pub(super) type Id = u32;

/// A word that no phrase names, or a whole quotation.
pub(super) const UNKNOWN: Id = 0;
/// Any number in digits; phrases write `#`.
const NUMBER: &str = "#";

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Joint {
    /// Nothing that counts.
    Close,
    /// A comma, a dash, a colon, a bracket.
    Clause,
    /// The end of a sentence, of a paragraph or of a line in a list.
    Sentence,
}

impl Joint {
    /// Whatever it is.
    pub(super) const ANY: RangeInclusive<Self> = Self::Close..=Self::Sentence;
}

/// A word of a text. One written word can be two here: *I’m* is `i` and `am`.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) id: Id,
    pub(super) range: Range<usize>,
    /// How it is joined to the word before it.
    pub(super) joint: Joint,
}

/// The words that phrases know.
#[derive(Debug)]
pub(super) struct Vocabulary {
    ids: HashMap<String, Id>,
    spellings: HashMap<String, Vec<Id>>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        let mut vocabulary = Self { ids: HashMap::new(), spellings: HashMap::new() };
        vocabulary.id("");
        vocabulary.id(NUMBER);
        vocabulary
    }
}

impl Vocabulary {
    /// The number of a word of a phrase; a new one if it has none.
    pub(super) fn id(&mut self, word: &str) -> Id {
        let next = Id::try_from(self.ids.len()).unwrap_or(UNKNOWN);
        *self.ids.entry(word.to_owned()).or_insert(next)
    }

    /// Learns how else `full` is written.
    pub(super) fn spell(&mut self, full: &str, others: &[String]) {
        let full: Vec<_> = full.split_whitespace().map(|word| self.id(word)).collect();
        for other in others {
            self.spellings.insert(other.clone(), full.clone());
        }
    }

    /// The words of `text`; each of the `quotations` is one unknown word.
    pub(super) fn words(&self, text: &str, quotations: &[Range<usize>]) -> Vec<Word> {
        let mut words = Vec::with_capacity(text.len() / 4);
        let mut between = Between::at_the_start();
        let mut quotations = quotations.iter().peekable();
        let mut quoted = None;
        let mut small = String::new();
        for (at, piece) in text.split_word_bound_indices() {
            if !piece.contains(char::is_alphanumeric) {
                between.hear(text, at, piece);
                continue;
            }
            while quotations.next_if(|it| it.end <= at).is_some() {}
            let inside = quotations.peek().filter(|it| it.start <= at).map(|it| it.start);
            if inside.is_some() && inside == quoted {
                // one unknown word stands for all of it; its last stop still counts
                between = Between::default();
                continue;
            }
            quoted = inside;
            let range = at..at + piece.len();
            let mut joint = between.joint;
            between = Between::default();
            if inside.is_some() {
                words.push(Word { id: UNKNOWN, range, joint });
                continue;
            }
            in_small(piece, &mut small);
            for id in self.read(&small) {
                words.push(Word { id, range: range.clone(), joint });
                joint = Joint::Close;
            }
        }
        words
    }

    /// The numbers of a written word.
    fn read(&self, small: &str) -> impl Iterator<Item = Id> {
        let known = self.spellings.get(small).map(Vec::as_slice).unwrap_or_default();
        let digits = small.starts_with(|c: char| c.is_ascii_digit());
        let id = self.ids.get(if digits { NUMBER } else { small }).copied().unwrap_or(UNKNOWN);
        let alone = known.is_empty().then_some(id);
        known.iter().copied().chain(alone)
    }
}

/// Small letters, one kind of apostrophe, and no `_` of emphasis around it.
fn in_small(word: &str, small: &mut String) {
    small.clear();
    for c in word.trim_matches('_').chars() {
        match c {
            '’' | '‘' | 'ʼ' | '＇' => small.push('\''),
            c => small.extend(c.to_lowercase()),
        }
    }
}

/// What has been heard since the last word.
struct Between {
    joint: Joint,
    lines: usize,
}

impl Default for Between {
    fn default() -> Self {
        Self { joint: Joint::Close, lines: 0 }
    }
}

impl Between {
    fn at_the_start() -> Self {
        Self { joint: Joint::Sentence, lines: 1 }
    }

    /// Takes a piece of `text` that is no word.
    fn hear(&mut self, text: &str, at: usize, piece: &str) {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + piece.len()..).and_then(|text| text.chars().next());
        let is_open = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let joint = match piece {
            // a line may be wrapped in the middle of a sentence; an empty one ends it
            "\n" | "\r\n" | "\r" => {
                self.lines += 1;
                if self.lines > 1 { Joint::Sentence } else { Joint::Close }
            }
            "." if before == Some('.') || after == Some('.') => Joint::Clause,
            "." | "!" | "?" | "。" | "！" | "？" => Joint::Sentence,
            "-" | "*" | "•" if self.lines > 0 && is_open(after) => Joint::Sentence,
            "-" if is_open(before) || is_open(after) || after == Some('-') => Joint::Clause,
            "," | ";" | ":" | "—" | "–" | "…" | "(" | ")" | "[" | "]" | "、" | "，" => {
                Joint::Clause
            }
            _ => Joint::Close,
        };
        self.joint = self.joint.max(joint);
    }
}

/// Where somebody else speaks, or the writer of another day: what stands in quotation marks, and
/// lines that begin with `>`. A quotation that is still open reaches to the end of its paragraph.
pub(super) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut quotes = Quotes::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            quotes.end_paragraph(at);
        } else if quotes.double.is_none() && line.trim_start().starts_with('>') {
            quotes.found.push(at..at + line.len());
        } else {
            quotes.read(line, at);
        }
        at += line.len();
    }
    quotes.end_paragraph(at);
    quotes.found
}

#[derive(Default)]
struct Quotes {
    found: Vec<Range<usize>>,
    /// The open mark and its place.
    double: Option<(char, usize)>,
    /// The place of an open single mark; it may yet turn out to be an apostrophe.
    single: Option<usize>,
}

impl Quotes {
    fn end_paragraph(&mut self, at: usize) {
        if let Some((_, from)) = self.double.take() {
            self.found.push(from..at);
        }
        self.single = None;
    }

    fn read(&mut self, line: &str, start: usize) {
        let mut before = None;
        let mut chars = line.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let after = chars.peek().map(|(_, c)| *c);
            self.hear(c, start + i, before, after);
            before = Some(c);
        }
    }

    fn hear(&mut self, c: char, at: usize, before: Option<char>, after: Option<char>) {
        let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let end = at + c.len_utf8();
        if let Some((open, from)) = self.double {
            if closes(open, c) {
                self.found.push(from..end);
                self.double = None;
            }
            return;
        }
        let opens = matches!(c, '“' | '„' | '«' | '»' | '「') || c == '"' && !in_word(before);
        if opens {
            (self.double, self.single) = (Some((c, at)), None);
            return;
        }
        let is_space = before.is_none_or(char::is_whitespace);
        match (c, self.single) {
            ('’' | '\'', Some(from)) if !in_word(after) && !is_space => {
                self.found.push(from..end);
                self.single = None;
            }
            ('‘', _) => self.single = Some(at),
            ('\'', _) if !in_word(before) && after.is_some_and(char::is_alphabetic) => {
                self.single = Some(at);
            }
            _ => {}
        }
    }
}

fn closes(open: char, c: char) -> bool {
    match open {
        '"' | '“' => matches!(c, '"' | '”'),
        '„' => matches!(c, '“' | '”' | '"'),
        '«' => c == '»',
        '»' => c == '«',
        _ => c == '」',
    }
}
