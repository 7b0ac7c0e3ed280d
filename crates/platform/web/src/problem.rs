//! Problem documents (RFC 9457) for the API.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Kind};
use serde_json::json;

use crate::context::Cx;

/// The problem document of an error in the language of the request, with the status it is answered with.
pub(crate) fn response(cx: &Cx, error: &Error, status: StatusCode) -> Response {
    let kind = match error.kind() {
        Kind::NotFound => "not-found",
        Kind::Forbidden => "forbidden",
        Kind::Invalid => "invalid",
        Kind::Conflict => "conflict",
        Kind::Busy => "busy",
        Kind::Unavailable => "unavailable",
        Kind::Internal => "internal",
    };
    let errors: Vec<_> = error
        .fields()
        .iter()
        .map(|field| json!({ "pointer": format!("/{}", field.field), "detail": cx.say(&field.message) }))
        .collect();
    let body = json!({
        "type": format!("urn:nhatle:problem:{kind}"),
        "title": cx.say(error.message()),
        "status": status.as_u16(),
        "code": error.message().key,
        "errors": errors,
    });
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}
