//! The proof on the simulated disk has teeth: whatever is left out of it that keeps words safe, it
//! notices.

use super::{
    disk::{Shape, cut_at, fails_at},
    home::say,
    sim::{Fault, Sabotage, SimDisk, Trouble},
};

/// How many of the power cuts in these sessions are noticed.
fn noticed(sabotage: Sabotage, shape: Shape, seeds: u64) -> (usize, usize) {
    let mut tried = 0;
    let mut noticed = 0;
    for seed in 0..seeds {
        for at in 0.. {
            match cut_at(SimDisk::default().with_sabotage(sabotage), shape, at, seed) {
                Ok(false) => break,
                cut => {
                    tried += 1;
                    noticed += usize::from(cut.is_err());
                }
            }
        }
    }
    say(&format!("sabotage, {sabotage:?}, {shape:?}: {noticed} of {tried} power cuts noticed"));
    (noticed, tried)
}

#[test]
fn a_disk_that_lies_is_noticed() {
    let (noticed, tried) = noticed(Sabotage::Lies, Shape::Open, 2);
    assert!(noticed * 4 > tried, "only {noticed} of {tried}");
}

#[test]
fn content_that_is_not_made_durable_is_noticed() {
    for shape in [Shape::Open, Shape::Locked] {
        let (noticed, tried) = noticed(Sabotage::NoSync, shape, 1);
        assert!(noticed * 8 > tried, "only {noticed} of {tried}");
    }
}

#[test]
fn names_that_are_not_made_durable_are_noticed() {
    let (noticed, tried) = noticed(Sabotage::NoDirSync, Shape::Open, 2);
    assert!(noticed * 20 > tried, "only {noticed} of {tried}");
}

#[test]
fn what_was_written_over_and_comes_back_is_noticed() {
    let (noticed, _) = noticed(Sabotage::NoSyncOver, Shape::Open, 10);
    assert!(noticed > 0);
}

#[test]
fn a_line_that_is_joined_to_a_torn_one_is_noticed() {
    let (noticed, _) = noticed(Sabotage::NoHeal, Shape::Open, 3);
    assert!(noticed > 0);
}

#[test]
fn writing_over_before_saying_so_is_noticed() {
    // one device alone cannot tell: the page is gone, and it was to go. Another may hold more of it
    let (noticed, _) = noticed(Sabotage::OverFirst, Shape::Pair, 20);
    assert!(noticed > 0);
}

#[test]
fn a_failed_sync_that_is_tried_again_is_noticed() {
    let failing = |at| {
        let fault = Fault::Between(at, at + 1, Trouble::Sync);
        fails_at(SimDisk::default().with_sabotage(Sabotage::SyncAgain), Shape::Open, fault, 2)
    };
    let noticed = (0..100).filter(|at| failing(*at).is_err()).count();
    say(&format!("sabotage, SyncAgain: {noticed} of 100 failed syncs noticed"));
    assert!(noticed > 5, "only {noticed}");
}
