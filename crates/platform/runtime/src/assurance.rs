//! How surely it is known that somebody is who they say.

use serde::{Deserialize, Serialize};

/// A level of assurance: of a session, and what a procedure asks for (fact 2.12). The levels grow in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Assurance {
    /// Somebody who knows the password of the account.
    #[default]
    Basic,
    /// A provider of identities has held the person against a register.
    Substantial,
    /// The same with a means that cannot be copied.
    High,
}

impl Assurance {
    /// All levels, lowest first.
    pub const ALL: [Self; 3] = [Self::Basic, Self::Substantial, Self::High];

    /// The code in the database, in data and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Substantial => "substantial",
            Self::High => "high",
        }
    }

    /// The level of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_and_known_by_their_codes() {
        assert!(Assurance::Basic < Assurance::Substantial && Assurance::Substantial < Assurance::High);
        for level in Assurance::ALL {
            assert_eq!(Assurance::parse(level.code()), Some(level));
            assert_eq!(serde_json::to_value(level).unwrap(), level.code());
        }
        assert_eq!(Assurance::parse("High"), None);
    }
}
