//! Money that nobody asked for: it came again, or late, or is more than the fee. It waits to be given back from the
//! moment it is there, as a payment of its own, until the domain that asked for payments says how much of it is a fee.

use ::store::records::MEMBER;
use ::store::{EventDraft, WriteSet};
use kernel::{Error, Result};
use runtime::Decide;
use serde_json::json;

use super::{record, wrong_state};
use crate::model::{Excess, Method, Payment, State};
use crate::store;

/// Adds what a transaction brought for a payment that had been made before, and gives it.
pub(super) fn paid_again(cx: &Decide<'_>, set: &mut WriteSet, payment: &Payment, txn: &str) -> Payment {
    let amount = payment.asked();
    let again = Payment {
        method: Some(Method::Gateway),
        gateway_txn: Some(txn.to_owned()),
        paid_at: Some(cx.now),
        reconciled_at: None,
        ..beside(cx, payment, amount, Excess::Again)
    };
    add(cx, set, &again, "payments.paid-again");
    again
}

/// Says in a command's write set how many đồng of money that came are a fee; the rest is owed back. It is for payments
/// that were made, which become less when their fee was counted anew, and for money that nobody asked for, which the
/// caller takes into its own record with this act. The amount of the payment becomes what is counted, and the rest
/// stands in a payment of its own; where nothing is counted, the whole payment waits to be given back. A payment in any
/// other state is a conflict, more than its amount or less than 0 a mistake of the caller.
pub fn count_as_fee(cx: &Decide<'_>, set: &mut WriteSet, payment: &Payment, counted: i64) -> Result<()> {
    if payment.state != State::Paid && !payment.is_news() {
        return Err(wrong_state());
    }
    if !(0..=payment.amount).contains(&counted) {
        return Err(Error::internal("a fee that is not in the payment"));
    }
    if counted == 0 {
        let after = store::owe(set, payment, payment.excess.unwrap_or(Excess::Over), cx.now);
        record(cx, set, payment, &after, ("payments.owe", "payments.excess.v1"));
        return Ok(());
    }
    let over = payment.amount - counted;
    let after = store::count(set, payment, counted, over);
    record(cx, set, payment, &after, ("payments.count", "payments.counted.v1"));
    if over > 0 {
        let rest = Payment { noted_at: Some(cx.now), ..beside(cx, payment, over, Excess::Over) };
        add(cx, set, &rest, "payments.split-off");
    }
    Ok(())
}

/// Money that is owed back beside a payment: a part of it, unless its own transaction is said.
fn beside(cx: &Decide<'_>, payment: &Payment, amount: i64, excess: Excess) -> Payment {
    Payment {
        id: cx.new_id(),
        amount,
        state: State::RefundAsked,
        gateway_txn: None,
        receipt: None,
        made_at: cx.now,
        excess: Some(excess),
        excess_of: Some(payment.id),
        noted_at: None,
        split_off: 0,
        refunded_at: None,
        version: 1,
        ..payment.clone()
    }
}

/// Adds money that is owed back to a write set, with its audit row and event.
fn add(cx: &Decide<'_>, set: &mut WriteSet, excess: &Payment, action: &'static str) {
    store::insert(set, excess);
    let payload = json!({
        "payment": excess.id, "dossier": excess.dossier, "amount": excess.amount, "of": excess.excess_of,
        "txn": excess.gateway_txn, (MEMBER): store::fixed(excess),
    });
    set.audit(cx.audit(action, "payment", excess.id, &payload));
    set.event(EventDraft {
        kind: "payments.excess.v1",
        entity_id: excess.id,
        entity_version: excess.version,
        payload: json!({ "dossier": excess.dossier, "home": excess.home, "amount": excess.amount }).to_string(),
    });
}
