//! A disk as the shim's log tells it: what is on it when the power is cut at some moment.
//!
//! A file keeps what was written before its last sync, a folder the names that it had at its own last sync. What came
//! later may be there or not. That is what POSIX promises and no more; most file systems are kinder.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use kernel::rng::SequenceRng;

/// Bytes that a disk writes as a whole.
const SECTOR: usize = 512;
/// Numbers in the head of a record, eight bytes each: kind, inode, place, lengths of two texts.
const HEAD: usize = 5 * 8;

/// What is on a disk: the content of files, none for folders, by path.
pub(crate) type Image = BTreeMap<String, Option<Vec<u8>>>;

/// What becomes of that which was not synced.
#[derive(Clone, Copy)]
pub(crate) enum Unsynced<'a> {
    /// All of it is there: the process died, not the machine.
    Kept,
    /// Some of it is there: names up to a moment, any of the writes, some of them torn.
    ByChance(&'a SequenceRng),
    /// None of it is there.
    Lost,
}

/// A number below `bound`, which is not 0.
pub(crate) fn below(rng: &SequenceRng, bound: usize) -> usize {
    usize::try_from(rng.below(u64::try_from(bound).unwrap())).unwrap()
}

/// Whether the log leaves a file out: SQLite's shared memory is written past every call, and made anew after a crash.
fn is_left_out(path: &str) -> bool {
    path.ends_with("-shm")
}

/// A change of a file's content.
#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => {
                let end = at + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(bytes);
            }
            Self::Length(length) => content.resize(*length, 0),
        }
    }

    /// What is left of it by chance: nothing, all, or some of its sectors.
    fn torn(&self, rng: &SequenceRng) -> Vec<Self> {
        match (below(rng, 3), self) {
            (0, _) => Vec::new(),
            (1, _) | (_, Self::Length(_)) => vec![self.clone()],
            (_, Self::Write { at, bytes }) => {
                let mut parts = Vec::new();
                let mut start = 0;
                while start < bytes.len() {
                    let end = (start + SECTOR - (at + start) % SECTOR).min(bytes.len());
                    if below(rng, 2) == 0 {
                        parts.push(Self::Write { at: at + start, bytes: bytes[start..end].to_vec() });
                    }
                    start = end;
                }
                parts
            }
        }
    }
}

/// What one record tells.
enum Op {
    FileMade { inode: u64, path: String },
    Changed { inode: u64, change: Change },
    FileSynced { inode: u64 },
    FolderMade { path: String },
    FolderSynced { path: String },
    Renamed { from: String, to: String },
    Linked { from: String, to: String },
    Removed { path: String },
}

/// The record that begins at a place, and where it ends; none when it is cut off.
fn record(log: &[u8], place: usize) -> Option<(Op, usize)> {
    let number = |index: usize| {
        let bytes: [u8; 8] = log.get(place + 8 * index..place + 8 * index + 8)?.try_into().ok()?;
        Some(u64::from_ne_bytes(bytes))
    };
    let size = |index: usize| number(index).and_then(|number| usize::try_from(number).ok());
    let (kind, inode, at) = (size(0)?, number(1)?, size(2)?);
    let first_end = place + HEAD + size(3)?;
    let end = first_end + size(4)?;
    let (first, second) = (log.get(place + HEAD..first_end)?, log.get(first_end..end)?);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let op = match u8::try_from(kind).unwrap() {
        b'C' => Op::FileMade { inode, path: text(first) },
        b'W' => Op::Changed { inode, change: Change::Write { at, bytes: first.to_vec() } },
        b'T' => Op::Changed { inode, change: Change::Length(at) },
        b'S' => Op::FileSynced { inode },
        b'M' => Op::FolderMade { path: text(first) },
        b'D' => Op::FolderSynced { path: text(first) },
        b'R' => Op::Renamed { from: text(first), to: text(second) },
        b'L' => Op::Linked { from: text(first), to: text(second) },
        b'U' => Op::Removed { path: text(first) },
        other => panic!("the log has a record of an unknown kind, {other}"),
    };
    Some((op, end))
}

/// The log: records, each with the place in the log where it ends.
pub(crate) struct Log(Vec<(Op, usize)>);

impl Log {
    /// Reads a log. What a kill cut off at its end belongs to a change of which nobody was told.
    pub(crate) fn read(file: &Path) -> Self {
        let bytes = std::fs::read(file).unwrap();
        let mut records = Vec::new();
        let mut place = 0;
        while let Some((op, end)) = record(&bytes, place) {
            records.push((op, end));
            place = end;
        }
        Self(records)
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many records end at or before a place in the log.
    pub(crate) fn until(&self, place: usize) -> usize {
        self.0.partition_point(|(_, end)| *end <= place)
    }
}

#[derive(Clone, Copy)]
enum Node {
    Folder,
    File(usize),
}

type Names = BTreeMap<String, Node>;

fn set(names: &mut Names, path: &str, node: Option<Node>) {
    match node {
        Some(node) => names.insert(path.to_owned(), node),
        None => names.remove(path),
    };
}

/// The folder that holds a name; the empty text for the disk's own.
fn above(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(above, _)| above)
}

struct File {
    name: String,
    synced: Vec<u8>,
    changes: Vec<Change>,
}

/// A disk at some moment of its log.
#[derive(Default)]
pub(crate) struct Disk {
    files: Vec<File>,
    inodes: HashMap<u64, usize>,
    /// Names as the process sees them.
    names: Names,
    /// Names that are durable, and changes of names that are not.
    synced: Names,
    changes: Vec<(String, Option<Node>)>,
}

impl Disk {
    /// The disk after so many records. `hears` says for which files and folders a sync is more than a word.
    pub(crate) fn after(log: &Log, records: usize, hears: fn(&str) -> bool) -> Self {
        let mut disk = Self::default();
        for (op, _) in log.0.iter().take(records) {
            disk.take(op, hears);
        }
        disk
    }

    fn take(&mut self, op: &Op, hears: fn(&str) -> bool) {
        match op {
            Op::FileMade { inode, path } => {
                self.inodes.insert(*inode, self.files.len());
                self.name(path, Some(Node::File(self.files.len())));
                self.files.push(File { name: path.clone(), synced: Vec::new(), changes: Vec::new() });
            }
            Op::Changed { inode, change } => self.file(*inode).changes.push(change.clone()),
            Op::FileSynced { inode } => {
                let file = self.file(*inode);
                if hears(&file.name) {
                    let changes = std::mem::take(&mut file.changes);
                    for change in &changes {
                        change.apply(&mut file.synced);
                    }
                }
            }
            Op::FolderMade { path } => self.name(path, Some(Node::Folder)),
            Op::FolderSynced { path } => {
                if hears(path) {
                    let changes = std::mem::take(&mut self.changes).into_iter();
                    let (own, others): (Vec<_>, Vec<_>) = changes.partition(|(name, _)| above(name) == path);
                    self.changes = others;
                    for (name, node) in &own {
                        set(&mut self.synced, name, *node);
                    }
                }
            }
            Op::Renamed { from, to } => {
                let node = self.names[from];
                let Node::File(number) = node else { panic!("a folder was renamed: {from}") };
                self.files[number].name.clone_from(to);
                // The new name first: no file system loses both.
                self.name(to, Some(node));
                self.name(from, None);
            }
            Op::Linked { from, to } => self.name(to, Some(self.names[from])),
            Op::Removed { path } => self.name(path, None),
        }
    }

    fn file(&mut self, inode: u64) -> &mut File {
        let number = self.inodes.get(&inode).copied();
        &mut self.files[number.unwrap_or_else(|| panic!("the log does not tell where inode {inode} comes from"))]
    }

    fn name(&mut self, path: &str, node: Option<Node>) {
        set(&mut self.names, path, node);
        self.changes.push((path.to_owned(), node));
    }

    /// What is on it when the power is cut now.
    pub(crate) fn image(&self, unsynced: Unsynced<'_>) -> Image {
        let mut names = self.synced.clone();
        let there = match unsynced {
            Unsynced::Kept => self.changes.len(),
            Unsynced::ByChance(rng) => below(rng, self.changes.len() + 1),
            Unsynced::Lost => 0,
        };
        self.changes.iter().take(there).for_each(|(path, node)| set(&mut names, path, *node));
        let mut image = Image::new();
        for (path, node) in &names {
            if is_reachable(&names, path) && !is_left_out(path) {
                let content = match node {
                    Node::Folder => None,
                    Node::File(number) => Some(content(&self.files[*number], unsynced)),
                };
                image.insert(path.clone(), content);
            }
        }
        image
    }
}

/// Whether every folder above a name has its own name.
fn is_reachable(names: &Names, path: &str) -> bool {
    match above(path) {
        "" => true,
        folder => matches!(names.get(folder), Some(Node::Folder)) && is_reachable(names, folder),
    }
}

fn content(file: &File, unsynced: Unsynced<'_>) -> Vec<u8> {
    let mut content = file.synced.clone();
    for change in &file.changes {
        match unsynced {
            Unsynced::Kept => change.apply(&mut content),
            Unsynced::ByChance(rng) => change.torn(rng).iter().for_each(|part| part.apply(&mut content)),
            Unsynced::Lost => {}
        }
    }
    content
}

/// Puts an image into an empty folder.
pub(crate) fn put(image: &Image, folder: &Path) {
    // A folder comes before what is in it.
    for (path, content) in image {
        match content {
            None => std::fs::create_dir(folder.join(path)).unwrap(),
            Some(bytes) => std::fs::write(folder.join(path), bytes).unwrap(),
        }
    }
}

/// What a folder holds now.
pub(crate) fn image_of(folder: &Path) -> Image {
    let mut image = Image::new();
    let mut open = vec![String::new()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(folder.join(&next)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let path = if next.is_empty() { name } else { format!("{next}/{name}") };
            if entry.file_type().unwrap().is_dir() {
                open.push(path.clone());
                image.insert(path, None);
            } else if !is_left_out(&path) {
                image.insert(path, Some(std::fs::read(entry.path()).unwrap()));
            }
        }
    }
    image
}
