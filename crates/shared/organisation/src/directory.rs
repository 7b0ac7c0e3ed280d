//! The directory as a service: read once, kept in memory, read again when it changed.

use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Result, Timestamp};
use store::Store;

use crate::snapshot::Snapshot;
use crate::store::{Rows, edition, rows};

/// The units, in memory. Asking is cheap.
pub struct Directory(RwLock<State>);

struct State {
    edition: i64,
    rows: Rows,
    snapshot: Arc<Snapshot>,
}

/// The directory of a store, ready to be registered as a service.
pub async fn load(store: &Store) -> Result<Arc<Directory>> {
    Ok(Arc::new(Directory::load(store).await?))
}

impl Directory {
    /// Reads the directory; an empty store gives an empty one.
    pub async fn load(store: &Store) -> Result<Self> {
        Ok(Self(RwLock::new(State::read(store).await?)))
    }

    /// The directory at its present end: every unit without an end.
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).snapshot)
    }

    /// The directory as it was at an instant, for figures of a past period (fact 8.14). Built each time.
    pub fn at(&self, at: Timestamp) -> Snapshot {
        Snapshot::build(&self.0.read().unwrap_or_else(PoisonError::into_inner).rows, Some(at))
    }

    /// Reads the directory again.
    pub async fn reload(&self, store: &Store) -> Result<()> {
        let state = State::read(store).await?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = state;
        Ok(())
    }

    /// Reads the directory again when another node changed it; says whether it did.
    pub async fn refresh(&self, store: &Store) -> Result<bool> {
        let stored = edition(store).await?;
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).edition;
        if stored == known {
            return Ok(false);
        }
        self.reload(store).await?;
        Ok(true)
    }
}

impl State {
    async fn read(store: &Store) -> Result<Self> {
        // The edition comes first: a change in between makes the next refresh read again, not miss it.
        let edition = edition(store).await?;
        let rows = rows(store).await?;
        let snapshot = Arc::new(Snapshot::build(&rows, None));
        Ok(Self { edition, rows, snapshot })
    }
}
