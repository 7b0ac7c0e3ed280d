//! Bearer tokens for machines, bound to an account, and who it is.

use access::Carrier;
use runtime::{ActorKind, Grant, Units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{HeaderMap, HeaderValue, IntoResponse, Json, StatusCode, bearer, created, header};
use web::{Cx, Outcome};

use crate::sign_in::sign_in;
use crate::store as tables;

/// What a machine sends to get a token.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TokenRequest {
    login: String,
    #[schema(format = Password)]
    password: String,
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

/// `POST /api/v1/tokens`: a new token for login and password.
pub(crate) async fn begin(cx: Cx, Json(request): Json<TokenRequest>) -> Outcome {
    let signed = sign_in(&cx, request.login.trim(), request.password.trim(), Carrier::Token).await?;
    let ends = tables::token_end(&cx.reader(), &signed.secret).await?;
    let view = TokenView { token: signed.secret, expires_at: ends.rfc3339() };
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
}

/// Who asks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Id of the account, as acts name it.
    account: Uuid,
    name: String,
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
        Self { role: grant.role.clone(), units, rights: grant.permissions.iter().cloned().collect() }
    }
}

/// `GET /api/v1/me`
pub(crate) async fn me(cx: Cx) -> Outcome {
    let actor = cx.actor();
    let body = Me {
        account: actor.account,
        name: actor.name.to_string(),
        is_officer: actor.kind == ActorKind::Officer,
        unit: actor.unit,
        grants: actor.grants.iter().map(GrantView::of).collect(),
    };
    Ok(Json(body).into_response())
}
