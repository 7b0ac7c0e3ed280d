//! The second step of signing in: a code of the app, or a recovery code.

use kernel::{Error, Result};
use serde::Serialize;
use web::{Cx, Form, Outcome, ShownError, TemplateSample, Unsent, shown_errors, view_of};

use super::codes::second::{WayView, offered};
use super::passkeys::AskView;
use super::sign_in::{UnsentView, refused, welcome};
use super::{form_status, sample_error};
use crate::codes::Way;
use crate::sign_in::{sign_in_with_factor, ways};

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
    /// Whether an app makes codes; otherwise only recovery codes are left to type.
    has_app: bool,
    /// Asks for a passkey, where the account has one.
    passkey: Option<AskView>,
}

/// The page that follows a right password.
pub(super) async fn page(cx: &Cx, step: &str, next: &str, unsent: Option<&Unsent>) -> Outcome {
    let view = view(cx, step, next, unsent, Vec::new()).await?;
    cx.page(TEMPLATE, view).await
}

/// The page again, with what was wrong.
pub(super) async fn again(cx: &Cx, error: Error, step: &str, next: &str, unsent: Option<&Unsent>) -> Outcome {
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    let view = view(cx, step, next, unsent, shown_errors(cx, &error)).await?;
    cx.page_as(status, TEMPLATE, view).await
}

async fn view(cx: &Cx, step: &str, next: &str, unsent: Option<&Unsent>, errors: Vec<ShownError>) -> Result<FactorView> {
    let found = ways(cx, step).await?;
    let passkey = if found.passkeys.is_empty() { None } else { AskView::for_factor(cx, &found.passkeys)? };
    let ways = offered(cx, step).await?;
    let (step, next, unsent) = (step.to_owned(), next.to_owned(), unsent.map(UnsentView::of));
    Ok(FactorView { errors, step, next, ways, unsent, has_app: found.has_app, passkey })
}

/// Signs in with a right code. A step that has ended begins anew with the password.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let (step, next) = (values.get("step"), values.get("next"));
    let unsent = Unsent::of(&cx, &values);
    match sign_in_with_factor(&cx, step, values.get("code")).await {
        Ok(signed) => welcome(&cx, signed, next, unsent).await,
        Err(error) if error.fields().is_empty() => refused(&cx, error, "", next, unsent.as_ref()).await,
        Err(error) => again(&cx, error, step, next, unsent.as_ref()).await,
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "blank",
            view: |_| {
                let (step, next) = ("Zm9yIGEgc2FtcGxl".into(), "/my/dossiers".into());
                let (errors, ways, passkey) = (Vec::new(), Vec::new(), None);
                view_of(FactorView { errors, step, next, ways, unsent: None, has_app: true, passkey })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "wrong, with a kept form, hostile",
            view: |_| {
                let errors = vec![sample_error("code", "Mã không đúng")];
                let unsent = Some(UnsentView::sample());
                let next = "/apply/1.001193?a=\"<b>".into();
                let step = "<script>alert(1)</script>\"".into();
                let ways = vec![WayView::sample(Way::Phone, "0912345678")];
                let passkey = Some(AskView::sample());
                view_of(FactorView { errors, step, next, ways, unsent, has_app: true, passkey })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "passkeys alone",
            view: |_| {
                let (step, next) = ("Zm9yIGEgc2FtcGxl".into(), String::new());
                let (errors, ways, passkey) = (Vec::new(), Vec::new(), Some(AskView::sample()));
                view_of(FactorView { errors, step, next, ways, unsent: None, has_app: false, passkey })
            },
        },
    ]
}
