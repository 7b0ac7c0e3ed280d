//! Short messages: through the HTTP gateway of a provider, or kept by the house in sample runs.

#[cfg(test)]
mod tests;

use bytes::Bytes;
use hyper::Uri;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use kernel::{Error, Kind, Message, Result};
use outside::{Full, Request};
use serde_json::Value;

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
    address: Uri,
    header: Option<(HeaderName, HeaderValue)>,
    template: Value,
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
        let answer = outside::send(gateway.request(body)?, MOST).await;
        let status = answer.map_err(|error| error.because("the gateway of short messages"))?.status;
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

impl Gateway {
    fn new(config: &SmsConfig) -> Result<Self> {
        let address: Uri = config.url.parse().map_err(|_| unusable("url is no address"))?;
        if !outside::is_private(&config.url) {
            return Err(unusable("url must begin with https://, or name this machine"));
        }
        let template: Value =
            serde_json::from_str(&config.template).map_err(|e| unusable(&format!("template is no JSON: {e}")))?;
        if ["{to}", "{text}"].iter().any(|mark| !config.template.contains(mark)) {
            return Err(unusable("template needs {to} and {text}"));
        }
        Ok(Self { address, header: header(&config.header)?, template })
    }

    fn request(&self, body: String) -> Result<Request<Full<Bytes>>> {
        let mut request = Request::post(self.address.clone()).header(CONTENT_TYPE, "application/json");
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
