//! Giving money back: asked for, then recorded when the agency has done it.

use ::store::WriteSet;
use access::Scope;
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader};
use uuid::Uuid;

use super::{record, wrong_state};
use crate::REFUND;
use crate::model::{Payment, State};
use crate::store;

/// A payment inside the units where the actor may give money back.
async fn refundable(reader: &Reader<'_>, id: Uuid) -> Result<Payment> {
    let payment = store::payment(reader, id).await?;
    let is_ours = Scope::units(reader.actor, REFUND)?.covers(payment.home);
    if is_ours { Ok(payment) } else { Err(Error::not_found()) }
}

/// Asks that a payment be given back.
pub struct AskRefund {
    /// The payment.
    pub id: Uuid,
}

impl Command for AskRefund {
    const NAME: &'static str = "payments.ask-refund";
    type State = Payment;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(REFUND)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        refundable(reader, self.id).await
    }

    fn decide(&self, payment: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        if payment.state != State::Paid {
            return Err(wrong_state());
        }
        let mut set = cx.write(payment.home);
        store::change(&mut set, payment, State::RefundAsked);
        record(cx, &mut set, payment, Self::NAME, "payments.refund-asked.v1");
        Ok((set, ()))
    }
}

/// Records that a payment was given back.
pub struct RecordRefund {
    /// The payment.
    pub id: Uuid,
}

impl Command for RecordRefund {
    const NAME: &'static str = "payments.record-refund";
    type State = Payment;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(REFUND)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        refundable(reader, self.id).await
    }

    fn decide(&self, payment: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        if payment.state != State::RefundAsked {
            return Err(wrong_state());
        }
        let mut set = cx.write(payment.home);
        store::change(&mut set, payment, State::Refunded);
        record(cx, &mut set, payment, Self::NAME, "payments.refunded.v1");
        Ok((set, ()))
    }
}
