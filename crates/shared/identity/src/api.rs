//! Bearer tokens for machines, bound to an account.

use access::Carrier;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
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
