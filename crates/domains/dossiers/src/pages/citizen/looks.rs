//! "Ai đã xem dữ liệu của tôi": which officers looked at the personal data of the account's holder, when, for what.

use serde::Deserialize;
use web::http::Query;
use web::{Cx, Locale, Outcome, TemplateSample, view_of};

use super::{SAMPLE_AT, long_text};
use crate::pages::looked::{LookedLine, LookedView, looked_view};
use crate::pages::names::UnitNames;
use crate::queries;

const LOOKS: &str = "dossiers/citizen/looks.html";
/// Quarters of an hour of one officer each on one page.
const LIMIT: i64 = 20;

#[derive(Deserialize)]
pub(super) struct Asked {
    page: Option<String>,
}

/// The list, newest first. What people see of themselves is no access to record.
pub(super) async fn get(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let reader = cx.reader();
    let units = UnitNames::of(&reader)?;
    let page = queries::looked_at(&reader, asked.page.as_deref(), LIMIT).await?;
    let is_first = asked.page.as_deref().unwrap_or_default().is_empty();
    cx.page(LOOKS, looked_view(&cx, &units, page, is_first)).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: LOOKS, case, view };
    vec![
        sample("usual", |_| view_of(LookedView::sample("Lê Thị Thử Nghiệm", SAMPLE_AT))),
        sample("long", |_| view_of(LookedView::sample(&long_text(), SAMPLE_AT))),
        sample("nothing outside", |_| {
            let rows = vec![LookedLine::sample("", SAMPLE_AT, false)];
            view_of(LookedView { rows, total: 1, next: String::new(), is_first: true, has_outside: false })
        }),
        sample("empty", |_| {
            let rows = Vec::new();
            view_of(LookedView { rows, total: 0, next: String::new(), is_first: true, has_outside: false })
        }),
    ]
}
