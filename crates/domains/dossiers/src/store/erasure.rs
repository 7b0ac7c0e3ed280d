//! Rows of `erasure`, and what is emptied of a dossier.

use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{Row, StoreError, WriteSet, params, sql};
use uuid::Uuid;

use crate::model::DossierId;

/// A request.
#[derive(Clone, Debug)]
pub struct ErasureRow {
    /// Its id.
    pub id: Uuid,
    /// Whose data; the account has the same id.
    pub subject: Uuid,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// `asked`, `done` or `refused`.
    pub state: String,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// The sealed reason of a refusal.
    pub reason: Option<Vec<u8>>,
}

/// A dossier of a subject, as far as erasing needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDossier {
    /// Its id.
    pub id: DossierId,
    /// Code or reference.
    pub code: String,
    /// When it was closed; none while it is open.
    pub closed_at: Option<Timestamp>,
}

fn row(row: &Row<'_>) -> Result<ErasureRow, StoreError> {
    Ok(ErasureRow {
        id: row.get(0)?,
        subject: row.get(1)?,
        asked_at: row.time(2)?,
        state: row.get(3)?,
        decided_at: row.opt_time(4)?,
        reason: row.get(5)?,
    })
}

/// The newest request of a subject.
pub(crate) async fn newest_of(reader: &Reader<'_>, subject: Uuid) -> Result<Option<ErasureRow>> {
    let stmt = sql!(
        "SELECT erasure_id, subject_id, asked_at, state, decided_at, reason FROM erasure
         WHERE subject_id = $1 ORDER BY asked_at DESC LIMIT 1"
    );
    reader.opt(stmt, params![subject], row).await
}

/// A request.
pub(crate) async fn find(reader: &Reader<'_>, id: Uuid) -> Result<ErasureRow> {
    let stmt =
        sql!("SELECT erasure_id, subject_id, asked_at, state, decided_at, reason FROM erasure WHERE erasure_id = $1");
    reader.one(stmt, params![id], row).await
}

/// The requests that wait for a decision, the oldest first.
pub(crate) async fn waiting(reader: &Reader<'_>, limit: i64) -> Result<Vec<ErasureRow>> {
    let stmt = sql!(
        "SELECT erasure_id, subject_id, asked_at, state, decided_at, reason FROM erasure
         WHERE state = 'asked' ORDER BY asked_at, erasure_id LIMIT $1"
    );
    reader.all(stmt, params![limit], row).await
}

/// The requests that were decided, the newest first.
pub(crate) async fn decided(reader: &Reader<'_>, limit: i64) -> Result<Vec<ErasureRow>> {
    let stmt = sql!(
        "SELECT erasure_id, subject_id, asked_at, state, decided_at, reason FROM erasure
         WHERE state <> 'asked' ORDER BY decided_at DESC, erasure_id LIMIT $1"
    );
    reader.all(stmt, params![limit], row).await
}

/// Requests that were granted while a law kept something: the key of the subject is still there.
pub(crate) async fn kept(reader: &Reader<'_>, limit: i64) -> Result<Vec<Uuid>> {
    let stmt = sql!(
        "SELECT e.erasure_id FROM erasure e JOIN subject_key k ON k.subject_id = e.subject_id
         WHERE e.state = 'done' ORDER BY e.decided_at, e.erasure_id LIMIT $1"
    );
    reader.all(stmt, params![limit], |row| row.get(0)).await
}

/// The sealed letter of a request whose mail was not sent yet.
pub(crate) async fn letter(reader: &Reader<'_>, id: Uuid) -> Result<Option<Vec<u8>>> {
    let stmt = sql!("SELECT letter FROM erasure WHERE erasure_id = $1 AND letter IS NOT NULL");
    reader.opt(stmt, params![id], |row| row.get(0)).await
}

/// Adds a request. One that waits already is a version conflict.
pub(crate) fn ask(set: &mut WriteSet, id: Uuid, subject: Uuid) {
    let stmt = sql!(
        "INSERT INTO erasure (erasure_id, subject_id, asked_at, state) VALUES ($1, $2, $3, 'asked')
         ON CONFLICT DO NOTHING"
    );
    let at = set.at;
    set.one(stmt, params![id, subject, at]);
}

/// What is decided of a request.
pub(crate) struct Decided {
    pub(crate) state: &'static str,
    pub(crate) by: Uuid,
    /// What was kept and erased, as counted JSON.
    pub(crate) outcome: String,
    pub(crate) reason: Option<Vec<u8>>,
    pub(crate) letter: Option<Vec<u8>>,
}

/// Notes a decision. A request that was decided meanwhile is a version conflict.
pub(crate) fn decide(set: &mut WriteSet, id: Uuid, decided: Decided) {
    let stmt = sql!(
        "UPDATE erasure SET state = $2, decided_by = $3, decided_at = $4, outcome = $5, reason = $6, letter = $7
         WHERE erasure_id = $1 AND state = 'asked'"
    );
    let Decided { state, by, outcome, reason, letter } = decided;
    let at = set.at;
    set.one(stmt, params![id, state.to_owned(), by, at, outcome, reason, letter]);
}

/// Holds a set to what was found of a subject: a draft or dossier that came meanwhile is a version conflict. It stands
/// after the statements that remove drafts and key, which wait for whoever files at the same moment.
pub(crate) fn unless_filed(set: &mut WriteSet, id: Uuid, subject: Uuid) {
    let stmt = sql!(
        "UPDATE erasure SET state = state
         WHERE erasure_id = $1
           AND NOT EXISTS (SELECT 1 FROM draft f WHERE f.account_id = $2)
           AND NOT EXISTS (SELECT 1 FROM dossier d WHERE d.account_id = $2 AND d.closed_at IS NULL)
           AND NOT EXISTS (SELECT 1 FROM dossier d
                           WHERE d.account_id IS NULL AND d.subject_id = $2 AND d.closed_at IS NULL)"
    );
    set.one(stmt, params![id, subject]);
}

/// Forgets why earlier requests of a subject were refused: officers write of the person there.
pub(crate) fn forget_reasons(set: &mut WriteSet, subject: Uuid) {
    set.run(sql!("UPDATE erasure SET reason = NULL WHERE subject_id = $1"), params![subject]);
}

/// Requests decided before an instant whose mail was not sent until now.
pub(crate) async fn undelivered(reader: &Reader<'_>, before: Timestamp, limit: i64) -> Result<Vec<Uuid>> {
    let stmt = sql!(
        "SELECT erasure_id FROM erasure WHERE state = 'done' AND letter IS NOT NULL AND decided_at < $1
         ORDER BY decided_at, erasure_id LIMIT $2"
    );
    reader.all(stmt, params![before, limit], |row| row.get(0)).await
}

/// Forgets the letter of a request.
pub(crate) fn forget_letter(set: &mut WriteSet, id: Uuid) {
    set.one(sql!("UPDATE erasure SET letter = NULL WHERE erasure_id = $1 AND letter IS NOT NULL"), params![id]);
}

/// All dossiers of a subject: those of their account, which has the id of its subject, and those of the counter.
pub(crate) async fn dossiers_of(reader: &Reader<'_>, subject: Uuid) -> Result<Vec<OwnDossier>> {
    let stmt = sql!(
        "SELECT dossier_id, COALESCE(code, reference), closed_at, submitted_at FROM dossier
         WHERE account_id = $1 AND subject_id = $1
         UNION ALL
         SELECT dossier_id, COALESCE(code, reference), closed_at, submitted_at FROM dossier
         WHERE account_id IS NULL AND subject_id = $1
         ORDER BY 4, 1"
    );
    reader.all(stmt, params![subject], own_dossier).await
}

/// The dossiers of a subject's own account.
pub(crate) async fn dossiers_of_account(reader: &Reader<'_>, account: Uuid) -> Result<Vec<OwnDossier>> {
    let stmt = sql!(
        "SELECT dossier_id, COALESCE(code, reference), closed_at FROM dossier WHERE account_id = $1
         ORDER BY submitted_at, dossier_id"
    );
    reader.all(stmt, params![account], own_dossier).await
}

/// How many dossiers stand under an identity number and under another subject.
pub(crate) async fn others_of(reader: &Reader<'_>, identity: &str, subject: Uuid) -> Result<i64> {
    let stmt = sql!(
        "SELECT COUNT(*) FROM dossier_lookup l JOIN dossier d ON d.dossier_id = l.dossier_id
         WHERE l.hash = $1 AND d.subject_id <> $2"
    );
    let hash = reader.vault().blind("identity", identity);
    reader.number(stmt, params![hash, subject]).await
}

fn own_dossier(row: &Row<'_>) -> Result<OwnDossier, StoreError> {
    Ok(OwnDossier { id: row.id(0)?, code: row.get(1)?, closed_at: row.opt_time(2)? })
}

/// Empties everything of a dossier that is sealed under its subject, and removes the hashes by which it is found. One
/// that another node emptied meanwhile is a version conflict: its files are given up once.
pub(crate) fn empty(set: &mut WriteSet, id: DossierId, hashes: Vec<Vec<u8>>, by: Uuid) {
    let (none, at) = (Vec::<u8>::new(), set.at);
    super::lookup::remove(set, id, hashes);
    let person =
        sql!("UPDATE dossier_person SET name = $2, person = $2, answers = $2 WHERE dossier_id = $1 AND person <> $2");
    set.one(person, params![id.uuid(), none.clone()]);
    set.run(sql!("UPDATE dossier_history SET note = NULL WHERE dossier_id = $1"), params![id.uuid()]);
    let opinion = sql!("UPDATE opinion SET question = $2, answer = NULL WHERE dossier_id = $1");
    set.run(opinion, params![id.uuid(), none.clone()]);
    set.run(sql!("UPDATE dossier_paper SET name = NULL WHERE dossier_id = $1"), params![id.uuid()]);
    let rating = sql!("UPDATE dossier_rating SET comment = $2 WHERE dossier_id = $1");
    set.run(rating, params![id.uuid(), none.clone()]);
    let glass = sql!("UPDATE break_glass SET reason = $2 WHERE dossier_id = $1");
    set.run(glass, params![id.uuid(), none.clone()]);
    let files = sql!(
        "UPDATE dossier_file SET name = $2, blob_key = $2, removed_at = COALESCE(removed_at, $3),
                                 removed_by = COALESCE(removed_by, $4)
         WHERE dossier_id = $1"
    );
    set.run(files, params![id.uuid(), none, at, by]);
}

/// Ends every consent of a subject.
pub(crate) fn end_consents(set: &mut WriteSet, subject: Uuid) {
    let at = set.at;
    let stmt = sql!("UPDATE consent SET withdrawn_at = $2 WHERE subject_id = $1 AND withdrawn_at IS NULL");
    set.run(stmt, params![subject, at]);
}
