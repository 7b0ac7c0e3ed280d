//! What can be done with a payment, one file an act.

mod counter;
mod draft;
mod excess;
mod refund;
mod settle;
mod start;

use ::store::records::MEMBER;
use ::store::{EventDraft, FigureDelta, WriteSet};
use kernel::{Error, Result};
use runtime::{Actor, ActorKind, Decide};
use serde_json::json;

use crate::model::Payment;
use crate::{FIGURE_PAID, store};

pub use counter::{CounterPayment, receipt_number, settle_at_counter};
pub use draft::{NewPayment, cancel_payment, draft_payment};
pub use excess::count_as_fee;
pub use refund::{ask_refund, record_refund};
pub use settle::{FailPayment, SettlePayment};
pub use start::StartPayment;

/// What a change is called in the audit log, and the kind of its event.
type Names = (&'static str, &'static str);

/// Audit row and event of a change: every version of a payment has its event, so that consumers see all of them.
fn record(cx: &Decide<'_>, set: &mut WriteSet, payment: &Payment, after: &Payment, (action, event): Names) {
    let payload = json!({
        "payment": payment.id, "dossier": payment.dossier, "amount": payment.amount, (MEMBER): store::fixed(after),
    });
    set.audit(cx.audit(action, "payment", payment.id, &payload));
    tell(set, payment, event);
}

/// The event of a change alone, where the audit row says more.
fn tell(set: &mut WriteSet, payment: &Payment, event: &'static str) {
    set.event(EventDraft {
        kind: event,
        entity_id: payment.id,
        entity_version: payment.version.saturating_add(1),
        payload: json!({ "dossier": payment.dossier, "home": payment.home, "amount": payment.amount }).to_string(),
    });
}

/// What money that just came adds to the figure of its home's day.
fn count_paid(cx: &Decide<'_>, set: &mut WriteSet, payment: &Payment) {
    set.figure(FigureDelta {
        figure: FIGURE_PAID,
        unit: payment.home,
        slice: String::new(),
        day: cx.now.day_number(),
        num: 1,
        den: payment.amount,
    });
}

/// The state does not allow the act.
fn wrong_state() -> Error {
    Error::conflict("payments-error-state")
}

/// Only the house itself: what the gateway told, not what somebody claims.
pub(crate) fn only_system(actor: &Actor) -> Result<()> {
    if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
}
