//! What an account may do now: dated assignments become grants.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use access::Assignments;
use async_trait::async_trait;
use kernel::{Error, Result, Timestamp, text};
use organisation::{Directory, Snapshot, UnitId};
use runtime::{Actor, ActorKind, Assurance, Grant, Permission, Reader, Runtime, Under, Units};
use uuid::Uuid;

use crate::absence::store as absences;
use crate::delegation::store as delegations;
use crate::model::{Officer, OfficerThen, Reach};
use crate::passkey::Party;
use crate::password::{Hashing, PasswordCost};
use crate::people::open_values;
use crate::roles::{Role, Roles};
use crate::store::{self as tables, ActorRow};

/// More levels than units ever stand above one another; a circle in the data ends here.
const HEIGHT: usize = 8;

/// The accounts: a service, and the answer to [`Assignments`]. Keeps nothing but the roles, so a changed assignment or
/// directory holds from the next request on.
pub struct Accounts {
    roles: Roles,
    directory: Arc<Directory>,
    hashing: Hashing,
    officers_need_factor: bool,
    passkeys: Option<Party>,
}

impl Accounts {
    /// Accounts with the built-in roles and passwords of the usual cost.
    pub fn new(directory: Arc<Directory>) -> Result<Self> {
        let hashing = Hashing::new(PasswordCost::default())?;
        Ok(Self { roles: Roles::embedded()?, directory, hashing, officers_need_factor: false, passkeys: None })
    }

    /// The same accounts, where officers sign in with a second factor only, or need none.
    #[must_use]
    pub fn with_officers_factor(self, needed: bool) -> Self {
        Self { officers_need_factor: needed, ..self }
    }

    /// The same accounts, whose passkeys are for this party; without one there are none.
    #[must_use]
    pub fn with_passkeys(self, party: Option<Party>) -> Self {
        Self { passkeys: party, ..self }
    }

    /// For whom passkeys are made; none where there cannot be any.
    pub(crate) fn passkeys(&self) -> Option<&Party> {
        self.passkeys.as_ref()
    }

    /// Whether somebody without a second factor must add one before signing in.
    pub(crate) fn must_add_factor(&self, actor: &Actor) -> bool {
        self.officers_need_factor && actor.kind == ActorKind::Officer
    }

    /// The same accounts with passwords of another cost; fails when argon2 knows no such cost.
    pub fn with_cost(self, cost: PasswordCost) -> Result<Self> {
        Ok(Self { hashing: Hashing::new(cost)?, ..self })
    }

    /// What hashes passwords.
    pub(crate) fn hashing(&self) -> &Hashing {
        &self.hashing
    }

    /// The roles.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    async fn officer(&self, reader: &Reader<'_>, account: Uuid, rows: &[ActorRow], now: Timestamp) -> Result<Actor> {
        let snapshot = self.directory.on(now);
        let name = rows.first().map_or("", |row| row.name.as_str());
        let unit = rows.iter().find_map(|row| row.unit);
        let place = unit.map_or("", |unit| snapshot.name(UnitId::from(unit)));
        let mut grants: Vec<Grant> = rows.iter().filter_map(|row| self.grant(row, &snapshot)).collect();
        if rows.first().is_some_and(|row| row.delegations > 0) {
            let mut others = self.delegated(reader, account, now, &snapshot).await?;
            others.extend(self.stood_in(reader, account, now).await?);
            grants.extend(others.into_iter().filter_map(|grant| self.beside(rows, grant)));
        }
        Ok(Actor {
            account,
            kind: ActorKind::Officer,
            name: Arc::from(name),
            unit,
            place: Arc::from(place),
            grants: Arc::from(grants),
            assurance: Assurance::Basic,
        })
    }

    /// What somebody else has given, but for rights from which a role of one's own keeps: whoever administers accounts
    /// sees no case, whatever was delegated to them before.
    fn beside(&self, rows: &[ActorRow], grant: Grant) -> Option<Grant> {
        let own: Vec<&Role> = rows.iter().filter_map(|row| self.roles.get(row.role.as_deref()?)).collect();
        let is_apart = |code: &String| own.iter().any(|role| role.keeps_from(code));
        let permissions: BTreeSet<String> = grant.permissions.iter().filter(|code| !is_apart(code)).cloned().collect();
        if permissions.is_empty() { None } else { Some(Grant { permissions: Arc::new(permissions), ..grant }) }
    }

    /// Rights that others have delegated, as far as they have them themselves now. What was delegated in a unit ends
    /// with it (fact 8.16): the rights of the giver go over to another unit, the trust in the receiver does not.
    async fn delegated(
        &self,
        reader: &Reader<'_>,
        account: Uuid,
        now: Timestamp,
        snapshot: &Snapshot,
    ) -> Result<Vec<Grant>> {
        let mut grants = Vec::new();
        let given = delegations::held(reader, account, now).await?;
        for held in given.into_iter().filter(|held| snapshot.is_open(UnitId::from(held.unit))) {
            let rows = tables::actor_rows(reader, held.giver, now).await?;
            let own: Vec<Grant> = rows.iter().filter_map(|row| self.grant(row, snapshot)).collect();
            let has = |code: &str| own.iter().any(|g| g.permissions.contains(code) && g.units.contains(held.unit));
            let permissions: BTreeSet<String> = held.permissions.into_iter().filter(|code| has(code)).collect();
            if !permissions.is_empty() {
                grants.push(Grant {
                    role: "delegation".into(),
                    permissions: Arc::new(permissions),
                    units: Units::Some(Arc::from([held.unit])),
                    under: Some(Under { delegation: held.id, giver: held.giver, stands_in: false }),
                });
            }
        }
        Ok(grants)
    }

    /// What an officer may do now by roles of their own.
    pub(crate) async fn own_grants(&self, reader: &Reader<'_>, account: Uuid, now: Timestamp) -> Result<Vec<Grant>> {
        let snapshot = self.directory.on(now);
        let rows = tables::actor_rows(reader, account, now).await?;
        Ok(rows.iter().filter_map(|row| self.grant(row, &snapshot)).collect())
    }

    /// Rights of officers who are away, as far as they have them themselves now, where they have them.
    async fn stood_in(&self, reader: &Reader<'_>, deputy: Uuid, now: Timestamp) -> Result<Vec<Grant>> {
        let mut grants = Vec::new();
        for held in absences::held(reader, deputy, now).await? {
            let named: BTreeSet<String> = held.permissions.into_iter().collect();
            let under = Some(Under { delegation: held.id, giver: held.account, stands_in: true });
            for own in self.own_grants(reader, held.account, now).await? {
                let permissions: BTreeSet<String> = own.permissions.intersection(&named).cloned().collect();
                if !permissions.is_empty() {
                    let permissions = Arc::new(permissions);
                    grants.push(Grant { role: "deputy".into(), permissions, units: own.units, under });
                }
            }
        }
        Ok(grants)
    }

    fn grant(&self, row: &ActorRow, snapshot: &Snapshot) -> Option<Grant> {
        let (unit, code, reach) = (row.unit?, row.role.as_deref()?, row.reach.as_deref()?);
        let Some(role) = self.roles.get(code) else {
            tracing::warn!(role = code, "an assignment names a role that does not exist; it gives no rights");
            return None;
        };
        let units = reached(unit, reach == Reach::Below.code(), snapshot);
        Some(Grant {
            role: role.code.clone(),
            permissions: Arc::clone(&role.permissions),
            units: Units::Some(Arc::from(units)),
            under: None,
        })
    }
}

/// The units where a role in `unit` holds, sorted as grants need them: the unit with those it continues, and all below.
fn reached(unit: Uuid, with_below: bool, snapshot: &Snapshot) -> Vec<Uuid> {
    let found = snapshot.reach(UnitId::from(unit), with_below);
    let mut units: Vec<Uuid> = found.into_iter().map(UnitId::uuid).collect();
    units.sort_unstable();
    units
}

#[async_trait]
impl Assignments for Accounts {
    async fn actor(&self, runtime: &Runtime, account: Uuid, now: Timestamp) -> Result<Option<Actor>> {
        let house = Actor::system();
        let reader = runtime.reader(&house);
        let rows = tables::actor_rows(&reader, account, now).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        if first.kind == "officer" {
            return Ok(Some(self.officer(&reader, account, &rows, now).await?));
        }
        // A citizen or business whose key was destroyed is nobody any more.
        let (Some(profile), Some(wrapped)) = (&first.profile, &first.wrapped) else { return Ok(None) };
        let values = open_values(runtime.vault(), wrapped, profile)?;
        let of_kind = if first.kind == "business" { Actor::business } else { Actor::citizen };
        Ok(Some(of_kind(account, &values.name)))
    }
}

/// The names of officers. Citizens, the house itself and unknown accounts have none.
pub async fn officer_names(reader: &Reader<'_>, accounts: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let mut wanted = accounts.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut names = HashMap::with_capacity(wanted.len());
    for chunk in wanted.chunks(tables::NAMES) {
        let mut asked = [Uuid::nil(); tables::NAMES];
        for (to, from) in asked.iter_mut().zip(chunk) {
            *to = *from;
        }
        names.extend(tables::names(reader, asked).await?);
    }
    Ok(names)
}

/// Officers as they were at an instant each, by account; the others have no entry. Of several posts at that instant the
/// one that began last counts, and where there was none, the one before it.
pub async fn officers_then(
    reader: &Reader<'_>,
    asked: &[(Uuid, Timestamp)],
) -> Result<HashMap<(Uuid, i64), OfficerThen>> {
    let mut accounts: Vec<Uuid> = asked.iter().map(|(account, _)| *account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut posts: HashMap<Uuid, Vec<tables::PostRow>> = HashMap::with_capacity(accounts.len());
    for account in accounts {
        posts.insert(account, tables::posts_of(reader, account).await?);
    }
    let mut found = HashMap::with_capacity(asked.len());
    for (account, at) in asked {
        let known = posts.get(account).map(Vec::as_slice).unwrap_or_default();
        if let Some(then) = post_at(known, *at) {
            found.insert((*account, at.0), then);
        }
    }
    Ok(found)
}

/// The post at an instant among those of one officer, newest first.
fn post_at(posts: &[tables::PostRow], at: Timestamp) -> Option<OfficerThen> {
    let has_begun = |post: &&tables::PostRow| post.from.is_some_and(|from| from <= at.0);
    let holds = |post: &&tables::PostRow| has_begun(post) && post.to.is_none_or(|to| to > at.0);
    let post = posts.iter().find(holds).or_else(|| posts.iter().find(has_begun)).or_else(|| posts.first())?;
    Some(OfficerThen {
        name: post.name.clone(),
        position: post.position.clone().unwrap_or_default(),
        unit: post.unit.map(UnitId::from),
    })
}

/// The officers whose role now holds in a unit, in the order of Vietnamese names, each once: those of the unit, and
/// those of a unit above whose assignment reaches below. `unit` of the answer is the unit of the assignment.
pub async fn officers_with(reader: &Reader<'_>, unit: UnitId, role: &str) -> Result<Vec<Officer>> {
    let snapshot = reader.service::<Directory>()?.on(reader.now);
    let mut officers: Vec<Officer> = Vec::new();
    let mut next = Some(unit);
    for _ in 0..HEIGHT {
        let Some(place) = next else { break };
        for (account, name, position) in tables::officers(reader, place.uuid(), role, place == unit).await? {
            if officers.iter().all(|known| known.account != account) {
                officers.push(Officer { account, name, position, unit: place });
            }
        }
        next = snapshot.unit(place).ok().and_then(|found| found.parent);
    }
    officers.sort_by_cached_key(|officer| (text::name_sort_key(&officer.name), officer.account));
    Ok(officers)
}

/// The officers who have a right in a unit now by a role of their own, each once: role by role as [`officers_with`] has
/// them.
pub async fn officers_who_may(reader: &Reader<'_>, unit: UnitId, permission: Permission) -> Result<Vec<Officer>> {
    let accounts = reader.service::<Accounts>()?;
    let giving = accounts.roles().all().iter().filter(|role| role.permissions.contains(permission.0));
    let codes: Vec<String> = giving.map(|role| role.code.clone()).collect();
    let mut found: Vec<Officer> = Vec::new();
    for code in &codes {
        for officer in officers_with(reader, unit, code).await? {
            if found.iter().all(|known| known.account != officer.account) {
                found.push(officer);
            }
        }
    }
    Ok(found)
}

/// The role of a code, as far as it exists: the check before an assignment is written.
pub(crate) fn known_role(roles: &Roles, code: &str) -> Result<String> {
    match roles.get(code) {
        Some(role) => Ok(role.code.clone()),
        None => Err(Error::invalid_field("role", kernel::Message::new("identity-error-role").arg("role", code))),
    }
}
