//! Absence: an officer is away for some days, and a deputy uses named rights of theirs meanwhile. What the deputy does
//! carries both names, like what is done under a delegation, and the deputy sees the work that the absent one has.

pub(crate) mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use ::store::WriteSet;
use kernel::{Error, Message, Result, Timestamp};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use self::store::Absence;
use crate::accounts::Accounts;
use crate::delegation::{LONGEST, READS, receiver};
use crate::officers::{changeable, known, not_own};

/// The rights that a deputy of an account may be given: those that it has itself now, wherever that is.
pub(crate) async fn rights_of(reader: &Reader<'_>, account: Uuid) -> Result<Vec<String>> {
    let accounts = reader.service::<Accounts>()?;
    let own = accounts.own_grants(reader, account, reader.now).await?;
    let has: BTreeSet<&String> = own.iter().flat_map(|grant| grant.permissions.iter()).collect();
    Ok(accounts.roles().delegable().iter().filter(|code| has.contains(code)).cloned().collect())
}

/// Says who stands in for an officer, from when to when, with which rights: by the officer, or by an administrator.
pub(crate) struct Leave {
    /// Who is away.
    pub(crate) account: Uuid,
    /// Name with which the deputy signs in.
    pub(crate) deputy: String,
    pub(crate) permissions: Vec<String>,
    /// Number and day of the document by which it is done.
    pub(crate) basis: String,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// Who gets which rights.
pub(crate) struct Standing {
    deputy: Uuid,
    permissions: Vec<String>,
}

fn officers_only(actor: &Actor) -> Result<()> {
    if actor.kind == ActorKind::Officer { Ok(()) } else { Err(Error::not_found()) }
}

impl Command for Leave {
    const NAME: &'static str = "identity.leave";
    type State = Standing;
    type Outcome = Uuid;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        officers_only(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Standing> {
        if self.account != reader.actor.account {
            changeable(reader, self.account).await?;
        }
        let own = rights_of(reader, self.account).await?;
        if self.permissions.is_empty() || self.permissions.iter().any(|asked| !own.contains(asked)) {
            return Err(Error::invalid_field("permissions", Message::new("identity-error-absence-rights")));
        }
        let mut permissions = self.permissions.clone();
        // Whoever works on a dossier has to see it.
        if own.iter().any(|right| right == READS) {
            permissions.push(READS.to_owned());
        }
        permissions.sort_unstable();
        permissions.dedup();
        let deputy = receiver(reader, &self.deputy, self.account, &permissions, (self.from, self.until)).await?;
        not_own(reader.actor, deputy)?;
        Ok(Standing { deputy, permissions })
    }

    fn decide(&self, standing: &Standing, cx: &Decide<'_>) -> Result<(WriteSet, Uuid)> {
        let length = self.basis.chars().count();
        if !(5..=200).contains(&length) || kernel::text::has_hidden(&self.basis, false) {
            return Err(Error::invalid_field("basis", Message::new("identity-error-basis")));
        }
        if self.until <= self.from || self.until <= cx.now || self.until > self.from.plus(LONGEST) {
            return Err(Error::invalid_field("to_day", Message::new("identity-error-delegate-period")));
        }
        let id = cx.new_id();
        let mut set = cx.write(cx.actor.unit.unwrap_or(self.account));
        let new = Absence {
            id,
            account: self.account,
            deputy: standing.deputy,
            permissions: standing.permissions.clone(),
            basis: self.basis.clone(),
            from: self.from,
            until: self.until,
            ended_at: None,
        };
        store::insert(cx, &mut set, &new);
        let payload = json!({
            "account": self.account,
            "deputy": standing.deputy,
            "permissions": standing.permissions,
            "from": self.from.0,
            "until": self.until.0,
        });
        set.audit(cx.audit("identity.leave-set", "absence", id, &payload));
        Ok((set, id))
    }
}

/// Ends an absence at once: by whoever was away, by the deputy, or by an administrator of the account.
pub(crate) struct EndAbsence {
    pub(crate) id: Uuid,
}

impl Command for EndAbsence {
    const NAME: &'static str = "identity.end-absence";
    type State = Absence;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        officers_only(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Absence> {
        let found = store::find(reader, self.id).await?;
        if ![found.account, found.deputy].contains(&reader.actor.account) {
            known(reader, found.account).await?;
        }
        Ok(found)
    }

    fn decide(&self, found: &Absence, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if found.is_over(cx.now) {
            return Err(Error::conflict("identity-error-absence-over"));
        }
        let mut set = cx.write(cx.actor.unit.unwrap_or(found.account));
        store::end(&mut set, found.id, cx.now);
        let payload = json!({ "account": found.account, "deputy": found.deputy });
        set.audit(cx.audit("identity.leave-ended", "absence", found.id, &payload));
        Ok((set, ()))
    }
}
