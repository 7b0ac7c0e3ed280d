//! Limits on tries: a fixed window per key, in memory of this node.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kernel::{Error, Kind, Message, Result, Timestamp};

/// One limit: at most `tries` in `window` microseconds.
#[derive(Clone, Copy, Debug)]
pub struct TryLimit {
    /// Name of the limit; keys of different limits never meet.
    pub name: &'static str,
    /// How many tries.
    pub tries: u32,
    /// In how long.
    pub window: i64,
}

/// Keys remembered; the oldest windows go when there are more.
const KEYS: usize = 200_000;

/// Name of the limit and what is limited.
type Key = (&'static str, String);
/// Number of the window and tries in it.
type Window = (i64, u32);

/// Counts tries.
#[derive(Default)]
pub struct TryCounter {
    windows: Mutex<HashMap<Key, Window>>,
}

impl TryCounter {
    /// Counts one try; fails with `Busy` when there were too many in this window.
    pub fn count(&self, limit: TryLimit, key: &str, now: Timestamp) -> Result<()> {
        let window = now.0.div_euclid(limit.window.max(1));
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= KEYS {
            windows.retain(|_, (seen, _)| *seen == window);
        }
        let entry = windows.entry((limit.name, key.to_owned())).or_insert((window, 0));
        if entry.0 != window {
            *entry = (window, 0);
        }
        entry.1 = entry.1.saturating_add(1);
        if entry.1 > limit.tries {
            return Err(Error::new(Kind::Busy, Message::new("error-too-many-tries")));
        }
        Ok(())
    }

    /// Forgets the tries of a key: the right answer came.
    pub fn forget(&self, limit: TryLimit, key: &str) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.remove(&(limit.name, key.to_owned()));
    }
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
        assert_eq!(counter.count(limit, "a", Timestamp(1)).unwrap_err().kind(), Kind::Busy);
        counter.count(limit, "b", Timestamp(1)).unwrap();
        counter.count(limit, "a", Timestamp(HOUR)).unwrap();
        assert!(counter.count(TryLimit { name: "login", ..limit }, "a", Timestamp(HOUR)).is_ok());
    }
}
