//! Scopes: which rows an actor may know of. Every list takes one, and only this module makes them.

use kernel::{Error, Result};
use runtime::{Actor, ActorKind, Permission, Units};
use uuid::Uuid;

/// Which rows may be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Inner);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Inner {
    Public,
    Own(Uuid),
    Units(Units),
}

impl Scope {
    /// What everybody may read.
    pub fn public() -> Self {
        Self(Inner::Public)
    }

    /// What belongs to the account of the actor.
    pub fn own(actor: &Actor) -> Result<Self> {
        match actor.kind {
            ActorKind::Citizen | ActorKind::Business | ActorKind::Officer | ActorKind::Client => {
                Ok(Self(Inner::Own(actor.account)))
            }
            ActorKind::System => Ok(Self(Inner::Units(Units::All))),
            ActorKind::Anonymous => Err(Error::forbidden()),
        }
    }

    /// What belongs to the units where the actor has the right.
    pub fn units(actor: &Actor, permission: Permission) -> Result<Self> {
        let units = actor.units(permission).ok_or_else(Error::forbidden)?;
        Ok(Self(Inner::Units(units)))
    }

    /// The account whose things may be read, when the scope is one of an account.
    pub fn account(&self) -> Option<Uuid> {
        match self.0 {
            Inner::Own(account) => Some(account),
            _ => None,
        }
    }

    /// Whether things of this unit may be read.
    pub fn covers(&self, unit: Uuid) -> bool {
        match &self.0 {
            Inner::Units(Units::All) => true,
            Inner::Units(Units::Some(units)) => units.binary_search(&unit).is_ok(),
            Inner::Public | Inner::Own(_) => false,
        }
    }

    /// Whether things of this owner or of one of these units may be read: the check after loading one thing.
    pub fn admits(&self, owner: Option<Uuid>, units: &[Uuid]) -> bool {
        match &self.0 {
            Inner::Own(account) => owner == Some(*account),
            _ => units.iter().any(|unit| self.covers(*unit)),
        }
    }

    /// The units, when the scope names some: `None` means every unit.
    pub fn listed_units(&self) -> Option<&[Uuid]> {
        match &self.0 {
            Inner::Units(Units::Some(units)) => Some(units),
            Inner::Units(Units::All) => None,
            Inner::Public | Inner::Own(_) => Some(&[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citizen_reads_only_own_things() {
        let (me, other, unit) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let scope = Scope::own(&Actor::citizen(me, "Mẫu")).unwrap();
        assert!(scope.admits(Some(me), &[unit]));
        assert!(!scope.admits(Some(other), &[unit]));
        assert!(!scope.covers(unit));
        assert!(Scope::own(&Actor::anonymous()).is_err());
        assert!(Scope::units(&Actor::citizen(me, "Mẫu"), Permission("dossiers.handle")).is_err());
    }
}
