//! The pages about the portal itself. Their text is in the words; the house's telephone number comes with every page.

use serde::Serialize;
use web::{Cx, Outcome, TemplateSample};

/// The pages need nothing beside what every page has.
#[derive(Serialize)]
struct AboutView {}

/// How personal data is used.
pub(crate) async fn data(cx: Cx) -> Outcome {
    cx.page("portal/about-data.html", AboutView {}).await
}

/// The accessibility statement.
pub(crate) async fn accessibility(cx: Cx) -> Outcome {
    cx.page("portal/about-accessibility.html", AboutView {}).await
}

pub(crate) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: "portal/about-data.html", case: "page", view: |_| web::view_of(AboutView {}) },
        TemplateSample {
            template: "portal/about-accessibility.html",
            case: "page",
            view: |_| web::view_of(AboutView {}),
        },
    ]
}
