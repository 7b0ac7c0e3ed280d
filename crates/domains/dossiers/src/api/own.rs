//! What the holder of an account sees and does; officers see the dossiers of their units by the same addresses.

use kernel::Timestamp;
use payments::PaymentBody;
use runtime::ActorKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, Query};
use web::{Cx, Guard, Outcome, Routes};

use super::after;
use super::bodies::{DossierBody, DossierPage, seen};
use super::places::placed;
use super::schemas::NoticeKind;
use crate::applicant::Applicant;
use crate::case::Case;
use crate::commands::{AskWithdrawal, GiveSupplement, Rate};
use crate::model::{DossierId, State};
use crate::pages::citizen::own_case;
use crate::pages::shared::{is_noted, is_told};
use crate::queries;

/// Dossiers on one page of the answer.
const ROWS: i64 = 50;

pub(super) fn routes() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .get("/api/v1/dossiers", guard, mine)
        .says("List the dossiers of the account")
        .asks::<PageAsked>()
        .gives::<DossierPage>()
        .get("/api/v1/dossiers/{id}", guard, show)
        .says("Read one dossier with its personal values")
        .gives::<WholeDossier>()
        .get("/api/v1/dossiers/{id}/history", guard, history)
        .says("List what was done with a dossier")
        .gives::<History>()
        .get("/api/v1/dossiers/{id}/payments", guard, fees)
        .says("List the payments of a dossier")
        .gives::<PaymentList>()
        .get("/api/v1/notices", guard, notices)
        .says("List what the account was told")
        .gives::<NoticeList>()
        .post("/api/v1/dossiers/{id}/supplement", guard, supplement)
        .says("Hand in a supplement")
        .takes::<Supplement>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/withdraw", guard, withdraw)
        .says("Ask to withdraw a dossier")
        .takes::<Withdrawal>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/rate", guard, rate)
        .says("Rate the service")
        .takes::<Rating>()
        .gives::<DossierBody>()
}

#[derive(Deserialize, ToSchema)]
struct PageAsked {
    /// The value of `next` in the page before.
    #[serde(default)]
    page: String,
}

async fn mine(cx: Cx, Query(asked): Query<PageAsked>) -> Outcome {
    let page = queries::of_account(&cx.reader(), Some(&asked.page), ROWS).await?;
    let items = page.items.iter().map(DossierBody::of).collect();
    Ok(Json(DossierPage { items, total: page.total, next: page.next }).into_response())
}

/// A dossier with its personal values.
#[derive(Serialize, ToSchema)]
struct WholeDossier {
    #[serde(flatten)]
    dossier: DossierBody,
    applicant: Applicant,
    /// Answers by the names of the form's fields.
    answers: Map<String, Value>,
}

async fn show(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let case = Case::load(&reader, id.parse()?).await?;
    let opened = queries::opened(&reader, &case).await?;
    cx.record(&[seen(&case, "dossier")]).await?;
    let (applicant, answers) = (opened.applicant, opened.answers);
    Ok(Json(WholeDossier { dossier: DossierBody::of(&case.dossier), applicant, answers }).into_response())
}

/// What was done.
#[derive(Serialize, ToSchema)]
struct HistoryLine {
    #[schema(format = DateTime)]
    at: String,
    /// Code of the act.
    act: String,
    /// The state after it.
    #[schema(value_type = State)]
    state: i64,
    /// Code of the step after it.
    step: String,
    /// The unit that did it; null for the applicant and for the house itself.
    unit: Option<Uuid>,
    /// What was written to it, such as what a supplement must hold; empty when it is not for this reader.
    note: String,
}

/// What was done, oldest first.
#[derive(Serialize, ToSchema)]
struct History {
    items: Vec<HistoryLine>,
}

async fn history(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let case = Case::load(&reader, id.parse()?).await?;
    let lines = queries::history(&reader, &case).await?;
    cx.record(&[seen(&case, "dossier")]).await?;
    let is_office = cx.actor().kind == ActorKind::Officer;
    let items = lines
        .into_iter()
        .filter(|(line, _)| is_told(&line.act, is_office))
        .map(|(line, note)| HistoryLine {
            at: line.at.rfc3339(),
            note: if is_noted(&line.act, is_office) { note } else { String::new() },
            act: line.act,
            state: line.to_state,
            step: line.step,
            unit: line.unit,
        })
        .collect();
    Ok(Json(History { items }).into_response())
}

/// The payments of a dossier, oldest first.
#[derive(Serialize, ToSchema)]
struct PaymentList {
    items: Vec<PaymentBody>,
}

async fn fees(cx: Cx, Path(id): Path<String>) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    let payments = payments::of_dossier(&cx.reader(), case.dossier.id.uuid()).await?;
    Ok(Json(PaymentList { items: payments.iter().map(PaymentBody::of).collect() }).into_response())
}

/// What the holder of the account was told.
#[derive(Serialize, ToSchema)]
struct Notice {
    id: Uuid,
    #[schema(format = DateTime)]
    at: String,
    dossier: Uuid,
    /// Code of the dossier, or its reference.
    code: String,
    #[schema(value_type = NoticeKind)]
    kind: String,
    /// The sentence, in the language of the request.
    text: String,
    is_read: bool,
}

/// The newest notices first.
#[derive(Serialize, ToSchema)]
struct NoticeList {
    items: Vec<Notice>,
}

async fn notices(cx: Cx) -> Outcome {
    let rows = queries::notices(&cx.reader()).await?;
    let notice = |row: queries::NoticeRow| Notice {
        id: row.id,
        at: Timestamp(row.at).rfc3339(),
        dossier: row.dossier.uuid(),
        text: cx.tf(&format!("dossiers-notice-{}", row.kind), &[("code", row.code.as_str().into())]),
        code: row.code,
        kind: row.kind,
        is_read: row.is_read,
    };
    Ok(Json(NoticeList { items: rows.into_iter().map(notice).collect() }).into_response())
}

/// A supplement; its files were uploaded before.
#[derive(Deserialize, ToSchema)]
struct Supplement {
    /// Answers that changed, by the names of the form's fields.
    #[serde(default)]
    answers: Map<String, Value>,
    /// A word to the agency.
    #[serde(default, alias = "text")]
    note: String,
}

async fn supplement(cx: Cx, Path(id): Path<String>, Json(given): Json<Supplement>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&GiveSupplement { id, answers: given.answers, note: given.note }).await.map_err(placed)?;
    after(&cx, id).await
}

/// A wish to withdraw.
#[derive(Deserialize, ToSchema)]
struct Withdrawal {
    /// Why.
    #[serde(default, alias = "text")]
    #[schema(required, min_length = 5, max_length = 2000)]
    reason: String,
}

async fn withdraw(cx: Cx, Path(id): Path<String>, Json(asked): Json<Withdrawal>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&AskWithdrawal { id, reason: asked.reason }).await?;
    after(&cx, id).await
}

/// How content the applicant is.
#[derive(Deserialize, ToSchema)]
struct Rating {
    /// 1 (very dissatisfied) to 5 (very satisfied).
    #[schema(minimum = 1, maximum = 5)]
    score: i64,
    /// In the applicant's words.
    #[serde(default, alias = "text")]
    comment: String,
}

async fn rate(cx: Cx, Path(id): Path<String>, Json(rating): Json<Rating>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&Rate { id, score: rating.score, comment: rating.comment }).await?;
    after(&cx, id).await
}
