//! Whom one can call. The page looks like any other, is the same for everybody, and remembers
//! nothing: not the country, not that it was opened. Only a number that somebody writes down
//! themselves is kept, for their own eyes.

use chrono::Datelike as _;

use super::{
    menu::{Chose, Menu, looked_at, looking},
    own_lines::{OwnLines, own_lines},
};
use crate::{
    curriculum::{Country, Curriculum, HelpLine, Serves, Sure},
    journey::{Mode, Reach},
    layer::{Cx, Flow, Input, Layer, Outcome},
    ui::{Block, Choice, Hint, Page, ServesWords, fill},
};

/// The countries.
pub struct HelpLines {
    book: &'static Curriculum,
    menu: Menu,
}

/// Something on the page that opens.
#[derive(Clone, Copy)]
enum Link {
    Country(&'static Country),
    Own,
    Start,
}

impl HelpLines {
    /// Every country that has lines; none is guessed.
    pub fn new(book: &'static Curriculum) -> Self {
        Self { book, menu: Menu::default() }
    }

    /// The countries; then what is one's own: numbers, where something can be kept, and the private
    /// start.
    fn links(&self, cx: &Cx<'_>) -> Vec<Link> {
        let keeps = cx.journey.is_set_up() && cx.journey.mode() != Mode::Session;
        let own = [
            (Link::Own, keeps),
            (Link::Start, cx.journey.is_set_up() && self.book.has(self.book.private_start())),
        ];
        let own = own.into_iter().filter(|(_, is)| *is).map(|(link, _)| link);
        self.countries().iter().map(Link::Country).chain(own).collect()
    }

    fn open(&self, link: Link, cx: &Cx<'_>) -> Flow {
        match link {
            Link::Country(country) => Flow::Open(Box::new(Lines { country })),
            Link::Own => Flow::Open(Box::new(OwnLines::new(cx))),
            Link::Start => super::open_target(self.book, self.book.private_start(), cx),
        }
    }

    fn countries(&self) -> &'static [Country] {
        self.book.help().map(|help| help.countries.as_slice()).unwrap_or_default()
    }
}

impl Layer for HelpLines {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        let links = self.links(cx);
        match self.menu.input(input, links.len()) {
            Chose::Item(n) => links.get(n).map_or(Flow::Stay, |link| self.open(*link, cx)).into(),
            other => other.otherwise(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.open)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.helplines;
        let mut page = cx.page(words.title.clone(), Reach::NotKept);
        page.blocks.push(Block::Text(words.in_danger.clone()));
        page.blocks.push(Block::Text(words.talk_to_someone.clone()));
        let own = own_lines(cx);
        if !own.is_empty() {
            page.blocks.push(Block::Label(words.own.clone()));
            page.blocks.extend(own.into_iter().map(Block::Inset));
        }
        let choice = |(i, link): (usize, &Link)| match link {
            Link::Country(country) => Choice::new(&country.name, self.menu.is(i)),
            Link::Own => Choice::new(&words.write_own, self.menu.is(i)),
            Link::Start => Choice::new(&words.private_start, self.menu.is(i)),
        };
        let mut choices: Vec<_> = self.links(cx).iter().enumerate().map(choice).collect();
        let rest = choices.split_off(self.countries().len());
        page.blocks.push(Block::Choices(choices));
        page.blocks.push(Block::Label(words.yours.clone()));
        page.blocks.push(Block::Choices(rest));
        page.blocks.push(Block::Quiet(words.nothing_kept.clone()));
        page
    }
}

/// A country's lines.
struct Lines {
    country: &'static Country,
}

impl Layer for Lines {
    fn input(&mut self, input: &Input, _: &Cx<'_>) -> Outcome {
        looked_at(input)
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        looking(cx)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.helplines;
        let mut page = cx.page(words.title.clone(), Reach::NotKept);
        page.blocks.push(Block::Heading(self.country.name.clone()));
        page.blocks.push(Block::Text(words.no_answer.clone()));
        for line in &self.country.lines {
            page.blocks.push(Block::Label(label(line, cx)));
            page.blocks.push(Block::Inset(how(line, cx)));
            page.blocks.push(Block::InsetQuiet(checked(line, cx)));
        }
        page
    }
}

fn label(line: &HelpLine, cx: &Cx<'_>) -> String {
    let serves = serves(line.serves, &cx.words.serves);
    if line.name.is_empty() || line.name == serves {
        serves.to_owned()
    } else {
        format!("{serves}: {}", line.name)
    }
}

fn serves(whom: Serves, words: &ServesWords) -> &str {
    match whom {
        Serves::Emergency => &words.emergency,
        Serves::PartnerAbuse => &words.partner_abuse,
        Serves::Men => &words.men,
        Serves::Lgbt => &words.lgbt,
        Serves::OwnBehaviour => &words.own_behaviour,
        Serves::Crisis => &words.crisis,
        Serves::Family => &words.family,
        Serves::Other => &words.other,
    }
}

/// Every way to reach it.
fn how(line: &HelpLine, cx: &Cx<'_>) -> String {
    let sms = fill(&cx.words.helplines.by_text, &[("how", &line.sms)]);
    let sms = if line.sms.is_empty() { String::new() } else { sms };
    let ways = [&line.number, &sms, &line.web, &line.hours, &line.note];
    let ways: Vec<&str> =
        ways.into_iter().map(String::as_str).filter(|way| !way.is_empty()).collect();
    ways.join("   ")
}

/// When the line was last checked; older than a year, or never, says so.
fn checked(line: &HelpLine, cx: &Cx<'_>) -> String {
    let words = &cx.words.helplines;
    if line.sure == Sure::Known || line.last_checked.is_empty() {
        return words.not_checked.clone();
    }
    let when = fill(&words.checked, &[("when", &line.last_checked)]);
    if is_old(&line.last_checked, cx) { format!("{when} {}", words.please_check) } else { when }
}

/// Whether a month (`2026-11`) lies more than twelve months back.
fn is_old(month: &str, cx: &Cx<'_>) -> bool {
    let mut parts = month.split('-').filter_map(|part| part.parse::<i32>().ok());
    let (Some(year), Some(month)) = (parts.next(), parts.next()) else { return true };
    let now = cx.now.year() * 12 + i32::try_from(cx.now.month()).unwrap_or(1);
    now - (year * 12 + month) > 12
}
