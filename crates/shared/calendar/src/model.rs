//! When an agency works: a week, and the days that differ from it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::error::ParseError;
use crate::hours::{Hours, date_of, day_number};

/// A name in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// How a day differs from its weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialKind {
    /// No work: a public holiday, or a day swapped with a Saturday (facts 2.55, 2.56).
    DayOff,
    /// Work on a day that is usually off, in exchange for another (fact 2.55).
    MakeUp,
    /// Work in one half of the day only.
    HalfDay,
}

/// A day that differs from its weekday, to explain a due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpecialDay<'a> {
    /// Which day.
    pub date: Date,
    /// How it differs.
    pub kind: SpecialKind,
    /// Its name; may be empty.
    pub name: &'a Label,
    /// Where the data has it from, marks such as `[UNVERIFIED]` included; may be empty.
    pub basis: &'a str,
}

#[derive(Clone, Debug)]
pub(crate) struct Special {
    pub(crate) kind: SpecialKind,
    pub(crate) hours: Hours,
    pub(crate) name: Label,
    pub(crate) basis: String,
}

/// When an agency works. Calculations are in this crate's `engine`: [`Calendar::due`] and its neighbours.
#[derive(Clone, Debug)]
pub struct Calendar {
    code: String,
    name: Label,
    /// Monday first.
    weekly: [Hours; 7],
    special: BTreeMap<i64, Special>,
}

impl Calendar {
    pub(crate) fn new(code: String, name: Label, weekly: [Hours; 7]) -> Result<Self, ParseError> {
        if weekly.iter().any(Hours::works) {
            Ok(Self { code, name, weekly, special: BTreeMap::new() })
        } else {
            Err(ParseError::NoWorkingTime(code))
        }
    }

    /// The code, such as `administrative`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The name.
    pub fn name(&self) -> &Label {
        &self.name
    }

    /// Whether the agency works on a date at all; half a day counts.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.works(day_number(date))
    }

    /// The days from `from` to `to`, both included, that differ from their weekday, in order.
    pub fn special_days(&self, from: Date, to: Date) -> Vec<SpecialDay<'_>> {
        if from > to {
            return Vec::new();
        }
        let days = self.special.range(day_number(from)..=day_number(to).max(day_number(from)));
        days.map(|(day, special)| SpecialDay {
            date: date_of(*day),
            kind: special.kind,
            name: &special.name,
            basis: &special.basis,
        })
        .collect()
    }

    /// The same calendar with one more day off, to see what it would change. A make-up day or half day gives way.
    #[must_use]
    pub fn with_day_off(&self, date: Date, name: Label) -> Self {
        let mut changed = self.clone();
        let special = Special { kind: SpecialKind::DayOff, hours: Hours::default(), name, basis: String::new() };
        changed.special.insert(day_number(date), special);
        changed
    }

    /// Adds a day that differs. A second day off is the same day off; anything else said twice is a contradiction,
    /// except half of a make-up day.
    pub(crate) fn add_special(&mut self, date: Date, special: Special) -> Result<(), ParseError> {
        let day = day_number(date);
        match (self.special.get(&day).map(|known| known.kind), special.kind) {
            (Some(SpecialKind::DayOff), SpecialKind::DayOff) => return Ok(()),
            (None, _) | (Some(SpecialKind::MakeUp), SpecialKind::HalfDay) => {}
            (Some(_), _) => return Err(ParseError::Contradiction(self.code.clone(), date)),
        }
        if special.kind != SpecialKind::DayOff && !special.hours.works() {
            return Err(ParseError::NoWorkingTimeOn(self.code.clone(), date));
        }
        self.special.insert(day, special);
        Ok(())
    }

    /// The week, Monday first.
    pub(crate) fn weekly(&self) -> &[Hours; 7] {
        &self.weekly
    }

    /// The days that differ between two day numbers, `from` included and `to` not; `from` is not after `to`.
    pub(crate) fn special_between(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, &Hours)> {
        self.special.range(from..to).map(|(day, special)| (*day, &special.hours))
    }

    /// The usual periods of the weekday of a day number. Day 0, 1970-01-01, was a Thursday.
    pub(crate) fn usual_hours(&self, day: i64) -> &Hours {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = &self.weekly;
        match day.rem_euclid(7) {
            0 => thursday,
            1 => friday,
            2 => saturday,
            3 => sunday,
            4 => monday,
            5 => tuesday,
            _ => wednesday,
        }
    }

    /// The periods of a day number.
    pub(crate) fn hours(&self, day: i64) -> &Hours {
        self.special.get(&day).map_or_else(|| self.usual_hours(day), |special| &special.hours)
    }

    /// Whether the agency works on a day number at all.
    pub(crate) fn works(&self, day: i64) -> bool {
        self.hours(day).works()
    }
}

/// All calendars by code.
#[derive(Clone, Debug, Default)]
pub struct Calendars {
    calendars: BTreeMap<String, Calendar>,
}

impl Calendars {
    /// The calendar of a code.
    pub fn get(&self, code: &str) -> Option<&Calendar> {
        self.calendars.get(code)
    }

    /// All calendars in the order of their codes.
    pub fn all(&self) -> impl Iterator<Item = &Calendar> {
        self.calendars.values()
    }

    pub(crate) fn add(&mut self, calendar: Calendar) -> Result<(), ParseError> {
        let code = calendar.code.clone();
        match self.calendars.insert(code.clone(), calendar) {
            None => Ok(()),
            Some(_) => Err(ParseError::Twice(code)),
        }
    }

    pub(crate) fn get_mut(&mut self, code: &str) -> Option<&mut Calendar> {
        self.calendars.get_mut(code)
    }
}
