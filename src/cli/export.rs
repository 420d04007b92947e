//! `amends export`: what this person may read, as a file.

use std::path::PathBuf;

use super::{Done, Shell, Wrong};

/// Write what you may read as Markdown, HTML or JSON
#[derive(clap::Args)]
pub(super) struct Export {
    /// Whose eyes it is for: a name, or A or B
    #[arg(long = "as", value_name = "NAME")]
    by: Option<String>,
    /// In which form
    #[arg(long, value_enum, default_value_t = Form::Markdown)]
    format: Form,
    /// Where to; standard output if it is left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Form {
    Markdown,
    Html,
    Json,
}

impl Export {
    pub(super) fn run(&self, _shell: &Shell) -> Done {
        let _ = (&self.by, self.format, &self.out);
        Err(Wrong::Told)
    }
}
