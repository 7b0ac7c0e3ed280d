//! The same write set on PostgreSQL: the store's lanes with 64 tasks, against pgbench with 16 clients.

use anyhow::{Context as _, Result};
use store::chain::{ChainHead, statements_of};
use store::{Engine, Place};
use tokio_postgres::NoTls;
use uuid::Uuid;

use crate::Bench;
use crate::measure::{median, per_second, ratios};
use crate::pgbench::{self, with_database};
use crate::report::Row;
use crate::sets::{Maker, commit_all, migrations, open};

/// Dossiers of one round of the store.
const OPS: usize = 6_400;
/// Seconds of one round of pgbench.
const SECONDS: u64 = 4;
const OURS: &str = "nhatle_bench_store";
const THEIRS: &str = "nhatle_bench_pgbench";

/// Rounds of the store and pgbench in turns, on two databases of one server.
pub(crate) fn run(bench: &Bench) -> Result<Vec<Row>> {
    let address = bench.postgres.as_deref();
    let address =
        address.context("no PostgreSQL: run `cargo xtask bench`, which starts one that waits for its disk")?;
    for name in [OURS, THEIRS] {
        bench.tokio.block_on(fresh(address, name))?;
    }
    let result = measure(bench, address);
    for name in [OURS, THEIRS] {
        bench.tokio.block_on(tell(address, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))?;
    }
    result
}

fn measure(bench: &Bench, address: &str) -> Result<Vec<Row>> {
    let folder = bench.folder()?;
    let place = |name: &str| Place::Postgres(with_database(address, name));
    let store = bench.tokio.block_on(open(&place(OURS), &migrations()))?;
    // Opening makes the tables; the other side works without the store.
    drop(bench.tokio.block_on(open(&place(THEIRS), &migrations()))?);
    let maker = Maker::new()?;
    let file = folder.path().join("create.sql");
    std::fs::write(&file, script(&maker)?)?;
    let theirs_at = with_database(address, THEIRS);
    let (mut ours, mut theirs, mut batches) = (Vec::new(), Vec::new(), Vec::new());
    let mut from = 0;
    // Round 0 does not count: files grow, statements are prepared.
    for round in 0..=bench.rounds {
        let to = from + u64::try_from(OPS)?;
        bench.tokio.block_on(commit_all(&store, maker.drafts(from..to)?, 64))?;
        let done = bench.tokio.block_on(commit_all(&store, maker.creates(from..to)?, 64))?;
        let rate = pgbench::run(bench.postgres_programs.as_deref(), &theirs_at, &file, round, SECONDS)?;
        from = to;
        if round > 0 {
            ours.push(per_second(OPS, done.took));
            batches.push(done.batch);
            theirs.push(rate);
            eprintln!("  round {round} of {}", bench.rounds);
        }
    }
    let ratio = ratios(&ours, &theirs);
    let measured = format!(
        "{} ×; {:.0} : {:.0} dossiers/s; {:.0} per commit on average",
        ratio.text(2),
        median(&ours),
        median(&theirs),
        median(&batches)
    );
    let name = "store: new dossier on PostgreSQL, 64 tasks, against pgbench -M prepared, 16 clients";
    Ok(vec![Row::new(name, measured, "≥ 1.5", Some(ratio.median >= 1.5))])
}

fn script(maker: &Maker) -> Result<String> {
    let mut lowered = Vec::new();
    for (index, set) in (1..).zip(maker.creates(0..2)?) {
        // Another chain for each, so that every transaction of pgbench begins one of its own.
        let mut head = ChainHead { chain: Uuid::from_u128(index), seq: 0, hash: [0; 32] };
        lowered.push(statements_of(set, Engine::Postgres, &mut head)?);
    }
    let [first, second] = lowered.as_slice() else { anyhow::bail!("two write sets were asked for") };
    pgbench::script(first, second)
}

async fn fresh(address: &str, name: &str) -> Result<()> {
    tell(address, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    tell(address, &format!("CREATE DATABASE {name}")).await
}

/// One sentence to the server.
async fn tell(address: &str, sql: &str) -> Result<()> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.context("PostgreSQL does not answer")?;
    tokio::select! {
        result = client.batch_execute(sql) => result.with_context(|| sql.to_owned()),
        ended = connection => {
            ended?;
            anyhow::bail!("{sql}: the connection ended")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_keeps_apart_what_two_dossiers_must_not_share() {
        let script = script(&Maker::new().unwrap()).unwrap();
        for table in ["dossier ", "dossier_person ", "task ", "dossier_history ", "audit ", "event ", "job "] {
            let line = script.lines().find(|line| line.starts_with(&format!("INSERT INTO {table}")));
            let at = script.find(&format!("INSERT INTO {table}")).unwrap();
            let statement = script.get(at..).unwrap().split(";\n").next().unwrap();
            assert!(line.is_some() && statement.contains(":id"), "{table}: {statement}");
        }
        assert!(!script.contains('$'), "every value was filled in");
    }
}
