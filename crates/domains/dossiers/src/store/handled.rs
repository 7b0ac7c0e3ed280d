//! Closed work of a queue.

use kernel::{Result, Timestamp};
use organisation::UnitId;
use runtime::Reader;
use store::{Row, StoreError, params, sql};
use uuid::Uuid;

use crate::model::{DossierId, State, TaskId, TaskKind};

/// A piece of work that was done, with the sealed name of the applicant.
#[derive(Clone, Debug)]
pub(crate) struct HandledRow {
    pub(crate) task: TaskId,
    pub(crate) dossier: DossierId,
    pub(crate) kind: TaskKind,
    pub(crate) step: String,
    pub(crate) assignee: Option<Uuid>,
    pub(crate) due_at: Timestamp,
    pub(crate) closed_at: Timestamp,
    /// State of the dossier now.
    pub(crate) state: State,
    pub(crate) code: String,
    pub(crate) procedure_version: Uuid,
    pub(crate) receiving: UnitId,
    pub(crate) competent: UnitId,
    pub(crate) continuing: Option<UnitId>,
    pub(crate) subject: Uuid,
    pub(crate) name: Vec<u8>,
    /// The wrapped key; none of a subject that was erased.
    pub(crate) wrapped: Option<Vec<u8>>,
}

fn bad(error: impl std::fmt::Display) -> StoreError {
    StoreError::bug(error.to_string())
}

fn row(row: &Row<'_>) -> Result<HandledRow, StoreError> {
    Ok(HandledRow {
        task: row.id(0)?,
        dossier: row.id(1)?,
        kind: TaskKind::parse(&row.get::<String>(2)?).map_err(bad)?,
        step: row.get(3)?,
        assignee: row.get(4)?,
        due_at: row.time(5)?,
        closed_at: row.time(6)?,
        state: State::of_code(row.get(7)?).map_err(bad)?,
        code: row.get(8)?,
        procedure_version: row.get(9)?,
        receiving: row.id(10)?,
        competent: row.id(11)?,
        continuing: row.opt_id(12)?,
        subject: row.get(13)?,
        name: row.get(14)?,
        wrapped: row.get(15)?,
    })
}

/// The work of a queue that was closed before an instant and id, newest first.
pub(crate) async fn of_queue(
    reader: &Reader<'_>,
    queue: Uuid,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<HandledRow>> {
    // The instant once more as a plain comparison: SQLite seeks by it, where it would walk for a row value.
    let stmt = sql!(
        "SELECT t.task_id, t.dossier_id, t.kind, t.step, t.assignee_id, t.due_at, t.closed_at, d.state,
                COALESCE(d.code, d.reference), d.procedure_version_id, d.receiving_id, d.competent_id, d.continuing_id,
                d.subject_id, p.name, k.wrapped
         FROM task t
         JOIN dossier d ON d.home_id = t.home_id AND d.dossier_id = t.dossier_id
         JOIN dossier_person p ON p.dossier_id = t.dossier_id
         LEFT JOIN subject_key k ON k.subject_id = d.subject_id
         WHERE t.queue_id = $1 AND t.closed_at IS NOT NULL AND t.closed_at <= $2 AND (t.closed_at, t.task_id) < ($2, $3)
         ORDER BY t.closed_at DESC, t.task_id DESC LIMIT $4"
    );
    reader.all(stmt, params![queue, before.0, before.1, limit], row).await
}
