//! What carries on between the steps: promises, agreements, check-ins. A practice is content (what it
//! asks, the states a matter of it may be in, its days, what protects it) on one lifecycle engine.
//! What was kept is a [`Matter`](crate::journey::Matter) of the journey; how it looks is left to the
//! screens.
//!
//! Pure. In short, for whoever keeps something under a practice:
//!
//! ```text
//! book.practices()?.find("promises")     the practice, from content/<lang>/practices.json
//! practice.refuses(journey, seat, &fields, today)   why it may not be added now, if so
//! practice.face(fields, today)           what to keep: Event::Matter(face), by its owner
//! practice.standing(&matter, today)      its state today, its days, whether it is over
//! practice.ways(&matter, seat, today)    the states that this person may move it to now
//! state.moves(&matter, today)            what to keep: Event::Move(moved), by whoever moves it
//! journey.matters(eyes)                  all that these eyes may read
//! ```

mod form;
mod keep;
mod life;
mod picture;

pub use form::{
    Agenda, Ask, AskedAlone, Cadence, Counts, Dots, Doubt, Heavy, InReturn, Least, Makes, Mover,
    PairOf, Pairs, Pause, Picked, Picture, Practice, Practices, Span, State, Timing,
};
pub use keep::Refusal;
pub use life::{Lasts, Standing, picked, place, text};
pub use picture::{fortnight, pictures, places, weeks};
