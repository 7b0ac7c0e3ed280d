//! Bearer tokens for machines, bound to an account, and who it is.

pub(crate) mod business;
pub(crate) mod contacts;
pub(crate) mod oauth;
pub(crate) mod sessions;

use kernel::Error;
use runtime::{ActorKind, Grant, Units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{HeaderMap, HeaderValue, IntoResponse, Json, StatusCode, bearer, created, header};
use web::{Cx, Errors, Outcome};

use crate::commands::ChangeContact;
use crate::model::Contact;
use crate::people::{check_contact, own_profile};
use crate::sign_in::sign_in_machine;
use crate::store as tables;

/// What a machine sends to get a token.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TokenRequest {
    login: String,
    #[schema(format = Password)]
    password: String,
    /// The code that the app shows, or a recovery code; asked for when the account has a second factor.
    factor: Option<String>,
}

/// The token, which is shown once.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
pub(crate) struct TokenView {
    /// Goes into the header `Authorization: Bearer …`.
    token: String,
    #[schema(format = DateTime)]
    expires_at: String,
}

/// `POST /api/v1/tokens`: a new token for login, password and second factor.
pub(crate) async fn begin(cx: Cx, Json(request): Json<TokenRequest>) -> Outcome {
    let factor = request.factor.as_deref().unwrap_or_default().trim();
    let signed = sign_in_machine(&cx, request.login.trim(), request.password.trim(), factor).await?;
    let ends = tables::token_end(&cx.reader(), &signed.begun.secret).await?;
    let view = TokenView { token: signed.begun.secret, expires_at: ends.rfc3339() };
    let mut response = created("/api/v1/tokens/current", view);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `DELETE /api/v1/tokens/current`: ends the token of the request.
pub(crate) async fn end(cx: Cx, headers: HeaderMap) -> Outcome {
    if let Some(secret) = bearer(&headers) {
        cx.app.sessions().end(secret).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A role in units, as it holds now.
#[derive(Serialize, ToSchema)]
#[schema(as = Grant)]
pub(crate) struct GrantView {
    /// Code of the role.
    role: String,
    /// The units where it holds; null for every unit.
    units: Option<Vec<Uuid>>,
    /// What it allows, as `domain.verb`.
    rights: Vec<String>,
    /// The account that delegated it; null for a right of one's own.
    giver: Option<Uuid>,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Id of the account, as acts name it.
    account: Uuid,
    name: String,
    /// `citizen`, `business`, `officer`, or `client` for a machine of a unit.
    kind: String,
    /// Whether it is the account of an officer.
    is_officer: bool,
    /// The unit an officer works in.
    unit: Option<Uuid>,
    grants: Vec<GrantView>,
}

impl GrantView {
    fn of(grant: &Grant) -> Self {
        let units = match &grant.units {
            Units::All => None,
            Units::Some(units) => Some(units.to_vec()),
        };
        let giver = grant.under.map(|under| under.giver);
        Self { role: grant.role.clone(), units, rights: grant.permissions.iter().cloned().collect(), giver }
    }
}

fn kind_of(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Citizen => "citizen",
        ActorKind::Business => "business",
        ActorKind::Officer => "officer",
        ActorKind::Client => "client",
        ActorKind::System => "system",
        ActorKind::Anonymous => "anonymous",
    }
}

/// `GET /api/v1/me`
pub(crate) async fn me(cx: Cx) -> Outcome {
    let actor = cx.actor();
    let body = Me {
        account: actor.account,
        name: actor.name.to_string(),
        kind: kind_of(actor.kind).to_owned(),
        is_officer: actor.kind == ActorKind::Officer,
        unit: actor.unit,
        grants: actor.grants.iter().map(GrantView::of).collect(),
    };
    Ok(Json(body).into_response())
}

/// How a citizen or business is reached.
#[derive(Serialize, ToSchema)]
#[schema(as = Contact)]
pub(crate) struct ContactView {
    phone: String,
    /// May be empty.
    email: String,
    /// May be empty.
    address: String,
    /// Counts the changes; a change names the version that it was decided on.
    version: i64,
}

/// How a citizen or business is to be reached from now on. Name and number are changed where papers are shown.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewContact)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactRequest {
    phone: String,
    /// May be empty.
    #[serde(default)]
    email: String,
    /// May be empty.
    #[serde(default)]
    address: String,
    /// The version that was read; without it whatever is there is overwritten.
    version: Option<i64>,
}

/// `GET /api/v1/me/contact`. What people see of themselves is no access to record.
pub(crate) async fn contact(cx: Cx) -> Outcome {
    let (profile, version) = own_profile(&cx.reader()).await?;
    let body = ContactView { phone: profile.phone, email: profile.email, address: profile.address, version };
    Ok(Json(body).into_response())
}

/// `PUT /api/v1/me/contact`
pub(crate) async fn change_contact(cx: Cx, Json(request): Json<ContactRequest>) -> Outcome {
    let ContactRequest { phone, email, address, version } = request;
    let mut errors = Errors::default();
    let checked = check_contact(&Contact { phone, email, address }, &mut errors);
    errors.done()?;
    let new = checked.ok_or_else(|| Error::internal("a contact without errors was refused"))?;
    cx.execute(&ChangeContact { version, contact: new }).await?;
    contact(cx).await
}
