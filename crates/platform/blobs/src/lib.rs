//! Uploads: checked while they arrive, encrypted in chunks under a key of their own, stored under a name that gives
//! nothing away. Content is read back whole or by range.

mod copies;
mod kind;
mod read;
mod scan;
mod seal;
mod store;
#[cfg(test)]
mod tests;
mod upload;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::store::{Migration, Store};
use futures::StreamExt;
use kernel::{Error, Result, Timestamp};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Location;
use object_store::{ObjectStore, ObjectStoreExt};

pub use self::copies::{Listed, place_of};
pub use self::store::{record, reference, share, unreference};
pub use kind::FileKind;
pub use read::Content;
pub use scan::{Clamd, Verdict};
pub use seal::{CHUNK, KEY_LEN};
pub use upload::{Stored, Upload};

/// The migrations of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { module: "blobs", version: 1, sql: include_str!("../migrations/0001_blobs.sql") },
    Migration { module: "blobs", version: 2, sql: include_str!("../migrations/0002_scan.sql") },
];

/// The Vietnamese messages of this crate; it stands beside `web`, so app hands them over.
pub const VI: &str = include_str!("../locales/vi.ftl");
/// The English messages of this crate.
pub const EN: &str = include_str!("../locales/en.ftl");

/// Where uploads stand until they are complete and checked.
const ARRIVING: &str = "arriving";

/// The store of uploads. Cloning it is cheap.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// The folder behind a local store, whose unfinished files the store itself does not list.
    folder: Option<PathBuf>,
    /// What scans uploads before others open them.
    clamd: Option<Clamd>,
}

impl Blobs {
    /// Uploads in a folder of this machine; the folder is made when it is missing. Every file and the folders above it
    /// are synced to the disk before an upload counts as stored.
    pub fn local(folder: &Path) -> Result<Self> {
        make_shelves(folder).map_err(|e| Error::unavailable(format!("{}: {e}", folder.display())))?;
        let local = LocalFileSystem::new_with_prefix(folder).map_err(|e| unavailable(&e))?.with_fsync(true);
        Ok(Self { store: Arc::new(local), folder: Some(folder.to_owned()), clamd: None })
    }

    /// Uploads in any object store, e.g. one that speaks S3.
    pub fn from_store(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, folder: None, clamd: None }
    }

    /// Removes a blob. One that is gone already is no error.
    pub async fn delete(&self, name: &str) -> Result<()> {
        match self.store.delete(&location(name)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(unavailable(&error)),
        }
    }

    /// Removes what nobody refers to and what was left behind by broken uploads, when it is older than `before` (wall
    /// time; a day before now is a good choice, so that drafts in the making keep their files). Returns how many.
    pub async fn sweep(&self, store: &Store, before: Timestamp) -> Result<u64> {
        let mut removed = 0;
        for name in self::store::orphans(store, before).await? {
            // The row first: had somebody begun to refer to it, the row would stay and the content with it.
            if self::store::forget(store, &name).await? {
                self.delete(&name).await?;
                removed += 1;
            }
        }
        let mut listed = self.store.list(None);
        while let Some(found) = listed.next().await {
            let found = found.map_err(|e| unavailable(&e))?;
            if found.last_modified.timestamp_micros() >= before.0 {
                continue;
            }
            let is_known = match found.location.filename() {
                Some(name) if is_name(name) => self::store::is_known(store, name).await?,
                _ => false,
            };
            if !is_known {
                match self.store.delete(&found.location).await {
                    Ok(()) => removed += 1,
                    Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => return Err(unavailable(&error)),
                }
            }
        }
        removed += self.sweep_unfinished(before).await?;
        Ok(removed)
    }

    /// Files that a killed process was still writing.
    async fn sweep_unfinished(&self, before: Timestamp) -> Result<u64> {
        let Some(folder) = &self.folder else { return Ok(0) };
        let folder = folder.join(ARRIVING);
        let failed = |e: std::io::Error| Error::unavailable(format!("unfinished uploads: {e}"));
        let mut entries = match tokio::fs::read_dir(&folder).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(failed(error)),
        };
        let mut removed = 0;
        while let Some(entry) = entries.next_entry().await.map_err(failed)? {
            let Ok(meta) = entry.metadata().await else { continue };
            if meta.is_file() && modified(&meta) < before.0 && tokio::fs::remove_file(entry.path()).await.is_ok() {
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Makes the folder with all its shelves. A shelf that one upload makes is durable when that upload has synced it;
/// another upload could be confirmed on it before.
fn make_shelves(folder: &Path) -> std::io::Result<()> {
    ::store::folder::make(folder)?;
    let shelves = (0..=u8::MAX).map(|number| format!("{number:02x}"));
    for shelf in shelves.chain([ARRIVING.to_owned()]) {
        std::fs::create_dir_all(folder.join(shelf))?;
    }
    ::store::folder::sync(folder)
}

fn modified(meta: &std::fs::Metadata) -> i64 {
    let since = meta.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok()).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// A name as uploads get it: a keyed hash, a dash, a salt, all lowercase hex.
fn is_name(name: &str) -> bool {
    let Some((hash, salt)) = name.split_once('-') else { return false };
    let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    hash.len() == 64 && salt.len() == 8 && is_hex(hash) && is_hex(salt)
}

/// Where a blob stands. Anything that is not a name of ours does not exist.
fn location(name: &str) -> Result<Location> {
    if !is_name(name) {
        return Err(Error::not_found());
    }
    let shelf = name.get(..2).unwrap_or_default();
    Ok(Location::from(format!("{shelf}/{name}")))
}

fn unavailable(error: &object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::not_found(),
        other => Error::unavailable(format!("the store of uploads: {other}")),
    }
}
