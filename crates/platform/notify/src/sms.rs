//! Short messages: through the HTTP gateway of a provider, or kept by the house in sample runs.

#[cfg(test)]
mod tests;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use kernel::{Error, Kind, Message, Result};
use rustls::pki_types::ServerName;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// A gateway that does not answer for so long counts as down.
const TIME: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read; what it says is not used.
const MOST: usize = 64 * 1024;
/// Answers about our own account at the gateway, or about the moment: no fault of the message, so it is tried again.
const ABOUT_US: [u16; 6] = [401, 402, 403, 408, 425, 429];

/// Where the gateway is, and what it wants to hear.
#[derive(Clone)]
pub struct SmsConfig {
    /// Address of the gateway: https, or http on the same machine.
    pub url: String,
    /// A header that opens it, as `Name: value`; empty for none.
    pub header: String,
    /// The body as JSON, with `{to}` and `{text}` inside its texts.
    pub template: String,
}

struct Gateway {
    uri: Uri,
    host: String,
    port: u16,
    header: Option<(HeaderName, HeaderValue)>,
    template: Value,
    tls: Option<TlsConnector>,
}

enum Way {
    Gateway(Box<Gateway>),
    Sandbox,
    Nothing,
}

/// Sends short messages. Registered as a service.
pub struct Texter(Way);

impl Texter {
    /// Messages through a gateway.
    ///
    /// # Errors
    /// Internal when the configuration cannot be used; the text says which part.
    pub fn gateway(config: &SmsConfig) -> Result<Self> {
        Gateway::new(config).map(|gateway| Self(Way::Gateway(Box::new(gateway))))
    }

    /// No messages at all: the house keeps them itself, to be read by the operator of a sample.
    pub fn sandbox() -> Self {
        Self(Way::Sandbox)
    }

    /// No way to send any.
    pub fn nothing() -> Self {
        Self(Way::Nothing)
    }

    /// Whether messages go anywhere.
    pub fn can_send(&self) -> bool {
        !matches!(self.0, Way::Nothing)
    }

    /// Whether the house keeps them itself.
    pub fn is_sandbox(&self) -> bool {
        matches!(self.0, Way::Sandbox)
    }

    /// Sends a message to a Vietnamese number (`0912345678`). A sandbox sends nothing.
    ///
    /// `Invalid` when the gateway will never take it (do not try again), `Unavailable` when it may take it later. What
    /// the gateway says reaches no log.
    pub async fn send(&self, to: &str, text: &str) -> Result<()> {
        let gateway = match &self.0 {
            Way::Gateway(gateway) => gateway,
            Way::Sandbox => return Ok(()),
            Way::Nothing => return Err(Error::new(Kind::Invalid, Message::new("notify-no-gateway"))),
        };
        let body = filled(&gateway.template, to, text).to_string();
        let asked = tokio::time::timeout(TIME, gateway.post(body)).await;
        let status =
            asked.map_err(|_| Error::unavailable("the gateway of short messages did not answer in time"))??;
        match status {
            200..=299 => Ok(()),
            400..=499 if !ABOUT_US.contains(&status) => {
                Err(Error::new(Kind::Invalid, Message::new("notify-text-refused")).because(format!("status {status}")))
            }
            _ => Err(Error::unavailable(format!("the gateway of short messages answers {status}"))),
        }
    }
}

/// The template with number and text in the place of their marks, at any depth.
fn filled(template: &Value, to: &str, text: &str) -> Value {
    match template {
        // One pass over the marks of the template: a text that holds a mark itself stays as it is.
        Value::String(pattern) => {
            let parts = pattern.split("{text}").map(|part| part.replace("{to}", to));
            Value::String(parts.collect::<Vec<_>>().join(text))
        }
        Value::Array(all) => Value::Array(all.iter().map(|one| filled(one, to, text)).collect()),
        Value::Object(all) => {
            Value::Object(all.iter().map(|(name, one)| (name.clone(), filled(one, to, text))).collect())
        }
        other => other.clone(),
    }
}

fn unusable(what: &str) -> Error {
    Error::internal(format!("[sms] {what}"))
}

fn lost(error: impl std::fmt::Display) -> Error {
    Error::unavailable(format!("the gateway of short messages does not answer: {error}"))
}

impl Gateway {
    fn new(config: &SmsConfig) -> Result<Self> {
        let uri: Uri = config.url.parse().map_err(|_| unusable("url is no address"))?;
        let host = uri.host().ok_or_else(|| unusable("url names no host"))?.trim_matches(['[', ']']).to_owned();
        let is_tls = uri.scheme_str() == Some("https");
        let is_here = ["localhost", "127.0.0.1", "::1"].contains(&host.as_str());
        if !is_tls && !(is_here && uri.scheme_str() == Some("http")) {
            return Err(unusable("url must begin with https://, or name this machine"));
        }
        let template: Value =
            serde_json::from_str(&config.template).map_err(|e| unusable(&format!("template is no JSON: {e}")))?;
        if ["{to}", "{text}"].iter().any(|mark| !config.template.contains(mark)) {
            return Err(unusable("template needs {to} and {text}"));
        }
        Ok(Self {
            port: uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 }),
            header: header(&config.header)?,
            tls: if is_tls { Some(connector()?) } else { None },
            uri,
            host,
            template,
        })
    }

    async fn post(&self, body: String) -> Result<u16> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(lost)?;
        let Some(connector) = &self.tls else { return self.ask(stream, body).await };
        let name = ServerName::try_from(self.host.clone()).map_err(|_| unusable("url names no host"))?;
        let stream = connector.connect(name, stream).await.map_err(lost)?;
        self.ask(stream, body).await
    }

    /// One request over one connection; gives the status of the answer.
    async fn ask<S>(&self, stream: S, body: String) -> Result<u16>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let request = self.request(body)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
        let talk = async move {
            let response = sender.send_request(request).await.map_err(lost)?;
            let status = response.status().as_u16();
            // Read to its end, so that the gateway is not cut off while it speaks.
            drop(Limited::new(response.into_body(), MOST).collect().await);
            Ok::<u16, Error>(status)
        };
        let mut talk = pin!(talk);
        let mut connection = pin!(connection);
        tokio::select! {
            biased;
            answer = &mut talk => answer,
            _ = &mut connection => talk.await,
        }
    }

    fn request(&self, body: String) -> Result<Request<Full<Bytes>>> {
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let authority = self.uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
        let place = authority.rsplit('@').next().unwrap_or_default();
        let mut request = Request::post(path)
            .header(HOST, place)
            .header(CONNECTION, "close")
            .header(CONTENT_TYPE, "application/json");
        if let Some((name, value)) = &self.header {
            request = request.header(name, value);
        }
        // The body holds a number and a code, so no error repeats it.
        request.body(Full::new(Bytes::from(body))).map_err(|_| unusable("the request cannot be made"))
    }
}

fn header(text: &str) -> Result<Option<(HeaderName, HeaderValue)>> {
    if text.is_empty() {
        return Ok(None);
    }
    let (name, value) = text.split_once(':').ok_or_else(|| unusable("header must be `Name: value`"))?;
    let name = HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| unusable("header has no usable name"))?;
    let mut value = HeaderValue::from_str(value.trim()).map_err(|_| unusable("header has no usable value"))?;
    value.set_sensitive(true);
    Ok(Some((name, value)))
}

fn connector() -> Result<TlsConnector> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
