//! A fee is given back: asked for with a reason, then recorded once the agency has done it (fact 2.73). The payment and
//! the dossier's history change in the same commit.

use ::store::WriteSet;
use kernel::{Error, Message, Result};
use payments::Payment;
use runtime::{Actor, Command, Decide, Reader};
use uuid::Uuid;

use super::{reason, remark, same_version};
use crate::case::Case;
use crate::model::{DossierId, PaymentState};
use crate::work::{Work, settled_state};

/// Asks that a payment be given back. It cannot be taken back.
pub struct AskRefund {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// The payment; none when only one can be given back.
    pub payment: Option<Uuid>,
    /// Why; for officers.
    pub reason: String,
}

/// Records that a payment was given back.
pub struct RecordRefund {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// The payment; none when only one waits to be given back.
    pub payment: Option<Uuid>,
    /// How it was given back; for officers.
    pub note: String,
}

/// A case with its payments.
pub struct RefundState {
    case: Case,
    asked: Vec<Payment>,
}

impl RefundState {
    async fn of(reader: &Reader<'_>, id: DossierId) -> Result<Self> {
        let case = Case::load(reader, id).await?;
        if !reader.actor.can_in(payments::REFUND, case.dossier.home) {
            return Err(Error::forbidden());
        }
        let asked = payments::of_dossier(reader, id.uuid()).await?;
        Ok(Self { case, asked })
    }

    /// The named payment, else the only one in this state. One in another state is refused by the act.
    fn chosen(&self, named: Option<Uuid>, state: payments::State) -> Result<&Payment> {
        let fitting: Vec<&Payment> = self.asked.iter().filter(|payment| payment.state == state).collect();
        let found = match (named, fitting.as_slice()) {
            (Some(id), _) => self.asked.iter().find(|payment| payment.id == id),
            (None, [only]) => Some(*only),
            (None, _) => None,
        };
        found.ok_or_else(|| Error::invalid_field("payment", Message::new("dossiers-error-which-refund")))
    }
}

impl Command for AskRefund {
    const NAME: &'static str = "dossiers.ask-refund";
    type State = RefundState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(payments::REFUND)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        RefundState::of(reader, self.id).await
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, state.case.dossier.version)?;
        let payment = state.chosen(self.payment, payments::State::Paid)?;
        let reason = reason("reason", &self.reason)?;
        let mut work = Work::on(&state.case, cx);
        payments::ask_refund(cx, &mut work.set, payment)?;
        work.note("ask-refund", reason)?;
        Ok((work.done(Self::NAME, "dossiers.refund-asked.v1")?, ()))
    }
}

impl Command for RecordRefund {
    const NAME: &'static str = "dossiers.record-refund";
    type State = RefundState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(payments::REFUND)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        RefundState::of(reader, self.id).await
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, state.case.dossier.version)?;
        let payment = state.chosen(self.payment, payments::State::RefundAsked)?;
        let note = remark("note", &self.note)?;
        let mut work = Work::on(&state.case, cx);
        payments::record_refund(cx, &mut work.set, payment)?;
        let others = state.asked.iter().filter(|other| other.id != payment.id);
        // Money that nobody asked for was no fee: that it went back leaves the dossier as paid as it was.
        let is_fee = payment.excess.is_none() && work.after.payment == PaymentState::Paid;
        if is_fee && settled_state(others) != PaymentState::Paid {
            work.after.payment = PaymentState::Refunded;
        }
        work.note("record-refund", note)?;
        Ok((work.done(Self::NAME, "dossiers.refunded.v1")?, ()))
    }
}
