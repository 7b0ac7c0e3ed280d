//! Typed ids: UUID v7 inside, a type of their own outside, so that a unit is never taken for a dossier.

use crate::rng::Rng;
use crate::time::Timestamp;

/// Declares typed ids: `kernel::ids! { /// A unit. UnitId; /// A dossier. DossierId; }`.
#[macro_export]
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $crate::id::Uuid);

        impl $name {
            /// The id without its type, for storage.
            pub fn uuid(self) -> $crate::id::Uuid {
                self.0
            }
        }

        impl From<$crate::id::Uuid> for $name {
            fn from(id: $crate::id::Uuid) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::id::parse(text).map(Self)
            }
        }
    )+};
}

pub use uuid::Uuid;

/// Reads an id from outside. A malformed one is a thing that does not exist, so forged ids learn nothing.
pub fn parse(text: &str) -> Result<Uuid, crate::Error> {
    Uuid::try_parse(text).map_err(|_| crate::Error::not_found())
}

/// A new UUID v7 of the given instant.
pub fn new(now: Timestamp, rng: &dyn Rng) -> Uuid {
    let mut random = [0_u8; 10];
    rng.fill(&mut random);
    let millis = u64::try_from(now.0 / 1_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::SequenceRng;

    #[test]
    fn ids_sort_by_time_and_are_version_7() {
        let rng = SequenceRng::new(7);
        let early = new(Timestamp(1_700_000_000_000_000), &rng);
        let late = new(Timestamp(1_700_000_001_000_000), &rng);
        assert!(early < late);
        assert_eq!(early.get_version_num(), 7);
    }

    #[test]
    fn a_forged_id_is_not_found() {
        for text in ["", "1", "../../etc/passwd", "018f0000-0000-7000-8000-00000000000g"] {
            assert_eq!(parse(text).unwrap_err().kind(), crate::Kind::NotFound, "{text}");
        }
    }
}
