//! Ids that follow from codes, so that the same list imported twice, or on two installations, gives the same units.

use aws_lc_rs::digest;
use uuid::Uuid;

use crate::model::{QueueId, Role, UnitId};

/// The id of the unit with this code.
pub fn unit_id(code: &str) -> UnitId {
    UnitId(derived(&format!("unit:{code}")))
}

/// The id of the queue that is made for a unit's desk.
pub(crate) fn queue_id(code: &str, role: Role) -> QueueId {
    QueueId(derived(&format!("queue:{code}:{}", role.code())))
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
    }
}
