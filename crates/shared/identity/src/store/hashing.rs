//! Rows whose keyed hashes are made anew.

use kernel::Result;
use runtime::Reader;
use store::{WriteSet, params, sql};
use uuid::Uuid;

use crate::codes::Way;

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

/// A proven contact with the key of its account.
pub(crate) struct SealedContact {
    pub(crate) account: Uuid,
    pub(crate) way: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) wrapped: Vec<u8>,
}

/// How many accounts have contacts that can be read.
pub(crate) async fn count_contacts(reader: &Reader<'_>) -> Result<i64> {
    let stmt =
        sql!("SELECT COUNT(DISTINCT c.account_id) FROM contact c JOIN subject_key k ON k.subject_id = c.account_id");
    reader.number(stmt, params![]).await
}

/// All contacts of the next accounts after an id.
pub(crate) async fn next_contacts(reader: &Reader<'_>, after: Uuid, limit: i64) -> Result<Vec<SealedContact>> {
    let stmt = sql!(
        "SELECT c.account_id, c.way, c.sealed, k.wrapped
         FROM contact c JOIN subject_key k ON k.subject_id = c.account_id
         WHERE c.account_id IN
           (SELECT DISTINCT o.account_id FROM contact o JOIN subject_key s ON s.subject_id = o.account_id
            WHERE o.account_id > $1 ORDER BY o.account_id LIMIT $2)
         ORDER BY c.account_id, c.way"
    );
    reader
        .all(stmt, params![after, limit], |row| {
            Ok(SealedContact { account: row.get(0)?, way: row.get(1)?, sealed: row.get(2)?, wrapped: row.get(3)? })
        })
        .await
}

/// Replaces the hash of a contact.
pub(crate) fn put_contact(set: &mut WriteSet, account: Uuid, way: Way, hash: Vec<u8>) {
    let stmt = sql!("UPDATE contact SET value_hash = $3 WHERE account_id = $1 AND way = $2");
    set.run(stmt, params![account, way.code(), hash]);
}

/// Somebody who was asked to represent a business, does, or did, with the key of the business.
pub(crate) struct SealedRepresentative {
    pub(crate) id: Uuid,
    pub(crate) sealed: Vec<u8>,
    pub(crate) wrapped: Vec<u8>,
}

/// How many representatives can be read.
pub(crate) async fn count_representatives(reader: &Reader<'_>) -> Result<i64> {
    let stmt = sql!("SELECT COUNT(*) FROM representative r JOIN subject_key k ON k.subject_id = r.business_id");
    reader.number(stmt, params![]).await
}

/// The next representatives after an id.
pub(crate) async fn next_representatives(
    reader: &Reader<'_>,
    after: Uuid,
    limit: i64,
) -> Result<Vec<SealedRepresentative>> {
    let stmt = sql!(
        "SELECT r.representative_id, r.sealed, k.wrapped
         FROM representative r JOIN subject_key k ON k.subject_id = r.business_id
         WHERE r.representative_id > $1 ORDER BY r.representative_id LIMIT $2"
    );
    reader
        .all(stmt, params![after, limit], |row| {
            Ok(SealedRepresentative { id: row.get(0)?, sealed: row.get(1)?, wrapped: row.get(2)? })
        })
        .await
}

/// A representative is found by the same number under another name.
pub(crate) fn rename_representative(set: &mut WriteSet, id: Uuid, old: String, new: String) {
    let stmt = sql!("UPDATE representative SET login_fold = $3 WHERE representative_id = $1 AND login_fold = $2");
    set.run(stmt, params![id, old, new]);
}

/// Removes hashes of which the values are kept nowhere. A sign-in with a provider that is on its way goes too: what its
/// answer is compared with follows from the key.
pub(crate) fn forget(set: &mut WriteSet) {
    set.run(sql!("DELETE FROM recovery_code"), params![]);
    set.run(sql!("DELETE FROM recovery_slip"), params![]);
    set.run(sql!("DELETE FROM registration_quota"), params![]);
    set.run(sql!("DELETE FROM sent_code"), params![]);
    set.run(sql!("DELETE FROM provider_link"), params![]);
    set.run(sql!("DELETE FROM provider_flow"), params![]);
    set.run(sql!("DELETE FROM provider_jti"), params![]);
    set.run(sql!("DELETE FROM contact WHERE account_id NOT IN (SELECT subject_id FROM subject_key)"), params![]);
    let gone = sql!(
        "UPDATE person SET identity_hash = NULL, phone_hash = NULL
         WHERE subject_id NOT IN (SELECT subject_id FROM subject_key)"
    );
    set.run(gone, params![]);
    let gone =
        sql!("UPDATE representative SET login_fold = '' WHERE business_id NOT IN (SELECT subject_id FROM subject_key)");
    set.run(gone, params![]);
}
