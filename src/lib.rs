//! amends: a guided repair program for the terminal.

pub mod app;
mod cli;
pub mod curriculum;
pub mod engine;
pub mod exercise;
pub mod journey;
pub mod layer;
pub mod platform;
pub mod screen;
pub mod ui;
pub mod vault;

use std::process::ExitCode;

/// Runs the program.
pub fn run() -> ExitCode {
    cli::run()
}
