//! Pictures for paper and browsers: drawn as SVG that needs nothing from elsewhere, dark on light,
//! each with the words that say the same. What they show is left to [`super::picture`].

use std::fmt::Write as _;

use super::{
    handout::entities,
    paint::cut,
    picture::{Bar, Gap, Line, Picture, Rest, Shape, Square},
};

/// How wide a picture is, in its own units; a letter is about eight of them.
const WIDTH: f64 = 600.0;
/// Where what is drawn begins; the labels stand before it.
const LEFT: f64 = 190.0;
const RIGHT: f64 = 540.0;
/// The height of a row.
const ROW: f64 = 22.0;
/// How high the lines of a curve stand.
const CURVE: f64 = 54.0;

const INK: &str = "#111";
const PALE: &str = "#777";
const GOLD: &str = "#8a6508";
/// From nothing to much.
const SHADES: [&str; 4] = ["#eee", "#dcc88f", "#b8923a", "#6b4d05"];

/// A drawing, and how far down it has come.
struct Sheet {
    out: String,
    y: f64,
}

/// The picture as an SVG element.
pub(super) fn svg(picture: &Picture) -> String {
    let mut sheet = Sheet { out: String::new(), y: 6.0 };
    match &picture.shape {
        Shape::Lines { lines, ends, marks, .. } => sheet.lines(lines, ends, marks),
        Shape::Bars { bars, line } => sheet.bars(bars, line),
        Shape::Spans(all) => all.iter().for_each(|rest| sheet.rest(rest)),
        Shape::Grid { columns, rows } => sheet.grid(columns, rows),
        Shape::Gaps(gaps) => gaps.iter().for_each(|gap| sheet.gap(gap)),
    }
    let Sheet { out, y } = sheet;
    let words = entities(&picture.words.join(" "));
    format!(
        "<svg role=\"img\" viewBox=\"0 0 {WIDTH} {:.0}\" style=\"font:13px Georgia,serif\">\n\
         <title>{words}</title>\n{out}</svg>\n",
        y + 6.0
    )
}

/// From 0 to 1, as a place on the sheet.
fn across(share: f64) -> f64 {
    LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)
}

impl Sheet {
    fn text(&mut self, x: f64, y: f64, anchor: &str, fill: &str, text: &str) {
        let text = entities(text);
        if !text.trim().is_empty() {
            let _ = writeln!(
                self.out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{text}</text>"
            );
        }
    }

    /// What stands before a row.
    fn label(&mut self, y: f64, text: &str) {
        self.text(LEFT - 12.0, y, "end", PALE, &cut(text, 26));
    }

    fn stroke(&mut self, [x1, y1, x2, y2]: [f64; 4], colour: &str, width: u8) {
        let _ = writeln!(
            self.out,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" \
             stroke=\"{colour}\" stroke-width=\"{width}\"/>"
        );
    }

    fn dot(&mut self, x: f64, y: f64, colour: &str) {
        let _ =
            writeln!(self.out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/>");
    }

    fn ring(&mut self, x: f64, y: f64, fill: &str, edge: &str) {
        let _ = writeln!(
            self.out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{fill}\" stroke=\"{edge}\" \
             stroke-width=\"2\"/>"
        );
    }

    fn block(&mut self, [x, y, width, height]: [f64; 4], colour: &str) {
        let _ = writeln!(
            self.out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             fill=\"{colour}\"/>"
        );
    }

    fn lines(&mut self, lines: &[Line], ends: &[String; 2], marks: &[f64]) {
        for line in lines {
            let (top, base) = (self.y, self.y + CURVE - 10.0);
            let place = |(x, y): &(f64, f64)| {
                (across(*x), base - (y / 10.0).clamp(0.0, 1.0) * (base - top))
            };
            self.label(base - 16.0, &line.label);
            self.stroke([LEFT, base, RIGHT, base], "#ddd", 1);
            let points: Vec<_> = line.points.iter().map(place).collect();
            for pair in points.windows(2) {
                if let [(x1, y1), (x2, y2)] = pair {
                    self.stroke([*x1, *y1, *x2, *y2], GOLD, 2);
                }
            }
            for (x, y) in &points {
                self.dot(*x, *y, GOLD);
            }
            if let (Some((x, y)), Some((_, says))) = (points.last(), line.points.last()) {
                self.text(x + 10.0, y + 4.0, "start", INK, &format!("{says:.0}"));
            }
            self.y += CURVE;
        }
        if !marks.is_empty() {
            self.y += ROW / 2.0;
            for mark in marks {
                self.text(across(*mark), self.y, "middle", INK, "▲");
            }
        }
        self.y += ROW - 6.0;
        self.text(LEFT, self.y, "start", PALE, &ends[0]);
        self.text(RIGHT, self.y, "end", PALE, &ends[1]);
    }

    fn bars(&mut self, bars: &[Bar], line: &str) {
        for bar in bars {
            let base = self.y + ROW - 6.0;
            self.label(base, &bar.label);
            for (at, (sign, relied)) in (0_u8..).zip(&bar.parts) {
                let x = LEFT + f64::from(at) * 20.0;
                self.block([x, base - 13.0, 17.0, 17.0], SHADES[usize::from(*relied)]);
                self.text(x + 8.5, base, "middle", INK, &sign.to_string());
            }
            if let Some(share) = bar.share {
                self.text(WIDTH - 8.0, base, "end", INK, &format!("{:.0} %", share * 100.0));
            }
            self.y += ROW;
        }
        self.y += ROW - 6.0;
        self.text(WIDTH - 8.0, self.y, "end", PALE, line);
    }

    fn rest(&mut self, rest: &Rest) {
        let base = self.y + ROW - 6.0;
        self.text(8.0, base, "start", INK, &cut(&rest.label, 70));
        self.block([8.0, base + 6.0, RIGHT - 8.0, 8.0], SHADES[0]);
        self.block([8.0, base + 6.0, rest.left.clamp(0.0, 1.0) * (RIGHT - 8.0), 8.0], GOLD);
        self.text(8.0, base + 30.0, "start", PALE, &rest.says);
        self.y += ROW * 2.0 + 14.0;
    }

    fn grid(&mut self, columns: &[String], rows: &[(String, Vec<Square>)]) {
        let most = rows.iter().map(|(_, row)| row.len()).chain([columns.len()]).max().unwrap_or(0);
        let wide = (RIGHT - LEFT) / f64::from(u16::try_from(most.max(1)).unwrap_or(u16::MAX));
        let x = |at: u16| LEFT + f64::from(at) * wide;
        let base = self.y + ROW - 8.0;
        for (at, column) in (0_u16..).zip(columns) {
            self.text(x(at) + wide / 2.0, base, "middle", PALE, column);
        }
        self.y += ROW;
        for (label, row) in rows {
            self.label(self.y + ROW - 8.0, label);
            for (at, Square { shade, dot }) in (0_u16..).zip(row) {
                if let Some(colour) = shade.and_then(|it| SHADES.get(usize::from(it))) {
                    self.block([x(at), self.y, wide - 2.0, ROW - 2.0], colour);
                }
                if *dot {
                    // ringed: it is seen on every shade
                    let (x, y) = (x(at) + wide - 12.0, self.y + ROW / 2.0 - 1.0);
                    self.ring(x, y, INK, "#fff");
                }
            }
            self.y += ROW;
        }
    }

    fn gap(&mut self, gap: &Gap) {
        let base = self.y + ROW - 8.0;
        self.label(base + 4.0, &gap.label);
        self.stroke([LEFT, base, RIGHT, base], "#ddd", 1);
        let place = |it: Option<u8>| it.map(|it| across(f64::from(it) / 10.0));
        let (one, other) = (place(gap.one), place(gap.other));
        if let (Some(one), Some(other)) = (one, other) {
            self.stroke([one, base, other, base], GOLD, 3);
        }
        if let Some(x) = one {
            self.dot(x, base, INK);
        }
        if let Some(x) = other {
            // a ring: told apart without colour; a full one where both are at one place
            self.ring(x, base, if gap.one == gap.other { GOLD } else { "#fff" }, INK);
        }
        self.y += ROW;
    }
}
