//! Finding a dossier: the public look-up with a second factor, and the officers' search.

use kernel::page::{bind, unbind};
use kernel::{Error, Message};
use organisation::UnitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{HeaderMap, HeaderValue, IntoResponse, Json, Path, header};
use web::{Cx, Guard, Outcome, Routes};

use super::bodies::{DossierBody, time};
use crate::case::Case;
use crate::look_up::{self, Barred};
use crate::model::{DossierId, State};
use crate::pages::names::UnitNames;
use crate::pages::shared::{is_told, waiting_since};
use crate::queries::{Finds, Looks};
use crate::{permissions, queries};

/// Header of the second factor.
const FACTOR: &str = "x-lookup-factor";

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/track/{code}", Guard::Public, track)
        .says("Look up where a dossier stands, with a second factor")
        .gives::<Tracked>()
        .post("/api/v1/search", Guard::Right(permissions::READ), search)
        .says("Find dossiers by code, number, telephone or name")
        .takes::<Sought>()
        .gives::<Found>()
}

/// The look-up that gives a dossier's id for its code and second factor: five tries an hour, the same answer for a wrong
/// code and a wrong factor.
async fn proven(cx: &Cx, code: &str, factor: &str) -> kernel::Result<DossierId> {
    let code = crate::model::normalise(code);
    look_up::count(cx, &code).map_err(|barred| match barred {
        Barred::Code(_) => Error::not_found(),
        Barred::Address(error) => error,
    })?;
    // The look-up reads on behalf of the house: whoever holds code and factor may see the state, nothing more.
    let house = runtime::Actor::system();
    let id = queries::track(&cx.app.runtime().reader(&house), &code, factor).await?;
    look_up::forget(cx, &code);
    Ok(id)
}

/// What was done, without personal values.
#[derive(Serialize, ToSchema)]
struct TrackedAct {
    #[schema(format = DateTime)]
    at: String,
    /// Code of the act.
    act: String,
    /// The state after it.
    #[schema(value_type = State)]
    state: i64,
    /// Name of the unit that did it, as it was then.
    unit: Option<String>,
    /// Name of who continues that unit today; null where that is no other.
    unit_now: Option<String>,
}

/// What is or was to be paid.
#[derive(Serialize, ToSchema)]
struct TrackedFee {
    /// Đồng.
    amount: i64,
    #[schema(value_type = payments::State)]
    state: &'static str,
    #[schema(format = DateTime)]
    paid_at: Option<String>,
    /// How it was paid; null before.
    #[schema(value_type = Option<payments::Method>)]
    method: Option<&'static str>,
    /// Number of the receipt of money that was taken at a counter.
    receipt: Option<String>,
}

impl TrackedFee {
    fn of(payment: &payments::Payment) -> Self {
        Self {
            amount: payment.amount,
            state: payment.state.code(),
            paid_at: time(payment.paid_at),
            method: payment.method.map(payments::Method::code),
            receipt: payment.receipt.clone(),
        }
    }
}

/// A dossier for whoever has proven its code and second factor.
#[derive(Serialize, ToSchema)]
struct Tracked {
    #[serde(flatten)]
    dossier: DossierBody,
    procedure_name: String,
    /// Name of the agency that decides, as it was when the dossier was handed in.
    agency: String,
    /// Name of who answers for it today; null where that is no other.
    agency_now: Option<String>,
    /// Name of the unit that has the work.
    holder: Option<String>,
    /// Since when that unit has it, or waits for the applicant.
    #[schema(format = DateTime)]
    held_since: Option<String>,
    /// The limit of the current step; null while the clock stands.
    #[schema(format = DateTime)]
    step_due_at: Option<String>,
    /// Oldest first.
    fees: Vec<TrackedFee>,
    /// Oldest first.
    history: Vec<TrackedAct>,
}

async fn track(cx: Cx, Path(code): Path<String>, headers: HeaderMap) -> Outcome {
    let id = proven(&cx, &code, factor(&headers)?).await?;
    let house = runtime::Actor::system();
    let reader = cx.app.runtime().reader(&house);
    let case = Case::load(&reader, id).await?;
    let lines = queries::history(&reader, &case).await?;
    let names = UnitNames::of(&reader)?;
    let act = |line: queries::HistoryRow| TrackedAct {
        at: line.at.rfc3339(),
        state: line.to_state,
        unit: line.unit.map(|unit| names.then(UnitId(unit), line.at)),
        unit_now: line.unit.and_then(|unit| names.other_now(UnitId(unit), line.at)),
        act: line.act,
    };
    let history = lines.into_iter().map(|(line, _)| line).filter(|line| is_told(&line.act, false)).map(act).collect();
    let fees = payments::of_dossier(&reader, id.uuid()).await?;
    let task = case.step_task();
    let holder = task.map(|task| case.unit_of(task)).transpose()?;
    let held_since = task.map(|task| waiting_since(&case, task).unwrap_or(task.opened_at));
    let step_due_at = task.filter(|task| task.clock.paused_at.is_none()).map(|task| task.clock.due);
    let body = Tracked {
        dossier: DossierBody::of(&case.dossier),
        procedure_name: case.procedure.name.clone(),
        agency: names.then(case.dossier.competent, case.dossier.submitted_at),
        agency_now: names.other_agency(&case.dossier),
        holder: holder.map(|unit| case.units.name(unit).to_owned()),
        held_since: time(held_since),
        step_due_at: time(step_due_at),
        fees: fees.iter().map(TrackedFee::of).collect(),
        history,
    };
    let mut response = Json(body).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static(FACTOR));
    Ok(response)
}

/// The second factor as it must look. What is none proves nothing wrong either, so it counts as no try.
fn factor(headers: &HeaderMap) -> kernel::Result<&str> {
    let sent = headers.get(FACTOR).and_then(|value| value.to_str().ok());
    let is_factor = |text: &&str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    sent.filter(is_factor).ok_or_else(|| Error::invalid_field(FACTOR, Message::new("dossiers-api-factor")))
}

/// What an officer knows of a dossier. It stands in the body, so that nothing personal stands in an address.
#[derive(Deserialize, ToSchema)]
struct Sought {
    /// Code, reference, identity number, telephone number or name.
    q: String,
    /// Only what this unit may know of.
    unit: Option<Uuid>,
    /// The value of `next` in the page before.
    #[serde(default)]
    page: String,
}

/// A page of what was found inside the right of the officer, the newest first.
#[derive(Serialize, ToSchema)]
struct Found {
    items: Vec<DossierBody>,
    /// Opaque: the value of `page` for the next page; null on the last one.
    #[schema(required)]
    next: Option<String>,
    /// Whether this page looked through so many dossiers of a frequent name that it left older ones to the next. More
    /// words of the name, a number or a `unit` find them at once.
    is_cut: bool,
}

async fn search(cx: Cx, Json(sought): Json<Sought>) -> Outcome {
    let q = sought.q.trim();
    let question = sought.unit.map_or_else(|| q.to_owned(), |unit| format!("{unit} {q}"));
    let page = match sought.page.as_str() {
        "" => None,
        bound => Some(unbind(bound, &question)?),
    };
    let found = if q.is_empty() {
        Finds::default()
    } else {
        queries::find_in(&cx.reader(), q, sought.unit.map(UnitId), page, Looks::default()).await?
    };
    cx.record(&queries::seen_of(&cx.reader(), &found.items, "search").await?).await?;
    let next = found.next.map(|token| bind(&token, &question));
    let items = found.items.iter().map(DossierBody::of).collect();
    Ok(Json(Found { items, next, is_cut: found.is_cut }).into_response())
}
