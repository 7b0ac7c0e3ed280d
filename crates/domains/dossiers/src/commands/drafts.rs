//! Drafts: begun, changed page by page, dropped.

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use kernel::{Error, FieldError, Kind, Message, Result};
use organisation::UnitId;
use procedures::{Catalogue, ProcedureVersion};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::{Map, Value, json};
use std::sync::Arc;

use super::consent::kept_for;
use crate::applicant::Applicant;
use crate::model::{Behalf, DeliveryWay, DossierId, Rules};
use crate::store;
use crate::store::draft::Draft;
use crate::store::file::FileRow;

/// Drafts an account may have at once.
const MOST: usize = 30;

pub(super) fn applicants_only(actor: &Actor) -> Result<()> {
    if actor.is_applicant() || actor.kind == ActorKind::System {
        return Ok(());
    }
    Err(Error::new(Kind::Forbidden, Message::new("dossiers-error-citizens-only")))
}

/// What is wrong with the choice of whom a draft is for: a business files in its own name and chooses nothing.
pub(super) fn behalf_error(actor: &Actor, chosen: Option<Behalf>) -> Option<FieldError> {
    let is_other = chosen.is_some_and(|chosen| chosen != Behalf::Organisation);
    let is_wrong = actor.kind == ActorKind::Business && is_other;
    is_wrong.then(|| FieldError { field: "behalf".into(), message: Message::new("dossiers-error-behalf-business") })
}

/// Begins a draft of a procedure for the actor.
pub struct StartDraft {
    /// Code of the procedure.
    pub procedure: String,
    /// Its id when the caller has one, so that the same draft is never begun twice.
    pub id: Option<DossierId>,
}

/// What a new draft needs to know.
pub struct StartState {
    procedure: Arc<ProcedureVersion>,
    filer: identity::Filer,
    key: SubjectKey,
    /// Answers of an earlier form that the person had kept (fact 2.19).
    kept: Map<String, Value>,
    drafts: usize,
    /// Whether the wanted id is that of a dossier, or has files.
    is_taken: bool,
}

impl Command for StartDraft {
    const NAME: &'static str = "dossiers.start-draft";
    type State = StartState;
    type Outcome = DossierId;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        applicants_only(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let catalogue = reader.service::<Catalogue>()?.current();
        let procedure = catalogue.by_code(&self.procedure, reader.now).ok_or_else(Error::not_found)?;
        let filer = identity::filer(reader).await?;
        let key = reader.subject_key(filer.profile.subject).await?;
        let kept = kept_for(reader, filer.profile.subject, &key, &procedure).await?;
        let drafts = store::draft::of_account(reader, reader.actor.account).await?.len();
        let is_taken = match self.id {
            Some(id) => is_dossier(reader, id).await? || !store::file::of(reader, id).await?.is_empty(),
            None => false,
        };
        Ok(StartState { procedure, filer, key, kept, drafts, is_taken })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        if !state.procedure.online.can_file_online() {
            return Err(Error::conflict("dossiers-error-not-online"));
        }
        if state.is_taken {
            return Err(Error::conflict("dossiers-error-draft-taken"));
        }
        if state.drafts >= MOST {
            return Err(Error::conflict("dossiers-error-too-many-drafts"));
        }
        let applicant = Applicant::of(&state.filer);
        let behalf = if state.filer.is_business { Behalf::Organisation } else { Behalf::Own };
        // The name of the business, where the form asks for it once more.
        let mut answers = state.kept.clone();
        if state.filer.is_business
            && let Some(field) = state.procedure.form.name_asked_again(behalf.code())
        {
            answers.insert(field.name.clone(), Value::String(applicant.other_name.clone()));
        }
        let id = self.id.unwrap_or_else(|| DossierId(cx.new_id()));
        let draft = Draft {
            id,
            version: 1,
            account: cx.actor.account,
            subject: state.filer.profile.subject,
            procedure_version: state.procedure.id,
            procedure: state.procedure.code.clone(),
            area: None,
            behalf,
            delivery_way: DeliveryWay::Electronic,
            person: state.key.seal("draft.person", &applicant.to_json()?, cx.rng)?,
            answers: state.key.seal("draft.answers", &Value::Object(answers).to_string(), cx.rng)?,
            reached: String::new(),
            made_at: cx.now,
            updated_at: cx.now,
        };
        let mut set = cx.write(cx.actor.account);
        store::draft::insert(&mut set, &draft);
        let payload = json!({ "procedure": draft.procedure, "kept": state.kept.len() });
        set.audit(cx.audit(Self::NAME, "draft", id.uuid(), &payload));
        Ok((set, id))
    }
}

/// A draft with its opened values and its procedure.
pub struct OpenDraft {
    /// The row.
    pub draft: Draft,
    /// The procedure as it is in force; where it is no longer, as the draft was saved under.
    pub procedure: Arc<ProcedureVersion>,
    /// Whether the procedure is in force at all.
    pub is_in_force: bool,
    /// The applicant.
    pub applicant: Applicant,
    /// The answers; of a draft that is outdated those that the form in force knows.
    pub answers: Map<String, Value>,
    /// Key of the personal values.
    pub key: SubjectKey,
}

impl OpenDraft {
    /// Loads a draft of the reader's account.
    pub async fn load(reader: &Reader<'_>, id: DossierId) -> Result<Self> {
        let draft = store::draft::find(reader, id, reader.actor.account).await?.ok_or_else(Error::not_found)?;
        let catalogue = reader.service::<Catalogue>()?.current();
        let in_force = catalogue.by_code(&draft.procedure, reader.now);
        let is_in_force = in_force.is_some();
        let procedure = in_force
            .or_else(|| catalogue.version(draft.procedure_version))
            .ok_or_else(|| Error::internal("the procedure version of a draft is gone"))?;
        let key = reader.subject_key(draft.subject).await?;
        let applicant = Applicant::from_json(&key.open("draft.person", &draft.person)?)?;
        let answers = serde_json::from_str(&key.open("draft.answers", &draft.answers)?)
            .map_err(|e| Error::internal(e).personal())?;
        let mut open = Self { draft, procedure, is_in_force, applicant, answers, key };
        if reader.actor.kind == ActorKind::Business {
            // Whoever represented it when the draft was saved may have left since.
            let filer = identity::filer(reader).await?;
            open.applicant = open.applicant.filed_by(&filer);
            open.draft.behalf = Behalf::Organisation;
        }
        if open.is_outdated() {
            let form = &open.procedure.form;
            open.answers.retain(|name, _| form.field(name).is_some());
        }
        Ok(open)
    }

    /// Whether other rules are in force than those the draft was last saved under. Saving it, even unchanged, takes it
    /// over to them: a new dossier is filed under the rules of its day, and nobody files under rules they never saw.
    pub fn is_outdated(&self) -> bool {
        self.draft.procedure_version != self.procedure.id
    }
}

/// Changes a draft: one page's worth of answers. Wrong answers are kept too, so that nothing typed is lost; only
/// submitting asks for all of them to be right. An outdated draft is taken over to the rules in force.
pub struct SaveDraft {
    /// The draft.
    pub id: DossierId,
    /// The version that was changed, where somebody named it; without it whatever is there is overwritten.
    pub version: Option<i64>,
    /// The area chosen, when the page asked for it.
    pub area: Option<UnitId>,
    /// For whom, when the page asked for it.
    pub behalf: Option<Behalf>,
    /// How the result is wanted, when the page asked for it.
    pub delivery_way: Option<DeliveryWay>,
    /// The applicant, when the page asked for it.
    pub applicant: Option<Applicant>,
    /// Answers of the page; a null takes an answer away.
    pub answers: Map<String, Value>,
    /// The page reached.
    pub reached: String,
}

impl Command for SaveDraft {
    const NAME: &'static str = "dossiers.save-draft";
    type State = OpenDraft;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        applicants_only(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        OpenDraft::load(reader, self.id).await
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        if self.version.is_some_and(|version| version != state.draft.version) {
            return Err(Error::conflict("dossiers-error-draft-changed").at_version(state.draft.version));
        }
        if let Some(error) = behalf_error(cx.actor, self.behalf) {
            return Err(Error::invalid(vec![error]));
        }
        let mut draft = state.draft.clone();
        let mut answers = state.answers.clone();
        for (name, value) in &self.answers {
            if value.is_null() {
                answers.remove(name);
            } else {
                answers.insert(name.clone(), value.clone());
            }
        }
        let applicant = self.applicant.clone().unwrap_or_else(|| state.applicant.clone());
        draft.version += 1;
        draft.updated_at = cx.now;
        draft.procedure_version = state.procedure.id;
        draft.area = self.area.or(draft.area);
        draft.behalf = self.behalf.unwrap_or(draft.behalf);
        draft.delivery_way = self.delivery_way.unwrap_or(draft.delivery_way);
        draft.person = state.key.seal("draft.person", &applicant.to_json()?, cx.rng)?;
        draft.answers = state.key.seal("draft.answers", &Value::Object(answers).to_string(), cx.rng)?;
        self.reached.clone_into(&mut draft.reached);
        let mut set = cx.write(draft.account);
        store::draft::update(&mut set, &draft, state.draft.version);
        // Names that the form does not know are a stranger's words and have no place in the audit log.
        let fields: Vec<&String> =
            self.answers.keys().filter(|name| state.procedure.form.field(name).is_some()).collect();
        let payload = json!({ "fields": fields, "procedure_version": draft.procedure_version });
        set.audit(cx.audit(Self::NAME, "draft", self.id.uuid(), &payload));
        Ok((set, ()))
    }
}

/// Drops a draft.
pub struct DropDraft {
    /// The draft.
    pub id: DossierId,
}

impl Command for DropDraft {
    const NAME: &'static str = "dossiers.drop-draft";
    type State = (Draft, Vec<FileRow>);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        applicants_only(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let draft = store::draft::find(reader, self.id, reader.actor.account).await?.ok_or_else(Error::not_found)?;
        let files = files_of(reader, &draft).await?;
        Ok((draft, files))
    }

    fn decide(&self, (draft, files): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        Ok((without(draft, files, Self::NAME, cx), ()))
    }
}

/// Ends a draft that was not changed for so long that its time is over. Only the house itself does this.
pub struct EndDraft {
    /// The draft.
    pub id: DossierId,
}

impl Command for EndDraft {
    const NAME: &'static str = "dossiers.end-draft";
    type State = (Draft, Vec<FileRow>);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let over = reader.service::<Rules>()?.drafts_over_before(reader.now);
        // One that was changed since it was looked for is kept.
        let draft = store::draft::any(reader, self.id).await?.filter(|draft| draft.updated_at < over);
        let draft = draft.ok_or_else(Error::not_found)?;
        let files = files_of(reader, &draft).await?;
        Ok((draft, files))
    }

    fn decide(&self, (draft, files): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        Ok((without(draft, files, Self::NAME, cx), ()))
    }
}

async fn is_dossier(reader: &Reader<'_>, id: DossierId) -> Result<bool> {
    Ok(store::dossier::find(reader, id).await?.is_some())
}

/// The files that go with a draft. A dossier keeps the id of its draft: where there is one, all files are its own.
pub(super) async fn files_of(reader: &Reader<'_>, draft: &Draft) -> Result<Vec<FileRow>> {
    if is_dossier(reader, draft.id).await? {
        return Ok(Vec::new());
    }
    let mut files = store::file::of(reader, draft.id).await?;
    files.retain(|file| file.subject == draft.subject);
    Ok(files)
}

/// Takes a draft away. Its files go with it: the sweep takes what nobody refers to.
pub(super) fn without(draft: &Draft, files: &[FileRow], action: &'static str, cx: &Decide<'_>) -> WriteSet {
    let mut set = cx.write(draft.account);
    for file in files {
        store::file::remove(&mut set, draft.id, file.id, cx.actor.account);
        blobs::unreference(&mut set, &file.blob);
    }
    store::draft::delete(&mut set, draft.id, draft.version);
    set.audit(cx.audit(action, "draft", draft.id.uuid(), &json!({})));
    set
}
