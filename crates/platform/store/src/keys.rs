//! Rows of `key_ring` and the wrapping of `subject_key`.

use kernel::Timestamp;
use uuid::Uuid;

use crate::error::StoreError;
use crate::store::Store;
use crate::vault::NewKey;
use crate::write_set::WriteSet;
use crate::{params, sql};

/// A ring of keys as it is stored.
#[derive(Clone)]
pub struct StoredRing {
    /// Id of the key that wraps it.
    pub kek: String,
    /// The keys, sealed.
    pub sealed: Vec<u8>,
}

/// The key of a subject as it is stored.
#[derive(Clone)]
pub struct StoredKey {
    /// Whose key.
    pub subject: Uuid,
    /// The key, wrapped.
    pub wrapped: Vec<u8>,
    /// Number of the key that wraps it.
    pub key_no: i64,
}

impl Store {
    /// The stored rings: none before the master key was changed for the first time, two in the middle of a change.
    pub async fn key_rings(&self) -> Result<Vec<StoredRing>, StoreError> {
        let stmt = sql!("SELECT kek, sealed FROM key_ring ORDER BY made_at, kek");
        self.all(stmt, Vec::new(), |row| Ok(StoredRing { kek: row.get(0)?, sealed: row.get(1)? })).await
    }

    /// How far making hashes of a kind anew has come: the last id, and rows done.
    pub async fn hash_cursor(&self, kind: &str) -> Result<Option<(Uuid, i64)>, StoreError> {
        let stmt = sql!("SELECT last_id, done FROM hash_cursor WHERE kind = $1");
        self.opt(stmt, params![kind.to_owned()], |row| Ok((row.get(0)?, row.get(1)?))).await
    }

    /// How many keys of subjects are wrapped under an older key than this.
    pub async fn keys_wrapped_before(&self, key_no: u32) -> Result<i64, StoreError> {
        let stmt = sql!("SELECT COUNT(*) FROM subject_key WHERE key_no < $1");
        self.number(stmt, params![i64::from(key_no)]).await
    }

    /// The next keys of subjects after `after` that are wrapped under an older key than this.
    pub async fn next_wrapped_before(
        &self,
        key_no: u32,
        after: Uuid,
        limit: i64,
    ) -> Result<Vec<StoredKey>, StoreError> {
        let stmt = sql!(
            "SELECT subject_id, wrapped, key_no FROM subject_key WHERE subject_id > $1 AND key_no < $2
             ORDER BY subject_id LIMIT $3"
        );
        self.all(stmt, params![after, i64::from(key_no), limit], |row| {
            Ok(StoredKey { subject: row.get(0)?, wrapped: row.get(1)?, key_no: row.get(2)? })
        })
        .await
    }
}

/// Adds a ring; one under the same key stays.
pub fn put_ring(set: &mut WriteSet, kek: &str, sealed: Vec<u8>, at: Timestamp) {
    let stmt = sql!("INSERT INTO key_ring (kek, sealed, made_at) VALUES ($1, $2, $3) ON CONFLICT (kek) DO NOTHING");
    set.run(stmt, params![kek.to_owned(), sealed, at]);
}

/// Puts a ring in the place of the one under the same key, if there is one.
pub fn replace_ring(set: &mut WriteSet, kek: &str, sealed: Vec<u8>, at: Timestamp) {
    let stmt = sql!(
        "INSERT INTO key_ring (kek, sealed, made_at) VALUES ($1, $2, $3)
         ON CONFLICT (kek) DO UPDATE SET sealed = excluded.sealed, made_at = excluded.made_at"
    );
    set.run(stmt, params![kek.to_owned(), sealed, at]);
}

/// Notes how far making hashes of a kind anew has come.
pub fn put_hash_cursor(set: &mut WriteSet, kind: &str, last: Uuid, done: i64) {
    let stmt = sql!(
        "INSERT INTO hash_cursor (kind, last_id, done) VALUES ($1, $2, $3)
         ON CONFLICT (kind) DO UPDATE SET last_id = excluded.last_id, done = excluded.done"
    );
    set.run(stmt, params![kind.to_owned(), last, done]);
}

/// Forgets how far it had come: it is done.
pub fn drop_hash_cursors(set: &mut WriteSet) {
    set.run(sql!("DELETE FROM hash_cursor"), params![]);
}

/// Removes a ring: the key that wrapped it opens nothing any more.
pub fn drop_ring(set: &mut WriteSet, kek: &str) {
    set.run(sql!("DELETE FROM key_ring WHERE kek = $1"), params![kek.to_owned()]);
}

/// Puts the key of a subject under another wrapping. One that was erased or wrapped anew meanwhile stays as it is.
pub fn rewrap(set: &mut WriteSet, old: &StoredKey, wrapped: Vec<u8>, key_no: u32) {
    let stmt = sql!("UPDATE subject_key SET wrapped = $2, key_no = $3 WHERE subject_id = $1 AND key_no = $4");
    set.run(stmt, params![old.subject, wrapped, i64::from(key_no), old.key_no]);
}

/// Destroys the key of a subject: what is sealed under it opens nevermore. One that is gone already is a version
/// conflict.
pub fn destroy(set: &mut WriteSet, subject: Uuid) {
    set.one(sql!("DELETE FROM subject_key WHERE subject_id = $1"), params![subject]);
}

/// Adds the key of a subject that has none; `at` is when it was made.
pub fn insert(set: &mut WriteSet, subject: Uuid, new: &NewKey, at: Timestamp) {
    let stmt = sql!("INSERT INTO subject_key (subject_id, wrapped, made_at, key_no) VALUES ($1, $2, $3, $4)");
    set.one(stmt, params![subject, new.wrapped.clone(), at, new.key_no]);
}

/// Holds a set to the key of a subject: one that is destroyed meanwhile is a version conflict.
pub fn hold(set: &mut WriteSet, subject: Uuid) {
    set.one(sql!("UPDATE subject_key SET made_at = made_at WHERE subject_id = $1"), params![subject]);
}
