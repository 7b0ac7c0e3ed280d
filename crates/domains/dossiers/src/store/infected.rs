//! Rows of `infected_file`.

use std::collections::HashMap;

use kernel::Result;
use runtime::Reader;
use store::{Row, StoreError, WriteSet, params, sql};

use crate::model::{DossierId, FileId};

/// What was found in files of a dossier, by file.
pub(crate) async fn of(reader: &Reader<'_>, dossier: DossierId) -> Result<HashMap<FileId, String>> {
    let stmt = sql!("SELECT file_id, found FROM infected_file WHERE dossier_id = $1");
    Ok(reader.all(stmt, params![dossier.uuid()], row).await?.into_iter().collect())
}

fn row(row: &Row<'_>) -> Result<(FileId, String), StoreError> {
    Ok((row.id(0)?, row.get(1)?))
}

/// Notes what was found in a file. One that was noted already is a version conflict.
pub(crate) fn insert(set: &mut WriteSet, dossier: DossierId, file: FileId, found: &str) {
    let stmt = sql!(
        "INSERT INTO infected_file (file_id, dossier_id, found, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
    );
    let at = set.at;
    set.one(stmt, params![file.uuid(), dossier.uuid(), found.to_owned(), at]);
}
