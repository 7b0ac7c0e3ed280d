//! Codes of an app (RFC 6238): a secret that is shared once, and a new code of six digits every 30 seconds. No IO.

use std::fmt::{self, Write as _};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use data_encoding::BASE32_NOPAD;
use kernel::time::SECOND;
use kernel::{Error, Result, Timestamp};
use store::vault::Vault;

/// Bytes of a secret: as many as SHA-1 gives (RFC 4226, section 4).
const SECRET: usize = 20;
/// How long a code shows, in microseconds.
const INTERVAL: i64 = 30 * SECOND;
/// Six digits.
const BELOW: u32 = 1_000_000;

/// A secret that an app shares with the house. `Debug` never prints it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret([u8; SECRET]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    /// The secret that is offered in a step. It follows from the step and the master key, so that nothing is stored
    /// until the app has proven it.
    pub(crate) fn offered(vault: &Vault, step: &str) -> Self {
        let halves = [vault.blind("totp-offer", step), vault.blind("totp-offer-rest", step)];
        let mut secret = [0; SECRET];
        for (to, from) in secret.iter_mut().zip(halves.iter().flatten()) {
            *to = *from;
        }
        Self(secret)
    }

    /// A secret that was stored.
    ///
    /// # Errors
    /// Internal when it has another length.
    pub(crate) fn stored(bytes: &[u8]) -> Result<Self> {
        let wrong = |_| Error::internal("the secret of an app has a wrong length");
        <[u8; SECRET]>::try_from(bytes).map(Self).map_err(wrong)
    }

    /// What is sealed.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret in letters, in groups of four, for whoever types it into the app.
    pub(crate) fn letters(&self) -> String {
        let letters = BASE32_NOPAD.encode(&self.0);
        let mut groups = String::with_capacity(letters.len() * 5 / 4);
        for (at, letter) in letters.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                groups.push(' ');
            }
            groups.push(letter);
        }
        groups
    }

    /// What the app reads from a picture: who gives the codes, for which account.
    pub(crate) fn address(&self, issuer: &str, account: &str) -> String {
        let (issuer, account, secret) = (percent(issuer), percent(account), BASE32_NOPAD.encode(&self.0));
        format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
    }

    /// The code of an interval (RFC 4226, section 5.3).
    fn code(&self, interval: i64) -> String {
        let counter = u64::try_from(interval).unwrap_or_default().to_be_bytes();
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &counter);
        let bytes = tag.as_ref();
        let from = bytes.last().map_or(0, |last| usize::from(last & 0x0f));
        let number = bytes.iter().skip(from).take(4).fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        format!("{:06}", (number & 0x7fff_ffff) % BELOW)
    }

    /// The interval of a typed code, when it is of now or the one before or after, and later than the newest one taken.
    pub(crate) fn interval_of(&self, typed: &str, now: Timestamp, taken: i64) -> Option<i64> {
        let present = now.0.div_euclid(INTERVAL);
        let near = [present, present.saturating_sub(1), present.saturating_add(1)];
        let is_code = |interval: i64| verify_slices_are_equal(self.code(interval).as_bytes(), typed.as_bytes()).is_ok();
        near.into_iter().find(|interval| *interval > taken && is_code(*interval))
    }
}

#[cfg(test)]
impl Secret {
    /// The code that the app shows.
    pub(crate) fn code_at(&self, now: Timestamp) -> String {
        self.code(now.0.div_euclid(INTERVAL))
    }
}

/// The six digits that somebody typed, however grouped; none for anything else.
pub(crate) fn digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// A text as it may stand in an address (RFC 3986): an app takes a plus for a plus.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> Secret {
        Secret::stored(b"12345678901234567890").unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000_i64, "353130"),
        ] {
            assert_eq!(rfc().code_at(Timestamp(seconds * SECOND)), code, "{seconds}");
        }
    }

    #[test]
    fn a_code_of_a_neighbouring_interval_passes_once_and_older_ones_never() {
        let now = Timestamp(1_000 * INTERVAL + 5 * SECOND);
        let code = |interval: i64| rfc().code(interval);
        for (typed, taken, found) in [
            (code(1_000), 0, Some(1_000)),
            (code(999), 0, Some(999)),
            (code(1_001), 0, Some(1_001)),
            (code(998), 0, None),
            (code(1_002), 0, None),
            (code(1_000), 1_000, None),
            (code(999), 1_000, None),
            (code(1_001), 1_000, Some(1_001)),
            (String::new(), 0, None),
            ("000000".into(), 0, None),
        ] {
            assert_eq!(rfc().interval_of(&typed, now, taken), found, "{typed} after {taken}");
        }
    }

    #[test]
    fn digits_are_taken_however_they_are_grouped() {
        for (typed, found) in [
            ("123 456", Some("123456")),
            (" 123-456 ", Some("123456")),
            ("12345", None),
            ("1234567", None),
            ("12345a", None),
            ("１２３４５６", None),
        ] {
            assert_eq!(digits(typed).as_deref(), found, "{typed}");
        }
    }

    #[test]
    fn an_offer_follows_from_its_step_and_the_key_of_the_house() {
        let (vault, other) = (Vault::new(&[7; 32]).unwrap(), Vault::new(&[8; 32]).unwrap());
        let offered = Secret::offered(&vault, "a");
        assert_eq!(offered, Secret::offered(&vault, "a"));
        assert_ne!(offered, Secret::offered(&vault, "b"));
        assert_ne!(offered, Secret::offered(&other, "a"));
        assert!(Secret::stored(&[1; 19]).is_err());
        assert!(!format!("{offered:?}").contains(&offered.letters()));
    }

    #[test]
    fn an_app_reads_names_with_marks() {
        assert_eq!(rfc().letters(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            rfc().address("Tỉnh Mẫu", "a:b"),
            "otpauth://totp/T%E1%BB%89nh%20M%E1%BA%ABu:a%3Ab?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=T%E1%BB%89nh%20M%E1%BA%ABu&algorithm=SHA1&digits=6&period=30"
        );
    }
}
