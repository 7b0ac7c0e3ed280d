//! Parameters in the path: what cannot be read, such as text that is no UTF-8, names nothing.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::Error;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Fail;

/// The parameters in the path of a request.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Fail(Error::not_found())),
        }
    }
}
