//! Pictures of what was kept: lines, bars, grids and gaps, as rows of cells. Each says the same in
//! words; without colour its signs are enough. Where its rows stand is left to [`super::paint`].

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    symbols::{
        Marker,
        bar::{NINE_LEVELS, Set},
    },
    text::Span,
    widgets::{
        Sparkline, Widget as _,
        canvas::{Canvas, Line as Stroke, Points},
    },
};
use unicode_width::UnicodeWidthStr as _;

use super::{paint::cut, theme::Theme};

/// A picture, and the same in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What is drawn.
    pub shape: Shape,
    /// What its signs mean, for whoever sees them; empty where the words say it.
    pub signs: String,
    /// The same in words, a line each.
    pub words: Vec<String>,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Lines from left to right, one below the other.
    Lines {
        /// The lines.
        lines: Vec<Line>,
        /// What stands at the left and the right end below them.
        ends: [String; 2],
        /// Where something happened: from 0 to 1, left to right.
        marks: Vec<f64>,
        /// The place that is looked at, if one is: the words are of it alone then.
        look: Option<f64>,
    },
    /// A bar of letters for each time, and how many of all could be relied on.
    Bars {
        /// The bars, oldest first.
        bars: Vec<Bar>,
        /// What the line below them is; empty where there is none.
        line: String,
    },
    /// How much of each is left.
    Spans(Vec<Rest>),
    /// Shades in rows and columns.
    Grid {
        /// What stands above the columns.
        columns: Vec<String>,
        /// What stands before a row, and its squares.
        rows: Vec<(String, Vec<Square>)>,
    },
    /// Two places on a line from 0 to 10, and what lies between them.
    Gaps(Vec<Gap>),
}

/// A line: its places, from 0 to 10, at points from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// Its points, from left to right.
    pub points: Vec<(f64, f64)>,
}

/// What came of something within a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Which time.
    pub label: String,
    /// A sign each, and whether it stands out: what could be relied on.
    pub parts: Vec<(char, bool)>,
    /// The share that could be relied on in the six weeks until then, if there was anything.
    pub share: Option<f64>,
}

/// Something that comes to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Rest {
    /// What it is.
    pub label: String,
    /// How much of it is left, from 0 to 1.
    pub left: f64,
    /// The same in words.
    pub says: String,
}

/// One square of a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Square {
    /// How much: none, or 0 to 3.
    pub shade: Option<u8>,
    /// Whether it has a dot.
    pub dot: bool,
}

/// Two places.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// When.
    pub label: String,
    /// What was so.
    pub one: Option<u8>,
    /// What was guessed.
    pub other: Option<u8>,
}

type Spans = Vec<Span<'static>>;

/// Shades without colour, from nothing to much.
const SHADES: [&str; 4] = ["·", "░", "▒", "▓"];
/// What stands below the place that is looked at.
const LOOK: char = '↑';
/// What stands behind a shade, or where one would be.
const DOT: &str = "•";
/// How many rows a line has.
const RISE: u16 = 3;
/// Where none of all could be relied on; a blank would say that there was nothing.
const NONE: &str = "0";

impl Picture {
    /// The picture as rows, in so many cells.
    pub fn rows(&self, width: u16, theme: &Theme) -> Vec<Spans> {
        match &self.shape {
            Shape::Lines { lines, ends, marks, look } => {
                self::lines(lines, ends, marks, *look, width, theme)
            }
            Shape::Bars { bars, line } => self::bars(bars, line, width, theme),
            Shape::Spans(all) => spans(all, width, theme),
            Shape::Grid { columns, rows } => grid(columns, rows, theme),
            Shape::Gaps(gaps) => self::gaps(gaps, theme),
        }
    }

    /// What stands below it where it is drawn: what its signs mean, and the words.
    pub fn below(&self) -> Vec<&str> {
        let signs = Some(&self.signs).filter(|it| !it.is_empty());
        signs.into_iter().chain(&self.words).map(String::as_str).collect()
    }

    /// The picture as lines of text, for paper.
    pub fn text(&self, width: u16) -> Vec<String> {
        let rows = self.rows(width, &Theme::plain());
        let row = |spans: Spans| spans.iter().map(|span| span.content.as_ref()).collect::<String>();
        rows.into_iter().map(row).map(|row| row.trim_end().to_owned()).collect()
    }
}

/// A text and spaces behind it, so many cells in all.
fn padded(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let pad = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(pad))
}

/// The widest of some texts, and no more than so many cells.
fn widest(texts: impl Iterator<Item = impl AsRef<str>>, most: usize) -> usize {
    texts.map(|text| text.as_ref().width()).max().unwrap_or(0).min(most)
}

fn cells(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

fn lines(
    lines: &[Line],
    ends: &[String; 2],
    marks: &[f64],
    look: Option<f64>,
    width: u16,
    theme: &Theme,
) -> Vec<Spans> {
    let label = widest(lines.iter().map(|line| line.label.as_str()), 24);
    let room = width.saturating_sub(cells(label) + 6).max(8);
    let mut rows = Vec::new();
    for line in lines {
        let drawn = stroke(&line.points, room, theme);
        for (i, cells) in drawn.into_iter().enumerate() {
            let is_middle = i == usize::from(RISE / 2);
            let says = if is_middle { line.label.as_str() } else { "" };
            let mut row = vec![Span::styled(padded(says, label + 2), theme.quiet)];
            row.extend(cells);
            if is_middle {
                let last = line.points.last().map(|(_, y)| format!("  {y:.0}"));
                row.push(Span::styled(last.unwrap_or_default(), theme.text));
            }
            rows.push(row);
        }
    }
    let before = " ".repeat(label + 2);
    let signs = [('▲', marks, theme.warn), (LOOK, look.as_slice(), theme.accent)];
    for (sign, places, style) in signs.into_iter().filter(|(_, places, _)| !places.is_empty()) {
        let mut row = vec![' '; usize::from(room)];
        for place in places {
            if let Some(cell) = row.get_mut(usize::from(at(*place, room))) {
                *cell = sign;
            }
        }
        let row: String = row.into_iter().collect();
        rows.push(vec![Span::raw(before.clone()), Span::styled(row, style)]);
    }
    let [from, to] = ends;
    let between = usize::from(room).saturating_sub(from.width() + to.width());
    let axis = format!("{from}{}{to}", " ".repeat(between));
    rows.push(vec![Span::raw(before), Span::styled(axis, theme.quiet)]);
    rows
}

/// The cell of a place from 0 to 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of the width, between nothing and all of it"
)]
fn at(share: f64, room: u16) -> u16 {
    (share.clamp(0.0, 1.0) * f64::from(room.saturating_sub(1))).round() as u16
}

/// One line, drawn with the dots of braille.
fn stroke(points: &[(f64, f64)], room: u16, theme: &Theme) -> Vec<Spans> {
    let area = Rect::new(0, 0, room, RISE);
    let mut buffer = Buffer::empty(area);
    let gold = theme.accent.fg.unwrap_or_default();
    Canvas::default()
        .marker(Marker::Braille)
        .x_bounds([0.0, 1.0])
        .y_bounds([0.0, 10.0])
        .paint(|ctx| {
            for pair in points.windows(2) {
                let [(x1, y1), (x2, y2)] = [pair[0], pair[1]];
                ctx.draw(&Stroke { x1, y1, x2, y2, color: gold });
            }
            ctx.draw(&Points { coords: points, color: gold });
        })
        .render(area, &mut buffer);
    (0..RISE).map(|y| row_of(&buffer, y)).collect()
}

fn row_of(buffer: &Buffer, y: u16) -> Spans {
    let cell = |x| &buffer[(x, y)];
    (0..buffer.area.width)
        .map(|x| Span::styled(cell(x).symbol().to_owned(), cell(x).style()))
        .collect()
}

fn bars(bars: &[Bar], line: &str, width: u16, theme: &Theme) -> Vec<Spans> {
    let labels = bars.iter().map(|bar| bar.label.as_str());
    let label = widest(labels.chain([line]), 14);
    let room = usize::from(width).saturating_sub(label + 2);
    let mut rows = Vec::new();
    for bar in bars {
        let mut row = vec![Span::styled(padded(&bar.label, label + 2), theme.quiet)];
        let step = if bar.parts.len() * 2 <= room { " " } else { "" };
        for (letter, reliable) in bar.parts.iter().take(room) {
            let style = if *reliable { theme.accent } else { theme.text };
            row.push(Span::styled(format!("{letter}{step}"), style));
        }
        if bar.parts.is_empty() {
            row.push(Span::styled("–", theme.quiet));
        }
        rows.push(row);
    }
    if !line.is_empty() {
        rows.push(share_line(bars, line, label, theme));
    }
    rows
}

/// How many of six weeks could be relied on, a cell for each time.
fn share_line(bars: &[Bar], line: &str, label: usize, theme: &Theme) -> Spans {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share in eighths"
    )]
    // little is not none
    let eighths = |share: f64| ((share * 8.0).round() as u64).max(u64::from(share > 0.0));
    let data: Vec<_> = bars.iter().map(|bar| bar.share.map(eighths)).collect();
    let area = Rect::new(0, 0, cells(bars.len()), 1);
    let mut buffer = Buffer::empty(area);
    Sparkline::default()
        .data(&data)
        .max(8)
        .bar_set(Set { empty: NONE, ..NINE_LEVELS })
        .absent_value_symbol("·")
        .style(theme.accent)
        .render(area, &mut buffer);
    let mut row = vec![Span::styled(padded(line, label + 2), theme.quiet)];
    row.extend(row_of(&buffer, 0));
    row
}

fn spans(all: &[Rest], width: u16, theme: &Theme) -> Vec<Spans> {
    let label = widest(all.iter().map(|rest| rest.label.as_str()), 26);
    let says = widest(all.iter().map(|rest| rest.says.as_str()), 18);
    let room = usize::from(width).saturating_sub(label + says + 4).max(6);
    let row = |rest: &Rest| {
        // the last day is still a day
        let full = usize::from(at(rest.left, cells(room + 1))).max(1);
        vec![
            Span::styled(padded(&rest.label, label + 2), theme.text),
            Span::styled("━".repeat(full.min(room)), theme.accent),
            Span::styled("╌".repeat(room.saturating_sub(full)), theme.quiet),
            Span::styled(format!("  {}", cut(&rest.says, says)), theme.quiet),
        ]
    };
    all.iter().map(row).collect()
}

fn grid(columns: &[String], rows: &[(String, Vec<Square>)], theme: &Theme) -> Vec<Spans> {
    let label = widest(rows.iter().map(|(label, _)| label.as_str()), 14);
    let cell = widest(columns.iter().map(String::as_str), 3).max(2) + 1;
    let mut head = vec![Span::raw(" ".repeat(label + 2))];
    head.extend(columns.iter().map(|it| Span::styled(padded(it, cell), theme.quiet)));
    let mut all = vec![head];
    for (says, squares) in rows {
        let mut row = vec![Span::styled(padded(says, label + 2), theme.quiet)];
        for Square { shade, dot } in squares {
            let sign = shade.and_then(|shade| SHADES.get(usize::from(shade)));
            let text = sign.map_or_else(String::new, |sign| sign.repeat(2));
            let style = if *shade == Some(3) { theme.accent } else { theme.text };
            row.push(Span::styled(padded(&text, cell - 1), style));
            row.push(Span::styled(if *dot { DOT } else { " " }, theme.text));
        }
        all.push(row);
    }
    all
}

fn gaps(gaps: &[Gap], theme: &Theme) -> Vec<Spans> {
    let label = widest(gaps.iter().map(|gap| gap.label.as_str()), 18);
    let row = |gap: &Gap| {
        let mut row = vec![Span::styled(padded(&gap.label, label + 2), theme.quiet)];
        let between = |n: u8| match (gap.one, gap.other) {
            (Some(one), Some(other)) => (one.min(other)..one.max(other)).contains(&n),
            _ => false,
        };
        for n in 0..=10 {
            let (sign, style) = match (gap.one == Some(n), gap.other == Some(n)) {
                (true, true) => ("◉", theme.accent),
                (true, false) => ("●", theme.accent),
                (false, true) => ("○", theme.text),
                (false, false) if between(n) => ("━", theme.text),
                (false, false) => ("·", theme.quiet),
            };
            row.push(Span::styled(sign, style));
            if n < 10 {
                let (link, style) =
                    if between(n) { ("━━", theme.text) } else { ("  ", theme.quiet) };
                row.push(Span::styled(link, style));
            }
        }
        row
    };
    gaps.iter().map(row).collect()
}
