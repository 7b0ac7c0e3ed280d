//! Vietnamese telephone numbers.

use std::fmt;

use super::{count, last_four, only_digits, without_separators};
use crate::Message;

/// Leading groups of mobile numbers since the change of 2018 (10 digits).
const MOBILE: [&str; 5] = ["03", "05", "07", "08", "09"];
/// Leading group of fixed lines since 2017 (11 digits: 024 and 028 with 8 digits, other areas with 7).
const FIXED: &str = "02";

/// A telephone number inside Vietnam: begins with 0, digits only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// Why a text is not a Vietnamese telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Something besides digits.
    #[error("a telephone number has digits only")]
    Digits,
    /// A code of another country.
    #[error("only telephone numbers in Vietnam (+84) are taken")]
    Country,
    /// No mobile group (03, 05, 07, 08, 09) and no fixed line (02) in front.
    #[error("a telephone number begins with 02, 03, 05, 07, 08 or 09")]
    Group,
    /// Too short or too long for its group.
    #[error("a telephone number of this group has {expected} digits, found {found}")]
    Length {
        /// Digits found, the leading 0 included.
        found: usize,
        /// Digits of such a number: 10 for mobiles, 11 for fixed lines.
        expected: usize,
    },
}

impl PhoneError {
    /// The sentence for the person.
    pub fn message(self) -> Message {
        match self {
            Self::Digits => Message::new("error-phone-digits"),
            Self::Country => Message::new("error-phone-country"),
            Self::Group => Message::new("error-phone-group"),
            Self::Length { found, expected } => {
                Message::new("error-phone-length").arg("found", count(found)).arg("expected", count(expected))
            }
        }
    }
}

impl PhoneNumber {
    /// Reads a number as typed: `+84`, `0084` and `84` become `0`; spaces, dots, hyphens and brackets are dropped.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let number = national(&without_separators(text));
        if number.starts_with('+') || number.starts_with("00") {
            return Err(PhoneError::Country);
        }
        if !only_digits(&number) {
            return Err(PhoneError::Digits);
        }
        let expected = if number.starts_with(FIXED) {
            11
        } else if number.is_empty() || MOBILE.iter().any(|group| number.starts_with(group)) {
            10
        } else {
            return Err(PhoneError::Group);
        };
        let found = number.len();
        if found == expected { Ok(Self(number)) } else { Err(PhoneError::Length { found, expected }) }
    }

    /// The digits, beginning with 0.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits, the second factor of a public look-up.
    pub fn last_four(&self) -> &str {
        last_four(&self.0)
    }

    /// Whether the number is a mobile, so that short messages can reach it.
    pub fn is_mobile(&self) -> bool {
        !self.0.starts_with(FIXED)
    }
}

/// The number with 0 in place of the country code. Without a sign, 84 is one only before a full number.
fn national(typed: &str) -> String {
    let signed = typed.strip_prefix("+84").or_else(|| typed.strip_prefix("0084"));
    let unsigned = if typed.len() >= 11 { typed.strip_prefix("84") } else { None };
    match signed.or(unsigned) {
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => typed.to_owned(),
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_one_form() {
        let table = [
            ("0912345678", "0912345678"),
            ("091 234 56 78", "0912345678"),
            ("091.234.5678", "0912345678"),
            ("+84912345678", "0912345678"),
            ("+84 (0) 912 345 678", "0912345678"),
            ("0084 912 345 678", "0912345678"),
            ("84912345678", "0912345678"),
            ("\u{202A}+84 38 234 5678\u{202C}", "0382345678"),
            ("0843456789", "0843456789"),
            ("(0232) 3 812 345", "02323812345"),
            ("+84 24 3812 3456", "02438123456"),
            ("842323812345", "02323812345"),
        ];
        for (typed, want) in table {
            let number = PhoneNumber::parse(typed).unwrap();
            assert_eq!(number.as_str(), want, "{typed:?}");
            assert_eq!(number.is_mobile(), !want.starts_with("02"));
            assert_eq!(format!("{number:?}"), "PhoneNumber(..)");
        }
        assert_eq!(PhoneNumber::parse("0912345678").unwrap().last_four(), "5678");
    }

    #[test]
    fn wrong_numbers_are_refused() {
        let table = [
            ("", PhoneError::Length { found: 0, expected: 10 }),
            ("091234567", PhoneError::Length { found: 9, expected: 10 }),
            ("09123456789", PhoneError::Length { found: 11, expected: 10 }),
            ("0232381234", PhoneError::Length { found: 10, expected: 11 }),
            ("0123456789", PhoneError::Group),
            ("912345678", PhoneError::Group),
            ("19001234", PhoneError::Group),
            ("+1 202 555 0100", PhoneError::Country),
            ("0044 20 7946 0000", PhoneError::Country),
            ("09123x5678", PhoneError::Digits),
            ("091234567８", PhoneError::Digits),
        ];
        for (typed, want) in table {
            assert_eq!(PhoneNumber::parse(typed), Err(want), "{typed:?}");
        }
    }
}
