//! Passkeys, and the tickets that were answered. All of it stands in wall time.

use kernel::{Result, Timestamp};
use runtime::{Decide, Reader, Runtime};
use store::{StoreError, WriteSet, sql};
use uuid::Uuid;

use crate::passkey::{NewPasskey, Ticket, Used};

/// A passkey as it is stored.
#[derive(Clone)]
pub(crate) struct PasskeyRow {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    /// By what authenticators know it.
    pub(crate) credential: Vec<u8>,
    /// Its public key in COSE.
    pub(crate) key: Vec<u8>,
    pub(crate) counter: i64,
    pub(crate) backup_eligible: bool,
}

fn passkey_row(row: &store::Row<'_>) -> Result<PasskeyRow, StoreError> {
    Ok(PasskeyRow {
        id: row.get(0)?,
        account: row.get(1)?,
        credential: row.get(2)?,
        key: row.get(3)?,
        counter: row.get(4)?,
        backup_eligible: row.flag(5)?,
    })
}

/// The passkey that authenticators know by an id; none when nobody has it.
pub(crate) async fn passkey(reader: &Reader<'_>, credential: Vec<u8>) -> Result<Option<PasskeyRow>> {
    reader
        .opt(
            sql!(
                "SELECT passkey_id, account_id, credential_id, public_key, counter, backup_eligible FROM passkey
                 WHERE credential_id = $1"
            ),
            store::params![credential],
            passkey_row,
        )
        .await
}

/// A passkey as its holder sees it.
pub(crate) struct OwnPasskey {
    pub(crate) id: Uuid,
    pub(crate) credential: Vec<u8>,
    /// What the holder calls it, under the key of the account.
    pub(crate) name: Vec<u8>,
    /// Whether it is kept on other devices too.
    pub(crate) backed_up: bool,
    pub(crate) made_at: Timestamp,
    pub(crate) used_at: Timestamp,
}

/// The passkeys of an account, the oldest first.
pub(crate) async fn passkeys_of(reader: &Reader<'_>, account: Uuid) -> Result<Vec<OwnPasskey>> {
    reader
        .all(
            sql!(
                "SELECT passkey_id, credential_id, name, backed_up, made_at, used_at FROM passkey
                 WHERE account_id = $1 ORDER BY made_at, passkey_id"
            ),
            store::params![account],
            |row| {
                Ok(OwnPasskey {
                    id: row.get(0)?,
                    credential: row.get(1)?,
                    name: row.get(2)?,
                    backed_up: row.flag(3)?,
                    made_at: row.time(4)?,
                    used_at: row.time(5)?,
                })
            },
        )
        .await
}

/// How many passkeys an account has.
pub(crate) async fn passkey_count(reader: &Reader<'_>, account: Uuid) -> Result<i64> {
    reader.number(sql!("SELECT COUNT(*) FROM passkey WHERE account_id = $1"), store::params![account]).await
}

/// Adds a passkey; breaks a unique rule when somebody has it.
pub(crate) fn insert_passkey(
    cx: &Decide<'_>,
    set: &mut WriteSet,
    (id, account): (Uuid, Uuid),
    new: NewPasskey,
    name: Vec<u8>,
) {
    set.one(
        sql!(
            "INSERT INTO passkey (credential_id, passkey_id, account_id, public_key, counter, name, backup_eligible,
               backed_up, made_at, used_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)"
        ),
        store::params![new.id, id, account, new.key, new.counter, name, new.backup_eligible, new.backed_up, cx.wall],
    );
}

/// Notes that a passkey was used; meets a conflict when it was used since it was read, or is gone.
pub(crate) fn use_passkey(cx: &Decide<'_>, set: &mut WriteSet, row: &PasskeyRow, used: Used) {
    set.one(
        sql!(
            "UPDATE passkey SET counter = $3, backed_up = $4, used_at = $5
             WHERE credential_id = $1 AND counter = $2"
        ),
        store::params![row.credential.clone(), row.counter, used.counter, used.backed_up, cx.wall],
    );
}

/// Gives a passkey of an account another name; meets a conflict when it is gone.
pub(crate) fn name_passkey(set: &mut WriteSet, account: Uuid, id: Uuid, name: Vec<u8>) {
    set.one(
        sql!("UPDATE passkey SET name = $3 WHERE passkey_id = $1 AND account_id = $2"),
        store::params![id, account, name],
    );
}

/// Removes a passkey of an account; meets a conflict when it is gone.
pub(crate) fn delete_passkey(set: &mut WriteSet, account: Uuid, id: Uuid) {
    set.one(sql!("DELETE FROM passkey WHERE passkey_id = $1 AND account_id = $2"), store::params![id, account]);
}

/// Whether the page with a ticket was answered.
pub(crate) async fn is_answered(reader: &Reader<'_>, ticket: &Ticket) -> Result<bool> {
    let found = reader
        .number(sql!("SELECT COUNT(*) FROM passkey_ticket WHERE ticket_hash = $1"), store::params![ticket.hash()])
        .await?;
    Ok(found > 0)
}

/// Takes a ticket; meets a conflict when it was taken before.
pub(crate) fn use_ticket(set: &mut WriteSet, ticket: &Ticket) {
    set.one(
        sql!(
            "INSERT INTO passkey_ticket (ticket_hash, ends_at) VALUES ($1, $2)
             ON CONFLICT (ticket_hash) DO NOTHING"
        ),
        store::params![ticket.hash(), ticket.ends()],
    );
}

/// Whether an account has a second factor of any kind.
pub(crate) async fn has_factor(reader: &Reader<'_>, account: Uuid) -> Result<bool> {
    let found = reader
        .number(
            sql!(
                "SELECT (SELECT COUNT(*) FROM factor WHERE account_id = $1)
                   + (SELECT COUNT(*) FROM passkey WHERE account_id = $1)"
            ),
            store::params![account],
        )
        .await?;
    Ok(found > 0)
}

/// Removes tickets that have ended.
pub(crate) async fn sweep_tickets(runtime: &Runtime) -> Result<()> {
    let stmt = sql!("DELETE FROM passkey_ticket WHERE ends_at <= $1");
    runtime.store().maintain(vec![(stmt, store::params![runtime.wall()])]).await?;
    Ok(())
}
