//! The same commands and queries as JSON under `/api/v1`.

use access::TryLimit;
use kernel::time::HOUR;
use kernel::{Error, Kind, Message, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use web::http::{HeaderMap, IntoResponse, Json, Path, Query, StatusCode};
use web::{Cx, Guard, Outcome, Routes};

use crate::applicant::Applicant;
use crate::case::Case;
use crate::commands as act;
use crate::model::{Behalf, DeliveryWay, Dossier, DossierId};
use crate::permissions;
use crate::queries::{self, InboxFilter, InboxView};

/// Tries of the public look-up per code: five an hour.
pub(crate) const LOOKUPS: TryLimit = TryLimit { name: "track", tries: 5, window: HOUR };

const WORKING: &[runtime::Permission] = &[permissions::RECEIVE, permissions::HANDLE, permissions::APPROVE];
/// A second supplement is a leader's, who need not work at the desk.
const SUPPLEMENTING: &[runtime::Permission] = &[permissions::RECEIVE, permissions::HANDLE, permissions::OVERRIDE];
const DECIDING: &[runtime::Permission] = &[permissions::HANDLE, permissions::APPROVE];
const ASSIGNING: &[runtime::Permission] =
    &[permissions::RECEIVE, permissions::HANDLE, permissions::APPROVE, permissions::ASSIGN];

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/track/{code}", Guard::Public, track)
        .get("/api/v1/dossiers", Guard::SignedIn, mine)
        .post("/api/v1/dossiers", Guard::SignedIn, submit)
        .get("/api/v1/dossiers/{id}", Guard::SignedIn, show)
        .get("/api/v1/inbox", Guard::AnyRight(WORKING), inbox)
        .get("/api/v1/numbers", Guard::Right(permissions::NUMBERS), numbers)
        .post("/api/v1/dossiers/{id}/accept", Guard::Right(permissions::RECEIVE), accept)
        .post("/api/v1/dossiers/{id}/refuse", Guard::Right(permissions::RECEIVE), refuse)
        .post("/api/v1/dossiers/{id}/ask-supplement", Guard::AnyRight(SUPPLEMENTING), ask_supplement)
        .post("/api/v1/dossiers/{id}/forward", Guard::AnyRight(WORKING), forward)
        .post("/api/v1/dossiers/{id}/send-back", Guard::AnyRight(WORKING), send_back)
        .post("/api/v1/dossiers/{id}/stop", Guard::AnyRight(WORKING), stop)
        .post("/api/v1/dossiers/{id}/approve", Guard::Right(permissions::APPROVE), approve)
        .post("/api/v1/dossiers/{id}/deliver", Guard::Right(permissions::DELIVER), deliver)
        .post("/api/v1/dossiers/{id}/assign", Guard::AnyRight(ASSIGNING), assign)
        .post("/api/v1/dossiers/{id}/ask-fee", Guard::Right(permissions::HANDLE), ask_fee)
        .post("/api/v1/dossiers/{id}/reappoint", Guard::AnyRight(DECIDING), reappoint)
        .post("/api/v1/dossiers/{id}/decide-withdrawal", Guard::AnyRight(WORKING), decide_withdrawal)
        .post("/api/v1/dossiers/{id}/supplement", Guard::SignedIn, supplement)
        .post("/api/v1/dossiers/{id}/withdraw", Guard::SignedIn, withdraw)
        .post("/api/v1/dossiers/{id}/rate", Guard::SignedIn, rate)
}

fn time(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| at.rfc3339().into())
}

/// A dossier without personal values.
fn head(dossier: &Dossier) -> Value {
    json!({
        "id": dossier.id.uuid(),
        "version": dossier.version,
        "reference": dossier.reference,
        "code": dossier.code,
        "procedure": dossier.procedure,
        "channel": dossier.channel.code(),
        "state": dossier.state.code(),
        "step": dossier.step,
        "payment": dossier.payment.code(),
        "delivery": dossier.delivery.code(),
        "receiving": dossier.receiving.uuid(),
        "competent": dossier.competent.uuid(),
        "continuing": dossier.continuing.map(organisation::UnitId::uuid),
        "submitted_at": dossier.submitted_at.rfc3339(),
        "received_at": time(dossier.received_at),
        "due_at": time(dossier.due_at),
        "promised_at": time(dossier.promised_at),
        "paused_at": time(dossier.paused_at),
        "finished_at": time(dossier.finished_at),
        "on_time": dossier.on_time,
    })
}

/// The look-up that gives a dossier's id for its code and second factor: five tries an hour, the same answer for a wrong
/// code and a wrong factor.
pub(crate) async fn look_up(cx: &Cx, code: &str, factor: &str) -> kernel::Result<DossierId> {
    let code = crate::model::normalise(code);
    if cx.app.tries().count(LOOKUPS, &code, cx.app.runtime().wall()).is_err() {
        return Err(Error::not_found());
    }
    // The look-up reads on behalf of the house: whoever holds code and factor may see the state, nothing more.
    let house = runtime::Actor::system();
    let id = queries::track(&cx.app.runtime().reader(&house), &code, factor).await?;
    cx.app.tries().forget(LOOKUPS, &code);
    Ok(id)
}

async fn track(cx: Cx, Path(code): Path<String>, headers: HeaderMap) -> Outcome {
    let factor = headers.get("x-lookup-factor").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let id = look_up(&cx, &code, factor).await?;
    let house = runtime::Actor::system();
    let reader = cx.app.runtime().reader(&house);
    let case = Case::load(&reader, id).await?;
    let history: Vec<Value> = queries::history(&reader, &case)
        .await?
        .into_iter()
        .map(|(line, _)| {
            json!({
                "at": line.at.rfc3339(),
                "act": line.act,
                "state": line.to_state,
                "unit": line.unit.map(|unit| case.units.name(organisation::UnitId(unit)).to_owned()),
            })
        })
        .collect();
    let holder = case.step_task().map(|task| case.unit_of(task)).transpose()?;
    let mut body = head(&case.dossier);
    if let Some(object) = body.as_object_mut() {
        object.insert("procedure_name".into(), case.procedure.name.clone().into());
        object.insert("holder".into(), holder.map_or(Value::Null, |unit| case.units.name(unit).into()));
        object.insert("history".into(), history.into());
    }
    Ok(Json(body).into_response())
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    page: Option<String>,
    #[serde(default)]
    filter: String,
    #[serde(default)]
    view: String,
}

async fn mine(cx: Cx, Query(query): Query<ListQuery>) -> Outcome {
    let page = queries::of_account(&cx.reader(), query.page.as_deref(), 50).await?;
    let items: Vec<Value> = page.items.iter().map(head).collect();
    Ok(Json(json!({ "items": items, "total": page.total, "next": page.next })).into_response())
}

async fn show(cx: Cx, Path(id): Path<String>) -> Outcome {
    let reader = cx.reader();
    let case = Case::load(&reader, id.parse()?).await?;
    let opened = queries::opened(&reader, &case).await?;
    let seen = access::Seen { subject: case.dossier.subject, object: case.dossier.id.uuid(), purpose: "dossier" };
    cx.record(&[seen]).await?;
    let mut body = head(&case.dossier);
    if let Some(object) = body.as_object_mut() {
        object.insert("applicant".into(), serde_json::to_value(&opened.applicant).map_err(Error::internal)?);
        object.insert("answers".into(), Value::Object(opened.answers));
    }
    Ok(Json(body).into_response())
}

#[derive(Deserialize)]
struct NewDossier {
    procedure: String,
    #[serde(default)]
    area: Option<Uuid>,
    #[serde(default)]
    behalf: Option<String>,
    #[serde(default)]
    delivery_way: Option<String>,
    #[serde(default)]
    applicant: Option<Applicant>,
    answers: Map<String, Value>,
}

/// A code that somebody typed into JSON: an unknown one is their slip, not ours.
fn typed<T>(
    field: &'static str,
    text: Option<String>,
    parse: fn(&str) -> kernel::Result<T>,
) -> kernel::Result<Option<T>> {
    let unknown = |_| Error::invalid_field(field, Message::new("dossiers-error-code"));
    text.map(|text| parse(&text).map_err(unknown)).transpose()
}

async fn submit(cx: Cx, Json(new): Json<NewDossier>) -> Outcome {
    // What can be refused is refused before there is a draft that nobody will ever look for.
    let behalf = typed("behalf", new.behalf, Behalf::parse)?;
    let delivery_way = typed("delivery_way", new.delivery_way, DeliveryWay::parse)?;
    let id = cx.execute(&act::StartDraft { procedure: new.procedure }).await?.outcome;
    let save = act::SaveDraft {
        id,
        area: new.area.map(organisation::UnitId),
        behalf,
        delivery_way,
        applicant: new.applicant,
        answers: new.answers,
        reached: "review".into(),
    };
    cx.execute(&save).await?;
    match cx.execute(&act::Submit { id }).await {
        Ok(done) => {
            let submitted = done.outcome;
            let body = json!({
                "id": id.uuid(),
                "reference": submitted.reference,
                "submitted_at": submitted.at.rfc3339(),
                "payment": submitted.payment,
            });
            Ok((StatusCode::CREATED, Json(body)).into_response())
        }
        Err(error) => {
            // What could not be submitted leaves no draft either.
            if error.kind() == Kind::Invalid {
                cx.execute(&act::DropDraft { id }).await?;
            }
            Err(error.into())
        }
    }
}

async fn inbox(cx: Cx, Query(query): Query<ListQuery>) -> Outcome {
    let reader = cx.reader();
    let filter = InboxFilter::parse(&query.filter);
    let (view, counts) = if query.view == "mine" {
        (InboxView::Mine, queries::my_counts(&reader).await?)
    } else {
        (InboxView::Unit, queries::unit_counts(&reader).await?)
    };
    let request = queries::inbox_page(query.page.as_deref(), 50)?;
    let page = queries::inbox(&reader, view, filter, &request, counts.of(filter)).await?;
    let seen: Vec<access::Seen> = page.items.iter().map(queries::InboxItem::seen).collect();
    cx.record(&seen).await?;
    let items: Vec<Value> = page
        .items
        .iter()
        .map(|item| {
            json!({
                "dossier": item.dossier.uuid(),
                "task": item.task.uuid(),
                "code": item.code,
                "state": item.state.code(),
                "step": item.step,
                "applicant": item.name,
                "due_at": item.due_at.rfc3339(),
                "is_paused": item.is_paused,
                "version": item.version,
            })
        })
        .collect();
    Ok(Json(json!({ "items": items, "total": page.total, "next": page.next })).into_response())
}

#[derive(Deserialize)]
struct Days {
    from: Option<jiff::civil::Date>,
    to: Option<jiff::civil::Date>,
}

async fn numbers(cx: Cx, Query(days): Query<Days>) -> Outcome {
    let reader = cx.reader();
    let today = reader.now.date();
    let from = days.from.unwrap_or_else(|| today.first_of_year());
    let to = days.to.unwrap_or(today);
    let span = (Timestamp::start_of(from).day_number(), Timestamp::start_of(to).day_number());
    let table = queries::numbers(&reader, span.0, span.1).await?;
    let items: Vec<Value> = table
        .iter()
        .map(|(unit, n)| {
            json!({
                "unit": unit.uuid(),
                "received": n.received,
                "online": { "num": n.online.0, "den": n.online.1 },
                "done": { "on_time": n.done.0, "all": n.done.1 },
                "paid": { "num": n.paid.0, "den": n.paid.1 },
                "open": n.open,
            })
        })
        .collect();
    Ok(Json(json!({ "from": from.to_string(), "to": to.to_string(), "items": items })).into_response())
}

/// The body of every act: the version seen, and words where the act needs them.
#[derive(Deserialize)]
struct ActBody {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    text: String,
    #[serde(default)]
    override_reason: String,
    #[serde(default)]
    officer: Option<Uuid>,
    #[serde(default)]
    score: i64,
    /// Fee in đồng.
    #[serde(default)]
    amount: i64,
    #[serde(default)]
    agree: Option<bool>,
    #[serde(default)]
    date: Option<jiff::civil::Date>,
    #[serde(default)]
    answers: Map<String, Value>,
}

/// What an act cannot do without.
fn given<T>(field: &'static str, value: Option<T>) -> kernel::Result<T> {
    value.ok_or_else(|| Error::invalid_field(field, Message::new("dossiers-error-code")))
}

/// The dossier as it is after an act.
async fn after(cx: &Cx, id: DossierId) -> Outcome {
    let dossier = queries::dossier(&cx.reader(), id).await?;
    Ok(Json(head(&dossier)).into_response())
}

async fn accept(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::Accept { id, version: body.version, assignee: body.officer }).await?;
    after(&cx, id).await
}

async fn refuse(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::Refuse { id, version: body.version, reason: body.text }).await?;
    after(&cx, id).await
}

async fn ask_supplement(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    let ActBody { version, text, override_reason, .. } = body;
    cx.execute(&act::AskSupplement { id, version, request: text, override_reason }).await?;
    after(&cx, id).await
}

async fn forward(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::Forward { id, version: body.version, note: body.text, assignee: body.officer }).await?;
    after(&cx, id).await
}

async fn send_back(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::SendBack { id, version: body.version, reason: body.text }).await?;
    after(&cx, id).await
}

async fn stop(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::Stop { id, version: body.version, reason: body.text }).await?;
    after(&cx, id).await
}

async fn approve(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    let ActBody { version, override_reason, .. } = body;
    cx.execute(&act::Approve { id, version, override_reason, results: Vec::new() }).await?;
    after(&cx, id).await
}

async fn deliver(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::Deliver { id, version: body.version, proof: body.text }).await?;
    after(&cx, id).await
}

async fn assign(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    let officer = given("officer", body.officer)?;
    cx.execute(&act::Assign { id, version: body.version, officer }).await?;
    after(&cx, id).await
}

async fn ask_fee(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::AskFee { id, version: body.version, amount: body.amount, reason: body.text }).await?;
    after(&cx, id).await
}

async fn reappoint(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    let date = given("date", body.date)?;
    cx.execute(&act::Reappoint { id, version: body.version, date, reason: body.text }).await?;
    after(&cx, id).await
}

async fn decide_withdrawal(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    let agree = given("agree", body.agree)?;
    cx.execute(&act::DecideWithdrawal { id, version: body.version, agree, reason: body.text }).await?;
    after(&cx, id).await
}

async fn supplement(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::GiveSupplement { id, answers: body.answers, note: body.text }).await?;
    after(&cx, id).await
}

async fn withdraw(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::AskWithdrawal { id, reason: body.text }).await?;
    after(&cx, id).await
}

async fn rate(cx: Cx, Path(id): Path<String>, Json(body): Json<ActBody>) -> Outcome {
    let id = id.parse()?;
    cx.execute(&act::Rate { id, score: body.score, comment: body.text }).await?;
    after(&cx, id).await
}
