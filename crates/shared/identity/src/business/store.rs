//! All SQL of businesses and their representatives.

use kernel::{Result, Timestamp};
use runtime::{Decide, Reader};
use store::{StoreError, WriteSet, params, sql};
use uuid::Uuid;

/// Somebody who was asked to represent a business, does, or did.
#[derive(Clone)]
pub(crate) struct RepresentativeRow {
    pub(crate) id: Uuid,
    pub(crate) business: Uuid,
    /// Under which the person signs in, with an account or without one yet.
    pub(crate) login: String,
    /// The person, once they said yes.
    pub(crate) account: Option<Uuid>,
    /// Name and number, under the key of the business.
    pub(crate) sealed: Vec<u8>,
    pub(crate) made_at: Timestamp,
    /// Since when the person represents the business; none before they said yes.
    pub(crate) from: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
}

impl RepresentativeRow {
    /// Whether it is asked for or holds.
    pub(crate) fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Whether the person represents the business now.
    pub(crate) fn holds(&self) -> bool {
        self.is_open() && self.from.is_some()
    }
}

fn row_of(row: &store::Row<'_>) -> Result<RepresentativeRow, StoreError> {
    Ok(RepresentativeRow {
        id: row.get(0)?,
        business: row.get(1)?,
        login: row.get(2)?,
        account: row.get(3)?,
        sealed: row.get(4)?,
        made_at: row.time(5)?,
        from: row.opt_time(6)?,
        ended_at: row.opt_time(7)?,
    })
}

/// All that a business has and had, in the order of time.
pub(crate) async fn of_business(reader: &Reader<'_>, business: Uuid) -> Result<Vec<RepresentativeRow>> {
    reader
        .all(
            sql!(
                "SELECT representative_id, business_id, login_fold, account_id, sealed, made_at, valid_from, ended_at
                 FROM representative WHERE business_id = $1 ORDER BY made_at, representative_id"
            ),
            params![business],
            row_of,
        )
        .await
}

/// All that concern the person of an account, in the order of time.
pub(crate) async fn of_person(reader: &Reader<'_>, account: Uuid) -> Result<Vec<RepresentativeRow>> {
    reader
        .all(
            sql!(
                "SELECT r.representative_id, r.business_id, r.login_fold, r.account_id, r.sealed, r.made_at,
                        r.valid_from, r.ended_at
                 FROM account a JOIN representative r ON r.login_fold = a.login_fold
                 WHERE a.account_id = $1 ORDER BY r.made_at, r.representative_id"
            ),
            params![account],
            row_of,
        )
        .await
}

/// Under which an account signs in.
pub(crate) async fn login_of(reader: &Reader<'_>, account: Uuid) -> Result<String> {
    reader
        .one(sql!("SELECT login_fold FROM account WHERE account_id = $1"), params![account], |row| row.get::<String>(0))
        .await
}

/// Adds somebody who was asked, or who represents the business from now on.
pub(crate) fn insert(cx: &Decide<'_>, set: &mut WriteSet, row: RepresentativeRow) {
    set.one(
        sql!(
            "INSERT INTO representative
               (representative_id, business_id, login_fold, account_id, sealed, made_at, valid_from)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        params![row.id, row.business, row.login, row.account, row.sealed, cx.now, row.from],
    );
}

/// Somebody who was asked says yes; meets a conflict when that was said before, or the matter is over.
pub(crate) fn accept(cx: &Decide<'_>, set: &mut WriteSet, id: Uuid, sealed: Vec<u8>) {
    set.one(
        sql!(
            "UPDATE representative SET account_id = $2, sealed = $3, valid_from = $4
             WHERE representative_id = $1 AND valid_from IS NULL AND ended_at IS NULL"
        ),
        params![id, cx.actor.account, sealed, cx.now],
    );
}

/// Ends it; meets a conflict when it has ended.
pub(crate) fn end(cx: &Decide<'_>, set: &mut WriteSet, id: Uuid) {
    set.one(
        sql!(
            "UPDATE representative SET ended_at = $2, ended_by = $3 WHERE representative_id = $1 AND ended_at IS NULL"
        ),
        params![id, cx.now, cx.actor.account],
    );
}
