//! Under which unit the numbers of a unit stand when units were reorganised (fact 8.14). Figures are kept for the unit
//! that decides a dossier and never change; a series only says where they are added up.

use std::str::FromStr;
use std::sync::Arc;

use kernel::{Error, Result, Timestamp};
use organisation::{Directory, Level, Snapshot, UnitId};

/// More reorganisations than any unit goes through; a circle in the data ends here.
const MAX_TURNS: usize = 8;

/// The units under which numbers are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Series {
    /// The units that were there in the period. What had ended before stands with those that continue it whole.
    #[default]
    Then,
    /// The units that there are now: those that ended are added to those that continue them whole.
    Today,
    /// The units at the begin of the period: one that began later is taken for its only predecessor. What has several,
    /// or a part of one, cannot be divided and stays what it is.
    Before,
}

impl Series {
    /// All series, the usual one first.
    pub const ALL: [Self; 3] = [Self::Then, Self::Today, Self::Before];

    /// The code in links and the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Then => "then",
            Self::Today => "today",
            Self::Before => "before",
        }
    }

    /// Message that names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Then => "dossiers-series-then",
            Self::Today => "dossiers-series-today",
            Self::Before => "dossiers-series-before",
        }
    }

    /// Message that says how it comes about; none for what is not derived.
    pub fn explanation(self) -> Option<&'static str> {
        match self {
            Self::Then => None,
            Self::Today => Some("dossiers-series-today-how"),
            Self::Before => Some("dossiers-series-before-how"),
        }
    }

    /// The series of a code; none for anything else.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|series| series.code() == code)
    }
}

impl FromStr for Series {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        Self::parse(code).ok_or_else(Error::not_found)
    }
}

/// What is to be said of the unit of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Since when it is there, when it continues others and began inside the period.
    pub begun: Option<Timestamp>,
    /// The first instant at which it was no longer there, when that came before the end of the period.
    pub ended: Option<Timestamp>,
    /// Whether its numbers belong to several units of before and cannot be divided among them.
    pub is_undivided: bool,
}

/// The units of a series for a period.
#[derive(Debug)]
pub struct Shown {
    series: Series,
    /// The directory when the period begins, when it ends, and now; no period reaches beyond now.
    start: Arc<Snapshot>,
    end: Arc<Snapshot>,
    now: Arc<Snapshot>,
    begins_at: Timestamp,
}

impl Shown {
    /// The units of a series for the days of a period, both included.
    pub fn of(directory: &Directory, series: Series, (from, to): (i64, i64), now: Timestamp) -> Self {
        let begins_at = Timestamp::of_day_number(from).min(now);
        let ends_at = Timestamp::of_day_number(to.saturating_add(1)).plus(-1).min(now);
        let [start, end, now] = [begins_at, ends_at, now].map(|at| directory.on(at));
        Self { series, start, end, now, begins_at }
    }

    /// The directory in which the units of the series have their names and places.
    pub fn names(&self) -> &Snapshot {
        match self.series {
            Series::Then => &self.end,
            Series::Today => &self.now,
            Series::Before => &self.start,
        }
    }

    /// The directory now, which says what lies below a unit and what it continues.
    pub fn now(&self) -> &Snapshot {
        &self.now
    }

    /// The unit under which the numbers of a unit stand.
    pub fn unit(&self, unit: UnitId) -> UnitId {
        match self.series {
            Series::Then => self.then(unit),
            Series::Today => self.now.heir(unit),
            Series::Before => self.before(self.then(unit)),
        }
    }

    fn then(&self, unit: UnitId) -> UnitId {
        if self.end.is_open(unit) { unit } else { self.start.heir(unit) }
    }

    fn before(&self, unit: UnitId) -> UnitId {
        let mut found = unit;
        for _ in 0..MAX_TURNS {
            if self.start.is_open(found) {
                return found;
            }
            let Some(only) = self.only_predecessor(found) else { break };
            found = only;
        }
        unit
    }

    fn only_predecessor(&self, unit: UnitId) -> Option<UnitId> {
        let kind = |id: UnitId| self.end.unit(id).ok().map(|unit| unit.kind);
        let mut alike = self.end.predecessors(unit).iter().copied().filter(|before| kind(*before) == kind(unit));
        let only = alike.next().filter(|_| alike.next().is_none())?;
        let is_whole = !self.end.is_parted(unit) && !self.end.is_parted(only);
        is_whole.then_some(only)
    }

    /// The levels of government that there were at the begin or the end of the period, or are now; from the top.
    pub fn levels(&self) -> Vec<Level> {
        let there = [self.start.levels(), self.end.levels(), self.now.levels()].concat();
        Level::ALL.into_iter().filter(|level| there.contains(level)).collect()
    }

    /// The series that say something else than the usual one, which is the first.
    pub fn choices(&self) -> Vec<Series> {
        let is_other = |series: &Series| match series {
            Series::Then => true,
            Series::Today => self.now.has_turned_since(self.begins_at),
            Series::Before => self.end.has_turned_since(self.begins_at),
        };
        Series::ALL.into_iter().filter(is_other).collect()
    }

    /// What is to be said of the unit of a line.
    pub fn span(&self, unit: UnitId) -> Span {
        let at = if self.series == Series::Today { &self.now } else { &self.end };
        let Ok(known) = at.unit(unit) else { return Span::default() };
        let is_there = at.is_open(unit);
        let continues = !self.start.is_open(unit) && !self.end.predecessors(unit).is_empty();
        let has_begun = self.series == Series::Then && continues && is_there;
        Span {
            begun: has_begun.then_some(Timestamp(known.valid_from)),
            ended: known.valid_to.filter(|_| !is_there).map(Timestamp),
            is_undivided: self.series == Series::Before && continues,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_unknown_ones_are_not() {
        for series in Series::ALL {
            assert_eq!(Series::parse(series.code()), Some(series));
        }
        for code in ["", "Today", "hôm nay"] {
            assert_eq!(Series::parse(code), None, "{code:?}");
        }
        assert_eq!(Series::ALL.map(|series| series.explanation().is_some()), [false, true, true]);
    }
}
