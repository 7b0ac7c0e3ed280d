//! The real write set of a new dossier through the store, against the same statements on one raw connection with 64 of
//! them per commit. Both wait for the disk at every commit.

use std::ops::Range;
use std::path::Path;

use anyhow::{Context as _, Result};
use rusqlite::{Connection, params_from_iter};
use store::chain::{ChainHead, statements_of};
use store::{Engine, Params, Store, WriteSet};
use uuid::Uuid;

use crate::Bench;
use crate::machine::cpu_here;
use crate::measure::{Spread, median, micros_each, now, per_second, ratios};
use crate::report::Row;
use crate::sets::{Committed, Maker, commit_all, migrations, open_file};

/// Dossiers of one round.
const OPS: usize = 6_400;
/// Write sets in one COMMIT of the raw side.
pub(crate) const RAW_BATCH: usize = 64;

/// Statements of one write set with their values.
pub(crate) type Lowered = Vec<(&'static str, Params)>;

/// One raw connection with the store's own settings.
pub(crate) struct Raw {
    connection: Connection,
    pub(crate) head: ChainHead,
}

impl Raw {
    /// Opens a new file with the tables of a submission.
    pub(crate) fn open(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA busy_timeout = 5000; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;
             PRAGMA mmap_size = 268435456; PRAGMA journal_size_limit = 67108864;",
        )?;
        connection.set_prepared_statement_cache_capacity(512);
        for migration in migrations() {
            let text = store::migrate::to_dialect(migration.sql, Engine::Sqlite);
            connection.execute_batch(&text).with_context(|| format!("the tables of {}", migration.module))?;
        }
        Ok(Self { connection, head: ChainHead { chain: Uuid::from_u128(1), seq: 0, hash: [0; 32] } })
    }

    fn lowered(&mut self, sets: Vec<WriteSet>) -> Result<Vec<Lowered>> {
        let mut all = Vec::with_capacity(sets.len());
        for set in sets {
            all.push(statements_of(set, Engine::Sqlite, &mut self.head)?);
        }
        Ok(all)
    }

    fn say(&self, word: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(word)?.execute([]).map(|_| ())
    }

    /// Commits [`RAW_BATCH`] of the write sets at a time.
    pub(crate) fn commit(&self, sets: &[Lowered]) -> rusqlite::Result<()> {
        for batch in sets.chunks(RAW_BATCH) {
            self.say("BEGIN IMMEDIATE")?;
            for (sql, params) in batch.iter().flatten() {
                self.connection.prepare_cached(sql)?.execute(params_from_iter(params.iter()))?;
            }
            self.say("COMMIT")?;
        }
        Ok(())
    }
}

#[cfg(test)]
impl Raw {
    /// Rows of a table.
    pub(crate) fn count(&self, table: &str) -> rusqlite::Result<i64> {
        self.connection.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0))
    }
}

/// What one side did in the rounds.
#[derive(Default)]
struct Side {
    rates: Vec<f64>,
    cpu: Vec<f64>,
    batches: Vec<f64>,
    largest: usize,
}

/// Both databases and what fills them.
struct Pair {
    maker: Maker,
    store: Store,
    raw: Raw,
    next: u64,
}

impl Pair {
    fn numbers(&mut self) -> Result<Range<u64>> {
        let from = self.next;
        self.next = from.saturating_add(u64::try_from(OPS)?);
        Ok(from..self.next)
    }

    /// One round of both sides on the same dossiers.
    fn round(&mut self, bench: &Bench, tasks: usize, ours: &mut Side, theirs: &mut Side) -> Result<()> {
        let numbers = self.numbers()?;
        bench.tokio.block_on(commit_all(&self.store, self.maker.drafts(numbers.clone())?, 256))?;
        let sets = self.maker.creates(numbers.clone())?;
        let before = cpu_here()?;
        let done: Committed = bench.tokio.block_on(commit_all(&self.store, sets, tasks))?;
        ours.cpu.push(micros_each(cpu_here()?.saturating_sub(before), OPS));
        ours.rates.push(per_second(OPS, done.took));
        ours.batches.push(done.batch);
        ours.largest = ours.largest.max(done.largest);

        let drafts = self.raw.lowered(self.maker.drafts(numbers.clone())?)?;
        self.raw.commit(&drafts)?;
        drop(drafts);
        let sets = self.raw.lowered(self.maker.creates(numbers)?)?;
        let before = cpu_here()?;
        let started = now();
        self.raw.commit(&sets)?;
        let took = started.elapsed();
        theirs.cpu.push(micros_each(cpu_here()?.saturating_sub(before), OPS));
        theirs.rates.push(per_second(OPS, took));
        Ok(())
    }
}

/// Rounds of 64 tasks, raw, 256 tasks, raw.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    let store = bench.tokio.block_on(open_file(folder.path(), "store.db"))?;
    let raw = Raw::open(&folder.path().join("raw.db"))?;
    let mut pair = Pair { maker: Maker::new()?, store, raw, next: 0 };
    let (mut few, mut many) = (Side::default(), Side::default());
    let (mut beside_few, mut beside_many) = (Side::default(), Side::default());
    // Once without counting: files grow, statements are prepared.
    pair.round(bench, 64, &mut Side::default(), &mut Side::default())?;
    for round in 1..=bench.rounds {
        pair.round(bench, 64, &mut few, &mut beside_few)?;
        pair.round(bench, 256, &mut many, &mut beside_many)?;
        eprintln!("  round {round} of {}", bench.rounds);
    }
    Ok(vec![row(64, &few, &beside_few, "≥ 0.55", 0.55), row(256, &many, &beside_many, "≥ 0.7", 0.7)])
}

fn row(tasks: usize, ours: &Side, theirs: &Side, bar: &'static str, least: f64) -> Row {
    let ratio: Spread = ratios(&ours.rates, &theirs.rates);
    let measured = format!(
        "{} ×; {:.0} : {:.0} dossiers/s; {:.0} per commit on average, {} at most; CPU {:.0} : {:.0} µs each",
        ratio.text(2),
        median(&ours.rates),
        median(&theirs.rates),
        median(&ours.batches),
        ours.largest,
        median(&ours.cpu),
        median(&theirs.cpu),
    );
    let name = format!("store: new dossier on SQLite FULL, {tasks} tasks, against raw rusqlite with 64 per commit");
    Row::new(name, measured, bar, Some(ratio.median >= least))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_leave_the_same_rows() {
        let folder = tempfile::tempdir().unwrap();
        let tokio = testkit::tokio();
        let maker = Maker::new().unwrap();
        let store = tokio.block_on(open_file(folder.path(), "store.db")).unwrap();
        let mut raw = Raw::open(&folder.path().join("raw.db")).unwrap();
        for sets in [Maker::drafts, Maker::creates] {
            tokio.block_on(commit_all(&store, sets(&maker, 0..20).unwrap(), 4)).unwrap();
            let lowered = raw.lowered(sets(&maker, 0..20).unwrap()).unwrap();
            raw.commit(&lowered).unwrap();
        }
        let other = Connection::open(folder.path().join("store.db")).unwrap();
        for table in
            ["dossier", "dossier_person", "dossier_lookup", "task", "audit", "event", "figure_delta", "job", "draft"]
        {
            let rows: i64 = other.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap();
            assert_eq!(rows, raw.count(table).unwrap(), "{table}");
        }
        let drafts: i64 = other.query_row("SELECT COUNT(*) FROM draft", [], |row| row.get(0)).unwrap();
        assert_eq!(drafts, 0, "a submission takes its draft away");
    }
}
