//! Receipts: who agreed to something that both may read is told when it is altered or taken away
//! behind their back, and nobody else is told anything.

use std::fs;

use amends::{
    app::{Begins, Ground},
    journey::{About, Amiss, Event, Journey, Moved, Reach, Receipt, Record, RecordId, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    ui::fill,
    vault::{Newcomer, Opened, Options, Store as _, Vault},
};
use ratatui::layout::Size;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    coach::{kept, moved},
    stage::{Past, Stage, nine, words},
    unlocking::{PASSPHRASES, unlocked},
    vault::{OTHER, other_line},
};

pub(crate) const ANA: Seat = Seat::First;
pub(crate) const BEN: Seat = Seat::Second;
const ANAS: &str = PASSPHRASES[0];
const BENS: &str = PASSPHRASES[1];

fn what(text: &str) -> Value {
    json!({ "what": { "what": text } })
}

/// Ben offers something, in these words.
fn offer(text: &str) -> Event {
    kept("agreements", "a", 0, BEN, what(text))
}

fn about() -> About {
    About::Matter { owner: BEN, practice: "agreements".to_owned(), of: RecordId("a".into()) }
}

/// Ana says yes to it, as the screen does.
fn agreed(past: Past) -> Past {
    let receipt = past.journey().receipt(about()).unwrap();
    past.happened(ANA, moved("a", BEN, "agreed", 0)).happened(ANA, receipt)
}

fn offered() -> Past {
    Past::together().done_before(4).happened(BEN, offer("I text when I arrive."))
}

pub(crate) fn amiss(journey: &Journey, eyes: Seat) -> Vec<Amiss> {
    journey.amiss(eyes).map(|(_, _, how)| how).collect()
}

fn altered() -> String {
    let names = [("day", words().day(nine().date_naive())), ("name", "Ben".to_owned())];
    fill(&words().practices.altered, &names.each_ref().map(|(name, it)| (*name, it.as_str())))
}

fn at_agreement(mut stage: Stage, title: &str) -> Stage {
    for words in ["Practices", "Openness", title] {
        stage.choose(words);
    }
    stage
}

#[test]
fn whoever_says_yes_keeps_a_receipt() {
    let mut stage = at_agreement(offered().open(80, 24), "Ben: I text");
    stage.choose("Yes, for that time").choose("Yes, I could").press("enter enter");
    let journey = stage.app.journey();
    assert_eq!(journey.matter(ANA, BEN, &RecordId("a".into())).unwrap().moves().count(), 1);
    assert_eq!(amiss(journey, ANA), []);
    // had it not been kept, there would be nothing to hold what stands there against
    let mut forged = journey.clone();
    forged.apply(&record(99, BEN, offer("I text when I like.")));
    assert_eq!((amiss(&forged, ANA), amiss(&forged, BEN)), (vec![Amiss::Altered], vec![]));
}

pub(crate) fn record(lc: u64, by: Seat, event: Event) -> Record {
    use amends::journey::{Order, When};
    let order = Order { lc, device: OTHER.into(), n: lc };
    Record {
        id: RecordId(format!("r{lc}").into()),
        at: When::Day(nine().date_naive()),
        order,
        by,
        event,
    }
}

#[test]
fn an_agreement_that_reads_differently_is_told_to_its_owner_alone() {
    let past = || agreed(offered()).happened(BEN, offer("I text when I like."));
    let mut stage = at_agreement(past().open(80, 24), "Ben: I text");
    assert!(stage.sees(&altered()), "{}", stage.frame());
    insta::assert_snapshot!("altered", stage.frame());
    stage.choose(&words().practices.is_right);
    assert!(!stage.sees(&altered()) && stage.sees("I text when I like."), "{}", stage.frame());

    let mut stage = past().open(80, 24);
    stage.press("p enter");
    let stage = at_agreement(stage, "I text");
    assert!(!stage.sees("not what it said"), "{}", stage.frame());
}

/// What the two do with it in the program is no alteration.
#[test]
fn an_ordinary_change_says_nothing() {
    let later = Event::Move(Moved {
        review: Some(nine().date_naive() + chrono::Days::new(7)),
        ..match moved("a", BEN, "reviewed", 0) {
            Event::Move(moved) => moved,
            _ => unreachable!("a move"),
        }
    });
    let past = agreed(offered()).happened(BEN, later).happened(ANA, moved("a", BEN, "ended", 0));
    assert_eq!((amiss(past.journey(), ANA), amiss(past.journey(), BEN)), (vec![], vec![]));
    let stage = at_agreement(past.open(80, 24), "Ben: I text");
    assert!(!stage.sees("not what it said") && !stage.sees(&words().practices.is_right));
}

#[test]
fn what_is_gone_is_told_until_its_owner_has_seen_it() {
    let receipt = offered().journey().receipt(about()).unwrap();
    let past = || Past::together().done_before(4).happened(ANA, receipt.clone());
    let gone = fill(&words().practices.gone, &[("day", &words().day(nine().date_naive()))]);
    let mut stage = past().open(80, 24);
    stage.choose("Practices").choose("Openness");
    assert!(stage.sees(&gone), "{}", stage.frame());
    insta::assert_snapshot!("gone", stage.frame());
    stage.choose(&words().practices.seen);
    assert!(!stage.sees(&gone));
    assert_eq!(amiss(stage.app.journey(), ANA), []);
    let mut stage = past().open(80, 24);
    stage.press("p enter").choose("Practices").choose("Openness");
    assert!(!stage.sees("not there any more"), "{}", stage.frame());
}

struct Room {
    _dir: TempDir,
    places: Places,
    /// The log of Ben's machine.
    bens: std::path::PathBuf,
}

impl Room {
    fn of(locks: [Option<&str>; 2]) -> Self {
        let dir = TempDir::new().unwrap();
        let places = Places { data: dir.path().join("data"), state: dir.path().join("state") };
        let people = ["Ana", "Ben"].into_iter().zip(locks).map(|(label, lock)| Newcomer {
            label: label.to_owned(),
            passphrase: lock.map(|lock| Passphrase::of(lock).unwrap()),
        });
        Vault::create_for(&places, &people.collect::<Vec<_>>(), Cost::TEST).unwrap();
        Self { _dir: dir, places, bens: std::path::PathBuf::new() }
    }

    fn open(&self, machine: &str) -> Opened {
        let state = self.places.state.join(machine);
        let places = Places { data: self.places.data.clone(), state };
        let options = Options { machine: Some(machine.to_owned()), ..Options::default() };
        Vault::open(&places, &options).unwrap()
    }

    fn unlock(&self, machine: &str, seat: Seat) -> (Vault, Journey) {
        let mut vault = self.open(machine).vault;
        let lock = if seat == ANA { ANAS } else { BENS };
        let keys = vault.door(seat).unwrap().open(&Passphrase::of(lock).unwrap()).unwrap();
        let journey = vault.unlock(keys).unwrap().journey;
        (vault, journey)
    }

    fn logs(&self) -> Vec<std::path::PathBuf> {
        let logs = fs::read_dir(self.places.data.join("log")).unwrap();
        logs.map(|log| log.unwrap().path()).collect()
    }
}

fn now() -> Time {
    nine()
}

/// Ana, who has agreed on her own machine to what Ben wrote on his.
fn settled(locks: bool) -> Room {
    let mut room = Room::of([locks.then_some(ANAS), locks.then_some(BENS)]);
    if locks {
        let (mut vault, _) = room.unlock("bens", BEN);
        vault.keep(BEN, now(), &offer("I text when I arrive.")).unwrap();
        drop(vault);
        room.bens = room.logs().pop().unwrap();
        let (mut vault, journey) = room.unlock("anas", ANA);
        let receipt = journey.receipt(about()).unwrap();
        vault.keep_all(ANA, now(), &[moved("a", BEN, "agreed", 0), receipt]).unwrap();
    } else {
        room.open("bens").vault.keep(BEN, now(), &offer("I text when I arrive.")).unwrap();
        room.bens = room.logs().pop().unwrap();
        let Opened { mut vault, journey, .. } = room.open("anas");
        let receipt = journey.receipt(about()).unwrap();
        vault.keep_all(ANA, now(), &[moved("a", BEN, "agreed", 0), receipt]).unwrap();
    }
    room
}

/// A line in another device's log, with a check that is right, as somebody with an editor writes it.
#[test]
fn a_forged_line_is_noticed() {
    let room = settled(false);
    assert_eq!(amiss(&room.open("anas").journey, ANA), []);
    let Event::Matter(face) = offer("Ana texts every hour.") else { unreachable!("a matter") };
    let inside = format!(
        r#""b":{{"t":"matter.set","id":"z","at":"2026-11-22","lc":99,"by":"p2","b":{}}}"#,
        serde_json::to_string(&face).unwrap()
    );
    let path = room.places.data.join(format!("log/{OTHER}.0000.jsonl"));
    fs::write(path, other_line(1, 1, &inside)).unwrap();
    let journey = room.open("anas").journey;
    assert_eq!(amiss(&journey, ANA), [Amiss::Altered]);
    assert_eq!(amiss(&journey, BEN), []);
}

/// The same with locks: whoever has the key for both alters what is for both.
#[test]
fn an_altered_agreement_is_noticed_behind_locks_too() {
    let room = settled(true);
    let (mut vault, journey) = room.unlock("bens", BEN);
    assert_eq!(amiss(&journey, ANA), [], "a receipt is nobody else's to read");
    vault.keep(BEN, now(), &offer("Ana texts every hour.")).unwrap();
    drop(vault);
    let (_, journey) = room.unlock("bens", BEN);
    assert_eq!((amiss(&journey, ANA), amiss(&journey, BEN)), (vec![], vec![]));
    let (_, journey) = room.unlock("anas", ANA);
    assert_eq!((amiss(&journey, ANA), amiss(&journey, BEN)), (vec![Amiss::Altered], vec![]));
}

/// Ben's file is noise, or not there: Ana has her receipt still.
#[test]
fn a_removed_record_is_noticed() {
    for locks in [false, true] {
        let room = settled(locks);
        let len = fs::read(&room.bens).unwrap().len();
        fs::write(&room.bens, vec![b'x'; len]).unwrap();
        let journey = if locks { room.unlock("anas", ANA).1 } else { room.open("anas").journey };
        assert_eq!(amiss(&journey, ANA), [Amiss::Gone], "locks {locks}");
        assert_eq!(amiss(&journey, BEN), [], "locks {locks}");
    }
}

/// The program on a machine of theirs, with somebody's drawer open.
fn at_home(room: &Room, machine: &str, n: usize) -> Stage {
    let Opened { vault, journey, .. } = room.open(machine);
    let stage = Stage::of(Begins {
        ground: Ground::Memory,
        store: Box::new(vault),
        journey,
        found: Vec::new(),
        cost: || Cost::TEST,
        size: Size::new(80, 24),
        now: now(),
    });
    unlocked(stage, n)
}

fn is_told(stage: &Stage) -> bool {
    stage.sees(&words().trouble.in_your_name.what)
}

/// Ben's program, which has the key for what is for both, keeps this in Ana's name.
fn forge(room: &Room, event: &Event) {
    room.unlock("bens", BEN).0.keep(ANA, now(), event).unwrap();
}

/// Ana's drawer was open once; then Ben offers something, on his own machine.
fn offered_behind_locks() -> Room {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    assert!(!is_told(&at_home(&room, "anas", 0)));
    room.unlock("bens", BEN).0.keep(BEN, now(), &offer("I text when I arrive.")).unwrap();
    room
}

#[test]
fn a_move_in_ones_own_name_that_was_not_oneself_is_told_to_them_alone() {
    let room = offered_behind_locks();
    forge(&room, &moved("a", BEN, "agreed", 0));
    let says = [("state", "agreed"), ("name", "Ben")];
    let says = fill(&words().practices.in_your_name, &says);
    let mut stage = at_home(&room, "anas", 0);
    assert!(is_told(&stage), "{}", stage.frame());
    insta::assert_snapshot!("in-your-name", stage.frame());
    stage.press("enter");
    let mut stage = at_agreement(stage, "Ben: I text");
    assert!(stage.sees(&says), "{}", stage.frame());
    insta::assert_snapshot!("in-your-name-there", stage.frame());
    assert!(!is_told(&at_home(&room, "bens", 1)), "it is not his name");
    stage.choose(&words().practices.it_was_me);
    assert!(!stage.sees(&says) && !stage.sees(&words().practices.it_was_me));
    drop(stage);
    assert!(!is_told(&at_home(&room, "anas", 0)), "she said that it was her");
}

/// What she does herself is hers: on another machine of hers, and under another passphrase too.
#[test]
fn what_one_moves_oneself_is_never_told() {
    let room = offered_behind_locks();
    let mut stage = at_agreement(at_home(&room, "anas", 0), "Ben: I text");
    stage.choose("Yes, for that time").choose("Yes, I could").press("enter enter");
    let id = RecordId("a".into());
    assert_eq!(stage.app.journey().matter(ANA, BEN, &id).unwrap().moves().count(), 1);
    drop(stage);
    for machine in ["anas", "another"] {
        assert!(!is_told(&at_home(&room, machine, 0)), "{machine}");
    }
    let (mut vault, journey) = room.unlock("anas", ANA);
    assert!(journey.keeps_moves(ANA) && journey.in_ones_name(ANA, BEN, &id).is_empty());
    vault.change_lock(&Passphrase::of(ANAS).unwrap(), true, Cost::TEST).unwrap();
    drop(vault);
    assert!(!is_told(&at_home(&room, "anas", 0)), "sealed anew");
    // the same once more, though, is nothing that she did
    forge(&room, &moved("a", BEN, "agreed", 0));
    assert!(is_told(&at_home(&room, "anas", 0)));
}

/// What stood in one's name before one's drawer kept anything of the kind is taken as one's own; and
/// what two do at the keys together stands in the name of one, whosever drawer is open.
#[test]
fn neither_an_older_home_nor_what_both_did_is_told() {
    let room = Room::of([Some(ANAS), Some(BENS)]);
    let meeting = json!({ "decided": { "decided": "The car." } });
    let (mut bens, _) = room.unlock("bens", BEN);
    bens.keep(BEN, now(), &offer("I text when I arrive.")).unwrap();
    bens.keep(ANA, now(), &kept("meeting", "m", 0, ANA, meeting)).unwrap();
    drop(bens);
    forge(&room, &moved("a", BEN, "agreed", 0));
    assert!(!is_told(&at_home(&room, "anas", 0)), "from before");
    forge(&room, &moved("m", ANA, "held", 0));
    assert!(!is_told(&at_home(&room, "anas", 0)), "both did it");
    forge(&room, &moved("a", BEN, "stopped", 0));
    assert!(is_told(&at_home(&room, "anas", 0)), "the next one");
}

/// Without a lock of her own whoever can write in her name can write in her drawer.
#[test]
fn who_has_no_lock_keeps_no_moves() {
    let mut stage = at_agreement(offered().open(80, 24), "Ben: I text");
    stage.choose("Yes, for that time").choose("Yes, I could").press("enter enter");
    assert!(!stage.app.journey().keeps_moves(ANA));
    let journey = agreed(offered()).journey().clone();
    assert!(journey.in_ones_name(ANA, BEN, &RecordId("a".into())).is_empty());
}

/// One move that has two lines while it is sealed anew is one.
#[test]
fn a_move_is_counted_once_however_many_lines_it_has() {
    let mut journey = offered().journey().clone();
    let Event::Move(move_) = moved("a", BEN, "agreed", 0) else { unreachable!("a move") };
    let own = journey.own_moves(ANA, &[Event::Move(move_.clone())]);
    let told = |journey: &Journey| journey.in_ones_name(ANA, BEN, &move_.of).len();
    let said = record(50, ANA, Event::Move(move_.clone()));
    journey.apply(&record(49, ANA, own));
    journey.apply(&said);
    let mut anew = said.clone();
    anew.order.n += 10;
    journey.apply(&anew);
    assert_eq!(told(&journey), 0);
    let mut again = said;
    again.order.lc += 10;
    journey.apply(&again);
    assert_eq!(told(&journey), 1);
}

/// Nothing of a receipt lies open where its owner has a lock, and the other's key opens none.
#[test]
fn a_receipt_is_for_its_writer_alone() {
    let room = settled(true);
    let all: String = room.logs().iter().map(|log| fs::read_to_string(log).unwrap()).collect();
    assert!(!all.contains("receipt") && !all.contains("agreements"));
    let Some(receipt) = offered().journey().receipt(about()) else { panic!("it is for both") };
    assert_eq!(receipt.reach(), Reach::OnlyYou);
    assert_eq!(format!("{receipt:?}"), "Receipt");
    // what is one's own has none
    let own = About::Answer { owner: BEN, exercise: "1.1".to_owned(), part: "a".to_owned() };
    let private = Event::Answer {
        exercise: "1.1".to_owned(),
        part: "a".to_owned(),
        reach: Reach::OnlyYou,
        done: true,
        answer: json!({ "text": "mine" }),
    };
    assert_eq!(Past::together().happened(BEN, private).journey().receipt(own), None);
}

/// The form that FORMAT.md tells of, and a log from before there were receipts.
#[test]
fn the_form_stays() {
    let receipt = Receipt::of_answer(ANA, "0.2", "rules", &json!({ "settled": { "a": "b" } }));
    let json = serde_json::to_value(&receipt).unwrap();
    let about = json!({ "answer": { "owner": "p1", "exercise": "0.2", "part": "rules" } });
    // printf '{"settled":{"a":"b"}}' | sha256sum
    assert_eq!(json, json!({ "about": about, "sum": receipt.sum }));
    assert_eq!(receipt.sum, "e89fefc6d9223badcff3d7f229c1290abbe9aa4163a26f16aa20f8e479bd1aac");
    let let_go = json!({ "about": about }).to_string();
    let Ok(Event::Receipt(read)) = Event::of("receipt", &let_go) else { panic!("another") };
    assert!(read.sum.is_empty());
    assert_eq!(amiss(agreed(offered()).journey(), BEN), [], "no receipt, nothing to tell");
}
