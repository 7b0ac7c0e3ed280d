//! Rows of `dossier_history` and `notice`.

use kernel::{Result, Timestamp};
use organisation::QueueId;
use runtime::Reader;
use store::{Params, Sql, WriteSet, params, sql};
use uuid::Uuid;

use crate::model::DossierId;

/// One line of the history.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    /// Its number: the version of the dossier after the act, times ten for acts that leave several lines.
    pub no: i64,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub act: String,
    /// By whom.
    pub actor: Uuid,
    /// For which unit.
    pub unit: Option<Uuid>,
    /// State before.
    pub from_state: i64,
    /// State after.
    pub to_state: i64,
    /// Step after.
    pub step: String,
    /// The promised end after it.
    pub due_at: Option<Timestamp>,
    /// Sealed note.
    pub note: Option<Vec<u8>>,
    /// In whose name, when it was done under a delegation.
    pub in_name_of: Option<Uuid>,
}

/// Adds a line.
pub(crate) fn insert(set: &mut WriteSet, id: DossierId, line: &HistoryRow) {
    let stmt = sql!(
        "INSERT INTO dossier_history (dossier_id, no, at, act, actor_id, unit_id, from_state, to_state, step, due_at,
                                      note, in_name_of)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    set.one(
        stmt,
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
            line.due_at,
            line.note.clone(),
            line.in_name_of
        ],
    );
}

/// The history of a dossier, oldest first.
pub(crate) async fn of(reader: &Reader<'_>, id: DossierId) -> Result<Vec<HistoryRow>> {
    let stmt = sql!(
        "SELECT no, at, act, actor_id, unit_id, from_state, to_state, step, due_at, note, in_name_of
         FROM dossier_history WHERE dossier_id = $1 ORDER BY no"
    );
    reader
        .all(stmt, params![id.uuid()], |row| {
            Ok(HistoryRow {
                no: row.get(0)?,
                at: row.time(1)?,
                act: row.get(2)?,
                actor: row.get(3)?,
                unit: row.get(4)?,
                from_state: row.get(5)?,
                to_state: row.get(6)?,
                step: row.get(7)?,
                due_at: row.opt_time(8)?,
                note: row.get(9)?,
                in_name_of: row.get(10)?,
            })
        })
        .await
}

/// What an account did in a dossier, each act once.
pub(crate) async fn done_by(reader: &Reader<'_>, id: DossierId, account: Uuid) -> Result<Vec<String>> {
    let stmt = sql!("SELECT DISTINCT act FROM dossier_history WHERE dossier_id = $1 AND actor_id = $2");
    reader.all(stmt, params![id.uuid(), account], |row| row.get::<String>(0)).await
}

/// Whether an account ever acted on a dossier.
pub(crate) async fn has_acted(reader: &Reader<'_>, id: DossierId, account: Uuid) -> Result<bool> {
    let stmt = sql!("SELECT no FROM dossier_history WHERE dossier_id = $1 AND actor_id = $2 LIMIT 1");
    Ok(reader.opt(stmt, params![id.uuid(), account], |row| row.get::<i64>(0)).await?.is_some())
}

/// What the holder of an account was told.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: i64,
    /// Of which dossier.
    pub dossier: DossierId,
    /// The event's kind.
    pub kind: String,
    /// Whether it was read.
    pub is_read: bool,
    /// Code or reference of the dossier.
    pub code: String,
}

/// The newest notices of an account.
pub(crate) async fn notices(reader: &Reader<'_>, account: Uuid, limit: i64) -> Result<Vec<NoticeRow>> {
    let stmt = sql!(
        "SELECT n.notice_id, n.at, n.dossier_id, n.kind, n.read_at, COALESCE(d.code, d.reference)
         FROM notice n JOIN dossier d ON d.dossier_id = n.dossier_id
         WHERE n.account_id = $1 ORDER BY n.at DESC, n.notice_id DESC LIMIT $2"
    );
    reader
        .all(stmt, params![account, limit], |row| {
            Ok(NoticeRow {
                id: row.get(0)?,
                at: row.get(1)?,
                dossier: row.id(2)?,
                kind: row.get(3)?,
                is_read: row.get::<Option<i64>>(4)?.is_some(),
                code: row.get(5)?,
            })
        })
        .await
}

/// How many notices of an account are unread, counted up to a hundred. In the order of the index that holds only them.
pub(crate) async fn unread(reader: &Reader<'_>, account: Uuid) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM (
             SELECT dossier_id FROM notice WHERE account_id = $1 AND read_at IS NULL ORDER BY dossier_id LIMIT 100
         ) AS some_of_them"
    );
    reader.number(stmt, params![account]).await
}

/// How many notices of a dossier an account, or a desk by its queue, has not read.
pub(crate) async fn unread_of(reader: &Reader<'_>, account: Uuid, dossier: DossierId) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM notice
         WHERE dossier_id = $1 AND read_at IS NULL AND COALESCE(account_id, account_id) = $2"
    );
    reader.number(stmt, params![dossier.uuid(), account]).await
}

/// What a desk was told and nobody there has looked at.
#[derive(Clone, Debug)]
pub struct DeskNotice {
    /// Of which dossier.
    pub dossier: DossierId,
    /// When.
    pub at: Timestamp,
    /// Code or reference of the dossier.
    pub code: String,
    /// The date appointed anew.
    pub promised_at: Option<Timestamp>,
    /// What was told: `reappointed`, or `file-infected`.
    pub kind: String,
}

/// The newest notices of a desk, by its queue, that nobody there has looked at.
pub(crate) async fn of_desk(reader: &Reader<'_>, queue: QueueId, limit: i64) -> Result<Vec<DeskNotice>> {
    let stmt = sql!(
        "SELECT n.dossier_id, n.at, COALESCE(d.code, d.reference), d.promised_at, n.kind
         FROM notice n JOIN dossier d ON d.dossier_id = n.dossier_id
         WHERE n.account_id = $1 AND n.read_at IS NULL ORDER BY n.at DESC, n.notice_id DESC LIMIT $2"
    );
    reader
        .all(stmt, params![queue.uuid(), limit], |row| {
            Ok(DeskNotice {
                dossier: row.id(0)?,
                at: row.time(1)?,
                code: row.get(2)?,
                promised_at: row.opt_time(3)?,
                kind: row.get(4)?,
            })
        })
        .await
}

/// Marks the notices of an account up to an instant as read.
pub(crate) fn mark_read(set: &mut WriteSet, account: Uuid, until: Timestamp) {
    let at = set.at;
    let stmt = sql!("UPDATE notice SET read_at = $3 WHERE account_id = $1 AND at <= $2 AND read_at IS NULL");
    set.run(stmt, params![account, until, at]);
}

/// Marks the notices of a dossier up to an instant as read, if they are the account's. The account only checks: to seek
/// by it would go through all that it was ever told.
pub(crate) fn mark_read_of(set: &mut WriteSet, account: Uuid, dossier: DossierId, until: Timestamp) {
    let at = set.at;
    let stmt = sql!(
        "UPDATE notice SET read_at = $3
         WHERE dossier_id = $1 AND at <= $2 AND read_at IS NULL AND COALESCE(account_id, account_id) = $4"
    );
    set.run(stmt, params![dossier.uuid(), until, at, account]);
}

/// The statement that adds a notice of an account, or of a desk by its queue, once for its event: about a dossier, and
/// when.
pub(crate) fn notice(account: Uuid, (dossier, at): (Uuid, Timestamp), id: Uuid, kind: &str) -> (&'static Sql, Params) {
    let stmt = sql!(
        "INSERT INTO notice (account_id, at, notice_id, dossier_id, kind) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (account_id, at, notice_id) DO NOTHING"
    );
    (stmt, params![account, at, id, dossier, kind.to_owned()])
}

/// The statement that empties the projection before a replay. What was read stays as it is: no event tells of the
/// reading, and nobody wants to read it all again.
pub(crate) fn no_notices() -> (&'static Sql, Params) {
    (sql!("DELETE FROM notice WHERE read_at IS NULL"), Vec::new())
}
