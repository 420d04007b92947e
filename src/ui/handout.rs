//! A page on paper: the same blocks as Markdown, and as self-contained HTML.

use std::fmt::Write as _;

use super::page::{Block, Choice};

/// Blocks as Markdown. Headings are of the level given.
pub fn markdown(blocks: &[Block<'_>], level: usize) -> String {
    let mut out = String::new();
    for block in blocks {
        let text = match block {
            Block::Heading(text) => format!("{} {}", "#".repeat(level), one_line(text)),
            Block::Label(text) => format!("**{}**", escaped(&one_line(text))),
            Block::Text(text) | Block::Accent(text) => paragraphs(text),
            Block::Quiet(text) => format!("*{}*", escaped(&one_line(text))),
            Block::Inset(text) | Block::InsetQuiet(text) => quote(text),
            Block::Choices(choices) | Block::Across(choices) => items(choices),
            Block::Pairs(pairs) => pairs
                .iter()
                .map(|(one, other)| format!("- {}: {}", escaped(one), escaped(other)))
                .collect::<Vec<_>>()
                .join("\n"),
            Block::Field(field) => paragraphs(field.prose.text()),
            Block::Scale(scale) => super::plain::scale(scale),
            Block::Gauge(gauge) => gauge.words.clone(),
            Block::Bowl { bowl, beside } => {
                format!("{}\n\n{}", markdown(beside, level), bowl.words)
            }
        };
        if !text.trim().is_empty() {
            out.push_str(text.trim_end());
            out.push_str("\n\n");
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a person wrote stays text: nothing in it becomes a heading, a list or a link.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line that would begin a list, a rule or a quotation is kept from it.
fn line(text: &str) -> String {
    let text = escaped(text);
    let starts_list = text.starts_with(['-', '+', '=']);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let numbered = digits > 0 && text.chars().nth(digits).is_some_and(|c| c == '.' || c == ')');
    if starts_list {
        format!("\\{text}")
    } else if numbered {
        text.replacen(['.', ')'], "\\.", 1)
    } else {
        text
    }
}

fn paragraphs(text: &str) -> String {
    // two spaces at the end keep a line break
    text.lines().map(|text| line(text.trim_end())).collect::<Vec<_>>().join("  \n")
}

fn quote(text: &str) -> String {
    text.lines().map(|text| format!("> {}", line(text))).collect::<Vec<_>>().join("  \n")
}

fn items(choices: &[Choice]) -> String {
    let item = |choice: &Choice| format!("- {}", escaped(&choice.text));
    choices.iter().map(item).collect::<Vec<_>>().join("\n")
}

/// Blocks as HTML, for the body of [`html_page`].
pub fn html(blocks: &[Block<'_>], level: usize) -> String {
    let mut out = String::new();
    for block in blocks {
        let _ = match block {
            Block::Heading(text) => writeln!(out, "<h{level}>{}</h{level}>", entities(text)),
            Block::Label(text) => writeln!(out, "<p><strong>{}</strong></p>", entities(text)),
            Block::Text(text) | Block::Accent(text) => writeln!(out, "<p>{}</p>", broken(text)),
            Block::Quiet(text) => writeln!(out, "<p><small>{}</small></p>", broken(text)),
            Block::Inset(text) | Block::InsetQuiet(text) => {
                writeln!(out, "<blockquote><p>{}</p></blockquote>", broken(text))
            }
            Block::Choices(choices) | Block::Across(choices) => {
                let item = |choice: &Choice| format!("<li>{}</li>", entities(&choice.text));
                writeln!(out, "<ul>{}</ul>", choices.iter().map(item).collect::<String>())
            }
            Block::Pairs(pairs) => {
                let row = |(one, other): &(String, String)| {
                    format!("<dt>{}</dt><dd>{}</dd>", entities(one), entities(other))
                };
                writeln!(out, "<dl>{}</dl>", pairs.iter().map(row).collect::<String>())
            }
            Block::Field(field) => writeln!(out, "<p>{}</p>", broken(field.prose.text())),
            Block::Scale(scale) => {
                writeln!(out, "<p>{}</p>", entities(&super::plain::scale(scale)))
            }
            Block::Gauge(gauge) => writeln!(out, "<p>{}</p>", entities(&gauge.words)),
            Block::Bowl { bowl, beside } => {
                writeln!(out, "{}<p>{}</p>", html(beside, level), entities(&bowl.words))
            }
        };
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

const STYLE: &str = "body{font:1.1rem/1.6 Georgia,serif;margin:2rem auto;max-width:38rem;\
    padding:0 1rem}blockquote{margin:0 0 1rem;padding-left:1rem;border-left:3px solid #b8860b}\
    small{color:#555}@media print{body{margin:0;max-width:none}h2{break-before:page}}";

fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
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

fn broken(text: &str) -> String {
    entities(text).replace('\n', "<br>\n")
}
