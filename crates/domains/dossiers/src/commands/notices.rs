//! What the holder of an account, or a desk, was told and has seen is no longer new.

use ::store::WriteSet;
use kernel::{Result, Timestamp};
use organisation::{QueueId, Role};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;

use crate::case::Case;
use crate::model::DossierId;
use crate::permissions;
use crate::store;

/// Marks notices of the actor's account as read.
pub struct ReadNotices {
    /// Only those of this dossier.
    pub dossier: Option<DossierId>,
    /// Only those up to this instant: the page that was seen knows of no later ones.
    pub until: Timestamp,
}

impl Command for ReadNotices {
    const NAME: &'static str = "dossiers.read-notices";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, _: &Reader<'_>) -> Result<Self::State> {
        Ok(())
    }

    fn decide(&self, (): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let account = cx.actor.account;
        let mut set = cx.write(account);
        match self.dossier {
            Some(dossier) => store::history::mark_read_of(&mut set, account, dossier, self.until),
            None => store::history::mark_read(&mut set, account, self.until),
        }
        let payload = json!({ "dossier": self.dossier.map(DossierId::uuid) });
        set.audit(cx.audit(Self::NAME, "account", account, &payload));
        Ok((set, ()))
    }
}

/// Marks what the desk where a dossier was handed in was told of it as read, for all who work there.
pub struct ReadDeskNotices {
    /// The dossier.
    pub dossier: DossierId,
    /// Only what was told up to this instant.
    pub until: Timestamp,
}

impl Command for ReadDeskNotices {
    const NAME: &'static str = "dossiers.read-desk-notices";
    type State = QueueId;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::RECEIVE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.dossier).await?;
        case.require_desk(reader.actor, permissions::RECEIVE)?;
        case.units.queue(case.dossier.receiving, Role::Reception)
    }

    fn decide(&self, desk: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let mut set = cx.write(cx.actor.account);
        store::history::mark_read_of(&mut set, desk.uuid(), self.dossier, self.until);
        let payload = json!({ "desk": desk.uuid() });
        set.audit(cx.audit(Self::NAME, "dossier", self.dossier.uuid(), &payload));
        Ok((set, ()))
    }
}
