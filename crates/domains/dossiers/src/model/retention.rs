//! What is kept of a person who asks for erasure, how long and by which law: data, read from `data/retention.toml`.

use jiff::Span;
use jiff::civil::Date;
use kernel::{Error, Result};
use serde::Deserialize;

/// A part of what is known of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Profile, contacts, login, second factors, devices, sessions.
    Account,
    /// Drafts with their files.
    Drafts,
    /// Answers kept by consent.
    Store,
    /// Dossiers with papers and results.
    Dossiers,
    /// Payments: no names.
    Payments,
    /// Access records and the audit log: no names.
    Records,
}

impl Source {
    /// All of them, as pages list them.
    pub const ALL: [Self; 6] =
        [Self::Account, Self::Drafts, Self::Store, Self::Dossiers, Self::Payments, Self::Records];

    /// Its code in data and audit.
    pub fn code(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Drafts => "drafts",
            Self::Store => "store",
            Self::Dossiers => "dossiers",
            Self::Payments => "payments",
            Self::Records => "records",
        }
    }

    /// Message that names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "dossiers-source-account",
            Self::Drafts => "dossiers-source-drafts",
            Self::Store => "dossiers-source-store",
            Self::Dossiers => "dossiers-source-dossiers",
            Self::Payments => "dossiers-source-payments",
            Self::Records => "dossiers-source-records",
        }
    }
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// It is erased.
    Never,
    /// It stays.
    Always,
    /// It stays for years after the dossier was closed.
    Years,
}

/// One line of the table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// Of what.
    pub code: Source,
    /// First day on which it holds.
    pub valid_from: Date,
    /// Last day; none for the newest.
    pub valid_to: Option<Date>,
    /// How long.
    pub keep: Keep,
    /// How many years, with [`Keep::Years`].
    pub years: Option<i64>,
    /// The law.
    pub basis: String,
    /// `[UNVERIFIED]`, `[SAMPLE]` or empty.
    pub mark: String,
}

impl RetentionRule {
    /// Whether what was closed on a day is still kept on another; of open things ask nothing.
    pub fn keeps(&self, closed: Date, day: Date) -> bool {
        match self.keep {
            Keep::Never => false,
            Keep::Always => true,
            Keep::Years => self.until(closed).is_none_or(|until| day < until),
        }
    }

    /// The day from which what was closed on a day is kept no more; none for what stays.
    pub fn until(&self, closed: Date) -> Option<Date> {
        let years = self.years.filter(|_| self.keep == Keep::Years)?;
        let span = Span::new().try_years(years).ok()?;
        closed.checked_add(span).ok()
    }
}

/// The table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Its lines.
    pub source: Vec<RetentionRule>,
}

impl Retention {
    /// Reads the table. Every source must have a line that holds, and a law for it.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |why: String| Error::internal(format!("data/retention.toml: {why}"));
        let table: Self = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        for source in Source::ALL {
            if !table.source.iter().any(|rule| rule.code == source && rule.valid_to.is_none()) {
                return Err(wrong(format!("{} has no line that holds", source.code())));
            }
        }
        for rule in &table.source {
            let has_years = rule.years.is_some_and(|years| (1..=1_000).contains(&years));
            if rule.basis.trim().is_empty() || has_years != (rule.keep == Keep::Years) {
                return Err(wrong(format!("{} lacks its law, or its years do not fit", rule.code.code())));
            }
        }
        Ok(table)
    }

    /// The line of a source that holds on a day.
    pub fn rule(&self, source: Source, day: Date) -> Result<&RetentionRule> {
        self.source
            .iter()
            .find(|rule| {
                let ends = rule.valid_to.is_some_and(|last| day > last);
                rule.code == source && rule.valid_from <= day && !ends
            })
            .ok_or_else(|| Error::internal(format!("no rule says how long {} is kept on {day}", source.code())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DATA: &str = include_str!("../../../../../data/retention.toml");
    const SECURITY: &str = include_str!("../../../../../docs/security.md");

    #[test]
    fn years_count_from_the_day_of_closing() {
        let table = Retention::parse(DATA).unwrap();
        let rule = table.rule(Source::Dossiers, date(2024, 12, 10)).unwrap();
        let rule = RetentionRule { keep: Keep::Years, years: Some(10), ..rule.clone() };
        let closed = date(2024, 2, 29);
        assert_eq!(rule.until(closed), Some(date(2034, 2, 28)));
        for (day, kept) in [(date(2034, 2, 27), true), (date(2034, 2, 28), false), (date(2024, 3, 1), true)] {
            assert_eq!(rule.keeps(closed, day), kept, "{day}");
        }
        let other = |keep| RetentionRule { keep, years: None, ..rule.clone() };
        assert!(other(Keep::Always).keeps(closed, date(2999, 1, 1)));
        assert!(!other(Keep::Never).keeps(closed, closed));
    }

    #[test]
    fn a_table_with_a_hole_is_refused() {
        assert!(Retention::parse(DATA).is_ok());
        for (from, to) in [
            ("code = \"drafts\"", "code = \"account\""),
            ("years = 10", ""),
            ("years = 10", "years = 0"),
            ("keep = \"always\"", "keep = \"sometimes\""),
            ("Luật Kế toán 88/2015/QH13, Điều 41", " "),
        ] {
            assert!(Retention::parse(&DATA.replacen(from, to, 1)).is_err(), "{to}");
        }
    }

    #[test]
    fn the_page_on_security_shows_the_table() {
        for rule in Retention::parse(DATA).unwrap().source {
            let kept = match (rule.keep, rule.years) {
                (Keep::Never, _) => "erased".to_owned(),
                (Keep::Always, _) => "kept".to_owned(),
                (Keep::Years, years) => format!("kept {} years after closing", years.unwrap_or_default()),
            };
            let line = format!("| `{}` | {kept} | {} | {} |", rule.code.code(), rule.basis, rule.mark);
            assert!(SECURITY.contains(&line), "docs/security.md lacks this line:\n{line}");
        }
    }
}
