//! `amends init`: a home without the questions, for scripts.

use std::{fs::File, io::Read as _};

use super::{Done, Shell, Wrong, say};
use crate::{
    journey::{Between, Event, Mode, Person, Role, Seat},
    ui::clean_line,
    vault::{Options, Store as _, Vault},
};

/// Set a home up without the questions, for scripts
///
/// What is left out can be said later, in Settings. A home that is there already is never touched.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    group = clap::ArgGroup::new("mode").required(true),
    after_help = EXAMPLES
)]
pub(super) struct Init {
    /// For two people at one keyboard
    #[arg(long, group = "mode")]
    together: bool,
    /// For one person
    #[arg(long, group = "mode")]
    alone: bool,
    /// What to call a person; with --together, once for each
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// A person’s part in what happened, in the order of the names
    #[arg(long, value_name = "ROLE")]
    role: Vec<Part>,
    /// An open file to read passphrases from, one a line; this version takes empty lines only
    #[arg(long, value_name = "N")]
    passphrase_fd: Option<u32>,
}

const EXAMPLES: &str = "\
Examples:
  amends init --together --name Ana --name Ben --role hurt --role repairing
  amends init --alone";

#[derive(Clone, Copy, clap::ValueEnum)]
enum Part {
    Hurt,
    Repairing,
    Both,
}

impl From<Part> for Role {
    fn from(part: Part) -> Self {
        match part {
            Part::Hurt => Self::Hurt,
            Part::Repairing => Self::Repairing,
            Part::Both => Self::Both,
        }
    }
}

impl Init {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let mode = if self.together { Mode::Together } else { Mode::Alone };
        let people = if self.together { 2 } else { 1 };
        if self.name.len() > people || self.role.len() > people {
            return Err(Wrong::Words(shell.words.trouble.names.clone()));
        }
        if let Some(fd) = self.passphrase_fd {
            no_passphrase_yet(shell, fd)?;
        }
        let labels = [&shell.words.people.first, &shell.words.people.second];
        let person = |n: usize| Person {
            name: self.name.get(n).map(|name| clean_line(name).into_owned()).unwrap_or_default(),
            role: self.role.get(n).copied().map(Role::from),
            hurts: Vec::new(),
        };
        let label = |n: usize| {
            let name = person(n).name;
            if name.is_empty() { labels.get(n).copied().cloned().unwrap_or_default() } else { name }
        };
        let names: Vec<String> = (0..people).map(label).collect();
        let places = shell.places()?;
        let failed = |failure| shell.said(&failure);
        Vault::create(&places, &names).map_err(failed)?;
        let mut opened = shell.open(&places, &Options::default())?;
        let now = shell.clock.now();
        let home = Event::Home { mode, between: Between::default() };
        opened.vault.keep(Seat::First, now, &home).map_err(failed)?;
        for (n, seat) in Seat::ALL.into_iter().take(people).enumerate() {
            opened.vault.keep(seat, now, &Event::Profile(person(n))).map_err(failed)?;
        }
        Ok(say(&shell.words.cli.home_made)?)
    }
}

/// Passphrases come with the sealed form. Until then only "none" can be asked for, and anything
/// else is refused rather than taken for a lock that is not there.
fn no_passphrase_yet(shell: &Shell, fd: u32) -> Done {
    let mut given = String::new();
    #[expect(
        clippy::disallowed_methods,
        reason = "a descriptor that the caller opened, not a file of ours"
    )]
    let read = File::open(format!("/dev/fd/{fd}")).and_then(|mut it| it.read_to_string(&mut given));
    if read.is_err() || given.lines().any(|line| !line.trim().is_empty()) {
        return Err(Wrong::Said(shell.words.trouble.passphrase.clone()));
    }
    Ok(())
}
