//! What one person keeps in a practice that is for their part only, and lets the other one read: who opens
//! it, what they can say to it, and what stays out of their sight.

use amends::{
    journey::{Event, Face, Reach, RecordId, Role, Seat},
    practice::Practice,
    ui::plain::Offer,
};
use serde_json::json;

use crate::{
    coach::{kept, moved},
    practice::practice,
    stage::{Past, Stage},
};

const ANA: Seat = Seat::First;
const BEN: Seat = Seat::Second;

/// What stands in each of them.
const MARK: &str = "by the window";

/// The four, who writes there, and what the other one can say to it.
fn all() -> [(&'static Practice, Seat, Event, &'static [&'static str]); 4] {
    let write = |id, owner, ask: &str, slot: &str| {
        let event = kept(id, "x", 0, owner, json!({ ask: { slot: MARK } }));
        let Event::Matter(face) = event else { unreachable!("a matter") };
        // its owner lets it be read
        Event::Matter(Face { reach: Reach::Both, of: Some(RecordId("x".into())), ..face })
    };
    [
        (practice("tell-first"), BEN, write("tell-first", BEN, "day", "where"), &["helped"]),
        (
            practice("questions"),
            ANA,
            write("questions", ANA, "ask", "ask"),
            &["full", "part", "dated"],
        ),
        (practice("wave-card"), ANA, write("wave-card", ANA, "card", "helps"), &[]),
        (practice("slips"), BEN, write("slips", BEN, "what", "what"), &["read", "found"]),
    ]
}

/// The program with this person at the keys, at all practices.
fn practices(past: Past, seat: Seat) -> Stage {
    let mut stage = past.knock(80, 40);
    stage.press(if seat == ANA { "1" } else { "2" }).press("r");
    stage
}

fn lists(stage: &Stage, practice: &Practice) -> bool {
    stage.offers().iter().any(|(_, says)| says.starts_with(&practice.title))
}

#[test]
fn it_is_read_by_whom_it_was_written_for() {
    for (practice, writer, event, says) in all() {
        let reader = writer.other();
        let id = &practice.id;
        assert!(lists(&practices(Past::together(), writer), practice), "{id}, to write it");
        assert!(!lists(&practices(Past::together(), reader), practice), "{id}, with nothing in it");
        let mut stage = practices(Past::together().happened(writer, event), reader);
        assert!(lists(&stage, practice), "{id}, to read it");
        stage.choose(&practice.title);
        assert!(stage.sees(&practice.why_other), "{id}:\n{}", stage.frame());
        assert!(!stage.sees(&practice.add), "{id} is not theirs to add to");
        let name = if writer == ANA { "Ana" } else { "Ben" };
        stage.choose(&format!("{name}: "));
        assert!(stage.sees(MARK), "{id}:\n{}", stage.frame());
        let offers = stage.offers();
        let offered = |act: &str| offers.iter().any(|(_, says)| says.starts_with(act));
        for state in practice.states.iter().filter(|state| !state.act.is_empty()) {
            let theirs = says.contains(&state.id.as_str());
            assert_eq!(offered(&state.act), theirs, "{id}: {}", state.id);
        }
        let picks = offers.iter().filter(|(offer, _)| matches!(offer, Offer::Pick(_))).count();
        assert_eq!(picks, says.len(), "{id}: nothing else can be done with it");
    }
}

/// What stays private opens nothing, and says nothing.
#[test]
fn what_is_private_is_nobody_elses_practice() {
    for id in ["questions", "checking", "shelf"] {
        let event = kept(id, "x", 0, ANA, json!({ "ask": { "ask": MARK } }));
        let stage = practices(Past::together().happened(ANA, event), BEN);
        assert!(!lists(&stage, practice(id)), "{id}");
    }
}

/// What is for two is no practice of one who goes on alone.
#[test]
fn alone_there_is_nobody_to_read() {
    let past = Past::alone(Role::Hurt);
    let event = kept("agreements", "x", 0, ANA, json!({ "what": { "what": MARK } }));
    let mut stage = past.happened(ANA, event).open(80, 40);
    stage.press("r");
    assert!(!lists(&stage, practice("agreements")));
}

/// The day that was promised for an answer is spoken of on both sides.
#[test]
fn the_day_of_an_answer_is_due_on_both_sides() {
    let [_, (questions, _, asked, _), ..] = all();
    let Event::Move(dated) = moved("x", ANA, "dated", 0) else { unreachable!("a move") };
    let until = Some(crate::stage::nine().date_naive());
    let dated = Event::Move(amends::journey::Moved { until, ..dated });
    for seat in Seat::ALL {
        let past = Past::together().happened(ANA, asked.clone()).happened(BEN, dated.clone());
        let mut stage = past.knock(120, 30);
        stage.press(if seat == ANA { "1" } else { "2" });
        let (due, _) = questions.due_last.split_once('{').unwrap();
        assert!(stage.sees(due), "{seat:?}:\n{}", stage.frame());
    }
}
