//! The gateway's notices: who pays, what for, how it went. The same notice may come twice (fact 2.73).

use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, Runtime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::Cx;
use web::http::{Bytes, HeaderMap, IntoResponse, Response, StatusCode};

use crate::commands::{FailPayment, SettlePayment};
use crate::gateway::{SIGNATURE, Settings};
use crate::store;

/// Longest id of a transaction.
const TXN: usize = 80;

/// How a transaction went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The money is there.
    Paid,
    /// The bank refused.
    Failed,
    /// The person went back.
    Cancelled,
}

impl Outcome {
    /// The code for storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What the gateway tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The gateway's id of the transaction.
    pub txn: String,
    /// Our payment.
    pub payment: Uuid,
    /// How much, in đồng.
    pub amount: i64,
    /// How it went.
    pub outcome: Outcome,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
}

impl Notice {
    fn check(&self) -> Result<()> {
        let is_id = !self.txn.is_empty() && self.txn.len() <= TXN && self.txn.bytes().all(|b| b.is_ascii_graphic());
        if is_id && self.amount > 0 {
            Ok(())
        } else {
            Err(Error::new(Kind::Invalid, Message::new("payments-error-notice")))
        }
    }
}

/// What a notice did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It changed something.
    New,
    /// It was known; nothing changed.
    Known,
}

/// Takes a notice whose signature was checked. A known one changes nothing; one that contradicts what is known is a
/// conflict.
pub async fn take(runtime: &Runtime, notice: &Notice) -> Result<Taken> {
    notice.check()?;
    if is_known(runtime, notice).await? {
        return Ok(Taken::Known);
    }
    let system = Actor::system();
    let result = match notice.outcome {
        Outcome::Paid => runtime.execute(&system, &SettlePayment { notice: notice.clone() }).await.map(|_| ()),
        Outcome::Failed | Outcome::Cancelled => {
            runtime.execute(&system, &FailPayment { notice: notice.clone() }).await.map(|_| ())
        }
    };
    let Err(error) = result else { return Ok(Taken::New) };
    // The same notice may have arrived twice at the same moment: then the other one did it.
    let is_done = error.kind() == Kind::Conflict && is_known(runtime, notice).await?;
    if is_done { Ok(Taken::Known) } else { Err(error) }
}

async fn is_known(runtime: &Runtime, notice: &Notice) -> Result<bool> {
    let system = Actor::system();
    match store::notice(&runtime.reader(&system), &notice.txn).await? {
        None => Ok(false),
        Some((payment, outcome, amount)) if is_same(notice, payment, &outcome, amount) => Ok(true),
        Some(_) => Err(Error::conflict("payments-error-transaction")),
    }
}

/// Whether a notice says what was noted for its transaction.
fn is_same(notice: &Notice, payment: Uuid, outcome: &str, amount: i64) -> bool {
    payment == notice.payment && outcome == notice.outcome.code() && amount == notice.amount
}

/// POST /hooks/payments
pub(crate) async fn receive(cx: Cx, headers: HeaderMap, body: Bytes) -> web::Outcome {
    let runtime = cx.app.runtime();
    let settings = runtime.services().get::<Settings>()?;
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !settings.verifies(runtime.vault(), &body, signature) {
        tracing::warn!(peer = %cx.peer(), "a payment notice with a wrong signature");
        return Ok(plain(StatusCode::FORBIDDEN, "wrong signature\n"));
    }
    let Ok(notice) = serde_json::from_slice::<Notice>(&body) else {
        return Ok(plain(StatusCode::BAD_REQUEST, "not a notice\n"));
    };
    match take(runtime, &notice).await {
        Ok(Taken::New) => Ok(plain(StatusCode::OK, "taken\n")),
        Ok(Taken::Known) => Ok(plain(StatusCode::OK, "known\n")),
        Err(error) => {
            tracing::warn!(%error, payment = %notice.payment, "a payment notice was not taken");
            match error.kind() {
                Kind::NotFound => Ok(plain(StatusCode::NOT_FOUND, "no such payment\n")),
                Kind::Invalid => Ok(plain(StatusCode::UNPROCESSABLE_ENTITY, "not a valid notice\n")),
                // A race with another change is no contradiction: the gateway shall come again.
                Kind::Conflict if error.message().key == "error-changed" => Err(kernel::Error::busy().into()),
                Kind::Conflict => Ok(plain(StatusCode::CONFLICT, "contradicts what is known\n")),
                _ => Err(error.into()),
            }
        }
    }
}

/// An answer for machines.
pub(crate) fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, text).into_response()
}
