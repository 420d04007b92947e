//! `amends content`: the curriculum's checker, its table of contents, its JSON Schema.

use std::path::{Path, PathBuf};

use super::{Done, Shell, Wrong};
use crate::curriculum::Files;

/// Look at the curriculum: check it, list it, print its JSON Schema
#[derive(clap::Args)]
pub(super) struct Content {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Find what is wrong with it; without DIR, with the one inside the program
    Check { dir: Option<PathBuf> },
    /// Its table of contents
    List,
    /// Its JSON Schema
    Schema,
}

impl Content {
    pub(super) fn run(&self, _shell: &Shell) -> Done {
        match &self.what {
            What::Check { .. } | What::List | What::Schema => Err(Wrong::Told),
        }
    }
}

/// Every file of a folder.
pub(super) fn files(_dir: &Path) -> Result<Files, Wrong> {
    Err(Wrong::Told)
}
