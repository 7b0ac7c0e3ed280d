//! The sandbox's page and its list of the day: what came and what went back.

use jiff::civil::Date;
use kernel::{Error, Kind, Result, Timestamp};
use runtime::Actor;
use serde::{Deserialize, Serialize};
use web::http::{HeaderMap, IntoResponse, Json, Path, Query, StatusCode};
use web::{Cx, Form, Outcome, TemplateSample, view_of};

use super::act::SandboxAct;
use crate::gateway::{SIGNATURE, Settings};
use crate::hook::{Outcome as How, plain};
use crate::model::State;
use crate::reconcile::{Listed, ListedRefund, ListedTransaction};
use crate::store;

const TEMPLATE: &str = "payments/gateway.html";

#[derive(Serialize)]
struct GatewayView {
    id: String,
    amount: i64,
    purpose: String,
    is_open: bool,
    back: String,
}

/// The sandbox is there only where the installation says so.
fn open(cx: &Cx) -> Result<()> {
    let settings = cx.app.runtime().services().get::<Settings>()?;
    if settings.has_sandbox { Ok(()) } else { Err(Error::not_found()) }
}

fn back(id: uuid::Uuid) -> String {
    format!("/payments/{id}/return")
}

/// GET /sandbox/gateway/{payment}
pub(crate) async fn show(cx: Cx, Path(id): Path<String>) -> Outcome {
    open(&cx)?;
    let id = kernel::id::parse(&id)?;
    // A gateway does not know who is signed in to us: the id in the link is all it has.
    let system = Actor::system();
    let payment = store::payment(&cx.app.runtime().reader(&system), id).await?;
    let view = GatewayView {
        id: id.to_string(),
        amount: payment.amount,
        purpose: payment.purpose,
        is_open: payment.state == State::Started,
        back: back(id),
    };
    cx.page(TEMPLATE, view).await
}

/// POST /sandbox/gateway/{payment}
pub(crate) async fn act(cx: Cx, Path(id): Path<String>, Form(values): Form) -> Outcome {
    open(&cx)?;
    let payment = kernel::id::parse(&id)?;
    let outcome = if values.get("outcome") == How::Paid.code() { How::Paid } else { How::Cancelled };
    match cx.execute(&SandboxAct { payment, outcome }).await {
        Ok(_) => {}
        // The button was pressed twice: the first press counts, and the return page says how it went.
        Err(error) if error.kind() == Kind::Conflict => {}
        Err(error) => return Err(error.into()),
    }
    Ok(cx.redirect(&back(payment)))
}

#[derive(Deserialize)]
pub(crate) struct Day {
    #[serde(default)]
    day: String,
}

/// GET /sandbox/gateway/transactions?day=2024-12-10, signed over the day.
pub(crate) async fn transactions(cx: Cx, headers: HeaderMap, Query(asked): Query<Day>) -> Outcome {
    open(&cx)?;
    let runtime = cx.app.runtime();
    let settings = runtime.services().get::<Settings>()?;
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !settings.verifies(runtime.vault(), asked.day.as_bytes(), signature) {
        return Ok(plain(StatusCode::FORBIDDEN, "wrong signature\n"));
    }
    let Ok(date) = asked.day.parse::<Date>() else { return Ok(plain(StatusCode::BAD_REQUEST, "not a day\n")) };
    let system = Actor::system();
    let (reader, day) = (runtime.reader(&system), Timestamp::start_of(date).day_number());
    let rows = store::sandbox_day(&reader, day).await?;
    let transactions = rows
        .into_iter()
        .map(|row| ListedTransaction {
            txn: row.txn,
            payment: row.payment,
            amount: row.amount,
            outcome: if row.outcome == How::Paid.code() { How::Paid } else { How::Cancelled },
            at: row.at,
        })
        .collect();
    let refunds = store::sandbox_refunds_on(&reader, day).await?;
    let refunds = refunds
        .into_iter()
        .map(|row| ListedRefund { payment: row.payment, txn: row.txn, amount: row.amount, at: row.at.0 })
        .collect();
    Ok(Json(Listed { transactions, refunds }).into_response())
}

pub(crate) fn samples() -> Vec<TemplateSample> {
    fn sample(is_open: bool, purpose: &str) -> GatewayView {
        let id = uuid::Uuid::from_u128(7);
        GatewayView { id: id.to_string(), amount: 50_000, purpose: purpose.to_owned(), is_open, back: back(id) }
    }
    vec![
        TemplateSample { template: TEMPLATE, case: "open", view: |_| view_of(sample(true, "T-7KQ2MX4B9D")) },
        TemplateSample { template: TEMPLATE, case: "done", view: |_| view_of(sample(false, "T-7KQ2MX4B9D")) },
        TemplateSample {
            template: TEMPLATE,
            case: "long",
            view: |_| view_of(sample(true, &"Lệ phí cấp bản sao trích lục hộ tịch ".repeat(8))),
        },
    ]
}
