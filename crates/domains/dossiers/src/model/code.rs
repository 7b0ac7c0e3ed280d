//! Codes of dossiers: rules with a validity, read from `data/rules.toml`, never constants (facts 2.42, 2.44, 11.02).

use ::store::Book;
use jiff::civil::Date;
use kernel::rng::Rng;
use kernel::{Error, Result, Timestamp};
use serde::Deserialize;

use super::consent::{self, ConsentWords, Purpose};
use super::duties::Duties;
use super::retention::Retention;

/// The letters of references: no 0, O, 1 or I to be taken for one another.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A form of the dossier code with its validity.
#[derive(Clone, Debug, Deserialize)]
pub struct CodeFormat {
    /// First day it is used.
    pub valid_from: Date,
    /// Last day it is used; none for the newest.
    pub valid_to: Option<Date>,
    /// `short` for YYMMDD, `long` for YYYYMMDD.
    pub date: String,
    /// Digits of the serial number of the day.
    pub serial_width: usize,
    /// The source of the rule.
    pub basis: String,
}

/// The rules of dossiers that are data.
#[derive(Clone, Debug, Deserialize)]
pub struct Rules {
    /// Forms of the dossier code.
    pub code_format: Vec<CodeFormat>,
    /// Working hours in which an online filing is answered (fact 2.18).
    pub answer_hours: i64,
    /// Re-appointments at most (fact 2.37).
    pub reappointments: i64,
    /// Working days by which a date may be appointed anew at most, from the promised end or from today, whichever is
    /// later.
    pub reappoint_days: i64,
    /// Requests for supplement at most without a leader's reason (fact 2.17).
    pub supplements: i64,
    /// Days a draft is kept after its last change.
    pub draft_days: i64,
    /// In which words consent is asked, all versions.
    pub consent: Vec<ConsentWords>,
    /// Who does not approve what.
    pub duties: Duties,
    /// What is kept of people who ask for erasure; from a file of its own.
    #[serde(skip)]
    pub retention: Retention,
}

impl Rules {
    /// Reads the rules.
    pub fn parse(text: &str) -> Result<Self> {
        let rules: Self = toml::from_str(text).map_err(|e| Error::internal(format!("data/rules.toml: {e}")))?;
        if rules.code_format.is_empty() {
            return Err(Error::internal("data/rules.toml has no form of the dossier code"));
        }
        consent::check(&rules.consent)?;
        Ok(rules)
    }

    /// The words in which consent to a purpose is asked on a day.
    pub fn consent_words(&self, purpose: Purpose, day: Date) -> Result<&ConsentWords> {
        consent::words_on(&self.consent, purpose, day)
    }

    /// The words of a version; none for one that there is not.
    pub fn consent_version(&self, purpose: Purpose, version: i64) -> Option<&ConsentWords> {
        self.consent.iter().find(|words| words.purpose == purpose.code() && words.version == version)
    }

    /// The form of the code on a day.
    pub fn format_on(&self, day: Date) -> Result<&CodeFormat> {
        self.code_format
            .iter()
            .find(|format| format.valid_from <= day && format.valid_to.is_none_or(|last| day <= last))
            .ok_or_else(|| Error::internal(format!("no form of the dossier code is valid on {day}")))
    }

    /// The last day on which a draft is kept that was last changed at an instant, as the first instant of that day.
    pub fn draft_kept_until(&self, changed: Timestamp) -> Timestamp {
        Timestamp::of_day_number(changed.day_number().saturating_add(self.draft_days))
    }

    /// Drafts that were last changed before this instant are over now.
    pub fn drafts_over_before(&self, now: Timestamp) -> Timestamp {
        Timestamp::of_day_number(now.day_number().saturating_sub(self.draft_days))
    }
}

impl CodeFormat {
    /// What stands before the serial number: `000.00.11.H46-240612-`.
    pub fn prefix(&self, identifier: &str, day: Date) -> String {
        let year = if self.date == "long" { format!("{:04}", day.year()) } else { format!("{:02}", day.year() % 100) };
        format!("{identifier}-{year}{:02}{:02}-", day.month(), day.day())
    }

    /// The book from which the serial numbers of an agency's day are drawn.
    pub fn book(day: Date) -> Book {
        Book(format!("dossiers/{day}"))
    }
}

/// A new submission reference: `T-` and ten letters of 32, 50 bits of chance.
pub fn new_reference(rng: &dyn Rng) -> String {
    let mut bytes = [0_u8; 10];
    rng.fill(&mut bytes);
    let letters: String = bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect();
    format!("T-{letters}")
}

/// The reference or code as stored, from what a person typed: spaces gone, upper case.
pub fn normalise(typed: &str) -> String {
    typed.split_whitespace().collect::<String>().to_uppercase()
}

/// The day of an instant, for codes.
pub fn day_of(at: Timestamp) -> Date {
    at.date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::rng::SequenceRng;
    use kernel::time::DAY;

    fn rules() -> Rules {
        Rules::parse(include_str!("../../../../../data/rules.toml")).unwrap()
    }

    #[test]
    fn the_form_of_the_code_follows_the_day() {
        for (day, expected) in [
            (date(2024, 6, 12), "000.00.11.H46-240612-"),
            (date(2025, 9, 14), "000.00.11.H46-250914-"),
            (date(2026, 6, 9), "000.00.11.H46-20260609-"),
        ] {
            assert_eq!(rules().format_on(day).unwrap().prefix("000.00.11.H46", day), expected);
        }
    }

    #[test]
    fn no_day_has_two_forms() {
        let rules = rules();
        let mut day = date(2019, 1, 6);
        while day < date(2027, 1, 1) {
            let valid = rules.code_format.iter().filter(|f| f.valid_from <= day && f.valid_to.is_none_or(|t| day <= t));
            assert_eq!(valid.count(), 1, "{day}");
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn a_draft_is_over_after_the_day_that_its_owner_was_told() {
        let rules = rules();
        for changed in [date(2024, 12, 10).at(0, 0, 0, 0), date(2024, 12, 10).at(23, 59, 59, 0)] {
            let changed = Timestamp::from_local(changed);
            let until = rules.draft_kept_until(changed);
            assert_eq!((until, rules.draft_days), (Timestamp::start_of(date(2025, 3, 10)), 90));
            let is_over = |now: Timestamp| changed < rules.drafts_over_before(now);
            assert!(!is_over(changed) && !is_over(until) && !is_over(until.plus(DAY - 1)));
            assert!(is_over(until.plus(DAY)));
        }
    }

    #[test]
    fn a_reference_has_ten_letters_that_cannot_be_confused() {
        let rng = SequenceRng::new(3);
        let reference = new_reference(&rng);
        assert_eq!(reference.len(), 12);
        assert!(reference.starts_with("T-"));
        assert!(!reference.contains(['0', '1', 'O', 'I']), "{reference}");
        assert_ne!(reference, new_reference(&rng));
        assert_eq!(normalise(" t-abc def "), "T-ABCDEF");
    }
}
