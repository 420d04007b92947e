//! The step engine: from what is taught and what has happened to what is open and what comes next.
//! Pure. Nothing is ever late here; there is no clock in it but the day, for "not today".

mod pace;

use chrono::NaiveDate;

use crate::{
    curriculum::{Curriculum, Exercise, Part, Step, Who},
    exercise::{Reader, is_settled},
    journey::{About, Journey, Mode, Reach, Role, Seat},
    practice::Practice,
};

/// Where a step stands for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Everybody has said that they are done with it. It can be opened again at any time.
    Done,
    /// This person has said so; the other has not yet.
    Said,
    /// Begun: on this page, from 0.
    Begun(u16),
    /// Open, and not begun.
    Next,
    /// It opens when the one before it is done.
    Later,
}

/// How far an exercise is, for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing of it is kept.
    Fresh,
    /// Some of it is.
    Begun,
    /// They wrote their half; the other half, or a yes, is not there.
    Waiting,
    /// All of it.
    Done,
}

/// The one thing to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Open a step, or read on in it.
    Read(usize),
    /// Go on with an exercise.
    Continue(usize, &'static Exercise),
    /// Begin an exercise.
    Begin(usize, &'static Exercise),
    /// Weigh whether to go on.
    Gate(usize),
    /// The other one has not said yet that the step is done: read on, write, rest.
    Rest,
    /// All ten steps are done.
    Kept,
}

/// The way of one person through the steps.
#[derive(Clone, Copy)]
pub struct Path<'a> {
    book: &'static Curriculum,
    journey: &'a Journey,
    seat: Seat,
}

impl<'a> Path<'a> {
    /// The way of the person in a seat.
    pub fn new(book: &'static Curriculum, journey: &'a Journey, seat: Seat) -> Self {
        Self { book, journey, seat }
    }

    /// Who this person is to a text.
    pub fn reader(&self) -> Reader {
        Reader { role: self.journey.role(self.seat), mode: self.journey.mode() }
    }

    /// Whether everybody here has said that they are done with a step.
    fn is_done(&self, id: &str) -> bool {
        let mut says = self.journey.seats().iter().map(|seat| self.journey.step(*seat, id).done);
        // in a session one pair of hands shows what both would do
        if self.journey.mode() == Mode::Session { says.any(|it| it) } else { says.all(|it| it) }
    }

    /// Where a step stands, by its place.
    pub fn stand(&self, n: usize) -> Stand {
        let Some(head) = self.book.heads().get(n) else { return Stand::Later };
        let mark = self.journey.step(self.seat, &head.id);
        if self.is_done(&head.id) {
            return Stand::Done;
        }
        if !self.is_open(n) {
            return Stand::Later;
        }
        match (mark.done, mark.page) {
            (true, _) => Stand::Said,
            (false, Some(page)) => Stand::Begun(page),
            (false, None) => Stand::Next,
        }
    }

    /// Whether a step can be opened: the first, those whose forerunner is done, and in a session
    /// every one.
    pub fn is_open(&self, n: usize) -> bool {
        let before = n.checked_sub(1).and_then(|before| self.book.heads().get(before));
        self.journey.mode() == Mode::Session
            || n == 0
            || before.is_some_and(|head| self.is_done(&head.id))
    }

    /// How many of the ten steps everybody is done with. Step 0 is no seam of the bowl.
    pub fn seams(&self) -> u8 {
        let done = self.book.heads().iter().skip(1).filter(|head| self.is_done(&head.id)).count();
        u8::try_from(done).unwrap_or(u8::MAX)
    }

    /// The exercises of a step that are for this person.
    pub fn exercises(&self, step: &'static Step) -> Vec<&'static Exercise> {
        let reader = self.reader();
        let session = reader.mode == Mode::Session;
        step.exercises
            .iter()
            .filter(|exercise| reader.is_meant(&exercise.meant))
            .filter(|exercise| session || exercise.who.includes(reader.role))
            .filter(|exercise| exercise.who != Who::Together || reader.mode != Mode::Alone)
            .collect()
    }

    /// The parts of an exercise that are for this person.
    pub fn parts(&self, exercise: &'static Exercise) -> Vec<&'static Part> {
        let reader = self.reader();
        exercise.parts.iter().filter(|part| reader.is_meant(&part.meant)).collect()
    }

    /// The practices that are anything to this person: for them to add to, or with something in them that
    /// they may read, which is then the other one's.
    pub fn practices(&self) -> Vec<&'static Practice> {
        let all = self.book.practices().map(|all| all.practices.as_slice()).unwrap_or_default();
        let whoever = Reader { role: Role::Both, ..self.reader() };
        let holds = |practice: &Practice| {
            let mut matters = practice.matters(self.journey, self.seat);
            whoever.is_meant(&practice.meant) && matters.next().is_some()
        };
        all.iter().filter(|it| self.may_add(it) || holds(it)).collect()
    }

    /// Whether a practice is for this person to add to.
    pub fn may_add(&self, practice: &Practice) -> bool {
        self.reader().is_meant(&practice.meant)
    }

    /// How far an exercise is. What is not kept is always fresh.
    pub fn progress(&self, exercise: &'static Exercise) -> Progress {
        let owner = owner(exercise, self.seat);
        let parts = self.parts(exercise);
        let kept = |part: &&&Part| self.journey.answer(owner, owner, &exercise.id, &part.id);
        let begun = parts.iter().filter(|part| kept(part).is_some()).count();
        let done = parts.iter().filter(|part| kept(part).is_some_and(|kept| kept.done)).count();
        if done < parts.len() || parts.is_empty() {
            return if begun == 0 { Progress::Fresh } else { Progress::Begun };
        }
        let sealed = parts.iter().filter(|part| part.spec.name() == "sealed");
        let waits = exercise.sees == Reach::Sealed
            && sealed.clone().any(|part| !self.journey.shown(&exercise.id, &part.id));
        if waits { Progress::Waiting } else { Progress::Done }
    }

    /// The first exercise in which both settled something that this person may be asked about: whether
    /// it is right as it stands now.
    pub fn unsure(&self) -> Option<(usize, &'static Exercise)> {
        if self.journey.mode() != Mode::Together {
            return None;
        }
        let mut unsure = self.journey.answers(self.seat).filter(|(owner, exercise, part, kept)| {
            let (exercise, part) = ((*exercise).to_owned(), (*part).to_owned());
            let about = || About::Answer { owner: *owner, exercise, part };
            kept.done && is_settled(&kept.answer) && self.journey.is_unsure(self.seat, &about())
        });
        unsure.find_map(|(_, exercise, ..)| self.book.exercise(exercise))
    }

    /// The one thing to do now: go on with what was begun, else the next small one. What somebody
    /// put off with "not today" waits until another day.
    pub fn act(&self, today: NaiveDate) -> Act {
        for n in 0..self.book.heads().len() {
            match self.stand(n) {
                Stand::Done => {}
                Stand::Later => return Act::Rest,
                Stand::Said if self.journey.mode() == Mode::Together => return Act::Rest,
                Stand::Said => {}
                Stand::Next => return Act::Read(n),
                Stand::Begun(page) => return self.act_in(n, page, today),
            }
        }
        Act::Kept
    }

    fn act_in(&self, n: usize, page: u16, today: NaiveDate) -> Act {
        let Ok(step) = self.book.step(n) else { return Act::Read(n) };
        if usize::from(page) + 1 < self.pages(step) {
            return Act::Read(n);
        }
        let rested = |exercise: &&Exercise| self.journey.rests(self.seat, &exercise.id, today);
        let mut open = self.exercises(step);
        open.retain(|exercise| exercise.sees != Reach::NotKept && !rested(exercise));
        let begun = open.iter().find(|exercise| self.progress(exercise) == Progress::Begun);
        if let Some(exercise) = begun {
            return Act::Continue(n, exercise);
        }
        match open.iter().find(|exercise| self.progress(exercise) == Progress::Fresh) {
            Some(exercise) => Act::Begin(n, exercise),
            None => Act::Gate(n),
        }
    }

    /// How many pages of reading a step has for this person.
    pub fn pages(&self, step: &Step) -> usize {
        let reader = self.reader();
        let pages = step.why.iter().chain(&step.reading);
        pages.filter(|page| reader.is_meant(&page.meant)).count()
    }
}

/// In whose name an exercise is kept: what both do at the keys together stands with the first seat.
pub fn owner(exercise: &Exercise, seat: Seat) -> Seat {
    if exercise.who == Who::Together { Seat::First } else { seat }
}
