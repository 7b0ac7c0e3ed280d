//! What the province holds already: listed for the papers of a draft or dossier, read, and taken instead of being
//! handed in once more (fact 2.29).

use kernel::Result;
use runtime::Reader;
use serde::{Deserialize, Serialize};
use store::vault::SubjectKey;
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, created};
use web::{Cx, Guard, Locale, Outcome, Routes};

use super::bodies::{FileLine, OriginBody};
use super::files::FILES;
use crate::case::Case;
use crate::commands::{OpenDraft, TakeHeld};
use crate::model::{DossierId, FileId};
use crate::pages::citizen::file::{one_file, stream_own, stream_scanned};
use crate::pages::officer::held::offered_file;
use crate::queries::{self, HeldItem};

pub(super) fn routes() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .get("/api/v1/drafts/{id}/held", guard, of_draft)
        .says("List what is held already for the papers of a draft")
        .gives::<HeldList>()
        .post("/api/v1/drafts/{id}/held", guard, into_draft)
        .says("Use something that is held in a draft")
        .takes::<HeldTaken>()
        .creates::<FileLine>()
        .get("/api/v1/dossiers/{id}/held", guard, of_dossier)
        .says("List what is held already for the papers of a dossier")
        .gives::<HeldList>()
        .post("/api/v1/dossiers/{id}/held", guard, into_dossier)
        .says("Take something that is held into a dossier")
        .takes::<HeldTaken>()
        .creates::<FileLine>()
        .get("/api/v1/dossiers/{id}/held/{file}", guard, read)
        .says("Read something that is held for a paper of a dossier")
        .gives_file(FILES)
}

/// Something that is held and can be offered for a paper.
#[derive(Serialize, ToSchema)]
#[schema(as = HeldPaper)]
struct HeldBody {
    /// Code of the paper that it can stand for.
    paper: String,
    /// Its file, by which it is taken.
    file: Uuid,
    /// What it is.
    name: String,
    /// Whether it is a result, not a paper that was handed in.
    is_result: bool,
    from: OriginBody,
    /// Whether it is offered because of an entry of the data that is only a draft.
    is_drafted: bool,
}

/// What is held, the newest first. A person decides whether it fits: it is only offered.
#[derive(Serialize, ToSchema)]
struct HeldList {
    items: Vec<HeldBody>,
}

impl HeldList {
    fn of(held: &[HeldItem], locale: Locale) -> Self {
        let body = |item: &HeldItem| HeldBody {
            paper: item.paper.clone(),
            file: item.file.id.uuid(),
            name: item.name.get(locale).to_owned(),
            is_result: item.is_result,
            from: OriginBody::of(&item.origin),
            is_drafted: item.is_drafted,
        };
        Self { items: held.iter().map(body).collect() }
    }
}

/// What is taken, and for which paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HeldTaken {
    /// Code of the paper that it stands for.
    paper: String,
    /// The file, as listed.
    file: Uuid,
}

async fn of_draft(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let open = OpenDraft::load(&reader, id.parse()?).await?;
    let files = queries::files(&reader, open.draft.id, &open.key).await?;
    let held = queries::held_for_draft(&reader, &open, &files).await?;
    Ok(Json(HeldList::of(&held, cx.locale())).into_response())
}

async fn into_draft(cx: Cx, Path(id): Path<String>, Json(taken): Json<HeldTaken>) -> Outcome {
    let open = OpenDraft::load(&cx.reader(), id.parse()?).await?;
    take(&cx, "drafts", open.draft.id, taken, &open.key).await
}

async fn held_of(reader: &Reader<'_>, case: &Case) -> Result<Vec<HeldItem>> {
    let opened = queries::opened(reader, case).await?;
    let files = queries::files(reader, case.dossier.id, &case.key).await?;
    queries::held_for_case(reader, case, &opened, &files).await
}

async fn of_dossier(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let case = Case::load(&reader, id.parse()?).await?;
    let held = held_of(&reader, &case).await?;
    cx.record(&[queries::seen(&reader, &case, "dossier").await?]).await?;
    Ok(Json(HeldList::of(&held, cx.locale())).into_response())
}

async fn into_dossier(cx: Cx, Path(id): Path<String>, Json(taken): Json<HeldTaken>) -> Outcome {
    let case = Case::load(&cx.reader(), id.parse()?).await?;
    take(&cx, "dossiers", case.dossier.id, taken, &case.key).await
}

async fn take(cx: &Cx, of: &str, dossier: DossierId, taken: HeldTaken, key: &SubjectKey) -> Outcome {
    let command = TakeHeld { dossier, paper: taken.paper, file: FileId(taken.file) };
    let id = cx.execute(&command).await?.outcome;
    let file = one_file(cx, dossier, id, key).await?;
    Ok(created(&format!("/api/v1/{of}/{dossier}/files/{id}"), FileLine::of(&file)))
}

/// The bytes of something that is offered; for officers the look is recorded for this dossier before the first of them.
async fn read(cx: Cx, Path((id, file)): Path<(String, String)>) -> Outcome {
    let reader = cx.reader();
    let case = Case::load(&reader, id.parse()?).await?;
    let held = held_of(&reader, &case).await?;
    let file = offered_file(&case, &held, file.parse()?)?;
    if cx.actor().is_staff() {
        cx.record(&[queries::seen(&reader, &case, "held").await?]).await?;
        return Ok(stream_scanned(&cx, &file, &case.key).await?);
    }
    Ok(stream_own(&cx, &file, &case.key).await?)
}
