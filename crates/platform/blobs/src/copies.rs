//! Copies for backups: blobs as they lie, sealed. A name stands for one content for ever, so what was copied once stays
//! right.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ::store::Store;
use ::store::hashed::{Hashed, Hasher};
use futures::StreamExt;
use kernel::{Error, Result};
use object_store::GetOptions;
use tokio::io::AsyncWriteExt as _;

use crate::{Blobs, is_name, location, unavailable};

/// A blob as the store of uploads lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its sealed size in bytes.
    pub bytes: u64,
}

/// Where a blob stands below the folder of uploads: shelf and name. None for anything that is not a name of ours.
pub fn place_of(name: &str) -> Option<PathBuf> {
    if !is_name(name) {
        return None;
    }
    Some(Path::new(name.get(..2)?).join(name))
}

impl Blobs {
    /// All finished uploads, referred to or not, by name.
    pub async fn list(&self) -> Result<Vec<Listed>> {
        let mut listed = self.store.list(None);
        let mut blobs = Vec::new();
        while let Some(found) = listed.next().await {
            let found = found.map_err(|e| unavailable(&e))?;
            match found.location.filename() {
                Some(name) if is_name(name) => blobs.push(Listed { name: name.to_owned(), bytes: found.size }),
                _ => {}
            }
        }
        blobs.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(blobs)
    }

    /// Copies a blob into a file, which is synced; what stood there is replaced. None when the blob is gone by now:
    /// nothing referred to it any more.
    pub async fn copy_out(&self, name: &str, to: &Path) -> Result<Option<Hashed>> {
        let found = match self.store.get_opts(&location(name)?, GetOptions::default()).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(unavailable(&error)),
        };
        let failed = |e: std::io::Error| Error::unavailable(format!("{}: {e}", to.display()));
        let mut file = tokio::fs::File::create(to).await.map_err(failed)?;
        let mut hasher = Hasher::default();
        let mut pieces = found.into_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|e| unavailable(&e))?;
            hasher.update(&piece);
            file.write_all(&piece).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        Ok(Some(hasher.finish()))
    }

    /// Blobs that the database refers to and that are not there.
    pub async fn missing(&self, store: &Store) -> Result<Vec<String>> {
        let there: BTreeSet<String> = self.list().await?.into_iter().map(|blob| blob.name).collect();
        let mut missing = Vec::new();
        let mut after = String::new();
        loop {
            let names = crate::store::referenced(store, &after).await?;
            let Some(last) = names.last() else { return Ok(missing) };
            after.clone_from(last);
            missing.extend(names.into_iter().filter(|name| !there.contains(name)));
        }
    }
}
