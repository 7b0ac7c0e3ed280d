//! The stopwatch, and what becomes of the figures of several rounds.

use std::time::{Duration, Instant};

/// The steady clock of the machine.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// A count as a number to divide by; 0 becomes 1.
pub(crate) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n.max(1)).unwrap_or(u32::MAX))
}

/// So many in this time, a second.
pub(crate) fn per_second(n: usize, took: Duration) -> f64 {
    count(n) / took.as_secs_f64().max(1e-9)
}

/// Microseconds of a time for each of so many.
pub(crate) fn micros_each(took: Duration, n: usize) -> f64 {
    took.as_secs_f64() * 1e6 / count(n)
}

/// The middle of several rounds, with the extremes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Spread {
    /// The spread of the rounds' values; zeros when there are none.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or_default();
        let middle = sorted.len() / 2;
        let median = if sorted.len().is_multiple_of(2) {
            f64::midpoint(at(middle.saturating_sub(1)), at(middle))
        } else {
            at(middle)
        };
        Self { median, least: at(0), most: at(sorted.len().saturating_sub(1)) }
    }

    /// `0.62 (0.58–0.66)` with so many decimals.
    pub(crate) fn text(&self, decimals: usize) -> String {
        let Self { median, least, most } = self;
        format!("{median:.decimals$} ({least:.decimals$}–{most:.decimals$})")
    }
}

/// The middle of several values.
pub(crate) fn median(values: &[f64]) -> f64 {
    Spread::of(values).median
}

/// Round by round, the one divided by the other.
pub(crate) fn ratios(above: &[f64], below: &[f64]) -> Spread {
    let each: Vec<f64> = above.iter().zip(below).map(|(above, below)| above / below.max(1e-12)).collect();
    Spread::of(&each)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_extremes() {
        assert_eq!(Spread::of(&[3.0, 1.0, 2.0]), Spread { median: 2.0, least: 1.0, most: 3.0 });
        assert_eq!(Spread::of(&[4.0, 1.0]), Spread { median: 2.5, least: 1.0, most: 4.0 });
        assert_eq!(Spread::of(&[]), Spread { median: 0.0, least: 0.0, most: 0.0 });
        assert_eq!(Spread::of(&[0.5, 0.7, 0.6]).text(2), "0.60 (0.50–0.70)");
    }

    #[test]
    fn a_ratio_is_taken_round_by_round() {
        // The machine was twice as slow in the second round, on both sides.
        assert_eq!(ratios(&[10.0, 5.0], &[20.0, 10.0]), Spread { median: 0.5, least: 0.5, most: 0.5 });
    }
}
