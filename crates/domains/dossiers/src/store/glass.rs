//! Rows of `break_glass`: dossiers that officers without the right opened to read them.

use kernel::time::HOUR;
use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{Row, StoreError, WriteSet, params, sql};
use uuid::Uuid;

use crate::model::DossierId;

/// A dossier that somebody opened.
#[derive(Clone, Debug)]
pub(crate) struct GlassRow {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    /// Where the officer works.
    pub(crate) officer_unit: Option<Uuid>,
    pub(crate) dossier: DossierId,
    /// The agency that was responsible for the dossier then.
    pub(crate) unit: Uuid,
    /// Sealed.
    pub(crate) reason: Vec<u8>,
    pub(crate) made_at: Timestamp,
    pub(crate) hours: i64,
    /// Of the wall clock.
    pub(crate) ends_at: Timestamp,
    pub(crate) reviewed_by: Option<Uuid>,
    pub(crate) reviewed_at: Option<Timestamp>,
}

fn row_of(row: &Row<'_>) -> Result<GlassRow, StoreError> {
    Ok(GlassRow {
        id: row.get(0)?,
        account: row.get(1)?,
        officer_unit: row.get(2)?,
        dossier: row.id(3)?,
        unit: row.get(4)?,
        reason: row.get(5)?,
        made_at: row.time(6)?,
        hours: row.get(7)?,
        ends_at: row.time(8)?,
        reviewed_by: row.get(9)?,
        reviewed_at: row.opt_time(10)?,
    })
}

/// Until when, on the business clock, an account reads a dossier that it opened; none when it did not, or no longer.
pub(crate) async fn open_until(reader: &Reader<'_>, account: Uuid, id: DossierId) -> Result<Option<Timestamp>> {
    let stmt = sql!(
        "SELECT made_at, hours FROM break_glass WHERE account_id = $1 AND dossier_id = $2 AND ends_at > $3
         ORDER BY ends_at DESC LIMIT 1"
    );
    reader
        .opt(stmt, params![account, id.uuid(), reader.wall], |row| Ok(row.time(0)?.plus(row.get::<i64>(1)? * HOUR)))
        .await
}

/// What an account opened last, newest first.
pub(crate) async fn of_account(reader: &Reader<'_>, account: Uuid, limit: i64) -> Result<Vec<GlassRow>> {
    let stmt = sql!(
        "SELECT glass_id, account_id, officer_unit, dossier_id, unit_id, reason, made_at, hours, ends_at, reviewed_by,
                reviewed_at
         FROM break_glass WHERE account_id = $1 ORDER BY made_at DESC, glass_id DESC LIMIT $2"
    );
    reader.all(stmt, params![account, limit], row_of).await
}

/// What was opened, newest first, before an instant and id.
pub(crate) async fn before(reader: &Reader<'_>, before: (i64, Uuid), limit: i64) -> Result<Vec<GlassRow>> {
    let stmt = sql!(
        "SELECT glass_id, account_id, officer_unit, dossier_id, unit_id, reason, made_at, hours, ends_at, reviewed_by,
                reviewed_at
         FROM break_glass WHERE (made_at, glass_id) < ($1, $2) ORDER BY made_at DESC, glass_id DESC LIMIT $3"
    );
    reader.all(stmt, params![before.0, before.1, limit], row_of).await
}

/// What nobody has reviewed yet, oldest first: the units through which it may be known.
pub(crate) async fn waiting(reader: &Reader<'_>, limit: i64) -> Result<Vec<(Uuid, Option<Uuid>)>> {
    let stmt = sql!(
        "SELECT unit_id, officer_unit FROM break_glass WHERE reviewed_at IS NULL ORDER BY made_at, glass_id LIMIT $1"
    );
    reader.all(stmt, params![limit], |row| Ok((row.get::<Uuid>(0)?, row.get::<Option<Uuid>>(1)?))).await
}

/// One of them.
pub(crate) async fn find(reader: &Reader<'_>, id: Uuid) -> Result<GlassRow> {
    let stmt = sql!(
        "SELECT glass_id, account_id, officer_unit, dossier_id, unit_id, reason, made_at, hours, ends_at, reviewed_by,
                reviewed_at
         FROM break_glass WHERE glass_id = $1"
    );
    reader.one(stmt, params![id], row_of).await
}

/// Adds one.
pub(crate) fn insert(set: &mut WriteSet, new: GlassRow) {
    let stmt = sql!(
        "INSERT INTO break_glass (glass_id, account_id, officer_unit, dossier_id, unit_id, reason, made_at, hours,
                                  ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    set.one(
        stmt,
        params![
            new.id,
            new.account,
            new.officer_unit,
            new.dossier.uuid(),
            new.unit,
            new.reason,
            new.made_at,
            new.hours,
            new.ends_at
        ],
    );
}

/// Notes who reviewed one; meets a conflict when somebody else was faster.
pub(crate) fn review(set: &mut WriteSet, id: Uuid, by: Uuid) {
    let at = set.at;
    let stmt =
        sql!("UPDATE break_glass SET reviewed_by = $2, reviewed_at = $3 WHERE glass_id = $1 AND reviewed_at IS NULL");
    set.one(stmt, params![id, by, at]);
}
