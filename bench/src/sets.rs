//! Write sets of new dossiers, and how many tasks commit them.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use kernel::id::Uuid;
use kernel::rng::SequenceRng;
use runtime::{Actor, Decide, SystemClock};
use store::vault::{KEY_LEN, Vault};
use store::{Migration, Options, Place, Store, StoreError, WriteSet};
use tokio::task::JoinSet;

use crate::measure::{count, now};

/// Citizens who file.
const ACCOUNTS: u64 = 10_000;

/// Makes write sets by number: the same number, the same rows.
pub(crate) struct Maker {
    vault: Vault,
    rng: SequenceRng,
}

impl Maker {
    /// A maker with a vault of its own.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self { vault: Vault::new(&[7; KEY_LEN])?, rng: SequenceRng::new(11) })
    }

    fn make(
        &self,
        numbers: Range<u64>,
        purpose: u64,
        one: fn(&Decide<'_>, u64) -> kernel::Result<WriteSet>,
    ) -> Result<Vec<WriteSet>> {
        let mut sets = Vec::new();
        for n in numbers {
            let account = Uuid::from_u128(0x00ac_0000_0000_7000_8000_0000_0000_0000 | u128::from(n % ACCOUNTS));
            let actor = Actor::citizen(account, "Nguyễn Văn Mẫu");
            let at = testkit::START.plus(i64::try_from(n)?.saturating_mul(50_000));
            let command = kernel::id::new(at, &SequenceRng::new(n.wrapping_mul(31).wrapping_add(purpose)));
            let cx = Decide { actor: &actor, now: at, wall: at, rng: &self.rng, vault: &self.vault, command };
            sets.push(one(&cx, n)?);
        }
        Ok(sets)
    }

    /// The drafts that are submitted later.
    pub(crate) fn drafts(&self, numbers: Range<u64>) -> Result<Vec<WriteSet>> {
        self.make(numbers, 1, dossiers::sample_write::draft_write_set)
    }

    /// The submissions, passed on to the next step.
    pub(crate) fn advances(&self, numbers: Range<u64>) -> Result<Vec<WriteSet>> {
        self.make(numbers, 3, dossiers::sample_write::advance_write_set)
    }

    /// The submissions.
    pub(crate) fn creates(&self, numbers: Range<u64>) -> Result<Vec<WriteSet>> {
        self.make(numbers, 2, dossiers::sample_write::create_write_set)
    }
}

/// The tables that a submission writes to.
pub(crate) fn migrations() -> Vec<Migration> {
    [store::migrate::MIGRATIONS, dossiers::MIGRATIONS].concat()
}

/// Opens a store with these tables.
pub(crate) async fn open(place: &Place, migrations: &[Migration]) -> Result<Store> {
    let rng = Arc::new(runtime::SystemRng);
    let options = Options { clock: Arc::new(SystemClock), rng, node: "bench".into() };
    Ok(Store::open(place, migrations, options).await?)
}

/// A store in a file of a folder.
pub(crate) async fn open_file(folder: &Path, name: &str) -> Result<Store> {
    open(&Place::Sqlite(folder.join(name)), &migrations()).await
}

/// What came of a round.
pub(crate) struct Committed {
    /// How long it took.
    pub(crate) took: Duration,
    /// Write sets per commit, on average over the commits.
    pub(crate) batch: f64,
    /// Write sets in the largest commit.
    pub(crate) largest: usize,
}

/// Commits the sets by so many tasks, each of which waits for its commit before the next.
pub(crate) async fn commit_all(store: &Store, sets: Vec<WriteSet>, tasks: usize) -> Result<Committed> {
    let mut shares: Vec<Vec<WriteSet>> = std::iter::repeat_with(Vec::new).take(tasks.max(1)).collect();
    let all = sets.len();
    for (index, set) in sets.into_iter().enumerate() {
        if let Some(share) = shares.get_mut(index % tasks.max(1)) {
            share.push(set);
        }
    }
    let started = now();
    let mut running = JoinSet::new();
    for share in shares {
        let store = store.clone();
        running.spawn(async move {
            let mut batches = Vec::with_capacity(share.len());
            for set in share {
                batches.push(store.commit(set).await?.batch);
            }
            Ok::<_, StoreError>(batches)
        });
    }
    let mut batches: Vec<usize> = Vec::with_capacity(all);
    while let Some(ended) = running.join_next().await {
        batches.extend(ended??);
    }
    let took = started.elapsed();
    // Each of a batch of n tells n, so that n of them make one commit.
    let commits: f64 = batches.iter().map(|batch| 1.0 / count(*batch)).sum();
    let batch = count(all) / commits.max(1e-9);
    Ok(Committed { took, batch, largest: batches.iter().copied().max().unwrap_or(0) })
}
