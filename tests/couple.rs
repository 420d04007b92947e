//! Ana and Ben in a real terminal, each behind a lock of their own: one says "another day", one has the
//! quiet brake on, and they take a break and come back. And out of all that, at once.

use std::time::{Duration, Instant};

use super::{
    home::{Home, say},
    pty::Pty,
};

const PHRASES: [&str; 2] = ["river lamp olive stone bridge", "quiet wagon pepper sail thunder"];
const NAMES: [&str; 2] = ["Ana", "Ben"];
/// By when it must be gone: wide, for a busy machine; what it took is said.
const AT_ONCE: Duration = Duration::from_secs(1);

struct Couple {
    home: Home,
    pty: Pty,
}

impl Couple {
    /// At the door, on the second step.
    fn at(home: Home, time: &str) -> Self {
        let pty = Pty::start_in(&home, &["--at", time], &[], (80, 24));
        pty.see("Who is at the keys?");
        Self { home, pty }
    }

    /// Gone, and back at another time.
    fn again_at(mut self, time: &str) -> Self {
        self.pty.press("ctrl+q");
        assert!(self.pty.wait_exit().success());
        Self::at(self.home.clone(), time)
    }

    fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.pty.press(key);
            self.pty.settle();
        }
    }

    fn choose(&mut self, says: &str) {
        self.pty.settle();
        self.press("home");
        self.pty.focus_on(says);
        self.press("enter");
    }

    /// Types the passphrase of whoever is asked for it.
    fn unlock(&mut self, n: usize) {
        self.pty.see(&format!("{}’s drawer", NAMES[n]));
        self.pty.type_(PHRASES[n]);
        self.pty.press("enter");
        self.pty.see_no(&format!("{}’s drawer", NAMES[n]));
        self.pty.settle();
    }

    fn come_in(&mut self, n: usize) {
        self.choose(NAMES[n]);
        self.unlock(n);
        self.pty.see("The ten steps");
    }

    /// From one to the other, over the cover.
    fn pass(&mut self, to: usize) {
        self.pty.see(&format!("pass the keyboard to {}", NAMES[to]));
        self.press("enter");
        self.unlock(to);
    }

    /// One says how tense they are, and whether they are ready.
    fn key(&mut self, ready: bool) {
        self.pty.see("How tense is your body right now?");
        self.press("2 enter");
        self.pty.see("Do you want to do this now?");
        self.press(if ready { "1" } else { "2" });
    }

    /// Ana opens the floor, and both turn their keys.
    fn try_the_floor(&mut self, ana: bool, ben: bool) {
        self.come_in(0);
        self.choose("Listen to understand");
        self.choose("The floor");
        self.press("enter");
        self.key(ana);
        self.pty.see("That is all from you for now.");
        self.press("enter");
        self.pass(1);
        self.key(ben);
        self.pty.settle();
    }

    fn brake(&mut self, n: usize, says: &str) {
        self.come_in(n);
        self.press("s");
        self.choose("Your passphrase");
        self.choose(says);
        self.press("esc esc");
    }
}

#[test]
fn another_day_a_brake_and_a_break() {
    let home = Home::locked(PHRASES, 2);
    let mut they = Couple::at(home, "2026-11-22T09:00:00+01:00");
    they.try_the_floor(true, false);
    they.pty.see("Not today.");
    let refused = they.pty.screen();

    they = they.again_at("2026-11-23T09:00:00+01:00");
    they.brake(0, "On: the harder");
    they = they.again_at("2026-11-24T09:00:00+01:00");
    they.try_the_floor(true, true);
    assert_eq!(they.pty.screen(), refused, "the same, whoever did not want it, and why");

    they = they.again_at("2026-11-24T22:00:00+01:00");
    they.brake(0, "Off");
    they = they.again_at("2026-11-24T22:01:00+01:00");
    they.try_the_floor(true, true);
    assert_eq!(they.pty.screen(), refused, "and late in the evening");

    they = they.again_at("2026-11-25T09:00:00+01:00");
    they.try_the_floor(true, true);
    they.pty.see("Before you start");
    they.press("enter enter enter");
    they.pty.type_("You were alone");
    they.pty.settle();
    they.press("ctrl+t");
    they.choose("Twenty minutes");
    they.pty.see("You are on a break until 09:2");
    they.choose("Leave it there");

    they = they.again_at("2026-11-25T09:40:00+01:00");
    they.come_in(1);
    they.pty.see("The break is over.");
    they.press("enter enter");
    they.key(true);
    they.press("enter");
    they.pass(0);
    they.key(true);
    they.pty.see("Ana speaks");
    they.pty.see("You were alone");
    they.press("ctrl+q");
    assert!(they.pty.wait_exit().success());
}

/// Where somebody may be when they have to leave.
type Where = (&'static str, fn(&mut Couple));

const PLACES: &[Where] = &[
    ("the door", |_| {}),
    ("a lock", |they| they.choose("Ana")),
    ("a lock being tried", |they| {
        they.choose("Ana");
        they.pty.type_("not the one\r");
    }),
    ("the cover", |they| {
        they.come_in(0);
        they.press("p");
    }),
    ("a key", |they| {
        they.come_in(0);
        they.choose("Listen to understand");
        they.choose("The floor");
        they.press("enter 8");
    }),
    ("a question before something is erased", |they| {
        they.come_in(0);
        they.press("j enter");
        they.pty.type_("A page.");
        they.press("ctrl+s down enter");
        they.choose("Throw this page away");
    }),
    ("a marked phrase", |they| {
        they.come_in(1);
        they.choose("Listen to understand");
        they.choose("Back to your letter");
        they.press("enter enter");
        they.pty.type_("I am sorry if you felt that.");
        they.pty.see("~");
    }),
    ("a paste that arrives", |they| {
        they.come_in(0);
        they.press("j enter");
        they.pty.paste(&"many words and more of them ".repeat(8_000));
    }),
];

#[test]
fn out_of_everything_at_once() {
    for (place, go) in PLACES {
        let mut took = Vec::new();
        for _ in 0..3 {
            let home = Home::locked(PHRASES, 2);
            let mut they = Couple::at(home, "2026-11-22T09:00:00+01:00");
            go(&mut they);
            let start = Instant::now();
            they.pty.press("ctrl+q");
            took.push(they.pty.wait_end() - start);
        }
        took.sort();
        assert!(took[2] < AT_ONCE, "{place}: {took:?}");
        say(&format!("Ctrl+Q at {place}: median {:?} of 3, slowest {:?}", took[1], took[2]));
    }
}
