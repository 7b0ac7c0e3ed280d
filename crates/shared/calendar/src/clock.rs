//! A running limit with its pauses (facts 2.57, 3.11).

use kernel::Timestamp;

use crate::error::CalendarError;
use crate::hours::{NOON, day_ended_by, day_of, join, split};
use crate::limit::{Limit, LimitUnit};
use crate::model::Calendar;
use crate::remaining::Remaining;

/// A limit that runs, with its pauses for supplements and payments.
///
/// Time in which the citizen is awaited is subtracted. How it is measured follows the limit, so that nothing is lost
/// or gained over any number of pauses:
///
/// * working days: the end moves by the working days after the day of the pause, up to and with the day of the resume;
/// * calendar days: it moves by the calendar days from the one day to the other, and then off a day off;
/// * working hours and same day: it moves by the working time of the pause.
///
/// Day limits count days as the limit itself does: a pause within one day moves nothing. All fields are plain values to
/// store and load again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What the limit counts.
    pub unit: LimitUnit,
    /// The end before days off and closing times are looked at, from which pauses are counted: midnight after the last
    /// day, or its noon for half a day; the due instant for working hours and same day.
    pub end: Timestamp,
    /// When the time is up.
    pub due: Timestamp,
    /// Since when the clock stands.
    pub paused_at: Option<Timestamp>,
}

impl Clock {
    /// Starts a limit.
    pub fn start(calendar: &Calendar, start: Timestamp, limit: &Limit) -> Result<Self, CalendarError> {
        let end = calendar.nominal_end(start, limit)?;
        Ok(Self { unit: limit.unit, end, due: calendar.settle(limit.unit, end)?, paused_at: None })
    }

    /// Carries on from a due instant that is fixed: an issued date, or one appointed anew (facts 2.37, 2.41).
    ///
    /// The due instant stays as it is. One that lies in the morning counts as half a day.
    pub fn promised(calendar: &Calendar, unit: LimitUnit, due: Timestamp) -> Self {
        let end = if unit.counts_days() {
            let day = day_ended_by(due);
            let hours = calendar.hours(day);
            let noon = hours.morning_end() < hours.closing() && due <= join(day, hours.morning_end());
            if noon { join(day, NOON) } else { join(day + 1, 0) }
        } else {
            due
        };
        Self { unit, end, due, paused_at: None }
    }

    /// The clock stands from `at` on.
    pub fn pause(self, at: Timestamp) -> Result<Self, CalendarError> {
        match self.paused_at {
            None => Ok(Self { paused_at: Some(at), ..self }),
            Some(_) => Err(CalendarError::AlreadyPaused),
        }
    }

    /// The clock runs again from `at` on, with the end moved by the pause. A pause without a counted day or any
    /// working time leaves the due instant untouched, even when the calendar has changed since.
    pub fn resume(self, calendar: &Calendar, at: Timestamp) -> Result<Self, CalendarError> {
        let paused_at = self.paused_at.ok_or(CalendarError::NotPaused)?;
        if at < paused_at {
            return Err(CalendarError::ResumedBeforePaused);
        }
        let end = match self.unit {
            LimitUnit::WorkingDays => {
                let days = calendar.count_working_days(day_of(paused_at), day_of(at));
                let last = day_ended_by(self.end);
                let moved = calendar.nth_working_day(last, days)?;
                self.end_on(last, moved)
            }
            LimitUnit::CalendarDays => {
                let last = day_ended_by(self.end);
                self.end_on(last, last + day_of(at) - day_of(paused_at))
            }
            LimitUnit::WorkingHours | LimitUnit::SameDay => match calendar.working_time_between(paused_at, at) {
                0 => self.end,
                time => calendar.add_working_time(self.end, time)?,
            },
        };
        let due = if end == self.end { self.due } else { calendar.settle(self.unit, end)? };
        Ok(Self { unit: self.unit, end, due, paused_at: None })
    }

    /// Whether the due instant has passed; a standing clock is judged at its pause.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.paused_at.unwrap_or(now) > self.due
    }

    /// What is left at `now`; a standing clock shows what was left at its pause.
    pub fn remaining(&self, calendar: &Calendar, now: Timestamp) -> Remaining {
        calendar.remaining(self.paused_at.unwrap_or(now), self.due)
    }

    /// The end at the same point of another day.
    fn end_on(&self, from: i64, to: i64) -> Timestamp {
        if from == to {
            self.end
        } else if split(self.end).1 == NOON {
            join(to, NOON)
        } else {
            join(to + 1, 0)
        }
    }
}
