//! Break-glass: the form that opens one dossier for reading, and what was opened, for whoever reviews it.

use kernel::{Error, Kind, Result};
use organisation::{Directory, Snapshot, UnitId};
use serde::Serialize;
use uuid::Uuid;
use web::http::{Path, StatusCode};
use web::{
    Cx, Form, Guard, Locale, Outcome, Routes, ShownError, TemplateSample, Values, is_mendable, shown_errors, view_of,
};

use super::query;
use super::samples::{AT, long};
use crate::commands::{BreakGlass, GlassHours, ReviewGlass};
use crate::look_up;
use crate::permissions::{GLASS, REVIEW};
use crate::queries::{self, GlassItem};

const FORM: &str = "dossiers/officer/glass.html";
const LIST: &str = "dossiers/officer/glass-review.html";
const PATH: &str = "/officer/glass";
const REVIEWS: &str = "/officer/glass/review";
/// Rows of a page.
const ROWS: i64 = 50;

/// The routes.
pub(super) fn routes() -> Routes {
    let (opens, reviews) = (Guard::Right(GLASS), Guard::Right(REVIEW));
    Routes::default().get(PATH, opens, form).post(PATH, opens, post).get(REVIEWS, reviews, list).post(
        "/officer/glass/{id}/review",
        reviews,
        review,
    )
}

#[derive(Serialize)]
struct FormView {
    errors: Vec<ShownError>,
    code: String,
    reason: String,
    /// Whether a code of the app is asked for, or else the password.
    asks_code: bool,
    hours: i64,
    rows: Vec<GlassLine>,
}

#[derive(Serialize)]
struct ListView {
    errors: Vec<ShownError>,
    rows: Vec<GlassLine>,
    next: String,
    is_first: bool,
}

/// An opening.
#[derive(Serialize)]
struct GlassLine {
    id: String,
    /// The dossier's page, while it may be read; empty afterwards.
    href: String,
    code: String,
    officer: String,
    /// Where the officer works.
    place: String,
    /// The agency of the dossier.
    unit: String,
    reason: String,
    at: i64,
    until: i64,
    is_open: bool,
    looks: usize,
    reviewer: String,
    reviewed_at: Option<i64>,
    /// Whether it is for whoever looks to review.
    can_review: bool,
}

fn line(units: &Snapshot, me: Uuid, item: GlassItem) -> GlassLine {
    let name = |unit: Uuid| units.name(UnitId::from(unit)).to_owned();
    let is_own = item.account == me;
    GlassLine {
        id: item.id.to_string(),
        href: if is_own && item.is_open { format!("/officer/dossiers/{}", item.dossier) } else { String::new() },
        code: item.code,
        officer: item.officer,
        place: item.officer_unit.map(name).unwrap_or_default(),
        unit: name(item.unit),
        reason: item.reason,
        at: item.made_at.0,
        until: item.until.0,
        is_open: item.is_open,
        looks: item.looks,
        can_review: !is_own && item.reviewed_at.is_none(),
        reviewer: item.reviewer,
        reviewed_at: item.reviewed_at.map(|at| at.0),
    }
}

async fn form(cx: Cx) -> Outcome {
    let view = form_view(&cx, &Values::default(), Vec::new()).await?;
    cx.page(FORM, view).await
}

async fn form_view(cx: &Cx, values: &Values, errors: Vec<ShownError>) -> Result<FormView> {
    let reader = cx.reader();
    let units = reader.service::<Directory>()?.on(reader.now);
    let own = queries::own_glass(&reader).await?;
    let GlassHours(hours) = *reader.service::<GlassHours>()?;
    Ok(FormView {
        errors,
        code: values.get("code").to_owned(),
        reason: values.get("reason").to_owned(),
        asks_code: identity::asks_for_code(cx).await?,
        hours,
        rows: own.into_iter().map(|item| line(&units, cx.actor().account, item)).collect(),
    })
}

async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let command = BreakGlass { code: values.get("code").to_owned(), reason: values.get("reason").to_owned() };
    match look_up::break_glass(&cx, &command, values.get("proof")).await {
        Ok(dossier) => Ok(cx.redirect(&format!("/officer/dossiers/{dossier}"))),
        Err(error) => {
            let Some(status) = status_of(&error) else { return Err(error.into()) };
            let view = form_view(&cx, &values, shown_errors(&cx, &error)).await?;
            cx.page_as(status, FORM, view).await
        }
    }
}

fn status_of(error: &Error) -> Option<StatusCode> {
    match error.kind() {
        Kind::Busy => Some(StatusCode::TOO_MANY_REQUESTS),
        _ if is_mendable(error) => Some(StatusCode::UNPROCESSABLE_ENTITY),
        _ => None,
    }
}

async fn list(cx: Cx) -> Outcome {
    let view = list_view(&cx, Vec::new()).await?;
    cx.page(LIST, view).await
}

async fn list_view(cx: &Cx, errors: Vec<ShownError>) -> Result<ListView> {
    let asked = query(cx)?;
    let reader = cx.reader();
    let units = reader.service::<Directory>()?.on(reader.now);
    let page = queries::glass(&reader, asked.filled("page"), ROWS).await?;
    let rows = page.items.into_iter().map(|item| line(&units, cx.actor().account, item)).collect();
    Ok(ListView { errors, rows, next: page.next.unwrap_or_default(), is_first: asked.filled("page").is_none() })
}

async fn review(cx: Cx, Path(id): Path<Uuid>, _form: Form) -> Outcome {
    match cx.execute(&ReviewGlass { id }).await {
        Ok(_) => Ok(cx.redirect_saying(REVIEWS, "dossiers-glass-reviewed")),
        Err(error) => {
            let Some(status) = status_of(&error) else { return Err(error.into()) };
            let view = list_view(&cx, shown_errors(&cx, &error)).await?;
            cx.page_as(status, LIST, view).await
        }
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |template: &'static str, case: &'static str, view: fn(Locale) -> web::View| TemplateSample {
        template,
        case,
        view,
    };
    vec![
        sample(FORM, "usual", |_| view_of(sample_form("Lê Thị Thử Nghiệm", Vec::new()))),
        sample(FORM, "wrong and long", |_| view_of(sample_form(&long(), wrong()))),
        sample(FORM, "nothing yet", |_| {
            view_of(FormView { rows: Vec::new(), asks_code: true, ..sample_form("", Vec::new()) })
        }),
        sample(LIST, "usual", |_| view_of(sample_list("Lê Thị Thử Nghiệm", Vec::new()))),
        sample(LIST, "wrong and long", |_| view_of(sample_list(&long(), wrong()))),
        sample(LIST, "nothing yet", |_| {
            let rows = Vec::new();
            view_of(ListView { errors: Vec::new(), rows, next: String::new(), is_first: true })
        }),
    ]
}

fn wrong() -> Vec<ShownError> {
    let error = |field: &str| ShownError { field: field.to_owned(), text: "Một câu về chỗ sai.".into() };
    ["", "code", "reason", "proof"].into_iter().map(error).collect()
}

fn sample_line(text: &str, is_open: bool) -> GlassLine {
    GlassLine {
        id: "a".into(),
        href: if is_open { "/officer/dossiers/0".into() } else { String::new() },
        code: "000.00.31.H46-241210-0001".into(),
        officer: text.to_owned(),
        place: "UBND phường Hải Thành".into(),
        unit: "UBND phường Đồng Sơn".into(),
        reason: text.to_owned(),
        at: AT,
        until: AT,
        is_open,
        looks: 3,
        reviewer: if is_open { String::new() } else { text.to_owned() },
        reviewed_at: (!is_open).then_some(AT),
        can_review: is_open,
    }
}

fn sample_form(text: &str, errors: Vec<ShownError>) -> FormView {
    let rows = vec![sample_line(text, true), sample_line(text, false)];
    FormView { errors, code: text.to_owned(), reason: text.to_owned(), asks_code: false, hours: 1, rows }
}

fn sample_list(text: &str, errors: Vec<ShownError>) -> ListView {
    let rows = vec![sample_line(text, true), sample_line(text, false)];
    ListView { errors, rows, next: "abc".into(), is_first: false }
}
