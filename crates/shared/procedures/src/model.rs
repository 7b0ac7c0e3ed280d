//! What a procedure is: its parts as a citizen reads them, and the rules a dossier follows.

use std::sync::Arc;

use calendar::Limit;
use kernel::id::Uuid;
use kernel::{Error, Result};
use organisation::Level;
use runtime::Assurance;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Bilingual, Locale};

use crate::form::{Answers, FormSpec, When};
pub use crate::kinds::{Channel, Online, PaperMode, Part, Per, Subject};
use crate::process::ProcessSpec;

/// How a dossier may be filed, with what differs there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Manner {
    /// The way.
    pub channel: Channel,
    /// What differs in time.
    #[serde(default)]
    pub limit_note: Option<Bilingual>,
    /// What differs in money.
    #[serde(default)]
    pub fee_note: Option<Bilingual>,
}

/// A paper of a procedure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// Its code inside the procedure.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// What to know about it.
    #[serde(default)]
    pub note: Option<Bilingual>,
    /// Number of the printed form, e.g. `CT01`.
    #[serde(default)]
    pub form: Option<String>,
    /// Originals to bring, 0 or more.
    #[serde(default)]
    pub originals: i64,
    /// Copies to bring, 0 or more.
    #[serde(default)]
    pub copies: i64,
    /// What has to happen with it.
    pub mode: PaperMode,
    /// Whether it is needed; see [`Paper::blocks`].
    pub required: bool,
    /// Only when an answer says so.
    #[serde(default)]
    pub when: Option<When>,
    /// How many files it may have, 1 or more.
    #[serde(default = "usual_files")]
    pub max_files: i64,
}

fn usual_files() -> i64 {
    5
}

impl Paper {
    /// Whether a dossier without a file for it is incomplete: only uploads can be missing.
    pub fn blocks(&self) -> bool {
        self.required && self.mode == PaperMode::Upload
    }
}

/// A fee as the data gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fee {
    /// Its code inside the procedure.
    pub code: String,
    /// `lệ phí` or `phí`.
    pub kind: String,
    /// Đồng for one of `per`.
    pub amount: i64,
    /// What it is counted by.
    pub per: Per,
    /// The answer that says how many.
    #[serde(default)]
    pub quantity_field: Option<String>,
    /// What to know about it.
    #[serde(default)]
    pub note: Option<Bilingual>,
    /// Whether the amount is a sample (fact 9.04).
    #[serde(default)]
    pub sample: bool,
}

impl Fee {
    /// Its name: the kind, and the note when the procedure has several fees.
    fn name(&self, is_one_of_many: bool) -> Bilingual {
        let vi = capitalised(&self.kind);
        let en = "Fee";
        match &self.note {
            Some(note) if is_one_of_many => {
                Bilingual { vi: format!("{vi}: {}", note.vi), en: format!("{en}: {}", note.get(Locale::En)) }
            }
            _ => Bilingual { vi, en: en.to_owned() },
        }
    }

    /// Đồng for these answers. What cannot be computed is an error: a fee of nothing would be a gift.
    fn amount_for(&self, form: &FormSpec, answers: &Answers) -> Result<i64> {
        let Some(field) = &self.quantity_field else { return Ok(self.amount) };
        let amount = self.amount.checked_mul(form.quantity(field, answers)?);
        amount.ok_or_else(|| Error::internal(format!("the fee {} is beyond all numbers", self.code)))
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A fee that a dossier has to pay.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeeDue {
    /// Code of the fee inside the procedure.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// Đồng, more than 0.
    pub amount: i64,
}

/// How long the agency has, in one of the cases of a procedure.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitRule {
    /// Its code inside the procedure.
    pub code: String,
    /// How long.
    pub limit: Limit,
    /// Only when an answer says so.
    pub when: Option<When>,
    /// Only when the dossier is filed this way (fact 2.52).
    pub channel: Option<Channel>,
    /// What to know about it.
    pub note: Option<Bilingual>,
}

impl LimitRule {
    /// Whether it counts for a dossier with these answers that was filed this way.
    fn holds(&self, answers: &Answers, channel: Channel) -> bool {
        self.channel.is_none_or(|only| only == channel) && self.when.as_ref().is_none_or(|when| when.holds(answers))
    }
}

/// A legal basis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LegalBasis {
    /// Vietnamese.
    pub vi: String,
    /// English; may be empty.
    #[serde(default)]
    pub en: String,
    /// Whether the project drafted it.
    #[serde(default)]
    pub sample: bool,
}

/// What the page of a procedure says (fact 9.07). What the source lacks is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// Number and date of the decision that publishes it.
    pub decision: Option<String>,
    /// Kind of procedure.
    pub kind: Option<String>,
    /// One plain sentence.
    pub summary: Option<Bilingual>,
    /// Order of steps.
    pub sequence: Option<Vec<Bilingual>>,
    /// Ways to file.
    pub manners: Option<Vec<Manner>>,
    /// Papers as the source lists them, shortened (fact 9.03); the papers to upload are those of the version.
    pub paper_list: Option<Vec<String>>,
    /// Who may apply.
    pub subjects: Option<Vec<Subject>>,
    /// Who decides.
    pub agency: Option<Bilingual>,
    /// Where to file.
    pub place: Option<Bilingual>,
    /// What comes out.
    pub result: Option<Bilingual>,
    /// Whether the result is a paper.
    pub result_paper: bool,
    /// Legal bases.
    pub legal_basis: Option<Vec<LegalBasis>>,
    /// Conditions.
    pub conditions: Option<Bilingual>,
    /// Words people type.
    pub keywords: Vec<String>,
    /// The online category in the words of the source; empty when it says nothing.
    pub online_category: String,
    /// Whether the source names the levels of 2024; else they are those of 2026.
    #[serde(default = "as_once")]
    pub is_level_known: bool,
    /// Whether the levels are believed true and were not seen in a source: the page shows `[UNVERIFIED]`.
    #[serde(default)]
    pub is_level_unverified: bool,
    /// Whether the source gives the limit; else it is the sample limit.
    pub is_limit_known: bool,
    /// Whether the source gives the fee.
    pub is_fee_known: bool,
    /// How surely it must be known who files online (fact 2.12). Basic is not written down, so that documents of before
    /// keep their text.
    #[serde(default, skip_serializing_if = "is_basic")]
    pub assurance: Assurance,
    /// Whether no source names that level: the page shows `[UNVERIFIED]`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_assurance_unverified: bool,
    /// Whether the project drafted the wording: the page shows `[SAMPLE]`.
    pub is_sample: bool,
    /// Notes of the source for the operator, as they are.
    pub source_notes: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_basic(level: &Assurance) -> bool {
    *level == Assurance::Basic
}

/// Versions that were stored before the mark was kept show their levels as they did.
fn as_once() -> bool {
    true
}

impl Detail {
    /// The parts of fact 9.07 that the source lacks, in the order of the page.
    pub fn missing(&self) -> Vec<Part> {
        let lacks = [
            (Part::Decision, self.decision.is_none()),
            (Part::Kind, self.kind.is_none()),
            (Part::Level, !self.is_level_known),
            (Part::Sequence, self.sequence.is_none()),
            (Part::Manners, self.manners.is_none()),
            (Part::OnlineCategory, self.online_category.is_empty()),
            (Part::Papers, self.paper_list.is_none()),
            (Part::Subjects, self.subjects.is_none()),
            (Part::Agency, self.agency.is_none()),
            (Part::Place, self.place.is_none()),
            (Part::Result, self.result.is_none()),
            (Part::LegalBasis, self.legal_basis.is_none()),
            (Part::Conditions, self.conditions.is_none()),
            (Part::Limit, !self.is_limit_known),
            (Part::Fee, !self.is_fee_known),
        ];
        lacks.into_iter().filter(|(_, lacks)| *lacks).map(|(part, _)| part).collect()
    }
}

/// One version of a procedure. A dossier keeps the version it was filed under.
#[derive(Clone, Debug)]
pub struct ProcedureVersion {
    /// Id of the version.
    pub id: Uuid,
    /// Code of the procedure, e.g. `1.001193`.
    pub code: String,
    /// Name, word for word.
    pub name: String,
    /// English name; empty when the data has none.
    pub name_en: String,
    /// Field (lĩnh vực).
    pub field: String,
    /// Levels that decide it, highest first.
    pub levels: Vec<Level>,
    /// How much of it can be done on the network.
    pub online: Online,
    /// What is asked.
    pub form: Arc<FormSpec>,
    /// The steps of its dossiers.
    pub process: Arc<ProcessSpec>,
    /// Papers.
    pub papers: Vec<Paper>,
    /// Fees.
    pub fees: Vec<Fee>,
    /// Limits; the first whose condition holds counts.
    pub limits: Vec<LimitRule>,
    /// What its page says.
    pub detail: Detail,
    /// First microsecond of its validity.
    pub valid_from: i64,
    /// First microsecond after its validity; none while it is in force.
    pub valid_to: Option<i64>,
    /// The limit when no condition holds: the last one.
    pub(crate) usual_limit: LimitRule,
}

impl ProcedureVersion {
    /// The name in a language; Vietnamese where there is no English one.
    pub fn name_in(&self, locale: Locale) -> &str {
        if locale == Locale::En && !self.name_en.is_empty() { &self.name_en } else { &self.name }
    }

    /// The limit for these answers and this way of filing.
    pub fn limit_for(&self, answers: &Answers, channel: Channel) -> &LimitRule {
        self.limits.iter().find(|rule| rule.holds(answers, channel)).unwrap_or(&self.usual_limit)
    }

    /// What is to be paid for these answers; fees of 0 đồng are left out. An answer that does not say how many is
    /// named by its field.
    pub fn fees_for(&self, answers: &Answers) -> Result<Vec<FeeDue>> {
        let is_one_of_many = self.fees.len() > 1;
        let mut due = Vec::new();
        for fee in &self.fees {
            let amount = fee.amount_for(&self.form, answers)?;
            if amount > 0 {
                due.push(FeeDue { code: fee.code.clone(), name: fee.name(is_one_of_many), amount });
            }
        }
        Ok(due)
    }

    /// The papers for these answers, needed or not.
    pub fn papers_for(&self, answers: &Answers) -> Vec<&Paper> {
        self.papers.iter().filter(|paper| paper.when.as_ref().is_none_or(|when| when.holds(answers))).collect()
    }

    /// Whether it is in force at an instant (microseconds).
    pub fn is_valid_at(&self, at: i64) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|end| at < end)
    }
}
