//! The uploads of a backup. What is copied is noted line by line, so that a backup that was stopped goes on where it
//! stood: a name stands for one content for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use blobs::{Blobs, Listed};
use futures::StreamExt as _;

use super::manifest::{Entry, NOTES, UPLOADS, beside, write_whole};
use super::progress::{Tell, say};
use super::said;

/// Copies that are written side by side, so that they wait for the disk together.
const AT_ONCE: usize = 8;
/// The folder of uploads, in the backup as in the data folder.
pub(super) const FOLDER: &str = "blobs";

/// The uploads of a backup in the making.
pub(super) struct Uploads {
    folder: PathBuf,
    /// What is copied, by name.
    known: BTreeMap<String, Entry>,
    /// The list of the backup before in this folder, and what it names.
    before: Option<Entry>,
    held: BTreeSet<String>,
    /// What the store of uploads listed while this backup was made.
    listed: BTreeSet<String>,
    notes: File,
}

/// What the uploads of a backup came to.
pub(super) struct Finished {
    /// How many there are, and their bytes.
    pub(super) all: (u64, u64),
    /// Those that the backup before did not have.
    pub(super) new: (u64, u64),
    /// The entry of their list.
    pub(super) list: Entry,
    /// Files that the new manifest does not name.
    pub(super) gone: Vec<PathBuf>,
}

fn text_of(path: &Path) -> Result<String> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error).with_context(|| format!("{}", path.display())),
    }
}

/// The uploads that a list names and that are there, by name. A line that was cut off is none.
fn listed_in(text: &str, folder: &Path) -> Result<BTreeMap<String, Entry>> {
    let mut known = BTreeMap::new();
    for entry in text.lines().filter_map(|line| serde_json::from_str::<Entry>(line).ok()) {
        let file = entry.below(folder)?;
        let is_there = std::fs::metadata(&file).is_ok_and(|meta| meta.len() == entry.bytes);
        if let (true, Some(name)) = (is_there, file.file_name().and_then(|name| name.to_str())) {
            known.insert(name.to_owned(), entry);
        }
    }
    Ok(known)
}

impl Uploads {
    /// Takes up what the backup before has listed and what an earlier attempt has noted.
    pub(super) fn resume(folder: &Path, before: Option<&Entry>) -> Result<Self> {
        let mut known = match before {
            Some(list) => listed_in(&text_of(&list.below(folder)?)?, folder)?,
            None => BTreeMap::new(),
        };
        let held = known.keys().cloned().collect();
        let path = folder.join(NOTES);
        let text = text_of(&path)?;
        known.extend(listed_in(&text, folder)?);
        let notes = OpenOptions::new().create(true).append(true).open(&path);
        let mut notes = notes.with_context(|| format!("{}", path.display()))?;
        if !text.is_empty() && !text.ends_with('\n') {
            notes.write_all(b"\n")?;
        }
        Ok(Self { folder: folder.to_owned(), known, before: before.cloned(), held, listed: BTreeSet::new(), notes })
    }

    /// Copies what the folder lacks.
    pub(super) async fn copy(&mut self, blobs: &Blobs, tell: &Tell) -> Result<()> {
        let listed = blobs.list().await.map_err(|e| said(&e))?;
        self.listed.extend(listed.iter().map(|blob| blob.name.clone()));
        let total = listed.iter().fold(0_u64, |sum, blob| sum.saturating_add(blob.bytes));
        let lacking: Vec<Listed> = listed
            .into_iter()
            .filter(|blob| self.known.get(&blob.name).is_none_or(|entry| entry.bytes != blob.bytes))
            .collect();
        let mut done = lacking.iter().fold(total, |rest, blob| rest.saturating_sub(blob.bytes));
        let folder = self.folder.clone();
        let copies = lacking.into_iter().map(|blob| copy_one(blobs.clone(), folder.clone(), blob.name));
        let mut copies = futures::stream::iter(copies).buffer_unordered(AT_ONCE);
        while let Some(copied) = copies.next().await {
            let Some((name, entry)) = copied? else { continue };
            let mut line = serde_json::to_vec(&entry)?;
            line.push(b'\n');
            self.notes.write_all(&line).with_context(|| format!("{}/{NOTES}", self.folder.display()))?;
            done = done.saturating_add(entry.bytes);
            self.known.insert(name, entry);
            say(tell, "uploads", done, total);
        }
        Ok(())
    }

    /// Writes the list, by name, without what is gone by now. The list of the backup before stays where it is.
    pub(super) fn finish(self) -> Result<Finished> {
        let Self { folder, known, before, held, listed, notes } = self;
        drop(notes);
        let (mut all, mut new, mut text) = ((0_u64, 0_u64), (0_u64, 0_u64), Vec::new());
        let mut gone = vec![folder.join(NOTES)];
        for (name, entry) in &known {
            if !listed.contains(name) {
                gone.push(entry.below(&folder)?);
                continue;
            }
            all = (all.0.saturating_add(1), all.1.saturating_add(entry.bytes));
            if !held.contains(name) {
                new = (new.0.saturating_add(1), new.1.saturating_add(entry.bytes));
            }
            serde_json::to_writer(&mut text, entry)?;
            text.push(b'\n');
        }
        let list = write_whole(&folder, &beside(before.as_ref(), UPLOADS), &text)?;
        Ok(Finished { all, new, list, gone })
    }
}

/// Copies one upload: whole under its name or not there at all. None when it is gone by now.
async fn copy_one(blobs: Blobs, folder: PathBuf, name: String) -> Result<Option<(String, Entry)>> {
    let place = blobs::place_of(&name).ok_or_else(|| anyhow!("{name} is no name of an upload"))?;
    let file = folder.join(FOLDER).join(&place);
    let part = file.with_extension("part");
    if let Some(shelf) = file.parent() {
        std::fs::create_dir_all(shelf).with_context(|| format!("{}", shelf.display()))?;
    }
    let Some(hashed) = blobs.copy_out(&name, &part).await.map_err(|e| said(&e))? else { return Ok(None) };
    std::fs::rename(&part, &file).with_context(|| format!("{}", file.display()))?;
    let path = format!("{FOLDER}/{}", place.to_string_lossy().replace('\\', "/"));
    Ok(Some((name, Entry::new(path, hashed))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::hashed::Hasher;

    #[test]
    fn what_was_noted_whole_is_taken_up_and_the_rest_copied_again() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = folder.path().join(FOLDER).join("ab");
        std::fs::create_dir_all(&shelf).unwrap();
        let mut lines = String::new();
        for (name, held) in [("abwhole", "abc"), ("abcut", "ab")] {
            std::fs::write(shelf.join(name), held).unwrap();
            let mut hasher = Hasher::default();
            hasher.update(b"abc");
            let entry = Entry::new(format!("{FOLDER}/ab/{name}"), hasher.finish());
            lines.push_str(&serde_json::to_string(&entry).unwrap());
            lines.push('\n');
        }
        lines.push_str(r#"{"path":"blobs/ab/abtorn","by"#);
        std::fs::write(folder.path().join(NOTES), &lines).unwrap();
        let mut uploads = Uploads::resume(folder.path(), None).unwrap();
        assert_eq!(uploads.known.keys().collect::<Vec<_>>(), ["abwhole"]);
        // The next note begins a line of its own.
        assert!(std::fs::read_to_string(folder.path().join(NOTES)).unwrap().ends_with('\n'));
        uploads.listed.insert("abwhole".into());
        let Finished { all, new, list, .. } = uploads.finish().unwrap();
        assert_eq!((all, new), ((1, 3), (1, 3)));
        let text = std::fs::read_to_string(folder.path().join(UPLOADS)).unwrap();
        assert_eq!((text.lines().count(), u64::try_from(text.len()).unwrap()), (1, list.bytes));
        // The next backup into this folder begins with that list and leaves it as it is.
        let mut next = Uploads::resume(folder.path(), Some(&list)).unwrap();
        next.listed.insert("abwhole".into());
        let finished = next.finish().unwrap();
        assert_eq!((finished.all, finished.new), ((1, 3), (0, 0)));
        assert_eq!(finished.list.path, "uploads.next.jsonl");
        assert_eq!(std::fs::read_to_string(folder.path().join(UPLOADS)).unwrap(), text);
    }

    #[test]
    fn what_is_gone_by_now_leaves_the_backup() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join(FOLDER).join("ab")).unwrap();
        let file = folder.path().join(FOLDER).join("ab").join("abgone");
        std::fs::write(&file, "x").unwrap();
        let entry = Entry { path: format!("{FOLDER}/ab/abgone"), bytes: 1, sha256: "00".into() };
        std::fs::write(folder.path().join(NOTES), format!("{}\n", serde_json::to_string(&entry).unwrap())).unwrap();
        let finished = Uploads::resume(folder.path(), None).unwrap().finish().unwrap();
        assert_eq!(finished.all, (0, 0));
        assert!(finished.gone.contains(&file));
    }
}
