//! Drafts and filing: page by page as people do it, or with one request when no paper is needed.

use kernel::{Kind, Result};
use procedures::{PaperMode, ProcedureVersion};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, StatusCode};
use web::{Cx, Guard, Locale, Method, Outcome, Routes};

use super::bodies::{FileLine, FiledBody};
use super::typed;
use crate::applicant::Applicant;
use crate::commands::{DropDraft, OpenDraft, SaveDraft, StartDraft, Submit, missing_papers};
use crate::model::{Behalf, DeliveryWay, DossierId};
use crate::queries::{self, FileItem};
use crate::uploads::room;

/// Where a person goes on who opens the draft of a machine: the page that shows all answers.
const REACHED: &str = "review";

pub(super) fn routes() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .post("/api/v1/dossiers", guard, file)
        .takes::<NewDossier>()
        .creates::<FiledBody>()
        .get("/api/v1/drafts", guard, list)
        .gives::<DraftList>()
        .post("/api/v1/drafts", guard, start)
        .takes::<NewDraft>()
        .creates::<DraftBody>()
        .get("/api/v1/drafts/{id}", guard, show)
        .gives::<DraftBody>()
        .add(Method::Delete, "/api/v1/drafts/{id}", guard, discard)
        .gives_nothing()
        .post("/api/v1/drafts/{id}/save", guard, save)
        .takes::<DraftChange>()
        .gives::<DraftBody>()
        .post("/api/v1/drafts/{id}/submit", guard, submit)
        .takes_nothing()
        .creates::<FiledBody>()
}

/// A dossier that is filed with one request.
#[derive(Deserialize, ToSchema)]
struct NewDossier {
    /// Code of the procedure.
    procedure: String,
    /// The area whose agency decides; none where the province does.
    area: Option<Uuid>,
    #[schema(value_type = Option<Behalf>)]
    behalf: Option<String>,
    #[schema(value_type = Option<DeliveryWay>)]
    delivery_way: Option<String>,
    /// Taken from the account when it is not given.
    applicant: Option<Applicant>,
    /// Answers by the names of the form's fields.
    answers: Map<String, Value>,
}

/// `POST /api/v1/dossiers`: files a dossier whose procedure needs no upload.
async fn file(cx: Cx, Json(new): Json<NewDossier>) -> Outcome {
    // What can be refused is refused before there is a draft that nobody will ever look for.
    let behalf = typed("behalf", new.behalf, Behalf::parse)?;
    let delivery_way = typed("delivery_way", new.delivery_way, DeliveryWay::parse)?;
    let id = cx.execute(&StartDraft { procedure: new.procedure }).await?.outcome;
    let save = SaveDraft {
        id,
        version: None,
        area: new.area.map(organisation::UnitId),
        behalf,
        delivery_way,
        applicant: new.applicant,
        answers: new.answers,
        reached: REACHED.into(),
    };
    cx.execute(&save).await?;
    match cx.execute(&Submit { id }).await {
        Ok(done) => Ok((StatusCode::CREATED, Json(FiledBody::of(done.outcome))).into_response()),
        Err(error) => {
            // What could not be submitted leaves no draft either.
            if error.kind() == Kind::Invalid {
                cx.execute(&DropDraft { id }).await?;
            }
            Err(error.into())
        }
    }
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
            area: draft.area.map(organisation::UnitId::uuid),
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
    let id = cx.execute(&StartDraft { procedure: new.procedure }).await?.outcome;
    Ok((StatusCode::CREATED, Json(body(&cx, id).await?)).into_response())
}

async fn show(cx: Cx, Path(id): Path<String>) -> Outcome {
    let body = body(&cx, id.parse()?).await?;
    Ok(Json(body).into_response())
}

/// What is to be changed in a draft; what is not given stays.
#[derive(Deserialize, ToSchema)]
struct DraftChange {
    /// The area whose agency decides.
    area: Option<Uuid>,
    #[schema(value_type = Option<Behalf>)]
    behalf: Option<String>,
    #[schema(value_type = Option<DeliveryWay>)]
    delivery_way: Option<String>,
    applicant: Option<Applicant>,
    /// Answers by the names of the form's fields; null takes an answer away.
    #[serde(default)]
    answers: Map<String, Value>,
}

/// `POST /api/v1/drafts/{id}/save`: wrong answers are kept too; submitting says what is wrong with them.
async fn save(cx: Cx, Path(id): Path<String>, Json(change): Json<DraftChange>) -> Outcome {
    let id = id.parse()?;
    let save = SaveDraft {
        id,
        version: None,
        area: change.area.map(organisation::UnitId),
        behalf: typed("behalf", change.behalf, Behalf::parse)?,
        delivery_way: typed("delivery_way", change.delivery_way, DeliveryWay::parse)?,
        applicant: change.applicant,
        answers: change.answers,
        reached: REACHED.into(),
    };
    cx.execute(&save).await?;
    Ok(Json(body(&cx, id).await?).into_response())
}

async fn submit(cx: Cx, Path(id): Path<String>) -> Outcome {
    let submitted = cx.execute(&Submit { id: id.parse()? }).await?.outcome;
    Ok((StatusCode::CREATED, Json(FiledBody::of(submitted))).into_response())
}

async fn discard(cx: Cx, Path(id): Path<String>) -> Outcome {
    cx.execute(&DropDraft { id: id.parse()? }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
