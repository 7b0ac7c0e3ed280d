//! The virus scanner found something in a file: the applicant is told once, in the account and by mail.

use ::store::{EventDraft, JobDraft, WriteSet};
use kernel::{Error, Result};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;

use crate::model::{Dossier, DossierId, FileId};
use crate::store;

/// Notes what was found in a file of a dossier. Only the house itself does this.
pub struct NoteInfected {
    /// The dossier.
    pub dossier: DossierId,
    /// The file.
    pub file: FileId,
    /// What it is, in the scanner's words.
    pub found: String,
}

impl Command for NoteInfected {
    const NAME: &'static str = "dossiers.note-infected";
    /// The dossier, and whether the file was noted before.
    type State = (Dossier, bool);
    /// Whether it was news.
    type Outcome = bool;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let dossier = store::dossier::find(reader, self.dossier).await?.ok_or_else(Error::not_found)?;
        let is_known = store::infected::of(reader, self.dossier).await?.contains_key(&self.file);
        Ok((dossier, is_known))
    }

    fn decide(&self, (dossier, is_known): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, bool)> {
        let mut set = cx.write(dossier.home);
        let payload = json!({ "dossier": self.dossier.uuid(), "found": self.found, "again": is_known });
        set.audit(cx.audit(Self::NAME, "file", self.file.uuid(), &payload));
        if *is_known {
            return Ok((set, false));
        }
        store::infected::insert(&mut set, self.dossier, self.file, &self.found);
        // An event of the file: the dossier itself did not change.
        set.event(EventDraft {
            kind: "dossiers.file-infected.v1",
            entity_id: self.file.uuid(),
            entity_version: 1,
            payload: json!({ "account": dossier.account, "dossier": self.dossier.uuid() }).to_string(),
        });
        let told = json!({ "dossier": self.dossier.uuid(), "event": "file-infected", "file": self.file.uuid() });
        let (key, payload) = (format!("{}/infected", self.file), told.to_string());
        set.job(JobDraft { kind: "dossiers.tell", key, payload, run_at: cx.wall });
        Ok((set, true))
    }
}
