//! `amends where`: the folders in use, one a line.

use super::{Done, Shell, say};

pub(super) fn run(shell: &Shell) -> Done {
    let places = shell.places()?;
    say(&places.data.display().to_string())?;
    Ok(say(&places.state.display().to_string())?)
}
