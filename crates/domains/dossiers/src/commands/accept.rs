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
        let answers = case.answers(reader).await?;
        Ok(AcceptState { case, is_known, answers })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let case = &state.case;
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::Accept])?;
        check_officer(state.is_known)?;
        let mut work = Work::on(case, cx);
        let next = work.allowed(Act::Accept)?;
        work.become_state(State::Accepted)?;
        work.draw_code()?;
        work.after.received_at = Some(cx.now);
        work.after.answered_at.get_or_insert(cx.now);
        work.start_clock(&case.limit(&state.answers))?;
        work.close_step();
        let next = next.ok_or_else(|| Error::internal("the process has no step after accepting"))?;
        work.enter(&next, self.assignee)?;
        work.note("accept", "")?;
        work.tell("accepted");
        Ok((work.done(Self::NAME, "dossiers.accepted.v1")?, ()))
    }
}
