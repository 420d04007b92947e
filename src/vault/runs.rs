//! Which numbers a device has used: a set of whole numbers that is nearly one unbroken run.
//! Made so that ten thousand numbers in order cost nothing.

/// A set of numbers, kept as runs from first to last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Runs(Vec<(u64, u64)>);

impl Runs {
    /// Puts a number in; false if it was there.
    pub(super) fn insert(&mut self, n: u64) -> bool {
        if let Some(last) = self.0.last_mut()
            && last.1.checked_add(1) == Some(n)
        {
            last.1 = n;
            return true;
        }
        let at = self.0.partition_point(|run| run.1 < n);
        if self.0.get(at).is_some_and(|run| run.0 <= n) {
            return false;
        }
        let joins_next = self.0.get(at).is_some_and(|run| n.checked_add(1) == Some(run.0));
        let joins_last = at > 0 && self.0[at - 1].1.checked_add(1) == Some(n);
        match (joins_last, joins_next) {
            (true, true) => self.0[at - 1].1 = self.0.remove(at).1,
            (true, false) => self.0[at - 1].1 = n,
            (false, true) => self.0[at].0 = n,
            (false, false) => self.0.insert(at, (n, n)),
        }
        true
    }

    /// Whether a number is in.
    pub(super) fn contains(&self, n: u64) -> bool {
        let at = self.0.partition_point(|run| run.1 < n);
        self.0.get(at).is_some_and(|run| run.0 <= n)
    }

    /// The highest number, 0 if there is none.
    pub(super) fn max(&self) -> u64 {
        self.0.last().map_or(0, |run| run.1)
    }

    /// How many numbers from 1 to the highest are not in.
    pub(super) fn missing(&self) -> u64 {
        let present: u64 = self.0.iter().map(|(from, to)| to - from + 1).sum();
        // 0 is never written; a foreign log that has it is missing nothing more
        self.max().saturating_sub(present)
    }
}

#[cfg(test)]
mod tests {
    use super::Runs;

    #[test]
    fn runs_join() {
        let mut runs = Runs::default();
        for n in [1, 2, 3, 7, 5, 4, 9, 8] {
            assert!(runs.insert(n), "{n}");
        }
        assert_eq!(runs.0, [(1, 5), (7, 9)]);
        assert!(!runs.insert(3) && !runs.insert(9) && runs.contains(8) && !runs.contains(6));
        assert_eq!((runs.max(), runs.missing()), (9, 1));
        assert!(runs.insert(6));
        assert_eq!(runs.0, [(1, 9)]);
    }
}
