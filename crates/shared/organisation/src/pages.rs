//! The tree of units for officers, and the list of units for systems.

use kernel::{Error, Message, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::http::{IntoResponse, Json, Query};
use web::{Cx, Locale, Outcome, TemplateSample, View, view_of};

use crate::directory::Directory;
use crate::model::{Level, Unit, UnitId, UnitKind};
use crate::snapshot::Snapshot;

const TEMPLATE: &str = "organisation/units.html";
/// Most units that one search shows; the page says how many there are.
const SHOWN: usize = 200;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    unit: String,
}

#[derive(Serialize)]
struct Crumb {
    name: String,
    href: String,
}

#[derive(Serialize)]
struct UnitRow {
    name: String,
    href: String,
    kind: &'static str,
    level: &'static str,
    code: String,
    identifier: String,
    valid_from: i64,
    valid_to: Option<i64>,
    below: usize,
}

/// One unit with what lies below it, or what a search found.
#[derive(Serialize)]
struct UnitsView {
    q: String,
    is_search: bool,
    crumbs: Vec<Crumb>,
    unit: Option<UnitRow>,
    /// Who continues the unit by now.
    heirs: Vec<Crumb>,
    /// Whom it continues whole.
    predecessors: Vec<Crumb>,
    rows: Vec<UnitRow>,
    shown: usize,
    total: usize,
}

/// GET /officer/units
pub(crate) async fn list(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let snapshot = cx.reader().service::<Directory>()?.on(cx.reader().now);
    let q = asked.q.trim();
    let view = if q.is_empty() { tree(&snapshot, asked.unit.trim())? } else { found(&snapshot, q) };
    cx.page(TEMPLATE, view).await
}

fn tree(snapshot: &Snapshot, unit: &str) -> Result<UnitsView> {
    let id = if unit.is_empty() { snapshot.province() } else { Some(unit.parse::<UnitId>()?) };
    let Some(id) = id else { return Ok(UnitsView::of(String::new(), false, Vec::new(), None, Vec::new(), 0)) };
    let unit = row(snapshot, snapshot.unit(id)?);
    let mut crumbs: Vec<Crumb> = snapshot
        .line(id)
        .into_iter()
        .map(|unit| Crumb { name: unit.agency_name.clone(), href: href(unit.id) })
        .collect();
    crumbs.reverse();
    let below = snapshot.children(id).iter().filter_map(|child| snapshot.unit(*child).ok());
    let rows: Vec<UnitRow> = below.map(|unit| row(snapshot, unit)).collect();
    let total = rows.len();
    let link = |id: UnitId| Crumb { name: snapshot.name(id).to_owned(), href: href(id) };
    // A unit that came back after a reorganisation, or gave up a part only, is nobody else now.
    let successors = snapshot.successors(id).iter().filter(|_| !snapshot.is_open(id));
    let heirs = successors.map(|succession| link(succession.to)).collect();
    let predecessors = snapshot.predecessors(id).iter().map(|id| link(*id)).collect();
    let view = UnitsView::of(String::new(), false, crumbs, Some(unit), rows, total);
    Ok(UnitsView { heirs, predecessors, ..view })
}

fn found(snapshot: &Snapshot, q: &str) -> UnitsView {
    let units = snapshot.search(q, None);
    let total = units.len();
    let rows = units.into_iter().take(SHOWN).map(|unit| row(snapshot, unit)).collect();
    UnitsView::of(q.to_owned(), true, Vec::new(), None, rows, total)
}

impl UnitsView {
    fn of(
        q: String,
        is_search: bool,
        crumbs: Vec<Crumb>,
        unit: Option<UnitRow>,
        rows: Vec<UnitRow>,
        total: usize,
    ) -> Self {
        let shown = rows.len();
        Self { q, is_search, crumbs, unit, heirs: Vec::new(), predecessors: Vec::new(), rows, shown, total }
    }
}

fn href(id: UnitId) -> String {
    format!("/officer/units?unit={id}")
}

fn row(snapshot: &Snapshot, unit: &Unit) -> UnitRow {
    UnitRow {
        name: unit.agency_name.clone(),
        href: href(unit.id),
        kind: unit.kind.label(),
        level: unit.level.label(),
        code: unit.code.clone(),
        identifier: unit.identifier.clone(),
        valid_from: unit.valid_from,
        valid_to: unit.valid_to,
        below: snapshot.children(unit.id).len(),
    }
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct ApiAsked {
    /// Words of the name, or a code.
    #[serde(default)]
    q: String,
    /// Only units of this level.
    #[serde(default)]
    #[schema(value_type = Level)]
    level: String,
}

/// A unit as systems read it.
#[derive(Serialize, ToSchema)]
#[schema(as = Unit)]
struct UnitBody {
    #[schema(format = Uuid)]
    id: String,
    /// Statistical code of an area; of what lies below it `<area>.<code>`.
    code: String,
    #[schema(value_type = UnitKind)]
    kind: &'static str,
    #[schema(value_type = Level)]
    level: &'static str,
    name: String,
    /// Name of its agency.
    agency_name: String,
    /// Electronic identifier.
    identifier: String,
    /// The unit above.
    #[schema(format = Uuid)]
    parent: Option<String>,
    #[schema(format = DateTime)]
    valid_from: String,
    #[schema(format = DateTime)]
    valid_to: Option<String>,
}

/// The units that exist now.
#[derive(Serialize, ToSchema)]
#[schema(as = UnitList)]
pub(crate) struct UnitsBody {
    items: Vec<UnitBody>,
    total: usize,
}

/// GET /api/v1/units?level=&q=: the units that exist now.
pub(crate) async fn api(cx: Cx, Query(asked): Query<ApiAsked>) -> Outcome {
    let snapshot = cx.reader().service::<Directory>()?.on(cx.reader().now);
    let level = level_of(asked.level.trim())?;
    let units = snapshot.search(&asked.q, level);
    let items: Vec<UnitBody> = units.into_iter().filter(|unit| snapshot.is_open(unit.id)).map(body).collect();
    let total = items.len();
    Ok(Json(UnitsBody { items, total }).into_response())
}

fn level_of(code: &str) -> Result<Option<Level>> {
    if code.is_empty() {
        return Ok(None);
    }
    let unknown = || Error::invalid_field("level", Message::new("organisation-unknown-level").arg("level", code));
    Level::parse(code).map(Some).ok_or_else(unknown)
}

fn body(unit: &Unit) -> UnitBody {
    UnitBody {
        id: unit.id.to_string(),
        code: unit.code.clone(),
        kind: unit.kind.code(),
        level: unit.level.code(),
        name: unit.name.clone(),
        agency_name: unit.agency_name.clone(),
        identifier: unit.identifier.clone(),
        parent: unit.parent.map(|parent| parent.to_string()),
        valid_from: kernel::Timestamp(unit.valid_from).rfc3339(),
        valid_to: unit.valid_to.map(|end| kernel::Timestamp(end).rfc3339()),
    }
}

pub(crate) fn samples() -> Vec<TemplateSample> {
    vec![
        sample("tree", |_| view_of(sample_tree())),
        sample("empty directory", |_| view_of(UnitsView::of(String::new(), false, Vec::new(), None, Vec::new(), 0))),
        sample("nothing found", |_| view_of(UnitsView::of("<b>\"xã\"".into(), true, Vec::new(), None, Vec::new(), 0))),
        sample("found, long and closed", |_| view_of(sample_found())),
    ]
}

fn sample(case: &'static str, view: fn(Locale) -> View) -> TemplateSample {
    TemplateSample { template: TEMPLATE, case, view }
}

fn sample_row(name: String, below: usize) -> UnitRow {
    UnitRow {
        name,
        href: "/officer/units?unit=1".into(),
        kind: "organisation-kind-district",
        level: "organisation-level-district",
        code: "450".into(),
        identifier: "000.00.31.H46".into(),
        valid_from: 1_701_363_600_000_000,
        valid_to: None,
        below,
    }
}

fn sample_tree() -> UnitsView {
    let crumb = |name: &str| Crumb { name: name.into(), href: "/officer/units?unit=1".into() };
    let crumbs = vec![crumb("UBND tỉnh Quảng Bình"), crumb("UBND thành phố Đồng Hới")];
    let rows = vec![
        sample_row("Bộ phận Một cửa, UBND thành phố Đồng Hới".into(), 0),
        sample_row("UBND phường Hải Thành".into(), 2),
    ];
    let unit = sample_row("UBND thành phố Đồng Hới".into(), 27);
    let heirs = vec![crumb("UBND phường Đồng Hới")];
    let predecessors = vec![crumb("UBND phường Hải Thành"), crumb("UBND phường Đồng Phú")];
    UnitsView { heirs, predecessors, ..UnitsView::of(String::new(), false, crumbs, Some(unit), rows, 2) }
}

fn sample_found() -> UnitsView {
    let long = "Phòng Lao động - Thương binh và Xã hội huyện Ví Dụ ".repeat(6);
    let closed = UnitRow { valid_to: Some(1_751_302_800_000_000), ..sample_row("UBND huyện Mẫu".into(), 0) };
    UnitsView::of("huyện".into(), true, Vec::new(), None, vec![sample_row(long, 0), closed], 564)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_level_is_an_error_and_none_means_all() {
        assert_eq!(level_of("").unwrap(), None);
        assert_eq!(level_of("commune").unwrap(), Some(Level::Commune));
        assert_eq!(level_of("xã").unwrap_err().kind(), kernel::Kind::Invalid);
    }

    #[test]
    fn an_empty_directory_shows_a_page_and_a_forged_id_is_not_found() {
        let snapshot = Snapshot::default();
        assert!(tree(&snapshot, "").unwrap().unit.is_none());
        for id in ["1", "00000000-0000-8000-8000-000000000000"] {
            assert_eq!(tree(&snapshot, id).err().map(|e| e.kind()), Some(kernel::Kind::NotFound), "{id}");
        }
        assert_eq!(found(&snapshot, "xã").total, 0);
    }
}
