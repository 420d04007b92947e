//! The README's picture: a real screen, drawn by the program, as an SVG that needs nothing from
//! elsewhere. The test fails when the picture shows what the program no longer looks like.

use std::{env, fmt::Write as _, fs, path::Path};

use amends::journey::{Event, Seat};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier, Style},
};
use unicode_width::UnicodeWidthStr as _;

use crate::stage::Past;

/// A cell, in the picture's units.
const CELL: (usize, usize) = (9, 20);
/// Air around the screen.
const EDGE: usize = 18;

/// The sixteen colours and the terminal's own, on a dark and calm ground.
fn colour(colour: Color) -> &'static str {
    match colour {
        Color::Black => "#2b2a28",
        Color::Red | Color::LightRed => "#dd8c7c",
        Color::Green | Color::LightGreen => "#9dba86",
        Color::Yellow | Color::LightYellow => "#e0b458",
        Color::Blue | Color::LightBlue => "#86a9c9",
        Color::Magenta | Color::LightMagenta => "#c7a0c9",
        Color::Cyan | Color::LightCyan => "#86bdb9",
        Color::DarkGray => "#8a857c",
        _ => "#ded8cc",
    }
}

/// A screen as SVG: one text for each run of cells in one style, held to the grid by its length;
/// Braille as dots, for not every font has it.
fn svg(buffer: &Buffer, says: &str) -> String {
    let (width, height) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (wide, high) = (width * CELL.0 + 2 * EDGE, height * CELL.1 + 2 * EDGE);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" \
         width=\"{wide}\" height=\"{high}\" role=\"img\" font-size=\"15\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\">\n\
         <title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e1d1b\"/>\n",
        escaped(says)
    );
    for (y, row) in buffer.content.chunks(width).enumerate() {
        let mut x = 0;
        while let Some(cell) = row.get(x) {
            let run = run(&row[x..]);
            let text: String = seen(&row[x..x + run]).map(Cell::symbol).collect();
            if let Some(dots) = dots(&text) {
                draw_dots(&mut out, (x, y), dots, cell);
            } else if !text.trim().is_empty() {
                draw_text(&mut out, (x, y), &text, cell);
            }
            x += run;
        }
    }
    out.push_str("</svg>\n");
    out
}

/// How many cells belong together from the first on: one style, and no gap of two spaces.
fn run(row: &[Cell]) -> usize {
    let Some(first) = row.first() else { return 0 };
    let blank = |cell: Option<&Cell>| cell.is_none_or(|cell| cell.symbol() == " ");
    if dots(first.symbol()).is_some() || blank(Some(first)) {
        return 1;
    }
    let together = |&i: &usize| {
        row[i].style() == first.style()
            && dots(row[i].symbol()).is_none()
            && !(blank(row.get(i)) && blank(row.get(i + 1)))
    };
    (1..row.len()).take_while(together).count() + 1
}

/// The cells of a run, without those that a wide sign covers.
fn seen(row: &[Cell]) -> impl Iterator<Item = &Cell> {
    let mut covered = 0;
    row.iter().filter(move |cell| {
        let shows = covered == 0;
        covered = if shows { cell.symbol().width().saturating_sub(1) } else { covered - 1 };
        shows
    })
}

/// The eight dots of a Braille sign.
fn dots(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let sign = chars.next().filter(|sign| ('\u{2800}'..='\u{28ff}').contains(sign))?;
    chars.next().is_none().then(|| u32::from(sign) - 0x2800)
}

fn paint(cell: &Cell) -> (&'static str, &'static str) {
    let dim = cell.modifier.contains(Modifier::DIM);
    (colour(cell.fg), if dim { " opacity=\"0.68\"" } else { "" })
}

/// Where each bit of a Braille sign has its dot: across, down.
const PLACES: [(usize, usize); 8] =
    [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];

fn draw_dots(out: &mut String, (x, y): (usize, usize), dots: u32, cell: &Cell) {
    let (left, top) = (EDGE + x * CELL.0, EDGE + y * CELL.1);
    let (colour, dim) = paint(cell);
    let mut path = String::new();
    for (_, (across, down)) in PLACES.iter().enumerate().filter(|(bit, _)| dots >> bit & 1 == 1) {
        let (x, y) = (left * 4 + 9 + across * 18, top * 2 + 5 + down * 10);
        let _ = write!(path, "M{} {}h0", quarters(x), quarters(y * 2));
    }
    if !path.is_empty() {
        let _ = writeln!(
            out,
            "<path d=\"{path}\" stroke=\"{colour}\"{dim} stroke-width=\"3\" stroke-linecap=\"round\"/>"
        );
    }
}

/// A number of quarters, as short as it goes.
fn quarters(n: usize) -> String {
    let text = format!("{}.{:02}", n / 4, n % 4 * 25);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn draw_text(out: &mut String, (x, y): (usize, usize), text: &str, cell: &Cell) {
    let (left, base) = (EDGE + x * CELL.0, EDGE + y * CELL.1 + 15);
    let (colour, dim) = paint(cell);
    let bold = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let under = cell.modifier.contains(Modifier::UNDERLINED);
    let under = if under { " text-decoration=\"underline\"" } else { "" };
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{base}\" fill=\"{colour}\"{dim}{bold}{under} xml:space=\"preserve\" \
         textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
        text.width() * CELL.0,
        escaped(text)
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Two invented people a few weeks in: three steps behind them, the fourth begun.
fn a_few_weeks_in() -> Buffer {
    let reading = Event::Step { step: "step-04".to_owned(), page: Some(2), done: None };
    let past = Past::together().done_before(4).happened(Seat::First, reading);
    past.open(80, 24).buffer().clone()
}

#[test]
fn the_readmes_picture_is_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/home.svg");
    let now = svg(&a_few_weeks_in(), "The home of two people, four steps in");
    if env::var_os("AMENDS_PICTURES").is_some_and(|wish| wish == "renew") {
        fs::write(&path, &now).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "tests/pictures/home.svg is not what the program looks like now. To draw it again: \
         AMENDS_PICTURES=renew cargo test picture. Then look at it."
    );
}

#[test]
fn a_run_keeps_to_the_grid() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 16, 2));
    buffer.set_string(0, 0, "心<b>", Style::new().bold());
    buffer.set_string(7, 0, "two words  far", Style::new().fg(Color::Yellow).dim());
    buffer.set_string(3, 1, "⠁⣿", Style::new());
    let svg = svg(&buffer, "a & b");
    let at =
        |x: usize, y: usize| format!("<text x=\"{}\" y=\"{}\"", EDGE + 9 * x, EDGE + 20 * y + 15);
    let text = |text: &str, cells: usize| {
        format!("textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\">{text}</text>", 9 * cells)
    };
    assert!(svg.contains("<title>a &amp; b</title>"));
    assert!(svg.contains(&at(0, 0)) && svg.contains(&text("心", 2)), "{svg}");
    assert!(svg.contains(&at(2, 0)) && svg.contains(&text("&lt;b&gt;", 3)), "{svg}");
    assert!(svg.contains(&at(7, 0)) && svg.contains(&text("two words", 9)), "{svg}");
    assert_eq!(svg.matches("<text").count(), 3, "what is beyond the edge is not drawn: {svg}");
    assert_eq!(svg.matches("h0").count(), 9, "{svg}");
}
