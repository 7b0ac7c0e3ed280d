//! Fees that are given back.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{Json, Path};
use web::{Cx, Guard, Outcome, Routes};

use super::after;
use super::bodies::DossierBody;
use crate::commands::{AskRefund, RecordRefund};
use crate::model::DossierId;

pub(super) fn routes() -> Routes {
    let guard = Guard::Right(payments::REFUND);
    Routes::default()
        .post("/api/v1/dossiers/{id}/ask-refund", guard, ask)
        .says("Ask that a fee be given back")
        .takes::<RefundAsked>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/record-refund", guard, record)
        .says("Record that a fee was given back")
        .takes::<RefundMade>()
        .gives::<DossierBody>()
}

/// A wish to give a fee back.
#[derive(Deserialize, ToSchema)]
struct RefundAsked {
    /// Version of the dossier that was decided on.
    version: i64,
    /// The payment; may be left out when only one can be given back.
    payment: Option<Uuid>,
    /// Why; officers read it.
    #[serde(default)]
    #[schema(required, min_length = 5, max_length = 2000)]
    reason: String,
}

async fn ask(cx: Cx, Path(id): Path<String>, Json(body): Json<RefundAsked>) -> Outcome {
    let id: DossierId = id.parse()?;
    let RefundAsked { version, payment, reason } = body;
    cx.execute(&AskRefund { id, version, payment, reason }).await?;
    after(&cx, id).await
}

/// A fee that was given back.
#[derive(Deserialize, ToSchema)]
struct RefundMade {
    /// Version of the dossier that was decided on.
    version: i64,
    /// The payment; may be left out when only one waits to be given back.
    payment: Option<Uuid>,
    /// How it was given back; officers read it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
}

async fn record(cx: Cx, Path(id): Path<String>, Json(body): Json<RefundMade>) -> Outcome {
    let id: DossierId = id.parse()?;
    let RefundMade { version, payment, note } = body;
    cx.execute(&RecordRefund { id, version, payment, note }).await?;
    after(&cx, id).await
}
