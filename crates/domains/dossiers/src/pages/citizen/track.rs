//! The public look-up: code or reference, and the last four digits of the identity number or telephone number.

use kernel::{Kind, Message, Result};
use serde::{Deserialize, Serialize};
use web::http::{Query, StatusCode};
use web::{Cx, Form, Locale, Outcome, ShownError, TemplateSample, view_of};

use super::show::{ShowView, public_view, sample_view};
use super::{long_text, sample_errors};
use crate::case::Case;
use crate::look_up::{self, Barred};
use crate::model::normalise;
use crate::queries;

const TRACK: &str = "dossiers/citizen/track.html";
/// Longest text that can be a code or reference.
const CODE_MAX: usize = 60;

#[derive(Serialize)]
struct TrackView {
    /// Code or reference as typed.
    code: String,
    errors: Vec<ShownError>,
    /// The dossier, once both were right.
    dossier: Option<ShowView>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    code: String,
}

/// The form; the code may come from a link or a QR code.
pub(super) async fn get(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    cx.page(TRACK, TrackView { code: asked.code, errors: Vec::new(), dossier: None }).await
}

/// Looks up. A wrong code and a wrong factor get the same answer.
pub(super) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let (code, factor) = (values.get("code"), values.get("factor"));
    match proven(&cx, code, factor).await {
        Ok(case) => {
            let dossier = Some(public_view(&cx, &case).await?);
            cx.page(TRACK, TrackView { code: String::new(), errors: Vec::new(), dossier }).await
        }
        Err(error) => {
            let status = match error.kind() {
                Kind::NotFound => StatusCode::NOT_FOUND,
                Kind::Busy => StatusCode::TOO_MANY_REQUESTS,
                Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
                _ => return Err(error.into()),
            };
            let errors = if error.kind() == Kind::NotFound {
                vec![ShownError { field: "code".to_owned(), text: cx.t("dossiers-track-not-found") }]
            } else {
                web::shown_errors(&cx, &error)
            };
            cx.page_as(status, TRACK, TrackView { code: code.to_owned(), errors, dossier: None }).await
        }
    }
}

async fn proven(cx: &Cx, code: &str, factor: &str) -> Result<Case> {
    let mut errors = web::Errors::default();
    if code.is_empty() || code.chars().count() > CODE_MAX {
        errors.add("code", Message::new("dossiers-track-code-missing"));
    }
    if factor.len() != 4 || !factor.bytes().all(|byte| byte.is_ascii_digit()) {
        errors.add("factor", Message::new("dossiers-track-factor-wrong"));
    }
    errors.done()?;
    let key = normalise(code);
    look_up::count(cx, &key).map_err(|barred| match barred {
        Barred::Code(error) | Barred::Address(error) => error,
    })?;
    let case = queries::tracked(&cx.reader(), code, factor).await?;
    look_up::forget(cx, &key);
    Ok(case)
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: TRACK, case, view };
    vec![
        sample("blank", |_| view_of(TrackView { code: String::new(), errors: Vec::new(), dossier: None })),
        sample("errors", |_| {
            let errors = sample_errors(&[("code", "Không tìm thấy hồ sơ"), ("factor", "Nhập đúng 4 chữ số")]);
            view_of(TrackView { code: "T-ABC".into(), errors, dossier: None })
        }),
        sample("found", |_| view_of(found("Đăng ký khai sinh"))),
        sample("long", |_| view_of(found(&long_text()))),
    ]
}

fn found(procedure: &str) -> TrackView {
    TrackView { code: String::new(), errors: Vec::new(), dossier: Some(sample_view(procedure)) }
}
