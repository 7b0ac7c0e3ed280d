//! `[sessions]`: how long people stay signed in.

use std::ops::RangeInclusive;
use std::sync::Arc;

use access::Limits;
use anyhow::{Result, bail};
use kernel::time::{DAY, HOUR, MINUTE};
use serde::{Deserialize, Serialize};
use web::PermissionInfo;

/// How long sessions and tokens live.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionOptions {
    /// A session without a request for so many minutes ends (1 to 1440).
    pub idle_minutes: i64,
    /// A session ends after so many hours in any case (1 to 168).
    pub hours: i64,
    /// A token that a person got with a password ends after so many days (1 to 366).
    pub token_days: i64,
    /// The same as `idle_minutes` for whoever has one of `strict_rights` (1 to 1440).
    pub strict_idle_minutes: i64,
    /// Rights, e.g. `identity.manage`.
    pub strict_rights: Vec<String>,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            idle_minutes: 60,
            hours: 12,
            token_days: 30,
            strict_idle_minutes: 15,
            strict_rights: vec!["identity.manage".into(), "operations.read".into()],
        }
    }
}

impl SessionOptions {
    /// The limits; fails on a number out of bounds and on a right that does not exist.
    pub(crate) fn limits(&self, known: &[PermissionInfo]) -> Result<Limits> {
        for right in &self.strict_rights {
            if !known.iter().any(|info| info.permission.0 == right) {
                bail!("sessions.strict_rights names {right:?}, and there is no such right");
            }
        }
        Ok(Limits {
            idle: within("idle_minutes", self.idle_minutes, 1..=1_440)? * MINUTE,
            absolute: within("hours", self.hours, 1..=168)? * HOUR,
            token: within("token_days", self.token_days, 1..=366)? * DAY,
            strict_idle: within("strict_idle_minutes", self.strict_idle_minutes, 1..=1_440)? * MINUTE,
            strict_rights: Arc::from(self.strict_rights.clone()),
        })
    }
}

fn within(name: &str, value: i64, bounds: RangeInclusive<i64>) -> Result<i64> {
    if !bounds.contains(&value) {
        bail!("sessions.{name} is {value}; it must be {} to {}", bounds.start(), bounds.end());
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_within_bounds_and_rights_exist() {
        let house = crate::house::house();
        let limits = |options: SessionOptions| options.limits(&house.permissions);
        let good = limits(SessionOptions::default()).unwrap();
        assert_eq!((good.idle, good.absolute, good.strict_idle), (HOUR, 12 * HOUR, 15 * MINUTE));
        let default = SessionOptions::default;
        for wrong in [
            SessionOptions { idle_minutes: 0, ..default() },
            SessionOptions { hours: 169, ..default() },
            SessionOptions { token_days: -1, ..default() },
            SessionOptions { strict_idle_minutes: 1_441, ..default() },
            SessionOptions { strict_rights: vec!["identity.mange".into()], ..default() },
        ] {
            assert!(limits(wrong).is_err());
        }
    }
}
