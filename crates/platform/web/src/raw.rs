//! Raw bodies: a machine sends one file as it is.

use std::error::Error as _;

use axum::RequestExt;
use axum::body::BodyDataStream;
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use futures::StreamExt;
use http_body_util::LengthLimitError;
use kernel::{Error, Kind, Message, Result};

use crate::app::App;
use crate::error::Fail;

/// The bytes of a request as they arrive, at most as many as its route takes.
pub struct RawBody(BodyDataStream);

impl FromRequest<App> for RawBody {
    type Rejection = Fail;

    async fn from_request(request: Request, _: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(request.into_limited_body().into_data_stream()))
    }
}

impl RawBody {
    /// The next piece; none at the end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        self.0.next().await.transpose().map_err(|error| broken(&error))
    }
}

fn broken(error: &axum::Error) -> Error {
    let is_too_large = error.source().is_some_and(<dyn std::error::Error>::is::<LengthLimitError>);
    let key = if is_too_large { "error-body-too-large" } else { "error-upload-broken" };
    Error::new(Kind::Invalid, Message::new(key))
}
