//! The fuzz targets for a moment, without a fuzzer: their corpus, and inputs made of it by chance. The
//! long runs are `tests/fuzz`, a package of its own.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::{fs, path::Path};

use super::{
    home::{longer, say},
    sim::{self, Chance},
};

#[path = "fuzz/targets.rs"]
mod targets;

/// Pieces that the files and the program know, to put in where chance says so.
const PIECES: [&[u8]; 12] = [
    b"{",
    b"\"",
    b"\\",
    b"\n",
    b",\"b\":{",
    b"\"x\":\"",
    b"\"n\":18446744073709551615",
    b"\"lc\":18446744073709551615",
    b"entry.edit",
    b"\"by\":\"p2\"",
    b"\xff\x00\x00",
    b"\xe2\x80\xae",
];

/// One of these inputs, changed in a few places.
fn mutated(corpus: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut input = corpus[chance.below(corpus.len())].clone();
    for _ in 0..=chance.below(4) {
        let at = chance.below(input.len() + 1);
        match chance.below(5) {
            0 if at < input.len() => input[at] ^= 1 << chance.below(8),
            1 => {
                let piece = PIECES[chance.below(PIECES.len())];
                input.splice(at..at, piece.iter().copied());
            }
            2 => {
                let to = (at + chance.below(40)).min(input.len());
                input.drain(at..to);
            }
            3 => {
                let other = &corpus[chance.below(corpus.len())];
                let from = chance.below(other.len() + 1);
                let to = (from + chance.below(200)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
            _ => input.insert(at, u8::try_from(chance.below(256)).unwrap()),
        }
    }
    input
}

#[expect(clippy::disallowed_methods, reason = "the corpus is no file of the program's")]
fn drive(name: &str, inputs: usize, target: fn(&[u8])) {
    let dir = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/corpus")).join(name);
    let files = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.collect();
    files.sort();
    let corpus: Vec<_> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    assert!(corpus.len() > 2, "{name}: a corpus of {} files", corpus.len());
    for input in &corpus {
        target(input);
    }
    let mut chance = Chance::new(20_261_122);
    for _ in 0..inputs * longer() {
        target(&mutated(&corpus, &mut chance));
    }
    say(&format!("fuzzing, {name}: {} inputs, 0 panics", corpus.len() + inputs * longer()));
}

#[test]
fn log_lines() {
    drive("log_line", 2000, targets::log_line);
}

#[test]
fn home_files() {
    drive("home_file", 2000, targets::home_file);
}

#[test]
fn content_packs() {
    drive("content_pack", 40, targets::content_pack);
}

#[test]
fn keys() {
    drive("keys", 120, targets::keys);
}
