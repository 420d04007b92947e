//! `amends content`: the curriculum's checker, its table of contents, its JSON Schema; and reading
//! the folder of a curriculum that somebody else wrote.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::{Common, Done, Shell, Wrong, say};
use crate::{
    curriculum::{
        Curriculum, Files, Who, bundled,
        check::{Finding, MOST_BYTES, MOST_ITEMS, Unread, check},
        languages_in, schema,
    },
    journey::Mode,
    ui::{Words, clean_line, fill, prose::cells},
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
    /// Print its JSON Schema, for every kind of file
    Schema,
}

impl Content {
    /// The checker must run where the curriculum cannot: it has `--content` for itself.
    pub(super) fn take_folder(&mut self, common: &mut Common) {
        if let What::Check { dir } = &mut self.what
            && let Some(content) = common.content.take()
        {
            dir.get_or_insert(content);
            common.lang = None;
        }
    }

    pub(super) fn run(&self, shell: &Shell) -> Done {
        match &self.what {
            What::Check { dir } => checked(shell, dir.as_deref()),
            What::List => list(shell),
            What::Schema => Ok(say(schema().trim_end())?),
        }
    }
}

/// Prints what is wrong, a line each; fails if anything is.
fn checked(shell: &Shell, dir: Option<&Path>) -> Done {
    let (files, mut findings) = match dir {
        None => (bundled(), Vec::new()),
        Some(dir) => folder(dir).map_err(|_| no_folder(shell.words, dir))?,
    };
    let unread: Vec<_> = findings.iter().map(|finding| finding.file.clone()).collect();
    // what could not be read is there, and need not be called missing
    findings.extend(check(&files).into_iter().filter(|finding| !unread.contains(&finding.file)));
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
            let (id, title) = (column(&exercise.id, 12), column(&exercise.title, 30));
            say(&format!("   {id}  {title}  {about}"))?;
        }
        say("")?;
    }
    Ok(())
}

/// A text with spaces after it, so wide at least.
fn column(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(cells(text))))
}

/// A curriculum of one's own, in a language it has.
pub(super) fn own(
    dir: &Path,
    common: &Common,
    words: &Words,
) -> Result<&'static Curriculum, Wrong> {
    let (files, unread) = folder(dir).map_err(|_| no_folder(words, dir))?;
    if let Some(finding) = unread.first() {
        return Err(Wrong::Said(words.trouble.content(&finding.to_string())));
    }
    let language = super::language(common, &languages_in(&files))?;
    Curriculum::of_files(files, &language).map_err(|trouble| super::unread(&trouble, words))
}

fn no_folder(words: &Words, dir: &Path) -> Wrong {
    let dir = dir.display().to_string();
    Wrong::Said(words.trouble.no_folder.with(&[("path", &clean_line(&dir))]))
}

/// The JSON files of a folder and of the folders in it, and those that could not be taken in.
fn folder(dir: &Path) -> io::Result<(Files, Vec<Finding>)> {
    let (mut files, mut findings) = (Files::new(), Vec::new());
    for (path, name) in entries(dir)? {
        if !path.is_dir() {
            take(&path, name, &mut files, &mut findings);
            continue;
        }
        match entries(&path) {
            Ok(below) => {
                for (path, file) in below {
                    take(&path, format!("{name}/{file}"), &mut files, &mut findings);
                }
            }
            Err(_) => findings.push(Finding::unread(&name, Unread::Closed)),
        }
    }
    Ok((files, findings))
}

/// What stands in a folder, by name; bounded.
#[expect(clippy::disallowed_methods, reason = "a folder that the caller named, read once")]
fn entries(dir: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    let entry = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.path(), entry.file_name().to_string_lossy().into_owned()))
    };
    let mut entries: Vec<_> =
        fs::read_dir(dir)?.take(MOST_ITEMS).map(entry).collect::<io::Result<_>>()?;
    entries.sort();
    Ok(entries)
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
