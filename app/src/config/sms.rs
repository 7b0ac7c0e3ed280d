//! `[sms]`: the HTTP gateway of short messages.

use anyhow::Result;
use notify::{SmsConfig, Texter};
use serde::{Deserialize, Serialize};

/// Where short messages go.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// Address of the gateway: https, or http on the same machine.
    pub url: String,
    /// A header that opens it, as `Name: value`.
    #[serde(default)]
    pub header: String,
    /// The body as JSON, with `{to}` and `{text}` inside its texts.
    #[serde(default = "template")]
    pub template: String,
}

fn template() -> String {
    r#"{"to":"{to}","text":"{text}"}"#.to_owned()
}

/// The way of short messages. Without a gateway a sample keeps them for its operator, and a real house offers none.
pub(crate) fn texter(sms: Option<&Sms>, is_sample: bool) -> Result<Texter> {
    match sms {
        Some(Sms { url, header, template }) => {
            let config = SmsConfig { url: url.clone(), header: header.clone(), template: template.clone() };
            Ok(Texter::gateway(&config)?)
        }
        None if is_sample => Ok(Texter::sandbox()),
        None => Ok(Texter::nothing()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_gateway_only_a_sample_keeps_messages() {
        assert!(texter(None, true).unwrap().is_sandbox());
        assert!(!texter(None, false).unwrap().can_send());
        let sms = |url: &str| Sms { url: url.into(), header: String::new(), template: template() };
        let sent = texter(Some(&sms("https://sms.example.vn/send")), true).unwrap();
        assert!(sent.can_send() && !sent.is_sandbox());
        assert!(texter(Some(&sms("http://sms.example.vn/send")), false).is_err());
    }
}
