//! Somebody who walks the real program from the first run to the end of the tenth step, in a
//! terminal and in plain lines: reads, answers whatever is asked, is killed once on the way and goes
//! on. What they wrote is in their export, and nobody else's.

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use rustix::process::Signal;

use super::{
    home::{Home, say},
    lines::{Lines, Offer, Sheet},
    pty::Pty,
};

/// More acts than anything needs before it leads somewhere.
const FAR: usize = 200;
/// Nine o'clock of a day, from the 22nd of November on.
fn at(day: u64) -> [String; 2] {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() + Days::new(day);
    ["--at".to_owned(), format!("{day}T09:00:00+01:00")]
}

/// So large that every page is whole.
const WINDOW: (u16, u16) = (120, 60);

/// The program, as somebody meets it.
trait Face {
    /// Starts it in a home, so many days after the first.
    fn start(home: &Home, day: u64) -> Self;
    /// Ends it without a warning.
    fn kill(&mut self);
    /// Everything that can be read now.
    fn text(&self) -> String;
    /// Who can read what is written here: the corner.
    fn corner(&self) -> String;
    /// Looks at the n-th choice of the page, from 0.
    fn look_at(&mut self, n: usize) -> String;
    /// Takes the choice that was looked at.
    fn take(&mut self);
    /// Presses a key.
    fn key(&mut self, key: &str);
    /// Does the next thing that the page asks for; `words` if it is to write. Says whether it wrote.
    fn act(&mut self, words: &str) -> bool;
    /// Writes in the one field of the page, and goes on.
    fn write(&mut self, words: &str);
}

struct Terminal(Pty);

impl Terminal {
    /// One after the other, as a person would who looks what came of it.
    fn press(&mut self, keys: &[&str]) {
        for key in keys {
            self.0.press(key);
            self.0.settle();
        }
    }

    /// What the keys do: the last row.
    fn bar(&self) -> String {
        self.0.screen().lines().last().unwrap_or_default().to_owned()
    }

    fn go_on(&mut self) {
        let key = if self.bar().contains("Ctrl+S") { "ctrl+s" } else { "enter" };
        self.press(&[key]);
    }

    /// One's own words first, then as many as it takes.
    fn tick(&mut self, words: &str) -> bool {
        let own = self.0.screen().contains("in your own words");
        if own {
            while self.0.cursor().is_none() {
                self.press(&["down"]);
            }
            self.0.type_(words);
            self.0.settle();
        }
        for _ in 0..FAR {
            if self.bar().contains("Ctrl+S") {
                self.press(&["ctrl+s"]);
                break;
            }
            let key = match (self.0.focus().starts_with('○'), own) {
                (true, _) => "enter",
                (false, true) => "up",
                (false, false) => "down",
            };
            self.press(&[key]);
        }
        own
    }
}

impl Face for Terminal {
    fn start(home: &Home, day: u64) -> Self {
        let pty = Pty::start_in(home, &at(day).each_ref().map(String::as_str), &[], WINDOW);
        pty.settle();
        Self(pty)
    }

    fn kill(&mut self) {
        self.0.signal(Signal::KILL);
        self.0.wait_exit();
    }

    fn text(&self) -> String {
        self.0.screen()
    }

    fn corner(&self) -> String {
        self.0.screen().lines().next().unwrap_or_default().to_owned()
    }

    fn look_at(&mut self, n: usize) -> String {
        self.press(&["home"]);
        self.press(&vec!["down"; n]);
        self.0.focus()
    }

    fn take(&mut self) {
        self.press(&["enter"]);
    }

    fn key(&mut self, key: &str) {
        self.press(&[key]);
    }

    fn act(&mut self, words: &str) -> bool {
        if self.0.cursor().is_some() {
            self.write(words);
            return true;
        }
        if self.0.focus().starts_with(['○', '●']) {
            return self.tick(words);
        }
        match self.bar() {
            bar if bar.contains("less or more") => self.press(&["right", "enter"]),
            // a question: nothing is in focus before somebody chooses
            bar if bar.contains("choose") && self.0.focus().is_empty() => {
                self.press(&["down", "enter"]);
            }
            _ => self.press(&["enter"]),
        }
        false
    }

    fn write(&mut self, words: &str) {
        self.0.type_(words);
        self.0.settle();
        self.go_on();
    }
}

/// Plain lines: the page that was read last, and the choice that was looked at.
struct Plain {
    lines: Lines,
    sheet: Sheet,
    chosen: usize,
}

impl Plain {
    fn answer(&mut self, lines: &str) {
        self.lines.answer(lines);
        self.sheet = self.lines.page();
    }

    /// "Go on" where it is offered, else the first choice that leads on, else what Enter does.
    fn go_on(&mut self) {
        let leads_on = |offer: &Offer| {
            let Offer::Pick(says) = offer else { return false };
            !says.contains("(chosen)") && !BACK.iter().any(|back| says.starts_with(back))
        };
        let on = self.sheet.pick("Go on").or_else(|| self.sheet.number(leads_on));
        self.answer(&on.map(|n| n.to_string()).unwrap_or_default());
    }
}

/// Choices that do not lead on.
const BACK: [&str; 11] = [
    "One back",
    "One more plan",
    "Not today",
    "Change what I wrote",
    "Later",
    "I want to change mine",
    "Not this one",
    "Another time",
    "Another day",
    "We take a break",
    "One line before you stop",
];

impl Face for Plain {
    fn start(home: &Home, day: u64) -> Self {
        let mut lines = Lines::start(home, &at(day).each_ref().map(String::as_str));
        let sheet = lines.page();
        Self { lines, sheet, chosen: 0 }
    }

    fn kill(&mut self) {
        self.lines.kill();
    }

    fn text(&self) -> String {
        self.sheet.text.clone()
    }

    fn corner(&self) -> String {
        self.sheet.place.clone()
    }

    fn look_at(&mut self, n: usize) -> String {
        let picks = self.sheet.offers.iter().take(self.sheet.keys).enumerate();
        let mut picks = picks.filter_map(|(i, offer)| match offer {
            Offer::Pick(says) => Some((i + 1, says)),
            _ => None,
        });
        let Some((number, says)) = picks.nth(n) else { return String::new() };
        self.chosen = number;
        says.clone()
    }

    fn take(&mut self) {
        self.answer(&self.chosen.to_string());
    }

    fn key(&mut self, key: &str) {
        self.answer(key);
    }

    fn act(&mut self, words: &str) -> bool {
        if let Some(n) = self.sheet.number(|offer| matches!(offer, Offer::Write(false))) {
            self.answer(&format!("{n}\n{words}\n"));
            return true;
        }
        // words are no day
        let line = self.sheet.number(|offer| matches!(offer, Offer::Line(false)));
        if let Some(n) = line.filter(|_| !self.text().contains("Or another day:")) {
            self.answer(&format!("{n}\n{words}"));
            return true;
        }
        if let Some(n) = self.sheet.number(|offer| matches!(offer, Offer::Unseen(false))) {
            self.answer(&format!("{n}\n1"));
            return false;
        }
        match self.sheet.number(|offer| matches!(offer, Offer::Place(false))) {
            Some(n) => self.answer(&format!("{n} 1")),
            None => self.go_on(),
        }
        false
    }

    fn write(&mut self, words: &str) {
        self.act(words);
        self.go_on();
    }
}

/// Something that was written.
struct Wrote {
    by: &'static str,
    /// Who can read it, as the corner said.
    corner: String,
    words: String,
}

/// Who is here, and with which answers they begin.
struct People {
    /// The choice on the first screen.
    mode: &'static str,
    names: &'static [&'static str],
    parts: &'static [&'static str],
}

struct Walker<F> {
    home: Home,
    face: F,
    people: &'static People,
    hands: &'static str,
    wrote: Vec<Wrote>,
    count: usize,
    /// Where to be killed: in this exercise from the beginning of the walk.
    killed_at: usize,
    exercises: usize,
    /// Days since the first.
    day: u64,
    /// Whether something has said "Not today".
    another_day: bool,
    /// The passphrases, in the order of the names; none where there are no locks.
    phrases: Option<[&'static str; 2]>,
    /// The last step that is walked.
    last: usize,
}

impl<F: Face> Walker<F> {
    fn begin(people: &'static People) -> Self {
        Self::begin_in(Home::new(), people)
    }

    fn begin_in(home: Home, people: &'static People) -> Self {
        let face = F::start(&home, 0);
        let hands = people.names.first().copied().unwrap_or_default();
        let (wrote, count, killed_at, exercises) = (Vec::new(), 0, 0, 0);
        let (day, another_day, phrases, last) = (0, false, None, 10);
        Self {
            home,
            face,
            people,
            hands,
            wrote,
            count,
            killed_at,
            exercises,
            day,
            another_day,
            phrases,
            last,
        }
    }

    /// From the first screen to the home of these people.
    fn set_up(&mut self) {
        self.choose(self.people.mode);
        for name in self.people.names {
            self.face.write(name);
        }
        for part in self.people.parts {
            self.choose(part);
        }
        self.choose("A couple");
        self.choose("Money hidden");
        self.choose("Go on");
        for _ in self.people.names {
            self.choose("No passphrase");
        }
        self.choose("Begin");
        if self.people.mode != SESSION.mode && self.people.names.len() == 2 {
            self.choose(self.hands);
        }
        self.must(Self::is_home, "home");
    }

    /// Every step, by everybody.
    fn walk(&mut self) {
        // in a session one pair of hands tries everything
        let last = if self.people.mode == SESSION.mode { 1 } else { 2 };
        let people = self.people.names.iter().take(last);
        for n in 0..=self.last {
            for name in people.clone() {
                self.pass_to(name);
                self.step(n);
            }
        }
    }

    /// All that stands on a step's page, then the way on.
    fn step(&mut self, n: usize) {
        let name = self.hands;
        let mut thing = 0;
        loop {
            self.open_step(name, n);
            let says = self.face.look_at(thing);
            if says.starts_with("Before you go on") {
                break;
            }
            if !says.ends_with("done") && !says.contains(". done") {
                self.face.take();
                self.do_it(&says, name, n);
            }
            thing += 1;
            assert!(thing < 40, "{}", self.stuck("the way on"));
        }
        if self.people.mode == SESSION.mode {
            self.face.look_at(thing + 1);
            self.face.take();
            self.until(Self::is_step, "the step");
            self.face.look_at(thing);
        }
        self.face.take();
        self.until(Self::is_home, "home");
    }

    fn do_it(&mut self, says: &str, name: &'static str, n: usize) {
        if says.starts_with("Something to write about") {
            self.choose_at(0);
            let words = self.note();
            self.face.write(&words);
            self.face.key("esc");
            self.must(Self::is_step, "the step");
            return;
        }
        if crate::walk::is_practice(says) {
            self.face.key("esc");
            self.must(Self::is_step, "the step");
            return;
        }
        self.exercises += 1;
        if self.exercises == self.killed_at {
            self.die_in_it(says, name, n);
        }
        self.until(|it| it.is_home() || it.is_step(), "the end of it");
        if std::mem::take(&mut self.another_day) {
            self.come_back(says, name, n);
        }
    }

    /// What said "Not today" is tried again when nothing speaks against it any more.
    fn come_back(&mut self, says: &str, name: &'static str, n: usize) {
        self.day += 3;
        self.face.key("ctrl+q");
        self.begin_again(says, name, n);
        self.until(|it| it.is_home() || it.is_step(), "the end of it");
        assert!(!self.another_day, "{}", self.stuck("a day for it"));
    }

    /// Starts the program, and opens the same exercise.
    fn begin_again(&mut self, says: &str, name: &'static str, n: usize) {
        self.face = F::start(&self.home, self.day);
        self.hands = self.people.names.first().copied().unwrap_or_default();
        self.until(Self::is_home, "home");
        self.open_step(name, n);
        let wanted = title(says);
        for n in 0..40 {
            if title(&self.face.look_at(n)) == wanted {
                return self.face.take();
            }
        }
        panic!("{}", self.stuck(wanted));
    }

    /// Killed in the middle; what was begun goes on where it was.
    fn die_in_it(&mut self, says: &str, name: &'static str, n: usize) {
        let wrote = self.wrote.len();
        for _ in 0..3 {
            self.act();
        }
        self.face.kill();
        // what was typed since may have been two seconds too young
        self.wrote.truncate(wrote);
        self.begin_again(says, name, n);
    }

    fn open_step(&mut self, name: &'static str, n: usize) {
        if self.is_step() {
            return;
        }
        self.must(Self::is_home, "home");
        self.pass_to(name);
        // behind a lock of one's own one reads once what both settled while it was shut
        while self.face.look_at(1).starts_with("Read once what you two settled") {
            self.face.take();
            self.choose("It is what we settled");
            self.face.key("esc");
            self.must(Self::is_home, "home");
        }
        self.choose_at(n + 1);
        self.must(Self::is_step, "the step");
    }

    fn pass_to(&mut self, name: &'static str) {
        if self.hands != name {
            self.face.key("p");
            self.act();
            self.until(Self::is_home, "home");
            assert_eq!(self.hands, name);
        }
    }

    /// Acts until that is so.
    fn until(&mut self, there: impl Fn(&Self) -> bool, what: &str) {
        for _ in 0..FAR {
            if there(self) {
                return;
            }
            self.act();
        }
        panic!("{}", self.stuck(what));
    }

    fn act(&mut self) {
        let text = self.face.text();
        let waits = ["Each of you can read on in this step", "That was the first reading."];
        self.another_day |= waits.iter().any(|it| text.contains(it));
        let passed = |name: &&&str| text.contains(&format!("pass the keyboard to {name}."));
        if let Some(name) = self.people.names.iter().find(passed) {
            self.hands = name;
        }
        if text.contains("Who is at the keys?") {
            return self.choose(self.hands);
        }
        if text.contains("See whom you can call") {
            return self.choose("Back to the step");
        }
        if self.unlock(&text) {
            return;
        }
        if text.contains("What you choose is not kept, and nobody is told.") {
            return self.choose("Yes, I could");
        }
        let corner = self.face.corner();
        let words = self.words();
        if self.face.act(&words) {
            self.count += 1;
            self.wrote.push(Wrote { by: self.hands, corner, words });
        }
    }

    /// Opens the drawer that is in front, if one is.
    fn unlock(&mut self, text: &str) -> bool {
        let Some(phrases) = self.phrases else { return false };
        let drawer = |name: &str| text.contains(&format!("{name}’s drawer"));
        let Some(n) = self.people.names.iter().position(|name| drawer(name)) else {
            return false;
        };
        self.hands = self.people.names[n];
        self.face.write(phrases[n]);
        for _ in 0..FAR {
            if !self.face.text().contains("’s drawer") {
                return true;
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        panic!("{}", self.stuck("an open drawer"));
    }

    /// The next words that nobody has written.
    fn words(&self) -> String {
        format!("number {} by {} é心", self.count, self.hands)
    }

    /// The next words, which will be written here.
    fn note(&mut self) -> String {
        let (corner, words) = (self.face.corner(), self.words());
        self.wrote.push(Wrote { by: self.hands, corner, words: words.clone() });
        self.count += 1;
        words
    }

    fn choose_at(&mut self, n: usize) {
        self.face.look_at(n);
        self.face.take();
    }

    fn choose(&mut self, says: &str) {
        for n in 0..40 {
            if self
                .face
                .look_at(n)
                .trim_start_matches(['○', '●', '◐', ' ', '1', '2', '3', '4'])
                .starts_with(says)
            {
                self.face.take();
                return;
            }
        }
        panic!("{}", self.stuck(says));
    }

    fn is_home(&self) -> bool {
        let text = self.face.text();
        text.contains("The ten steps") && text.contains("Ask")
    }

    fn is_step(&self) -> bool {
        let text = self.face.text();
        text.contains("And then") && text.contains("Before you go on")
    }

    #[track_caller]
    fn must(&self, there: impl Fn(&Self) -> bool, what: &str) {
        assert!(there(self), "{}", self.stuck(what));
    }

    fn stuck(&self, what: &str) -> String {
        format!("looking for “{what}” on this page:\n{}", self.face.text())
    }
}

/// What a choice is called, without its signs before it and its note behind.
fn title(says: &str) -> &str {
    let says = says.trim_start_matches(['○', '●', '◐', ' ', '1', '2', '3', '4']);
    let note =
        says.split_once("   ").or_else(|| says.split_once(" — ")).or_else(|| says.split_once(". "));
    note.map_or(says, |(title, _)| title).trim_end()
}

const TOGETHER: People = People {
    mode: "The two of us",
    names: &["Ana", "Ben"],
    parts: &["I was hurt", "I did the hurting"],
};
const HURT: People = People { mode: "Just me", names: &["Ana"], parts: &["I was hurt"] };
const REPAIRING: People =
    People { mode: "Just me", names: &["Ana"], parts: &["I did the hurting"] };
const BOTH: People = People { mode: "Just me", names: &["Ana"], parts: &["Both of these"] };
const SESSION: People =
    People { mode: "I am a therapist", names: &["Bogdan", "Lucía"], parts: &[] };

impl Wrote {
    fn is_kept(&self) -> bool {
        !self.corner.contains("not kept")
    }

    fn is_for(&self, name: &str) -> bool {
        self.is_kept() && (self.by == name || !self.corner.contains("only you"))
    }
}

/// Every text in an export, whatever it stands under.
fn texts(value: &serde_json::Value, found: &mut String) {
    match value {
        serde_json::Value::String(text) => {
            found.push_str(text);
            found.push('\n');
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        serde_json::Value::Object(map) => map.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// What each may read is in their export, told in words; the other one's own is not.
fn all_is_exported<F: Face>(walker: &Walker<F>) {
    for name in walker.people.names {
        let asked = walker.home.ask(&["export", "--format", "json", "--as", name]);
        assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
        let export: serde_json::Value = serde_json::from_slice(&asked.stdout).unwrap();
        let mut told = String::new();
        for answer in export["answers"].as_array().unwrap() {
            texts(&answer["told"], &mut told);
        }
        texts(&export["journal"], &mut told);
        for wrote in &walker.wrote {
            let (is, should) = (told.contains(&wrote.words), wrote.is_for(name));
            assert_eq!(
                is, should,
                "{}, as {name}, who wrote under “{}”",
                wrote.words, wrote.corner
            );
        }
    }
}

/// What was not to be kept is nowhere on the disk.
fn nothing_else_is_kept<F: Face>(walker: &Walker<F>) {
    let files = walker.home.files();
    for wrote in walker.wrote.iter().filter(|wrote| !wrote.is_kept()) {
        let words = wrote.words.as_bytes();
        let has = |bytes: &[u8]| bytes.windows(words.len()).any(|it| it == words);
        let found = files.iter().find(|(_, bytes)| has(bytes));
        assert!(found.is_none(), "{} is in {}", wrote.words, found.unwrap().0.display());
    }
}

fn walked<F: Face>(people: &'static People, killed_at: usize) {
    let start = Instant::now();
    let mut walker = Walker::<F>::begin(people);
    walker.killed_at = killed_at;
    walker.set_up();
    walker.walk();
    told(start.elapsed(), &walker);
    assert!(walker.face.text().contains("ten seams of gold"), "{}", walker.stuck("ten seams"));
    all_is_exported(&walker);
    nothing_else_is_kept(&walker);
}

/// A session: everything can be tried, and nothing at all is written to disk.
fn shown<F: Face>() {
    let start = Instant::now();
    let mut walker = Walker::<F>::begin(&SESSION);
    walker.choose(SESSION.mode);
    walker.until(Walker::is_home, "home");
    walker.walk();
    told(start.elapsed(), &walker);
    let kept = walker.wrote.iter().find(|wrote| wrote.is_kept());
    assert!(kept.is_none(), "“{}” does not say that nothing is kept", kept.unwrap().corner);
    assert_eq!(walker.home.files().len(), 0, "nothing is on the disk");
}

fn told<F: Face>(took: Duration, walker: &Walker<F>) {
    let (mode, parts) = (walker.people.mode, walker.people.parts);
    let (exercises, wrote) = (walker.exercises, walker.wrote.len());
    say(&format!("walked: {mode} {parts:?}, {exercises} things, {wrote} texts, {took:?}"));
}

#[test]
fn together_in_a_terminal() {
    walked::<Terminal>(&TOGETHER, 61);
}

#[test]
fn together_in_lines() {
    walked::<Plain>(&TOGETHER, 83);
}

/// Through the first five steps, each behind a lock of their own.
#[test]
fn behind_two_locks_in_a_terminal() {
    const PHRASES: [&str; 2] = ["river lamp olive stone bridge", "quiet wagon pepper sail thunder"];
    let start = Instant::now();
    let mut walker = Walker::<Terminal>::begin_in(Home::locked(PHRASES, 0), &TOGETHER);
    (walker.phrases, walker.last) = (Some(PHRASES), 4);
    walker.until(Walker::is_home, "home");
    walker.walk();
    told(start.elapsed(), &walker);
    assert!(walker.face.text().contains("four seams of gold"), "{}", walker.stuck("four seams"));
    let files = walker.home.files();
    for wrote in &walker.wrote {
        let words = wrote.words.as_bytes();
        let open = files.iter().find(|(_, bytes)| bytes.windows(words.len()).any(|it| it == words));
        assert!(open.is_none(), "{} lies open", wrote.words);
    }
    nothing_else_is_kept(&walker);
}

#[test]
fn alone_hurt_in_a_terminal() {
    walked::<Terminal>(&HURT, 17);
}

#[test]
fn alone_hurt_in_lines() {
    walked::<Plain>(&HURT, 29);
}

#[test]
fn alone_repairing_in_a_terminal() {
    walked::<Terminal>(&REPAIRING, 31);
}

#[test]
fn alone_repairing_in_lines() {
    walked::<Plain>(&REPAIRING, 43);
}

#[test]
fn alone_both_in_a_terminal() {
    walked::<Terminal>(&BOTH, 53);
}

#[test]
fn alone_both_in_lines() {
    walked::<Plain>(&BOTH, 11);
}

#[test]
fn a_session_in_a_terminal() {
    shown::<Terminal>();
}

#[test]
fn a_session_in_lines() {
    shown::<Plain>();
}
