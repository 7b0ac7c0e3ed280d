//! An officer does not accept a dossier (form 03).

use ::store::WriteSet;
use kernel::Result;
use procedures::process::Act;
use runtime::{Actor, Command, Decide, Reader};

use super::{reason, same_version};
use crate::case::Case;
use crate::model::{DossierId, State};
use crate::permissions;
use crate::work::Work;

/// Refuses a submitted dossier with a reason.
pub struct Refuse {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// Why, for the applicant.
    pub reason: String,
}

impl Command for Refuse {
    const NAME: &'static str = "dossiers.refuse";
    type State = (Case, Vec<payments::Payment>);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::RECEIVE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        Ok((case, payments::of_dossier(reader, self.id.uuid()).await?))
    }

    fn decide(&self, (case, payments): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::Refuse])?;
        let reason = reason("reason", &self.reason)?;
        let mut work = Work::on(case, cx);
        work.allowed(Act::Refuse)?;
        work.become_state(State::Refused)?;
        work.after.answered_at.get_or_insert(cx.now);
        work.after.closed_at = Some(cx.now);
        work.close_all();
        work.cancel_payments(payments)?;
        work.note("refuse", reason)?;
        work.tell("refused");
        Ok((work.done(Self::NAME, "dossiers.refused.v1")?, ()))
    }
}
