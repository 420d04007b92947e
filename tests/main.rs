//! The tests of the whole program, in one binary. Each file beside this one is a module of it.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail, and looks at the machine to see what happened"
)]

mod adding;
mod asked;
mod backup;
mod cli;
mod coach;
mod content;
mod couple;
mod disk;
mod drawer;
mod engine;
mod exercise;
mod export;
mod forget;
mod format;
mod fuzzing;
mod home;
mod journeys;
mod keys;
mod kill;
mod layers;
mod lens;
mod lines;
mod lived;
mod locks;
mod manners;
mod marks;
mod meddling;
mod passphrases;
mod pictures;
mod practice;
mod process;
mod prose;
mod pty;
mod questions;
mod readme;
mod receipts;
mod reminders;
mod sabotage;
mod screens;
mod settled;
mod sim;
mod sitting;
mod stage;
mod story;
mod svg;
mod sync;
mod terminal;
mod theirs;
mod thrown;
mod tiny;
mod unlocking;
mod vault;
mod walk;
mod ways_out;
mod weeks;
mod zones;
