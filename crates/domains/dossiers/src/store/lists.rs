//! Lists: inboxes by queue and officer, an account's dossiers, what stands behind a number.

use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{Row, StoreError, params, sql};
use uuid::Uuid;

use crate::model::{Dossier, DossierId, State, Task, TaskId, TaskKind};
use crate::store::dossier;

/// Which part of the open work is asked for: bounds on the sort key and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// From this sort key on.
    pub(crate) from: i64,
    /// Below this sort key.
    pub(crate) below: i64,
    /// Due soon at this instant or before.
    pub(crate) soon: i64,
    /// The state's code, or 0 for every state.
    pub(crate) state: i64,
}

impl Window {
    /// Whether a piece of open work lies in it.
    pub(crate) fn holds(&self, task: &Task) -> bool {
        let sort_at = task.sort_at();
        sort_at >= self.from
            && sort_at < self.below
            && task.stored_soon_at() <= self.soon
            && (self.state == 0 || self.state == task.state.code())
    }
}

/// One line of an inbox, with the sealed name.
#[derive(Clone, Debug)]
pub(crate) struct InboxRow {
    pub(crate) task: TaskId,
    pub(crate) dossier: DossierId,
    pub(crate) kind: TaskKind,
    pub(crate) step: String,
    pub(crate) assignee: Option<Uuid>,
    pub(crate) state: State,
    pub(crate) sort_at: i64,
    pub(crate) due_at: Timestamp,
    pub(crate) soon_at: i64,
    pub(crate) code: String,
    pub(crate) procedure_version: Uuid,
    pub(crate) channel: String,
    pub(crate) competent: organisation::UnitId,
    pub(crate) subject: Uuid,
    pub(crate) name: Vec<u8>,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) version: i64,
    pub(crate) whole_due: Option<Timestamp>,
    pub(crate) paused_at: Option<Timestamp>,
}

fn bad(error: impl std::fmt::Display) -> StoreError {
    StoreError::bug(error.to_string())
}

fn inbox_row(row: &Row<'_>) -> Result<InboxRow, StoreError> {
    Ok(InboxRow {
        task: row.id(0)?,
        dossier: row.id(1)?,
        kind: TaskKind::parse(&row.get::<String>(2)?).map_err(bad)?,
        step: row.get(3)?,
        assignee: row.get(4)?,
        state: State::of_code(row.get(5)?).map_err(bad)?,
        sort_at: row.get(6)?,
        due_at: row.time(7)?,
        soon_at: row.get(8)?,
        code: row.get(9)?,
        procedure_version: row.get(10)?,
        channel: row.get(11)?,
        competent: row.id(12)?,
        subject: row.get(13)?,
        name: row.get(14)?,
        wrapped: row.get(15)?,
        version: row.get(16)?,
        whole_due: row.opt_time(17)?,
        paused_at: row.opt_time(18)?,
    })
}

/// Open work of one queue after a sort key.
pub(crate) async fn inbox(
    reader: &Reader<'_>,
    queue: Uuid,
    window: Window,
    after: (i64, Uuid),
    limit: i64,
) -> Result<Vec<InboxRow>> {
    let stmt = sql!(
        "SELECT t.task_id, t.dossier_id, t.kind, t.step, t.assignee_id, t.state, t.sort_at, t.due_at, t.soon_at,
                COALESCE(d.code, d.reference), d.procedure_version_id, d.channel, d.competent_id, d.subject_id, p.name,
                k.wrapped, d.version, d.due_at, d.paused_at
         FROM task t
         JOIN dossier d ON d.home_id = t.home_id AND d.dossier_id = t.dossier_id
         JOIN dossier_person p ON p.dossier_id = t.dossier_id
         JOIN subject_key k ON k.subject_id = d.subject_id
         WHERE t.queue_id = $1 AND t.closed_at IS NULL AND t.sort_at >= $2 AND t.sort_at < $3 AND t.soon_at <= $4
               AND ($5 = 0 OR t.state = $5) AND (t.sort_at, t.task_id) > ($6, $7)
         ORDER BY t.sort_at, t.task_id LIMIT $8"
    );
    let Window { from, below, soon, state } = window;
    reader.all(stmt, params![queue, from, below, soon, state, after.0, after.1, limit], inbox_row).await
}

/// Open work of one officer after a sort key.
pub(crate) async fn mine(
    reader: &Reader<'_>,
    officer: Uuid,
    window: Window,
    after: (i64, Uuid),
    limit: i64,
) -> Result<Vec<InboxRow>> {
    let stmt = sql!(
        "SELECT t.task_id, t.dossier_id, t.kind, t.step, t.assignee_id, t.state, t.sort_at, t.due_at, t.soon_at,
                COALESCE(d.code, d.reference), d.procedure_version_id, d.channel, d.competent_id, d.subject_id, p.name,
                k.wrapped, d.version, d.due_at, d.paused_at
         FROM task t
         JOIN dossier d ON d.home_id = t.home_id AND d.dossier_id = t.dossier_id
         JOIN dossier_person p ON p.dossier_id = t.dossier_id
         JOIN subject_key k ON k.subject_id = d.subject_id
         WHERE t.assignee_id = $1 AND t.closed_at IS NULL AND t.sort_at >= $2 AND t.sort_at < $3 AND t.soon_at <= $4
               AND ($5 = 0 OR t.state = $5) AND (t.sort_at, t.task_id) > ($6, $7)
         ORDER BY t.sort_at, t.task_id LIMIT $8"
    );
    let Window { from, below, soon, state } = window;
    reader.all(stmt, params![officer, from, below, soon, state, after.0, after.1, limit], inbox_row).await
}

/// How much of a queue becomes late and how much due soon from one instant to another, the second excluded for late work
/// and included for work due soon.
pub(crate) async fn late_and_soon(reader: &Reader<'_>, queue: Uuid, from: i64, to: i64) -> Result<(i64, i64)> {
    let late =
        sql!("SELECT COUNT(*) FROM task WHERE queue_id = $1 AND closed_at IS NULL AND sort_at >= $2 AND sort_at < $3");
    let soon =
        sql!("SELECT COUNT(*) FROM task WHERE queue_id = $1 AND closed_at IS NULL AND soon_at >= $2 AND soon_at <= $3");
    let late = reader.number(late, params![queue, from, to]).await?;
    let soon = reader.number(soon, params![queue, from, to]).await?;
    Ok((late, soon))
}

/// How much open work an officer has in a window.
pub(crate) async fn count_mine(reader: &Reader<'_>, officer: Uuid, window: Window) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM task WHERE assignee_id = $1 AND closed_at IS NULL AND sort_at >= $2 AND sort_at < $3
               AND soon_at <= $4 AND ($5 = 0 OR state = $5)"
    );
    let Window { from, below, soon, state } = window;
    reader.number(stmt, params![officer, from, below, soon, state]).await
}

/// The dossiers of an account, newest first, after an instant and id.
pub(crate) async fn of_account(
    reader: &Reader<'_>,
    account: Uuid,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<Dossier>> {
    let stmt = sql!(
        "SELECT home_id, dossier_id, version, reference, code, procedure_version_id, procedure_code, account_id, subject_id,
            behalf, channel, receiving_id, competent_id, continuing_id, state, state_before, step, payment_state,
            delivery_way, delivery_state, offered_online, submitted_at, received_at, received_day, answer_due_at,
            answered_at, limit_unit, clock_end, due_at, paused_at, promised_at, supplements, reappointed, finished_at,
            finished_day, on_time, closed_at, rating, rated_day
         FROM dossier WHERE account_id = $1 AND (submitted_at, dossier_id) < ($2, $3)
         ORDER BY submitted_at DESC, dossier_id DESC LIMIT $4"
    );
    reader.all(stmt, params![account, before.0, before.1, limit], dossier::row).await
}

/// How many dossiers an account has.
pub(crate) async fn count_of_account(reader: &Reader<'_>, account: Uuid) -> Result<i64> {
    reader.number(sql!("SELECT COUNT(*) FROM dossier WHERE account_id = $1"), params![account]).await
}

/// The dossiers behind a number of received ones: of one agency, by day, optionally of one channel.
pub(crate) async fn received(
    reader: &Reader<'_>,
    unit: Uuid,
    days: (i64, i64),
    channel: &str,
    after: (i64, Uuid),
    limit: i64,
) -> Result<Vec<Dossier>> {
    let stmt = sql!(
        "SELECT home_id, dossier_id, version, reference, code, procedure_version_id, procedure_code, account_id, subject_id,
            behalf, channel, receiving_id, competent_id, continuing_id, state, state_before, step, payment_state,
            delivery_way, delivery_state, offered_online, submitted_at, received_at, received_day, answer_due_at,
            answered_at, limit_unit, clock_end, due_at, paused_at, promised_at, supplements, reappointed, finished_at,
            finished_day, on_time, closed_at, rating, rated_day
         FROM dossier WHERE competent_id = $1 AND received_day >= $2 AND received_day <= $3
              AND ($4 = '' OR channel = $4) AND (received_day, dossier_id) > ($5, $6)
         ORDER BY received_day, dossier_id LIMIT $7"
    );
    let params = params![unit, days.0, days.1, channel.to_owned(), after.0, after.1, limit];
    reader.all(stmt, params, dossier::row).await
}

/// The dossiers behind a number of done ones: of one agency, by day; `on_time` 1, 0 or -1 for both.
pub(crate) async fn done(
    reader: &Reader<'_>,
    unit: Uuid,
    days: (i64, i64),
    on_time: i64,
    after: (i64, Uuid),
    limit: i64,
) -> Result<Vec<Dossier>> {
    let stmt = sql!(
        "SELECT home_id, dossier_id, version, reference, code, procedure_version_id, procedure_code, account_id, subject_id,
            behalf, channel, receiving_id, competent_id, continuing_id, state, state_before, step, payment_state,
            delivery_way, delivery_state, offered_online, submitted_at, received_at, received_day, answer_due_at,
            answered_at, limit_unit, clock_end, due_at, paused_at, promised_at, supplements, reappointed, finished_at,
            finished_day, on_time, closed_at, rating, rated_day
         FROM dossier WHERE competent_id = $1 AND finished_day >= $2 AND finished_day <= $3
              AND received_at IS NOT NULL AND ($4 = -1 OR on_time = $4) AND (finished_day, dossier_id) > ($5, $6)
         ORDER BY finished_day, dossier_id LIMIT $7"
    );
    reader.all(stmt, params![unit, days.0, days.1, on_time, after.0, after.1, limit], dossier::row).await
}

/// The open dossiers of one agency that were accepted, oldest receipt first.
pub(crate) async fn open(reader: &Reader<'_>, unit: Uuid, after: (i64, Uuid), limit: i64) -> Result<Vec<Dossier>> {
    let stmt = sql!(
        "SELECT home_id, dossier_id, version, reference, code, procedure_version_id, procedure_code, account_id, subject_id,
            behalf, channel, receiving_id, competent_id, continuing_id, state, state_before, step, payment_state,
            delivery_way, delivery_state, offered_online, submitted_at, received_at, received_day, answer_due_at,
            answered_at, limit_unit, clock_end, due_at, paused_at, promised_at, supplements, reappointed, finished_at,
            finished_day, on_time, closed_at, rating, rated_day
         FROM dossier WHERE competent_id = $1 AND received_day IS NOT NULL AND state NOT IN (3, 8, 9, 10)
              AND (received_day, dossier_id) > ($2, $3)
         ORDER BY received_day, dossier_id LIMIT $4"
    );
    reader.all(stmt, params![unit, after.0, after.1, limit], dossier::row).await
}

/// The received dossiers of one agency, by day, of procedures offered online (`offered` 1), with a payment state
/// (`payment`), or with any fee (`with_fee` 1); 0 and an empty text ask for nothing.
pub(crate) async fn received_with(
    reader: &Reader<'_>,
    unit: Uuid,
    days: (i64, i64),
    (offered, payment, with_fee): (i64, &'static str, i64),
    after: (i64, Uuid),
    limit: i64,
) -> Result<Vec<Dossier>> {
    let stmt = sql!(
        "SELECT home_id, dossier_id, version, reference, code, procedure_version_id, procedure_code, account_id, subject_id,
            behalf, channel, receiving_id, competent_id, continuing_id, state, state_before, step, payment_state,
            delivery_way, delivery_state, offered_online, submitted_at, received_at, received_day, answer_due_at,
            answered_at, limit_unit, clock_end, due_at, paused_at, promised_at, supplements, reappointed, finished_at,
            finished_day, on_time, closed_at, rating, rated_day
         FROM dossier WHERE competent_id = $1 AND received_day >= $2 AND received_day <= $3
              AND ($4 = 0 OR offered_online = $4) AND ($5 = '' OR payment_state = $5)
              AND ($6 = 0 OR payment_state <> 'none') AND (received_day, dossier_id) > ($7, $8)
         ORDER BY received_day, dossier_id LIMIT $9"
    );
    let params = params![unit, days.0, days.1, offered, payment, with_fee, after.0, after.1, limit];
    reader.all(stmt, params, dossier::row).await
}

/// Every dossier, in the order of its home and id: for recounts and replays.
pub(crate) async fn everything(reader: &Reader<'_>, after: (Uuid, Uuid), limit: i64) -> Result<Vec<Dossier>> {
    let stmt = sql!(
        "SELECT home_id, dossier_id, version, reference, code, procedure_version_id, procedure_code, account_id, subject_id,
            behalf, channel, receiving_id, competent_id, continuing_id, state, state_before, step, payment_state,
            delivery_way, delivery_state, offered_online, submitted_at, received_at, received_day, answer_due_at,
            answered_at, limit_unit, clock_end, due_at, paused_at, promised_at, supplements, reappointed, finished_at,
            finished_day, on_time, closed_at, rating, rated_day
         FROM dossier WHERE (home_id, dossier_id) > ($1, $2) ORDER BY home_id, dossier_id LIMIT $3"
    );
    reader.all(stmt, params![after.0, after.1, limit], dossier::row).await
}
