//! What the province holds of a person: results that hold, and papers of dossiers that were accepted (facts 2.28 and
//! 2.29). What was taken over from another dossier is held there, and is left out here.

use kernel::{Result, Timestamp};
use organisation::UnitId;
use runtime::Reader;
use store::{Row, StoreError, params, sql};
use uuid::Uuid;

use super::file::{FileRow, row as file};
use crate::model::{DossierId, FileId};

/// Columns of a file before those of its dossier.
const DOSSIER: usize = 19;

/// A file that is held, with the dossier that it belongs to.
pub(crate) struct HeldRow {
    pub(crate) file: FileRow,
    /// Code of the dossier.
    pub(crate) code: String,
    /// Code of the procedure.
    pub(crate) procedure: String,
    pub(crate) procedure_version: Uuid,
    pub(crate) receiving: UnitId,
    pub(crate) competent: UnitId,
    /// Code of the result and when it was made; none for a paper.
    pub(crate) result: Option<(String, Timestamp)>,
}

fn held(row: &Row<'_>) -> Result<HeldRow, StoreError> {
    Ok(HeldRow {
        file: file(row)?,
        code: row.get(DOSSIER)?,
        procedure: row.get(DOSSIER + 1)?,
        procedure_version: row.get(DOSSIER + 2)?,
        receiving: row.id(DOSSIER + 3)?,
        competent: row.id(DOSSIER + 4)?,
        result: row.get::<Option<String>>(DOSSIER + 5)?.zip(row.opt_time(DOSSIER + 6)?),
    })
}

/// What is held of a subject in the dossiers of an account, the newest first, besides those of one draft or dossier.
pub(crate) async fn of_account(
    reader: &Reader<'_>,
    account: Uuid,
    subject: Uuid,
    besides: DossierId,
) -> Result<Vec<HeldRow>> {
    let stmt = sql!(
        "SELECT f.file_id, f.dossier_id, f.subject_id, f.paper, f.round, f.source, f.name, f.blob, f.blob_key, f.bytes,
                f.kind, f.added_by, f.unit_id, f.added_at, f.from_dossier, f.from_file, f.from_code, f.from_unit,
                f.from_at, COALESCE(d.code, d.reference), d.procedure_code, d.procedure_version_id, d.receiving_id,
                d.competent_id, r.code, r.made_at
         FROM dossier d
         JOIN dossier_file f ON f.dossier_id = d.dossier_id
         LEFT JOIN dossier_result r ON r.dossier_id = f.dossier_id AND r.file_id = f.file_id AND r.state = 'valid'
         WHERE d.account_id = $1 AND d.subject_id = $2 AND d.received_at IS NOT NULL AND d.dossier_id <> $3
           AND f.subject_id = $2 AND f.removed_at IS NULL AND f.from_dossier IS NULL
           AND (f.source IN ('upload', 'scan') OR (f.source = 'result' AND r.code IS NOT NULL))
         ORDER BY f.added_at DESC, f.file_id DESC LIMIT 200"
    );
    reader.all(stmt, params![account, subject, besides.uuid()], held).await
}

/// The same in the dossiers of whoever has an identity number, by whichever way they were filed, each with the sealed
/// name of the applicant there.
pub(crate) async fn of_person(
    reader: &Reader<'_>,
    identity: &str,
    subject: Uuid,
    besides: DossierId,
) -> Result<Vec<(HeldRow, Vec<u8>)>> {
    let stmt = sql!(
        "SELECT f.file_id, f.dossier_id, f.subject_id, f.paper, f.round, f.source, f.name, f.blob, f.blob_key, f.bytes,
                f.kind, f.added_by, f.unit_id, f.added_at, f.from_dossier, f.from_file, f.from_code, f.from_unit,
                f.from_at, COALESCE(d.code, d.reference), d.procedure_code, d.procedure_version_id, d.receiving_id,
                d.competent_id, r.code, r.made_at, p.name
         FROM dossier_lookup l
         JOIN dossier d ON d.dossier_id = l.dossier_id
         JOIN dossier_person p ON p.dossier_id = d.dossier_id
         JOIN dossier_file f ON f.dossier_id = d.dossier_id
         LEFT JOIN dossier_result r ON r.dossier_id = f.dossier_id AND r.file_id = f.file_id AND r.state = 'valid'
         WHERE l.hash = $1 AND d.subject_id = $2 AND d.received_at IS NOT NULL AND d.dossier_id <> $3
           AND f.subject_id = $2 AND f.removed_at IS NULL AND f.from_dossier IS NULL
           AND (f.source IN ('upload', 'scan') OR (f.source = 'result' AND r.code IS NOT NULL))
         ORDER BY f.added_at DESC, f.file_id DESC LIMIT 200"
    );
    let hash = reader.vault().blind("identity", identity);
    reader.all(stmt, params![hash, subject, besides.uuid()], |row| Ok((held(row)?, row.get(DOSSIER + 7)?))).await
}

/// The files of a dossier that were taken from a result which was made void since (fact 2.26).
pub(crate) async fn voided(reader: &Reader<'_>, dossier: DossierId) -> Result<Vec<FileId>> {
    let stmt = sql!(
        "SELECT f.file_id FROM dossier_file f
         JOIN dossier_result r ON r.dossier_id = f.from_dossier AND r.file_id = f.from_file
         WHERE f.dossier_id = $1 AND f.removed_at IS NULL AND r.state = 'void'"
    );
    reader.all(stmt, params![dossier.uuid()], |row| row.id(0)).await
}
