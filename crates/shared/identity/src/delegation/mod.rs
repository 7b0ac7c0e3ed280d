//! Delegation: named rights of one officer that another uses in a unit for a time.

pub(crate) mod store;
#[cfg(test)]
mod tests;

use ::store::WriteSet;
use kernel::time::DAY;
use kernel::{Error, Message, Result, Timestamp};
use organisation::{Directory, UnitId};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use self::store::Delegation;
use crate::MANAGE;
use crate::accounts::Accounts;
use crate::model::new_officer_key;
use crate::officers::store::officer;
use crate::store as tables;

/// The longest time that rights are delegated for.
pub(crate) const LONGEST: i64 = 366 * DAY;
/// What whoever acts on dossiers must also be able to do.
pub(crate) const READS: &str = "dossiers.read";

/// The rights that an actor may delegate in a unit: those of their own, never such as were delegated to them; none in a
/// unit that has ended.
pub(crate) fn own_rights(reader: &Reader<'_>, unit: Uuid) -> Result<Vec<String>> {
    if !reader.service::<Directory>()?.on(reader.now).is_open(UnitId::from(unit)) {
        return Ok(Vec::new());
    }
    let accounts = reader.service::<Accounts>()?;
    let has = |code: &str| {
        let mut own = reader.actor.grants.iter().filter(|grant| grant.under.is_none());
        own.any(|grant| grant.permissions.contains(code) && grant.units.contains(unit))
    };
    Ok(accounts.roles().delegable().iter().filter(|code| has(code)).cloned().collect())
}

/// Lets another officer use named rights in a unit for a time.
pub(crate) struct Delegate {
    /// Name with which the other signs in.
    pub(crate) to: String,
    pub(crate) unit: Uuid,
    pub(crate) permissions: Vec<String>,
    /// Number and day of the document by which it is done.
    pub(crate) basis: String,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// Who gets which rights.
pub(crate) struct Given {
    to: Uuid,
    permissions: Vec<String>,
}

/// The account with this login, when it can use these rights of `giver` between two instants.
pub(crate) async fn receiver(
    reader: &Reader<'_>,
    login: &str,
    giver: Uuid,
    permissions: &[String],
    (from, until): (Timestamp, Timestamp),
) -> Result<Uuid> {
    let unknown = || Error::invalid_field("to", Message::new("identity-error-delegate"));
    let key = new_officer_key(login).map_err(|_| unknown())?;
    let found = tables::credentials(reader, &key).await?.ok_or_else(unknown)?;
    let other = officer(reader, found.account).await?.filter(|one| !one.is_locked).ok_or_else(unknown)?;
    if other.account == giver {
        return Err(Error::invalid_field("to", Message::new("identity-error-delegate-self")));
    }
    let accounts = reader.service::<Accounts>()?;
    let held = tables::roles_between(reader, other.account, from, Some(until)).await?;
    let roles: Vec<_> = held.iter().filter_map(|code| accounts.roles().get(code)).collect();
    if permissions.iter().any(|permission| roles.iter().any(|role| role.keeps_from(permission))) {
        return Err(Error::invalid_field("to", Message::new("identity-error-role-apart")));
    }
    Ok(other.account)
}

impl Command for Delegate {
    const NAME: &'static str = "identity.delegate";
    type State = Given;
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::Officer { Ok(()) } else { Err(Error::not_found()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Given> {
        let own = own_rights(reader, self.unit)?;
        if self.permissions.is_empty() || self.permissions.iter().any(|asked| !own.contains(asked)) {
            return Err(Error::invalid_field("permissions", Message::new("identity-error-delegate-rights")));
        }
        let mut permissions = self.permissions.clone();
        // Whoever works on a dossier has to see it.
        if own.iter().any(|right| right == READS) {
            permissions.push(READS.to_owned());
        }
        permissions.sort_unstable();
        permissions.dedup();
        let between = (self.from, self.until);
        let to = receiver(reader, &self.to, reader.actor.account, &permissions, between).await?;
        Ok(Given { to, permissions })
    }

    fn decide(&self, given: &Given, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        let length = self.basis.chars().count();
        if !(5..=200).contains(&length) || kernel::text::has_hidden(&self.basis, false) {
            return Err(Error::invalid_field("basis", Message::new("identity-error-basis")));
        }
        if self.until <= self.from || self.until <= cx.now || self.until > self.from.plus(LONGEST) {
            return Err(Error::invalid_field("to_day", Message::new("identity-error-delegate-period")));
        }
        let id = cx.new_id();
        let mut set = cx.write(self.unit);
        let new = Delegation {
            id,
            giver: cx.actor.account,
            to: given.to,
            unit: self.unit,
            permissions: given.permissions.clone(),
            basis: self.basis.clone(),
            from: self.from,
            until: self.until,
            ended_at: None,
        };
        store::insert(cx, &mut set, &new);
        let payload = json!({
            "to": given.to,
            "unit": self.unit,
            "permissions": given.permissions,
            "from": self.from.0,
            "until": self.until.0,
        });
        set.audit(cx.audit("identity.delegated", "delegation", id, &payload));
        Ok((set, id))
    }
}

/// Ends a delegation at once: by its giver, by whoever got it, or by an administrator of the unit.
pub(crate) struct EndDelegation {
    pub(crate) id: Uuid,
}

impl Command for EndDelegation {
    const NAME: &'static str = "identity.end-delegation";
    type State = Delegation;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::Officer { Ok(()) } else { Err(Error::not_found()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Delegation> {
        let found = store::find(reader, self.id).await?;
        let actor = reader.actor;
        let is_theirs = [found.giver, found.to].contains(&actor.account) || actor.can_in(MANAGE, found.unit);
        if is_theirs { Ok(found) } else { Err(Error::not_found()) }
    }

    fn decide(&self, found: &Delegation, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if found.is_over(cx.now) {
            return Err(Error::conflict("identity-error-delegation-over"));
        }
        let mut set = cx.write(found.unit);
        store::end(&mut set, found.id, cx.now);
        let payload = json!({ "giver": found.giver, "to": found.to });
        set.audit(cx.audit("identity.delegation-ended", "delegation", found.id, &payload));
        Ok((set, ()))
    }
}
