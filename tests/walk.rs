//! Somebody who walks the whole program: opens all that can be opened, answers whatever is on the
//! screen, and goes on. What they wrote is found where it belongs, and nowhere else.

use std::collections::BTreeSet;

use amends::{
    curriculum::{Exercise, Who},
    engine::{self, Path, Progress},
    exercise::Spec,
    journey::{Mode, Reach, Role, Seat},
    layer::{Input, Pasted},
    ui::{Key, plain::Offer},
};

use crate::{
    lines::ends_there,
    stage::{Stage, book, words},
};

/// More acts than any screen needs before it leads somewhere.
const PATIENCE: usize = 400;

/// Something that was written, by whom, and in what; a journal page if in nothing.
struct Wrote {
    by: Seat,
    exercise: Option<&'static Exercise>,
    text: String,
}

/// A walker, and whoever looks over their shoulder at each stop.
pub(crate) struct Walker<'w> {
    pub(crate) stage: Stage,
    wrote: Vec<Wrote>,
    exercise: Option<&'static Exercise>,
    /// The exercises whose last words were read, by person.
    ended: BTreeSet<(Seat, String)>,
    /// Whether something has said "Not today", or rests until another day.
    another_day: bool,
    /// Whether every exercise is put off, and no question before a step's end is a yes.
    rests: bool,
    watch: &'w mut dyn FnMut(&mut Stage),
}

impl<'w> Walker<'w> {
    pub(crate) fn new(stage: Stage, watch: &'w mut dyn FnMut(&mut Stage)) -> Self {
        let (wrote, ended) = (Vec::new(), BTreeSet::new());
        let (another_day, rests) = (false, false);
        Self { stage, wrote, exercise: None, ended, another_day, rests, watch }
    }

    /// From the first screen to the home of these people.
    pub(crate) fn set_up(&mut self, people: &[(&str, Role)]) {
        let w = &words().first;
        self.choose(if people.len() == 2 { &w.two } else { &w.alone });
        for (name, _) in people {
            self.hear(&Input::Paste(Pasted((*name).to_owned())));
            self.choose(&words().write.go_on);
        }
        for (_, role) in people {
            self.choose(match role {
                Role::Hurt => &w.hurt,
                Role::Repairing => &w.repairing,
                Role::Both => &w.both,
            });
        }
        self.choose(&words().between.couple);
        self.choose(&words().hurts.money);
        self.choose(&words().write.go_on);
        for _ in people {
            self.choose(&words().lock.none);
        }
        self.choose(&w.begin);
        if people.len() == 2 {
            assert!(self.lines().contains(&words().lock.who), "who of the two is it?");
            self.choose(people[0].0);
        }
        assert!(self.is_home(), "the first run ends at home");
    }

    /// Every step, by everybody.
    pub(crate) fn walk(&mut self) {
        let seats: &[Seat] = match self.stage.app.journey().mode() {
            Mode::Together => &Seat::ALL,
            Mode::Alone | Mode::Session => &[Seat::First],
        };
        for n in 0..book().heads().len() {
            for seat in seats {
                self.pass_to(*seat);
                self.step(n);
            }
        }
    }

    fn pass_to(&mut self, seat: Seat) {
        if self.stage.app.seat() != seat {
            self.choose(&words().home.pass_keys);
            self.go_on();
        }
        assert_eq!(self.stage.app.seat(), seat);
    }

    fn open_step(&mut self, n: usize) {
        assert!(self.is_home(), "{}", self.stuck("home"));
        self.choose(&book().heads()[n].title);
        assert!(self.is_step(), "{}", self.stuck("a step"));
    }

    /// All that stands on a step's page, then the way on.
    fn step(&mut self, n: usize) {
        let seat = self.stage.app.seat();
        self.open_step(n);
        let things: Vec<String> = self.picks().into_iter().map(|(_, says)| says).collect();
        let before = things.iter().position(|it| it.starts_with(&words().step.before)).unwrap();
        for (i, says) in things.iter().enumerate().filter(|(i, _)| *i != before) {
            self.back_to_step(seat, n);
            self.exercise = self.exercise_called(n, says);
            self.hear(&Input::Pick(i));
            if says.starts_with(&words().step.prompts) {
                self.write_a_page();
            } else if is_practice(says) {
                // what carries on is left to its own tests
                self.press(Key::ESC);
            } else {
                self.until_out();
            }
            if std::mem::take(&mut self.another_day) && !self.rests {
                // what said "Not today", or rests, is tried again when nothing is against it any more
                self.stage.now += std::time::Duration::from_secs(3 * 24 * 60 * 60);
                self.back_to_step(seat, n);
                self.hear(&Input::Pick(i));
                self.until_out();
                assert!(!self.another_day, "{}", self.stuck("a day for it"));
            }
            self.exercise = None;
        }
        self.back_to_step(seat, n);
        self.hear(&Input::Pick(before));
        self.until(Self::is_home);
    }

    /// On the step's page, with this person at the keys: what two do may end with the other one.
    fn back_to_step(&mut self, seat: Seat, n: usize) {
        if self.stage.app.seat() != seat {
            self.until(Self::is_home);
            self.pass_to(seat);
        }
        if self.is_home() {
            self.open_step(n);
        }
    }

    fn until_out(&mut self) {
        self.until(|it| it.is_home() || it.is_step());
    }

    fn write_a_page(&mut self) {
        self.hear(&Input::Pick(0));
        self.write(0);
        self.choose(&words().journal.keep);
        self.press(Key::ESC);
    }

    fn exercise_called(&self, n: usize, says: &str) -> Option<&'static Exercise> {
        let step = book().step(n).unwrap();
        let path = Path::new(book(), self.stage.app.journey(), self.stage.app.seat());
        path.exercises(step).into_iter().find(|it| is_called(says, &it.title))
    }

    /// Answers until that is so.
    fn until(&mut self, there: impl Fn(&Self) -> bool) {
        for _ in 0..PATIENCE {
            if there(self) {
                return;
            }
            self.note_the_end();
            self.answer();
        }
        panic!("{}", self.stuck("the way out"));
    }

    fn note_the_end(&mut self) {
        let Some(exercise) = self.exercise else { return };
        let rests = exercise.parts.iter().any(|part| match &part.spec {
            Spec::Letter(letter) => letter.rest > 0 && self.lines().contains(&letter.first),
            _ => false,
        });
        self.another_day |= rests || self.lines().contains(&words().pair.not_today);
        if self.lines().contains(&exercise.after) {
            let seat = self.stage.app.seat();
            self.ended.insert((seat, exercise.id.clone()));
            // both sat there
            if exercise.who == Who::Together {
                self.ended.insert((seat.other(), exercise.id.clone()));
            }
        }
    }

    /// One act: write what is empty, place what is not placed, then the first way on.
    fn answer(&mut self) {
        if self.rests && self.offers_exactly(&words().exercise.not_today) {
            return self.choose(&words().exercise.not_today);
        }
        if self.offers_exactly(&words().exercise.who_to_call) {
            return self.choose(&words().exercise.back_to_step);
        }
        if self.rests && self.offers_exactly(&words().gate.not_yet) {
            return self.choose(&words().gate.not_yet);
        }
        if self.lines().contains(&words().sitting.not_told) {
            // a yes is never the first
            return self.hear(&Input::Pick(1));
        }
        if let Some(field) = self.empty_field() {
            return self.write(field);
        }
        if let Some((scale, most)) = self.unplaced() {
            let place = u8::try_from(self.wrote.len() % (usize::from(most) + 1)).unwrap();
            // who is tense is not let in
            let tense = self.lines().contains(&words().sitting.how_tense);
            let place = if tense { place.min(3) } else { place };
            return self.hear(&Input::Place(scale, place));
        }
        self.go_on();
    }

    /// "Go on" where it is offered, else the first choice that leads forward, else Enter.
    fn go_on(&mut self) {
        let picks = self.picks();
        let ticked = format!("({})", words().plain.chosen);
        let forward = |says: &str| {
            !says.contains(&ticked) && !leads_back().iter().any(|back| says.starts_with(*back))
        };
        let on = picks.iter().find(|(_, says)| is_called(says, &words().write.go_on));
        let pick = on.or_else(|| picks.iter().find(|(_, says)| forward(says)));
        if let Some((n, _)) = pick {
            self.hear(&Input::Pick(*n));
        } else if self.stage.sheet().offers.contains(&Offer::Key(Key::ENTER)) {
            self.press(Key::ENTER);
        } else {
            panic!("{}", self.stuck("a way on"));
        }
    }

    fn write(&mut self, field: usize) {
        let text = format!("words of {} number {}", self.stage.app.seat(), self.wrote.len());
        self.hear(&Input::Caret { field, row: usize::MAX, cell: u16::MAX });
        self.hear(&Input::Paste(Pasted(text.clone())));
        self.wrote.push(Wrote { by: self.stage.app.seat(), exercise: self.exercise, text });
    }

    fn hear(&mut self, input: &Input) {
        self.stage.app.hear(input, self.stage.now);
        self.stage.catch_up();
        (self.watch)(&mut self.stage);
    }

    fn press(&mut self, key: Key) {
        self.stage.app.key(key, self.stage.now);
        self.stage.catch_up();
        (self.watch)(&mut self.stage);
    }

    #[track_caller]
    fn choose(&mut self, words: &str) {
        let picks = self.picks();
        let found = picks.iter().find(|(_, says)| says.starts_with(words));
        let Some((n, _)) = found else { panic!("{}", self.stuck(words)) };
        self.hear(&Input::Pick(*n));
    }

    fn offers_exactly(&self, words: &str) -> bool {
        self.picks().iter().any(|(_, says)| {
            says.strip_prefix(words).is_some_and(|key| key.is_empty() || key.starts_with(" ("))
        })
    }

    fn lines(&self) -> Vec<String> {
        self.stage.sheet().lines
    }

    fn picks(&self) -> Vec<(usize, String)> {
        let offers = self.stage.offers().into_iter();
        offers
            .filter_map(|(offer, says)| match offer {
                Offer::Pick(n) => Some((n, says)),
                _ => None,
            })
            .collect()
    }

    fn empty_field(&self) -> Option<usize> {
        let sheet = self.stage.sheet();
        // words are no day
        if sheet.lines.contains(&words().days.other_day) {
            return None;
        }
        let writes = |it: &&Offer| matches!(it, Offer::Write(_) | Offer::Line(_));
        let fields = sheet.offers.iter().filter(writes).count();
        let full = sheet.lines.iter().filter(|line| **line == words().plain.already).count();
        // while one is empty, that is where plain mode writes
        match sheet.pen().filter(|_| full < fields)? {
            Offer::Write(n) | Offer::Line(n) => Some(n),
            _ => None,
        }
    }

    fn unplaced(&self) -> Option<(usize, u8)> {
        let sheet = self.stage.sheet();
        let open = |n: usize| {
            let number = format!("{n}. ");
            let at = sheet.lines.iter().position(|line| line.starts_with(&number))?;
            Some(sheet.lines.get(at.checked_sub(1)?)?.contains("– ("))
        };
        sheet.offers.iter().zip(1..).find_map(|(offer, n)| match offer {
            Offer::Place(scale, most) | Offer::Unseen(scale, most) if open(n) == Some(true) => {
                Some((*scale, *most))
            }
            _ => None,
        })
    }

    fn is_home(&self) -> bool {
        self.offers_exactly(&words().home.ask) && self.offers_exactly(&words().home.journal)
    }

    fn is_step(&self) -> bool {
        self.offers_exactly(&words().step.before)
    }

    /// Where it got stuck, and what was offered. Not what was typed.
    fn stuck(&self, wanted: &str) -> String {
        let sheet = self.stage.sheet();
        let place = sheet.lines.first().cloned().unwrap_or_default();
        let exercise = self.exercise.map_or("no exercise", |it| it.id.as_str());
        format!("stuck at “{place}” in {exercise}, looking for “{wanted}” among {:?}", sheet.offers)
    }
}

/// Whether a choice has this name, with or without a note behind it.
/// Whether a thing on a step's page is a practice.
pub(crate) fn is_practice(says: &str) -> bool {
    book().practices().unwrap().practices.iter().any(|it| is_called(says, &it.title))
}

fn is_called(says: &str, name: &str) -> bool {
    says.strip_prefix(name).is_some_and(ends_there)
}

/// Ways that do not lead on.
fn leads_back() -> Vec<&'static str> {
    let w = words();
    let back = [
        &w.write.one_back,
        &w.write.another_plan,
        &w.exercise.not_today,
        &w.exercise.change_mine,
        &w.pair.later,
        &w.pair.edit,
        &w.pair.never,
        &w.pair.another_time,
        &w.sitting.another_day,
        &w.sitting.take_it,
        &w.sitting.close,
    ];
    back.into_iter().map(String::as_str).collect()
}

/// What holds at the end, whoever walked.
fn all_is_done(walker: &Walker<'_>) {
    let journey = walker.stage.app.journey();
    for seat in seats(journey.mode()) {
        let path = Path::new(book(), journey, *seat);
        assert_eq!(path.seams(), 10, "seams of gold");
        for n in 0..book().heads().len() {
            assert_eq!(path.stand(n), engine::Stand::Done, "step {n}");
        }
        assert_eq!(path.act(walker.stage.now.date_naive()), engine::Act::Kept);
    }
}

fn seats(mode: Mode) -> &'static [Seat] {
    if mode == Mode::Together { &Seat::ALL } else { &[Seat::First] }
}

/// Every part of every exercise that is for somebody was done by them, and its last words read.
fn all_was_seen(walker: &Walker<'_>) {
    let journey = walker.stage.app.journey();
    for seat in seats(journey.mode()) {
        let path = Path::new(book(), journey, *seat);
        let steps = (0..book().heads().len()).map(|n| book().step(n).unwrap());
        for exercise in steps.flat_map(|step| path.exercises(step)) {
            let id = &exercise.id;
            assert!(walker.ended.contains(&(*seat, id.clone())), "{id} was not ended by {seat}");
            let kept = exercise.sees != Reach::NotKept;
            assert!(!kept || path.progress(exercise) == Progress::Done, "{id} is not done");
        }
    }
}

/// What was written is its owner's, and only theirs unless it was for both.
fn all_is_kept(walker: &Walker<'_>) {
    let journey = walker.stage.app.journey();
    let told = |eyes: Seat| -> String {
        journey.answers(eyes).map(|it| it.3.answer.to_string()).collect::<Vec<_>>().join(" ")
    };
    let told = Seat::ALL.map(told);
    let has = |eyes: Seat, text: &str| told[eyes.index()].contains(&format!("{text}\""));
    for wrote in walker.wrote.iter().filter(|wrote| wrote.exercise.is_some()) {
        let exercise = wrote.exercise.unwrap();
        let owner = engine::owner(exercise, wrote.by);
        let (mine, theirs) = (has(owner, &wrote.text), has(owner.other(), &wrote.text));
        let open = matches!(exercise.sees, Reach::Both | Reach::Sealed);
        assert_eq!(mine, exercise.sees != Reach::NotKept, "{}: its owner's", exercise.id);
        assert_eq!(theirs, open, "{}: the other one's", exercise.id);
    }
}

/// Every journal page is in its writer's journal, whole, and not in the other one's.
fn all_pages_are_there(walker: &mut Walker<'_>) {
    let pages: Vec<_> = walker
        .wrote
        .iter()
        .filter(|it| it.exercise.is_none())
        .map(|it| (it.by, it.text.clone()))
        .collect();
    assert_eq!(pages.len(), book().heads().len() * seats(walker.stage.app.journey().mode()).len());
    for seat in seats(walker.stage.app.journey().mode()) {
        walker.pass_to(*seat);
        walker.choose(&words().home.journal);
        let shown = walker.lines().join("\n");
        for (by, text) in &pages {
            let there = shown.lines().any(|line| line.ends_with(&format!(" {text}")));
            assert_eq!(there, by == seat, "a page in a journal");
        }
        walker.press(Key::ESC);
    }
}

fn walked(mut walker: Walker<'_>) {
    walker.walk();
    all_is_done(&walker);
    all_was_seen(&walker);
    all_is_kept(&walker);
    all_pages_are_there(&mut walker);
}

#[test]
fn together() {
    let mut watch = |_: &mut Stage| {};
    let mut walker = Walker::new(Stage::first(80, 24), &mut watch);
    walker.set_up(&[("Ana", Role::Hurt), ("Ben", Role::Repairing)]);
    walked(walker);
}

fn alone(role: Role) {
    let mut watch = |_: &mut Stage| {};
    let mut walker = Walker::new(Stage::first(80, 24), &mut watch);
    walker.set_up(&[("Ana", role)]);
    walked(walker);
}

#[test]
fn alone_hurt() {
    alone(Role::Hurt);
}

#[test]
fn alone_repairing() {
    alone(Role::Repairing);
}

#[test]
fn alone_both() {
    alone(Role::Both);
}

#[test]
fn session() {
    let mut watch = |_: &mut Stage| {};
    let mut walker = Walker::new(Stage::session(80, 24), &mut watch);
    walker.walk();
    all_is_done(&walker);
    all_was_seen(&walker);
}

/// "Not today" is a full answer: it leads to the end as well.
#[test]
fn not_today_all_the_way() {
    let mut watch = |_: &mut Stage| {};
    let mut walker = Walker::new(Stage::first(80, 24), &mut watch);
    walker.rests = true;
    walker.set_up(&[("Ana", Role::Hurt), ("Ben", Role::Repairing)]);
    walker.walk();
    all_is_done(&walker);
    let answered = walker.stage.app.journey().answers(Seat::First).count();
    assert_eq!(answered, 0, "nothing was answered");
}
