//! Rows whose keyed hashes are made anew.

use kernel::Result;
use runtime::Reader;
use store::{WriteSet, params, sql};
use uuid::Uuid;

/// A person with what is sealed of them.
pub(crate) struct SealedPerson {
    pub(crate) subject: Uuid,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) profile: Vec<u8>,
}

/// How many people can be read.
pub(crate) async fn count(reader: &Reader<'_>) -> Result<i64> {
    let stmt = sql!("SELECT COUNT(*) FROM person p JOIN subject_key k ON k.subject_id = p.subject_id");
    reader.number(stmt, params![]).await
}

/// The next people after an id.
pub(crate) async fn next(reader: &Reader<'_>, after: Uuid, limit: i64) -> Result<Vec<SealedPerson>> {
    let stmt = sql!(
        "SELECT p.subject_id, k.wrapped, p.profile FROM person p JOIN subject_key k ON k.subject_id = p.subject_id
         WHERE p.subject_id > $1 ORDER BY p.subject_id LIMIT $2"
    );
    reader
        .all(stmt, params![after, limit], |row| {
            Ok(SealedPerson { subject: row.get(0)?, wrapped: row.get(1)?, profile: row.get(2)? })
        })
        .await
}

/// Replaces the hashes of a person; what the person typed stays as it was, and so does the version.
pub(crate) fn put(set: &mut WriteSet, subject: Uuid, identity: Option<Vec<u8>>, phone: Option<Vec<u8>>) {
    let stmt = sql!("UPDATE person SET identity_hash = $2, phone_hash = $3 WHERE subject_id = $1");
    set.run(stmt, params![subject, identity, phone]);
}

/// An account is signed in to under another name.
pub(crate) fn rename(set: &mut WriteSet, old: String, new: String) {
    set.run(sql!("UPDATE account SET login_fold = $2 WHERE login_fold = $1"), params![old, new]);
}

/// Removes hashes of which the values are kept nowhere.
pub(crate) fn forget(set: &mut WriteSet) {
    set.run(sql!("DELETE FROM recovery_code"), params![]);
    set.run(sql!("DELETE FROM recovery_slip"), params![]);
    set.run(sql!("DELETE FROM registration_quota"), params![]);
    let gone = sql!(
        "UPDATE person SET identity_hash = NULL, phone_hash = NULL
         WHERE subject_id NOT IN (SELECT subject_id FROM subject_key)"
    );
    set.run(gone, params![]);
}
