//! What the environment says.
//! The only place that reads variables, so that one file answers "what can be set?".

use std::{ffi::OsString, path::PathBuf};

#[expect(clippy::disallowed_methods, reason = "this is where the environment is asked")]
fn set(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

fn text(name: &str) -> Option<String> {
    set(name)?.into_string().ok()
}

/// `NO_COLOR`: whether the reader wants no colour (<https://no-color.org>: set to anything).
pub fn no_color() -> bool {
    set("NO_COLOR").is_some()
}

/// `TERM`: whether the terminal says that it can do nothing but print.
pub fn term_is_dumb() -> bool {
    text("TERM").is_some_and(|term| term == "dumb")
}

/// `ACCESSIBLE`: whether the reader wants plain lines instead of a drawn screen.
pub fn accessible() -> bool {
    set("ACCESSIBLE").is_some()
}

/// `LC_ALL`, `LC_MESSAGES`, `LANG`: the first that is set, as it is (`de_CH.UTF-8`).
pub fn lang() -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(text)
}

/// `AMENDS_DIR`: where the home is, if not in the usual place.
pub fn amends_dir() -> Option<PathBuf> {
    set("AMENDS_DIR").map(PathBuf::from)
}

/// `XDG_STATE_HOME`, if it is an absolute path, as the specification wants it.
pub fn state_home() -> Option<PathBuf> {
    set("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute())
}

/// How much memory is free, in bytes, where the system says it in a file (Linux).
#[expect(clippy::disallowed_methods, reason = "the machine's memory is no part of the home")]
pub fn free_memory() -> Option<u64> {
    let said = std::fs::read_to_string("/proc/meminfo").ok()?;
    let available = said.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = available.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// What names this machine, if anything does. A copied home must not make two machines believe
/// that they are the same one.
#[expect(clippy::disallowed_methods, reason = "the machine's name is no part of the home")]
pub fn machine() -> Option<String> {
    ["/etc/machine-id", "/var/lib/dbus/machine-id"]
        .into_iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .map(|id| id.trim().to_owned())
        .filter(|id| !id.is_empty())
}
