//! The program as lines of text: the same screens, their choices numbered. Reads a line at a time;
//! for screen readers, braille displays, slow links, and for scripts that walk it.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    time::Duration,
};

use zeroize::Zeroizing;

use super::App;
use crate::{
    journey::Time,
    layer::{Input, Pasted},
    platform::{
        clock::Clock,
        events::Leave,
        hidden::{Waited, await_line, unseen},
    },
    ui::{
        Block, Key, clean,
        plain::{Offer, Sheet, page},
    },
};

/// Runs until somebody leaves, or the input ends; says what sent the program away, if something did
/// while it would have been wrong to end at once. `input` is standard input, and holds all that was
/// read of it ahead.
pub fn run(
    clock: &dyn Clock,
    input: &mut BufReader<impl Read>,
    out: &mut dyn Write,
    mut app: App,
) -> io::Result<Option<Leave>> {
    let mut told = Vec::new();
    while !app.quits() {
        app.catch_up(clock, out)?;
        let now = clock.now();
        let Some(sheet) = app.sheet(now) else { break };
        let place = sheet.lines.first().cloned();
        // what was told of a text is forgotten with the page that it was written on
        told.retain(|(there, _)| *there == place);
        for line in &sheet.lines {
            writeln!(out, "{line}")?;
        }
        if !app.status.is_empty() {
            writeln!(out, "{}", app.status)?;
        }
        write!(out, "{} ", app.words.plain.choose)?;
        out.flush()?;
        if let Some(leave) = app.wait_moment(clock, input.buffer()) {
            return Ok(Some(leave));
        }
        let Some(line) = read_line(input)? else {
            app.leave(clock.now());
            break;
        };
        writeln!(out)?;
        let now = clock.now();
        app.tick(now);
        app.status.clear();
        match choice(&line, &sheet) {
            Some(Choice::Pick(n)) => app.hear(&Input::Pick(n), now),
            Some(Choice::Place(n, place)) => app.hear(&Input::Place(n, place), now),
            Some(Choice::Key(key)) => app.key(key, now),
            Some(Choice::Write(n)) => {
                writeln!(out, "{}", app.words.plain.writing)?;
                let text = read_text(input)?;
                let end = Input::Caret { field: n, row: usize::MAX, cell: u16::MAX };
                app.hear(&end, clock.now());
                app.hear(&Input::Paste(Pasted(clean(&text).into_owned())), clock.now());
                for remark in app.remarks(clock.now()) {
                    let remark = (place.clone(), remark);
                    if !told.contains(&remark) {
                        writeln!(out, "{}\n", remark.1)?;
                        told.push(remark);
                    }
                }
            }
            Some(Choice::Secret(n)) => {
                let mut asked = Ok(());
                let ask = || {
                    asked = writeln!(out, "{}", app.words.plain.secret).and_then(|()| out.flush());
                };
                let line = match unseen(ask, || read_line(input)) {
                    Ok(line) => {
                        asked?;
                        line?
                    }
                    Err(leave) => {
                        app.leave(clock.now());
                        return Ok(Some(leave));
                    }
                };
                let line = Zeroizing::new(line.unwrap_or_default());
                let end = Input::Caret { field: n, row: usize::MAX, cell: u16::MAX };
                app.hear(&end, clock.now());
                app.hear(&Input::Paste(Pasted(line.trim_end().to_owned())), clock.now());
                app.key(Key::ENTER, clock.now());
            }
            None => writeln!(out, "{}\n", app.words.plain.not_a_choice)?,
        }
        app.keep_draft(clock.now());
    }
    Ok(None)
}

enum Choice {
    Pick(usize),
    Place(usize, u8),
    Key(Key),
    Write(usize),
    Secret(usize),
}

/// What a line means: a number, two numbers for a place on a scale, `>` to write, a key by its name,
/// or nothing for Enter.
fn choice(line: &str, sheet: &Sheet) -> Option<Choice> {
    let line = line.trim();
    if line.is_empty() {
        let enter = sheet.offers.contains(&Offer::Key(Key::ENTER));
        let first = sheet.offers.iter().find_map(|offer| match offer {
            Offer::Pick(n) => Some(Choice::Pick(*n)),
            _ => None,
        });
        let first = first.filter(|_| sheet.focused);
        return if enter { Some(Choice::Key(Key::ENTER)) } else { first };
    }
    if line == ">" {
        return sheet.pen().map(Choice::Write);
    }
    let mut numbers = line.split_whitespace().map(str::parse::<usize>);
    if let Some(Ok(n)) = numbers.next() {
        return match (sheet.offers.get(n.checked_sub(1)?)?, numbers.next()) {
            (Offer::Pick(n), None) => Some(Choice::Pick(*n)),
            (Offer::Place(n, most), Some(Ok(place))) => {
                let place = u8::try_from(place).ok().filter(|place| place <= most)?;
                Some(Choice::Place(*n, place))
            }
            (Offer::Key(key), None) => Some(Choice::Key(*key)),
            (Offer::Write(n), None) => Some(Choice::Write(*n)),
            (Offer::Secret(n), None) => Some(Choice::Secret(*n)),
            _ => None,
        };
    }
    let key: Key = line.parse().ok()?;
    sheet.offers.contains(&Offer::Key(key)).then_some(Choice::Key(key))
}

fn read_line(input: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if input.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Lines up to an empty one.
fn read_text(input: &mut dyn BufRead) -> io::Result<String> {
    let mut text = String::new();
    while let Some(line) = read_line(input)? {
        if line.trim().is_empty() {
            break;
        }
        text.push_str(&line);
    }
    let end = text.trim_end().len();
    text.truncate(end);
    Ok(text)
}

impl App {
    /// Does what is to be done at once, saying so first.
    fn catch_up(&mut self, clock: &dyn Clock, out: &mut dyn Write) -> io::Result<()> {
        loop {
            let now = clock.now();
            let works = self.is_trying();
            if !works && self.wake(now) != Some(Duration::ZERO) {
                return Ok(());
            }
            for line in self.sheet(now).into_iter().flat_map(|sheet| sheet.lines) {
                writeln!(out, "{line}")?;
            }
            out.flush()?;
            if works {
                self.wait_for_lock(now);
            } else {
                self.tick(now);
            }
        }
    }

    /// Waits for a line while something can be brought back. Nothing is said when that is over: the
    /// page that was told stands until somebody answers.
    fn wait_moment(&mut self, clock: &dyn Clock, ahead: &[u8]) -> Option<Leave> {
        let moment = self.thrown_for(clock.now()).filter(|_| ahead.is_empty())?;
        match await_line(moment) {
            Waited::There => {}
            Waited::Late => self.tick(clock.now()),
            Waited::Left(leave) => {
                self.leave(clock.now());
                return Some(leave);
            }
        }
        None
    }

    /// What there is to say to what has just been written.
    fn remarks(&mut self, now: Time) -> Vec<String> {
        self.rest(now);
        let Some(top) = self.stack.last() else { return Vec::new() };
        let remarks =
            top.layer.page(&self.cx(now)).blocks.into_iter().flat_map(|block| match block {
                Block::Field(field) => field.remarks,
                _ => Vec::new(),
            });
        remarks.map(|remark| remark.says).collect()
    }

    /// What is on top, as lines.
    pub fn sheet(&self, now: Time) -> Option<Sheet> {
        let top = self.stack.last()?;
        let cx = self.cx(now);
        let hints = top.layer.hints(&cx);
        Some(page(&top.layer.page(&cx), &hints, &self.hints_always(), self.words))
    }
}
