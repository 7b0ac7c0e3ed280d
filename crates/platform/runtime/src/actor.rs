//! Who acts, and what they may do where.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::{Error, Result};
use uuid::Uuid;

use crate::assurance::Assurance;

/// A right that a domain declares beside the command or query it guards, as `domain.verb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission(pub &'static str);

/// What kind of actor it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// Nobody has signed in.
    Anonymous,
    /// A citizen, in their own name or for somebody else.
    Citizen,
    /// A business, whoever of its representatives uses its account.
    Business,
    /// An officer of an agency.
    Officer,
    /// A machine of an agency, which acts for its unit.
    Client,
    /// The house itself: jobs, schedules, imports.
    System,
}

/// The units for which a grant holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Units {
    /// Every unit.
    All,
    /// These units; sorted.
    Some(Arc<[Uuid]>),
}

impl Units {
    /// Whether the unit is one of them.
    pub fn contains(&self, unit: Uuid) -> bool {
        match self {
            Self::All => true,
            Self::Some(units) => units.binary_search(&unit).is_ok(),
        }
    }
}

/// A role in a unit, resolved for one moment: what may be done, and in which units.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Code of the role, for display.
    pub role: String,
    /// The rights of the role.
    pub permissions: Arc<BTreeSet<String>>,
    /// Where they hold.
    pub units: Units,
    /// The delegation by which somebody else's rights are used; none for rights of one's own.
    pub under: Option<Under>,
}

/// A delegation, or an absence of somebody else, under which somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Under {
    /// Its id.
    pub delegation: Uuid,
    /// The account whose rights they are.
    pub giver: Uuid,
    /// Whether the giver is away, so that the work they have in person is the deputy's to see.
    pub stands_in: bool,
}

/// Who acts.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account; the nil id for nobody and for the house itself.
    pub account: Uuid,
    /// The kind.
    pub kind: ActorKind,
    /// Name to greet by; never written to logs.
    pub name: Arc<str>,
    /// The unit an officer works in.
    pub unit: Option<Uuid>,
    /// Name of that unit, for the page's head; empty for citizens.
    pub place: Arc<str>,
    /// What may be done where; rights of one's own before delegated ones.
    pub grants: Arc<[Grant]>,
    /// How surely the session knows who it is.
    pub assurance: Assurance,
}

impl Actor {
    /// Nobody has signed in.
    pub fn anonymous() -> Self {
        Self::of_kind(ActorKind::Anonymous)
    }

    /// The house itself. It passes every check, so only jobs, imports and tests may make one.
    pub fn system() -> Self {
        Self::of_kind(ActorKind::System)
    }

    fn of_kind(kind: ActorKind) -> Self {
        Self {
            account: Uuid::nil(),
            kind,
            name: Arc::from(""),
            unit: None,
            place: Arc::from(""),
            grants: Arc::from([]),
            assurance: Assurance::Basic,
        }
    }

    /// A citizen.
    pub fn citizen(account: Uuid, name: &str) -> Self {
        Self { account, name: Arc::from(name), ..Self::of_kind(ActorKind::Citizen) }
    }

    /// A business.
    pub fn business(account: Uuid, name: &str) -> Self {
        Self { account, name: Arc::from(name), ..Self::of_kind(ActorKind::Business) }
    }

    /// Whether somebody has signed in.
    pub fn is_signed_in(&self) -> bool {
        self.is_applicant() || self.is_staff()
    }

    /// Whether it is somebody who files and follows dossiers of their own: a citizen or a business.
    pub fn is_applicant(&self) -> bool {
        matches!(self.kind, ActorKind::Citizen | ActorKind::Business)
    }

    /// Whether it is somebody, or a machine, of an agency: such actors know of what their units have.
    pub fn is_staff(&self) -> bool {
        matches!(self.kind, ActorKind::Officer | ActorKind::Client)
    }

    /// Whether the actor has the right anywhere at all.
    pub fn can(&self, permission: Permission) -> bool {
        self.kind == ActorKind::System || self.grants.iter().any(|grant| grant.permissions.contains(permission.0))
    }

    /// Whether the actor has the right in this unit.
    pub fn can_in(&self, permission: Permission, unit: Uuid) -> bool {
        self.kind == ActorKind::System || self.grant(permission, unit).is_some()
    }

    /// The grant by which the actor has the right in this unit, one's own before a delegated one. Lists ask for every
    /// line, so nothing is copied.
    pub fn grant(&self, permission: Permission, unit: Uuid) -> Option<&Grant> {
        self.grants.iter().find(|grant| grant.permissions.contains(permission.0) && grant.units.contains(unit))
    }

    /// The units where the actor has the right; none when there is no such unit.
    pub fn units(&self, permission: Permission) -> Option<Units> {
        if self.kind == ActorKind::System {
            return Some(Units::All);
        }
        let mut found: Option<Vec<Uuid>> = None;
        for grant in self.grants.iter().filter(|grant| grant.permissions.contains(permission.0)) {
            match &grant.units {
                Units::All => return Some(Units::All),
                Units::Some(units) => found.get_or_insert_default().extend(units.iter()),
            }
        }
        found.map(|mut units| {
            units.sort_unstable();
            units.dedup();
            Units::Some(units.into())
        })
    }

    /// The accounts for which the actor stands in now, each once.
    pub fn stands_in_for(&self) -> Vec<Uuid> {
        let unders = self.grants.iter().filter_map(|grant| grant.under.filter(|under| under.stands_in));
        let mut absent: Vec<Uuid> = unders.map(|under| under.giver).collect();
        absent.sort_unstable();
        absent.dedup();
        absent
    }

    /// Fails unless the actor has the right anywhere at all.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.can(permission) { Ok(()) } else { Err(Error::forbidden()) }
    }

    /// Fails unless somebody has signed in.
    pub fn require_signed_in(&self) -> Result<()> {
        if self.is_signed_in() || self.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }
}

#[cfg(test)]
mod tests {
    use kernel::rng::SequenceRng;

    use super::*;

    const HANDLE: Permission = Permission("test.handle");

    fn officer(units: Units) -> Actor {
        let permissions = Arc::new(BTreeSet::from([HANDLE.0.to_owned()]));
        let grant = Grant { role: "handler".into(), permissions, units, under: None };
        Actor { grants: Arc::from([grant]), ..Actor::of_kind(ActorKind::Officer) }
    }

    #[test]
    fn citizens_and_businesses_file_and_staff_does_not() {
        for (kind, is_applicant, is_signed_in) in [
            (ActorKind::Anonymous, false, false),
            (ActorKind::Citizen, true, true),
            (ActorKind::Business, true, true),
            (ActorKind::Officer, false, true),
            (ActorKind::Client, false, true),
            (ActorKind::System, false, false),
        ] {
            let actor = Actor::of_kind(kind);
            assert_eq!((actor.is_applicant(), actor.is_signed_in()), (is_applicant, is_signed_in), "{kind:?}");
        }
    }

    #[test]
    fn a_right_holds_only_where_it_was_given() {
        let (mine, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let actor = officer(Units::Some(Arc::from([mine])));
        assert!(actor.can_in(HANDLE, mine));
        assert!(!actor.can_in(HANDLE, other));
        assert!(!actor.can(Permission("test.approve")));
        assert!(officer(Units::All).can_in(HANDLE, other));
        assert!(Actor::anonymous().require(HANDLE).is_err());
    }

    #[test]
    fn the_question_about_one_unit_agrees_with_the_list_of_all_units() {
        let rng = SequenceRng::new(11);
        let rights = [HANDLE, Permission("test.approve"), Permission("test.read")];
        for _ in 0..500 {
            let grants: Vec<Grant> = (0..rng.below(5)).map(|_| any_grant(&rng, &rights)).collect();
            let actor = Actor { grants: grants.into(), ..Actor::of_kind(ActorKind::Officer) };
            for (right, unit) in rights.iter().flat_map(|right| (0..12).map(move |n| (*right, Uuid::from_u128(n)))) {
                let listed = actor.units(right).is_some_and(|units| units.contains(unit));
                assert_eq!(actor.can_in(right, unit), listed, "{right:?} {unit}: {:?}", actor.grants);
            }
        }
    }

    fn any_grant(rng: &SequenceRng, rights: &[Permission]) -> Grant {
        let units: Vec<Uuid> = (0..12).filter(|_| rng.below(3) == 0).map(Uuid::from_u128).collect();
        let permissions = rights.iter().filter(|_| rng.below(2) == 0).map(|right| right.0.to_owned()).collect();
        let units = if rng.below(9) == 0 { Units::All } else { Units::Some(units.into()) };
        Grant { role: "any".into(), permissions: Arc::new(permissions), units, under: None }
    }
}
