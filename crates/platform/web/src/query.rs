//! Query strings: what cannot be read is an error of the house like every other.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::{Error, Kind, Message};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Fail;

/// The parameters in the address of a request.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        match axum::extract::Query::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => {
                // The text may hold what was sent, so the log does not keep it.
                let message = Message::new("error-query").arg("why", rejection.body_text());
                Err(Fail(Error::new(Kind::Invalid, message)))
            }
        }
    }
}
