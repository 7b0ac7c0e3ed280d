//! The table of blobs: all SQL of this crate.

use ::store::{Store, WriteSet, params, sql};
use kernel::{Result, Timestamp};

use crate::scan::Verdict;
use crate::upload::Stored;

/// Orphans removed in one sweep, the next one takes the others; names read at once.
const STEP: i64 = 1_000;

/// Notes a finished upload that nothing refers to yet. Without this row the sweep finds it by listing the store.
pub async fn record(store: &Store, stored: &Stored, at: Timestamp) -> Result<()> {
    let stmt = sql!(
        "INSERT INTO blob (name, bytes, kind, made_at, referenced) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes, kind = excluded.kind"
    );
    let params = params![stored.name.clone(), stored.bytes, stored.kind.code(), at];
    store.maintain(vec![(stmt, params)]).await?;
    Ok(())
}

/// Says, in the write set of the command that takes it, that a blob is in use: the sweep leaves it alone from then on.
pub fn reference(set: &mut WriteSet, stored: &Stored) {
    let at = set.at;
    set.run(
        sql!(
            "INSERT INTO blob (name, bytes, kind, made_at, referenced) VALUES ($1, $2, $3, $4, 1)
             ON CONFLICT (name) DO UPDATE SET referenced = blob.referenced + 1"
        ),
        params![stored.name.clone(), stored.bytes, stored.kind.code(), at],
    );
}

/// Says, in the write set of the command that takes it over, that one thing more refers to a blob that is in use
/// already: the bytes are not stored again. One that nobody refers to any more is a version conflict.
pub fn share(set: &mut WriteSet, name: &str) {
    set.one(
        sql!("UPDATE blob SET referenced = referenced + 1 WHERE name = $1 AND referenced > 0"),
        params![name.to_owned()],
    );
}

/// Says, in the write set of the command that lets go of it, that a blob is no longer in use: the sweep removes it.
pub fn unreference(set: &mut WriteSet, name: &str) {
    set.run(
        sql!("UPDATE blob SET referenced = referenced - 1 WHERE name = $1 AND referenced > 0"),
        params![name.to_owned()],
    );
}

/// Blobs that nothing refers to, noted before an instant.
pub(crate) async fn orphans(store: &Store, before: Timestamp) -> Result<Vec<String>> {
    let stmt = sql!("SELECT name FROM blob WHERE referenced = 0 AND made_at < $1 ORDER BY made_at LIMIT $2");
    Ok(store.all(stmt, params![before, STEP], |row| row.get(0)).await?)
}

/// Names of blobs that something refers to, after a name, in their order.
pub(crate) async fn referenced(store: &Store, after: &str) -> Result<Vec<String>> {
    let stmt = sql!("SELECT name FROM blob WHERE referenced > 0 AND name > $1 ORDER BY name LIMIT $2");
    Ok(store.all(stmt, params![after.to_owned(), STEP], |row| row.get(0)).await?)
}

/// Whether there is a row of this blob.
pub(crate) async fn is_known(store: &Store, name: &str) -> Result<bool> {
    let stmt = sql!("SELECT COUNT(*) FROM blob WHERE name = $1");
    Ok(store.number(stmt, params![name.to_owned()]).await? > 0)
}

/// Removes the row of a blob, unless somebody refers to it by now. Says whether it did.
pub(crate) async fn forget(store: &Store, name: &str) -> Result<bool> {
    let stmt = sql!("DELETE FROM blob WHERE name = $1 AND referenced = 0");
    let verdict = sql!(
        "DELETE FROM blob_scan WHERE name = $1 AND NOT EXISTS (SELECT name FROM blob WHERE blob.name = blob_scan.name)"
    );
    let of = || params![name.to_owned()];
    let rows = store.maintain(vec![(stmt, of()), (verdict, of())]).await?;
    Ok(rows.first().is_some_and(|rows| *rows > 0))
}

/// What the scanner said of a blob.
pub(crate) async fn verdict(store: &Store, name: &str) -> Result<Option<Verdict>> {
    let stmt = sql!("SELECT state, found FROM blob_scan WHERE name = $1");
    let said =
        store.opt(stmt, params![name.to_owned()], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?))).await?;
    Ok(said.map(|(state, found)| if state == "clean" { Verdict::Clean } else { Verdict::Infected(found) }))
}

/// How many blobs were found to be infected.
pub(crate) async fn infected(store: &Store) -> Result<i64> {
    Ok(store.number(sql!("SELECT COUNT(*) FROM blob_scan WHERE state = 'infected'"), Vec::new()).await?)
}

/// Keeps what the scanner said of a blob; two who asked at once were told the same.
pub(crate) async fn note_verdict(store: &Store, name: &str, verdict: &Verdict, at: Timestamp) -> Result<()> {
    let found = match verdict {
        Verdict::Clean => String::new(),
        Verdict::Infected(found) => found.clone(),
    };
    let stmt =
        sql!("INSERT INTO blob_scan (name, state, found, at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING");
    store.maintain(vec![(stmt, params![name.to_owned(), verdict.code(), found, at])]).await?;
    Ok(())
}
