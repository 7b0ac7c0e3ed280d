//! Short tokens for machines: client credentials (RFC 6749, 4.4).

use access::{ClientToken, begin_client, scopes_of};
use data_encoding::BASE64;
use kernel::{Error, Kind, Message};
use runtime::Actor;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{Bytes, HeaderMap, HeaderValue, IntoResponse, Json, Response, StatusCode, header};
use web::{Cx, Fail, Guard, Outcome, Routes, Values};

use crate::commands::NoteSignIn;
use crate::sign_in::CLIENT_TOKENS;

/// What a machine sends. Id and secret may stand in the header `Authorization: Basic …` in place of the form.
#[derive(ToSchema)]
#[schema(as = ClientTokenRequest)]
#[expect(dead_code, reason = "describes the form, which is read field by field")]
struct Asked {
    /// Always `client_credentials`.
    grant_type: String,
    client_id: Option<Uuid>,
    #[schema(format = Password)]
    client_secret: Option<String>,
    /// The rights that the token is to have, with spaces between them; without it all rights of the client.
    scope: Option<String>,
}

/// The token, which is shown once.
#[derive(Serialize, ToSchema)]
#[schema(as = ClientToken)]
struct Given {
    /// Goes into the header `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until it ends.
    expires_in: i64,
    /// Its rights, with spaces between them.
    scope: String,
}

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .post("/api/v1/oauth/token", Guard::Public, token)
        .says("Get a short token for the id and secret of a machine")
        .takes_form::<Asked>()
        .gives::<Given>()
}

/// `POST /api/v1/oauth/token`
async fn token(cx: Cx, headers: HeaderMap, body: Bytes) -> Outcome {
    let form = std::str::from_utf8(&body).map_err(|_| unreadable())?;
    let form = Values::parse(form)?;
    if form.get("grant_type") != "client_credentials" {
        return Err(Error::invalid_field("grant_type", Message::new("identity-error-grant-type")).into());
    }
    let runtime = cx.app.runtime();
    cx.app.tries().count(CLIENT_TOKENS, &cx.peer(), runtime.wall())?;
    let typed = credentials(&headers, &form);
    let given = match &typed {
        Some((id, secret)) => begin_client(runtime, *id, secret, &scopes_of(form.get("scope"))).await?,
        None => None,
    };
    let account = typed.map(|(id, _)| id);
    let note = NoteSignIn { account, accepted: given.is_some(), carrier: "client", language: None };
    runtime.execute(&Actor::anonymous(), &note).await?;
    match given {
        Some(given) => Ok(answer(given)),
        None => Ok(refused()),
    }
}

/// Id and secret of a request: of its header, else of its form; none when either is missing or is no id.
fn credentials(headers: &HeaderMap, form: &Values) -> Option<(Uuid, String)> {
    let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (id, secret) = match said.and_then(|text| text.split_once(' ')) {
        Some((scheme, coded)) if scheme.eq_ignore_ascii_case("Basic") => {
            let plain = String::from_utf8(BASE64.decode(coded.trim().as_bytes()).ok()?).ok()?;
            let (id, secret) = plain.split_once(':')?;
            (id.to_owned(), secret.to_owned())
        }
        _ => (form.get("client_id").to_owned(), form.get("client_secret").to_owned()),
    };
    Some((Uuid::try_parse(&id).ok()?, secret))
}

fn answer(given: ClientToken) -> Response {
    let ClientToken { secret, scopes, seconds } = given;
    let scope = scopes.into_iter().collect::<Vec<_>>().join(" ");
    let body = Given { access_token: secret, token_type: "Bearer", expires_in: seconds, scope };
    let mut response = Json(body).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The same answer whether the client is unknown or ended, its secret wrong, or a right not its own.
fn refused() -> Response {
    let error = Error::new(Kind::Forbidden, Message::new("identity-error-client"));
    let mut response = Fail(error).into_response();
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"nhatle\""));
    response
}

fn unreadable() -> Error {
    Error::new(Kind::Invalid, Message::new("error-form-unreadable"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_come_from_the_header_or_the_form() {
        let id = Uuid::from_u128(7);
        let basic = |text: &str| {
            let mut headers = HeaderMap::new();
            let value = format!("basic {}", BASE64.encode(text.as_bytes()));
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            headers
        };
        let form = |text: &str| Values::parse(text).unwrap();
        let found = Some((id, "s:x".to_owned()));
        assert_eq!(credentials(&basic(&format!("{id}:s:x")), &form("")), found);
        assert_eq!(credentials(&HeaderMap::new(), &form(&format!("client_id={id}&client_secret=s%3Ax"))), found);
        assert_eq!(credentials(&basic("nobody"), &form("")), None);
        assert_eq!(credentials(&HeaderMap::new(), &form("client_secret=x")), None);
    }
}
