//! Drawers as people meet them: chosen at the first start, unlocked, shut when the keys change
//! hands, when it is quiet and when the program is stopped. What lies on disk is `drawer`'s.

use std::time::Duration;

use amends::{
    app::{Begins, Ground},
    journey::{Between, Event, Hurt, Mode, Person, Role, Seat},
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    vault::{Newcomer, Options, Store as _, Vault},
};
use ratatui::layout::Size;
use tempfile::TempDir;

use crate::{
    sim::SimDisk,
    stage::{Stage, book, nine, words},
};

/// Ana's and Ben's.
pub(crate) const PASSPHRASES: [&str; 2] =
    ["river lamp olive stone bridge", "quiet wagon pepper sail thunder"];

fn places() -> Places {
    Places { data: "/d/amends".into(), state: "/s/amends".into() }
}

/// Ana and Ben, each with a lock; nobody has said who is here.
pub(crate) fn locked() -> Stage {
    locked_on(SimDisk::default(), 0)
}

/// The same, on a disk that somebody else looks at; both are done with the steps before this one.
pub(crate) fn locked_on(disk: SimDisk, n: usize) -> Stage {
    let people = ["Ana", "Ben"].into_iter().zip(PASSPHRASES).map(|(label, passphrase)| Newcomer {
        label: label.to_owned(),
        passphrase: Passphrase::of(passphrase),
    });
    let people: Vec<_> = people.collect();
    let keys = Vault::create_for_on(&disk, &places(), &people, Cost::TEST).unwrap();
    let options = Options { machine: Some("stage".to_owned()), ..Options::default() };
    let mut vault = Vault::open_on(Box::new(disk), &places(), &options).unwrap().vault;
    vault.unlock(keys.into_iter().flatten().next().unwrap()).unwrap();
    let home = Event::Home { mode: Mode::Together, between: Between::Couple };
    vault.keep(Seat::First, nine(), &home).unwrap();
    for (seat, (name, role)) in
        Seat::ALL.into_iter().zip([("Ana", Role::Hurt), ("Ben", Role::Repairing)])
    {
        let person = Person { name: name.into(), role: Some(role), hurts: vec![Hurt::Lies] };
        vault.keep(seat, nine(), &Event::Profile(person)).unwrap();
        for head in book().heads().iter().take(n) {
            let done = Event::Step { step: head.id.clone(), page: None, done: Some(true) };
            vault.keep(seat, nine(), &done).unwrap();
        }
    }
    let journey = vault.lock().unwrap();
    let size = Size::new(80, 24);
    let found = Vec::new();
    let store = Box::new(vault);
    let cost = || Cost::TEST;
    Stage::of(Begins { ground: Ground::Memory, store, journey, found, cost, size, now: nine() })
}

/// The same, with the drawer of this one of the two open.
pub(crate) fn unlocked(mut stage: Stage, n: usize) -> Stage {
    stage.choose(["Ana", "Ben"][n]);
    stage.press(&format!("\"{}\" enter", PASSPHRASES[n]));
    stage
}

#[test]
fn the_first_start_asks_each_and_ends_at_the_door() {
    let dir = TempDir::new().unwrap();
    let places = Places { data: dir.path().join("data"), state: dir.path().join("state") };
    let mut stage = Stage::of(Begins {
        ground: Ground::Disk(places.clone()),
        store: amends::app::nothing_kept(),
        journey: amends::journey::Journey::default(),
        found: Vec::new(),
        cost: || Cost::TEST,
        size: Size::new(80, 24),
        now: nine(),
    });
    stage.press("enter \"Ana\" enter \"Ben\" enter 1 2 1");
    stage.choose("Go on").choose(&words().lock.five);
    let five = five_words(&stage);
    stage.choose(&words().lock.have_them).press("\"something else\" enter");
    assert!(stage.sees("That was not the same"));
    stage.press(&format!("\"{five}\" enter"));
    assert!(stage.sees("Ben, this page is for you alone"));
    stage.choose(&words().lock.own).press(&format!("\"{}\" enter", PASSPHRASES[1]));
    assert!(stage.sees("Type it once more"));
    stage.press(&format!("\"{}\" enter", PASSPHRASES[1]));
    assert!(stage.sees("A passphrase keeps your own pages"));
    stage.choose(&words().first.begin);
    assert!(stage.sees(&words().lock.who), "{}", stage.frame());
    stage.choose("Ana").press(&format!("\"{five}\" enter"));
    assert!(stage.sees("The ten steps") && stage.sees("Ana"), "{}", stage.frame());
    stage.press("j enter \"what only I may read\" esc");
    drop(stage);
    let mut vault = Vault::open(&places, &Options::default()).unwrap().vault;
    let keys = vault.door(Seat::First).unwrap().open(&Passphrase::of(&five).unwrap()).unwrap();
    vault.unlock(keys).unwrap();
    assert_eq!(vault.leaves(Seat::First).unwrap().len(), 1);
}

/// The words on the page that shows them.
fn five_words(stage: &Stage) -> String {
    let frame = stage.frame();
    let line = frame.lines().skip_while(|line| !line.contains("are yours now")).nth(2).unwrap();
    let five = line.trim().to_owned();
    assert_eq!(five.split(' ').count(), 5, "{frame}");
    five
}

#[test]
fn a_wrong_passphrase_is_one_sentence_and_the_right_one_opens() {
    let mut stage = locked();
    stage.choose("Ben").press(&format!("\"{}\" enter", PASSPHRASES[0]));
    assert!(stage.sees("That did not open it."), "another's passphrase is a wrong one");
    stage.press("enter");
    assert!(stage.sees("That did not open it."), "nothing typed is nothing tried");
    stage.press(&format!("\"{}\" enter", PASSPHRASES[1]));
    assert!(stage.sees("The ten steps") && stage.app.seat() == Seat::Second);
}

#[test]
fn what_one_opened_is_gone_before_the_other_is_asked() {
    let mut stage = unlocked(locked(), 0);
    stage.press("j enter \"what only Ana may read\" esc");
    assert!(stage.sees("what only Ana"));
    stage.press("esc p");
    let seen = stage.frame();
    assert!(seen.contains("pass the keyboard to Ben") && !seen.contains("only Ana"));
    assert!(stage.app.wipes(), "what was drawn before is wiped from the screen");
    assert_eq!(stage.app.journey().person(Seat::First), None, "nor is anything of it in hand");
    stage.press("enter");
    stage.press(&format!("\"{}\" enter", PASSPHRASES[1]));
    assert!(stage.app.seat() == Seat::Second && stage.sees("The ten steps"));
    stage.press("j");
    assert!(!stage.sees("only Ana"));
}

#[test]
fn a_quiet_while_shuts_the_drawer_and_keeps_the_sentence() {
    let mut stage = unlocked(locked(), 0);
    stage.press("j enter \"half a sen\"");
    stage.wait(4 * 60);
    assert!(stage.sees("half a sen"));
    stage.wait(2 * 60);
    assert!(stage.sees(&words().lock.who) && !stage.sees("half a sen"), "{}", stage.frame());
    assert!(stage.sees("It was quiet for a while"));
    assert_eq!(stage.app.wake(stage.now), None, "and then nothing wakes");
    let mut stage = unlocked(stage, 0);
    stage.press("j");
    assert!(stage.sees("half a sen"), "{}", stage.frame());
}

#[test]
fn how_long_is_ones_own_choice() {
    let mut stage = unlocked(locked(), 0);
    stage.press("s end enter").choose("Never");
    stage.press("esc esc");
    stage.wait(3 * 60 * 60);
    assert!(stage.sees("The ten steps"));
    stage.press("s end enter").choose("After a quiet minute");
    let rest = stage.app.wake(stage.now).unwrap();
    assert!(rest <= Duration::from_mins(1) && rest > Duration::from_secs(50));
}

#[test]
fn a_lock_can_be_had_changed_and_opened_with_a_code() {
    let mut stage = unlocked(locked(), 0);
    stage.press("s end enter").choose("Make a recovery code");
    let frame = stage.frame();
    let mut lines = frame.lines().skip_while(|line| !line.contains("recovery code")).skip(2);
    let code: Vec<&str> =
        lines.by_ref().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    let code = code.join(" ");
    assert_eq!(code.split(' ').count(), 12, "{frame}");
    stage.press("enter").choose("Change the passphrase").choose(&words().lock.own_new);
    let new = "another lamp in the cellar";
    stage.press(&format!("\"{new}\" enter \"{new}\" enter"));
    assert!(stage.sees(&words().lock.made), "{}", stage.frame());
    stage.app.shut(stage.now);
    stage.choose("Ana").press(&format!("\"{}\" enter", PASSPHRASES[0]));
    assert!(stage.sees("That did not open it."));
    stage.press(&format!("\"{code}\" enter"));
    assert!(stage.sees("The ten steps"), "{}", stage.frame());
    stage.press("s end enter").choose("Somebody knows").choose(&words().lock.own_new);
    let third = "a third one for the shed door";
    stage.press(&format!("\"{third}\" enter \"{third}\" enter"));
    assert!(stage.sees(&words().lock.made), "{}", stage.frame());
    stage.app.shut(stage.now);
    stage.choose("Ana").press(&format!("\"{code}\" enter"));
    assert!(stage.sees("That did not open it."), "the code of before opens nothing more");
    stage.press(&format!("\"{third}\" enter"));
    assert!(stage.sees("The ten steps"));
}

/// A sealed pair, through two drawers that are never open at once: what one wrote is with the other
/// only after two yeses, and "Not today" is the same whatever the cause.
#[test]
fn a_sealed_pair_is_shown_on_two_yeses_only() {
    let five = "enter down enter down enter down enter down enter ctrl+s";
    let asked_both = |first: &str, second: &str| {
        let mut stage = unlocked(locked(), 0);
        stage.choose("Steady first").choose("Talk rules").press("enter").press(five);
        // to Ben, who finds the same exercise behind his lock
        stage.press("enter enter").press(&format!("\"{}\" enter", PASSPHRASES[1]));
        assert!(stage.app.seat() == Seat::Second && stage.sees("Talk rules"), "{}", stage.frame());
        stage.press("enter").press(five);
        stage.press("enter").press(first);
        // and back to Ana
        stage.press("enter enter").press(&format!("\"{}\" enter", PASSPHRASES[0]));
        assert!(stage.app.seat() == Seat::First, "{}", stage.frame());
        stage.press("enter").press(second);
        stage
    };
    let (show, later, never) = ("1", "2", "4");
    let stage = asked_both(show, show);
    assert!(stage.sees("Ana") && stage.sees("Ben") && !stage.sees(&words().pair.not_today));
    let refused = asked_both(show, later).frame();
    assert!(refused.contains(&words().pair.not_today), "{refused}");
    for (first, second) in [(later, show), (never, show), (never, later), (show, never)] {
        assert_eq!(asked_both(first, second).frame(), refused, "the same to the last cell");
    }
}
