//! All SQL of procedures.

use kernel::id::Uuid;
use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{Store, StoreError, WriteSet, params, sql};

/// A stored version.
pub(crate) struct StoredVersion {
    pub(crate) id: Uuid,
    pub(crate) valid_from: i64,
    pub(crate) valid_to: Option<i64>,
    pub(crate) data: String,
}

/// The version of a procedure that is in force without an end.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) id: Uuid,
    pub(crate) code: String,
    pub(crate) sha256: String,
    pub(crate) valid_from: i64,
}

/// A version to be written.
pub(crate) struct NewVersion {
    pub(crate) id: Uuid,
    pub(crate) code: String,
    pub(crate) valid_from: i64,
    pub(crate) sha256: String,
    pub(crate) data: String,
}

/// A row of the table of procedures that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// Line in the file, from 1.
    pub line: i64,
    /// Code as written; may be empty.
    pub code: String,
    /// Message that says what is wrong; its argument is `found`.
    pub reason: String,
    /// What was found.
    pub found: String,
}

/// All versions of all procedures.
pub(crate) async fn all_versions(store: &Store) -> Result<Vec<StoredVersion>> {
    let rows = store.all(
        sql!(
            "SELECT version_id, valid_from, valid_to, data FROM procedure_version ORDER BY code, valid_from, version_id"
        ),
        Vec::new(),
        |row| Ok(StoredVersion { id: row.get(0)?, valid_from: row.get(1)?, valid_to: row.get(2)?, data: row.get(3)? }),
    );
    Ok(rows.await?)
}

/// Two numbers that change whenever a version is added.
pub(crate) async fn mark(store: &Store) -> Result<(i64, i64)> {
    let found = store.opt(
        sql!("SELECT COUNT(*), COALESCE(MAX(valid_from), 0) FROM procedure_version"),
        Vec::new(),
        |row| -> std::result::Result<(i64, i64), StoreError> { Ok((row.get(0)?, row.get(1)?)) },
    );
    Ok(found.await?.unwrap_or((0, 0)))
}

/// The open versions.
pub(crate) async fn heads(reader: &Reader<'_>) -> Result<Vec<Head>> {
    reader
        .all(
            sql!("SELECT version_id, code, sha256, valid_from FROM procedure_version WHERE valid_to IS NULL ORDER BY code"),
            Vec::new(),
            |row| Ok(Head { id: row.get(0)?, code: row.get(1)?, sha256: row.get(2)?, valid_from: row.get(3)? }),
        )
        .await
}

/// What the open version of a procedure is made of.
pub(crate) async fn head_with_data(reader: &Reader<'_>, code: &str) -> Result<Option<String>> {
    let stmt = sql!("SELECT data FROM procedure_version WHERE code = $1 AND valid_to IS NULL");
    reader.opt(stmt, params![code.to_owned()], |row| row.get(0)).await
}

/// What the version is made of that a version followed.
pub(crate) async fn data_before(reader: &Reader<'_>, id: Uuid) -> Result<Option<String>> {
    let stmt = sql!(
        "SELECT b.data FROM procedure_version v JOIN procedure_version b ON b.code = v.code AND b.valid_to = v.valid_from
         WHERE v.version_id = $1 AND b.version_id <> v.version_id ORDER BY b.valid_from DESC LIMIT 1"
    );
    reader.opt(stmt, params![id], |row| row.get(0)).await
}

/// The versions that begin at an instant.
pub(crate) async fn known(reader: &Reader<'_>, at: i64) -> Result<Vec<Uuid>> {
    let stmt = sql!("SELECT version_id FROM procedure_version WHERE valid_from = $1 ORDER BY version_id");
    reader.all(stmt, params![at], |row| row.get(0)).await
}

/// How many versions each procedure has had.
pub(crate) async fn version_counts(reader: &Reader<'_>) -> Result<Vec<(String, i64)>> {
    reader
        .all(sql!("SELECT code, COUNT(*) FROM procedure_version GROUP BY code"), Vec::new(), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .await
}

/// The rows of the last import that could not be used, in the order of the file.
pub async fn quarantined(reader: &Reader<'_>) -> Result<Vec<QuarantinedRow>> {
    reader
        .all(sql!("SELECT line, code, reason, found FROM procedure_quarantine ORDER BY line"), Vec::new(), |row| {
            Ok(QuarantinedRow { line: row.get(0)?, code: row.get(1)?, reason: row.get(2)?, found: row.get(3)? })
        })
        .await
}

/// Ends an open version; somebody else must not have ended it.
pub(crate) fn close(set: &mut WriteSet, id: Uuid, at: i64) {
    set.one(
        sql!("UPDATE procedure_version SET valid_to = $1 WHERE version_id = $2 AND valid_to IS NULL"),
        params![at, id],
    );
}

/// Adds an open version.
pub(crate) fn add(set: &mut WriteSet, version: &NewVersion) {
    set.one(
        sql!(
            "INSERT INTO procedure_version (version_id, code, valid_from, valid_to, sha256, data)
             VALUES ($1, $2, $3, NULL, $4, $5)"
        ),
        params![version.id, version.code.clone(), version.valid_from, version.sha256.clone(), version.data.clone(),],
    );
}

/// A version that never was in force goes.
pub(crate) fn remove(set: &mut WriteSet, id: Uuid) {
    set.one(sql!("DELETE FROM procedure_version WHERE version_id = $1 AND valid_to IS NULL"), params![id]);
}

/// The version that was ended at an instant goes on.
pub(crate) fn reopen(set: &mut WriteSet, code: &str, at: i64) {
    set.one(
        sql!("UPDATE procedure_version SET valid_to = NULL WHERE code = $1 AND valid_to = $2"),
        params![code.to_owned(), at],
    );
}

/// Replaces the quarantine by that of a new import.
pub(crate) fn replace_quarantine(set: &mut WriteSet, rows: &[QuarantinedRow], at: Timestamp) {
    set.run(sql!("DELETE FROM procedure_quarantine"), Vec::new());
    for row in rows {
        set.one(
            sql!("INSERT INTO procedure_quarantine (line, code, reason, found, at) VALUES ($1, $2, $3, $4, $5)"),
            params![row.line, row.code.clone(), row.reason.clone(), row.found.clone(), at],
        );
    }
}
