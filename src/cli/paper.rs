//! `amends completions` and `amends man`: made from the same definitions as `--help`.

use std::io::{self, Write as _};

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use super::{Cli, Done};

/// Print completions for a shell
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Completions {
    /// Which shell
    shell: clap_complete::Shell,
}

const EXAMPLES: &str = "\
Examples:
  amends completions bash > ~/.local/share/bash-completion/completions/amends
  amends completions zsh > ~/.zfunc/_amends
  amends completions fish > ~/.config/fish/completions/amends.fish";

impl Completions {
    pub(super) fn run(&self) -> Done {
        // collected first: the generator does not take a closed pipe for an answer
        let mut out = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "amends", &mut out);
        Ok(io::stdout().write_all(&out)?)
    }
}

/// One page for all commands, each with its own part.
pub(super) fn man() -> Done {
    let program = Cli::command().disable_help_subcommand(true);
    let page = Man::new(program.clone());
    let mut out = Vec::new();
    page.render_title(&mut out)?;
    page.render_name_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_description_section(&mut out)?;
    page.render_options_section(&mut out)?;
    let mut page = String::from_utf8_lossy(&out).into_owned();
    page.push_str(".SH COMMANDS\n");
    for command in program.get_subcommands() {
        page.push_str(&part("amends", command)?);
    }
    page.push_str(&extra(&program, ".SH"));
    // not every roff reads UTF-8
    let page = page.replace('“', "\\(lq").replace('”', "\\(rq").replace('’', "\\(cq");
    Ok(io::stdout().write_all(page.as_bytes())?)
}

/// What a command is, its options and its examples; then the same of its own commands. Options that
/// go with every command are told once, above.
fn part(above: &str, command: &Command) -> io::Result<String> {
    let name = format!("{above} {}", command.get_name());
    let bare = command.clone().bin_name(&name).disable_help_flag(true);
    let usage = bare.clone().disable_help_subcommand(true).render_usage().to_string();
    let usage = usage.split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
    let mut out = Vec::new();
    let rendered = Man::new(bare.disable_help_subcommand(true));
    rendered.render_description_section(&mut out)?;
    rendered.render_options_section(&mut out)?;
    let inside = String::from_utf8_lossy(&out).into_owned();
    let inside = inside.lines().filter(|line| !line.starts_with(".SH "));
    let mut page = format!(".SS {}\n", quoted(&usage));
    page.extend(inside.flat_map(|line| [line, "\n"]));
    page.push_str(&extra(command, ".PP"));
    for inner in command.get_subcommands() {
        page.push_str(&part(&name, inner)?);
    }
    Ok(page)
}

/// What stands below the options: names that end in a colon, and lines as they are.
fn extra(command: &Command, heading: &str) -> String {
    let text = command.get_after_long_help().or_else(|| command.get_after_help());
    let text = text.map(ToString::to_string).unwrap_or_default();
    let mut page = String::new();
    for group in text.split("\n\n").filter(|group| !group.is_empty()) {
        let (name, lines) = group.split_once(":\n").unwrap_or(("", group));
        match heading {
            ".SH" => page.extend([".SH ", &quoted(&name.to_uppercase()), "\n"]),
            _ => page.extend([".PP\n", &literal(name), ":\n"]),
        }
        page.extend([".PP\n.nf\n", &literal(lines), "\n.fi\n"]);
    }
    page
}

/// An argument of a macro.
fn quoted(text: &str) -> String {
    format!("\"{}\"", literal(text).replace('"', "\\(dq"))
}

/// Text that roff takes for nothing else.
fn literal(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('~', "\\(ti");
    let line = |line: &str| {
        if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
