//! The journal's pages, read when asked: in a list, one by one, by words.
//! Nothing is held between two questions but where the lines lie.

use crate::{
    journey::{Record, RecordId, Seat, When},
    seal::Keyring,
};

use super::{
    Failure, Leaf, Page, Vault,
    line::{Head, Sealed, Version},
    look::Opener,
    pages::{self, Pages},
    place::{Place, short},
    search::Needle,
    shelf::{self, Shelf, Text},
};

impl Vault {
    pub(super) fn shelf(&self) -> Shelf<'_> {
        Shelf::of(&*self.disk, self.rooms.log.clone(), &self.files, &self.ring)
    }

    /// See [`Store::leaves`](super::Store::leaves).
    pub(super) fn list(&self, by: Seat) -> Result<Vec<Leaf>, Failure> {
        let pages = self.fold(by, |_, opening| opening)?;
        Ok(leaves(pages.newest_first(&self.erased)))
    }

    /// The lines that may be versions of a page.
    pub(super) fn places_of<'a>(&'a self, id: &RecordId) -> impl Iterator<Item = Place> + use<'a> {
        let page = short(&id.0);
        self.pages.iter().copied().filter(move |place| place.page == page)
    }

    /// Whether any version of a page of this person is there, readable or not.
    pub(super) fn has(&self, by: Seat, id: &RecordId) -> Result<bool, Failure> {
        let mut logs = self.shelf();
        for place in self.places_of(id) {
            let leaf = logs.leaf(place)?;
            if leaf.is_some_and(|(version, _)| version.page == *id && version.by == by) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// See [`Store::page`](super::Store::page).
    pub(super) fn text(&self, by: Seat, id: &RecordId) -> Result<Option<String>, Failure> {
        if self.erased.contains(&(by, id.clone())) {
            return Ok(None);
        }
        let mut logs = self.shelf();
        let (mut best, mut damaged) = (None, false);
        for place in self.places_of(id) {
            let Some((version, text)) = logs.record(place)?.and_then(shelf::split) else {
                damaged |= logs.leaf(place)?.is_none_or(|(version, _)| version.page == *id);
                continue;
            };
            let later = best.as_ref().is_none_or(|(order, _)| *order < version.order);
            if version.page == *id && version.by == by && later {
                best = Some((version.order, text));
            }
        }
        match best {
            Some((_, text)) => Ok(Some(text)),
            None if damaged => Err(Failure::PageDamaged),
            None => Ok(None),
        }
    }

    /// See [`Store::each_page`](super::Store::each_page).
    pub(super) fn each(&self, by: Seat, hear: &mut dyn FnMut(Page<'_>)) -> Result<(), Failure> {
        let pages = self.fold(by, |place, _| place)?;
        let mut logs = self.shelf();
        for (id, at, place) in pages.newest_first(&self.erased).into_iter().rev() {
            let text = match logs.text(place)? {
                Some(text) => Some(text),
                // the last version is damaged: the one before it, if there is one
                None => self.text(by, &id).or_else(|failure| match failure {
                    Failure::PageDamaged => Ok(None),
                    failure => Err(failure),
                })?,
            };
            if let Some(text) = text {
                hear(Page { id: &id, at, text: &text });
            }
        }
        Ok(())
    }

    /// Every page of this person; `body` says what is held of its version in a place, which begins
    /// so.
    fn fold<T>(&self, by: Seat, body: fn(Place, String) -> T) -> Result<Pages<T>, Failure> {
        let versions = self.pages_with_versions();
        let mut logs = self.shelf();
        let mut pages = Pages::of(by);
        for place in &self.pages {
            let Some((version, opening)) = logs.leaf(*place)? else { continue };
            if versions.binary_search(&place.page).is_ok() {
                pages.take(version, body(*place, opening));
            } else {
                pages.take_only(version, body(*place, opening));
            }
        }
        Ok(pages)
    }

    /// The short names of pages that more than one line holds, in order.
    fn pages_with_versions(&self) -> Vec<u32> {
        let mut pages: Vec<_> = self.pages.iter().map(|place| place.page).collect();
        pages.sort_unstable();
        let mut twice: Vec<_> =
            pages.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        twice.dedup();
        twice
    }

    /// See [`Store::search`](super::Store::search). As in a list, only what is read whole is
    /// checked.
    pub(super) fn find(&self, by: Seat, words: &str) -> Result<Vec<Leaf>, Failure> {
        let Some(needle) = Needle::of(words) else { return Ok(Vec::new()) };
        let versions = self.pages_with_versions();
        let mut logs = self.shelf();
        let mut pages = Pages::of(by);
        for place in &self.pages {
            let line = logs.line(*place)?;
            let found = if Sealed::is_begun(line) {
                match logs.sealed_text(*place)? {
                    Some(text) => hit_sealed(&text, &needle),
                    None => logs.held(*place)?.and_then(|held| hit_in(held.record, &needle)),
                }
            } else {
                hit(line, by, &needle)
            };
            let Some((version, hit)) = found else { continue };
            // a page without the words matters only if it takes the place of one with them
            if versions.binary_search(&place.page).is_ok() {
                pages.take(version, hit);
            } else if hit.is_some() {
                pages.take_only(version, hit);
            }
        }
        let found = pages.newest_first(&self.erased).into_iter();
        Ok(leaves(found.filter_map(|(id, at, hit)| Some((id, at, hit?))).collect()))
    }
}

/// The version of this person's page on a line, and its opening if the words are in its text.
fn hit(line: &[u8], by: Seat, needle: &Needle) -> Option<(Version, Option<String>)> {
    let beginning = Head::read(line).and_then(|head| {
        let (device, n) = (head.device, head.n);
        Some((device, n, head.page()?))
    });
    let Some((device, n, page)) = beginning else {
        // laid out in another way than this program does
        return hit_in(shelf::record(line, &mut Opener::of(&Keyring::default()))?.record, needle);
    };
    if page.by != by {
        return None;
    }
    let json = line.get(page.text_at..)?;
    Some((page.version(device, n)?, needle.opening_in(json)))
}

/// The same, of a version that was sealed.
fn hit_sealed(text: &Text<'_>, needle: &Needle) -> Option<(Version, Option<String>)> {
    Some((text.version()?, needle.opening_in(text.json)))
}

/// The same, of a record that had to be read whole.
fn hit_in(record: Record, needle: &Needle) -> Option<(Version, Option<String>)> {
    let (version, text) = shelf::split(record)?;
    let hit = needle.is_in(&text).then(|| pages::opening(&text));
    Some((version, hit))
}

fn leaves(pages: Vec<(RecordId, When, String)>) -> Vec<Leaf> {
    pages.into_iter().map(|(id, at, opening)| Leaf { id, at, opening }).collect()
}
