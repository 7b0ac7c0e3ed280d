//! Rows of `dossier_paper`.

use kernel::Result;
use runtime::Reader;
use store::{WriteSet, params, sql};

use crate::model::{DossierId, HandedIn};

/// A paper that was handed in, with its name still sealed.
#[derive(Clone, Debug)]
pub(crate) struct PaperRow {
    /// The paper; its name is empty.
    pub(crate) line: HandedIn,
    /// Sealed name in the words of the desk.
    pub(crate) name: Option<Vec<u8>>,
}

/// Keeps a paper that was handed in, at its place in the list.
pub(crate) fn insert(set: &mut WriteSet, dossier: DossierId, no: i64, row: PaperRow) {
    let stmt = sql!(
        "INSERT INTO dossier_paper (dossier_id, no, paper, name, originals, copies, files)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let PaperRow { line, name } = row;
    set.one(stmt, params![dossier.uuid(), no, line.paper, name, line.originals, line.copies, line.files]);
}

/// The papers that were handed in when a dossier was accepted, in their order.
pub(crate) async fn of(reader: &Reader<'_>, dossier: DossierId) -> Result<Vec<PaperRow>> {
    let stmt =
        sql!("SELECT paper, name, originals, copies, files FROM dossier_paper WHERE dossier_id = $1 ORDER BY no");
    reader
        .all(stmt, params![dossier.uuid()], |row| {
            let line = HandedIn {
                paper: row.get(0)?,
                name: String::new(),
                originals: row.get(2)?,
                copies: row.get(3)?,
                files: row.get(4)?,
            };
            Ok(PaperRow { line, name: row.get(1)? })
        })
        .await
}
