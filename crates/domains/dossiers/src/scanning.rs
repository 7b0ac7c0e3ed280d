//! Files are scanned when they arrive, so that an officer seldom waits; the first open still waits for a verdict.

use ::store::JobDraft;
use ::store::jobs::Job;
use ::store::vault::SubjectKey;
use blobs::{Blobs, KEY_LEN, Verdict};
use futures::future::BoxFuture;
use kernel::{Error, Result, Timestamp};
use runtime::{Actor, JobKind, Runtime};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::commands::NoteInfected;
use crate::model::{DossierId, FileId};
use crate::store;
use crate::store::file::FileRow;

/// The job that scans.
pub(crate) const SCAN: JobKind = JobKind { kind: "dossiers.scan", run: scan };

#[derive(Deserialize)]
struct Arrived {
    dossier: Uuid,
    /// The file that arrived; all of them when a draft was filed.
    #[serde(default)]
    file: Option<Uuid>,
}

/// A file arrived in a draft or dossier.
pub(crate) fn arrived(dossier: DossierId, file: FileId, at: Timestamp) -> JobDraft {
    let payload = json!({ "dossier": dossier.uuid(), "file": file.uuid() }).to_string();
    JobDraft { kind: SCAN.kind, key: file.to_string(), payload, run_at: at }
}

/// A draft with files was filed: from now on there is a dossier in which to note what was found in them before.
pub(crate) fn filed(dossier: DossierId, at: Timestamp) -> JobDraft {
    let payload = json!({ "dossier": dossier.uuid() }).to_string();
    JobDraft { kind: SCAN.kind, key: format!("{}/filed", dossier.uuid()), payload, run_at: at }
}

fn scan<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        if !runtime.services().get::<Blobs>()?.has_scanner() {
            return Ok(());
        }
        let Arrived { dossier, file } = serde_json::from_str(&job.payload).map_err(Error::internal)?;
        let actor = Actor::system();
        for row in store::file::of(&runtime.reader(&actor), DossierId(dossier)).await? {
            if file.is_none_or(|file| file == row.id.uuid()) {
                scan_one(runtime, &row).await?;
            }
        }
        Ok(())
    })
}

/// Asks for the verdict on a file, and notes what was found. In a draft nobody else opens it: noting waits for the
/// filing.
async fn scan_one(runtime: &Runtime, file: &FileRow) -> Result<()> {
    let actor = Actor::system();
    let reader = runtime.reader(&actor);
    let key = reader.subject_key_or_erased(file.subject).await?;
    if key.is_erased() {
        return Ok(());
    }
    let blobs = runtime.services().get::<Blobs>()?;
    let said = blobs.verdict(runtime.store(), &file.blob, &blob_key(file, &key)?, runtime.wall()).await?;
    let Some(Verdict::Infected(found)) = said else { return Ok(()) };
    let is_filed = store::dossier::find(&reader, file.dossier).await?.is_some();
    if is_filed && !store::infected::of(&reader, file.dossier).await?.contains_key(&file.id) {
        tracing::warn!(file = %file.id, %found, "an infected file arrived");
        let note = NoteInfected { dossier: file.dossier, file: file.id, found };
        runtime.execute(&actor, &note).await?;
    }
    Ok(())
}

/// The key of a file's blob.
pub(crate) fn blob_key(file: &FileRow, key: &SubjectKey) -> Result<[u8; KEY_LEN]> {
    let bytes = key.open_bytes("file.key", &file.blob_key)?;
    bytes.try_into().map_err(|_| Error::internal("a key of a blob has a wrong length"))
}
