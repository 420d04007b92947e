//! The bowl: cracked from the start, its cracks always in view; a step done fills one with gold.
//! Drawn on ratatui's canvas; with its one-line form for small windows.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    symbols::Marker,
    text::Span,
    widgets::{
        Widget as _,
        canvas::{Canvas, Context, Points},
    },
};

use super::{page::Bowl, theme::Theme};

/// Cells across.
pub(super) const WIDTH: u16 = 24;
/// Cells down.
pub(super) const HEIGHT: u16 = 8;

/// A polyline, in the bowl's own units: x from -1 to 1, y from 0 (foot) to 1 (rim).
type Crack = &'static [(f64, f64)];

/// The ten cracks, in the order of the steps. They run from the rim to the foot and into each
/// other, as a bowl breaks.
const CRACKS: [Crack; 10] = [
    &[(-0.05, 1.0), (0.03, 0.78), (-0.06, 0.56), (0.0, 0.42)],
    &[(0.0, 0.42), (0.1, 0.26), (0.04, 0.04)],
    &[(-0.72, 1.0), (-0.58, 0.8), (-0.64, 0.62)],
    &[(-0.64, 0.62), (-0.42, 0.52), (-0.22, 0.5), (0.0, 0.42)],
    &[(0.62, 1.0), (0.5, 0.82), (0.55, 0.66)],
    &[(0.55, 0.66), (0.3, 0.58), (0.16, 0.46), (0.0, 0.42)],
    &[(-0.64, 0.62), (-0.7, 0.46), (-0.6, 0.3)],
    &[(0.55, 0.66), (0.72, 0.5), (0.66, 0.32)],
    &[(-0.22, 0.5), (-0.3, 0.3), (-0.24, 0.08)],
    &[(0.3, 0.58), (0.42, 0.34), (0.34, 0.12)],
];

/// The bowl as rows of spans.
pub(super) fn rows(bowl: &Bowl, theme: &Theme) -> Vec<Vec<Span<'static>>> {
    let area = Rect::new(0, 0, WIDTH, HEIGHT);
    let mut buffer = Buffer::empty(area);
    let gold = usize::from(bowl.gold);
    Canvas::default()
        .marker(Marker::Braille)
        .x_bounds([-1.1, 1.1])
        .y_bounds([-0.06, 1.14])
        .paint(|ctx| {
            outline(ctx, theme.text);
            for crack in CRACKS.iter().skip(gold) {
                draw(ctx, &dotted(crack), theme.text);
            }
            for crack in CRACKS.iter().take(gold) {
                draw(ctx, &seam(crack), theme.accent);
            }
        })
        .render(area, &mut buffer);
    (0..HEIGHT).map(|y| row(&buffer, y)).collect()
}

/// The one-line form: a sign a seam.
pub(super) fn line(bowl: &Bowl, theme: &Theme) -> Vec<Span<'static>> {
    let gold = usize::from(bowl.gold).min(CRACKS.len());
    vec![
        Span::styled("◆".repeat(gold), theme.accent),
        Span::styled("◇".repeat(CRACKS.len() - gold), theme.text),
        Span::styled(format!("  {}", bowl.words), theme.quiet),
    ]
}

fn row(buffer: &Buffer, y: u16) -> Vec<Span<'static>> {
    (0..WIDTH)
        .map(|x| {
            let cell = &buffer[(x, y)];
            let symbol = if cell.symbol() == "⠀" { " " } else { cell.symbol() };
            Span::styled(symbol.to_owned(), Style::new().fg(cell.fg))
        })
        .collect()
}

fn draw(ctx: &mut Context<'_>, points: &[(f64, f64)], style: Style) {
    let color = style.fg.unwrap_or_default();
    ctx.draw(&Points { coords: points, color });
}

/// Half the width of the bowl at a height: a round belly on a narrow foot.
fn half_width(y: f64) -> f64 {
    0.28 + 0.74 * (1.0 - (1.0 - y).powi(2)).max(0.0).sqrt()
}

/// How far the rim rises above the walls, from the middle (0) to the sides (-1 and 1).
fn rise(x: f64) -> f64 {
    0.1 * (1.0 - x * x)
}

fn outline(ctx: &mut Context<'_>, style: Style) {
    let steps = 120;
    let walls: Vec<_> = (0..=steps)
        // closer together at the foot, where the wall is nearly flat
        .map(|i| (f64::from(i) / f64::from(steps)).powi(2))
        .flat_map(|y| [(-half_width(y), y), (half_width(y), y)])
        .collect();
    draw(ctx, &walls, style);
    let flat: Vec<_> = (-60..=60)
        .map(|i| f64::from(i) / 60.0)
        .flat_map(|x| [(x * half_width(1.0), 1.0 + rise(x)), (x * 0.28, 0.0)])
        .collect();
    draw(ctx, &flat, style);
}

fn along(crack: Crack, steps: i32) -> impl Iterator<Item = (f64, f64)> {
    crack.windows(2).flat_map(move |pair| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        (0..=steps).map(move |i| {
            let t = f64::from(i) / f64::from(steps);
            // cracks are drawn within the wall, whatever its curve
            let y = y0 + (y1 - y0) * t;
            let x = x0 + (x1 - x0) * t;
            // those at the top go on to the rim
            (x * half_width(y) / 1.02, y + rise(x) * y.powi(8))
        })
    })
}

/// An open crack: a dotted line, to be told from a seam without colour.
fn dotted(crack: Crack) -> Vec<(f64, f64)> {
    along(crack, 3).collect()
}

/// A mended one: a full line, two dots broad.
fn seam(crack: Crack) -> Vec<(f64, f64)> {
    along(crack, 40).flat_map(|(x, y)| [(x, y), (x + 0.045, y)]).collect()
}
