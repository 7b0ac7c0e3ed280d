//! What the gateway said: the money is there, or it is not.

use ::store::{JobDraft, WriteSet};
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;

use super::excess::paid_again;
use super::{count_paid, only_system, record};
use crate::hook::Notice;
use crate::model::{Excess, Payment, State};
use crate::store;

/// The gateway has the money. Keyed on the gateway's transaction (fact 2.73): the second notice of a transaction breaks
/// the rule of its key and changes nothing. Another transaction is other money: what nobody asked for waits at once to
/// be given back, and the domain that asked for the payment is told like of any other.
pub struct SettlePayment {
    /// What the gateway told.
    pub notice: Notice,
}

fn same_amount(payment: &Payment, notice: &Notice) -> Result<()> {
    if payment.asked() == notice.amount { Ok(()) } else { Err(Error::conflict("payments-error-amount")) }
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
        let txn = &self.notice.txn;
        match payment.state.excess() {
            None => {
                let after = store::settle(&mut set, payment, txn, cx.now);
                record(cx, &mut set, payment, &after, (Self::NAME, "payments.paid.v1"));
                count_paid(cx, &mut set, payment);
            }
            Some(Excess::Late) => {
                let after = store::settle_late(&mut set, payment, txn, cx.now);
                record(cx, &mut set, payment, &after, ("payments.paid-late", "payments.excess.v1"));
                count_paid(cx, &mut set, payment);
            }
            Some(Excess::Again | Excess::Over) => {
                let again = paid_again(cx, &mut set, payment, txn);
                count_paid(cx, &mut set, &again);
            }
        }
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
            let after = store::change(&mut set, payment, State::Failed);
            record(cx, &mut set, payment, &after, (Self::NAME, "payments.failed.v1"));
        } else {
            // An old attempt failed while another one went well, or before a new one began: only noted.
            let payload = json!({ "payment": payment.id, "txn": self.notice.txn });
            set.audit(cx.audit("payments.failed-late", "payment", payment.id, &payload));
        }
        Ok((set, ()))
    }
}
