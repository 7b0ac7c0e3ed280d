//! The table of numbers: every unit, and the sum of its level, added up when read.

use kernel::Result;
use organisation::Level;
use serde::Serialize;
use web::{Cx, Outcome};

use super::notes::notes;
use super::{Ask, SUM};
use crate::pages::officer::ChipView;
use crate::queries::{self, Behind, Series, Shown, UnitLine, UnitNumbers};

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
    /// The series, where there is more than one.
    pub(super) series: Vec<ChipView>,
    /// Code of the series; empty for the usual one.
    pub(super) series_code: &'static str,
    /// Message that says how a derived series comes about; empty for the usual one.
    pub(super) explanation: &'static str,
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
    /// What is said of the unit: since when, until when, what is added up.
    pub(super) notes: Vec<String>,
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
    /// The dossiers behind it; empty for 0.
    pub(super) href: String,
}

/// The columns: number, message.
pub(super) const COLUMNS: [(Behind, &str); 11] = [
    (Behind::Received, "dossiers-numbers-received"),
    (Behind::Online, "dossiers-numbers-online"),
    (Behind::Counter, "dossiers-numbers-counter"),
    (Behind::Post, "dossiers-numbers-post"),
    (Behind::Open, "dossiers-numbers-open"),
    (Behind::Done, "dossiers-numbers-done"),
    (Behind::OnTime, "dossiers-numbers-on-time"),
    (Behind::Late, "dossiers-numbers-late"),
    (Behind::Paid, "dossiers-numbers-paid"),
    (Behind::WithFee, "dossiers-numbers-with-fee"),
    (Behind::Offered, "dossiers-numbers-offered"),
];

/// GET /officer/numbers
pub(super) async fn get(cx: Cx) -> Outcome {
    let ask = Ask::of(&cx)?;
    let lines = queries::lines(&cx.reader(), &ask.among(), ask.days()).await?;
    let view = view(&cx, &ask, &lines)?;
    cx.page(TEMPLATE, &view).await
}

fn view(cx: &Cx, ask: &Ask, lines: &[UnitLine]) -> Result<TableView> {
    let shown = queries::shown(&cx.reader(), &ask.among(), ask.days())?;
    let units = shown.now();
    let mut whole = UnitNumbers::default();
    for line in lines {
        whole.add(&line.numbers);
    }
    let maker = LineMaker { cx, ask, shown: &shown, whole: whole.online };
    let mut groups = Vec::new();
    for level in Level::ALL {
        let mut sum = UnitNumbers::default();
        let mut views = Vec::new();
        for line in lines.iter().filter(|line| line.level == level) {
            sum.add(&line.numbers);
            views.push(maker.unit(line));
        }
        if !views.is_empty() {
            let count = views.len();
            // Asked for nothing in particular, the page stays one that a leader can see whole.
            let is_folded = ask.level.is_none() && ask.unit.is_none() && level != Level::Province;
            let of_level = Ask { level: Some(level), ..ask.clone() };
            let href = format!("/officer/numbers?{}", of_level.query());
            let lines = if is_folded { Vec::new() } else { views };
            groups.push(GroupView { label: level.label(), sum: maker.sum(&of_level, &sum), count, href, lines });
        }
    }
    Ok(TableView {
        from: ask.from.to_string(),
        to: ask.to.to_string(),
        level: ask.level.map_or("", Level::code),
        unit: ask.unit.map_or_else(String::new, |unit| unit.to_string()),
        unit_name: ask.unit.map_or_else(String::new, |unit| units.name(unit).to_owned()),
        has_below: ask.unit.is_some_and(|unit| units.reach(unit, true).len() > 1),
        wrong: ask.wrong.as_ref().map_or_else(String::new, |message| cx.say(message)),
        as_of: cx.app.runtime().now().0,
        chips: chips(ask, &shown),
        series: series(ask, &shown),
        series_code: if ask.series == Series::default() { "" } else { ask.series.code() },
        explanation: ask.series.explanation().unwrap_or_default(),
        all: maker.sum(ask, &whole),
        groups,
        csv_href: format!("/officer/numbers.csv?{}", ask.query()),
    })
}

fn chips(ask: &Ask, shown: &Shown) -> Vec<ChipView> {
    let href = |level: Option<Level>| format!("/officer/numbers?{}", Ask { level, ..ask.clone() }.query());
    let chip = |level: Option<Level>, label: &'static str| ChipView {
        href: href(level),
        label,
        icon: "",
        count: None,
        is_current: ask.level == level,
    };
    let mut chips = vec![chip(None, "dossiers-numbers-all-levels")];
    chips.extend(shown.levels().into_iter().map(|level| chip(Some(level), level.label())));
    chips
}

/// The series to choose from; none where all would say the same.
fn series(ask: &Ask, shown: &Shown) -> Vec<ChipView> {
    let choices = shown.choices();
    if choices.len() < 2 && ask.series == Series::default() {
        return Vec::new();
    }
    let chip = |series: Series| ChipView {
        href: format!("/officer/numbers?{}", Ask { series, ..ask.clone() }.query()),
        label: series.label(),
        icon: "",
        count: None,
        is_current: ask.series == series,
    };
    choices.into_iter().map(chip).collect()
}

/// Turns numbers into lines.
struct LineMaker<'a> {
    cx: &'a Cx,
    ask: &'a Ask,
    shown: &'a Shown,
    /// The online share of everything shown, as a fraction.
    whole: (i64, i64),
}

impl LineMaker<'_> {
    fn unit(&self, line: &UnitLine) -> LineView {
        let (period, query) = (self.ask.period(), self.ask.line_query());
        let id = line.unit;
        LineView {
            name: line.name.clone(),
            notes: notes(self.cx, self.shown, line),
            href: format!("/officer/numbers?{period}&unit={id}"),
            ..self.line(&line.numbers, |number| format!("/officer/numbers/{id}/{}?{query}", number.code()))
        }
    }

    /// The sum of what `ask` asks for.
    fn sum(&self, ask: &Ask, numbers: &UnitNumbers) -> LineView {
        self.line(numbers, |number| format!("/officer/numbers/{SUM}/{}?{}", number.code(), ask.query()))
    }

    fn line(&self, numbers: &UnitNumbers, href: impl Fn(Behind) -> String) -> LineView {
        let cell = |&(number, label): &(Behind, &'static str)| {
            let value = number.of(numbers);
            CellView { label, value, href: if value == 0 { String::new() } else { href(number) } }
        };
        let ((online, offered), (all_online, all_offered)) = (numbers.online, self.whole);
        let below = i128::from(online) * i128::from(all_offered) < i128::from(all_online) * i128::from(offered);
        LineView {
            name: String::new(),
            notes: Vec::new(),
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
    fn every_number_has_its_column() {
        assert_eq!(COLUMNS.map(|(number, _)| number), Behind::ALL);
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
