//! The numbers of dossiers by level and unit; each opens to exactly the dossiers behind it.

mod behind;
mod csv;
mod notes;
mod samples;
mod table;

use jiff::civil::{Date, date};
use kernel::{Message, Result};
use organisation::{Directory, Level, Snapshot, UnitId};
use web::{Cx, Guard, Routes, Template, TemplateSample, Values};

use crate::pages::officer::query;
use crate::permissions::NUMBERS;
use crate::queries::{Among, Series};

/// In addresses, the place of the unit for a number that is a sum.
const SUM: &str = "sum";

/// The templates. Their words are in the officers' file.
pub const TEMPLATES: &[Template] = &[
    ("dossiers/numbers/table.html", include_str!("../../../templates/dossiers/numbers/table.html")),
    ("dossiers/numbers/behind.html", include_str!("../../../templates/dossiers/numbers/behind.html")),
];

/// The routes.
pub fn routes() -> Routes {
    let guard = Guard::Right(NUMBERS);
    Routes::default().get("/officer/numbers", guard, table::get).get("/officer/numbers.csv", guard, csv::get).get(
        "/officer/numbers/{unit}/{number}",
        guard,
        behind::get,
    )
}

/// Samples of all templates.
pub fn samples() -> Vec<TemplateSample> {
    samples::all()
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
struct Ask {
    /// First day.
    from: Date,
    /// Last day.
    to: Date,
    /// Only units of this level.
    level: Option<Level>,
    /// Only this unit and those below it.
    unit: Option<UnitId>,
    /// The units under which the numbers stand.
    series: Series,
    /// What could not be read, so that the usual period is shown.
    wrong: Option<Message>,
}

impl Ask {
    /// Reads a request; the usual period is this year so far, by the business clock.
    fn of(cx: &Cx) -> Result<Self> {
        let units = cx.reader().service::<Directory>()?.on(cx.reader().now);
        Ok(Self::read(&query(cx)?, cx.app.runtime().now().date(), &units))
    }

    fn read(values: &Values, today: Date, units: &Snapshot) -> Self {
        let (first, last) = (date(today.year(), 1, 1), today);
        let day = |name: &str, usual: Date| match typed_day(values, name) {
            None => Some(usual),
            Some(text) => read_day(&text),
        };
        let (from, to, wrong) = match (day("from", first), day("to", last)) {
            (Some(from), Some(to)) if from <= to => (from, to, None),
            (Some(_), Some(_)) => (first, last, Some(Message::new("dossiers-numbers-wrong-order"))),
            _ => (first, last, Some(Message::new("dossiers-numbers-wrong-day"))),
        };
        let unit = values.get("unit").parse::<UnitId>().ok().filter(|unit| units.unit(*unit).is_ok());
        let series = Series::parse(values.get("series")).unwrap_or_default();
        Self { from, to, level: Level::parse(values.get("level")), unit, series, wrong }
    }

    /// First and last day as day numbers.
    fn days(&self) -> (i64, i64) {
        let number = |day: Date| kernel::Timestamp::start_of(day).day_number();
        (number(self.from), number(self.to))
    }

    /// The period as part of a link, and the series when it is not the usual one: `from=2024-01-01&to=2024-12-10`.
    fn period(&self) -> String {
        let period = format!("from={}&to={}", self.from, self.to);
        if self.series == Series::default() { period } else { format!("{period}&series={}", self.series.code()) }
    }

    /// The units that were asked for.
    fn among(&self) -> Among {
        Among { level: self.level, unit: self.unit, line: None, series: self.series }
    }

    /// What a link needs to open the numbers of one line: what is summed up there stands among what was asked for.
    fn line_query(&self) -> String {
        match self.unit {
            Some(unit) => format!("{}&unit={unit}", self.period()),
            None => self.period(),
        }
    }

    /// Everything asked as part of a link.
    fn query(&self) -> String {
        let mut text = self.period();
        if let Some(level) = self.level {
            text.push_str("&level=");
            text.push_str(level.code());
        }
        if let Some(unit) = self.unit {
            text.push_str("&unit=");
            text.push_str(&unit.to_string());
        }
        text
    }
}

/// A day as links carry it, or its three boxes together; none when nothing was typed.
fn typed_day(values: &Values, name: &str) -> Option<String> {
    if let Some(text) = values.filled(name) {
        return Some(text.to_owned());
    }
    let parts = ["d", "m", "y"].map(|end| values.get(&format!("{name}-{end}")).to_owned());
    if parts.iter().all(String::is_empty) { None } else { Some(parts.join("/")) }
}

/// A day as links carry it (2024-12-10) or as people type it (10/12/2024).
fn read_day(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let mut parts = text.split('/').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_period_is_this_year_so_far_and_a_wrong_one_is_said() {
        let today = date(2024, 12, 10);
        let read = |query: &str| Ask::read(&Values::parse(query).unwrap(), today, &Snapshot::default());
        for (query, from, to, is_wrong) in [
            ("", date(2024, 1, 1), today, false),
            ("from=2023-05-01&to=2023-06-30", date(2023, 5, 1), date(2023, 6, 30), false),
            ("from=1/5/2023&to=30/6/2023", date(2023, 5, 1), date(2023, 6, 30), false),
            ("from-d=1&from-m=5&from-y=2023&to-d=30&to-m=6&to-y=2023", date(2023, 5, 1), date(2023, 6, 30), false),
            ("from-d=&from-m=&from-y=", date(2024, 1, 1), today, false),
            ("from-d=10&from-m=12", date(2024, 1, 1), today, true),
            ("from=2024-06-01", date(2024, 6, 1), today, false),
            ("from=2024-06-01&to=2024-05-01", date(2024, 1, 1), today, true),
            ("from=hôm qua", date(2024, 1, 1), today, true),
            ("to=31/02/2024", date(2024, 1, 1), today, true),
        ] {
            let ask = read(query);
            assert_eq!((ask.from, ask.to, ask.wrong.is_some()), (from, to, is_wrong), "{query}");
        }
    }

    #[test]
    fn what_was_asked_is_kept_in_links() {
        let ask = Ask::read(
            &Values::parse("from=2024-01-01&to=2024-03-31&level=commune&unit=1").unwrap(),
            date(2024, 12, 10),
            &Snapshot::default(),
        );
        assert_eq!(ask.query(), "from=2024-01-01&to=2024-03-31&level=commune");
        assert_eq!(ask.days().1 - ask.days().0, 90);
    }

    #[test]
    fn only_another_series_than_the_usual_one_stands_in_links() {
        let read = |query: &str| Ask::read(&Values::parse(query).unwrap(), date(2024, 2, 1), &Snapshot::default());
        for (query, expected) in [
            ("series=then", "from=2024-01-01&to=2024-02-01"),
            ("series=x", "from=2024-01-01&to=2024-02-01"),
            ("series=today", "from=2024-01-01&to=2024-02-01&series=today"),
        ] {
            let ask = read(query);
            assert_eq!((ask.query(), ask.line_query()), (expected.to_owned(), expected.to_owned()), "{query}");
        }
    }
}
