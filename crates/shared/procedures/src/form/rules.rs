//! What several answers must be together, as the data of a form says it (`x-rules`): people have different numbers, and
//! days have their order. The schema cannot say either.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::Message;
use serde::Deserialize;
use serde_json::Value;
use web::Locale;

use super::check::{called, said, with_days};
use super::{FieldSpec, FormSpec};

/// A rule about several answers. It asks nothing of answers that are missing or cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum FormRule {
    /// No two of these answers are the same: they are numbers of different people.
    Different {
        /// Names of the fields.
        fields: Vec<String>,
    },
    /// One day lies before another.
    Order {
        /// Name of the field with the earlier day.
        first: String,
        /// Name of the field with the later day.
        then: String,
        /// Whether both may be the same day.
        #[serde(default)]
        same_day: bool,
    },
}

impl FormRule {
    /// Names of the fields that the rule speaks of.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::Different { fields } => fields.iter().map(String::as_str).collect(),
            Self::Order { first, then, .. } => vec![first.as_str(), then.as_str()],
        }
    }
}

impl FormSpec {
    /// The first broken rule for each field, in words. It stands at the field that is asked last, so that it is said on
    /// the page on which it can first be known.
    pub(super) fn broken_together(&self, answers: &Value) -> BTreeMap<&str, Message> {
        let mut found = BTreeMap::new();
        for rule in &self.rules {
            let broken = match rule {
                FormRule::Different { fields } => self.repeated(fields, answers),
                FormRule::Order { first, then, same_day } => self.disordered(first, then, *same_day, answers),
            };
            if let Some((field, message)) = broken {
                found.entry(field.name.as_str()).or_insert(message);
            }
        }
        found
    }

    fn repeated(&self, names: &[String], answers: &Value) -> Option<(&FieldSpec, Message)> {
        let mut known: Vec<(&FieldSpec, &str)> = Vec::new();
        for field in self.fields.iter().filter(|field| names.contains(&field.name)) {
            let Some(answer) = answers.get(&field.name).and_then(Value::as_str) else { continue };
            if let Some((other, _)) = known.iter().find(|(_, before)| *before == answer) {
                return Some((field, beside(said(field, "procedures-form-same"), other)));
            }
            known.push((field, answer));
        }
        None
    }

    fn disordered(&self, first: &str, then: &str, same_day: bool, answers: &Value) -> Option<(&FieldSpec, Message)> {
        let day = |name: &str| answers.get(name)?.as_str()?.parse::<Date>().ok();
        let (early, late) = (day(first)?, day(then)?);
        if early < late || (same_day && early == late) {
            return None;
        }
        let place = |name: &str| self.fields.iter().position(|field| field.name == name);
        let (one, two) = (self.field(first)?, self.field(then)?);
        let (field, other, limit, day) =
            if place(first) > place(then) { (one, two, late, early) } else { (two, one, early, late) };
        let key = match (field == one, same_day) {
            (true, false) => "procedures-form-day-before",
            (true, true) => "procedures-form-day-no-later",
            (false, false) => "procedures-form-day-after",
            (false, true) => "procedures-form-day-no-earlier",
        };
        Some((field, with_days(beside(said(field, key), other), limit, day)))
    }
}

/// The sentence with the field that the answer was compared with.
fn beside(message: Message, other: &FieldSpec) -> Message {
    message.arg("other", called(other, Locale::Vi)).arg("other_en", called(other, Locale::En))
}
