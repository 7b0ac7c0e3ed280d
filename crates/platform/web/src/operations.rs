//! The operator's page: what waits, what has failed, whether the audit chains are sealed.

use kernel::Error;
use runtime::Permission;
use serde::Serialize;

use crate::context::Cx;
use crate::error::Outcome;

/// See how the house itself is doing.
pub const OPERATIONS: Permission = Permission("operations.read");

#[derive(Serialize)]
pub(crate) struct OperationsView {
    pub(crate) waiting: i64,
    pub(crate) failed: i64,
    pub(crate) audit_rows: i64,
    pub(crate) sealed_rows: i64,
    pub(crate) jobs: Vec<FailedJob>,
}

#[derive(Serialize)]
pub(crate) struct FailedJob {
    pub(crate) kind: String,
    pub(crate) key: String,
    pub(crate) attempts: i64,
    pub(crate) error: String,
    pub(crate) created_at: i64,
}

pub(crate) async fn get(cx: Cx) -> Outcome {
    let store = cx.app.runtime().store();
    let (waiting, failed) = store.job_counts().await.map_err(Error::from)?;
    let (audit_rows, sealed_rows) = store.audit_counts().await.map_err(Error::from)?;
    let jobs = store.failed_jobs(50).await.map_err(Error::from)?;
    let jobs = jobs
        .into_iter()
        .map(|job| FailedJob {
            kind: job.kind,
            key: job.key,
            attempts: job.attempts,
            error: job.error,
            created_at: job.created_at.0,
        })
        .collect();
    cx.page("operations.html", OperationsView { waiting, failed, audit_rows, sealed_rows, jobs }).await
}
