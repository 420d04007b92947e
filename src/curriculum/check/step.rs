//! What a step owes its readers: everything there, enough of it, and on pages that fit.

use super::{Found, say};
use crate::{
    curriculum::{Example, Exercise, Leaflet, NOTES_A_PAGE, Part, Risk, Step, Who},
    exercise::{Check, Reader, Spec, Wrong},
    journey::{Between, Hurt, Mode, Reach, Role},
    ui::{measure, prose::wrap},
};

/// The four readers whom every step must serve.
const READERS: [(Reader, &str); 4] = [
    (Reader { role: Role::Hurt, mode: Mode::Together }, "the one hurt, of two"),
    (Reader { role: Role::Repairing, mode: Mode::Together }, "the one repairing, of two"),
    (Reader { role: Role::Hurt, mode: Mode::Alone }, "the one hurt, alone"),
    (Reader { role: Role::Repairing, mode: Mode::Alone }, "the one repairing, alone"),
];

/// Words of reading that each of them meets.
const WORDS: (usize, usize) = (350, 700);

/// Looks at one step.
pub(super) fn check(step: &Step, file: &str, found: &mut Found) {
    for (name, pages) in [("why", &step.why), ("reading", &step.reading)] {
        for (i, page) in pages.iter().enumerate() {
            found.look(file, format!("{name}[{i}]"), |check| leaflet(page, check));
        }
    }
    for example in &step.examples {
        found.look(file, format!("examples/{}", example.id), |check| self::example(example, check));
    }
    for exercise in &step.exercises {
        let place = format!("exercises/{}", exercise.id);
        found.look(file, place, |check| self::exercise(exercise, check));
    }
    for prompt in &step.prompts {
        found.look(file, format!("prompts/{}", prompt.id), |c| c.text("text", &prompt.text, 240));
    }
    for (i, mistake) in step.mistakes.iter().enumerate() {
        found.look(file, format!("mistakes[{i}]"), |check| {
            check.text("text", &mistake.text, 240);
            check.text("instead", &mistake.instead, 320);
        });
    }
    for gate in &step.before {
        found.look(file, format!("before/{}", gate.id), |check| {
            check.text("text", &gate.text, 240);
            check.text("stay", &gate.stay, 400);
        });
    }
    if step.therapist.is_empty() {
        found.look(file, "therapist", |check| check.wrong(Wrong::Empty));
    }
    for (i, page) in step.therapist.chunks(NOTES_A_PAGE).enumerate() {
        found.look(file, "therapist", |check| check.page(&format!("page {}", i + 1), page));
    }
    kinds(&step.examples, file, found);
    readers(step, file, found);
}

fn leaflet(page: &Leaflet, check: &mut Check<'_>) {
    check.text("heading", &page.heading, 44);
    check.page("text", &page.text);
}

fn example(example: &Example, check: &mut Check<'_>) {
    check.text("scene", &example.scene, 160);
    check.text("hinders", &example.hinders, 400);
    check.text("hinders_why", &example.hinders_why, 110);
    check.text("helps", &example.helps, 400);
    check.text("helps_why", &example.helps_why, 110);
    check.text_if_any("try", &example.trial, 160);
    let full = [&example.scene, &example.trial];
    let set_in = [&example.hinders, &example.hinders_why, &example.helps, &example.helps_why];
    let rows = rows(&full, measure(80)) + rows(&set_in, measure(80) - 2);
    // what may be tried stands apart, if there is something
    let rows = rows + usize::from(!example.trial.is_empty());
    if rows > EXAMPLE_ROWS {
        check.wrong(Wrong::TooManyRows(rows, EXAMPLE_ROWS));
    }
}

/// Rows of text in an example: a page, less its headings and what sets them apart.
const EXAMPLE_ROWS: usize = 13;

/// Rows of texts that follow each other.
fn rows(texts: &[&String], width: u16) -> usize {
    texts.iter().filter(|text| !text.is_empty()).map(|text| wrap(text, width).len()).sum()
}

fn exercise(exercise: &Exercise, check: &mut Check<'_>) {
    check.text("title", &exercise.title, 30);
    check.text("aim", &exercise.aim, 200);
    check.text("after", &exercise.after, 500);
    check.ids("parts", exercise.parts.iter().map(|part| part.id.as_str()), 1);
    check.at_most("parts", exercise.parts.len(), 10);
    if exercise.minutes == 0 {
        check.wrong(Wrong::AtOdds("“minutes” is 0", "Say about how long it takes"));
    }
    together(exercise, check);
    for (i, asked) in exercise.alone.iter().enumerate() {
        super::practices::asked_alone(asked, &mut check.at(&format!("alone[{i}]")));
    }
    if !exercise.alone.is_empty() && (exercise.who, exercise.risk) != (Who::Together, Risk::High) {
        check.at("alone").wrong(Wrong::AtOdds(
            "nobody is asked it: only what two do together, of high risk, begins with two keys",
            "Use “who”: “together” and “risk”: “high”, or leave “alone” out",
        ));
    }
    let is_idle = |(reader, _): &(Reader, &str)| {
        let meant = reader.is_meant(&exercise.meant) && exercise.who.includes(reader.role);
        meant && !exercise.parts.iter().any(|part| reader.is_meant(&part.meant))
    };
    if !exercise.parts.is_empty() && READERS.iter().any(is_idle) {
        check.at("parts").wrong(Wrong::AtOdds(
            "somebody whom it is for finds no part that is for them",
            "Let “for” of the exercise and of its parts fit each other",
        ));
    }
    for part in &exercise.parts {
        let mut check = check.at("parts");
        let mut check = check.at(&part.id);
        self::part(exercise, part, &mut check);
    }
}

/// What two do, in one of the two ways.
fn together(exercise: &Exercise, check: &mut Check<'_>) {
    let alone = READERS
        .iter()
        .any(|(reader, _)| reader.mode == Mode::Alone && reader.is_meant(&exercise.meant));
    let (pair, side_by_side) = (exercise.sees == Reach::Sealed, exercise.who == Who::Together);
    if side_by_side && alone {
        check.wrong(Wrong::AtOdds(
            "it is done together, and not only for two",
            "Add “for”: [“two”], and give one alone a form of their own",
        ));
    }
    if side_by_side && matches!(exercise.sees, Reach::OnlyYou | Reach::Sealed) {
        check.wrong(Wrong::AtOdds(
            "it is done together, and what comes of it is for one",
            "Use “sees”: “both” or “not-kept”",
        ));
    }
    if pair && alone {
        check.wrong(Wrong::AtOdds(
            "it is sealed for two, and not only for two",
            "Add “for”: [“two”], and give one alone a form of their own",
        ));
    }
    let is_sealed = |part: &Part| matches!(part.spec, Spec::Sealed(_));
    if pair && !exercise.parts.iter().any(is_sealed) {
        check.wrong(Wrong::AtOdds(
            "it is sealed, and nothing in it ever opens",
            "Add a part of the kind “sealed”, or let “sees” be “only-you”",
        ));
    }
}

fn part(exercise: &Exercise, part: &Part, check: &mut Check<'_>) {
    part.spec.kind().check(check);
    let together = exercise.who == Who::Together;
    let pair = exercise.who == Who::Each && exercise.sees == Reach::Sealed;
    match part.spec {
        Spec::Turns(_) | Spec::Settle(_) if !together => check.wrong(Wrong::AtOdds(
            "this needs two people at the keys, and the exercise is done by one",
            "Use “who”: “together”, or another kind of part",
        )),
        Spec::Sealed(_) if !pair => check.wrong(Wrong::AtOdds(
            "a sealed part needs each to write apart",
            "Use “who”: “each” and “sees”: “sealed”, or another kind of part",
        )),
        _ => {}
    }
}

/// Examples of every kind of hurt, and between more than one kind of people.
fn kinds(examples: &[Example], file: &str, found: &mut Found) {
    let named = [
        (Hurt::Lies, "lies"),
        (Hurt::Affair, "affair"),
        (Hurt::Distance, "distance"),
        (Hurt::Money, "money"),
        (Hurt::LetDowns, "let-downs"),
    ];
    let has = |hurt| examples.iter().any(|example| example.kind == hurt);
    let missing: Vec<_> =
        named.into_iter().filter(|(hurt, _)| !has(*hurt)).map(|(_, name)| name).collect();
    if !missing.is_empty() {
        found.add(file, "examples", say::no_kinds(&missing));
    }
    let between = |it| examples.iter().any(|example| example.between == it);
    if Between::ALL.into_iter().filter(|it| between(*it)).count() < 2 {
        found.add(file, "examples", say::one_kind_of_people());
    }
}

/// What each of the four readers meets.
fn readers(step: &Step, file: &str, found: &mut Found) {
    let words = |reader: Reader| {
        let meant = step.reading.iter().filter(|page| reader.is_meant(&page.meant));
        meant.flat_map(|page| &page.text).map(|text| text.split_whitespace().count()).sum()
    };
    enough("words of reading", "reading", WORDS, file, found, &words);
    let no_limit = usize::MAX;
    enough("pages of why", "why", (1, no_limit), file, found, &|reader| {
        step.why.iter().filter(|page| reader.is_meant(&page.meant)).count()
    });
    enough("examples", "examples", (6, no_limit), file, found, &|reader| {
        step.examples.iter().filter(|example| reader.is_meant(&example.meant)).count()
    });
    enough("exercises", "exercises", (2, no_limit), file, found, &|reader| {
        let mut meant: Vec<_> =
            step.exercises.iter().filter(|it| reader.is_meant(&it.meant)).collect();
        meant.retain(|it| it.who.includes(reader.role));
        meant.len()
    });
    enough("prompts", "prompts", (3, no_limit), file, found, &|reader| {
        step.prompts.iter().filter(|prompt| reader.is_meant(&prompt.meant)).count()
    });
    enough("typical mistakes", "mistakes", (1, no_limit), file, found, &|reader| {
        step.mistakes.iter().filter(|it| reader.is_meant(&it.meant)).count()
    });
    enough("statements", "before", (1, no_limit), file, found, &|reader| {
        step.before.iter().filter(|gate| reader.is_meant(&gate.meant)).count()
    });
}

fn enough(
    things: &str,
    place: &str,
    (least, most): (usize, usize),
    file: &str,
    found: &mut Found,
    count: &dyn Fn(Reader) -> usize,
) {
    let counts = READERS.map(|(reader, who)| (count(reader), who));
    let off: Vec<_> = counts.into_iter().filter(|(n, _)| !(least..=most).contains(n)).collect();
    if !off.is_empty() {
        found.add(file, place, say::for_readers(&off, things, (least, most)));
    }
}
