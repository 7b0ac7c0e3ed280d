//! Schema migrations: plain SQL with a few tokens for the types, one transaction each, forwards only.

use aws_lc_rs::digest;

use crate::error::StoreError;
use crate::sql::Engine;

/// One migration of one module.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The module it belongs to.
    pub module: &'static str,
    /// Its number inside the module, from 1 without gaps.
    pub version: i64,
    /// SQL with tokens; see [`to_dialect`].
    pub sql: &'static str,
}

/// The migrations of the store itself.
pub const MIGRATIONS: &[Migration] = &[
    Migration { module: "store", version: 1, sql: include_str!("../migrations/0001_base.sql") },
    Migration { module: "store", version: 2, sql: include_str!("../migrations/0002_seals.sql") },
    Migration { module: "store", version: 3, sql: include_str!("../migrations/0003_keys.sql") },
    Migration { module: "store", version: 4, sql: include_str!("../migrations/0004_archive.sql") },
    Migration { module: "store", version: 5, sql: include_str!("../migrations/0005_stamps.sql") },
    Migration { module: "store", version: 6, sql: include_str!("../migrations/0006_hashing.sql") },
    Migration { module: "store", version: 7, sql: include_str!("../migrations/0007_archived_things.sql") },
];

pub(crate) const BOOTSTRAP: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    module {text} NOT NULL, version {i64} NOT NULL, sha256 {text} NOT NULL, PRIMARY KEY (module, version)
) {strict}";

/// Turns the tokens into the words of an engine. Text compares by bytes on both engines: SQLite does so by default.
/// Lines between `-- @sqlite` or `-- @postgres` and `-- @end` are for that engine only.
pub fn to_dialect(sql: &str, engine: Engine) -> String {
    let words: [(&str, &str); 8] = match engine {
        Engine::Sqlite => [
            ("{uuid}", "BLOB"),
            ("{i64}", "INTEGER"),
            ("{f64}", "REAL"),
            ("{text}", "TEXT"),
            ("{bytes}", "BLOB"),
            ("{strict}", "STRICT"),
            ("{clustered}", "STRICT, WITHOUT ROWID"),
            ("{tokens}", "TEXT"),
        ],
        Engine::Postgres => [
            ("{uuid}", "UUID"),
            ("{i64}", "BIGINT"),
            ("{f64}", "DOUBLE PRECISION"),
            ("{text}", "TEXT COLLATE \"C\""),
            ("{bytes}", "BYTEA"),
            ("{strict}", ""),
            ("{clustered}", ""),
            ("{tokens}", "TSVECTOR"),
        ],
    };
    let text = words.iter().fold(keep_engine_lines(sql, engine), |text, (token, word)| text.replace(token, word));
    text.trim().to_owned()
}

fn keep_engine_lines(sql: &str, engine: Engine) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut only: Option<Engine> = None;
    for line in sql.lines() {
        match line.trim() {
            "-- @sqlite" => only = Some(Engine::Sqlite),
            "-- @postgres" => only = Some(Engine::Postgres),
            "-- @end" => only = None,
            _ if only.is_none_or(|wanted| wanted == engine) => {
                out.push_str(line);
                out.push('\n');
            }
            _ => {}
        }
    }
    out
}

pub(crate) fn fingerprint(migration: &Migration) -> String {
    data_encoding::HEXLOWER.encode(digest::digest(&digest::SHA256, migration.sql.as_bytes()).as_ref())
}

/// What is still to be done, after checking that what was done is what this program knows.
pub(crate) fn pending<'a>(
    all: &'a [Migration],
    done: &[(String, i64, String)],
) -> Result<Vec<&'a Migration>, StoreError> {
    let mut pending = Vec::new();
    for migration in all {
        match done.iter().find(|(module, version, _)| module == migration.module && *version == migration.version) {
            Some((_, _, sha)) if *sha == fingerprint(migration) => {}
            Some(_) => {
                return Err(StoreError::bug(format!(
                    "migration {} {} was changed after it ran; put the old text back and add a new migration",
                    migration.module, migration.version
                )));
            }
            None => pending.push(migration),
        }
    }
    Ok(pending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_engine_lines() {
        let sql = "a {i64} {clustered}\n-- @sqlite\nlite\n-- @end\n-- @postgres\npg {text}\n-- @end";
        assert_eq!(to_dialect(sql, Engine::Sqlite), "a INTEGER STRICT, WITHOUT ROWID\nlite");
        assert_eq!(to_dialect(sql, Engine::Postgres), "a BIGINT \npg TEXT COLLATE \"C\"");
    }

    #[test]
    fn a_changed_migration_is_refused() {
        let migration = MIGRATIONS[0];
        let done = vec![("store".to_owned(), 1, "other".to_owned())];
        assert!(pending(&[migration], &done).is_err());
        let done = vec![("store".to_owned(), 1, fingerprint(&migration))];
        assert!(pending(&[migration], &done).unwrap().is_empty());
    }
}
