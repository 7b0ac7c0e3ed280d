//! Errors on their way out: the only place where kinds become statuses.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Kind, Message};

/// What handlers give when they cannot answer. The layer around all routes turns it into a page or a problem document.
#[derive(Debug)]
pub struct Fail(pub Error);

/// What a handler gives.
pub type Outcome = Result<Response, Fail>;

impl<E: Into<Error>> From<E> for Fail {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The error inside a response, until the layer writes its body.
#[derive(Clone)]
pub(crate) struct Carried(pub(crate) std::sync::Arc<Error>);

/// Seconds to wait where nothing better is known.
const WAIT: i64 = 5;

/// The status of an error: that of its kind, but for those that HTTP tells more exactly.
pub(crate) fn status(error: &Error) -> StatusCode {
    match &*error.message().key {
        "error-json-syntax" => StatusCode::BAD_REQUEST,
        "error-method" => StatusCode::METHOD_NOT_ALLOWED,
        "error-body-too-large" | "error-json-too-large" | "blobs-too-large" => StatusCode::PAYLOAD_TOO_LARGE,
        "error-json-type" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        _ => status_of(error.kind()),
    }
}

fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Busy => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl Fail {
    /// A request without a token, or with one that is not or no longer valid (RFC 6750).
    pub(crate) fn unauthorised(has_token: bool) -> Response {
        let (key, challenge) = if has_token {
            ("error-token-invalid", "Bearer error=\"invalid_token\"")
        } else {
            ("error-token-missing", "Bearer")
        };
        let mut response = Self(Error::new(Kind::Forbidden, Message::new(key))).into_response();
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        response
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        if matches!(self.0.kind(), Kind::Busy | Kind::Unavailable) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(self.0.wait().unwrap_or(WAIT)));
        }
        response.extensions_mut().insert(Carried(std::sync::Arc::new(self.0)));
        response
    }
}
