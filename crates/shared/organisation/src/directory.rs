//! The directory as a service: read once, kept in memory, read again when it changed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use kernel::{Result, Timestamp};
use store::Store;

use crate::snapshot::Snapshot;
use crate::store::{Rows, edition, rows};

/// The units, in memory. Asking is cheap.
pub struct Directory(RwLock<State>);

struct State {
    edition: i64,
    rows: Rows,
    /// The directory between two instants at which it changes, by the first of them; built when it is first asked for.
    spans: BTreeMap<i64, OnceLock<Arc<Snapshot>>>,
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

    /// The directory at an instant of business time: what was written ahead holds from its date on, what ends holds
    /// until then (facts 8.11, 8.15). A past instant gives the directory as it was, for figures of a past period (fact 8.14).
    ///
    /// The clock stays with the asker: runtimes with other clocks share this service.
    pub fn on(&self, at: Timestamp) -> Arc<Snapshot> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).on(at)
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
        let spans = turns(&rows).map(|turn| (turn, OnceLock::new())).collect();
        Ok(Self { edition, rows, spans })
    }

    fn on(&self, at: Timestamp) -> Arc<Snapshot> {
        let build = || Arc::new(Snapshot::build(&self.rows, at));
        let span = self.spans.range(..=at.0).next_back();
        span.map_or_else(build, |(_, snapshot)| Arc::clone(snapshot.get_or_init(build)))
    }
}

/// The instants at which the directory changes, after the beginning of time; some stand there more than once.
fn turns(rows: &Rows) -> impl Iterator<Item = i64> {
    let units = rows.versions.iter().map(|unit| (unit.valid_from, unit.valid_to));
    let services = rows.services.iter().map(|service| (service.valid_from, service.valid_to));
    let spans = units.chain(services).flat_map(|(from, to)| [Some(from), to]).flatten();
    let successions = rows.successions.iter().map(|succession| succession.at);
    std::iter::once(i64::MIN).chain(spans).chain(successions)
}
