//! Where the gateway is and how both sides know each other: every message carries a keyed hash of its body.

use aws_lc_rs::hmac;
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use store::vault::Vault;

/// Header of the keyed hash.
pub(crate) const SIGNATURE: &str = "x-signature";

/// How payments reach their gateway. Registered as a service by the app.
#[derive(Clone)]
pub struct Settings {
    /// Address at which this program answers itself, `http://host:port` without a slash at the end. The sandbox gateway
    /// delivers its notices there; it speaks no TLS, so behind a proxy this is the listener's own address.
    pub base_url: String,
    /// The secret shared with the gateway; none takes one derived from the master key, which fits the sandbox.
    pub secret: Option<String>,
    /// Whether the sandbox gateway is open. Never with real money.
    pub has_sandbox: bool,
}

impl Settings {
    fn key(&self, vault: &Vault) -> hmac::Key {
        match &self.secret {
            Some(secret) => hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()),
            None => hmac::Key::new(hmac::HMAC_SHA256, &vault.blind("payments.hook", "sandbox")),
        }
    }

    /// The signature of a message, in hex.
    pub fn sign(&self, vault: &Vault, body: &[u8]) -> String {
        HEXLOWER.encode(hmac::sign(&self.key(vault), body).as_ref())
    }

    /// Whether a signature belongs to a message; takes the same time for every wrong one.
    pub fn verifies(&self, vault: &Vault, body: &[u8], signature: &str) -> bool {
        let Ok(tag) = HEXLOWER_PERMISSIVE.decode(signature.trim().as_bytes()) else { return false };
        hmac::verify(&self.key(vault), body, &tag).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_one_body_and_one_secret() {
        let vault = Vault::new(&[7; 32]).unwrap();
        let derived = Settings { base_url: String::new(), secret: None, has_sandbox: true };
        let shared = Settings { secret: Some("a shared secret".into()), ..derived.clone() };
        for settings in [&derived, &shared] {
            let signature = settings.sign(&vault, b"body");
            assert_eq!(signature.len(), 64);
            assert!(settings.verifies(&vault, b"body", &signature));
            assert!(settings.verifies(&vault, b"body", &signature.to_uppercase()));
            for (body, wrong) in
                [(&b"Body"[..], signature.as_str()), (b"body", &signature[..62]), (b"body", "zz"), (b"body", "")]
            {
                assert!(!settings.verifies(&vault, body, wrong), "{wrong}");
            }
        }
        assert!(!shared.verifies(&vault, b"body", &derived.sign(&vault, b"body")));
        let other = Vault::new(&[8; 32]).unwrap();
        assert!(!derived.verifies(&other, b"body", &derived.sign(&vault, b"body")));
    }
}
