//! A page in the terminal: rows, what a click on them means, and where the cursor stands. The one
//! place that knows where things go on the screen.

use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::Range,
};

use ratatui::{
    Frame,
    buffer::Buffer,
    layout::{Position, Rect, Size},
    style::Style,
    text::{Line, Span},
};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::{
    bowl,
    keys::{self, Hint, Said},
    page::{Block, Bowl, Choice, Field, Gauge, Hit, Page, Scale, Tick, measure},
    prose::wrap,
    theme::Theme,
    words::Words,
};

/// Below this, one sentence says so.
pub const SMALLEST: Size = Size { width: 60, height: 20 };

/// What a view remembers between frames: how far it is scrolled, and what was where.
#[derive(Clone, Debug, Default)]
pub struct View {
    scroll: usize,
    follow: Option<Range<usize>>,
    /// Which page it was, by its headings: another one begins at its top.
    page: u64,
    /// Where ↑ or ↓ will lead, if the focus stays where it is.
    nudge: isize,
    rows: usize,
    shown: usize,
    hits: Vec<(Rect, Hit)>,
}

impl View {
    /// What a click there means.
    pub fn hit(&self, at: Position) -> Option<Hit> {
        let (area, hit) = self.hits.iter().rev().find(|(area, _)| area.contains(at))?;
        Some(match hit {
            Hit::Caret { field, row, .. } => {
                Hit::Caret { field: *field, row: *row, cell: at.x - area.x }
            }
            hit => *hit,
        })
    }

    /// Scrolls by rows; false if there was nowhere to go.
    pub fn scroll(&mut self, by: isize) -> bool {
        let most = self.rows.saturating_sub(self.shown);
        let to = self.scroll.saturating_add_signed(by).min(most);
        let moved = to != self.scroll;
        self.scroll = to;
        moved
    }

    /// How many rows a page turn moves.
    pub fn page(&self) -> isize {
        isize::try_from(self.shown.saturating_sub(2).max(1)).unwrap_or(1)
    }
}

/// A text that fits, or its beginning and a sign that there is more.
pub fn cut(text: &str, room: usize) -> Cow<'_, str> {
    if text.width() <= room {
        return Cow::Borrowed(text);
    }
    let mut short = String::new();
    for cluster in text.graphemes(true) {
        if short.width() + cluster.width() + 1 > room {
            break;
        }
        short.push_str(cluster);
    }
    let end = short.trim_end().len();
    short.truncate(end);
    Cow::Owned(short + "…")
}

/// What surrounds a page: the words just said, and what the keys do.
pub struct Around<'a> {
    /// What just happened, quiet, gone at the next key.
    pub status: &'a str,
    /// What the keys do here.
    pub hints: &'a [Hint],
    /// What they always do: help, and the way out.
    pub always: &'a [Hint],
    /// The program's words.
    pub words: &'a Words,
    /// How roles look.
    pub theme: &'a Theme,
}

/// Draws a page and remembers in `view` what was where.
pub fn page(frame: &mut Frame<'_>, page: &Page<'_>, around: &Around<'_>, view: &mut View) {
    let area = frame.area();
    view.hits.clear();
    if area.width < SMALLEST.width || area.height < SMALLEST.height {
        too_small(frame, around.words);
        return;
    }
    let laid = Layout { theme: around.theme, width: measure(area.width) }.lay(page);
    let column = Column::of(area, laid.width);
    head(frame, page, around.theme);
    body(frame, page, laid, &column, around, view);
    foot(frame, page, &column, around, view);
}

/// The whole window is one sentence, cut to what there is.
fn too_small(frame: &mut Frame<'_>, words: &Words) {
    let area = frame.area();
    for (y, row) in (area.top()..area.bottom()).zip(wrap(&words.frame.too_small, area.width.max(1)))
    {
        let text = row.of(&words.frame.too_small);
        frame.buffer_mut().set_stringn(area.x, y, text, usize::from(area.width), Style::new());
    }
}

/// Where the page's column stands in the window.
struct Column {
    /// Where the mark of the focus stands; the text is two cells further in.
    left: u16,
    width: u16,
    top: u16,
    rows: u16,
}

impl Column {
    fn of(area: Rect, text: u16) -> Self {
        let width = text + 4;
        Self {
            left: area.x + (area.width - width) / 2,
            width,
            top: area.y + 2,
            rows: area.height.saturating_sub(5),
        }
    }
}

fn head(frame: &mut Frame<'_>, page: &Page<'_>, theme: &Theme) {
    let area = frame.area();
    let hands = cells(&page.hands);
    let room = usize::from(area.width).saturating_sub(usize::from(hands) + 5);
    let buffer = frame.buffer_mut();
    buffer.set_string(area.x + 2, area.y, cut(&page.place, room), theme.quiet);
    let x = area.right().saturating_sub(hands + 1);
    buffer.set_stringn(x, area.y, &page.hands, usize::from(hands), theme.text);
}

fn body(
    frame: &mut Frame<'_>,
    page: &Page<'_>,
    laid: Laid,
    column: &Column,
    around: &Around<'_>,
    view: &mut View,
) {
    let rows = usize::from(column.rows);
    view.rows = laid.rows.len();
    view.shown = rows;
    view.follow(&laid, rows, signature(page));
    let top = if page.centred && laid.rows.len() < rows {
        column.top + u16::try_from((rows - laid.rows.len()) / 2).unwrap_or(0)
    } else {
        column.top
    };
    let shown = laid.rows.into_iter().skip(view.scroll).take(rows);
    for (y, row) in (top..).zip(shown) {
        put(frame, row, column.left, y, column, page.centred, view);
    }
    if view.scroll > 0 {
        let above = format!("↑ {}", around.words.frame.above);
        frame.buffer_mut().set_string(column.left + 2, column.top - 1, above, around.theme.quiet);
    }
    if view.scroll + rows < view.rows {
        let more = format!("↓ {}", around.words.frame.more);
        let y = column.top + column.rows;
        frame.buffer_mut().set_string(column.left + 2, y, more, around.theme.quiet);
    }
}

fn put(
    frame: &mut Frame<'_>,
    row: Row,
    left: u16,
    y: u16,
    column: &Column,
    centred: bool,
    view: &mut View,
) {
    let line = Line::from(row.spans);
    debug_assert!(line.width() <= usize::from(column.width), "a row is wider than its column");
    let left = if centred {
        let width = u16::try_from(line.width()).unwrap_or(column.width);
        left + column.width.saturating_sub(width) / 2
    } else {
        left
    };
    for (cells, hit) in row.hits {
        view.hits.push((Rect::new(left + cells.start, y, cells.end - cells.start, 1), hit));
    }
    frame.buffer_mut().set_line(left, y, &line, column.width);
    if let Some(cell) = row.caret {
        frame.set_cursor_position((left + cell, y));
    }
}

fn foot(
    frame: &mut Frame<'_>,
    page: &Page<'_>,
    column: &Column,
    around: &Around<'_>,
    view: &mut View,
) {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    let right = column.left + column.width - 2;
    if let Some(foot) = &page.foot {
        let y = column.top + column.rows;
        buffer.set_string(right.saturating_sub(cells(foot)), y, foot, around.theme.quiet);
    }
    let y = area.bottom() - 2;
    let room = usize::from(right - column.left);
    let x = right.saturating_sub(cells(around.status)).max(column.left);
    buffer.set_stringn(x, y, around.status, room, around.theme.quiet);
    let (left, always) = keys::bar(around.hints, around.always, area.width - 3, GAP);
    let y = area.bottom() - 1;
    said(buffer, &left, (area.x + 2, y), around.theme.text, view);
    let width: usize = always.iter().map(|said| said.text.width() + GAP).sum();
    let x = area.right() - 1 - u16::try_from(width - GAP).unwrap_or(0).min(area.width - 1);
    said(buffer, &always, (x, y), around.theme.quiet, view);
}

/// Cells between two hints of the bar.
const GAP: usize = 3;

/// Hints side by side; a click on one presses its key.
fn said(buffer: &mut Buffer, says: &[Said], (x, y): (u16, u16), style: Style, view: &mut View) {
    let mut x = x;
    for said in says {
        buffer.set_string(x, y, &said.text, style);
        let width = cells(&said.text);
        if let Some(key) = said.key {
            view.hits.push((Rect::new(x, y, width, 1), Hit::Press(key)));
        }
        x += width + u16::try_from(GAP).unwrap_or(0);
    }
}

impl View {
    /// Keeps what is in focus in view, when the focus has moved. A page that is new begins at its
    /// top: what is to be read stands before what is to be chosen.
    fn follow(&mut self, laid: &Laid, rows: usize, page: u64) {
        let new = page != self.page;
        if new {
            self.page = page;
            self.scroll = 0;
        }
        let reads = new && laid.first.is_some_and(|first| first >= rows);
        if laid.focus == self.follow && !new {
            self.scroll = self.scroll.saturating_add_signed(self.nudge);
        } else if let Some(focus) = laid.focus.as_ref().filter(|_| !reads) {
            if focus.end > self.scroll + rows {
                self.scroll = focus.end.saturating_sub(rows);
            }
            // the page's head stays with its first choice
            if focus.start < self.scroll {
                self.scroll = if focus.start < rows / 2 { 0 } else { focus.start };
            }
        }
        self.nudge = 0;
        self.follow.clone_from(&laid.focus);
        self.scroll = self.scroll.min(self.rows.saturating_sub(rows));
    }

    /// Hears that ↑ (-1) or ↓ (1) was pressed, before the screen does. True if the page is to move
    /// and the focus is not: there is something to read on the way to it.
    pub fn press(&mut self, by: isize) -> bool {
        let bottom = self.scroll + self.shown;
        let away = self.follow.as_ref().is_some_and(|focus| {
            if by > 0 { focus.start >= bottom } else { focus.end <= self.scroll }
        });
        if away {
            return self.scroll(by);
        }
        self.nudge = by;
        false
    }
}

/// A page by what it is called. What is typed on it is no part of that.
fn signature(page: &Page<'_>) -> u64 {
    let mut hash = DefaultHasher::new();
    page.place.hash(&mut hash);
    for block in &page.blocks {
        if let Block::Heading(text) | Block::Accent(text) | Block::Label(text) | Block::Text(text) =
            block
        {
            text.hash(&mut hash);
        }
    }
    hash.finish()
}

/// One row of the page, from the focus mark's cell on.
#[derive(Default)]
struct Row {
    spans: Vec<Span<'static>>,
    hits: Vec<(Range<u16>, Hit)>,
    caret: Option<u16>,
}

impl Row {
    fn plain(indent: &'static str, text: String, style: Style) -> Self {
        Self { spans: vec![Span::raw(indent), Span::styled(text, style)], ..Self::default() }
    }
}

struct Laid {
    rows: Vec<Row>,
    focus: Option<Range<usize>>,
    /// Where the first thing stands that one does something with.
    first: Option<usize>,
    width: u16,
}

/// Blocks into rows.
struct Layout<'t> {
    theme: &'t Theme,
    /// The width of text.
    width: u16,
}

/// Running numbers of what can be picked and placed on a page.
#[derive(Default)]
struct Count {
    choices: usize,
    scales: usize,
    fields: usize,
    /// The longest label of the scales that stand together.
    label: usize,
}

impl Layout<'_> {
    fn lay(&self, page: &Page<'_>) -> Laid {
        let mut laid = Laid { rows: Vec::new(), focus: None, first: None, width: self.width };
        let mut count = Count::default();
        self.blocks(&page.blocks, &mut laid, &mut count);
        laid
    }

    fn blocks(&self, blocks: &[Block<'_>], laid: &mut Laid, count: &mut Count) {
        let label = |block: &Block<'_>| match block {
            Block::Scale(scale) => scale.label.width(),
            _ => 0,
        };
        count.label = blocks.iter().map(label).max().unwrap_or(0);
        let mut before: Option<&Block<'_>> = None;
        for block in blocks {
            if !laid.rows.is_empty() && before.is_some_and(|before| apart(before, block)) {
                laid.rows.push(Row::default());
            }
            self.block(block, laid, count);
            before = Some(block);
        }
    }

    fn block(&self, block: &Block<'_>, laid: &mut Laid, count: &mut Count) {
        let theme = self.theme;
        if matches!(block, Block::Choices(_) | Block::Across(_) | Block::Field(_) | Block::Scale(_))
        {
            laid.first.get_or_insert(laid.rows.len());
        }
        match block {
            Block::Heading(text) => self.text(text, "  ", theme.heading, laid),
            Block::Text(text) => self.text(text, "  ", theme.text, laid),
            Block::Quiet(text) => self.text(text, "  ", theme.quiet, laid),
            Block::Accent(text) => self.text(text, "  ", theme.accent, laid),
            Block::Label(text) => self.text(text, "  ", theme.heading, laid),
            Block::Inset(text) => self.text(text, "    ", theme.text, laid),
            Block::InsetQuiet(text) => self.text(text, "    ", theme.quiet, laid),
            Block::Choices(choices) => self.choices(choices, laid, count),
            Block::Across(choices) => self.across(choices, laid, count),
            Block::Pairs(pairs) => self.pairs(pairs, laid),
            Block::Field(field) => self.field(field, laid, count),
            Block::Scale(scale) => self.scale(scale, laid, count),
            Block::Gauge(gauge) => self.gauge(gauge, laid),
            Block::Bowl { bowl, beside } => self.bowl(bowl, beside, laid, count),
        }
    }

    fn text(&self, text: &str, indent: &'static str, style: Style, laid: &mut Laid) {
        let width = self.width + 2 - cells(indent);
        for row in wrap(text, width) {
            let text = row.of(text).to_owned();
            laid.rows.push(Row::plain(indent, text, style));
        }
    }

    fn choices(&self, choices: &[Choice], laid: &mut Laid, count: &mut Count) {
        let lead = choices.iter().map(|choice| cells(&choice.lead)).max().unwrap_or(0);
        let lead = if lead == 0 { 0 } else { lead + 2 };
        let tick = if choices.iter().any(|choice| choice.tick != Tick::None) { 2 } else { 0 };
        let note = choices.iter().map(|choice| cells(&choice.note)).max().unwrap_or(0);
        let room = self.width.saturating_sub(lead + tick + if note == 0 { 0 } else { note + 3 });
        let longest = choices.iter().map(|choice| cells(&choice.text)).max().unwrap_or(0);
        let text_width = longest.min(room).max(1);
        for choice in choices {
            let start = laid.rows.len();
            self.choice(choice, (lead, tick, text_width), count.choices, laid);
            count.choices += 1;
            if choice.focused {
                laid.focus = Some(start..laid.rows.len());
            }
        }
    }

    fn choice(
        &self,
        choice: &Choice,
        (lead, tick, width): (u16, u16, u16),
        number: usize,
        laid: &mut Laid,
    ) {
        let theme = self.theme;
        let style = match (choice.focused, choice.closed) {
            (true, _) => theme.focus,
            (false, true) => theme.quiet,
            (false, false) => theme.text,
        };
        let indent = usize::from(lead + tick);
        // what goes on below is set in, so that each choice can be told from the next
        let set_in = if cells(&choice.text) > width { 2 } else { 0 };
        for (i, row) in
            wrap(&choice.text, width.saturating_sub(set_in).max(1)).into_iter().enumerate()
        {
            let text = row.of(&choice.text);
            let mut spans = Vec::with_capacity(5);
            if i == 0 {
                let mark = if choice.focused { "› " } else { "  " };
                spans.push(Span::styled(mark, theme.accent.patch(style)));
                let sign = match choice.tick {
                    Tick::None if tick > 0 => "  ",
                    Tick::None => "",
                    Tick::Off => "○ ",
                    Tick::On => "● ",
                };
                spans.push(Span::styled(
                    sign,
                    if choice.tick == Tick::On { theme.accent } else { style },
                ));
                if lead > 0 {
                    let pad =
                        usize::from(lead - 2).saturating_sub(usize::from(cells(&choice.lead)));
                    let text = format!("{}{}  ", " ".repeat(pad), choice.lead);
                    spans.push(Span::styled(text, style));
                }
            } else {
                spans.push(Span::raw(" ".repeat(4 + indent)));
            }
            spans.push(Span::styled(text.to_owned(), style));
            if i == 0 && !choice.note.is_empty() {
                let pad = usize::from(width.saturating_sub(cells(text))) + 3;
                spans.push(Span::raw(" ".repeat(pad)));
                spans.push(Span::styled(choice.note.clone(), theme.quiet));
            }
            let end =
                u16::try_from(spans.iter().map(Span::width).sum::<usize>()).unwrap_or(u16::MAX);
            let hits = vec![(0..end, Hit::Pick(number))];
            laid.rows.push(Row { spans, hits, caret: None });
        }
        if choice.focused && !choice.detail.is_empty() {
            let indent = 2 + indent;
            let width = self.width.saturating_sub(u16::try_from(indent).unwrap_or(0)).max(10);
            for row in wrap(&choice.detail, width) {
                let text = row.of(&choice.detail);
                laid.rows.push(Row {
                    spans: vec![
                        Span::raw(" ".repeat(indent)),
                        Span::styled(text.to_owned(), theme.quiet),
                    ],
                    ..Row::default()
                });
            }
        }
    }

    /// Two columns; where there is no room for two, one below the other.
    fn pairs(&self, pairs: &[(String, String)], laid: &mut Laid) {
        let left = pairs.iter().map(|(left, _)| cells(left)).max().unwrap_or(0);
        let room = self.width.saturating_sub(left + 3);
        if room < 16 {
            for (one, other) in pairs {
                self.text(one, "  ", self.theme.quiet, laid);
                self.text(other, "    ", self.theme.text, laid);
            }
            return;
        }
        for (one, other) in pairs {
            for (i, row) in wrap(other, room).into_iter().enumerate() {
                let one = if i == 0 { one.as_str() } else { "" };
                let pad = " ".repeat(usize::from(left + 3 - cells(one)));
                laid.rows.push(Row {
                    spans: vec![
                        Span::raw("  "),
                        Span::styled(one.to_owned(), self.theme.quiet),
                        Span::raw(pad),
                        Span::styled(row.of(other).to_owned(), self.theme.text),
                    ],
                    ..Row::default()
                });
            }
        }
    }

    /// Choices side by side; they go on below when the row is full.
    fn across(&self, choices: &[Choice], laid: &mut Laid, count: &mut Count) {
        let mut row = Row::default();
        let mut at = 0;
        for choice in choices {
            let width = cells(&choice.text) + 2;
            if at > 0 && at + width > self.width + 2 {
                laid.rows.push(std::mem::take(&mut row));
                at = 0;
            }
            let style = if choice.focused { self.theme.focus } else { self.theme.text };
            let mark = if choice.focused { "› " } else { "  " };
            row.spans.push(Span::styled(mark, self.theme.accent.patch(style)));
            row.spans.push(Span::styled(choice.text.clone(), style));
            row.spans.push(Span::raw("  "));
            row.hits.push((at..at + width, Hit::Pick(count.choices)));
            count.choices += 1;
            at += width + 2;
            if choice.focused {
                laid.focus = Some(laid.rows.len()..laid.rows.len() + 1);
            }
        }
        laid.rows.push(row);
    }

    fn field(&self, field: &Field<'_>, laid: &mut Laid, count: &mut Count) {
        let theme = self.theme;
        let number = count.fields;
        count.fields += 1;
        if !field.label.is_empty() {
            self.text(&field.label, "  ", theme.text, laid);
        }
        let edge = if field.focused { theme.accent } else { theme.quiet };
        let rule = "─".repeat(usize::from(self.width) + 2);
        let start = laid.rows.len();
        let frame = |text: String| Row { spans: vec![Span::styled(text, edge)], ..Row::default() };
        laid.rows.push(frame(format!("┌{rule}┐")));
        let (rows, (caret_row, caret_cell)) = seen(field, self.width);
        for i in 0..rows.len().max(usize::from(field.rows)) {
            let shown = if field.prose.is_empty() && i == 0 {
                Span::styled(field.empty.clone(), theme.quiet)
            } else {
                Span::styled(rows.get(i).copied().unwrap_or_default().to_owned(), theme.text)
            };
            let pad = usize::from(self.width + 1).saturating_sub(shown.width());
            laid.rows.push(Row {
                spans: vec![
                    Span::styled("│ ", edge),
                    shown,
                    Span::raw(" ".repeat(pad)),
                    Span::styled("│", edge),
                ],
                hits: vec![(2..self.width + 3, Hit::Caret { field: number, row: i, cell: 0 })],
                caret: (field.focused && i == caret_row).then_some(caret_cell + 2),
            });
        }
        laid.rows.push(frame(format!("└{rule}┘")));
        if field.focused {
            let at = start + 1 + caret_row;
            // the caret's row, with a little of what stands around it
            laid.focus = Some(at.saturating_sub(2).max(start)..(at + 2).min(laid.rows.len()));
        }
    }

    fn scale(&self, scale: &Scale, laid: &mut Laid, count: &mut Count) {
        let theme = self.theme;
        let number = count.scales;
        count.scales += 1;
        let start = laid.rows.len();
        let mark = if scale.focused { "› " } else { "  " };
        let style = if scale.focused { theme.focus } else { theme.text };
        let mut row = Row::default();
        row.spans.push(Span::styled(mark, theme.accent.patch(style)));
        let fit = Fit::of(scale, usize::from(self.width), count.label);
        if !scale.label.is_empty() {
            row.spans.push(Span::styled(scale.label.clone(), style));
            let room = usize::from(self.width).saturating_sub(fit.cells);
            let label = scale.label.width();
            if fit.own_row {
                laid.rows.push(std::mem::take(&mut row));
                row.spans.push(Span::raw(" ".repeat(room + 2)));
            } else {
                row.spans.push(Span::raw(" ".repeat(room.saturating_sub(label))));
            }
        }
        if scale.is_worded() {
            self.worded(scale, number, &mut row);
        } else {
            self.line(scale, fit, number, &mut row);
        }
        laid.rows.push(row);
        if fit.words_below {
            laid.rows.push(self.ends(scale, fit.cells));
        }
        if scale.focused {
            laid.focus = Some(start..laid.rows.len());
        }
    }

    /// The line of a scale: words at both ends, a dot where it is.
    fn line(&self, scale: &Scale, fit: Fit, number: usize, row: &mut Row) {
        let theme = self.theme;
        let (low, high) = ends(scale);
        if !fit.words_below {
            row.spans.push(Span::styled(format!("{low}  "), theme.quiet));
        }
        let mut x = u16::try_from(row.spans.iter().map(Span::width).sum::<usize>()).unwrap_or(0);
        for place in 0..=scale.most {
            let (sign, style) = if scale.at == Some(place) {
                ("●", theme.accent.patch(theme.focus))
            } else {
                ("┼", theme.quiet)
            };
            row.spans.push(Span::styled(sign, style));
            row.hits.push((x..x + 2, Hit::Place(number, place)));
            x += 1;
            if place < scale.most {
                row.spans.push(Span::styled("─".repeat(usize::from(fit.dashes)), theme.quiet));
                x += fit.dashes;
            }
        }
        if !fit.words_below {
            row.spans.push(Span::styled(format!("  {high}"), theme.quiet));
        }
    }

    /// The words of both ends below a line, to the same right edge.
    fn ends(&self, scale: &Scale, taken: usize) -> Row {
        let (low, high) = ends(scale);
        let before = " ".repeat(usize::from(self.width + 2).saturating_sub(taken));
        let between = " ".repeat(taken.saturating_sub(low.width() + high.width()));
        let words = Span::styled(format!("{before}{low}{between}{high}"), self.theme.quiet);
        Row { spans: vec![words], ..Row::default() }
    }

    /// A scale whose every place has a word.
    fn worded(&self, scale: &Scale, number: usize, row: &mut Row) {
        let theme = self.theme;
        let mut x = u16::try_from(row.spans.iter().map(Span::width).sum::<usize>()).unwrap_or(0);
        for (place, word) in (0..=scale.most).zip(&scale.words) {
            let on = scale.at == Some(place);
            let text = format!("{} {word}", if on { "●" } else { "○" });
            let style = if on { theme.accent.patch(theme.focus) } else { theme.text };
            let end = x + cells(&text);
            row.hits.push((x..end, Hit::Place(number, place)));
            row.spans.push(Span::styled(text, style));
            row.spans.push(Span::raw("  "));
            x = end + 2;
        }
    }

    fn gauge(&self, gauge: &Gauge, laid: &mut Laid) {
        let width = f64::from(self.width);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the width, between nothing and all of it"
        )]
        let full = (gauge.share.clamp(0.0, 1.0) * width).round() as usize;
        let rest = usize::from(self.width).saturating_sub(full);
        laid.rows.push(Row {
            spans: vec![
                Span::raw("  "),
                Span::styled("━".repeat(full), self.theme.accent),
                Span::styled("╌".repeat(rest), self.theme.quiet),
            ],
            ..Row::default()
        });
        self.text(&gauge.words, "  ", self.theme.quiet, laid);
    }

    /// The bowl stands to the right where there is room, else it is a line below.
    fn bowl(&self, bowl: &Bowl, beside: &[Block<'_>], laid: &mut Laid, count: &mut Count) {
        let left = self.width.saturating_sub(bowl::WIDTH + 2);
        if left < 36 {
            self.blocks(beside, laid, count);
            laid.rows.push(Row::default());
            let mut spans = vec![Span::raw("  ")];
            spans.extend(bowl::line(bowl, self.theme));
            laid.rows.push(Row { spans, ..Row::default() });
            return;
        }
        let start = laid.rows.len();
        let narrow = Self { theme: self.theme, width: left };
        narrow.blocks(beside, laid, count);
        let mut drawn = bowl::rows(bowl, self.theme);
        let words = unicode_center(&bowl.words, usize::from(bowl::WIDTH));
        drawn.push(vec![Span::styled(words, self.theme.quiet)]);
        for (i, spans) in drawn.into_iter().enumerate() {
            if laid.rows.len() <= start + i + 1 {
                laid.rows.push(Row::default());
            }
            // one row below the heading, so that the rim stands beside the first step
            let Some(row) = laid.rows.get_mut(start + i + 1) else { break };
            let have: usize = row.spans.iter().map(Span::width).sum();
            let pad = usize::from(left + 4).saturating_sub(have);
            row.spans.push(Span::raw(" ".repeat(pad)));
            row.spans.extend(spans);
        }
    }
}

/// The rows of a field that can be seen, and the caret's place among them.
fn seen<'p>(field: &Field<'p>, width: u16) -> (Vec<&'p str>, (usize, u16)) {
    if field.prose.is_single() {
        let (text, cell) = field.prose.window(width);
        return (vec![text], (0, cell));
    }
    let rows = 0..field.prose.rows().len();
    (rows.map(|row| field.prose.row_text(row)).collect(), field.prose.caret_row_cell())
}

/// How a scale fits into so many cells.
#[derive(Clone, Copy)]
struct Fit {
    /// Cells between two places.
    dashes: u16,
    /// Whether its label stands above it.
    own_row: bool,
    /// Whether the words of its ends stand in a row of their own.
    words_below: bool,
    /// What it takes.
    cells: usize,
}

impl Fit {
    /// The widest form for scales with labels of this length: all that stand together look alike.
    fn of(scale: &Scale, width: usize, label: usize) -> Self {
        let beside = |dashes| {
            let worded = scale.is_worded();
            let cells = if worded { worded_width(scale) } else { line_width(scale, dashes) };
            Self { dashes, own_row: label > 0, words_below: false, cells }
        };
        let by_its_label = [2, 1].map(|dashes| Self { own_row: false, ..beside(dashes) });
        let fits = |fit: &Self| {
            let label = if fit.own_row || label == 0 { 0 } else { label + 2 };
            fit.cells + label <= width || fit.own_row && scale.is_worded()
        };
        let (low, high) = ends(scale);
        let line = 3 * usize::from(scale.most) + 1;
        let below = Self {
            words_below: true,
            cells: line.max(low.width() + high.width() + 2),
            ..beside(2)
        };
        by_its_label.into_iter().chain([2, 1].map(beside)).find(fits).unwrap_or(below)
    }
}

/// The words of a scale's ends.
fn ends(scale: &Scale) -> (&str, &str) {
    let (low, high) = (scale.words.first(), scale.words.last());
    (low.map_or("", String::as_str), high.map_or("", String::as_str))
}

fn line_width(scale: &Scale, dashes: u16) -> usize {
    let (low, high) = ends(scale);
    low.width() + high.width() + 5 + usize::from((dashes + 1) * u16::from(scale.most))
}

fn worded_width(scale: &Scale) -> usize {
    scale.words.iter().map(|word| word.width() + 4).sum()
}

fn unicode_center(text: &str, width: usize) -> String {
    let pad = width.saturating_sub(text.width()) / 2;
    format!("{}{text}", " ".repeat(pad))
}

/// Whether an empty row stands between two blocks.
fn apart(before: &Block<'_>, block: &Block<'_>) -> bool {
    !matches!(
        (before, block),
        (Block::Label(_), _)
            | (Block::Inset(_), Block::InsetQuiet(_))
            | (Block::Quiet(_), Block::Inset(_))
            | (Block::Scale(_), Block::Scale(_))
    ) && !matches!((before, block), (Block::Choices(before), Block::Choices(choices))
        if kind(before) == kind(choices))
}

/// Whether choices can be ticked, and whether they have numbers.
fn kind(choices: &[Choice]) -> (bool, bool) {
    let ticks = choices.iter().any(|choice| choice.tick != Tick::None);
    (ticks, choices.iter().any(|choice| !choice.lead.is_empty()))
}

fn cells(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}
