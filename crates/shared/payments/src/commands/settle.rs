//! What the gateway said: the money is there, or it is not.

use ::store::{JobDraft, WriteSet};
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;

use super::{count_paid, only_system, record};
use crate::hook::Notice;
use crate::model::{Payment, State};
use crate::store;

/// The gateway has the money. Keyed on the gateway's transaction (fact 2.73): the second notice of a transaction breaks
/// the rule of its key and changes nothing.
pub struct SettlePayment {
    /// What the gateway told.
    pub notice: Notice,
}

fn same_amount(payment: &Payment, notice: &Notice) -> Result<()> {
    if payment.amount == notice.amount { Ok(()) } else { Err(Error::conflict("payments-error-amount")) }
}

impl Command for SettlePayment {
    const NAME: &'static str = "payments.settle";
    type State = Payment;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_system(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        store::payment(reader, self.notice.payment).await
    }

    fn decide(&self, payment: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_amount(payment, &self.notice)?;
        let mut set = cx.write(payment.home);
        store::insert_notice(&mut set, &self.notice, cx.now);
        if !payment.state.can_settle() {
            // Paid twice: the money is noted and shows up as a difference of the day, the payment stays as it is.
            let payload = json!({ "payment": payment.id, "dossier": payment.dossier, "txn": self.notice.txn });
            set.audit(cx.audit("payments.paid-again", "payment", payment.id, &payload));
            return Ok((set, ()));
        }
        store::settle(&mut set, payment, &self.notice.txn, cx.now);
        record(cx, &mut set, payment, Self::NAME, "payments.paid.v1");
        count_paid(cx, &mut set, payment);
        set.job(JobDraft {
            kind: "payments.settled",
            key: self.notice.txn.clone(),
            payload: json!({ "dossier": payment.dossier, "payment": payment.id }).to_string(),
            run_at: cx.wall,
        });
        Ok((set, ()))
    }
}

/// The gateway has no money: the bank refused, or the person went back. It can be tried again.
pub struct FailPayment {
    /// What the gateway told.
    pub notice: Notice,
}

impl Command for FailPayment {
    const NAME: &'static str = "payments.fail";
    type State = Payment;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_system(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        store::payment(reader, self.notice.payment).await
    }

    fn decide(&self, payment: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_amount(payment, &self.notice)?;
        let mut set = cx.write(payment.home);
        store::insert_notice(&mut set, &self.notice, cx.now);
        if payment.state == State::Started {
            store::change(&mut set, payment, State::Failed);
            record(cx, &mut set, payment, Self::NAME, "payments.failed.v1");
        } else {
            // An old attempt failed while another one went well, or before a new one began: only noted.
            let payload = json!({ "payment": payment.id, "txn": self.notice.txn });
            set.audit(cx.audit("payments.failed-late", "payment", payment.id, &payload));
        }
        Ok((set, ()))
    }
}
