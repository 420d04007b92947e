//! `amends content`: the curriculum's checker, its table of contents, its JSON Schema; and reading
//! the folder of a curriculum that somebody else wrote.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use super::{Done, Shell, Wrong, say};
use crate::{
    curriculum::{
        Curriculum, Files, Who, bundled,
        check::{Finding, MOST_BYTES, MOST_ITEMS, Unread, check},
        schema,
    },
    journey::Mode,
    ui::{clean_line, fill},
};

/// Look at the curriculum: check it, list it, print its JSON Schema
#[derive(clap::Args)]
pub(super) struct Content {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Find what is wrong with it
    Check {
        /// A folder laid out like content/; without it, the one inside the program
        dir: Option<PathBuf>,
    },
    /// Print its table of contents
    List,
    /// Print its JSON Schema: one schema for each kind of file
    Schema,
}

impl Content {
    pub(super) fn run(&self, shell: &Shell) -> Done {
        match &self.what {
            What::Check { dir } => {
                let dir = dir.as_deref().or(shell.common.content.as_deref());
                checked(shell, dir)
            }
            What::List => list(shell),
            What::Schema => {
                let schema = serde_json::to_string_pretty(&schema());
                Ok(say(&schema.map_err(std::io::Error::other)?)?)
            }
        }
    }
}

/// Prints what is wrong, a line each; fails if anything is.
fn checked(shell: &Shell, dir: Option<&Path>) -> Done {
    let (files, mut findings) = match dir {
        None => (bundled(), Vec::new()),
        Some(dir) => read(shell, dir)?,
    };
    findings.extend(check(&files));
    for finding in &findings {
        say(&clean_line(&finding.to_string()))?;
    }
    let words = &shell.words.cli;
    if !findings.is_empty() {
        say(&fill(&words.findings, &[("n", &findings.len().to_string())]))?;
        return Err(Wrong::Told);
    }
    Ok(say(&fill(&words.checked_ok, &[("files", &files.len().to_string())]))?)
}

/// The steps, and the exercises of each.
fn list(shell: &Shell) -> Done {
    let words = shell.words;
    for (n, head) in shell.book.heads().iter().enumerate() {
        say(&format!("{n}  {}", head.title))?;
        say(&format!("   {}", head.aim))?;
        let step = shell.book.step(n).map_err(|trouble| super::unread(&trouble, words))?;
        for exercise in &step.exercises {
            let who = match exercise.who {
                Who::Hurt => &words.content.hurt,
                Who::Repairing => &words.content.repairing,
                Who::Each => &words.content.each,
                Who::Together => &words.content.together,
            };
            let reach = words.reach.of(exercise.sees, Mode::Together);
            let minutes = fill(&words.step.minutes, &[("n", &exercise.minutes.to_string())]);
            let about = format!("{who}, {reach}, {minutes}");
            say(&format!("   {:<14}{:<32}{about}", exercise.id, exercise.title))?;
        }
        say("")?;
    }
    Ok(())
}

/// Every file of a folder, for the program to run on; the bundled texts stand in for what it leaves
/// out, but for its steps.
pub(super) fn files(shell: &super::Common, words: &crate::ui::Words) -> Result<Files, Wrong> {
    let Some(dir) = &shell.content else { return Ok(bundled()) };
    let (own, findings) = folder(dir).map_err(|_| no_folder(words, dir))?;
    if let Some(finding) = findings.first() {
        return Err(Wrong::Said(words.trouble.content(&finding.to_string())));
    }
    let mut files = bundled();
    files.retain(|name, _| !name.contains("/step-") && !own.contains_key(name));
    files.extend(own);
    Ok(files)
}

fn read(shell: &Shell, dir: &Path) -> Result<(Files, Vec<Finding>), Wrong> {
    folder(dir).map_err(|_| no_folder(shell.words, dir))
}

fn no_folder(words: &crate::ui::Words, dir: &Path) -> Wrong {
    let dir = dir.display().to_string();
    Wrong::Said(words.trouble.no_folder.with(&[("path", &clean_line(&dir))]))
}

/// The JSON files of a folder and of the folders in it, and those that could not be taken in.
#[expect(clippy::disallowed_methods, reason = "a folder that the caller named, read once")]
fn folder(dir: &Path) -> std::io::Result<(Files, Vec<Finding>)> {
    let (mut files, mut findings) = (Files::new(), Vec::new());
    let mut entries: Vec<_> = fs::read_dir(dir)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries.into_iter().take(MOST_ITEMS) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let mut below: Vec<_> = fs::read_dir(entry.path())?.collect::<Result<_, _>>()?;
            below.sort_by_key(fs::DirEntry::file_name);
            for file in below.into_iter().take(MOST_ITEMS) {
                let name = format!("{name}/{}", file.file_name().to_string_lossy());
                take(&file.path(), name, &mut files, &mut findings);
            }
        } else {
            take(&entry.path(), name, &mut files, &mut findings);
        }
    }
    Ok((files, findings))
}

fn take(path: &Path, name: String, files: &mut Files, findings: &mut Vec<Finding>) {
    if path.extension().is_none_or(|extension| extension != "json") {
        return;
    }
    match text(path) {
        Ok(text) => _ = files.insert(name, text),
        Err(why) => findings.push(Finding::unread(&name, why)),
    }
}

/// A file's text; bounded, and never a pipe or a device.
#[expect(clippy::disallowed_methods, reason = "a file that the caller named, read once")]
fn text(path: &Path) -> Result<String, Unread> {
    let is_file = fs::metadata(path).map_err(|_| Unread::Closed)?.is_file();
    if !is_file {
        return Err(Unread::NoFile);
    }
    let file = fs::File::open(path).map_err(|_| Unread::Closed)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    file.take(most + 1).read_to_end(&mut bytes).map_err(|_| Unread::Closed)?;
    if bytes.len() > MOST_BYTES {
        return Err(Unread::TooBig);
    }
    String::from_utf8(bytes).map_err(|_| Unread::NotText)
}

/// A curriculum of one's own, in a language it has.
pub(super) fn own(
    common: &super::Common,
    language: &str,
    words: &crate::ui::Words,
) -> Result<&'static Curriculum, Wrong> {
    let files = files(common, words)?;
    Curriculum::of_files(files, language).map_err(|trouble| super::unread(&trouble, words))
}
