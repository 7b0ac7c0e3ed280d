//! Rows of `task` and `opinion`.

use calendar::{Clock, LimitUnit};
use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{Row, StoreError, WriteSet, params, sql};
use uuid::Uuid;

use crate::model::{DossierId, FAR, Opinion, State, Task, TaskId, TaskKind};

fn bad(error: impl std::fmt::Display) -> StoreError {
    StoreError::bug(error.to_string())
}

/// A row in the order of the columns of [`open_of`].
pub(super) fn row(row: &Row<'_>) -> Result<Task, StoreError> {
    let due = row.time(8)?;
    let opened_at = row.time(7)?;
    // A standing clock is marked by its sort key; the dossier knows since when it stands.
    let sort_at: i64 = row.get(12)?;
    let paused_at = if sort_at >= FAR { Some(row.time(13)?) } else { None };
    let unit = LimitUnit::parse(&row.get::<String>(9)?).map_err(bad)?;
    Ok(Task {
        id: row.id(0)?,
        dossier: row.id(1)?,
        kind: TaskKind::parse(&row.get::<String>(2)?).map_err(bad)?,
        step: row.get(3)?,
        queue: row.id(4)?,
        assignee: row.get(5)?,
        state: State::of_code(row.get(6)?).map_err(bad)?,
        opened_at,
        clock: Clock { unit, end: row.time(10)?, due, paused_at },
        soon_at: row.time(11)?,
        closed_at: row.opt_time(14)?,
    })
}

/// The open work of a dossier, oldest first, and the version of the dossier at that moment when there is any.
pub(crate) async fn open_of(reader: &Reader<'_>, id: DossierId) -> Result<(Vec<Task>, Option<i64>)> {
    let stmt = sql!(
        "SELECT t.task_id, t.dossier_id, t.kind, t.step, t.queue_id, t.assignee_id, t.state, t.opened_at, t.due_at,
                t.limit_unit, t.clock_end, t.soon_at, t.sort_at, COALESCE(d.paused_at, t.opened_at), t.closed_at, d.version
         FROM task t JOIN dossier d ON d.home_id = t.home_id AND d.dossier_id = t.dossier_id
         WHERE t.dossier_id = $1 AND t.closed_at IS NULL ORDER BY t.opened_at, t.task_id"
    );
    let rows = reader.all(stmt, params![id.uuid()], |found| Ok((row(found)?, found.get::<i64>(15)?))).await?;
    let version = rows.first().map(|(_, version)| *version);
    Ok((rows.into_iter().map(|(task, _)| task).collect(), version))
}

/// Adds a piece of work.
pub(crate) fn insert(set: &mut WriteSet, task: &Task) {
    let stmt = sql!(
        "INSERT INTO task (home_id, task_id, dossier_id, kind, step, queue_id, assignee_id, state, opened_at, due_at,
                           limit_unit, clock_end, soon_at, sort_at, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    );
    let home = set.home;
    set.one(
        stmt,
        params![
            home,
            task.id.uuid(),
            task.dossier.uuid(),
            task.kind.code(),
            task.step.clone(),
            task.queue.uuid(),
            task.assignee,
            task.state.code(),
            task.opened_at,
            task.clock.due,
            task.clock.unit.code(),
            task.clock.end,
            task.stored_soon_at(),
            task.sort_at(),
            task.closed_at
        ],
    );
}

/// Writes what an act may change of a piece of work, if it still hangs on the queue on which it was found and is still
/// in the hands of whoever `had` it.
pub(crate) fn update(set: &mut WriteSet, task: &Task, had: Option<Uuid>) {
    let stmt = sql!(
        "UPDATE task SET assignee_id = $3, state = $4, due_at = $5, clock_end = $6, soon_at = $7, sort_at = $8,
                         closed_at = $9, limit_unit = $10
         WHERE home_id = $1 AND task_id = $2 AND queue_id = $11 AND COALESCE(assignee_id, task_id) = $12"
    );
    let home = set.home;
    set.one(
        stmt,
        params![
            home,
            task.id.uuid(),
            task.assignee,
            task.state.code(),
            task.clock.due,
            task.clock.end,
            task.stored_soon_at(),
            task.sort_at(),
            task.closed_at,
            task.clock.unit.code(),
            task.queue.uuid(),
            had.unwrap_or(task.id.uuid())
        ],
    );
}

/// The limit of an opinion moves with the clock of its task.
pub(crate) fn move_opinion(set: &mut WriteSet, id: DossierId, task: &Task) {
    let stmt = sql!("UPDATE opinion SET due_at = $3 WHERE dossier_id = $1 AND task_id = $2");
    set.one(stmt, params![id.uuid(), task.id.uuid(), task.clock.due]);
}

/// Adds an asked opinion.
pub(crate) fn insert_opinion(set: &mut WriteSet, id: DossierId, opinion: &Opinion, by: Uuid, question: Vec<u8>) {
    let stmt = sql!(
        "INSERT INTO opinion (dossier_id, task_id, code, unit_id, required, asked_by, asked_at, question, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let at = set.at;
    set.one(
        stmt,
        params![
            id.uuid(),
            opinion.task.uuid(),
            opinion.code.clone(),
            opinion.unit.uuid(),
            opinion.required,
            by,
            at,
            question,
            opinion.due_at
        ],
    );
}

/// Writes the answer to an opinion, once.
pub(crate) fn answer_opinion(
    set: &mut WriteSet,
    id: DossierId,
    task: TaskId,
    by: Uuid,
    verdict: &str,
    answer: Vec<u8>,
) {
    let stmt = sql!(
        "UPDATE opinion SET answered_at = $3, answered_by = $4, verdict = $5, answer = $6
         WHERE dossier_id = $1 AND task_id = $2 AND answered_at IS NULL"
    );
    let at = set.at;
    set.one(stmt, params![id.uuid(), task.uuid(), at, by, verdict.to_owned(), answer]);
}

/// An opinion with its sealed texts, for the officer's page.
#[derive(Clone, Debug)]
pub struct OpinionRow {
    /// What the rules need.
    pub opinion: Opinion,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Sealed question.
    pub question: Vec<u8>,
    /// `agree`, `disagree` or `other`.
    pub verdict: Option<String>,
    /// Sealed answer.
    pub answer: Option<Vec<u8>>,
}

/// The opinions of a dossier in the order they were asked.
pub(crate) async fn opinions(reader: &Reader<'_>, id: DossierId) -> Result<Vec<OpinionRow>> {
    let stmt = sql!(
        "SELECT task_id, code, unit_id, required, due_at, answered_at, asked_at, question, verdict, answer
         FROM opinion WHERE dossier_id = $1 ORDER BY asked_at, task_id"
    );
    reader
        .all(stmt, params![id.uuid()], |row| {
            Ok(OpinionRow {
                opinion: Opinion {
                    task: row.id(0)?,
                    code: row.get(1)?,
                    unit: row.id(2)?,
                    required: row.flag(3)?,
                    due_at: row.time(4)?,
                    answered_at: row.opt_time(5)?,
                },
                asked_at: row.time(6)?,
                question: row.get(7)?,
                verdict: row.get(8)?,
                answer: row.get(9)?,
            })
        })
        .await
}
