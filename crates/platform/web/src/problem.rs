//! Problem documents (RFC 9457) for the API.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Kind, Message};
use serde_json::json;

use crate::context::Cx;
use crate::fault::escaped;

/// The kind of a problem, by the status that it is answered with. Each has a title, `error-kind-…`.
fn kind_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "unauthorised",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::METHOD_NOT_ALLOWED => "method",
        StatusCode::CONFLICT => "conflict",
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "media-type",
        StatusCode::UNPROCESSABLE_ENTITY => "invalid",
        StatusCode::TOO_MANY_REQUESTS => "busy",
        StatusCode::SERVICE_UNAVAILABLE => "unavailable",
        _ if status.is_client_error() => "malformed",
        _ => "internal",
    }
}

/// The sentence of an error for whoever has no page before them.
fn detail(cx: &Cx, error: &Error) -> String {
    match &*error.message().key {
        "error-not-found" => cx.t("error-api-not-found"),
        "error-changed" => cx.t("error-api-changed"),
        _ => cx.say(error.message()),
    }
}

/// Where a field stands; the name of one that stands at the top is enough.
fn pointer(field: &str) -> String {
    if field.is_empty() || field.starts_with('/') { field.to_owned() } else { format!("/{}", escaped(field)) }
}

/// The problem document of an error in the language of the request, with the status it is answered with.
pub(crate) fn response(cx: &Cx, error: &Error, status: StatusCode) -> Response {
    let kind = kind_of(status);
    let errors: Vec<_> = error
        .fields()
        .iter()
        .map(|field| json!({ "pointer": pointer(&field.field), "detail": cx.say(&field.message) }))
        .collect();
    let mut body = json!({
        "type": format!("urn:nhatle:problem:{kind}"),
        "title": cx.t(&format!("error-kind-{kind}")),
        "status": status.as_u16(),
        "detail": detail(cx, error),
        "code": error.message().key,
        "errors": errors,
    });
    // Whoever decided on an older version learns which one to read (an extension member, RFC 9457, 3.2).
    if let Some(version) = error.version() {
        body["current_version"] = version.into();
    }
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// The error for an answer that failed before a handler could say why.
pub(crate) fn unsaid(status: StatusCode) -> Option<Error> {
    let invalid = |key: &'static str| Error::new(Kind::Invalid, Message::new(key));
    match status {
        StatusCode::NOT_FOUND => Some(Error::not_found()),
        StatusCode::PAYLOAD_TOO_LARGE => Some(invalid("error-body-too-large")),
        _ if status.is_client_error() => Some(invalid("error-kind-malformed")),
        _ if status.is_server_error() => Some(Error::internal("an answer without an error")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_a_name_or_a_pointer() {
        for (field, expected) in [("", ""), ("area", "/area"), ("a/b~c", "/a~1b~0c"), ("/answers/a", "/answers/a")] {
            assert_eq!(pointer(field), expected);
        }
    }
}
