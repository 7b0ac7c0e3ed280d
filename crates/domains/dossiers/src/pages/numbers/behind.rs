//! The dossiers behind one number: of one unit, or behind a sum.

use kernel::{Page, Result};
use organisation::{Snapshot, UnitId};
use procedures::Catalogue;
use serde::Serialize;
use web::http::Path;
use web::{Cx, Outcome};

use super::table::COLUMNS;
use super::{Ask, SUM};
use crate::model::Dossier;
use crate::pages::names::UnitNames;
use crate::pages::officer::query;
use crate::pages::shared::{TagView, tag};
use crate::queries::{self, Among, Behind, Series};

const TEMPLATE: &str = "dossiers/numbers/behind.html";
/// Rows of a page.
const ROWS: i64 = 50;

/// The list.
#[derive(Serialize)]
pub(super) struct BehindView {
    /// The agency, or what the sum adds up.
    pub(super) agency: String,
    /// Whether the number is a sum or of several agencies, so that each row names its agency.
    pub(super) is_sum: bool,
    /// Message that names the series; empty for the usual one.
    pub(super) series: &'static str,
    /// Message that names the number.
    pub(super) label: &'static str,
    /// First day, `YYYY-MM-DD`.
    pub(super) from: String,
    /// Last day.
    pub(super) to: String,
    /// Whether the number is of now, whatever the period.
    pub(super) is_now: bool,
    /// The number, as the table shows it.
    pub(super) total: i64,
    /// The dossiers.
    pub(super) rows: Vec<RowView>,
    /// How many rows the page shows.
    pub(super) shown: usize,
    /// Link without the page, ending in `&`.
    pub(super) base: String,
    /// Cursor of the next page.
    pub(super) next: Option<String>,
    /// Whether it is the first page.
    pub(super) is_first: bool,
    /// The table.
    pub(super) back: String,
}

/// A dossier without personal values.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RowView {
    /// Its page.
    pub(super) href: String,
    /// Its code.
    pub(super) code: String,
    /// Its agency.
    pub(super) agency: String,
    /// Name of the procedure.
    pub(super) procedure: String,
    /// State.
    pub(super) tag: TagView,
    /// When it was received, microseconds.
    pub(super) received_at: Option<i64>,
    /// The promised end, microseconds.
    pub(super) due_at: Option<i64>,
    /// When it was done, microseconds.
    pub(super) finished_at: Option<i64>,
    /// Whether it was on time.
    pub(super) on_time: Option<bool>,
}

/// GET /officer/numbers/{unit}/{number}, with `sum` in the place of the unit for a sum
pub(super) async fn get(cx: Cx, Path((unit, number)): Path<(String, String)>) -> Outcome {
    let unit = if unit == SUM { None } else { Some(unit.parse::<UnitId>()?) };
    let number = Behind::parse(&number)?;
    let ask = Ask::of(&cx)?;
    let asked = query(&cx)?;
    let among = Among { line: unit, ..ask.among() };
    let page = queries::behind(&cx.reader(), &among, number, ask.days(), asked.filled("page"), ROWS).await?;
    let view = view(&cx, unit, number, &ask, page, asked.filled("page").is_none())?;
    cx.page(TEMPLATE, &view).await
}

/// What a sum adds up, in words.
fn sum_of(cx: &Cx, ask: &Ask, units: &Snapshot) -> String {
    let level = ask.level.map(|level| cx.t(level.label()));
    let unit = ask.unit.map(|unit| match units.reach(unit, true).len() {
        1 => units.name(unit).to_owned(),
        _ => cx.tf("dossiers-numbers-with-below", &[("unit", units.name(unit).into())]),
    });
    let parts: Vec<String> = [level, unit].into_iter().flatten().collect();
    if parts.is_empty() { cx.t("dossiers-numbers-whole") } else { parts.join(" · ") }
}

fn view(
    cx: &Cx,
    unit: Option<UnitId>,
    number: Behind,
    ask: &Ask,
    page: Page<Dossier>,
    is_first: bool,
) -> Result<BehindView> {
    let reader = cx.reader();
    let shown = queries::shown(&reader, &ask.among(), ask.days())?;
    let names = UnitNames::of(&reader)?;
    let catalogue = reader.service::<Catalogue>()?.current();
    let code = number.code();
    let (base, back) = match unit {
        Some(unit) => (format!("/officer/numbers/{unit}/{code}?{}&", ask.line_query()), ask.line_query()),
        None => (format!("/officer/numbers/{SUM}/{code}?{}&", ask.query()), ask.query()),
    };
    let row = |dossier: &Dossier| RowView {
        href: format!("/officer/dossiers/{}", dossier.id),
        code: dossier.shown_code().to_owned(),
        agency: names.agency(cx, dossier),
        procedure: catalogue
            .version(dossier.procedure_version)
            .map_or_else(|| dossier.procedure.clone(), |version| version.name_in(cx.locale()).to_owned()),
        tag: tag(cx, dossier.state),
        received_at: dossier.received_at.map(|at| at.0),
        due_at: dossier.due_at.map(|at| at.0),
        finished_at: dossier.finished_at.map(|at| at.0),
        on_time: dossier.on_time,
    };
    let rows: Vec<RowView> = page.items.iter().map(row).collect();
    let label = COLUMNS.iter().find(|(column, _)| *column == number).map_or("", |&(_, label)| label);
    Ok(BehindView {
        agency: unit.map_or_else(|| sum_of(cx, ask, shown.now()), |unit| shown.names().name(unit).to_owned()),
        is_sum: page.items.iter().any(|dossier| Some(dossier.competent) != unit),
        series: if ask.series == Series::default() { "" } else { ask.series.label() },
        label,
        from: ask.from.to_string(),
        to: ask.to.to_string(),
        is_now: number == Behind::Open,
        total: page.total,
        shown: rows.len(),
        rows,
        base,
        next: page.next,
        is_first,
        back: format!("/officer/numbers?{back}"),
    })
}
