//! How far a backup or a restore is, and how that is said on a terminal.

use anyhow::Result;
use kernel::Timestamp;
use kernel::time::{Clock as _, SECOND};
use runtime::SystemClock;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// How often a line is shown within one phase.
const EVERY: i64 = 2 * SECOND;

/// How far the work is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// What is being done.
    pub(crate) phase: String,
    /// Bytes done in this phase.
    pub(crate) done: u64,
    /// Bytes of this phase in all.
    pub(crate) total: u64,
}

/// Where the newest progress is put.
pub(crate) type Tell = watch::Sender<Progress>;

/// Says how far a phase is.
pub(crate) fn say(tell: &Tell, phase: &str, done: u64, total: u64) {
    tell.send_replace(Progress { phase: phase.to_owned(), done, total });
}

/// What was shown last.
#[derive(Default)]
pub(crate) struct Shown {
    phase: String,
    /// When the phase was first seen, in microseconds, and what was done by then.
    begun: i64,
    before: u64,
    /// When the last line was shown, in microseconds.
    at: i64,
}

impl Shown {
    /// The next line, when it is time for one: percent, rate and time left.
    pub(crate) fn line(&mut self, progress: &Progress, now: Timestamp) -> Option<String> {
        let Progress { phase, done, total } = progress;
        if self.phase != *phase {
            *self = Self { phase: phase.clone(), begun: now.0, before: *done, at: now.0 };
            return Some(format!("{phase}: {}", size(*total)));
        }
        if now.0.saturating_sub(self.at) < EVERY {
            return None;
        }
        self.at = now.0;
        let took = u128::try_from(now.0.saturating_sub(self.begun)).unwrap_or(0).max(1);
        let rate = u128::from(done.saturating_sub(self.before)) * 1_000_000 / took;
        let percent = u128::from(*done) * 100 / u128::from(*total).max(1);
        let rate = u64::try_from(rate).unwrap_or(u64::MAX);
        let left = total.saturating_sub(*done).checked_div(rate);
        let left = left.map_or_else(|| "time left unknown".to_owned(), |left| format!("{} left", time(left)));
        Some(format!("{phase}: {percent} % of {}, {}/s, {left}", size(*total), size(rate)))
    }
}

/// Seconds as minutes and seconds.
fn time(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Bytes with a unit that a person can grasp.
pub(crate) fn size(bytes: u64) -> String {
    for (unit, name) in [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")] {
        if bytes >= unit {
            return format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit);
        }
    }
    format!("{bytes} bytes")
}

/// Does the work and shows on the terminal how far it is.
pub(crate) async fn shown<T>(work: impl Future<Output = Result<T>>, mut told: watch::Receiver<Progress>) -> Result<T> {
    let mut shown = Shown::default();
    tokio::pin!(work);
    loop {
        tokio::select! {
            result = &mut work => return result,
            Ok(()) = told.changed() => {
                let progress = told.borrow_and_update().clone();
                show(&mut shown, &progress);
            }
        }
    }
}

/// Shows the next line, when it is time for one.
pub(crate) fn show(shown: &mut Shown, progress: &Progress) {
    if let Some(line) = shown.line(progress, SystemClock.now()) {
        eprintln!("{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * SECOND)
    }

    #[test]
    fn percent_rate_and_time_left() {
        let mut shown = Shown::default();
        let of = |done| Progress { phase: "uploads".into(), done, total: 1_200_000_000 };
        assert_eq!(shown.line(&of(0), at(10)).unwrap(), "uploads: 1.2 GB");
        assert_eq!(shown.line(&of(5), at(11)), None);
        let line = shown.line(&of(300_000_000), at(40)).unwrap();
        assert_eq!(line, "uploads: 25 % of 1.2 GB, 10.0 MB/s, 1:30 left");
        let next = Progress { phase: "database".into(), done: 0, total: 512 };
        assert_eq!(shown.line(&next, at(41)).unwrap(), "database: 512 bytes");
        assert_eq!(shown.line(&next, at(60)).unwrap(), "database: 0 % of 512 bytes, 0 bytes/s, time left unknown");
    }
}
