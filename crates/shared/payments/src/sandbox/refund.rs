//! What goes back through the sandbox. An agency orders that at its gateway; here the record that it was made is told,
//! so that both sides list it.

use ::store::WriteSet;
use ::store::jobs::Job;
use futures::future::BoxFuture;
use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader, Runtime};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::commands::only_system;
use crate::gateway::Settings;
use crate::store::{self, Refund};

#[derive(Deserialize)]
struct Given {
    payment: Uuid,
}

/// Tells the sandbox what was given back of one of its transactions. It refuses what it never took, which then shows in
/// the comparison of the day.
pub(crate) fn give_back<'a>(runtime: &'a Runtime, job: &'a Job) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let Ok(settings) = runtime.services().get::<Settings>() else { return Ok(()) };
        let given: Given = serde_json::from_str(&job.payload).map_err(Error::internal)?;
        let system = Actor::system();
        let reader = runtime.reader(&system);
        let Some(refund) = store::refund(&reader, given.payment).await? else { return Ok(()) };
        if !settings.has_sandbox || store::sandbox_has_refund(&reader, refund.payment).await? {
            return Ok(());
        }
        runtime.execute(&system, &SandboxRefund { refund }).await.map(|_| ())
    })
}

/// The sandbox gives money back.
struct SandboxRefund {
    refund: Refund,
}

impl Command for SandboxRefund {
    const NAME: &'static str = "payments.sandbox-refund";
    /// What the transaction brought and what went back of it, in đồng.
    type State = (i64, i64);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        only_system(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let txn = &self.refund.txn;
        let paid = store::sandbox_paid(reader, txn).await?.ok_or_else(Error::not_found)?;
        Ok((paid, store::sandbox_given_back(reader, txn).await?))
    }

    fn decide(&self, (paid, back): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let refund = &self.refund;
        if back.saturating_add(refund.amount) > *paid {
            return Err(Error::conflict("payments-error-state"));
        }
        let mut set = cx.write(Uuid::nil());
        store::insert_sandbox_refund(&mut set, refund);
        let payload = json!({ "payment": refund.payment, "txn": refund.txn, "amount": refund.amount });
        set.audit(cx.audit(Self::NAME, "payment", refund.payment, &payload));
        Ok((set, ()))
    }
}
