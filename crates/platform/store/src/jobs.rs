//! Jobs: rows with a lease. A job runs at least once; a crash frees it when its lease ends.

use kernel::Timestamp;
use uuid::Uuid;

use crate::error::StoreError;
use crate::row::Row;
use crate::sql;
use crate::store::Store;
use crate::write_set::WriteSet;

/// A job that was claimed.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// What makes it one of its kind.
    pub key: String,
    /// JSON for the handler.
    pub payload: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

/// A job that nobody could do.
#[derive(Clone, Debug)]
pub struct FailedJob {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// What makes it one of its kind.
    pub key: String,
    /// How often it was tried.
    pub attempts: i64,
    /// The last error, without personal values.
    pub error: String,
    /// When it was made.
    pub created_at: Timestamp,
}

fn failed(row: &Row<'_>) -> Result<FailedJob, StoreError> {
    Ok(FailedJob {
        id: row.get(0)?,
        kind: row.get(1)?,
        key: row.get(2)?,
        attempts: row.get(3)?,
        error: row.get(4)?,
        created_at: row.time(5)?,
    })
}

/// Lets a job that stopped be tried again from `at` (wall time) on, with all its tries before it. A job that has not
/// stopped is a version conflict of the write set.
pub fn retry(set: &mut WriteSet, id: Uuid, at: Timestamp) {
    let stmt = sql!(
        "UPDATE job SET state = 'waiting', run_at = $2, lease_until = 0, attempts = 0
         WHERE job_id = $1 AND state = 'failed'"
    );
    set.one(stmt, crate::params![id, at]);
}

impl Store {
    /// Claims up to `limit` jobs that are due, until `now + lease` microseconds.
    pub async fn claim_jobs(&self, now: Timestamp, lease: i64, limit: i64) -> Result<Vec<Job>, StoreError> {
        self.claim(
            sql!(
                "UPDATE job SET lease_until = $2, attempts = attempts + 1
                 WHERE job_id IN (SELECT job_id FROM job WHERE state = 'waiting' AND run_at <= $1 AND lease_until <= $1
                                  ORDER BY run_at LIMIT $3 {lock})
                 RETURNING job_id, kind, job_key, payload, attempts"
            ),
            crate::params![now, now.plus(lease), limit],
            |row| {
                Ok(Job {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    key: row.get(2)?,
                    payload: row.get(3)?,
                    attempts: row.get(4)?,
                })
            },
        )
        .await
    }

    /// The jobs are done; their rows go.
    pub async fn finish_jobs(&self, ids: impl Iterator<Item = Uuid>) -> Result<(), StoreError> {
        let stmts: Vec<_> = ids.map(|id| (sql!("DELETE FROM job WHERE job_id = $1"), crate::params![id])).collect();
        if stmts.is_empty() { Ok(()) } else { self.maintain(stmts).await.map(|_| ()) }
    }

    /// The job failed: try again at `again`, or stop and show it to the operator.
    pub async fn fail_job(&self, id: Uuid, again: Option<Timestamp>, error: String) -> Result<(), StoreError> {
        let stmt = match again {
            Some(at) => (
                sql!("UPDATE job SET run_at = $2, lease_until = 0, last_error = $3 WHERE job_id = $1"),
                crate::params![id, at, error],
            ),
            None => {
                (sql!("UPDATE job SET state = 'failed', last_error = $2 WHERE job_id = $1"), crate::params![id, error])
            }
        };
        self.maintain(vec![stmt]).await.map(|_| ())
    }

    /// Jobs that stopped after too many tries, newest first.
    pub async fn failed_jobs(&self, limit: i64) -> Result<Vec<FailedJob>, StoreError> {
        self.all(
            sql!(
                "SELECT job_id, kind, job_key, attempts, last_error, created_at FROM job WHERE state = 'failed'
                 ORDER BY created_at DESC LIMIT $1"
            ),
            crate::params![limit],
            failed,
        )
        .await
    }

    /// One job that stopped after too many tries; none when there is no such job, or it is tried again.
    pub async fn failed_job(&self, id: Uuid) -> Result<Option<FailedJob>, StoreError> {
        let stmt = sql!(
            "SELECT job_id, kind, job_key, attempts, last_error, created_at FROM job
             WHERE job_id = $1 AND state = 'failed'"
        );
        self.opt(stmt, crate::params![id], failed).await
    }

    /// Drops the waiting jobs of a kind: the sample province tells nobody of a year that never was.
    pub async fn drop_jobs(&self, kind: &str) -> Result<(), StoreError> {
        let stmt = sql!("DELETE FROM job WHERE kind = $1 AND state = 'waiting'");
        self.maintain(vec![(stmt, crate::params![kind.to_owned()])]).await.map(|_| ())
    }

    /// How many jobs wait and how many have failed for good.
    pub async fn job_counts(&self) -> Result<(i64, i64), StoreError> {
        let counts = self.opt(
            sql!("SELECT COUNT(*) FILTER (WHERE state = 'waiting'), COUNT(*) FILTER (WHERE state = 'failed') FROM job"),
            Vec::new(),
            |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
        );
        Ok(counts.await?.unwrap_or_default())
    }
}
