//! Asking that what is known of oneself be erased: first what goes and what a law keeps, then the request.

use kernel::{Error, Message, Result};
use runtime::ActorKind;
use serde::Serialize;
use web::http::StatusCode;
use web::{Cx, Form, Locale, Outcome, ShownError, TemplateSample, shown_errors, view_of};

use super::{SAMPLE_AT, long_text, sample_errors};
use crate::commands::AskErasure;
use crate::pages::erasing::{ErasingView, erasing_view};
use crate::queries;

const ERASE: &str = "dossiers/citizen/erase.html";

#[derive(Serialize)]
struct EraseView {
    erasing: ErasingView,
    /// When the request that waits was made, microseconds; 0 without one.
    asked_at: i64,
    /// When the newest request was refused; 0 when it was not.
    refused_at: i64,
    reason: String,
    errors: Vec<ShownError>,
}

/// What would go and what would stay.
pub(super) async fn get(cx: Cx) -> Outcome {
    show(&cx, StatusCode::OK, Vec::new()).await
}

/// The request; the box must have been chosen.
pub(super) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    if values.filled("sure").is_none() {
        let missing = Error::invalid_field("sure", Message::new("dossiers-error-erase-sure"));
        return show(&cx, StatusCode::UNPROCESSABLE_ENTITY, shown_errors(&cx, &missing)).await;
    }
    match cx.execute(&AskErasure).await {
        Ok(_) => Ok(cx.redirect_saying("/my/data/erase", "dossiers-erase-noted")),
        Err(error) if web::is_mendable(&error) => {
            show(&cx, StatusCode::UNPROCESSABLE_ENTITY, shown_errors(&cx, &error)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(cx: &Cx, status: StatusCode, errors: Vec<ShownError>) -> Outcome {
    if cx.actor().kind != ActorKind::Citizen {
        return Err(Error::not_found().into());
    }
    let view = view(cx, errors).await?;
    cx.page_as(status, ERASE, view).await
}

async fn view(cx: &Cx, errors: Vec<ShownError>) -> Result<EraseView> {
    let reader = cx.reader();
    let erasing = erasing_view(&queries::own_erasing(&reader).await?)?;
    let newest = queries::own_erasure(&reader).await?;
    let at = |state: &str| {
        let (row, _) = newest.as_ref().filter(|(row, _)| row.state == state)?;
        Some(row.decided_at.unwrap_or(row.asked_at).0)
    };
    let (asked_at, refused_at) = (at("asked").unwrap_or(0), at("refused").unwrap_or(0));
    let reason = newest.map(|(_, reason)| reason).unwrap_or_default();
    Ok(EraseView { erasing, asked_at, refused_at, reason, errors })
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: ERASE, case, view };
    vec![
        sample("usual", |_| view_of(sample_view("Nghị định 45/2020/NĐ-CP"))),
        sample("asked", |_| view_of(EraseView { asked_at: SAMPLE_AT, ..sample_view("Nghị định 45/2020/NĐ-CP") })),
        sample("refused", |_| {
            let reason = "Hồ sơ đang được thanh tra".to_owned();
            view_of(EraseView { refused_at: SAMPLE_AT, reason, ..sample_view("Nghị định 45/2020/NĐ-CP") })
        }),
        sample("open", |_| view_of(EraseView { erasing: ErasingView::sample("", true), ..sample_view("") })),
        sample("errors", |_| {
            view_of(EraseView { errors: sample_errors(&[("sure", "Chọn ô xác nhận")]), ..sample_view("Luật") })
        }),
        sample("long", |_| view_of(sample_view(&long_text()))),
    ]
}

fn sample_view(basis: &str) -> EraseView {
    let erasing = ErasingView::sample(basis, false);
    EraseView { erasing, asked_at: 0, refused_at: 0, reason: String::new(), errors: Vec::new() }
}
