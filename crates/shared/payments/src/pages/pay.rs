//! The person's side: what is to be paid, the way to the gateway, and how it went.

use std::time::Duration;

use access::Scope;
use kernel::{Error, Result};
use serde::Serialize;
use uuid::Uuid;
use web::http::{Path, StatusCode};
use web::{Cx, Form, Outcome, ShownError, TemplateSample, is_mendable, shown_errors, view_of};

use crate::commands::StartPayment;
use crate::gateway::Settings;
use crate::model::{Method, Payment, State};
use crate::store;

const PAY: &str = "payments/pay.html";
const RETURN: &str = "payments/return.html";

/// How long the return page waits for the gateway's notice before it shows that it is still waiting: so many looks, so far
/// apart.
const LOOKS: u32 = 12;
const BETWEEN: Duration = Duration::from_millis(250);

#[derive(Serialize)]
struct PayView {
    errors: Vec<ShownError>,
    id: String,
    amount: i64,
    purpose: String,
    state: &'static str,
    tag_class: &'static str,
    tag_icon: &'static str,
    can_start: bool,
    /// Code of the state, by which the return page chooses its words.
    stage: &'static str,
    /// Whether money came when nobody asked for it any more.
    is_excess: bool,
    paid_at: Option<i64>,
    /// Message that names how it was paid; empty before.
    method: &'static str,
    txn: String,
    receipt: String,
    dossier: String,
    is_sandbox: bool,
}

impl PayView {
    fn of(payment: &Payment, errors: Vec<ShownError>, is_sandbox: bool) -> Self {
        let (tag_class, tag_icon) = payment.state.tag();
        Self {
            errors,
            id: payment.id.to_string(),
            amount: payment.amount,
            purpose: payment.purpose.clone(),
            state: payment.state.label(),
            tag_class,
            tag_icon,
            can_start: payment.state.can_start(),
            stage: payment.state.code(),
            is_excess: payment.excess.is_some() && payment.state == State::RefundAsked,
            paid_at: payment.paid_at.map(|at| at.0),
            method: payment.method.map_or("", Method::label),
            txn: payment.gateway_txn.clone().unwrap_or_default(),
            receipt: payment.receipt.clone().unwrap_or_default(),
            dossier: format!("/my/dossiers/{}", payment.dossier),
            is_sandbox,
        }
    }
}

/// Whether there is a gateway to go to.
pub(crate) fn has_sandbox(cx: &Cx) -> Result<bool> {
    Ok(cx.app.runtime().services().get::<Settings>()?.has_sandbox)
}

/// The payment of the person who asks; anybody else's does not exist.
pub(crate) async fn own(cx: &Cx, id: Uuid) -> Result<Payment> {
    let payment = store::payment(&cx.reader(), id).await?;
    if Scope::own(cx.actor())?.admits(payment.account, &[]) { Ok(payment) } else { Err(Error::not_found()) }
}

/// The page of the gateway on which a payment is made.
pub(crate) fn gateway_path(id: Uuid) -> String {
    format!("/sandbox/gateway/{id}")
}

/// GET /payments/{id}
pub(crate) async fn get(cx: Cx, Path(id): Path<String>) -> Outcome {
    let payment = own(&cx, kernel::id::parse(&id)?).await?;
    cx.page(PAY, PayView::of(&payment, Vec::new(), has_sandbox(&cx)?)).await
}

/// POST /payments/{id}/start
pub(crate) async fn start(cx: Cx, Path(id): Path<String>, Form(_): Form) -> Outcome {
    let id = kernel::id::parse(&id)?;
    if !has_sandbox(&cx)? {
        return Err(Error::unavailable("no payment gateway is set up").into());
    }
    match cx.execute(&StartPayment { id }).await {
        Ok(_) => Ok(cx.redirect(&gateway_path(id))),
        Err(error) if is_mendable(&error) => {
            let payment = own(&cx, id).await?;
            let view = PayView::of(&payment, shown_errors(&cx, &error), true);
            cx.page_as(StatusCode::UNPROCESSABLE_ENTITY, PAY, view).await
        }
        Err(error) => Err(error.into()),
    }
}

/// GET /payments/{id}/return
pub(crate) async fn back(cx: Cx, Path(id): Path<String>) -> Outcome {
    let id = kernel::id::parse(&id)?;
    let mut payment = own(&cx, id).await?;
    for _ in 0..LOOKS {
        if payment.state != State::Started || !cx.app.runtime().pause(BETWEEN).await {
            break;
        }
        payment = own(&cx, id).await?;
    }
    cx.page(RETURN, PayView::of(&payment, Vec::new(), has_sandbox(&cx)?)).await
}

fn sample(state: State, errors: Vec<ShownError>) -> PayView {
    let at = kernel::Timestamp(1_733_792_400_000_000);
    let is_paid = matches!(state, State::Paid | State::RefundAsked | State::Refunded);
    let payment = Payment {
        id: Uuid::from_u128(7),
        home: Uuid::from_u128(8),
        dossier: Uuid::from_u128(9),
        account: None,
        amount: 50_000,
        purpose: "T-7KQ2MX4B9D".into(),
        state,
        method: is_paid.then_some(Method::Gateway),
        gateway_txn: is_paid.then(|| "SBX-0193b0a2".to_owned()),
        receipt: None,
        made_at: at,
        paid_at: is_paid.then_some(at),
        reconciled_at: None,
        excess: None,
        excess_of: None,
        noted_at: None,
        split_off: 0,
        refunded_at: None,
        version: 1,
    };
    PayView::of(&payment, errors, true)
}

fn sample_at_counter() -> PayView {
    let (method, receipt) = (Method::Cash.label(), "AA/24E 0001234".to_owned());
    PayView { method, receipt, txn: String::new(), ..sample(State::Paid, Vec::new()) }
}

fn sample_excess() -> PayView {
    PayView { is_excess: true, ..sample(State::RefundAsked, Vec::new()) }
}

fn sample_long() -> PayView {
    let purpose = "Lệ phí cấp giấy phép xây dựng nhà ở riêng lẻ tại đô thị ".repeat(8);
    PayView { amount: 1_234_567_890_123, purpose, is_sandbox: false, ..sample(State::Due, Vec::new()) }
}

fn sample_error() -> Vec<ShownError> {
    vec![ShownError { field: String::new(), text: "Khoản này không còn phải nộp.".into() }]
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: PAY, case: "due", view: |_| view_of(sample(State::Due, Vec::new())) },
        TemplateSample { template: PAY, case: "paid", view: |_| view_of(sample(State::Paid, Vec::new())) },
        TemplateSample { template: PAY, case: "paid at the counter", view: |_| view_of(sample_at_counter()) },
        TemplateSample { template: PAY, case: "errors", view: |_| view_of(sample(State::Cancelled, sample_error())) },
        TemplateSample { template: PAY, case: "long", view: |_| view_of(sample_long()) },
        TemplateSample { template: RETURN, case: "waiting", view: |_| view_of(sample(State::Started, Vec::new())) },
        TemplateSample { template: RETURN, case: "paid", view: |_| view_of(sample(State::Paid, Vec::new())) },
        TemplateSample { template: RETURN, case: "failed", view: |_| view_of(sample(State::Failed, Vec::new())) },
        TemplateSample { template: RETURN, case: "excess", view: |_| view_of(sample_excess()) },
        TemplateSample { template: RETURN, case: "refunded", view: |_| view_of(sample(State::Refunded, Vec::new())) },
    ]
}
