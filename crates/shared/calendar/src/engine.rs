//! Working time added, measured and limited. Everything counts in day numbers and microseconds since midnight.

use jiff::civil::{Date, Time};
use kernel::Timestamp;
use kernel::time::{HOUR, MINUTE, SECOND};

use crate::error::CalendarError;
use crate::hours::{Hours, NOON, day_ended_by, day_number, day_of, join, split};
use crate::limit::{Limit, LimitUnit};
use crate::model::Calendar;

/// How far a search for working time goes: three years.
const SEARCH_DAYS: i64 = 3 * 366;

impl Calendar {
    /// When a limit that begins at `start` is up (facts 2.50, 2.51, 2.54; README.md has the rules).
    ///
    /// Working and calendar days end when work ends on the last day, half a day when its morning ends. A later start
    /// or a larger amount never gives an earlier end, nor does one more day off.
    pub fn due(&self, start: Timestamp, limit: &Limit) -> Result<Timestamp, CalendarError> {
        let end = self.nominal_end(start, limit)?;
        self.settle(limit.unit, end)
    }

    /// Working time from `from` to `to` in microseconds; negative when `to` is earlier. Any distance costs the same.
    pub fn working_time_between(&self, from: Timestamp, to: Timestamp) -> i64 {
        if from > to {
            return -self.working_time_between(to, from);
        }
        let (first, first_time) = split(from);
        let (last, last_time) = split(to);
        let days = self.sum_of_days(first, last, Hours::total);
        days - self.hours(first).before(first_time) + self.hours(last).before(last_time)
    }

    /// The instant at which `micros` of working time have passed since `start`. What ends with a period is at its
    /// end, not at the next opening; outside working time nothing passes.
    pub fn add_working_time(&self, start: Timestamp, micros: i64) -> Result<Timestamp, CalendarError> {
        if micros < 0 {
            return Err(CalendarError::Negative);
        }
        let (first, first_time) = split(start);
        let mut left = micros;
        for day in first..=first + SEARCH_DAYS {
            let from = if day == first { first_time } else { 0 };
            for period in self.hours(day).periods() {
                let begin = period.start.max(from);
                if begin > period.end {
                    continue;
                }
                if left <= period.end - begin {
                    return Ok(join(day, begin + left));
                }
                left -= period.end - begin;
            }
        }
        Err(CalendarError::TooFar)
    }

    /// Working days after `from` up to and with `to`: the first day is not counted (fact 2.54). Negative when `to` is
    /// earlier.
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        self.count_working_days(day_number(from), day_number(to))
    }

    /// When a dossier becomes "due soon": the last fifth of the working time from `start` to `due`, or the whole of
    /// the last day, whichever is longer; never before `start`.
    pub fn soon_at(&self, start: Timestamp, due: Timestamp) -> Timestamp {
        let day = day_ended_by(due);
        let last_day = self.hours(day).opening().map_or(due, |opening| join(day, opening).min(due));
        let total = self.working_time_between(start, due).max(0);
        // A span beyond the search still has its last day.
        let last_fifth = self.add_working_time(start, total - total / 5).unwrap_or(last_day);
        last_fifth.min(last_day).max(start)
    }

    /// Where a limit ends before days off and closing times are looked at: midnight after its last day, noon for half
    /// a day, the due instant itself for working time.
    pub(crate) fn nominal_end(&self, start: Timestamp, limit: &Limit) -> Result<Timestamp, CalendarError> {
        let halves = limit.amount.halves();
        if halves == 0 && limit.unit != LimitUnit::SameDay {
            return Err(CalendarError::EmptyLimit);
        }
        let counted = halves / 2 + halves % 2;
        let day = match limit.unit {
            LimitUnit::SameDay => {
                let day = self.same_day(start, limit.cut_off)?;
                return Ok(join(day, self.hours(day).closing()));
            }
            LimitUnit::WorkingHours => return self.add_working_time(start, halves * (HOUR / 2)),
            LimitUnit::WorkingDays => self.nth_working_day(day_of(start), counted)?,
            LimitUnit::CalendarDays if counted <= SEARCH_DAYS => day_of(start) + counted,
            LimitUnit::CalendarDays => return Err(CalendarError::TooFar),
        };
        Ok(if halves % 2 == 0 { join(day + 1, 0) } else { join(day, NOON) })
    }

    /// The due instant of a nominal end.
    pub(crate) fn settle(&self, unit: LimitUnit, end: Timestamp) -> Result<Timestamp, CalendarError> {
        if !unit.counts_days() {
            return Ok(end);
        }
        let day = day_ended_by(end);
        if !self.works(day) {
            let next = self.nth_working_day(day, 1)?;
            return Ok(join(next, self.hours(next).closing()));
        }
        // After a day off the whole days before the half already end with this day; the half cannot end sooner.
        let half = split(end).1 == NOON && (unit == LimitUnit::WorkingDays || self.works(day - 1));
        let hours = self.hours(day);
        Ok(join(day, if half { hours.morning_end() } else { hours.closing() }))
    }

    /// The `n`-th working day after a day; the day itself when `n` is zero or less.
    pub(crate) fn nth_working_day(&self, after: i64, n: i64) -> Result<i64, CalendarError> {
        if n <= 0 {
            return Ok(after);
        }
        let mut left = n;
        for day in after + 1..=after + SEARCH_DAYS {
            if self.works(day) {
                left -= 1;
                if left == 0 {
                    return Ok(day);
                }
            }
        }
        Err(CalendarError::TooFar)
    }

    /// Working days after day `from` up to and with day `to`; negative when `to` is earlier.
    pub(crate) fn count_working_days(&self, from: i64, to: i64) -> i64 {
        if from > to {
            return -self.count_working_days(to, from);
        }
        self.sum_of_days(from + 1, to + 1, |hours| i64::from(hours.works()))
    }

    /// The day on which same-day work that came at `start` is due.
    fn same_day(&self, start: Timestamp, cut_off: Option<Time>) -> Result<i64, CalendarError> {
        let (day, time) = split(start);
        let closing = self.hours(day).closing();
        let last = cut_off.map_or(closing, |cut_off| time_of_day(cut_off).min(closing));
        if time < last { Ok(day) } else { self.nth_working_day(day, 1) }
    }

    /// The sum over the days from `from` (included) to `to` (not included); `from` is not after `to`. Whole weeks are
    /// multiplied and special days corrected, so the cost does not grow with the distance.
    fn sum_of_days(&self, from: i64, to: i64, value: fn(&Hours) -> i64) -> i64 {
        let week: i64 = self.weekly().iter().map(value).sum();
        let weeks = (to - from) / 7;
        let rest: i64 = (from + 7 * weeks..to).map(|day| value(self.usual_hours(day))).sum();
        let special: i64 =
            self.special_between(from, to).map(|(day, hours)| value(hours) - value(self.usual_hours(day))).sum();
        weeks * week + rest + special
    }
}

/// Microseconds since midnight; fractions of a second are dropped.
fn time_of_day(time: Time) -> i64 {
    i64::from(time.hour()) * HOUR + i64::from(time.minute()) * MINUTE + i64::from(time.second()) * SECOND
}
