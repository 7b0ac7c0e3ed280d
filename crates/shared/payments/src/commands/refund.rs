//! Giving money back: asked for, then recorded when the agency has done it. Both stand in the write set of the domain
//! that asked for the payment: it knows who may, and keeps the reason.

use ::store::WriteSet;
use kernel::Result;
use runtime::Decide;

use super::{record, wrong_state};
use crate::model::{Payment, State};
use crate::store;

/// Asks in a command's write set that a payment be given back. One that is not paid is a conflict.
pub fn ask_refund(cx: &Decide<'_>, set: &mut WriteSet, payment: &Payment) -> Result<()> {
    if payment.state != State::Paid {
        return Err(wrong_state());
    }
    store::change(set, payment, State::RefundAsked);
    record(cx, set, payment, "payments.ask-refund", "payments.refund-asked.v1");
    Ok(())
}

/// Records in a command's write set that a payment was given back. One for which nobody asked that is a conflict.
pub fn record_refund(cx: &Decide<'_>, set: &mut WriteSet, payment: &Payment) -> Result<()> {
    if payment.state != State::RefundAsked {
        return Err(wrong_state());
    }
    store::change(set, payment, State::Refunded);
    record(cx, set, payment, "payments.record-refund", "payments.refunded.v1");
    Ok(())
}
