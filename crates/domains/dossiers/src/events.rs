//! The projection of notices: what the holder of an account, or a desk, is told, built from events alone.

use ::store::events::Event;
use kernel::{Error, Result};
use runtime::{Consumer, Projected};
use serde::Deserialize;
use uuid::Uuid;

use crate::model::State;
use crate::store;

/// The events that a holder is told of.
pub(crate) const TOLD: [&str; 17] = [
    "submitted",
    "accepted",
    "refused",
    "supplement-asked",
    "supplement-taken",
    "withdrawal-decided",
    "withdrawal-agreed",
    "withdrawal-declined",
    "fee-asked",
    "fee-paid",
    "fee-excess",
    "file-infected",
    "stopped",
    "reappointed",
    "decided",
    "returned",
    "glass",
];

/// The consumer that writes notices.
pub fn notices() -> Consumer {
    Consumer { name: "dossiers.notices", prefix: "dossiers.", apply, clear }
}

#[derive(Deserialize)]
struct Payload {
    account: Option<Uuid>,
    /// Queue of a desk that is told as well.
    #[serde(default)]
    desk: Option<Uuid>,
    /// The dossier, where the event is of something in it.
    #[serde(default)]
    dossier: Option<Uuid>,
    /// Code of the state after it (fact 2.6).
    #[serde(default)]
    state: i64,
}

fn apply(event: &Event) -> Result<Projected> {
    let payload: Payload = serde_json::from_str(&event.payload).map_err(Error::internal)?;
    let told = event.kind.strip_prefix("dossiers.").and_then(|kind| kind.strip_suffix(".v1"));
    let Some(told) = told.filter(|told| TOLD.contains(told)) else { return Ok(Vec::new()) };
    // The holder wants to know which: an agreed withdrawal stops the dossier.
    let told = match told {
        "withdrawal-decided" if payload.state == State::Stopped.code() => "withdrawal-agreed",
        "withdrawal-decided" => "withdrawal-declined",
        other => other,
    };
    // The id follows from the event, so that a replay makes the same row.
    let id = Uuid::from_u128(
        event.chain.as_u128() ^ (u128::from(event.seq.unsigned_abs()) << 8) ^ u128::from(event.ord.unsigned_abs()),
    );
    let about = (payload.dossier.unwrap_or(event.entity_id), event.at);
    let readers = payload.account.into_iter().chain(payload.desk);
    Ok(readers.map(|reader| store::history::notice(reader, about, id, told)).collect())
}

fn clear() -> Projected {
    vec![store::history::no_notices()]
}
