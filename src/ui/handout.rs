//! A page on paper: the same blocks as Markdown, and as self-contained HTML.

use std::fmt::Write as _;

use super::{
    clean::clean,
    page::{Block, Choice},
    plain, vector,
};

/// Blocks as Markdown. Headings are of the level given. What a person wrote stays text: nothing in
/// it becomes a heading, a list or a link, and nothing in it can steer a terminal.
pub fn markdown(blocks: &[Block<'_>], level: usize) -> String {
    let mut out = String::new();
    for block in blocks {
        let text = match block {
            Block::Heading(text) | Block::Banner(text) => {
                around(&format!("{} ", "#".repeat(level)), text, "")
            }
            Block::Label(text) => around("**", text, "**"),
            Block::Text(text) | Block::Accent(text) => lines(text, ""),
            Block::Quiet(text) => around("*", text, "*"),
            Block::Inset(text) | Block::InsetQuiet(text) => lines(text, "> "),
            Block::Choices(choices) | Block::Across(choices) => items(choices),
            Block::Pairs(pairs) => {
                let row =
                    |(one, other): &(String, String)| around("- ", &format!("{one}: {other}"), "");
                pairs.iter().map(row).collect::<Vec<_>>().join("\n")
            }
            Block::Field(field) => lines(field.prose.text(), ""),
            Block::Scale(scale) => lines(&plain::scale(scale), ""),
            Block::Gauge(gauge) => lines(&gauge.words, ""),
            Block::Picture(picture) => {
                let drawn = picture.text(PICTURE).join("\n");
                format!(
                    "```text\n{}\n```\n\n{}",
                    clean(&drawn),
                    lines(&picture.below().join("\n"), "")
                )
            }
            Block::Ways(ways) => markdown(ways, level),
            Block::Bowl { bowl, beside } => {
                format!("{}\n\n{}", markdown(beside, level).trim_end(), lines(&bowl.words, ""))
            }
        };
        if !text.trim().is_empty() {
            out.push_str(text.trim());
            out.push_str("\n\n");
        }
    }
    out
}

/// How wide a picture is on paper, in letters.
const PICTURE: u16 = 64;

/// A text on one line between two marks; nothing if there is no text.
fn around(before: &str, text: &str, after: &str) -> String {
    let text = escaped(&clean(text).split_whitespace().collect::<Vec<_>>().join(" "));
    if text.is_empty() { text } else { format!("{before}{text}{after}") }
}

/// A text with its line breaks, which two spaces at the end of a line keep.
fn lines(text: &str, before: &str) -> String {
    let text = clean(text);
    let lines: Vec<_> = text.trim().lines().map(|text| format!("{before}{}", line(text))).collect();
    lines.join("  \n")
}

/// A line that would begin a list, a rule, a heading or a block of code is kept from it.
fn line(text: &str) -> String {
    let text = escaped(text.trim());
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    if text.starts_with(['-', '+', '=']) {
        return format!("\\{text}");
    }
    match text.chars().nth(digits) {
        Some(mark @ ('.' | ')')) if digits > 0 => text.replacen(mark, &format!("\\{mark}"), 1),
        _ => text,
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let marks = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~');
        if marks || c == '&' && names_a_sign(rest.as_str()) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether `&` and this would be read as another sign: `lt;`, `#64;`.
fn names_a_sign(rest: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '#';
    rest.split_once(';').is_some_and(|(name, _)| !name.is_empty() && name.chars().all(letter))
}

fn items(choices: &[Choice]) -> String {
    choices.iter().map(|choice| around("- ", &choice.text, "")).collect::<Vec<_>>().join("\n")
}

/// Blocks as HTML, for the body of [`html_page`]. Every text finds its own direction, and what a
/// person wrote stays text.
pub fn html(blocks: &[Block<'_>], level: usize) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Heading(text) | Block::Banner(text) => {
                let (begin, end) = (format!("<h{level} dir=\"auto\">"), format!("</h{level}>\n"));
                out.push_str(&element(&begin, text, &end));
            }
            Block::Label(text) => {
                out.push_str(&element("<p dir=\"auto\"><strong>", text, "</strong></p>\n"));
            }
            Block::Text(text) | Block::Accent(text) => out.push_str(&paragraphs(text)),
            Block::Quiet(text) => {
                out.push_str(&element("<p dir=\"auto\"><small>", text, "</small></p>\n"));
            }
            Block::Inset(text) | Block::InsetQuiet(text) => {
                out.push_str(&wrapped("blockquote", &paragraphs(text)));
            }
            Block::Choices(choices) | Block::Across(choices) => {
                let item = |choice: &Choice| element("<li dir=\"auto\">", &choice.text, "</li>\n");
                out.push_str(&wrapped("ul", &choices.iter().map(item).collect::<String>()));
            }
            Block::Pairs(pairs) => {
                let row = |(one, other): &(String, String)| {
                    element("<dt dir=\"auto\">", one, "</dt>\n")
                        + &element("<dd dir=\"auto\">", other, "</dd>\n")
                };
                out.push_str(&wrapped("dl", &pairs.iter().map(row).collect::<String>()));
            }
            Block::Field(field) => out.push_str(&paragraphs(field.prose.text())),
            Block::Scale(scale) => out.push_str(&paragraphs(&plain::scale(scale))),
            Block::Gauge(gauge) => out.push_str(&paragraphs(&gauge.words)),
            Block::Picture(picture) => {
                out.push_str(&vector::svg(picture));
                out.push_str(&paragraphs(&picture.below().join("\n")));
            }
            Block::Ways(ways) => out.push_str(&html(ways, level)),
            Block::Bowl { bowl, beside } => {
                out.push_str(&html(beside, level));
                out.push_str(&paragraphs(&bowl.words));
            }
        }
    }
    out
}

/// A whole HTML file: nothing in it comes from anywhere else.
pub fn html_page(language: &str, title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n\
         </body>\n</html>\n",
        entities(language),
        entities(title),
    )
}

/// Dark on light, whatever the reader's system prefers: it is made to be printed.
const STYLE: &str = "\
    body{background:#fff;color:#111;font:1.1rem/1.6 Georgia,serif;margin:2rem auto;\
    max-width:38rem;padding:0 1rem;overflow-wrap:anywhere}\
    [dir]{unicode-bidi:plaintext}\
    h1,h2,h3,h4{line-height:1.25;break-after:avoid}\
    p:has(small),p:has(strong){margin-bottom:.25rem;break-after:avoid}\
    blockquote{margin:0 0 1rem;padding-inline-start:1rem;border-inline-start:3px solid #b8860b}\
    small{color:#555}\
    svg{display:block;width:100%;height:auto;break-inside:avoid}\
    @media print{body{margin:0;max-width:none}p,li{orphans:3;widows:3}}";

/// A text on one line between two tags; nothing if there is no text.
fn element(begin: &str, text: &str, end: &str) -> String {
    let text = entities(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { text } else { format!("{begin}{text}{end}") }
}

/// HTML in an element; nothing if there is none.
fn wrapped(name: &str, inside: &str) -> String {
    if inside.is_empty() { String::new() } else { format!("<{name}>\n{inside}</{name}>\n") }
}

/// A text as paragraphs, which empty lines part.
fn paragraphs(text: &str) -> String {
    let text = entities(text);
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let mut out = String::new();
    for paragraph in lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()) {
        let _ = writeln!(out, "<p dir=\"auto\">{}</p>", paragraph.join("<br>\n"));
    }
    out
}

pub(super) fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
