//! Kinds of papers: which results and papers of different procedures are one and the same paper, so that what the
//! province holds is not asked again (fact 2.29). They belong to no version: they only offer, and decide nothing.

use kernel::Timestamp;
use kernel::time::DAY;
use serde::Deserialize;
use web::Bilingual;

/// Where a kind of paper is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperPlace {
    /// Code of the procedure; none for all that have such a paper.
    #[serde(default)]
    pub procedure: Option<String>,
    /// Code of the paper inside the procedure.
    pub paper: String,
}

/// A kind of paper.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperKind {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: Bilingual,
    /// Where the entry comes from, with its mark `[SAMPLE]` or `[UNVERIFIED]`.
    pub basis: String,
    /// Codes of the procedures whose result it is.
    #[serde(default)]
    pub results_of: Vec<String>,
    /// The papers that it is.
    #[serde(default)]
    pub papers: Vec<PaperPlace>,
    /// Days for which it can be used, 1 or more; none without an end.
    #[serde(default)]
    pub valid_days: Option<i64>,
    /// Whether it is made for one dossier alone, so that another one has no use for it.
    #[serde(default)]
    pub single_use: bool,
}

impl PaperKind {
    /// Whether the entry was drafted by the project, or seen in no source.
    pub fn is_drafted(&self) -> bool {
        ["[SAMPLE]", "[UNVERIFIED]"].iter().any(|mark| self.basis.contains(mark))
    }

    /// Whether one that is there since `since` may be used at `now`.
    pub fn is_usable(&self, since: Timestamp, now: Timestamp) -> bool {
        let over = |days: i64| now > since.plus(days.saturating_mul(DAY));
        !self.single_use && !self.valid_days.is_some_and(over)
    }
}

/// All kinds of papers: `data/procedures/_kinds.json`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct PaperKinds {
    kinds: Vec<PaperKind>,
}

impl PaperKinds {
    /// The kind of a paper that a procedure asks for. What names the procedure stands before what names none.
    pub fn of_paper(&self, procedure: &str, paper: &str) -> Option<&PaperKind> {
        let at = |wanted: Option<&str>| {
            let is_it = |place: &PaperPlace| place.paper == paper && place.procedure.as_deref() == wanted;
            self.kinds.iter().find(|kind| kind.papers.iter().any(is_it))
        };
        at(Some(procedure)).or_else(|| at(None))
    }

    /// The kind of the result of a procedure.
    pub fn of_result(&self, procedure: &str) -> Option<&PaperKind> {
        self.kinds.iter().find(|kind| kind.results_of.iter().any(|code| code == procedure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::data::{CSV, Data};
    use crate::kinds::PaperMode;

    const AT: Timestamp = Timestamp(1_733_792_400_000_000);

    #[test]
    fn every_place_and_result_exists_and_is_of_one_kind() {
        let data = Data::embedded().unwrap();
        let catalogue = Catalogue::of_data(CSV, &data, AT).unwrap();
        let (kinds, snapshot) = (catalogue.paper_kinds(), catalogue.current());
        assert!(kinds.kinds.len() > 5, "{}", kinds.kinds.len());
        let mut seen = Vec::new();
        for kind in &kinds.kinds {
            assert!(kind.valid_days.is_none_or(|days| days > 0), "{}", kind.code);
            assert!(!kind.name.vi.is_empty() && !kind.name.en.is_empty(), "{}", kind.code);
            assert!(!kind.papers.is_empty(), "{} is asked for nowhere", kind.code);
            for code in &kind.results_of {
                assert!(snapshot.by_code(code, AT).is_some(), "{}: {code}", kind.code);
                assert_eq!(kinds.of_result(code), Some(kind), "{code} has one kind");
            }
            for place in &kind.papers {
                let is_there = snapshot.all(AT).iter().any(|version| {
                    let is_of = place.procedure.as_ref().is_none_or(|code| *code == version.code);
                    is_of && version.papers.iter().any(|known| known.code == place.paper)
                });
                assert!(is_there, "{}: {place:?}", kind.code);
                assert!(!seen.contains(&place), "{place:?} is of two kinds");
                seen.push(place);
            }
        }
    }

    #[test]
    fn a_result_is_the_paper_that_another_procedure_asks_for() {
        let data = Data::embedded().unwrap();
        let kinds = &data.kinds;
        let result = kinds.of_result("1.004873").unwrap();
        assert_eq!(kinds.of_paper("1.000894", "marital-status-certificate"), Some(result));
        assert!(result.is_drafted(), "it is not law");
        // A paper of a general name is none of a procedure's own.
        let any = kinds.of_paper("1.000798", "authorisation").unwrap();
        assert!(any.single_use);
        assert!(kinds.of_paper("1.001193", "no-such-paper").is_none());
        assert!(kinds.of_result("1.001193").is_none());
        let snapshot = Catalogue::of_data(CSV, &data, AT).unwrap().current();
        let asked = snapshot.by_code("1.000894", AT).unwrap();
        let paper = asked.papers.iter().find(|paper| paper.code == "marital-status-certificate").unwrap();
        assert_eq!(paper.mode, PaperMode::Upload);
    }

    #[test]
    fn what_is_over_or_made_for_one_dossier_is_of_no_use() {
        let kind = |valid_days: Option<i64>, single_use: bool| PaperKind {
            code: "x".into(),
            name: Bilingual::default(),
            basis: "fact 2.29".into(),
            results_of: Vec::new(),
            papers: Vec::new(),
            valid_days,
            single_use,
        };
        for (valid_days, single_use, age, usable) in [
            (None, false, 9_999, true),
            (Some(180), false, 180, true),
            (Some(180), false, 181, false),
            (None, true, 0, false),
        ] {
            let kind = kind(valid_days, single_use);
            assert_eq!(kind.is_usable(AT, AT.plus(age * DAY)), usable, "{valid_days:?} {single_use} {age}");
            assert!(!kind.is_drafted());
        }
    }
}
