//! `amends forget`: real removal, and what it cannot reach.

use std::io::{self, Read as _, Write as _};

use super::{Done, Shell, Wrong, has_terminal, passphrase::cost, say};
use crate::{
    platform::dirs::Places,
    vault::{Options, Vault, forget_all},
};

/// What is to be typed, so that nobody does it by mistake.
const WORD: &str = "forget";
/// More than anybody needs to type it.
const MOST: u64 = 256;

/// Take what is kept here away for good
///
/// With --all everything of everybody, with --me what only you may read: your pages, your answers,
/// your unsaved words. What both of you may read stays then, and so does your passphrase. It is
/// written over where it lies. It asks for your passphrase, if you have one, and for the word
/// “forget”, or reads the word from standard input. At the end it says what it could not reach.
/// Nothing brings it back.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    group = clap::ArgGroup::new("whose").required(true),
    after_help = "Examples:\n  amends forget --me --as Ana\n  amends forget --all"
)]
pub(super) struct Forget {
    /// Everything of everybody here
    #[arg(long, group = "whose")]
    all: bool,
    /// What only you may read
    #[arg(long, group = "whose")]
    me: bool,
    /// Who you are: a name, or A or B
    #[arg(long = "as", value_name = "NAME", requires = "me")]
    by: Option<String>,
}

impl Forget {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let places = shell.places()?;
        if !Vault::exists(&places).map_err(|failure| shell.said(&failure))? {
            return Err(Wrong::Said(shell.words.trouble.no_home.clone()));
        }
        if self.all { all(shell, &places) } else { self.me(shell, &places) }
    }

    fn me(&self, shell: &Shell, places: &Places) -> Done {
        let mut opened = shell.open(places, &Options::default())?;
        let seat = shell.eyes(&opened, self.by.as_deref())?;
        let unlocked = shell.unlock_with(&mut opened, seat)?;
        sure(shell, &shell.words.cli.forget_me_ask)?;
        let lock = unlocked.as_ref().map(|(passphrase, _)| (passphrase, cost()));
        let forgotten = opened.vault.forget_own(seat, shell.clock.now(), lock);
        forgotten.map_err(|failure| shell.said(&failure))?;
        Ok(shell.words.cli.forgotten_me.iter().try_for_each(|line| say(line))?)
    }
}

fn all(shell: &Shell, places: &Places) -> Done {
    sure(shell, &shell.words.cli.forget_ask)?;
    forget_all(places).map_err(|failure| shell.said(&failure))?;
    Ok(shell.words.cli.forgotten.iter().try_for_each(|line| say(line))?)
}

/// Goes on only with the word.
fn sure(shell: &Shell, ask: &str) -> Done {
    if has_terminal() {
        write!(io::stdout(), "{ask} ")?;
        io::stdout().flush()?;
    }
    if is_meant()? { Ok(()) } else { Err(Wrong::Said(shell.words.trouble.not_forgotten.clone())) }
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
