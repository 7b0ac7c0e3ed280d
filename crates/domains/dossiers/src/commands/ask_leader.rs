//! A second request for supplement is a leader's. The officer who has the work says why it is needed, and whoever opens
//! the dossier reads it.

use ::store::WriteSet;
use kernel::Result;
use procedures::process::Act;
use runtime::{Actor, Command, Decide, Reader};

use super::{reason, same_version};
use crate::case::Case;
use crate::model::{DossierId, State};
use crate::permissions;
use crate::work::{Work, refuse};

/// Asks a leader to ask the applicant for a second supplement. Nothing else changes, and the clock runs on.
pub struct AskLeader {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// What is missing and why it was not asked for the first time; for officers.
    pub reason: String,
}

impl Command for AskLeader {
    const NAME: &'static str = "dossiers.ask-leader";
    type State = Case;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.can(permissions::RECEIVE) { Ok(()) } else { actor.require(permissions::HANDLE) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        Case::load(reader, self.id).await
    }

    fn decide(&self, case: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::RequestSupplement])?;
        let mut work = Work::on(case, cx);
        work.allowed(Act::RequestSupplement)?;
        if !case.dossier.state.may_become(State::SupplementAsked, case.dossier.state_before) {
            return Err(refuse("dossiers-error-state"));
        }
        if case.dossier.supplements < case.rules.supplements {
            return Err(refuse("dossiers-error-no-leader-needed"));
        }
        let why = reason("reason", &self.reason)?;
        work.note("ask-leader", why)?;
        Ok((work.done(Self::NAME, "dossiers.leader-asked.v1")?, ()))
    }
}
