//! Instants and the two clocks.
//!
//! An instant is microseconds since 1970 UTC. Days, hours and deadlines are read in the Vietnamese zone, UTC+7 without
//! daylight saving. The *business clock* says what day it is for law, deadlines and numbers; the *wall clock* serves
//! sessions, tokens and one-time codes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

const ZONE: Offset = Offset::constant(7);

/// Microseconds in one second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in one minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds in one hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Microseconds in one day.
pub const DAY: i64 = 24 * HOUR;

/// An instant: microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Date and time of day in Vietnam. Instants outside the years -9999 to 9999 are held at the edge.
    pub fn to_local(self) -> DateTime {
        let instant = jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        });
        ZONE.to_datetime(instant)
    }

    /// The instant of a date and time of day in Vietnam.
    pub fn from_local(local: DateTime) -> Self {
        let instant = ZONE.to_timestamp(local).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Self(instant.as_microsecond())
    }

    /// The day in Vietnam.
    pub fn date(self) -> Date {
        self.to_local().date()
    }

    /// The first instant of a day in Vietnam.
    pub fn start_of(date: Date) -> Self {
        Self::from_local(date.at(0, 0, 0, 0))
    }

    /// Days since 1970-01-01 in Vietnam: the day number under which figures are kept.
    pub fn day_number(self) -> i64 {
        self.0.saturating_add(7 * HOUR).div_euclid(DAY)
    }

    /// The first instant of a day number.
    pub fn of_day_number(day: i64) -> Self {
        Self(day.saturating_mul(DAY).saturating_sub(7 * HOUR))
    }

    /// This instant moved by microseconds, held at the edges.
    #[must_use]
    pub fn plus(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// RFC 3339 in the Vietnamese zone, whole seconds: `2024-12-10T08:00:00+07:00`.
    pub fn rfc3339(self) -> String {
        let local = self.to_local();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+07:00",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second()
        )
    }

    /// The zone of every local time here.
    pub fn zone() -> TimeZone {
        TimeZone::fixed(ZONE)
    }
}

/// Something that says what time it is.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The two clocks of the house.
#[derive(Clone)]
pub struct Clocks {
    /// Law, deadlines, numbers.
    pub business: Arc<dyn Clock>,
    /// Sessions, tokens, TLS, one-time codes.
    pub wall: Arc<dyn Clock>,
}

/// A clock that stands still until it is moved: tests and simulations.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves the hands to `now`.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    /// Moves the hands on.
    pub fn advance(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Another clock shifted by a constant: the business clock of the sample province.
pub struct ShiftedClock {
    base: Arc<dyn Clock>,
    shift: i64,
}

impl ShiftedClock {
    /// A clock that shows `start` now and runs on at the speed of `base`.
    pub fn starting_at(base: Arc<dyn Clock>, start: Timestamp) -> Self {
        let shift = start.0.saturating_sub(base.now().0);
        Self { base, shift }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        self.base.now().plus(self.shift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn local_time_is_seven_hours_ahead() {
        let at = Timestamp::from_local(date(2024, 12, 10).at(8, 0, 0, 0));
        assert_eq!(at.rfc3339(), "2024-12-10T08:00:00+07:00");
        assert_eq!(at.to_local(), date(2024, 12, 10).at(8, 0, 0, 0));
        assert_eq!(at.date(), date(2024, 12, 10));
    }

    #[test]
    fn a_day_begins_at_midnight_in_vietnam() {
        let start = Timestamp::start_of(date(2024, 12, 10));
        assert_eq!(Timestamp::of_day_number(start.day_number()), start);
        assert_eq!(start.plus(-1).day_number(), start.day_number() - 1);
    }

    #[test]
    fn a_shifted_clock_runs_on() {
        let wall = Arc::new(ManualClock::new(Timestamp(1_000)));
        let business = ShiftedClock::starting_at(wall.clone(), Timestamp(50_000));
        wall.advance(7);
        assert_eq!(business.now(), Timestamp(50_007));
    }
}
