//! What administrators change of an officer's account: roles end, accounts are locked and opened, sessions end.

use kernel::{Error, Result, Timestamp};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use store::WriteSet;
use store::records::MEMBER;
use uuid::Uuid;

use super::store as tables;
use super::{HeldPost, OfficerAccount, changeable, known, not_own};
use crate::MANAGE;
use crate::store::fixed;

/// Ends a role of an officer at an instant that has not passed.
pub(crate) struct EndRole {
    pub(crate) account: Uuid,
    pub(crate) assignment: Uuid,
    pub(crate) at: Timestamp,
}

impl Command for EndRole {
    const NAME: &'static str = "identity.end-role";
    type State = HeldPost;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(MANAGE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<HeldPost> {
        let found = known(reader, self.account).await?;
        not_own(reader.actor, self.account)?;
        let post = found.posts.into_iter().find(|post| post.id == self.assignment).ok_or_else(Error::not_found)?;
        if reader.actor.can_in(MANAGE, post.unit) { Ok(post) } else { Err(Error::forbidden()) }
    }

    fn decide(&self, post: &HeldPost, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        // A role that has not begun never holds.
        let to = self.at.max(cx.now).max(post.from);
        if post.to.is_some_and(|end| end <= to) {
            return Err(Error::conflict("identity-error-role-ended"));
        }
        let mut set = cx.write(post.unit);
        tables::end_assignment(&mut set, post.id, to);
        let record = fixed(&post.ending(self.account, to));
        let payload = json!({
            "account": self.account, "unit": post.unit, "role": post.role, "to": to.0, (MEMBER): record,
        });
        set.audit(cx.audit("identity.role-ended", "assignment", post.id, &payload));
        Ok((set, ()))
    }
}

/// Locks an account, so that nobody signs in or acts with it, or opens it again. The caller ends its sessions.
pub(crate) struct Lock {
    pub(crate) account: Uuid,
    pub(crate) locks: bool,
}

impl Command for Lock {
    const NAME: &'static str = "identity.lock";
    type State = OfficerAccount;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(MANAGE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<OfficerAccount> {
        changeable(reader, self.account).await
    }

    fn decide(&self, found: &OfficerAccount, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if found.is_locked == self.locks {
            return Err(Error::conflict("error-changed"));
        }
        let mut set = cx.write(cx.actor.unit.unwrap_or(self.account));
        let (state, action) = if self.locks { ("locked", "identity.locked") } else { ("active", "identity.unlocked") };
        tables::set_state(&mut set, self.account, found.version, state);
        set.audit(cx.audit(action, "account", self.account, &json!({})));
        Ok((set, ()))
    }
}

/// Notes that every session and token of an account ends: a lost device. The caller ends them.
pub(crate) struct EndSessions {
    pub(crate) account: Uuid,
}

impl Command for EndSessions {
    const NAME: &'static str = "identity.end-sessions";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(MANAGE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<()> {
        changeable(reader, self.account).await.map(|_| ())
    }

    fn decide(&self, _state: &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(cx.actor.unit.unwrap_or(self.account));
        set.audit(cx.audit("identity.sessions-ended", "account", self.account, &json!({})));
        Ok((set, ()))
    }
}
