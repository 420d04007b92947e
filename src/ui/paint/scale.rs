//! A scale as rows: a line with words at both ends, or a word for each place; closer, or on a row of
//! its own, where the window is narrow.

use ratatui::text::Span;
use unicode_width::UnicodeWidthStr as _;

use super::{
    cells,
    rows::{Count, Laid, Layout, Row},
};
use crate::ui::page::{Hit, Scale};

impl Layout<'_> {
    pub(super) fn scale(&self, scale: &Scale, laid: &mut Laid, count: &mut Count) {
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
