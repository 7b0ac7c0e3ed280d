//! All SQL of this crate: sessions and access records.

use ::store::{Row, StoreError, WriteSet, params, sql};
use kernel::{Result, Timestamp};
use runtime::{Reader, Runtime};
use uuid::Uuid;

use crate::records::{AccessRow, Seen};

/// A session or token about to begin.
pub(crate) struct NewSession {
    pub(crate) hash: Vec<u8>,
    pub(crate) account: Uuid,
    pub(crate) kind: &'static str,
    pub(crate) made_at: Timestamp,
    pub(crate) ends_at: Timestamp,
}

pub(crate) async fn begin(runtime: &Runtime, new: NewSession) -> Result<()> {
    let stmt = sql!(
        "INSERT INTO session (secret_hash, account_id, kind, made_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $4, $5)"
    );
    let params = params![new.hash, new.account, new.kind, new.made_at, new.ends_at];
    runtime.store().maintain(vec![(stmt, params)]).await?;
    Ok(())
}

pub(crate) async fn find(
    runtime: &Runtime,
    hash: Vec<u8>,
    kind: &'static str,
    now: Timestamp,
) -> Result<Option<(Uuid, Timestamp)>> {
    let stmt = sql!("SELECT account_id, seen_at FROM session WHERE secret_hash = $1 AND kind = $2 AND ends_at > $3");
    Ok(runtime.store().opt(stmt, params![hash, kind, now], |row| Ok((row.get(0)?, row.time(1)?))).await?)
}

pub(crate) async fn touch(runtime: &Runtime, hash: Vec<u8>, now: Timestamp) -> Result<()> {
    // Requests of one session come side by side: the first that was here has done it for the others.
    let stmt = sql!("UPDATE session SET seen_at = $2 WHERE secret_hash = $1 AND seen_at < $2");
    runtime.store().maintain(vec![(stmt, params![hash, now])]).await?;
    Ok(())
}

pub(crate) async fn end(runtime: &Runtime, hash: Vec<u8>) -> Result<()> {
    let stmt = sql!("DELETE FROM session WHERE secret_hash = $1");
    runtime.store().maintain(vec![(stmt, params![hash])]).await?;
    Ok(())
}

pub(crate) async fn end_all(runtime: &Runtime, account: Uuid) -> Result<()> {
    let stmt = sql!("DELETE FROM session WHERE account_id = $1");
    runtime.store().maintain(vec![(stmt, params![account])]).await?;
    Ok(())
}

pub(crate) async fn sweep(runtime: &Runtime) -> Result<()> {
    let stmt = sql!("DELETE FROM session WHERE ends_at <= $1");
    runtime.store().maintain(vec![(stmt, params![runtime.wall()])]).await?;
    Ok(())
}

pub(crate) fn insert_record(set: &mut WriteSet, actor: Uuid, seen: &Seen, quarter: i64, now: Timestamp) {
    let stmt = sql!(
        "INSERT INTO access_record (actor_id, subject_id, object_id, purpose, quarter, at, outside)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (subject_id, quarter, actor_id, object_id, purpose) DO UPDATE SET outside = 1
         WHERE excluded.outside > access_record.outside"
    );
    set.run(stmt, params![actor, seen.subject, seen.object, seen.purpose, quarter, now, seen.outside]);
}

pub(crate) async fn records_of(reader: &Reader<'_>, subject: Uuid, object: Uuid, limit: i64) -> Result<Vec<AccessRow>> {
    let stmt = sql!(
        "SELECT actor_id, object_id, purpose, at, outside FROM access_record WHERE subject_id = $1 AND object_id = $2
         ORDER BY at DESC, actor_id, purpose LIMIT $3"
    );
    reader.all(stmt, params![subject, object, limit], record).await
}

fn record(row: &Row<'_>) -> Result<AccessRow, StoreError> {
    Ok(AccessRow {
        actor: row.get(0)?,
        object: row.get(1)?,
        purpose: row.get(2)?,
        at: row.time(3)?,
        outside: row.flag(4)?,
    })
}

pub(crate) async fn count_records(reader: &Reader<'_>, subject: Uuid, object: Uuid) -> Result<i64> {
    let stmt = sql!("SELECT COUNT(*) FROM access_record WHERE subject_id = $1 AND object_id = $2");
    reader.number(stmt, params![subject, object]).await
}

/// The quarters of an hour, with the actor, in which somebody looked at values of a subject.
pub(crate) async fn quarters_of(
    reader: &Reader<'_>,
    subject: Uuid,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<(i64, Uuid)>> {
    let stmt = sql!(
        "SELECT quarter, actor_id FROM access_record WHERE subject_id = $1 AND (quarter, actor_id) < ($2, $3)
         GROUP BY quarter, actor_id ORDER BY quarter DESC, actor_id DESC LIMIT $4"
    );
    reader.all(stmt, params![subject, before.0, before.1, limit], |row| Ok((row.get(0)?, row.get(1)?))).await
}

pub(crate) async fn count_quarters(reader: &Reader<'_>, subject: Uuid) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM (SELECT quarter FROM access_record WHERE subject_id = $1 GROUP BY quarter, actor_id) AS q"
    );
    reader.number(stmt, params![subject]).await
}

/// What an actor looked at of a subject in a quarter of an hour.
pub(crate) async fn records_in(
    reader: &Reader<'_>,
    subject: Uuid,
    quarter: i64,
    actor: Uuid,
) -> Result<Vec<AccessRow>> {
    let stmt = sql!(
        "SELECT actor_id, object_id, purpose, at, outside FROM access_record
         WHERE subject_id = $1 AND quarter = $2 AND actor_id = $3 ORDER BY at, object_id, purpose"
    );
    reader.all(stmt, params![subject, quarter, actor], record).await
}

/// The quarters of an hour, with the actor, of looks outside the cases that the actor handled.
pub(crate) async fn flagged_quarters(
    reader: &Reader<'_>,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<(i64, Uuid)>> {
    let stmt = sql!(
        "SELECT quarter, actor_id FROM access_record WHERE outside = 1 AND (quarter, actor_id) < ($1, $2)
         GROUP BY quarter, actor_id ORDER BY quarter DESC, actor_id DESC LIMIT $3"
    );
    reader.all(stmt, params![before.0, before.1, limit], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// What an actor looked at outside the own cases in a quarter of an hour.
pub(crate) async fn flagged_in(reader: &Reader<'_>, quarter: i64, actor: Uuid) -> Result<Vec<AccessRow>> {
    let stmt = sql!(
        "SELECT actor_id, object_id, purpose, at, outside FROM access_record
         WHERE outside = 1 AND quarter = $1 AND actor_id = $2 ORDER BY at, object_id, purpose"
    );
    reader.all(stmt, params![quarter, actor], record).await
}
