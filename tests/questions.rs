//! What is asked, and what Enter is no answer to: who is at the keys, questions with nothing chosen yet,
//! and what is not open. And what stands in the bar when there is little room.

use amends::{
    journey::{Role, Seat},
    ui::fill,
};

use crate::{
    screens::exercise,
    stage::{Past, Stage, book, words},
};

/// At the lines of somebody alone, which are sorted into columns.
fn lines() -> Stage {
    let mut stage = Past::alone(Role::Hurt).done_before(4).open(80, 24);
    let (_, it) = book().exercise("4.1-alone").unwrap();
    stage.choose(&book().heads()[4].title).choose(&it.title).press("enter");
    while stage.sees("Enter next") {
        stage.press("enter");
    }
    stage
}

#[test]
fn two_without_locks_are_asked_who_is_at_the_keys() {
    let mut stage = Past::together().knock(80, 24);
    assert!(stage.sees(&words().lock.who), "{}", stage.frame());
    assert!(!stage.sees(&words().lock.each), "nobody has a drawer");
    stage.press("enter");
    assert!(stage.sees(&words().lock.who), "by Enter alone nobody is anybody");
    stage.press("2");
    assert_eq!(stage.app.seat(), Seat::Second);
    stage.press("j enter");
    assert!(stage.sees("Ben · only you"), "{}", stage.frame());
    assert_eq!(Past::together().knock(80, 24).press("down enter").app.seat(), Seat::First);
    for (who, stage) in [
        ("one alone", Past::alone(Role::Both).knock(80, 24)),
        ("a therapist", Stage::session(80, 24)),
    ] {
        assert!(stage.sees(&words().home.the_steps), "{who} is not asked: {}", stage.frame());
    }
}

#[test]
fn enter_on_nothing_is_no_answer() {
    let gate = || {
        let mut stage = Past::together().done_before(1).open(80, 24);
        stage.choose(&book().heads()[1].title).choose(&words().step.before);
        stage
    };
    let pressed = |id: &str, keys: &str| {
        let mut stage = exercise(Past::together(), id);
        stage.press(keys);
        stage
    };
    let asked: Vec<(&str, Stage)> = vec![
        ("a gate", gate()),
        ("a question about safety", pressed("4.2", "enter 3 enter")),
        ("whether one is ready", pressed("4.2", "enter 3 enter 2")),
        ("one of several", pressed("3.3-b", "enter")),
        ("a column", pressed("1.2-b", "enter")),
        ("two columns", lines()),
    ];
    for (what, mut stage) in asked {
        while stage.sees("Enter next") {
            stage.press("enter");
        }
        let before = stage.frame();
        assert!(!before.contains('›'), "{what}: nothing is chosen yet: {before}");
        stage.press("enter");
        assert!(stage.sees(&words().frame.choose_first), "{what}: {}", stage.frame());
        stage.press("down");
        assert!(stage.frame().contains('›'), "{what}: {}", stage.frame());
        stage.press("enter");
        assert!(!stage.sees(&words().frame.choose_first), "{what}: {}", stage.frame());
    }
}

#[test]
fn what_one_may_be_in_it_is_asked_with_nothing_chosen() {
    let mut stage = Stage::first(80, 24);
    stage.press("enter \"Ana\" enter \"Ben\" enter enter");
    assert!(stage.sees("Ana, which of these is nearest?"), "{}", stage.frame());
    stage.press("4");
    assert!(stage.sees("Ben, which of these is nearest?"), "{}", stage.frame());
}

#[test]
fn half_of_a_long_list_is_a_place_to_stop() {
    let mut stage = lines();
    for n in 0..12 {
        assert!(!stage.sees(&words().write.half_way), "{n}");
        stage.press("1");
    }
    assert!(stage.sees(&words().write.half_way), "{}", stage.frame());
    stage.press("esc enter");
    while stage.sees(&words().exercise.go_on) && !stage.sees("13 of 24") {
        stage.press("enter");
    }
    assert!(stage.sees("13 of 24"), "it goes on there: {}", stage.frame());
}

#[test]
fn a_step_that_is_not_open_says_what_opens_it() {
    for (mut stage, opens) in [
        (Stage::together(80, 24), &words().home.opens_two),
        (Stage::alone(Role::Hurt, 80, 24), &words().home.opens_one),
    ] {
        // today's act, then the steps from 0
        stage.press("down down down down enter");
        let opens = |n: usize| fill(opens, &[("step", &book().heads()[n].title)]);
        assert!(stage.sees(&opens(2)), "{}", stage.frame());
        stage.press("up");
        assert!(!stage.sees(&opens(2)), "until the next key");
        stage.press("enter");
        assert!(stage.sees(&opens(1)), "{}", stage.frame());
        // as lines of text, where nobody can press Enter on it: said once, of the first of them
        let lines = stage.sheet().said().to_vec();
        assert_eq!(lines.iter().filter(|line| line.contains(&opens(0))).count(), 1, "{lines:?}");
        assert!(!lines.iter().any(|line| line.contains(&opens(1))), "{lines:?}");
    }
}

#[test]
fn what_keeps_people_safe_is_last_to_leave_the_bar() {
    let bar = |stage: &Stage| stage.frame().lines().last().unwrap().to_owned();
    let home = bar(&Stage::together(60, 20));
    for says in ["P pass the keys", "? help", "Ctrl+Q leave"] {
        assert!(home.contains(says), "{says}: {home}");
    }
    let mut floor = exercise(Past::together(), "2.3");
    floor.press("enter").sit_down().press("enter enter enter");
    for says in ["Ctrl+P pause", "Ctrl+T break", "Ctrl+Q leave"] {
        assert!(bar(&floor).contains(says), "{says}: {}", bar(&floor));
    }
    floor.size(60, 20);
    assert!(bar(&floor).contains("Ctrl+T break"), "{}", bar(&floor));
    let mut help = Stage::together(60, 20);
    help.choose(&words().home.help).press("enter");
    assert!(bar(&help).contains("↑↓"), "{}", bar(&help));
}

#[test]
fn who_can_read_a_page_is_said_before_it_is_written() {
    let mut stage = Stage::together(60, 20);
    stage.press("j enter");
    assert!(stage.sees(&words().journal.open_page), "{}", stage.frame());
}

#[test]
fn what_was_answered_is_thanked_for_alike_whatever_it_was() {
    let said = |key: &str| {
        let mut stage = crate::screens::written();
        stage.press("enter").press(key);
        stage.press("up");
        stage.frame()
    };
    assert!(said("1").contains(&words().sitting.thanks), "{}", said("1"));
    assert!(!said("1").contains(&words().pair.yours_is_written));
    assert_eq!(said("1"), said("2"));
    assert_eq!(said("1"), said("4"));
}

#[test]
fn a_session_says_of_nothing_that_it_is_kept() {
    let kept = [&words().frame.saved, &words().frame.kept];
    let write = |stage: &mut Stage| {
        stage.press("j enter \"a line\"").wait(3);
        let draft = kept.iter().any(|it| stage.sees(it));
        stage.press("ctrl+s");
        draft || kept.iter().any(|it| stage.sees(it))
    };
    assert!(write(&mut Stage::together(80, 24)), "two keep what they write");
    assert!(!write(&mut Stage::session(80, 24)), "a session keeps nothing");
}

#[test]
fn who_said_their_part_can_leave_it_open_again() {
    let mut stage = Stage::together(80, 24);
    stage.choose(&words().home.settings).choose(&words().first.not_sure);
    let role = |stage: &Stage| stage.app.journey().person(Seat::First).unwrap().role;
    assert_eq!(role(&stage), None);
    stage.choose(&words().first.both);
    assert_eq!(role(&stage), Some(Role::Both));
}

#[test]
fn a_plan_goes_on_before_another_is_begun() {
    let mut stage = Past::alone(Role::Hurt).open(80, 24);
    let (_, it) = book().exercise("0.1-b").unwrap();
    stage.choose(&book().heads()[0].title).choose(&it.title);
    stage.press("enter enter ctrl+s ctrl+s ctrl+s \"I am up at three\" enter enter enter");
    assert!(stage.sees(&words().write.not_yet), "half a plan: {}", stage.frame());
    stage.press("up \"ring Edem\" enter");
    assert!(stage.sees("› Go on"), "{}", stage.frame());
    stage.press("enter");
    assert!(stage.sees(&it.after), "{}", stage.frame());
}

#[test]
fn enter_goes_on_from_a_box_of_one_line() {
    let mut stage = crate::sitting::closing();
    stage.press("\"the kettle boils\" enter");
    assert!(stage.sees(&words().sitting.we_will), "{}", stage.frame());
    stage.press("\"ask how the day was\" enter");
    assert!(stage.sees(&words().sitting.next_when), "{}", stage.frame());
}

#[test]
fn quotes_within_quotes_are_single() {
    let said = "“I don’t know yet” is allowed";
    assert_eq!(fill("“{it}”", &[("it", said)]), "“‘I don’t know yet’ is allowed”");
    assert_eq!(fill("{it}", &[("it", said)]), said);
}
