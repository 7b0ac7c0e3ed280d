//! `[keys]`: where the master key is kept.

use std::path::PathBuf;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

/// The longest wait for an answer, in seconds.
const LONGEST: u64 = 10;

/// A key service that wraps the master key, in place of a bare file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeyOptions {
    /// Address of a key service that speaks Vault's transit protocol; without it the master key is a file.
    pub service: Option<String>,
    /// Where the service has its transit engine.
    pub mount: String,
    /// Name of the key in it.
    pub name: String,
    /// File with the token that may encrypt and decrypt with that key; read anew for each request.
    pub token_file: PathBuf,
    /// Seconds to wait for an answer, 1 to 10.
    pub seconds: u64,
}

impl Default for KeyOptions {
    fn default() -> Self {
        Self { service: None, mount: "transit".into(), name: "nhatle".into(), token_file: PathBuf::new(), seconds: 5 }
    }
}

/// Whether a text can stand between two slashes of an address as it is.
fn is_word(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && !text.starts_with('.') && text.bytes().all(is_plain)
}

impl KeyOptions {
    /// Refuses a service that cannot be asked, or over a line on which others read.
    pub(crate) fn check(&self) -> Result<()> {
        let Some(service) = &self.service else { return Ok(()) };
        if !outside::is_private(service) || service.contains(['?', '#', '@']) {
            bail!(
                "[keys] service is {service:?}; it must be an https address without a query, or http on this machine"
            );
        }
        if !is_word(&self.name) || !self.mount.split('/').all(is_word) {
            bail!("[keys] name and mount are {:?} and {:?}; both are words of a path", self.name, self.mount);
        }
        if self.token_file.as_os_str().is_empty() {
            bail!("[keys] token_file is missing: name the file with the token for {service}");
        }
        if !(1..=LONGEST).contains(&self.seconds) {
            bail!("[keys] seconds is {}; it is between 1 and {LONGEST}", self.seconds);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(service: &str) -> KeyOptions {
        KeyOptions { service: Some(service.into()), token_file: "/run/token".into(), ..KeyOptions::default() }
    }

    #[test]
    fn a_service_is_asked_in_private_only() {
        assert!(KeyOptions::default().check().is_ok());
        for (service, is_fine) in [
            ("https://vault.example.vn:8200", true),
            ("http://127.0.0.1:8200/", true),
            ("http://vault.example.vn:8200", false),
            ("https://a:b@vault.example.vn", false),
            ("https://vault.example.vn/?x", false),
            ("vault.example.vn", false),
        ] {
            assert_eq!(options(service).check().is_ok(), is_fine, "{service}");
        }
    }

    #[test]
    fn names_stay_in_their_place_of_the_address() {
        let here = || options("http://127.0.0.1:8200");
        for (name, is_fine) in [("nhatle", true), ("nhat-le_2", true), ("a/b", false), ("..", false), ("", false)] {
            assert_eq!(KeyOptions { name: name.into(), ..here() }.check().is_ok(), is_fine, "{name}");
        }
        for (mount, is_fine) in [("transit", true), ("org/transit", true), ("/transit", false), ("a/../b", false)] {
            assert_eq!(KeyOptions { mount: mount.into(), ..here() }.check().is_ok(), is_fine, "{mount}");
        }
        for seconds in [0, 11] {
            assert!(KeyOptions { seconds, ..here() }.check().is_err());
        }
        assert!(KeyOptions { token_file: PathBuf::new(), ..here() }.check().is_err());
    }
}
