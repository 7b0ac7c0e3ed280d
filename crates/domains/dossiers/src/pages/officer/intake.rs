//! A paper dossier is taken in at the counter or from the post: the procedure is found, then one form asks for the rest.

mod samples;

use std::sync::Arc;

use kernel::{Error, Result};
use procedures::{Catalogue, Filter, ProcedureVersion};
use serde::Serialize;
use web::http::StatusCode;
use web::{Cx, Form, Outcome, is_mendable, shown_errors};

use super::intake_form::{Typed, areas_of, form_view};
use super::query;
use crate::commands::{Submitted, TakeIn};

pub(super) use samples::samples;

const FIND: &str = "dossiers/officer/intake.html";
const FORM: &str = "dossiers/officer/intake-form.html";
/// Procedures shown for a search.
const ROWS: usize = 30;

/// The search for a procedure.
#[derive(Serialize)]
pub(super) struct FindView {
    /// What was typed.
    pub(super) q: String,
    /// The procedures.
    pub(super) rows: Vec<FoundView>,
    /// How many there are.
    pub(super) total: usize,
}

/// A procedure.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FoundView {
    /// Its code.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
    /// Its field.
    pub(super) field: String,
    /// Whether the officer's desk takes it in.
    pub(super) is_ours: bool,
}

/// GET /officer/intake?q= or ?procedure=
pub(super) async fn get(cx: Cx) -> Outcome {
    let asked = query(&cx)?;
    if let Some(code) = asked.filled("procedure") {
        let procedure = procedure(&cx, code)?;
        let view = form_view(&cx, &Typed::fresh(&cx, procedure)?, &[])?;
        return cx.page(FORM, &view).await;
    }
    let view = find(&cx, asked.get("q"))?;
    cx.page(FIND, &view).await
}

fn find(cx: &Cx, q: &str) -> Result<FindView> {
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let found = if q.is_empty() { Vec::new() } else { catalogue.search(q, &Filter::default(), reader.now) };
    let total = found.len();
    let mut rows = Vec::new();
    for version in found.iter().take(ROWS) {
        rows.push(FoundView {
            code: version.code.clone(),
            name: version.name_in(cx.locale()).to_owned(),
            field: version.field.clone(),
            is_ours: !areas_of(cx, version)?.is_empty(),
        });
    }
    Ok(FindView { q: q.to_owned(), rows, total })
}

fn procedure(cx: &Cx, code: &str) -> Result<Arc<ProcedureVersion>> {
    let reader = cx.reader();
    reader.service::<Catalogue>()?.current().by_code(code, reader.now).ok_or_else(Error::not_found)
}

/// POST /officer/intake
pub(super) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let procedure = procedure(&cx, values.get("procedure"))?;
    let typed = Typed::read(&cx, procedure, &values)?;
    match take_in(&cx, &typed).await {
        Ok(taken) => {
            let done = if taken.payment.is_some() { "dossiers-done-take-in-fee" } else { "dossiers-done-take-in" };
            Ok(cx.redirect_saying(&format!("/officer/dossiers/{}?part=papers", taken.id), done))
        }
        Err(error) if is_mendable(&error) => {
            let view = form_view(&cx, &typed, &shown_errors(&cx, &error))?;
            cx.page_as(StatusCode::UNPROCESSABLE_ENTITY, FORM, &view).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn take_in(cx: &Cx, typed: &Typed) -> Result<Submitted> {
    let errors = typed.errors(cx);
    if !errors.is_empty() {
        return Err(Error::invalid(errors));
    }
    let (Some(area), Some(channel), Some(behalf), Some(delivery_way)) =
        (typed.area, typed.channel, typed.behalf, typed.delivery_way)
    else {
        return Err(Error::internal("an intake without errors lacks a choice"));
    };
    let command = TakeIn {
        procedure: typed.procedure.code.clone(),
        area,
        channel,
        applicant: typed.applicant.clone(),
        behalf,
        delivery_way,
        answers: typed.answers.clone(),
    };
    Ok(cx.execute(&command).await?.outcome)
}
