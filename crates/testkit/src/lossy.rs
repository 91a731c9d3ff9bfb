//! A disk that loses what was not synced: an `SQLite` file system for the simulator.
//!
//! It promises: what a connection writes is seen by every connection of this process at once, and reaches the real
//! file only when that file is synced; [`LossyDisk::power_cut`] then loses the rest, or keeps some of it, as a seed
//! says. It does not promise anything to another process: until a sync, the real files are behind.
//!
//! What is modelled:
//! - Writes and changes of length stay in memory until the file is synced. At the cut none, all, a first part with
//!   the last write torn, or any sectors of 512 bytes in any order of what was not synced survive.
//! - A file that was made is durable, as a name, with its first sync; a removed one with the next sync of its folder
//!   (a removal that asks for it, or the first sync of a new file there). At the cut an unsynced name is there or not.
//! - The log's index in shared memory goes through to the real one, and is gone after the cut.
//! - From the cut on every open handle fails. Until the last of them is closed nothing in the folder can be opened or
//!   removed: a process that lost its power does neither.
//!
//! What is not: a disk that lies about a sync, sectors that rot, and neighbours of a torn write (`SQLite` takes it
//! that they stay; every disk of today keeps that promise).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use vocab::Seed;

#[expect(unsafe_code, reason = "SQLite's file system interface is a table of C functions")]
mod shim;

/// A write is torn at these: the unit that a disk writes whole.
const SECTOR: usize = 512;

/// The disk, registered with `SQLite` under a name for as long as the process lives.
#[derive(Debug, Clone)]
pub struct LossyDisk {
    name: String,
    state: Arc<Mutex<State>>,
}

/// What a power cut did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cut {
    /// Sectors, lengths and names that had not been synced.
    pub unsynced: usize,
    /// How many of them survived.
    pub kept: usize,
}

impl LossyDisk {
    /// Registers a disk. Its name is what [`store::Settings`] takes as `vfs`.
    ///
    /// # Panics
    /// When `SQLite` refuses it: then no simulation can run.
    #[must_use]
    pub fn register(name: &str) -> Self {
        let state: Arc<Mutex<State>> = Arc::default();
        shim::register(name, &state);
        Self { name: name.to_owned(), state }
    }

    /// The name under which `SQLite` knows it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Cuts the power of everything that is open in a folder. What survives of what was not synced is the seed's.
    ///
    /// # Errors
    /// When the real files cannot be written.
    pub fn power_cut(&self, folder: &Path, seed: Seed) -> std::io::Result<Cut> {
        lock(&self.state).power_cut(folder, seed)
    }

    /// Cuts the power by itself before the so-many-th step from now: a write, a change of length, a sync or a removal of
    /// a file in the folder. So a cut falls between any two steps, and at the same ones for the same seed and work.
    pub fn power_cut_at(&self, folder: &Path, step: u64, seed: Seed) {
        lock(&self.state).armed.insert(folder.to_owned(), Armed { steps: step, seed, cut: None });
    }

    /// Takes back what [`LossyDisk::power_cut_at`] arranged: a cut that has not come does not come.
    pub fn disarm(&self, folder: &Path) {
        lock(&self.state).armed.remove(folder);
    }

    /// What the cut did that [`LossyDisk::power_cut_at`] arranged; none before it has come.
    #[must_use]
    pub fn cut_of(&self, folder: &Path) -> Option<Cut> {
        lock(&self.state).armed.get(folder).and_then(|armed| armed.cut)
    }

    /// Lets everything reach the real files, as an operating system does in its own time: for those who look at a
    /// folder from outside.
    ///
    /// # Errors
    /// When the real files cannot be written.
    pub fn settle(&self, folder: &Path) -> std::io::Result<()> {
        lock(&self.state).settle(folder)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file as the process sees it, and what the real one lacks.
#[derive(Debug)]
struct Image {
    path: PathBuf,
    content: Vec<u8>,
    unsynced: Vec<Change>,
    /// Its name would survive.
    is_named: bool,
    /// Its power was cut.
    is_dead: bool,
    /// Handles.
    open: usize,
}

#[derive(Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

#[derive(Debug, Default)]
struct State {
    images: BTreeMap<u64, Image>,
    names: BTreeMap<PathBuf, u64>,
    /// Removed, and not yet durably so: the real files are still there.
    removed: BTreeSet<PathBuf>,
    /// Cuts to come, by folder.
    armed: BTreeMap<PathBuf, Armed>,
    last: u64,
}

/// A cut to come, and what it did once it came.
#[derive(Debug)]
struct Armed {
    steps: u64,
    seed: Seed,
    cut: Option<Cut>,
}

/// Why the disk does not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    NotThere,
    NoPower,
    Failed,
}

impl From<std::io::Error> for Refusal {
    fn from(_: std::io::Error) -> Self {
        Self::Failed
    }
}

impl State {
    /// Whether a dead process still holds something in the folder of this path.
    fn check_power(&self, path: &Path) -> Result<(), Refusal> {
        let dead = self.images.values().any(|i| i.is_dead && i.path.parent() == path.parent());
        if dead { Err(Refusal::NoPower) } else { Ok(()) }
    }

    fn is_there(&self, path: &Path) -> bool {
        self.names.contains_key(path) || (path.exists() && !self.removed.contains(path))
    }

    /// How long a file is; none when it is not there.
    fn length_of(&self, path: &Path) -> Option<usize> {
        if let Some(image) = self.names.get(path).and_then(|id| self.images.get(id)) {
            return Some(image.content.len());
        }
        let length = || usize::try_from(std::fs::metadata(path).ok()?.len()).ok();
        if self.removed.contains(path) { None } else { length() }
    }

    /// Opens a file, making it when `make` says so. The real file must be there when this returns well.
    fn open(&mut self, path: &Path, make: bool) -> Result<u64, Refusal> {
        self.check_power(path)?;
        if !make && !self.is_there(path) {
            return Err(Refusal::NotThere);
        }
        if let Some((id, image)) = self.names.get(path).and_then(|id| Some((*id, self.images.get_mut(id)?))) {
            image.open += 1;
            return Ok(id);
        }
        let mut image = Image {
            path: path.to_owned(),
            content: Vec::new(),
            unsynced: Vec::new(),
            is_named: true,
            is_dead: false,
            open: 1,
        };
        if self.removed.remove(path) {
            // The old one is still there in truth: the new one takes its place when it is synced.
            image.unsynced.push(Change::Length(0));
        } else if path.exists() {
            image.content = std::fs::read(path)?;
        } else {
            std::fs::File::create_new(path)?;
            image.is_named = false;
        }
        self.last += 1;
        self.names.insert(path.to_owned(), self.last);
        self.images.insert(self.last, image);
        Ok(self.last)
    }

    fn close(&mut self, id: u64) {
        let Some(image) = self.images.get_mut(&id) else { return };
        image.open -= 1;
        let is_reachable = self.names.get(&image.path) == Some(&id);
        // What was not synced stays after the last handle: it is the operating system's to write.
        let is_clean = image.unsynced.is_empty() && image.is_named;
        if image.open == 0 && (!is_reachable || is_clean) {
            if is_reachable {
                self.names.remove(&image.path);
            }
            self.images.remove(&id);
        }
    }

    fn image(&mut self, id: u64) -> Result<&mut Image, Refusal> {
        self.images.get_mut(&id).filter(|image| !image.is_dead).ok_or(Refusal::NoPower)
    }

    /// The image of a file that is about to change, unless the power goes before it does.
    fn changing(&mut self, id: u64) -> Result<&mut Image, Refusal> {
        let path = self.image(id)?.path.clone();
        self.step(&path)?;
        self.image(id)
    }

    /// Counts a step, and cuts the power when it is the one.
    fn step(&mut self, path: &Path) -> std::io::Result<()> {
        let armed = self.armed.iter_mut().find(|(folder, a)| a.cut.is_none() && path.starts_with(folder));
        let Some((folder, armed)) = armed else { return Ok(()) };
        if armed.steps > 1 {
            armed.steps -= 1;
            return Ok(());
        }
        let (folder, seed) = (folder.clone(), armed.seed);
        let cut = self.power_cut(&folder, seed)?;
        if let Some(armed) = self.armed.get_mut(&folder) {
            armed.cut = Some(cut);
        }
        Ok(())
    }

    /// Writes what the real file lacks. A file's first sync makes its folder's names durable too.
    fn sync(&mut self, id: u64) -> Result<(), Refusal> {
        let image = self.changing(id)?;
        let (path, is_new) = (image.path.clone(), !image.is_named);
        if self.names.get(&path) != Some(&id) {
            return Ok(()); // removed while it is open: nobody will find it again
        }
        let image = self.image(id)?;
        let unsynced = std::mem::take(&mut image.unsynced);
        image.is_named = true;
        apply(&path, &unsynced)?;
        if is_new {
            self.sync_names(&path)?;
        }
        Ok(())
    }

    fn sync_names(&mut self, beside: &Path) -> std::io::Result<()> {
        let (gone, rest) =
            std::mem::take(&mut self.removed).into_iter().partition(|p| p.parent() == beside.parent());
        self.removed = rest;
        let gone: BTreeSet<PathBuf> = gone;
        gone.into_iter().try_for_each(std::fs::remove_file)
    }

    fn remove(&mut self, path: &Path, sync_folder: bool) -> Result<(), Refusal> {
        self.check_power(path)?;
        self.step(path)?;
        self.check_power(path)?;
        if !self.is_there(path) {
            return Err(Refusal::NotThere);
        }
        let was_named = match self.names.remove(path) {
            Some(id) => {
                let (open, is_named) = self.images.get(&id).map_or((0, true), |i| (i.open, i.is_named));
                if open == 0 {
                    self.images.remove(&id);
                }
                is_named
            }
            None => true,
        };
        if was_named {
            self.removed.insert(path.to_owned());
        } else {
            std::fs::remove_file(path)?;
        }
        if sync_folder {
            self.sync_names(path)?;
        }
        Ok(())
    }

    fn settle(&mut self, folder: &Path) -> std::io::Result<()> {
        for image in self.images.values_mut().filter(|i| !i.is_dead && i.path.starts_with(folder)) {
            if self.names.contains_key(&image.path) {
                apply(&image.path, &std::mem::take(&mut image.unsynced))?;
                image.is_named = true;
            }
        }
        self.sync_names(&folder.join("any"))
    }

    fn power_cut(&mut self, folder: &Path, seed: Seed) -> std::io::Result<Cut> {
        let mut cut = Cut::default();
        let mut draws = (0..).map(|n| seed.draw(n));
        let mut draw = move || draws.next().unwrap_or_default();
        let names: Vec<(PathBuf, u64)> = self
            .names
            .iter()
            .filter(|(path, _)| path.starts_with(folder))
            .map(|(p, id)| (p.clone(), *id))
            .collect();
        for (path, id) in names {
            self.names.remove(&path);
            let Some(image) = self.images.get_mut(&id) else { continue };
            let unsynced = std::mem::take(&mut image.unsynced);
            let is_there = image.is_named || draw() & 1 == 0;
            cut.unsynced += usize::from(!image.is_named);
            cut.kept += usize::from(!image.is_named && is_there);
            if is_there {
                let kept = survivors(&unsynced, &mut draw, &mut cut);
                renew(&path, &kept)?;
            } else {
                std::fs::remove_file(&path)?;
            }
            if image.open == 0 {
                self.images.remove(&id);
            }
        }
        for image in self.images.values_mut().filter(|i| i.path.starts_with(folder)) {
            image.is_dead = true;
            let mut index = image.path.clone().into_os_string();
            index.push("-shm");
            let _ = std::fs::remove_file(index);
        }
        let removed = std::mem::take(&mut self.removed);
        for path in removed {
            if !path.starts_with(folder) {
                self.removed.insert(path);
                continue;
            }
            cut.unsynced += 1;
            if draw() & 1 == 0 {
                cut.kept += 1;
                std::fs::remove_file(&path)?;
            }
        }
        Ok(cut)
    }
}

/// What survives of changes that were not synced.
fn survivors(unsynced: &[Change], draw: &mut impl FnMut() -> u64, cut: &mut Cut) -> Vec<Change> {
    let pieces: Vec<Change> = unsynced.iter().flat_map(in_sectors).collect();
    let fate = draw() % 4;
    let first = usize::try_from(draw()).unwrap_or(0) % (pieces.len() + 1);
    let count = pieces.len();
    let kept: Vec<Change> = pieces
        .into_iter()
        .enumerate()
        .filter(|(at, _)| match fate {
            0 => false,
            1 => true,
            2 => *at < first,
            _ => draw() & 1 == 0,
        })
        .map(|(_, piece)| piece)
        .collect();
    cut.unsynced += count;
    cut.kept += kept.len();
    kept
}

/// A change in the pieces that a disk writes whole.
fn in_sectors(change: &Change) -> Vec<Change> {
    let (mut at, mut rest) = match change {
        Change::Length(length) => return vec![Change::Length(*length)],
        Change::Write(at, bytes) => (*at, bytes.as_slice()),
    };
    let mut pieces = Vec::with_capacity(rest.len() / SECTOR + 2);
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
        pieces.push(Change::Write(at, piece.to_vec()));
        (at, rest) = (at + piece.len(), more);
    }
    pieces
}

/// Writes changes to a real file.
fn apply(path: &Path, changes: &[Change]) -> std::io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().write(true).open(path)?;
    for change in changes {
        match change {
            Change::Write(at, bytes) => {
                file.seek(SeekFrom::Start(*at as u64))?;
                file.write_all(bytes)?;
            }
            Change::Length(length) => file.set_len(*length as u64)?,
        }
    }
    Ok(())
}

/// Puts a new file in a real one's place, with these changes: what a dead handle holds is another file from now on,
/// and so are its locks and its shared memory.
fn renew(path: &Path, changes: &[Change]) -> std::io::Result<()> {
    let (mut bytes, mut beside) = (Vec::new(), path.as_os_str().to_owned());
    std::fs::File::open(path)?.read_to_end(&mut bytes)?;
    beside.push(".after-the-cut");
    std::fs::write(&beside, bytes)?;
    apply(Path::new(&beside), changes)?;
    std::fs::rename(beside, path)
}

impl Image {
    /// Reads into `into`; false when the file is shorter, and then the rest is zeros.
    fn read(&self, at: usize, into: &mut [u8]) -> bool {
        let there = self.content.get(at..).unwrap_or_default();
        let length = there.len().min(into.len());
        let (filled, missing) = into.split_at_mut(length);
        filled.copy_from_slice(&there[..length]);
        missing.fill(0);
        missing.is_empty()
    }

    fn write(&mut self, at: usize, bytes: &[u8]) {
        let end = at + bytes.len();
        if self.content.len() < end {
            self.content.resize(end, 0);
        }
        self.content[at..end].copy_from_slice(bytes);
        self.unsynced.push(Change::Write(at, bytes.to_vec()));
    }

    fn truncate(&mut self, length: usize) {
        self.content.resize(length, 0);
        self.unsynced.push(Change::Length(length));
    }
}
