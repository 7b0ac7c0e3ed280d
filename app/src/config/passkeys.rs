//! `[passkeys]`: for which name passkeys are made, and which addresses may ask for them.

use std::net::SocketAddr;

use anyhow::{Error, Result};
use identity::PasskeyParty;
use serde::{Deserialize, Serialize};

/// The name and the addresses of passkeys. A changed name makes every passkey useless.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasskeyOptions {
    /// The name, e.g. `dichvucong.example.vn`; without it the host of the first origin.
    pub rp_id: Option<String>,
    /// The addresses of pages that may ask, e.g. `https://dichvucong.example.vn`; without them that of `public_url`.
    pub origins: Vec<String>,
}

impl PasskeyOptions {
    /// For whom passkeys are made; none where nothing is configured and the address of the house cannot have any.
    /// Without a `public_url`, a program on this machine alone is reached as `localhost`.
    ///
    /// # Errors
    /// What is configured cannot be.
    pub(crate) fn party(&self, public_url: Option<&str>, listen: SocketAddr) -> Result<Option<PasskeyParty>> {
        let usual = match public_url {
            Some(address) => PasskeyParty::of_address(address),
            None if listen.ip().is_loopback() && listen.port() > 0 => {
                PasskeyParty::of_address(&format!("http://localhost:{}", listen.port()))
            }
            None => None,
        };
        if self.rp_id.is_none() && self.origins.is_empty() {
            return Ok(usual);
        }
        let origins = match usual.as_ref() {
            Some(usual) if self.origins.is_empty() => usual.origins(),
            _ => self.origins.as_slice(),
        };
        let first = origins.first().and_then(|origin| PasskeyParty::of_address(origin));
        let name = self.rp_id.as_deref().or(first.as_ref().map(PasskeyParty::id)).unwrap_or_default();
        PasskeyParty::new(name, origins).map(Some).map_err(|told| Error::msg(format!("[passkeys] {told}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_said_or_follows_from_the_address() {
        let said = |rp_id: Option<&str>, origins: &str| PasskeyOptions {
            rp_id: rp_id.map(str::to_owned),
            origins: origins.split_whitespace().map(str::to_owned).collect(),
        };
        let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        let (site, number) = ("https://dvc.example.vn", "http://127.0.0.1:8080");
        let of = |options: PasskeyOptions, address: Option<&str>| {
            let party = options.party(address, listen).ok()?;
            Some(party.map(|party| format!("{} {}", party.id(), party.origins().join(" "))))
        };
        let party = |text: &str| Some(Some(text.to_owned()));
        assert_eq!(of(said(None, ""), Some(site)), party("dvc.example.vn https://dvc.example.vn"));
        assert_eq!(of(said(None, ""), None), party("localhost http://localhost:8080"));
        assert_eq!(of(said(None, ""), Some(number)), Some(None));
        assert_eq!(of(said(Some("example.vn"), ""), Some(site)), party("example.vn https://dvc.example.vn"));
        let two = "https://a.example.vn https://b.example.vn";
        let both = party("example.vn https://a.example.vn https://b.example.vn");
        assert_eq!(of(said(Some("example.vn"), two), Some(site)), both);
        assert_eq!(of(said(None, two), Some(site)), None, "b is not under a");
        assert_eq!(of(said(Some("127.0.0.1"), number), Some(number)), None);
        assert_eq!(of(said(Some("example.vn"), ""), Some(number)), None, "no origin follows from a number");
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 8080));
        assert_eq!(said(None, "").party(None, everywhere).unwrap(), None);
        let chosen_later = SocketAddr::from(([127, 0, 0, 1], 0));
        assert_eq!(said(None, "").party(None, chosen_later).unwrap(), None);
    }
}
