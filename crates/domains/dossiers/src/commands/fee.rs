//! Fees found while handling: the clock stands until they are paid (fact 2.57). Settling also closes the fee of a filing.

use ::store::WriteSet;
use kernel::{Error, Message, Result, both};
use payments::Payment;
use procedures::process::Act;
use procedures::{Answers, FeeDue};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use uuid::Uuid;

use super::{reason, same_version};
use crate::case::Case;
use crate::model::{DossierId, PaymentState, State};
use crate::permissions;
use crate::work::{Work, refuse};

/// The highest fee one request may ask for, in đồng: a slip of the keyboard costs a citizen nothing.
const MOST: i64 = 100_000_000_000;

/// Asks the applicant to pay.
pub struct AskFee {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// How much, in đồng.
    pub amount: i64,
    /// What for.
    pub reason: String,
}

impl AskFee {
    fn check_amount(&self) -> Result<()> {
        if (1_000..=MOST).contains(&self.amount) {
            return Ok(());
        }
        Err(Error::invalid_field("amount", Message::new("dossiers-error-amount")))
    }
}

impl Command for AskFee {
    const NAME: &'static str = "dossiers.ask-fee";
    type State = Case;
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::HANDLE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        Case::load(reader, self.id).await
    }

    fn decide(&self, case: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::RequestFee])?;
        let (reason, ()) = both(reason("reason", &self.reason), self.check_amount())?;
        let mut work = Work::on(case, cx);
        work.allowed(Act::RequestFee)?;
        work.pause(State::PaymentAsked)?;
        work.after.payment = PaymentState::Due;
        let payment = payments::NewPayment {
            dossier: self.id.uuid(),
            account: case.dossier.account,
            amount: self.amount,
            purpose: case.dossier.shown_code().to_owned(),
            home: case.dossier.home,
        };
        let id = payments::draft_payment(cx, &mut work.set, &payment)?;
        work.note("ask-fee", reason)?;
        work.tell("fee-asked");
        Ok((work.done(Self::NAME, "dossiers.fee-asked.v1")?, id))
    }
}

/// All payments of a dossier are settled; run by the job that follows a payment.
pub struct SettleFee {
    /// The dossier.
    pub id: DossierId,
}

/// A case and whether anything is still to be paid.
pub struct SettleState {
    case: Case,
    is_all_paid: bool,
}

impl Command for SettleFee {
    const NAME: &'static str = "dossiers.settle-fee";
    type State = SettleState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        let payments = payments::of_dossier(reader, self.id.uuid()).await?;
        let is_all_paid = !payments.is_empty() && payments.iter().all(payments::Payment::is_settled);
        Ok(SettleState { case, is_all_paid })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let case = &state.case;
        if !state.is_all_paid {
            return Err(refuse("dossiers-error-unpaid"));
        }
        // A notice that comes again does not undo a refund.
        if matches!(case.dossier.payment, PaymentState::Paid | PaymentState::Refunded) {
            return Err(refuse("dossiers-error-already-paid"));
        }
        let mut work = Work::on(case, cx);
        all_paid(&mut work, case)?;
        work.note("pay-fee", "")?;
        work.tell("paid");
        Ok((work.done(Self::NAME, "dossiers.fee-paid.v1")?, ()))
    }
}

/// The fee of the filing after answers changed. What nobody paid yet is cancelled and asked for anew; of a fee that was
/// paid only the difference is asked for. What was paid beyond the new fee stays, with a line in the history: giving it
/// back is a refund, which an officer decides. Fees that were found while handling do not follow from answers and stay.
/// Gives whether something is to be paid now that was not before.
pub(super) fn recount_fee(
    work: &mut Work<'_>,
    cx: &Decide<'_>,
    case: &Case,
    asked: &[Payment],
    (before, after): (&Answers, &Answers),
) -> Result<bool> {
    let total = |fees: Vec<FeeDue>| fees.iter().map(|fee| fee.amount).sum::<i64>();
    let wanted = total(case.procedure.fees_for(after)?);
    if case.procedure.fees_for(before).map(total).is_ok_and(|known| known == wanted) {
        return Ok(false);
    }
    // A payment of the filing is asked for under its reference, one found while handling under the dossier's code.
    let (filing, others): (Vec<&Payment>, Vec<&Payment>) =
        asked.iter().partition(|payment| payment.purpose == case.dossier.reference);
    let mut paid = 0_i64;
    for payment in &filing {
        if payment.state.can_start() {
            payments::cancel_payment(cx, &mut work.set, payment)?;
        } else if payment.state == payments::State::Paid {
            paid = paid.saturating_add(payment.amount);
        }
    }
    let rest = wanted.saturating_sub(paid);
    if rest > 0 {
        let payment = payments::NewPayment {
            dossier: case.dossier.id.uuid(),
            account: case.dossier.account,
            amount: rest,
            purpose: case.dossier.reference.clone(),
            home: case.dossier.home,
        };
        payments::draft_payment(cx, &mut work.set, &payment)?;
    }
    let is_due = rest > 0 || others.iter().any(|payment| payment.state.can_start());
    let is_paid = asked.iter().any(|payment| payment.paid_at.is_some());
    work.after.payment = if is_due {
        PaymentState::Due
    } else if is_paid {
        PaymentState::Paid
    } else {
        PaymentState::None
    };
    work.note("recount-fee", &rest.to_string())?;
    Ok(rest > 0)
}

/// What follows when nothing is left to pay, however it was paid: a dossier that waited for it goes on.
pub(super) fn all_paid(work: &mut Work<'_>, case: &Case) -> Result<()> {
    work.after.payment = PaymentState::Paid;
    if case.dossier.state == State::PaymentAsked {
        work.resume(State::InProgress)?;
    } else if case.dossier.state == State::WithdrawalAsked && case.dossier.state_before == Some(State::PaymentAsked) {
        // Should the withdrawal be refused, nobody waits for the fee any longer.
        work.after.state_before = Some(State::InProgress);
    }
    Ok(())
}
