//! The catalogue as JSON: search and one procedure. Public, read only.

use calendar::LimitUnit;
use kernel::page::{bind, unbind};
use kernel::{Error, Message, PageRequest, Result};
use organisation::{Directory, Level};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path};
use web::{Bilingual, Cx, Guard, Outcome, Routes, Values};

use crate::catalogue::Catalogue;
use crate::form::When;
use crate::kinds::{Channel, Online, PaperMode, Per, Subject};
use crate::model::{Detail, Fee, LegalBasis, LimitRule, Manner, Paper, ProcedureVersion};
use crate::pages::find::{Ask, Ended, Found, ORDER, slice};
use crate::pages::gaps::part_code;
use crate::pages::query;

/// Procedures on one page of the answer.
const ROWS: i64 = 20;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/procedures", Guard::Public, list)
        .says("Search the procedures in force")
        .asks::<Sought>()
        .gives::<Answer>()
        .get("/api/v1/procedures/{code}", Guard::Public, show)
        .says("Read one procedure")
        .gives::<Procedure>()
        .get("/api/v1/procedures/{code}/form", Guard::Public, form)
        .says("Read the JSON Schema of a procedure's answers")
        .gives::<FormSchema>()
}

/// What narrows a list. The handler reads it together with the page of people, so here it is only described.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description of the parameters that `query` reads")]
struct Sought {
    /// Words, with marks or without.
    #[schema(required = false)]
    q: String,
    #[schema(required = false)]
    level: Level,
    /// Name of a field, or its short form.
    #[schema(required = false)]
    field: String,
    #[schema(required = false)]
    online: Online,
    /// Code of a unit: procedures that it decides; of one that has ended, those that its heirs decide.
    #[schema(required = false)]
    agency: String,
    /// The value of `next` in the page before.
    #[schema(required = false)]
    page: String,
}

/// The names of the parameters above: what a machine misspells must not widen its answer unsaid.
const PARAMETERS: [&str; 6] = ["q", "level", "field", "online", "agency", "page"];

/// What a procedure is called, and who decides it.
#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureHead)]
struct Head {
    code: String,
    name: String,
    /// Empty when there is no English name.
    name_en: String,
    field: String,
    /// The level that was asked for, else the lowest one; null when the source names none.
    #[schema(value_type = Option<Level>)]
    level: Option<&'static str>,
    #[schema(value_type = Vec<Level>)]
    levels: Vec<&'static str>,
    #[schema(value_type = Online)]
    online_category: &'static str,
    can_file_online: bool,
}

/// One procedure in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureLine)]
struct Item {
    #[serde(flatten)]
    head: Head,
    /// Đồng; null when the source does not say.
    fee: Option<i64>,
    /// Null when the source does not say.
    limit: Option<LimitJson>,
}

/// How long the agency has.
#[derive(Serialize, ToSchema)]
#[schema(as = Limit)]
struct LimitJson {
    amount: f64,
    #[schema(schema_with = limit_units)]
    unit: &'static str,
    /// `HH:MM`: what comes later counts from the next working day.
    cut_off: Option<String>,
}

fn limit_units() -> RefOr<Schema> {
    web::codes(LimitUnit::ALL.map(LimitUnit::code))
}

/// A page of procedures.
#[derive(Serialize, ToSchema)]
#[schema(as = ProcedurePage)]
struct Answer {
    items: Vec<Item>,
    /// Opaque: the value of `page` for the next page; null on the last one.
    #[schema(required)]
    next: Option<String>,
    total: usize,
    /// The agency that was asked for, when it has ended: the procedures are those of its heirs. Else null.
    agency_ended: Option<EndedAgency>,
}

/// An agency that has ended.
#[derive(Serialize, ToSchema)]
struct EndedAgency {
    name: String,
    /// The units that continue it; none when nobody does.
    heirs: Vec<AgencyHeir>,
}

/// A unit that continues an agency.
#[derive(Serialize, ToSchema)]
struct AgencyHeir {
    code: String,
    name: String,
}

impl EndedAgency {
    fn of(ended: Ended) -> Self {
        let heirs = ended.heirs.into_iter().map(|(code, name)| AgencyHeir { code, name });
        Self { name: ended.name, heirs: heirs.collect() }
    }
}

/// `GET /api/v1/procedures?q=&level=&field=&online=&agency=&page=`; `agency` is the code of a unit.
async fn list(cx: Cx) -> Outcome {
    let answer = answer(&cx)?;
    Ok(Json(answer).into_response())
}

fn answer(cx: &Cx) -> Result<Answer> {
    let values = query(cx)?;
    only_known(&values)?;
    known(&values, "level", Level::parse)?;
    known(&values, "online", Online::parse)?;
    if values.filled("q").is_some_and(|q| kernel::text::tokens(q).is_empty()) {
        return Err(Error::invalid_field("q", Message::new("procedures-page-no-words")));
    }
    let ask = Ask::read(&values);
    let question = ask.href("");
    let token = values.filled("page").map(|bound| unbind(bound, &question)).transpose()?;
    let request = PageRequest::parse(token, ORDER, ROWS)?;
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let units = reader.service::<Directory>()?.on(reader.now);
    known(&values, "agency", |code| units.by_code(code).or_else(|| units.ended_with_code(code)).map(|_| ()))?;
    let found = Found::search(&catalogue, &units, ask, reader.now);
    let hits = found.hits();
    let page = slice(&hits, &request);
    let items = page.rows.iter().map(|version| Item::of(version, found.ask.level)).collect();
    let next = page.next.map(|token| bind(&token, &question));
    let agency_ended = found.ended.clone().map(EndedAgency::of);
    Ok(Answer { items, next, total: hits.len(), agency_ended })
}

/// A machine is told when it asks by a parameter that does not exist.
fn only_known(values: &Values) -> Result<()> {
    match values.pairs().iter().find(|(name, _)| !PARAMETERS.contains(&name.as_str())) {
        Some((name, _)) => {
            let message = Message::new("procedures-page-unknown-parameter").arg("known", PARAMETERS.join(", "));
            Err(Error::invalid_field(name.clone(), message))
        }
        None => Ok(()),
    }
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

impl Head {
    fn of(version: &ProcedureVersion, asked: Option<Level>) -> Self {
        Self {
            code: version.code.clone(),
            name: version.name.clone(),
            name_en: version.name_en.clone(),
            field: version.field.clone(),
            level: asked.or_else(|| version.levels.last().copied()).map(Level::code),
            levels: version.levels.iter().copied().map(Level::code).collect(),
            online_category: version.online.code(),
            can_file_online: version.online.can_file_online(),
        }
    }
}

impl Item {
    fn of(version: &ProcedureVersion, asked: Option<Level>) -> Self {
        let detail = &version.detail;
        Self {
            head: Head::of(version, asked),
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
        Procedure::of(&version)
    };
    Ok(Json(body).into_response())
}

/// The JSON Schema (2020-12) of the answers to a form.
enum FormSchema {}

impl PartialSchema for FormSchema {
    fn schema() -> RefOr<Schema> {
        let words = "The JSON Schema (2020-12) that answers are checked against, with the pages and words of the form";
        ObjectBuilder::new().schema_type(Type::Object).description(Some(words)).into()
    }
}

impl ToSchema for FormSchema {}

/// `GET /api/v1/procedures/{code}/form`: the JSON Schema (2020-12) that answers are checked against.
async fn form(cx: Cx, Path(code): Path<String>) -> Outcome {
    let schema = {
        let reader = cx.reader();
        let catalogue = reader.service::<Catalogue>()?.current();
        catalogue.by_code(&code, reader.now).ok_or_else(Error::not_found)?.form.schema.clone()
    };
    Ok(Json(schema).into_response())
}

/// A procedure with all its parts.
#[derive(Serialize, ToSchema)]
struct Procedure {
    /// Id of this version of the procedure.
    version: Uuid,
    #[serde(flatten)]
    head: Head,
    /// The online category in the words of the source.
    online_category_source: String,
    /// Id of the form.
    form: String,
    /// Code of the process.
    process: String,
    papers: Vec<PaperBody>,
    fees: Vec<FeeBody>,
    /// The first whose condition holds counts.
    limits: Vec<LimitBody>,
    detail: DetailBody,
    /// Names of the parts that the source lacks.
    missing: Vec<&'static str>,
    /// Whether the project drafted the wording.
    is_sample: bool,
    /// Whether the levels are believed true and were not seen in a source.
    is_level_unverified: bool,
    /// How surely it must be known who files online: `basic`, `substantial`, `high`.
    assurance: &'static str,
    /// Whether no source names that level.
    is_assurance_unverified: bool,
    #[schema(format = DateTime)]
    valid_from: String,
    #[schema(format = DateTime)]
    valid_to: Option<String>,
}

impl Procedure {
    fn of(version: &ProcedureVersion) -> Self {
        let detail = &version.detail;
        Self {
            version: version.id,
            head: Head::of(version, None),
            online_category_source: detail.online_category.clone(),
            form: version.form.id.clone(),
            process: version.process.code.clone(),
            papers: version.papers.iter().map(PaperBody::of).collect(),
            fees: version.fees.iter().map(FeeBody::of).collect(),
            limits: version.limits.iter().map(LimitBody::of).collect(),
            detail: DetailBody::of(detail),
            missing: detail.missing().into_iter().map(part_code).collect(),
            is_sample: detail.is_sample,
            is_level_unverified: detail.is_level_unverified,
            assurance: detail.assurance.code(),
            is_assurance_unverified: detail.is_assurance_unverified,
            valid_from: kernel::Timestamp(version.valid_from).rfc3339(),
            valid_to: version.valid_to.map(|end| kernel::Timestamp(end).rfc3339()),
        }
    }
}

/// A paper of a procedure.
#[derive(Serialize, ToSchema)]
#[schema(as = Paper)]
struct PaperBody {
    /// Names it in uploads.
    code: String,
    name: Bilingual,
    note: Option<Bilingual>,
    /// Number of the printed form.
    form: Option<String>,
    originals: i64,
    copies: i64,
    #[schema(value_type = PaperMode)]
    mode: &'static str,
    required: bool,
    /// Only when an answer says so.
    when: Option<When>,
    max_files: i64,
}

impl PaperBody {
    fn of(paper: &Paper) -> Self {
        Self {
            code: paper.code.clone(),
            name: paper.name.clone(),
            note: paper.note.clone(),
            form: paper.form.clone(),
            originals: paper.originals,
            copies: paper.copies,
            mode: paper.mode.code(),
            required: paper.required,
            when: paper.when.clone(),
            max_files: paper.max_files,
        }
    }
}

/// A fee as the data gives it.
#[derive(Serialize, ToSchema)]
#[schema(as = Fee)]
struct FeeBody {
    code: String,
    /// `lệ phí` or `phí`.
    kind: String,
    /// Đồng for one of `per`.
    amount: i64,
    per: Per,
    /// The answer that says how many.
    quantity_field: Option<String>,
    note: Option<Bilingual>,
    is_sample: bool,
}

impl FeeBody {
    fn of(fee: &Fee) -> Self {
        Self {
            code: fee.code.clone(),
            kind: fee.kind.clone(),
            amount: fee.amount,
            per: fee.per,
            quantity_field: fee.quantity_field.clone(),
            note: fee.note.clone(),
            is_sample: fee.sample,
        }
    }
}

/// A limit in one of the cases of a procedure.
#[derive(Serialize, ToSchema)]
#[schema(as = LimitCase)]
struct LimitBody {
    code: String,
    limit: LimitJson,
    /// Only when an answer says so.
    when: Option<When>,
    /// Only when the dossier is filed this way.
    channel: Option<Channel>,
    note: Option<Bilingual>,
}

impl LimitBody {
    fn of(rule: &LimitRule) -> Self {
        Self {
            code: rule.code.clone(),
            limit: LimitJson::of(rule),
            when: rule.when.clone(),
            channel: rule.channel,
            note: rule.note.clone(),
        }
    }
}

/// What the page of a procedure says. What the source lacks is null.
#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureDetail)]
struct DetailBody {
    /// Number and date of the decision that publishes it.
    decision: Option<String>,
    kind: Option<String>,
    summary: Option<Bilingual>,
    /// Order of steps.
    sequence: Option<Vec<Bilingual>>,
    /// Ways to file.
    manners: Option<Vec<Manner>>,
    /// Papers as the source lists them.
    paper_list: Option<Vec<String>>,
    /// Who may apply.
    subjects: Option<Vec<Subject>>,
    agency: Option<Bilingual>,
    place: Option<Bilingual>,
    result: Option<Bilingual>,
    legal_basis: Option<Vec<LegalBasis>>,
    conditions: Option<Bilingual>,
}

impl DetailBody {
    fn of(detail: &Detail) -> Self {
        Self {
            decision: detail.decision.clone(),
            kind: detail.kind.clone(),
            summary: detail.summary.clone(),
            sequence: detail.sequence.clone(),
            manners: detail.manners.clone(),
            paper_list: detail.paper_list.clone(),
            subjects: detail.subjects.clone(),
            agency: detail.agency.clone(),
            place: detail.place.clone(),
            result: detail.result.clone(),
            legal_basis: detail.legal_basis.clone(),
            conditions: detail.conditions.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_described_and_no_other_is_read() {
        let schema = serde_json::to_value(Sought::schema()).unwrap();
        let mut described: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut read = PARAMETERS.to_vec();
        described.sort_unstable();
        read.sort_unstable();
        assert_eq!(described, read);
        for (query, is_known) in [("", true), ("q=x&agency=450", true), ("agencies=450", false), ("q=x&Q=x", false)] {
            assert_eq!(only_known(&Values::parse(query).unwrap()).is_ok(), is_known, "{query}");
        }
    }
}
