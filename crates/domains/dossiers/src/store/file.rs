//! Rows of `dossier_file`.

use kernel::{Result, Timestamp};
use runtime::Reader;
use store::{Row, StoreError, WriteSet, params, sql};
use uuid::Uuid;

use crate::model::{DossierId, FileId};

/// Where a file was taken from that was held already, so that it was not asked for again (fact 2.29).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The dossier whose file it is first of all.
    pub dossier: DossierId,
    /// Its file there.
    pub file: FileId,
    /// Code of the result, else of that dossier.
    pub code: String,
    /// The unit that issued the result, else that received the paper.
    pub unit: Uuid,
    /// When.
    pub at: Timestamp,
}

/// A file of a draft or dossier.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRow {
    /// Its id.
    pub id: FileId,
    /// Its draft or dossier.
    pub dossier: DossierId,
    /// Whose personal values.
    pub subject: Uuid,
    /// Code of the paper it is.
    pub paper: String,
    /// 0 for the first filing, then the number of the supplement.
    pub round: i64,
    /// `upload`, `scan`, `opinion` or `result`.
    pub source: String,
    /// Sealed name as the person gave it.
    pub name: Vec<u8>,
    /// Name of the blob.
    pub blob: String,
    /// Sealed key of the blob.
    pub blob_key: Vec<u8>,
    /// Size.
    pub bytes: i64,
    /// `pdf`, `jpeg` or `png`.
    pub kind: String,
    /// Who added it.
    pub added_by: Uuid,
    /// For which unit; none for an applicant.
    pub unit: Option<Uuid>,
    /// When.
    pub added_at: Timestamp,
    /// Where it was taken from; none for what came in for this draft or dossier.
    pub origin: Option<Origin>,
}

impl FileRow {
    /// Whether it is one of the papers that came with the dossier.
    pub fn is_handed_in(&self) -> bool {
        matches!(self.source.as_str(), "upload" | "scan")
    }

    /// Whether the applicant uploaded it themselves for this draft or dossier.
    pub fn is_by_applicant(&self) -> bool {
        self.source == "upload" && self.origin.is_none()
    }

    /// Whether somebody made it from a paper for this dossier (fact 2.33).
    pub fn is_converted(&self) -> bool {
        self.source == "scan" && self.origin.is_none()
    }
}

/// Adds a file.
pub(crate) fn insert(set: &mut WriteSet, file: &FileRow) {
    let stmt = sql!(
        "INSERT INTO dossier_file (dossier_id, file_id, subject_id, paper, round, source, name, blob, blob_key, bytes, kind,
                                   added_by, unit_id, added_at, from_dossier, from_file, from_code, from_unit, from_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
    );
    let origin = file.origin.as_ref();
    set.one(
        stmt,
        params![
            file.dossier.uuid(),
            file.id.uuid(),
            file.subject,
            file.paper.clone(),
            file.round,
            file.source.clone(),
            file.name.clone(),
            file.blob.clone(),
            file.blob_key.clone(),
            file.bytes,
            file.kind.clone(),
            file.added_by,
            file.unit,
            file.added_at,
            origin.map(|origin| origin.dossier.uuid()),
            origin.map(|origin| origin.file.uuid()),
            origin.map(|origin| origin.code.clone()),
            origin.map(|origin| origin.unit),
            origin.map(|origin| origin.at.0)
        ],
    );
}

/// Marks a file as removed.
pub(crate) fn remove(set: &mut WriteSet, dossier: DossierId, file: FileId, by: Uuid) {
    let stmt = sql!(
        "UPDATE dossier_file SET removed_at = $3, removed_by = $4
         WHERE dossier_id = $1 AND file_id = $2 AND removed_at IS NULL"
    );
    let at = set.at;
    set.one(stmt, params![dossier.uuid(), file.uuid(), at, by]);
}

/// A digitised paper as the history tells of it, also when it was taken away.
#[derive(Clone, Debug)]
pub struct ScanRow {
    /// Sealed name.
    pub name: Vec<u8>,
    /// Who added it.
    pub added_by: Uuid,
    /// When.
    pub added_at: Timestamp,
    /// Who took it away.
    pub removed_by: Option<Uuid>,
    /// When.
    pub removed_at: Option<Timestamp>,
    /// Code of the result or dossier that it was taken from; none for what was digitised for this dossier.
    pub from_code: Option<String>,
}

/// The digitised papers of a dossier, also those that were taken away, oldest first.
pub(crate) async fn scans(reader: &Reader<'_>, dossier: DossierId) -> Result<Vec<ScanRow>> {
    let stmt = sql!(
        "SELECT name, added_by, added_at, removed_by, removed_at, from_code
         FROM dossier_file WHERE dossier_id = $1 AND source = 'scan' ORDER BY added_at, file_id"
    );
    reader
        .all(stmt, params![dossier.uuid()], |row| {
            Ok(ScanRow {
                name: row.get(0)?,
                added_by: row.get(1)?,
                added_at: row.time(2)?,
                removed_by: row.get(3)?,
                removed_at: row.opt_time(4)?,
                from_code: row.get(5)?,
            })
        })
        .await
}

/// A file from the first 19 columns of a row, in the order of the statement of [`of`].
pub(super) fn row(row: &Row<'_>) -> Result<FileRow, StoreError> {
    Ok(FileRow {
        id: row.id(0)?,
        dossier: row.id(1)?,
        subject: row.get(2)?,
        paper: row.get(3)?,
        round: row.get(4)?,
        source: row.get(5)?,
        name: row.get(6)?,
        blob: row.get(7)?,
        blob_key: row.get(8)?,
        bytes: row.get(9)?,
        kind: row.get(10)?,
        added_by: row.get(11)?,
        unit: row.get(12)?,
        added_at: row.time(13)?,
        origin: origin(row)?,
    })
}

fn origin(row: &Row<'_>) -> Result<Option<Origin>, StoreError> {
    let Some(dossier) = row.opt_id(14)? else { return Ok(None) };
    let (file, code, unit, at) = (row.id(15)?, row.get(16)?, row.get(17)?, row.time(18)?);
    Ok(Some(Origin { dossier, file, code, unit, at }))
}

/// The files of a draft or dossier, oldest first.
pub(crate) async fn of(reader: &Reader<'_>, dossier: DossierId) -> Result<Vec<FileRow>> {
    let stmt = sql!(
        "SELECT file_id, dossier_id, subject_id, paper, round, source, name, blob, blob_key, bytes, kind, added_by,
                unit_id, added_at, from_dossier, from_file, from_code, from_unit, from_at
         FROM dossier_file WHERE dossier_id = $1 AND removed_at IS NULL ORDER BY added_at, file_id"
    );
    reader.all(stmt, params![dossier.uuid()], row).await
}
