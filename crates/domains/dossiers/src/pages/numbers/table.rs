//! The table of numbers: every unit, and the sum of its level, added up when read.

use std::collections::BTreeMap;

use kernel::Result;
use organisation::{Directory, Level, Snapshot, UnitId};
use serde::Serialize;
use web::{Cx, Outcome};

use super::Ask;
use crate::pages::officer::ChipView;
use crate::queries::{self, UnitNumbers};

const TEMPLATE: &str = "dossiers/numbers/table.html";

/// The table.
#[derive(Serialize)]
pub(super) struct TableView {
    /// First day, as the form sends it.
    pub(super) from: String,
    /// Last day.
    pub(super) to: String,
    /// Code of the asked level; may be empty.
    pub(super) level: &'static str,
    /// Id of the asked unit; may be empty.
    pub(super) unit: String,
    /// Name of the asked unit; may be empty.
    pub(super) unit_name: String,
    /// Whether units below the asked one are counted too.
    pub(super) has_below: bool,
    /// What could not be read; may be empty.
    pub(super) wrong: String,
    /// Until when the numbers are known, microseconds.
    pub(super) as_of: i64,
    /// The levels.
    pub(super) chips: Vec<ChipView>,
    /// The sum of everything shown.
    pub(super) all: LineView,
    /// One group a level.
    pub(super) groups: Vec<GroupView>,
    /// The same as a file.
    pub(super) csv_href: String,
}

/// The units of a level.
#[derive(Clone, Debug, Serialize)]
pub(super) struct GroupView {
    /// Message that names the level.
    pub(super) label: &'static str,
    /// Their sum.
    pub(super) sum: LineView,
    /// Units in the group, also when they are folded.
    pub(super) count: usize,
    /// The page with all of them.
    pub(super) href: String,
    /// The units; empty when they are folded.
    pub(super) lines: Vec<LineView>,
}

/// The numbers of one unit, or a sum.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LineView {
    /// The unit; empty for a sum.
    pub(super) name: String,
    /// The table of the unit and those below it; empty for a sum.
    pub(super) href: String,
    /// Received, by channel, in progress, done, on time, late, paid, with a fee, offered online.
    pub(super) cells: Vec<CellView>,
    /// Share of online filings.
    pub(super) online: String,
    /// The share as the length of a bar, `76.2%`; empty when there is nothing to divide by.
    pub(super) online_width: String,
    /// Whether the share is below that of everything shown.
    pub(super) is_below: bool,
    /// Share done on time.
    pub(super) on_time: String,
}

/// A number.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CellView {
    /// Message of its column.
    pub(super) label: &'static str,
    /// The number.
    pub(super) value: i64,
    /// The dossiers behind it; empty for sums and for 0.
    pub(super) href: String,
}

/// The columns: code in links, message.
pub(super) const COLUMNS: [(&str, &str); 11] = [
    ("received", "dossiers-numbers-received"),
    ("online", "dossiers-numbers-online"),
    ("counter", "dossiers-numbers-counter"),
    ("post", "dossiers-numbers-post"),
    ("open", "dossiers-numbers-open"),
    ("done", "dossiers-numbers-done"),
    ("on-time", "dossiers-numbers-on-time"),
    ("late", "dossiers-numbers-late"),
    ("paid", "dossiers-numbers-paid"),
    ("with-fee", "dossiers-numbers-with-fee"),
    ("offered", "dossiers-numbers-offered"),
];

/// The number of a column.
pub(super) fn value(numbers: &UnitNumbers, column: &str) -> i64 {
    let channel = || numbers.received.get(column).copied().unwrap_or_default();
    match column {
        "received" => numbers.received_all(),
        "online" | "counter" | "post" => channel(),
        "open" => numbers.open,
        "done" => numbers.done.1,
        "on-time" => numbers.done.0,
        "late" => numbers.done.1 - numbers.done.0,
        "paid" => numbers.paid.0,
        "with-fee" => numbers.paid.1,
        _ => numbers.online.1,
    }
}

/// GET /officer/numbers
pub(super) async fn get(cx: Cx) -> Outcome {
    let ask = Ask::of(&cx)?;
    let lines = lines(&cx, &ask).await?;
    let view = view(&cx, &ask, &lines)?;
    cx.page(TEMPLATE, &view).await
}

/// The units that were asked for with their numbers, by level and name.
pub(super) async fn lines(cx: &Cx, ask: &Ask) -> Result<Vec<(Level, UnitId, String, UnitNumbers)>> {
    let reader = cx.reader();
    let units = reader.service::<Directory>()?.on(reader.now);
    let (from, to) = ask.days();
    let table = queries::numbers(&reader, from, to).await?;
    Ok(chosen(&units, ask, table))
}

fn chosen(
    units: &Snapshot,
    ask: &Ask,
    table: BTreeMap<UnitId, UnitNumbers>,
) -> Vec<(Level, UnitId, String, UnitNumbers)> {
    let below = ask.unit.map(|unit| units.below(unit));
    let mut found = Vec::new();
    for (id, numbers) in table {
        let Ok(unit) = units.unit(id) else { continue };
        let is_asked =
            ask.level.is_none_or(|level| level == unit.level) && below.as_ref().is_none_or(|below| below.contains(&id));
        // A unit without any number in the period would only be a line of zeros.
        if is_asked && COLUMNS.iter().any(|(column, _)| value(&numbers, column) != 0) {
            found.push((unit.level, unit.sort_key.as_slice(), id, unit.agency_name.clone(), numbers));
        }
    }
    found.sort_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
    found.into_iter().map(|(level, _, id, name, numbers)| (level, id, name, numbers)).collect()
}

fn view(cx: &Cx, ask: &Ask, lines: &[(Level, UnitId, String, UnitNumbers)]) -> Result<TableView> {
    let units = cx.reader().service::<Directory>()?.on(cx.reader().now);
    let mut whole = UnitNumbers::default();
    for (_, _, _, numbers) in lines {
        whole.add(numbers);
    }
    let maker = LineMaker { cx, ask, whole: whole.online };
    let mut groups = Vec::new();
    for level in Level::ALL {
        let mut sum = UnitNumbers::default();
        let mut views = Vec::new();
        for (_, id, name, numbers) in lines.iter().filter(|line| line.0 == level) {
            sum.add(numbers);
            views.push(maker.unit(*id, name, numbers));
        }
        if !views.is_empty() {
            let count = views.len();
            // Asked for nothing in particular, the page stays one that a leader can see whole.
            let is_folded = ask.level.is_none() && ask.unit.is_none() && level != Level::Province;
            let href = format!("/officer/numbers?{}", Ask { level: Some(level), ..ask.clone() }.query());
            let lines = if is_folded { Vec::new() } else { views };
            groups.push(GroupView { label: level.label(), sum: maker.sum(&sum), count, href, lines });
        }
    }
    Ok(TableView {
        from: ask.from.to_string(),
        to: ask.to.to_string(),
        level: ask.level.map_or("", Level::code),
        unit: ask.unit.map_or_else(String::new, |unit| unit.to_string()),
        unit_name: ask.unit.map_or_else(String::new, |unit| units.name(unit).to_owned()),
        has_below: ask.unit.is_some_and(|unit| units.below(unit).len() > 1),
        wrong: ask.wrong.as_ref().map_or_else(String::new, |message| cx.say(message)),
        as_of: cx.app.runtime().now().0,
        chips: chips(ask, &units),
        all: maker.sum(&whole),
        groups,
        csv_href: format!("/officer/numbers.csv?{}", ask.query()),
    })
}

fn chips(ask: &Ask, units: &Snapshot) -> Vec<ChipView> {
    let href = |level: Option<Level>| format!("/officer/numbers?{}", Ask { level, ..ask.clone() }.query());
    let chip = |level: Option<Level>, label: &'static str| ChipView {
        href: href(level),
        label,
        icon: "",
        count: None,
        is_current: ask.level == level,
    };
    let mut chips = vec![chip(None, "dossiers-numbers-all-levels")];
    chips.extend(units.levels().into_iter().map(|level| chip(Some(level), level.label())));
    chips
}

/// Turns numbers into lines.
struct LineMaker<'a> {
    cx: &'a Cx,
    ask: &'a Ask,
    /// The online share of everything shown, as a fraction.
    whole: (i64, i64),
}

impl LineMaker<'_> {
    fn unit(&self, id: UnitId, name: &str, numbers: &UnitNumbers) -> LineView {
        let period = self.ask.period();
        let href = |column: &str| format!("/officer/numbers/{id}/{column}?{period}");
        LineView {
            name: name.to_owned(),
            href: format!("/officer/numbers?{period}&unit={id}"),
            ..self.line(numbers, href)
        }
    }

    fn sum(&self, numbers: &UnitNumbers) -> LineView {
        self.line(numbers, |_| String::new())
    }

    fn line(&self, numbers: &UnitNumbers, href: impl Fn(&str) -> String) -> LineView {
        let cell = |&(column, label): &(&'static str, &'static str)| {
            let value = value(numbers, column);
            CellView { label, value, href: if value == 0 { String::new() } else { href(column) } }
        };
        let ((online, offered), (all_online, all_offered)) = (numbers.online, self.whole);
        let below = i128::from(online) * i128::from(all_offered) < i128::from(all_online) * i128::from(offered);
        LineView {
            name: String::new(),
            href: String::new(),
            cells: COLUMNS.iter().map(cell).collect(),
            online: web::format::percent(self.cx.locale(), online, offered),
            online_width: width(online, offered),
            is_below: below,
            on_time: web::format::percent(self.cx.locale(), numbers.done.0, numbers.done.1),
        }
    }
}

/// A share as the length of a bar; empty when there is nothing to divide by.
fn width(num: i64, den: i64) -> String {
    if den <= 0 {
        return String::new();
    }
    let thousandths = (i128::from(num.clamp(0, den)) * 1_000) / i128::from(den);
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_number() {
        let numbers = UnitNumbers {
            received: BTreeMap::from([("online".to_owned(), 5), ("counter".to_owned(), 3), ("post".to_owned(), 1)]),
            online: (5, 8),
            done: (6, 7),
            paid: (2, 4),
            open: 2,
            satisfied: (0, 0),
        };
        let found: Vec<i64> = COLUMNS.iter().map(|(column, _)| value(&numbers, column)).collect();
        assert_eq!(found, [9, 5, 3, 1, 2, 7, 6, 1, 2, 4, 8]);
    }

    #[test]
    fn bars_never_leave_their_cell() {
        for (num, den, expected) in
            [(762, 1_000, "76.2%"), (1, 3, "33.3%"), (5, 4, "100.0%"), (-1, 4, "0.0%"), (0, 0, "")]
        {
            assert_eq!(width(num, den), expected, "{num}/{den}");
        }
    }
}
