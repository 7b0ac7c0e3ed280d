//! The manifest of a backup: what is in it, with sizes and hashes. It is written last, so a folder without one is no
//! backup; it is marked under the master key, so only who has the key can write one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use store::backup::manifest_mark;
use store::hashed::{Hashed, Hasher};
use store::vault::KEY_LEN;
use uuid::Uuid;

/// The name of the manifest in the folder of the backup.
pub(crate) const NAME: &str = "manifest.json";
/// The list of uploads: an [`Entry`] a line.
pub(crate) const UPLOADS: &str = "uploads.jsonl";
/// Uploads as they are copied, until the list is written.
pub(crate) const NOTES: &str = "uploads.notes";
/// What stands in the folder while the backup is being made.
pub(crate) const UNFINISHED: &str = "unfinished.json";
/// The master key in the backup and in the data folder.
pub(crate) const KEY: &str = "keys/master.key";
/// The same as a key service wrapped it.
pub(crate) const WRAPPED: &str = "keys/master.wrapped";
/// The layout that this program writes and reads.
pub(crate) const FORMAT: u32 = 1;

/// One file of the backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Its path in the folder of the backup.
    pub(crate) path: String,
    /// Its size.
    pub(crate) bytes: u64,
    /// SHA-256 in hexadecimal.
    pub(crate) sha256: String,
}

impl Entry {
    pub(crate) fn new(path: impl Into<String>, hashed: Hashed) -> Self {
        Self { path: path.into(), bytes: hashed.bytes, sha256: hashed.sha256 }
    }

    /// What is wrong with what was found in its place.
    pub(crate) fn fault(&self, found: &Hashed) -> Option<String> {
        let Self { path, bytes, sha256 } = self;
        if found.bytes != *bytes {
            return Some(format!("{path} has {} bytes instead of {bytes}", found.bytes));
        }
        (found.sha256 != *sha256).then(|| format!("{path} was changed: its hash is not that of the manifest"))
    }

    /// Where it is below a folder. A path that leads anywhere else is refused.
    pub(crate) fn below(&self, folder: &Path) -> Result<PathBuf> {
        let path = Path::new(&self.path);
        if self.path.is_empty() || !path.components().all(|part| matches!(part, Component::Normal(_))) {
            bail!("the backup names {:?}, which is no place in it: it was not made by this program", self.path);
        }
        Ok(folder.join(path))
    }
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The layout; see [`FORMAT`].
    pub(crate) format: u32,
    /// The backup.
    pub(crate) backup: Uuid,
    /// The version of the program that made it.
    pub(crate) program: String,
    /// Wall time at which its making began.
    pub(crate) made_at: String,
    /// `sqlite` or `postgresql`.
    pub(crate) engine: String,
    /// The newest migration of each module.
    pub(crate) schema: BTreeMap<String, i64>,
    /// Rows of the audit log in the copy.
    pub(crate) audit_rows: i64,
    /// Its newest seal; 0 before the first.
    pub(crate) seal: i64,
    /// The hash of that seal.
    pub(crate) seal_hash: String,
    /// The fingerprint of the master key, never the key.
    pub(crate) key: String,
    /// Who keeps the master key: `file`, or the kind of key service with the name of its key. Empty in older backups,
    /// and then not written, so that their mark stays right.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) keeper: String,
    /// Uploads in the list.
    pub(crate) uploads: u64,
    /// Bytes of everything.
    pub(crate) bytes: u64,
    /// The database, the list of uploads and, when it was asked for, the master key.
    pub(crate) files: Vec<Entry>,
    /// A keyed hash over all of the above.
    #[serde(default)]
    pub(crate) mark: String,
}

impl Manifest {
    /// The same, marked under the master key.
    pub(crate) fn marked(mut self, key: &[u8; KEY_LEN]) -> Result<Self> {
        self.mark = self.mark_under(key)?;
        Ok(self)
    }

    /// Whether it is as it was marked under this key.
    pub(crate) fn is_marked_by(&self, key: &[u8; KEY_LEN]) -> Result<bool> {
        Ok(self.mark == self.mark_under(key)?)
    }

    fn mark_under(&self, key: &[u8; KEY_LEN]) -> Result<String> {
        let bare = Self { mark: String::new(), ..self.clone() };
        Ok(manifest_mark(key, &serde_json::to_vec(&bare)?))
    }

    /// Reads the manifest of a folder, and says why when the folder is no backup.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        if !path.is_file() {
            if folder.join(UNFINISHED).is_file() {
                bail!(
                    "the backup in {0} was never finished and cannot be restored; `nhatle backup {0}` goes on with it",
                    folder.display()
                );
            }
            bail!("{} holds no backup: there is no {NAME} in it", folder.display());
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
        let value: serde_json::Value = serde_json::from_str(&text)
            .with_context(|| format!("{} is cut off or was changed: take another backup", path.display()))?;
        match value.get("format").and_then(serde_json::Value::as_u64) {
            Some(format) if format == u64::from(FORMAT) => {}
            Some(format) => bail!("the backup has layout {format}; this program reads layout {FORMAT}"),
            None => bail!("{} is no manifest of a backup", path.display()),
        }
        serde_json::from_value(value).with_context(|| format!("{} was changed: take another backup", path.display()))
    }

    /// Writes it into a folder, whole or not at all.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        write_whole(folder, NAME, &serde_json::to_vec_pretty(self)?)?;
        Ok(())
    }

    /// The copy of the database.
    pub(crate) fn database(&self) -> Result<&Entry> {
        self.beginning("database.")
    }

    /// The list of uploads.
    pub(crate) fn list(&self) -> Result<&Entry> {
        self.beginning("uploads.")
    }

    fn beginning(&self, name: &str) -> Result<&Entry> {
        let found = self.files.iter().find(|entry| entry.path.starts_with(name));
        found.with_context(|| format!("the manifest names no file that begins with {name:?}"))
    }

    /// A file of it by its path.
    pub(crate) fn file(&self, path: &str) -> Option<&Entry> {
        self.files.iter().find(|entry| entry.path == path)
    }
}

/// The name of a file beside that of the backup before, which holds until the new manifest stands.
pub(crate) fn beside(before: Option<&Entry>, name: &str) -> String {
    if before.is_some_and(|entry| entry.path == name) { name.replacen('.', ".next.", 1) } else { name.to_owned() }
}

/// Writes a file that is there whole or not at all, also after a power cut.
pub(crate) fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> Result<Entry> {
    let (unfinished, path) = (folder.join(format!("{name}.new")), folder.join(name));
    let written = File::create(&unfinished).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&unfinished, &path)?;
        store::folder::sync(folder)
    });
    written.with_context(|| format!("{} cannot be written", path.display()))?;
    let mut hasher = Hasher::default();
    hasher.update(bytes);
    Ok(Entry::new(name, hasher.finish()))
}

/// Makes the names of all files below a folder durable.
pub(crate) fn sync_below(folder: &Path) -> Result<()> {
    let failed = || format!("the folder {}", folder.display());
    for entry in std::fs::read_dir(folder).with_context(failed)? {
        let path = entry.with_context(failed)?.path();
        if path.is_dir() {
            sync_below(&path)?;
        }
    }
    store::folder::sync(folder).with_context(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            format: FORMAT,
            backup: Uuid::from_u128(7),
            program: "0.1.0".into(),
            made_at: "2026-01-02T03:04:05+07:00".into(),
            engine: "sqlite".into(),
            schema: BTreeMap::from([("store".to_owned(), 1)]),
            audit_rows: 5,
            seal: 1,
            seal_hash: "ab".into(),
            key: "cd".into(),
            keeper: "file".into(),
            uploads: 0,
            bytes: 3,
            files: vec![Entry { path: "database.sqlite".into(), bytes: 3, sha256: "00".into() }],
            mark: String::new(),
        }
    }

    #[test]
    fn what_was_written_is_read_and_a_change_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let key = [3; KEY_LEN];
        manifest().marked(&key).unwrap().write(folder.path()).unwrap();
        let read = Manifest::read(folder.path()).unwrap();
        assert!(read.is_marked_by(&key).unwrap());
        assert!(!read.is_marked_by(&[4; KEY_LEN]).unwrap());
        for changed in [Manifest { audit_rows: 6, ..read.clone() }, Manifest { keeper: "transit:x".into(), ..read }] {
            assert!(!changed.is_marked_by(&key).unwrap());
        }
        // A backup of the time before says nothing of it, and its mark says nothing else.
        let old = Manifest { keeper: String::new(), ..manifest() };
        assert!(!serde_json::to_string(&old).unwrap().contains("keeper"));
    }

    #[test]
    fn a_folder_that_is_no_backup_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let said = |folder: &Path| Manifest::read(folder).unwrap_err().to_string();
        assert!(said(folder.path()).contains("holds no backup"));
        std::fs::write(folder.path().join(UNFINISHED), "{}").unwrap();
        assert!(said(folder.path()).contains("never finished"));
        std::fs::write(folder.path().join(NAME), r#"{"format": 1, "back"#).unwrap();
        assert!(said(folder.path()).contains("cut off"));
        std::fs::write(folder.path().join(NAME), r#"{"format": 99}"#).unwrap();
        assert!(said(folder.path()).contains("layout 99"));
        std::fs::write(folder.path().join(NAME), "{}").unwrap();
        assert!(said(folder.path()).contains("no manifest"));
    }

    #[test]
    fn a_new_file_never_takes_the_name_of_the_one_before() {
        let entry = |path: &str| Entry { path: path.into(), bytes: 0, sha256: String::new() };
        assert_eq!(beside(None, "database.sqlite"), "database.sqlite");
        assert_eq!(beside(Some(&entry("database.sqlite")), "database.sqlite"), "database.next.sqlite");
        assert_eq!(beside(Some(&entry("database.next.sqlite")), "database.sqlite"), "database.sqlite");
        assert_eq!(manifest().database().unwrap().path, "database.sqlite");
        assert!(manifest().list().is_err());
    }

    #[test]
    fn a_path_never_leaves_the_folder() {
        let entry = |path: &str| Entry { path: path.into(), bytes: 0, sha256: String::new() };
        for path in ["../x", "/x", "a/../../x", "", "."] {
            assert!(entry(path).below(Path::new("backup")).is_err(), "{path}");
        }
        assert_eq!(entry("blobs/ab/x").below(Path::new("backup")).unwrap(), Path::new("backup/blobs/ab/x"));
    }
}
