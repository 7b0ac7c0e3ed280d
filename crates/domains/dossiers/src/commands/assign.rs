//! The current step's work is given to an officer, or taken by one.

use ::store::WriteSet;
use kernel::{Error, Message, Result};
use runtime::{Actor, Command, Decide, Reader};
use uuid::Uuid;

use super::{officers_of, require_any, same_version};
use crate::case::Case;
use crate::model::{DossierId, State};
use crate::permissions;
use crate::work::{Work, refuse};

/// Gives the current step's work to an officer of the unit that has it.
pub struct Assign {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// To whom; the actor's own account takes it.
    pub officer: Uuid,
}

/// A case and who may be given its work.
pub struct AssignState {
    case: Case,
    officers: Vec<Uuid>,
}

impl Command for Assign {
    const NAME: &'static str = "dossiers.assign";
    type State = AssignState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        require_any(actor, &[permissions::RECEIVE, permissions::HANDLE, permissions::APPROVE, permissions::ASSIGN])
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        let task = case.step_task().ok_or_else(|| Error::conflict("dossiers-error-no-open-step"))?;
        let officers = officers_of(reader, &case, task).await?;
        Ok(AssignState { case, officers: officers.into_iter().map(|officer| officer.account).collect() })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let case = &state.case;
        same_version(self.version, case.dossier.version)?;
        if self.officer == cx.actor.account {
            case.require_step(cx.actor, &[])?;
        } else if !case.has_right(cx.actor, permissions::ASSIGN) {
            return Err(Error::forbidden());
        } else if !state.officers.contains(&self.officer) {
            return Err(Error::invalid_field("officer", Message::new("dossiers-error-officer")));
        }
        // Who has it already and has begun with it takes nothing: the version stays, and so does the history.
        let has_it = case.step_task().is_some_and(|task| task.assignee == Some(self.officer));
        // Whoever takes a handling step begins to work on it.
        let begins = self.officer == cx.actor.account && case.dossier.state == State::Accepted && !case.is_held();
        if has_it && !begins {
            return Err(refuse("dossiers-error-has-it"));
        }
        let mut work = Work::on(case, cx);
        if begins {
            work.start_if_accepted()?;
        }
        work.assign(Some(self.officer));
        work.note("assign", "")?;
        Ok((work.done(Self::NAME, "dossiers.assigned.v1")?, ()))
    }
}
