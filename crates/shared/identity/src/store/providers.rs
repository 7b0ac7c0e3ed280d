//! Providers of identities: links, sign-ins on their way, notices that were taken. All of it stands in wall time.

use kernel::{Result, Timestamp};
use runtime::{Reader, Runtime};
use store::{WriteSet, sql};
use uuid::Uuid;

/// An account that a provider may bring in.
#[derive(Clone)]
pub(crate) struct OwnerRow {
    pub(crate) account: Uuid,
    pub(crate) version: i64,
    pub(crate) kind: String,
    pub(crate) is_active: bool,
    /// Keyed hash of the identity number; none for officers.
    pub(crate) identity: Option<Vec<u8>>,
    /// Whether the number was proven by papers or a provider.
    pub(crate) proven: bool,
}

fn owner_row(row: &store::Row<'_>) -> Result<OwnerRow, store::StoreError> {
    Ok(OwnerRow {
        account: row.get(0)?,
        version: row.get(1)?,
        kind: row.get(2)?,
        is_active: row.get::<String>(3)? == "active",
        identity: row.get(4)?,
        proven: row.flag(5)?,
    })
}

/// An account with what is known of its person; none when there is no such account.
pub(crate) async fn owner(reader: &Reader<'_>, account: Uuid) -> Result<Option<OwnerRow>> {
    reader
        .opt(
            sql!(
                "SELECT a.account_id, a.version, a.kind, a.state, p.identity_hash, COALESCE(p.proven, 0)
                 FROM account a LEFT JOIN person p ON p.subject_id = a.subject_id WHERE a.account_id = $1"
            ),
            store::params![account],
            owner_row,
        )
        .await
}

/// The account that a person of a provider is linked to.
pub(crate) async fn linked(reader: &Reader<'_>, provider: &str, subject: Vec<u8>) -> Result<Option<Uuid>> {
    reader
        .opt(
            sql!("SELECT account_id FROM provider_link WHERE provider = $1 AND subject_hash = $2"),
            store::params![provider.to_owned(), subject],
            |row| row.get::<Uuid>(0),
        )
        .await
}

/// The providers that an account is linked to, with the instants of linking and of the last sign-in.
pub(crate) async fn links_of(reader: &Reader<'_>, account: Uuid) -> Result<Vec<(String, i64, i64)>> {
    reader
        .all(
            sql!("SELECT provider, made_at, used_at FROM provider_link WHERE account_id = $1 ORDER BY provider"),
            store::params![account],
            |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?)),
        )
        .await
}

/// Links a person of a provider to an account.
pub(crate) fn insert_link(set: &mut WriteSet, provider: &str, subject: Vec<u8>, account: Uuid, now: Timestamp) {
    set.one(
        sql!(
            "INSERT INTO provider_link (provider, subject_hash, account_id, made_at, used_at)
             VALUES ($1, $2, $3, $4, $4)"
        ),
        store::params![provider.to_owned(), subject, account, now],
    );
}

/// Notes that a link was used.
pub(crate) fn touch_link(set: &mut WriteSet, provider: &str, subject: Vec<u8>, now: Timestamp) {
    set.one(
        sql!("UPDATE provider_link SET used_at = $3 WHERE provider = $1 AND subject_hash = $2"),
        store::params![provider.to_owned(), subject, now],
    );
}

/// Removes the link of an account; meets a conflict when there is none.
pub(crate) fn delete_link(set: &mut WriteSet, provider: &str, account: Uuid) {
    set.one(
        sql!("DELETE FROM provider_link WHERE provider = $1 AND account_id = $2"),
        store::params![provider.to_owned(), account],
    );
}

/// Notes that the number of a citizen was proven.
pub(crate) fn prove_person(set: &mut WriteSet, account: Uuid) {
    set.run(sql!("UPDATE person SET proven = 1 WHERE subject_id = $1 AND proven = 0"), store::params![account]);
}

/// Gives an account another login, unless it has changed since it was read.
pub(crate) fn rename_login(set: &mut WriteSet, account: Uuid, version: i64, login_key: String) {
    set.one(
        sql!("UPDATE account SET login_fold = $3, version = version + 1 WHERE account_id = $1 AND version = $2"),
        store::params![account, version, login_key],
    );
}

/// A sign-in with a provider that is on its way.
pub(crate) struct FlowRow {
    pub(crate) purpose: String,
    pub(crate) account: Option<Uuid>,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) sealed: Vec<u8>,
}

/// The sign-in with a provider that a browser has begun; none when it has ended.
pub(crate) async fn flow(reader: &Reader<'_>, provider: &str, hash: Vec<u8>) -> Result<Option<FlowRow>> {
    reader
        .opt(
            sql!(
                "SELECT purpose, account_id, wrapped, sealed FROM provider_flow
                 WHERE state_hash = $1 AND provider = $2 AND ends_at > $3"
            ),
            store::params![hash, provider.to_owned(), reader.wall],
            |row| Ok(FlowRow { purpose: row.get(0)?, account: row.get(1)?, wrapped: row.get(2)?, sealed: row.get(3)? }),
        )
        .await
}

/// Adds a sign-in that is on its way.
pub(crate) fn insert_flow(set: &mut WriteSet, provider: &str, hash: Vec<u8>, flow: FlowRow, ends: Timestamp) {
    set.one(
        sql!(
            "INSERT INTO provider_flow (state_hash, provider, purpose, account_id, wrapped, sealed, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        store::params![hash, provider.to_owned(), flow.purpose, flow.account, flow.wrapped, flow.sealed, ends],
    );
}

/// Takes a sign-in; meets a conflict when it was taken before.
pub(crate) fn take_flow(set: &mut WriteSet, hash: Vec<u8>) {
    set.one(sql!("DELETE FROM provider_flow WHERE state_hash = $1"), store::params![hash]);
}

/// Whether a notice of a provider was taken.
pub(crate) async fn has_notice(reader: &Reader<'_>, provider: &str, hash: Vec<u8>) -> Result<bool> {
    let stmt = sql!("SELECT COUNT(*) FROM provider_jti WHERE provider = $1 AND jti_hash = $2");
    Ok(reader.number(stmt, store::params![provider.to_owned(), hash]).await? > 0)
}

/// Remembers that a notice was taken.
pub(crate) fn insert_notice(set: &mut WriteSet, provider: &str, hash: Vec<u8>, ends: Timestamp) {
    set.one(
        sql!("INSERT INTO provider_jti (provider, jti_hash, ends_at) VALUES ($1, $2, $3)"),
        store::params![provider.to_owned(), hash, ends],
    );
}

/// Removes what has ended.
pub(crate) async fn sweep_flows(runtime: &Runtime) -> Result<()> {
    let flows = sql!("DELETE FROM provider_flow WHERE ends_at <= $1");
    let notices = sql!("DELETE FROM provider_jti WHERE ends_at <= $1");
    let now = runtime.wall();
    runtime.store().maintain(vec![(flows, store::params![now]), (notices, store::params![now])]).await?;
    Ok(())
}
