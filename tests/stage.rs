//! A stage for the screens: the whole program on a store in memory, with a window and a clock that
//! only the test moves. What is pressed, seen and drawn; what is true of it is left to the tests.

use std::time::Duration;

use amends::{
    app::{App, Begins, Ground, in_session},
    curriculum::Curriculum,
    journey::{Between, Event, Hurt, Journey, Mode, Person, Role, Seat, Time},
    layer::{Input, Pasted},
    seal::Cost,
    ui::{
        Key, Theme, Words, clean, fill,
        plain::{Offer, Sheet},
    },
    vault::{Memory, Store},
};
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, Cell},
    layout::{Position, Size},
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr as _;

/// The program in a window.
pub(crate) struct Stage {
    pub(crate) app: App,
    pub(crate) now: Time,
    pub(crate) theme: Theme,
    glass: Terminal<TestBackend>,
}

/// The curriculum that is inside the program.
pub(crate) fn book() -> &'static Curriculum {
    static BOOK: std::sync::OnceLock<&'static Curriculum> = std::sync::OnceLock::new();
    BOOK.get_or_init(|| Curriculum::of_bundle("en").unwrap())
}

/// The program's words.
pub(crate) fn words() -> &'static Words {
    book().words().unwrap()
}

/// Nine o'clock, on a Sunday in November.
pub(crate) fn nine() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:00:00+01:00").unwrap()
}

/// Records into a store and the journey that comes of them.
#[derive(Default)]
pub(crate) struct Past {
    store: Memory,
    journey: Journey,
}

impl Past {
    /// Ana was hurt, Ben is repairing.
    pub(crate) fn together() -> Self {
        Self::default()
            .happened(Seat::First, home(Mode::Together))
            .happened(Seat::First, person("Ana", Role::Hurt))
            .happened(Seat::Second, person("Ben", Role::Repairing))
    }

    /// One person, with this part.
    pub(crate) fn alone(role: Role) -> Self {
        Self::default()
            .happened(Seat::First, home(Mode::Alone))
            .happened(Seat::First, person("Ana", role))
    }

    /// An invented couple of whom nothing is known yet.
    pub(crate) fn session() -> Self {
        Self { journey: Journey::default().in_session(), ..Self::default() }
    }

    /// What has come of it so far.
    pub(crate) fn journey(&self) -> &Journey {
        &self.journey
    }

    /// One thing more, so many days later.
    #[expect(clippy::needless_pass_by_value, reason = "a past reads better without borrows")]
    pub(crate) fn later(mut self, days: u64, by: Seat, event: Event) -> Self {
        let at = nine() + chrono::Days::new(days);
        let record = self.store.keep(by, at, &event).unwrap();
        self.journey.apply(&record);
        self
    }

    /// One thing more.
    #[expect(clippy::needless_pass_by_value, reason = "a past reads better without borrows")]
    pub(crate) fn happened(mut self, by: Seat, event: Event) -> Self {
        let record = self.store.keep(by, nine(), &event).unwrap();
        self.journey.apply(&record);
        self
    }

    /// Everybody has said that they are done with the steps before `n`.
    pub(crate) fn done_before(mut self, n: usize) -> Self {
        for head in book().heads().iter().take(n) {
            for seat in self.journey.seats() {
                let pages = Event::Step { step: head.id.clone(), page: Some(30), done: Some(true) };
                self = self.happened(*seat, pages);
            }
        }
        self
    }

    /// The program, opened on all this so many days later.
    pub(crate) fn open_later(self, days: u64, width: u16, height: u16) -> Stage {
        let (store, journey) = (Box::new(self.store), self.journey);
        let begins = begins(store, journey, width, height);
        Stage::of(Begins { now: nine() + chrono::Days::new(days), ..begins })
    }

    /// The program, opened on all this.
    pub(crate) fn open(self, width: u16, height: u16) -> Stage {
        let (store, journey) = (Box::new(self.store), self.journey);
        Stage::of(begins(store, journey, width, height))
    }

    /// The same, before anybody has said who is at the keys.
    pub(crate) fn knock(self, width: u16, height: u16) -> Stage {
        let (store, journey) = (Box::new(self.store), self.journey);
        Stage::before(begins(store, journey, width, height))
    }
}

fn begins(store: Box<dyn Store>, journey: Journey, width: u16, height: u16) -> Begins {
    let size = Size::new(width, height);
    let found = Vec::new();
    let cost = || Cost::TEST;
    Begins { ground: Ground::Memory, store, journey, found, cost, size, now: nine() }
}

fn home(mode: Mode) -> Event {
    Event::Home { mode, between: Between::Couple }
}

fn person(name: &str, role: Role) -> Event {
    Event::Profile(Person { name: name.to_owned(), role: Some(role), hurts: vec![Hurt::Lies] })
}

impl Stage {
    /// The first run.
    pub(crate) fn first(width: u16, height: u16) -> Self {
        Past::default().open(width, height)
    }

    /// Two people, set up and not begun.
    pub(crate) fn together(width: u16, height: u16) -> Self {
        Past::together().open(width, height)
    }

    /// One person, set up and not begun.
    pub(crate) fn alone(role: Role, width: u16, height: u16) -> Self {
        Past::alone(role).open(width, height)
    }

    /// The therapist's session, with the first of the invented couples.
    pub(crate) fn session(width: u16, height: u16) -> Self {
        let couple = book().couples().unwrap().couples.first().unwrap();
        Self::of(in_session(couple, Size::new(width, height), nine()))
    }

    /// Two people's home, where something was found when it was opened.
    pub(crate) fn found(notice: amends::vault::Notice) -> Self {
        let Past { store, journey } = Past::together();
        let begins = begins(Box::new(store), journey, 80, 24);
        Self::of(Begins { found: vec![notice], ..begins })
    }

    /// Whatever it begins with; the first of two without locks is at the keys.
    pub(crate) fn of(begins: Begins) -> Self {
        let mut stage = Self::before(begins);
        if !stage.app.journey().has_locks() && stage.sees(&words().lock.who) {
            stage.press("1");
        }
        stage
    }

    /// Whatever it begins with, as it begins.
    pub(crate) fn before(begins: Begins) -> Self {
        let Size { width, height } = begins.size;
        let now = begins.now;
        let glass = Terminal::new(TestBackend::new(width, height)).unwrap();
        let app = App::new(book(), words(), begins);
        let mut stage = Self { app, now, theme: Theme::coloured(), glass };
        stage.draw();
        stage
    }

    /// Presses keys, named as the bar names them; what stands in quotes is typed.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for (i, part) in keys.split('"').enumerate() {
            if i % 2 == 1 {
                part.chars().for_each(|c| self.key(typed(c)));
            } else {
                part.split_whitespace().for_each(|name| self.key(name.parse().unwrap()));
            }
        }
        self
    }

    fn key(&mut self, key: Key) {
        self.app.key(key, self.now);
        self.draw();
        self.catch_up();
    }

    /// What is to be done at once is done; a lock that is being tried is waited for.
    pub(crate) fn catch_up(&mut self) {
        while self.app.is_trying() || self.app.wake(self.now) == Some(Duration::ZERO) {
            self.app.wait_for_lock(self.now);
            self.app.tick(self.now);
            self.draw();
        }
    }

    /// Both sit down to something: calm, ready, and each alone where they are asked alone.
    pub(crate) fn sit_down(&mut self) -> &mut Self {
        let (w, pass) = (&words().sitting, &words().cover.when_here);
        for _ in 0..12 {
            if self.sees(&w.how_tense) {
                self.press("3 enter");
            } else if self.sees(&w.not_told) {
                self.press("2");
            } else if self.sees(&w.now) {
                self.press("1");
            } else if self.sees(&w.thanks)
                || [Seat::First, Seat::Second].iter().any(|seat| {
                    let name = self.app.journey().person(*seat).map(|it| it.name.clone());
                    self.sees(&fill(pass, &[("name", &name.unwrap_or_default())]))
                })
            {
                self.press("enter");
            } else {
                return self;
            }
        }
        panic!("they never sat down:\n{}", self.frame());
    }

    /// Pastes, as the terminal hands it over.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.hear(&Input::Paste(Pasted(clean(text).into_owned())))
    }

    /// Lets the program hear something.
    pub(crate) fn hear(&mut self, input: &Input) -> &mut Self {
        self.app.hear(input, self.now);
        self.draw();
        self.catch_up();
        self
    }

    /// Clicks on the first cell where `text` stands.
    #[track_caller]
    pub(crate) fn click_on(&mut self, text: &str) -> &mut Self {
        let at = self.find(text).unwrap_or_else(|| panic!("{text:?} is not on the screen"));
        self.app.click(at, self.now);
        self.draw();
        self.catch_up();
        self
    }

    /// Lets time go by, with every tick that is asked for on the way.
    pub(crate) fn wait(&mut self, seconds: u64) -> &mut Self {
        let end = self.now + Duration::from_secs(seconds);
        while let Some(rest) = self.app.wake(self.now) {
            let next = self.now + rest.max(Duration::from_millis(1));
            if next > end {
                break;
            }
            self.now = next;
            self.app.tick(next);
        }
        self.now = end;
        self.app.tick(end);
        self.draw();
        self
    }

    /// Makes the window another size.
    pub(crate) fn size(&mut self, width: u16, height: u16) -> &mut Self {
        self.glass.backend_mut().resize(width, height);
        self.app.resize(Size::new(width, height), self.now);
        self.draw();
        self
    }

    fn draw(&mut self) {
        let (app, theme, now) = (&mut self.app, &self.theme, self.now);
        if !app.quits() {
            self.glass.draw(|frame| app.draw(frame, theme, now)).unwrap();
        }
    }

    /// The cells of the screen.
    pub(crate) fn buffer(&self) -> &Buffer {
        self.glass.backend().buffer()
    }

    /// What stands on the screen.
    pub(crate) fn frame(&self) -> String {
        rows(self.glass.backend().buffer()).join("\n")
    }

    /// The same with a letter for every style: `a` gold, `b` bold, `A` both, `d` dim, `.` plain.
    pub(crate) fn styles(&self) -> String {
        let buffer = self.glass.backend().buffer();
        let row = |y| (0..buffer.area.width).map(|x| style(&buffer[(x, y)])).collect::<String>();
        let rows = (0..buffer.area.height).map(|y| row(y).trim_end().to_owned());
        rows.collect::<Vec<_>>().join("\n")
    }

    /// Whether `text` stands on the screen, broken over rows or not.
    pub(crate) fn sees(&self, text: &str) -> bool {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        flat(&self.frame()).contains(&flat(text))
    }

    /// The screen as plain lines, and what they offer.
    pub(crate) fn sheet(&self) -> Sheet {
        self.app.sheet(self.now).unwrap()
    }

    /// What plain mode offers, with its words.
    pub(crate) fn offers(&self) -> Vec<(Offer, String)> {
        let Sheet { lines, offers, .. } = self.sheet();
        let mut lines = lines.iter();
        let mut said = |n: usize| lines.find_map(|line| line.strip_prefix(&format!("{n}. ")));
        offers.into_iter().zip(1..).map(|(offer, n)| (offer, said(n).unwrap().to_owned())).collect()
    }

    /// Chooses what begins with these words.
    #[track_caller]
    pub(crate) fn choose(&mut self, words: &str) -> &mut Self {
        let offers = self.offers();
        let found = offers.iter().find_map(|(offer, says)| match offer {
            Offer::Pick(n) if says.starts_with(words) => Some(*n),
            _ => None,
        });
        let Some(n) = found else { panic!("{words:?} is no choice of\n{}", self.frame()) };
        self.hear(&Input::Pick(n))
    }

    fn find(&self, text: &str) -> Option<Position> {
        let rows = rows(self.glass.backend().buffer());
        rows.iter().zip(0..).find_map(|(row, y)| {
            let (before, _) = row.split_once(text)?;
            Some(Position::new(u16::try_from(before.width()).ok()?, y))
        })
    }
}

fn typed(c: char) -> Key {
    if c == '\n' { Key::ENTER } else { Key::char(c) }
}

fn rows(buffer: &Buffer) -> Vec<String> {
    (0..buffer.area.height).map(|y| row(buffer, y)).collect()
}

/// A row as one reads it: the cells behind a wide letter are part of it.
fn row(buffer: &Buffer, y: u16) -> String {
    let (mut text, mut x) = (String::new(), 0);
    while x < buffer.area.width {
        let symbol = buffer[(x, y)].symbol();
        text.push_str(symbol);
        x += u16::try_from(symbol.width().max(1)).unwrap();
    }
    text.trim_end().to_owned()
}

fn style(cell: &Cell) -> char {
    let (gold, bold) = (cell.fg == Color::Yellow, cell.modifier.contains(Modifier::BOLD));
    match (cell.symbol(), gold, bold) {
        (" ", ..) => ' ',
        (_, true, true) => 'A',
        (_, true, false) => 'a',
        (_, false, true) => 'b',
        _ if cell.modifier.contains(Modifier::DIM) => 'd',
        _ => '.',
    }
}
