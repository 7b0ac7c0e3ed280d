//! Personal identity numbers: 12 digits today, 9 digits of the old identity card.

use std::fmt;

use super::{count, last_four, only_digits, without_separators};
use crate::Message;

/// Codes of the province of birth registration: Thông tư 07/2016/TT-BCA, annex 1. They outlive the provinces.
const PROVINCES: [&str; 63] = [
    "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020", "022", "024", "025",
    "026", "027", "030", "031", "033", "034", "035", "036", "037", "038", "040", "042", "044", "045", "046", "048",
    "049", "051", "052", "054", "056", "058", "060", "062", "064", "066", "067", "068", "070", "072", "074", "075",
    "077", "079", "080", "082", "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096",
];

/// A personal identity number: digits only, 12 or (old card) 9 of them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdentityNumber(String);

/// The two numbers in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityKind {
    /// 12 digits: the personal number on the CCCD and the căn cước card.
    Personal,
    /// 9 digits: the CMND card.
    Old,
}

/// The sex that a 12-digit number states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Nữ.
    Female,
    /// Nam.
    Male,
}

/// Why a text is not an identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Something besides digits.
    #[error("an identity number has digits only")]
    Digits,
    /// Neither 12 nor 9 digits.
    #[error("an identity number has 12 or 9 digits, found {found}")]
    Length {
        /// Digits found.
        found: usize,
    },
    /// The first three digits name no province.
    #[error("the first three digits of an identity number are a province code")]
    Province,
    /// The fourth digit says a birth from 2100 on.
    #[error("the fourth digit of an identity number is 0 to 3")]
    Century,
}

impl IdentityError {
    /// The sentence for the person.
    pub fn message(self) -> Message {
        match self {
            Self::Digits => Message::new("error-identity-digits"),
            Self::Length { found } => Message::new("error-identity-length").arg("found", count(found)),
            Self::Province => Message::new("error-identity-province"),
            Self::Century => Message::new("error-identity-century"),
        }
    }
}

impl IdentityNumber {
    /// Reads a number as typed; spaces, dots and hyphens between digits are dropped.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let number = without_separators(text);
        if !only_digits(&number) {
            return Err(IdentityError::Digits);
        }
        match number.len() {
            12 if !number.get(..3).is_some_and(|code| PROVINCES.contains(&code)) => Err(IdentityError::Province),
            12 if !matches!(number.as_bytes().get(3), Some(b'0'..=b'3')) => Err(IdentityError::Century),
            9 | 12 => Ok(Self(number)),
            found => Err(IdentityError::Length { found }),
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four digits, the second factor of a public look-up.
    pub fn last_four(&self) -> &str {
        last_four(&self.0)
    }

    /// Which of the two numbers this is.
    pub fn kind(&self) -> IdentityKind {
        if self.0.len() == 12 { IdentityKind::Personal } else { IdentityKind::Old }
    }

    /// The province of birth registration (`044` is Quảng Bình), of a 12-digit number.
    pub fn province_code(&self) -> Option<&str> {
        if self.kind() == IdentityKind::Personal { self.0.get(..3) } else { None }
    }

    /// The year of birth, 1900 to 2099, of a 12-digit number.
    pub fn birth_year(&self) -> Option<i16> {
        let (mark, year) = self.birth_digits()?;
        Some(1900 + 100 * (mark / 2) + year)
    }

    /// The sex, of a 12-digit number.
    pub fn sex(&self) -> Option<Sex> {
        let (mark, _) = self.birth_digits()?;
        Some(if mark % 2 == 0 { Sex::Male } else { Sex::Female })
    }

    /// The digit of sex and century, and the two digits of the year.
    fn birth_digits(&self) -> Option<(i16, i16)> {
        if self.kind() == IdentityKind::Old {
            return None;
        }
        let digit = |at: usize| self.0.as_bytes().get(at).map(|byte| i16::from(byte.saturating_sub(b'0')));
        Some((digit(3)?, 10 * digit(4)? + digit(5)?))
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityNumber(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_tell_province_sex_and_year() {
        let table = [
            ("044090123456", "044", Sex::Male, 1990),
            ("044190123456", "044", Sex::Female, 1990),
            ("001205000001", "001", Sex::Male, 2005),
            ("096300999999", "096", Sex::Female, 2000),
            ("079 099 000 001", "079", Sex::Male, 1999),
            (" 044.190.123456\u{200B}", "044", Sex::Female, 1990),
        ];
        for (typed, province, sex, year) in table {
            let number = IdentityNumber::parse(typed).unwrap();
            assert_eq!(number.kind(), IdentityKind::Personal);
            assert_eq!(number.as_str().len(), 12);
            assert_eq!(number.province_code(), Some(province));
            assert_eq!(number.sex(), Some(sex));
            assert_eq!(number.birth_year(), Some(year));
        }
    }

    #[test]
    fn nine_digits_are_the_old_card() {
        let number = IdentityNumber::parse("194 012 345").unwrap();
        assert_eq!((number.as_str(), number.last_four()), ("194012345", "2345"));
        assert_eq!(number.kind(), IdentityKind::Old);
        assert_eq!((number.province_code(), number.birth_year(), number.sex()), (None, None, None));
    }

    #[test]
    fn wrong_numbers_are_refused() {
        let table = [
            ("", IdentityError::Length { found: 0 }),
            ("04409012345", IdentityError::Length { found: 11 }),
            ("0440901234567", IdentityError::Length { found: 13 }),
            ("04409012345a", IdentityError::Digits),
            ("٠٤٤٠٩٠١٢٣٤٥٦", IdentityError::Digits),
            ("000090123456", IdentityError::Province),
            ("003090123456", IdentityError::Province),
            ("097090123456", IdentityError::Province),
            ("044490123456", IdentityError::Century),
        ];
        for (typed, want) in table {
            assert_eq!(IdentityNumber::parse(typed), Err(want), "{typed:?}");
        }
        assert!(PROVINCES.is_sorted());
    }

    #[test]
    fn debug_does_not_tell() {
        let number = IdentityNumber::parse("044090123456").unwrap();
        assert_eq!(format!("{number:?}"), "IdentityNumber(..)");
        assert_eq!(number.last_four(), "3456");
    }
}
