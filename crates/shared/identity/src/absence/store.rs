//! SQL of absences.

use kernel::{Result, Timestamp};
use runtime::{Decide, Reader};
use store::{Row, StoreError, WriteSet, params, sql};
use uuid::Uuid;

/// An absence as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Absence {
    pub(crate) id: Uuid,
    /// Who is away.
    pub(crate) account: Uuid,
    /// Who stands in.
    pub(crate) deputy: Uuid,
    pub(crate) permissions: Vec<String>,
    pub(crate) basis: String,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
}

impl Absence {
    /// Whether it can hold no more.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.ended_at.is_some() || self.until <= now
    }
}

fn row_of(row: &Row<'_>) -> Result<Absence, StoreError> {
    let permissions: String = row.get(3)?;
    Ok(Absence {
        id: row.get(0)?,
        account: row.get(1)?,
        deputy: row.get(2)?,
        permissions: permissions.split(' ').map(str::to_owned).collect(),
        basis: row.get(4)?,
        from: row.time(5)?,
        until: row.time(6)?,
        ended_at: row.opt_time(7)?,
    })
}

/// The absences that hold in which an account stands in for others.
pub(crate) async fn held(reader: &Reader<'_>, deputy: Uuid, now: Timestamp) -> Result<Vec<Absence>> {
    let stmt = sql!(
        "SELECT absence_id, account_id, deputy_id, permissions, basis, valid_from, valid_to, ended_at
         FROM absence
         WHERE deputy_id = $1 AND valid_from <= $2 AND valid_to > $2 AND ended_at IS NULL
         ORDER BY valid_from, absence_id"
    );
    reader.all(stmt, params![deputy, now], row_of).await
}

/// The newest absences of an account, and those in which it stands in for others.
pub(crate) async fn around(reader: &Reader<'_>, account: Uuid, limit: i64) -> Result<Vec<Absence>> {
    let stmt = sql!(
        "SELECT absence_id, account_id, deputy_id, permissions, basis, valid_from, valid_to, ended_at
         FROM absence
         WHERE account_id = $1 OR deputy_id = $1 ORDER BY valid_from DESC, absence_id DESC LIMIT $2"
    );
    reader.all(stmt, params![account, limit], row_of).await
}

/// An absence.
pub(crate) async fn find(reader: &Reader<'_>, id: Uuid) -> Result<Absence> {
    let stmt = sql!(
        "SELECT absence_id, account_id, deputy_id, permissions, basis, valid_from, valid_to, ended_at
         FROM absence WHERE absence_id = $1"
    );
    reader.one(stmt, params![id], row_of).await
}

/// Adds an absence.
pub(crate) fn insert(cx: &Decide<'_>, set: &mut WriteSet, new: &Absence) {
    let stmt = sql!(
        "INSERT INTO absence (absence_id, account_id, deputy_id, permissions, basis, valid_from, valid_to, made_by,
                              made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let (permissions, by) = (new.permissions.join(" "), cx.actor.account);
    set.one(
        stmt,
        params![new.id, new.account, new.deputy, permissions, new.basis.clone(), new.from, new.until, by, cx.now],
    );
}

/// Ends an absence; meets a conflict when it was ended before.
pub(crate) fn end(set: &mut WriteSet, id: Uuid, at: Timestamp) {
    let stmt = sql!("UPDATE absence SET ended_at = $2 WHERE absence_id = $1 AND ended_at IS NULL");
    set.one(stmt, params![id, at]);
}

/// Ends every absence of an account, and those in which it stands in for others.
pub(crate) fn end_all(set: &mut WriteSet, account: Uuid, at: Timestamp) {
    let stmt = sql!(
        "UPDATE absence SET ended_at = $2
         WHERE (account_id = $1 OR deputy_id = $1) AND valid_to > $2 AND ended_at IS NULL"
    );
    set.run(stmt, params![account, at]);
}
