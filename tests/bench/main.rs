//! Timings, kept apart from pass and fail: `cargo bench`.
//! Each file beside this one is a module of it; memory is counted too.

#![expect(clippy::unwrap_used, reason = "a timing may fail")]
#![expect(clippy::disallowed_methods, reason = "it is compared with the bare machine")]

mod frames;
mod home;
mod vault;

#[global_allocator]
static MEMORY: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}
