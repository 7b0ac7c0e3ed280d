//! A dossier that needs no upload is filed with one request: its draft is begun, filled and submitted at once. With an
//! id that the caller chose the same request can be sent again, also twice at the same moment, and is one dossier.

use kernel::{Error, Kind, Message, Result};
use organisation::{Directory, UnitId};
use procedures::Catalogue;
use runtime::{Actor, Reader, Runtime};
use serde_json::{Map, Value};

use super::drafts::{DropDraft, OpenDraft, SaveDraft, StartDraft, applicants_only, behalf_error};
use super::submit::{Checked, Submit, Submitted};
use crate::applicant::{Applicant, ApplicantChange};
use crate::case::Case;
use crate::model::{Behalf, DeliveryWay, DossierId};

/// Where a person goes on who opens a draft that a machine left: the page that shows all answers.
pub(crate) const REACHED: &str = "review";
/// How often a filing begins again after an equal one was faster.
const TRIES: u32 = 4;

/// All that one request files.
#[derive(Clone, Debug)]
pub struct FileWhole {
    /// The id of draft and dossier, when the caller has one.
    pub id: Option<DossierId>,
    /// Code of the procedure.
    pub procedure: String,
    /// The area whose agency decides; none where the province does.
    pub area: Option<UnitId>,
    /// For whom; without it for oneself. A business files for itself.
    pub behalf: Option<Behalf>,
    /// How the result is wanted; without it electronically.
    pub delivery_way: Option<DeliveryWay>,
    /// What is not as in the account.
    pub applicant: ApplicantChange,
    /// Answers by the names of the form's fields.
    pub answers: Map<String, Value>,
}

impl FileWhole {
    /// Fails with all that keeps it from being filed, so that it is refused before there is a draft that nobody will
    /// ever look for.
    pub async fn check(&self, reader: &Reader<'_>) -> Result<()> {
        applicants_only(reader.actor)?;
        let catalogue = reader.service::<Catalogue>()?.current();
        let procedure = catalogue.by_code(&self.procedure, reader.now).ok_or_else(Error::not_found)?;
        if !procedure.online.can_file_online() {
            return Err(Error::conflict("dossiers-error-not-online"));
        }
        let filer = identity::filer(reader).await?;
        let usual = if filer.is_business { Behalf::Organisation } else { Behalf::Own };
        let behalf = self.behalf.unwrap_or(usual);
        let applicant = self.applicant.clone().over(Applicant::of(&filer)).normalised().for_behalf(behalf);
        let mut answers = self.answers.clone();
        answers.retain(|_, answer| !answer.is_null());
        let filed = Checked {
            procedure: &procedure,
            area: self.area,
            behalf,
            applicant: &applicant,
            answers: &procedure.form.prune(&answers),
            files: &[],
            filer: &filer,
        };
        let mut errors = filed.errors(&reader.service::<Directory>()?.on(reader.now), reader.now);
        errors.extend(behalf_error(reader.actor, self.behalf));
        if errors.is_empty() { Ok(()) } else { Err(Error::invalid(errors)) }
    }

    /// The draft of an id that was begun before its answer was lost, or a new one.
    async fn begun(&self, runtime: &Runtime, actor: &Actor) -> Result<DossierId> {
        if let Some(id) = self.id {
            match OpenDraft::load(&runtime.reader(actor), id).await {
                Ok(open) if open.draft.procedure == self.procedure => return Ok(id),
                Ok(_) => return Err(Error::new(Kind::Conflict, Message::new("dossiers-error-idempotency-other"))),
                Err(error) if error.kind() == Kind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        let start = StartDraft { procedure: self.procedure.clone(), id: self.id };
        Ok(runtime.execute(actor, &start).await?.outcome)
    }

    async fn once(&self, runtime: &Runtime, actor: &Actor) -> Result<Submitted> {
        let id = self.begun(runtime, actor).await?;
        let open = OpenDraft::load(&runtime.reader(actor), id).await?;
        // Only what the request says is filed, not what the person's store put into the draft.
        let mut answers = self.answers.clone();
        for name in open.answers.keys() {
            answers.entry(name.clone()).or_insert(Value::Null);
        }
        let save = SaveDraft {
            id,
            version: None,
            area: self.area,
            behalf: self.behalf,
            delivery_way: self.delivery_way,
            applicant: Some(self.applicant.clone().over(open.applicant)),
            answers,
            reached: REACHED.into(),
        };
        runtime.execute(actor, &save).await?;
        match submit(runtime, actor, id).await {
            // What could not be submitted leaves no draft either.
            Err(error) if error.kind() == Kind::Invalid => {
                dropped(runtime, actor, id).await?;
                Err(error)
            }
            done => done,
        }
    }
}

/// Files a dossier. With an id that was filed before, or is being filed at the same moment, it gives what that became.
pub async fn file_whole(runtime: &Runtime, actor: &Actor, new: &FileWhole) -> Result<Submitted> {
    let Some(id) = new.id else { return new.once(runtime, actor).await };
    let mut tries = 0;
    loop {
        if let Some(done) = filed_before(runtime, actor, id).await? {
            return Ok(done);
        }
        match new.once(runtime, actor).await {
            Err(error) if tries < TRIES && is_overtaken(&error) => tries += 1,
            done => return done,
        }
    }
}

/// Whether an equal filing began the draft, changed it or submitted it in between.
fn is_overtaken(error: &Error) -> bool {
    matches!(&*error.message().key, "error-exists" | "error-changed" | "error-not-found" | "dossiers-error-draft-taken")
}

/// Submits a draft. One that was submitted before, or at the same moment, gives the dossier that it became.
pub async fn submit(runtime: &Runtime, actor: &Actor, id: DossierId) -> Result<Submitted> {
    let error = match runtime.execute(actor, &Submit { id }).await {
        Ok(done) => return Ok(done.outcome),
        Err(error) => error,
    };
    if !matches!(error.kind(), Kind::NotFound | Kind::Conflict) {
        return Err(error);
    }
    let Some(done) = filed_before(runtime, actor, id).await? else { return Err(error) };
    // A draft that was begun again under the id while the first one was being submitted is nobody's.
    dropped(runtime, actor, id).await?;
    Ok(done)
}

/// Drops a draft that may be gone already.
async fn dropped(runtime: &Runtime, actor: &Actor, id: DossierId) -> Result<()> {
    match runtime.execute(actor, &DropDraft { id }).await {
        Err(error) if !matches!(error.kind(), Kind::NotFound | Kind::Conflict) => Err(error),
        _ => Ok(()),
    }
}

/// What was confirmed when a draft of the actor was submitted; none while it is no dossier.
pub async fn filed_before(runtime: &Runtime, actor: &Actor, id: DossierId) -> Result<Option<Submitted>> {
    let reader = runtime.reader(actor);
    let case = match Case::load(&reader, id).await {
        Ok(case) if case.require_holder(actor).is_ok() => case,
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == Kind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let asked = payments::of_dossier(&reader, id.uuid()).await?;
    let first = asked.iter().find(|payment| payment.purpose == case.dossier.reference);
    Ok(Some(Submitted {
        id,
        reference: case.dossier.reference.clone(),
        at: case.dossier.submitted_at,
        payment: first.map(|payment| payment.id),
    }))
}
