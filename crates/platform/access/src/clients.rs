//! Machine clients: for a secret they get short tokens, which act for one unit with named rights.

use std::collections::BTreeSet;
use std::sync::Arc;

use ::store::WriteSet;
use kernel::time::{DAY, MINUTE};
use kernel::{Result, Timestamp};
use runtime::{Actor, ActorKind, Assurance, Grant, Reader, Runtime, Units};
use uuid::Uuid;

use crate::sessions::{new_secret, secret_hash};
use crate::store;

/// A token of a machine lives so long.
const TOKEN: i64 = 15 * MINUTE;
/// The secret of before is still taken for so long after a new one was made.
const OVERLAP: i64 = 7 * DAY;

/// A machine client.
#[derive(Clone, Debug)]
pub struct ClientRow {
    /// Its id, by which it asks for tokens.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The unit for which it acts.
    pub unit: Uuid,
    /// Names of its rights, e.g. `dossiers.read`.
    pub scopes: BTreeSet<String>,
    /// Whether it still gets tokens.
    pub is_active: bool,
    /// When it was opened.
    pub made_at: Timestamp,
}

/// A secret of a client, without the secret.
#[derive(Clone, Debug)]
pub struct SecretRow {
    /// The client.
    pub client: Uuid,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends; none for the newest one.
    pub ends_at: Option<Timestamp>,
}

/// A token that a client has just got.
pub struct ClientToken {
    /// The token, which is not stored anywhere.
    pub secret: String,
    /// Its rights.
    pub scopes: BTreeSet<String>,
    /// How long it lives, in seconds.
    pub seconds: i64,
}

/// The rights in a text, with spaces between them.
pub fn scopes_of(text: &str) -> BTreeSet<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

fn scopes_text(scopes: &BTreeSet<String>) -> String {
    scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// All clients, the newest first. The caller shows those of units that its actor administers.
pub async fn clients(reader: &Reader<'_>) -> Result<Vec<ClientRow>> {
    store::clients::all(reader).await
}

/// The secrets of all clients that have not ended, the newest first.
pub async fn client_secrets(reader: &Reader<'_>) -> Result<Vec<SecretRow>> {
    store::clients::secrets(reader).await
}

/// One client; `NotFound` when there is none of this id.
pub async fn client(reader: &Reader<'_>, id: Uuid) -> Result<ClientRow> {
    store::clients::one(reader, id).await
}

/// Adds a client with its first secret to a write set. The caller audits.
pub fn open_client(set: &mut WriteSet, row: &ClientRow, made_by: Uuid, secret: &[u8]) {
    store::clients::insert(set, row, scopes_text(&row.scopes), made_by);
    store::clients::insert_secret(set, row.id, secret.to_vec(), row.made_at);
}

/// Adds a new secret of a client to a write set; the one of before ends in a week, one before that at once. The caller
/// audits.
pub fn renew_secret(set: &mut WriteSet, id: Uuid, secret: &[u8], now: Timestamp) {
    store::clients::drop_ending_secrets(set, id);
    store::clients::end_secrets(set, id, now.plus(OVERLAP));
    store::clients::insert_secret(set, id, secret.to_vec(), now);
}

/// Ends a client, its secrets and tokens, in a write set. The caller audits.
pub fn end_client(set: &mut WriteSet, id: Uuid) {
    store::clients::end(set, id);
}

/// A new token for a client with this secret, with those of `wanted` that the client has, or with all of its rights;
/// none when the client is unknown or ended, the secret wrong or ended, or nothing that was wanted is its right.
pub async fn begin_client(
    runtime: &Runtime,
    id: Uuid,
    secret: &str,
    wanted: &BTreeSet<String>,
) -> Result<Option<ClientToken>> {
    let now = runtime.wall();
    let Some(own) = store::clients::scopes(runtime, id, secret_hash(secret), now).await? else { return Ok(None) };
    let own = scopes_of(&own);
    if !wanted.is_subset(&own) {
        return Ok(None);
    }
    let scopes = if wanted.is_empty() { own } else { wanted.clone() };
    let token = new_secret(runtime);
    let ends_at = now.plus(TOKEN);
    store::clients::insert_token(runtime, secret_hash(&token), id, scopes_text(&scopes), ends_at).await?;
    Ok(Some(ClientToken { secret: token, scopes, seconds: TOKEN / kernel::time::SECOND }))
}

/// The client behind a token, with the rights that both have.
pub(crate) async fn client_actor(runtime: &Runtime, token: &str, now: Timestamp) -> Result<Option<Actor>> {
    let found = store::clients::by_token(runtime, secret_hash(token), now).await?;
    Ok(found.map(|(row, token_scopes)| {
        let permissions: BTreeSet<String> = row.scopes.intersection(&scopes_of(&token_scopes)).cloned().collect();
        let units = Units::Some(Arc::from([row.unit]));
        let grant = Grant { role: "client".to_owned(), permissions: Arc::new(permissions), units, under: None };
        Actor {
            account: row.id,
            kind: ActorKind::Client,
            name: Arc::from(row.name),
            unit: Some(row.unit),
            place: Arc::from(""),
            grants: Arc::from([grant]),
            assurance: Assurance::Basic,
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_written_and_read_in_one_order() {
        let scopes = scopes_of(" dossiers.read  a.b dossiers.read");
        assert_eq!(scopes_text(&scopes), "a.b dossiers.read");
        assert!(scopes_of("").is_empty());
    }
}
