//! The result reaches the applicant; being late never blocks it (fact 2.38).

use ::store::WriteSet;
use kernel::{Error, Message, Result};
use procedures::process::Act;
use runtime::{Actor, Command, Decide, Reader};

use super::{remark, same_version};
use crate::case::Case;
use crate::model::{DeliveryState, DeliveryWay, DossierId, State};
use crate::permissions;
use crate::work::Work;

/// Records that the result was returned.
pub struct Deliver {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// Proof of delivery: who collected it; by post the number of the posting, which must be there.
    pub proof: String,
}

impl Command for Deliver {
    const NAME: &'static str = "dossiers.deliver";
    type State = Case;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::DELIVER)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        Case::load(reader, self.id).await
    }

    fn decide(&self, case: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::Deliver])?;
        let proof = remark("proof", &self.proof)?;
        if proof.is_empty() && case.dossier.delivery_way == DeliveryWay::Post {
            return Err(Error::invalid_field("proof", Message::new("dossiers-error-posting")));
        }
        let mut work = Work::on(case, cx);
        work.allowed(Act::Deliver)?;
        work.become_state(State::Returned)?;
        work.after.delivery = DeliveryState::Delivered;
        work.after.closed_at = Some(cx.now);
        work.close_all();
        work.note("deliver", proof)?;
        work.tell("returned");
        Ok((work.done(Self::NAME, "dossiers.returned.v1")?, ()))
    }
}
