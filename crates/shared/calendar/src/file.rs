//! The format of `data/calendars.toml`.
//!
//! Unknown keys are errors: a misspelt key in a list of holidays would move due dates without a sound.

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::error::ParseError;
use crate::hours::{Hours, day_number};
use crate::model::{Calendar, Calendars, Label, Special, SpecialKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    calendar: Vec<CalendarRow>,
    #[serde(default)]
    day_off: Vec<DayRow>,
    #[serde(default)]
    working_day: Vec<DayRow>,
    #[serde(default)]
    half_day: Vec<DayRow>,
    #[serde(default, rename = "note")]
    _note: Option<IgnoredAny>,
    #[serde(default, rename = "source")]
    _source: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarRow {
    code: String,
    name: Option<LabelRow>,
    name_en: Option<String>,
    weekly: WeekRow,
    #[serde(default, rename = "basis")]
    _basis: Option<IgnoredAny>,
    #[serde(default, rename = "note")]
    _note: Option<IgnoredAny>,
    #[serde(default, rename = "sample")]
    _sample: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeekRow {
    #[serde(default)]
    mon: Vec<String>,
    #[serde(default)]
    tue: Vec<String>,
    #[serde(default)]
    wed: Vec<String>,
    #[serde(default)]
    thu: Vec<String>,
    #[serde(default)]
    fri: Vec<String>,
    #[serde(default)]
    sat: Vec<String>,
    #[serde(default)]
    sun: Vec<String>,
}

/// A day off, make-up day or half day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DayRow {
    date: String,
    /// Which calendars; absent: all.
    calendars: Option<Vec<String>>,
    name: Option<LabelRow>,
    name_en: Option<String>,
    #[serde(default)]
    basis: String,
    /// Of a make-up day: the day off it is worked for; its weekday gives the periods.
    #[serde(rename = "for")]
    for_date: Option<String>,
    /// Of a make-up day: the periods, when they are none of a weekday.
    hours: Option<Vec<String>>,
    /// Of a half day: `morning` (the default) or `afternoon`.
    works: Option<String>,
    #[serde(default, rename = "note")]
    _note: Option<IgnoredAny>,
    #[serde(default, rename = "sample")]
    _sample: Option<IgnoredAny>,
}

/// A name in one language or in both.
#[derive(Deserialize)]
#[serde(untagged)]
enum LabelRow {
    One(String),
    Both { vi: String, en: Option<String> },
}

impl Calendars {
    /// Reads the calendars from the text of `data/calendars.toml`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let file: File = toml::from_str(text)?;
        let mut calendars = Self::default();
        for row in file.calendar {
            calendars.add(calendar(row)?)?;
        }
        // In this order, so that half a make-up day finds the periods of the make-up day.
        for (rows, kind) in [
            (&file.day_off, SpecialKind::DayOff),
            (&file.working_day, SpecialKind::MakeUp),
            (&file.half_day, SpecialKind::HalfDay),
        ] {
            for row in rows {
                add_day(&mut calendars, row, kind)?;
            }
        }
        Ok(calendars)
    }
}

fn calendar(row: CalendarRow) -> Result<Calendar, ParseError> {
    let week = row.weekly;
    let weekly = [
        periods(&week.mon)?,
        periods(&week.tue)?,
        periods(&week.wed)?,
        periods(&week.thu)?,
        periods(&week.fri)?,
        periods(&week.sat)?,
        periods(&week.sun)?,
    ];
    let name = label(row.name.as_ref(), row.name_en.as_deref(), &row.code);
    Calendar::new(row.code, name, weekly)
}

fn add_day(calendars: &mut Calendars, row: &DayRow, kind: SpecialKind) -> Result<(), ParseError> {
    let date = parse_date(&row.date)?;
    let codes = match &row.calendars {
        Some(codes) => codes.clone(),
        None => calendars.all().map(|calendar| calendar.code().to_owned()).collect(),
    };
    for code in &codes {
        let calendar = calendars.get_mut(code).ok_or_else(|| ParseError::Unknown(code.clone()))?;
        let hours = match kind {
            SpecialKind::DayOff => Hours::default(),
            SpecialKind::MakeUp => make_up_hours(calendar, row)?,
            SpecialKind::HalfDay => half_day_hours(calendar, date, row)?,
        };
        let name = label(row.name.as_ref(), row.name_en.as_deref(), "");
        calendar.add_special(date, Special { kind, hours, name, basis: row.basis.clone() })?;
    }
    Ok(())
}

/// The periods given, or those of the weekday it stands for, or those of the longest day of the week.
fn make_up_hours(calendar: &Calendar, row: &DayRow) -> Result<Hours, ParseError> {
    if let Some(texts) = &row.hours {
        return periods(texts);
    }
    if let Some(date) = &row.for_date {
        return Ok(calendar.usual_hours(day_number(parse_date(date)?)).clone());
    }
    Ok(calendar.weekly().iter().max_by_key(|hours| hours.total()).cloned().unwrap_or_default())
}

fn half_day_hours(calendar: &Calendar, date: Date, row: &DayRow) -> Result<Hours, ParseError> {
    let whole = calendar.hours(day_number(date));
    match row.works.as_deref() {
        None | Some("morning") => Ok(whole.morning()),
        Some("afternoon") => Ok(whole.afternoon()),
        Some(other) => Err(ParseError::Half(other.to_owned())),
    }
}

fn periods(texts: &[String]) -> Result<Hours, ParseError> {
    Hours::parse(texts).ok_or_else(|| ParseError::Periods(texts.to_vec()))
}

fn parse_date(text: &str) -> Result<Date, ParseError> {
    text.parse().map_err(|_| ParseError::Date(text.to_owned()))
}

fn label(name: Option<&LabelRow>, name_en: Option<&str>, fallback: &str) -> Label {
    let (vi, en) = match name {
        None => (fallback, None),
        Some(LabelRow::One(vi)) => (vi.as_str(), None),
        Some(LabelRow::Both { vi, en }) => (vi.as_str(), en.as_deref()),
    };
    Label { vi: vi.to_owned(), en: en.or(name_en).unwrap_or(vi).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: &str = "[[calendar]]\ncode = 'a'\nname = { vi = 'Hành chính', en = 'Office' }\n\
        weekly = { mon = ['07:30-11:30', '13:30-17:00'], tue = ['07:30-11:30'] }\n\
        [[calendar]]\ncode = 'b'\nname = 'Công an'\nname_en = 'Police'\nweekly = { mon = ['07:30-11:30'] }\n";

    fn parse(days: &str) -> Result<Calendars, ParseError> {
        Calendars::parse(&format!("{WEEK}{days}"))
    }

    fn works(calendars: &Calendars, code: &str, date: &str) -> bool {
        calendars.get(code).unwrap().is_working_day(date.parse().unwrap())
    }

    fn total_hours(calendars: &Calendars, code: &str, date: &str) -> i64 {
        let day = day_number(date.parse().unwrap());
        calendars.get(code).unwrap().hours(day).total() / (kernel::time::HOUR / 2)
    }

    #[test]
    fn names_and_weeks_are_read() {
        let calendars = parse("").unwrap();
        let names: Vec<_> = calendars.all().map(|c| (c.code(), c.name().vi.as_str(), c.name().en.as_str())).collect();
        assert_eq!(names, [("a", "Hành chính", "Office"), ("b", "Công an", "Police")]);
        assert!(works(&calendars, "a", "2024-12-09") && works(&calendars, "a", "2024-12-10"));
        assert!(!works(&calendars, "a", "2024-12-11") && !works(&calendars, "b", "2024-12-10"));
    }

    #[test]
    fn days_are_read() {
        // 2024-12-09 is a Monday.
        let calendars = parse(
            "[[day_off]]\ndate = '2024-12-09'\ncalendars = ['a']\nname = { vi = 'Nghỉ', en = 'Off' }\nbasis = '[SAMPLE]'\n\
             [[day_off]]\ndate = '2024-12-09'\n\
             [[working_day]]\ndate = '2024-12-14'\nfor = '2024-12-09'\ncalendars = ['a']\n\
             [[working_day]]\ndate = '2024-12-15'\nfor = '2024-12-10'\ncalendars = ['a']\n\
             [[working_day]]\ndate = '2024-12-21'\nhours = ['08:00-09:00']\n\
             [[working_day]]\ndate = '2024-12-22'\n\
             [[half_day]]\ndate = '2024-12-16'\ncalendars = ['a']\n\
             [[half_day]]\ndate = '2024-12-14'\nworks = 'afternoon'\ncalendars = ['a']\n",
        )
        .unwrap();
        // Half hours of work.
        for (code, date, want) in [
            ("a", "2024-12-09", 0),
            ("b", "2024-12-09", 0),
            ("a", "2024-12-14", 7),
            ("a", "2024-12-15", 8),
            ("b", "2024-12-15", 0),
            ("b", "2024-12-21", 2),
            ("a", "2024-12-22", 15),
            ("b", "2024-12-22", 8),
            ("a", "2024-12-16", 8),
            ("a", "2024-12-23", 15),
        ] {
            assert_eq!(total_hours(&calendars, code, date), want, "{code} {date}");
        }
        let a = calendars.get("a").unwrap();
        let days = a.special_days("2024-12-09".parse().unwrap(), "2024-12-14".parse().unwrap());
        let found: Vec<_> = days.iter().map(|day| (day.kind, day.name.en.as_str(), day.basis)).collect();
        assert_eq!(found, [(SpecialKind::DayOff, "Off", "[SAMPLE]"), (SpecialKind::HalfDay, "", "")]);
        assert!(a.special_days(Date::MAX, Date::MIN).is_empty());
        assert_eq!(a.special_days(Date::MIN, Date::MAX).len(), 6);
    }

    type Check = fn(&ParseError) -> bool;

    #[test]
    fn mistakes_are_named() {
        let off = "[[day_off]]\ndate = '2024-12-09'\n";
        let table: [(String, Check); 11] = [
            ("[[day_off]]\n".to_owned(), |e| matches!(e, ParseError::Toml(_))),
            (format!("{off}calendar = ['a']\n"), |e| matches!(e, ParseError::Toml(_))),
            ("[[dayoff]]\ndate = '2024-12-09'\n".to_owned(), |e| matches!(e, ParseError::Toml(_))),
            ("[[day_off]]\ndate = '2024-02-30'\n".to_owned(), |e| matches!(e, ParseError::Date(_))),
            (format!("{off}calendars = ['c']\n"), |e| matches!(e, ParseError::Unknown(_))),
            (format!("{off}[[working_day]]\ndate = '2024-12-09'\n"), |e| matches!(e, ParseError::Contradiction(..))),
            (format!("{off}[[half_day]]\ndate = '2024-12-09'\n"), |e| matches!(e, ParseError::Contradiction(..))),
            ("[[working_day]]\ndate = '2024-12-14'\nfor = '2024-12-15'\n".to_owned(), |e| {
                matches!(e, ParseError::NoWorkingTimeOn(..))
            }),
            ("[[working_day]]\ndate = '2024-12-14'\nhours = ['9-10']\n".to_owned(), |e| {
                matches!(e, ParseError::Periods(_))
            }),
            ("[[half_day]]\ndate = '2024-12-09'\nworks = 'night'\n".to_owned(), |e| matches!(e, ParseError::Half(_))),
            (WEEK.to_owned(), |e| matches!(e, ParseError::Twice(_))),
        ];
        for (days, expected) in table {
            let error = parse(&days).unwrap_err();
            assert!(expected(&error), "{days}: {error:?}");
        }
        let idle = Calendars::parse("[[calendar]]\ncode = 'a'\nweekly = {}\n").unwrap_err();
        assert!(matches!(idle, ParseError::NoWorkingTime(_)), "{idle:?}");
    }
}
