//! All SQL of this crate: sessions, devices and access records.

pub(crate) mod clients;

use ::store::{Row, StoreError, WriteSet, params, sql};
use kernel::{Result, Timestamp};
use runtime::{Reader, Runtime};
use uuid::Uuid;

use crate::devices::{DeviceRow, KEPT};
use crate::records::{AccessRow, Seen};
use crate::sessions::{OfProvider, SessionRow};

/// A session or token about to begin.
pub(crate) struct NewSession {
    pub(crate) hash: Vec<u8>,
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    pub(crate) kind: &'static str,
    pub(crate) device: String,
    pub(crate) network: Option<Vec<u8>>,
    pub(crate) assurance: &'static str,
    pub(crate) provider: Option<OfProvider>,
    pub(crate) made_at: Timestamp,
    pub(crate) ends_at: Timestamp,
}

pub(crate) async fn begin(runtime: &Runtime, new: NewSession) -> Result<()> {
    let stmt = sql!(
        "INSERT INTO session
           (secret_hash, session_id, account_id, kind, device, network_hash, made_at, seen_at, ends_at,
            assurance, provider, provider_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)"
    );
    let (provider, session) = new.provider.map_or((None, None), |of| (Some(of.name), of.session));
    let params = params![
        new.hash,
        new.id,
        new.account,
        new.kind,
        new.device,
        new.network,
        new.made_at,
        new.ends_at,
        new.assurance,
        provider,
        session
    ];
    runtime.store().maintain(vec![(stmt, params)]).await?;
    Ok(())
}

/// A session that has not ended.
pub(crate) struct FoundSession {
    pub(crate) account: Uuid,
    pub(crate) seen: Timestamp,
    pub(crate) assurance: String,
}

pub(crate) async fn find(
    runtime: &Runtime,
    hash: Vec<u8>,
    kind: &'static str,
    now: Timestamp,
) -> Result<Option<FoundSession>> {
    let stmt = sql!(
        "SELECT account_id, seen_at, assurance FROM session WHERE secret_hash = $1 AND kind = $2 AND ends_at > $3"
    );
    let found = runtime.store().opt(stmt, params![hash, kind, now], |row| {
        Ok(FoundSession { account: row.get(0)?, seen: row.time(1)?, assurance: row.get(2)? })
    });
    Ok(found.await?)
}

pub(crate) async fn touch(runtime: &Runtime, hash: Vec<u8>, now: Timestamp) -> Result<()> {
    // Requests of one session come side by side: the first that was here has done it for the others.
    let stmt = sql!("UPDATE session SET seen_at = $2 WHERE secret_hash = $1 AND seen_at < $2");
    runtime.store().maintain(vec![(stmt, params![hash, now])]).await?;
    Ok(())
}

pub(crate) async fn provider_of(runtime: &Runtime, hash: Vec<u8>) -> Result<Option<String>> {
    let stmt = sql!("SELECT provider FROM session WHERE secret_hash = $1");
    let found = runtime.store().opt(stmt, params![hash], |row| row.get::<Option<String>>(0)).await?;
    Ok(found.flatten())
}

pub(crate) async fn end(runtime: &Runtime, hash: Vec<u8>) -> Result<()> {
    let session = sql!("DELETE FROM session WHERE secret_hash = $1");
    let token = sql!("DELETE FROM client_token WHERE token_hash = $1");
    runtime.store().maintain(vec![(session, params![hash.clone()]), (token, params![hash])]).await?;
    Ok(())
}

pub(crate) async fn end_all(runtime: &Runtime, account: Uuid) -> Result<()> {
    let stmt = sql!("DELETE FROM session WHERE account_id = $1");
    runtime.store().maintain(vec![(stmt, params![account])]).await?;
    Ok(())
}

pub(crate) async fn sweep(runtime: &Runtime) -> Result<()> {
    let now = runtime.wall();
    let ended = sql!("DELETE FROM session WHERE ends_at <= $1");
    let tokens = sql!("DELETE FROM client_token WHERE ends_at <= $1");
    let unused = sql!("DELETE FROM known_device WHERE last_at <= $1");
    let stmts = vec![(ended, params![now]), (tokens, params![now]), (unused, params![now.plus(-KEPT)])];
    runtime.store().maintain(stmts).await?;
    Ok(())
}

/// The hash of a session with what its owner sees of it.
type Hashed = (Vec<u8>, SessionRow);

fn session_row(row: &Row<'_>) -> Result<Hashed, StoreError> {
    let shown = SessionRow {
        id: row.get(1)?,
        is_token: row.get::<String>(2)? == "token",
        device: row.get(3)?,
        network: row.get(4)?,
        made_at: row.time(5)?,
        seen_at: row.time(6)?,
        ends_at: row.time(7)?,
        is_own: false,
    };
    Ok((row.get(0)?, shown))
}

/// Sessions and tokens that have not ended; browsers without a request since `awake_since` are left out.
pub(crate) async fn sessions_of(
    runtime: &Runtime,
    account: Uuid,
    now: Timestamp,
    awake_since: Timestamp,
) -> Result<Vec<Hashed>> {
    let stmt = sql!(
        "SELECT secret_hash, session_id, kind, device, network_hash, made_at, seen_at, ends_at FROM session
         WHERE account_id = $1 AND ends_at > $2 AND (kind = 'token' OR seen_at >= $3)
         ORDER BY seen_at DESC, session_id DESC"
    );
    Ok(runtime.store().all(stmt, params![account, now, awake_since], session_row).await?)
}

pub(crate) async fn has_session(reader: &Reader<'_>, account: Uuid, id: Uuid) -> Result<bool> {
    let stmt = sql!("SELECT COUNT(*) FROM session WHERE account_id = $1 AND session_id = $2 AND ends_at > $3");
    Ok(reader.number(stmt, params![account, id, reader.wall]).await? > 0)
}

pub(crate) fn end_session(set: &mut WriteSet, account: Uuid, id: Uuid) {
    set.one(sql!("DELETE FROM session WHERE account_id = $1 AND session_id = $2"), params![account, id]);
}

pub(crate) fn end_sessions(set: &mut WriteSet, account: Uuid, keep: Vec<u8>) {
    set.run(sql!("DELETE FROM session WHERE account_id = $1 AND secret_hash <> $2"), params![account, keep]);
}

pub(crate) fn end_of_provider(set: &mut WriteSet, provider: &str, session: Vec<u8>) {
    let stmt = sql!("DELETE FROM session WHERE provider = $1 AND provider_hash = $2");
    set.run(stmt, params![provider.to_owned(), session]);
}

pub(crate) fn end_all_of_provider(set: &mut WriteSet, provider: &str, account: Uuid) {
    let stmt = sql!("DELETE FROM session WHERE provider = $1 AND account_id = $2");
    set.run(stmt, params![provider.to_owned(), account]);
}

pub(crate) async fn count_devices(reader: &Reader<'_>, account: Uuid) -> Result<i64> {
    reader.number(sql!("SELECT COUNT(*) FROM known_device WHERE account_id = $1"), params![account]).await
}

/// When a device was last used, and whether it is news.
pub(crate) async fn device(reader: &Reader<'_>, account: Uuid, hash: Vec<u8>) -> Result<Option<(Timestamp, bool)>> {
    let stmt = sql!("SELECT last_at, is_new FROM known_device WHERE account_id = $1 AND device_hash = $2");
    reader.opt(stmt, params![account, hash], |row| Ok((row.time(0)?, row.flag(1)?))).await
}

pub(crate) async fn keep_device(runtime: &Runtime, account: Uuid, hash: Vec<u8>, now: Timestamp) -> Result<()> {
    let stmt = sql!("UPDATE known_device SET last_at = $3 WHERE account_id = $1 AND device_hash = $2");
    runtime.store().maintain(vec![(stmt, params![account, hash, now])]).await?;
    Ok(())
}

pub(crate) fn insert_device(set: &mut WriteSet, account: Uuid, hash: Vec<u8>, row: DeviceRow, is_new: bool) {
    // Two sign-ins of one browser at once meet one device.
    let stmt = sql!(
        "INSERT INTO known_device (account_id, device_hash, device, first_at, last_at, is_new)
         VALUES ($1, $2, $3, $4, $4, $5)
         ON CONFLICT (account_id, device_hash) DO NOTHING"
    );
    set.run(stmt, params![account, hash, row.device, row.first_at, is_new]);
}

pub(crate) async fn new_devices(reader: &Reader<'_>, account: Uuid, since: Timestamp) -> Result<Vec<DeviceRow>> {
    let stmt = sql!(
        "SELECT device, first_at FROM known_device WHERE account_id = $1 AND is_new = 1 AND first_at >= $2
         ORDER BY first_at DESC LIMIT 20"
    );
    reader.all(stmt, params![account, since], |row| Ok(DeviceRow { device: row.get(0)?, first_at: row.time(1)? })).await
}

pub(crate) fn accept_devices(set: &mut WriteSet, account: Uuid) {
    set.run(sql!("UPDATE known_device SET is_new = 0 WHERE account_id = $1 AND is_new = 1"), params![account]);
}

pub(crate) fn forget_devices(set: &mut WriteSet, account: Uuid, keep: Vec<u8>) {
    set.run(sql!("DELETE FROM known_device WHERE account_id = $1 AND device_hash <> $2"), params![account, keep]);
}

pub(crate) fn forget_hashes(set: &mut WriteSet) {
    set.run(sql!("DELETE FROM known_device"), params![]);
    let stmt = sql!(
        "UPDATE session SET network_hash = NULL, provider_hash = NULL
         WHERE network_hash IS NOT NULL OR provider_hash IS NOT NULL"
    );
    set.run(stmt, params![]);
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
pub(crate) async fn flagged_quarters(reader: &Reader<'_>, before: (i64, Uuid), limit: i64) -> Result<Vec<(i64, Uuid)>> {
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
