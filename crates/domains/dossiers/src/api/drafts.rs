//! Drafts and filing: page by page as people do it, or with one request when no paper is needed.

use ::store::vault::Vault;
use kernel::{Error, Kind, Message, Result};
use organisation::UnitId;
use procedures::{PaperMode, ProcedureVersion};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{HeaderMap, IntoResponse, Json, Path, StatusCode, created};
use web::{Cx, Errors, Guard, Locale, Method, Outcome, Routes};

use super::bodies::{FileLine, FiledBody};
use super::desk::check_area;
use super::places::{in_force, placed};
use super::{check_answers, filed, typed};
use crate::applicant::{Applicant, ApplicantChange};
use crate::commands::{
    DropDraft, FileWhole, OpenDraft, REACHED, SaveDraft, StartDraft, file_whole, filed_before, missing_papers, submit,
};
use crate::model::{Behalf, DeliveryWay, DossierId};
use crate::queries::{self, FileItem};
use crate::uploads::room;

/// Header with the key by which the same filing is known again.
const IDEMPOTENCY: &str = "idempotency-key";

pub(super) fn routes() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .post("/api/v1/dossiers", guard, file)
        .says("File a dossier that needs no upload")
        .takes::<NewDossier>()
        .creates::<FiledBody>()
        .get("/api/v1/drafts", guard, list)
        .says("List the drafts of the account")
        .gives::<DraftList>()
        .post("/api/v1/drafts", guard, start)
        .says("Begin a draft")
        .takes::<NewDraft>()
        .creates::<DraftBody>()
        .get("/api/v1/drafts/{id}", guard, show)
        .says("Read one draft")
        .gives::<DraftBody>()
        .add(Method::Delete, "/api/v1/drafts/{id}", guard, discard)
        .says("Throw a draft away")
        .gives_nothing()
        .post("/api/v1/drafts/{id}/save", guard, save)
        .says("Change a draft")
        .takes::<DraftChange>()
        .gives::<DraftBody>()
        .post("/api/v1/drafts/{id}/submit", guard, send)
        .says("Submit a draft")
        .takes_nothing()
        .creates::<FiledBody>()
}

/// A dossier that is filed with one request. It carries no papers: what needs some is filed through a draft. With a UUID
/// in the header `Idempotency-Key` the same request can be sent again and answers the same dossier.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDossier {
    /// Code of the procedure.
    procedure: String,
    /// The area whose agency decides; none where the province does.
    area: Option<Uuid>,
    #[schema(value_type = Option<Behalf>)]
    behalf: Option<String>,
    #[schema(value_type = Option<DeliveryWay>)]
    delivery_way: Option<String>,
    /// What is not given is taken from the account.
    applicant: Option<ApplicantChange>,
    /// Answers by the names of the form's fields.
    answers: Map<String, Value>,
}

/// `POST /api/v1/dossiers`: files a dossier whose procedure needs no upload. With a UUID in the header `Idempotency-Key`
/// the same request can be sent again: the key makes the id of draft and dossier, so it answers the same dossier.
async fn file(cx: Cx, headers: HeaderMap, Json(new): Json<NewDossier>) -> Outcome {
    let (runtime, actor) = (cx.app.runtime(), cx.actor());
    let id = asked_id(&headers, runtime.vault(), actor.account)?;
    if let Some(id) = id
        && let Some(done) = filed_before(runtime, actor, id).await?
    {
        return Ok(filed(FiledBody::of(done)));
    }
    let mut faults = Errors::default();
    let behalf = faults.take(typed("behalf", new.behalf, Behalf::parse))?.flatten();
    let delivery_way = faults.take(typed("delivery_way", new.delivery_way, DeliveryWay::parse))?.flatten();
    let whole = FileWhole {
        id,
        procedure: new.procedure,
        area: new.area.map(UnitId),
        behalf,
        delivery_way,
        applicant: new.applicant.unwrap_or_default(),
        answers: new.answers,
    };
    if let Some(procedure) = faults.take(in_force(&cx, &whole.procedure))? {
        faults.take(check_answers(&procedure.form, &whole.answers))?;
        faults.take(whole.check(&cx.reader()).await.map_err(placed))?;
    }
    faults.done()?;
    Ok(filed(FiledBody::of(file_whole(runtime, actor, &whole).await.map_err(placed)?)))
}

/// The id that a key of an account stands for; accounts with the same key get different ones.
fn asked_id(headers: &HeaderMap, vault: &Vault, account: Uuid) -> Result<Option<DossierId>> {
    let Some(key) = headers.get(IDEMPOTENCY) else { return Ok(None) };
    let key = key.to_str().ok().and_then(|text| Uuid::try_parse(text.trim()).ok()).filter(|key| !key.is_nil());
    let key = key.ok_or_else(|| Error::new(Kind::Invalid, Message::new("dossiers-error-idempotency")))?;
    Ok(Some(id_of_key(vault, account, key)))
}

/// A keyed hash: whoever could work out the id of a key could choose the key of another person's dossier.
fn id_of_key(vault: &Vault, account: Uuid, key: Uuid) -> DossierId {
    let hash = vault.blind("idempotency", &format!("{account}|{key}"));
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(&hash) {
        *to = *from;
    }
    DossierId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// A draft in a list.
#[derive(Serialize, ToSchema)]
struct DraftLine {
    id: Uuid,
    /// Code of the procedure.
    procedure: String,
    #[schema(format = DateTime)]
    made_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
}

/// The drafts of the account, newest first.
#[derive(Serialize, ToSchema)]
struct DraftList {
    items: Vec<DraftLine>,
    total: usize,
}

async fn list(cx: Cx) -> Outcome {
    let drafts = queries::drafts(&cx.reader()).await?;
    let line = |draft: &crate::store::draft::Draft| DraftLine {
        id: draft.id.uuid(),
        procedure: draft.procedure.clone(),
        made_at: draft.made_at.rfc3339(),
        updated_at: draft.updated_at.rfc3339(),
    };
    let items: Vec<DraftLine> = drafts.iter().map(line).collect();
    let total = items.len();
    Ok(Json(DraftList { items, total }).into_response())
}

/// A draft to begin.
#[derive(Deserialize, ToSchema)]
struct NewDraft {
    /// Code of the procedure.
    procedure: String,
}

/// A paper that the answers so far call for.
#[derive(Serialize, ToSchema)]
struct DraftPaper {
    code: String,
    name: String,
    #[schema(value_type = PaperMode)]
    mode: &'static str,
    required: bool,
    /// Whether it must still be uploaded before the draft can be submitted.
    is_missing: bool,
    /// How many files it still takes.
    room: i64,
}

/// A draft with all that was given so far.
#[derive(Serialize, ToSchema)]
#[schema(as = Draft)]
struct DraftBody {
    id: Uuid,
    version: i64,
    /// Code of the procedure.
    procedure: String,
    /// Whether the procedure has other rules than when the draft was saved. It is shown under those in force, and is
    /// saved once more, changed or not, before it can be submitted.
    is_outdated: bool,
    /// The area whose agency decides.
    area: Option<Uuid>,
    #[schema(value_type = Behalf)]
    behalf: &'static str,
    #[schema(value_type = DeliveryWay)]
    delivery_way: &'static str,
    applicant: Applicant,
    /// Answers by the names of the form's fields.
    answers: Map<String, Value>,
    papers: Vec<DraftPaper>,
    files: Vec<FileLine>,
    #[schema(format = DateTime)]
    made_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
}

impl DraftBody {
    fn of(open: OpenDraft, files: &[FileItem], locale: Locale) -> Self {
        let draft = &open.draft;
        Self {
            id: draft.id.uuid(),
            version: draft.version,
            procedure: draft.procedure.clone(),
            is_outdated: open.is_outdated(),
            area: draft.area.map(UnitId::uuid),
            behalf: draft.behalf.code(),
            delivery_way: draft.delivery_way.code(),
            papers: papers(&open.procedure, &open.answers, files, locale),
            files: files.iter().map(FileLine::of).collect(),
            made_at: draft.made_at.rfc3339(),
            updated_at: draft.updated_at.rfc3339(),
            applicant: open.applicant,
            answers: open.answers,
        }
    }
}

/// The papers for the answers so far, and what is missing of them.
fn papers(
    procedure: &ProcedureVersion,
    answers: &Map<String, Value>,
    files: &[FileItem],
    locale: Locale,
) -> Vec<DraftPaper> {
    let answers = procedure.form.prune(answers);
    let rows: Vec<_> = files.iter().map(|file| file.row.clone()).collect();
    let missing = missing_papers(procedure, &answers, &rows);
    let body = |paper: &procedures::Paper| DraftPaper {
        code: paper.code.clone(),
        name: paper.name.get(locale).to_owned(),
        mode: paper.mode.code(),
        required: paper.required,
        is_missing: missing.contains(&paper.code),
        room: if paper.mode == PaperMode::Upload { room(paper, files, 0) } else { 0 },
    };
    procedure.papers_for(&answers).into_iter().map(body).collect()
}

async fn body(cx: &Cx, id: DossierId) -> Result<DraftBody> {
    let reader = cx.reader();
    let open = OpenDraft::load(&reader, id).await?;
    let files = queries::files(&reader, id, &open.key).await?;
    Ok(DraftBody::of(open, &files, cx.locale()))
}

async fn start(cx: Cx, Json(new): Json<NewDraft>) -> Outcome {
    in_force(&cx, &new.procedure)?;
    let id = cx.execute(&StartDraft { procedure: new.procedure, id: None }).await?.outcome;
    Ok(created(&format!("/api/v1/drafts/{id}"), body(&cx, id).await?))
}

async fn show(cx: Cx, Path(id): Path<String>) -> Outcome {
    let body = body(&cx, id.parse()?).await?;
    Ok(Json(body).into_response())
}

/// What is to be changed in a draft; what is not given, or null, stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DraftChange {
    /// Version of the draft that was changed; without it the newest is.
    version: Option<i64>,
    /// The area whose agency decides. It can be changed, not taken away.
    area: Option<Uuid>,
    #[schema(value_type = Option<Behalf>)]
    behalf: Option<String>,
    #[schema(value_type = Option<DeliveryWay>)]
    delivery_way: Option<String>,
    applicant: Option<ApplicantChange>,
    /// Answers by the names of the form's fields; null takes an answer away.
    #[serde(default)]
    answers: Map<String, Value>,
}

/// `POST /api/v1/drafts/{id}/save`: wrong answers are kept too; submitting says what is wrong with them.
async fn save(cx: Cx, Path(id): Path<String>, Json(change): Json<DraftChange>) -> Outcome {
    let id = id.parse()?;
    let open = OpenDraft::load(&cx.reader(), id).await?;
    let mut faults = Errors::default();
    if let Some(area) = change.area {
        faults.take(check_area(&cx, &open.draft.procedure, UnitId(area)))?;
    }
    faults.take(check_answers(&open.procedure.form, &change.answers))?;
    let save = SaveDraft {
        id,
        // What is left out is taken from what was just read, so nothing may come in between.
        version: Some(change.version.unwrap_or(open.draft.version)),
        area: change.area.map(UnitId),
        behalf: faults.take(typed("behalf", change.behalf, Behalf::parse))?.flatten(),
        delivery_way: faults.take(typed("delivery_way", change.delivery_way, DeliveryWay::parse))?.flatten(),
        applicant: change.applicant.map(|given| given.over(open.applicant)),
        answers: change.answers,
        reached: REACHED.into(),
    };
    cx.execute_without(faults, &save).await.map_err(placed)?;
    Ok(Json(body(&cx, id).await?).into_response())
}

/// `POST /api/v1/drafts/{id}/submit`: the dossier keeps the id of the draft; submitted again, it answers the same.
async fn send(cx: Cx, Path(id): Path<String>) -> Outcome {
    let done = submit(cx.app.runtime(), cx.actor(), id.parse()?).await.map_err(placed)?;
    Ok(filed(FiledBody::of(done)))
}

async fn discard(cx: Cx, Path(id): Path<String>) -> Outcome {
    cx.execute(&DropDraft { id: id.parse()? }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_for_an_id_of_its_account_and_house_only() {
        let vault = |byte: u8| Vault::new(&[byte; ::store::vault::KEY_LEN]).unwrap();
        let (account, key) = (Uuid::from_u128(7), Uuid::from_u128(9));
        let id = id_of_key(&vault(1), account, key);
        assert_eq!(id_of_key(&vault(1), account, key), id);
        assert_ne!(id_of_key(&vault(1), key, account), id);
        assert_ne!(id_of_key(&vault(1), account, Uuid::from_u128(10)), id);
        assert_ne!(id_of_key(&vault(2), account, key), id, "nobody works it out without the master key");
    }
}
