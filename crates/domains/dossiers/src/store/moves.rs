//! Rows of `dossier_move`: open work that a reorganisation moves. A move leaves the version of the dossier alone, so that
//! a form that was opened before is still good after it.

use std::collections::HashSet;

use kernel::{Result, Timestamp};
use organisation::{QueueId, UnitId};
use runtime::Reader;
use store::{Params, Row, StoreError, Val, WriteSet, params, sql};
use uuid::Uuid;

use super::history::HistoryRow;
use super::task;
use crate::model::{DossierId, Task};

/// Queues asked for in one statement.
pub(crate) const QUEUES: usize = 16;
/// Pieces of work asked for in one statement.
const TASKS: usize = 16;

/// A piece of open work with what a move needs to know of its dossier.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) task: Task,
    pub(crate) home: Uuid,
    pub(crate) procedure: String,
    pub(crate) receiving: UnitId,
    pub(crate) competent: UnitId,
    /// Version of the dossier.
    pub(crate) version: i64,
    /// Step of the dossier.
    pub(crate) step: String,
    /// The promised end.
    pub(crate) due_at: Option<Timestamp>,
    /// The agency that continues the dossier.
    pub(crate) continuing: Option<UnitId>,
    /// Whose personal values it holds.
    pub(crate) subject: Uuid,
}

/// A row: the columns of a task, then those of its dossier.
fn found(row: &Row<'_>) -> Result<Found, StoreError> {
    Ok(Found {
        task: task::row(row)?,
        home: row.get(15)?,
        procedure: row.get(16)?,
        receiving: row.id(17)?,
        competent: row.id(18)?,
        version: row.get(19)?,
        step: row.get(20)?,
        due_at: row.opt_time(21)?,
        continuing: row.opt_id(22)?,
        subject: row.get(23)?,
    })
}

fn with_queues(mut params: Params, queues: &[QueueId]) -> Params {
    params.extend((0..QUEUES).map(|place| Val::from(queues.get(place).map_or(Uuid::nil(), |queue| queue.uuid()))));
    params
}

/// Open work on up to [`QUEUES`] queues, of dossiers handed in before an instant, that the plan has not looked at there
/// yet; at most `limit`, by home.
pub(crate) async fn to_move(
    reader: &Reader<'_>,
    plan: Uuid,
    queues: &[QueueId],
    limit: i64,
    before: Timestamp,
) -> Result<Vec<Found>> {
    let stmt = sql!(
        "SELECT t.task_id, t.dossier_id, t.kind, t.step, t.queue_id, t.assignee_id, t.state, t.opened_at, t.due_at,
                t.limit_unit, t.clock_end, t.soon_at, t.sort_at, COALESCE(d.paused_at, t.opened_at), t.closed_at,
                t.home_id, d.procedure_code, d.receiving_id, d.competent_id, d.version, d.step, d.due_at,
                d.continuing_id, d.subject_id
         FROM task t JOIN dossier d ON d.home_id = t.home_id AND d.dossier_id = t.dossier_id
         WHERE t.queue_id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
           AND t.closed_at IS NULL AND d.submitted_at < $19
           AND NOT EXISTS (SELECT 1 FROM dossier_move m
                           WHERE m.plan_id = $1 AND m.task_id = t.task_id AND m.from_queue = t.queue_id)
         ORDER BY t.home_id, t.task_id LIMIT $2"
    );
    let mut params = with_queues(params![plan, limit], queues);
    params.push(Val::from(before.0));
    reader.all(stmt, params, found).await
}

/// Those of some work of one home to which nothing has happened since it was found, and which the plan, here or on
/// another node, has not looked at since then.
pub(crate) async fn untouched(reader: &Reader<'_>, plan: Uuid, home: Uuid, work: &[&Task]) -> Result<HashSet<Uuid>> {
    let stmt = sql!(
        "SELECT t.task_id, t.queue_id, t.state, t.sort_at, t.soon_at FROM task t
         WHERE t.home_id = $2 AND t.closed_at IS NULL
           AND t.task_id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
           AND NOT EXISTS (SELECT 1 FROM dossier_move m
                           WHERE m.plan_id = $1 AND m.task_id = t.task_id AND m.from_queue = t.queue_id)"
    );
    let mut found = HashSet::new();
    for some in work.chunks(TASKS) {
        let mut params = params![plan, home];
        params.extend((0..TASKS).map(|place| Val::from(some.get(place).map_or(Uuid::nil(), |task| task.id.uuid()))));
        let rows = reader.all(stmt, params, |row| {
            let counted = (row.get::<i64>(2)?, row.get::<i64>(3)?, row.get::<i64>(4)?);
            Ok((row.get::<Uuid>(0)?, row.get::<Uuid>(1)?, counted))
        });
        let rows: HashSet<(Uuid, Uuid, (i64, i64, i64))> = rows.await?.into_iter().collect();
        for task in some {
            let counted = (task.state.code(), task.sort_at(), task.stored_soon_at());
            if rows.contains(&(task.id.uuid(), task.queue.uuid(), counted)) {
                found.insert(task.id.uuid());
            }
        }
    }
    Ok(found)
}

/// Open work that a plan moved and that is still where it was moved to, each with the queue it came from, as far as
/// `plan`, which takes that plan back, has not looked at it yet; at most `limit`, by home.
pub(crate) async fn to_return(
    reader: &Reader<'_>,
    plan: Uuid,
    reversed: Uuid,
    limit: i64,
) -> Result<Vec<(Found, QueueId)>> {
    let stmt = sql!(
        "SELECT t.task_id, t.dossier_id, t.kind, t.step, t.queue_id, t.assignee_id, t.state, t.opened_at, t.due_at,
                t.limit_unit, t.clock_end, t.soon_at, t.sort_at, COALESCE(d.paused_at, t.opened_at), t.closed_at,
                t.home_id, d.procedure_code, d.receiving_id, d.competent_id, d.version, d.step, d.due_at,
                d.continuing_id, d.subject_id, m.from_queue
         FROM dossier_move m
         JOIN task t ON t.home_id = m.home_id AND t.task_id = m.task_id
         JOIN dossier d ON d.home_id = m.home_id AND d.dossier_id = m.dossier_id
         WHERE m.plan_id = $2 AND m.state = 'moved' AND t.closed_at IS NULL AND t.queue_id = m.to_queue
           AND NOT EXISTS (SELECT 1 FROM dossier_move n
                           WHERE n.plan_id = $1 AND n.task_id = t.task_id AND n.from_queue = t.queue_id)
         ORDER BY t.home_id, t.task_id LIMIT $3"
    );
    reader.all(stmt, params![plan, reversed, limit], |row| Ok((found(row)?, row.id(24)?))).await
}

/// How much open work of a plan is still where the plan moved it to.
pub(crate) async fn returning(reader: &Reader<'_>, reversed: Uuid) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM dossier_move m JOIN task t ON t.home_id = m.home_id AND t.task_id = m.task_id
         WHERE m.plan_id = $1 AND m.state = 'moved' AND t.closed_at IS NULL AND t.queue_id = m.to_queue"
    );
    reader.number(stmt, params![reversed]).await
}

/// Whether a plan has sent other work of a dossier already, or a person has let it stay.
pub(crate) async fn is_decided(reader: &Reader<'_>, plan: Uuid, dossier: DossierId) -> Result<bool> {
    let stmt =
        sql!("SELECT COUNT(*) FROM dossier_move WHERE dossier_id = $2 AND plan_id = $1 AND state IN ('moved', 'kept')");
    Ok(reader.number(stmt, params![plan, dossier.uuid()]).await? > 0)
}

/// How many open dossiers on up to [`QUEUES`] queues have an appointment at an instant or later.
pub(crate) async fn appointed_on(reader: &Reader<'_>, queues: &[QueueId], at: Timestamp) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(DISTINCT d.dossier_id)
         FROM task t JOIN dossier d ON d.home_id = t.home_id AND d.dossier_id = t.dossier_id
         WHERE t.queue_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
           AND t.closed_at IS NULL AND COALESCE(d.promised_at, d.due_at) >= $1"
    );
    reader.number(stmt, with_queues(params![at], queues)).await
}

/// Work that waits for a person to choose; none when it was chosen, moved or done in between.
pub(crate) async fn asked(reader: &Reader<'_>, plan: Uuid, id: Uuid) -> Result<Option<Found>> {
    let stmt = sql!(
        "SELECT t.task_id, t.dossier_id, t.kind, t.step, t.queue_id, t.assignee_id, t.state, t.opened_at, t.due_at,
                t.limit_unit, t.clock_end, t.soon_at, t.sort_at, COALESCE(d.paused_at, t.opened_at), t.closed_at,
                t.home_id, d.procedure_code, d.receiving_id, d.competent_id, d.version, d.step, d.due_at,
                d.continuing_id, d.subject_id
         FROM dossier_move m
         JOIN task t ON t.home_id = m.home_id AND t.task_id = m.task_id
         JOIN dossier d ON d.home_id = m.home_id AND d.dossier_id = m.dossier_id
         WHERE m.plan_id = $1 AND m.task_id = $2 AND m.state = 'asked'
           AND t.closed_at IS NULL AND t.queue_id = m.from_queue"
    );
    reader.opt(stmt, params![plan, id], found).await
}

/// Task, code of the dossier, code of the procedure and queue of the work that waits for a person to choose.
pub(crate) async fn waiting(
    reader: &Reader<'_>,
    plan: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, String, String, QueueId)>> {
    let stmt = sql!(
        "SELECT m.task_id, COALESCE(d.code, d.reference), d.procedure_code, m.from_queue
         FROM dossier_move m
         JOIN task t ON t.home_id = m.home_id AND t.task_id = m.task_id
         JOIN dossier d ON d.home_id = m.home_id AND d.dossier_id = m.dossier_id
         WHERE m.plan_id = $1 AND m.state = 'asked' AND t.closed_at IS NULL AND t.queue_id = m.from_queue
         ORDER BY m.task_id LIMIT $2"
    );
    reader.all(stmt, params![plan, limit], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.id(3)?))).await
}

/// How many rows of a plan are in a state.
pub(crate) async fn count(reader: &Reader<'_>, plan: Uuid, state: &'static str) -> Result<i64> {
    let stmt = sql!("SELECT COUNT(*) FROM dossier_move WHERE plan_id = $1 AND state = $2");
    reader.number(stmt, params![plan, state]).await
}

/// How much open work up to [`QUEUES`] queues have.
pub(crate) async fn open_on(reader: &Reader<'_>, queues: &[QueueId]) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM task
         WHERE queue_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
           AND closed_at IS NULL"
    );
    reader.number(stmt, with_queues(Vec::new(), queues)).await
}

/// How many drafts are for one of up to [`QUEUES`] areas.
pub(crate) async fn drafts_in(reader: &Reader<'_>, areas: &[UnitId]) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM draft
         WHERE area_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    );
    let ids = (0..QUEUES).map(|place| Val::from(areas.get(place).map_or(Uuid::nil(), |area| area.uuid())));
    reader.number(stmt, ids.collect()).await
}

/// Hangs work on another queue, if nothing that figures count has changed since it was read.
pub(crate) fn move_task(set: &mut WriteSet, found: &Found, to: QueueId) {
    let task = &found.task;
    set.one(
        sql!(
            "UPDATE task SET queue_id = $4, assignee_id = NULL
             WHERE home_id = $1 AND task_id = $2 AND queue_id = $3 AND state = $5 AND sort_at = $6 AND soon_at = $7
               AND closed_at IS NULL"
        ),
        params![
            found.home,
            task.id.uuid(),
            task.queue.uuid(),
            to.uuid(),
            task.state.code(),
            task.sort_at(),
            task.stored_soon_at()
        ],
    );
}

/// The agency that continues a dossier (fact 8.12); none when the one that decides goes on itself.
pub(crate) fn continue_with(set: &mut WriteSet, home: Uuid, dossier: DossierId, unit: Option<UnitId>) {
    set.one(
        sql!("UPDATE dossier SET continuing_id = $3 WHERE home_id = $1 AND dossier_id = $2"),
        params![home, dossier.uuid(), unit.map(UnitId::uuid)],
    );
}

/// A line of the history that no version belongs to; a second one at the same version is left out.
pub(crate) fn add_line(set: &mut WriteSet, id: DossierId, line: &HistoryRow) {
    set.run(
        sql!(
            "INSERT INTO dossier_history
                 (dossier_id, no, at, act, actor_id, unit_id, from_state, to_state, step, due_at, note)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL) ON CONFLICT (dossier_id, no) DO NOTHING"
        ),
        params![
            id.uuid(),
            line.no,
            line.at,
            line.act.clone(),
            line.actor,
            line.unit,
            line.from_state,
            line.to_state,
            line.step.clone(),
            line.due_at
        ],
    );
}

/// What became of a piece of work. It is noted once for the queue on which it was found: after that only a person who
/// is asked says more.
pub(crate) fn note(set: &mut WriteSet, plan: Uuid, found: &Found, to: Option<QueueId>, state: &'static str, by: Uuid) {
    let at = set.at;
    set.one(
        sql!(
            "INSERT INTO dossier_move
                 (plan_id, task_id, dossier_id, home_id, from_queue, to_queue, state, at, moved_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (plan_id, task_id) DO UPDATE
                 SET from_queue = $5, to_queue = $6, state = $7, at = $8, moved_by = $9
                 WHERE dossier_move.from_queue <> $5 OR (dossier_move.state = 'asked' AND $7 <> 'asked')"
        ),
        params![
            plan,
            found.task.id.uuid(),
            found.task.dossier.uuid(),
            found.home,
            found.task.queue.uuid(),
            to.map(QueueId::uuid),
            state,
            at,
            by
        ],
    );
}
