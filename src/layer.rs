//! The vocabulary between a screen and the program: what comes in, what goes out, and what a layer
//! is. Layers change only themselves; everything else they ask for, as data.

use std::time::Duration;

use crate::{
    journey::{Event, Journey, Leaf, Mode, Own, Reach, RecordId, Seat, Time},
    seal::{Passphrase, Shut},
    ui::{Field, Hint, Key, Page, Words, prose::Prose},
};

/// Something that came from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Text that arrived at once.
    Paste(Pasted),
    /// The n-th choice of the page was clicked, or its number typed.
    Pick(usize),
    /// A place on the n-th scale of the page was clicked, or its number typed.
    Place(usize, u8),
    /// A cell of a field was clicked. Rows and cells past the end mean the end.
    Caret {
        /// The n-th field of the page.
        field: usize,
        /// The row of its text.
        row: usize,
        /// The cell of the row.
        cell: u16,
    },
    /// Time went by.
    Tick,
    /// The page is this wide now (in cells of text); also said when a layer opens.
    Measure(u16),
}

/// Pasted text, which `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Pasted(pub String);

impl std::fmt::Debug for Pasted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pasted({} bytes)", self.0.len())
    }
}

/// What a layer may look at, and not change.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// Now, on the reader's clock.
    pub now: Time,
    /// Whose hands are on the keys.
    pub seat: Seat,
    /// What has happened.
    pub journey: &'a Journey,
    /// The program's words.
    pub words: &'a Words,
    /// The width of text on the page, in cells.
    pub measure: u16,
    /// Whether pictures may move.
    pub motion: bool,
    /// Rises when something is kept or thrown away: what the store said before may be old.
    pub changes: u64,
}

impl Cx<'_> {
    /// The name of the person in a seat.
    pub fn name(&self, seat: Seat) -> &str {
        match self.journey.person(seat).map(|person| person.name.as_str()) {
            Some(name) if !name.is_empty() => name,
            _ if self.journey.has_locks() => {
                self.journey.resident(seat).map_or("", |resident| resident.label.as_str())
            }
            _ if self.journey.mode() == Mode::Alone => &self.words.people.you,
            _ => match seat {
                Seat::First => &self.words.people.first,
                Seat::Second => &self.words.people.second,
            },
        }
    }

    /// `Ana · only you`: who is at the keys, then who can read this.
    pub fn hands(&self, reach: Reach) -> String {
        let who = self.words.reach.of(reach, self.journey.mode());
        match self.journey.mode() {
            Mode::Session => self.words.people.invented.clone(),
            Mode::Alone => who.to_owned(),
            Mode::Together => format!("{} · {who}", self.name(self.seat)),
        }
    }

    /// The same while both sit at the keys: `both · not kept`.
    pub fn hands_of_both(&self, reach: Reach) -> String {
        match self.journey.mode() {
            Mode::Session => self.words.people.invented.clone(),
            _ if reach == Reach::Both => self.words.reach.both_of_you.clone(),
            mode => {
                format!("{} · {}", self.words.people.both, self.words.reach.of(reach, mode))
            }
        }
    }

    /// A page with its two corners.
    pub fn page<'p>(&self, place: impl Into<String>, reach: Reach) -> Page<'p> {
        Page { place: place.into(), hands: self.hands(reach), ..Page::default() }
    }
}

/// What came of an input.
#[must_use]
#[derive(Default)]
pub struct Outcome {
    /// Where it leads.
    pub flow: Flow,
    /// What is asked of the program.
    pub effects: Vec<Effect>,
}

impl Outcome {
    /// The same, with one thing more asked.
    pub fn and(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }
}

impl From<Flow> for Outcome {
    fn from(flow: Flow) -> Self {
        Self { flow, effects: Vec::new() }
    }
}

/// Where an input leads.
#[derive(Default)]
pub enum Flow {
    /// Not mine: the program's own keys hear it.
    #[default]
    Pass,
    /// Here.
    Stay,
    /// Back to the layer below.
    Close,
    /// On to a layer above.
    Open(Box<dyn Layer>),
    /// On to a layer in place of this one.
    Replace(Box<dyn Layer>),
    /// To the home, whatever stands between.
    Home,
    /// To another person: a neutral cover, then their home, then this layer if there is one.
    HandOver {
        /// Whose hands come next.
        to: Seat,
        /// What they find.
        then: Option<Box<dyn Layer>>,
    },
    /// Out.
    Quit,
}

/// What a layer asks of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Keep these for good, in the name of the person at the keys.
    Keep(Vec<Event>),
    /// Keep these in the name of somebody: for what both do together.
    KeepAs(Seat, Vec<Event>),
    /// Read the journal; the answer comes as a [`Report`].
    Journal(JournalAsk),
    /// Throw something away: out of sight at once, and for good in a moment.
    Throw(Own),
    /// Bring back what was thrown away, while the moment lasts.
    BringBack,
    /// Make a home for these people; it becomes the one that is open.
    SetUp(SetUp),
    /// Show the therapist's session, with the n-th of the invented couples.
    Session(usize),
    /// The person at the keys changed: said by the cover.
    Seat(Seat),
    /// Try a passphrase on a person's lock. It takes a while; what came of it is told later.
    Unlock(Seat, Passphrase),
    /// Do something about the lock of the person at the keys.
    Lock(LockAct),
}

/// What can be done about one's own lock.
#[derive(Clone, Debug, PartialEq)]
pub enum LockAct {
    /// Say how it is.
    Look,
    /// Get one.
    Get(Passphrase),
    /// Change it.
    Change {
        /// The new one.
        passphrase: Passphrase,
        /// Whether somebody knows the old one: then everything is sealed anew.
        known: bool,
    },
    /// Make a recovery code.
    MakeCode,
    /// Take the recovery code away.
    DropCode,
}

/// A question to the journal of the person at the keys.
#[derive(Clone, PartialEq, Eq)]
pub enum JournalAsk {
    /// Its pages, newest first.
    Leaves,
    /// The pages in which these words stand.
    Search(String),
    /// One page, whole.
    Page(RecordId),
}

impl std::fmt::Debug for JournalAsk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Leaves => "Leaves",
            Self::Search(_) => "Search",
            Self::Page(_) => "Page",
        })
    }
}

/// Who a home is for.
#[derive(Clone, Debug, PartialEq)]
pub struct SetUp {
    /// Together or alone.
    pub mode: Mode,
    /// The names, in the order of the seats; one or two.
    pub names: Vec<String>,
    /// Their passphrases, for those who want one.
    pub passphrases: Vec<Option<Passphrase>>,
    /// What to keep first: profiles and what they are to each other.
    pub first: Vec<(Seat, Event)>,
}

/// What the program says back.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// It is done; what was to be kept is on disk.
    Done,
    /// The journal's pages.
    Leaves(Vec<Leaf>),
    /// A page's text; none if it is gone.
    Page(Option<Written>),
    /// It is thrown away; it can be brought back until it is said to be destroyed.
    Thrown,
    /// The moment is over: the page is written over, or that has failed.
    Destroyed,
    /// A drawer is open now, and its owner is at the keys.
    Unlocked,
    /// A drawer stays shut, or a lock could not be made.
    Shut(Shut),
    /// How one's own lock is: whether there is a recovery code.
    Lock {
        /// Whether there is one.
        code: bool,
    },
    /// The words of a new recovery code.
    Code(Passphrase),
}

/// Written text, which `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Written(pub String);

impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Written({} bytes)", self.0.len())
    }
}

/// A screen, or a dialog on one. The front layer hears first; it alone is drawn, for every layer
/// fills the window.
pub trait Layer {
    /// Hears something.
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome;

    /// Hears what came of an effect.
    fn told(&mut self, _report: &Report, _cx: &Cx<'_>) -> Outcome {
        Flow::Stay.into()
    }

    /// What the keys do now.
    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint>;

    /// What is on the page.
    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a>;

    /// What would be kept if this ended now, and in whose name: for drafts, and for leaving at once.
    fn unsaved(&self, _cx: &Cx<'_>) -> Option<(Seat, Event)> {
        None
    }

    /// In how long it wants a [`Input::Tick`]; none, and nothing wakes.
    fn wake(&self, _cx: &Cx<'_>) -> Option<Duration> {
        None
    }

    /// Hears that whoever was writing here has stopped for a while: what is written can be looked at.
    fn rest(&mut self, _cx: &Cx<'_>) {}

    /// Whether text is being written here: then letters are text, not keys.
    fn is_writing(&self) -> bool {
        false
    }
}

/// A field in focus, for a page.
pub fn field(prose: &Prose, label: impl Into<String>, rows: u16) -> Field<'_> {
    Field { label: label.into(), rows, ..Field::new(prose, true) }
}
