//! The program: a stack of layers, one person at the keys, and what is asked of the store. One
//! thread owns all of it. How it meets a terminal is left to [`tui`] and [`plain`].

mod drawers;
mod perform;
pub mod plain;
mod thrown;
pub mod tui;

use std::time::Duration;

use ratatui::{
    Frame,
    layout::{Position, Size},
};

pub use perform::{Ground, in_session};

use self::{drawers::Trying, thrown::Thrown};
use crate::{
    curriculum::Curriculum,
    journey::{Event, Journey, Mode, Seat, Time},
    layer::{Cx, Flow, Input, Layer, Outcome, Report},
    screen::{
        self, cover::Cover, door::before_home, first::First, help::Help, home::Home,
        notice::Notice, settings::MOTION, step::StepScreen,
    },
    seal::Cost,
    ui::{Desk, Hint, Hit, Key, Pair, Pen, Theme, Words, keys, keys::Binding, measure, paint},
    vault::{Failure, Notice as Found, Store},
};

/// After this much rest, what is being written is kept as a draft.
const REST: Duration = Duration::from_secs(1);
/// While somebody writes without rest, at least this often.
const LATEST: Duration = Duration::from_secs(2);
/// After this much rest, the screen may look at what is written.
const PAUSE: Duration = Duration::from_secs(2);

/// A layer, and what its view remembers.
struct Shown {
    layer: Box<dyn Layer>,
    view: paint::View,
}

/// Words that are not in a draft yet: since when, and when the last of them came.
#[derive(Clone, Copy)]
struct Unsaved {
    since: Time,
    last: Time,
}

/// The program.
pub struct App {
    book: &'static Curriculum,
    words: &'static Words,
    ground: Ground,
    store: Box<dyn Store>,
    journey: Journey,
    seat: Seat,
    size: Size,
    stack: Vec<Shown>,
    status: String,
    unsaved: Option<Unsaved>,
    /// When somebody last wrote, until the screen has looked at it.
    wrote: Option<Time>,
    /// A page that can be brought back.
    thrown: Option<Thrown>,
    /// Whether a failure to keep something small has been told already.
    told: bool,
    /// See [`Cx::changes`].
    changes: u64,
    /// What a new lock costs; asked for when one is made.
    cost: fn() -> Cost,
    /// A lock that is being tried.
    trying: Option<Trying>,
    /// When somebody last did something.
    touched: Time,
    /// Whose quiet brake was kept since their drawer was opened.
    braked: Option<Seat>,
    /// Whether what was drawn is to be wiped from the screen.
    wipes: bool,
    quits: bool,
}

/// What keys do on every screen.
#[derive(Clone, Copy)]
enum Act {
    Help,
    Leave,
    RowUp,
    RowDown,
    PageUp,
    PageDown,
}

const fn always(keys: &'static [Key], act: Act, says: fn(&Words) -> &str) -> Binding<App, Act> {
    Binding { keys, act, says, when: |_| true }
}

/// Heard first, even while text is being written: the way out.
const WAY_OUT: &[Binding<App, Act>] =
    &[always(&[Key::ctrl('q'), Key::function(10)], Act::Leave, |w| &w.keys.leave)];

/// Heard when the screen had no use for the key.
const ALWAYS: &[Binding<App, Act>] = &[
    Binding {
        keys: &[Key::char('?')],
        act: Act::Help,
        says: |w| &w.keys.help,
        when: |app| !app.is_writing(),
    },
    always(&[Key::function(1)], Act::Help, |w| &w.keys.help),
    always(&[Key::UP], Act::RowUp, |w| &w.keys.row_up),
    always(&[Key::DOWN], Act::RowDown, |w| &w.keys.row_down),
    always(&[Key::PAGE_UP], Act::PageUp, |w| &w.keys.page_up),
    always(&[Key::PAGE_DOWN, Key::SPACE], Act::PageDown, |w| &w.keys.page_down),
];

impl App {
    /// The program at its first screen: the first run, or the home of whoever sits there.
    pub fn new(book: &'static Curriculum, words: &'static Words, begins: Begins) -> Self {
        let Begins { ground, store, journey, found, cost, size, now } = begins;
        let mut app = Self {
            book,
            words,
            ground,
            store,
            journey,
            seat: Seat::First,
            size,
            stack: Vec::new(),
            status: String::new(),
            unsaved: None,
            wrote: None,
            thrown: None,
            told: false,
            changes: 0,
            cost,
            trying: None,
            touched: now,
            braked: None,
            wipes: false,
            quits: false,
        };
        if app.journey.is_set_up() || app.journey.mode() == Mode::Session {
            app.go_home(now);
            app.ask_who(now);
        } else {
            app.push(Box::new(First::new(book)), now);
        }
        let says: Vec<Pair> = found.iter().map(|found| said(found, words)).collect();
        for pair in says.into_iter().rev() {
            app.push(Box::new(Notice::new(pair)), now);
        }
        app
    }

    fn cx(&self, now: Time) -> Cx<'_> {
        let motion = self.journey.setting(self.seat, MOTION);
        Cx {
            now,
            seat: self.seat,
            journey: &self.journey,
            words: self.words,
            measure: measure(self.size.width),
            motion: motion.and_then(serde_json::Value::as_bool).unwrap_or(true),
            changes: self.changes,
        }
    }

    /// Whether what is written lasts longer than this: in a session nothing does, and nothing says so.
    fn keeps(&self) -> bool {
        self.journey.mode() != Mode::Session
    }

    /// Whether it is over.
    pub fn quits(&self) -> bool {
        self.quits
    }

    /// The journey so far, for tests and for those who look.
    pub fn journey(&self) -> &Journey {
        &self.journey
    }

    /// Whose hands are on the keys.
    pub fn seat(&self) -> Seat {
        self.seat
    }

    /// Whether letters are text now.
    pub fn is_writing(&self) -> bool {
        self.stack.last().is_some_and(|top| top.layer.is_writing())
    }

    /// Hears a key.
    pub fn key(&mut self, key: Key, now: Time) {
        self.status.clear();
        self.touched = now;
        if keys::find(WAY_OUT, self, key).is_some() {
            self.leave(now);
            return;
        }
        let by = match keys::find(ALWAYS, self, key) {
            Some(Act::RowUp) => -1,
            Some(Act::RowDown) => 1,
            _ => 0,
        };
        let turns = |view: &mut paint::View| match key {
            Key::ENTER => view.enter(),
            _ => by != 0 && view.press(by),
        };
        let reads = !self.is_writing();
        let turned = reads && self.stack.last_mut().is_some_and(|top| turns(&mut top.view));
        // Enter on nothing is no answer to what is asked, and on what is not open it says why
        let top = self.stack.last().filter(|_| reads && !turned && key == Key::ENTER);
        let why_not = top.and_then(|top| top.view.why_not(self.words));
        if let Some(why) = why_not {
            self.status = why.to_owned();
        }
        if turned || why_not.is_some() {
            if let Some(failure) = self.end_moment(now) {
                self.failed(&failure, false, now);
            }
            return;
        }
        self.hear(&Input::Key(key), now);
    }

    /// Hears anything else.
    pub fn hear(&mut self, input: &Input, now: Time) {
        let Some(mut top) = self.stack.pop() else { return };
        let outcome = top.layer.input(input, &self.cx(now));
        let writes = matches!(input, Input::Key(_) | Input::Paste(_));
        if !matches!(input, Input::Tick | Input::Measure(_)) {
            self.touched = now;
        }
        if writes && top.layer.unsaved(&self.cx(now)).is_some() {
            let since = self.unsaved.map_or(now, |unsaved| unsaved.since);
            self.unsaved = Some(Unsaved { since, last: now });
        }
        if writes && top.layer.is_writing() {
            self.wrote = Some(now);
        }
        self.stack.push(top);
        let ends = Self::ends_moment(input, &outcome);
        let failure = if ends { self.end_moment(now) } else { None };
        if let (Flow::Pass, Input::Key(key)) = (&outcome.flow, input) {
            self.always(*key, now);
        }
        self.carry_out(outcome, now);
        if let Some(failure) = failure {
            self.failed(&failure, false, now);
        }
    }

    /// What every screen does with a key that the screen itself has no use for.
    fn always(&mut self, key: Key, now: Time) {
        let act = keys::find(ALWAYS, self, key);
        let Some(top) = self.stack.last_mut() else { return };
        let page = top.view.page();
        match act {
            Some(Act::Help) => self.help(now),
            Some(Act::PageUp) => _ = top.view.scroll(-page),
            Some(Act::PageDown) => _ = top.view.scroll(page),
            // the view has heard ↑ and ↓ before the screen did
            Some(Act::RowUp | Act::RowDown | Act::Leave) | None => {}
        }
    }

    fn help(&mut self, now: Time) {
        let Some(top) = self.stack.last() else { return };
        let cx = self.cx(now);
        let writing = top.layer.is_writing();
        let help = Help::new(self.book, top.layer.hints(&cx), self.hints_always(), writing);
        self.push(Box::new(help), now);
    }

    /// What the keys of the screen do now, and what they do on every screen.
    pub fn hints(&self, now: Time) -> [Vec<Hint>; 2] {
        let here = self.stack.last().map(|top| top.layer.hints(&self.cx(now)));
        [here.unwrap_or_default(), self.hints_always()]
    }

    /// What the bar shows at its right end, always: help, by the key that helps here, and the way
    /// out.
    fn hints_always(&self) -> Vec<Hint> {
        let helps = ALWAYS.iter().filter(|row| matches!(row.act, Act::Help));
        let help = helps.filter(|row| (row.when)(self)).take(1);
        let rows = help.chain(WAY_OUT);
        rows.map(|row| Hint { keys: row.keys, says: (row.says)(self.words).to_owned() }).collect()
    }

    /// A click.
    pub fn click(&mut self, at: Position, now: Time) {
        self.status.clear();
        let hit = self.stack.last().and_then(|top| top.view.hit(at));
        let input = match hit {
            Some(Hit::Pick(n)) => Input::Pick(n),
            Some(Hit::Place(n, place)) => Input::Place(n, place),
            Some(Hit::Caret { field, row, cell }) => Input::Caret { field, row, cell },
            Some(Hit::Press(key)) => return self.key(key, now),
            None => return,
        };
        self.hear(&input, now);
    }

    /// The wheel.
    pub fn wheel(&mut self, up: bool) {
        if let Some(top) = self.stack.last_mut() {
            top.view.scroll(if up { -2 } else { 2 });
        }
    }

    /// The window has another size.
    pub fn resize(&mut self, size: Size, now: Time) {
        self.size = size;
        self.measure(now);
    }

    /// Tells the layer on top how wide the text is. A layer also hears it when it opens, and when
    /// one above it has closed.
    fn measure(&mut self, now: Time) {
        self.hear(&Input::Measure(measure(self.size.width)), now);
    }

    fn push(&mut self, layer: Box<dyn Layer>, now: Time) {
        self.stack.push(Shown { layer, view: paint::View::default() });
        self.measure(now);
    }

    /// Asks who is at the keys, where that is not plain.
    fn ask_who(&mut self, now: Time) {
        if let Some(door) = before_home(&self.cx(now)) {
            self.push(door, now);
        }
    }

    fn go_home(&mut self, now: Time) {
        self.stack.clear();
        self.push(Box::new(Home::new(self.book)), now);
    }

    /// Draws what is on top.
    pub fn draw(&mut self, frame: &mut Frame<'_>, theme: &Theme, now: Time) {
        let always = self.hints_always();
        let Some(mut top) = self.stack.pop() else { return };
        let cx = self.cx(now);
        let hints = top.layer.hints(&cx);
        let around = paint::Around {
            status: &self.status,
            hints: &hints,
            always: &always,
            words: self.words,
            theme,
        };
        let page = top.layer.page(&cx);
        paint::page(frame, &page, &around, &mut top.view);
        drop(page);
        self.stack.push(top);
    }

    /// In how long something is to be done if nobody does anything: a timer, or a draft.
    pub fn wake(&self, now: Time) -> Option<Duration> {
        let layer = self.stack.last().and_then(|top| top.layer.wake(&self.cx(now)));
        let until = |from: Time, wait: Duration| wait.saturating_sub(passed(from, now));
        let draft =
            self.unsaved.map(|unsaved| until(unsaved.last, REST).min(until(unsaved.since, LATEST)));
        let pause = self.wrote.filter(|_| self.is_writing()).map(|wrote| until(wrote, PAUSE));
        [layer, draft, pause, self.lock_wake(now), self.thrown_for(now)].into_iter().flatten().min()
    }

    /// Time went by.
    pub fn tick(&mut self, now: Time) {
        let due = |unsaved: &Unsaved| {
            passed(unsaved.last, now) >= REST || passed(unsaved.since, now) >= LATEST
        };
        if self.unsaved.as_ref().is_some_and(due) {
            self.keep_draft(now);
        }
        if self.wrote.is_some_and(|wrote| passed(wrote, now) >= PAUSE) {
            self.rest(now);
        }
        if self.thrown_for(now) == Some(Duration::ZERO)
            && let Some(failure) = self.end_moment(now)
        {
            self.failed(&failure, false, now);
        }
        self.look_at_locks(now);
        let wakes = self.stack.last().is_some_and(|top| top.layer.wake(&self.cx(now)).is_some());
        if wakes {
            self.hear(&Input::Tick, now);
        }
    }

    /// Whoever was writing has stopped.
    fn rest(&mut self, now: Time) {
        self.wrote = None;
        let Some(mut top) = self.stack.pop() else { return };
        top.layer.rest(&self.cx(now));
        self.stack.push(top);
    }

    /// What would be kept if it ended now: the front layer's, or the nearest behind it.
    fn unkept(&self, now: Time) -> Option<(Seat, Event)> {
        let cx = self.cx(now);
        self.stack.iter().rev().find_map(|shown| shown.layer.unsaved(&cx))
    }

    /// Puts what is being written into the draft.
    pub fn keep_draft(&mut self, now: Time) {
        self.unsaved = None;
        let Some((seat, event)) = self.unkept(now) else { return };
        match self.store.draft(seat, now, &event) {
            Ok(()) if self.keeps() => self.status.clone_from(&self.words.frame.kept),
            Ok(()) => {}
            Err(failure) => self.status.clone_from(&trouble(&failure, self.words).what),
        }
    }

    /// Keeps what is being written and ends, at once and without a word.
    pub fn leave(&mut self, now: Time) {
        self.quits = true;
        // nobody is there any more to be told
        let _ = self.destroy(now);
        self.keep_unsaved(now);
        self.keep_brake(now);
        self.stack.clear();
    }

    /// Keeps what is being written.
    fn keep_unsaved(&mut self, now: Time) {
        if let Some((seat, event)) = self.unkept(now) {
            match self.store.keep(seat, now, &event) {
                Ok(_) => _ = self.store.clear_draft(seat),
                // a full disk may still have room for the draft, which has some in reserve
                Err(_) => _ = self.store.draft(seat, now, &event),
            }
        }
        self.unsaved = None;
    }

    /// Effects first, then the way on; if words could not be kept, the way on is not taken: they
    /// are on the screen still, and stay there.
    fn carry_out(&mut self, outcome: Outcome, now: Time) {
        let mut reports = Vec::new();
        let mut failure = None;
        for effect in outcome.effects {
            match self.perform(effect, now) {
                Ok(report) => reports.push(report),
                Err(failed) => failure = Some(failed),
            }
        }
        let holds = self.stack.last().is_some_and(|top| top.layer.unsaved(&self.cx(now)).is_some());
        if failure.is_none() || !holds {
            self.follow(outcome.flow, now);
        }
        for report in &reports {
            self.tell(report, now);
        }
        if let Some(failure) = failure {
            self.failed(&failure, holds, now);
        }
    }

    /// Says that something did not work: in a pair of sentences when words are at stake, and the
    /// first time; quietly when it is the same again.
    fn failed(&mut self, failure: &Failure, holds: bool, now: Time) {
        let pair = trouble(failure, self.words);
        if holds || !self.told {
            self.told = true;
            self.push(Box::new(Notice::new(pair)), now);
        } else {
            self.status = pair.what;
        }
    }

    fn tell(&mut self, report: &Report, now: Time) {
        let Some(mut top) = self.stack.pop() else { return };
        let outcome = top.layer.told(report, &self.cx(now));
        self.stack.push(top);
        self.carry_out(outcome, now);
    }

    fn follow(&mut self, flow: Flow, now: Time) {
        match flow {
            Flow::Pass | Flow::Stay => {}
            Flow::Close => {
                self.stack.pop();
                if self.stack.is_empty() {
                    self.go_home(now);
                } else {
                    self.measure(now);
                }
            }
            Flow::Open(layer) => self.push(layer, now),
            Flow::Replace(layer) => {
                self.stack.pop();
                self.push(layer, now);
            }
            Flow::Home => self.go_home(now),
            Flow::HandOver { to, then } => self.hand_over(to, then, now),
            Flow::Quit => self.leave(now),
        }
    }

    /// The first person's screens are gone before the cover stands there.
    fn hand_over(&mut self, to: Seat, then: Option<Box<dyn Layer>>, now: Time) {
        self.status.clear();
        self.stack.clear();
        let home: Box<dyn Layer> = Box::new(Home::new(self.book));
        let layers = [Some(home), then].into_iter().flatten();
        self.stack.extend(layers.map(|layer| Shown { layer, view: paint::View::default() }));
        self.forget(now);
        self.push(Box::new(Cover::new(to)), now);
    }
}

fn passed(from: Time, now: Time) -> Duration {
    (now - from).to_std().unwrap_or_default()
}

/// How the program begins.
pub struct Begins {
    /// Where a home would be made.
    pub ground: Ground,
    /// Where things are kept.
    pub store: Box<dyn Store>,
    /// What has happened so far.
    pub journey: Journey,
    /// What is to be said about the files, once.
    pub found: Vec<Found>,
    /// What a new lock costs; asked for when one is made.
    pub cost: fn() -> Cost,
    /// The window.
    pub size: Size,
    /// Now.
    pub now: Time,
}

/// The words for a failure.
pub fn trouble(failure: &Failure, words: &Words) -> Pair {
    let words = &words.trouble;
    match failure {
        Failure::InUse => words.in_use.clone(),
        Failure::NoHome => words.no_home.clone(),
        Failure::Exists => words.home_exists.clone(),
        Failure::ReadOnly => words.read_only.clone(),
        Failure::Full => words.full.clone(),
        Failure::NotOurs { .. } => words.not_ours.clone(),
        Failure::WrongKind { path } => words.wrong_kind.with(&[("path", path)]),
        Failure::Damaged => words.damaged.clone(),
        Failure::PageDamaged => words.skipped_lines.clone(),
        Failure::Locked => words.locked.clone(),
        Failure::KeysChanged => words.keys_changed.clone(),
        Failure::Shut(shut) => words.shut(*shut).clone(),
        Failure::Newer => words.newer.clone(),
        Failure::TooLong => words.too_long.clone(),
        Failure::Io(_) => words.not_saved.clone(),
    }
}

/// The words for what was found when a home was opened.
pub fn said(found: &Found, words: &Words) -> Pair {
    let words = &words.trouble;
    match found {
        Found::Damaged { .. } | Found::Missing { .. } | Found::DraftDamaged { .. } => {
            words.skipped_lines.clone()
        }
        Found::ConflictCopies { .. } | Found::SameNumber { .. } => words.two_copies.clone(),
        Found::Tightened { .. } => words.modes.clone(),
        Found::OwnMissing { .. } => words.own_missing.clone(),
        Found::OlderCopy => words.older_copy.clone(),
        Found::HomeRepaired => words.home_mended.clone(),
        Found::DraftBack { .. } => words.brought_back.clone(),
        Found::Newer => words.read_only_now.clone(),
        Found::CannotWrite => words.read_only.clone(),
    }
}

/// A store that a session and the first run begin with.
pub fn nothing_kept() -> Box<dyn Store> {
    Box::new(crate::vault::Memory::new())
}

impl App {
    /// For a session: shows a step at once.
    pub fn show_step(&mut self, n: usize, now: Time) {
        let step = StepScreen::new(self.book, n, &self.cx(now));
        self.push(Box::new(step), now);
    }
}

/// Every key of the program, under a name for where it is heard: from the very tables that the keys
/// are heard by.
pub fn every_key(words: &Words) -> Vec<(&str, Vec<Hint>)> {
    let mut always = keys::rows(WAY_OUT, words);
    always.extend(keys::rows(ALWAYS, words));
    let mut all: Vec<(&str, _)> = vec![
        (&words.help.always, always),
        (&words.help.while_writing, Pen::hints(words)),
        (&words.tables.desk, Desk::every_key(words)),
    ];
    all.extend(screen::every_key(words));
    all
}
