//! Where things lie.
//! The home may be moved and synced; the state belongs to this machine and is never synced.

use std::path::PathBuf;

use directories::ProjectDirs;

use super::env;

/// The two directories of the program. Neither need exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The home: what people wrote.
    pub data: PathBuf,
    /// What only this machine needs; every home has a directory of its own in it.
    pub state: PathBuf,
}

/// The system names no directory for this person, and no other was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system names no directory for this person")]
pub struct NoHome;

impl Places {
    /// Where things lie: `dir`, else `AMENDS_DIR`, else where the system keeps such things.
    pub fn find(dir: Option<PathBuf>) -> Result<Self, NoHome> {
        let usual = ProjectDirs::from("", "", "amends");
        let given = dir.or_else(env::amends_dir);
        let data = match given {
            Some(dir) => std::path::absolute(dir).map_err(|_| NoHome)?,
            None => usual.as_ref().ok_or(NoHome)?.data_dir().to_owned(),
        };
        let state = usual.map(|usual| match usual.state_dir() {
            Some(state) => state.to_owned(),
            None => usual.data_local_dir().join("state"),
        });
        let state = state.or_else(|| Some(env::state_home()?.join("amends"))).ok_or(NoHome)?;
        Ok(Self { data, state })
    }
}
