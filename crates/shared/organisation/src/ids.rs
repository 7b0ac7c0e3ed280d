//! Ids that follow from codes, so that the same list imported twice, or on two installations, gives the same units.

use aws_lc_rs::digest;
use jiff::civil::Date;
use uuid::Uuid;

use crate::model::{QueueId, Role, UnitId};

/// The id of the first unit with this code. A reorganisation may use the code again for another unit: what a code means
/// on a day is said by [`crate::Snapshot::by_code`].
pub fn unit_id(code: &str) -> UnitId {
    UnitId(derived(&format!("unit:{code}")))
}

/// What the ids of a unit that a reorganisation makes follow from: its code and the day on which it begins.
pub(crate) fn dated_key(code: &str, day: Date) -> String {
    format!("{code}@{day}")
}

/// The id of the queue that is made for a unit's desk; `key` is the code of the unit, or its [`dated_key`].
pub(crate) fn queue_id(key: &str, role: Role) -> QueueId {
    QueueId(derived(&format!("queue:{key}:{}", role.code())))
}

/// An id that follows from a name, so that what is made twice from the same is the same.
pub fn derived_id(name: &str) -> Uuid {
    derived(name)
}

/// A UUID v8 of the SHA-256 of a name.
fn derived(name: &str) -> Uuid {
    let hash = digest::digest(&digest::SHA256, name.as_bytes());
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_from_codes_and_differ() {
        assert_eq!(unit_id("450"), unit_id("450"));
        assert_ne!(unit_id("450"), unit_id("452"));
        assert_eq!(unit_id("450").uuid().get_version_num(), 8);
        assert_ne!(queue_id("450", Role::Reception), queue_id("450", Role::Handling));
        let day = jiff::civil::date(2025, 7, 1);
        assert_eq!(dated_key("18880", day), "18880@2025-07-01");
        assert_ne!(unit_id(&dated_key("18880", day)), unit_id("18880"));
    }
}
