//! `amends session`: for a therapist. Invented people, every step open, nothing written to disk.

use super::{Done, Shell, Wrong, start};
use crate::app::in_session;

/// Show it to clients: invented couples, every step open, nothing written to disk
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Session {
    /// Begin at this step, from 0 to 10
    #[arg(long, value_name = "N")]
    step: Option<usize>,
    /// An invented couple, by its name or by one of theirs; a wrong name lists them
    #[arg(long, value_name = "NAME")]
    couple: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  amends session --step 3
  amends session --couple first-month --plain";

impl Session {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let couples = shell.book.couples().map_err(|it| super::unread(&it, shell.words))?;
        let is = |couple: &&crate::curriculum::Couple| match &self.couple {
            None => true,
            Some(name) => {
                couple.id == *name || couple.names.iter().any(|it| it.eq_ignore_ascii_case(name))
            }
        };
        let Some(couple) = couples.couples.iter().find(is) else {
            let names: Vec<_> = couples.couples.iter().map(|it| it.id.as_str()).collect();
            let names = names.join(", ");
            let pair = shell.words.trouble.no_such_couple.with(&[("names", &names)]);
            return Err(Wrong::Words(pair));
        };
        let most = shell.book.heads().len().saturating_sub(1);
        if self.step.is_some_and(|step| step > most) {
            let most = most.to_string();
            return Err(Wrong::Words(shell.words.trouble.no_such_step.with(&[("most", &most)])));
        }
        start::show(
            shell,
            |size, now| in_session(couple, size, now),
            |app, now| {
                if let Some(step) = self.step {
                    app.show_step(step, now);
                }
            },
        )
    }
}
