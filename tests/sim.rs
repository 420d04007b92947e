//! A simulated disk. It loses, keeps or tears what was not made durable, and fails at any operation
//! it is told to.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::{
    collections::{BTreeMap, BTreeSet},
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use amends::vault::{
    Failure,
    disk::{Disk, How, Kind, Sheet, Stat},
};

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

/// What the program is made to leave out, behind its back: each must be noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sabotage {
    #[default]
    None,
    /// Nothing is made durable, neither content nor names.
    Lies,
    /// Content is not made durable.
    NoSync,
    /// Names are not made durable.
    NoDirSync,
    /// What was written over is not made durable.
    NoSyncOver,
    /// The newline that keeps a torn tail from the next line comes after that line.
    NoHeal,
    /// A sync that failed is tried again, and the second one says that all is well.
    SyncAgain,
    /// What was thrown away is written over before it is said to be thrown away.
    OverFirst,
}

/// A line that is written later than the program thinks.
#[derive(Clone, Debug)]
struct Late {
    node: usize,
    bytes: Vec<u8>,
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
    sabotage: Sabotage,
    late: Option<Late>,
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

    /// Writes what should have been there already.
    fn catch_up(&mut self, node: usize) {
        if let Some(late) = self.late.take_if(|late| late.node == node) {
            let at = self.nodes[node].cached.len();
            self.write(node, Write::Put { at, bytes: late.bytes });
        }
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

    pub(crate) fn with_sabotage(self, sabotage: Sabotage) -> Self {
        self.state().sabotage = sabotage;
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
            sabotage: state.sabotage,
            room: state.room,
            ..State::default()
        };
        Self(Arc::new(Mutex::new(fresh)))
    }

    /// The same disk after the program was killed: the machine still holds everything.
    pub(crate) fn after_kill(&self) -> Self {
        let mut state = self.state().clone();
        state.crashed = false;
        state.late = None;
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
    /// How often something was written over and then synced.
    over: usize,
    wrote_over: bool,
}

impl SimSheet {
    fn of(disk: &SimDisk, node: usize) -> Self {
        Self { disk: disk.clone(), node, over: 0, wrote_over: false }
    }

    fn put(&self, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
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
        let sabotage = {
            let mut state = self.disk.state();
            state.catch_up(self.node);
            state.sabotage
        };
        let mut bytes = bytes.to_vec();
        if sabotage == Sabotage::NoHeal && bytes.starts_with(b"\n") {
            bytes.rotate_left(1);
        }
        let says = |words: &str| memchr::memmem::find(&bytes, words.as_bytes()).is_some();
        if sabotage == Sabotage::OverFirst && says(".erase\"") {
            let mut state = self.disk.state();
            if let Fate::Partly(failure) = state.step(false)? {
                return Err(failure);
            }
            state.late = Some(Late { node: self.node, bytes });
            return Ok(());
        }
        let at = self.size()?;
        self.put(at, &bytes)
    }

    fn overwrite(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
        self.wrote_over = true;
        self.put(offset, bytes)
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
        let (sabotage, crashed) = (state.sabotage, state.crashed);
        self.over += usize::from(self.wrote_over);
        if self.over == 2 {
            state.catch_up(self.node);
        }
        let lies = match sabotage {
            Sabotage::Lies | Sabotage::NoSync => true,
            Sabotage::NoSyncOver => self.wrote_over,
            _ => false,
        };
        let node = &mut state.nodes[self.node];
        match fate {
            Fate::Done if lies => Ok(()),
            Fate::Done => {
                // what a failed sync dropped is not written by the next
                for write in std::mem::take(&mut node.pending) {
                    write.apply(&mut node.durable);
                }
                Ok(())
            }
            // as Linux does: the pages count as clean and will never be written
            Fate::Partly(_) if !crashed && sabotage == Sabotage::SyncAgain => {
                node.pending.clear();
                Ok(())
            }
            Fate::Partly(failure) => {
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
        Ok(node.map(|node| Box::new(SimSheet::of(self, node)) as Box<dyn Sheet>))
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
        Ok(Box::new(SimSheet::of(self, node)))
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
        if !matches!(state.sabotage, Sabotage::Lies | Sabotage::NoDirSync) {
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
