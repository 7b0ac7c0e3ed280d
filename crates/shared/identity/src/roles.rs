//! Roles are data: `data/roles.toml`.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::{Error, Result};
use serde::Deserialize;
use web::Bilingual;

/// A role of officers.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its code, as assignments name it.
    pub code: String,
    /// Its name.
    pub label: Bilingual,
    /// The rights it gives.
    pub permissions: Arc<BTreeSet<String>>,
}

/// All roles, in the order of the file.
#[derive(Clone, Debug)]
pub struct Roles(Vec<Role>);

#[derive(Deserialize)]
struct File {
    role: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    label: Bilingual,
    permissions: BTreeSet<String>,
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
            roles.push(Role { code: entry.code, label: entry.label, permissions: Arc::new(entry.permissions) });
        }
        Ok(Self(roles))
    }

    /// The role of a code.
    pub fn get(&self, code: &str) -> Option<&Role> {
        self.0.iter().find(|role| role.code == code)
    }

    /// All roles.
    pub fn all(&self) -> &[Role] {
        &self.0
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
            ("handler", "dossiers.handle", true),
            ("handler", "dossiers.override", false),
            ("approver", "dossiers.approve", true),
            ("leader", "dossiers.numbers", true),
            ("leader", "identity.manage", false),
            ("administrator", "identity.manage", true),
            ("administrator", "dossiers.read", false),
            ("operator", "operations.read", true),
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
    fn a_doubled_role_is_refused() {
        let one = "[[role]]\ncode = \"a\"\nlabel = { vi = \"A\", en = \"A\" }\npermissions = [\"x.y\"]\n";
        assert!(Roles::parse(one).is_ok());
        assert!(Roles::parse(&one.repeat(2)).is_err());
        assert!(Roles::parse("[[role]]\ncode = \"a\"\n").is_err());
    }
}
