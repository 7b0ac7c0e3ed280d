//! The values of the directory: levels, kinds, desks, units.

use std::str::FromStr;

use kernel::Error;

kernel::ids! {
    /// A unit: an area with its committee, an agency, a division, a one-stop unit.
    UnitId;
    /// A queue of open work. A dated table says which unit serves it.
    QueueId;
}

/// Level of local government.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Level {
    /// Tỉnh.
    Province,
    /// Huyện; gone since 01/07/2025 (fact 8.01).
    District,
    /// Xã.
    Commune,
}

impl Level {
    /// All levels, from the top.
    pub const ALL: [Self; 3] = [Self::Province, Self::District, Self::Commune];

    /// The code in data, links and storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    /// The level of a code; none for anything else.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// Message that names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Province => "organisation-level-province",
            Self::District => "organisation-level-district",
            Self::Commune => "organisation-level-commune",
        }
    }
}

web::coded! { Level as "Level", UnitKind as "UnitKind" }

impl FromStr for Level {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Error> {
        Self::parse(code).ok_or_else(Error::not_found)
    }
}

/// Kind of unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum UnitKind {
    /// The province with its committee.
    Province,
    /// A district, town or provincial city with its committee.
    District,
    /// A commune, ward or township with its committee.
    Commune,
    /// A department of the province.
    Department,
    /// A division of a district.
    Division,
    /// The one-stop unit of a committee.
    OneStop,
    /// The police of a province, district or commune.
    Police,
    /// The service centre, the one-stop unit of the province.
    ServiceCentre,
}

impl UnitKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Province,
        Self::District,
        Self::Commune,
        Self::Department,
        Self::Division,
        Self::OneStop,
        Self::Police,
        Self::ServiceCentre,
    ];

    /// The code in data, links and storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
            Self::Department => "department",
            Self::Division => "division",
            Self::OneStop => "one_stop",
            Self::Police => "police",
            Self::ServiceCentre => "service_centre",
        }
    }

    /// The kind of a code; none for anything else.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Message that names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Province => "organisation-kind-province",
            Self::District => "organisation-kind-district",
            Self::Commune => "organisation-kind-commune",
            Self::Department => "organisation-kind-department",
            Self::Division => "organisation-kind-division",
            Self::OneStop => "organisation-kind-one-stop",
            Self::Police => "organisation-kind-police",
            Self::ServiceCentre => "organisation-kind-service-centre",
        }
    }

    /// Whether it is an area with a committee, not an agency.
    pub fn is_area(self) -> bool {
        matches!(self, Self::Province | Self::District | Self::Commune)
    }
}

impl FromStr for UnitKind {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Error> {
        Self::parse(code).ok_or_else(Error::not_found)
    }
}

/// The desk of a unit that a queue belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Role {
    /// Takes in dossiers and gives out results.
    Reception,
    /// Works on dossiers.
    Handling,
    /// Decides.
    Approval,
}

impl Role {
    /// All desks, in the order in which a dossier meets them.
    pub const ALL: [Self; 3] = [Self::Reception, Self::Handling, Self::Approval];

    /// The code in data, links and storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reception => "reception",
            Self::Handling => "handling",
            Self::Approval => "approval",
        }
    }

    /// The desk of a code; none for anything else.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Message that names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Reception => "organisation-role-reception",
            Self::Handling => "organisation-role-handling",
            Self::Approval => "organisation-role-approval",
        }
    }
}

impl FromStr for Role {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Error> {
        Self::parse(code).ok_or_else(Error::not_found)
    }
}

/// The function of units that take in dossiers: one-stop units, and agencies that do so themselves (fact 2.53).
pub(crate) const RECEPTION: &str = "reception";

/// A unit with the attributes of one span of time (fact 8.11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The id, the same through all versions.
    pub id: UnitId,
    /// The kind.
    pub kind: UnitKind,
    /// The level of government it belongs to.
    pub level: Level,
    /// The unit above; none for the province.
    pub parent: Option<UnitId>,
    /// Statistical code of an area (`450`), code of a department, `<area>.<code>` of what lies below an area.
    pub code: String,
    /// The area (`Thành phố Đồng Hới`); for agencies the same as `agency_name`.
    pub name: String,
    /// The agency (`UBND thành phố Đồng Hới`).
    pub agency_name: String,
    /// Electronic identifier (facts 2.42, 4.04). A one-stop unit carries that of its committee, in whose name it acts.
    pub identifier: String,
    /// Code of its working calendar.
    pub calendar: String,
    /// What steps of processes look for, e.g. `justice`.
    pub functions: Vec<String>,
    /// Fields of procedures it decides itself.
    pub fields: Vec<String>,
    /// Single procedures it decides against the field.
    pub procedures: Vec<String>,
    /// First instant of this version, in microseconds.
    pub valid_from: i64,
    /// First instant after this version, in microseconds; none while it lasts.
    pub valid_to: Option<i64>,
    /// Sorts names in Vietnamese order.
    pub sort_key: Vec<u8>,
}

impl Unit {
    /// Whether it takes in dossiers.
    pub fn receives(&self) -> bool {
        self.functions.iter().any(|function| function == RECEPTION)
    }
}

/// One unit goes on in another (facts 8.11, 8.15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The unit that ended or gave up a part.
    pub from: UnitId,
    /// The unit that continues it.
    pub to: UnitId,
    /// From when, in microseconds.
    pub at: i64,
    /// Whether all of it goes over, or a part.
    pub is_whole: bool,
    /// Legal basis as written.
    pub basis: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_unknown_ones_are_not() {
        for level in Level::ALL {
            assert_eq!(Level::parse(level.code()), Some(level));
        }
        for kind in UnitKind::ALL {
            assert_eq!(UnitKind::parse(kind.code()), Some(kind));
        }
        for role in Role::ALL {
            assert_eq!(Role::parse(role.code()), Some(role));
        }
        for text in ["", "Province", "tỉnh", "province "] {
            assert_eq!(Level::parse(text), None, "{text:?}");
            assert_eq!(UnitKind::parse(text), None, "{text:?}");
            assert_eq!(Role::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_province_is_the_highest_level() {
        assert!(Level::Province < Level::District && Level::District < Level::Commune);
    }
}
