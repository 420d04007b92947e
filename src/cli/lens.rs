//! `amends lens`: phrase feedback for a text from standard input. Prints each mark and keeps
//! nothing; what there is to say about a text is left to the lens.

use std::io::{self, Read as _};

use serde::Serialize;

use super::{Done, Shell, Wrong, say, unread};
use crate::{
    journey::Role,
    lens::Mark,
    ui::{clean_line, fill},
};

/// As much text as is looked at in one go: 1 MiB.
const MOST: usize = 1 << 20;

/// Point at phrases that often hurt more than they help
///
/// It reads to the end of the input (UTF-8 text of at most 1 MiB) and prints each such phrase with
/// its family, the bytes it covers and a note. What stands in quotation marks is passed over.
/// Nothing is kept, and nothing is counted.
#[derive(clap::Args)]
#[command(verbatim_doc_comment, after_help = EXAMPLES)]
pub(super) struct Lens {
    /// Whose words they are; without it, either’s
    #[arg(long, value_name = "ROLE")]
    role: Option<Part>,
    /// Print JSON: a list of marks, each with family, start, end, words and note
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  amends lens --role repairing < letter.txt
  amends lens --json < letter.txt    for a program to read";

#[derive(Clone, Copy, clap::ValueEnum)]
enum Part {
    Hurt,
    Repairing,
}

/// A mark as it is printed, with the words it covers.
#[derive(Serialize)]
struct Shown<'a> {
    family: &'a str,
    start: usize,
    end: usize,
    words: &'a str,
    note: &'a str,
}

impl Lens {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let lens = shell.book.lens().map_err(|trouble| unread(&trouble, shell.words))?;
        let text = text(shell)?;
        let role = match self.role {
            Some(Part::Hurt) => Role::Hurt,
            Some(Part::Repairing) => Role::Repairing,
            None => Role::Both,
        };
        let marks = lens.marks(&text, role);
        let marks: Vec<_> = marks.iter().map(|mark| Shown::of(mark, &text)).collect();
        if self.json {
            return Ok(say(&serde_json::to_string_pretty(&marks).map_err(io::Error::other)?)?);
        }
        for mark in &marks {
            say(&mark.line(shell))?;
            say(&format!("    {}", mark.note))?;
        }
        if lens.points_to_help(&text) {
            say(&shell.words.cli.lens_help)?;
        }
        Ok(())
    }
}

impl<'a> Shown<'a> {
    fn of(mark: &Mark<'a>, text: &'a str) -> Self {
        let words = text.get(mark.range.clone()).unwrap_or_default();
        let (start, end) = (mark.range.start, mark.range.end);
        Self { family: mark.family, start, end, words, note: mark.note }
    }

    fn line(&self, shell: &Shell) -> String {
        fill(
            &shell.words.cli.lens_mark,
            &[
                ("family", self.family),
                ("from", &self.start.to_string()),
                ("to", &self.end.to_string()),
                ("words", &clean_line(self.words)),
            ],
        )
    }
}

/// The text that comes in, if it is one, and not too long.
fn text(shell: &Shell) -> Result<String, Wrong> {
    let mut bytes = Vec::new();
    // one byte over the limit is enough to know that it is over
    io::stdin().lock().take(MOST as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MOST {
        return Err(Wrong::Said(shell.words.trouble.too_much.clone()));
    }
    String::from_utf8(bytes).map_err(|_| Wrong::Said(shell.words.trouble.not_text.clone()))
}
