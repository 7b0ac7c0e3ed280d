//! Handing over what an officer has: the form, and the record that is printed and signed. The same for machines.

use kernel::{Result, Timestamp};
use organisation::{Directory, UnitId};
use runtime::Reader;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, Query, created};
use web::{Cx, Form, Guard, Outcome, Routes, ShownError, Values, shown_errors};

use super::Names;
use crate::MANAGE;
use crate::accounts::{officer_names, officers_then};
use crate::handover::{self, Count, HandOver, HandedOver, Passed, store};
use crate::model::OfficerThen;
use crate::officers;
use crate::pages::form_status;

pub(super) const FORM: &str = "identity/hand-over.html";
pub(super) const RECORD: &str = "identity/hand-over-record.html";
/// Pieces of work on one sheet of a record; the next sheet follows.
const LINES: i64 = 500;
/// Hand-overs of one account that are listed: years of them.
const SHOWN: i64 = 20;

/// The routes.
pub(crate) fn routes() -> Routes {
    let right = Guard::Right(MANAGE);
    Routes::default()
        .get("/officer/admin/people/{id}/hand-over", right, get)
        .post("/officer/admin/people/{id}/hand-over", right, post)
        .get("/officer/admin/hand-overs/{id}", right, record)
        .get("/my/hand-overs/{id}", Guard::SignedIn, own_record)
        .post("/api/v1/people/{id}/hand-over", right, hand_over)
        .says("Hand over everything that an officer has to another")
        .takes::<NewHandOver>()
        .creates::<HandOverBody>()
        .get("/api/v1/hand-overs/{id}", right, show)
        .says("Read the record of a hand-over")
        .asks::<Asked>()
        .gives::<HandOverBody>()
        .get("/api/v1/me/hand-overs/{id}", Guard::SignedIn, show_own)
        .says("Read the record of a hand-over from or to the officer of the token")
        .asks::<Asked>()
        .gives::<HandOverBody>()
}

#[derive(Serialize)]
pub(super) struct FormView {
    /// The page of the account.
    pub(super) back: String,
    pub(super) name: String,
    pub(super) is_own: bool,
    pub(super) errors: Vec<ShownError>,
    /// Roles that would go, each with its unit.
    pub(super) roles: Vec<String>,
    /// How much open work the officer has in person.
    pub(super) held: i64,
    pub(super) receiver: String,
    pub(super) basis: String,
    pub(super) past: Vec<PastView>,
}

/// A hand-over from or to the officer.
#[derive(Serialize)]
pub(crate) struct PastView {
    pub(crate) href: String,
    pub(crate) at: i64,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) is_done: bool,
}

/// The sheet.
#[derive(Serialize)]
pub(super) struct RecordView {
    pub(super) back: String,
    pub(super) over: String,
    pub(super) unit: String,
    pub(super) at: i64,
    pub(super) basis: String,
    pub(super) from: PersonView,
    pub(super) to: PersonView,
    /// Who made it.
    pub(super) made_by: PersonView,
    pub(super) roles: Vec<RoleLine>,
    pub(super) delegations: Vec<DelegationLine>,
    /// How much open work there was when it was made.
    pub(super) held: i64,
    pub(super) taken: i64,
    pub(super) left: i64,
    pub(super) is_done: bool,
    pub(super) work: Vec<WorkLine>,
    pub(super) is_first: bool,
    /// Where the next sheet begins; empty on the last one.
    pub(super) next: String,
    pub(super) href: String,
}

/// Somebody who signs.
#[derive(Serialize)]
pub(super) struct PersonView {
    pub(super) name: String,
    pub(super) position: String,
}

#[derive(Serialize)]
pub(super) struct RoleLine {
    pub(super) role: String,
    pub(super) unit: String,
    pub(super) reaches_below: bool,
    /// Whether the receiver had it already.
    pub(super) was_had: bool,
}

#[derive(Serialize)]
pub(super) struct DelegationLine {
    pub(super) giver: String,
    pub(super) to: String,
    pub(super) unit: String,
    pub(super) until: i64,
    /// Whether it goes on in the name of the receiver.
    pub(super) goes_on: bool,
}

#[derive(Serialize)]
pub(super) struct WorkLine {
    pub(super) code: String,
    pub(super) procedure: String,
    pub(super) due_at: i64,
    pub(super) is_taken: bool,
}

fn account_href(account: Uuid) -> String {
    format!("/officer/admin/people/{account}")
}

fn record_href(id: Uuid) -> String {
    format!("/officer/admin/hand-overs/{id}")
}

fn own_href(id: Uuid) -> String {
    format!("/my/hand-overs/{id}")
}

async fn get(cx: Cx, Path(account): Path<Uuid>) -> Outcome {
    let view = form(&cx, account, &Values::default(), Vec::new()).await?;
    cx.page(FORM, view).await
}

async fn post(cx: Cx, Path(account): Path<Uuid>, Form(values): Form) -> Outcome {
    match hand(&cx, account, values.get("receiver"), values.get("basis")).await {
        Ok(id) => Ok(cx.redirect(&record_href(id))),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = form(&cx, account, &values, shown_errors(&cx, &error)).await?;
            cx.page_as(status, FORM, view).await
        }
    }
}

async fn hand(cx: &Cx, from: Uuid, to: &str, basis: &str) -> Result<Uuid> {
    let command = HandOver { from, to: to.trim().to_owned(), basis: basis.trim().to_owned() };
    Ok(cx.execute(&command).await?.outcome)
}

async fn form(cx: &Cx, account: Uuid, values: &Values, errors: Vec<ShownError>) -> Result<FormView> {
    let reader = cx.reader();
    let found = officers::known(&reader, account).await?;
    let names = Names::of(&reader, cx.locale())?;
    let open = found.posts.iter().filter(|post| !post.has_ended(reader.now));
    Ok(FormView {
        back: account_href(account),
        roles: open.map(|post| format!("{}, {}", names.role(&post.role), names.unit(post.unit))).collect(),
        name: found.name,
        is_own: account == cx.actor().account,
        errors,
        held: handover::held(&reader, account).await?,
        receiver: values.get("receiver").to_owned(),
        basis: values.get("basis").to_owned(),
        past: past(&reader, account, record_href).await?,
    })
}

/// The newest hand-overs from or to an officer, each with the address of its record.
async fn past(reader: &Reader<'_>, account: Uuid, href: fn(Uuid) -> String) -> Result<Vec<PastView>> {
    let past = store::around(reader, account, SHOWN).await?;
    let people: Vec<Uuid> = past.iter().flat_map(|one| [one.from, one.to]).collect();
    let called = officer_names(reader, &people).await?;
    let name = |account: Uuid| called.get(&account).cloned().unwrap_or_default();
    let line = |one: HandedOver| PastView {
        href: href(one.id),
        at: one.made_at.0,
        from: name(one.from),
        to: name(one.to),
        is_done: one.ended_at.is_some(),
    };
    Ok(past.into_iter().map(line).collect())
}

/// The hand-overs in which the reader's actor gave or got everything.
pub(crate) async fn own_past(reader: &Reader<'_>) -> Result<Vec<PastView>> {
    past(reader, reader.actor.account, own_href).await
}

/// After which piece of work a part of the record begins.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Asked {
    /// The value of `next` in the part before.
    after: Option<Uuid>,
}

/// One part of a record: work after an id, and the id after which the next part begins.
async fn part(cx: &Cx, id: Uuid, asked: &Asked) -> Result<(Vec<Passed>, Option<Uuid>)> {
    let limit = usize::try_from(LINES).unwrap_or(usize::MAX);
    let mut work = handover::listed(&cx.reader(), id, asked.after.unwrap_or_default(), LINES + 1).await?;
    let has_more = work.len() > limit;
    work.truncate(limit);
    let next = work.last().filter(|_| has_more).map(|last| last.id);
    Ok((work, next))
}

async fn record(cx: Cx, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Outcome {
    let found = handover::one(&cx.reader(), id).await?;
    let back = format!("{}/hand-over", account_href(found.from));
    let view = record_view(&cx, found, &asked, (back, record_href(id))).await?;
    cx.page(RECORD, view).await
}

/// The same sheet for those who sign it as giver and receiver.
async fn own_record(cx: Cx, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Outcome {
    let found = handover::own(&cx.reader(), id).await?;
    let view = record_view(&cx, found, &asked, ("/my".to_owned(), own_href(id))).await?;
    cx.page(RECORD, view).await
}

/// Those who sign, as they were at an instant.
async fn signers(cx: &Cx, found: &HandedOver) -> Result<[PersonView; 3]> {
    // An instant before, the one who hands over had their post still.
    let at = Timestamp(found.made_at.0 - 1);
    let asked = [found.from, found.to, found.made_by].map(|account| (account, at));
    let mut then = officers_then(&cx.reader(), &asked).await?;
    let person = |then: Option<OfficerThen>| {
        let then = then.map(|then| (then.name, then.position)).unwrap_or_default();
        PersonView { name: then.0, position: then.1 }
    };
    Ok(asked.map(|(account, at)| person(then.remove(&(account, at.0)))))
}

async fn delegation_lines(cx: &Cx, id: Uuid) -> Result<Vec<DelegationLine>> {
    let reader = cx.reader();
    let rows = store::delegations(&reader, id).await?;
    let people: Vec<Uuid> = rows.iter().flat_map(|(one, _)| [one.giver, one.to]).collect();
    let called = officer_names(&reader, &people).await?;
    let names = Names::of(&reader, cx.locale())?;
    let line = |(one, goes_on): (crate::delegation::store::Delegation, bool)| DelegationLine {
        giver: called.get(&one.giver).cloned().unwrap_or_default(),
        to: called.get(&one.to).cloned().unwrap_or_default(),
        unit: names.unit(one.unit),
        until: one.until.0 - 1,
        goes_on,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The sheet, with the addresses of the page before it and of itself.
async fn record_view(cx: &Cx, found: HandedOver, asked: &Asked, (back, href): (String, String)) -> Result<RecordView> {
    let (reader, id) = (cx.reader(), found.id);
    let roles = store::roles(&reader, id).await?;
    let Count { taken, left } = handover::counted(&reader, id).await?;
    let (work, next) = part(cx, id, asked).await?;
    let names = Names::of(&reader, cx.locale())?;
    let units = reader.service::<Directory>()?.on(found.made_at);
    let unit = roles.first().map(|role| UnitId::from(role.unit));
    let over = unit.map(|unit| units.area_of(unit)).filter(|area| Some(*area) != unit);
    let [from, to, made_by] = signers(cx, &found).await?;
    let role = |row: store::RoleRow| RoleLine {
        role: names.role(&row.role),
        unit: units.name(UnitId::from(row.unit)).to_owned(),
        reaches_below: row.reach == "below",
        was_had: !row.follows,
    };
    let line =
        |one: Passed| WorkLine { code: one.code, procedure: one.procedure, due_at: one.due_at, is_taken: one.is_taken };
    Ok(RecordView {
        back,
        over: over.map(|area| units.name(area).to_owned()).unwrap_or_default(),
        unit: unit.map(|unit| units.name(unit).to_owned()).unwrap_or_default(),
        at: found.made_at.0,
        basis: found.basis,
        from,
        to,
        made_by,
        roles: roles.into_iter().map(role).collect(),
        delegations: delegation_lines(cx, id).await?,
        held: found.held,
        taken,
        left,
        is_done: found.ended_at.is_some(),
        work: work.into_iter().map(line).collect(),
        is_first: asked.after.is_none(),
        next: next.map(|next| next.to_string()).unwrap_or_default(),
        href,
    })
}

/// Who gets everything, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHandOver {
    /// Name with which the receiver signs in.
    receiver: String,
    /// Number and day of the decision by which it is done.
    basis: String,
}

/// A piece of work that went.
#[derive(Serialize, ToSchema)]
struct PassedWork {
    /// Code of the dossier.
    code: String,
    /// Code of the procedure.
    procedure: String,
    #[schema(format = DateTime)]
    due_at: String,
    /// Whether the receiver has it; what they may not do went back to its desk.
    is_taken: bool,
}

/// The record of a hand-over.
#[derive(Serialize, ToSchema)]
#[schema(as = HandOver)]
pub(crate) struct HandOverBody {
    id: Uuid,
    /// The account that had everything.
    from: Uuid,
    /// The account that has it now.
    to: Uuid,
    basis: String,
    #[schema(format = DateTime)]
    made_at: String,
    /// How much open work there was when it was made.
    held: i64,
    /// How much work went to the receiver so far.
    taken: i64,
    /// How much went back to its desk so far.
    left: i64,
    /// Whether all work has gone.
    is_done: bool,
    work: Vec<PassedWork>,
    /// The value of `after` for the next part of the work; null on the last one.
    next: Option<Uuid>,
}

async fn body(cx: &Cx, found: HandedOver, asked: &Asked) -> Result<HandOverBody> {
    let (reader, id) = (cx.reader(), found.id);
    let Count { taken, left } = handover::counted(&reader, id).await?;
    let (work, next) = part(cx, id, asked).await?;
    let line = |one: Passed| PassedWork {
        code: one.code,
        procedure: one.procedure,
        due_at: Timestamp(one.due_at).rfc3339(),
        is_taken: one.is_taken,
    };
    Ok(HandOverBody {
        id,
        from: found.from,
        to: found.to,
        basis: found.basis,
        made_at: found.made_at.rfc3339(),
        held: found.held,
        taken,
        left,
        is_done: found.ended_at.is_some(),
        work: work.into_iter().map(line).collect(),
        next,
    })
}

async fn hand_over(cx: Cx, Path(account): Path<Uuid>, Json(new): Json<NewHandOver>) -> Outcome {
    let id = hand(&cx, account, &new.receiver, &new.basis).await?;
    let found = handover::one(&cx.reader(), id).await?;
    Ok(created(&format!("/api/v1/hand-overs/{id}"), body(&cx, found, &Asked { after: None }).await?))
}

async fn show(cx: Cx, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Outcome {
    let found = handover::one(&cx.reader(), id).await?;
    Ok(Json(body(&cx, found, &asked).await?).into_response())
}

async fn show_own(cx: Cx, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Outcome {
    let found = handover::own(&cx.reader(), id).await?;
    Ok(Json(body(&cx, found, &asked).await?).into_response())
}
