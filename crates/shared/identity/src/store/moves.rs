//! Assignments of units that end, and those that take their place.

use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{WriteSet, sql};
use uuid::Uuid;

/// Units asked for in one statement.
pub(crate) const PLACES: usize = 16;

/// An assignment in a unit that ends.
#[derive(Clone, Debug)]
pub(crate) struct EndingRow {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    pub(crate) unit: Uuid,
    pub(crate) role: String,
    pub(crate) position: String,
    pub(crate) reach: String,
    pub(crate) from: Timestamp,
    pub(crate) to: Option<Timestamp>,
}

/// The assignments of up to [`PLACES`] units that do not end before an instant.
pub(crate) async fn assignments_in(reader: &Reader<'_>, units: &[Uuid], at: Timestamp) -> Result<Vec<EndingRow>> {
    let stmt = sql!(
        "SELECT assignment_id, account_id, unit_id, role, position, reach, valid_from, valid_to FROM assignment
         WHERE unit_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
           AND (valid_to IS NULL OR valid_to >= $1)
         ORDER BY assignment_id"
    );
    let mut params = store::params![at];
    params.extend((0..PLACES).map(|place| store::Val::from(units.get(place).copied().unwrap_or_default())));
    reader
        .all(stmt, params, |row| {
            Ok(EndingRow {
                id: row.get(0)?,
                account: row.get(1)?,
                unit: row.get(2)?,
                role: row.get(3)?,
                position: row.get(4)?,
                reach: row.get(5)?,
                from: row.time(6)?,
                to: row.opt_time(7)?,
            })
        })
        .await
}

/// The assignments of an account that ended at an instant: their ids and units.
pub(crate) async fn ended_at(reader: &Reader<'_>, account: Uuid, at: Timestamp) -> Result<Vec<(Uuid, Uuid)>> {
    let stmt = sql!(
        "SELECT assignment_id, unit_id FROM assignment WHERE account_id = $1 AND valid_to = $2 ORDER BY assignment_id"
    );
    reader.all(stmt, store::params![account, at], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// How many delegations in up to [`PLACES`] units last beyond an instant.
pub(crate) async fn delegations_in(reader: &Reader<'_>, units: &[Uuid], at: Timestamp) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM delegation
         WHERE unit_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
           AND valid_to > $1 AND ended_at IS NULL"
    );
    let mut params = store::params![at];
    params.extend((0..PLACES).map(|place| store::Val::from(units.get(place).copied().unwrap_or_default())));
    reader.number(stmt, params).await
}

/// How many absences of up to [`PLACES`] accounts last beyond an instant.
pub(crate) async fn absences_of(reader: &Reader<'_>, accounts: &[Uuid], at: Timestamp) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM absence
         WHERE account_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
           AND valid_to > $1 AND ended_at IS NULL"
    );
    let mut params = store::params![at];
    params.extend((0..PLACES).map(|place| store::Val::from(accounts.get(place).copied().unwrap_or_default())));
    reader.number(stmt, params).await
}

/// An assignment that followed another.
pub(crate) struct FollowerRow {
    /// When it ends; none while it lasts.
    pub(crate) to: Option<Timestamp>,
}

/// An assignment by its id; none when there is no such assignment.
pub(crate) async fn follower(reader: &Reader<'_>, id: Uuid) -> Result<Option<FollowerRow>> {
    let stmt = sql!("SELECT valid_to FROM assignment WHERE assignment_id = $1");
    reader.opt(stmt, store::params![id], |row| Ok(FollowerRow { to: row.opt_time(0)? })).await
}

/// Ends an assignment and begins one in another unit at the same instant.
pub(crate) fn carry_over(set: &mut WriteSet, row: &EndingRow, to: (Uuid, Uuid), at: Timestamp) {
    let (id, unit) = to;
    set.one(
        sql!(
            "UPDATE assignment SET valid_to = $2 WHERE assignment_id = $1 AND unit_id = $3
               AND (valid_to IS NULL OR valid_to > $2)"
        ),
        store::params![row.id, at, row.unit],
    );
    set.one(
        sql!(
            "INSERT INTO assignment (assignment_id, account_id, unit_id, role, position, reach, valid_from, valid_to)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (assignment_id) DO NOTHING"
        ),
        store::params![id, row.account, unit, row.role.clone(), row.position.clone(), row.reach.clone(), at, row.to],
    );
}

/// Takes back what [`carry_over`] did: the assignment ends when it would have ended.
pub(crate) fn carry_back(set: &mut WriteSet, row: &EndingRow, carried: Uuid, end: Option<Timestamp>) {
    set.one(sql!("DELETE FROM assignment WHERE assignment_id = $1"), store::params![carried]);
    set.one(
        sql!("UPDATE assignment SET valid_to = $3 WHERE assignment_id = $1 AND valid_to = $2"),
        store::params![row.id, row.to, end],
    );
}
