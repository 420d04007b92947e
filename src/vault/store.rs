//! What the program asks of a store, whether it is on disk or only in memory.
//! Every question about pages names the person whose pages they are.

use crate::{
    journey::{Event, Journey, Own, Reach, Record, RecordId, Seat, Time, When},
    seal::{Cost, Door, Passphrase, PersonKeys},
};

use super::{Failure, Leaf, Page, Unlocked};

/// The longest text of a journal page, in bytes.
pub const PAGE: usize = 1024 * 1024;

/// Keeps what happened.
pub trait Store {
    /// Keeps one event; it is durable when this returns. `at` is kept to the day where both may
    /// read the event, else to the moment. An event that is [`Reach::NotKept`] is answered with a
    /// record and written nowhere.
    ///
    /// # Errors
    /// Then nothing was kept: [`Failure::Full`], [`Failure::ReadOnly`], [`Failure::Newer`],
    /// [`Failure::TooLong`], or what the machine said.
    fn keep(&mut self, by: Seat, at: Time, event: &Event) -> Result<Record, Failure> {
        let mut records = self.keep_all(by, at, std::slice::from_ref(event))?;
        records.pop().ok_or(Failure::Damaged)
    }

    /// Keeps several events at once: all or none. Errors are those of [`Store::keep`].
    fn keep_all(&mut self, by: Seat, at: Time, events: &[Event]) -> Result<Vec<Record>, Failure>;

    /// Puts the words that this person has not saved yet in the place of those before, durably.
    /// One event a person; what is [`Reach::NotKept`] is not written.
    fn draft(&mut self, by: Seat, at: Time, event: &Event) -> Result<(), Failure>;

    /// Destroys this person's unsaved words.
    fn clear_draft(&mut self, by: Seat) -> Result<(), Failure>;

    /// This person's journal pages, newest first.
    fn leaves(&mut self, by: Seat) -> Result<Vec<Leaf>, Failure>;

    /// The text of one of this person's pages as it is now; none if there is no such page.
    ///
    /// # Errors
    /// [`Failure::PageDamaged`] if the page is there and no version of it can be read.
    fn page(&mut self, by: Seat, id: &RecordId) -> Result<Option<String>, Failure>;

    /// This person's pages whose text, as it is now, holds `words` in upper or lower case, newest
    /// first. No words find nothing.
    fn search(&mut self, by: Seat, words: &str) -> Result<Vec<Leaf>, Failure>;

    /// Hands each of this person's pages over, oldest first. Pages that cannot be read are left
    /// out.
    fn each_page(&mut self, by: Seat, hear: &mut dyn FnMut(Page<'_>)) -> Result<(), Failure>;

    /// Whether anything could be thrown away now.
    ///
    /// # Errors
    /// What [`Store::erase`] would say of the whole store, whatever it is.
    fn may_erase(&self) -> Result<(), Failure> {
        Ok(())
    }

    /// Throws something that only this person can read away for good; says what was kept of that.
    /// What is not there is fine.
    fn erase(&mut self, by: Seat, at: Time, own: &Own) -> Result<Vec<Record>, Failure>;

    // Drawers. A store that forgets everything has none, and these are its answers.

    /// The lock of a person, to try passphrases on; none if they have none.
    fn door(&self, _: Seat) -> Option<Door> {
        None
    }

    /// Whose drawer is open.
    fn unlocked(&self) -> Option<Seat> {
        None
    }

    /// Opens a person's drawer, and shuts the one that was open.
    fn unlock(&mut self, _: PersonKeys) -> Result<Unlocked, Failure> {
        Err(Failure::Locked)
    }

    /// Shuts the drawer that is open; says what may be read now.
    fn lock(&mut self) -> Result<Journey, Failure> {
        Err(Failure::Locked)
    }

    /// Gives a person a lock, and seals what they wrote before. Their drawer is open afterwards.
    fn set_lock(&mut self, _: Seat, _: &Passphrase, _: Cost) -> Result<Unlocked, Failure> {
        Err(Failure::Locked)
    }

    /// Gives the person whose drawer is open another passphrase; with `known`, because somebody
    /// knows the old one.
    fn change_lock(&mut self, _: &Passphrase, _known: bool, _: Cost) -> Result<(), Failure> {
        Err(Failure::Locked)
    }

    /// Whether there is a recovery code for a person.
    fn has_code(&self, _: Seat) -> bool {
        false
    }

    /// Makes a recovery code for the person whose drawer is open.
    fn make_code(&mut self) -> Result<Passphrase, Failure> {
        Err(Failure::Locked)
    }

    /// Takes it away.
    fn drop_code(&mut self) -> Result<(), Failure> {
        Err(Failure::Locked)
    }
}

/// The time that is kept with an event.
pub(super) fn when(at: Time, event: &Event) -> When {
    match event.reach() {
        Reach::Both => When::Day(at.date_naive()),
        Reach::OnlyYou | Reach::Sealed | Reach::NotKept => When::Moment(at),
    }
}

/// Whether a text is short enough to be a page.
pub(super) fn fits(event: &Event) -> Result<(), Failure> {
    match event {
        Event::Entry { text, .. } | Event::EntryEdit { text, .. } if text.len() > PAGE => {
            Err(Failure::TooLong)
        }
        _ => Ok(()),
    }
}

/// A new name for a record: 80 random bits in the letters of a careful alphabet. It tells nothing
/// about when or where it was made.
pub(super) fn new_id() -> Result<RecordId, Failure> {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|_| Failure::Io(std::io::ErrorKind::Other))?;
    Ok(RecordId(random.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect()))
}
