//! The one way to write: authorise, read, decide, commit.

use std::time::Duration;

use kernel::rng::Rng;
use kernel::{Error, Kind, Result, Timestamp};
use serde_json::json;
use store::vault::Vault;
use store::{AuditDraft, Receipt, StoreError, WriteSet};
use uuid::Uuid;

use crate::Runtime;
use crate::actor::Actor;
use crate::reader::Reader;

/// How often a command reads and decides again after somebody else was faster.
const ATTEMPTS: u32 = 3;

/// Something somebody wants to be done.
pub trait Command: Send + Sync {
    /// `domain.verb`, as in audit and API.
    const NAME: &'static str;
    /// What the rule needs to know.
    type State: Send + Sync;
    /// What the caller learns beside the receipt.
    type Outcome: Send;

    /// May this actor ask for it at all? The same question hides the button.
    fn authorise(&self, actor: &Actor) -> Result<()>;

    /// Reads what the rule needs, inside the actor's scope: what lies outside is not found.
    fn read(&self, reader: &Reader<'_>) -> impl Future<Output = Result<Self::State>> + Send;

    /// The rule. Touches no IO and may run again.
    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)>;
}

/// Time between two rounds of commands that nobody waits for.
const ROUND: Duration = Duration::from_millis(250);

/// How long it is until the next round.
fn until_next_round(wall: Timestamp) -> Duration {
    let micros = u64::try_from(wall.0).unwrap_or_default();
    let round = u64::try_from(ROUND.as_micros()).unwrap_or(u64::MAX);
    Duration::from_micros(round - micros % round)
}

/// What a decision may know beside its state.
pub struct Decide<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// Business time.
    pub now: Timestamp,
    /// Wall time.
    pub wall: Timestamp,
    /// Randomness for ids and keys.
    pub rng: &'a dyn Rng,
    /// Seals personal values.
    pub vault: &'a Vault,
    /// Identity of the command.
    pub command: Uuid,
}

impl Decide<'_> {
    /// An empty write set of this command.
    pub fn write(&self, home: Uuid) -> WriteSet {
        WriteSet::new(self.command, home, self.now)
    }

    /// A new id.
    pub fn new_id(&self) -> Uuid {
        kernel::id::new(self.now, self.rng)
    }

    /// An audit draft of this actor.
    pub fn audit(
        &self,
        action: &'static str,
        entity: &'static str,
        entity_id: Uuid,
        payload: &serde_json::Value,
    ) -> AuditDraft {
        AuditDraft {
            actor: self.actor.account,
            unit: self.actor.unit,
            action,
            entity,
            entity_id,
            payload: payload.to_string(),
        }
    }
}

/// A command that is durable.
#[derive(Debug)]
pub struct Done<O> {
    /// What the decision said.
    pub outcome: O,
    /// The drawn numbers.
    pub receipt: Receipt,
}

impl Runtime {
    /// Performs a command for an actor. Refusals are audited.
    pub async fn execute<C: Command>(&self, actor: &Actor, command: &C) -> Result<Done<C::Outcome>> {
        let result = self.attempt(actor, command).await;
        if let Err(error) = &result {
            self.audit_refusal(actor, C::NAME, error).await;
        }
        result
    }

    /// Performs a command a moment later, for a page that does not wait for it: what is due in the same quarter of a
    /// second is begun at the same instant and shares commits. It is lost when the program ends before.
    pub fn execute_soon<C: Command + 'static>(&self, actor: Actor, command: C) {
        let runtime = self.clone();
        self.spawn(async move {
            runtime.pause(until_next_round(runtime.wall())).await;
            if let Err(error) = runtime.execute(&actor, &command).await {
                tracing::warn!(%error, command = C::NAME, "a command that nobody waited for failed");
            }
        });
    }

    async fn attempt<C: Command>(&self, actor: &Actor, command: &C) -> Result<Done<C::Outcome>> {
        command.authorise(actor)?;
        let mut left = ATTEMPTS;
        loop {
            left -= 1;
            let (set, outcome) = self.decided(actor, command).await?;
            match self.store().commit(set).await {
                Ok(receipt) => {
                    self.wake();
                    return Ok(Done { outcome, receipt });
                }
                Err(StoreError::Conflict | StoreError::Retry) if left > 0 => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// What keeps a command from being done now, without doing it: for whoever found other faults of the same request
    /// and tells all of them at once. Refusals are audited.
    pub async fn examine<C: Command>(&self, actor: &Actor, command: &C) -> Result<()> {
        let result = match command.authorise(actor) {
            Ok(()) => self.decided(actor, command).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = &result {
            self.audit_refusal(actor, C::NAME, error).await;
        }
        result
    }

    async fn decided<C: Command>(&self, actor: &Actor, command: &C) -> Result<(WriteSet, C::Outcome)> {
        let reader = self.reader(actor);
        let state = command.read(&reader).await?;
        let cx = self.decide_context(actor);
        command.decide(&state, &cx)
    }

    /// The context of a decision taken now.
    pub fn decide_context<'a>(&'a self, actor: &'a Actor) -> Decide<'a> {
        let (now, wall) = (self.now(), self.wall());
        let rng = self.rng();
        Decide { actor, now, wall, rng, vault: self.vault(), command: kernel::id::new(wall, rng) }
    }

    /// A forbidden or impossible act leaves a row; a slip in a form does not.
    async fn audit_refusal(&self, actor: &Actor, name: &'static str, error: &Error) {
        if !matches!(error.kind(), Kind::Forbidden | Kind::Conflict) {
            return;
        }
        let cx = self.decide_context(actor);
        let mut set = cx.write(actor.unit.unwrap_or_default());
        let payload = json!({ "command": name, "reason": error.message().key });
        set.audit(cx.audit("refused", "command", actor.account, &payload));
        if let Err(error) = self.store().commit(set).await {
            tracing::warn!(%error, command = name, "a refusal could not be audited");
        }
    }
}
