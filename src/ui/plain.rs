//! A page as lines of text, for screen readers, braille displays and slow links: the place, who can
//! read it, the text, then numbered choices. No boxes, no bars, no drawings; pictures are their line
//! of words.

use super::{
    keys::{Hint, Key},
    page::{Block, Choice, Field, Page, Scale, Tick},
    words::{Words, fill},
};

/// What a number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The n-th choice of the page.
    Pick(usize),
    /// The n-th scale of the page, up to its highest place; a second number says where.
    Place(usize, u8),
    /// The same where nobody is to see it: the place is asked for by itself.
    Unseen(usize, u8),
    /// A key of the screen.
    Key(Key),
    /// Writing in the n-th field of the page.
    Write(usize),
    /// The same in a field of one line: what is written takes the place of what stands there.
    Line(usize),
    /// The n-th field of the page, where something is typed that is not to be seen.
    Secret(usize),
}

/// Letters that mean the same on every page, whatever it has letters for itself, and the keys that
/// they stand for. No line can hold Ctrl+Q: a terminal keeps that for itself.
const LETTERS: [(char, &[Key]); 3] =
    [('q', &[Key::ctrl('q')]), ('b', &[Key::ESC]), ('h', &[Key::char('?'), Key::function(1)])];

const HELPS: char = 'h';

/// What begins to write.
pub const WRITES: &str = ">";

/// How one gets about in lines, filled in.
pub fn ways(text: &str) -> String {
    let letters = LETTERS.map(|(letter, _)| letter.to_string());
    let [leave, back, help] = letters.each_ref().map(String::as_str);
    fill(text, &[("leave", leave), ("back", back), ("help", help), ("write", WRITES)])
}

/// The letter that one types for a key, if there is one.
fn letter(key: Key) -> Option<char> {
    let fixed = LETTERS.iter().find(|(_, keys)| keys.contains(&key)).map(|(letter, _)| *letter);
    let own = key.types().filter(|own| LETTERS.iter().all(|(letter, _)| letter != own));
    fixed.or_else(|| own.filter(|own| !own.is_whitespace()))
}

/// A page as lines, and what its numbers stand for, from 1.
pub fn page(page: &Page<'_>, hints: &[Hint], always: &[Hint], words: &Words) -> Sheet {
    let mut sheet = Sheet::default();
    let mut corner = [&page.place, &page.hands].map(String::as_str);
    if corner == ["", &page.hands] && page.hands != words.home.title {
        corner[0] = &words.home.title;
    }
    let corner: Vec<&str> = corner.into_iter().filter(|text| !text.is_empty()).collect();
    sheet.line(&corner.join(" — "));
    sheet.gap();
    sheet.blocks(&page.blocks, words);
    if let Some(foot) = &page.foot {
        sheet.line(foot);
    }
    sheet.gap();
    sheet.one_way_on(words);
    sheet.said = sheet.lines.len();
    sheet.line(&words.plain.also);
    sheet.keys(hints, always, words);
    sheet
}

/// Lines, and what can be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The lines.
    pub lines: Vec<String>,
    /// What number n + 1 does.
    pub offers: Vec<Offer>,
    /// What a letter does.
    pub letters: Vec<(char, Offer)>,
    /// How many of the lines are the page itself; behind them stand its keys.
    said: usize,
    /// The line of each offer.
    stands: Vec<usize>,
    /// The picks that a key does as well.
    keyed: Vec<(Key, Offer)>,
    /// Whether the choice before is not open.
    closed: bool,
    picks: usize,
    scales: usize,
    fields: usize,
    /// The field to write in, and whether it is empty.
    pen: Option<(usize, bool)>,
    /// Whether anything on the page is in focus: else something is asked, and an empty line is no
    /// answer to it.
    pub focused: bool,
}

impl Sheet {
    fn line(&mut self, text: &str) {
        self.lines.extend(text.lines().map(str::to_owned));
    }

    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// The page, without what can be done.
    pub fn said(&self) -> &[String] {
        self.lines.get(..self.said).unwrap_or_default()
    }

    /// What somebody gets who just presses Enter; nothing where there is something to choose.
    pub fn enter(&self) -> Option<Offer> {
        let enter = Offer::Key(Key::ENTER);
        let mut picks = self.offers.iter().filter(|offer| matches!(offer, Offer::Pick(_)));
        // of a question nothing is chosen before somebody chooses
        let only = picks.next().filter(|_| self.focused && picks.next().is_none()).copied();
        if self.offers.contains(&enter) { Some(enter) } else { only }
    }

    /// Says that Enter takes the only choice of a page.
    fn one_way_on(&mut self, words: &Words) {
        if let Some(only @ Offer::Pick(_)) = self.enter() {
            self.also_by(only, &Key::ENTER.to_string(), words);
        }
    }

    /// Says what else one can type for something that stands there already.
    fn also_by(&mut self, offer: Offer, key: &str, words: &Words) {
        let at = self.offers.iter().zip(&self.stands).find(|(it, _)| **it == offer);
        if let Some(line) = at.and_then(|(_, at)| self.lines.get_mut(*at)) {
            *line = with_key(line, key, words);
        }
    }

    /// A numbered line, where it stands on the page.
    fn offer(&mut self, offer: Offer, says: &str, words: &Words) {
        self.offers.push(offer);
        self.stands.push(self.lines.len());
        let n = self.offers.len().to_string();
        self.line(&fill(&words.plain.number, &[("n", &n), ("text", says)]));
    }

    fn blocks(&mut self, blocks: &[Block<'_>], words: &Words) {
        for block in blocks {
            match block {
                Block::Heading(text)
                | Block::Banner(text)
                | Block::Text(text)
                | Block::Quiet(text)
                | Block::Accent(text)
                | Block::Inset(text)
                | Block::InsetQuiet(text) => {
                    self.line(text);
                    self.gap();
                }
                Block::Label(text) if text.ends_with(char::is_alphanumeric) => {
                    self.line(&format!("{text}:"));
                }
                Block::Label(text) => self.line(text),
                Block::Choices(choices) | Block::Across(choices) => {
                    self.closed = false;
                    for choice in choices {
                        self.choice(choice, words);
                    }
                    self.gap();
                }
                Block::Pairs(pairs) => {
                    for (one, other) in pairs {
                        self.line(&format!("{one}: {other}"));
                    }
                    self.gap();
                }
                Block::Field(field) => {
                    self.line(&field.label);
                    if field.prose.is_empty() || field.secret {
                        self.line(&field.empty);
                    } else {
                        self.line(&words.plain.already);
                        self.line(field.prose.text());
                    }
                    self.gap();
                    self.write(field, words);
                }
                Block::Scale(scale) => self.scale(scale, words),
                Block::Gauge(gauge) => {
                    self.line(&gauge.words);
                    self.gap();
                }
                Block::Picture(picture) => {
                    for words in &picture.words {
                        self.line(words);
                    }
                    self.gap();
                }
                Block::Ways(_) => {
                    for text in &words.plain.ways {
                        self.line(&ways(text));
                    }
                    self.gap();
                }
                Block::Bowl { bowl, beside } => {
                    self.blocks(beside, words);
                    self.line(&bowl.words);
                    self.gap();
                }
            }
        }
    }

    /// Every field can be written in, whether or not the keys would be in it.
    fn write(&mut self, field: &Field<'_>, words: &Words) {
        let number = self.fields;
        self.fields += 1;
        self.focused |= field.focused;
        if field.secret {
            self.offer(Offer::Secret(number), &words.plain.secret_here, words);
            return;
        }
        if field.prose.is_single() {
            self.offer(Offer::Line(number), &words.plain.write_line, words);
        } else {
            self.offer(Offer::Write(number), &words.plain.write_here, words);
        }
        let (empty, pen) = (field.prose.is_empty(), self.pen);
        if empty && pen.is_none_or(|(_, empty)| !empty) || pen.is_none() && field.focused {
            self.pen = Some((number, empty));
        }
    }

    /// The field that is written in when none is named: the first that is empty, else the one in
    /// focus.
    pub fn pen(&self) -> Option<Offer> {
        let (number, _) = self.pen?;
        let here = [Offer::Write(number), Offer::Line(number)];
        self.offers.iter().find(|offer| here.contains(offer)).copied()
    }

    fn choice(&mut self, choice: &Choice, words: &Words) {
        let number = self.picks;
        self.picks += 1;
        self.focused |= choice.focused;
        let mut says = choice.text.clone();
        for part in [&choice.note, &choice.detail] {
            add(&mut says, part);
        }
        if choice.tick == Tick::On {
            says = format!("{says} ({})", words.plain.chosen);
        }
        if choice.closed {
            // of several in a row, the first says what has to come before it
            if !std::mem::replace(&mut self.closed, true) {
                add(&mut says, &choice.why);
            }
            self.line(&says);
        } else {
            self.closed = false;
            self.keyed.extend(choice.key.map(|key| (key, Offer::Pick(number))));
            self.offer(Offer::Pick(number), &says, words);
        }
    }

    fn scale(&mut self, scale: &Scale, words: &Words) {
        let number = self.scales;
        self.scales += 1;
        self.focused |= scale.focused;
        let most = scale.most.to_string();
        if scale.unseen {
            let at = scale.at.map(|_| words.plain.placed.as_str());
            self.line(&placed(scale, at.unwrap_or(NOT_PLACED)));
            let says = fill(&words.plain.place_unseen, &[("most", &most)]);
            self.offer(Offer::Unseen(number, scale.most), &says, words);
            return;
        }
        self.line(&self::scale(scale));
        let n = (self.offers.len() + 1).to_string();
        let names = [("label", scale.label.as_str()), ("n", n.as_str()), ("most", most.as_str())];
        let says = if scale.label.is_empty() { &words.plain.place } else { &words.plain.place_on };
        let says = fill(says, &names);
        self.offer(Offer::Place(number, scale.most), &says, words);
    }

    /// Keys that do something; those that only move about are not needed here. What is to be had on
    /// every page is called what it is: a choice of this page may have the same short name. Whether a
    /// choice is what a key does is never read off its words: they may be somebody's own.
    fn keys(&mut self, hints: &[Hint], always: &[Hint], words: &Words) {
        let here = hints.iter().map(|hint| (hint, hint.says.as_str()));
        let everywhere = always.iter().map(|hint| {
            let helps = hint.keys.first().copied().and_then(letter) == Some(HELPS);
            (hint, if helps { words.plain.help.as_str() } else { hint.says.as_str() })
        });
        let picks = self.offers.iter().any(|offer| matches!(offer, Offer::Pick(_)));
        for (hint, says) in here.chain(everywhere) {
            let Some(key) = hint.keys.first() else { continue };
            if hint.only_moves() || *key == Key::ENTER && picks {
                continue;
            }
            let (offer, letter) = (Offer::Key(*key), letter(*key));
            self.letters.extend(letter.map(|letter| (letter, offer)));
            let typed = letter.map(String::from);
            let typed = typed.or_else(|| (*key == Key::ENTER).then(|| key.to_string()));
            let same = self.keyed.iter().find(|(keyed, _)| keyed == key);
            match (typed, same) {
                // a choice of the page says it already
                (Some(typed), Some((_, pick))) => self.also_by(*pick, &typed, words),
                (Some(typed), None) => self.offer(offer, &with_key(says, &typed, words), words),
                (None, _) => self.offer(offer, says, words),
            }
        }
    }
}

/// A choice, and what else one can type for it.
fn with_key(says: &str, key: &str, words: &Words) -> String {
    fill(&words.plain.with_key, &[("text", says), ("key", key)])
}

/// Says one more thing about a choice: a sentence after a sentence, a few words after a dash.
fn add(says: &mut String, more: &str) {
    let ended = says.trim_end_matches(['”', '’', '"']).ends_with(['.', '!', '?', '…', ':']);
    let goes_on = more.starts_with(|c: char| c.is_lowercase() || c.is_numeric());
    if !more.is_empty() {
        says.push_str(match (goes_on, ended) {
            (true, _) => " — ",
            (false, true) => " ",
            (false, false) => ". ",
        });
        says.push_str(more);
    }
}

/// What is said of a place while there is none.
const NOT_PLACED: &str = "–";

/// A scale as a line of words.
pub fn scale(scale: &Scale) -> String {
    let at = match scale.at {
        Some(at) if scale.is_worded() => {
            scale.words.get(usize::from(at)).cloned().unwrap_or_default()
        }
        Some(at) => at.to_string(),
        None => NOT_PLACED.to_owned(),
    };
    placed(scale, &at)
}

/// A scale with what is said of its place.
fn placed(scale: &Scale, at: &str) -> String {
    let ends = match (scale.words.first(), scale.words.last()) {
        (Some(low), Some(high)) => format!("0 {low} … {} {high}", scale.most),
        _ => String::new(),
    };
    let label = if scale.label.is_empty() { String::new() } else { format!("{}: ", scale.label) };
    format!("{label}{at} ({ends})")
}
