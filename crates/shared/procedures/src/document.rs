//! A procedure as files describe it, as a version stores it, and the way from there to what the program uses.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use calendar::Limit;
use kernel::id::Uuid;
use organisation::Level;
use runtime::Assurance;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use web::Bilingual;

use crate::form::{FormSpec, Lists, When};
use crate::kinds::{Channel, Online, Subject};
use crate::model::{Detail, Fee, LegalBasis, LimitRule, Manner, Paper, ProcedureVersion};
use crate::process::ProcessSpec;

/// A limit as files give it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LimitRow {
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) amount: Option<f64>,
    pub(crate) unit: String,
    #[serde(default)]
    pub(crate) cut_off: Option<String>,
    #[serde(default)]
    pub(crate) when: Option<When>,
    #[serde(default)]
    pub(crate) channel: Option<Channel>,
    #[serde(default)]
    pub(crate) note: Option<Bilingual>,
}

impl LimitRow {
    pub(crate) fn read(&self) -> Result<LimitRule, String> {
        let row = json!({"amount": self.amount, "unit": self.unit, "cut_off": self.cut_off});
        let limit = Limit::deserialize(&row).map_err(|e| format!("limit {}: {e}", self.code))?;
        let (when, note) = (self.when.clone(), self.note.clone());
        Ok(LimitRule { code: self.code.clone(), limit, when, channel: self.channel, note })
    }
}

/// A file of data/procedures.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DetailFile {
    pub(crate) code: String,
    pub(crate) form: String,
    pub(crate) process: String,
    #[serde(rename = "x-sample", default)]
    pub(crate) sample: bool,
    pub(crate) decision: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) sequence: Vec<Bilingual>,
    pub(crate) manners: Vec<Manner>,
    pub(crate) papers: Vec<Paper>,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) agency: Option<Bilingual>,
    pub(crate) place: Option<Bilingual>,
    pub(crate) result: Option<Bilingual>,
    pub(crate) result_paper: bool,
    pub(crate) legal_basis: Vec<LegalBasis>,
    pub(crate) conditions: Option<Bilingual>,
    pub(crate) limits: Vec<LimitRow>,
    pub(crate) fees: Vec<Fee>,
    pub(crate) online: Online,
    pub(crate) summary: Option<Bilingual>,
    #[serde(default)]
    pub(crate) keywords: Vec<String>,
    /// The level of assurance that filing online asks for.
    #[serde(default)]
    pub(crate) assurance: Assurance,
    /// The source of that level; without one it is marked as not verified.
    #[serde(default)]
    pub(crate) assurance_source: Option<String>,
}

/// Defaults for procedures without a file: `_generic.json`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Generic {
    pub(crate) form: String,
    process: BTreeMap<String, String>,
    process_of: BTreeMap<String, String>,
    #[serde(rename = "x-sample", default)]
    pub(crate) sample: bool,
    pub(crate) sequence: Vec<Bilingual>,
    /// The steps of procedures that cannot be filed online.
    pub(crate) sequence_at_desk: Vec<Bilingual>,
    pub(crate) manners: Vec<Manner>,
    pub(crate) papers: Vec<Paper>,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) result_paper: bool,
    pub(crate) online_by_category: BTreeMap<String, Online>,
    /// Limits that differ by case or channel, by code of the procedure; they stand before the limit of the table.
    pub(crate) limits_of: BTreeMap<String, Vec<LimitRow>>,
    pub(crate) limit_unknown: LimitRow,
}

impl Generic {
    /// Name of the process: by code, else by the lowest level, where most dossiers come in.
    pub(crate) fn process(&self, code: &str, levels: &[Level]) -> Option<&str> {
        let by_level = levels.iter().max().and_then(|level| self.process.get(level.code()));
        self.process_of.get(code).or(by_level).map(String::as_str)
    }
}

/// Everything a version is made of. It holds its form and process, so that a running dossier keeps them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) name_en: String,
    pub(crate) field: String,
    pub(crate) levels: Vec<String>,
    pub(crate) online: Online,
    pub(crate) form: Value,
    pub(crate) process: Value,
    pub(crate) papers: Vec<Paper>,
    pub(crate) fees: Vec<Fee>,
    pub(crate) limits: Vec<LimitRow>,
    pub(crate) detail: Detail,
}

/// Forms and processes that several versions share, by their texts.
#[derive(Default)]
pub(crate) struct Shared {
    forms: HashMap<String, Arc<FormSpec>>,
    processes: HashMap<String, Arc<ProcessSpec>>,
}

impl Shared {
    fn form(&mut self, schema: &Value, lists: &Lists) -> Result<Arc<FormSpec>, String> {
        let key = schema.to_string();
        if let Some(known) = self.forms.get(&key) {
            return Ok(Arc::clone(known));
        }
        let form = Arc::new(FormSpec::parse(schema, lists)?);
        self.forms.insert(key, Arc::clone(&form));
        Ok(form)
    }

    fn process(&mut self, value: &Value) -> Result<Arc<ProcessSpec>, String> {
        let key = value.to_string();
        if let Some(known) = self.processes.get(&key) {
            return Ok(Arc::clone(known));
        }
        let process = Arc::new(ProcessSpec::parse(value)?);
        self.processes.insert(key, Arc::clone(&process));
        Ok(process)
    }
}

/// When a version is in force, and under which id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    pub(crate) id: Uuid,
    pub(crate) valid_from: i64,
    pub(crate) valid_to: Option<i64>,
}

impl Document {
    /// The version that the document describes. The error says what is wrong with the data, for the operator.
    pub(crate) fn version(self, term: Term, lists: &Lists, shared: &mut Shared) -> Result<ProcedureVersion, String> {
        let form = shared.form(&self.form, lists)?;
        let process = shared.process(&self.process)?;
        let limits = self.limits.iter().map(LimitRow::read).collect::<Result<Vec<_>, _>>()?;
        let usual_limit = limits.last().cloned().ok_or_else(|| "there is no limit".to_owned())?;
        let level = |code: &String| Level::parse(code).ok_or_else(|| format!("there is no level {code:?}"));
        let mut levels = self.levels.iter().map(level).collect::<Result<Vec<_>, _>>()?;
        levels.sort_unstable();
        levels.dedup();
        let version = ProcedureVersion {
            id: term.id,
            code: self.code,
            name: self.name,
            name_en: self.name_en,
            field: self.field,
            levels,
            online: self.online,
            form,
            process,
            papers: self.papers,
            fees: self.fees,
            limits,
            detail: self.detail,
            valid_from: term.valid_from,
            valid_to: term.valid_to,
            usual_limit,
        };
        check_fields(&version)?;
        Ok(version)
    }
}

/// Every answer that a rule looks at is a field of the form.
fn check_fields(version: &ProcedureVersion) -> Result<(), String> {
    let papers = version.papers.iter().filter_map(|paper| paper.when.as_ref());
    let limits = version.limits.iter().filter_map(|rule| rule.when.as_ref());
    let conditions = papers.chain(limits).map(|when| when.field.as_str());
    let quantities = version.fees.iter().filter_map(|fee| fee.quantity_field.as_deref());
    for name in conditions.chain(quantities) {
        if version.form.field(name).is_none() {
            return Err(format!("a rule looks at {name}, which the form does not ask"));
        }
    }
    Ok(())
}
