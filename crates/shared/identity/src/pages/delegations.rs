//! Rights that an officer has delegated, or uses for others; the same for machines.

use kernel::{Error, Message, Result};
use organisation::{Directory, UnitId};
use runtime::{ActorKind, Reader};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, Query, created};
use web::{Cx, Errors, Form, Guard, Outcome, Routes, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::people::Choice;
use super::{form_status, sample_error};
use crate::accounts::{Accounts, officer_names};
use crate::delegation::store::{Delegation, around};
use crate::delegation::{Delegate, EndDelegation, own_rights};
use crate::officers::periods::period;

const TEMPLATE: &str = "identity/delegations.html";
const PAGE: &str = "/my/delegations";
/// Delegations shown: years of them.
const SHOWN: i64 = 100;

/// The routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(PAGE, Guard::SignedIn, get)
        .post(PAGE, Guard::SignedIn, post)
        .post("/my/delegations/{id}/end", Guard::SignedIn, end)
        .get("/api/v1/me/delegations", Guard::SignedIn, list)
        .says("List the rights that an officer has delegated or uses for others")
        .gives::<DelegationList>()
        .post("/api/v1/me/delegations", Guard::SignedIn, delegate)
        .says("Delegate named rights to another officer for a time")
        .takes::<NewDelegation>()
        .creates::<DelegationList>()
        .post("/api/v1/me/delegations/{id}/end", Guard::SignedIn, end_one)
        .says("End a delegation at once")
        .takes_nothing()
        .gives::<DelegationList>()
}

#[derive(Serialize)]
struct DelegationsView {
    errors: Vec<ShownError>,
    rows: Vec<Row>,
    /// The unit that was chosen; the rights of a form are those in it.
    unit: String,
    units: Vec<Choice>,
    rights: Vec<Choice>,
    to: String,
    basis: String,
    from: String,
    to_day: String,
}

#[derive(Serialize)]
struct Row {
    id: String,
    /// Whether the officer gave it, or else uses it.
    is_given: bool,
    /// The other officer.
    name: String,
    unit: String,
    rights: Vec<String>,
    basis: String,
    from: i64,
    until: i64,
    is_over: bool,
    /// Message that says whether it holds, and if not, why.
    state: &'static str,
}

/// Citizens have nothing to delegate here.
fn officers_only(cx: &Cx) -> Result<()> {
    if cx.actor().kind == ActorKind::Officer { Ok(()) } else { Err(Error::not_found()) }
}

async fn get(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let values = Values::new(vec![("unit".to_owned(), asked.unit.map(|unit| unit.to_string()).unwrap_or_default())]);
    let view = view(&cx, &values, Vec::new()).await?;
    cx.page(TEMPLATE, view).await
}

/// The unit whose rights are to be shown.
#[derive(Deserialize)]
struct Asked {
    unit: Option<Uuid>,
}

async fn post(cx: Cx, Form(values): Form) -> Outcome {
    officers_only(&cx)?;
    let unit = Uuid::parse_str(values.get("unit")).unwrap_or_default();
    let typed = NewDelegation {
        to: values.get("to").to_owned(),
        unit,
        rights: values.all("permissions").map(str::to_owned).collect(),
        basis: values.get("basis").to_owned(),
        from: values.get("from").to_owned(),
        until: values.get("to_day").to_owned(),
    };
    match give(&cx, typed).await {
        Ok(_) => Ok(cx.redirect_saying(PAGE, "identity-delegation-given")),
        Err(error) => again(&cx, &values, error).await,
    }
}

async fn end(cx: Cx, Path(id): Path<Uuid>, Form(values): Form) -> Outcome {
    match cx.execute(&EndDelegation { id }).await {
        Ok(_) => Ok(cx.redirect_saying(PAGE, "identity-delegation-ended")),
        Err(error) => again(&cx, &values, error).await,
    }
}

async fn again(cx: &Cx, values: &Values, error: Error) -> Outcome {
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    let view = view(cx, values, shown_errors(cx, &error)).await?;
    cx.page_as(status, TEMPLATE, view).await
}

/// Delegates what was typed; faults of the days are told together.
async fn give(cx: &Cx, typed: NewDelegation) -> Result<Uuid> {
    officers_only(cx)?;
    let mut errors = Errors::default();
    let now = cx.reader().now;
    if typed.until.trim().is_empty() {
        errors.add("to_day", Message::new("identity-error-delegate-until"));
    }
    let days = period(&typed.from, &typed.until, now, &mut errors);
    errors.done().map_err(|error| error.renamed(|fault| place(&fault.field)))?;
    let Some((from, Some(until))) = days else { return Err(Error::internal("a period without an end")) };
    let NewDelegation { to, unit, rights, basis, .. } = typed;
    let command = Delegate { to, unit, permissions: rights, basis: basis.trim().to_owned(), from, until };
    Ok(cx.execute(&command).await?.outcome)
}

/// The last day has a name of its own, because `to` is a person.
fn place(field: &str) -> String {
    if field == "to" { "to_day".to_owned() } else { field.to_owned() }
}

async fn view(cx: &Cx, values: &Values, errors: Vec<ShownError>) -> Result<DelegationsView> {
    officers_only(cx)?;
    let reader = cx.reader();
    let own = units(&reader)?;
    let chosen = Uuid::parse_str(values.get("unit")).ok().or_else(|| own.first().map(|(unit, _)| *unit));
    let rights = chosen.map_or_else(|| Ok(Vec::new()), |unit| own_rights(&reader, unit))?;
    let ticked: Vec<&str> = values.all("permissions").collect();
    let get = |name: &str| values.get(name).to_owned();
    let choice =
        |(unit, label): (Uuid, String)| Choice { value: unit.to_string(), label, is_chosen: chosen == Some(unit) };
    Ok(DelegationsView {
        errors,
        rows: rows(cx, &reader).await?,
        unit: chosen.map(|unit| unit.to_string()).unwrap_or_default(),
        units: own.into_iter().map(choice).collect(),
        rights: rights
            .into_iter()
            .map(|code| Choice {
                label: right_words(cx, &code),
                is_chosen: ticked.contains(&code.as_str()),
                value: code,
            })
            .collect(),
        to: get("to"),
        basis: get("basis"),
        from: get("from"),
        to_day: get("to_day"),
    })
}

/// The units in which the officer has rights of their own that may be delegated, by name.
fn units(reader: &Reader<'_>) -> Result<Vec<(Uuid, String)>> {
    let accounts = reader.service::<Accounts>()?;
    let snapshot = reader.service::<Directory>()?.on(reader.now);
    let delegable = accounts.roles().delegable();
    let own = reader.actor.grants.iter().filter(|grant| grant.under.is_none());
    let fits = own.filter(|grant| grant.permissions.iter().any(|right| delegable.contains(right)));
    let mut found: Vec<Uuid> = Vec::new();
    for grant in fits {
        if let runtime::Units::Some(units) = &grant.units {
            found.extend(units.iter());
        }
    }
    found.retain(|unit| snapshot.is_open(UnitId::from(*unit)));
    found.sort_unstable();
    found.dedup();
    let mut named: Vec<(Uuid, String)> =
        found.into_iter().map(|unit| (unit, snapshot.name(UnitId::from(unit)).to_owned())).collect();
    named.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(named)
}

/// A right in words.
fn right_words(cx: &Cx, code: &str) -> String {
    cx.t(&format!("identity-right-{}", code.replace('.', "-")))
}

async fn rows(cx: &Cx, reader: &Reader<'_>) -> Result<Vec<Row>> {
    let me = cx.actor().account;
    let snapshot = reader.service::<Directory>()?.on(reader.now);
    let found = around(reader, me, SHOWN).await?;
    let people: Vec<Uuid> = found.iter().flat_map(|one| [one.giver, one.to]).collect();
    let names = officer_names(reader, &people).await?;
    let row = |one: Delegation| {
        let is_given = one.giver == me;
        let other = if is_given { one.to } else { one.giver };
        let (is_over, is_there) = (one.is_over(reader.now), snapshot.is_open(UnitId::from(one.unit)));
        Row {
            is_over: is_over || !is_there,
            state: match (is_over, is_there) {
                (true, _) => "identity-people-ended",
                (false, false) => "identity-delegation-unit-ended",
                (false, true) if one.from > reader.now => "identity-people-later",
                (false, true) => "identity-delegation-holds",
            },
            id: one.id.to_string(),
            is_given,
            name: names.get(&other).cloned().unwrap_or_default(),
            unit: snapshot.name(UnitId::from(one.unit)).to_owned(),
            rights: one.permissions.iter().map(|code| right_words(cx, code)).collect(),
            basis: one.basis,
            from: one.from.0,
            until: one.ended_at.map_or(one.until.0 - 1, |at| at.0),
        }
    };
    Ok(found.into_iter().map(row).collect())
}

/// Rights of an officer that another uses for a time.
#[derive(Serialize, ToSchema)]
#[schema(as = Delegation)]
struct DelegationBody {
    id: Uuid,
    /// The account whose rights they are.
    giver: Uuid,
    /// The account that uses them.
    to: Uuid,
    unit: Uuid,
    /// As `domain.verb`.
    rights: Vec<String>,
    /// The document by which it is done.
    basis: String,
    #[schema(format = DateTime)]
    from: String,
    #[schema(format = DateTime)]
    until: String,
    /// Whether it holds no more; one of a unit that has ended does not.
    is_over: bool,
}

/// What an officer has delegated or uses for others, the newest first.
#[derive(Serialize, ToSchema)]
struct DelegationList {
    items: Vec<DelegationBody>,
}

/// Named rights for another officer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDelegation {
    /// Name with which the other signs in.
    to: String,
    unit: Uuid,
    /// As `domain.verb`.
    rights: Vec<String>,
    /// Number and day of the document by which it is done.
    basis: String,
    /// First day; from now on without it.
    #[serde(default)]
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    until: String,
}

async fn all(cx: &Cx) -> Result<DelegationList> {
    officers_only(cx)?;
    let reader = cx.reader();
    let snapshot = reader.service::<Directory>()?.on(reader.now);
    let found = around(&reader, cx.actor().account, SHOWN).await?;
    let body = |one: Delegation| DelegationBody {
        is_over: one.is_over(reader.now) || !snapshot.is_open(UnitId::from(one.unit)),
        id: one.id,
        giver: one.giver,
        to: one.to,
        unit: one.unit,
        rights: one.permissions,
        basis: one.basis,
        from: one.from.rfc3339(),
        until: one.ended_at.unwrap_or(one.until).rfc3339(),
    };
    Ok(DelegationList { items: found.into_iter().map(body).collect() })
}

async fn list(cx: Cx) -> Outcome {
    Ok(Json(all(&cx).await?).into_response())
}

/// Names of form fields that are called otherwise in a body.
fn in_body(field: &str) -> String {
    match field {
        "to_day" => "until".to_owned(),
        "permissions" => "rights".to_owned(),
        other => other.to_owned(),
    }
}

async fn delegate(cx: Cx, Json(new): Json<NewDelegation>) -> Outcome {
    give(&cx, new).await.map_err(|error| error.renamed(|fault| in_body(&fault.field)))?;
    Ok(created("/api/v1/me/delegations", all(&cx).await?))
}

async fn end_one(cx: Cx, Path(id): Path<Uuid>) -> Outcome {
    cx.execute(&EndDelegation { id }).await?;
    list(cx).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "usual", view: |_| view_of(sample("Lê Thị Mẫu", Vec::new())) },
        TemplateSample {
            template: TEMPLATE,
            case: "wrong, long and hostile",
            view: |_| {
                let fields = ["", "to", "unit", "permissions", "basis", "from", "to_day"];
                let errors = fields.into_iter().map(|field| sample_error(field, "Một câu về chỗ sai. ")).collect();
                view_of(sample(&"<script>alert(1)</script>\" Minh Họa ".repeat(8), errors))
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "nothing to delegate",
            view: |_| {
                let bare = sample("", Vec::new());
                view_of(DelegationsView { rows: Vec::new(), units: Vec::new(), rights: Vec::new(), ..bare })
            },
        },
    ]
}

fn sample(name: &str, errors: Vec<ShownError>) -> DelegationsView {
    let row = |is_given: bool, state: &'static str| Row {
        id: "a".into(),
        is_given,
        name: name.to_owned(),
        unit: "UBND phường Hải Thành".into(),
        rights: vec!["Phê duyệt hồ sơ".into()],
        basis: "Giấy ủy quyền số 12/GUQ-UBND ngày 10/12/2024".into(),
        from: 1_733_792_400_000_000,
        until: 1_734_792_400_000_000,
        is_over: state.ends_with("ended"),
        state,
    };
    let choice = |label: &str| Choice { value: "a".into(), label: label.to_owned(), is_chosen: true };
    DelegationsView {
        errors,
        rows: vec![
            row(true, "identity-delegation-holds"),
            row(false, "identity-people-later"),
            row(true, "identity-people-ended"),
            row(false, "identity-delegation-unit-ended"),
        ],
        unit: "a".into(),
        units: vec![choice("UBND phường Hải Thành")],
        rights: vec![choice("Phê duyệt hồ sơ"), choice("Xem hồ sơ")],
        to: name.to_owned(),
        basis: name.to_owned(),
        from: String::new(),
        to_day: "2024-12-31".into(),
    }
}
