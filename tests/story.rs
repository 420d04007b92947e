//! Ten weeks of Ana and Ben, as a table of visits: who came on which day, and what they did. Here it is
//! told as records, for `weeks`; `lived` presses the same table into the real program, key by key.

use std::collections::BTreeMap;

use amends::{
    journey::{About, Event, Face, Moved, RecordId, Seat},
    practice::{Practice, State},
};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::{
    practice::practice,
    stage::{Past, book, nine},
};

pub(crate) const ANA: Seat = Seat::First;
pub(crate) const BEN: Seat = Seat::Second;

/// How many days after the first, who is at the keys, and what they do.
pub(crate) type Visit = (u64, Seat, &'static [Act<'static>]);

/// What somebody does with a practice.
#[derive(Clone, Copy)]
pub(crate) enum Act<'a> {
    CheckIn {
        mood: u8,
        tension: u8,
        word: &'a str,
        need: &'a str,
        talk: &'a str,
    },
    Pulse {
        places: [u8; 3],
        moved: &'a str,
    },
    Wave {
        set: &'a str,
        body: u8,
    },
    /// How heard the one who was hurt felt.
    Heard {
        place: u8,
        about: &'a str,
    },
    /// What the other one guesses.
    Guess {
        place: u8,
        about: &'a str,
    },
    Promise {
        what: &'a str,
        days: u64,
    },
    Offer {
        what: &'a str,
        fear: &'a str,
        end: u64,
        review: u64,
    },
    /// Something of so-and-so's that is called this goes on to a state.
    Move {
        practice: &'a str,
        of: Seat,
        what: &'a str,
        to: &'a str,
        days: Option<u64>,
        note: &'a str,
    },
    /// So many pages of the fourth step are turned.
    Read {
        turns: u16,
    },
    /// What is one's own is shown to the other.
    Show {
        practice: &'a str,
        what: &'a str,
    },
}

/// What is said to one thing that a practice asks.
pub(crate) enum Said<'a> {
    Places(Vec<(&'a str, u8)>),
    Text(&'a str),
    Pick(&'a str),
    InDays(u64),
}

/// What came of a promise.
pub(crate) const fn fate<'a>(what: &'a str, to: &'a str) -> Act<'a> {
    Act::Move { practice: "promises", of: BEN, what, to, days: None, note: "" }
}

/// The visits of each week, from the first to the tenth.
pub(crate) const WEEKS: [&[Visit]; 10] = [
    &[
        (
            0,
            ANA,
            &[
                Act::CheckIn { mood: 3, tension: 7, word: "raw", need: "rest", talk: "rest" },
                Act::Pulse { places: [2, 3, 3], moved: "" },
            ],
        ),
        (
            0,
            BEN,
            &[
                Act::CheckIn { mood: 4, tension: 5, word: "wary", need: "fact", talk: "yes" },
                Act::Offer { what: TEXT, fear: FEAR, end: 30, review: 10 },
            ],
        ),
        (
            1,
            ANA,
            &[Act::Move {
                practice: "agreements",
                of: BEN,
                what: TEXT,
                to: "agreed",
                days: None,
                note: "",
            }],
        ),
        (1, BEN, &[Act::Promise { what: "Home by six on Thursday", days: 3 }]),
        (4, BEN, &[fate("Home by six on Thursday", "kept")]),
    ],
    &[
        (
            7,
            ANA,
            &[
                Act::CheckIn { mood: 4, tension: 6, word: "tired", need: "space", talk: "lightly" },
                Act::Pulse { places: [3, 3, 3], moved: "the texts came" },
            ],
        ),
        (7, BEN, &[Act::Promise { what: "The statement on the first", days: 2 }]),
        (
            8,
            ANA,
            &[
                Act::Heard { place: 4, about: "the money" },
                Act::Show { practice: "heard", what: "the money" },
            ],
        ),
        (
            8,
            BEN,
            &[
                Act::Guess { place: 8, about: "our evening" },
                Act::Show { practice: "heard", what: "our evening" },
                Act::Move {
                    practice: "promises",
                    of: BEN,
                    what: "The statement on the first",
                    to: "moved",
                    days: Some(8),
                    note: "The bank sends it on the eighth.",
                },
            ],
        ),
        (
            9,
            ANA,
            &[
                Act::CheckIn { mood: 5, tension: 5, word: "calmer", need: "near", talk: "yes" },
                Act::Read { turns: 3 },
            ],
        ),
        (
            12,
            BEN,
            &[Act::CheckIn { mood: 6, tension: 4, word: "tired", need: "fun", talk: "lightly" }],
        ),
    ],
    &[
        (
            14,
            ANA,
            &[
                Act::CheckIn { mood: 5, tension: 4, word: "quiet", need: "none", talk: "yes" },
                Act::Pulse { places: [4, 3, 4], moved: "the Thursday" },
            ],
        ),
        (15, ANA, &[Act::Wave { set: "late", body: 7 }]),
        (
            16,
            BEN,
            &[
                fate("The statement on the first", "kept"),
                Act::Promise { what: "Call the plumber", days: 2 },
                Act::Read { turns: 2 },
            ],
        ),
        (
            19,
            BEN,
            &[Act::Move {
                practice: "promises",
                of: BEN,
                what: "Call the plumber",
                to: "told",
                days: None,
                note: "You waited for him. A word at noon.",
            }],
        ),
    ],
    &[
        (
            21,
            ANA,
            &[
                Act::Pulse { places: [5, 4, 5], moved: "he said it himself" },
                Act::Read { turns: LEFT_OF_ANA },
            ],
        ),
        (21, BEN, &[Act::Promise { what: "No cash from the joint account", days: 6 }]),
        (
            22,
            ANA,
            &[
                Act::Heard { place: 6, about: "the plumber" },
                Act::Show { practice: "heard", what: "the plumber" },
                Act::Wave { set: "late", body: 7 },
            ],
        ),
        (
            22,
            BEN,
            &[
                Act::Guess { place: 7, about: "the call" },
                Act::Show { practice: "heard", what: "the call" },
            ],
        ),
    ],
    // it came out
    &[(
        28,
        ANA,
        &[
            Act::Pulse { places: [2, 2, 3], moved: "the account" },
            fate("No cash from the joint account", "found"),
        ],
    )],
    // nobody was here for three weeks
    &[],
    &[],
    &[],
    &[
        (
            56,
            ANA,
            &[
                Act::CheckIn { mood: 4, tension: 6, word: "back", need: "fact", talk: "yes" },
                Act::Pulse { places: [3, 3, 4], moved: "" },
            ],
        ),
        (56, BEN, &[Act::Promise { what: "Walk together on Saturday", days: 6 }]),
        (62, BEN, &[fate("Walk together on Saturday", "kept")]),
    ],
    // and it came out again
    &[
        (63, ANA, &[Act::Pulse { places: [3, 2, 2], moved: "the account, again" }]),
        (63, BEN, &[Act::Promise { what: "No cash, this time for good", days: 2 }]),
        (66, ANA, &[fate("No cash, this time for good", "found")]),
    ],
];

/// How many pages Ana has left to turn when she comes back to the step.
const LEFT_OF_ANA: u16 = 4;

/// What was agreed about openness, and the fear that it is for.
const TEXT: &str = "When I travel, I text when I arrive.";
const FEAR: &str = "That the train was never taken.";

/// The last day of a week.
pub(crate) fn last_day(week: usize) -> u64 {
    week as u64 * 7 - 1
}

/// That many days after the first.
pub(crate) fn day(days: u64) -> NaiveDate {
    nine().date_naive().checked_add_days(Days::new(days)).unwrap()
}

impl<'a> Act<'a> {
    /// To which practice it adds, and what is said there.
    pub(crate) fn adds(&self) -> Option<(&'static Practice, Vec<(&'static str, Said<'a>)>)> {
        use Said::{InDays, Pick, Places, Text};
        let (id, says) = match *self {
            Self::CheckIn { mood, tension, word, need, talk } => (
                "check-in",
                vec![
                    ("line", Places(vec![("mood", mood), ("tension", tension)])),
                    ("word", Text(word)),
                    ("need", Pick(need)),
                    ("talk", Pick(talk)),
                ],
            ),
            Self::Pulse { places: [foresee, lean, hope], moved } => (
                "pulse",
                vec![
                    ("trust", Places(vec![("foresee", foresee), ("lean", lean), ("hope", hope)])),
                    ("moved", Text(moved)),
                ],
            ),
            Self::Wave { set, body } => {
                ("waves", vec![("set", Pick(set)), ("body", Places(vec![("body", body)]))])
            }
            Self::Heard { place, about } => {
                ("heard", vec![("heard", Places(vec![("heard", place)])), ("about", Text(about))])
            }
            Self::Guess { place, about } => {
                ("heard", vec![("guess", Places(vec![("guess", place)])), ("about", Text(about))])
            }
            Self::Promise { what, days } => (
                "promises",
                vec![
                    ("act", Text(what)),
                    ("sure", Places(vec![("sure", 9)])),
                    ("due", InDays(days)),
                ],
            ),
            Self::Offer { what, fear, end, review } => (
                "agreements",
                vec![
                    ("what", Text(what)),
                    ("fear", Text(fear)),
                    ("end", InDays(end)),
                    ("review", InDays(review)),
                ],
            ),
            Self::Move { .. } | Self::Show { .. } | Self::Read { .. } => return None,
        };
        Some((practice(id), says))
    }
}

impl Said<'_> {
    /// As the screen would keep it, on that day; nothing where nothing was said.
    pub(crate) fn answer(&self, ask: &str, on: u64) -> Option<Value> {
        Some(match self {
            Self::Places(places) => {
                json!({ "places": places.iter().copied().collect::<BTreeMap<_, _>>() })
            }
            Self::Text("") => return None,
            Self::Text(text) => json!({ ask: text }),
            Self::Pick(option) => json!({ "picked": [option] }),
            Self::InDays(days) => json!({ "day": day(on + days).to_string() }),
        })
    }
}

/// The story up to the end of a week.
pub(crate) fn until(week: usize) -> Past {
    let visits = WEEKS[..week].iter().flat_map(|visits| visits.iter());
    visits.fold(Past::together().done_before(4), |past, (day, by, acts)| {
        acts.iter().fold(past, |past, act| tell(past, *day, *by, act))
    })
}

/// One act, as the records that the screens would keep.
pub(crate) fn tell(past: Past, on: u64, by: Seat, act: &Act<'_>) -> Past {
    let events = match *act {
        Act::Move { practice: id, of, what, to, days, note } => {
            let state = practice(id).state(to).unwrap();
            moved(&past, (on, by), (id, of, what), (state, days, note))
        }
        Act::Show { practice: id, what } => vec![shown(&past, by, id, what, on)],
        Act::Read { turns } => {
            let step = book().heads()[4].id.clone();
            let page = past.journey().step(by, &step).page.unwrap_or_default() + turns;
            vec![Event::Step { step, page: Some(page), done: None }]
        }
        _ => {
            let (practice, says) = act.adds().unwrap();
            let answers = says
                .iter()
                .filter_map(|(ask, said)| Some(((*ask).to_owned(), said.answer(ask, on)?)));
            let face = practice.face(by, answers.collect(), day(on));
            let named = face.of.clone().or_else(|| Some(named(act, on)));
            Practice::faces(Face { of: named, ..face }, &practice.both(), false)
        }
    };
    events.into_iter().fold(past, |past, event| past.later(on, by, event))
}

/// How long the story is: somebody may live it again after that.
pub(crate) const DAYS: u64 = 70;

/// What something new is called here: its own words, where it is spoken of again.
fn named(act: &Act<'_>, on: u64) -> RecordId {
    match act {
        Act::Promise { what, .. } | Act::Offer { what, .. } => called(what, on),
        Act::Heard { about, .. } | Act::Guess { about, .. } => called(about, on),
        Act::Pulse { .. } => RecordId(format!("pulse of day {on}").into()),
        _ => RecordId(format!("wave of day {on}").into()),
    }
}

/// The name of what has these words, in the story that is lived on that day.
fn called(what: &str, on: u64) -> RecordId {
    RecordId(format!("{what} {}", on / DAYS).into())
}

fn moved(
    past: &Past,
    (on, by): (u64, Seat),
    (id, owner, what): (&str, Seat, &str),
    (state, days, note): (&State, Option<u64>, &str),
) -> Vec<Event> {
    let of = called(what, on);
    let matter = past.journey().matter(by, owner, &of).unwrap();
    let may = practice(id).ways(&matter, by, day(on));
    assert!(may.contains(&state), "{by} may say “{}” of “{what}” on day {on}", state.id);
    let until = days.map(|days| day(on + days));
    let moved = Moved { until, note: note.to_owned(), ..state.moves(&matter, day(on)) };
    // who answers the other one keeps a sum of what they answered
    let about = About::Matter { owner, practice: id.to_owned(), of };
    let receipt = past.journey().receipt(about).filter(|_| by != owner);
    [Some(Event::Move(moved)), receipt].into_iter().flatten().collect()
}

fn shown(past: &Past, by: Seat, id: &str, what: &str, on: u64) -> Event {
    let of = called(what, on);
    let matter = past.journey().matter(by, by, &of).unwrap();
    practice(id).shown(&matter)
}
