//! A step's own page: its reading, examples, exercises, prompts, and the way on.

use super::{
    examples::Examples,
    exercise::Doing,
    gate::Before,
    menu::{Chose, Menu},
    practice::{self, OnePractice},
    reading::Reading,
    writing::Prompts,
};
use crate::{
    curriculum::{Curriculum, Exercise, Step},
    engine::{Act, Path, Progress, Stand},
    journey::{Mode, Reach},
    layer::{Cx, Flow, Input, Layer, Outcome},
    practice::Practice,
    ui::{Block, Choice, Hint, Page, fill, words::of},
};

/// A step.
pub struct StepScreen {
    book: &'static Curriculum,
    n: usize,
    menu: Menu,
}

/// Something on the page that opens.
#[derive(Clone, Copy)]
enum Thing {
    Reading,
    Examples,
    Exercise(&'static Exercise),
    /// Of another step, offered again.
    Again(&'static Exercise),
    Practice(&'static Practice),
    Prompts,
    Mistakes,
    Before,
    Therapist,
}

impl StepScreen {
    /// A step, with the focus on what comes next in it.
    pub fn new(book: &'static Curriculum, n: usize, cx: &Cx<'_>) -> Self {
        let mut screen = Self { book, n, menu: Menu::default() };
        screen.focus_next(cx);
        screen
    }

    fn focus_next(&mut self, cx: &Cx<'_>) {
        let path = Path::new(self.book, cx.journey, cx.seat);
        let next = match path.act(cx.now.date_naive()) {
            Act::Continue(n, exercise) | Act::Begin(n, exercise) if n == self.n => {
                let is =
                    |thing: &Thing| matches!(thing, Thing::Exercise(it) if it.id == exercise.id);
                self.things(cx).iter().position(is)
            }
            Act::Gate(n) if n == self.n => {
                self.things(cx).iter().position(|thing| matches!(thing, Thing::Before))
            }
            _ => None,
        };
        self.menu = Menu::at(next.unwrap_or(0));
    }

    /// Back from something that is done now: the focus goes on to what comes next.
    fn go_on(&mut self, cx: &Cx<'_>) {
        let path = Path::new(self.book, cx.journey, cx.seat);
        let things = self.things(cx);
        let is_done = |thing: &Thing| match thing {
            Thing::Reading => path.stand(self.n) != Stand::Next && self.is_read(cx),
            Thing::Exercise(exercise) => path.progress(exercise) == Progress::Done,
            _ => false,
        };
        if things.get(self.menu.list.at).is_some_and(is_done) {
            let next = things.iter().skip(self.menu.list.at).position(|thing| !is_done(thing));
            self.menu.list.at += next.unwrap_or(0);
        }
    }

    fn is_read(&self, cx: &Cx<'_>) -> bool {
        let Ok(step) = self.book.step(self.n) else { return false };
        let path = Path::new(self.book, cx.journey, cx.seat);
        let mark = cx.journey.step(cx.seat, &step.id);
        mark.page.is_some_and(|page| usize::from(page) + 1 >= path.pages(step))
    }

    fn things(&self, cx: &Cx<'_>) -> Vec<Thing> {
        let Ok(step) = self.book.step(self.n) else { return Vec::new() };
        let path = Path::new(self.book, cx.journey, cx.seat);
        let mut things = vec![Thing::Reading, Thing::Examples];
        things.extend(path.exercises(step).into_iter().map(Thing::Exercise));
        let practices = practice::mine(self.book, cx).into_iter();
        let here = practices.filter(|practice| practice.steps.contains(&step.id));
        things.extend(here.map(Thing::Practice));

        things.extend([Thing::Prompts, Thing::Mistakes]);
        let again = step.again.iter().filter_map(|id| super::form_for(self.book, id, cx));
        things.extend(again.map(|(_, exercise)| Thing::Again(exercise)));
        things.push(Thing::Before);
        if cx.journey.mode() == Mode::Session {
            things.push(Thing::Therapist);
        }
        things
    }

    fn open(&self, thing: Thing, step: &'static Step, cx: &Cx<'_>) -> Flow {
        let (book, n) = (self.book, self.n);
        let layer: Box<dyn Layer> = match thing {
            Thing::Reading => Box::new(Reading::of_step(book, n, step, cx)),
            Thing::Examples => Box::new(Examples::new(book, n, step, cx)),
            Thing::Exercise(exercise) => Box::new(Doing::new(book, n, exercise, cx)),
            Thing::Again(exercise) => return super::open_target(book, &exercise.id, cx),
            Thing::Practice(practice) => Box::new(OnePractice::new(book, practice)),
            Thing::Prompts => Box::new(Prompts::new(book, n, step, cx)),
            Thing::Mistakes => Box::new(Reading::of_mistakes(book, n, step, cx)),
            Thing::Before => Box::new(Before::new(book, n, step, cx)),
            Thing::Therapist => Box::new(Reading::of_therapist(book, n, step, cx)),
        };
        Flow::Open(layer)
    }

    fn choice(&self, thing: Thing, focused: bool, cx: &Cx<'_>) -> Choice {
        let words = &cx.words.step;
        let path = Path::new(self.book, cx.journey, cx.seat);
        match thing {
            Thing::Reading => Choice::new(&words.reading, focused).note(self.reading_note(cx)),
            Thing::Examples => Choice::new(&words.examples, focused),
            Thing::Again(exercise) => Choice::new(&exercise.title, focused).note(&words.again),
            Thing::Practice(practice) => {
                Choice::new(&practice.title, focused).detail(practice.aim.clone())
            }
            Thing::Prompts => Choice::new(&words.prompts, focused),
            Thing::Mistakes => Choice::new(&words.mistakes, focused),
            Thing::Before => Choice::new(&words.before, focused),
            Thing::Therapist => Choice::new(&words.therapist, focused),
            Thing::Exercise(exercise) => {
                let (sign, says) = match path.progress(exercise) {
                    // not even whether it was done: who looks on would learn it
                    _ if exercise.sees == Reach::NotKept => (" ", String::new()),
                    Progress::Fresh => ("○", String::new()),
                    Progress::Begun => ("◐", words.begun.clone()),
                    Progress::Waiting => ("◐", words.written.clone()),
                    Progress::Done => ("●", words.done.clone()),
                };
                let minutes = fill(&words.minutes, &[("n", &exercise.minutes.to_string())]);
                let note = if says.is_empty() { minutes } else { says };
                Choice::new(&exercise.title, focused)
                    .lead(sign)
                    .note(note)
                    .detail(exercise.aim.clone())
            }
        }
    }

    fn reading_note(&self, cx: &Cx<'_>) -> String {
        let Ok(step) = self.book.step(self.n) else { return String::new() };
        let path = Path::new(self.book, cx.journey, cx.seat);
        let pages = path.pages(step);
        match path.stand(self.n) {
            Stand::Begun(page) if usize::from(page) + 1 < pages => {
                of(cx.words, usize::from(page) + 1, pages)
            }
            Stand::Begun(_) | Stand::Said | Stand::Done => cx.words.step.read.clone(),
            Stand::Next | Stand::Later => fill(&cx.words.step.pages, &[("n", &pages.to_string())]),
        }
    }
}

impl Layer for StepScreen {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        let things = self.things(cx);
        if matches!(input, Input::Measure(_)) {
            self.go_on(cx);
            return Flow::Stay.into();
        }
        match self.menu.input(input, things.len()) {
            Chose::Item(n) => match (self.book.step(self.n), things.get(n)) {
                (Ok(step), Some(thing)) => self.open(*thing, step, cx).into(),
                _ => Flow::Stay.into(),
            },
            other => other.otherwise(),
        }
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        self.menu.hints(cx, |w| &w.keys.open)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let mut page = cx.page(super::place(cx, self.book, self.n), Reach::OnlyYou);
        if let Err(trouble) = self.book.step(self.n) {
            let pair = cx.words.trouble.content(&trouble.to_string());
            page.blocks = vec![Block::Heading(pair.what), Block::Text(pair.now)];
            return page;
        }
        let aim = self.book.heads().get(self.n).map(|head| head.aim.clone()).unwrap_or_default();
        page.blocks.push(Block::Accent(aim));
        let (mut first, mut exercises) = (Vec::new(), Vec::new());
        let (mut practices, mut last) = (Vec::new(), Vec::new());
        for (i, thing) in self.things(cx).into_iter().enumerate() {
            let choice = self.choice(thing, self.menu.is(i), cx);
            match thing {
                Thing::Reading | Thing::Examples => first.push(choice),
                Thing::Exercise(_) => exercises.push(choice),
                Thing::Practice(_) => practices.push(choice),
                _ => last.push(choice),
            }
        }
        page.blocks.push(Block::Choices(first));
        page.blocks.push(Block::Label(cx.words.step.exercises.clone()));
        page.blocks.push(Block::Choices(exercises));
        if !practices.is_empty() {
            page.blocks.push(Block::Label(cx.words.step.practices.clone()));
            page.blocks.push(Block::Choices(practices));
        }
        page.blocks.push(Block::Label(cx.words.step.then.clone()));
        page.blocks.push(Block::Choices(last));
        page
    }
}
