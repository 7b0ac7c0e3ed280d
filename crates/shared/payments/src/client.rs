//! One HTTP request to the other side.

use bytes::Bytes;
use kernel::{Error, Result};
use outside::{Answer, Full, Method, Request};

use crate::gateway::SIGNATURE;

/// Larger answers are refused.
const MOST: usize = 8_000_000;

/// Sends a signed request and waits for the answer.
pub(crate) async fn send(method: Method, url: &str, signature: &str, body: String) -> Result<Answer> {
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("content-type", "application/json")
        .header(SIGNATURE, signature)
        .body(Full::new(Bytes::from(body)))
        .map_err(Error::internal)?;
    outside::send(request, MOST).await
}
