//! The steps that a dossier goes through, as data.

use calendar::Limit;
use organisation::{Level, Role, Snapshot, UnitId};
use serde::Deserialize;
use serde_json::Value;
use web::Bilingual;

/// What can be done at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Take the dossier in.
    Accept,
    /// Refuse it (form 03).
    Refuse,
    /// Ask once for what is missing (form 02).
    RequestSupplement,
    /// Hand it to the next step.
    Forward,
    /// Ask another unit for its opinion.
    RequestOpinion,
    /// Ask for a fee or a financial duty.
    RequestFee,
    /// Send it back to an earlier step.
    SendBack,
    /// Stop with a reason.
    Stop,
    /// Sign the result.
    Approve,
    /// Hand it to another unit or level.
    Transfer,
    /// Give the result to the applicant.
    Deliver,
}

impl Act {
    /// All acts.
    pub const ALL: [Self; 11] = [
        Self::Accept,
        Self::Refuse,
        Self::RequestSupplement,
        Self::Forward,
        Self::RequestOpinion,
        Self::RequestFee,
        Self::SendBack,
        Self::Stop,
        Self::Approve,
        Self::Transfer,
        Self::Deliver,
    ];

    /// The code in data and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::RequestSupplement => "request_supplement",
            Self::Forward => "forward",
            Self::RequestOpinion => "request_opinion",
            Self::RequestFee => "request_fee",
            Self::SendBack => "send_back",
            Self::Stop => "stop",
            Self::Approve => "approve",
            Self::Transfer => "transfer",
            Self::Deliver => "deliver",
        }
    }

    /// The act of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// Whether it leads to another step.
    pub fn has_target(self) -> bool {
        matches!(self, Self::Accept | Self::Forward | Self::SendBack | Self::Approve | Self::Transfer)
    }
}

/// An act that a step allows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ActSpec {
    /// The act.
    pub act: Act,
    /// Code of the step it leads to, of acts that lead to one.
    #[serde(default)]
    pub to: Option<String>,
}

/// Where a step is done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum At {
    /// Where the dossier was received.
    Receiving,
    /// The agency that decides.
    Competent,
    /// The division of the competent agency with this function; the agency itself when it has none.
    Division(String),
    /// The unit of this level with this function, on the line of the competent agency.
    Function(Level, String),
}

/// An opinion that a step may ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct OpinionSpec {
    /// Its code inside the step.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// Who gives it.
    pub at: At,
    /// How long they have; none: the dossier's limit only.
    pub limit: Option<Limit>,
    /// Whether the step cannot end without it.
    pub required: bool,
}

/// A step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepSpec {
    /// Its code inside the process.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// The desk that does it.
    pub role: Role,
    /// Where it is done.
    pub at: At,
    /// How long it may take; none: the dossier's limit only.
    pub limit: Option<Limit>,
    /// What can be done.
    pub acts: Vec<ActSpec>,
    /// Opinions that can be asked for.
    pub opinions: Vec<OpinionSpec>,
}

impl StepSpec {
    /// The act with its target, when the step allows it.
    pub fn act(&self, act: Act) -> Option<&ActSpec> {
        self.acts.iter().find(|spec| spec.act == act)
    }

    /// Whether the step allows an act.
    pub fn allows(&self, act: Act) -> bool {
        self.act(act).is_some()
    }

    /// The opinion of a code.
    pub fn opinion(&self, code: &str) -> Option<&OpinionSpec> {
        self.opinions.iter().find(|opinion| opinion.code == code)
    }
}

/// A process.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessSpec {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// Its steps in the order of the page; the first is the reception, the last the delivery.
    pub steps: Vec<StepSpec>,
    /// Whether the project drafted it.
    pub is_sample: bool,
    first: StepSpec,
}

#[derive(Deserialize)]
struct RawProcess {
    code: String,
    name: Bilingual,
    #[serde(rename = "x-sample", default)]
    sample: bool,
    steps: Vec<RawStep>,
}

#[derive(Deserialize)]
struct RawStep {
    code: String,
    name: Bilingual,
    role: String,
    at: RawAt,
    #[serde(default)]
    limit: Option<Limit>,
    acts: Vec<ActSpec>,
    #[serde(default)]
    opinions: Vec<RawOpinion>,
}

#[derive(Deserialize)]
struct RawOpinion {
    code: String,
    name: Bilingual,
    at: RawAt,
    #[serde(default)]
    limit: Option<Limit>,
    #[serde(default)]
    required: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawAt {
    unit: Option<String>,
    division: Option<String>,
    level: Option<String>,
    function: Option<String>,
}

impl RawAt {
    fn read(self) -> Result<At, String> {
        match (self.unit.as_deref(), self.division, self.level.as_deref(), self.function) {
            (Some("receiving"), None, None, None) => Ok(At::Receiving),
            (Some("competent"), None, None, None) => Ok(At::Competent),
            (None, Some(division), None, None) => Ok(At::Division(division)),
            (None, None, Some(level), Some(function)) => {
                let level = Level::parse(level).ok_or_else(|| format!("there is no level {level:?}"))?;
                Ok(At::Function(level, function))
            }
            _ => Err("a place is a unit, a division, or a level with a function".to_owned()),
        }
    }
}

impl RawStep {
    fn read(self) -> Result<StepSpec, String> {
        let role =
            Role::parse(&self.role).ok_or_else(|| format!("step {}: there is no role {:?}", self.code, self.role))?;
        let at = self.at.read().map_err(|why| format!("step {}: {why}", self.code))?;
        let mut opinions = Vec::with_capacity(self.opinions.len());
        for raw in self.opinions {
            let at = raw.at.read().map_err(|why| format!("opinion {}: {why}", raw.code))?;
            opinions.push(OpinionSpec { code: raw.code, name: raw.name, at, limit: raw.limit, required: raw.required });
        }
        Ok(StepSpec { code: self.code, name: self.name, role, at, limit: self.limit, acts: self.acts, opinions })
    }
}

impl ProcessSpec {
    /// Reads a process. The error says what is wrong with the data, for the operator.
    pub fn parse(value: &Value) -> Result<Self, String> {
        let raw = RawProcess::deserialize(value).map_err(|e| format!("a process cannot be read: {e}"))?;
        let code = raw.code;
        let steps = raw.steps.into_iter().map(RawStep::read).collect::<Result<Vec<_>, _>>();
        let steps = steps.map_err(|why| format!("process {code}: {why}"))?;
        check(&steps).map_err(|why| format!("process {code}: {why}"))?;
        let first = steps.first().cloned().ok_or_else(|| format!("process {code}: it has no step"))?;
        Ok(Self { code, name: raw.name, steps, is_sample: raw.sample, first })
    }

    /// The step of a code.
    pub fn step(&self, code: &str) -> Option<&StepSpec> {
        self.steps.iter().find(|step| step.code == code)
    }

    /// The reception.
    pub fn first(&self) -> &StepSpec {
        &self.first
    }

    /// The unit where something is done; see [`resolve`].
    #[expect(clippy::unused_self, reason = "callers have a process in hand and read it as one sentence")]
    pub fn resolve(&self, at: &At, receiving: UnitId, competent: UnitId, units: &Snapshot) -> UnitId {
        resolve(at, receiving, competent, units)
    }
}

/// The unit where something is done. A function that nobody has on that line stays with the competent agency.
pub fn resolve(at: &At, receiving: UnitId, competent: UnitId, units: &Snapshot) -> UnitId {
    match at {
        At::Receiving => receiving,
        At::Competent => competent,
        At::Division(function) => units.division(competent, function),
        At::Function(level, function) => units.function_at(*level, function, competent).unwrap_or(competent),
    }
}

/// A process begins with the reception, ends with the delivery, and every act that leads on leads to a step.
fn check(steps: &[StepSpec]) -> Result<(), String> {
    let begins = steps.first().is_some_and(|step| step.code == "reception" && step.role == Role::Reception);
    let ends = steps.last().is_some_and(|step| step.role == Role::Reception && step.allows(Act::Deliver));
    if !begins || !ends {
        return Err("it must begin with the reception and end with the delivery".to_owned());
    }
    for (index, step) in steps.iter().enumerate() {
        if steps.iter().skip(index + 1).any(|other| other.code == step.code) {
            return Err(format!("step {} is there twice", step.code));
        }
        if step.allows(Act::RequestOpinion) == step.opinions.is_empty() {
            return Err(format!("step {}: opinions and the act of asking for them belong together", step.code));
        }
        for act in &step.acts {
            let known = match (&act.to, act.act.has_target()) {
                (Some(to), true) => steps.iter().any(|step| step.code == *to),
                (None, false) => true,
                _ => false,
            };
            if !known {
                return Err(format!("step {}: {} leads nowhere", step.code, act.act.code()));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn process(steps: &Value) -> Result<ProcessSpec, String> {
        ProcessSpec::parse(&json!({"code": "p", "name": {"vi": "Quy trình", "en": "Process"}, "steps": steps}))
    }

    fn step(code: &str, role: &str, acts: &Value) -> Value {
        json!({"code": code, "name": {"vi": code}, "role": role, "at": {"unit": "receiving"}, "limit": null, "acts": acts})
    }

    #[test]
    fn only_processes_that_lead_to_the_delivery_are_taken() {
        let reception = step("reception", "reception", &json!([{"act": "accept", "to": "deliver"}]));
        let deliver = step("deliver", "reception", &json!([{"act": "deliver"}]));
        let nowhere = step("reception", "reception", &json!([{"act": "accept", "to": "x"}]));
        let aimless = step("reception", "reception", &json!([{"act": "accept"}]));
        let asks =
            step("reception", "reception", &json!([{"act": "accept", "to": "deliver"}, {"act": "request_opinion"}]));
        let clerk = step("reception", "clerk", &json!([{"act": "accept", "to": "deliver"}]));
        let table = [
            (json!([reception, deliver]), true),
            (json!([]), false),
            (json!([reception]), false),
            (json!([deliver, reception]), false),
            (json!([nowhere, deliver]), false),
            (json!([aimless, deliver]), false),
            (json!([asks, deliver]), false),
            (json!([clerk, deliver]), false),
            (json!([reception, deliver, deliver]), false),
        ];
        for (steps, want) in table {
            assert_eq!(process(&steps).is_ok(), want, "{steps}");
        }
    }

    #[test]
    fn places_are_read() {
        let table = [
            (json!({"unit": "competent"}), Some(At::Competent)),
            (json!({"division": "land"}), Some(At::Division("land".into()))),
            (json!({"level": "district", "function": "tax"}), Some(At::Function(Level::District, "tax".into()))),
            (json!({"level": "village", "function": "tax"}), None),
            (json!({"level": "district"}), None),
            (json!({"unit": "elsewhere"}), None),
            (json!({}), None),
        ];
        for (value, want) in table {
            let found = serde_json::from_value::<RawAt>(value.clone()).ok().and_then(|raw| raw.read().ok());
            assert_eq!(found, want, "{value}");
        }
    }

    #[test]
    fn acts_have_codes() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.code()), Some(act));
        }
        assert_eq!(Act::parse("burn"), None);
    }

    #[test]
    fn every_process_of_the_data_is_sound() {
        let data = crate::Data::embedded().unwrap();
        assert!(data.processes.len() >= 20);
        for (code, value) in &data.processes {
            let process = ProcessSpec::parse(value).unwrap();
            assert_eq!(process.code, *code);
            assert_eq!(process.first().code, "reception");
            assert!(process.step("deliver").is_some());
        }
        let notice = ProcessSpec::parse(&data.processes["lodging-notice"]).unwrap();
        assert_eq!(notice.first().limit, None);
    }
}
