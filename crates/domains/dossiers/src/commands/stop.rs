//! The agency stops with a reason (F17).

use ::store::WriteSet;
use kernel::Result;
use procedures::process::Act;
use runtime::{Actor, Command, Decide, Reader};

use super::{reason, require_any, same_version};
use crate::case::Case;
use crate::model::{DossierId, State};
use crate::permissions;
use crate::work::Work;

/// Stops a dossier.
pub struct Stop {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// Why, for the applicant.
    pub reason: String,
}

impl Command for Stop {
    const NAME: &'static str = "dossiers.stop";
    type State = (Case, Vec<payments::Payment>);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        // The desk too: somebody has to close what it asked for and never got.
        require_any(actor, &[permissions::RECEIVE, permissions::HANDLE, permissions::APPROVE])
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        Ok((case, payments::of_dossier(reader, self.id.uuid()).await?))
    }

    fn decide(&self, (case, payments): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::Stop])?;
        let reason = reason("reason", &self.reason)?;
        let mut work = Work::on(case, cx);
        work.allowed(Act::Stop)?;
        work.pass_progress()?;
        work.become_state(State::Stopped)?;
        work.after.closed_at = Some(cx.now);
        work.finish();
        work.close_all();
        work.cancel_payments(payments)?;
        work.note("stop", reason)?;
        work.tell("stopped");
        Ok((work.done(Self::NAME, "dossiers.stopped.v1")?, ()))
    }
}
