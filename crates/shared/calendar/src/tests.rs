//! Tests of the engine: tables of real rules, and properties that hold for every calendar.

mod properties;
mod tables;

use std::sync::LazyLock;

use jiff::civil::{DateTime, Time};
use kernel::Timestamp;

use crate::{Amount, Calendar, Calendars, Limit, LimitUnit};

/// Tết 2026 (fact 2.56), the swap of 29/04/2024 with 04/05/2024, 31/12/2024 worked in the morning only.
const FILE: &str = r#"
[[calendar]]
code = "administrative"
name = { vi = "Hành chính", en = "Offices" }
[calendar.weekly]
mon = ["07:30-11:30", "13:30-17:00"]
tue = ["07:30-11:30", "13:30-17:00"]
wed = ["07:30-11:30", "13:30-17:00"]
thu = ["07:30-11:30", "13:30-17:00"]
fri = ["07:30-11:30", "13:30-17:00"]

[[calendar]]
code = "police"
name = { vi = "Công an xã", en = "Commune police" }
[calendar.weekly]
mon = ["07:30-11:30", "13:30-17:00"]
tue = ["07:30-11:30", "13:30-17:00"]
wed = ["07:30-11:30", "13:30-17:00"]
thu = ["07:30-11:30", "13:30-17:00"]
fri = ["07:30-11:30", "13:30-17:00"]
sat = ["07:30-11:30"]

[[calendar]]
code = "always"
name = { vi = "Trực", en = "On call" }
weekly = { mon = ["00:00-24:00"], tue = ["00:00-24:00"], wed = ["00:00-24:00"], thu = ["00:00-24:00"], fri = ["00:00-24:00"], sat = ["00:00-24:00"], sun = ["00:00-24:00"] }

[[calendar]]
code = "odd"
name = { vi = "Lẻ", en = "Odd" }
weekly = { mon = ["08:00-16:00"], wed = ["13:30-17:00"], sat = ["07:30-09:00", "09:30-11:30"] }

[[half_day]]
date = "2024-12-31"
calendars = ["administrative"]

[[working_day]]
date = "2024-05-04"
for = "2024-04-29"
calendars = ["administrative", "police"]
"#;

const DAYS_OFF: [&str; 13] = [
    "2024-04-29",
    "2024-04-30",
    "2024-05-01",
    "2025-01-01",
    "2026-02-14",
    "2026-02-15",
    "2026-02-16",
    "2026-02-17",
    "2026-02-18",
    "2026-02-19",
    "2026-02-20",
    "2026-02-21",
    "2026-02-22",
];

static CALENDARS: LazyLock<Calendars> = LazyLock::new(|| {
    let days_off = DAYS_OFF.map(|date| {
        format!("[[day_off]]\ndate = \"{date}\"\ncalendars = [\"administrative\", \"police\"]\nname = \"Nghỉ\"\n")
    });
    Calendars::parse(&format!("{FILE}{}", days_off.concat())).unwrap()
});

fn calendar(code: &str) -> Calendar {
    CALENDARS.get(code).unwrap().clone()
}

/// An instant from its local time, `2024-12-10 08:00`.
fn at(local: &str) -> Timestamp {
    Timestamp::from_local(local.parse::<DateTime>().unwrap())
}

/// The local time of an instant, so that failures can be read.
fn local(at: Timestamp) -> String {
    at.to_local().strftime("%Y-%m-%d %H:%M").to_string()
}

fn halves(halves: i64, unit: LimitUnit) -> Limit {
    Limit::of(Amount::from_halves(halves).unwrap(), unit)
}

fn until_three() -> Limit {
    Limit::same_day(Some(Time::constant(15, 0, 0, 0)))
}
