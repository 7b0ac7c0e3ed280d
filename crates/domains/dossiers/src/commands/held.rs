//! What the province holds already is taken into a draft or dossier, instead of being asked for again (fact 2.29). No
//! byte is copied: both files refer to one blob, and both stand under the key of the same subject.

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::FileSource;
use super::drafts::OpenDraft;
use super::file::FilePlace;
use crate::case::Case;
use crate::model::{DossierId, FileId, State};
use crate::queries::{self, HeldItem};
use crate::store;
use crate::store::file::FileRow;

/// Takes something that is held: the holder of the account into a draft or a supplement that is awaited, an officer who
/// may add papers into a dossier that lacks it. What was not offered is not found.
pub struct TakeHeld {
    /// The draft or dossier.
    pub dossier: DossierId,
    /// Code of the paper that it stands for.
    pub paper: String,
    /// The file in its own dossier.
    pub file: FileId,
}

/// Where it goes, and what it is.
pub struct HeldState {
    home: Uuid,
    subject: Uuid,
    key: SubjectKey,
    round: i64,
    files: usize,
    is_draft: bool,
    source: FileSource,
    found: HeldItem,
}

impl TakeHeld {
    fn pick(&self, offered: Vec<HeldItem>) -> Result<HeldItem> {
        let is_it = |item: &HeldItem| item.paper == self.paper && item.file.id == self.file;
        offered.into_iter().find(is_it).ok_or_else(Error::not_found)
    }
}

impl Command for TakeHeld {
    const NAME: &'static str = "dossiers.take-held";
    type State = HeldState;
    type Outcome = FileId;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        if store::dossier::find(reader, self.dossier).await?.is_none() {
            let open = OpenDraft::load(reader, self.dossier).await?;
            let files = queries::files(reader, self.dossier, &open.key).await?;
            let found = self.pick(queries::held_for_draft(reader, &open, &files).await?)?;
            let (home, subject) = (open.draft.account, open.draft.subject);
            let (source, files) = (FileSource::Upload, files.len());
            return Ok(HeldState { home, subject, key: open.key, round: 0, files, is_draft: true, source, found });
        }
        let case = Case::load(reader, self.dossier).await?;
        let is_own = case.dossier.account == Some(reader.actor.account);
        let source = if is_own { FileSource::Upload } else { FileSource::Scan };
        source.check(reader.actor, &case)?;
        let opened = queries::opened(reader, &case).await?;
        let files = queries::files(reader, self.dossier, &case.key).await?;
        let found = self.pick(queries::held_for_case(reader, &case, &opened, &files).await?)?;
        let is_supplement = case.dossier.state == State::SupplementAsked;
        let round = if is_supplement { case.dossier.supplements } else { 0 };
        let (home, subject, files) = (case.dossier.home, case.dossier.subject, files.len());
        Ok(HeldState { home, subject, key: case.key, round, files, is_draft: false, source, found })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let HeldState { home, subject, key, round, files, is_draft, source, found } = state;
        let place = FilePlace { dossier: self.dossier, subject: *subject, key, round: *round, files: *files };
        place.check_room(1)?;
        let mut set = cx.write(*home);
        let id = place.link(&mut set, cx, *source, found)?;
        if *is_draft {
            store::draft::touch(&mut set, self.dossier);
        }
        Ok((set, id))
    }
}

impl FilePlace<'_> {
    /// Puts a file that refers to the blob of another one, with its audit row, into a write set.
    fn link(&self, set: &mut WriteSet, cx: &Decide<'_>, source: FileSource, found: &HeldItem) -> Result<FileId> {
        let id = FileId(cx.new_id());
        let HeldItem { file: held, origin, .. } = found;
        // A result goes under its own code, not under the name that an officer's file happened to have.
        let name = if found.is_result {
            self.key.seal("file.name", &format!("{}.{}", origin.code, held.kind), cx.rng)?
        } else {
            held.name.clone()
        };
        let file = FileRow {
            id,
            dossier: self.dossier,
            subject: self.subject,
            paper: found.paper.clone(),
            round: self.round,
            source: source.code().to_owned(),
            name,
            added_by: cx.actor.account,
            unit: cx.actor.unit,
            added_at: cx.now,
            origin: Some(origin.clone()),
            ..held.clone()
        };
        store::file::insert(set, &file);
        blobs::share(set, &file.blob);
        let payload = json!({
            "file": id.uuid(),
            "paper": file.paper,
            "source": file.source,
            "bytes": file.bytes,
            "from": origin.dossier.uuid(),
            "from_file": origin.file.uuid(),
        });
        set.audit(cx.audit(TakeHeld::NAME, "dossier", self.dossier.uuid(), &payload));
        Ok(id)
    }
}
