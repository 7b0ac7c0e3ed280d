//! What the tests read from the tables themselves: no read model stands between them and the rows.

use std::collections::BTreeMap;

use dossiers::model::{DossierId, FileId};
use kernel::Timestamp;
use kernel::id::Uuid;
use kernel::time::HOUR;
use store::{Engine, Sql, Store, Val, params, sql};

/// Key of a sum: figure, unit, slice, day.
pub(crate) type FigureKey = (String, Uuid, String, i64);

/// Account, instant, notice, dossier, kind, when it was read (-1 for not yet).
pub(crate) type Notice = (Uuid, i64, Uuid, Uuid, String, i64);

/// Every figure of dossiers as summed by the acts, folded or not; sums of nothing are left out.
pub(crate) async fn figures(store: &Store) -> BTreeMap<FigureKey, (i64, i64)> {
    let stmt = sql!(
        "SELECT figure, unit_id, slice, day, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT) FROM (
             SELECT figure, unit_id, slice, day, num, den FROM figure_day
             UNION ALL
             SELECT figure, unit_id, slice, day, num, den FROM figure_delta
         ) AS both_parts
         WHERE figure LIKE 'dossiers.%' GROUP BY figure, unit_id, slice, day"
    );
    let rows = store.all(stmt, Vec::new(), |row| {
        let key: FigureKey = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((key, (row.get::<i64>(4)?, row.get::<i64>(5)?)))
    });
    rows.await.unwrap().into_iter().filter(|(_, sum)| *sum != (0, 0)).collect()
}

/// Gives an account a proven address: the wrapped key of the account and the address sealed under it.
pub(crate) async fn prove_email(store: &Store, account: Uuid, wrapped: Vec<u8>, sealed: Vec<u8>) {
    let key = sql!("INSERT INTO subject_key (subject_id, wrapped, made_at) VALUES ($1, $2, 0)");
    let contact = sql!(
        "INSERT INTO contact (account_id, way, sealed, value_hash, is_step, proven_at)
         VALUES ($1, 'email', $2, $2, 0, 0)"
    );
    store.maintain(vec![(key, params![account, wrapped]), (contact, params![account, sealed])]).await.unwrap();
}

/// How much open work each queue has, by state.
pub(crate) async fn open_work(store: &Store) -> BTreeMap<(Uuid, String), i64> {
    let stmt = sql!("SELECT queue_id, state, COUNT(*) FROM task WHERE closed_at IS NULL GROUP BY queue_id, state");
    let rows = store
        .all(stmt, Vec::new(), |row| Ok(((row.get::<Uuid>(0)?, row.get::<i64>(1)?.to_string()), row.get::<i64>(2)?)));
    rows.await.unwrap().into_iter().collect()
}

/// How much open work of each queue becomes late or due soon in each hour; none while its clock stands.
pub(crate) async fn due_by_hour(store: &Store) -> BTreeMap<(Uuid, String, i64), i64> {
    let stmt = sql!("SELECT queue_id, sort_at, soon_at FROM task WHERE closed_at IS NULL AND sort_at < $1");
    let paused: i64 = 1 << 61;
    let rows =
        store.all(stmt, params![paused], |row| Ok((row.get::<Uuid>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?)));
    let mut hours = BTreeMap::new();
    for (queue, late, soon) in rows.await.unwrap() {
        for (slice, at) in [("late", late), ("soon", soon)] {
            *hours.entry((queue, slice.to_owned(), at.div_euclid(HOUR))).or_default() += 1;
        }
    }
    hours
}

/// All notices in a fixed order.
pub(crate) async fn notices(store: &Store) -> Vec<Notice> {
    let stmt = sql!(
        "SELECT account_id, at, notice_id, dossier_id, kind, COALESCE(read_at, -1) FROM notice
         ORDER BY account_id, at, notice_id"
    );
    let rows = store.all(stmt, Vec::new(), |row| {
        let notice: Notice = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
        Ok(notice)
    });
    rows.await.unwrap()
}

/// How many rows of the audit have this action.
pub(crate) async fn audited(store: &Store, action: &str) -> i64 {
    let stmt = sql!("SELECT COUNT(*) FROM audit WHERE action = $1");
    store.number(stmt, params![action.to_owned()]).await.unwrap()
}

/// The payloads of the audit rows of an action.
pub(crate) async fn payloads(store: &Store, action: &str) -> Vec<String> {
    let stmt = sql!("SELECT payload FROM audit WHERE action = $1");
    store.all(stmt, params![action.to_owned()], |row| row.get::<String>(0)).await.unwrap()
}

/// How many dossiers there are.
pub(crate) async fn dossiers(store: &Store) -> i64 {
    store.number(sql!("SELECT COUNT(*) FROM dossier"), Vec::new()).await.unwrap()
}

/// How many files refer to the blob of a file.
pub(crate) async fn references(store: &Store, file: FileId) -> i64 {
    let stmt = sql!("SELECT b.referenced FROM blob b JOIN dossier_file f ON f.blob = b.name WHERE f.file_id = $1");
    store.number(stmt, params![file.uuid()]).await.unwrap()
}

/// Writes one row past all commands.
async fn change(store: &Store, stmt: &'static Sql, params: Vec<Val>) {
    assert_eq!(store.maintain(vec![(stmt, params)]).await.unwrap(), [1]);
}

/// Puts a file under another subject, as no command does.
pub(crate) async fn give_file(store: &Store, file: FileId, subject: Uuid) {
    let stmt = sql!("UPDATE dossier_file SET subject_id = $2 WHERE file_id = $1");
    change(store, stmt, params![file.uuid(), subject]).await;
}

/// Takes a file away.
pub(crate) async fn remove_file(store: &Store, file: FileId) {
    change(store, sql!("UPDATE dossier_file SET removed_at = 1 WHERE file_id = $1"), params![file.uuid()]).await;
}

/// Makes the result of a dossier `valid` or `void`.
pub(crate) async fn set_result(store: &Store, dossier: DossierId, state: &'static str) {
    let stmt = sql!("UPDATE dossier_result SET state = $2 WHERE dossier_id = $1");
    change(store, stmt, params![dossier.uuid(), state]).await;
}

/// Destroys the key of a subject.
pub(crate) async fn erase(store: &Store, subject: Uuid) {
    change(store, sql!("DELETE FROM subject_key WHERE subject_id = $1"), params![subject]).await;
}

/// An officer leaves all posts at an instant.
pub(crate) async fn leave(store: &Store, account: Uuid, at: Timestamp) {
    let stmt = sql!("UPDATE assignment SET valid_to = $2 WHERE account_id = $1 AND valid_to IS NULL");
    store.maintain(vec![(stmt, params![account, at])]).await.unwrap();
}

/// Gives a draft the id of a dossier, as no command does.
pub(crate) async fn rename_draft(store: &Store, draft: DossierId, id: DossierId) {
    let stmt = sql!("UPDATE draft SET draft_id = $2 WHERE draft_id = $1");
    let rows = store.maintain(vec![(stmt, params![draft.uuid(), id.uuid()])]).await.unwrap();
    assert_eq!(rows, [1]);
}

/// The value of every text column of every table: `table.column` and the values.
pub(crate) async fn all_texts(store: &Store) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (table, column) in testkit::columns(store, "TEXT", "text").await {
        let stmt = testkit::made(format!("SELECT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"));
        let values = store.all(stmt, Vec::new(), |row| row.get::<String>(0)).await.unwrap();
        found.push((format!("{table}.{column}"), values));
    }
    found
}

/// The value of every column of bytes of every table, in capitals of hex.
pub(crate) async fn all_bytes(store: &Store) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (table, column) in testkit::columns(store, "BLOB", "bytea").await {
        let as_hex = match store.engine() {
            Engine::Sqlite => format!("hex(\"{column}\")"),
            Engine::Postgres => format!("upper(encode(\"{column}\", 'hex'))"),
        };
        let stmt = testkit::made(format!("SELECT {as_hex} FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"));
        let values = store.all(stmt, Vec::new(), |row| row.get::<String>(0)).await.unwrap();
        found.push((format!("{table}.{column}"), values));
    }
    found
}
