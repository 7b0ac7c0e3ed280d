//! E-mail addresses, checked as far as a sane address goes; only a letter that arrives proves one.

use std::fmt;

use super::{count, last_four};
use crate::Message;
use crate::text::is_invisible;

/// Longest address in bytes (RFC 5321 path limit).
const MAX: usize = 254;
/// Longest part before the @ in bytes.
const MAX_LOCAL: usize = 64;

/// An e-mail address: ASCII, the domain in lower case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// Why a text is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Not exactly one @.
    #[error("an e-mail address has one @")]
    At,
    /// The part before the @ is empty, too long, or has characters that no mailbox has.
    #[error("the part before the @ is not a mailbox name")]
    Local,
    /// The part after the @ is not a domain such as `example.vn`.
    #[error("the part after the @ is not a domain name")]
    Domain,
    /// Longer than 254 characters.
    #[error("an e-mail address has at most 254 characters, found {found}")]
    Length {
        /// Characters found.
        found: usize,
    },
}

impl EmailError {
    /// The sentence for the person.
    pub fn message(self) -> Message {
        match self {
            Self::At => Message::new("error-email-at"),
            Self::Local => Message::new("error-email-local"),
            Self::Domain => Message::new("error-email-domain"),
            Self::Length { found } => Message::new("error-email-length").arg("found", count(found)),
        }
    }
}

impl EmailAddress {
    /// Reads an address as typed; white space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let address = visible.trim();
        if address.len() > MAX {
            return Err(EmailError::Length { found: address.chars().count() });
        }
        let (local, domain) = address.split_once('@').ok_or(EmailError::At)?;
        if domain.contains('@') {
            return Err(EmailError::At);
        }
        if local.len() > MAX_LOCAL || !local.split('.').all(is_atom) {
            return Err(EmailError::Local);
        }
        let top = domain.rsplit('.').next().unwrap_or_default();
        let named = top.len() >= 2 && !top.bytes().all(|byte| byte.is_ascii_digit());
        if !named || !domain.contains('.') || !domain.split('.').all(is_label) {
            return Err(EmailError::Domain);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four characters before the @; the whole of a shorter mailbox name.
    pub fn last_four(&self) -> &str {
        last_four(self.0.split_once('@').map_or(self.0.as_str(), |(local, _)| local))
    }
}

fn is_atom(part: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte);
    !part.is_empty() && part.bytes().all(allowed)
}

fn is_label(part: &str) -> bool {
    let edges = !part.starts_with('-') && !part.ends_with('-');
    edges && (1..=63).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let table = [
            ("mau@example.vn", "mau@example.vn", "mau"),
            ("  Vi.Du+mot@Thu-Nghiem.Example.VN ", "Vi.Du+mot@thu-nghiem.example.vn", "+mot"),
            ("minh_hoa@example.gov.vn\u{200B}", "minh_hoa@example.gov.vn", "_hoa"),
        ];
        for (typed, want, four) in table {
            let address = EmailAddress::parse(typed).unwrap();
            assert_eq!((address.as_str(), address.last_four()), (want, four));
            assert_eq!(format!("{address:?}"), "EmailAddress(..)");
        }
    }

    #[test]
    fn wrong_addresses_are_refused() {
        let long_local = format!("{}@example.vn", "a".repeat(65));
        let long = format!("mau@{}.vn", "a.".repeat(130));
        let table = [
            ("", EmailError::At),
            ("example.vn", EmailError::At),
            ("mau@vi@example.vn", EmailError::At),
            ("@example.vn", EmailError::Local),
            ("mau.@example.vn", EmailError::Local),
            ("mau..vi@example.vn", EmailError::Local),
            ("mẫu@example.vn", EmailError::Local),
            ("mau vi@example.vn", EmailError::Local),
            (long_local.as_str(), EmailError::Local),
            ("mau@", EmailError::Domain),
            ("mau@localhost", EmailError::Domain),
            ("mau@example..vn", EmailError::Domain),
            ("mau@-example.vn", EmailError::Domain),
            ("mau@example.v", EmailError::Domain),
            ("mau@192.0.2.10", EmailError::Domain),
            ("mau@example.vn\r\nBcc: vi@example.vn", EmailError::At),
            ("mau@example.vn\r\nBcc:x", EmailError::Domain),
            (long.as_str(), EmailError::Length { found: long.len() }),
        ];
        for (typed, want) in table {
            assert_eq!(EmailAddress::parse(typed), Err(want), "{typed:?}");
        }
    }
}
