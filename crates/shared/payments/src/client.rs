//! One HTTP request to the other side.

use std::time::Duration;

use axum::http::{Method, Request};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use kernel::{Error, Result};

use crate::gateway::SIGNATURE;

/// Longer than this nobody waits for an answer.
const TIME: Duration = Duration::from_secs(10);
/// Larger answers are refused.
const MOST: usize = 8_000_000;

/// What the other side answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
}

/// Sends a signed request and waits for the answer.
pub(crate) async fn send(method: Method, url: &str, signature: &str, body: String) -> Result<Answer> {
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("content-type", "application/json")
        .header(SIGNATURE, signature)
        .body(Full::new(Bytes::from(body)))
        .map_err(Error::internal)?;
    let client: Client<HttpConnector, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let talk = async {
        let lost = |e: &dyn std::fmt::Display| Error::unavailable(format!("the gateway does not answer: {e}"));
        let response = client.request(request).await.map_err(|e| lost(&e))?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), MOST).collect().await.map_err(|e| lost(&e))?.to_bytes();
        Ok::<_, Error>(Answer { status, body })
    };
    tokio::time::timeout(TIME, talk).await.map_err(|_| Error::unavailable("the gateway did not answer in time"))?
}
