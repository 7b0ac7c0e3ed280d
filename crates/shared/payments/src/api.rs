//! The person's side as JSON: what is to be paid, and the way to the gateway.

use kernel::{Error, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path};
use web::{Cx, Outcome};

use crate::commands::StartPayment;
use crate::model::{Excess, Method, Payment, State};
use crate::pages::pay::{gateway_path, has_sandbox, own};

/// A payment as the API shows it to the person who may pay it, and to the officers of its dossier.
#[derive(Serialize, ToSchema)]
#[schema(as = Payment)]
pub struct PaymentBody {
    id: Uuid,
    /// The dossier that it is for.
    dossier: Uuid,
    /// Đồng.
    amount: i64,
    /// What for: a code of a dossier, a name of a fee.
    purpose: String,
    #[schema(value_type = State)]
    state: &'static str,
    /// Whether it can be paid now.
    can_start: bool,
    /// How it was paid; null before.
    #[schema(value_type = Option<Method>)]
    method: Option<&'static str>,
    /// The gateway's transaction that paid it.
    transaction: Option<String>,
    /// Number of the receipt of money that was taken at a counter.
    receipt: Option<String>,
    #[schema(format = DateTime)]
    made_at: String,
    #[schema(format = DateTime)]
    paid_at: Option<String>,
    /// Why its money is owed back although nobody asked for it; null when it was asked for.
    #[schema(value_type = Option<Excess>)]
    excess: Option<&'static str>,
    #[schema(format = DateTime)]
    refunded_at: Option<String>,
}

impl PaymentBody {
    /// A payment for its person.
    pub fn of(payment: &Payment) -> Self {
        Self {
            id: payment.id,
            dossier: payment.dossier,
            amount: payment.amount,
            purpose: payment.purpose.clone(),
            state: payment.state.code(),
            can_start: payment.state.can_start(),
            method: payment.method.map(Method::code),
            transaction: payment.gateway_txn.clone(),
            receipt: payment.receipt.clone(),
            made_at: payment.made_at.rfc3339(),
            paid_at: payment.paid_at.map(Timestamp::rfc3339),
            excess: payment.excess.map(Excess::code),
            refunded_at: payment.refunded_at.map(Timestamp::rfc3339),
        }
    }
}

/// A payment that was begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct StartedPayment {
    payment: PaymentBody,
    /// Address of the gateway's page, which the person opens in a browser.
    pay_at: String,
}

/// `GET /api/v1/payments/{id}`
pub(crate) async fn show(cx: Cx, Path(id): Path<String>) -> Outcome {
    let payment = own(&cx, kernel::id::parse(&id)?).await?;
    Ok(Json(PaymentBody::of(&payment)).into_response())
}

/// `POST /api/v1/payments/{id}/start`
pub(crate) async fn start(cx: Cx, Path(id): Path<String>) -> Outcome {
    let id = own(&cx, kernel::id::parse(&id)?).await?.id;
    if !has_sandbox(&cx)? {
        return Err(Error::unavailable("no payment gateway is set up").into());
    }
    cx.execute(&StartPayment { id }).await?;
    let payment = PaymentBody::of(&own(&cx, id).await?);
    let pay_at = format!("{}{}", cx.app.site().public_url, gateway_path(id));
    Ok(Json(StartedPayment { payment, pay_at }).into_response())
}
