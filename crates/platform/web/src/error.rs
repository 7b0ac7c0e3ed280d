//! Errors on their way out: the only place where kinds become statuses.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Kind};

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

/// The status of a kind.
pub(crate) fn status(kind: Kind) -> StatusCode {
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
    /// A request without a valid token.
    pub(crate) fn unauthorised(self) -> Response {
        let mut response = self.into_response();
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        response
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let mut response = status(self.0.kind()).into_response();
        if matches!(self.0.kind(), Kind::Busy | Kind::Unavailable) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response.extensions_mut().insert(Carried(std::sync::Arc::new(self.0)));
        response
    }
}
