//! The applicant asks to withdraw; the agency decides.

use ::store::WriteSet;
use kernel::Result;
use runtime::{Actor, Command, Decide, Reader};

use super::{reason, require_any, same_version};
use crate::case::Case;
use crate::model::{DossierId, State};
use crate::permissions;
use crate::work::{Work, refuse};

/// The applicant asks to withdraw the dossier.
pub struct AskWithdrawal {
    /// The dossier.
    pub id: DossierId,
    /// Why.
    pub reason: String,
}

impl Command for AskWithdrawal {
    const NAME: &'static str = "dossiers.ask-withdrawal";
    type State = Case;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        case.require_holder(reader.actor)?;
        Ok(case)
    }

    fn decide(&self, case: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        Ok((ask(case, cx, &self.reason, "ask-withdrawal")?.done(Self::NAME, ASKED)?, ()))
    }
}

const ASKED: &str = "dossiers.withdrawal-asked.v1";

/// The wish to withdraw, whoever wrote it down: every clock stands until the agency has answered.
fn ask<'a>(case: &'a Case, cx: &'a Decide<'a>, why: &str, act: &'static str) -> Result<Work<'a>> {
    let reason = reason("reason", why)?;
    let mut work = Work::on(case, cx);
    work.pause(State::WithdrawalAsked)?;
    work.note(act, reason)?;
    Ok(work)
}

/// The applicant of a paper dossier, who has no account, asks at the desk where it was handed in.
pub struct WithdrawAtCounter {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// Why, in the applicant's words.
    pub reason: String,
}

impl Command for WithdrawAtCounter {
    const NAME: &'static str = "dossiers.withdraw-at-counter";
    type State = Case;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::RECEIVE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        case.require_desk(reader.actor, permissions::RECEIVE)?;
        Ok(case)
    }

    fn decide(&self, case: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        if case.dossier.account.is_some() {
            return Err(refuse("dossiers-error-withdraw-by-account"));
        }
        Ok((ask(case, cx, &self.reason, "withdraw-at-counter")?.done(Self::NAME, ASKED)?, ()))
    }
}

/// The agency agrees to the withdrawal, or not.
pub struct DecideWithdrawal {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// Whether it agrees.
    pub agree: bool,
    /// Why, for the applicant.
    pub reason: String,
}

impl Command for DecideWithdrawal {
    const NAME: &'static str = "dossiers.decide-withdrawal";
    type State = (Case, Vec<payments::Payment>);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        require_any(actor, &[permissions::RECEIVE, permissions::HANDLE, permissions::APPROVE])
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        Ok((case, payments::of_dossier(reader, self.id.uuid()).await?))
    }

    fn decide(&self, (case, payments): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[])?;
        let reason = reason("reason", &self.reason)?;
        let Some(before) = case.dossier.state_before.filter(|_| case.dossier.state == State::WithdrawalAsked) else {
            return Err(refuse("dossiers-error-no-withdrawal-asked"));
        };
        let mut work = Work::on(case, cx);
        if self.agree {
            work.become_state(State::Stopped)?;
            work.after.closed_at = Some(cx.now);
            work.finish();
            work.close_all();
            work.cancel_payments(payments)?;
            work.note("agree-withdrawal", reason)?;
        } else {
            work.resume(before)?;
            if before.is_paused() {
                work.hold_clocks();
            }
            work.note("refuse-withdrawal", reason)?;
        }
        work.tell("withdrawal-decided");
        Ok((work.done(Self::NAME, "dossiers.withdrawal-decided.v1")?, ()))
    }
}
