//! What the journal asks of the store, and how often. With ten thousand pages every question is a
//! wait, so nothing is asked that is known.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use amends::{
    app::{Begins, Ground},
    journey::{Event, Leaf, Own, Record, RecordId, Role, Seat, Time},
    seal::Cost,
    vault::{Failure, Memory, Page, Store},
};
use ratatui::layout::Size;

use crate::stage::{Past, Stage, nine};

/// A store that counts how often it is asked for all pages.
#[derive(Default)]
struct Counting {
    store: Memory,
    asked: Arc<AtomicUsize>,
}

impl Store for Counting {
    fn keep_all(&mut self, by: Seat, at: Time, events: &[Event]) -> Result<Vec<Record>, Failure> {
        self.store.keep_all(by, at, events)
    }

    fn draft(&mut self, by: Seat, at: Time, event: &Event) -> Result<(), Failure> {
        self.store.draft(by, at, event)
    }

    fn clear_draft(&mut self, by: Seat) -> Result<(), Failure> {
        self.store.clear_draft(by)
    }

    fn leaves(&mut self, by: Seat) -> Result<Vec<Leaf>, Failure> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.store.leaves(by)
    }

    fn page(&mut self, by: Seat, id: &RecordId) -> Result<Option<String>, Failure> {
        self.store.page(by, id)
    }

    fn search(&mut self, by: Seat, words: &str) -> Result<Vec<Leaf>, Failure> {
        self.store.search(by, words)
    }

    fn each_page(&mut self, by: Seat, hear: &mut dyn FnMut(Page<'_>)) -> Result<(), Failure> {
        self.store.each_page(by, hear)
    }

    fn erase(&mut self, by: Seat, at: Time, own: &Own) -> Result<Vec<Record>, Failure> {
        self.store.erase(by, at, own)
    }
}

/// The journal of somebody with two pages, and how often the store was asked for them.
fn journal() -> (Stage, Arc<AtomicUsize>) {
    let mut store = Counting::default();
    for text in ["The first page", "The second page"] {
        let page = Event::Entry { text: text.to_owned(), prompt: None };
        store.keep(Seat::First, nine(), &page).unwrap();
    }
    let asked = Arc::clone(&store.asked);
    let mut stage = Stage::of(Begins {
        ground: Ground::Memory,
        store: Box::new(store),
        journey: Past::alone(Role::Hurt).journey().clone(),
        found: Vec::new(),
        cost: || Cost::TEST,
        size: Size::new(80, 24),
        now: nine(),
    });
    stage.press("j");
    (stage, asked)
}

#[test]
fn the_pages_are_asked_for_once_until_something_is_kept() {
    let (mut stage, asked) = journal();
    let opened = asked.load(Ordering::Relaxed);
    assert_eq!(opened, 1);
    stage.press("down up end home");
    stage.size(60, 20);
    stage.press("down enter");
    assert!(stage.sees("The second page"));
    stage.press("esc ? esc home enter esc");
    assert!(stage.sees("The first page"));
    assert_eq!(asked.load(Ordering::Relaxed), opened, "nothing has changed");
}

#[test]
fn a_page_that_was_kept_or_thrown_away_changes_the_list() {
    let (mut stage, asked) = journal();
    stage.press(r#"enter "A third page" ctrl+s"#);
    assert!(stage.sees("A third page"));
    stage.press("down enter down enter");
    assert!(stage.sees("gone"), "asked whether really");
    stage.press("down enter");
    assert!(!stage.sees("A third page") && stage.sees("The second page"));
    assert_eq!(asked.load(Ordering::Relaxed), 3, "read when it opened, and after each change");
}
