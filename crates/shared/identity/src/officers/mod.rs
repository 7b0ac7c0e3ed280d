//! Accounts of officers: who may administer them, what was given to them, how they are invited.

pub(crate) mod commands;
pub(crate) mod import;
pub(crate) mod invite;
pub(crate) mod periods;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;

use kernel::{Error, Kind, Message, Result, Timestamp, text};
use organisation::{Directory, UnitId};
use runtime::{Actor, ActorKind, Reader};
use uuid::Uuid;

use crate::MANAGE;
use crate::accounts::Accounts;

/// A role that was given to an officer in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeldPost {
    pub(crate) id: Uuid,
    pub(crate) unit: Uuid,
    /// Code of the role.
    pub(crate) role: String,
    pub(crate) position: String,
    /// `unit` or `below`.
    pub(crate) reach: String,
    pub(crate) from: Timestamp,
    pub(crate) to: Option<Timestamp>,
}

impl HeldPost {
    /// Whether it holds no more.
    pub(crate) fn has_ended(&self, now: Timestamp) -> bool {
        self.to.is_some_and(|to| to <= now)
    }

    /// Whether it holds.
    pub(crate) fn holds(&self, now: Timestamp) -> bool {
        self.from <= now && !self.has_ended(now)
    }
}

/// An officer's account with all roles it ever had or will have.
#[derive(Clone, Debug)]
pub(crate) struct OfficerAccount {
    pub(crate) account: Uuid,
    /// Name to sign in with.
    pub(crate) login: String,
    pub(crate) name: String,
    /// Whether nobody can sign in or act with it.
    pub(crate) is_locked: bool,
    /// Counts the changes of the account.
    pub(crate) version: i64,
    /// The oldest first.
    pub(crate) posts: Vec<HeldPost>,
}

impl OfficerAccount {
    /// Whether an administrator knows of it: it has, had or will have a role in one of their units.
    fn is_known_to(&self, actor: &Actor) -> bool {
        actor.kind == ActorKind::System || self.posts.iter().any(|post| actor.can_in(MANAGE, post.unit))
    }

    /// Whether the account as a whole is theirs to change: nothing it has or will have lies elsewhere.
    fn is_run_by(&self, actor: &Actor, now: Timestamp) -> bool {
        let mut open = self.posts.iter().filter(|post| !post.has_ended(now));
        self.is_known_to(actor) && open.all(|post| actor.can_in(MANAGE, post.unit))
    }

    fn is_found_by(&self, folded: &str) -> bool {
        self.login.contains(folded) || text::fold(&self.name).contains(folded)
    }
}

/// An account that the reader's actor knows of; any other is not found.
pub(crate) async fn known(reader: &Reader<'_>, account: Uuid) -> Result<OfficerAccount> {
    let found = store::officer(reader, account).await?.ok_or_else(Error::not_found)?;
    if found.is_known_to(reader.actor) { Ok(found) } else { Err(Error::not_found()) }
}

/// An account that the reader's actor may change as a whole. One's own is changed by somebody else.
pub(crate) async fn changeable(reader: &Reader<'_>, account: Uuid) -> Result<OfficerAccount> {
    let found = known(reader, account).await?;
    not_own(reader.actor, account)?;
    if found.is_run_by(reader.actor, reader.now) {
        Ok(found)
    } else {
        Err(Error::new(Kind::Conflict, Message::new("identity-error-elsewhere")))
    }
}

/// Fails unless the actor may give every role that the account has or will have: whoever lets somebody set its password
/// can act with all of them.
pub(crate) fn gives_all_of(reader: &Reader<'_>, found: &OfficerAccount) -> Result<()> {
    let accounts = reader.service::<Accounts>()?;
    let province = reader.service::<Directory>()?.on(reader.now).province();
    let mut open = found.posts.iter().filter(|post| !post.has_ended(reader.now));
    let may_give = |code: &str| {
        let role = accounts.roles().get(code);
        role.is_none_or(|role| role.may_be_given_by(reader.actor, province))
    };
    if open.all(|post| may_give(&post.role)) { Ok(()) } else { Err(Error::conflict("identity-error-role-above")) }
}

/// Fails for the actor's own account: whoever gives rights does not give them to themselves.
pub(crate) fn not_own(actor: &Actor, account: Uuid) -> Result<()> {
    if actor.account == account { Err(Error::conflict("identity-error-own-account")) } else { Ok(()) }
}

/// What narrows the list of accounts.
#[derive(Default)]
pub(crate) struct Sought<'a> {
    /// Part of the name or login, with marks or without.
    pub(crate) q: &'a str,
    /// Only who has or will have a role in this unit or below it.
    pub(crate) unit: Option<Uuid>,
}

/// The accounts that the reader's actor knows of, in the order of Vietnamese names.
pub(crate) async fn find(reader: &Reader<'_>, sought: &Sought<'_>) -> Result<Vec<OfficerAccount>> {
    let snapshot = reader.service::<Directory>()?.on(reader.now);
    let folded = text::fold(sought.q);
    let below = sought.unit.map(|unit| {
        let mut units: Vec<Uuid> = snapshot.below(UnitId::from(unit)).into_iter().map(UnitId::uuid).collect();
        units.sort_unstable();
        units
    });
    let is_there = |found: &OfficerAccount| {
        below.as_ref().is_none_or(|units| {
            let mut open = found.posts.iter().filter(|post| !post.has_ended(reader.now));
            open.any(|post| units.binary_search(&post.unit).is_ok())
        })
    };
    let mut found = store::officers(reader).await?;
    found.retain(|one| one.is_known_to(reader.actor) && one.is_found_by(&folded) && is_there(one));
    found.sort_by_cached_key(|one| (text::name_sort_key(&one.name), one.login.clone()));
    Ok(found)
}
