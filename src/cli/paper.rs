//! `amends completions` and `amends man`: made from the same definitions as `--help`.

use std::io::{self, Write as _};

use clap::CommandFactory as _;

use super::{Cli, Done};

/// Completions for a shell, on standard output
#[derive(clap::Args)]
pub(super) struct Completions {
    /// Which shell
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Done {
        // collected first: the generator does not take a closed pipe for an answer
        let mut out = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "amends", &mut out);
        Ok(io::stdout().write_all(&out)?)
    }
}

pub(super) fn man() -> Done {
    let mut out = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut out)?;
    Ok(io::stdout().write_all(&out)?)
}
