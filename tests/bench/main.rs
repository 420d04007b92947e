//! Timings, kept apart from pass and fail: `cargo bench`.
//! Each file beside this one is a module of it; memory is counted too.

mod lens;
mod vault;

#[global_allocator]
static MEMORY: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}
