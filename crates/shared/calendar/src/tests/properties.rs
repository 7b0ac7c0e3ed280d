//! What holds for every calendar, limit and instant.

use kernel::Timestamp;
use kernel::time::{DAY, HOUR, MINUTE};
use proptest::prelude::{Just, ProptestConfig, Strategy, any};
use proptest::{prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::{at, calendar, halves, until_three};
use crate::hours::{date_of, day_ended_by, day_of, split};
use crate::{Calendar, Clock, Label, Limit, LimitUnit};

/// One of the calendars with up to 40 more days off in 2025 and 2026.
fn any_calendar() -> impl Strategy<Value = Calendar> {
    let codes = prop_oneof![Just("administrative"), Just("police"), Just("always"), Just("odd")];
    let days_off = proptest::collection::vec(0_i64..600, 0..40);
    (codes, days_off).prop_map(|(code, days_off)| {
        let first = day_of(at("2025-01-01 00:00"));
        days_off
            .into_iter()
            .fold(calendar(code), |calendar, day| calendar.with_day_off(date_of(first + day), Label::default()))
    })
}

/// An instant in 2025 or 2026, often on the half hour where periods begin and end.
fn any_start() -> impl Strategy<Value = Timestamp> {
    let first = at("2025-01-01 00:00");
    prop_oneof![
        (0..500 * DAY).prop_map(move |micros| first.plus(micros)),
        (0..500_i64 * 48).prop_map(move |steps| first.plus(steps * 30 * MINUTE)),
    ]
}

fn any_limit() -> impl Strategy<Value = Limit> {
    let units = prop_oneof![Just(LimitUnit::WorkingDays), Just(LimitUnit::CalendarDays), Just(LimitUnit::WorkingHours)];
    prop_oneof![
        6 => (1_i64..60, units).prop_map(|(amount, unit)| halves(amount, unit)),
        1 => Just(until_three()),
        1 => Just(Limit::same_day(None)),
    ]
}

/// Whether an instant lies in a working period or at its end.
fn in_or_after_work(calendar: &Calendar, at: Timestamp) -> bool {
    let inside = |day: i64, time: i64| calendar.hours(day).periods().iter().any(|p| (p.start..=p.end).contains(&time));
    let (day, time) = split(at);
    inside(day, time) || (time == 0 && inside(day - 1, DAY))
}

fn resumed(calendar: &Calendar, clock: Clock, from: Timestamp, to: Timestamp) -> Clock {
    clock.pause(from).unwrap().resume(calendar, to).unwrap()
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn one_more_day_off_never_makes_it_earlier(
        calendar in any_calendar(), start in any_start(), limit in any_limit(), day in -2_i64..100,
    ) {
        let changed = calendar.with_day_off(date_of(day_of(start) + day), Label::default());
        prop_assert!(changed.due(start, &limit).unwrap() >= calendar.due(start, &limit).unwrap());
    }

    #[test]
    fn a_later_start_never_makes_it_earlier(
        calendar in any_calendar(), start in any_start(), limit in any_limit(), later in 0..20 * DAY,
    ) {
        prop_assert!(calendar.due(start.plus(later), &limit).unwrap() >= calendar.due(start, &limit).unwrap());
    }

    #[test]
    fn a_larger_amount_never_makes_it_earlier(
        calendar in any_calendar(), start in any_start(), unit in 0_usize..3, amount in 1_i64..60, more in 0_i64..4,
    ) {
        let unit = LimitUnit::ALL.into_iter().nth(unit).unwrap();
        let small = calendar.due(start, &halves(amount, unit)).unwrap();
        let large = calendar.due(start, &halves(amount + more, unit)).unwrap();
        prop_assert!(small <= large, "{unit:?}");
    }

    #[test]
    fn due_lies_in_working_time_after_the_start(
        calendar in any_calendar(), start in any_start(), limit in any_limit(),
    ) {
        let due = calendar.due(start, &limit).unwrap();
        prop_assert!(due >= start);
        prop_assert!(in_or_after_work(&calendar, due));
        let soon = calendar.soon_at(start, due);
        prop_assert!((start..=due).contains(&soon));
    }

    #[test]
    fn a_pause_of_no_length_changes_nothing(
        calendar in any_calendar(), start in any_start(), limit in any_limit(), after in 0..60 * DAY,
    ) {
        let clock = Clock::start(&calendar, start, &limit).unwrap();
        prop_assert_eq!(clock.due, calendar.due(start, &limit).unwrap());
        prop_assert_eq!(resumed(&calendar, clock, start.plus(after), start.plus(after)), clock);
    }

    #[test]
    fn pauses_lose_and_gain_nothing(
        calendar in any_calendar(), start in any_start(), limit in any_limit(), after in 0..60 * DAY,
        length in 0..60 * DAY,
    ) {
        let (from, to) = (start.plus(after), start.plus(after + length));
        let clock = Clock::start(&calendar, start, &limit).unwrap();
        let moved = resumed(&calendar, clock, from, to);
        prop_assert!(moved.due >= clock.due);
        match limit.unit {
            LimitUnit::WorkingDays => {
                let left = |at: Timestamp, due: Timestamp| calendar.count_working_days(day_of(at), day_ended_by(due));
                prop_assert_eq!(left(to, moved.due), left(from, clock.due));
            }
            LimitUnit::CalendarDays => {
                prop_assert_eq!(day_ended_by(moved.end) - day_of(to), day_ended_by(clock.end) - day_of(from));
                // The moved end is rolled off days off afresh, never further than to the next working day.
                prop_assert!(calendar.count_working_days(day_ended_by(moved.end), day_ended_by(moved.due)) <= 1);
            }
            LimitUnit::WorkingHours | LimitUnit::SameDay => {
                prop_assert_eq!(
                    calendar.working_time_between(to, moved.due),
                    calendar.working_time_between(from, clock.due)
                );
            }
        }
    }

    #[test]
    fn two_pauses_in_a_row_are_one(
        calendar in any_calendar(), start in any_start(), limit in any_limit(), after in 0..60 * DAY,
        one in 0..40 * DAY, two in 0..40 * DAY,
    ) {
        let (from, between, to) = (start.plus(after), start.plus(after + one), start.plus(after + one + two));
        let clock = Clock::start(&calendar, start, &limit).unwrap();
        let twice = resumed(&calendar, resumed(&calendar, clock, from, between), between, to);
        prop_assert_eq!(twice, resumed(&calendar, clock, from, to));
    }

    #[test]
    fn working_time_is_additive(
        calendar in any_calendar(), one in any_start(), two in any_start(), three in any_start(),
    ) {
        let time = |from, to| calendar.working_time_between(from, to);
        prop_assert_eq!(time(one, two) + time(two, three), time(one, three));
        prop_assert_eq!(time(one, one), 0);
        prop_assert!(time(one, two).abs() <= (two.0 - one.0).abs());
    }

    #[test]
    fn adding_is_the_inverse_of_measuring(
        calendar in any_calendar(), start in any_start(), other in any_start(), micros in 0..400 * HOUR,
    ) {
        let end = calendar.add_working_time(start, micros).unwrap();
        prop_assert_eq!(calendar.working_time_between(start, end), micros);
        prop_assert!(in_or_after_work(&calendar, end));
        // The other way round up to the gap without work between a closing and an opening.
        let (from, to) = (start.min(other), start.max(other));
        let again = calendar.add_working_time(from, calendar.working_time_between(from, to)).unwrap();
        prop_assert_eq!(calendar.working_time_between(again, to), 0);
    }

    #[test]
    fn days_are_counted_one_by_one(calendar in any_calendar(), start in any_start(), days in 0_i64..400) {
        let first = day_of(start);
        let slow = (first + 1..=first + days).filter(|day| calendar.works(*day)).count();
        prop_assert_eq!(usize::try_from(calendar.count_working_days(first, first + days)), Ok(slow));
    }

    #[test]
    fn nothing_panics_on_absurd_instants(
        calendar in any_calendar(), one in any::<i64>(), two in any::<i64>(), limit in any_limit(),
    ) {
        for (one, two) in [(one, two), (i64::MIN, two), (one, i64::MAX), (i64::MIN, i64::MAX), (i64::MAX, i64::MIN)] {
            let (one, two) = (Timestamp(one), Timestamp(two));
            let _ = calendar.due(one, &limit);
            let _ = calendar.add_working_time(one, two.0);
            let _ = calendar.remaining(one, two);
            let _ = calendar.soon_at(one, two);
            let _ = calendar.working_days_between(one.date(), two.date());
            let _ = Clock::promised(&calendar, limit.unit, one).pause(one).and_then(|c| c.resume(&calendar, two));
            prop_assert_eq!(calendar.working_time_between(one, two), -calendar.working_time_between(two, one));
        }
    }
}

#[test]
fn a_calendar_without_work_ends_the_search() {
    let mut calendar = calendar("odd");
    let first = day_of(at("2025-01-01 00:00"));
    for day in 0..1_200 {
        calendar = calendar.with_day_off(date_of(first + day), Label::default());
    }
    let start = at("2025-01-01 08:00");
    for limit in [halves(2, LimitUnit::WorkingDays), halves(2, LimitUnit::WorkingHours), until_three()] {
        assert_eq!(calendar.due(start, &limit), Err(crate::CalendarError::TooFar), "{limit:?}");
    }
}
