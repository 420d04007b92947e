//! What has happened: the people, and everything they kept, folded from records.
//!
//! Pure: no disk, no clock, no screen. A [`Journey`] is a fold over the *set* of records, whatever
//! their order, so that two machines that exchange files agree. What a person wrote is reached
//! only through the eyes of a [`Seat`]; see [`Journey::answer`]. Journal pages are not in here:
//! they can be many and long, so the store reads them when asked.

mod event;
mod fields;
mod fold;
mod leaf;
mod matter;
mod own;
mod person;
mod receipt;
mod sitting;
mod time;

pub use event::{Event, Order, Own, Reach, Record, RecordId, Say, Turn, Was};
pub use fields::Fields;
pub use fold::{BRAKE, Journey, Kept, Shared, StepMark};
pub use leaf::Leaf;
pub use matter::{Face, Matter, Moved};
pub use person::{Between, Hurt, Mode, Person, Resident, Role, Seat};
pub use receipt::{About, Amiss, Receipt};
pub use sitting::Sittings;
pub use time::{Time, When, read_day};
