//! What the holder of an account sees and does; officers see the dossiers of their units by the same addresses.

use kernel::{Error, Timestamp};
use payments::{Payment, PaymentBody};
use runtime::Actor;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, Query, StatusCode};
use web::{Cx, Errors, Guard, Outcome, Routes};

use super::bodies::{DossierBody, DossierPage, time};
use super::places::placed;
use super::schemas::NoticeKind;
use super::{after, check_answers};
use crate::applicant::Applicant;
use crate::case::Case;
use crate::commands::{AskWithdrawal, GiveSupplement, Rate, ReadNotices};
use crate::model::{DossierId, State};
use crate::pages::names::UnitNames;
use crate::pages::officer::offered;
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
        .post("/api/v1/notices/{id}/read", guard, read_notice)
        .says("Mark a notice as read, and the earlier ones of its dossier")
        .takes_nothing()
        .gives_nothing()
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
    /// The area of today in which the applicant's address lies, derived from it when its area has ended or has another
    /// name; null where nothing can be derived. The address itself stays as it was typed.
    address_now: Option<String>,
    /// Answers by the names of the form's fields.
    answers: Map<String, Value>,
    /// What this reader may do with it now: the last part of the address of the act; `scan` is that of `scans`. An act
    /// may still wait for something and says then what for.
    acts: Vec<&'static str>,
    /// Until when it is read by break-glass; null for whoever has a right to it.
    #[schema(format = DateTime)]
    glass_until: Option<String>,
}

/// The acts that the pages of this reader offer.
fn acts_of(case: &Case, asked: &[Payment], actor: &Actor) -> Vec<&'static str> {
    if actor.is_staff() {
        return offered(case, asked, actor);
    }
    let state = case.dossier.state;
    let own = [
        ("supplement", state == State::SupplementAsked),
        ("withdraw", state.may_become(State::WithdrawalAsked, None)),
        ("rate", !state.is_open() && case.dossier.rating.is_none()),
    ];
    own.into_iter().filter(|(_, is_open)| *is_open).map(|(act, _)| act).collect()
}

async fn show(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let case = Case::look(&reader, id.parse()?).await?;
    let opened = queries::opened(&reader, &case).await?;
    let asked = payments::of_dossier(&reader, case.dossier.id.uuid()).await?;
    cx.record(&[queries::seen(&reader, &case, "dossier").await?]).await?;
    let body = WholeDossier {
        dossier: DossierBody::of(&case.dossier),
        address_now: UnitNames::of(&reader)?.address_now(&opened.applicant.address, case.dossier.submitted_at),
        applicant: opened.applicant,
        answers: opened.answers,
        acts: acts_of(&case, &asked, cx.actor()),
        glass_until: time(case.glass),
    };
    Ok(Json(body).into_response())
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
    let case = Case::look(&reader, id.parse()?).await?;
    let lines = queries::history(&reader, &case).await?;
    cx.record(&[queries::seen(&reader, &case, "dossier").await?]).await?;
    let is_office = cx.actor().is_staff();
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

/// A payment, and why it was asked for.
#[derive(Serialize, ToSchema)]
struct DossierPayment {
    #[serde(flatten)]
    payment: PaymentBody,
    /// What the officer wrote who asked for it while handling; null for a fee that follows from the answers.
    reason: Option<String>,
}

/// The payments of a dossier, oldest first.
#[derive(Serialize, ToSchema)]
struct PaymentList {
    items: Vec<DossierPayment>,
}

async fn fees(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let case = Case::load(&reader, id.parse()?).await?;
    let asked = payments::of_dossier(&reader, case.dossier.id.uuid()).await?;
    // A fee of the filing is asked for under its reference, one found while handling under the dossier's code.
    let is_found = |payment: &Payment| payment.purpose != case.dossier.reference;
    let mut reasons = Vec::new();
    if asked.iter().any(is_found) {
        let lines = queries::history(&reader, &case).await?;
        reasons.extend(lines.into_iter().filter(|(line, _)| line.act == "ask-fee").map(|(_, note)| note));
        cx.record(&[queries::seen(&reader, &case, "dossier").await?]).await?;
    }
    let mut reasons = reasons.into_iter();
    let item = |payment: &Payment| DossierPayment {
        payment: PaymentBody::of(payment),
        reason: if is_found(payment) { reasons.next() } else { None },
    };
    Ok(Json(PaymentList { items: asked.iter().map(item).collect() }).into_response())
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

/// `POST /api/v1/notices/{id}/read`: the notice is read, and with it the earlier ones of its dossier.
async fn read_notice(cx: Cx, Path(id): Path<String>) -> Outcome {
    let id = kernel::id::parse(&id)?;
    let rows = queries::notices(&cx.reader()).await?;
    let row = rows.iter().find(|row| row.id == id).ok_or_else(Error::not_found)?;
    cx.execute(&ReadNotices { dossier: Some(row.dossier), until: Timestamp(row.at) }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A supplement; its files were uploaded before.
#[derive(Deserialize, ToSchema)]
struct Supplement {
    /// Answers that changed, by the names of the form's fields.
    #[serde(default)]
    answers: Map<String, Value>,
    /// A word to the agency.
    #[serde(default, alias = "text")]
    #[schema(max_length = 2000)]
    note: String,
}

async fn supplement(cx: Cx, Path(id): Path<String>, Json(given): Json<Supplement>) -> Outcome {
    let id: DossierId = id.parse()?;
    let case = Case::load(&cx.reader(), id).await?;
    let mut faults = Errors::default();
    faults.take(check_answers(&case.procedure.form, &given.answers))?;
    let command = GiveSupplement { id, answers: given.answers, note: given.note };
    cx.execute_without(faults, &command).await.map_err(placed)?;
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
    #[schema(max_length = 2000)]
    comment: String,
}

async fn rate(cx: Cx, Path(id): Path<String>, Json(rating): Json<Rating>) -> Outcome {
    let id: DossierId = id.parse()?;
    cx.execute(&Rate { id, score: rating.score, comment: rating.comment }).await?;
    after(&cx, id).await
}
