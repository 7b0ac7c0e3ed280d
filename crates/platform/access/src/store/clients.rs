//! All SQL of machine clients.

use ::store::{Row, StoreError, WriteSet, params, sql};
use kernel::{Result, Timestamp};
use runtime::{Reader, Runtime};
use uuid::Uuid;

use crate::clients::{ClientRow, SecretRow, scopes_of};

fn client_row(row: &Row<'_>) -> Result<ClientRow, StoreError> {
    Ok(ClientRow {
        id: row.get(0)?,
        name: row.get(1)?,
        unit: row.get(2)?,
        scopes: scopes_of(&row.get::<String>(3)?),
        is_active: row.get::<String>(4)? == "active",
        made_at: row.time(5)?,
    })
}

pub(crate) async fn all(reader: &Reader<'_>) -> Result<Vec<ClientRow>> {
    let stmt = sql!(
        "SELECT client_id, name, unit_id, scopes, state, made_at FROM client
         ORDER BY made_at DESC, client_id LIMIT 1000"
    );
    reader.all(stmt, params![], client_row).await
}

pub(crate) async fn one(reader: &Reader<'_>, id: Uuid) -> Result<ClientRow> {
    let stmt = sql!("SELECT client_id, name, unit_id, scopes, state, made_at FROM client WHERE client_id = $1");
    reader.one(stmt, params![id], client_row).await
}

pub(crate) async fn secrets(reader: &Reader<'_>) -> Result<Vec<SecretRow>> {
    let stmt = sql!(
        "SELECT client_id, made_at, ends_at FROM client_secret WHERE ends_at IS NULL OR ends_at > $1
         ORDER BY made_at DESC LIMIT 2000"
    );
    reader
        .all(stmt, params![reader.wall], |row| {
            Ok(SecretRow { client: row.get(0)?, made_at: row.time(1)?, ends_at: row.opt_time(2)? })
        })
        .await
}

pub(crate) fn insert(set: &mut WriteSet, row: &ClientRow, scopes: String, made_by: Uuid) {
    let stmt = sql!(
        "INSERT INTO client (client_id, name, unit_id, scopes, state, made_by, made_at)
         VALUES ($1, $2, $3, $4, 'active', $5, $6)"
    );
    set.one(stmt, params![row.id, row.name.clone(), row.unit, scopes, made_by, row.made_at]);
}

pub(crate) fn insert_secret(set: &mut WriteSet, client: Uuid, hash: Vec<u8>, now: Timestamp) {
    let stmt = sql!("INSERT INTO client_secret (secret_hash, client_id, made_at) VALUES ($1, $2, $3)");
    set.one(stmt, params![hash, client, now]);
}

pub(crate) fn drop_ending_secrets(set: &mut WriteSet, client: Uuid) {
    set.run(sql!("DELETE FROM client_secret WHERE client_id = $1 AND ends_at IS NOT NULL"), params![client]);
}

pub(crate) fn end_secrets(set: &mut WriteSet, client: Uuid, at: Timestamp) {
    let stmt = sql!("UPDATE client_secret SET ends_at = $2 WHERE client_id = $1 AND ends_at IS NULL");
    set.run(stmt, params![client, at]);
}

pub(crate) fn end(set: &mut WriteSet, client: Uuid) {
    set.one(sql!("UPDATE client SET state = 'ended' WHERE client_id = $1 AND state = 'active'"), params![client]);
    set.run(sql!("DELETE FROM client_secret WHERE client_id = $1"), params![client]);
    set.run(sql!("DELETE FROM client_token WHERE client_id = $1"), params![client]);
}

/// The rights of an active client with this secret.
pub(crate) async fn scopes(runtime: &Runtime, id: Uuid, hash: Vec<u8>, now: Timestamp) -> Result<Option<String>> {
    let stmt = sql!(
        "SELECT c.scopes FROM client c JOIN client_secret s ON s.client_id = c.client_id
         WHERE c.client_id = $1 AND c.state = 'active' AND s.secret_hash = $2
           AND (s.ends_at IS NULL OR s.ends_at > $3)"
    );
    Ok(runtime.store().opt(stmt, params![id, hash, now], |row| row.get::<String>(0)).await?)
}

pub(crate) async fn insert_token(
    runtime: &Runtime,
    hash: Vec<u8>,
    client: Uuid,
    scopes: String,
    ends_at: Timestamp,
) -> Result<()> {
    let stmt = sql!("INSERT INTO client_token (token_hash, client_id, scopes, ends_at) VALUES ($1, $2, $3, $4)");
    runtime.store().maintain(vec![(stmt, params![hash, client, scopes, ends_at])]).await?;
    Ok(())
}

/// The active client of a token, and the rights of the token.
pub(crate) async fn by_token(runtime: &Runtime, hash: Vec<u8>, now: Timestamp) -> Result<Option<(ClientRow, String)>> {
    let stmt = sql!(
        "SELECT c.client_id, c.name, c.unit_id, c.scopes, c.state, c.made_at, t.scopes
         FROM client_token t JOIN client c ON c.client_id = t.client_id
         WHERE t.token_hash = $1 AND t.ends_at > $2 AND c.state = 'active'"
    );
    Ok(runtime.store().opt(stmt, params![hash, now], |row| Ok((client_row(row)?, row.get(6)?))).await?)
}
