//! What happens behind the sandbox's buttons.

use ::store::{JobDraft, WriteSet};
use data_encoding::HEXLOWER;
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::NOTIFY;
use crate::hook::{Notice, Outcome};
use crate::model::{Payment, State};
use crate::store;

/// Somebody presses a button on the sandbox's page. Anybody may: it moves no money. Gives the notice that is delivered.
pub struct SandboxAct {
    /// The payment.
    pub payment: Uuid,
    /// The button.
    pub outcome: Outcome,
}

impl Command for SandboxAct {
    const NAME: &'static str = "payments.sandbox";
    type State = (Payment, bool);
    type Outcome = Notice;

    fn authorise(&self, _: &Actor) -> Result<()> {
        Ok(())
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let payment = store::payment(reader, self.payment).await?;
        Ok((payment, store::sandbox_has_paid(reader, self.payment).await?))
    }

    fn decide(&self, (payment, has_paid): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        if *has_paid || payment.state != State::Started {
            return Err(Error::conflict("payments-error-state"));
        }
        let notice = Notice {
            txn: format!("SBX-{}", HEXLOWER.encode(cx.new_id().as_bytes())),
            payment: payment.id,
            amount: payment.amount,
            outcome: self.outcome,
            at: cx.now.0,
        };
        let mut set = cx.write(payment.home);
        store::insert_sandbox(&mut set, &notice);
        let payload = json!({ "payment": payment.id, "txn": notice.txn, "outcome": notice.outcome });
        set.audit(cx.audit(Self::NAME, "payment", payment.id, &payload));
        set.job(JobDraft {
            kind: NOTIFY,
            key: notice.txn.clone(),
            payload: serde_json::to_string(&notice).map_err(Error::internal)?,
            run_at: cx.wall,
        });
        Ok((set, notice))
    }
}
