//! Verifying the audit log against reading the same rows and events from the file without computing anything.

use std::path::Path;

use anyhow::{Result, ensure};
use kernel::id::Uuid;
use rusqlite::{Connection, params_from_iter};
use store::chain::{ChainHead, statements_of};
use store::{AuditDraft, Engine, EventDraft, Sealer, Store, WriteSet};

use crate::Bench;
use crate::machine::cpu_here;
use crate::measure::{median, micros_each, now, per_second, ratios};
use crate::report::Row;
use crate::sets::open_file;

/// Rows of the log, each with an event.
const ROWS: usize = 400_000;
/// Rows between two seals.
const SEALED: usize = 40_000;
/// Rows a second and core.
const LEAST: f64 = 200_000.0;

/// A write set as an officer's act leaves it: one audit row, one event.
fn act(n: usize) -> Result<WriteSet> {
    let number = u128::try_from(n)?;
    let id = |kind: u128| Uuid::from_u128((kind << 100) | number);
    let mut set = WriteSet::new(id(1), id(2), testkit::START.plus(i64::try_from(n)?));
    set.audit(AuditDraft {
        actor: id(3),
        unit: Some(id(4)),
        action: "dossiers.forward",
        entity: "dossier",
        entity_id: id(5),
        payload: format!(
            "{{\"changed\":[\"state\",\"step\",\"task\"],\"from\":\"check\",\"number\":{n},\"to\":\"decide\",\"version\":4}}"
        ),
    });
    set.event(EventDraft {
        kind: "dossiers.forwarded.v1",
        entity_id: id(5),
        entity_version: 4,
        payload: format!("{{\"code\":\"000.00.11.H46-241210-{n:06}\",\"queue\":\"{}\"}}", id(6)),
    });
    Ok(set)
}

/// Writes acts past the committer, which would wait for the disk at each batch.
fn fill(file: &Path, from: usize, head: &mut ChainHead) -> Result<()> {
    let connection = Connection::open(file)?;
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 5000; BEGIN")?;
    for n in from..from.saturating_add(SEALED) {
        for (sql, params) in statements_of(act(n)?, Engine::Sqlite, head)? {
            connection.prepare_cached(sql)?.execute(params_from_iter(params.iter()))?;
        }
    }
    connection.execute_batch("COMMIT")?;
    Ok(())
}

/// Steps over all rows and events and looks at every column.
fn read(file: &Path) -> Result<usize> {
    let connection = Connection::open(file)?;
    let mut bytes = 0_usize;
    for (sql, columns) in [
        ("SELECT * FROM event ORDER BY chain_id, seq, ord", 9_usize),
        ("SELECT * FROM audit ORDER BY chain_id, seq", 13),
    ] {
        let mut stmt = connection.prepare(sql)?;
        let mut rows = stmt.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                let value = row.get_ref(column)?.as_bytes_or_null();
                bytes = bytes.saturating_add(value.map_or(8, |bytes| bytes.map_or(0, <[u8]>::len)));
            }
        }
    }
    Ok(bytes)
}

async fn filled(file: &Path, store: &Store) -> Result<()> {
    let sealer = Sealer::new(&[7; 32], Vec::new())?;
    let chain: Vec<u8> = Connection::open(file)?.query_row("SELECT chain_id FROM chain", [], |row| row.get(0))?;
    let mut head = ChainHead { chain: Uuid::from_slice(&chain)?, seq: 0, hash: [0; 32] };
    for from in (0..ROWS).step_by(SEALED) {
        fill(file, from, &mut head)?;
        store.seal(testkit::START.plus(i64::try_from(from)?), &sealer).await?;
    }
    Ok(())
}

/// Rounds of verifying and plain reading.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    let file = folder.path().join("audit.db");
    let store = bench.tokio.block_on(open_file(folder.path(), "audit.db"))?;
    bench.tokio.block_on(filled(&file, &store))?;
    let (mut rates, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=bench.rounds {
        let (cpu, started) = (cpu_here()?, now());
        let verdict = bench.tokio.block_on(store.verify(|_, _| {}))?;
        rates.push(per_second(ROWS, started.elapsed()));
        ours.push(micros_each(cpu_here()?.saturating_sub(cpu), ROWS));
        ensure!(verdict.faults.is_empty(), "the log does not verify: {:?}", verdict.faults.first());
        ensure!(verdict.rows == u64::try_from(ROWS)?, "{} rows were verified", verdict.rows);
        let cpu = cpu_here()?;
        ensure!(read(&file)? > 0, "nothing was read");
        theirs.push(micros_each(cpu_here()?.saturating_sub(cpu), ROWS));
        eprintln!("  round {round} of {}", bench.rounds);
    }
    // One core: what the processor time of one row comes to, whatever thread it was spent on.
    let of_one_core = 1e6 / median(&ours).max(1e-9);
    let measured = format!(
        "{of_one_core:.0} rows/s of processor time, {:.0} by the clock; {} × ({:.2} : {:.2} µs a row); {ROWS} rows, each \
         with an event, {} seals",
        median(&rates),
        ratios(&ours, &theirs).text(1),
        median(&ours),
        median(&theirs),
        ROWS / SEALED,
    );
    let name = "audit: verifying on one core on SQLite, against reading the same rows and events";
    Ok(vec![Row::new(name, measured, "≥ 200 000 rows/s", Some(of_one_core.min(median(&rates)) >= LEAST))])
}
