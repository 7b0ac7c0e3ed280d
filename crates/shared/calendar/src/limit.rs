//! How long an agency has: an amount, a unit and, for same-day work, a cut-off (facts 2.50, 2.51).

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::hours::minutes_of_day;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Ngày làm việc: days on which the agency works at all, a Saturday morning included.
    WorkingDays,
    /// Ngày: days of the calendar.
    CalendarDays,
    /// Giờ làm việc: time inside the working periods.
    WorkingHours,
    /// Trong ngày: by the end of the day of receipt, or of the next working day after the cut-off.
    SameDay,
}

impl LimitUnit {
    /// All units.
    pub const ALL: [Self; 4] = [Self::WorkingDays, Self::CalendarDays, Self::WorkingHours, Self::SameDay];

    /// The code in files, forms and tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::WorkingDays => "working_days",
            Self::CalendarDays => "calendar_days",
            Self::WorkingHours => "working_hours",
            Self::SameDay => "same_day",
        }
    }

    /// The unit of a code.
    pub fn parse(code: &str) -> Result<Self, LimitError> {
        Self::ALL.into_iter().find(|unit| unit.code() == code).ok_or(LimitError::Unit)
    }

    /// Whether limits of this unit end with a day rather than after an amount of working time.
    pub fn counts_days(self) -> bool {
        matches!(self, Self::WorkingDays | Self::CalendarDays)
    }
}

/// Why a limit cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Not 0 to 10,000 in steps of one half.
    #[error("the amount of a limit is 0 to 10000 in steps of 0.5")]
    Amount,
    /// No such unit.
    #[error("the unit of a limit is working_days, calendar_days, working_hours or same_day")]
    Unit,
    /// Not a time of day such as 15:00.
    #[error("the cut-off of a limit is a time of day such as 15:00")]
    CutOff,
}

/// An amount of days or hours, kept in halves: 2.5 days are 5 halves. 0 to 10,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    const MAX_HALVES: i64 = 20_000;

    /// An amount of halves, 0 to 20,000.
    pub fn from_halves(halves: i64) -> Result<Self, LimitError> {
        if (0..=Self::MAX_HALVES).contains(&halves) { Ok(Self(halves)) } else { Err(LimitError::Amount) }
    }

    /// A whole amount, 0 to 10,000.
    pub fn whole(amount: i64) -> Result<Self, LimitError> {
        Self::from_halves(amount.checked_mul(2).ok_or(LimitError::Amount)?)
    }

    /// Reads `15`, `2.5` or `2,5`.
    pub fn parse(text: &str) -> Result<Self, LimitError> {
        let text = text.trim();
        let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let half = match (fraction.is_empty(), fraction.trim_end_matches('0')) {
            (false, "") => 0,
            (false, "5") => 1,
            _ => return Err(LimitError::Amount),
        };
        if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(LimitError::Amount);
        }
        let whole: i64 = whole.parse().map_err(|_| LimitError::Amount)?;
        Self::from_halves(whole.checked_mul(2).ok_or(LimitError::Amount)?.saturating_add(half))
    }

    /// The number of halves.
    pub fn halves(self) -> i64 {
        self.0
    }
}

impl TryFrom<f64> for Amount {
    type Error = LimitError;

    fn try_from(amount: f64) -> Result<Self, LimitError> {
        Self::parse(&amount.to_string())
    }
}

/// A limit. In JSON and TOML: `{"amount": 2.5, "unit": "working_days", "cut_off": null}`; other keys are left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "LimitRow")]
pub struct Limit {
    /// How much; not read for [`LimitUnit::SameDay`].
    pub amount: Amount,
    /// Of what.
    pub unit: LimitUnit,
    /// Only for [`LimitUnit::SameDay`]: what comes at or after this time of day is due on the next working day.
    pub cut_off: Option<Time>,
}

impl Limit {
    /// A limit of an amount without a cut-off.
    pub fn of(amount: Amount, unit: LimitUnit) -> Self {
        Self { amount, unit, cut_off: None }
    }

    /// A same-day limit with a cut-off such as 15:00 (fact 2.51), or open until the end of the day.
    pub fn same_day(cut_off: Option<Time>) -> Self {
        Self { amount: Amount::default(), unit: LimitUnit::SameDay, cut_off }
    }
}

#[derive(Deserialize)]
struct LimitRow {
    #[serde(default)]
    amount: Option<f64>,
    unit: LimitUnit,
    #[serde(default)]
    cut_off: Option<String>,
}

impl TryFrom<LimitRow> for Limit {
    type Error = LimitError;

    fn try_from(row: LimitRow) -> Result<Self, LimitError> {
        let amount = match row.amount {
            Some(amount) => Amount::try_from(amount)?,
            None if row.unit == LimitUnit::SameDay => Amount::default(),
            None => return Err(LimitError::Amount),
        };
        let cut_off = row.cut_off.as_deref().map(time_of_day).transpose()?;
        Ok(Self { amount, unit: row.unit, cut_off })
    }
}

/// Reads a time of day such as `15:00`.
fn time_of_day(text: &str) -> Result<Time, LimitError> {
    let minutes = minutes_of_day(text).ok_or(LimitError::CutOff)?;
    let part = |value: i64| i8::try_from(value).map_err(|_| LimitError::CutOff);
    Time::new(part(minutes / 60)?, part(minutes % 60)?, 0, 0).map_err(|_| LimitError::CutOff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_or_half() {
        let table = [
            ("0", Ok(0)),
            ("15", Ok(30)),
            ("2.5", Ok(5)),
            ("2,5", Ok(5)),
            ("2.0", Ok(4)),
            ("2.50", Ok(5)),
            (" 105 ", Ok(210)),
            ("10000", Ok(20_000)),
            ("10000.5", Err(LimitError::Amount)),
            ("2.25", Err(LimitError::Amount)),
            ("2.", Err(LimitError::Amount)),
            (".5", Err(LimitError::Amount)),
            ("-1", Err(LimitError::Amount)),
            ("+1", Err(LimitError::Amount)),
            ("", Err(LimitError::Amount)),
            ("99999999999999999999", Err(LimitError::Amount)),
            ("9223372036854775807", Err(LimitError::Amount)),
        ];
        for (text, want) in table {
            assert_eq!(Amount::parse(text).map(Amount::halves), want, "{text:?}");
        }
        for (number, want) in [(2.5, Ok(5)), (15.0, Ok(30)), (0.0, Ok(0))] {
            assert_eq!(Amount::try_from(number).map(Amount::halves), want);
        }
        for number in [-1.0, 0.3, f64::NAN, f64::INFINITY, f64::MAX] {
            assert_eq!(Amount::try_from(number), Err(LimitError::Amount), "{number}");
        }
        assert_eq!(Amount::whole(i64::MAX), Err(LimitError::Amount));
        assert_eq!(Amount::whole(8).map(Amount::halves), Ok(16));
    }

    #[test]
    fn units_have_codes() {
        for unit in LimitUnit::ALL {
            assert_eq!(LimitUnit::parse(unit.code()), Ok(unit));
        }
        assert_eq!(LimitUnit::parse("months"), Err(LimitError::Unit));
    }

    #[test]
    fn limits_are_read_from_data() {
        let amount = |halves| Amount::from_halves(halves).unwrap();
        let table = [
            ("unit = 'working_days'\namount = 15", Some(Limit::of(amount(30), LimitUnit::WorkingDays))),
            ("unit = 'calendar_days'\namount = 2.5\ncode = 'x'", Some(Limit::of(amount(5), LimitUnit::CalendarDays))),
            ("unit = 'same_day'\ncut_off = '15:00'", Some(Limit::same_day(Some(Time::constant(15, 0, 0, 0))))),
            ("unit = 'same_day'\namount = 0", Some(Limit::same_day(None))),
            ("unit = 'working_hours'", None),
            ("unit = 'working_hours'\namount = 0.3", None),
            ("unit = 'same_day'\ncut_off = '24:00'", None),
            ("unit = 'months'\namount = 1", None),
        ];
        for (text, want) in table {
            assert_eq!(toml::from_str::<Limit>(text).ok(), want, "{text}");
        }
    }
}
