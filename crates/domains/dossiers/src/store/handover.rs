//! Rows of `task_handed`: open work that went to another officer. It leaves the version of the dossier alone, so that a
//! form that was opened before is still good after it.

use identity::Passed;
use kernel::{Result, Timestamp};
use organisation::QueueId;
use runtime::Reader;
use store::{WriteSet, params, sql};
use uuid::Uuid;

pub(crate) use super::moves::add_line;
use crate::model::{DossierId, TaskId};

/// A piece of open work that an officer has in person.
#[derive(Clone, Debug)]
pub(crate) struct HeldWork {
    pub(crate) home: Uuid,
    pub(crate) task: TaskId,
    pub(crate) dossier: DossierId,
    pub(crate) queue: QueueId,
    /// Version of the dossier.
    pub(crate) version: i64,
    /// Code of its state.
    pub(crate) state: i64,
    /// Step of the dossier.
    pub(crate) step: String,
    /// The promised end.
    pub(crate) due_at: Option<Timestamp>,
}

/// How much open work an officer has in person.
pub(crate) async fn count(reader: &Reader<'_>, officer: Uuid) -> Result<i64> {
    reader
        .number(sql!("SELECT COUNT(*) FROM task WHERE assignee_id = $1 AND closed_at IS NULL"), params![officer])
        .await
}

/// Open work of an officer, by home; at most `limit`.
pub(crate) async fn work_of(reader: &Reader<'_>, officer: Uuid, limit: i64) -> Result<Vec<HeldWork>> {
    let stmt = sql!(
        "SELECT t.home_id, t.task_id, t.dossier_id, t.queue_id, d.version, t.state, d.step, d.due_at
         FROM task t JOIN dossier d ON d.home_id = t.home_id AND d.dossier_id = t.dossier_id
         WHERE t.assignee_id = $1 AND t.closed_at IS NULL ORDER BY t.home_id, t.task_id LIMIT $2"
    );
    reader
        .all(stmt, params![officer, limit], |row| {
            Ok(HeldWork {
                home: row.get(0)?,
                task: row.id(1)?,
                dossier: row.id(2)?,
                queue: row.id(3)?,
                version: row.get(4)?,
                state: row.get(5)?,
                step: row.get(6)?,
                due_at: row.opt_time(7)?,
            })
        })
        .await
}

/// Gives work to another officer, or to nobody; meets a conflict when it changed hands or was done in between.
pub(crate) fn pass(set: &mut WriteSet, one: &HeldWork, from: Uuid, to: Option<Uuid>) {
    let stmt = sql!(
        "UPDATE task SET assignee_id = $4
         WHERE home_id = $1 AND task_id = $2 AND assignee_id = $3 AND queue_id = $5 AND closed_at IS NULL"
    );
    set.one(stmt, params![one.home, one.task.uuid(), from, to, one.queue.uuid()]);
}

/// Lists a piece of work that went. One that comes back to the officer and goes once more is listed once.
pub(crate) fn note(set: &mut WriteSet, hand_over: Uuid, one: &HeldWork, is_taken: bool) {
    let at = set.at;
    let stmt = sql!(
        "INSERT INTO task_handed (hand_over_id, task_id, dossier_id, home_id, taken, at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (hand_over_id, task_id) DO UPDATE SET taken = $5, at = $6"
    );
    set.one(stmt, params![hand_over, one.task.uuid(), one.dossier.uuid(), one.home, is_taken, at]);
}

/// How much work of a hand-over went to the receiver, and how much back to its desk.
pub(crate) async fn passed(reader: &Reader<'_>, hand_over: Uuid) -> Result<(i64, i64)> {
    let stmt = sql!("SELECT COUNT(*) FROM task_handed WHERE hand_over_id = $1 AND taken = $2");
    let taken = reader.number(stmt, params![hand_over, true]).await?;
    Ok((taken, reader.number(stmt, params![hand_over, false]).await?))
}

/// The work of a hand-over after a task, by task; at most `limit`.
pub(crate) async fn list(reader: &Reader<'_>, hand_over: Uuid, after: Uuid, limit: i64) -> Result<Vec<Passed>> {
    let stmt = sql!(
        "SELECT h.task_id, COALESCE(d.code, d.reference), d.procedure_code, t.due_at, h.taken
         FROM task_handed h
         JOIN task t ON t.home_id = h.home_id AND t.task_id = h.task_id
         JOIN dossier d ON d.home_id = h.home_id AND d.dossier_id = h.dossier_id
         WHERE h.hand_over_id = $1 AND h.task_id > $2 ORDER BY h.task_id LIMIT $3"
    );
    reader
        .all(stmt, params![hand_over, after, limit], |row| {
            Ok(Passed {
                id: row.get(0)?,
                code: row.get(1)?,
                procedure: row.get(2)?,
                due_at: row.get(3)?,
                is_taken: row.flag(4)?,
            })
        })
        .await
}
