//! The applicant brings the supplement to the desk where the dossier was handed in, or sends it by post. Whoever holds
//! the dossier meanwhile, it goes on as after a supplement from an account.

use ::store::WriteSet;
use kernel::{Error, Message, Result};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::{Map, Value};

use super::same_version;
use super::supplement::{Given, SupplementState};
use crate::case::Case;
use crate::model::{Channel, DossierId};
use crate::permissions;

/// An officer of the receiving desk takes a supplement; its papers were digitised before.
pub struct SupplementAtCounter {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// Counter or post.
    pub channel: Channel,
    /// Answers that changed; empty when only papers were missing.
    pub answers: Map<String, Value>,
    /// What was handed in, for the applicant.
    pub note: String,
}

impl Command for SupplementAtCounter {
    const NAME: &'static str = "dossiers.supplement-at-counter";
    type State = SupplementState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::RECEIVE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        case.require_desk(reader.actor, permissions::RECEIVE)?;
        SupplementState::of(reader, case).await
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, state.case.dossier.version)?;
        let act = match self.channel {
            Channel::Counter => Ok("supplement-at-counter"),
            Channel::Post => Ok("supplement-by-post"),
            Channel::Online => Err(Error::invalid_field("channel", Message::new("dossiers-error-channel"))),
        };
        let given = Given { answers: &self.answers, note: &self.note, act };
        let (mut work, is_due) = state.take(given, cx)?;
        work.detail("channel", self.channel.code());
        // That money is due says enough: it calls for something, and the history shows the rest.
        work.tell(if is_due { "fee-changed" } else { "supplement-taken" });
        let event = if is_due { "dossiers.fee-asked.v1" } else { "dossiers.supplement-taken.v1" };
        Ok((work.done(Self::NAME, event)?, ()))
    }
}
