//! Rows of `draft`.

use kernel::{Result, Timestamp};
use organisation::UnitId;
use runtime::Reader;
use store::{Row, StoreError, WriteSet, params, sql};
use uuid::Uuid;

use crate::model::{Behalf, DeliveryWay, DossierId};

/// A draft as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its id, which the dossier keeps.
    pub id: DossierId,
    /// Counts its changes.
    pub version: i64,
    /// Whose draft.
    pub account: Uuid,
    /// Whose personal values.
    pub subject: Uuid,
    /// Version of the procedure.
    pub procedure_version: Uuid,
    /// Code of the procedure.
    pub procedure: String,
    /// The commune or district chosen as competent area.
    pub area: Option<UnitId>,
    /// For whom.
    pub behalf: Behalf,
    /// How the result is wanted.
    pub delivery_way: DeliveryWay,
    /// Sealed JSON of the applicant.
    pub person: Vec<u8>,
    /// Sealed JSON of the answers.
    pub answers: Vec<u8>,
    /// The farthest page reached.
    pub reached: String,
    /// When it was begun.
    pub made_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

fn bad(error: impl std::fmt::Display) -> StoreError {
    StoreError::bug(error.to_string())
}

fn row(row: &Row<'_>) -> Result<Draft, StoreError> {
    Ok(Draft {
        id: row.id(0)?,
        version: row.get(1)?,
        account: row.get(2)?,
        subject: row.get(3)?,
        procedure_version: row.get(4)?,
        procedure: row.get(5)?,
        area: row.opt_id(6)?,
        behalf: Behalf::parse(&row.get::<String>(7)?).map_err(bad)?,
        delivery_way: DeliveryWay::parse(&row.get::<String>(8)?).map_err(bad)?,
        person: row.get(9)?,
        answers: row.get(10)?,
        reached: row.get(11)?,
        made_at: row.time(12)?,
        updated_at: row.time(13)?,
    })
}

/// One draft of an account.
pub(crate) async fn find(reader: &Reader<'_>, id: DossierId, account: Uuid) -> Result<Option<Draft>> {
    let stmt = sql!(
        "SELECT draft_id, version, account_id, subject_id, procedure_version_id, procedure_code, area_id, behalf,
                delivery_way, person, answers, reached, made_at, updated_at
         FROM draft WHERE draft_id = $1 AND account_id = $2"
    );
    reader.opt(stmt, params![id.uuid(), account], row).await
}

/// One draft, whoever has it.
pub(crate) async fn any(reader: &Reader<'_>, id: DossierId) -> Result<Option<Draft>> {
    let stmt = sql!(
        "SELECT draft_id, version, account_id, subject_id, procedure_version_id, procedure_code, area_id, behalf,
                delivery_way, person, answers, reached, made_at, updated_at
         FROM draft WHERE draft_id = $1"
    );
    reader.opt(stmt, params![id.uuid()], row).await
}

/// The drafts that were last changed before an instant, oldest first.
pub(crate) async fn over(reader: &Reader<'_>, before: Timestamp, limit: i64) -> Result<Vec<DossierId>> {
    let stmt = sql!("SELECT draft_id FROM draft WHERE updated_at < $1 ORDER BY updated_at, draft_id LIMIT $2");
    reader.all(stmt, params![before, limit], |row| row.id(0)).await
}

/// The drafts of an account, newest first.
pub(crate) async fn of_account(reader: &Reader<'_>, account: Uuid) -> Result<Vec<Draft>> {
    let stmt = sql!(
        "SELECT draft_id, version, account_id, subject_id, procedure_version_id, procedure_code, area_id, behalf,
                delivery_way, person, answers, reached, made_at, updated_at
         FROM draft WHERE account_id = $1 ORDER BY updated_at DESC LIMIT 50"
    );
    reader.all(stmt, params![account], row).await
}

/// Adds a draft.
pub(crate) fn insert(set: &mut WriteSet, draft: &Draft) {
    let stmt = sql!(
        "INSERT INTO draft (draft_id, version, account_id, subject_id, procedure_version_id, procedure_code, area_id, behalf,
                            delivery_way, person, answers, reached, made_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    set.one(
        stmt,
        params![
            draft.id.uuid(),
            draft.version,
            draft.account,
            draft.subject,
            draft.procedure_version,
            draft.procedure.clone(),
            draft.area.map(UnitId::uuid),
            draft.behalf.code(),
            draft.delivery_way.code(),
            draft.person.clone(),
            draft.answers.clone(),
            draft.reached.clone(),
            draft.made_at,
            draft.updated_at
        ],
    );
}

/// Writes a changed draft, if its version is still `version`.
pub(crate) fn update(set: &mut WriteSet, draft: &Draft, version: i64) {
    let stmt = sql!(
        "UPDATE draft SET version = $3, area_id = $4, behalf = $5, delivery_way = $6, person = $7, answers = $8,
                          reached = $9, updated_at = $10, procedure_version_id = $11
         WHERE draft_id = $1 AND version = $2"
    );
    set.one(
        stmt,
        params![
            draft.id.uuid(),
            version,
            draft.version,
            draft.area.map(UnitId::uuid),
            draft.behalf.code(),
            draft.delivery_way.code(),
            draft.person.clone(),
            draft.answers.clone(),
            draft.reached.clone(),
            draft.updated_at,
            draft.procedure_version
        ],
    );
}

/// Notes that the files of a draft changed. What is no draft any more is a version conflict.
pub(crate) fn touch(set: &mut WriteSet, id: DossierId) {
    let stmt = sql!("UPDATE draft SET version = version + 1, updated_at = $2 WHERE draft_id = $1");
    let at = set.at;
    set.one(stmt, params![id.uuid(), at]);
}

/// Removes a draft, if its version is still `version`.
pub(crate) fn delete(set: &mut WriteSet, id: DossierId, version: i64) {
    set.one(sql!("DELETE FROM draft WHERE draft_id = $1 AND version = $2"), params![id.uuid(), version]);
}
