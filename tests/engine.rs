//! The laws of the step engine, as tables: what is open, what is done, and what is the one thing to
//! do now. The screens that show it are left to `screens`, the whole way to `walk`.

use amends::{
    curriculum::{Exercise, Who},
    engine::{Act, Path, Progress, Stand},
    journey::{Event, Mode, Reach, Role, Say, Seat},
};
use chrono::{Days, NaiveDate};
use serde_json::json;

use crate::stage::{Past, book, nine};

fn today() -> NaiveDate {
    nine().date_naive()
}

fn path(past: &Past, seat: Seat) -> Path<'_> {
    Path::new(book(), past.journey(), seat)
}

fn first(past: &Past) -> Path<'_> {
    path(past, Seat::First)
}

fn step(n: usize, page: Option<u16>, done: Option<bool>) -> Event {
    Event::Step { step: book().heads()[n].id.clone(), page, done }
}

fn done(n: usize) -> Event {
    step(n, None, Some(true))
}

/// Somebody has read a step to its last page.
fn read(n: usize) -> Event {
    step(n, Some(99), None)
}

fn answer(exercise: &Exercise, part: &str, done: bool) -> Event {
    let (exercise, part) = (exercise.id.clone(), part.to_owned());
    Event::Answer { exercise, part, reach: Reach::OnlyYou, done, answer: json!({}) }
}

fn rest(exercise: &Exercise) -> Event {
    Event::Rest { exercise: exercise.id.clone() }
}

fn exercise(id: &str) -> &'static Exercise {
    book().exercise(id).unwrap().1
}

/// The exercises that can be somebody's act of the day in a step, in order.
fn keepable(past: &Past, n: usize) -> Vec<&'static Exercise> {
    let mut all = first(past).exercises(book().step(n).unwrap());
    all.retain(|exercise| exercise.sees != Reach::NotKept);
    all
}

#[test]
fn steps_open_in_order_and_stay_open() {
    let steps = book().heads().len();
    for make in [Past::together as fn() -> Past, || Past::alone(Role::Hurt)] {
        for n in 0..=steps {
            let past = make().done_before(n);
            let path = first(&past);
            for i in 0..steps {
                let expected = match i {
                    i if i < n => Stand::Done,
                    i if i == n => Stand::Next,
                    _ => Stand::Later,
                };
                assert_eq!(path.stand(i), expected, "step {i} when {n} are done");
                assert_eq!(path.is_open(i), i <= n, "step {i} when {n} are done");
            }
            // step 0 is no seam
            assert_eq!(usize::from(path.seams()), n.saturating_sub(1));
        }
    }
}

#[test]
fn together_a_step_is_done_when_each_has_said_so() {
    let past = Past::together().happened(Seat::First, done(0));
    assert_eq!(path(&past, Seat::First).stand(0), Stand::Said);
    assert_eq!(path(&past, Seat::Second).stand(0), Stand::Next, "it is not told to the other");
    for seat in Seat::ALL {
        assert_eq!(path(&past, seat).stand(1), Stand::Later);
    }
    assert_eq!(path(&past, Seat::First).act(today()), Act::Rest);
    assert_eq!(path(&past, Seat::Second).act(today()), Act::Read(0));
    let past = past.happened(Seat::Second, done(0));
    for seat in Seat::ALL {
        assert_eq!(path(&past, seat).stand(0), Stand::Done);
        assert_eq!(path(&past, seat).stand(1), Stand::Next);
    }
}

#[test]
fn alone_one_word_is_enough() {
    let past = Past::alone(Role::Repairing).happened(Seat::First, done(0));
    assert_eq!(first(&past).stand(0), Stand::Done);
    assert_eq!(first(&past).act(today()), Act::Read(1));
}

#[test]
fn a_step_that_is_opened_again_stays_done() {
    let past = Past::together().done_before(3).happened(Seat::First, step(1, Some(2), None));
    assert_eq!(first(&past).stand(1), Stand::Done);
    assert_eq!(first(&past).stand(3), Stand::Next);
}

#[test]
fn in_a_session_every_step_is_open() {
    let past = Past::session();
    for n in 0..book().heads().len() {
        assert!(first(&past).is_open(n));
        assert_ne!(first(&past).stand(n), Stand::Later);
    }
}

#[test]
fn nothing_is_ever_late() {
    let begun = exercise("0.1-b");
    let pasts = [
        Past::together(),
        Past::together().happened(Seat::First, step(0, Some(2), None)),
        Past::together().happened(Seat::First, read(0)),
        Past::together()
            .happened(Seat::First, read(0))
            .happened(Seat::First, answer(begun, "ally", false)),
        Past::together().done_before(5),
        Past::together().done_before(11),
    ];
    for (i, past) in pasts.iter().enumerate() {
        let act = first(past).act(today());
        for later in [1, 30, 3650] {
            let day = today().checked_add_days(Days::new(later)).unwrap();
            assert_eq!(first(past).act(day), act, "past {i}, {later} days later");
        }
    }
}

#[test]
fn the_act_of_the_day() {
    let past = Past::together();
    assert_eq!(first(&past).act(today()), Act::Read(0), "fresh");
    let past = past.happened(Seat::First, step(0, Some(2), None));
    assert_eq!(first(&past).act(today()), Act::Read(0), "in the middle of the reading");
    let mut past = past.happened(Seat::First, read(0));
    let all = keepable(&past, 0);
    assert_eq!(first(&past).act(today()), Act::Begin(0, all[0]), "the reading is behind");
    let third = all[2];
    past = past.happened(owner(third), answer(third, &third.parts[0].id, false));
    assert_eq!(first(&past).act(today()), Act::Continue(0, third), "begun goes before fresh");
    for exercise in all {
        for part in &exercise.parts {
            past = past.happened(owner(exercise), answer(exercise, &part.id, true));
        }
    }
    assert_eq!(first(&past).act(today()), Act::Gate(0), "all is done");
    assert_eq!(first(&Past::together().done_before(11)).act(today()), Act::Kept);
}

fn owner(exercise: &Exercise) -> Seat {
    amends::engine::owner(exercise, Seat::First)
}

#[test]
fn not_today_rests_until_tomorrow() {
    let mut past = Past::together().happened(Seat::First, read(0));
    let all = keepable(&past, 0);
    for (i, exercise) in all.iter().enumerate() {
        assert_eq!(first(&past).act(today()), Act::Begin(0, exercise), "exercise {i}");
        past = past.happened(Seat::First, rest(exercise));
    }
    assert_eq!(first(&past).act(today()), Act::Gate(0), "it leads on all the same");
    let tomorrow = today().succ_opt().unwrap();
    assert_eq!(first(&past).act(tomorrow), Act::Begin(0, all[0]));
    let second = past.happened(Seat::Second, read(0));
    let theirs = path(&second, Seat::Second).act(today());
    assert!(matches!(theirs, Act::Begin(0, _)), "it is one person's own");
}

#[test]
fn a_sealed_pair_waits_for_two_yeses() {
    let five = exercise("0.3");
    let half = json!({ "picked": ["late"] });
    let say = |say| Event::half(&five.id, "five", &half, say == Say::Show);
    let sealed = || Event::Answer {
        exercise: five.id.clone(),
        part: "five".to_owned(),
        reach: Reach::Sealed,
        done: true,
        answer: half.clone(),
    };
    let open =
        |past: &Past| past.journey().answer(Seat::First, Seat::Second, &five.id, "five").is_some();
    let mut past = Past::together().happened(Seat::Second, sealed());
    assert_eq!(first(&past).progress(five), Progress::Fresh, "that the other wrote is not told");
    past = past.happened(Seat::First, sealed());
    for (mine, theirs) in [
        (None, None),
        (Some(Say::Show), None),
        (Some(Say::Show), Some(Say::Later)),
        (Some(Say::Show), Some(Say::Edit)),
        (Some(Say::Show), Some(Say::Never)),
        (Some(Say::Later), Some(Say::Show)),
        (Some(Say::Edit), Some(Say::Show)),
        (Some(Say::Never), Some(Say::Show)),
    ] {
        for (seat, said) in Seat::ALL.into_iter().zip([mine, theirs]) {
            past = said.into_iter().fold(past, |past, said| past.happened(seat, say(said)));
        }
        assert_eq!(first(&past).progress(five), Progress::Waiting, "{mine:?} and {theirs:?}");
        assert!(!open(&past), "{mine:?} and {theirs:?}");
    }
    past = past.happened(Seat::First, say(Say::Show));
    assert_eq!(first(&past).progress(five), Progress::Done);
    assert!(open(&past));
}

#[test]
fn everybody_has_something_to_do_in_every_step() {
    for role in [Role::Hurt, Role::Repairing, Role::Both] {
        let past = Past::alone(role);
        for n in 0..book().heads().len() {
            let all = first(&past).exercises(book().step(n).unwrap());
            assert!(!all.is_empty(), "step {n}, alone, {role:?}");
            assert!(
                all.iter().all(|it| it.who != Who::Together),
                "step {n}: one alone has no other"
            );
            assert!(all.iter().all(|it| it.who.includes(role)), "step {n}: another role's");
        }
    }
    assert_eq!(Past::session().journey().mode(), Mode::Session);
    let past = Past::session();
    for n in 0..book().heads().len() {
        let shown = first(&past).exercises(book().step(n).unwrap());
        let both = Past::together();
        let hers = path(&both, Seat::First).exercises(book().step(n).unwrap());
        let his = path(&both, Seat::Second).exercises(book().step(n).unwrap());
        for exercise in hers.iter().chain(&his) {
            assert!(shown.iter().any(|it| it.id == exercise.id), "{} in a session", exercise.id);
        }
    }
}
