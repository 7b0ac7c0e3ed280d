//! Who stands in for an officer who is away: said by the officer, or by an administrator of the account. The same for
//! machines.

use kernel::{Error, Message, Result};
use runtime::ActorKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, created};
use web::{Cx, Errors, Form, Guard, Outcome, Routes, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::people::Choice;
use super::{form_status, sample_error};
use crate::MANAGE;
use crate::absence::store::{Absence, around, find};
use crate::absence::{EndAbsence, Leave, rights_of};
use crate::accounts::officer_names;
use crate::officers::known;
use crate::officers::periods::period;

const TEMPLATE: &str = "identity/absences.html";
const OWN: &str = "/my/absences";
/// Absences shown: years of them.
const SHOWN: i64 = 100;

/// The routes.
pub(crate) fn routes() -> Routes {
    let right = Guard::Right(MANAGE);
    Routes::default()
        .get(OWN, Guard::SignedIn, own)
        .post(OWN, Guard::SignedIn, set_own)
        .post("/my/absences/{id}/end", Guard::SignedIn, end_own)
        .get("/officer/admin/people/{id}/absences", right, of_other)
        .post("/officer/admin/people/{id}/absences", right, set_other)
        .post("/officer/admin/absences/{id}/end", right, end_other)
        .get("/api/v1/me/absences", Guard::SignedIn, list)
        .says("List when an officer is away, and for whom they stand in")
        .gives::<AbsenceList>()
        .post("/api/v1/me/absences", Guard::SignedIn, leave)
        .says("Say who stands in for the officer of the token, from when to when")
        .takes::<NewAbsence>()
        .creates::<AbsenceList>()
        .post("/api/v1/me/absences/{id}/end", Guard::SignedIn, end_one)
        .says("End an absence at once")
        .takes_nothing()
        .gives::<AbsenceList>()
}

#[derive(Serialize)]
struct AbsencesView {
    errors: Vec<ShownError>,
    /// Where the form goes.
    href: String,
    /// Where the form that ends one goes, without its id.
    ends: &'static str,
    /// Name of the officer, where an administrator looks; empty on the own page.
    name: String,
    rows: Vec<Row>,
    rights: Vec<Choice>,
    to: String,
    basis: String,
    from: String,
    to_day: String,
}

#[derive(Serialize)]
struct Row {
    id: String,
    /// Whether the officer of the page is away, or else stands in.
    is_away: bool,
    /// The other officer.
    name: String,
    rights: Vec<String>,
    basis: String,
    from: i64,
    until: i64,
    is_over: bool,
    begins_later: bool,
}

/// Whose absences a page shows.
#[derive(Clone, Copy)]
struct Whose {
    account: Uuid,
    is_own: bool,
}

impl Whose {
    fn me(cx: &Cx) -> Result<Self> {
        officers_only(cx)?;
        Ok(Self { account: cx.actor().account, is_own: true })
    }

    fn href(self) -> String {
        if self.is_own { OWN.to_owned() } else { format!("/officer/admin/people/{}/absences", self.account) }
    }
}

/// Citizens are never away.
fn officers_only(cx: &Cx) -> Result<()> {
    if cx.actor().kind == ActorKind::Officer { Ok(()) } else { Err(Error::not_found()) }
}

async fn own(cx: Cx) -> Outcome {
    page(&cx, Whose::me(&cx)?).await
}

async fn of_other(cx: Cx, Path(account): Path<Uuid>) -> Outcome {
    page(&cx, Whose { account, is_own: false }).await
}

async fn page(cx: &Cx, whose: Whose) -> Outcome {
    let view = view(cx, whose, &Values::default(), Vec::new()).await?;
    cx.page(TEMPLATE, view).await
}

async fn set_own(cx: Cx, Form(values): Form) -> Outcome {
    let whose = Whose::me(&cx)?;
    set(&cx, whose, &values).await
}

async fn set_other(cx: Cx, Path(account): Path<Uuid>, Form(values): Form) -> Outcome {
    set(&cx, Whose { account, is_own: false }, &values).await
}

async fn set(cx: &Cx, whose: Whose, values: &Values) -> Outcome {
    let typed = NewAbsence {
        deputy: values.get("to").to_owned(),
        rights: values.all("permissions").map(str::to_owned).collect(),
        basis: values.get("basis").to_owned(),
        from: values.get("from").to_owned(),
        until: values.get("to_day").to_owned(),
    };
    let done = give(cx, whose.account, typed).await.map(|_| "identity-absence-set");
    answer(cx, whose, values, done).await
}

async fn end_own(cx: Cx, Path(id): Path<Uuid>, Form(values): Form) -> Outcome {
    let whose = Whose::me(&cx)?;
    let done = cx.execute(&EndAbsence { id }).await.map(|_| "identity-absence-ended");
    answer(&cx, whose, &values, done).await
}

async fn end_other(cx: Cx, Path(id): Path<Uuid>, Form(values): Form) -> Outcome {
    let account = find(&cx.reader(), id).await?.account;
    known(&cx.reader(), account).await?;
    let done = cx.execute(&EndAbsence { id }).await.map(|_| "identity-absence-ended");
    answer(&cx, Whose { account, is_own: false }, &values, done).await
}

/// What was said after an act, or the page again with what is wrong.
async fn answer(cx: &Cx, whose: Whose, values: &Values, done: Result<&'static str>) -> Outcome {
    match done {
        Ok(said) => Ok(cx.redirect_saying(&whose.href(), said)),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = view(cx, whose, values, shown_errors(cx, &error)).await?;
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

/// The last day has a name of its own, because `to` is a person.
fn place(field: &str) -> String {
    if field == "to" { "to_day".to_owned() } else { field.to_owned() }
}

/// Writes what was typed; faults of the days are told together.
async fn give(cx: &Cx, account: Uuid, typed: NewAbsence) -> Result<Uuid> {
    officers_only(cx)?;
    let mut errors = Errors::default();
    if typed.until.trim().is_empty() {
        errors.add("to_day", Message::new("identity-error-absence-until"));
    }
    let days = period(&typed.from, &typed.until, cx.reader().now, &mut errors);
    errors.done().map_err(|error| error.renamed(|fault| place(&fault.field)))?;
    let Some((from, Some(until))) = days else { return Err(Error::internal("a period without an end")) };
    let NewAbsence { deputy, rights, basis, .. } = typed;
    let command = Leave { account, deputy, permissions: rights, basis: basis.trim().to_owned(), from, until };
    Ok(cx.execute(&command).await?.outcome)
}

async fn view(cx: &Cx, whose: Whose, values: &Values, errors: Vec<ShownError>) -> Result<AbsencesView> {
    let reader = cx.reader();
    let name = if whose.is_own { String::new() } else { known(&reader, whose.account).await?.name };
    let ticked: Vec<&str> = values.all("permissions").collect();
    let get = |name: &str| values.get(name).to_owned();
    let right = |code: String| Choice {
        label: right_words(cx, &code),
        is_chosen: ticked.is_empty() || ticked.contains(&code.as_str()),
        value: code,
    };
    // Nobody says who stands in for themselves on the page of an administrator.
    let is_form = whose.is_own || whose.account != cx.actor().account;
    let rights = if is_form { rights_of(&reader, whose.account).await? } else { Vec::new() };
    Ok(AbsencesView {
        errors,
        href: whose.href(),
        ends: if whose.is_own { OWN } else { "/officer/admin/absences" },
        name,
        rows: rows(cx, whose.account).await?,
        rights: rights.into_iter().map(right).collect(),
        to: get("to"),
        basis: get("basis"),
        from: get("from"),
        to_day: get("to_day"),
    })
}

/// A right in words.
fn right_words(cx: &Cx, code: &str) -> String {
    cx.t(&format!("identity-right-{}", code.replace('.', "-")))
}

async fn rows(cx: &Cx, account: Uuid) -> Result<Vec<Row>> {
    let reader = cx.reader();
    let found = around(&reader, account, SHOWN).await?;
    let people: Vec<Uuid> = found.iter().flat_map(|one| [one.account, one.deputy]).collect();
    let names = officer_names(&reader, &people).await?;
    let row = |one: Absence| {
        let is_away = one.account == account;
        let other = if is_away { one.deputy } else { one.account };
        Row {
            is_over: one.is_over(reader.now),
            begins_later: one.from > reader.now,
            id: one.id.to_string(),
            is_away,
            name: names.get(&other).cloned().unwrap_or_default(),
            rights: one.permissions.iter().map(|code| right_words(cx, code)).collect(),
            basis: one.basis,
            from: one.from.0,
            until: one.ended_at.map_or(one.until.0 - 1, |at| at.0),
        }
    };
    Ok(found.into_iter().map(row).collect())
}

/// Days on which an officer is away.
#[derive(Serialize, ToSchema)]
#[schema(as = Absence)]
struct AbsenceBody {
    id: Uuid,
    /// The account that is away.
    account: Uuid,
    /// The account that stands in.
    deputy: Uuid,
    /// As `domain.verb`.
    rights: Vec<String>,
    /// The document by which it is done.
    basis: String,
    #[schema(format = DateTime)]
    from: String,
    #[schema(format = DateTime)]
    until: String,
    /// Whether it holds no more.
    is_over: bool,
}

/// When an officer is away, and for whom they stand in, the newest first.
#[derive(Serialize, ToSchema)]
struct AbsenceList {
    items: Vec<AbsenceBody>,
}

/// Who stands in, and when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAbsence {
    /// Name with which the deputy signs in.
    deputy: String,
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

async fn all(cx: &Cx) -> Result<AbsenceList> {
    officers_only(cx)?;
    let reader = cx.reader();
    let found = around(&reader, cx.actor().account, SHOWN).await?;
    let body = |one: Absence| AbsenceBody {
        is_over: one.is_over(reader.now),
        id: one.id,
        account: one.account,
        deputy: one.deputy,
        rights: one.permissions,
        basis: one.basis,
        from: one.from.rfc3339(),
        until: one.ended_at.unwrap_or(one.until).rfc3339(),
    };
    Ok(AbsenceList { items: found.into_iter().map(body).collect() })
}

async fn list(cx: Cx) -> Outcome {
    Ok(Json(all(&cx).await?).into_response())
}

/// Names of form fields that are called otherwise in a body.
fn in_body(field: &str) -> String {
    match field {
        "to" => "deputy".to_owned(),
        "to_day" => "until".to_owned(),
        "permissions" => "rights".to_owned(),
        other => other.to_owned(),
    }
}

async fn leave(cx: Cx, Json(new): Json<NewAbsence>) -> Outcome {
    let account = cx.actor().account;
    give(&cx, account, new).await.map_err(|error| error.renamed(|fault| in_body(&fault.field)))?;
    Ok(created("/api/v1/me/absences", all(&cx).await?))
}

async fn end_one(cx: Cx, Path(id): Path<Uuid>) -> Outcome {
    cx.execute(&EndAbsence { id }).await?;
    list(cx).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "usual", view: |_| view_of(sample("Lê Thị Mẫu", Vec::new())) },
        TemplateSample {
            template: TEMPLATE,
            case: "wrong, long and hostile",
            view: |_| {
                let fields = ["", "to", "permissions", "basis", "from", "to_day"];
                let errors = fields.into_iter().map(|field| sample_error(field, "Một câu về chỗ sai. ")).collect();
                view_of(sample(&"<script>alert(1)</script>\" Minh Họa ".repeat(8), errors))
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "own, nothing to give",
            view: |_| {
                let bare = sample("", Vec::new());
                view_of(AbsencesView { rows: Vec::new(), rights: Vec::new(), ..bare })
            },
        },
    ]
}

fn sample(name: &str, errors: Vec<ShownError>) -> AbsencesView {
    let row = |is_away: bool, is_over: bool| Row {
        id: "a".into(),
        is_away,
        name: name.to_owned(),
        rights: vec!["Xử lý hồ sơ".into(), "Xem hồ sơ".into()],
        basis: "Đơn xin nghỉ phép ngày 10/12/2024".into(),
        from: 1_733_792_400_000_000,
        until: 1_734_792_400_000_000,
        is_over,
        begins_later: !is_away,
    };
    AbsencesView {
        errors,
        href: OWN.to_owned(),
        ends: OWN,
        name: name.to_owned(),
        rows: vec![row(true, false), row(false, false), row(true, true)],
        rights: vec![Choice { value: "a".into(), label: "Xử lý hồ sơ".into(), is_chosen: true }],
        to: name.to_owned(),
        basis: name.to_owned(),
        from: String::new(),
        to_day: "2024-12-31".into(),
    }
}
