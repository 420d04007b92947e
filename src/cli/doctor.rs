//! `amends doctor`: is the data whole, can it be written, what to do if not. Needs no passphrase and
//! shows nothing that anybody wrote.

use super::{Done, Shell, Wrong, say};
use crate::{
    ui::{Pair, fill},
    vault::{Checkup, Finding, doctor},
};

/// Check that everything is whole, and say what to do if not
///
/// It reads every line of everybody, writes nothing, needs no passphrase, and shows nothing that
/// anybody wrote. It ends with 1 if something is lost, or cannot be read or written.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Doctor {
    /// What was found as JSON, for a program
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let places = shell.places()?;
        let checkup = doctor(&places).map_err(|failure| shell.said(&failure))?;
        if self.json {
            say(&serde_json::to_string_pretty(&checkup).map_err(std::io::Error::other)?)?;
        } else {
            tell(shell, &checkup)?;
        }
        if checkup.findings.iter().any(|finding| is_damage(*finding)) {
            return Err(Wrong::Told);
        }
        Ok(())
    }
}

/// Whether this finding makes the check-up fail.
fn is_damage(finding: Finding) -> bool {
    finding.is_loss()
        || matches!(
            finding,
            Finding::NoHome | Finding::WrongKind | Finding::NotOurs | Finding::CannotWrite
        )
}

fn tell(shell: &Shell, checkup: &Checkup) -> std::io::Result<()> {
    let lines = checkup.lines.to_string();
    say(&fill(&shell.words.cli.checked_lines, &[("n", &lines)]))?;
    if checkup.findings.is_empty() {
        return say(&shell.words.cli.whole);
    }
    for finding in &checkup.findings {
        let pair = pair(shell, *finding);
        say(&format!("\n{}\n{}", pair.what, pair.now))?;
    }
    Ok(())
}

/// The words for a finding.
fn pair(shell: &Shell, finding: Finding) -> Pair {
    let words = &shell.words.trouble;
    match finding {
        Finding::NoHome => words.no_home.clone(),
        Finding::HomeLost => words.damaged.clone(),
        Finding::HomeCopy => words.home_copy.clone(),
        Finding::DamagedLines { lines } | Finding::MissingLines { lines } => {
            words.damaged_lines.with(&[("n", &lines.to_string())])
        }
        Finding::SameNumber { .. } | Finding::ConflictCopies { .. } => words.two_copies.clone(),
        Finding::StillArriving { .. } => words.still_arriving.clone(),
        Finding::Unknown { .. } | Finding::Newer => words.read_only_now.clone(),
        Finding::OlderCopy => words.older_copy.clone(),
        Finding::Loose { .. } => words.loose.clone(),
        Finding::WrongKind => words.wrong_kind.with(&[("path", "")]),
        Finding::NotOurs => words.not_ours.clone(),
        Finding::CannotWrite => words.read_only.clone(),
        Finding::NoReserve => words.no_reserve.clone(),
    }
}
