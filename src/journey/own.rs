//! How somebody moved things on in the sight of both, as they keep it for themselves alone: a sum of
//! each move. So they can see when somebody else did so in their name, which whoever reads what is
//! for both could.
//!
//! What is not there may not be missed: nothing is held against a person's moves before the first of
//! these records, which takes all that stands in their name as theirs.

use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;

use super::{event::Order, person::Seat};

/// Where a sum stands: its record's counter and device, and its place in it. A record that was
/// sealed anew is still the same.
type Place = (u64, CompactString, usize);

/// The sums of everybody's own moves, as far as a drawer is open.
#[derive(Clone, Default)]
pub(super) struct OwnMoves(BTreeMap<Seat, BTreeMap<String, BTreeSet<Place>>>);

impl OwnMoves {
    pub(super) fn take(&mut self, by: Seat, order: &Order, sums: Vec<String>) {
        let own = self.0.entry(by).or_default();
        for (at, sum) in sums.into_iter().enumerate() {
            own.entry(sum).or_default().insert((order.lc, order.device.clone(), at));
        }
    }

    /// Whether a person keeps their moves at all.
    pub(super) fn are_kept(&self, by: Seat) -> bool {
        self.0.contains_key(&by)
    }

    /// How often a person made a move of this sum.
    pub(super) fn times(&self, by: Seat, sum: &str) -> usize {
        self.0.get(&by).and_then(|own| own.get(sum)).map_or(0, BTreeSet::len)
    }
}
