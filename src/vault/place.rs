//! Where lines lie: the logs by their names, and the lines in them.

use super::device::is_device;

/// Where a line lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where it begins in its file.
    pub(super) offset: u64,
    /// Its length without newline.
    pub(super) len: u32,
    /// A short name of the page that it is a version of; see [`short`]. 0 where it is no page.
    pub(super) page: u32,
    /// Which file, in the order of [`super::survey::Survey::files`].
    pub(super) file: u32,
}

/// Four bytes that stand for an id, to find its lines among thousands. They may clash.
pub(super) fn short(page: &str) -> u32 {
    page.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// A log.
#[derive(Clone, Debug)]
pub(super) struct LogFile {
    /// Its name in `log/`.
    pub(super) name: String,
    /// The device that its name begins with.
    pub(super) device: Option<String>,
    /// Its number, if its name is one that this program gives; else it is a conflict copy.
    pub(super) segment: Option<u32>,
    /// Its length in bytes.
    pub(super) len: u64,
    /// Whether it does not end in a newline.
    pub(super) ragged: bool,
}

impl LogFile {
    /// A log by its name; none if it is no log.
    pub(super) fn named(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(".jsonl")?;
        let (device, rest) = stem.split_once('.').unwrap_or((stem, ""));
        let digits = rest.len() >= 4 && rest.bytes().all(|c| c.is_ascii_digit());
        let ours = is_device(device);
        Some(Self {
            name: name.to_owned(),
            device: ours.then(|| device.to_owned()),
            segment: (ours && digits).then(|| rest.parse().ok()).flatten(),
            len: 0,
            ragged: false,
        })
    }
}
