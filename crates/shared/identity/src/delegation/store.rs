//! SQL of delegations.

use kernel::{Result, Timestamp};
use runtime::{Decide, Reader};
use store::{StoreError, WriteSet, params, sql};
use uuid::Uuid;

/// A delegation as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Delegation {
    pub(crate) id: Uuid,
    pub(crate) giver: Uuid,
    pub(crate) to: Uuid,
    pub(crate) unit: Uuid,
    pub(crate) permissions: Vec<String>,
    pub(crate) basis: String,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
}

impl Delegation {
    /// Whether it can hold no more.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.ended_at.is_some() || self.until <= now
    }
}

pub(crate) fn row_of(row: &store::Row<'_>) -> Result<Delegation, StoreError> {
    let permissions: String = row.get(4)?;
    Ok(Delegation {
        id: row.get(0)?,
        giver: row.get(1)?,
        to: row.get(2)?,
        unit: row.get(3)?,
        permissions: permissions.split(' ').map(str::to_owned).collect(),
        basis: row.get(5)?,
        from: row.time(6)?,
        until: row.time(7)?,
        ended_at: row.opt_time(8)?,
    })
}

/// The delegations to an account that hold.
pub(crate) async fn held(reader: &Reader<'_>, account: Uuid, now: Timestamp) -> Result<Vec<Delegation>> {
    let stmt = sql!(
        "SELECT delegation_id, from_account, to_account, unit_id, permissions, basis, valid_from, valid_to, ended_at
         FROM delegation
         WHERE to_account = $1 AND valid_from <= $2 AND valid_to > $2 AND ended_at IS NULL
         ORDER BY valid_from, delegation_id"
    );
    reader.all(stmt, params![account, now], row_of).await
}

/// The newest delegations from or to an account.
pub(crate) async fn around(reader: &Reader<'_>, account: Uuid, limit: i64) -> Result<Vec<Delegation>> {
    let stmt = sql!(
        "SELECT delegation_id, from_account, to_account, unit_id, permissions, basis, valid_from, valid_to, ended_at
         FROM delegation
         WHERE from_account = $1 OR to_account = $1 ORDER BY valid_from DESC, delegation_id DESC LIMIT $2"
    );
    reader.all(stmt, params![account, limit], row_of).await
}

/// A delegation.
pub(crate) async fn find(reader: &Reader<'_>, id: Uuid) -> Result<Delegation> {
    let stmt = sql!(
        "SELECT delegation_id, from_account, to_account, unit_id, permissions, basis, valid_from, valid_to, ended_at
         FROM delegation WHERE delegation_id = $1"
    );
    reader.one(stmt, params![id], row_of).await
}

/// Adds a delegation.
pub(crate) fn insert(cx: &Decide<'_>, set: &mut WriteSet, new: &Delegation) {
    let stmt = sql!(
        "INSERT INTO delegation (delegation_id, from_account, to_account, unit_id, permissions, basis, valid_from,
                                 valid_to, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let permissions = new.permissions.join(" ");
    set.one(
        stmt,
        params![new.id, new.giver, new.to, new.unit, permissions, new.basis.clone(), new.from, new.until, cx.now],
    );
}

/// Ends a delegation; meets a conflict when it was ended before.
pub(crate) fn end(set: &mut WriteSet, id: Uuid, at: Timestamp) {
    let stmt = sql!("UPDATE delegation SET ended_at = $2 WHERE delegation_id = $1 AND ended_at IS NULL");
    set.one(stmt, params![id, at]);
}
