//! Fees found while handling: the clock stands until they are paid (fact 2.57). Settling also closes the fee of a filing.

use ::store::WriteSet;
use kernel::{Error, Message, Result, both};
use payments::Payment;
use procedures::process::Act;
use procedures::{Answers, FeeDue};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use uuid::Uuid;

use super::balance::{recount, take_news};
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

/// Takes what was paid into the record: when all payments of a dossier are settled it goes on, and money that nobody
/// asked for is owed back. Run by the job that follows a payment.
pub struct SettleFee {
    /// The dossier.
    pub id: DossierId,
}

/// A case and what was asked to be paid for it.
pub struct SettleState {
    case: Case,
    asked: Vec<Payment>,
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
        let asked = payments::of_dossier(reader, self.id.uuid()).await?;
        Ok(SettleState { case, asked })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let SettleState { case, asked } = state;
        let mut work = Work::on(case, cx);
        let news = take_news(&mut work, cx, case, asked)?;
        // Only where a payment is awaited: a notice that comes again, or after a refusal, pays for nothing.
        let is_settled = !news.is_open && case.dossier.payment == PaymentState::Due;
        if is_settled {
            all_paid(&mut work, case)?;
            work.note("pay-fee", "")?;
        } else if !asked.iter().any(Payment::is_news) {
            return Err(refuse(if news.is_open { "dossiers-error-unpaid" } else { "dossiers-error-already-paid" }));
        }
        let (told, event) = match (is_settled, news.owed > 0) {
            (true, false) => ("paid", "dossiers.fee-paid.v1"),
            (true, true) => ("fee-excess", "dossiers.fee-paid.v1"),
            (false, true) => ("fee-excess", "dossiers.fee-excess.v1"),
            // It came for a fee that was counted anew, and less is to be paid now.
            (false, false) => ("fee-changed", "dossiers.fee-asked.v1"),
        };
        work.tell(told);
        Ok((work.done(Self::NAME, event)?, ()))
    }
}

/// The fee of the filing after answers changed; see [`recount`]. Gives whether something is to be paid now that was not
/// before.
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
    let rest = recount(work, cx, case, asked, wanted)?;
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
