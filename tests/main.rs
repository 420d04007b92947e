//! The tests of the whole program, in one binary. Each file beside this one is a module of it.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail, and looks at the machine to see what happened"
)]

mod disk;
mod layers;
mod lens;
mod prose;
mod pty;
mod vault;
