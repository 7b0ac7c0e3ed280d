//! Files of drafts and dossiers. The bytes are stored first; the command refers to them.

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use blobs::Stored;
use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::drafts::OpenDraft;
use super::officers_of;
use crate::case::Case;
use crate::model::{DossierId, FileId, State, is_digitised};
use crate::permissions;
use crate::scanning;
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
    /// The electronic result. A decision brings its own; one that was attached before is decided with it.
    Result,
}

impl FileSource {
    pub(super) fn code(self) -> &'static str {
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
            Self::Result => case.require_step(actor, &[]).map(|_| ()),
        }
    }
}

/// Fails for a paper that is not digitised: one that is only shown, or data already (fact 2.32).
pub(crate) fn check_digitised(case: &Case, code: &str) -> Result<()> {
    let known = case.procedure.papers.iter().find(|paper| paper.code == code);
    if known.is_none_or(is_digitised) {
        return Ok(());
    }
    Err(Error::invalid_field("paper", Message::new("dossiers-error-not-digitised")))
}

/// A stored file that an act brings along, to be part of the act's own write set.
#[derive(Clone)]
pub struct NewFile {
    /// Name as the person gave it.
    pub name: String,
    /// The stored bytes.
    pub stored: Stored,
}

/// Where a file belongs, and under whose key its name is sealed.
pub(super) struct FilePlace<'a> {
    pub(super) dossier: DossierId,
    pub(super) subject: Uuid,
    pub(super) key: &'a SubjectKey,
    /// 0 for the first filing, then the number of the supplement.
    pub(super) round: i64,
    /// Files that are there already.
    pub(super) files: usize,
}

impl FilePlace<'_> {
    /// Fails when so many more files do not fit.
    pub(super) fn check_room(&self, more: usize) -> Result<()> {
        if self.files.saturating_add(more) <= MOST {
            return Ok(());
        }
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        Err(Error::new(Kind::Invalid, Message::new("dossiers-error-too-many-files").arg("most", most)))
    }

    /// Puts a file with its audit row into a write set.
    pub(super) fn add(
        &self,
        set: &mut WriteSet,
        cx: &Decide<'_>,
        (paper, source): (&str, FileSource),
        name: &str,
        stored: &Stored,
    ) -> Result<FileId> {
        let id = FileId(cx.new_id());
        let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
        let file = FileRow {
            id,
            dossier: self.dossier,
            subject: self.subject,
            paper: paper.chars().take(60).collect(),
            round: self.round,
            source: source.code().to_owned(),
            name: self.key.seal("file.name", &name, cx.rng)?,
            blob: stored.name.clone(),
            blob_key: self.key.seal_bytes("file.key", &stored.key, cx.rng)?,
            bytes: stored.bytes,
            kind: stored.kind.code().to_owned(),
            added_by: cx.actor.account,
            unit: cx.actor.unit,
            added_at: cx.now,
            origin: None,
        };
        store::file::insert(set, &file);
        blobs::reference(set, stored);
        set.job(scanning::arrived(self.dossier, id, cx.wall));
        let payload = json!({ "file": id.uuid(), "paper": file.paper, "source": file.source, "bytes": file.bytes });
        set.audit(cx.audit(AddFile::NAME, "dossier", self.dossier.uuid(), &payload));
        Ok(id)
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
    is_draft: bool,
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
            return Ok(FileState { home, subject, key: open.key, round: 0, files, is_draft: true });
        }
        let case = Case::load(reader, self.dossier).await?;
        self.source.check(reader.actor, &case)?;
        if self.source == FileSource::Scan {
            check_digitised(&case, &self.paper)?;
        }
        // What comes while a supplement is awaited belongs to it, whoever brings it in.
        let is_supplement = case.dossier.state == State::SupplementAsked
            && matches!(self.source, FileSource::Upload | FileSource::Scan);
        let round = if is_supplement { case.dossier.supplements } else { 0 };
        let (home, subject) = (case.dossier.home, case.dossier.subject);
        Ok(FileState { home, subject, key: case.key, round, files, is_draft: false })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let FileState { home, subject, key, round, files, is_draft } = state;
        let place = FilePlace { dossier: self.dossier, subject: *subject, key, round: *round, files: *files };
        place.check_room(1)?;
        let mut set = cx.write(*home);
        let id = place.add(&mut set, cx, (self.paper.as_str(), self.source), &self.name, &self.stored)?;
        if *is_draft {
            store::draft::touch(&mut set, self.dossier);
        }
        Ok((set, id))
    }
}

/// The files that the actor may take away: digitised papers, and results that nobody has decided on.
pub(crate) async fn removable_files(reader: &Reader<'_>, case: &Case, files: &[&FileRow]) -> Result<Vec<FileId>> {
    let mut found = removable_scans(reader, case, files).await?;
    if may_take_results(reader.actor, case) {
        found.extend(files.iter().filter(|file| file.source == "result").map(|file| file.id));
    }
    Ok(found)
}

/// A result that nobody has decided on is taken back by whoever could have added it.
fn may_take_results(actor: &Actor, case: &Case) -> bool {
    case.dossier.state.is_open() && FileSource::Result.check(actor, case).is_ok()
}

/// The digitised papers that the actor may take away: those that the desk added which has the work, while it has it.
async fn removable_scans(reader: &Reader<'_>, case: &Case, files: &[&FileRow]) -> Result<Vec<FileId>> {
    let may_scan = case.dossier.state.is_open() && FileSource::Scan.check(reader.actor, case).is_ok();
    let scans: Vec<&FileRow> = files.iter().copied().filter(|file| may_scan && file.source == "scan").collect();
    if scans.is_empty() {
        return Ok(Vec::new());
    }
    let mut desk = vec![reader.actor.account];
    if let Some(task) = case.step_task() {
        let officers = officers_of(reader, case, task).await?;
        let is_of_desk = officers.iter().any(|officer| officer.account == reader.actor.account);
        desk.extend(officers.into_iter().filter(|_| is_of_desk).map(|officer| officer.account));
    }
    Ok(scans.into_iter().filter(|file| desk.contains(&file.added_by)).map(|file| file.id).collect())
}

/// Removes a file from a draft, or one that was just added to a supplement: by the applicant what was uploaded, by the
/// desk what it digitised. What a desk digitised it may also take away while it has the work.
pub struct RemoveFile {
    /// The draft or dossier.
    pub dossier: DossierId,
    /// The file.
    pub file: FileId,
}

impl Command for RemoveFile {
    const NAME: &'static str = "dossiers.remove-file";
    /// Where the rows are placed, the name of the blob, and whether it belongs to a draft.
    type State = (Uuid, String, bool);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let files = store::file::of(reader, self.dossier).await?;
        let file = files.iter().find(|file| file.id == self.file).ok_or_else(Error::not_found)?;
        if store::dossier::find(reader, self.dossier).await?.is_none() {
            return Ok((OpenDraft::load(reader, self.dossier).await?.draft.account, file.blob.clone(), true));
        }
        let case = Case::load(reader, self.dossier).await?;
        if file.source == "result" && may_take_results(reader.actor, &case) {
            return Ok((case.dossier.home, file.blob.clone(), false));
        }
        let is_ours = file.source == "scan" && case.is_at_desk(reader.actor, permissions::RECEIVE);
        let is_removable = removable_scans(reader, &case, &[file]).await?.contains(&file.id);
        if !is_ours && !is_removable {
            case.require_holder(reader.actor)?;
        }
        let is_new = case.dossier.state == State::SupplementAsked && file.round == case.dossier.supplements;
        if is_removable || (is_new && (is_ours || file.source == "upload")) {
            Ok((case.dossier.home, file.blob.clone(), false))
        } else {
            Err(refuse("dossiers-error-file-fixed"))
        }
    }

    fn decide(&self, (home, blob, is_draft): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let mut set = cx.write(*home);
        store::file::remove(&mut set, self.dossier, self.file, cx.actor.account);
        blobs::unreference(&mut set, blob);
        if *is_draft {
            store::draft::touch(&mut set, self.dossier);
        }
        let payload = json!({ "file": self.file.uuid() });
        set.audit(cx.audit(Self::NAME, "dossier", self.dossier.uuid(), &payload));
        Ok((set, ()))
    }
}
