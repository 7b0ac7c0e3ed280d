//! The machine's own clock and randomness, made in one place and passed in everywhere else.

use kernel::Timestamp;
use kernel::rng::Rng;
use kernel::time::Clock;

/// The wall clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// Randomness of the machine, fit for keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn fill(&self, buffer: &mut [u8]) {
        // The system's generator fails only when the machine has none; going on without randomness would be worse.
        if aws_lc_rs::rand::fill(buffer).is_err() {
            tracing::error!("the machine gives no randomness; stopping");
            std::process::abort();
        }
    }
}
