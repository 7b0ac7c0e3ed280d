//! The administrator's page of machine clients.

use std::collections::BTreeSet;

use access::{ClientRow, SecretRow, new_secret, secret_hash};
use kernel::{Error, Message, Result};
use organisation::{Directory, UnitId};
use serde::Serialize;
use uuid::Uuid;
use web::http::{Path, StatusCode};
use web::{Cx, Errors, Form, Guard, Outcome, Routes, ShownError, TemplateSample, Values, shown_errors, view_of};

use super::{form_status, sample_error};
use crate::MANAGE;
use crate::clients::{EndClient, OpenClient, RenewSecret, check_name, own_scopes};
use crate::seed::unit_of_code;

const TEMPLATE: &str = "identity/clients.html";
const PAGE: &str = "/officer/admin/clients";

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(PAGE, Guard::Right(MANAGE), get)
        .post(PAGE, Guard::Right(MANAGE), open)
        .post("/officer/admin/clients/{id}/secret", Guard::Right(MANAGE), renew)
        .post("/officer/admin/clients/{id}/end", Guard::Right(MANAGE), end)
}

#[derive(Serialize)]
struct ClientsView {
    errors: Vec<ShownError>,
    /// The secret that was just made, shown once.
    shown: Option<ShownSecret>,
    clients: Vec<ClientView>,
    /// What was typed.
    name: String,
    unit_code: String,
    scopes: Vec<ScopeView>,
}

#[derive(Serialize)]
struct ShownSecret {
    client: String,
    secret: String,
}

#[derive(Serialize)]
struct ClientView {
    id: String,
    name: String,
    unit: String,
    scopes: Vec<String>,
    is_active: bool,
    made_at: i64,
    secrets: Vec<SecretView>,
}

#[derive(Serialize)]
struct SecretView {
    made_at: i64,
    ends_at: Option<i64>,
}

#[derive(Serialize)]
struct ScopeView {
    name: String,
    is_chosen: bool,
}

/// What an administrator typed.
#[derive(Default)]
struct Typed {
    name: String,
    unit_code: String,
    scopes: BTreeSet<String>,
}

impl Typed {
    fn of(values: &Values) -> Self {
        Self {
            name: values.get("name").to_owned(),
            unit_code: values.get("unit_code").to_owned(),
            scopes: values.all("scope").map(str::to_owned).collect(),
        }
    }
}

/// The clients of the units that the actor administers.
async fn get(cx: Cx) -> Outcome {
    let view = view(&cx, &Typed::default(), Vec::new(), None).await?;
    cx.page(TEMPLATE, view).await
}

/// Opens a client and shows its first secret.
async fn open(cx: Cx, Form(values): Form) -> Outcome {
    let typed = Typed::of(&values);
    match try_open(&cx, &typed).await {
        Ok(shown) => {
            let view = view(&cx, &Typed::default(), Vec::new(), Some(shown)).await?;
            cx.page(TEMPLATE, view).await
        }
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = view(&cx, &typed, shown_errors(&cx, &error), None).await?;
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

async fn try_open(cx: &Cx, typed: &Typed) -> Result<ShownSecret> {
    let runtime = cx.app.runtime();
    let mut errors = Errors::default();
    let name = errors.check("name", check_name(&typed.name));
    let unit = errors.take(unit_of_code(runtime, &typed.unit_code))?;
    let possible = own_scopes(&cx.reader())?;
    if typed.scopes.is_empty() || !typed.scopes.is_subset(&possible) {
        errors.add("scope", Message::new("identity-error-client-scopes"));
    }
    errors.done()?;
    let (Some(name), Some(unit)) = (name, unit) else {
        return Err(Error::internal("a form without errors was refused"));
    };
    let secret = new_secret(runtime);
    let hash = secret_hash(&secret);
    let command = OpenClient { name, unit: unit.uuid(), scopes: typed.scopes.clone(), secret: hash };
    let client = cx.execute(&command).await?.outcome;
    Ok(ShownSecret { client: client.to_string(), secret })
}

/// Makes a new secret and shows it; the one of before is taken for another week.
async fn renew(cx: Cx, Path(id): Path<Uuid>, Form(_): Form) -> Outcome {
    let secret = new_secret(cx.app.runtime());
    cx.execute(&RenewSecret { client: id, secret: secret_hash(&secret) }).await?;
    let shown = ShownSecret { client: id.to_string(), secret };
    let view = view(&cx, &Typed::default(), Vec::new(), Some(shown)).await?;
    cx.page_as(StatusCode::OK, TEMPLATE, view).await
}

/// Ends a client.
async fn end(cx: Cx, Path(id): Path<Uuid>, Form(_): Form) -> Outcome {
    cx.execute(&EndClient { client: id }).await?;
    Ok(cx.redirect_saying(PAGE, "identity-client-ended"))
}

async fn view(cx: &Cx, typed: &Typed, errors: Vec<ShownError>, shown: Option<ShownSecret>) -> Result<ClientsView> {
    let reader = cx.reader();
    let secrets = access::client_secrets(&reader).await?;
    let snapshot = reader.service::<Directory>()?.on(reader.now);
    let unit_name = |unit: Uuid| snapshot.name(UnitId::from(unit)).to_owned();
    let rows = access::clients(&reader).await?;
    let own = rows.iter().filter(|row| cx.actor().can_in(MANAGE, row.unit));
    let clients = own.map(|row| client_view(row, unit_name(row.unit), &secrets)).collect();
    let possible = own_scopes(&reader)?;
    let scopes = possible.into_iter().map(|name| ScopeView { is_chosen: typed.scopes.contains(&name), name }).collect();
    let (name, unit_code) = (typed.name.clone(), typed.unit_code.clone());
    Ok(ClientsView { errors, shown, clients, name, unit_code, scopes })
}

fn client_view(row: &ClientRow, unit: String, secrets: &[SecretRow]) -> ClientView {
    let own = secrets.iter().filter(|secret| secret.client == row.id);
    ClientView {
        id: row.id.to_string(),
        name: row.name.clone(),
        unit,
        scopes: row.scopes.iter().cloned().collect(),
        is_active: row.is_active,
        made_at: row.made_at.0,
        secrets: own.map(|one| SecretView { made_at: one.made_at.0, ends_at: one.ends_at.map(|at| at.0) }).collect(),
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "none", view: |_| view_of(sample(Vec::new(), Vec::new(), None)) },
        TemplateSample {
            template: TEMPLATE,
            case: "two, one with a new secret",
            view: |_| {
                let client = "018f0000-0000-7000-8000-000000000001".to_owned();
                let shown = Some(ShownSecret { client, secret: "vi-du-khong-phai-that".into() });
                let clients = vec![sample_client("Trục tích hợp", true), sample_client("Cũ", false)];
                view_of(sample(clients, Vec::new(), shown))
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "errors, long and hostile",
            view: |_| {
                let errors = vec![
                    sample_error("name", &"Một câu rất dài. ".repeat(20)),
                    sample_error("unit_code", "Không có đơn vị nào có mã 9"),
                    sample_error("scope", "Chọn ít nhất một quyền"),
                ];
                let hostile = "<script>alert(1)</script>".repeat(8);
                view_of(sample(vec![sample_client(&hostile, true)], errors, None))
            },
        },
    ]
}

fn sample(clients: Vec<ClientView>, errors: Vec<ShownError>, shown: Option<ShownSecret>) -> ClientsView {
    let scope = |name: &str, is_chosen| ScopeView { name: name.to_owned(), is_chosen };
    let scopes = vec![scope("dossiers.read", true), scope("payments.read", false)];
    ClientsView { errors, shown, clients, name: "Trục".into(), unit_code: "450".into(), scopes }
}

fn sample_client(name: &str, is_active: bool) -> ClientView {
    let secret = |ends_at| SecretView { made_at: 1_733_792_400_000_000, ends_at };
    ClientView {
        id: "018f0000-0000-7000-8000-000000000001".into(),
        name: name.to_owned(),
        unit: "UBND thành phố Đồng Hới".into(),
        scopes: vec!["dossiers.read".into(), "payments.read".into()],
        is_active,
        made_at: 1_733_792_400_000_000,
        secrets: if is_active { vec![secret(None), secret(Some(1_734_397_200_000_000))] } else { Vec::new() },
    }
}
