//! Limits on tries: a fixed window per limit, in memory of this node. Whoever guards something declares its limit
//! beside it; the configuration may say other numbers.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kernel::time::{MINUTE, SECOND};
use kernel::{Error, Kind, Message, Result, Timestamp};

/// One limit: at most `tries` in `window` microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TryLimit {
    /// Name of the limit; keys of different limits never meet.
    pub name: &'static str,
    /// How many tries.
    pub tries: u32,
    /// In how long.
    pub window: i64,
}

/// Keys remembered for one limit in one window; a new key above it has to wait, so that strangers fill no memory and
/// wipe no counter.
const KEYS: usize = 200_000;
/// Bytes of a key that tell it from others.
const KEY_BYTES: usize = 100;

/// The running window of one limit.
#[derive(Default)]
struct Window {
    ends: i64,
    tries: HashMap<String, u32>,
}

/// Counts tries.
#[derive(Default)]
pub struct TryCounter {
    set: HashMap<&'static str, TryLimit>,
    windows: Mutex<HashMap<&'static str, Window>>,
}

impl TryCounter {
    /// A counter for which these limits stand before declared ones of the same name.
    pub fn new(limits: impl IntoIterator<Item = TryLimit>) -> Self {
        let set = limits.into_iter().map(|limit| (limit.name, limit)).collect();
        Self { set, windows: Mutex::default() }
    }

    /// Counts one try; fails with `Busy` when there were too many in this window, and says when it ends.
    pub fn count(&self, limit: TryLimit, key: &str, now: Timestamp) -> Result<()> {
        let limit = self.set.get(limit.name).copied().unwrap_or(limit);
        let length = limit.window.max(1);
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.entry(limit.name).or_default();
        if now.0 >= window.ends {
            let ends = now.0.div_euclid(length).saturating_add(1).saturating_mul(length);
            *window = Window { ends, tries: HashMap::new() };
        }
        let ends = window.ends;
        let key = known_part(key);
        if window.tries.len() >= KEYS && !window.tries.contains_key(key) {
            return Err(too_many(ends, now));
        }
        let tries = window.tries.entry(key.to_owned()).or_default();
        *tries = tries.saturating_add(1);
        // Once for a key and window: whoever goes on trying fills no log.
        if *tries == limit.tries.saturating_add(1) {
            tracing::warn!(limit = limit.name, "a limit on tries was reached");
        }
        if *tries > limit.tries { Err(too_many(ends, now)) } else { Ok(()) }
    }

    /// Forgets the tries of a key: the right answer came.
    pub fn forget(&self, limit: TryLimit, key: &str) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(window) = windows.get_mut(limit.name) {
            window.tries.remove(known_part(key));
        }
    }
}

/// Says how many minutes are left of the window, the begun one counted.
fn too_many(ends: i64, now: Timestamp) -> Error {
    let left = ends.saturating_sub(now.0);
    let minutes = left.saturating_add(MINUTE - 1).div_euclid(MINUTE).max(1);
    let message = Message::new("error-too-many-tries").arg("minutes", minutes);
    Error::new(Kind::Busy, message).after(left.div_euclid(SECOND).saturating_add(1))
}

fn known_part(key: &str) -> &str {
    key.get(..key.floor_char_boundary(KEY_BYTES)).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::time::HOUR;

    #[test]
    fn five_tries_an_hour_and_then_a_new_hour() {
        let limit = TryLimit { name: "lookup", tries: 5, window: HOUR };
        let counter = TryCounter::default();
        for _ in 0..5 {
            counter.count(limit, "a", Timestamp(0)).unwrap();
        }
        let busy = counter.count(limit, "a", Timestamp(1)).unwrap_err();
        assert_eq!((busy.kind(), busy.wait()), (Kind::Busy, Some(3600)));
        counter.count(limit, "b", Timestamp(1)).unwrap();
        counter.count(limit, "a", Timestamp(HOUR)).unwrap();
        assert!(counter.count(TryLimit { name: "login", ..limit }, "a", Timestamp(HOUR)).is_ok());
    }

    #[test]
    fn strangers_who_fill_one_limit_wipe_no_counter() {
        let login = TryLimit { name: "login", tries: 1, window: 15 * MINUTE };
        let lookup = TryLimit { name: "lookup", tries: 5, window: HOUR };
        let counter = TryCounter::default();
        counter.count(login, "a", Timestamp(0)).unwrap();
        for number in 0..KEYS {
            counter.count(lookup, &number.to_string(), Timestamp(1)).unwrap();
        }
        assert!(counter.count(lookup, "one more", Timestamp(2)).is_err());
        counter.count(lookup, "0", Timestamp(2)).unwrap();
        assert!(counter.count(login, "a", Timestamp(2)).is_err(), "the counter of sign-ins stands");
        counter.count(lookup, "one more", Timestamp(HOUR)).unwrap();
    }

    #[test]
    fn what_is_configured_stands_before_what_is_declared() {
        let declared = TryLimit { name: "lookup", tries: 5, window: HOUR };
        let counter = TryCounter::new([TryLimit { tries: 1, ..declared }]);
        counter.count(declared, "a", Timestamp(0)).unwrap();
        assert!(counter.count(declared, "a", Timestamp(1)).is_err());
        let other = TryLimit { name: "login", ..declared };
        counter.count(other, "a", Timestamp(0)).unwrap();
        assert!(counter.count(other, "a", Timestamp(1)).is_ok());
    }

    #[test]
    fn a_right_answer_is_forgotten() {
        let limit = TryLimit { name: "lookup", tries: 1, window: HOUR };
        let counter = TryCounter::default();
        counter.count(limit, "a", Timestamp(0)).unwrap();
        counter.forget(limit, "a");
        counter.count(limit, "a", Timestamp(1)).unwrap();
    }
}
