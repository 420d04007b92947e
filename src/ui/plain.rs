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
    /// A key of the screen.
    Key(Key),
    /// Writing in the n-th field of the page.
    Write(usize),
    /// The n-th field of the page, where something is typed that is not to be seen.
    Secret(usize),
}

/// A page as lines, and what its numbers stand for, from 1.
pub fn page(page: &Page<'_>, hints: &[Hint], always: &[Hint], words: &Words) -> Sheet {
    let mut sheet = Sheet::default();
    let corner = [&page.place, &page.hands].map(String::as_str);
    let corner: Vec<&str> = corner.into_iter().filter(|text| !text.is_empty()).collect();
    sheet.line(&corner.join(" — "));
    sheet.gap();
    sheet.blocks(&page.blocks, words);
    if let Some(foot) = &page.foot {
        sheet.line(foot);
    }
    sheet.gap();
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

    /// A numbered line, where it stands on the page.
    fn offer(&mut self, offer: Offer, says: &str, words: &Words) {
        self.offers.push(offer);
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
        self.offer(Offer::Write(number), &words.plain.write_here, words);
        let (empty, pen) = (field.prose.is_empty(), self.pen);
        if empty && pen.is_none_or(|(_, empty)| !empty) || pen.is_none() && field.focused {
            self.pen = Some((number, empty));
        }
    }

    /// The field that is written in when none is named: the first that is empty, else the one in
    /// focus.
    pub fn pen(&self) -> Option<usize> {
        self.pen.map(|(number, _)| number)
    }

    fn choice(&mut self, choice: &Choice, words: &Words) {
        let number = self.picks;
        self.picks += 1;
        self.focused |= choice.focused;
        let mut says = choice.text.clone();
        for part in [&choice.note, &choice.detail] {
            if !part.is_empty() {
                says.push_str(". ");
                says.push_str(part);
            }
        }
        if choice.tick == Tick::On {
            says = format!("{says} ({})", words.plain.chosen);
        }
        if choice.closed {
            self.line(&says);
        } else {
            self.offer(Offer::Pick(number), &says, words);
        }
    }

    fn scale(&mut self, scale: &Scale, words: &Words) {
        let number = self.scales;
        self.scales += 1;
        self.focused |= scale.focused;
        self.line(&self::scale(scale));
        let n = (self.offers.len() + 1).to_string();
        let most = scale.most.to_string();
        let names = [("label", scale.label.as_str()), ("n", n.as_str()), ("most", most.as_str())];
        let says = fill(&words.plain.place_on, &names);
        self.offer(Offer::Place(number, scale.most), &says, words);
    }

    /// Keys that do something; those that only move about are not needed here.
    fn keys(&mut self, hints: &[Hint], always: &[Hint], words: &Words) {
        for hint in hints.iter().chain(always) {
            let Some(key) = hint.keys.first() else { continue };
            let picks = self.offers.iter().any(|offer| matches!(offer, Offer::Pick(_)));
            if hint.only_moves() || *key == Key::ENTER && picks {
                continue;
            }
            self.offer(Offer::Key(*key), &hint.says, words);
        }
    }
}

/// A scale as a line of words.
pub fn scale(scale: &Scale) -> String {
    let at = match scale.at {
        Some(at) if scale.is_worded() => {
            scale.words.get(usize::from(at)).cloned().unwrap_or_default()
        }
        Some(at) => at.to_string(),
        None => "–".to_owned(),
    };
    let ends = match (scale.words.first(), scale.words.last()) {
        (Some(low), Some(high)) => format!("0 {low} … {} {high}", scale.most),
        _ => String::new(),
    };
    let label = if scale.label.is_empty() { String::new() } else { format!("{}: ", scale.label) };
    format!("{label}{at} ({ends})")
}
