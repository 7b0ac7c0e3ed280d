//! The virus scanner found something in a file. It is told once: to the applicant, in the account and by mail, when
//! they uploaded it; else to the desk, because the file came from an officer.

use ::store::{EventDraft, JobDraft, WriteSet};
use kernel::{Error, Result};
use organisation::{Directory, QueueId, Role};
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

/// What is known of the file.
pub struct Found {
    dossier: Dossier,
    /// Whether it was noted before.
    is_known: bool,
    /// The desk that is told; none when the applicant is.
    desk: Option<QueueId>,
}

impl Command for NoteInfected {
    const NAME: &'static str = "dossiers.note-infected";
    type State = Found;
    /// Whether it was news.
    type Outcome = bool;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let dossier = store::dossier::find(reader, self.dossier).await?.ok_or_else(Error::not_found)?;
        let is_known = store::infected::of(reader, self.dossier).await?.contains_key(&self.file);
        let files = store::file::of(reader, self.dossier).await?;
        let file = files.iter().find(|file| file.id == self.file).ok_or_else(Error::not_found)?;
        let units = reader.service::<Directory>()?.on(reader.now);
        let desk = if file.is_by_applicant() { None } else { Some(units.queue(dossier.receiving, Role::Reception)?) };
        Ok(Found { dossier, is_known, desk })
    }

    fn decide(&self, state: &Found, cx: &Decide<'_>) -> Result<(WriteSet, bool)> {
        let Found { dossier, is_known, desk } = state;
        let mut set = cx.write(dossier.home);
        let payload = json!({ "dossier": self.dossier.uuid(), "found": self.found, "again": is_known });
        set.audit(cx.audit(Self::NAME, "file", self.file.uuid(), &payload));
        if *is_known {
            return Ok((set, false));
        }
        store::infected::insert(&mut set, self.dossier, self.file, &self.found);
        // An event of the file: the dossier itself did not change.
        let account = dossier.account.filter(|_| desk.is_none());
        let desk = desk.map(QueueId::uuid);
        set.event(EventDraft {
            kind: "dossiers.file-infected.v1",
            entity_id: self.file.uuid(),
            entity_version: 1,
            payload: json!({ "account": account, "desk": desk, "dossier": self.dossier.uuid() }).to_string(),
        });
        if desk.is_some() {
            return Ok((set, true));
        }
        let told = json!({ "dossier": self.dossier.uuid(), "event": "file-infected", "file": self.file.uuid() });
        let (key, payload) = (format!("{}/infected", self.file), told.to_string());
        set.job(JobDraft { kind: "dossiers.tell", key, payload, run_at: cx.wall });
        Ok((set, true))
    }
}
