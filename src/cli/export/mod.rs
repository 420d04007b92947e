//! `amends export`: what one person may read, as a file or on standard output. What that is stands
//! in [`extract`], how it looks on paper in [`paper`].

mod choice;
mod extract;
mod paper;

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use self::{choice::Numbers, extract::Extract};
use super::{Done, Shell, Wrong, say};
use crate::{
    platform::dirs::Places,
    ui::{clean::is_harmless, clean_line, fill},
    vault::{Failure, Finding, Options, doctor},
};

/// Write what one person may read: their own, and what is for both
///
/// Journal pages, what was written in exercises and kept under practices, with its pictures, shared
/// lines, and the steps that are done. What the
/// other person keeps to themselves, or has sealed and not shown, is never in it. It works while
/// amends is open in another window. Whoever has the file can read it.
#[derive(clap::Args)]
#[command(verbatim_doc_comment, after_help = EXAMPLES)]
pub(super) struct Export {
    /// Whose eyes it is for: a name, or A or B
    #[arg(long = "as", value_name = "NAME")]
    by: Option<String>,
    /// Markdown to read or print, HTML for a browser, JSON for a program
    #[arg(long, value_enum, default_value_t = Form::Markdown)]
    format: Form,
    /// Only list what would leave, a numbered line each; nothing is written
    #[arg(long)]
    preview: bool,
    /// Leave out what stands under these numbers of the preview, such as 3,7-9
    #[arg(long, value_name = "NUMBERS")]
    without: Option<Numbers>,
    /// A new file for it; without it, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  amends export --as Ana | less
  amends export --as Ana --preview
  amends export --as Ana --without 3,7-9 --out ana.md
  amends export --as Ana --format html --out ana.html";

#[derive(Clone, Copy, clap::ValueEnum)]
enum Form {
    Markdown,
    Html,
    Json,
}

impl Export {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        let places = shell.places()?;
        // without the lock, so that it works while the program is open
        let mut opened = shell.open(&places, &Options { read_only: true, ..Options::default() })?;
        let eyes = shell.eyes(&opened, self.by.as_deref())?;
        shell.unlock(&mut opened, eyes)?;
        tell_what_is_missing(shell, &places);
        let mut extract =
            Extract::of(shell, &mut opened, eyes).map_err(|failure| shell.said(&failure))?;
        if self.preview {
            for line in choice::lines(&extract, shell.words) {
                say(&line)?;
            }
            return Ok(());
        }
        if let Some(numbers) = &self.without {
            choice::leave_out(&mut extract, numbers);
        }
        let text = match self.format {
            Form::Markdown => paper::markdown(&extract, shell.words),
            Form::Html => paper::html(&extract, shell.words, shell.book.language()),
            Form::Json => json(&extract)?,
        };
        match &self.out {
            None => Ok(io::stdout().lock().write_all(text.as_bytes())?),
            Some(file) => {
                write(file, &text).map_err(|error| unwritten(&error, shell))?;
                let path = file.display().to_string();
                let path = clean_line(&path);
                Ok(say(&fill(&shell.words.cli.written_to, &[("path", &path)]))?)
            }
        }
    }
}

/// On stderr, so that nobody takes an export of a damaged home for the whole of it. Opening checks
/// only what it reads; this checks every line.
fn tell_what_is_missing(shell: &Shell, places: &Places) {
    let findings = doctor(places).map(|checkup| checkup.findings).unwrap_or_default();
    let words = &shell.words.trouble;
    let pair = if findings.iter().any(|finding| finding.is_loss()) {
        &words.skipped_lines
    } else if findings.contains(&Finding::Newer) {
        &words.newer_parts
    } else {
        return;
    };
    let _ = writeln!(io::stderr(), "{}\n{}", pair.what, pair.now);
}

/// Word for word as it is kept. What could steer a terminal is written as `\u` escapes: it can stand
/// in strings only, and there they mean the same.
fn json(extract: &Extract) -> io::Result<String> {
    let text = serde_json::to_string_pretty(extract)?;
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if is_harmless(c) {
            out.push(c);
        } else {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out.push('\n');
    Ok(out)
}

/// Makes a file that was not there, for its owner only; durable when this returns. A file that could
/// not be written whole is taken away again.
#[expect(
    clippy::disallowed_methods,
    reason = "the one file outside the home that a person asks for by name"
)]
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(path);
        return written;
    }
    sync_folder(path);
    Ok(())
}

/// Makes the name of a new file durable.
#[expect(clippy::disallowed_methods, reason = "where a file lies that a person asks for by name")]
pub(super) fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // some file systems cannot do this; the file itself is on disk
    let _ =
        File::open(folder.unwrap_or_else(|| Path::new("."))).and_then(|folder| folder.sync_all());
}

/// Why a new file could not be written.
pub(super) fn unwritten(error: &io::Error, shell: &Shell) -> Wrong {
    match error.kind() {
        io::ErrorKind::AlreadyExists => Wrong::Said(shell.words.trouble.file_exists.clone()),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            shell.said(&Failure::Full)
        }
        _ => Wrong::Said(shell.words.trouble.no_file.clone()),
    }
}
