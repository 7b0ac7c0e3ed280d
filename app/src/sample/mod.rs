//! The sample province: units, procedures, accounts and one year of dossiers, all made by the same commands as real ones,
//! on clocks that run through the year.

mod accounts;
mod life;
mod people;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use kernel::Timestamp;
use kernel::rng::{Rng, SequenceRng};
use kernel::time::{Clock, Clocks, DAY, ManualClock};
use runtime::{Actor, Runtime, SystemClock};
use serde_json::json;
use store::Store;
use uuid::Uuid;

use crate::config::Config;
use crate::house::{Opened, sample_start};

/// Password of every sample account.
pub(crate) const PASSWORD: &str = "mau-nhat-le-2024";

/// Accounts that are named at the start.
pub(crate) const ACCOUNTS: &[(&str, &str)] = &[
    ("044085000017", "citizen Nguyễn Văn Mẫu"),
    ("reception.450.mot-cua", "receiving officer of Đồng Hới city"),
    ("handler.450.phong-quan-ly-do-thi", "handling officer, urban division of Đồng Hới city"),
    ("approver.450", "approver of Đồng Hới city"),
    ("leader.44", "leader of the province"),
    ("operator.44", "operator"),
    ("inspector.44", "inspector of the audit log"),
];

/// Dossiers that are made at the same time.
const TASKS: usize = 48;

const MARK: Uuid = Uuid::from_u128(0x5a4d_504c_4500_8000_8000_0000_0000_0001);
const ACTION: &str = "sample.loaded";
const BEGUN: &str = "sample.begun";

/// When the sample was loaded, in wall time; none when it was not.
pub(crate) async fn loaded_at(store: &Store) -> Result<Option<Timestamp>> {
    let Some(payload) = store.last_mark(MARK, ACTION).await? else { return Ok(None) };
    let mark: serde_json::Value = serde_json::from_str(&payload)?;
    Ok(mark.get("wall").and_then(serde_json::Value::as_i64).map(Timestamp))
}

/// Loads the sample province into a new database.
pub(crate) async fn load(opened: &Opened, config: &Config) -> Result<()> {
    mark(&opened.runtime, BEGUN).await?;
    let year_ago = sample_start().plus(-366 * DAY);
    println!("Loading the sample province …");
    let (runtime, _) = runtime_at(opened, year_ago, 1);
    let (units, departments) = organisation::sample_units();
    let report = organisation::import_units(&runtime, units, departments, year_ago).await?;
    println!("  {} units", report.added);
    let report = procedures::import_procedures(&runtime, procedures::CSV, &opened.data, year_ago).await?;
    println!("  {} procedures, {} rows not used", report.added, report.quarantined.len());
    let catalogue = runtime.services().get::<procedures::Catalogue>()?;
    catalogue.reload(runtime.store()).await?;
    let people = Arc::new(people::People::new()?);
    let staff = Arc::new(accounts::open(&runtime, &people, year_ago).await?);
    println!("  {} officers, {} citizens with accounts", staff.officers(), staff.citizens.len());
    lives(opened, config.sample_dossiers, &people, &staff).await?;
    runtime.store().drop_jobs("dossiers.tell").await?;
    runtime.store().drop_jobs("dossiers.scan").await?;
    runtime.store().drop_jobs("payments.gateway-notify").await?;
    runtime.store().drop_jobs("payments.settled").await?;
    runtime.store().fold_figures().await?;
    mark(&runtime, ACTION).await
}

/// Whether a load was begun, ended or not.
pub(crate) async fn is_begun(store: &Store) -> Result<bool> {
    Ok(store.last_mark(MARK, BEGUN).await?.is_some())
}

async fn mark(runtime: &Runtime, action: &'static str) -> Result<()> {
    let actor = Actor::system();
    let cx = runtime.decide_context(&actor);
    let mut set = cx.write(Uuid::nil());
    set.audit(cx.audit(action, "sample", MARK, &json!({ "wall": SystemClock.now().0 })));
    runtime.store().commit(set).await.context("the sample could not be marked as loaded")?;
    Ok(())
}

/// A runtime on the same database whose business clock stands where it is put.
pub(crate) fn runtime_at(opened: &Opened, now: Timestamp, seed: u64) -> (Runtime, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(now));
    let clocks = Clocks { business: clock.clone(), wall: Arc::new(SystemClock) };
    let rng: Arc<dyn Rng> = Arc::new(SequenceRng::new(seed));
    (opened.runtime.with_clocks(clocks, rng), clock)
}

/// Every dossier lives through its own year on its own clock; many at once, so that they share commits.
async fn lives(opened: &Opened, count: u32, people: &Arc<people::People>, staff: &Arc<accounts::Staff>) -> Result<()> {
    let total = usize::try_from(count)?;
    let next = Arc::new(AtomicUsize::new(0));
    let paper = life::sample_paper(&opened.runtime).await?;
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS.min(total) {
        let (runtime, clock) = runtime_at(opened, sample_start(), 1_000 + u64::try_from(task)?);
        let (next, people, staff, paper) = (next.clone(), people.clone(), staff.clone(), paper.clone());
        tasks.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= total {
                    return Ok::<(), anyhow::Error>(());
                }
                let life = life::Life::new(&runtime, &clock, &people, &staff, &paper, u64::try_from(number)?);
                life.run().await.with_context(|| format!("sample dossier {number}"))?;
            }
        });
    }
    let mut watch = tokio::time::interval(Duration::from_secs(2));
    watch.tick().await;
    loop {
        tokio::select! {
            ended = tasks.join_next() => match ended {
                Some(result) => result.context("a sample task broke")??,
                None => break,
            },
            _ = watch.tick() => {
                let done = next.load(Ordering::Relaxed).min(total);
                println!("  {done} of {total} dossiers ({} %)", done * 100 / total.max(1));
            }
        }
    }
    println!("  {total} dossiers");
    Ok(())
}
