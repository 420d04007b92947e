//! What carries on between the steps: the practices, one of them, one thing that it keeps, and adding
//! and moving such things on. What may be done is left to [`crate::practice`].

mod adding;
mod matter;
mod meeting;
mod moving;
mod one;
mod safe;

pub use adding::Adding;
pub use one::OnePractice;

use chrono::NaiveDate;

use super::menu::{Chose, Menu};
use crate::{
    coach::{Kept, celebrates},
    curriculum::Curriculum,
    engine::Path,
    exercise::{Spec, Told},
    journey::{Matter, Mode, Reach},
    layer::{Cx, Flow, Input, Layer, Outcome},
    practice::{Ask, Cadence, Practice, text},
    ui::{Block, Choice, Hint, Page, Words, fill},
};

/// So many letters of what was begun tell which it is.
const FIRST: usize = 30;

/// The practices that are for this person.
pub struct AllPractices {
    book: &'static Curriculum,
    menu: Menu,
}

impl AllPractices {
    /// All of them.
    pub fn new(book: &'static Curriculum) -> Self {
        Self { book, menu: Menu::default() }
    }
}

/// The practices that are anything to whoever is at the keys.
pub(super) fn mine(book: &'static Curriculum, cx: &Cx<'_>) -> Vec<&'static Practice> {
    let mut mine = Path::new(book, cx.journey, cx.seat).practices();
    // while trust is broken again and again, nobody is asked for good moments
    if !celebrates(book, cx.journey, cx.seat, cx.now.date_naive()) {
        mine.retain(|practice| !practice.celebrates);
    }
    mine
}

/// Adding to a practice; what has an agenda begins with it.
pub(super) fn add_to(
    book: &'static Curriculum,
    practice: &'static Practice,
    cx: &Cx<'_>,
) -> Box<dyn Layer> {
    if practice.agenda.is_empty() {
        Box::new(Adding::new(book, practice, None, cx))
    } else {
        Box::new(meeting::Meeting::new(book, practice))
    }
}

/// Something that a practice keeps.
pub(super) fn matter(book: &'static Curriculum, kept: &Kept, cx: &Cx<'_>) -> Box<dyn Layer> {
    Box::new(matter::OneMatter::new(book, kept.practice, kept.owner, kept.id.clone(), cx))
}

/// Its own words.
pub(super) fn what(kept: &Kept, cx: &Cx<'_>) -> String {
    let matter = cx.journey.matter(cx.seat, kept.owner, &kept.id);
    // whose it is, is said around it
    matter.map_or_else(String::new, |it| line(kept.practice, &it, &Cx { seat: it.owner, ..*cx }))
}

/// How it is spoken of when this day of it is near.
pub(super) fn due(kept: &Kept, day: NaiveDate, cx: &Cx<'_>) -> String {
    let practice = kept.practice;
    let own = kept.owner == cx.seat || practice.together;
    let ends = cx.journey.matter(cx.seat, kept.owner, &kept.id).is_some_and(|matter| {
        !practice.due_last.is_empty() && practice.until(&matter) == Some(day)
    });
    let says = match (ends, own) {
        (true, _) => &practice.due_last,
        (false, true) => &practice.due,
        (false, false) => &practice.due_other,
    };
    fill(says, &[("what", &what(kept, cx)), ("name", cx.name(kept.owner))])
}

/// How often, in words.
fn cadence(practice: &Practice, words: &Words) -> String {
    match practice.cadence {
        Cadence::Daily => words.practices.daily.clone(),
        Cadence::Weekly => words.practices.weekly.clone(),
        Cadence::Free => String::new(),
    }
}

impl Layer for AllPractices {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        let all = mine(self.book, cx);
        match self.menu.input(input, all.len()) {
            Chose::Item(n) => all
                .get(n)
                .map_or(Flow::Stay, |it| Flow::Open(Box::new(OnePractice::new(self.book, it))))
                .into(),
            other => other.otherwise(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.open)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.practices;
        let mut page = cx.page(words.title.clone(), Reach::OnlyYou);
        page.blocks.push(Block::Text(words.about.clone()));
        let choice = |(i, practice): (usize, &&Practice)| {
            let path = Path::new(self.book, cx.journey, cx.seat);
            let choice = Choice::new(&practice.title, self.menu.is(i));
            if path.may_add(practice) {
                choice.note(cadence(practice, cx.words)).detail(practice.aim.clone())
            } else {
                choice
            }
        };
        let all = mine(self.book, cx);
        page.blocks.push(Block::Choices(all.iter().enumerate().map(choice).collect()));
        page
    }
}

/// A page of a practice: who can read what stands on it, top right.
fn page<'p>(practice: &Practice, reach: Reach, cx: &Cx<'_>) -> Page<'p> {
    let mut page = cx.page(practice.title.clone(), reach);
    if practice.together {
        page.hands = cx.hands_of_both(reach);
    }
    page
}

/// What was answered to one thing, in words; a day as one says it.
fn told(ask: &Ask, answer: &serde_json::Value, cx: &Cx<'_>) -> Vec<Told> {
    let mut told = ask.spec.kind().tell(answer);
    if matches!(ask.spec, Spec::Day(_)) {
        for told in &mut told {
            if let Ok(day) = told.said.parse() {
                told.said = cx.words.weekday(day);
            }
        }
    }
    told
}

/// What a list says of a matter: its own words, else its day; of the other one's, whose it is.
fn line(practice: &Practice, matter: &Matter<'_>, cx: &Cx<'_>) -> String {
    let ask = practice.ask(&practice.shows);
    let told = ask.zip(matter.field(&practice.shows)).map(|(ask, answer)| told(ask, answer, cx));
    let said = told.and_then(|told| told.into_iter().next()).map(|told| told.said);
    let said = said.filter(|said| !said.is_empty());
    let said = said.unwrap_or_else(|| cx.words.weekday(matter.made()));
    let said = said.replace('\n', " ");
    if matter.owner == cx.seat || practice.together || cx.journey.mode() == Mode::Alone {
        return said;
    }
    format!("{}: {said}", cx.name(matter.owner))
}

/// What tells something begun from the next one: the first words in it, else its day. What is written is
/// shown as long as a short line is.
fn first_words(practice: &Practice, begun: &Matter<'_>, cx: &Cx<'_>) -> String {
    let asks = practice.asks.iter().filter(|ask| !matches!(ask.spec, Spec::Day(_)));
    let said = asks.filter_map(|ask| begun.field(&ask.id)).map(text);
    let said = said.map(|said| said.trim().to_owned()).find(|said| !said.is_empty());
    let Some(said) = said else { return cx.words.weekday(begun.made()) };
    let first: String = said.chars().take(FIRST).collect();
    if first.len() < said.len() { format!("{}…", first.trim_end()) } else { first }
}

pub(super) fn every_key(words: &Words) -> Vec<(&str, Vec<Hint>)> {
    vec![
        (&words.practices.title, adding::every_key(words)),
        (&words.practices.meeting, meeting::every_key(words)),
        (&words.tables.weeks, one::every_key(words)),
        (&words.practices.erase, matter::every_key(words)),
    ]
}
