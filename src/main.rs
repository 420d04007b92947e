//! The program's exit code; everything else is [`amends::run`].

use std::process::ExitCode;

fn main() -> ExitCode {
    amends::run()
}
