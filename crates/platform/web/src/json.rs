//! JSON bodies: what cannot be read is a problem document like every other error.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Kind, Message};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Fail;

/// A JSON body, in either direction.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Fail;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        match axum::Json::<T>::from_request(request, app).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(Fail(error_of(&rejection))),
        }
    }
}

fn error_of(rejection: &JsonRejection) -> Error {
    let key = match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => "error-body-too-large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "error-json-type",
        _ => "error-json-unreadable",
    };
    // The text names fields and types of our own; it may also hold what was sent, so the log does not keep it.
    Error::new(Kind::Invalid, Message::new(key).arg("why", rejection.body_text()))
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}
