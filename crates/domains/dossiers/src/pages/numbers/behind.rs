//! The dossiers behind one number of one unit.

use kernel::{Page, Result};
use organisation::{Directory, UnitId};
use procedures::Catalogue;
use serde::Serialize;
use web::http::Path;
use web::{Cx, Outcome};

use super::Ask;
use super::table::COLUMNS;
use crate::model::Dossier;
use crate::pages::officer::query;
use crate::pages::shared::{TagView, tag};
use crate::queries::{self, Behind, BehindMore};

const TEMPLATE: &str = "dossiers/numbers/behind.html";
/// Rows of a page.
const ROWS: i64 = 50;

/// The list.
#[derive(Serialize)]
pub(super) struct BehindView {
    /// The agency.
    pub(super) agency: String,
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

/// GET /officer/numbers/{unit}/{number}
pub(super) async fn get(cx: Cx, Path((unit, number)): Path<(String, String)>) -> Outcome {
    let unit = unit.parse::<UnitId>()?;
    let ask = Ask::of(&cx)?;
    let asked = query(&cx)?;
    let page = page(&cx, unit, &number, &ask, asked.filled("page")).await?;
    let view = view(&cx, unit, &number, &ask, page, asked.filled("page").is_none())?;
    cx.page(TEMPLATE, &view).await
}

async fn page(cx: &Cx, unit: UnitId, number: &str, ask: &Ask, page: Option<&str>) -> Result<Page<Dossier>> {
    let reader = cx.reader();
    let more = match number {
        "open" => Some(BehindMore::Open),
        "paid" => Some(BehindMore::Paid),
        "with-fee" => Some(BehindMore::WithFee),
        "offered" => Some(BehindMore::Offered),
        _ => None,
    };
    match more {
        Some(more) => queries::behind_more(&reader, unit, more, ask.days(), page, ROWS).await,
        None => queries::behind(&reader, unit, Behind::parse(number)?, ask.days(), page, ROWS).await,
    }
}

fn view(cx: &Cx, unit: UnitId, number: &str, ask: &Ask, page: Page<Dossier>, is_first: bool) -> Result<BehindView> {
    let reader = cx.reader();
    let units = reader.service::<Directory>()?.on(reader.now);
    let catalogue = reader.service::<Catalogue>()?.current();
    let period = ask.period();
    let row = |dossier: &Dossier| RowView {
        href: format!("/officer/dossiers/{}", dossier.id),
        code: dossier.shown_code().to_owned(),
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
    let label =
        COLUMNS.iter().find(|(code, _)| *code == number).map_or("dossiers-numbers-received", |&(_, label)| label);
    Ok(BehindView {
        agency: units.name(unit).to_owned(),
        label,
        from: ask.from.to_string(),
        to: ask.to.to_string(),
        is_now: number == "open",
        total: page.total,
        shown: rows.len(),
        rows,
        base: format!("/officer/numbers/{unit}/{number}?{period}&"),
        next: page.next,
        is_first,
        back: format!("/officer/numbers?{period}"),
    })
}
