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
        Block, Field, Key, clean,
        plain::{Offer, Sheet, WRITES, page, ways},
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
    // the first start says more than this
    if app.journey.is_set_up() {
        writeln!(out, "{}\n", ways(&app.words.plain.start))?;
    }
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
            Some(Choice::Line(n)) => {
                writeln!(out, "{}", app.words.plain.writing_line)?;
                out.flush()?;
                let line = read_line(input)?.unwrap_or_default();
                app.write_line(n, &clean(line.trim()), clock.now());
            }
            Some(Choice::Write(n)) => {
                writeln!(out, "{}", app.words.plain.writing)?;
                out.flush()?;
                while let Some(line) = read_line(input)?.filter(|line| !line.trim().is_empty()) {
                    app.write_on(n, &clean(line.trim_end()), clock.now());
                }
                for remark in app.remarks(clock.now()) {
                    let remark = (place.clone(), remark);
                    if !told.contains(&remark) {
                        writeln!(out, "{}\n", remark.1)?;
                        told.push(remark);
                    }
                }
            }
            Some(Choice::Unseen(n, most)) => {
                let line = match app.read_unseen(input, out)? {
                    Ok(line) => line,
                    Err(leave) => {
                        app.leave(clock.now());
                        return Ok(Some(leave));
                    }
                };
                match line.trim().parse().ok().filter(|place| *place <= most) {
                    Some(place) => app.hear(&Input::Place(n, place), clock.now()),
                    None => writeln!(out, "{}\n", ways(&app.words.plain.not_a_choice))?,
                }
            }
            Some(Choice::Secret(n)) => {
                let line = match app.read_unseen(input, out)? {
                    Ok(line) => line,
                    Err(leave) => {
                        app.leave(clock.now());
                        return Ok(Some(leave));
                    }
                };
                let end = Input::Caret { field: n, row: usize::MAX, cell: u16::MAX };
                app.hear(&end, clock.now());
                app.hear(&Input::Paste(Pasted(line.trim_end().to_owned())), clock.now());
                app.key(Key::ENTER, clock.now());
            }
            None => writeln!(out, "{}\n", ways(&app.words.plain.not_a_choice))?,
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
    Line(usize),
    Secret(usize),
    Unseen(usize, u8),
}

impl Choice {
    /// What an offer is when it is taken by itself; a scale wants a place as well.
    fn of(offer: Offer) -> Option<Self> {
        match offer {
            Offer::Pick(n) => Some(Self::Pick(n)),
            Offer::Key(key) => Some(Self::Key(key)),
            Offer::Write(n) => Some(Self::Write(n)),
            Offer::Line(n) => Some(Self::Line(n)),
            Offer::Secret(n) => Some(Self::Secret(n)),
            Offer::Unseen(n, most) => Some(Self::Unseen(n, most)),
            Offer::Place(..) => None,
        }
    }
}

/// What a line means: a number, two numbers for a place on a scale, `>` to write, a letter, a key by
/// its name, or nothing where there is one way on.
fn choice(line: &str, sheet: &Sheet) -> Option<Choice> {
    let line = line.trim();
    if line.is_empty() {
        return sheet.enter().and_then(Choice::of);
    }
    if line == WRITES {
        return sheet.pen().and_then(Choice::of);
    }
    if let Some((_, offer)) =
        sheet.letters.iter().find(|(it, _)| line.to_lowercase() == it.to_string())
    {
        return Choice::of(*offer);
    }
    let mut numbers = line.split_whitespace().map(str::parse::<usize>);
    if let Some(Ok(n)) = numbers.next() {
        return match (sheet.offers.get(n.checked_sub(1)?)?, numbers.next()) {
            (Offer::Place(n, most), Some(Ok(place))) => {
                let place = u8::try_from(place).ok().filter(|place| place <= most)?;
                Some(Choice::Place(*n, place))
            }
            (offer, None) => Choice::of(*offer),
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

impl App {
    /// Does what is to be done at once, saying so first.
    fn catch_up(&mut self, clock: &dyn Clock, out: &mut dyn Write) -> io::Result<()> {
        loop {
            let now = clock.now();
            let works = self.is_trying();
            if !works && self.wake(now) != Some(Duration::ZERO) {
                return Ok(());
            }
            for line in self.sheet(now).iter().flat_map(Sheet::said) {
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

    /// A line that does not show while it is typed, or what sent the program away meanwhile.
    fn read_unseen(
        &self,
        input: &mut dyn BufRead,
        out: &mut dyn Write,
    ) -> io::Result<Result<Zeroizing<String>, Leave>> {
        let mut asked = Ok(());
        let ask = || {
            asked = writeln!(out, "{}", self.words.plain.secret).and_then(|()| out.flush());
        };
        let read = unseen(ask, || read_line(input));
        asked?;
        match read {
            Ok(line) => Ok(Ok(Zeroizing::new(line?.unwrap_or_default()))),
            Err(leave) => Ok(Err(leave)),
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

    /// Writes one more line at the end of a field, and keeps it: the next one may never come.
    fn write_on(&mut self, field: usize, line: &str, now: Time) {
        self.hear(&Input::Caret { field, row: usize::MAX, cell: u16::MAX }, now);
        let begun = self.field(field, now, |field| !field.prose.is_empty()) == Some(true);
        let line = if begun { format!("\n{line}") } else { line.to_owned() };
        self.hear(&Input::Paste(Pasted(line)), now);
        self.keep_draft(now);
    }

    /// Puts a line in the place of what stands in a field of one; an empty one changes nothing.
    fn write_line(&mut self, field: usize, line: &str, now: Time) {
        if line.is_empty() {
            return;
        }
        self.hear(&Input::Caret { field, row: usize::MAX, cell: u16::MAX }, now);
        let letters = self.field(field, now, |field| field.prose.text().chars().count());
        for _ in 0..letters.unwrap_or_default() {
            self.key(Key::BACKSPACE, now);
        }
        self.hear(&Input::Paste(Pasted(line.to_owned())), now);
    }

    /// Asks the n-th field of the page something.
    fn field<T>(&self, n: usize, now: Time, asks: impl Fn(&Field<'_>) -> T) -> Option<T> {
        let page = self.stack.last()?.layer.page(&self.cx(now));
        let mut fields = page.blocks.iter().filter_map(|block| match block {
            Block::Field(field) => Some(field),
            _ => None,
        });
        fields.nth(n).map(asks)
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
