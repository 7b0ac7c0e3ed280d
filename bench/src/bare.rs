//! The other side of the ratios over HTTP: an axum handler that returns fixed bytes, in a process of its own.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::serve::ListenerExt as _;

/// Serves the bytes of a file under every path until the process is ended.
pub(crate) async fn serve(file: &Path, media_type: &str, address: SocketAddr) -> Result<()> {
    let bytes = Bytes::from(std::fs::read(file).with_context(|| format!("{}", file.display()))?);
    let media_type = HeaderValue::from_str(media_type)?;
    // The body is read, as any handler of a form or of JSON must.
    let handler = move |_asked: Bytes| {
        let answer = ([(header::CONTENT_TYPE, media_type.clone())], bytes.clone());
        async move { answer }
    };
    let router = Router::new().fallback(handler);
    let listener = tokio::net::TcpListener::bind(address).await?.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await.context("the bare server ended")
}
