//! Days as they are typed, and the instants between which something holds.

use kernel::time::DAY;
use kernel::{Message, Timestamp};
use web::Errors;

/// The first instant of a typed day (YYYY-MM-DD); none for an empty text.
fn first_of(typed: &str) -> Result<Option<Timestamp>, Message> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match typed.parse() {
        Ok(day) => Ok(Some(Timestamp::start_of(day))),
        Err(_) => Err(Message::new("identity-error-day")),
    }
}

/// The first and the end of a period of whole days: from now on without a first day, open without a last one. Nothing is
/// given, and the fault noted, when a day cannot be read or the period ends before it begins or has ended.
pub(crate) fn period(
    from: &str,
    to: &str,
    now: Timestamp,
    errors: &mut Errors,
) -> Option<(Timestamp, Option<Timestamp>)> {
    let first = errors.check("from", first_of(from));
    let last = errors.check("to", first_of(to));
    let from = first?.unwrap_or(now);
    let end = last?.map(|day| day.plus(DAY));
    if end.is_some_and(|end| end <= from || end <= now) {
        errors.add("to", Message::new("identity-error-period"));
        return None;
    }
    Some((from, end))
}

/// The end of a typed last day, or now for an empty text; a day that is over is no end.
pub(crate) fn end_of(field: &'static str, typed: &str, now: Timestamp, errors: &mut Errors) -> Option<Timestamp> {
    let end = errors.check(field, first_of(typed))?.map_or(now, |day| day.plus(DAY));
    if end < now {
        errors.add(field, Message::new("identity-error-period"));
        return None;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_733_792_400_000_000);

    #[test]
    fn a_period_is_made_of_whole_days() {
        let day = |text: &str| first_of(text).unwrap().unwrap();
        assert_eq!(day("2024-12-10").rfc3339(), "2024-12-10T00:00:00+07:00");
        for (from, to, expected) in [
            ("", "", Some((NOW, None))),
            (" 2024-12-11 ", "", Some((day("2024-12-11"), None))),
            ("", "2024-12-10", Some((NOW, Some(day("2024-12-11"))))),
            ("2024-12-20", "2024-12-20", Some((day("2024-12-20"), Some(day("2024-12-21"))))),
            ("2024-12-20", "2024-12-19", None),
            ("2024-12-01", "2024-12-09", None),
            ("soon", "", None),
            ("", "31/12/2024", None),
        ] {
            let mut errors = Errors::default();
            assert_eq!(period(from, to, NOW, &mut errors), expected, "{from} {to}");
            assert_eq!(errors.is_empty(), expected.is_some(), "{from} {to}");
        }
    }

    #[test]
    fn an_end_is_now_or_the_end_of_a_day() {
        for (typed, expected) in [
            ("", Some(NOW)),
            ("2024-12-10", Some(Timestamp::start_of(NOW.date()).plus(DAY))),
            ("2024-12-09", None),
            ("x", None),
        ] {
            assert_eq!(end_of("on", typed, NOW, &mut Errors::default()), expected, "{typed}");
        }
    }
}
