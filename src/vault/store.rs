//! What the program asks of a store, whether it is on disk or only in memory.
//! Every question about pages names the person whose pages they are.

use crate::journey::{Event, Reach, Record, RecordId, Seat, Time, When};

use super::{Failure, Leaf, Page};

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

    /// Throws one of this person's pages away for good. A page that is not there is fine.
    fn erase(&mut self, by: Seat, at: Time, id: &RecordId) -> Result<(), Failure>;
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
