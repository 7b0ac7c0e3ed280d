//! Requests of people to be erased, for whoever protects personal data. The pages name nobody.

use kernel::{Error, Result};
use serde::Serialize;
use uuid::Uuid;
use web::http::{Path, StatusCode};
use web::{Cx, Form, Guard, Locale, Outcome, Routes, ShownError, TemplateSample, shown_errors, view_of};

use crate::commands::{Erase, RefuseErasure};
use crate::pages::erasing::{ErasingView, erasing_view};
use crate::permissions::ERASE;
use crate::queries::{self, ErasureRow};

const LIST: &str = "dossiers/officer/erasures.html";
const ONE: &str = "dossiers/officer/erasure.html";
const PATH: &str = "/officer/personal/erasures";

pub(super) fn routes() -> Routes {
    let guard = Guard::Right(ERASE);
    Routes::default()
        .get("/officer/personal/erasures", guard, list)
        .get("/officer/personal/erasures/{id}", guard, one)
        .post("/officer/personal/erasures/{id}/erase", guard, erase)
        .post("/officer/personal/erasures/{id}/refuse", guard, refuse)
}

#[derive(Serialize)]
struct ListView {
    waiting: Vec<Line>,
    decided: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    /// When it was asked for, or decided; microseconds.
    at: i64,
    /// Message of what became of it.
    state: &'static str,
}

impl Line {
    fn of(row: &ErasureRow) -> Self {
        let state = if row.state == "done" { "dossiers-erasure-done" } else { "dossiers-erasure-refused" };
        Self { id: row.id.to_string(), at: row.decided_at.unwrap_or(row.asked_at).0, state }
    }
}

#[derive(Serialize)]
struct OneView {
    id: String,
    asked_at: i64,
    /// `asked`, `done` or `refused`.
    state: String,
    erasing: ErasingView,
    /// Dossiers under the same number that do not go with the account.
    others: i64,
    /// The reason as it was typed.
    reason: String,
    errors: Vec<ShownError>,
}

async fn list(cx: Cx) -> Outcome {
    let (waiting, decided) = queries::erasures(&cx.reader()).await?;
    let lines = |rows: &[ErasureRow]| rows.iter().map(Line::of).collect();
    cx.page(LIST, ListView { waiting: lines(&waiting), decided: lines(&decided) }).await
}

async fn one(cx: Cx, Path(id): Path<String>) -> Outcome {
    show(&cx, id_of(&id)?, StatusCode::OK, (String::new(), Vec::new())).await
}

async fn erase(cx: Cx, Path(id): Path<String>, Form(_): Form) -> Outcome {
    let id = id_of(&id)?;
    match cx.execute(&Erase { id }).await {
        Ok(_) => Ok(cx.redirect_saying(PATH, "dossiers-erasure-was-done")),
        Err(error) => again(&cx, id, String::new(), error).await,
    }
}

async fn refuse(cx: Cx, Path(id): Path<String>, Form(values): Form) -> Outcome {
    let (id, reason) = (id_of(&id)?, values.get("reason").to_owned());
    match cx.execute(&RefuseErasure { id, reason: reason.clone() }).await {
        Ok(_) => Ok(cx.redirect_saying(PATH, "dossiers-erasure-was-refused")),
        Err(error) => again(&cx, id, reason, error).await,
    }
}

/// The page once more with what keeps the decision from being taken.
async fn again(cx: &Cx, id: Uuid, reason: String, error: Error) -> Outcome {
    if !web::is_mendable(&error) {
        return Err(error.into());
    }
    show(cx, id, StatusCode::UNPROCESSABLE_ENTITY, (reason, shown_errors(cx, &error))).await
}

fn id_of(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text).map_err(|_| Error::not_found())
}

async fn show(cx: &Cx, id: Uuid, status: StatusCode, typed: (String, Vec<ShownError>)) -> Outcome {
    let reader = cx.reader();
    let (row, erasing) = queries::erasure(&reader, id).await?;
    let others = queries::others_of_number(&reader, row.subject).await?;
    let (reason, errors) = typed;
    let erasing = erasing_view(&erasing)?;
    let (id, asked_at) = (row.id.to_string(), row.asked_at.0);
    cx.page_as(status, ONE, OneView { id, asked_at, state: row.state, erasing, others, reason, errors }).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    type Show = fn(Locale) -> web::View;
    let list = |case: &'static str, view: Show| TemplateSample { template: LIST, case, view };
    let one = |case: &'static str, view: Show| TemplateSample { template: ONE, case, view };
    vec![
        list("usual", |_| {
            let line = |state| Line { id: Uuid::nil().to_string(), at: super::samples::AT, state };
            let decided = vec![line("dossiers-erasure-done"), line("dossiers-erasure-refused")];
            view_of(ListView { waiting: vec![line("dossiers-erasure-done")], decided })
        }),
        list("nothing yet", |_| view_of(ListView { waiting: Vec::new(), decided: Vec::new() })),
        one("usual", |_| view_of(sample("asked", "Nghị định 45/2020/NĐ-CP"))),
        one("long texts", |_| view_of(sample("asked", &super::samples::long()))),
        one("decided", |_| view_of(sample("done", "Nghị định 45/2020/NĐ-CP"))),
        one("errors", |_| {
            let errors = vec![ShownError { field: "reason".into(), text: "Ghi lý do".into() }];
            let erasing = ErasingView::sample("", true);
            view_of(OneView { erasing, errors, ..sample("asked", "") })
        }),
    ]
}

fn sample(state: &str, basis: &str) -> OneView {
    OneView {
        id: Uuid::nil().to_string(),
        asked_at: super::samples::AT,
        state: state.to_owned(),
        erasing: ErasingView::sample(basis, false),
        others: i64::from(state == "asked"),
        reason: String::new(),
        errors: Vec::new(),
    }
}
