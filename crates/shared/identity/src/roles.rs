//! Roles are data: `data/roles.toml`.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::{Error, Result};
use organisation::UnitId;
use runtime::{Actor, ActorKind};
use serde::Deserialize;
use web::Bilingual;

use crate::MANAGE;

/// A role of officers.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its code, as assignments name it.
    pub code: String,
    /// Its name.
    pub label: Bilingual,
    /// The rights it gives.
    pub permissions: Arc<BTreeSet<String>>,
    /// Domains of which nobody with this role has a permission.
    pub excludes: BTreeSet<String>,
    /// Who may give it.
    pub given_by: Giver,
}

/// Who may give a role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Giver {
    /// An administrator of the unit.
    #[default]
    Unit,
    /// An administrator of the whole province.
    Province,
    /// The house itself, from the command line.
    House,
}

impl Role {
    /// Whether somebody who administers the unit in question may give the role there.
    pub(crate) fn may_be_given_by(&self, actor: &Actor, province: Option<UnitId>) -> bool {
        let is_house = actor.kind == ActorKind::System;
        match self.given_by {
            Giver::Unit => true,
            Giver::Province => is_house || province.is_some_and(|unit| actor.can_in(MANAGE, unit.uuid())),
            Giver::House => is_house,
        }
    }

    /// Whether the role keeps its holder from having a permission.
    pub fn keeps_from(&self, permission: &str) -> bool {
        let domain = permission.split_once('.').map_or(permission, |(domain, _)| domain);
        self.excludes.contains(domain)
    }

    /// Whether nobody may have this role and the other at the same time.
    pub fn is_apart_from(&self, other: &Self) -> bool {
        other.permissions.iter().any(|permission| self.keeps_from(permission))
            || self.permissions.iter().any(|permission| other.keeps_from(permission))
    }
}

/// All roles, in the order of the file.
#[derive(Clone, Debug)]
pub struct Roles {
    roles: Vec<Role>,
    delegable: BTreeSet<String>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    delegable: BTreeSet<String>,
    role: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    label: Bilingual,
    permissions: BTreeSet<String>,
    #[serde(default)]
    excludes: BTreeSet<String>,
    #[serde(default)]
    given_by: Giver,
}

impl Roles {
    /// The roles that are built in.
    pub fn embedded() -> Result<Self> {
        Self::parse(include_str!("../data/roles.toml"))
    }

    /// Reads the file. A doubled or empty role is a mistake in it.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|e| Error::internal(format!("roles.toml: {e}")))?;
        let mut roles: Vec<Role> = Vec::with_capacity(file.role.len());
        for entry in file.role {
            let known = roles.iter().any(|role| role.code == entry.code);
            if known || entry.code.is_empty() || entry.permissions.is_empty() {
                return Err(Error::internal(format!("roles.toml: role {:?} is doubled or empty", entry.code)));
            }
            let Entry { code, label, permissions, excludes, given_by } = entry;
            let role = Role { code, label, permissions: Arc::new(permissions), excludes, given_by };
            if role.is_apart_from(&role) {
                return Err(Error::internal(format!("roles.toml: role {:?} excludes itself", role.code)));
            }
            roles.push(role);
        }
        Ok(Self { roles, delegable: file.delegable })
    }

    /// The role of a code.
    pub fn get(&self, code: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.code == code)
    }

    /// All roles.
    pub fn all(&self) -> &[Role] {
        &self.roles
    }

    /// Rights that officers may delegate to others.
    pub fn delegable(&self) -> &BTreeSet<String> {
        &self.delegable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roles_of_the_walks_have_their_rights() {
        let roles = Roles::embedded().unwrap();
        let table = [
            ("reception", "dossiers.receive", true),
            ("reception", "dossiers.approve", false),
            ("reception", "identity.recover", true),
            ("administrator", "identity.recover", false),
            ("handler", "dossiers.handle", true),
            ("handler", "dossiers.override", false),
            ("approver", "dossiers.approve", true),
            ("leader", "dossiers.numbers", true),
            ("leader", "identity.manage", false),
            ("administrator", "identity.manage", true),
            ("administrator", "dossiers.read", false),
            ("operator", "operations.read", true),
            ("data-protection", "personal.flags", true),
            ("data-protection", "personal.glass", true),
            ("data-protection", "dossiers.read", false),
            ("handler", "dossiers.glass", true),
            ("handler", "personal.glass", false),
            ("administrator", "dossiers.glass", false),
            ("inspector", "inspection.read", true),
            ("inspector", "dossiers.read", false),
        ];
        for (role, permission, want) in table {
            assert_eq!(roles.get(role).unwrap().permissions.contains(permission), want, "{role} {permission}");
        }
        assert!(roles.all().iter().all(|role| !role.label.vi.is_empty() && !role.label.en.is_empty()));
        assert!(roles.get("nobody").is_none());
    }

    #[test]
    fn whoever_opens_accounts_or_runs_the_system_sees_no_case() {
        let roles = Roles::embedded().unwrap();
        let get = |code: &str| roles.get(code).unwrap();
        for role in roles.all() {
            let sees_cases = role.permissions.iter().any(|permission| permission.starts_with("dossiers."));
            for guarded in ["administrator", "operator"] {
                let apart = role.is_apart_from(get(guarded));
                assert_eq!(apart, get(guarded).is_apart_from(role), "{} {guarded}", role.code);
                assert!(apart || !sees_cases, "{} {guarded}", role.code);
            }
        }
        assert!(get("administrator").is_apart_from(get("operator")));
        assert!(!get("handler").is_apart_from(get("leader")));
    }

    #[test]
    fn a_doubled_role_and_one_that_excludes_itself_are_refused() {
        let one = "[[role]]\ncode = \"a\"\nlabel = { vi = \"A\", en = \"A\" }\npermissions = [\"x.y\"]\n";
        assert!(Roles::parse(one).is_ok());
        assert!(Roles::parse(&one.repeat(2)).is_err());
        assert!(Roles::parse(&format!("{one}excludes = [\"x\"]\n")).is_err());
        assert!(Roles::parse("[[role]]\ncode = \"a\"\n").is_err());
    }
}
