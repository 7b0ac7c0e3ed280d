//! Payments that other commands ask for or let go of, inside their own write sets.

use ::store::records::MEMBER;
use ::store::{EventDraft, WriteSet};
use kernel::{Error, Result};
use runtime::Decide;
use serde_json::json;
use uuid::Uuid;

use super::{record, wrong_state};
use crate::model::{Payment, State};
use crate::store;

/// A payment to be asked for.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// The dossier or other thing it is for.
    pub dossier: Uuid,
    /// The account that may pay it; none when the person has no account.
    pub account: Option<Uuid>,
    /// How much, in đồng; more than 0.
    pub amount: i64,
    /// What for, in words without personal values.
    pub purpose: String,
    /// The unit whose books it stands in; the home of the write set.
    pub home: Uuid,
}

/// Adds a payment to a command's write set and gives its id. An amount of 0 or less is a mistake of the caller.
pub fn draft_payment(cx: &Decide<'_>, set: &mut WriteSet, new: &NewPayment) -> Result<Uuid> {
    if new.amount <= 0 {
        return Err(Error::internal("a payment of nothing"));
    }
    let payment = Payment {
        id: cx.new_id(),
        home: new.home,
        dossier: new.dossier,
        account: new.account,
        amount: new.amount,
        purpose: new.purpose.clone(),
        state: State::Due,
        method: None,
        gateway_txn: None,
        receipt: None,
        made_at: cx.now,
        paid_at: None,
        reconciled_at: None,
        excess: None,
        excess_of: None,
        noted_at: None,
        split_off: 0,
        refunded_at: None,
        version: 1,
    };
    store::insert(set, &payment);
    let payload = json!({
        "payment": payment.id, "dossier": payment.dossier, "amount": payment.amount, (MEMBER): store::fixed(&payment),
    });
    set.audit(cx.audit("payments.draft", "payment", payment.id, &payload));
    set.event(EventDraft {
        kind: "payments.due.v1",
        entity_id: payment.id,
        entity_version: 1,
        payload: json!({ "dossier": payment.dossier, "home": payment.home, "amount": payment.amount }).to_string(),
    });
    Ok(payment.id)
}

/// Lets go of a payment that is still open, in a command's write set: the dossier was withdrawn or refused. A paid one is
/// a conflict; it is given back by a refund.
pub fn cancel_payment(cx: &Decide<'_>, set: &mut WriteSet, payment: &Payment) -> Result<()> {
    if !payment.state.can_start() {
        return Err(wrong_state());
    }
    let after = store::change(set, payment, State::Cancelled);
    record(cx, set, payment, &after, ("payments.cancel", "payments.cancelled.v1"));
    Ok(())
}
