//! A person goes to the gateway.

use ::store::WriteSet;
use access::Scope;
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader};
use uuid::Uuid;

use super::{record, wrong_state};
use crate::model::{Payment, State};
use crate::store;

/// Begins to pay, or begins again after a failure.
pub struct StartPayment {
    /// The payment.
    pub id: Uuid,
}

impl Command for StartPayment {
    const NAME: &'static str = "payments.start";
    type State = Payment;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let payment = store::payment(reader, self.id).await?;
        let is_own = Scope::own(reader.actor)?.admits(payment.account, &[payment.home]);
        if is_own { Ok(payment) } else { Err(Error::not_found()) }
    }

    fn decide(&self, payment: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        if !payment.state.can_start() {
            return Err(wrong_state());
        }
        let mut set = cx.write(payment.home);
        let after = store::change(&mut set, payment, State::Started);
        record(cx, &mut set, payment, &after, (Self::NAME, "payments.started.v1"));
        Ok((set, ()))
    }
}
