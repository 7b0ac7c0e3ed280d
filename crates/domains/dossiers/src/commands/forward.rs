//! Steps forwards and back along the process, also to another unit or level (F06).

use ::store::WriteSet;
use kernel::{Result, both};
use procedures::process::Act;
use runtime::{Actor, Command, Decide, Reader};
use uuid::Uuid;

use super::{check_officer, is_of_next, reason, remark, require_any, role_code, same_version};
use crate::case::Case;
use crate::model::DossierId;
use crate::permissions;
use crate::store;
use crate::store::history::HistoryRow;
use crate::work::{Work, refuse};

/// Ends the current step and begins the next.
pub struct Forward {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// What the next officer should know.
    pub note: String,
    /// An officer to whom the next step is given at once.
    pub assignee: Option<Uuid>,
}

impl Command for Forward {
    const NAME: &'static str = "dossiers.forward";
    /// The case, and whether the officer who gets the next step works there.
    type State = (Case, bool);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        require_any(actor, &[permissions::HANDLE, permissions::APPROVE])
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        let is_known = is_of_next(reader, &case, &[Act::Forward, Act::Transfer], self.assignee).await?;
        Ok((case, is_known))
    }

    fn decide(&self, (case, is_known): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::Forward, Act::Transfer])?;
        let (note, ()) = both(remark("note", &self.note), check_officer(*is_known))?;
        if case.dossier.state.is_paused() {
            return Err(refuse("dossiers-error-paused"));
        }
        if case.awaits_opinion() {
            return Err(refuse("dossiers-error-opinion-missing"));
        }
        let mut work = Work::on(case, cx);
        let next = match work.allowed(Act::Forward) {
            Ok(next) => next,
            Err(_) => work.allowed(Act::Transfer)?,
        };
        work.start_if_accepted()?;
        work.close_step();
        let next = next.ok_or_else(|| refuse("dossiers-error-not-at-this-step"))?;
        work.enter(&next, self.assignee)?;
        work.note("forward", note)?;
        Ok((work.done(Self::NAME, "dossiers.forwarded.v1")?, ()))
    }
}

/// Gives the dossier back to an earlier step, and to whoever did it there last.
pub struct SendBack {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// What is to be done again, and why.
    pub reason: String,
}

/// A case, and who gets it back.
pub struct SendBackState {
    case: Case,
    /// Who did the earlier step last and works there still; nobody when that is not known.
    officer: Option<Uuid>,
}

impl SendBackState {
    async fn of(reader: &Reader<'_>, case: Case) -> Result<Self> {
        let process = &case.procedure.process;
        let back = process.step(&case.dossier.step).and_then(|step| step.act(Act::SendBack)?.to.as_deref());
        let Some(step) = back.and_then(|code| process.step(code)) else { return Ok(Self { case, officer: None }) };
        let unit =
            process.resolve(&step.at, case.dossier.receiving, case.dossier.responsible(&case.units), &case.units);
        let known = identity::officers_with(reader, unit, role_code(step.role)).await?;
        let lines = store::history::of(reader, case.dossier.id).await?;
        let officer = ended_by(&lines, &step.code).find(|account| known.iter().any(|one| one.account == *account));
        Ok(Self { case, officer })
    }
}

/// The accounts whose acts ended a step, the last one first.
fn ended_by<'a>(lines: &'a [HistoryRow], step: &'a str) -> impl Iterator<Item = Uuid> + 'a {
    let pairs = lines.iter().zip(lines.iter().skip(1)).rev();
    pairs.filter(move |(before, after)| before.step == step && after.step != step).map(|(_, after)| after.actor)
}

impl Command for SendBack {
    const NAME: &'static str = "dossiers.send-back";
    type State = SendBackState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        require_any(actor, &[permissions::HANDLE, permissions::APPROVE])
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        SendBackState::of(reader, Case::load(reader, self.id).await?).await
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let SendBackState { case, officer } = state;
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::SendBack])?;
        let reason = reason("reason", &self.reason)?;
        if case.dossier.state.is_paused() {
            return Err(refuse("dossiers-error-paused"));
        }
        let mut work = Work::on(case, cx);
        let back = work.allowed(Act::SendBack)?.ok_or_else(|| refuse("dossiers-error-not-at-this-step"))?;
        work.start_if_accepted()?;
        work.close_step();
        work.enter(&back, *officer)?;
        work.note("send-back", reason)?;
        Ok((work.done(Self::NAME, "dossiers.sent-back.v1")?, ()))
    }
}
