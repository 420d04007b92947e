//! The shell's side: what can be typed after `amends`, and what each word does. Speaks on stdout,
//! complains on stderr, exits 0, 1 (it failed) or 2 (wrong words). Only this prints.

mod backup;
mod calendar;
mod content;
mod doctor;
mod due;
mod export;
mod forget;
mod init;
mod lens;
mod note;
mod paper;
mod passphrase;
mod session;
mod start;
mod whereabouts;

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{
    app::trouble,
    curriculum::{Curriculum, Trouble, languages},
    journey::{Seat, Time},
    platform::{
        clock::{Clock, Set, SystemClock},
        dirs::Places,
        env,
    },
    ui::{Pair, Words, clean, clean_line},
    vault::{Failure, Opened, Options, Vault},
};

/// A place to begin when trust has broken: ten steps, for two people at one keyboard or for one
///
/// Without a command it opens what you have, or begins the first run. It needs no network and no
/// account. What is written stays on this machine.
#[derive(Default, Parser)]
#[command(
    name = "amends",
    version,
    verbatim_doc_comment,
    after_long_help = MORE,
    help_template = "{about-with-newline}\n{usage-heading} {usage}\n\n{all-args}{after-help}\n"
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What a shell can know beside the options.
const MORE: &str = "\
Examples:
  amends                                  open it
  amends --plain                          the same, as lines of text
  amends note < page.txt                  keep a page in your journal
  amends export --as Ana --out ana.md     write what Ana may read to a file
  amends doctor                           is everything whole?

Exit status:
  0  all went well
  1  it failed: what happened and what to do now stand on standard error
  2  the words of the command were wrong

Environment:
  AMENDS_DIR  the folder to keep everything in, as with --dir
  NO_COLOR    if it is set, no colours
  ACCESSIBLE  if it is set, lines of text, as with --plain";

const COMMON: &str = "With every command";

/// What goes with every command.
#[derive(Default, clap::Args)]
struct Common {
    /// The folder to keep everything in, in place of the usual one
    #[arg(long, global = true, value_name = "DIR", help_heading = COMMON)]
    dir: Option<PathBuf>,
    /// Lines of text and numbered choices, for screen readers and slow links
    #[arg(long, global = true, help_heading = COMMON)]
    plain: bool,
    /// The language, such as “en”; without it, the system’s
    #[arg(long, global = true, value_name = "LANG", help_heading = COMMON)]
    lang: Option<String>,
    /// Another person’s curriculum: a folder laid out like content/
    #[arg(long, global = true, value_name = "DIR", help_heading = COMMON)]
    content: Option<PathBuf>,
    /// An open file to read passphrases from, one a line in the order of the people; without it,
    /// a command that needs one asks on the terminal
    #[arg(long, global = true, value_name = "N", help_heading = COMMON)]
    passphrase_fd: Option<u32>,
    /// Set the clock, for pictures and tests
    #[arg(long, global = true, value_name = "TIME", hide = true)]
    at: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Init),
    Session(session::Session),
    Note(note::Note),
    Due(due::Due),
    Calendar(calendar::Calendar),
    Export(export::Export),
    Doctor(doctor::Doctor),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Forget(forget::Forget),
    /// Say which folders are in use, one a line
    ///
    /// First the folder with what you keep, then the one with what only this machine needs (a lock,
    /// and words that are not saved yet). Neither need be there yet.
    #[command(verbatim_doc_comment)]
    Where,
    Lens(lens::Lens),
    Content(content::Content),
    Completions(paper::Completions),
    /// Print the manual page
    ///
    /// To read it: amends man | man -l -
    #[command(verbatim_doc_comment)]
    Man,
}

/// Why a command failed.
enum Wrong {
    /// What happened and what to do now; exit 1.
    Said(Pair),
    /// The same, because the words of the command were wrong; exit 2.
    Words(Pair),
    /// What the machine said; exit 1.
    Machine(io::ErrorKind),
    /// It has said so itself.
    Told,
    /// Output that nobody reads any more; a quiet success.
    Pipe,
    /// Somebody, or the end of the terminal, sent the program away.
    Left(ExitCode),
}

impl From<io::Error> for Wrong {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Pipe;
        }
        Self::Machine(error.kind())
    }
}

type Done = Result<(), Wrong>;

/// What every command has at hand.
struct Shell {
    common: Common,
    book: &'static Curriculum,
    words: &'static Words,
    clock: Box<dyn Clock>,
}

/// Reads the command line and does what it says.
pub(crate) fn run() -> ExitCode {
    let cli = match command_line() {
        Ok(cli) => cli,
        Err(error) => {
            if error.use_stderr() {
                // it names the argument, which could hold anything
                let said = error.render().to_string();
                let _ = write!(io::stderr(), "{}", clean(&said));
                return ExitCode::from(2);
            }
            // help and version are no failure
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
    };
    let Cli { mut common, mut command } = cli;
    if let Some(Command::Content(content)) = &mut command {
        content.take_folder(&mut common);
    }
    let done = Shell::new(common).and_then(|shell| dispatch(&shell, command));
    let (pair, code) = match done {
        Ok(()) | Err(Wrong::Pipe) => return ExitCode::SUCCESS,
        Err(Wrong::Told) => return ExitCode::FAILURE,
        Err(Wrong::Left(code)) => return code,
        Err(Wrong::Said(pair)) => (pair, 1),
        Err(Wrong::Words(pair)) => (pair, 2),
        Err(Wrong::Machine(kind)) => match english() {
            Ok(words) => (words.trouble.machine.with(&[("what", &kind.to_string())]), 1),
            Err(_) => return ExitCode::FAILURE,
        },
    };
    let _ = writeln!(io::stderr(), "{}\n{}", clean_line(&pair.what), clean_line(&pair.now));
    ExitCode::from(code)
}

/// What was typed. Most starts are the bare name, which need not wake the whole parser.
fn command_line() -> Result<Cli, clap::Error> {
    if std::env::args_os().len() == 1 { Ok(Cli::default()) } else { Cli::try_parse() }
}

fn dispatch(shell: &Shell, command: Option<Command>) -> Done {
    match command {
        None => start::start(shell),
        Some(Command::Init(init)) => init.run(shell),
        Some(Command::Session(session)) => session.run(shell),
        Some(Command::Note(note)) => note.run(shell),
        Some(Command::Due(due)) => due.run(shell),
        Some(Command::Calendar(calendar)) => calendar.run(shell),
        Some(Command::Export(export)) => export.run(shell),
        Some(Command::Doctor(doctor)) => doctor.run(shell),
        Some(Command::Backup(backup)) => backup.run(shell),
        Some(Command::Restore(restore)) => restore.run(shell),
        Some(Command::Forget(forget)) => forget.run(shell),
        Some(Command::Where) => whereabouts::run(shell),
        Some(Command::Lens(lens)) => lens.run(shell),
        Some(Command::Content(content)) => content.run(shell),
        Some(Command::Completions(completions)) => completions.run(),
        Some(Command::Man) => paper::man(),
    }
}

impl Shell {
    fn new(common: Common) -> Result<Self, Wrong> {
        let broken = |trouble| english().map_or_else(|it| it, |words| unread(&trouble, words));
        let book = match &common.content {
            None => Curriculum::of_bundle(&language(&common, &languages())?).map_err(broken)?,
            Some(dir) => content::own(dir, &common, english()?)?,
        };
        let words = book.words().map_err(broken)?;
        let clock: Box<dyn Clock> = match &common.at {
            None => Box::new(SystemClock),
            Some(at) => {
                let at = Time::parse_from_rfc3339(at)
                    .map_err(|_| Wrong::Words(words.trouble.bad_time.clone()))?;
                Box::new(Set::at(at))
            }
        };
        Ok(Self { common, book, words, clock })
    }

    fn places(&self) -> Result<Places, Wrong> {
        Places::find(self.common.dir.clone())
            .map_err(|_| Wrong::Said(self.words.trouble.no_place.clone()))
    }

    fn open(&self, places: &Places, options: &Options) -> Result<Opened, Wrong> {
        Vault::open(places, options).map_err(|failure| self.said(&failure))
    }

    fn said(&self, failure: &Failure) -> Wrong {
        Wrong::Said(trouble(failure, self.words))
    }

    /// Whose eyes it is: `--as NAME`, by name, label or letter; the first person if there is only one.
    fn eyes(&self, opened: &Opened, name: Option<&str>) -> Result<Seat, Wrong> {
        let seats = opened.journey.seats();
        let Some(name) = name else {
            return match seats {
                [only] => Ok(*only),
                _ => Err(Wrong::Words(self.words.trouble.say_who.clone())),
            };
        };
        let letters = [&self.words.people.first, &self.words.people.second];
        let name = name.to_lowercase();
        let is = |seat: &&Seat| {
            let given = opened.journey.person(**seat).map(|person| person.name.as_str());
            // what is known of them before they unlock
            let label = opened.journey.resident(**seat).map(|resident| resident.label.as_str());
            let letter = letters.get(seat.index()).map(|letter| letter.as_str());
            [given, label, letter].into_iter().flatten().any(|known| known.to_lowercase() == name)
        };
        seats
            .iter()
            .find(is)
            .copied()
            .ok_or_else(|| Wrong::Words(self.words.trouble.no_such_person.clone()))
    }
}

/// The bundled words: complete, and what is said when others cannot be. They are not read before that,
/// for most starts need them once only.
fn english() -> Result<&'static Words, Wrong> {
    let words = Curriculum::of_bundle("en").and_then(Curriculum::words);
    words.map_err(|trouble| {
        let what = format!("The words of the program cannot be read: {trouble}.");
        let now = "This build is broken. Install amends again.".to_owned();
        Wrong::Said(Pair { what, now })
    })
}

fn unread(trouble: &Trouble, words: &Words) -> Wrong {
    Wrong::Said(words.trouble.content(&trouble.to_string()))
}

/// The language asked for; else the system's, if there is such a one; else English; else the first.
fn language(common: &Common, known: &[&str]) -> Result<String, Wrong> {
    if let Some(asked) = &common.lang {
        return if known.contains(&asked.as_str()) {
            Ok(asked.clone())
        } else {
            let names = known.join(", ");
            Err(Wrong::Words(english()?.trouble.no_language.with(&[("names", &names)])))
        };
    }
    let system = env::lang().and_then(|lang| {
        let lang = lang.to_lowercase();
        known.iter().find(|known| lang.starts_with(**known)).map(|known| (*known).to_owned())
    });
    let first = known.iter().find(|known| **known == "en").or_else(|| known.first());
    Ok(system.unwrap_or_else(|| (*first.unwrap_or(&"en")).to_owned()))
}

/// Prints a line for a person.
fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}

/// Whether somebody can be talked with.
fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::{Cli, Common};

    #[test]
    fn the_bare_name_says_what_the_parser_would() {
        for cli in [Cli::default(), Cli::try_parse_from(["amends"]).unwrap()] {
            assert!(cli.command.is_none());
            let Common { dir, plain, lang, content, passphrase_fd, at } = cli.common;
            assert!(dir.is_none() && content.is_none() && lang.is_none() && at.is_none());
            assert!(!plain && passphrase_fd.is_none());
        }
    }
}
