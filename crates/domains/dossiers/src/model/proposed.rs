//! What a changed calendar makes of a promised date (fact 2.41).

use calendar::{Calendar, CalendarError, Clock, Limit};
use kernel::Timestamp;

/// The end of a limit that began at `received`, by the calendar as it is now. `later` are the states that followed,
/// oldest first: since when, and whether the clock stands in it.
pub fn by_calendar(
    calendar: &Calendar,
    limit: &Limit,
    received: Timestamp,
    later: impl IntoIterator<Item = (Timestamp, bool)>,
) -> Result<Timestamp, CalendarError> {
    let mut clock = Clock::start(calendar, received, limit)?;
    for (at, stands) in later {
        clock = match (clock.paused_at, stands) {
            (None, true) => clock.pause(at)?,
            (Some(_), false) => clock.resume(calendar, at)?,
            (None, false) | (Some(_), true) => clock,
        };
    }
    Ok(clock.due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::{Amount, Calendars, LimitUnit};
    use jiff::civil::date;

    const FILE: &str = include_str!("../../../../../data/calendars.toml");
    const DAY_OFF: &str = "\n[[day_off]]\ndate = \"2024-12-12\"\n";

    /// An instant of December 2024; the 10th is a Tuesday.
    fn on(day: i8, hour: i8) -> Timestamp {
        Timestamp::from_local(date(2024, 12, day).at(hour, 0, 0, 0))
    }

    /// Limit, pauses, days of December of the old and the new end.
    type Row<'a> = (Limit, &'a [(Timestamp, bool)], i8, i8);

    #[test]
    fn a_new_day_off_moves_what_counts_its_day_and_nothing_else() {
        let limit = |amount, unit| Limit::of(Amount::whole(amount).unwrap(), unit);
        // (limit, pauses, due before, due after)
        let table: [Row; 6] = [
            (limit(3, LimitUnit::WorkingDays), &[], 13, 16),
            (limit(1, LimitUnit::WorkingDays), &[], 11, 11),
            (limit(2, LimitUnit::CalendarDays), &[], 12, 13),
            (limit(3, LimitUnit::CalendarDays), &[], 13, 13),
            // It stood over the new day off, which was no day of the limit before and is none now.
            (limit(3, LimitUnit::WorkingDays), &[(on(11, 9), true), (on(12, 9), false)], 16, 16),
            (limit(3, LimitUnit::WorkingDays), &[(on(10, 9), true), (on(10, 10), true), (on(11, 9), false)], 16, 17),
        ];
        for (limit, later, before, after) in table {
            for (file, want) in [(FILE.to_owned(), before), (format!("{FILE}{DAY_OFF}"), after)] {
                let calendars = Calendars::parse(&file).unwrap();
                let calendar = calendars.get("administrative").unwrap();
                let due = by_calendar(calendar, &limit, on(10, 8), later.iter().copied()).unwrap();
                assert_eq!(due.date(), date(2024, 12, want), "{limit:?} {later:?}");
            }
        }
    }
}
