//! Looks of officers at personal data outside the cases that they handle, for whoever watches over personal data.

use web::{Cx, Outcome, TemplateSample, view_of};

use super::query;
use crate::pages::looked::{LookedView, looked_view};
use crate::pages::names::UnitNames;
use crate::queries;

const TEMPLATE: &str = "dossiers/officer/flags.html";
/// Rows of a page.
const ROWS: i64 = 50;

/// GET /officer/personal/flags. It names officers and codes of dossiers, nobody whose data it is.
pub(super) async fn get(cx: Cx) -> Outcome {
    let asked = query(&cx)?;
    let reader = cx.reader();
    let units = UnitNames::of(&reader)?;
    let page = queries::flagged(&reader, asked.filled("page"), ROWS).await?;
    cx.page(TEMPLATE, looked_view(&cx, &units, page, asked.filled("page").is_none())).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "usual",
            view: |_| view_of(LookedView::sample("Lê Thị Thử Nghiệm", super::samples::AT)),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "long texts",
            view: |_| view_of(LookedView::sample(&super::samples::long(), super::samples::AT)),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "nothing yet",
            view: |_| {
                let rows = Vec::new();
                view_of(LookedView { rows, total: 0, next: String::new(), is_first: true, has_outside: false })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "nothing here, more behind",
            view: |_| {
                let rows = Vec::new();
                view_of(LookedView { rows, total: 0, next: "abc".into(), is_first: true, has_outside: false })
            },
        },
    ]
}
