//! Giving money back: asked for, then recorded when the agency has done it. Both stand in the write set of the domain
//! that asked for the payment: it knows who may, and keeps the reason.

use ::store::{JobDraft, WriteSet};
use kernel::Result;
use runtime::Decide;
use serde_json::json;

use super::{record, wrong_state};
use crate::model::{Method, Payment, State};
use crate::{sandbox, store};

/// Asks in a command's write set that a payment be given back. One that is not paid is a conflict.
pub fn ask_refund(cx: &Decide<'_>, set: &mut WriteSet, payment: &Payment) -> Result<()> {
    if payment.state != State::Paid {
        return Err(wrong_state());
    }
    let after = store::change(set, payment, State::RefundAsked);
    record(cx, set, payment, &after, ("payments.ask-refund", "payments.refund-asked.v1"));
    Ok(())
}

/// Records in a command's write set that a payment was given back. One for which nobody asked that is a conflict. What
/// came over the gateway stands on both sides' lists of the day from then on.
pub fn record_refund(cx: &Decide<'_>, set: &mut WriteSet, payment: &Payment) -> Result<()> {
    if payment.state != State::RefundAsked {
        return Err(wrong_state());
    }
    let after = store::give_back(set, payment, cx.now);
    record(cx, set, payment, &after, ("payments.record-refund", "payments.refunded.v1"));
    if payment.method == Some(Method::Gateway) {
        set.job(JobDraft {
            kind: sandbox::REFUND,
            key: payment.id.to_string(),
            payload: json!({ "payment": payment.id }).to_string(),
            run_at: cx.wall,
        });
    }
    Ok(())
}
