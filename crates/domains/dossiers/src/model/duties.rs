//! Separation of duties: whoever prepared a decision does not take it.

use std::collections::BTreeSet;

use serde::Deserialize;

/// How somebody stands to the decision on a dossier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duty {
    /// Others prepared it.
    #[default]
    Free,
    /// They prepared it themselves in a unit with too few people: they may decide with a reason, which is audited.
    Exception,
    /// They prepared it themselves, so somebody else decides.
    Barred,
}

/// The rule as data.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duties {
    /// Acts, as the history names them, that prepare a decision.
    pub prepare: BTreeSet<String>,
    /// Codes of units in which one person may prepare and decide.
    pub alone: BTreeSet<String>,
    /// The source of the rule.
    pub basis: String,
}

impl Duties {
    /// How somebody who did these acts in a dossier stands to its decision in the unit of this code.
    pub fn duty(&self, done: &[String], unit: &str) -> Duty {
        if !done.iter().any(|act| self.prepare.contains(act)) {
            Duty::Free
        } else if self.alone.contains(unit) {
            Duty::Exception
        } else {
            Duty::Barred
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_prepared_does_not_decide_but_where_a_unit_is_alone() {
        let set = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        let duties = Duties { prepare: set(&["accept", "forward"]), alone: set(&["18853"]), basis: String::new() };
        for (done, unit, expected) in [
            (&[] as &[&str], "18853", Duty::Free),
            (&["assign", "send-back"], "18856", Duty::Free),
            (&["forward"], "18856", Duty::Barred),
            (&["assign", "accept"], "18856", Duty::Barred),
            (&["accept"], "18853", Duty::Exception),
        ] {
            let done: Vec<String> = done.iter().map(|act| (*act).to_owned()).collect();
            assert_eq!(duties.duty(&done, unit), expected, "{done:?} {unit}");
        }
    }
}
