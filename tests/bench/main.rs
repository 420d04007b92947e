//! Timings, kept apart from pass and fail. Each file beside this one is a module of it; memory is
//! counted too. All figures here are medians of 2026-11-22 on a busy 2-core Linux VM: only what was
//! measured side by side can be compared, so the ratios count.
//!
//! # From inside
//!
//! `cargo bench`, or a part of it: `cargo bench frames`, `cargo bench search`.
//!
//! | 10,000 pages of 300 words                   | median  | beside                  | ratio |
//! |---------------------------------------------|---------|-------------------------|-------|
//! | open the home (pages are not parsed)        | 4.4 ms  |                         |       |
//! | open it, and draw the first frame           | 5.3 ms  | an empty one, 0.51 ms   |       |
//! | list all pages                              | 8.5 ms  |                         |       |
//! | keep a page, synced                         | 0.21 ms | bare append and sync    | 0.99  |
//! | search a word of every page                 | 9.8 ms  | `grep -ci`, 8.0 ms      | 1.23  |
//! | search a word of one page in a hundred      | 18.2 ms | `grep -ci`, 21.7 ms     | 0.84  |
//! | search a word of no page                    | 6.6 ms  | `grep -ci`, 14.1 ms     | 0.47  |
//! | key press to frame, home                    | 0.16 ms | an empty home           | 1.00  |
//! | key press to frame, a step                  | 0.09 ms | an empty home           | 1.01  |
//! | key press to frame, the journal's list      | 0.17 ms | one with no rows at all | 3.2   |
//! | letter to frame in a page of 24 KB          | 0.24 ms | an empty page           | 2.4   |
//!
//! The same, sealed under a passphrase. "Open" is to open the home and to unlock the drawer with keys
//! that are at hand: all but what the passphrase itself costs (the last line, by design). The
//! fastest are compared, both forms in one run of `cargo bench vault`, on a quiet machine.
//!
//! | 10,000 sealed pages of 300 words              | fastest | open form | ratio | goal |
//! |-----------------------------------------------|---------|-----------|-------|------|
//! | open the home, and unlock the drawer          | 7.0 ms  | 3.27 ms   | 2.15  | 2.5  |
//! | list all pages (each is opened whole, checked) | 56 ms   | 5.6 ms    | 10    |      |
//! | keep a page, synced                           | 0.15 ms | 0.13 ms   | 1.15  | 1.5  |
//! | search a word of every page                   | 56 ms   | 6.6 ms    | 8.5   |      |
//! | read every page                               | 113 ms  | 33 ms     | 3.5   |      |
//! | one passphrase, at the full price, 268 MB     | 0.74 s  |           |       |      |
//!
//! Until the cipher was a package by itself, compiled for speed, these were 10.5, 84, 85 and 167 ms:
//! compiled to be small, its rounds were a call each. Opening is the median of seven runs, each with
//! files of its own: they lie between 2.2 and 3.1. Where others keep one of the two processors busy it
//! is about 3.3, for two threads share the beginnings of the lines.
//!
//! # Two years
//!
//! A couple's practices: 10,001 records, some thirteen a day (`cargo bench -- "of_two|picture"`). The
//! aims are home within three times the first frame of an empty one, and each picture within 16 ms.
//!
//! From outside, 25 starts each, taken in turn: a couple's first frame (who is at the keys) 13.3 ms, and
//! the home of one who goes on alone with all of it 15.0 ms, beside 4.6 ms of an empty home, 2.9 and
//! 3.2 times; in a run before that 13.4, 15.6 and 6.0 ms, 2.3 and 2.6 times; on a quiet machine 11.5,
//! 12.9 and 4.7 ms, 2.4 and 2.7 times, and in the latest 11.7, 13.2 and 4.4 ms, 2.7 and 3.0 times. What
//! stays the same from run to run is that it takes 0.70 of what it took (3.9 and 4.2 times then), since
//! one thread reads lines while the other takes in what was read, and records name their bodies
//! directly. Before both processors read the lines it was 5.1 times.
//!
//! | two years                            | median  | beside                          | ratio | goal |
//! |--------------------------------------|---------|---------------------------------|-------|------|
//! | a frame of home, after a key         | 0.58 ms | the first of a new one, 0.63 ms | 0.93  | 3    |
//! | the same                             |         | a frame of a new one, 0.090 ms  | 6.5   |      |
//! | open the home, and draw its first    | 7.3 ms  | the same of a new one, 0.63 ms  | 12    |      |
//! | the pulse                            | 0.20 ms | 16 ms                           | 0.01  | 1    |
//! | promises                             | 0.38 ms | 16 ms                           | 0.02  | 1    |
//! | what is left of agreements           | 0.09 ms | 16 ms                           | 0.01  | 1    |
//! | check-ins, weeks by days             | 0.34 ms | 16 ms                           | 0.02  | 1    |
//! | waves, hours by weekdays             | 0.48 ms | 16 ms                           | 0.03  | 1    |
//! | after a talk                         | 0.18 ms | 16 ms                           | 0.01  | 1    |
//!
//! # What is due
//!
//! `amends due --as Ana`, as a shell starts it, in a home of two with two years of practices (9,075
//! records): 40 runs, `nice -n -20`, with the process itself (`true`: 1.0 ms) in the figures. Fastest
//! 11.6 ms, median 13.1 ms, in a run in which the version before took 16.5 and 18.8 ms; 20 ms was the aim.
//! It was 61.6 ms when a line was read four times over,
//! 21.1 ms until names were kept in place and matters found by their hash, and 17.1 ms until both
//! processors read the lines.
//!
//! # From outside
//!
//! `ptybench.py` plays the terminal (100 by 30 cells), and takes its targets in turn, in another
//! order each round:
//!
//! ```text
//! nice -n -20 ptybench.py suite suite.json --runs 9
//! ```
//!
//! `minimal` is ten lines of ratatui that draw one frame. The homes were made by `amends init
//! --alone`, and by ten thousand times `amends note` (300 words each, 20 MB in all); each run has a
//! fresh copy. Keys are twenty presses: ↓ and ↑, or letters. 9 rounds; 11 where it says so.
//!
//! | measured                                      | beside                      | ratio | goal |
//! |-----------------------------------------------|-----------------------------|-------|------|
//! | first frame, empty home, 9.4 ms               | `minimal`, 7.7 ms           | 1.22  | 1.5  |
//! | first frame, 10,000 pages, 15.6 ms            | `minimal`                   | 2.02  | 4    |
//! | key on home, 10,000 pages                     | the same, empty home        | 1.05  | 1.3  |
//! | key on a step, 10,000 pages                   | the same, empty home        | 0.95  | 1.3  |
//! | letter in the editor, 10,000 pages            | the same, empty home        | 1.00  | 1.3  |
//! | key in the journal's list, 10,000 pages       | the same list of 12         | 1.00  | 1.3  |
//! | letter in the journal's search, 10,000 pages  | over a list of 12 (11)      | 1.11  | 1.3  |
//! | the same                                      | over no list: a lesser page | 1.38  |      |
//! | letter in a page of 24 KB                     | an empty page               | 1.66  |      |
//! | key on any of these screens                   | a key in `minimal`          | ≤ 2.0 |      |
//! | search of a word of twelve pages, 21.9 ms     | a run of `grep -ci`         | 0.71  | 2.5  |
//! | opening the list of 10,000 pages, 23.8 ms     | first frame of `minimal`    | 3.1   |      |
//! | another window size, and back                 | `minimal`                   | ≤ 1.8 |      |
//! | peak memory, empty home, 5.3 MB               | `minimal`, 2.5 MB           | 2.13  | 2.5  |
//! | peak memory, 10,000 pages and a search        | `minimal`                   | 4.1   | 8    |
//!
//! At rest for five seconds (home, the journal after a search, the editor once its draft is kept):
//! no wake-up, no byte, no processor time, in any round. The program is 3,827,264 bytes, stripped.
//!
//! All of this was before there were locks, practices and sittings. With them (9 rounds, the same
//! day, a quiet machine) the program is 4,903,080 bytes:
//!
//! | measured                            | beside             | ratio | goal |
//! |-------------------------------------|--------------------|-------|------|
//! | first frame, empty home, 4.2 ms     | `minimal`, 3.6 ms  | 1.19  | 1.5  |
//! | first frame, 10,000 pages, 9.0 ms   | `minimal`          | 2.54  | 4    |
//! | first frame, two years, 14.8 ms     | `minimal`          | 4.15  |      |
//! | peak memory, empty home, 6.2 MB     | `minimal`, 2.5 MB  | 2.45  | 2.5  |
//! | peak memory, 10,000 pages, 6.3 MB   | `minimal`          | 2.52  | 8    |
//! | the same two with `zxcvbn`: 4.5 ms  | `minimal`, 3.1 ms  | 1.47  | 1.5  |
//! | and 7.4 MB                          | `minimal`, 2.5 MB  | 2.95  | 2.5  |
//!
//! Two thirds of that memory are the program's own file: Linux 6.18 maps it in as large pieces as it
//! has read it, so that every byte of the program counts, used or not. It was 5,690,352 bytes and
//! 2.69 until the curriculum was packed (0.5 MB), what makes its schema was left out (0.4 MB), each
//! of the words was taken out of the reader by one function (0.16 MB), and the words were boxed
//! (0.17 MB of the stack). `opt-level = "z"` saves as much again, and makes an export take 1.7 times
//! as long.

#![expect(clippy::unwrap_used, reason = "a timing may fail")]
#![expect(clippy::disallowed_methods, reason = "it is compared with the bare machine")]

mod frames;
mod home;
mod lens;
mod vault;

#[global_allocator]
static MEMORY: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}
