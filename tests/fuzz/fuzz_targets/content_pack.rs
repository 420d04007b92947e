//! See `../targets.rs`.

#![no_main]

#[path = "../../sim.rs"]
mod sim;
#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::content_pack(data));
