//! A fee is paid at the desk where the dossier was handed in, against a receipt. The dossier goes on in the same
//! commit, as it does after the notice of the gateway.

use ::store::{JobDraft, WriteSet};
use kernel::{Error, Kind, Message, Result, both};
use payments::{CounterPayment, Method, Payment, Taken};
use runtime::{Actor, Command, Decide, Reader, Runtime};
use serde_json::json;
use uuid::Uuid;

use super::fee::all_paid;
use super::same_version;
use crate::case::Case;
use crate::model::DossierId;
use crate::work::{Work, refuse};

/// Records that one payment that was asked for was paid at the counter.
pub struct PayAtCounter {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// The payment; none when only one is open.
    pub payment: Option<Uuid>,
    /// How much was taken, in đồng: exactly what is due.
    pub amount: i64,
    /// In cash or by card.
    pub method: Method,
    /// Number of the receipt as typed; see [`payments::receipt_number`].
    pub receipt: String,
}

/// A case with its payments.
pub struct PayState {
    case: Case,
    asked: Vec<Payment>,
    /// Whether the agency gave this receipt before.
    is_used: bool,
}

impl Command for PayAtCounter {
    const NAME: &'static str = "dossiers.pay-at-counter";
    type State = PayState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(payments::TAKE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        case.require_desk(reader.actor, payments::TAKE)?;
        let asked = payments::of_dossier(reader, self.id.uuid()).await?;
        let is_used = self.receipt_in(reader, &case).await?.is_some();
        Ok(PayState { case, asked, is_used })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let PayState { case, asked, is_used } = state;
        same_version(self.version, case.dossier.version)?;
        let paid = CounterPayment { method: self.method, amount: self.amount, receipt: self.receipt.clone() };
        let chosen = self.chosen(asked);
        let due = chosen.as_ref().ok().map(|payment| payment.amount);
        let unused = if *is_used { Err(used()) } else { Ok(()) };
        let (payment, _) = both(chosen, both(unused, paid.check(due)))?;
        let mut work = Work::on(case, cx);
        let receipt = payments::settle_at_counter(cx, &mut work.set, payment, &paid)?;
        let is_last = asked.iter().all(|other| other.id == payment.id || other.is_settled());
        if is_last {
            all_paid(&mut work, case)?;
            work.tell("paid");
        } else {
            // Another payment may be settled by its notice at this very moment: whoever comes last looks again.
            work.set.job(JobDraft {
                kind: "payments.settled",
                key: format!("counter/{}", payment.id),
                payload: json!({ "dossier": self.id.uuid(), "payment": payment.id }).to_string(),
                run_at: cx.wall,
            });
        }
        work.note("pay-at-counter", &receipt)?;
        work.detail("method", self.method.code());
        let event = if is_last { "dossiers.fee-paid.v1" } else { "dossiers.fee-taken.v1" };
        Ok((work.done(Self::NAME, event)?, ()))
    }
}

impl PayAtCounter {
    /// The payment for which the dossier's agency gave this receipt.
    async fn receipt_in(&self, reader: &Reader<'_>, case: &Case) -> Result<Option<Payment>> {
        match payments::receipt_number(&self.receipt) {
            Ok(number) => payments::of_receipt(reader, case.dossier.home, &number).await,
            // What is wrong with it is said beside its field, with everything else.
            Err(_) => Ok(None),
        }
    }

    fn chosen<'a>(&self, asked: &'a [Payment]) -> Result<&'a Payment> {
        let open: Vec<&Payment> = asked.iter().filter(|payment| !payment.is_settled()).collect();
        let found = match (self.payment, open.as_slice()) {
            (_, []) => return Err(refuse("dossiers-error-nothing-due")),
            (None, [only]) => Some(*only),
            (None, _) => None,
            (Some(id), _) => asked.iter().find(|payment| payment.id == id),
        };
        found.ok_or_else(|| Error::invalid_field("payment", Message::new("dossiers-error-which-payment")))
    }
}

fn used() -> Error {
    Error::invalid_field("receipt", Message::new("payments-error-receipt-used"))
}

/// Records money that was taken. A receipt that is told again for the same payment changes nothing (fact 2.73); for
/// another payment it is refused.
pub async fn take_payment(runtime: &Runtime, actor: &Actor, act: &PayAtCounter) -> Result<Taken> {
    if is_known(runtime, actor, act).await? {
        return Ok(Taken::Known);
    }
    let Err(error) = runtime.execute(actor, act).await else { return Ok(Taken::New) };
    // The same receipt may have been sent twice at the same moment: then the other one did it.
    if error.kind() == Kind::Conflict && is_known(runtime, actor, act).await? {
        return Ok(Taken::Known);
    }
    // Or it was given for another payment at the same moment: the rule of the index said so.
    if error.message().key == "error-exists" { Err(used()) } else { Err(error) }
}

/// Whether this receipt was recorded for this payment before. Who may not take money here is refused by the command.
async fn is_known(runtime: &Runtime, actor: &Actor, act: &PayAtCounter) -> Result<bool> {
    if act.authorise(actor).is_err() {
        return Ok(false);
    }
    let reader = runtime.reader(actor);
    let case = Case::load(&reader, act.id).await?;
    if !case.is_at_desk(actor, payments::TAKE) {
        return Ok(false);
    }
    let known = act.receipt_in(&reader, &case).await?;
    Ok(known
        .is_some_and(|payment| payment.dossier == act.id.uuid() && act.payment.is_none_or(|asked| asked == payment.id)))
}
