//! The screens: one file each, every one a [`crate::layer::Layer`] that says what is on its page and
//! what its keys do. Keeping, reading and changing hands are asked of the program as effects.

pub mod ask;
pub mod cover;
pub mod door;
pub mod drawer;
pub mod examples;
pub mod exercise;
pub mod first;
pub mod gate;
mod heat;
pub mod help;
pub mod helplines;
pub mod home;
pub mod journal;
mod marks;
mod menu;
mod new_lock;
pub mod notice;
mod own_lines;
pub mod practice;
pub mod reading;
pub mod session;
pub mod settings;
pub mod shared;
pub mod step;
pub mod unlock;
pub mod writing;

use crate::{
    curriculum::{Curriculum, Head},
    journey::Mode,
    layer::{Cx, Flow, Layer},
    ui::{Hint, Key, Secret, Words, fill},
};

/// Where a yes stands among the answers to a question about safety.
const SAFE: usize = 1;
/// What brings back something that was thrown away.
const BRING_BACK: Key = Key::char('u');

/// `Step 2 of 10  Listen to understand`.
fn place(cx: &Cx<'_>, book: &Curriculum, n: usize) -> String {
    place_of(cx, book, n, &title(book.heads().get(n)))
}

/// `Step 1 of 10  Own it`: something within a step.
fn place_of(cx: &Cx<'_>, book: &Curriculum, n: usize, title: &str) -> String {
    let all = book.heads().len().saturating_sub(1).to_string();
    let words = if n == 0 { &cx.words.step.place_zero } else { &cx.words.step.place };
    fill(words, &[("n", &n.to_string()), ("all", &all), ("title", title)])
}

/// Opens what a text points to: a step, an exercise, the help page, the journal.
fn open_target(book: &'static Curriculum, to: &str, cx: &Cx<'_>) -> Flow {
    let layer: Box<dyn Layer> = match to {
        "help" => Box::new(helplines::HelpLines::new(book)),
        "journal" => return Flow::Open(Box::new(journal::Journal::new(book))),
        _ => match book.place(to) {
            Some(n) => Box::new(step::StepScreen::new(book, n, cx)),
            None => match form_for(book, to, cx) {
                Some((n, exercise)) => Box::new(exercise::Doing::new(book, n, exercise, cx)),
                None => return Flow::Stay,
            },
        },
    };
    Flow::Open(layer)
}

/// The form of an exercise that fits this reader: `3.4`, or `3.4-alone` for one alone.
fn form_for(
    book: &'static Curriculum,
    id: &str,
    cx: &Cx<'_>,
) -> Option<(usize, &'static crate::curriculum::Exercise)> {
    let path = crate::engine::Path::new(book, cx.journey, cx.seat);
    let fits = |id: &str| {
        let (n, exercise) = book.exercise(id)?;
        let step = book.step(n).ok()?;
        path.exercises(step).iter().any(|it| it.id == exercise.id).then_some((n, exercise))
    };
    let alone = (cx.journey.mode() == Mode::Alone).then(|| format!("{id}-alone"));
    alone.as_deref().and_then(fits).or_else(|| fits(id))
}

/// The title of a step.
fn title(head: Option<&Head>) -> String {
    head.map(|head| head.title.clone()).unwrap_or_default()
}

/// Every key of every screen, under a name for it.
pub fn every_key(words: &Words) -> Vec<(&str, Vec<Hint>)> {
    let names = &words.tables;
    let mut all: Vec<(&str, _)> = vec![
        (&names.lists, menu::every_key(words)),
        (&names.first, first::every_key(words)),
        (&names.cover, cover::every_key(words)),
        (&names.unlock, unlock::every_key(words)),
        (&names.new_lock, new_lock::every_key(words)),
        (&names.secret, Secret::every_key(words)),
        (&names.home, home::every_key(words)),
        (&names.reading, reading::every_key(words)),
        (&names.examples, examples::every_key(words)),
        (&names.exercise, exercise::every_key(words)),
        (&names.heat, heat::every_key(words)),
    ];
    all.extend(crate::exercise::every_key(words));
    all.extend(practice::every_key(words));
    all.extend::<[(&str, _); 7]>([
        (&words.journal.title, journal::every_key(words)),
        (&names.page, writing::every_key(words)),
        (&names.notes, marks::every_key(words)),
        (&words.ask.title, ask::every_key(words)),
        (&words.settings.title, settings::every_key(words)),
        (&names.notice, notice::every_key(words)),
        (&words.helplines.own, own_lines::every_key(words)),
    ]);
    all
}
