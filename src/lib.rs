//! amends: a guided repair program for the terminal. Two people at one keyboard, or one, or a
//! therapist with two, go through ten steps of rebuilding trust after it broke. It works without
//! network, account or cloud; what a person writes privately stays theirs.
//!
//! This page is the map. Each room's own first lines say what it is and what it leaves to others.
//!
//! # Rooms
//!
//! ```text
//! journey     what happened: people, events, and the fold that makes a journey of them
//! platform    the machine: clock, folders, environment, terminal, events
//! seal        a person's own drawer: passphrase to key, key to sealed record: pure
//! ui          how anything looks: pages of blocks, keys and their tables, words, prose and its editor
//! lens        phrase feedback: text in, marks out; its phrases are content
//! layer       between screens and program: what comes in, what goes out, what a layer is
//! exercise    the kinds of exercise: a folder each, one line in `kinds!`
//! practice    what carries on between the steps: its form, and the life of what is kept: pure
//! curriculum  what is taught: reads and checks `content/`
//! engine      what is open, and what comes next: pure
//! coach       the one act of today and what is due: pure; what it says is content
//! screen      one file a screen
//! vault       the store: an append-only log on disk, or memory; the only code that touches the disk
//! app         the program: a stack of layers, effects made acts; in a terminal, or as lines
//! cli         the shell's side: commands; the only code that prints
//! ```
//!
//! Who may use whom is a table in `tests/layers.rs`, held against the source:
//!
//! ```text
//! journey ◄─ seal ◄─ ui ◄─ layer ◄─ exercise ◄─ practice ◄─ curriculum ◄─ engine ◄─ coach ◄─ screen ◄─┐
//!    ▲         ▲                                              │                                   app ◄─ cli ◄─ main
//!    ├─────────┼─────────────────── lens ◄────────────────────┘                                     │
//!    └─ platform ◄───────────────── vault ◄─────────────────────────────────────────────────────────┘
//! ```
//!
//! # One page, shown three ways
//!
//! A screen says *what* is on its page, in the blocks of [`ui::page`]; [`ui::paint`] shows it in the
//! terminal, [`ui::plain`] as numbered lines for a screen reader, [`ui::handout`] on paper. A screen
//! never draws.
//!
//! # The life of a key
//!
//! ```text
//! terminal ──► platform::events    a thread each for keys, signals and the hang-up; all asleep
//!              Key::from           shift normalised, once
//!              App::key            the way out is heard first, everywhere
//!              top layer .input    its key table says which act; it changes only itself
//!                                  and answers with an Outcome: a Flow, and Effects as data
//!              App::perform        effects: the store appends, syncs, and only then "Saved."
//!              App::follow         flow: open, close, home, hand over; if words could not be kept,
//!                                  they stay on the screen and the way on is not taken
//! terminal ◄── ui::paint           the top layer's page, whole; ratatui sends what changed
//! ```
//!
//! Nothing else moves. The loop sleeps until an event, or until a layer's `wake`, the draft (one second
//! after the last key, two at the latest) or a layer's `rest` (two seconds after it) is due.
//!
//! # What two do at the keys
//!
//! Around an exercise that both do together stands one grammar, in [`screen::exercise`], whatever the
//! exercise is: two keys before what could be used against somebody (`start`), breaks (`pause`), a
//! close (`close`), and the practice that carries it on (`onward`). How the two sit down is in
//! `sitting`; what each does apart, and both see on two yeses, in `pair`. How tense each is, is asked
//! there and at a meeting (`screen::heat`). When it may begin is [`engine`]'s; what became of it is a
//! [`journey::Event::Sitting`]. What one says with a key is kept nowhere: of it, a yes or a no goes on
//! in memory to the other one's turn.
//!
//! # Where knowledge stands
//!
//! * Keys: in the `KEYS` table of each screen, and nowhere else. The bar, help, plain mode and the
//!   README read the same rows.
//! * Words: in `content/<lang>/`, typed by [`ui::Words`] and [`curriculum`]. A language is a folder.
//! * Time is an argument (`Cx::now`); disk is an [`layer::Effect`]; only `platform::clock` asks the
//!   machine. `.clippy.toml` forbids the rest.
//! * Formats: [`vault`]'s own page describes the files so that a stranger could read them.
//!
//! # What is private
//!
//! [`journey::Journey::answer`] hands an answer out only to eyes that may see it. `Debug` of anything
//! that people wrote shows its size or nothing. Who of two is at the keys is asked at every start
//! ([`screen::door`]), and kept nowhere. The keyboard changes hands through [`screen::cover`]: the
//! first person's layers are gone before the cover stands there.
//!
//! What a practice keeps has at most two faces, one for its owner and one for both
//! ([`journey::Matter`]): what is only begun is its writer's alone, and nothing moves toward both but
//! by its owner's hand. Where two show in pairs, neither sees that the other one has shown theirs before
//! they have done so themselves.
//!
//! Who has a passphrase has a drawer: what is theirs alone is sealed with a key that only it gives
//! ([`seal`], [`vault`]), and what is for both with one that each of them has. One drawer is open at
//! a time; it is shut, and the journey read anew without it, when the keys change hands, when it is
//! quiet, and when the program is stopped. What one person's program cannot read, the other's must
//! be told in records of its own: that a step is done, that a half is written, and the half itself
//! once its writer has said yes ([`journey::Event::Half`]). And what is for both could be altered by
//! either of them: who agreed to it keeps a sum of it for themselves ([`journey::Receipt`]), and how
//! they move things on ([`journey::Event::OwnMoves`]), so that nobody does it in their name unseen.

pub mod app;
mod cli;
pub mod coach;
pub mod curriculum;
pub mod engine;
pub mod exercise;
pub mod journey;
pub mod layer;
pub mod lens;
pub mod platform;
pub mod practice;
pub mod screen;
pub mod seal;
pub mod ui;
pub mod vault;

use std::process::ExitCode;

/// Runs the program: reads the command line, does what it says, answers with the exit code.
pub fn run() -> ExitCode {
    cli::run()
}
