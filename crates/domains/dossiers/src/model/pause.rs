//! What a pause moves beside the limit of the whole (fact 2.57): a date appointed anew, and the limits inside the whole.

use calendar::{Calendar, CalendarError, Clock};
use kernel::Timestamp;

/// A date that was appointed anew (fact 2.37), when the clock of the limit runs again from `at` on. It moves by the rule of
/// the limit, and what stood after the legal end does not come to lie before it.
pub fn moved_promise(
    calendar: &Calendar,
    standing: Clock,
    promised: Timestamp,
    at: Timestamp,
) -> Result<Timestamp, CalendarError> {
    let end = standing.resume(calendar, at)?.due;
    let promise = Clock { paused_at: standing.paused_at, ..Clock::promised(calendar, standing.unit, promised) };
    let moved = promise.resume(calendar, at)?.due;
    Ok(if promised < standing.due { moved } else { moved.max(end) })
}

/// A limit inside the whole: no piece of work has longer than the whole dossier, unless the whole is over already.
pub fn within(clock: Clock, whole: Option<Clock>, now: Timestamp) -> Clock {
    match whole {
        Some(whole) if clock.due > whole.due && now < whole.due => Clock { paused_at: None, ..whole },
        _ => clock,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::{Calendars, LimitUnit};
    use jiff::civil::date;

    /// An instant of December 2024; the 10th is a Tuesday.
    fn on(day: i8, hour: i8, minute: i8) -> Timestamp {
        Timestamp::from_local(date(2024, 12, day).at(hour, minute, 0, 0))
    }

    fn calendars() -> Calendars {
        Calendars::parse(include_str!("../../../../../data/calendars.toml")).unwrap()
    }

    /// A limit that ends on the 13th, a Friday, at the end of work and stands since `paused_at`.
    fn standing(calendar: &Calendar, unit: LimitUnit, paused_at: Timestamp) -> Clock {
        Clock { paused_at: Some(paused_at), ..Clock::promised(calendar, unit, on(13, 17, 0)) }
    }

    #[test]
    fn a_promise_moves_by_the_rule_of_its_limit() {
        let calendars = calendars();
        let office = calendars.get("administrative").unwrap();
        let (days, hours) = (LimitUnit::WorkingDays, LimitUnit::WorkingHours);
        let table = [
            // Six working days, from Monday the 16th to Tuesday the 24th.
            (days, on(18, 17, 0), on(16, 8, 0), on(24, 10, 0), on(26, 17, 0)),
            // Eight days of the calendar.
            (LimitUnit::CalendarDays, on(18, 17, 0), on(16, 8, 0), on(24, 10, 0), on(26, 17, 0)),
            // Forty-seven working hours.
            (hours, on(18, 17, 0), on(16, 8, 0), on(24, 10, 0), on(27, 9, 30)),
            // Within one day no day is lost, but hours are.
            (days, on(18, 17, 0), on(16, 8, 0), on(16, 11, 0), on(18, 17, 0)),
            (hours, on(18, 17, 0), on(16, 8, 0), on(16, 11, 0), on(19, 10, 30)),
            // What lay before the legal end may stay before it.
            (days, on(12, 17, 0), on(11, 8, 0), on(12, 8, 0), on(13, 17, 0)),
        ];
        for (unit, promised, paused_at, at, expected) in table {
            let clock = standing(office, unit, paused_at);
            let moved = moved_promise(office, clock, promised, at).unwrap();
            assert_eq!(moved.rfc3339(), expected.rfc3339(), "{unit:?} from {}", promised.rfc3339());
            let end = clock.resume(office, at).unwrap().due;
            assert_eq!(moved >= end, promised >= clock.due, "{unit:?} from {}", promised.rfc3339());
        }
    }

    #[test]
    fn no_pause_brings_a_promise_before_the_legal_end_that_it_stood_after() {
        let calendars = calendars();
        for code in ["administrative", "police"] {
            let calendar = calendars.get(code).unwrap();
            for unit in LimitUnit::ALL {
                for (from, to) in [(10, 11), (12, 16), (13, 14), (14, 15), (16, 31), (20, 23)] {
                    for promised in [on(13, 17, 0), on(14, 17, 0), on(16, 11, 30), on(18, 17, 0), on(31, 17, 0)] {
                        let clock = standing(calendar, unit, on(from, 9, 15));
                        let at = on(to, 14, 45);
                        let moved = moved_promise(calendar, clock, promised, at).unwrap();
                        let end = clock.resume(calendar, at).unwrap().due;
                        assert!(moved >= end && moved >= promised, "{code} {unit:?} {from} {to}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_limit_ends_inside_the_whole_while_that_runs() {
        let clock = |due: Timestamp| Clock { unit: LimitUnit::WorkingHours, end: due, due, paused_at: None };
        let whole = Clock { unit: LimitUnit::WorkingDays, ..clock(on(13, 17, 0)) };
        for (due, whole, now, expected) in [
            (on(12, 10, 0), Some(whole), on(12, 8, 0), clock(on(12, 10, 0))),
            (on(16, 10, 0), Some(whole), on(13, 8, 0), whole),
            (on(16, 10, 0), Some(whole), on(13, 17, 0), clock(on(16, 10, 0))),
            (on(16, 10, 0), None, on(13, 8, 0), clock(on(16, 10, 0))),
        ] {
            assert_eq!(within(clock(due), whole, now), expected);
        }
    }
}
