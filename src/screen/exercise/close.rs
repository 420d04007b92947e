//! Closing a sitting: one line for the days until the next, and when that is. Either may be left out.

use chrono::{Days, NaiveDate};

use super::Menu;
use crate::{
    journey::Turn,
    layer::{Cx, Input, Pasted},
    screen::menu::Chose,
    ui::{Block, Choice, Desk, Hint, Wrote, fill},
};

/// In how many days one may meet again.
const DAYS: [u64; 4] = [1, 3, 7, 14];

/// The line, then the day.
pub(super) struct Closing {
    when: Desk,
    what: Desk,
    at: At,
}

#[derive(Clone, Copy)]
enum At {
    When,
    What,
    Next(Menu),
}

/// What came of an input.
pub(super) enum Closed {
    Pass,
    Stay,
    /// It is closed, with this.
    Done(Turn),
}

impl Closing {
    pub(super) fn new(width: u16) -> Self {
        let desk = || {
            let mut desk = Desk::line("", 2);
            desk.pen.set_width(width);
            desk
        };
        Self { when: desk(), what: desk(), at: At::When }
    }

    fn desk(&self) -> Option<&Desk> {
        match self.at {
            At::When => Some(&self.when),
            At::What => Some(&self.what),
            At::Next(_) => None,
        }
    }

    fn desk_mut(&mut self) -> Option<&mut Desk> {
        match self.at {
            At::When => Some(&mut self.when),
            At::What => Some(&mut self.what),
            At::Next(_) => None,
        }
    }

    /// On to what comes next; without a line, straight to the day.
    fn on(&mut self, without: bool) {
        let blank = self.desk().is_none_or(|desk| desk.pen.is_blank());
        self.at = match self.at {
            At::When if !without && !blank => At::What,
            at => {
                if without || matches!(at, At::When) {
                    self.when = Desk::line("", 2);
                }
                At::Next(Menu::default())
            }
        };
    }

    fn done(&self, next: Option<NaiveDate>) -> Turn {
        let (when, what) = (self.when.pen.text().trim(), self.what.pen.text().trim());
        let has = !when.is_empty() && !what.is_empty();
        Turn::Closed { plan: has.then(|| [when.to_owned(), what.to_owned()]), next }
    }

    pub(super) fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Closed {
        if let At::Next(menu) = &mut self.at {
            return match menu.input(input, DAYS.len() + 1) {
                Chose::Item(n) => Closed::Done(self.done(day(n, cx))),
                Chose::Moved => Closed::Stay,
                Chose::Back | Chose::Pass => Closed::Pass,
            };
        }
        let Some(desk) = self.desk_mut() else { return Closed::Pass };
        match input {
            Input::Key(key) => match desk.key(*key, cx.now) {
                Wrote::Item(n) => self.on(n == 1),
                Wrote::Stay => {}
                Wrote::Pass => return Closed::Pass,
            },
            Input::Paste(Pasted(text)) => desk.paste(text, cx.now),
            Input::Caret { row, cell, .. } => desk.place(*row, *cell, cx.now),
            Input::Pick(n) => self.on(*n == 1),
            Input::Measure(width) => {
                self.when.pen.set_width(*width);
                self.what.pen.set_width(*width);
            }
            _ => return Closed::Pass,
        }
        Closed::Stay
    }

    pub(super) fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        match (&self.at, self.desk()) {
            (At::Next(menu), _) => {
                let mut hints = menu.hints(cx, |w| &w.keys.say);
                hints.retain(|hint| !hint.keys.contains(&crate::ui::Key::ESC));
                hints
            }
            (_, Some(desk)) => desk.hints(cx.words),
            _ => Vec::new(),
        }
    }

    pub(super) fn is_writing(&self) -> bool {
        self.desk().is_some_and(Desk::is_writing)
    }

    pub(super) fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.sitting;
        let ask = |label: &str, desk: &'a Desk| {
            let choices = [&cx.words.write.go_on, &words.no_line];
            let choices = choices.into_iter().enumerate().map(|(n, says)| desk.choice(n, says));
            vec![
                Block::Heading(words.one_line.clone()),
                Block::Text(words.about_line.clone()),
                Block::Label(label.to_owned()),
                Block::Field(desk.field(1)),
                Block::Choices(choices.collect()),
            ]
        };
        match &self.at {
            At::When => ask(&words.when, &self.when),
            At::What => {
                let mut blocks = ask(&words.we_will, &self.what);
                let said = format!("{} {}", words.when, self.when.pen.text());
                blocks.insert(2, Block::InsetQuiet(said));
                blocks
            }
            At::Next(menu) => {
                let names =
                    [&words.next_tomorrow, &words.next_days, &words.next_week, &words.next_weeks];
                let mut choices: Vec<_> = names
                    .into_iter()
                    .zip(0..)
                    .map(|(says, n)| {
                        let day = day(n, cx).map(|day| cx.words.day(day)).unwrap_or_default();
                        Choice::new(says, menu.is(n)).note(day)
                    })
                    .collect();
                choices.push(Choice::new(&words.no_day, menu.is(DAYS.len())));
                vec![
                    Block::Heading(words.next_when.clone()),
                    Block::Text(words.about_next.clone()),
                    Block::Choices(choices),
                ]
            }
        }
    }
}

/// The n-th day that may be chosen.
fn day(n: usize, cx: &Cx<'_>) -> Option<NaiveDate> {
    cx.now.date_naive().checked_add_days(Days::new(*DAYS.get(n)?))
}

/// What was said at the end of a sitting, in a line.
pub(in crate::screen) fn line(cx: &Cx<'_>, plan: &[String; 2]) -> String {
    let [when, what] = plan;
    fill(&cx.words.sitting.line, &[("when", when), ("what", what)])
}
