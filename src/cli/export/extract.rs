//! What one person may read, in the curriculum's order. Whose eyes may see what is decided by the
//! journey and the store, which are asked for nobody else's; how it looks is left to the paper.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::super::Shell;
use crate::{
    curriculum::{Curriculum, Exercise, Part, Who},
    journey::{self, Journey, Mode, Reach, Seat, When},
    layer::Cx,
    practice::{Practice, pictures},
    ui::{measure, picture::Picture},
    vault::{Failure, Opened, Store as _},
};

/// The version of the JSON form.
const VERSION: u32 = 1;

/// What one person may read.
#[derive(Serialize)]
pub(super) struct Extract {
    format: &'static str,
    version: u32,
    /// Who may read the file.
    pub(super) note: String,
    pub(super) made: NaiveDate,
    #[serde(rename = "for")]
    pub(super) eyes: String,
    pub(super) people: Vec<String>,
    pub(super) steps: Vec<Step>,
    pub(super) answers: Vec<Answer>,
    pub(super) practices: Vec<Kept>,
    pub(super) shared: Vec<Line>,
    pub(super) journal: Vec<Page>,
}

/// A step, and whether this person has said that they are done with it.
#[derive(Serialize)]
pub(super) struct Step {
    id: String,
    pub(super) title: String,
    pub(super) done: bool,
}

/// A part of an exercise, as somebody kept it.
#[derive(Serialize)]
pub(super) struct Answer {
    /// A name, or the word for both.
    by: String,
    exercise: String,
    pub(super) title: String,
    part: String,
    kind: String,
    pub(super) done: bool,
    reach: Reach,
    /// The kind's own JSON; null where some of what it tells was left out.
    pub(super) answer: Value,
    pub(super) told: Vec<Told>,
    /// The title of its step; empty if this curriculum does not have it.
    #[serde(skip)]
    pub(super) step: String,
    /// Whose it is and who can read it, in words.
    #[serde(skip)]
    pub(super) hands: String,
}

/// What was asked, and what they said.
#[derive(Serialize)]
pub(super) struct Told {
    pub(super) asked: String,
    pub(super) said: String,
}

/// What a practice keeps.
#[derive(Serialize)]
pub(super) struct Kept {
    practice: String,
    pub(super) title: String,
    pub(super) matters: Vec<Matter>,
    /// What is drawn of it, in words; as a picture on paper.
    pictures: Vec<Vec<String>>,
    #[serde(skip)]
    pub(super) drawn: Vec<Picture>,
}

impl Kept {
    /// Without its pictures.
    pub(super) fn undraw(&mut self) {
        self.pictures.clear();
        self.drawn.clear();
    }
}

/// One thing that it keeps.
#[derive(Serialize)]
pub(super) struct Matter {
    by: String,
    pub(super) made: NaiveDate,
    state: String,
    until: Option<NaiveDate>,
    reach: Reach,
    pub(super) fields: BTreeMap<String, Value>,
    pub(super) told: Vec<Seen>,
    pub(super) moves: Vec<Moved>,
    /// Whose it is, who can read it, and how it stands, in words.
    #[serde(skip)]
    pub(super) hands: String,
}

impl Matter {
    /// The lines about how it was moved on.
    pub(super) fn notes(&self) -> impl Iterator<Item = &Moved> {
        self.moves.iter().filter(|moved| !moved.note.is_empty())
    }
}

/// What was asked there, what was said, and who can read it.
#[derive(Serialize)]
pub(super) struct Seen {
    /// The part that it answers.
    #[serde(skip)]
    pub(super) part: String,
    #[serde(flatten)]
    pub(super) told: Told,
    pub(super) reach: Reach,
}

/// How it was moved on.
#[derive(Serialize)]
pub(super) struct Moved {
    pub(super) by: String,
    pub(super) day: NaiveDate,
    to: String,
    pub(super) says: String,
    /// The day that is its last from then on, if one was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<NaiveDate>,
    /// The day to look at it again from then on, if one was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) review: Option<NaiveDate>,
    pub(super) note: String,
}

/// A line that was lifted out for both.
#[derive(Serialize)]
pub(super) struct Line {
    pub(super) by: String,
    pub(super) day: NaiveDate,
    pub(super) text: String,
}

/// A journal page.
#[derive(Serialize)]
pub(super) struct Page {
    id: String,
    pub(super) at: When,
    pub(super) text: String,
}

impl Extract {
    /// What the person in the seat `eyes` may read.
    pub(super) fn of(shell: &Shell, opened: &mut Opened, eyes: Seat) -> Result<Self, Failure> {
        let mut journal = Vec::new();
        opened.vault.each_page(eyes, &mut |page| {
            let (id, text) = (page.id.0.to_string(), page.text.to_owned());
            journal.push(Page { id, at: page.at, text });
        })?;
        let now = shell.clock.now();
        let journey = &opened.journey;
        let words = shell.words;
        let (measure, motion, changes) = (measure(80), false, 0);
        let cx = Cx { now, seat: eyes, journey, words, measure, motion, changes };
        let people = journey.seats().iter().map(|seat| cx.name(*seat).to_owned());
        let line = |line: &journey::Shared| Line {
            by: cx.name(line.by).to_owned(),
            day: line.day,
            text: line.text.clone(),
        };
        Ok(Self {
            format: "amends-export",
            version: VERSION,
            note: words.cli.export_note.clone(),
            made: now.date_naive(),
            eyes: cx.name(eyes).to_owned(),
            people: people.collect(),
            steps: steps(shell.book, journey, eyes),
            answers: answers(shell.book, &cx),
            practices: practices(shell.book, &cx),
            shared: journey.shared().into_iter().map(line).collect(),
            journal,
        })
    }
}

/// Only what this person said about their own steps: the other's is theirs to say.
fn steps(book: &Curriculum, journey: &Journey, eyes: Seat) -> Vec<Step> {
    let step = |head: &crate::curriculum::Head| Step {
        id: head.id.clone(),
        title: head.title.clone(),
        done: journey.step(eyes, &head.id).done,
    };
    book.heads().iter().map(step).collect()
}

/// Answers in the order of the curriculum, then those that it does not know.
fn answers(book: &Curriculum, cx: &Cx<'_>) -> Vec<Answer> {
    let mut answers = Vec::new();
    let mut seen = BTreeSet::new();
    for (n, head) in book.heads().iter().enumerate() {
        let exercises = book.step(n).map(|step| step.exercises.as_slice()).unwrap_or_default();
        for (exercise, part) in
            exercises.iter().flat_map(|it| it.parts.iter().map(move |p| (it, p)))
        {
            for owner in Seat::ALL {
                let kept = cx.journey.answer(cx.seat, owner, &exercise.id, &part.id);
                if let Some(kept) = kept
                    && seen.insert((owner, exercise.id.as_str(), part.id.as_str()))
                {
                    answers.push(known(&head.title, exercise, part, owner, kept, cx));
                }
            }
        }
    }
    let rest = cx.journey.answers(cx.seat);
    let rest =
        rest.filter(|(owner, exercise, part, _)| !seen.contains(&(*owner, *exercise, *part)));
    answers
        .extend(rest.map(|(owner, exercise, part, kept)| unknown(exercise, part, owner, kept, cx)));
    answers
}

fn known(
    step: &str,
    exercise: &Exercise,
    part: &Part,
    owner: Seat,
    kept: &journey::Kept,
    cx: &Cx<'_>,
) -> Answer {
    let told = part.spec.kind().tell(&kept.answer).into_iter();
    let together = exercise.who == Who::Together;
    Answer {
        by: if together { cx.words.people.both.clone() } else { cx.name(owner).to_owned() },
        exercise: exercise.id.clone(),
        title: exercise.title.clone(),
        part: part.id.clone(),
        kind: part.spec.name().to_owned(),
        done: kept.done,
        reach: kept.reach,
        answer: kept.answer.clone(),
        told: told.map(|told| Told { asked: told.asked, said: told.said }).collect(),
        step: step.to_owned(),
        hands: hands(&exercise.id, &part.id, together, owner, kept, cx),
    }
}

/// An answer to something that this curriculum does not ask: its texts, whatever they answer.
fn unknown(exercise: &str, part: &str, owner: Seat, kept: &journey::Kept, cx: &Cx<'_>) -> Answer {
    let mut told = Vec::new();
    texts(&kept.answer, &mut told);
    Answer {
        by: cx.name(owner).to_owned(),
        exercise: exercise.to_owned(),
        title: exercise.to_owned(),
        part: part.to_owned(),
        kind: String::new(),
        done: kept.done,
        reach: kept.reach,
        answer: kept.answer.clone(),
        told,
        step: String::new(),
        hands: hands(exercise, part, false, owner, kept, cx),
    }
}

/// Every text in it, in its order.
fn texts(answer: &Value, told: &mut Vec<Told>) {
    match answer {
        Value::String(said) => told.push(Told { asked: String::new(), said: said.clone() }),
        Value::Array(values) => values.iter().for_each(|value| texts(value, told)),
        Value::Object(values) => values.values().for_each(|value| texts(value, told)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// `Ana · only you`.
fn hands(
    exercise: &str,
    part: &str,
    together: bool,
    owner: Seat,
    kept: &journey::Kept,
    cx: &Cx<'_>,
) -> String {
    let shown = kept.reach == Reach::Sealed && cx.journey.shown(exercise, part);
    let reach = if shown { Reach::Both } else { kept.reach };
    if together { cx.hands_of_both(reach) } else { Cx { seat: owner, ..*cx }.hands(reach) }
}

/// What every practice keeps that this person may read, oldest first, with its pictures.
fn practices(book: &Curriculum, cx: &Cx<'_>) -> Vec<Kept> {
    let Ok(all) = book.practices() else { return Vec::new() };
    let mut kept = Vec::new();
    for practice in &all.practices {
        let mut matters: Vec<_> = practice.matters(cx.journey, cx.seat).collect();
        if matters.is_empty() {
            continue;
        }
        matters.sort_by_key(journey::Matter::made);
        let drawn = pictures(practice, all, cx, None);
        let drawn: Vec<_> = drawn.into_iter().map(|(_, picture)| picture).collect();
        kept.push(Kept {
            practice: practice.id.clone(),
            title: practice.title.clone(),
            matters: matters.iter().map(|it| matter(practice, it, cx)).collect(),
            pictures: drawn.iter().map(|it| it.words.clone()).collect(),
            drawn,
        });
    }
    kept
}

fn matter(practice: &Practice, matter: &journey::Matter<'_>, cx: &Cx<'_>) -> Matter {
    let standing = practice.standing(matter, cx.now.date_naive());
    let state = standing.map(|it| it.state);
    let is_mixed = cx.journey.mode() == Mode::Together && matter.is_shared_in_part();
    let reach = |part: &str| match matter.reach() {
        Reach::Both if is_mixed && !matter.shows(part) => Reach::OnlyYou,
        reach => reach,
    };
    let asks = practice.asks.iter().filter_map(|ask| Some((ask, matter.field(&ask.id)?)));
    let told = asks.flat_map(|(ask, answer)| {
        let told = ask.spec.kind().tell(answer).into_iter();
        told.map(|told| Seen {
            part: ask.id.clone(),
            told: Told {
                // a day as one says it
                said: told.said.parse().map_or(told.said, |day| cx.words.weekday(day)),
                asked: told.asked,
            },
            reach: reach(&ask.id),
        })
    });
    let mut told: Vec<_> = told.collect();
    // what both can read comes first
    told.sort_by_key(|seen| seen.reach != Reach::Both);
    let moves = matter.moves().map(|(by, moved)| Moved {
        by: cx.name(by).to_owned(),
        day: moved.day,
        to: moved.to.to_string(),
        says: practice.state(&moved.to).map_or_else(String::new, |it| it.says.clone()),
        until: moved.until,
        review: moved.review,
        note: moved.note.clone(),
    });
    let name = cx.name(matter.owner).to_owned();
    // where some of it is one's own, what is whose is said there
    let owner = if is_mixed {
        name.clone()
    } else {
        Cx { seat: matter.owner, ..*cx }.hands(matter.reach())
    };
    let says = state.map(|it| it.says.as_str()).unwrap_or_default();
    Matter {
        by: name,
        made: matter.made(),
        state: state.map_or_else(String::new, |it| it.id.clone()),
        until: standing.and_then(|it| it.until),
        reach: matter.reach(),
        fields: matter.fields().into_owned(),
        told,
        moves: moves.collect(),
        hands: format!("{owner} · {} · {says}", cx.words.day(matter.made())),
    }
}
