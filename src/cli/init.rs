//! `amends init`: a home without the questions, for scripts.

use super::{Done, Shell, Wrong, passphrase::cost, say};
use crate::{
    journey::{Between, Event, Mode, Person, Role, Seat},
    ui::clean_line,
    vault::{Newcomer, Options, Store as _, Vault},
};

/// Set a home up without the questions, for scripts
///
/// What is left out can be said later, in Settings. A home that is there already is never touched.
/// With --passphrase-fd, each person’s line is their passphrase; an empty line is for none.
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
        let places = shell.places()?;
        let passphrases = shell.new_passphrases(people)?;
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
        let newcomers = passphrases.into_iter().enumerate();
        let newcomers: Vec<_> =
            newcomers.map(|(n, passphrase)| Newcomer { label: label(n), passphrase }).collect();
        let failed = |failure| shell.said(&failure);
        let keys = Vault::create_for(&places, &newcomers, cost()).map_err(failed)?;
        drop(newcomers);
        let mut opened = shell.open(&places, &Options::default())?;
        // both may read all that follows, so either's keys will do
        if let Some(keys) = keys.into_iter().flatten().next() {
            opened.vault.unlock(keys).map_err(failed)?;
        }
        let now = shell.clock.now();
        let home = Event::Home { mode, between: Between::default() };
        opened.vault.keep(Seat::First, now, &home).map_err(failed)?;
        for (n, seat) in Seat::ALL.into_iter().take(people).enumerate() {
            opened.vault.keep(seat, now, &Event::Profile(person(n))).map_err(failed)?;
        }
        Ok(say(&shell.words.cli.home_made)?)
    }
}
