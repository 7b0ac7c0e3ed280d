//! Tables of rules. 2024-12-09 is a Monday.

use jiff::civil::Date;
use kernel::time::HOUR;

use super::{at, calendar, halves, local, until_three};
use crate::LimitUnit::{CalendarDays, SameDay, WorkingDays, WorkingHours};
use crate::{CalendarError, Calendars, Clock, Limit, LimitUnit, Remaining, SpecialKind};

/// Every row: calendar, receipt, amount in halves, due.
fn check(unit: LimitUnit, rows: &[(&str, &str, i64, &str)]) {
    for (code, start, amount, want) in rows {
        let due = calendar(code).due(at(start), &halves(*amount, unit)).unwrap();
        assert_eq!(local(due), *want, "{code}: {amount} halves of {unit:?} from {start}");
    }
}

#[test]
fn working_days() {
    check(
        WorkingDays,
        &[
            // The first day is not counted, whatever the hour of receipt (fact 2.54).
            ("administrative", "2024-12-10 08:00", 2, "2024-12-11 17:00"),
            ("administrative", "2024-12-10 23:59", 2, "2024-12-11 17:00"),
            ("administrative", "2024-12-14 09:00", 2, "2024-12-16 17:00"),
            // Half days end with the morning of the next counted day (fact 2.50).
            ("administrative", "2024-12-10 08:00", 1, "2024-12-11 11:30"),
            ("administrative", "2024-12-10 08:00", 5, "2024-12-13 11:30"),
            ("administrative", "2024-12-12 08:00", 5, "2024-12-17 11:30"),
            // The Saturday morning of the police is a working day (fact 2.53).
            ("police", "2024-12-12 08:00", 5, "2024-12-16 11:30"),
            ("police", "2024-12-13 08:00", 1, "2024-12-14 11:30"),
            ("police", "2024-12-13 08:00", 2, "2024-12-14 11:30"),
            ("police", "2024-12-13 08:00", 4, "2024-12-16 17:00"),
            // Tết 2026 (fact 2.56).
            ("administrative", "2026-02-13 10:00", 2, "2026-02-23 17:00"),
            ("administrative", "2026-02-13 10:00", 6, "2026-02-25 17:00"),
            ("police", "2026-02-13 10:00", 2, "2026-02-23 17:00"),
            // A make-up Saturday counts as a whole day (fact 2.55).
            ("administrative", "2024-04-26 08:00", 2, "2024-05-02 17:00"),
            ("administrative", "2024-05-02 08:00", 4, "2024-05-04 17:00"),
            ("administrative", "2024-05-02 08:00", 6, "2024-05-06 17:00"),
            ("police", "2024-05-03 08:00", 2, "2024-05-04 17:00"),
            // A day worked in the morning only ends with it.
            ("administrative", "2024-12-10 08:00", 30, "2024-12-31 11:30"),
            ("administrative", "2024-12-30 10:00", 1, "2024-12-31 11:30"),
        ],
    );
}

#[test]
fn calendar_days() {
    check(
        CalendarDays,
        &[
            ("administrative", "2024-12-10 08:00", 20, "2024-12-20 17:00"),
            // An end on a day off moves to the next working day (fact 2.54).
            ("administrative", "2024-12-10 08:00", 22, "2024-12-23 17:00"),
            ("administrative", "2024-12-10 08:00", 8, "2024-12-16 17:00"),
            ("administrative", "2026-02-12 09:00", 6, "2026-02-23 17:00"),
            ("administrative", "2024-04-26 08:00", 6, "2024-05-02 17:00"),
            // Half a day, but never before the whole days before it.
            ("administrative", "2024-12-10 08:00", 5, "2024-12-13 11:30"),
            ("administrative", "2024-12-12 08:00", 5, "2024-12-16 17:00"),
            ("administrative", "2024-12-12 08:00", 8, "2024-12-16 17:00"),
            ("administrative", "2024-12-12 08:00", 9, "2024-12-17 11:30"),
        ],
    );
}

#[test]
fn working_hours() {
    check(
        WorkingHours,
        &[
            ("administrative", "2024-12-10 08:00", 7, "2024-12-10 11:30"),
            ("administrative", "2024-12-10 08:00", 16, "2024-12-11 08:30"),
            ("administrative", "2024-12-10 11:30", 2, "2024-12-10 14:30"),
            ("administrative", "2024-12-10 16:30", 2, "2024-12-11 08:00"),
            ("administrative", "2024-12-13 16:30", 2, "2024-12-16 08:00"),
            // Outside working time the clock starts with the next opening.
            ("administrative", "2024-12-14 10:00", 2, "2024-12-16 08:30"),
            ("administrative", "2026-02-13 16:00", 16, "2026-02-23 16:30"),
            ("police", "2024-12-13 16:00", 10, "2024-12-14 11:30"),
        ],
    );
}

#[test]
fn same_day_with_cut_off() {
    // Fact 2.51: what comes at or after 15:00 is due on the next working day.
    for (code, start, want) in [
        ("administrative", "2024-12-10 00:00", "2024-12-10 17:00"),
        ("administrative", "2024-12-10 14:59", "2024-12-10 17:00"),
        ("administrative", "2024-12-10 15:00", "2024-12-11 17:00"),
        ("administrative", "2024-12-13 15:00", "2024-12-16 17:00"),
        ("administrative", "2024-12-14 10:00", "2024-12-16 17:00"),
        ("administrative", "2026-02-13 14:59", "2026-02-13 17:00"),
        ("administrative", "2026-02-13 15:30", "2026-02-23 17:00"),
        ("administrative", "2024-12-31 10:00", "2024-12-31 11:30"),
        ("administrative", "2024-12-31 11:30", "2025-01-02 17:00"),
        ("police", "2024-12-13 15:00", "2024-12-14 11:30"),
        ("police", "2024-12-14 10:00", "2024-12-14 11:30"),
        ("police", "2024-12-14 11:30", "2024-12-16 17:00"),
    ] {
        let due = calendar(code).due(at(start), &until_three()).unwrap();
        assert_eq!(local(due), want, "{code} {start}");
    }
    let open = Limit::same_day(None);
    for (start, want) in [("2024-12-10 16:59", "2024-12-10 17:00"), ("2024-12-10 17:00", "2024-12-11 17:00")] {
        assert_eq!(local(calendar("administrative").due(at(start), &open).unwrap()), want, "{start}");
    }
}

#[test]
fn limits_that_have_no_end() {
    let office = calendar("administrative");
    let start = at("2024-12-10 08:00");
    for unit in [WorkingDays, CalendarDays, WorkingHours] {
        assert_eq!(office.due(start, &halves(0, unit)), Err(CalendarError::EmptyLimit));
        assert_eq!(office.due(start, &halves(20_000, unit)), Err(CalendarError::TooFar));
    }
    assert_eq!(office.add_working_time(start, -1), Err(CalendarError::Negative));
    assert_eq!(office.add_working_time(start, i64::MAX), Err(CalendarError::TooFar));
}

#[test]
fn time_and_days_are_measured() {
    let office = calendar("administrative");
    let hours = |from: &str, to: &str| office.working_time_between(at(from), at(to)) / (HOUR / 2);
    assert_eq!(hours("2024-12-10 10:00", "2024-12-12 15:00"), 36);
    assert_eq!(hours("2024-12-12 15:00", "2024-12-10 10:00"), -36);
    assert_eq!(hours("2024-12-13 16:00", "2024-12-16 08:00"), 3);
    assert_eq!(hours("2024-12-14 00:00", "2024-12-15 23:00"), 0);
    assert_eq!(hours("2026-01-01 00:00", "2027-01-01 00:00"), 3840);
    let date = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!(office.working_days_between(date("2026-02-13"), date("2026-02-27")), 5);
    assert_eq!(office.working_days_between(date("2026-02-27"), date("2026-02-13")), -5);
    assert_eq!(office.working_days_between(date("2026-02-13"), date("2026-02-13")), 0);
}

#[test]
fn due_soon_begins_with_the_last_fifth_or_the_last_day() {
    for (start, due, want) in [
        ("2024-12-10 08:00", "2024-12-31 11:30", "2024-12-26 10:48"),
        ("2024-12-02 08:00", "2024-12-23 17:00", "2024-12-18 15:36"),
        ("2024-12-09 08:00", "2024-12-12 17:00", "2024-12-12 07:30"),
        ("2024-12-09 08:00", "2024-12-10 08:30", "2024-12-09 16:24"),
        ("2024-12-10 09:00", "2024-12-10 17:00", "2024-12-10 09:00"),
    ] {
        assert_eq!(local(calendar("administrative").soon_at(at(start), at(due))), want, "{start} to {due}");
    }
}

#[test]
fn what_is_left_in_words() {
    let left = |hours, minutes| Remaining::HoursMinutes { hours, minutes };
    let late = |hours, minutes| Remaining::LateHoursMinutes { hours, minutes };
    for (now, due, want) in [
        ("2024-12-10 08:00", "2024-12-18 17:00", Remaining::Days(6)),
        ("2024-12-10 16:59", "2024-12-11 17:00", Remaining::Days(1)),
        ("2024-12-10 14:00", "2024-12-10 17:00", left(3, 0)),
        ("2024-12-10 14:20", "2024-12-10 17:00", left(2, 40)),
        ("2024-12-10 10:00", "2024-12-10 14:10", left(2, 10)),
        ("2024-12-10 16:00", "2024-12-11 08:30", left(2, 0)),
        ("2024-12-13 16:00", "2024-12-16 11:30", left(5, 0)),
        ("2024-12-10 16:59:30", "2024-12-10 17:00", left(0, 1)),
        ("2024-12-10 17:00", "2024-12-10 17:00", left(0, 0)),
        ("2024-12-10 18:00", "2024-12-10 17:00", late(0, 0)),
        ("2024-12-14 09:00", "2024-12-13 17:00", late(0, 0)),
        ("2024-12-10 15:30", "2024-12-10 14:00", late(1, 30)),
        ("2024-12-11 08:00", "2024-12-10 17:00", Remaining::LateDays(1)),
        ("2024-12-16 08:00", "2024-12-13 17:00", Remaining::LateDays(1)),
        ("2024-12-20 08:00", "2024-12-13 17:00", Remaining::LateDays(5)),
    ] {
        let found = calendar("administrative").remaining(at(now), at(due));
        assert_eq!(found, want, "{now} before {due}");
        assert_eq!(found.is_late(), now > due);
    }
}

#[test]
fn pauses_move_the_end() {
    // (limit, receipt, due, pauses, due after them)
    type Pauses<'a> = &'a [(&'a str, &'a str)];
    let table: [(Limit, &str, &str, Pauses<'_>, &str); 9] = [
        (
            halves(20, WorkingDays),
            "2024-12-02 08:00",
            "2024-12-16 17:00",
            &[("2024-12-05 10:00", "2024-12-09 14:00")],
            "2024-12-18 17:00",
        ),
        (
            halves(20, WorkingDays),
            "2024-12-02 08:00",
            "2024-12-16 17:00",
            &[("2024-12-05 09:00", "2024-12-05 16:00")],
            "2024-12-16 17:00",
        ),
        // Half a day stays half a day.
        (
            halves(5, WorkingDays),
            "2024-12-02 08:00",
            "2024-12-05 11:30",
            &[("2024-12-03 10:00", "2024-12-06 09:00")],
            "2024-12-10 11:30",
        ),
        // Days off are no working days of a pause either.
        (
            halves(10, WorkingDays),
            "2026-02-11 08:00",
            "2026-02-25 17:00",
            &[("2026-02-12 10:00", "2026-02-24 09:00")],
            "2026-03-02 17:00",
        ),
        // Calendar days count on from the 12th: two days make Saturday the 14th, one more Sunday the 15th.
        (
            halves(20, CalendarDays),
            "2024-12-02 08:00",
            "2024-12-12 17:00",
            &[("2024-12-05 10:00", "2024-12-07 14:00")],
            "2024-12-16 17:00",
        ),
        (
            halves(20, CalendarDays),
            "2024-12-02 08:00",
            "2024-12-12 17:00",
            &[("2024-12-05 10:00", "2024-12-07 14:00"), ("2024-12-09 10:00", "2024-12-10 14:00")],
            "2024-12-16 17:00",
        ),
        (
            halves(20, CalendarDays),
            "2024-12-02 08:00",
            "2024-12-12 17:00",
            &[("2024-12-05 10:00", "2024-12-10 14:00")],
            "2024-12-17 17:00",
        ),
        (
            halves(16, WorkingHours),
            "2024-12-10 08:00",
            "2024-12-11 08:30",
            &[("2024-12-10 10:00", "2024-12-12 15:00")],
            "2024-12-13 11:30",
        ),
        (
            until_three(),
            "2024-12-10 09:00",
            "2024-12-10 17:00",
            &[("2024-12-10 10:00", "2024-12-11 16:30")],
            "2024-12-12 14:00",
        ),
    ];
    let office = calendar("administrative");
    for (limit, start, due, pauses, want) in table {
        let mut clock = Clock::start(&office, at(start), &limit).unwrap();
        assert_eq!(local(clock.due), due, "{limit:?} from {start}");
        for (from, to) in pauses {
            clock = clock.pause(at(from)).unwrap().resume(&office, at(to)).unwrap();
        }
        assert_eq!(local(clock.due), want, "{limit:?} from {start}, paused {pauses:?}");
    }
}

#[test]
fn clocks_stand_and_run_in_turn() {
    let office = calendar("administrative");
    let clock = Clock::start(&office, at("2024-12-09 08:00"), &halves(2, WorkingDays)).unwrap();
    assert_eq!(clock.resume(&office, at("2024-12-09 09:00")), Err(CalendarError::NotPaused));
    let paused = clock.pause(at("2024-12-09 09:00")).unwrap();
    assert_eq!(paused.pause(at("2024-12-09 10:00")), Err(CalendarError::AlreadyPaused));
    assert_eq!(paused.resume(&office, at("2024-12-09 08:59")), Err(CalendarError::ResumedBeforePaused));
    // A standing clock does not become late, and shows what was left when it stopped.
    let much_later = at("2025-03-03 09:00");
    assert!(clock.is_late(much_later) && !paused.is_late(much_later));
    assert_eq!(paused.remaining(&office, much_later), Remaining::Days(1));
    let late = clock.pause(at("2024-12-11 09:00")).unwrap();
    assert!(late.is_late(much_later));
    assert_eq!(late.remaining(&office, much_later), Remaining::LateDays(1));
}

#[test]
fn a_promised_date_is_kept_until_a_pause_moves_it() {
    let office = calendar("administrative");
    // A date appointed by hand for a Saturday, half of a day, and a day that became a day off later.
    for (unit, due, after_two_days) in [
        (WorkingDays, "2024-12-14 10:00", "2024-12-17 17:00"),
        (WorkingDays, "2024-12-12 11:30", "2024-12-16 11:30"),
        (WorkingDays, "2024-12-12 17:00", "2024-12-16 17:00"),
        (CalendarDays, "2024-12-12 17:00", "2024-12-16 17:00"),
        (WorkingHours, "2024-12-12 10:00", "2024-12-16 10:00"),
        (SameDay, "2024-12-12 17:00", "2024-12-16 17:00"),
    ] {
        let clock = Clock::promised(&office, unit, at(due));
        let paused = clock.pause(at("2024-12-10 10:00")).unwrap();
        let changed = office.with_day_off("2024-12-12".parse().unwrap(), crate::Label::default());
        assert_eq!(paused.resume(&changed, at("2024-12-10 10:00")), Ok(clock), "{unit:?} {due}");
        let moved = paused.resume(&office, at("2024-12-12 10:00")).unwrap();
        assert_eq!(local(moved.due), after_two_days, "{unit:?} {due}");
    }
}

#[test]
fn the_shipped_file_has_tet_2026() {
    let shipped = Calendars::parse(include_str!("../../../../../data/calendars.toml")).unwrap();
    for code in ["administrative", "police"] {
        let calendar = shipped.get(code).unwrap();
        let due = calendar.due(at("2026-02-13 10:00"), &halves(2, WorkingDays)).unwrap();
        assert_eq!(local(due), "2026-02-23 17:00", "fact 2.56, {code}");
        let days = calendar.special_days("2026-02-14".parse().unwrap(), "2026-02-22".parse().unwrap());
        assert_eq!(days.iter().filter(|day| day.kind == SpecialKind::DayOff).count(), 9, "{code}");
    }
}
