//! `amends`: the program itself, in a whole terminal or as lines.

use std::{
    io::{self, BufReader},
    process::ExitCode,
};

use ratatui::layout::Size;

use super::{Done, Shell, Wrong, has_terminal};
use crate::{
    app::{self, App, Begins, Ground, nothing_kept},
    journey::Journey,
    platform::{env, events::Leave, harden},
    seal::Cost,
    ui::Theme,
    vault::{Options, Vault},
};

/// Opens the home, or begins the first run.
pub(super) fn start(shell: &Shell) -> Done {
    let places = shell.places()?;
    let (store, journey, found): (Box<dyn crate::vault::Store>, _, _) =
        if Vault::exists(&places).map_err(|failure| shell.said(&failure))? {
            let opened = shell.open(&places, &Options::default())?;
            (Box::new(opened.vault), opened.journey, opened.notices)
        } else {
            (nothing_kept(), Journey::default(), Vec::new())
        };
    let ground = Ground::Disk(places);
    let begins = |size, now| {
        let cost = || Cost::for_machine(env::free_memory());
        Begins { ground, store, journey, found, cost, size, now }
    };
    show(shell, begins, |_, _| {})
}

/// Shows the program until somebody leaves. `then` may open something on top of the first screen.
pub(super) fn show(
    shell: &Shell,
    begins: impl FnOnce(Size, crate::journey::Time) -> Begins,
    then: impl FnOnce(&mut App, crate::journey::Time),
) -> Done {
    // best effort: where it cannot be had, the program is no worse off than any other
    let _ = harden();
    let now = shell.clock.now();
    let make = |size| {
        let mut app = App::new(shell.book, shell.words, begins(size, now));
        then(&mut app, now);
        app
    };
    if is_plain(shell) {
        let app = make(Size::new(80, 24));
        // larger than the one within, which stays empty then
        let input = &mut BufReader::with_capacity(1 << 16, io::stdin().lock());
        let out = &mut io::stdout().lock();
        return gone(app::plain::run(&*shell.clock, input, out, app)?);
    }
    if !has_terminal() {
        return Err(Wrong::Said(shell.words.trouble.no_terminal.clone()));
    }
    let theme = if env::no_color() { Theme::plain() } else { Theme::coloured() };
    gone(app::tui::run(&*shell.clock, &theme, make)?)
}

/// Whether somebody left, or the program was sent away.
fn gone(why: Option<Leave>) -> Done {
    why.map_or(Ok(()), |why| Err(Wrong::Left(ExitCode::from(why.exit_code()))))
}

/// Lines instead of a screen: asked for, or all that this terminal can do.
fn is_plain(shell: &Shell) -> bool {
    shell.common.plain || env::accessible() || env::term_is_dumb() && has_terminal()
}
