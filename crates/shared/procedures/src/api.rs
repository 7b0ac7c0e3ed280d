//! The catalogue as JSON: search and one procedure. Public, read only.

use kernel::{Error, Message, PageRequest, Result};
use organisation::Level;
use serde::Serialize;
use serde_json::{Value, json};
use web::http::{IntoResponse, Json, Path};
use web::{Bilingual, Cx, Guard, Outcome, Routes, Values};

use crate::catalogue::Catalogue;
use crate::kinds::{Online, Subject};
use crate::model::{Detail, Fee, LimitRule, Paper, ProcedureVersion};
use crate::pages::find::{Ask, Found, ORDER, slice};
use crate::pages::gaps::part_code;
use crate::pages::query;

/// Procedures on one page of the answer.
const ROWS: i64 = 20;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/procedures", Guard::Public, list)
        .get("/api/v1/procedures/{code}", Guard::Public, show)
        .get("/api/v1/procedures/{code}/form", Guard::Public, form)
}

/// One procedure in a list.
#[derive(Serialize)]
struct Item {
    code: String,
    name: String,
    /// Empty when there is no English name.
    name_en: String,
    field: String,
    /// The level that was asked for, else the lowest one; null when the source names none.
    level: Option<&'static str>,
    levels: Vec<&'static str>,
    online_category: &'static str,
    can_file_online: bool,
    /// Đồng; null when the source does not say.
    fee: Option<i64>,
    /// Null when the source does not say.
    limit: Option<LimitJson>,
}

#[derive(Serialize)]
struct LimitJson {
    amount: f64,
    unit: &'static str,
    cut_off: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    items: Vec<Item>,
    /// Opaque: the value of `page` for the next page; null on the last one.
    next: Option<String>,
    total: usize,
}

/// `GET /api/v1/procedures?q=&level=&field=&online=&page=`.
async fn list(cx: Cx) -> Outcome {
    let answer = answer(&cx)?;
    Ok(Json(answer).into_response())
}

fn answer(cx: &Cx) -> Result<Answer> {
    let values = query(cx)?;
    known(&values, "level", Level::parse)?;
    known(&values, "online", Online::parse)?;
    let request = PageRequest::parse(values.filled("page"), ORDER, ROWS)?;
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let found = Found::search(&catalogue, Ask::read(&values), reader.now);
    let hits = found.hits();
    let page = slice(&hits, &request);
    let items = page.rows.iter().map(|version| Item::of(version, found.ask.level)).collect();
    Ok(Answer { items, next: page.next, total: hits.len() })
}

/// A machine is told when it asks for a value that does not exist.
fn known<T>(values: &Values, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<()> {
    match values.filled(name) {
        Some(value) if parse(value).is_none() => {
            Err(Error::invalid_field(name, Message::new("procedures-page-unknown-value")))
        }
        _ => Ok(()),
    }
}

impl Item {
    fn of(version: &ProcedureVersion, asked: Option<Level>) -> Self {
        let detail = &version.detail;
        Self {
            code: version.code.clone(),
            name: version.name.clone(),
            name_en: version.name_en.clone(),
            field: version.field.clone(),
            level: asked.or_else(|| version.levels.last().copied()).map(Level::code),
            levels: version.levels.iter().copied().map(Level::code).collect(),
            online_category: version.online.code(),
            can_file_online: version.online.can_file_online(),
            fee: detail.is_fee_known.then(|| version.fees.first().map_or(0, |fee| fee.amount)),
            limit: detail.is_limit_known.then(|| LimitJson::of(&version.usual_limit)),
        }
    }
}

impl LimitJson {
    fn of(rule: &LimitRule) -> Self {
        // At most 20,000 halves, which every floating number holds exactly.
        let halves = i32::try_from(rule.limit.amount.halves()).unwrap_or(i32::MAX);
        Self {
            amount: f64::from(halves) / 2.0,
            unit: rule.limit.unit.code(),
            cut_off: rule.limit.cut_off.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        }
    }
}

/// `GET /api/v1/procedures/{code}`: the version in force with all its parts; `missing` names those the source lacks.
async fn show(cx: Cx, Path(code): Path<String>) -> Outcome {
    let body = {
        let reader = cx.reader();
        let catalogue = reader.service::<Catalogue>()?.current();
        let version = catalogue.by_code(&code, reader.now).ok_or_else(Error::not_found)?;
        whole(&version)
    };
    Ok(Json(body).into_response())
}

/// `GET /api/v1/procedures/{code}/form`: the JSON Schema (2020-12) that answers are checked against.
async fn form(cx: Cx, Path(code): Path<String>) -> Outcome {
    let schema = {
        let reader = cx.reader();
        let catalogue = reader.service::<Catalogue>()?.current();
        catalogue.by_code(&code, reader.now).ok_or_else(Error::not_found)?.form.schema.clone()
    };
    Ok(Json(schema).into_response())
}

fn whole(version: &ProcedureVersion) -> Value {
    let item = Item::of(version, None);
    let detail = &version.detail;
    json!({
        "version": version.id,
        "code": item.code,
        "name": item.name,
        "name_en": item.name_en,
        "field": item.field,
        "level": item.level,
        "levels": item.levels,
        "online_category": item.online_category,
        "online_category_source": detail.online_category,
        "can_file_online": item.can_file_online,
        "form": version.form.id,
        "process": version.process.code,
        "papers": version.papers.iter().map(paper).collect::<Vec<_>>(),
        "fees": version.fees.iter().map(fee).collect::<Vec<_>>(),
        "limits": version.limits.iter().map(limit).collect::<Vec<_>>(),
        "detail": parts(detail),
        "missing": detail.missing().into_iter().map(part_code).collect::<Vec<_>>(),
        "is_sample": detail.is_sample,
        "valid_from": kernel::Timestamp(version.valid_from).rfc3339(),
        "valid_to": version.valid_to.map(|end| kernel::Timestamp(end).rfc3339()),
    })
}

fn both(text: &Bilingual) -> Value {
    json!({ "vi": text.vi, "en": text.en })
}

fn paper(paper: &Paper) -> Value {
    json!({
        "code": paper.code,
        "name": both(&paper.name),
        "note": paper.note.as_ref().map(both),
        "form": paper.form,
        "originals": paper.originals,
        "copies": paper.copies,
        "mode": paper.mode.code(),
        "required": paper.required,
        "when": paper.when,
        "max_files": paper.max_files,
    })
}

fn fee(fee: &Fee) -> Value {
    json!({
        "code": fee.code,
        "kind": fee.kind,
        "amount": fee.amount,
        "per": fee.per,
        "quantity_field": fee.quantity_field,
        "note": fee.note.as_ref().map(both),
        "is_sample": fee.sample,
    })
}

fn limit(rule: &LimitRule) -> Value {
    json!({
        "code": rule.code,
        "limit": LimitJson::of(rule),
        "when": rule.when,
        "note": rule.note.as_ref().map(both),
    })
}

fn parts(detail: &Detail) -> Value {
    json!({
        "decision": detail.decision,
        "kind": detail.kind,
        "summary": detail.summary.as_ref().map(both),
        "sequence": detail.sequence.as_ref().map(|steps| steps.iter().map(both).collect::<Vec<_>>()),
        "manners": detail.manners,
        "paper_list": detail.paper_list,
        "subjects": detail.subjects.as_ref().map(|all| all.iter().copied().map(Subject::code).collect::<Vec<_>>()),
        "agency": detail.agency.as_ref().map(both),
        "place": detail.place.as_ref().map(both),
        "result": detail.result.as_ref().map(both),
        "legal_basis": detail.legal_basis,
        "conditions": detail.conditions.as_ref().map(both),
    })
}
