//! An officer accepts a dossier: code, receipt, limit, and the next step begins (facts 2.16, 2.42).

use ::store::WriteSet;
use kernel::{Error, Result};
use procedures::process::Act;
use runtime::{Actor, Command, Decide, Reader};
use serde_json::{Map, Value};

use super::{check_officer, is_of_next, same_version};
use crate::case::Case;
use crate::model::{DossierId, State};
use crate::permissions;
use crate::store;
use crate::work::Work;

/// Accepts a submitted dossier.
pub struct Accept {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// An officer to whom the next step is given at once.
    pub assignee: Option<uuid::Uuid>,
}

/// A case with its answers, which choose the limit.
pub struct AcceptState {
    case: Case,
    /// Whether the officer who gets the next step works there.
    is_known: bool,
    answers: Map<String, Value>,
}

impl Command for Accept {
    const NAME: &'static str = "dossiers.accept";
    type State = AcceptState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::RECEIVE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        let is_known = is_of_next(reader, &case, &[Act::Accept], self.assignee).await?;
        let sealed = store::dossier::sealed(reader, self.id).await?.ok_or_else(Error::not_found)?;
        let json = case.key.open("dossier.answers", &sealed.answers)?;
        let answers = serde_json::from_str(&json).map_err(|e| Error::internal(e).personal())?;
        Ok(AcceptState { case, is_known, answers })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let case = &state.case;
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::Accept])?;
        check_officer(state.is_known)?;
        let mut work = Work::on(case, cx);
        let next = work.allowed(Act::Accept)?;
        accept(&mut work, case, &state.answers, next.as_deref(), self.assignee)?;
        work.note("accept", "")?;
        work.tell("accepted");
        Ok((work.done(Self::NAME, "dossiers.accepted.v1")?, ()))
    }
}

/// What accepting does, also for a paper dossier that is taken in and accepted in one act.
pub(crate) fn accept(
    work: &mut Work<'_>,
    case: &Case,
    answers: &Map<String, Value>,
    next: Option<&str>,
    assignee: Option<uuid::Uuid>,
) -> Result<()> {
    work.become_state(State::Accepted)?;
    work.draw_code()?;
    work.after.received_at = Some(work.now());
    work.after.answered_at.get_or_insert(work.now());
    work.start_clock(&case.procedure.limit_for(answers).limit)?;
    work.close_step();
    let next = next.ok_or_else(|| Error::internal("the process has no step after accepting"))?;
    work.enter(next, assignee)
}
