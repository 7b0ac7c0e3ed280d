//! The operator's page: what waits, what has failed and can be tried again, whether the audit chains are sealed, which
//! limits on tries hold.

use futures::future::BoxFuture;
use kernel::time::MINUTE;
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Permission, Reader, Runtime};
use serde::Serialize;
use serde_json::json;
use store::{WriteSet, jobs};
use uuid::Uuid;

use crate::context::Cx;
use crate::error::Outcome;
use crate::form::Form;
use crate::module::LimitInfo;
use crate::path::Path;

/// See how the house itself is doing, and let work that stopped be tried again.
pub const OPERATIONS: Permission = Permission("operations.read");

const PAGE: &str = "/officer/operations";

#[derive(Serialize)]
pub(crate) struct OperationsView {
    pub(crate) waiting: i64,
    pub(crate) failed: i64,
    pub(crate) audit_rows: i64,
    pub(crate) sealed_rows: i64,
    pub(crate) counts: Vec<Counted>,
    pub(crate) jobs: Vec<FailedJob>,
    pub(crate) limits: Vec<LimitRow>,
}

/// Gives a number for the operator's page.
pub type OperatorCount = for<'a> fn(&'a Runtime) -> BoxFuture<'a, Result<i64>>;

/// A service: numbers of other crates for the operator's page, each with the message that names it.
pub struct OperatorCounts(pub Vec<(&'static str, OperatorCount)>);

/// A number of another crate.
#[derive(Serialize)]
pub(crate) struct Counted {
    pub(crate) label: &'static str,
    pub(crate) count: i64,
}

/// The numbers of other crates; none where nobody gives any.
async fn counts(runtime: &Runtime) -> Result<Vec<Counted>> {
    let mut all = Vec::new();
    if let Ok(known) = runtime.services().get::<OperatorCounts>() {
        for &(label, count) in &known.0 {
            all.push(Counted { label, count: count(runtime).await? });
        }
    }
    Ok(all)
}

/// A limit on tries, as it holds.
#[derive(Serialize)]
pub(crate) struct LimitRow {
    pub(crate) label: &'static str,
    /// Its name in the configuration.
    pub(crate) name: &'static str,
    pub(crate) tries: u32,
    pub(crate) minutes: i64,
}

impl LimitRow {
    pub(crate) fn of(info: &LimitInfo) -> Self {
        let LimitInfo { limit, label } = *info;
        Self { label, name: limit.name, tries: limit.tries, minutes: limit.window / MINUTE }
    }
}

#[derive(Serialize)]
pub(crate) struct FailedJob {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) key: String,
    pub(crate) attempts: i64,
    pub(crate) error: String,
    pub(crate) created_at: i64,
}

/// GET /officer/operations
pub(crate) async fn get(cx: Cx) -> Outcome {
    let store = cx.app.runtime().store();
    let (waiting, failed) = store.job_counts().await.map_err(Error::from)?;
    let (audit_rows, sealed_rows) = store.audit_counts().await.map_err(Error::from)?;
    let jobs = store.failed_jobs(50).await.map_err(Error::from)?;
    let jobs = jobs
        .into_iter()
        .map(|job| FailedJob {
            id: job.id.to_string(),
            kind: job.kind,
            key: job.key,
            attempts: job.attempts,
            error: job.error,
            created_at: job.created_at.0,
        })
        .collect();
    let limits = cx.app.0.limits.iter().map(LimitRow::of).collect();
    let counts = counts(cx.app.runtime()).await?;
    let view = OperationsView { waiting, failed, audit_rows, sealed_rows, counts, jobs, limits };
    cx.page("operations.html", view).await
}

/// POST /officer/operations/jobs/{id}/retry
pub(crate) async fn retry(cx: Cx, Path(id): Path<String>, Form(_): Form) -> Outcome {
    let job = Uuid::try_parse(&id).map_err(|_| Error::not_found())?;
    cx.execute(&RetryJob { job }).await?;
    Ok(cx.redirect_saying(PAGE, "web-operations-retried"))
}

/// Lets a job that stopped after too many tries be tried again at once.
pub struct RetryJob {
    /// The job.
    pub job: Uuid,
}

impl Command for RetryJob {
    const NAME: &'static str = "operations.retry-job";
    type State = jobs::FailedJob;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(OPERATIONS)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let found = reader.failed_job(self.job).await?;
        found.ok_or_else(|| Error::conflict("web-operations-gone"))
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let mut set = cx.write(cx.actor.unit.unwrap_or_default());
        jobs::retry(&mut set, self.job, cx.wall);
        let payload = json!({ "kind": state.kind, "key": state.key, "attempts": state.attempts });
        set.audit(cx.audit(Self::NAME, "job", self.job, &payload));
        Ok((set, ()))
    }
}
