//! The second step with a code that is sent: where it goes, and the code.

use kernel::{Error, Result};
use serde::Serialize;
use web::{Cx, Form, Outcome, ShownError, TemplateSample, Unsent, shown_errors, view_of};

use super::{CodeView, TEMPLATE, form_status, sample_error};
use crate::codes::second::{ask, sign_in_with_code, waiting};
use crate::codes::{Way, steps};
use crate::pages::sign_in::{UnsentView, refused, welcome};

const WAYS: &str = "identity/code-ways.html";
const SEND: &str = "/sign-in/code/send";

/// Where a code may go, as much as its owner knows it by.
#[derive(Serialize)]
pub(in crate::pages) struct WayView {
    way: &'static str,
    to: String,
}

impl WayView {
    /// One of a sample.
    pub(in crate::pages) fn sample(way: Way, value: &str) -> Self {
        Self { way: way.code(), to: way.masked(value) }
    }
}

/// The page on which somebody says where the code goes.
#[derive(Serialize)]
struct WaysView {
    errors: Vec<ShownError>,
    ways: Vec<WayView>,
    step: String,
    next: String,
    unsent: Option<UnsentView>,
}

/// Where codes may go for whoever waits in a step.
pub(in crate::pages) async fn offered(cx: &Cx, step: &str) -> Result<Vec<WayView>> {
    let reader = cx.reader();
    let Some(account) = waiting(&reader, step).await? else { return Ok(Vec::new()) };
    let all = steps(&reader, account).await?;
    Ok(all.into_iter().map(|(way, value)| WayView { way: way.code(), to: way.masked(&value) }).collect())
}

/// The page that follows a right password when codes are the only second step. With one place to send to, the code is
/// on its way.
pub(in crate::pages) async fn begin(cx: &Cx, step: String, next: &str, unsent: Option<&Unsent>) -> Outcome {
    let ways = offered(cx, &step).await?;
    match ways.as_slice() {
        [only] => {
            let way = Way::parse(only.way).ok_or_else(Error::not_found)?;
            sent(cx, &step, way, next, unsent).await
        }
        _ => choose(cx, None, step, next, unsent).await,
    }
}

async fn choose(cx: &Cx, error: Option<&Error>, step: String, next: &str, unsent: Option<&Unsent>) -> Outcome {
    let status = error.and_then(form_status).unwrap_or(web::http::StatusCode::OK);
    let errors = error.map(|error| shown_errors(cx, error)).unwrap_or_default();
    let ways = offered(cx, &step).await?;
    let view = WaysView { errors, ways, step, next: next.to_owned(), unsent: unsent.map(UnsentView::of) };
    cx.page_as(status, WAYS, view).await
}

/// Sends a code and asks for it.
async fn sent(cx: &Cx, step: &str, way: Way, next: &str, unsent: Option<&Unsent>) -> Outcome {
    let Err(error) = ask(cx, step, way).await else {
        return code_page(cx, None, step, way, (next, unsent)).await;
    };
    if form_status(&error).is_none() {
        return Err(error.into());
    }
    if waiting(&cx.reader(), step).await?.is_none() {
        return refused(cx, error, "", next, unsent).await;
    }
    choose(cx, Some(&error), step.to_owned(), next, unsent).await
}

async fn code_page(
    cx: &Cx,
    error: Option<&Error>,
    step: &str,
    way: Way,
    (next, unsent): (&str, Option<&Unsent>),
) -> Outcome {
    let status = error.and_then(form_status).unwrap_or(web::http::StatusCode::OK);
    let ways = offered(cx, step).await?;
    let to = ways.into_iter().find(|known| known.way == way.code()).map(|known| known.to).unwrap_or_default();
    let view = CodeView {
        errors: error.map(|error| shown_errors(cx, error)).unwrap_or_default(),
        action: "/sign-in/code".to_owned(),
        again: SEND,
        step: step.to_owned(),
        way: way.code(),
        to,
        next: next.to_owned(),
        unsent: unsent.map(UnsentView::of),
    };
    cx.page_as(status, TEMPLATE, view).await
}

/// Sends a code, or another one in its place.
pub(crate) async fn send(cx: Cx, Form(values): Form) -> Outcome {
    let way = Way::parse(values.get("way")).ok_or_else(Error::not_found)?;
    let unsent = Unsent::of(&cx, &values);
    sent(&cx, values.get("step"), way, values.get("next"), unsent.as_ref()).await
}

/// Signs in with a right code. A step that has ended begins anew with the password.
pub(crate) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let (step, next) = (values.get("step"), values.get("next"));
    let way = Way::parse(values.get("way")).unwrap_or(Way::Email);
    let unsent = Unsent::of(&cx, &values);
    match sign_in_with_code(&cx, step, values.get("code")).await {
        Ok(signed) => welcome(&cx, signed, next, unsent).await,
        Err(error) if error.fields().is_empty() => refused(&cx, error, "", next, unsent.as_ref()).await,
        Err(error) if form_status(&error).is_none() => Err(error.into()),
        Err(error) => code_page(&cx, Some(&error), step, way, (next, unsent.as_ref())).await,
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![TemplateSample {
        template: WAYS,
        case: "two ways, too many codes, hostile",
        view: |_| {
            let ways = vec![WayView::sample(Way::Email, "<b>@example.vn"), WayView::sample(Way::Phone, "0912345678")];
            view_of(WaysView {
                errors: vec![sample_error("", "Đã thử quá nhiều lần")],
                ways,
                step: "<script>alert(1)</script>\"".into(),
                next: "/my/dossiers".into(),
                unsent: Some(UnsentView::sample()),
            })
        },
    }]
}
