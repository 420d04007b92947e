//! The journal's pages: versions in, in any order; each page as it is now out.
//! What a page is made of is left open: its text, or only where its text lies.

use std::{
    collections::{BTreeSet, HashMap},
    mem,
};

pub use crate::journey::Leaf;
use crate::journey::{Order, RecordId, Seat, When};

use super::line::Version;

/// How much of a page a [`Leaf`] shows, in characters.
pub const OPENING: usize = 100;

/// A journal page, whole.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// The page's record.
    pub id: &'a RecordId,
    /// When it was first kept.
    pub at: When,
    /// Its text, as it is now.
    pub text: &'a str,
}

/// The first characters of a text.
pub(super) fn opening(text: &str) -> String {
    text.chars().take(OPENING).collect()
}

/// A page as it is now.
struct Folded<T> {
    at: When,
    /// Where its first version stands; where its first *seen* version does, if that is missing.
    born: Order,
    whole: bool,
    /// Where its last version stands, if that is not where it was born.
    last: Option<Order>,
    body: T,
}

/// Pages on the way from versions to what they are now.
pub(super) struct Pages<T> {
    by: Seat,
    /// In the order in which they came, which is nearly that of their birth.
    folded: Vec<(RecordId, Folded<T>)>,
    /// Where those of them stand that may have more versions.
    known: HashMap<RecordId, usize>,
}

impl<T> Pages<T> {
    /// No pages of this person yet.
    pub(super) fn of(by: Seat) -> Self {
        Self { by, folded: Vec::new(), known: HashMap::new() }
    }

    /// Takes the one version of a page in, if it is this person's.
    pub(super) fn take_only(&mut self, version: Version, body: T) {
        if version.by == self.by {
            let Version { page, edits, at, order, .. } = version;
            let folded = Folded { at, born: order, whole: !edits, last: None, body };
            self.folded.push((page, folded));
        }
    }

    /// Takes one version in, if it is this person's.
    pub(super) fn take(&mut self, version: Version, body: T) {
        if version.by != self.by {
            return;
        }
        let place = self.known.get(&version.page);
        let Some((_, folded)) = place.and_then(|at| self.folded.get_mut(*at)) else {
            self.known.insert(version.page.clone(), self.folded.len());
            self.take_only(version, body);
            return;
        };
        let Version { edits, at, order, .. } = version;
        let earlier = order < folded.born;
        if !edits || (!folded.whole && earlier) {
            folded.at = at;
            let before = mem::replace(&mut folded.born, order.clone());
            folded.last.get_or_insert(before);
            folded.whole |= !edits;
        }
        if order > *folded.last.as_ref().unwrap_or(&folded.born) {
            folded.last = Some(order);
            folded.body = body;
        }
    }

    /// The pages that were not thrown away, newest first.
    pub(super) fn newest_first(
        self,
        erased: &BTreeSet<(Seat, RecordId)>,
    ) -> Vec<(RecordId, When, T)> {
        let by = self.by;
        let mut pages = self.folded;
        if !erased.is_empty() {
            pages.retain(|(id, _)| !erased.contains(&(by, id.clone())));
        }
        pages.sort_unstable_by(|a, b| b.1.born.cmp(&a.1.born).then_with(|| a.0.cmp(&b.0)));
        pages.into_iter().map(|(id, page)| (id, page.at, page.body)).collect()
    }
}
