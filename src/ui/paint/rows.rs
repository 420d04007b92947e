//! Blocks into rows: what stands on each, what a click on it means, and what is in focus. Which of
//! the rows are seen is left to [`super`]; a scale's, to [`super::scale`].

use std::ops::Range;

use ratatui::{style::Style, text::Span};
use unicode_width::UnicodeWidthStr as _;

use super::cells;
use crate::ui::{
    bowl,
    page::{Block, Bowl, Choice, Field, Gauge, Hit, Page, Remark, Tick},
    picture::Picture,
    prose::wrap,
    theme::Theme,
};

/// Cells of air at both sides of a banner.
const AIR: usize = 4;

/// One row of the page, from the focus mark's cell on.
#[derive(Default)]
pub(super) struct Row {
    pub(super) spans: Vec<Span<'static>>,
    pub(super) hits: Vec<(Range<u16>, Hit)>,
    pub(super) caret: Option<u16>,
}

impl Row {
    fn plain(indent: &'static str, text: String, style: Style) -> Self {
        Self { spans: vec![Span::raw(indent), Span::styled(text, style)], ..Self::default() }
    }
}

pub(super) struct Laid {
    pub(super) rows: Vec<Row>,
    pub(super) focus: Option<Range<usize>>,
    /// Where the first thing stands that one does something with.
    pub(super) first: Option<usize>,
    /// Why what is in focus cannot be chosen now.
    pub(super) why: Option<String>,
    pub(super) width: u16,
}

/// Blocks into rows.
pub(super) struct Layout<'t> {
    pub(super) theme: &'t Theme,
    /// The width of text.
    pub(super) width: u16,
}

/// Running numbers of what can be picked and placed on a page.
#[derive(Default)]
pub(super) struct Count {
    choices: usize,
    pub(super) scales: usize,
    fields: usize,
    /// The longest label of the scales that stand together.
    pub(super) label: usize,
}

impl Layout<'_> {
    pub(super) fn lay(&self, page: &Page<'_>) -> Laid {
        let (rows, width) = (Vec::new(), self.width);
        let mut laid = Laid { rows, focus: None, first: None, why: None, width };
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
            Block::Banner(text) => self.banner(text, laid),
            Block::Choices(choices) => self.choices(choices, laid, count),
            Block::Across(choices) => self.across(choices, laid, count),
            Block::Pairs(pairs) => self.pairs(pairs, laid),
            Block::Field(field) => self.field(field, laid, count),
            Block::Scale(scale) => self.scale(scale, laid, count),
            Block::Gauge(gauge) => self.gauge(gauge, laid),
            Block::Picture(picture) => self.picture(picture, laid),
            Block::Ways(ways) => self.blocks(ways, laid, count),
            Block::Bowl { bowl, beside } => self.bowl(bowl, beside, laid, count),
        }
    }

    /// The picture, what its signs mean, and the same in words below it.
    fn picture(&self, picture: &Picture, laid: &mut Laid) {
        for spans in picture.rows(self.width, self.theme) {
            let mut row = vec![Span::raw("  ")];
            row.extend(spans);
            laid.rows.push(Row { spans: row, ..Row::default() });
        }
        for words in picture.below() {
            self.text(words, "  ", self.theme.quiet, laid);
        }
    }

    fn text(&self, text: &str, indent: &'static str, style: Style, laid: &mut Laid) {
        let width = self.width + 2 - cells(indent);
        for row in wrap(text, width) {
            let text = row.of(text).to_owned();
            laid.rows.push(Row::plain(indent, text, style));
        }
    }

    /// A text in a frame of its own; one that is too long for it goes without.
    fn banner(&self, text: &str, laid: &mut Laid) {
        let room = usize::from(self.width);
        if text.width() + 2 * AIR + 2 > room {
            return self.text(text, "  ", self.theme.heading, laid);
        }
        let (rule, air) = ("━".repeat(text.width() + 2 * AIR), " ".repeat(AIR));
        let framed = |left: &str, text: &str, right: &str| format!("{left}{text}{right}");
        let accent = self.theme.accent;
        laid.rows.push(Row::plain("  ", framed("┏", &rule, "┓"), accent));
        laid.rows.push(Row {
            spans: vec![
                Span::raw("  "),
                Span::styled("┃", accent),
                Span::styled(format!("{air}{text}{air}"), self.theme.heading),
                Span::styled("┃", accent),
            ],
            ..Row::default()
        });
        laid.rows.push(Row::plain("  ", framed("┗", &rule, "┛"), accent));
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
            // where there is nothing to choose between, the page does not move with the focus
            if choice.focused || choices.len() == 1 {
                self.detail(choice, usize::from(2 + lead + tick), laid);
            }
            count.choices += 1;
            if choice.focused {
                laid.focus = Some(start..laid.rows.len());
                laid.why = Some(choice.why.clone()).filter(|why| !why.is_empty());
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
    }

    /// The line below a choice.
    fn detail(&self, choice: &Choice, indent: usize, laid: &mut Laid) {
        if choice.detail.is_empty() {
            return;
        }
        let width = self.width.saturating_sub(u16::try_from(indent).unwrap_or(0)).max(10);
        for row in wrap(&choice.detail, width) {
            let text = row.of(&choice.detail).to_owned();
            let text = Span::styled(text, self.theme.quiet);
            let spans = vec![Span::raw(" ".repeat(indent)), text];
            laid.rows.push(Row { spans, ..Row::default() });
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
            let (start, text, width) = rows.get(i).copied().unwrap_or_default();
            let (shown, width) = if field.prose.is_empty() && i == 0 {
                (vec![Span::styled(field.empty.clone(), theme.quiet)], cells(&field.empty))
            } else {
                (remarked(text, start, &field.remarks, theme), width)
            };
            let pad = usize::from((self.width + 1).saturating_sub(width));
            let mut spans = vec![Span::styled("│ ", edge)];
            spans.extend(shown);
            spans.extend([Span::raw(" ".repeat(pad)), Span::styled("│", edge)]);
            laid.rows.push(Row {
                spans,
                hits: vec![(2..self.width + 3, Hit::Caret { field: number, row: i, cell: 0 })],
                caret: (field.focused && i == caret_row).then_some(caret_cell + 2),
            });
        }
        laid.rows.push(frame(format!("└{rule}┘")));
        let bottom = laid.rows.len();
        for text in &field.below {
            self.text(text, "  ", theme.quiet, laid);
        }
        if field.focused {
            let at = start + 1 + caret_row;
            // the caret's row, with a little of what stands around it, and what is said below
            let end = if field.below.is_empty() { (at + 2).min(bottom) } else { laid.rows.len() };
            laid.focus = Some(at.saturating_sub(2).max(start)..end);
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

/// A row of a field that can be seen: its first byte, its text, its width.
type Seen<'p> = (usize, &'p str, u16);

/// The rows of a field, and the caret's place among them. A page knows how wide its rows are; to
/// measure them again would take longer the more is written.
fn seen<'p>(field: &Field<'p>, width: u16) -> (Vec<Seen<'p>>, (usize, u16)) {
    let prose = field.prose;
    if prose.is_single() {
        let (start, text, cell) = prose.window(width);
        return (vec![(start, text, cells(text))], (0, cell));
    }
    let rows = prose.rows().iter().map(|row| (row.start, row.of(prose.text()), row.width));
    (rows.collect(), prose.caret_row_cell())
}

/// A row of a field, with the words that there is something to say to.
fn remarked(text: &str, start: usize, remarks: &[Remark], theme: &Theme) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut at = 0;
    let mut put = |at: &mut usize, to: usize, style: Style| {
        let words = text.get(*at..to).unwrap_or_default();
        if !words.is_empty() {
            spans.push(Span::styled(words.to_owned(), style));
            *at = to;
        }
    };
    for remark in remarks {
        let from = remark.range.start.saturating_sub(start).min(text.len());
        let to = remark.range.end.saturating_sub(start).min(text.len());
        let style = if remark.now { theme.focus.patch(theme.remark) } else { theme.remark };
        put(&mut at, from, theme.text);
        put(&mut at, to, style);
    }
    put(&mut at, text.len(), theme.text);
    spans
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
