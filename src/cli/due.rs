//! `amends due`: whether there is something for today, in words that tell nobody what it is. Fit for
//! the start of a shell: it asks for nothing, and without a key it says only what needs none.

use super::{Done, Shell, say};
use crate::{
    coach::{Due as Thing, advice, due_for_both},
    journey::{Journey, Seat},
    ui::fill,
    vault::Options,
};

/// Say whether there is something for today
///
/// One line in words that tell nobody what it is about, or nothing if nothing is due; fit for the
/// start of a shell. Without --as, in a home of two, only what is for both counts. It never counts
/// past three. If somebody has a passphrase, it says only what needs no key. It works while amends is
/// open in another window.
#[derive(clap::Args)]
#[command(verbatim_doc_comment, after_help = EXAMPLES)]
pub(super) struct Due {
    /// Whose eyes it is for: a name, or A or B
    #[arg(long = "as", value_name = "NAME")]
    by: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  amends due
  amends due --as Ana";

impl Due {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let places = shell.places()?;
        let opened = shell.open(&places, &Options { read_only: true, ..Options::default() })?;
        let sayings =
            shell.book.sayings().map_err(|trouble| super::unread(&trouble, shell.words))?;
        let words = &sayings.discreet;
        let seat = match &self.by {
            Some(name) => Some(shell.eyes(&opened, Some(name))?),
            None => None,
        };
        if opened.journey.has_locks() {
            return Ok(say(&words.locked)?);
        }
        let count = count(shell, &opened.journey, seat);
        // the program ends here: to take all apart again would take as long as a third of reading it
        std::mem::forget(opened);
        match count {
            0 => Ok(()),
            1 => Ok(say(&words.one)?),
            n => Ok(say(&fill(&words.many, &[("n", &n.to_string())]))?),
        }
    }
}

/// How many things are for today: one person's, or those that two have in common.
fn count(shell: &Shell, journey: &Journey, seat: Option<Seat>) -> usize {
    let today = shell.clock.now().date_naive();
    let due = match (seat, journey.seats()) {
        (Some(seat), _) | (None, &[seat]) => advice(shell.book, journey, seat, today).due,
        (None, _) => due_for_both(shell.book, journey, today),
    };
    let is_today = |due: &&Thing| match due {
        Thing::Matter(_, day) | Thing::Sitting(day) => *day <= today,
        Thing::Practice(_) => true,
        // what has no day is for no day
        Thing::Settled(..) | Thing::Toast(_) => false,
    };
    due.iter().filter(is_today).count()
}
