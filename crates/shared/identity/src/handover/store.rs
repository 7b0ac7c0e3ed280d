//! SQL of hand-overs.

use kernel::{Result, Timestamp};
use runtime::{Decide, Reader};
use store::{Row, StoreError, WriteSet, params, sql};
use uuid::Uuid;

use super::HandedOver;
use crate::delegation::store::Delegation;
use crate::delegation::store::row_of as delegation;

fn row_of(row: &Row<'_>) -> Result<HandedOver, StoreError> {
    Ok(HandedOver {
        id: row.get(0)?,
        from: row.get(1)?,
        to: row.get(2)?,
        basis: row.get(3)?,
        held: row.get(4)?,
        made_by: row.get(5)?,
        made_at: row.time(6)?,
        ended_at: row.opt_time(7)?,
    })
}

/// A hand-over.
pub(crate) async fn find(reader: &Reader<'_>, id: Uuid) -> Result<HandedOver> {
    let stmt = sql!(
        "SELECT hand_over_id, from_account, to_account, basis, held, made_by, made_at, ended_at
         FROM hand_over WHERE hand_over_id = $1"
    );
    reader.one(stmt, params![id], row_of).await
}

/// The newest hand-overs from or to an account.
pub(crate) async fn around(reader: &Reader<'_>, account: Uuid, limit: i64) -> Result<Vec<HandedOver>> {
    let stmt = sql!(
        "SELECT hand_over_id, from_account, to_account, basis, held, made_by, made_at, ended_at
         FROM hand_over WHERE from_account = $1 OR to_account = $1 ORDER BY made_at DESC, hand_over_id DESC LIMIT $2"
    );
    reader.all(stmt, params![account, limit], row_of).await
}

/// Adds a hand-over.
pub(crate) fn insert(cx: &Decide<'_>, set: &mut WriteSet, new: &HandedOver) {
    let stmt = sql!(
        "INSERT INTO hand_over (hand_over_id, from_account, to_account, basis, held, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    set.one(stmt, params![new.id, new.from, new.to, new.basis.clone(), new.held, new.made_by, cx.now]);
}

/// Lists a role or delegation that ended, with the one that follows it.
pub(crate) fn insert_right(set: &mut WriteSet, id: Uuid, kind: &'static str, old: Uuid, new: Option<Uuid>) {
    let stmt = sql!("INSERT INTO hand_over_right (hand_over_id, kind, old_id, new_id) VALUES ($1, $2, $3, $4)");
    set.one(stmt, params![id, kind, old, new]);
}

/// Notes that all work has gone; meets a conflict when that was noted before.
pub(crate) fn end(set: &mut WriteSet, id: Uuid, at: Timestamp) {
    let stmt = sql!("UPDATE hand_over SET ended_at = $2 WHERE hand_over_id = $1 AND ended_at IS NULL");
    set.one(stmt, params![id, at]);
}

/// A role that was handed over.
#[derive(Clone, Debug)]
pub(crate) struct RoleRow {
    pub(crate) unit: Uuid,
    pub(crate) role: String,
    /// `unit` or `below`.
    pub(crate) reach: String,
    /// Whether a role of the receiver follows it, or else they had it already.
    pub(crate) follows: bool,
}

/// The roles of a hand-over.
pub(crate) async fn roles(reader: &Reader<'_>, id: Uuid) -> Result<Vec<RoleRow>> {
    let stmt = sql!(
        "SELECT s.unit_id, s.role, s.reach, h.new_id
         FROM hand_over_right h JOIN assignment s ON s.assignment_id = h.old_id
         WHERE h.hand_over_id = $1 AND h.kind = 'role' ORDER BY s.valid_from, s.assignment_id"
    );
    reader
        .all(stmt, params![id], |row| {
            Ok(RoleRow {
                unit: row.get(0)?,
                role: row.get(1)?,
                reach: row.get(2)?,
                follows: row.get::<Option<Uuid>>(3)?.is_some(),
            })
        })
        .await
}

/// The delegations of a hand-over, each with whether one of the receiver follows it.
pub(crate) async fn delegations(reader: &Reader<'_>, id: Uuid) -> Result<Vec<(Delegation, bool)>> {
    let stmt = sql!(
        "SELECT d.delegation_id, d.from_account, d.to_account, d.unit_id, d.permissions, d.basis, d.valid_from,
                d.valid_to, d.ended_at, h.new_id
         FROM hand_over_right h JOIN delegation d ON d.delegation_id = h.old_id
         WHERE h.hand_over_id = $1 AND h.kind = 'delegation' ORDER BY d.valid_from, d.delegation_id"
    );
    reader.all(stmt, params![id], |row| Ok((delegation(row)?, row.get::<Option<Uuid>>(9)?.is_some()))).await
}

/// The delegations from or to an account that are not over.
pub(crate) async fn open_delegations(reader: &Reader<'_>, account: Uuid, now: Timestamp) -> Result<Vec<Delegation>> {
    let stmt = sql!(
        "SELECT delegation_id, from_account, to_account, unit_id, permissions, basis, valid_from, valid_to, ended_at
         FROM delegation
         WHERE (from_account = $1 OR to_account = $1) AND valid_to > $2 AND ended_at IS NULL
         ORDER BY valid_from, delegation_id"
    );
    reader.all(stmt, params![account, now], delegation).await
}
