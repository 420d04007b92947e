//! `amends lens`: phrase feedback for a text from standard input. Prints each mark and keeps
//! nothing; what there is to say about a text is left to the lens.

use std::io::{self, Read as _};

use serde::Serialize;

use super::{Done, Shell, Wrong, english_book, say, unread};
use crate::{
    curriculum::Trouble,
    journey::Role,
    lens::Mark,
    ui::{clean_line, fill},
};

/// As much text as is looked at in one go: 1 MiB.
const MOST: usize = 1 << 20;

/// Look at the phrases of a text from standard input; nothing is kept
#[derive(clap::Args)]
pub(super) struct Lens {
    /// Whose words they are; without it, either's
    #[arg(long, value_name = "ROLE")]
    role: Option<Part>,
    /// For a program to read: a list of family, start, end, words and note
    #[arg(long)]
    json: bool,
}

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
        let lens = match shell.book.lens() {
            // a curriculum of one's own may leave the phrases out: then the bundled ones hold
            Err(Trouble::Missing(_)) => {
                english_book().and_then(crate::curriculum::Curriculum::lens)
            }
            lens => lens,
        };
        let lens = lens.map_err(|trouble| unread(&trouble, shell.words))?;
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
