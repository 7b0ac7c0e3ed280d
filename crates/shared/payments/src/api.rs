//! Payments as JSON: what is to be paid, the way to the gateway, and the list of officers.

use access::Scope;
use kernel::page::{bind, unbind};
use kernel::{Cursor, Error, Message, Page, PageRequest, Result, Timestamp, both};
use organisation::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, Query};
use web::{Cx, Outcome};

use crate::READ;
use crate::commands::StartPayment;
use crate::model::{Excess, Method, Payment, State};
use crate::pages::officer::{LIMIT, SORT, counted, is_ours, newest};
use crate::pages::pay::{gateway_path, has_sandbox, own};
use crate::store::{self, After};

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

/// Which payments are listed.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PaymentsAsked {
    /// Only those in this state.
    #[serde(default)]
    #[schema(value_type = State)]
    state: String,
    /// Only those of this agency.
    unit: Option<Uuid>,
    /// The value of `next` in the page before.
    #[serde(default)]
    page: String,
}

/// A page of payments, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentPage {
    items: Vec<PaymentBody>,
    total: i64,
    /// Opaque: the value of `page` for the next page; null on the last one.
    #[schema(required)]
    next: Option<String>,
}

/// `GET /api/v1/payments`: those of the officer's agencies, at a desk of the agencies whose desk it is.
pub(crate) async fn list(cx: Cx, Query(asked): Query<PaymentsAsked>) -> Outcome {
    let reader = cx.reader();
    let scope = Scope::units(cx.actor(), READ)?;
    let question = format!("{} {}", asked.state, asked.unit.unwrap_or_default());
    let (state, request) = both(state_of(&asked.state), request_of(&asked.page, &question))?;
    let mut counts = counted(&reader, &scope).await?;
    if let Some(unit) = asked.unit {
        if !is_ours(&reader.service::<Directory>()?.on(reader.now), &scope, unit) {
            return Err(Error::not_found().into());
        }
        counts.retain(|one| one.home == unit);
    }
    let chosen = counts.iter().filter(|one| state.is_none_or(|wanted| wanted == one.state));
    let total = chosen.map(|one| one.count).sum::<i64>();
    let after = request.after.map_or(After::START, |cursor| After { made_at: cursor.key, id: cursor.id });
    let found = newest(&reader, &counts, state, after).await?;
    let cursor = |payment: &Payment| Cursor { version: SORT, key: payment.made_at.0, id: payment.id };
    let page = Page::from_rows(found, LIMIT, total, cursor);
    let items = page.items.iter().map(PaymentBody::of).collect();
    let next = page.next.map(|token| bind(&token, &question));
    Ok(Json(PaymentPage { items, total, next }).into_response())
}

fn state_of(code: &str) -> Result<Option<State>> {
    let unknown = || Error::invalid_field("state", Message::new("error-field-type").arg("wanted", "other"));
    if code.is_empty() { Ok(None) } else { State::parse(code).map(Some).ok_or_else(unknown) }
}

fn request_of(page: &str, question: &str) -> Result<PageRequest> {
    let token = if page.is_empty() { None } else { Some(unbind(page, question)?) };
    PageRequest::parse(token, SORT, LIMIT)
}

/// `GET /api/v1/payments/{id}`: for the person who may pay it, and for the officers who find it in their list.
pub(crate) async fn show(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let payment = store::payment(&reader, kernel::id::parse(&id)?).await?;
    let is_office = match Scope::units(cx.actor(), READ) {
        Ok(scope) => is_ours(&reader.service::<Directory>()?.on(reader.now), &scope, payment.home),
        Err(_) => false,
    };
    if is_office || Scope::own(cx.actor())?.admits(payment.account, &[]) {
        return Ok(Json(PaymentBody::of(&payment)).into_response());
    }
    Err(Error::not_found().into())
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
