//! Fees found while handling: the clock stands until they are paid (fact 2.57). Settling also closes the fee of a filing.

use ::store::WriteSet;
use kernel::{Error, Message, Result};
use procedures::process::Act;
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
        case.require_step(cx.actor)?;
        let reason = reason("reason", &self.reason)?;
        if !(1_000..=MOST).contains(&self.amount) {
            return Err(Error::invalid_field("amount", Message::new("dossiers-error-amount")));
        }
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
        if case.dossier.payment == PaymentState::Paid {
            return Err(refuse("dossiers-error-already-paid"));
        }
        let mut work = Work::on(case, cx);
        all_paid(&mut work, case)?;
        work.note("pay-fee", "")?;
        work.tell("paid");
        Ok((work.done(Self::NAME, "dossiers.fee-paid.v1")?, ()))
    }
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
