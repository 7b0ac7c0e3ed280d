//! Files of drafts and dossiers. The bytes are stored first; the command refers to them.

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use blobs::Stored;
use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::drafts::OpenDraft;
use crate::case::Case;
use crate::model::{DossierId, FileId, State};
use crate::permissions;
use crate::store;
use crate::store::file::FileRow;
use crate::work::refuse;

/// Files a dossier may have at most.
const MOST: usize = 60;

/// Why a file is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSource {
    /// The applicant uploads a paper.
    Upload,
    /// An officer digitises a paper (facts 2.30 to 2.34).
    Scan,
    /// A paper of an opinion or of handling.
    Opinion,
    /// The electronic result.
    Result,
}

impl FileSource {
    fn code(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Scan => "scan",
            Self::Opinion => "opinion",
            Self::Result => "result",
        }
    }

    /// Fails unless the actor may add such a file to a dossier as it stands, so that no byte is stored in vain.
    pub(crate) fn check(self, actor: &Actor, case: &Case) -> Result<()> {
        match self {
            Self::Upload => {
                case.require_holder(actor)?;
                if case.dossier.state == State::SupplementAsked {
                    Ok(())
                } else {
                    Err(refuse("dossiers-error-no-supplement-asked"))
                }
            }
            Self::Scan | Self::Opinion => {
                let rights = [permissions::RECEIVE, permissions::HANDLE];
                // The applicant brings papers to the desk, also while the work is elsewhere.
                let is_brought = self == Self::Scan
                    && case.dossier.state == State::SupplementAsked
                    && case.is_at_desk(actor, permissions::RECEIVE);
                let may = is_brought || rights.iter().any(|right| case.has_right(actor, *right));
                if actor.kind == ActorKind::System || may { Ok(()) } else { Err(Error::forbidden()) }
            }
            Self::Result => case.require_step(actor).map(|_| ()),
        }
    }
}

/// Adds a stored file to a draft or dossier.
pub struct AddFile {
    /// The draft or dossier.
    pub dossier: DossierId,
    /// Code of the paper.
    pub paper: String,
    /// Name as the person gave it.
    pub name: String,
    /// Why.
    pub source: FileSource,
    /// The stored bytes.
    pub stored: Stored,
}

/// Whose file it will be and how many there are.
pub struct FileState {
    home: Uuid,
    subject: Uuid,
    key: SubjectKey,
    round: i64,
    files: usize,
}

impl Command for AddFile {
    const NAME: &'static str = "dossiers.add-file";
    type State = FileState;
    type Outcome = FileId;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let files = store::file::of(reader, self.dossier).await?.len();
        if self.source == FileSource::Upload && store::dossier::find(reader, self.dossier).await?.is_none() {
            let open = OpenDraft::load(reader, self.dossier).await?;
            let (home, subject) = (open.draft.account, open.draft.subject);
            return Ok(FileState { home, subject, key: open.key, round: 0, files });
        }
        let case = Case::load(reader, self.dossier).await?;
        self.source.check(reader.actor, &case)?;
        // What comes while a supplement is awaited belongs to it, whoever brings it in.
        let is_supplement = case.dossier.state == State::SupplementAsked
            && matches!(self.source, FileSource::Upload | FileSource::Scan);
        let round = if is_supplement { case.dossier.supplements } else { 0 };
        Ok(FileState { home: case.dossier.home, subject: case.dossier.subject, key: case.key, round, files })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        if state.files >= MOST {
            let most = i64::try_from(MOST).unwrap_or(i64::MAX);
            return Err(Error::new(Kind::Invalid, Message::new("dossiers-error-too-many-files").arg("most", most)));
        }
        let id = FileId(cx.new_id());
        let name: String = self.name.chars().filter(|c| !c.is_control()).take(200).collect();
        let file = FileRow {
            id,
            dossier: self.dossier,
            subject: state.subject,
            paper: self.paper.chars().take(60).collect(),
            round: state.round,
            source: self.source.code().to_owned(),
            name: state.key.seal("file.name", &name, cx.rng)?,
            blob: self.stored.name.clone(),
            blob_key: state.key.seal_bytes("file.key", &self.stored.key, cx.rng)?,
            bytes: self.stored.bytes,
            kind: self.stored.kind.code().to_owned(),
            added_by: cx.actor.account,
            added_at: cx.now,
        };
        let mut set = cx.write(state.home);
        store::file::insert(&mut set, &file);
        blobs::reference(&mut set, &self.stored);
        let payload = json!({ "file": id.uuid(), "paper": file.paper, "source": file.source, "bytes": file.bytes });
        set.audit(cx.audit(Self::NAME, "dossier", self.dossier.uuid(), &payload));
        Ok((set, id))
    }
}

/// Removes a file from a draft, or one that was just added to a supplement: by the applicant what was uploaded, by the
/// desk what it digitised.
pub struct RemoveFile {
    /// The draft or dossier.
    pub dossier: DossierId,
    /// The file.
    pub file: FileId,
}

impl Command for RemoveFile {
    const NAME: &'static str = "dossiers.remove-file";
    /// Where the rows are placed, and the name of the blob.
    type State = (Uuid, String);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let files = store::file::of(reader, self.dossier).await?;
        let file = files.iter().find(|file| file.id == self.file).ok_or_else(Error::not_found)?;
        if store::dossier::find(reader, self.dossier).await?.is_none() {
            return Ok((OpenDraft::load(reader, self.dossier).await?.draft.account, file.blob.clone()));
        }
        let case = Case::load(reader, self.dossier).await?;
        let is_ours = file.source == "scan" && case.is_at_desk(reader.actor, permissions::RECEIVE);
        if !is_ours {
            case.require_holder(reader.actor)?;
        }
        let is_new = case.dossier.state == State::SupplementAsked && file.round == case.dossier.supplements;
        if is_new && (is_ours || file.source == "upload") {
            Ok((case.dossier.home, file.blob.clone()))
        } else {
            Err(refuse("dossiers-error-file-fixed"))
        }
    }

    fn decide(&self, (home, blob): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let mut set = cx.write(*home);
        store::file::remove(&mut set, self.dossier, self.file);
        blobs::unreference(&mut set, blob);
        let payload = json!({ "file": self.file.uuid() });
        set.audit(cx.audit(Self::NAME, "dossier", self.dossier.uuid(), &payload));
        Ok((set, ()))
    }
}
