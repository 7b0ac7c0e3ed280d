//! Promised dates that the calendar as it is now would move: the agency looks, and appoints anew where it decides so.

use access::Seen;
use procedures::{Catalogue, CatalogueSnapshot};
use serde::Serialize;
use web::{Cx, Outcome};

use super::query;
use crate::queries::{self, Proposal};

const TEMPLATE: &str = "dossiers/officer/new-dates.html";
/// Pieces of open work that one page looks through.
const LOOKED: i64 = 100;

/// The proposals.
#[derive(Serialize)]
pub(super) struct NewDatesView {
    /// What was found.
    pub(super) rows: Vec<NewDateView>,
    /// How many pieces of open work a page looks through at most.
    pub(super) looked: i64,
    /// How many there are.
    pub(super) total: i64,
    /// Cursor of the next page.
    pub(super) next: Option<String>,
    /// Whether it is the first page.
    pub(super) is_first: bool,
}

/// A dossier whose date would move.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NewDateView {
    /// Its page.
    pub(super) href: String,
    /// The form of a new appointment, with the proposed day in it.
    pub(super) reappoint: String,
    /// Code or reference.
    pub(super) code: String,
    /// Name of the applicant.
    pub(super) name: String,
    /// Name of the procedure.
    pub(super) procedure: String,
    /// The promised end, microseconds.
    pub(super) promised: i64,
    /// The end by the calendar as it is now, microseconds.
    pub(super) proposed: i64,
}

/// GET /officer/new-dates
pub(super) async fn get(cx: Cx) -> Outcome {
    let asked = query(&cx)?;
    let request = queries::inbox_page(asked.filled("page"), LOOKED)?;
    let reader = cx.reader();
    let total = queries::unit_counts(&reader).await?.all;
    let page = queries::proposals(&reader, &request, total).await?;
    let seen: Vec<Seen> = page.items.iter().map(|found| found.item.seen()).collect();
    let catalogue = reader.service::<Catalogue>()?.current();
    let view = NewDatesView {
        rows: page.items.into_iter().map(|found| row(&cx, &catalogue, found)).collect(),
        looked: LOOKED,
        total: page.total,
        next: page.next,
        is_first: request.after.is_none(),
    };
    cx.personal_page(&seen, TEMPLATE, &view).await
}

fn row(cx: &Cx, catalogue: &CatalogueSnapshot, found: Proposal) -> NewDateView {
    let Proposal { item, promised, proposed } = found;
    let version = catalogue.version(item.procedure_version);
    let (id, day) = (item.dossier, proposed.date());
    let date = format!("date-d={}&date-m={}&date-y={}", day.day(), day.month(), day.year());
    NewDateView {
        href: format!("/officer/dossiers/{id}?from=unit"),
        reappoint: format!("/officer/dossiers/{id}/act/reappoint?from=unit&{date}"),
        procedure: version.map_or_else(String::new, |version| version.name_in(cx.locale()).to_owned()),
        code: item.code,
        name: item.name,
        promised: promised.0,
        proposed: proposed.0,
    }
}
