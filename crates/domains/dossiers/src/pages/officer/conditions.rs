//! What must be there before a dossier can be decided.

use kernel::Arg;
use serde::Serialize;
use web::{Cx, Locale};

use crate::case::Case;
use crate::commands::missing_papers;
use crate::model::{Duty, PaymentState};
use crate::queries::FileItem;
use crate::store::file::FileRow;

/// What is there and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    /// Names of papers that must be there and are not.
    pub(super) missing: Vec<String>,
    /// How many papers must be there.
    pub(super) required: usize,
    /// Whether the dossier costs anything.
    pub(super) has_fee: bool,
    /// Whether something is still to be paid.
    pub(super) is_unpaid: bool,
    /// Names of units whose required opinion is awaited.
    pub(super) awaited: Vec<String>,
    /// How many opinions were required.
    pub(super) opinions: usize,
    /// Whether the result is a paper.
    pub(super) wants_result: bool,
    /// Name of the newest result file; empty without one.
    pub(super) result: String,
    /// How whoever looks stands to the decision.
    pub(super) duty: Duty,
}

/// One condition in words.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ConditionView {
    /// Whether it holds.
    pub(super) is_met: bool,
    /// What holds, or what is missing.
    pub(super) text: String,
}

impl Conditions {
    /// The conditions of a case with its answers and files.
    pub(super) fn of(
        case: &Case,
        answers: &serde_json::Map<String, serde_json::Value>,
        files: &[FileItem],
        locale: Locale,
        duty: Duty,
    ) -> Self {
        let rows: Vec<FileRow> = files.iter().map(|file| file.row.clone()).collect();
        let lacking = missing_papers(&case.procedure, answers, &rows);
        let papers = case.procedure.papers_for(answers);
        let required = case.opinions.iter().filter(|opinion| opinion.required);
        let awaited = required.clone().filter(|opinion| opinion.answered_at.is_none());
        let result = files.iter().rev().find(|file| file.row.source == "result");
        Self {
            missing: papers
                .iter()
                .filter(|paper| lacking.contains(&paper.code))
                .map(|paper| paper.name.get(locale).to_owned())
                .collect(),
            required: papers.iter().filter(|paper| paper.blocks()).count(),
            has_fee: matches!(case.dossier.payment, PaymentState::Due | PaymentState::Paid),
            is_unpaid: case.dossier.payment == PaymentState::Due,
            awaited: awaited.map(|opinion| case.units.name(opinion.unit).to_owned()).collect(),
            opinions: required.count(),
            wants_result: case.procedure.detail.result_paper,
            result: result.map_or_else(String::new, |file| file.name.clone()),
            duty,
        }
    }

    /// Whether a decision needs a reason that is recorded and audited.
    pub(super) fn needs_override(&self) -> bool {
        self.lacks() || self.duty == Duty::Exception
    }

    /// Whether a paper or the fee is missing.
    pub(super) fn lacks(&self) -> bool {
        self.is_unpaid || !self.missing.is_empty()
    }

    /// The conditions in words.
    pub(super) fn views(&self, cx: &Cx) -> Vec<ConditionView> {
        let count = |n: usize| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
        let with = |key: &str, name: &str, arg: Arg| cx.tf(key, &[(name, arg)]);
        let mut views = Vec::new();
        let mut add = |is_met: bool, text: String| views.push(ConditionView { is_met, text });
        if self.missing.is_empty() {
            add(true, with("dossiers-desk-condition-papers", "count", count(self.required)));
        } else {
            add(false, with("dossiers-desk-condition-papers-lack", "names", self.missing.join(", ").into()));
        }
        if self.has_fee {
            let key = if self.is_unpaid { "dossiers-desk-condition-fee-lacks" } else { "dossiers-desk-condition-fee" };
            add(!self.is_unpaid, cx.t(key));
        }
        if self.opinions > 0 && self.awaited.is_empty() {
            add(true, with("dossiers-desk-condition-opinions", "count", count(self.opinions)));
        } else if self.opinions > 0 {
            add(false, with("dossiers-desk-condition-opinions-lack", "names", self.awaited.join(", ").into()));
        }
        if self.wants_result && self.result.is_empty() {
            add(false, cx.t("dossiers-desk-condition-result-lacks"));
        } else if self.wants_result {
            add(true, with("dossiers-desk-condition-result", "name", self.result.clone().into()));
        }
        match self.duty {
            Duty::Free => {}
            Duty::Exception => add(false, cx.t("dossiers-desk-condition-duties-alone")),
            Duty::Barred => add(false, cx.t("dossiers-desk-condition-duties")),
        }
        views
    }
}
