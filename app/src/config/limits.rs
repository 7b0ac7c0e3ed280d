//! `[limits.NAME]`: limits on tries that differ from those that the code declares.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use kernel::time::MINUTE;
use serde::{Deserialize, Serialize};
use web::LimitInfo;

/// Limits by name.
pub type LimitOptions = BTreeMap<String, LimitOption>;

/// One limit.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitOption {
    /// How many tries (1 to 1,000,000).
    pub tries: u32,
    /// In how many minutes (1 to 1440).
    pub minutes: i64,
}

/// Puts the configured numbers into the table; fails on a name that it does not have and on a number out of bounds.
pub(crate) fn apply(options: &LimitOptions, table: &mut [LimitInfo]) -> Result<()> {
    for (name, option) in options {
        let Some(info) = table.iter_mut().find(|info| info.limit.name == name) else {
            bail!("limits.{name}: there is no such limit; `nhatle limits` lists them");
        };
        if !(1..=1_000_000).contains(&option.tries) || !(1..=1_440).contains(&option.minutes) {
            bail!("limits.{name}: tries must be 1 to 1000000 and minutes 1 to 1440");
        }
        info.limit.tries = option.tries;
        info.limit.window = option.minutes * MINUTE;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_limits_that_exist_are_changed_and_within_bounds() {
        let changed = |name: &str, tries: u32, minutes: i64| {
            let mut table = crate::house::house().limits;
            let options = LimitOptions::from([(name.to_owned(), LimitOption { tries, minutes })]);
            apply(&options, &mut table).map(|()| table)
        };
        let table = changed("sign-in-account", 5, 60).unwrap();
        let found = table.iter().find(|info| info.limit.name == "sign-in-account").unwrap().limit;
        assert_eq!((found.tries, found.window), (5, 60 * MINUTE));
        for (name, tries, minutes) in
            [("sign-in", 5, 60), ("sign-in-account", 0, 60), ("sign-in-account", 5, 0), ("track-code", 5, 1_441)]
        {
            assert!(changed(name, tries, minutes).is_err(), "{name} {tries} {minutes}");
        }
    }

    #[test]
    fn every_limit_has_a_name_of_its_own() {
        let mut names: Vec<&str> = crate::house::house().limits.iter().map(|info| info.limit.name).collect();
        assert!(names.contains(&"sign-in-account") && names.contains(&"track-code"), "{names:?}");
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
