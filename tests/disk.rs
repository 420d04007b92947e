//! A simulated disk, and the proof that nothing that was acknowledged is lost.
//! It loses, keeps or tears what was not made durable, and fails at any operation it is told to.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::{
    collections::{BTreeMap, BTreeSet},
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use amends::{
    journey::{Event, Journey, Record, RecordId, Seat, Time},
    platform::dirs::Places,
    seal::{Cost, Passphrase},
    vault::{
        Failure, Newcomer, Opened, Options, Store as _, Unlocked, Vault,
        disk::{Disk, How, Kind, Sheet, Stat},
    },
};

use super::home::{longer, say};

/// A small, repeatable source of chance.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % most.max(1)
    }
}

#[derive(Clone, Debug)]
enum Write {
    Put { at: usize, bytes: Vec<u8> },
    Cut { len: usize },
}

impl Write {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Put { at, bytes } => {
                content.resize(content.len().max(*at), 0);
                let over = bytes.len().min(content.len() - at);
                content[*at..at + over].copy_from_slice(&bytes[..over]);
                content.extend_from_slice(&bytes[over..]);
            }
            Self::Cut { len } => content.resize(*len, 0),
        }
    }

    /// As a power cut leaves it: any part of it there, the rest old, or zero where nothing was.
    fn tear(&self, content: &mut Vec<u8>, chance: &mut Chance) {
        let Self::Put { at, bytes } = self else { return };
        let (from, to) = match chance.below(3) {
            0 => (0, chance.below(bytes.len() + 1)),
            1 => (chance.below(bytes.len() + 1), bytes.len()),
            _ => {
                let from = chance.below(bytes.len() + 1);
                (from, from + chance.below(bytes.len() - from + 1))
            }
        };
        Self::Put { at: at + from, bytes: bytes[from..to].to_vec() }.apply(content);
    }
}

#[derive(Clone, Debug, Default)]
struct Node {
    cached: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Write>,
}

#[derive(Clone, Debug)]
enum Naming {
    Link(PathBuf, usize),
    Unlink(PathBuf),
    Move(PathBuf, PathBuf),
}

impl Naming {
    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Link(path, node) => drop(names.insert(path.clone(), *node)),
            Self::Unlink(path) => drop(names.remove(path)),
            Self::Move(from, to) => {
                if let Some(node) = names.remove(from) {
                    names.insert(to.clone(), node);
                }
            }
        }
    }

    fn dir(&self) -> &Path {
        match self {
            Self::Link(path, _) | Self::Unlink(path) | Self::Move(_, path) => {
                path.parent().unwrap()
            }
        }
    }
}

/// What goes wrong, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    #[default]
    None,
    /// The power goes at this operation, which may be done in part.
    Crash(u64),
    /// Every operation from this one to before that one fails.
    Between(u64, u64, Trouble),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Full,
    Error,
    /// Only syncs fail, and drop what they should have made durable.
    Sync,
}

#[derive(Clone, Debug, Default)]
struct State {
    nodes: Vec<Node>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    namings: Vec<Naming>,
    dirs: BTreeSet<PathBuf>,
    operations: u64,
    fault: Fault,
    crashed: bool,
    /// A disk that says that things are durable and does nothing for it.
    lies: bool,
    /// How many bytes fit.
    room: Option<usize>,
    chance: Option<Chance>,
}

/// The simulated disk. Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct SimDisk(Arc<Mutex<State>>);

fn plain(path: &Path) -> PathBuf {
    path.components().collect()
}

fn dead() -> Failure {
    Failure::Io(ErrorKind::BrokenPipe)
}

/// How an operation goes.
enum Fate {
    Done,
    /// It fails after a part of it was done.
    Partly(Failure),
}

impl State {
    /// Counts an operation that changes something. Err: nothing of it is done.
    fn step(&mut self, syncs: bool) -> Result<Fate, Failure> {
        if self.crashed {
            return Err(dead());
        }
        let now = self.operations;
        self.operations += 1;
        let trouble = match self.fault {
            Fault::Crash(at) if at == now => {
                self.crashed = true;
                return Ok(Fate::Partly(dead()));
            }
            Fault::Between(from, to, trouble) if (from..to).contains(&now) => trouble,
            _ => return Ok(Fate::Done),
        };
        match trouble {
            Trouble::Sync if !syncs => Ok(Fate::Done),
            Trouble::Sync | Trouble::Error => Ok(Fate::Partly(Failure::Io(ErrorKind::Other))),
            // a write that is durable needs no more room
            Trouble::Full if syncs => Ok(Fate::Done),
            Trouble::Full => Ok(Fate::Partly(Failure::Full)),
        }
    }

    /// What lies in files that have a name; but for the reserve, which is long and is noise.
    fn written(&self) -> impl Iterator<Item = &[u8]> {
        let files = self.names.iter().filter(|(path, _)| !path.ends_with(".reserve"));
        files.map(|(_, node)| &*self.nodes[*node].cached)
    }

    fn part(&mut self, len: usize) -> usize {
        self.chance.get_or_insert_with(|| Chance::new(7)).below(len + 1)
    }

    fn write(&mut self, node: usize, write: Write) {
        write.apply(&mut self.nodes[node].cached);
        self.nodes[node].pending.push(write);
    }

    fn name(&mut self, naming: Naming) {
        naming.apply(&mut self.names);
        self.namings.push(naming);
    }
}

impl SimDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub(crate) fn with_fault(self, fault: Fault, seed: u64) -> Self {
        {
            let mut state = self.state();
            state.fault = fault;
            state.operations = 0;
            state.chance = Some(Chance::new(seed));
        }
        self
    }

    pub(crate) fn lying(self) -> Self {
        self.state().lies = true;
        self
    }

    pub(crate) fn with_room(self, bytes: usize) -> Self {
        self.state().room = Some(bytes);
        self
    }

    /// How long every file is, in the order of their names.
    pub(crate) fn sizes(&self) -> Vec<usize> {
        let state = self.state();
        state.names.values().map(|node| state.nodes[*node].cached.len()).collect()
    }

    pub(crate) fn operations(&self) -> u64 {
        self.state().operations
    }

    /// The same disk after the power came back: what was not durable is lost, kept or torn.
    pub(crate) fn after_power_cut(&self, chance: &mut Chance) -> Self {
        let state = self.state().clone();
        let mut names = state.durable_names.clone();
        let mut dirs: BTreeMap<&Path, Vec<&Naming>> = BTreeMap::new();
        for naming in &state.namings {
            dirs.entry(naming.dir()).or_default().push(naming);
        }
        for namings in dirs.values() {
            let done = chance.below(namings.len() + 1);
            namings[..done].iter().for_each(|naming| naming.apply(&mut names));
        }
        let nodes = state.nodes.iter().map(|node| {
            let mut content = node.durable.clone();
            let done = chance.below(node.pending.len() + 1);
            node.pending[..done].iter().for_each(|write| write.apply(&mut content));
            if let Some(torn) = node.pending.get(done) {
                torn.tear(&mut content, chance);
            }
            Node { cached: content.clone(), durable: content, pending: Vec::new() }
        });
        let nodes = nodes.collect();
        let fresh = State {
            nodes,
            durable_names: names.clone(),
            names,
            dirs: state.dirs,
            lies: state.lies,
            room: state.room,
            ..State::default()
        };
        Self(Arc::new(Mutex::new(fresh)))
    }

    /// The same disk after the program was killed: the machine still holds everything.
    pub(crate) fn after_kill(&self) -> Self {
        let mut state = self.state().clone();
        state.crashed = false;
        state.fault = Fault::None;
        state.operations = 0;
        Self(Arc::new(Mutex::new(state)))
    }

    /// How the sealed inside of a line begins, if it is there: enough to find it nowhere else.
    pub(crate) fn sealed_inside(&self, device: &str, n: u64) -> Option<String> {
        let head = format!("\"d\":\"{device}\",\"n\":{n},\"x\":\"");
        self.state().written().find_map(|content| {
            let at = memchr::memmem::find(content, head.as_bytes())? + head.len();
            String::from_utf8(content.get(at..at + 64)?.to_vec()).ok()
        })
    }

    /// Whether any file that has a name holds these bytes.
    pub(crate) fn holds(&self, words: &str) -> bool {
        let finder = memchr::memmem::Finder::new(words);
        self.state().written().any(|content| finder.find(content).is_some())
    }
}

struct SimSheet {
    disk: SimDisk,
    node: usize,
}

impl Sheet for SimSheet {
    fn size(&self) -> Result<u64, Failure> {
        Ok(self.disk.state().nodes[self.node].cached.len() as u64)
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> Result<usize, Failure> {
        let state = self.disk.state();
        let content = &state.nodes[self.node].cached;
        let rest = content.get(usize::try_from(offset).unwrap()..).unwrap_or_default();
        let read = rest.len().min(into.len());
        into[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let at = usize::try_from(self.size()?).unwrap();
        self.overwrite(at as u64, bytes)
    }

    fn overwrite(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
        let mut state = self.disk.state();
        let at = usize::try_from(offset).unwrap();
        // writing over what is there needs no room
        let grows = at + bytes.len() > state.nodes[self.node].cached.len();
        let mut fate = state.step(false)?;
        let used = state.names.values().map(|node| state.nodes[*node].cached.len()).sum::<usize>();
        if grows && state.room.is_some_and(|room| used + bytes.len() > room) {
            fate = Fate::Partly(Failure::Full);
        }
        let (done, answer) = match fate {
            Fate::Partly(Failure::Full) if !grows => (bytes.len(), Ok(())),
            Fate::Partly(failure) => (state.part(bytes.len()), Err(failure)),
            Fate::Done => (bytes.len(), Ok(())),
        };
        state.write(self.node, Write::Put { at, bytes: bytes[..done].to_vec() });
        answer
    }

    fn set_len(&mut self, len: u64) -> Result<(), Failure> {
        let mut state = self.disk.state();
        match state.step(false)? {
            Fate::Partly(failure) if failure != Failure::Full => Err(failure),
            _ => {
                state.write(self.node, Write::Cut { len: usize::try_from(len).unwrap() });
                Ok(())
            }
        }
    }

    fn sync(&mut self) -> Result<(), Failure> {
        let mut state = self.disk.state();
        let fate = state.step(true)?;
        let (lies, crashed) = (state.lies, state.crashed);
        let node = &mut state.nodes[self.node];
        match fate {
            Fate::Done if lies => Ok(()),
            Fate::Done => {
                node.durable = node.cached.clone();
                node.pending.clear();
                Ok(())
            }
            Fate::Partly(failure) => {
                // as Linux does: the pages count as clean and will never be written
                if !crashed {
                    node.pending.clear();
                }
                Err(failure)
            }
        }
    }
}

impl Disk for SimDisk {
    fn stat(&self, path: &Path) -> Result<Option<Stat>, Failure> {
        let state = self.state();
        let path = plain(path);
        let dir = state.dirs.contains(&path);
        let node = state.names.get(&path).map(|node| &state.nodes[*node]);
        Ok((dir || node.is_some()).then(|| Stat {
            kind: if dir { Kind::Dir } else { Kind::File },
            len: node.map_or(0, |node| node.cached.len() as u64),
            loose: false,
            ours: true,
        }))
    }

    fn list(&self, dir: &Path) -> Result<Vec<String>, Failure> {
        let state = self.state();
        let inside = state.names.keys().filter(|path| path.parent() == Some(&*plain(dir)));
        Ok(inside.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect())
    }

    fn make_dir(&self, dir: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        if let Fate::Partly(failure) = state.step(false)? {
            return Err(failure);
        }
        state.dirs.extend(dir.ancestors().map(Path::to_owned));
        Ok(())
    }

    fn remove_dir(&self, _: &Path) -> Result<(), Failure> {
        // what lies in a directory is what counts
        Ok(())
    }

    fn open(&self, path: &Path, _: How) -> Result<Option<Box<dyn Sheet>>, Failure> {
        let node = self.state().names.get(path).copied();
        Ok(node.map(|node| Box::new(SimSheet { disk: self.clone(), node }) as Box<dyn Sheet>))
    }

    fn create(&self, path: &Path) -> Result<Box<dyn Sheet>, Failure> {
        let mut state = self.state();
        if state.names.contains_key(path) {
            return Err(Failure::Io(ErrorKind::AlreadyExists));
        }
        if let Fate::Partly(failure) = state.step(false)?
            && !state.crashed
        {
            return Err(failure);
        }
        let node = state.nodes.len();
        state.nodes.push(Node::default());
        state.name(Naming::Link(path.to_owned(), node));
        if state.crashed {
            return Err(dead());
        }
        Ok(Box::new(SimSheet { disk: self.clone(), node }))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        self.naming(Naming::Move(from.to_owned(), to.to_owned()))
    }

    fn unlink(&self, path: &Path) -> Result<(), Failure> {
        if !self.state().names.contains_key(path) {
            return Ok(());
        }
        self.naming(Naming::Unlink(path.to_owned()))
    }

    fn sync_dir(&self, dir: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        if let Fate::Partly(failure) = state.step(true)? {
            return Err(failure);
        }
        if !state.lies {
            let (here, elsewhere) = std::mem::take(&mut state.namings)
                .into_iter()
                .partition::<Vec<_>, _>(|naming| naming.dir() == dir);
            state.namings = elsewhere;
            for naming in &here {
                naming.apply(&mut state.durable_names);
            }
        }
        Ok(())
    }

    fn tighten(&self, _: &Path) -> Result<(), Failure> {
        Ok(())
    }

    fn can_write(&self, _: &Path) -> bool {
        true
    }

    fn lock(&self, _: &Path) -> Result<Option<Box<dyn Send>>, Failure> {
        Ok(Some(Box::new(())))
    }
}

impl SimDisk {
    fn naming(&self, naming: Naming) -> Result<(), Failure> {
        let mut state = self.state();
        match state.step(false)? {
            // taking a name away needs no room
            Fate::Partly(Failure::Full) if matches!(naming, Naming::Unlink(_)) => {}
            Fate::Partly(failure) if !state.crashed => return Err(failure),
            _ => {}
        }
        state.name(naming);
        if state.crashed { Err(dead()) } else { Ok(()) }
    }
}

fn places() -> Places {
    Places { data: "/d/amends".into(), state: "/s/amends".into() }
}

fn now() -> Time {
    Time::parse_from_rfc3339("2026-11-22T09:14:03+01:00").unwrap()
}

/// Which kind of home it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shape {
    /// Nobody has a passphrase.
    #[default]
    Open,
    /// Two people, each with one.
    Locked,
    /// One person, who wants a passphrase in the middle of a session, and who changes it in the
    /// next because somebody knows it.
    Turning,
}

/// The passphrases that are tried, one after the other.
const PASSPHRASES: [&str; 2] = ["the first", "the second"];

fn phrase(n: usize) -> Passphrase {
    Passphrase::of(PASSPHRASES[n]).unwrap()
}

/// What every text begins with, before a number of four digits: nothing sealed looks like that.
const WORDS: [&str; 5] = ["key", "page", "several", "draft", "edit"];

/// What a person was told is kept, or destroyed.
#[derive(Clone, Debug, Default)]
struct Promises {
    shape: Shape,
    made: bool,
    /// How many locks were made, one after the other, and acknowledged.
    locks: usize,
    /// How the sealed insides of pages began, as they lay on the disk.
    insides: BTreeMap<RecordId, Vec<String>>,
    settings: Vec<String>,
    pages: BTreeMap<RecordId, String>,
    /// Texts of pages whose erasure was acknowledged.
    erased: Vec<String>,
    /// Pages whose erasure began: they may be there or not.
    doubtful: BTreeSet<RecordId>,
    /// An acknowledged draft that nothing has replaced or destroyed since.
    draft: Option<String>,
    written: u32,
}

impl Promises {
    fn of(shape: Shape) -> Self {
        Self { shape, ..Self::default() }
    }

    fn make(&self, disk: &SimDisk) -> Result<(), Failure> {
        if self.shape != Shape::Locked {
            return Vault::create_on(disk, &places(), &["A".to_owned()]);
        }
        let people = [0, 1].map(|n| Newcomer { label: n.to_string(), passphrase: Some(phrase(n)) });
        Vault::create_for_on(disk, &places(), &people, Cost::TEST).map(drop)
    }

    fn open(disk: &SimDisk) -> Result<Opened, Failure> {
        let options = Options { machine: Some("sim".to_owned()), ..Options::default() };
        let opened = Vault::open_on(Box::new(disk.clone()), &places(), &options)?;
        let Opened { mut vault, journey, notices } = opened;
        let Some(door) = vault.door(Seat::First) else {
            return Ok(Opened { vault, journey, notices });
        };
        let keys = (0..PASSPHRASES.len()).find_map(|n| door.open(&phrase(n)).ok());
        let Unlocked { journey, .. } = vault.unlock(keys.ok_or(Failure::Damaged)?)?;
        Ok(Opened { vault, journey, notices })
    }

    /// A lock where there was none, or another one.
    fn turn_the_lock(&mut self, vault: &mut Vault) {
        let turned = match (self.shape, self.locks) {
            (Shape::Turning, 0) => vault.set_lock(Seat::First, &phrase(0), Cost::TEST).map(drop),
            (Shape::Turning, 1) => vault.change_lock(&phrase(1), true, Cost::TEST),
            _ => return,
        };
        // what failed may have been done in part: then the lock is there
        let has_lock = vault.door(Seat::First).is_some();
        self.locks += usize::from(turned.is_ok() || self.locks == 0 && has_lock);
    }

    fn word(&mut self, about: &str) -> String {
        assert!(WORDS.contains(&about));
        self.written += 1;
        format!("{about}-{:04}-{}", self.written, "words ".repeat(self.written as usize % 7))
    }

    /// Remembers how a page lies on the disk, if it is sealed.
    fn remember(&mut self, disk: &SimDisk, id: &RecordId, record: &Record) {
        let inside = disk.sealed_inside(&record.order.device, record.order.n);
        self.insides.entry(id.clone()).or_default().extend(inside);
    }

    /// A session: everything that a vault can do. What fails is simply not promised.
    fn session(&mut self, disk: &SimDisk) {
        if !self.made {
            self.made = self.make(disk).is_ok();
        }
        let Ok(Opened { mut vault, .. }) = Self::open(disk) else { return };
        self.draft = None;
        self.keep_setting(&mut vault);
        self.keep_page(&mut vault, disk);
        self.keep_several(&mut vault, disk);
        self.turn_the_lock(&mut vault);
        let draft = self.write_draft(&mut vault);
        self.edit_page(&mut vault, disk);
        self.erase_page(&mut vault);
        if draft.is_some() && vault.clear_draft(Seat::First).is_ok() {
            self.draft = None;
        }
        self.keep_setting(&mut vault);
        self.draft = None;
        self.draft = self.write_draft(&mut vault);
    }

    fn setting(key: &str) -> Event {
        Event::Setting { key: key.to_owned(), value: true.into() }
    }

    fn keep_setting(&mut self, vault: &mut Vault) {
        let key = self.word("key");
        if vault.keep(Seat::First, now(), &Self::setting(&key)).is_ok() {
            self.settings.push(key);
        }
    }

    fn keep_page(&mut self, vault: &mut Vault, disk: &SimDisk) {
        let text = self.word("page");
        let event = Event::Entry { text: text.clone(), prompt: None };
        if let Ok(record) = vault.keep(Seat::First, now(), &event) {
            self.remember(disk, &record.id, &record);
            self.pages.insert(record.id, text);
        }
    }

    fn keep_several(&mut self, vault: &mut Vault, disk: &SimDisk) {
        let keys = [self.word("several"), self.word("several")];
        let text = self.word("page");
        let mut events = keys.clone().map(|key| Self::setting(&key)).to_vec();
        events.push(Event::Entry { text: text.clone(), prompt: None });
        if let Ok(records) = vault.keep_all(Seat::First, now(), &events) {
            self.settings.extend(keys);
            self.remember(disk, &records[2].id, &records[2]);
            self.pages.insert(records[2].id.clone(), text);
        }
    }

    fn write_draft(&mut self, vault: &mut Vault) -> Option<String> {
        let key = self.word("draft");
        let written = vault.draft(Seat::First, now(), &Self::setting(&key));
        written.is_ok().then_some(key)
    }

    fn edit_page(&mut self, vault: &mut Vault, disk: &SimDisk) {
        let Some((id, _)) = self.pages.last_key_value() else { return };
        let (id, text) = (id.clone(), self.word("edit"));
        let event = Event::EntryEdit { of: id.clone(), text: text.clone() };
        if let Ok(record) = vault.keep(Seat::First, now(), &event) {
            self.remember(disk, &id, &record);
            self.pages.insert(id, text);
        } else {
            // it may be there or not; which of the two is not promised
            self.doubtful.insert(id);
        }
    }

    fn erase_page(&mut self, vault: &mut Vault) {
        let Some((id, _)) = self.pages.first_key_value() else { return };
        let id = id.clone();
        self.doubtful.insert(id.clone());
        if vault.erase(Seat::First, now(), &id).is_ok() {
            self.erased.extend(self.pages.remove(&id));
            self.erased.extend(self.insides.remove(&id).into_iter().flatten());
        }
    }

    /// Whether everything promised is there, and what was destroyed is not.
    fn check(&self, disk: &SimDisk) -> Result<(), String> {
        let Opened { mut vault, journey, .. } = match Self::open(disk) {
            Ok(opened) => opened,
            Err(_) if !self.made => return Ok(()),
            Err(failure) => return Err(format!("does not open: {failure}")),
        };
        self.check_journey(&journey)?;
        let mut pages = BTreeMap::new();
        vault
            .each_page(Seat::First, &mut |page| {
                pages.insert(page.id.clone(), page.text.to_owned());
            })
            .map_err(|failure| format!("cannot be read: {failure}"))?;
        for (id, text) in self.pages.iter().filter(|(id, _)| !self.doubtful.contains(*id)) {
            if pages.get(id) != Some(text) {
                return Err(format!("page {text} is now {:?}", pages.get(id)));
            }
        }
        let leaves = vault.leaves(Seat::First).map_err(|failure| failure.to_string())?;
        if leaves.len() < pages.len() {
            return Err(format!("{} leaves, {} pages", leaves.len(), pages.len()));
        }
        if let Some(text) = self.erased.iter().find(|text| disk.holds(text)) {
            return Err(format!("{text} was erased and is on the disk"));
        }
        let sealed = self.shape == Shape::Locked || self.locks > 0;
        match WORDS.iter().find(|word| sealed && disk.holds(&format!("{word}-0"))) {
            Some(word) => Err(format!("a {word} lies open on the disk")),
            None => Ok(()),
        }
    }

    fn check_journey(&self, journey: &Journey) -> Result<(), String> {
        let lost = self.settings.iter().find(|key| journey.setting(Seat::First, key).is_none());
        if let Some(key) = lost {
            return Err(format!("{key} is lost"));
        }
        match &self.draft {
            Some(draft) if journey.setting(Seat::First, draft).is_none() => {
                Err(format!("the draft {draft} is lost"))
            }
            _ => Ok(()),
        }
    }

    /// One more session on what is left, the power cut in it as well, and once more to look.
    fn go_on(&mut self, disk: &SimDisk, chance: &mut Chance) -> Result<(), String> {
        let at = chance.below(90) as u64;
        let disk = disk.clone().with_fault(Fault::Crash(at), at);
        self.session(&disk);
        let disk = disk.after_power_cut(chance);
        self.check(&disk)
    }
}

/// Two sessions with a power cut or a kill at operation `at`.
fn cut_at(disk: SimDisk, shape: Shape, at: u64, seed: u64) -> Result<bool, String> {
    let mut chance = Chance::new(seed.wrapping_mul(1000) + at);
    let mut promises = Promises::of(shape);
    let disk = disk.with_fault(Fault::Crash(at), seed);
    promises.session(&disk);
    promises.session(&disk);
    if disk.operations() <= at {
        return Ok(false);
    }
    let after = if chance.below(4) == 0 {
        // killed first, opened and used; the power goes later
        let killed = disk.after_kill();
        promises.session(&killed);
        killed.after_power_cut(&mut chance)
    } else {
        disk.after_power_cut(&mut chance)
    };
    let told = |what: String| format!("{shape:?}, cut at {at}, seed {seed}: {what}");
    promises.check(&after).map_err(told)?;
    promises.go_on(&after, &mut chance).map_err(told)?;
    Ok(true)
}

/// Says what was tried, when all of it went well.
fn figures(what: &str, tried: usize) {
    say(&format!("{what}: {tried} simulated crashes and errors, 0 acknowledged entries lost"));
}

/// Every operation is cut off in every shape. Where there are locks, each session takes much
/// longer, because all is sealed and opened: there, each operation is torn in fewer ways.
fn seeds(shape: Shape) -> u64 {
    let times = u64::try_from(longer()).unwrap();
    times * if shape == Shape::Open { 6 } else { 2 }
}

fn cut_at_every_operation(shape: Shape) {
    let mut tried = 0;
    for seed in 0..seeds(shape) {
        let mut at = 0;
        while cut_at(SimDisk::default(), shape, at, seed).unwrap() {
            at += 1;
        }
        assert!(at > 100, "only {at} operations were tried");
        // each is cut once more while it goes on
        tried += 2 * usize::try_from(at).unwrap();
    }
    figures(&format!("power cuts, {shape:?}"), tried);
}

#[test]
fn a_power_cut_at_every_operation_loses_nothing() {
    cut_at_every_operation(Shape::Open);
}

#[test]
fn a_power_cut_at_every_operation_loses_nothing_that_is_locked() {
    cut_at_every_operation(Shape::Locked);
}

#[test]
fn a_power_cut_while_a_lock_is_turned_loses_nothing_and_leaves_nothing_open() {
    cut_at_every_operation(Shape::Turning);
}

fn fails_at_every_operation(trouble: Trouble, seed: u64) {
    let mut tried = 0;
    for seed in (0..u64::try_from(longer()).unwrap()).map(|more| seed + 3 * more) {
        for shape in [Shape::Open, Shape::Locked, Shape::Turning] {
            tried += fails_in(shape, trouble, seed);
        }
    }
    figures(&format!("errors, {trouble:?}"), tried);
}

/// One operation fails, or two, or all from there on. Every one in its turn; every third where
/// two or more fail, which is tried by its neighbours as well.
fn fails_in(shape: Shape, trouble: Trouble, seed: u64) -> usize {
    let mut tried = 0;
    let whole = SimDisk::default().with_fault(Fault::None, seed);
    let mut promises = Promises::of(shape);
    promises.session(&whole);
    promises.session(&whole);
    for long in [1, 2, 1000] {
        let step = if long == 1 { 1 } else { 3 };
        for at in (0..whole.operations()).step_by(step) {
            let fault = Fault::Between(at, at + long, trouble);
            let disk = SimDisk::default().with_fault(fault, seed);
            let mut promises = Promises::of(shape);
            promises.session(&disk);
            promises.session(&disk);
            let mut chance = Chance::new(at + 1000 * seed);
            let told = |what: String| format!("{shape:?}, {fault:?}: {what}");
            promises.check(&disk.after_kill()).map_err(told).unwrap();
            let cut = disk.after_power_cut(&mut chance);
            promises.check(&cut).map_err(told).unwrap();
            promises.go_on(&cut, &mut chance).map_err(told).unwrap();
            // the error, the power cut after it, and another while it goes on
            tried += 3;
        }
    }
    tried
}

#[test]
fn a_full_disk_at_every_operation_loses_nothing() {
    fails_at_every_operation(Trouble::Full, 0);
}

#[test]
fn an_error_at_every_operation_loses_nothing() {
    fails_at_every_operation(Trouble::Error, 1);
}

#[test]
fn a_failed_sync_at_every_operation_loses_nothing() {
    fails_at_every_operation(Trouble::Sync, 2);
}

#[test]
fn on_a_full_disk_the_reserve_lets_the_last_words_in() {
    let disk = SimDisk::default().with_room(400_000);
    Vault::create_on(&disk, &places(), &["A".to_owned()]).unwrap();
    let Opened { mut vault, .. } = Promises::open(&disk).unwrap();
    let reserve = Path::new("/d/amends/.reserve");
    let mut kept = 0;
    let page = |n: usize| Event::Entry { text: format!("{n} {}", "w".repeat(9_000)), prompt: None };
    while disk.stat(reserve).unwrap().is_some() {
        vault.keep(Seat::First, now(), &page(kept)).unwrap();
        kept += 1;
    }
    vault.draft(Seat::First, now(), &page(kept)).unwrap();
    vault.clear_draft(Seat::First).unwrap();
    let full = loop {
        match vault.keep(Seat::First, now(), &page(kept)) {
            Ok(_) => kept += 1,
            Err(failure) => break failure,
        }
    };
    assert_eq!(full, Failure::Full);
    let first = vault.leaves(Seat::First).unwrap().pop().unwrap();
    vault.erase(Seat::First, now(), &first.id).unwrap();
    assert!(!disk.holds("\"0 www"));
    drop(vault);
    let more = disk.after_power_cut(&mut Chance::new(3)).with_room(1_000_000);
    let Opened { mut vault, .. } = Promises::open(&more).unwrap();
    assert_eq!(vault.leaves(Seat::First).unwrap().len(), kept - 1);
    assert!(more.stat(reserve).unwrap().is_some(), "made again when there is room");
    vault.keep(Seat::First, now(), &page(kept)).unwrap();
}

#[test]
fn a_disk_that_lies_is_caught() {
    let caught = (0..3)
        .flat_map(|seed| (0..120).map(move |at| (seed, at)))
        .filter(|(seed, at)| cut_at(SimDisk::default().lying(), Shape::Open, *at, *seed).is_err())
        .count();
    assert!(caught > 100, "only {caught} of 360 power cuts were noticed");
}
