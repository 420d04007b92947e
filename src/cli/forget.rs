//! `amends forget`: real removal, and what it cannot reach.

use std::io::{self, Read as _, Write as _};

use super::{Done, Shell, Wrong, has_terminal, say};
use crate::vault::{Vault, forget_all};

/// What is to be typed, so that nobody does it by mistake.
const WORD: &str = "forget";
/// More than anybody needs to type it.
const MOST: u64 = 256;

/// Take everything that is kept here away for good
///
/// Each file is written over, then removed. It asks for the word “forget”, or reads it from
/// standard input. At the end it says what it could not reach. Nothing brings it back.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    group = clap::ArgGroup::new("whose").required(true),
    after_help = "Example:\n  amends forget --all"
)]
pub(super) struct Forget {
    /// Everything of everybody here
    #[arg(long, group = "whose")]
    all: bool,
}

impl Forget {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        debug_assert!(self.all, "there is nothing else to ask for");
        let places = shell.places()?;
        let failed = |failure| shell.said(&failure);
        if !Vault::exists(&places).map_err(failed)? {
            return Err(Wrong::Said(shell.words.trouble.no_home.clone()));
        }
        if has_terminal() {
            write!(io::stdout(), "{} ", shell.words.cli.forget_ask)?;
            io::stdout().flush()?;
        }
        if !is_meant()? {
            return Err(Wrong::Said(shell.words.trouble.not_forgotten.clone()));
        }
        forget_all(&places).map_err(failed)?;
        Ok(shell.words.cli.forgotten.iter().try_for_each(|line| say(line))?)
    }
}

/// Whether the word comes, and nothing else on its line.
fn is_meant() -> io::Result<bool> {
    let mut line = Vec::new();
    for byte in io::stdin().lock().take(MOST).bytes() {
        match byte? {
            b'\n' => break,
            byte => line.push(byte),
        }
    }
    Ok(line.trim_ascii().eq_ignore_ascii_case(WORD.as_bytes()))
}
