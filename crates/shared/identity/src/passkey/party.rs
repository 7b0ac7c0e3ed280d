//! For whom passkeys are made: a name, and the addresses under it whose pages may ask for them.

use std::net::IpAddr;

/// The relying party of this house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    id: String,
    origins: Vec<String>,
}

impl Party {
    /// A party with a name, such as `dichvucong.example.vn`, and at least one origin, such as
    /// `https://dichvucong.example.vn`, whose host is that name or lies below it.
    ///
    /// # Errors
    /// A sentence for whoever configures it: the name is an IP address or no name, an origin lies elsewhere, has a
    /// path, or is reached without TLS (`http` is for `localhost` only).
    pub fn new(id: &str, origins: &[String]) -> Result<Self, String> {
        let id = id.trim().to_ascii_lowercase();
        if !is_name(&id) {
            return Err(format!("passkeys need a name, and {id:?} is none: an IP address cannot have passkeys"));
        }
        let origins: Vec<String> = origins.iter().map(|origin| origin.trim().to_ascii_lowercase()).collect();
        if origins.is_empty() {
            return Err(format!("passkeys of {id} need at least one origin, such as https://{id}"));
        }
        for origin in &origins {
            let (scheme, host) = parts(origin).ok_or_else(|| {
                format!("{origin:?} is no origin: write scheme, host and perhaps a port, such as https://{id}")
            })?;
            if host != id && !host.ends_with(&format!(".{id}")) {
                return Err(format!("the origin {origin} does not lie under the name {id}"));
            }
            let is_local = host == "localhost" || host.ends_with(".localhost");
            if scheme != "https" && !(scheme == "http" && is_local) {
                return Err(format!("browsers offer passkeys over https only, and {origin} is another way"));
            }
        }
        Ok(Self { id, origins })
    }

    /// The party of one address under which pages are reached; none for an IP address or one without TLS, which cannot
    /// have passkeys.
    pub fn of_address(address: &str) -> Option<Self> {
        let origin = address.split_once("://").map(|(scheme, rest)| {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let usual = if scheme == "https" { ":443" } else { ":80" };
            format!("{scheme}://{}", host.strip_suffix(usual).unwrap_or(host))
        })?;
        let host = parts(&origin)?.1.to_owned();
        Self::new(&host, &[origin]).ok()
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The origins that may ask, as browsers write them.
    pub fn origins(&self) -> &[String] {
        &self.origins
    }
}

/// Whether a text is a name of a host.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
    };
    // A browser takes whatever ends with a number for an address.
    let ends_as_address = text.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    text.split('.').all(is_label) && !ends_as_address && text.parse::<IpAddr>().is_err()
}

/// Scheme and host of an origin; none when it has more parts, or no name as a host.
fn parts(origin: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = origin.split_once("://")?;
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0));
    (is_port && is_name(&host.to_ascii_lowercase())).then_some((scheme, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_has_a_name_and_origins_under_it() {
        for (id, origins, is_fine) in [
            ("dvc.example.vn", "https://dvc.example.vn", true),
            ("example.vn", "https://dvc.example.vn https://example.vn:8443", true),
            ("localhost", "http://localhost:8080", true),
            ("DVC.example.vn", "https://dvc.EXAMPLE.vn", true),
            ("127.0.0.1", "https://127.0.0.1", false),
            ("::1", "https://[::1]", false),
            ("", "https://dvc.example.vn", false),
            ("dvc.example.vn", "", false),
            ("dvc.example.vn", "http://dvc.example.vn", false),
            ("dvc.example.vn", "https://example.vn", false),
            ("example.vn", "https://evil-example.vn", false),
            ("dvc.example.vn", "https://dvc.example.vn/", false),
            ("dvc.example.vn", "dvc.example.vn", false),
            ("dvc.example.vn", "https://dvc.example.vn:0", false),
            ("dvc..vn", "https://dvc..vn", false),
        ] {
            let listed: Vec<String> = origins.split_whitespace().map(str::to_owned).collect();
            assert_eq!(Party::new(id, &listed).is_ok(), is_fine, "{id} {origins}");
        }
    }

    #[test]
    fn an_address_names_its_party_unless_it_is_a_number() {
        for (address, id, origin) in [
            ("https://dvc.example.vn", "dvc.example.vn", "https://dvc.example.vn"),
            ("https://dvc.example.vn/", "dvc.example.vn", "https://dvc.example.vn"),
            ("https://dvc.example.vn:443/x", "dvc.example.vn", "https://dvc.example.vn"),
            ("https://dvc.example.vn:8443", "dvc.example.vn", "https://dvc.example.vn:8443"),
            ("http://localhost:8080", "localhost", "http://localhost:8080"),
        ] {
            let party = Party::of_address(address).unwrap();
            assert_eq!((party.id(), party.origins()), (id, &[origin.to_owned()][..]), "{address}");
        }
        for address in ["http://127.0.0.1:8080", "https://203.0.113.7", "https://[::1]:80", "http://example.vn", "x"] {
            assert_eq!(Party::of_address(address), None, "{address}");
        }
    }
}
