//! What the desk takes from an applicant who came in person or wrote by post.

use payments::Method;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{Json, Path};
use web::{Cx, Errors, Guard, Outcome, Routes};

use super::bodies::DossierBody;
use super::places::placed;
use super::schemas::{CounterMethod, PaperChannel};
use super::{after, check_answers};
use crate::case::Case;
use crate::commands as act;
use crate::model::{Channel, DossierId};
use crate::permissions;

pub(super) fn routes() -> Routes {
    Routes::default()
        .post("/api/v1/dossiers/{id}/supplement-at-counter", Guard::Right(permissions::RECEIVE), supplement)
        .says("Take in a supplement at the desk")
        .takes::<SupplementAtCounter>()
        .gives::<DossierBody>()
        .post("/api/v1/dossiers/{id}/pay-at-counter", Guard::Right(payments::TAKE), pay)
        .says("Take a fee against a receipt")
        .takes::<PaymentAtCounter>()
        .gives::<DossierBody>()
}

/// A supplement that was handed in; its papers were digitised before.
#[derive(Deserialize, ToSchema)]
struct SupplementAtCounter {
    /// Version of the dossier that was decided on.
    version: i64,
    #[serde(default)]
    #[schema(required, value_type = PaperChannel)]
    channel: String,
    /// Answers that change, by the names of the form's fields.
    #[serde(default)]
    answers: Map<String, Value>,
    /// What was handed in.
    #[serde(default, alias = "text")]
    #[schema(max_length = 2000)]
    note: String,
}

async fn supplement(cx: Cx, Path(id): Path<String>, Json(body): Json<SupplementAtCounter>) -> Outcome {
    let id: DossierId = id.parse()?;
    let SupplementAtCounter { version, channel, answers, note } = body;
    let case = Case::load(&cx.reader(), id).await?;
    let mut faults = Errors::default();
    faults.take(check_answers(&case.procedure.form, &answers))?;
    // Nothing comes online to a desk: the command refuses it with everything else that is wrong.
    let channel = Channel::parse(&channel).unwrap_or(Channel::Online);
    let command = act::SupplementAtCounter { id, version, channel, answers, note };
    cx.execute_without(faults, &command).await.map_err(placed)?;
    after(&cx, id).await
}

/// A fee that was taken against a receipt.
#[derive(Deserialize, ToSchema)]
struct PaymentAtCounter {
    /// Version of the dossier that was decided on.
    version: i64,
    /// The payment; may be left out when only one is open.
    payment: Option<Uuid>,
    /// How much was taken, in đồng.
    #[serde(default)]
    #[schema(required, minimum = 1)]
    amount: i64,
    #[serde(default)]
    #[schema(required, value_type = CounterMethod)]
    method: String,
    /// Number of the receipt, at most 8 digits; before it its form and sign, if there are any: `AA/24E 0001234`.
    #[serde(default)]
    #[schema(required, min_length = 1, max_length = 50)]
    receipt: String,
}

async fn pay(cx: Cx, Path(id): Path<String>, Json(body): Json<PaymentAtCounter>) -> Outcome {
    let id: DossierId = id.parse()?;
    let PaymentAtCounter { version, payment, amount, method, receipt } = body;
    // Nobody pays over the gateway at a counter: the command refuses it with everything else that is wrong.
    let method = Method::parse(&method).unwrap_or(Method::Gateway);
    let command = act::PayAtCounter { id, version, payment, amount, method, receipt };
    act::take_payment(cx.app.runtime(), cx.actor(), &command).await?;
    after(&cx, id).await
}
