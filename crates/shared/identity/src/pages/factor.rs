//! The second step of signing in: a code of the app, or a recovery code.

use serde::Serialize;
use web::{Cx, Form, Outcome, ShownError, TemplateSample, Unsent, shown_errors, view_of};

use super::codes::second::{WayView, offered};
use super::sign_in::{UnsentView, refused, welcome};
use super::{form_status, sample_error};
use crate::codes::Way;
use crate::sign_in::sign_in_with_factor;

const TEMPLATE: &str = "identity/factor.html";

#[derive(Serialize)]
struct FactorView {
    errors: Vec<ShownError>,
    /// The secret of the step.
    step: String,
    next: String,
    /// Where a code may be sent instead.
    ways: Vec<WayView>,
    /// The form that is sent again once somebody has signed in.
    unsent: Option<UnsentView>,
}

/// The page that follows a right password.
pub(super) async fn page(cx: &Cx, step: String, next: &str, unsent: Option<&Unsent>) -> Outcome {
    let unsent = unsent.map(UnsentView::of);
    let ways = offered(cx, &step).await?;
    cx.page(TEMPLATE, FactorView { errors: Vec::new(), step, next: next.to_owned(), ways, unsent }).await
}

/// Signs in with a right code. A step that has ended begins anew with the password.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let (step, next) = (values.get("step"), values.get("next"));
    let unsent = Unsent::of(&cx, &values);
    match sign_in_with_factor(&cx, step, values.get("code")).await {
        Ok(signed) => welcome(&cx, signed, next, unsent).await,
        Err(error) if error.fields().is_empty() => refused(&cx, error, "", next, unsent.as_ref()).await,
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let (step, next) = (step.to_owned(), next.to_owned());
            let unsent = unsent.as_ref().map(UnsentView::of);
            let ways = offered(&cx, &step).await?;
            let view = FactorView { errors: shown_errors(&cx, &error), step, next, ways, unsent };
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "blank",
            view: |_| {
                let (step, next) = ("Zm9yIGEgc2FtcGxl".into(), "/my/dossiers".into());
                view_of(FactorView { errors: Vec::new(), step, next, ways: Vec::new(), unsent: None })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "wrong, with a kept form, hostile",
            view: |_| {
                let errors = vec![sample_error("code", "Mã không đúng")];
                let unsent = Some(UnsentView::sample());
                let next = "/apply/1.001193?a=\"<b>".into();
                let ways = vec![WayView::sample(Way::Phone, "0912345678")];
                view_of(FactorView { errors, step: "<script>alert(1)</script>\"".into(), next, ways, unsent })
            },
        },
    ]
}
