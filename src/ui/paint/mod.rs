//! A page in the terminal: which of its rows are seen, what a click means, and where the cursor
//! stands. The one place that knows where things go on the screen; what the rows are is in `rows`.

mod rows;
mod scale;

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
    text::Line,
};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::{
    keys::{self, Hint, Said},
    page::{Block, Hit, Page, measure},
    prose::wrap,
    theme::Theme,
    words::Words,
};
use rows::{Laid, Layout, Row};

/// Below this, one sentence says so.
pub const SMALLEST: Size = Size { width: 60, height: 20 };

/// What a view remembers between frames: how far it is scrolled, and what was where.
#[derive(Clone, Debug, Default)]
pub struct View {
    scroll: usize,
    follow: Option<Range<usize>>,
    /// Where the choices begin, if there are some and none is in focus yet.
    asks: Option<usize>,
    /// Why what is in focus cannot be chosen now.
    why: Option<String>,
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
    // with the sign's own cell
    let mut width = 1;
    for cluster in text.graphemes(true) {
        width += cluster.width();
        if width > room {
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
        self.asks = laid.first.filter(|_| laid.focus.is_none());
        self.why.clone_from(&laid.why);
        self.scroll = self.scroll.min(self.rows.saturating_sub(rows));
    }

    /// Where what Enter acts on stands, or will stand once somebody has chosen.
    fn target(&self) -> Option<Range<usize>> {
        self.follow.clone().or_else(|| self.asks.map(|at| at..at + 1))
    }

    /// Why Enter would choose nothing: nothing is in focus yet, or what is in focus is not open.
    pub fn why_not<'v>(&'v self, words: &'v Words) -> Option<&'v str> {
        self.asks.map(|_| words.frame.choose_first.as_str()).or(self.why.as_deref())
    }

    /// Hears that ↑ (-1) or ↓ (1) was pressed, before the screen does. True if the page is to move
    /// and the focus is not: there is something to read on the way to it.
    pub fn press(&mut self, by: isize) -> bool {
        let bottom = self.scroll + self.shown;
        let away = self.target().is_some_and(|focus| {
            if by > 0 { focus.start >= bottom } else { focus.end <= self.scroll }
        });
        if away {
            return self.scroll(by);
        }
        self.nudge = by;
        false
    }

    /// Hears that Enter was pressed, before the screen does. True if what it would choose has not come
    /// into view yet: there is something to read on the way to it, and the page turns.
    pub fn enter(&mut self) -> bool {
        let bottom = self.scroll + self.shown;
        let Some(focus) = self.target().filter(|focus| focus.start >= bottom) else {
            return false;
        };
        let rest = isize::try_from(focus.end - bottom).unwrap_or(1);
        self.scroll(rest.min(self.page()))
    }
}

/// A page by what it is called. What is typed on it is no part of that.
fn signature(page: &Page<'_>) -> u64 {
    let mut hash = DefaultHasher::new();
    page.place.hash(&mut hash);
    for block in &page.blocks {
        if let Block::Heading(text)
        | Block::Banner(text)
        | Block::Accent(text)
        | Block::Label(text)
        | Block::Text(text) = block
        {
            text.hash(&mut hash);
        }
    }
    hash.finish()
}

fn cells(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}
