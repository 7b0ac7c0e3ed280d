//! One HTTP request to a program that is not ours, over TLS or in the open. No redirect is followed, nothing is kept.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, HOST, HeaderValue};
use hyper_util::rt::TokioIo;
use kernel::{Error, Result};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

pub use http_body_util::Full;
pub use hyper::{Method, Request, Uri};

/// Longer than this nobody waits for an answer.
const TIME: Duration = Duration::from_secs(10);

/// What the other side answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}

/// Where a request goes.
struct Place {
    is_tls: bool,
    host: String,
    port: u16,
}

impl Place {
    fn of(uri: &Uri) -> Option<Self> {
        let is_tls = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let host = uri.host()?.trim_start_matches('[').trim_end_matches(']').to_owned();
        Some(Self { is_tls, host, port: uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 }) })
    }
}

/// Whether nobody on the way can read or change what goes to an address: it is `https`, or on this machine.
pub fn is_private(address: &str) -> bool {
    let Some(place) = address.parse::<Uri>().ok().as_ref().and_then(Place::of) else { return false };
    place.is_tls || ["localhost", "127.0.0.1", "::1"].contains(&place.host.as_str())
}

fn lost(why: impl std::fmt::Display) -> Error {
    Error::unavailable(format!("the other side does not answer: {why}"))
}

/// Sends a request and waits for the answer, of which at most so many bytes are taken.
///
/// # Errors
/// `Unavailable` when the other side is not reached, is too slow, cannot be trusted, or says too much; internal when
/// the address is none.
pub async fn send(request: Request<Full<Bytes>>, most: usize) -> Result<Answer> {
    tokio::time::timeout(TIME, sent(request, most)).await.map_err(|_| lost("no answer in time"))?
}

async fn sent(mut request: Request<Full<Bytes>>, most: usize) -> Result<Answer> {
    let place = Place::of(request.uri()).ok_or_else(|| Error::internal("an address outside is not http"))?;
    let authority = request.uri().authority().map(|authority| authority.as_str().to_owned()).unwrap_or_default();
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    *request.uri_mut() = path.parse().map_err(Error::internal)?;
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::from_str(&authority).map_err(Error::internal)?);
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let stream = TcpStream::connect((place.host.as_str(), place.port)).await.map_err(lost)?;
    if !place.is_tls {
        return talk(stream, request, most).await;
    }
    let name = ServerName::try_from(place.host).map_err(Error::internal)?;
    let stream = TlsConnector::from(trusting()?).connect(name, stream).await.map_err(lost)?;
    talk(stream, request, most).await
}

fn trusting() -> Result<Arc<ClientConfig>> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

async fn talk<S>(stream: S, request: Request<Full<Bytes>>, most: usize) -> Result<Answer>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
    let mut connection = pin!(connection);
    let mut answer = pin!(async move {
        let response = sender.send_request(request).await.map_err(lost)?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), most).collect().await.map_err(lost)?.to_bytes();
        Ok::<_, Error>(Answer { status, body })
    });
    // The connection moves the bytes while the answer waits for them; it may end before all of them are read.
    tokio::select! {
        biased;
        answered = &mut answer => answered,
        _ = &mut connection => answer.await,
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;
    use kernel::Kind;

    use super::*;

    #[test]
    fn only_tls_and_this_machine_are_private() {
        for (address, expected) in [
            ("https://id.example.vn", true),
            ("http://127.0.0.1:8080/x", true),
            ("http://localhost:1", true),
            ("http://[::1]:1/", true),
            ("http://id.example.vn", false),
            ("http://127.0.0.1.example.vn", false),
            ("http://localhost.example.vn", false),
            ("ftp://localhost", false),
            ("/path", false),
            ("", false),
        ] {
            assert_eq!(is_private(address), expected, "{address}");
        }
    }

    async fn ask(address: &str, most: usize) -> Result<Answer> {
        send(Request::get(address).body(Full::default()).unwrap(), most).await
    }

    #[tokio::test]
    async fn an_answer_is_bounded_and_a_redirect_is_not_followed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/short", get(|| async { "short" }))
            .route("/long", get(|| async { "x".repeat(1_000_000) }))
            .route("/away", get(|| async { Redirect::temporary("/short") }));
        #[expect(clippy::disallowed_methods, reason = "the other side of a test")]
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let short = ask(&format!("{base}/short?a=b"), 100).await.unwrap();
        assert_eq!((short.status, &short.body[..]), (200, &b"short"[..]));
        assert_eq!(ask(&format!("{base}/long"), 1_000_000).await.unwrap().body.len(), 1_000_000);
        assert_eq!(ask(&format!("{base}/long"), 999_999).await.unwrap_err().kind(), Kind::Unavailable);
        assert_eq!(ask(&format!("{base}/away"), 100).await.unwrap().status, 307);
        let nobody = ask("http://127.0.0.1:1/", 100).await.unwrap_err();
        assert_eq!(nobody.kind(), Kind::Unavailable);
    }
}
