//! `amends note`: one private journal page from standard input. Never from arguments, which shells
//! remember.

use std::io::{self, Read as _, Write as _};

use super::{Done, Shell, Wrong, say};
use crate::{
    app::said,
    journey::Event,
    ui::clean,
    vault::{Failure, Options, PAGE, Store as _},
};

/// Keep one private journal page from standard input
///
/// It reads to the end of the input (UTF-8 text of at most 1 MiB) and prints “Saved.” once the page
/// is on disk. A page is never taken from the command line, which shells remember.
#[derive(clap::Args)]
#[command(verbatim_doc_comment, after_help = EXAMPLES)]
pub(super) struct Note {
    /// Whose page it is: a name, or A or B
    #[arg(long = "as", value_name = "NAME")]
    by: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  amends note < page.txt
  amends note --as Ana    then write, and end with Ctrl+D";

impl Note {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let places = shell.places()?;
        let mut opened = shell.open(&places, &Options::default())?;
        let seat = shell.eyes(&opened, self.by.as_deref())?;
        for notice in shell.unlock(&mut opened, seat)? {
            // said once only, and so not left out here
            let pair = said(&notice, shell.words);
            let _ = writeln!(io::stderr(), "{}\n{}", pair.what, pair.now);
        }
        let mut bytes = Vec::new();
        // one byte over the limit is enough to know that it is over
        let limit = u64::try_from(PAGE).unwrap_or(u64::MAX) + 1;
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
        if bytes.len() > PAGE {
            return Err(shell.said(&Failure::TooLong));
        }
        let Ok(text) = String::from_utf8(bytes) else {
            return Err(Wrong::Said(shell.words.trouble.not_text.clone()));
        };
        let text = clean(&text).trim().to_owned();
        if text.is_empty() {
            return Err(Wrong::Said(shell.words.trouble.nothing_to_keep.clone()));
        }
        let page = Event::Entry { text, prompt: None };
        let now = shell.clock.now();
        opened.vault.keep(seat, now, &page).map_err(|failure| shell.said(&failure))?;
        Ok(say(&shell.words.cli.saved)?)
    }
}
