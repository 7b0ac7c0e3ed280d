//! Tax codes (mã số thuế).

use std::fmt;

use super::{IdentityKind, IdentityNumber, count, last_four, only_digits, without_separators};
use crate::Message;

/// Weights of the first nine digits; the tenth is 10 less the weighted sum modulo 11.
const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// A tax code: `0100999995`, `3100999983-002` for a unit of it, or the 12 digits of a personal identity number, which
/// is the tax code of people and households since 2025.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TaxCode(String);

/// Whose code it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxCodeKind {
    /// 10 digits: an organisation, or a person before 2025.
    Main,
    /// 10 digits, a hyphen and 3 digits: a dependent unit.
    Dependent,
    /// 12 digits: a person or household.
    Personal,
}

/// Why a text is not a tax code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaxCodeError {
    /// Something besides digits.
    #[error("a tax code has digits only")]
    Digits,
    /// Not 10, 12 or 13 digits.
    #[error("a tax code has 10, 12 or 13 digits, found {found}")]
    Length {
        /// Digits found.
        found: usize,
    },
    /// The tenth digit does not fit the nine before it.
    #[error("a digit of the tax code is wrong: the check digit does not fit")]
    Check,
    /// The number of the dependent unit is 000.
    #[error("dependent units are numbered from 001")]
    Dependent,
    /// 12 digits that are no personal identity number.
    #[error("a tax code of 12 digits is a personal identity number")]
    Personal,
}

impl TaxCodeError {
    /// The sentence for the person.
    pub fn message(self) -> Message {
        match self {
            Self::Digits => Message::new("error-tax-digits"),
            Self::Length { found } => Message::new("error-tax-length").arg("found", count(found)),
            Self::Check => Message::new("error-tax-check"),
            Self::Dependent => Message::new("error-tax-dependent"),
            Self::Personal => Message::new("error-tax-personal"),
        }
    }
}

impl TaxCode {
    /// Reads a code as typed; spaces, dots and hyphens are dropped and the hyphen of a dependent unit is set again.
    pub fn parse(text: &str) -> Result<Self, TaxCodeError> {
        let digits = without_separators(text);
        if !only_digits(&digits) {
            return Err(TaxCodeError::Digits);
        }
        match digits.len() {
            12 => match IdentityNumber::parse(&digits) {
                Ok(number) if number.kind() == IdentityKind::Personal => Ok(Self(digits)),
                _ => Err(TaxCodeError::Personal),
            },
            10 | 13 => {
                let (main, unit) = digits.split_at_checked(10).unwrap_or((digits.as_str(), ""));
                if !check_digit_fits(main) {
                    return Err(TaxCodeError::Check);
                }
                match unit {
                    "" => Ok(Self(main.to_owned())),
                    "000" => Err(TaxCodeError::Dependent),
                    unit => Ok(Self(format!("{main}-{unit}"))),
                }
            }
            found => Err(TaxCodeError::Length { found }),
        }
    }

    /// The code as it is written: 10 digits, 10 + `-` + 3, or 12.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits; of a dependent unit, those of its main code.
    pub fn last_four(&self) -> &str {
        last_four(self.0.split_once('-').map_or(self.0.as_str(), |(main, _)| main))
    }

    /// Whose code it is.
    pub fn kind(&self) -> TaxCodeKind {
        match self.0.len() {
            10 => TaxCodeKind::Main,
            12 => TaxCodeKind::Personal,
            _ => TaxCodeKind::Dependent,
        }
    }
}

fn check_digit_fits(ten: &str) -> bool {
    let digits: Vec<u32> = ten.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, body)) = digits.split_last() else { return false };
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    // A remainder of 0 asks for the "digit" 10, so such a number is never given.
    10 - sum % 11 == *check
}

impl fmt::Debug for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TaxCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_one_form() {
        let table = [
            ("0100999995", "0100999995", TaxCodeKind::Main, "9995"),
            ("01 00999 995", "0100999995", TaxCodeKind::Main, "9995"),
            ("3100999990", "3100999990", TaxCodeKind::Main, "9990"),
            ("3100999983-002", "3100999983-002", TaxCodeKind::Dependent, "9983"),
            ("3100999983002", "3100999983-002", TaxCodeKind::Dependent, "9983"),
            ("044090123456", "044090123456", TaxCodeKind::Personal, "3456"),
        ];
        for (typed, want, kind, four) in table {
            let code = TaxCode::parse(typed).unwrap();
            assert_eq!((code.as_str(), code.kind(), code.last_four()), (want, kind, four), "{typed:?}");
            assert_eq!(format!("{code:?}"), "TaxCode(..)");
        }
    }

    #[test]
    fn wrong_codes_are_refused() {
        let table = [
            ("", TaxCodeError::Length { found: 0 }),
            ("010099999", TaxCodeError::Length { found: 9 }),
            ("31009999830021", TaxCodeError::Length { found: 14 }),
            ("010099999O", TaxCodeError::Digits),
            ("0100999990", TaxCodeError::Check),
            ("0109099995", TaxCodeError::Check),
            ("3100999984-002", TaxCodeError::Check),
            ("3100999983-000", TaxCodeError::Dependent),
            ("003090123456", TaxCodeError::Personal),
        ];
        for (typed, want) in table {
            assert_eq!(TaxCode::parse(typed), Err(want), "{typed:?}");
        }
    }

    #[test]
    fn a_remainder_of_zero_has_no_check_digit() {
        for check in 0..10 {
            assert_eq!(TaxCode::parse(&format!("310000007{check}")), Err(TaxCodeError::Check));
        }
    }
}
