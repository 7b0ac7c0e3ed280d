//! Consent to what is kept in a person's own store (facts 2.19, 2.28): for which purpose, and in which words it was asked.

use jiff::civil::Date;
use kernel::{Error, Result};
use serde::Deserialize;

/// What something is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Answers fill in the next form of the same procedure.
    Answers,
}

impl Purpose {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 1] = [Self::Answers];

    /// Its code, as stored and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Answers => "answers",
        }
    }

    /// The purpose of a code; one that there is not is not found.
    pub fn parse(code: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code).ok_or_else(Error::not_found)
    }

    /// Message that names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Answers => "dossiers-consent-answers",
        }
    }
}

/// The words of a purpose, from `data/rules.toml`.
#[derive(Clone, Debug, Deserialize)]
pub struct ConsentWords {
    /// Code of the purpose.
    pub purpose: String,
    /// Counts the words of a purpose; noted with each consent.
    pub version: i64,
    /// First day on which they are asked.
    pub valid_from: Date,
    /// The sentence that is agreed to.
    pub vi: String,
    /// The same in English.
    pub en: String,
    /// The source of the rule.
    pub basis: String,
}

/// Agreement to a purpose in the words of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// What for.
    pub purpose: Purpose,
    /// Version of the words that were shown.
    pub words: i64,
}

/// The words in which a purpose is asked on a day: the newest that hold.
pub(super) fn words_on(all: &[ConsentWords], purpose: Purpose, day: Date) -> Result<&ConsentWords> {
    all.iter()
        .filter(|words| words.purpose == purpose.code() && words.valid_from <= day)
        .max_by_key(|words| words.version)
        .ok_or_else(|| Error::internal(format!("no words ask for the consent {} on {day}", purpose.code())))
}

/// Fails unless every purpose has words, each version once, and no words are of another purpose.
pub(super) fn check(all: &[ConsentWords]) -> Result<()> {
    let wrong = |why: &str| Err(Error::internal(format!("data/rules.toml: consent: {why}")));
    for purpose in Purpose::ALL {
        if !all.iter().any(|words| words.purpose == purpose.code()) {
            return wrong(&format!("{} has no words", purpose.code()));
        }
    }
    for (at, words) in all.iter().enumerate() {
        if Purpose::parse(&words.purpose).is_err() {
            return wrong(&format!("{} is no purpose", words.purpose));
        }
        let is_again = |other: &ConsentWords| other.purpose == words.purpose && other.version == words.version;
        if all.iter().skip(at + 1).any(is_again) {
            return wrong(&format!("version {} of {} is there twice", words.version, words.purpose));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn words(purpose: &str, version: i64, from: Date) -> ConsentWords {
        let text = || format!("{purpose} {version}");
        ConsentWords { purpose: purpose.into(), version, valid_from: from, vi: text(), en: text(), basis: text() }
    }

    #[test]
    fn the_newest_words_of_the_day_ask() {
        let all = [words("answers", 1, date(2024, 1, 1)), words("answers", 2, date(2025, 7, 1))];
        for (day, expected) in [(date(2024, 12, 10), Some(1)), (date(2025, 7, 1), Some(2)), (date(2023, 1, 1), None)] {
            let found = words_on(&all, Purpose::Answers, day).ok().map(|words| words.version);
            assert_eq!(found, expected, "{day}");
        }
    }

    #[test]
    fn words_that_are_twice_there_or_of_no_purpose_are_refused() {
        let first = || words("answers", 1, date(2024, 1, 1));
        for (all, is_right) in [
            (vec![first()], true),
            (vec![], false),
            (vec![first(), first()], false),
            (vec![first(), words("selling", 1, date(2024, 1, 1))], false),
        ] {
            assert_eq!(check(&all).is_ok(), is_right);
        }
    }
}
