//! What is left of a limit, in the words of the clock on the pages.

use kernel::Timestamp;
use kernel::time::MINUTE;

use crate::hours::{day_ended_by, day_of};
use crate::model::Calendar;

/// What is left until a due instant, or how late it is, in working days and working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remaining {
    /// "Còn 6 ngày": working days after today, the due day included. At least 1.
    Days(i64),
    /// "Còn 2 giờ 40": less than a working day, rounded up to the minute.
    HoursMinutes {
        /// Whole hours.
        hours: i64,
        /// Minutes, 0 to 59.
        minutes: i64,
    },
    /// Late, but no working day since: working time since the due instant, rounded down; 0 and 0 right after closing.
    LateHoursMinutes {
        /// Whole hours.
        hours: i64,
        /// Minutes, 0 to 59.
        minutes: i64,
    },
    /// "Trễ 1 ngày": working days after the due day, today included. At least 1.
    LateDays(i64),
}

impl Remaining {
    /// Whether the due instant has passed.
    pub fn is_late(self) -> bool {
        matches!(self, Self::LateHoursMinutes { .. } | Self::LateDays(_))
    }
}

impl Calendar {
    /// What is left at `now` until `due`. A due instant on the next working day counts as a day only when a whole
    /// working day is left, else in hours.
    pub fn remaining(&self, now: Timestamp, due: Timestamp) -> Remaining {
        let due_day = day_ended_by(due);
        let days = self.count_working_days(day_of(now), due_day);
        let time = self.working_time_between(now, due);
        if now > due {
            if days < 0 {
                return Remaining::LateDays(-days);
            }
            let (hours, minutes) = hours_minutes(-time / MINUTE);
            return Remaining::LateHoursMinutes { hours, minutes };
        }
        if days > 1 || (days == 1 && time >= self.hours(due_day).total()) {
            return Remaining::Days(days);
        }
        let (hours, minutes) = hours_minutes(time / MINUTE + i64::from(time % MINUTE > 0));
        Remaining::HoursMinutes { hours, minutes }
    }
}

fn hours_minutes(minutes: i64) -> (i64, i64) {
    (minutes / 60, minutes % 60)
}
