//! Backups: what a copy of the database holds, whether a place is empty, what is known of restores, and what tells one
//! master key from another.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use rusqlite::Connection;
use uuid::Uuid;

use crate::dump;
use crate::error::StoreError;
use crate::postgres::Connector;
use crate::store::Place;
use crate::vault::KEY_LEN;

/// Told bytes done and bytes in all.
pub(crate) type Tell = Box<dyn FnMut(u64, u64) + Send>;

/// The thing to which the audit rows of restores belong.
pub const RESTORES: Uuid = Uuid::from_u128(0x5245_5354_4f52_8000_8000_0000_0000_0001);
/// The action of the audit row that a restore leaves: the known cut of the log.
pub const RESTORED_FROM: &str = "store.restored-from";

pub(crate) const COUNT_ROWS: &str = "SELECT COUNT(*) FROM audit";
pub(crate) const NEWEST_SEAL: &str = "SELECT no, hash FROM audit_seal ORDER BY no DESC LIMIT 1";
pub(crate) const SCHEMA: &str = "SELECT module, MAX(version) FROM schema_migration GROUP BY module ORDER BY module";

/// What a copy of the database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// Rows of the audit log.
    pub rows: i64,
    /// Number of the newest seal; 0 before the first.
    pub seal: i64,
    /// Its hash in hexadecimal; empty before the first.
    pub seal_hash: String,
    /// The newest migration of each module.
    pub schema: Vec<(String, i64)>,
    /// The longest time for which the copy kept writes waiting; none where it keeps nobody waiting (PostgreSQL).
    pub longest_wait: Option<Duration>,
}

/// Makes a copy that SQLite has just written one durable file that needs nothing beside it, and reads what it holds.
pub(crate) async fn close_copy(file: &Path) -> Result<Point, StoreError> {
    let file = file.to_owned();
    let closed = tokio::task::spawn_blocking(move || close_copy_here(&file)).await;
    closed.map_err(|e| StoreError::bug(format!("closing a copy: {e}")))?
}

fn close_copy_here(file: &Path) -> Result<Point, StoreError> {
    let failed = |e: rusqlite::Error| StoreError::of_sqlite(&e);
    let connection = Connection::open(file).map_err(failed)?;
    // The copy says that it has a log beside it, as its source has; the store asks for one again when it opens it.
    connection.execute_batch("PRAGMA journal_mode = DELETE;").map_err(failed)?;
    let rows = connection.query_row(COUNT_ROWS, [], |row| row.get(0)).map_err(failed)?;
    let (seal, seal_hash) = {
        let mut stmt = connection.prepare(NEWEST_SEAL).map_err(failed)?;
        let mut seals = stmt.query([]).map_err(failed)?;
        match seals.next().map_err(failed)? {
            Some(row) => {
                let hash: Vec<u8> = row.get(1).map_err(failed)?;
                (row.get(0).map_err(failed)?, HEXLOWER.encode(&hash))
            }
            None => (0, String::new()),
        }
    };
    let schema = {
        let mut stmt = connection.prepare(SCHEMA).map_err(failed)?;
        let modules = stmt.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
        modules.collect::<Result<Vec<_>, _>>().map_err(failed)?
    };
    connection.close().map_err(|(_, e)| StoreError::of_sqlite(&e))?;
    let synced = File::open(file).and_then(|file| file.sync_all());
    synced.map_err(|e| StoreError::Unavailable(format!("{}: {e}", file.display())))?;
    Ok(Point { rows, seal, seal_hash, schema, longest_wait: None })
}

/// Whether nothing is at a place yet: no file, or a PostgreSQL database without tables.
pub async fn is_empty(place: &Place) -> Result<bool, StoreError> {
    match place {
        Place::Sqlite(file) => Ok(!file.exists()),
        Place::Postgres(url) => dump::is_empty(&Connector::new(url)?).await,
    }
}

/// Puts a dump into an empty PostgreSQL database by `pg_restore`: all of it or nothing.
pub async fn restore_dump(url: &str, dump: &Path) -> Result<(), StoreError> {
    dump::restore(&Connector::new(url)?, dump).await
}

/// What tells one master key from another without giving anything of it away: 32 hexadecimal digits.
pub fn fingerprint(master: &[u8; KEY_LEN]) -> String {
    let digits = keyed(master, "nhatle.fingerprint.1", b"");
    digits.get(..32).unwrap_or(&digits).to_owned()
}

/// A keyed hash in hexadecimal: who does not know the master key cannot write the manifest of a backup anew.
pub fn manifest_mark(master: &[u8; KEY_LEN], manifest: &[u8]) -> String {
    keyed(master, "nhatle.manifest.1", manifest)
}

fn keyed(master: &[u8; KEY_LEN], purpose: &str, text: &[u8]) -> String {
    let root = hmac::Key::new(hmac::HMAC_SHA256, master);
    let derived = hmac::sign(&root, purpose.as_bytes());
    let key = hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref());
    HEXLOWER.encode(hmac::sign(&key, text).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_tells_keys_apart_and_is_no_part_of_a_mark() {
        let (one, two) = ([1; KEY_LEN], [2; KEY_LEN]);
        assert_eq!(fingerprint(&one), fingerprint(&one));
        assert_ne!(fingerprint(&one), fingerprint(&two));
        assert_eq!(fingerprint(&one).len(), 32);
        assert_ne!(manifest_mark(&one, b"x"), manifest_mark(&one, b"y"));
        assert_ne!(manifest_mark(&one, b"x"), manifest_mark(&two, b"x"));
        assert!(!manifest_mark(&one, b"").starts_with(&fingerprint(&one)));
    }
}
