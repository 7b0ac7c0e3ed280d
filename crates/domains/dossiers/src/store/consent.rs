//! Rows of `consent` and `kept_answers`.

use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{WriteSet, params, sql};
use uuid::Uuid;

use crate::model::{Agreed, Purpose};

/// A consent that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// What for.
    pub purpose: String,
    /// Version of the words.
    pub words: i64,
    /// Since when.
    pub given_at: Timestamp,
}

/// Answers that are kept.
pub struct KeptRow {
    /// Code of the procedure.
    pub procedure: String,
    /// The answers, sealed.
    pub sealed: Vec<u8>,
    /// Since when.
    pub kept_at: Timestamp,
}

/// The consents of a subject that stand.
pub(crate) async fn standing(reader: &Reader<'_>, subject: Uuid) -> Result<Vec<ConsentRow>> {
    let stmt = sql!(
        "SELECT purpose, words, given_at FROM consent WHERE subject_id = $1 AND withdrawn_at IS NULL ORDER BY purpose"
    );
    reader
        .all(stmt, params![subject], |row| {
            Ok(ConsentRow { purpose: row.get(0)?, words: row.get(1)?, given_at: row.time(2)? })
        })
        .await
}

/// Notes a consent. One that stands already is a version conflict.
pub(crate) fn give(set: &mut WriteSet, subject: Uuid, agreed: Agreed) {
    let stmt = sql!(
        "INSERT INTO consent (subject_id, purpose, given_at, words) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
    );
    let at = set.at;
    set.one(stmt, params![subject, agreed.purpose.code().to_owned(), at, agreed.words]);
}

/// Ends a consent. One that does not stand is a version conflict.
pub(crate) fn withdraw(set: &mut WriteSet, subject: Uuid, purpose: Purpose) {
    let stmt =
        sql!("UPDATE consent SET withdrawn_at = $3 WHERE subject_id = $1 AND purpose = $2 AND withdrawn_at IS NULL");
    let at = set.at;
    set.one(stmt, params![subject, purpose.code().to_owned(), at]);
}

/// Keeps the answers of a procedure in place of older ones. A consent withdrawn meanwhile is a version conflict.
pub(crate) fn keep(set: &mut WriteSet, subject: Uuid, procedure: &str, sealed: Vec<u8>) {
    let at = set.at;
    let stands =
        sql!("UPDATE consent SET words = words WHERE subject_id = $1 AND purpose = 'answers' AND withdrawn_at IS NULL");
    set.one(stands, params![subject]);
    let stmt = sql!(
        "INSERT INTO kept_answers (subject_id, procedure_code, sealed, kept_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (subject_id, procedure_code) DO UPDATE SET sealed = excluded.sealed, kept_at = excluded.kept_at"
    );
    set.run(stmt, params![subject, procedure.to_owned(), sealed, at]);
}

/// The answers of a procedure that are kept.
pub(crate) async fn kept(reader: &Reader<'_>, subject: Uuid, procedure: &str) -> Result<Option<Vec<u8>>> {
    let stmt = sql!("SELECT sealed FROM kept_answers WHERE subject_id = $1 AND procedure_code = $2");
    reader.opt(stmt, params![subject, procedure.to_owned()], |row| row.get(0)).await
}

/// All answers of a subject that are kept, by procedure.
pub(crate) async fn all_kept(reader: &Reader<'_>, subject: Uuid) -> Result<Vec<KeptRow>> {
    let stmt =
        sql!("SELECT procedure_code, sealed, kept_at FROM kept_answers WHERE subject_id = $1 ORDER BY procedure_code");
    reader
        .all(stmt, params![subject], |row| {
            Ok(KeptRow { procedure: row.get(0)?, sealed: row.get(1)?, kept_at: row.time(2)? })
        })
        .await
}

/// Removes everything that is kept of a subject.
pub(crate) fn drop_kept(set: &mut WriteSet, subject: Uuid) {
    set.run(sql!("DELETE FROM kept_answers WHERE subject_id = $1"), params![subject]);
}
