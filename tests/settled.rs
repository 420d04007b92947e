//! What two settled at the keys: who keeps a receipt of it and when, and who is told if it reads
//! differently.

use amends::{
    journey::{About, Amiss, Event, Reach, Receipt, Say, Seat},
    ui::fill,
};
use serde_json::{Value, json};

use crate::{
    receipts::{ANA, BEN, amiss, record},
    stage::{Past, Stage, book, nine, words},
    unlocking::{PASSPHRASES, locked, unlocked},
};

/// What both settled: the one whose drawer is open keeps a receipt, or both where there are none.
#[test]
fn what_both_settled_is_held_against_what_stands_there() {
    let (exercise, part) = ("0.2".to_owned(), "rules".to_owned());
    let says = |text: &str| json!({ "settled": { "hours": text, "stop": null } });
    let answer = |answer: Value| Event::Answer {
        exercise: exercise.clone(),
        part: part.clone(),
        reach: Reach::Both,
        done: true,
        answer,
    };
    let mut half = says("Ten at night.");
    half["half"] = json!({ "topic": "stop", "text": "a hand", "swapped": false });
    let receipt = Receipt::of_answer(ANA, &exercise, &part, &half);
    let kept = Past::together()
        .happened(ANA, answer(says("Ten at night.")))
        .happened(ANA, Event::Receipt(receipt.clone()))
        .happened(BEN, Event::Receipt(receipt));
    assert_eq!(amiss(kept.journey(), ANA), [], "what is only proposed is not settled");
    let kept = kept.happened(ANA, answer(says("Two at night.")));
    for seat in Seat::ALL {
        assert_eq!(amiss(kept.journey(), seat), [Amiss::Altered]);
    }
}

/// The two settle five rules at the keys.
fn settle_rules(stage: &mut Stage) {
    stage.choose("Steady first").choose("Talk rules: our five").press("enter");
    for rule in ["Ten at night.", "No phones.", "One at a time.", "No names.", "Either may stop."] {
        stage.press(&format!("\"{rule}\" ctrl+s down enter"));
    }
    stage.press("enter");
}

fn rules() -> About {
    About::Answer { owner: ANA, exercise: "0.3-b".to_owned(), part: "pin".to_owned() }
}

/// Whether somebody would be told of another answer.
fn has_receipt(stage: &Stage, eyes: Seat) -> bool {
    let mut forged = stage.app.journey().clone();
    let About::Answer { exercise, part, .. } = rules() else { unreachable!("an answer") };
    let answer = json!({ "settled": { "time": "Never." } });
    let answer = Event::Answer { exercise, part, reach: Reach::Both, done: true, answer };
    forged.apply(&record(999, ANA, answer));
    amiss(&forged, eyes) == [Amiss::Altered]
}

/// The keys change hands, and whoever has them now opens their drawer.
fn in_the_hands_of(stage: &mut Stage, n: usize) {
    stage.press(&format!("enter \"{}\" enter", PASSPHRASES[n]));
    assert_eq!(stage.app.seat(), Seat::ALL[n], "{}", stage.frame());
}

fn settled_is_altered() -> String {
    fill(&words().exercise.altered, &[("day", &words().day(nine().date_naive()))])
}

/// One drawer is open while two settle something: its owner has a receipt at once, and the other one
/// reads what stands there by themselves before they keep one.
#[test]
fn who_settled_behind_a_shut_drawer_reads_it_before_they_keep_a_receipt() {
    let w = &words().exercise;
    let mut stage = unlocked(locked(), 0);
    settle_rules(&mut stage);
    assert!(has_receipt(&stage, ANA), "it was her drawer");
    assert!(stage.sees(&fill(&w.passes, &[("name", "Ben")])), "{}", stage.frame());
    insta::assert_snapshot!("passes", stage.frame());
    let due = fill(&words().home.settled, &[("exercise", "Talk rules: our five")]);
    let is_due = |stage: &Stage| stage.offers().iter().any(|(_, says)| says.starts_with(&due));
    stage.press("esc esc");
    assert!(!is_due(&stage), "hers has it: {}", stage.frame());
    stage.press("p");
    in_the_hands_of(&mut stage, 1);
    assert!(is_due(&stage), "{}", stage.frame());
    insta::assert_snapshot!("due", stage.frame());
    stage.choose(&due);
    assert!(stage.sees(&w.unseen) && stage.sees("Ten at night."), "{}", stage.frame());
    insta::assert_snapshot!("unseen", stage.frame());
    assert!(!has_receipt(&stage, BEN), "nobody keeps it for him");
    stage.choose(&w.is_right);
    assert!(has_receipt(&stage, BEN) && stage.sees(&words().frame.saved), "{}", stage.frame());
    assert!(!stage.sees(&w.unseen) && !stage.sees(&w.is_right), "{}", stage.frame());
    assert_eq!(amiss(stage.app.journey(), BEN), []);
    stage.press("esc");
    assert!(!is_due(&stage), "{}", stage.frame());
}

/// Ben changes a rule at the keys as if both sat there: Ana is told when her drawer is open next, sees
/// what stands there now, and says whether it is right.
#[test]
fn a_settled_line_that_one_changed_alone_is_told_to_the_other() {
    let w = &words().exercise;
    let mut stage = unlocked(locked(), 0);
    settle_rules(&mut stage);
    stage.choose(&fill(&w.pass_to, &[("name", "Ben")]));
    in_the_hands_of(&mut stage, 1);
    stage.choose(&w.is_right).choose(&w.again);
    stage.press("ctrl+b \" Not Ben.\" ctrl+s down enter enter");
    assert!(!stage.sees(&settled_is_altered()) && amiss(stage.app.journey(), BEN).is_empty());
    stage.choose(&fill(&w.pass_to, &[("name", "Ana")]));
    in_the_hands_of(&mut stage, 0);
    assert!(stage.sees(&settled_is_altered()), "{}", stage.frame());
    let all = stage.sheet().lines.join("\n");
    assert!(all.contains("Either may stop. Not Ben."), "{all}");
    insta::assert_snapshot!("altered", stage.frame());
    assert_eq!(amiss(stage.app.journey(), ANA), [Amiss::Altered]);
    stage.choose(&w.is_right);
    assert_eq!(amiss(stage.app.journey(), ANA), []);
    assert!(!stage.sees(&settled_is_altered()), "{}", stage.frame());
}

/// Without locks both keep theirs at once, and nobody is asked anything.
#[test]
fn without_locks_both_keep_a_receipt_of_what_they_settled() {
    let w = &words().exercise;
    let mut stage = Past::together().open(80, 24);
    settle_rules(&mut stage);
    assert!(has_receipt(&stage, ANA) && has_receipt(&stage, BEN));
    assert!(!stage.sees(&fill(&w.passes, &[("name", "Ben")])), "{}", stage.frame());
    stage.press("esc esc p enter").choose("Steady first").choose("Talk rules: our five");
    assert!(!stage.sees(&w.unseen) && !stage.sees(&w.is_right), "{}", stage.frame());
    // one of them from before there were receipts is no reason to ask either
    let answer = Event::Answer {
        exercise: "0.3-b".to_owned(),
        part: "pin".to_owned(),
        reach: Reach::Both,
        done: true,
        answer: json!({ "settled": { "time": "Ten at night." } }),
    };
    let mut stage = Past::together().happened(ANA, answer).open(80, 24);
    stage.choose("Steady first").choose("Talk rules: our five");
    assert!(!stage.sees(&w.unseen) && stage.sees(&w.again), "{}", stage.frame());
}

/// What both wrote apart and showed each other stands before what they make of it together; until
/// both have said yes, nothing of it does, and the page says what is missing.
#[test]
fn two_lists_stand_before_what_is_made_of_them() {
    let picks =
        |first: &str| json!({ "picked": [first, "short", "one", "stop", "names"], "own": "" });
    let wrote = |past: Past, seat, say| {
        let pick = picks(if seat == Seat::First { "late" } else { "phones" });
        let (exercise, part) = ("0.3".to_owned(), "five".to_owned());
        let half = Event::half("0.3", "five", &pick, say == Say::Show);
        let answer =
            Event::Answer { exercise, part, reach: Reach::Sealed, done: true, answer: pick };
        let said = Event::Pair { exercise: "0.3".to_owned(), part: "five".to_owned(), say };
        past.happened(seat, answer).happened(seat, half).happened(seat, said)
    };
    let page = |past: Past| {
        let mut stage = past.open(80, 24);
        stage.choose("Steady first").choose("Talk rules: our five");
        stage.sheet().lines.join("\n")
    };
    let missing = fill(
        &words().exercise.not_shown_yet,
        &[("exercise", book().exercise("0.3").unwrap().1.title.as_str())],
    );
    assert!(page(Past::together()).contains(&missing));
    for say in [Say::Later, Say::Never] {
        let past = wrote(wrote(Past::together(), Seat::First, Say::Show), Seat::Second, say);
        let page = page(past);
        assert!(page.contains(&missing) && !page.contains("after nine at night"), "{page}");
    }
    let past = wrote(wrote(Past::together(), Seat::First, Say::Show), Seat::Second, Say::Show);
    let page = page(past);
    let lists = ["Ana:", "No hard talk after nine at night", "Ben:", "Phones in another room"];
    let at = lists.map(|it| page.find(it).unwrap_or_else(|| panic!("“{it}” in\n{page}")));
    assert!(at.is_sorted() && !page.contains(&missing), "{page}");
}
