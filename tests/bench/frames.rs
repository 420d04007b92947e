//! Frames: the whole program on a real home, in a window of 100 by 30 cells that is no terminal.
//! A frame is finished when the page is laid out, painted and compared with the one before.

use amends::{
    app::{App, Begins, Ground},
    curriculum::Curriculum,
    journey::{Mode, Time},
    layer::{Input, Pasted},
    seal::Cost,
    ui::{Key, Theme, plain::Offer},
};
use chrono::Days;
use divan::Bencher;
use ratatui::{Terminal, backend::TestBackend, layout::Size};

use crate::home::{Home, PAGES, now, words};

/// Two years, in days.
const YEARS: u64 = 730;

const SIZE: Size = Size { width: 100, height: 30 };

fn book() -> &'static Curriculum {
    Curriculum::of_bundle("en").unwrap()
}

/// The program in its window.
struct Window {
    app: App,
    glass: Terminal<TestBackend>,
    theme: Theme,
    now: Time,
}

impl Window {
    /// As the shell's command begins it, up to its first frame.
    fn on(home: &Home, book: &'static Curriculum) -> Self {
        Self::later(home, book, 0)
    }

    /// The same so many days later.
    fn later(home: &Home, book: &'static Curriculum, days: u64) -> Self {
        let now = now() + Days::new(days);
        let opened = home.open();
        let begins = Begins {
            ground: Ground::Disk(home.places.clone()),
            store: Box::new(opened.vault),
            journey: opened.journey,
            found: opened.notices,
            cost: || Cost::FULL,
            size: SIZE,
            now,
        };
        let app = App::new(book, book.words().unwrap(), begins);
        let glass = Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).unwrap();
        let mut window = Self { app, glass, theme: Theme::coloured(), now };
        window.draw();
        // the first of two is at the keys
        let journey = window.app.journey();
        if journey.mode() == Mode::Together && !journey.has_locks() {
            window.press(Key::char('1'));
        }
        window
    }

    fn press(&mut self, key: Key) {
        self.app.key(key, self.now);
        self.draw();
    }

    fn draw(&mut self) {
        let (app, theme, now) = (&mut self.app, &self.theme, self.now);
        self.glass.draw(|frame| app.draw(frame, theme, now)).unwrap();
    }

    /// Chooses what begins with these words.
    fn choose(&mut self, words: &str) {
        let sheet = self.app.sheet(self.now).unwrap();
        let mut lines = sheet.lines.iter();
        let mut said = |n: usize| lines.find_map(|line| line.strip_prefix(&format!("{n}. ")));
        let picked = sheet.offers.iter().zip(1..).find_map(|(offer, n)| match offer {
            Offer::Pick(pick) if said(n)?.starts_with(words) => Some(*pick),
            _ => None,
        });
        self.app.hear(&Input::Pick(picked.unwrap()), self.now);
        self.draw();
    }

    /// So that a pair of keys leads back to where it began.
    fn press_in_turn(&mut self, bencher: Bencher<'_, '_>, keys: [Key; 2]) {
        let mut keys = keys.into_iter().cycle();
        bencher.bench_local(|| self.press(keys.next().unwrap()));
    }
}

#[divan::bench]
fn texts() -> usize {
    let book = book();
    book.words().unwrap().keys.help.len() + book.heads().len()
}

#[divan::bench(args = [0, PAGES])]
fn first_frame(bencher: Bencher<'_, '_>, pages: usize) {
    let home = Home::with(pages);
    bencher.bench_local(|| Window::on(home, book()));
}

#[divan::bench(args = [0, PAGES])]
fn key_on_home(bencher: Bencher<'_, '_>, pages: usize) {
    let mut window = Window::on(Home::with(pages), book());
    window.press_in_turn(bencher, [Key::DOWN, Key::UP]);
}

#[divan::bench(args = [0, PAGES])]
fn key_on_a_step(bencher: Bencher<'_, '_>, pages: usize) {
    let mut window = Window::on(Home::with(pages), book());
    window.press(Key::ENTER);
    window.press_in_turn(bencher, [Key::DOWN, Key::UP]);
}

#[divan::bench(args = [0, PAGES])]
fn key_in_the_journal(bencher: Bencher<'_, '_>, pages: usize) {
    let mut window = Window::on(Home::with(pages), book());
    window.press(Key::char('j'));
    window.press_in_turn(bencher, [Key::DOWN, Key::UP]);
}

/// The home of two, opened: new, and after two years.
#[divan::bench(args = [0, YEARS])]
fn first_frame_of_two(bencher: Bencher<'_, '_>, days: u64) {
    let home = Home::of_two(days);
    bencher.bench_local(|| Window::later(home, book(), days));
}

/// A key in it.
#[divan::bench(args = [0, YEARS])]
fn key_on_home_of_two(bencher: Bencher<'_, '_>, days: u64) {
    let mut window = Window::later(Home::of_two(days), book(), days);
    window.press_in_turn(bencher, [Key::DOWN, Key::UP]);
}

/// The page of a practice with its picture, after two years.
#[divan::bench(args = ["pulse", "promises", "agreements", "check-in", "waves", "heard"])]
fn picture(bencher: Bencher<'_, '_>, practice: &str) {
    let (book, words) = (book(), book().words().unwrap());
    let mut window = Window::later(Home::of_two(YEARS), book, YEARS);
    window.choose(&words.home.practices);
    window.choose(&book.practices().unwrap().find(practice).unwrap().title);
    window.press_in_turn(bencher, [Key::DOWN, Key::UP]);
}

/// In the middle of a page of so many bytes.
#[divan::bench(args = [0, 24 * 1024])]
fn letter_in_a_page(bencher: Bencher<'_, '_>, bytes: usize) {
    let mut window = Window::on(Home::with(0), book());
    window.press(Key::char('j'));
    window.press(Key::ENTER);
    let mut text = words(1, bytes / 4).join(" ");
    text.truncate(bytes);
    window.app.hear(&Input::Paste(Pasted(text)), now());
    for _ in 0..bytes / 2048 {
        window.press(Key::PAGE_UP);
    }
    assert!(window.app.is_writing());
    window.press_in_turn(bencher, [Key::char('e'), Key::BACKSPACE]);
}
