//! What the desk takes from an applicant who came in person or wrote by post, as JSON under `/api/v1`.

use kernel::{Error, Message, Timestamp};
use payments::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path};
use web::{Cx, Guard, Outcome, Routes};

use crate::commands as act;
use crate::model::{Channel, DossierId};
use crate::permissions;
use crate::queries;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .post("/api/v1/dossiers/{id}/supplement-at-counter", Guard::Right(permissions::RECEIVE), supplement)
        .post("/api/v1/dossiers/{id}/pay-at-counter", Guard::Right(payments::TAKE), pay)
}

/// A supplement; its papers were digitised before.
#[derive(Deserialize)]
struct Supplement {
    #[serde(default)]
    version: i64,
    /// `counter` or `post`.
    #[serde(default)]
    channel: String,
    #[serde(default)]
    answers: Map<String, Value>,
    /// What was handed in.
    #[serde(default)]
    text: String,
}

/// A fee that was taken.
#[derive(Deserialize)]
struct Pay {
    #[serde(default)]
    version: i64,
    /// The payment; may be left out when only one is open.
    #[serde(default)]
    payment: Option<Uuid>,
    /// How much was taken, in đồng.
    #[serde(default)]
    amount: i64,
    /// `cash` or `card`.
    #[serde(default)]
    method: String,
    /// Number of the receipt.
    #[serde(default)]
    receipt: String,
}

/// What the act changed.
async fn after(cx: &Cx, id: DossierId) -> Outcome {
    let dossier = queries::dossier(&cx.reader(), id).await?;
    let body = json!({
        "id": dossier.id.uuid(),
        "version": dossier.version,
        "code": dossier.code,
        "state": dossier.state.code(),
        "step": dossier.step,
        "payment": dossier.payment.code(),
        "due_at": dossier.due_at.map(Timestamp::rfc3339),
        "paused_at": dossier.paused_at.map(Timestamp::rfc3339),
    });
    Ok(Json(body).into_response())
}

async fn supplement(cx: Cx, Path(id): Path<String>, Json(body): Json<Supplement>) -> Outcome {
    let id = id.parse()?;
    let Supplement { version, channel, answers, text } = body;
    let channel = Channel::parse(&channel)
        .map_err(|_| Error::invalid_field("channel", Message::new("dossiers-error-channel")))?;
    cx.execute(&act::SupplementAtCounter { id, version, channel, answers, note: text }).await?;
    after(&cx, id).await
}

async fn pay(cx: Cx, Path(id): Path<String>, Json(body): Json<Pay>) -> Outcome {
    let id = id.parse()?;
    let Pay { version, payment, amount, method, receipt } = body;
    let method = Method::at_counter(&method).map_err(|message| Error::invalid_field("method", message))?;
    let command = act::PayAtCounter { id, version, payment, amount, method, receipt };
    act::take_payment(cx.app.runtime(), cx.actor(), &command).await?;
    after(&cx, id).await
}
