//! The ten weeks of `story` in the real program: each visit in a terminal at its hour, through the
//! screens and their keys. What stands there afterwards is what `weeks` shows, and the export at the
//! end tells the same story to each of the two.

use std::collections::BTreeMap;

use amends::{
    engine::Path,
    exercise::{Spec, day::Day},
    journey::{Reach, Seat},
    practice::{Ask, Practice, State},
    ui::fill,
};
use chrono::Days;
use serde_json::{Value, json};

use crate::{
    home::Home,
    practice::practice,
    pty::Pty,
    stage::{Past, Stage, book, nine, words},
    story::{ANA, Act, BEN, Said, WEEKS, day, last_day},
    weeks::{at, bens},
};

const NAMES: [&str; 2] = ["Ana", "Ben"];

/// Somebody at the keys.
struct Visitor {
    pty: Pty,
    by: Seat,
    day: u64,
}

/// Nine o'clock, so many days after the first.
fn hour(days: u64) -> String {
    (nine() + Days::new(days)).to_rfc3339()
}

/// The first words of something: a row may not have room for all of them.
fn beginning(text: &str) -> String {
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

impl Visitor {
    /// At home, with the keys.
    fn come(home: &Home, day: u64, by: Seat) -> Self {
        let pty = Pty::start_in(home, &["--at", &hour(day)], &[], (80, 24));
        pty.see(&words().lock.who);
        let mut visitor = Self { pty, by, day };
        visitor.press(if by == BEN { "2" } else { "1" });
        let hands = format!("{} · ", NAMES[by.index()]);
        visitor.pty.see(&hands);
        visitor.pty.see(&words().home.today);
        visitor
    }

    fn leave(mut self) {
        self.pty.press("ctrl+q");
        assert!(self.pty.wait_exit().success());
    }

    fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.pty.press(key);
            self.pty.settle();
        }
    }

    fn type_(&mut self, text: &str) {
        if !text.is_empty() {
            self.pty.type_(text);
            self.pty.settle();
        }
    }

    fn down(&mut self, rows: usize) {
        (0..rows).for_each(|_| self.press("down"));
    }

    fn choose(&mut self, says: &str) {
        self.press("home");
        self.pty.focus_on(&beginning(says));
        self.press("enter");
    }

    /// From home to the page of a practice.
    fn open(&mut self, practice: &Practice) {
        self.press("r");
        self.choose(&practice.title);
        self.pty.see(&practice.add);
    }

    fn act(&mut self, act: &Act<'_>) {
        match *act {
            Act::Move { practice: id, of, what, to, days, note } => {
                self.find(practice(id), of, what);
                self.move_to(practice(id), to, days, note);
                self.press("esc esc esc");
            }
            Act::Read { turns } => {
                self.choose(&book().heads()[4].title);
                self.choose(&words().step.reading);
                (0..turns).for_each(|_| self.press("enter"));
                self.press("esc esc");
            }
            Act::Show { practice: id, what } => {
                let name = [("name", NAMES[self.by.other().index()])];
                let (words, pairs) = (&words().practices, practice(id).pairs.as_ref());
                let show = if pairs.is_some() { &words.lay_it } else { &words.show_it };
                let show = fill(show, &name);
                let means = fill(pairs.map_or(&words.show_means, |pairs| &pairs.means), &name);
                self.find(practice(id), self.by, what);
                self.choose(&show);
                self.pty.see(&beginning(&means));
                self.choose(&show);
                self.press("esc esc esc");
            }
            _ => {
                let (practice, says) = act.adds().unwrap();
                self.open(practice);
                self.press("enter");
                self.add(practice, &says);
                self.press("esc esc");
            }
        }
        self.pty.see(&words().home.today);
    }

    /// The page of something that a practice keeps: whose name is before it, if it is the other's.
    fn find(&mut self, practice: &Practice, of: Seat, what: &str) {
        self.open(practice);
        let name = NAMES[of.index()];
        let what = if of == self.by { what.to_owned() } else { format!("{name}: {what}") };
        self.choose(&what);
        self.pty.see(&format!("{name} · "));
    }

    /// Everything that a practice asks this person, and the last look at it.
    fn add(&mut self, practice: &Practice, says: &[(&str, Said<'_>)]) {
        self.answer_alone(practice);
        let past = Past::together();
        let reader = Path::new(book(), past.journey(), self.by).reader();
        for ask in practice.asks.iter().filter(|ask| reader.is_meant(&ask.meant)) {
            let said = says.iter().find(|(id, _)| *id == ask.id).map(|(_, said)| said);
            self.answer(ask, said);
        }
        self.pty.focus_on(&words().practices.keep);
        self.press("enter");
        self.pty.see(&practice.add);
    }

    /// That a no would be safe.
    fn answer_alone(&mut self, practice: &Practice) {
        for asked in &practice.alone {
            self.pty.see(&beginning(&asked.ask));
            self.choose(&asked.yes);
        }
    }

    fn answer(&mut self, ask: &Ask, said: Option<&Said<'_>>) {
        match (&ask.spec, said) {
            (Spec::Rate(rate), said) => {
                self.pty.see(&beginning(&rate.ask));
                let Some(Said::Places(places)) = said else { panic!("{} is not placed", ask.id) };
                for item in &rate.items {
                    if let Some((_, place)) = places.iter().find(|(id, _)| *id == item.id) {
                        self.press(&place.to_string());
                    }
                    self.press("enter");
                }
                self.press("enter");
            }
            (Spec::Write(write), said) => {
                for slot in &write.slots {
                    self.pty.see(&beginning(&slot.ask));
                    match said {
                        Some(Said::Text(text)) if slot.id == ask.id => self.type_(text),
                        _ => {}
                    }
                    self.press("ctrl+s");
                }
            }
            (Spec::Pick(pick), Some(Said::Pick(option))) => {
                let item = pick.options.iter().find(|item| item.id == *option).unwrap();
                self.pty.see(&beginning(&pick.ask));
                self.pty.focus_on(&item.text);
                self.press("space ctrl+s");
            }
            (Spec::Day(asked), Some(Said::InDays(days))) => {
                self.pty.see(&beginning(&asked.ask));
                self.day_in(asked, *days);
            }
            (Spec::Plan(_) | Spec::Pick(_), None) => {
                self.pty.see(&beginning(ask.says()));
                self.press("ctrl+s");
            }
            _ => panic!("{} is answered with something else", ask.id),
        }
    }

    /// A day that is offered, or any other, as it is written.
    fn day_in(&mut self, asked: &Day, days: u64) {
        let place = |wanted: u64| asked.days.iter().position(|it| u64::from(*it) == wanted);
        let usual = asked.usual.and_then(|usual| place(usual.into())).unwrap_or_default();
        let at = place(days);
        for _ in at.unwrap_or(usual)..usual {
            self.press("up");
        }
        self.down(at.unwrap_or(asked.days.len()).saturating_sub(usual));
        if at.is_none() {
            let day = day(self.day + days).to_string();
            self.type_(&day);
        }
        self.press("enter");
    }

    fn move_to(&mut self, practice: &Practice, to: &str, days: Option<u64>, note: &str) {
        let state = practice.state(to).unwrap();
        self.choose(&state.act);
        if state.asks_alone {
            self.answer_alone(practice);
        }
        if state.is_for_good() {
            self.pty.see(&beginning(&words().practices.for_good));
        }
        if let (Some(asked), Some(days)) = (&state.day, days) {
            self.pty.see(&beginning(&asked.ask));
            self.day_in(asked, days);
        }
        if state.note.is_empty() {
            self.choose(&words().practices.say_so);
        } else {
            self.pty.see(&beginning(&state.note));
            self.type_(note);
            self.press("ctrl+s");
        }
        self.pty.see(&beginning(&state.after));
        self.press("enter");
        self.pty.see(&state.says);
    }

    /// The same stands here as there, row by row.
    #[track_caller]
    fn sees_the_same(&self, stage: &Stage, what: &str) {
        self.pty.settle_at_rest();
        // what a terminal was told to leave empty may be spaces
        let rows = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        let (here, there) = (rows(&self.pty.screen()), rows(&stage.frame()));
        assert!(
            here.trim_end() == there.trim_end(),
            "{what}: there\n{here}\non the stage\n{there}"
        );
    }
}

/// Both look at home, and at some pictures, on the last day of a week.
fn look(home: &Home, week: usize) {
    let shown: &[&str] = match week {
        2 | 4 => &["agreements"],
        10 => &["pulse", "promises", "check-in", "waves", "heard"],
        _ => &[],
    };
    for by in [ANA, BEN] {
        let mut visitor = Visitor::come(home, last_day(week), by);
        let mut stage = at(week, 80, 24);
        if by == BEN {
            stage = bens(stage);
        }
        visitor.sees_the_same(&stage, &format!("home of {by} in week {week}"));
        for id in shown {
            let title = &practice(id).title;
            visitor.open(practice(id));
            stage.choose(&words().home.practices).choose(title);
            visitor.sees_the_same(&stage, &format!("“{title}” of {by} in week {week}"));
            visitor.press("esc esc");
            stage.press("esc esc");
        }
        visitor.leave();
    }
}

#[test]
fn ten_weeks() {
    let home = Home::together().at_step(4);
    for (visits, week) in WEEKS.iter().zip(1..) {
        for (day, by, acts) in *visits {
            let mut visitor = Visitor::come(&home, *day, *by);
            acts.iter().for_each(|act| visitor.act(act));
            visitor.leave();
        }
        look(&home, week);
    }
    for eyes in [ANA, BEN] {
        tells_the_same(&home, eyes);
    }
}

/// Who moved something on, on which day, to where, for how many days, and the line about it.
type Moved = (Seat, u64, &'static str, Option<u64>, &'static str);

/// What the table tells of something that a practice keeps.
struct Kept {
    practice: &'static Practice,
    by: Seat,
    day: u64,
    says: Vec<(&'static str, Value)>,
    /// Whether all of it is for both.
    shown: bool,
    moves: Vec<Moved>,
}

impl Kept {
    /// In the order of the practices, as an export has them.
    fn all() -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (day, by, acts) in WEEKS.iter().flat_map(|visits| visits.iter()) {
            for act in *acts {
                match *act {
                    Act::Move { practice, what, to, days, note, .. } => {
                        let moved = (*by, *day, to, days, note);
                        called(&mut all, practice, what).moves.push(moved);
                    }
                    Act::Show { practice, what } => called(&mut all, practice, what).shown = true,
                    Act::Read { .. } => {}
                    _ => {
                        let (practice, says) = act.adds().unwrap();
                        let says = says.into_iter();
                        let says =
                            says.filter_map(|(ask, said)| Some((ask, said.answer(ask, *day)?)));
                        let (says, moves) = (says.collect(), Vec::new());
                        let shown = practice.reach == Reach::Both;
                        all.push(Self { practice, by: *by, day: *day, says, shown, moves });
                    }
                }
            }
        }
        let order = |it: &Self| {
            let all = &book().practices().unwrap().practices;
            (all.iter().position(|one| one.id == it.practice.id), it.day)
        };
        all.sort_by_key(order);
        all
    }

    /// What of it is for these eyes.
    fn seen(mut self, eyes: Seat) -> Option<Self> {
        if self.by != eyes && !self.shown {
            self.says.retain(|(ask, _)| self.practice.ask(ask).is_some_and(|ask| ask.both));
        }
        Some(self).filter(|it| !it.says.is_empty())
    }

    /// How it stands at the end.
    fn state(&self) -> &'static State {
        let moved = self.moves.last().map(|(_, _, to, ..)| *to);
        // an agreement's last day was in the fifth week
        let ends = (self.practice.id == "agreements").then_some("ended");
        let first = self.practice.states.first();
        ends.or(moved).map_or(first, |id| self.practice.state(id)).unwrap()
    }

    fn json(&self) -> Value {
        let moves = self.moves.iter().map(|(by, on, to, days, note)| {
            let until = days.map(|days| day(on + days));
            let name = NAMES[by.index()];
            json!({ "by": name, "day": day(*on), "to": to, "until": until, "note": note })
        });
        json!({
            "practice": self.practice.id,
            "by": NAMES[self.by.index()],
            "made": day(self.day),
            "state": self.state().id,
            "fields": self.says.iter().cloned().collect::<BTreeMap<_, _>>(),
            "moves": moves.collect::<Vec<_>>(),
        })
    }

    /// What a reader finds of it on paper, in this order: first what both can read.
    fn lines(&self, eyes: Seat) -> Vec<String> {
        let words = words();
        let both = |part: &str| self.shown || self.practice.ask(part).is_some_and(|ask| ask.both);
        let told = |shown: bool| {
            let asks = self.practice.asks.iter().filter(move |ask| both(&ask.id) == shown);
            let says = asks
                .filter_map(|ask| Some((ask, &self.says.iter().find(|(id, _)| *id == ask.id)?.1)));
            let told = says.flat_map(|(ask, answer)| ask.spec.kind().tell(answer));
            told.map(|it| it.said.parse().map_or(it.said, |day| words.weekday(day)))
        };
        let [mut shown, mut own] = [true, false].map(|it| told(it).collect::<Vec<_>>());
        if eyes == self.by && !shown.is_empty() && !own.is_empty() {
            shown.insert(0, words.practices.both_read.clone());
            own.insert(0, words.practices.own.clone());
        }
        let stands = format!(" · {} · {}", words.day(day(self.day)), self.state().says);
        let mut lines = vec![NAMES[self.by.index()].to_owned(), stands];
        lines.extend([shown, own].concat());
        for (by, on, to, days, note) in &self.moves {
            let says = &self.practice.state(to).unwrap().says;
            lines.push(format!("{} · {} · {says}", NAMES[by.index()], words.day(day(*on))));
            lines.extend(days.map(|days| words.weekday(day(on + days))));
            lines.push((*note).to_owned());
        }
        lines
    }
}

fn called<'a>(all: &'a mut [Kept], practice: &str, what: &str) -> &'a mut Kept {
    let says = |it: &&mut Kept| it.says.iter().any(|(ask, said)| said[*ask] == what);
    all.iter_mut().filter(|it| it.practice.id == practice).find(says).unwrap()
}

/// What the two wrote, and what came of it, stands in the export for these eyes, in its order, and
/// nothing else does.
fn tells_the_same(home: &Home, eyes: Seat) {
    let name = NAMES[eyes.index()];
    let told: Vec<_> = Kept::all().into_iter().filter_map(|it| it.seen(eyes)).collect();
    let export = |format| {
        let hour = hour(last_day(10));
        let said = home.ask(&["export", "--at", &hour, "--as", name, "--format", format]);
        assert!(said.status.success());
        String::from_utf8(said.stdout).unwrap()
    };
    let of = |value: &Value, keys: &[&str]| {
        keys.iter().map(|key| ((*key).to_owned(), value[*key].clone())).collect::<Value>()
    };
    let json: Value = serde_json::from_str(&export("json")).unwrap();
    let practices = json["practices"].as_array().unwrap();
    let matters = practices.iter().flat_map(|practice| {
        practice["matters"].as_array().unwrap().iter().map(|it| {
            let moves = it["moves"].as_array().unwrap().iter();
            let moves = moves.map(|it| of(it, &["by", "day", "to", "until", "note"]));
            let mut matter = of(it, &["by", "made", "state", "fields"]);
            matter["practice"] = practice["practice"].clone();
            matter["moves"] = moves.collect();
            matter
        })
    });
    let expected: Vec<_> = told.iter().map(Kept::json).collect();
    assert_eq!(matters.collect::<Vec<_>>(), expected, "what {name} may read");
    for format in ["markdown", "html"] {
        let paper = export(format);
        let mut rest = paper.as_str();
        for line in told.iter().flat_map(|it| it.lines(eyes)) {
            let found = rest.split_once(&line);
            let Some((_, after)) = found else {
                panic!("“{line}” comes in {format} for {name}")
            };
            rest = after;
        }
        for practice in &book().practices().unwrap().practices {
            let is_told = told.iter().any(|it| it.practice.id == practice.id);
            assert_eq!(paper.contains(&practice.title), is_told, "{} for {name}", practice.title);
        }
    }
    insta::assert_snapshot!(format!("export-{name}"), export("markdown"));
}
