//! What the system says about a process: whether it sleeps, what it has used, who its children are.

use std::{fs, path::Path, process::Command, str::FromStr as _};

use rustix::process::Pid;

/// The fields of a `stat` file from the third on; none if the process is gone.
fn stat(path: &str) -> Option<Vec<String>> {
    let stat = fs::read_to_string(path).ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

fn threads(pid: Pid) -> Vec<String> {
    let dir = format!("/proc/{}/task", pid.as_raw_nonzero());
    let tasks = fs::read_dir(dir).into_iter().flatten().flatten();
    tasks.map(|task| task.path().to_str().unwrap().to_owned()).collect()
}

/// Whether every thread of it waits for something to happen.
pub(crate) fn is_asleep(pid: Pid) -> bool {
    let threads = threads(pid);
    let sleeps = |thread: &String| {
        stat(&format!("{thread}/stat"))
            .is_some_and(|fields| fields.first().is_some_and(|it| it == "S"))
    };
    !threads.is_empty() && threads.iter().all(sleeps)
}

/// The letter of its state: `S` sleeping, `T` stopped, `Z` ended; none if it is gone.
pub(crate) fn state(pid: Pid) -> Option<String> {
    stat(&format!("/proc/{}/stat", pid.as_raw_nonzero()))?.into_iter().next()
}

/// Hundredths of a second of processor that it has used.
pub(crate) fn ticks(pid: Pid) -> u64 {
    let fields = stat(&format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
    fields.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// How many bytes it has read so far, of keys and files; none if the system does not count them.
pub(crate) fn bytes_read(pid: Pid) -> Option<u64> {
    let io = fs::read_to_string(format!("/proc/{}/io", pid.as_raw_nonzero())).ok()?;
    io.lines().find_map(|line| line.strip_prefix("rchar: "))?.parse().ok()
}

/// How often any thread of it has been woken.
pub(crate) fn wakes(pid: Pid) -> u64 {
    let waked = |thread: &String| {
        let status = fs::read_to_string(format!("{thread}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        line.and_then(|count| u64::from_str(count.trim()).ok()).unwrap_or_default()
    };
    threads(pid).iter().map(waked).sum()
}

/// Its first child.
pub(crate) fn child(pid: Pid) -> Option<Pid> {
    let pid = pid.as_raw_nonzero();
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    Pid::from_raw(children.split_whitespace().next()?.parse().ok()?)
}

/// Copies a program that is to be run at once. By another process: a file that this one has open to
/// write cannot be run, and a test beside this one may be forking, and so hold it open, just now.
pub(crate) fn copy_program(from: impl AsRef<Path>, to: &Path) {
    let copied = Command::new("cp").arg(from.as_ref()).arg(to).status();
    assert!(copied.unwrap().success());
}
