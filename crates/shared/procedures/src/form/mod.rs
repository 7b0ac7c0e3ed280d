//! Forms: JSON Schema 2020-12 with annotations, read into pages and fields that the server renders and checks.

mod check;
mod read;
mod rules;
mod samples;
#[cfg(test)]
mod tests;
mod view;

use std::collections::BTreeMap;
use std::fmt;

use jsonschema::Validator;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use web::Bilingual;

pub use rules::FormRule;
pub use samples::samples;
pub use view::{FieldView, OptionGroup, OptionView, PageView, SummaryRow, SummarySection};

/// Answers by the names of fields. `null` is an answer that was taken back.
pub type Answers = Map<String, Value>;

/// Holds when another field has a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct When {
    /// Name of the other field.
    pub field: String,
    /// The value it must have.
    pub equals: Value,
}

impl When {
    /// Whether the answers fit.
    pub fn holds(&self, answers: &Answers) -> bool {
        let is_same = |value: &Value| {
            let number = whole_number(value);
            *value == self.equals || (number.is_some() && number == whole_number(&self.equals))
        };
        answers.get(&self.field).is_some_and(is_same)
    }
}

/// The whole number that an answer is, as the schema counts: `2.0` is 2. None for everything else.
fn whole_number(value: &Value) -> Option<i64> {
    // Written out, a number has a point only when it has a fraction.
    value.as_i64().or_else(|| value.as_f64()?.to_string().parse().ok())
}

/// How a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Widget {
    /// One line of text.
    Text,
    /// Several lines of text.
    Textarea,
    /// A date in three boxes.
    Date,
    /// One of a few, as cards.
    Radio,
    /// One of some, as a list.
    Select,
    /// A box to tick.
    Checkbox,
    /// A number.
    Number,
    /// Whole đồng.
    Money,
    /// Personal identity number.
    Identity,
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Tax code.
    Tax,
    /// Code of a commune.
    Commune,
    /// Code of an ethnic group.
    Ethnicity,
    /// Square metres.
    Area,
}

impl Widget {
    /// The code in data and templates.
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Textarea => "textarea",
            Self::Date => "date",
            Self::Radio => "radio",
            Self::Select => "select",
            Self::Checkbox => "checkbox",
            Self::Number => "number",
            Self::Money => "money",
            Self::Identity => "identity",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Tax => "tax",
            Self::Commune => "commune",
            Self::Ethnicity => "ethnicity",
            Self::Area => "area",
        }
    }

    /// Whether one of a list is chosen.
    pub fn chooses(self) -> bool {
        matches!(self, Self::Radio | Self::Select | Self::Commune | Self::Ethnicity)
    }
}

/// Type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// Text, dates and codes included.
    String,
    /// A whole number.
    Integer,
    /// A number that may have a fraction.
    Number,
    /// Yes or no.
    Boolean,
}

/// One of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The stored value.
    pub value: String,
    /// What is read.
    pub label: Bilingual,
    /// Heading it stands under in a long list; may be empty.
    pub group: Bilingual,
}

/// Lists that forms choose from but do not hold.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// Communes, under their districts.
    pub communes: Vec<Choice>,
    /// Ethnic groups.
    pub ethnicities: Vec<Choice>,
}

/// A page of a form: one subject.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FormPage {
    /// Its code inside the form, used in addresses.
    pub code: String,
    /// Its title.
    pub title: Bilingual,
    /// What to know before answering.
    #[serde(default)]
    pub hint: Option<Bilingual>,
    /// Names of its fields in order.
    pub fields: Vec<String>,
}

/// The field that asks for the name of whom a dossier is filed for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AppliedFor {
    /// Name of the field.
    pub field: String,
    /// On whose behalf it is filed then, as codes of dossiers: `child`, `other`.
    pub behalf: Vec<String>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldSpec {
    /// Its name in answers.
    pub name: String,
    /// The question or the name of what is asked.
    pub label: Bilingual,
    /// What helps to answer.
    pub hint: Option<Bilingual>,
    /// How it is asked.
    pub widget: Widget,
    /// Type of the answer.
    pub kind: ValueKind,
    /// What can be chosen, of fields that choose.
    pub options: Vec<Choice>,
    /// Whether it must be answered when it is shown.
    pub required: bool,
    /// Most characters.
    pub max_length: Option<i64>,
    /// Shown only when another field has a value.
    pub when: Option<When>,
    /// A date that may not lie after today.
    pub is_past: bool,
    /// The full name of a person.
    pub is_person_name: bool,
    /// The answer to begin with.
    pub default: Option<Value>,
}

/// A form.
pub struct FormSpec {
    /// Its id with its version, e.g. `urn:nhatle:form:birth:1`.
    pub id: String,
    /// Its title.
    pub title: Bilingual,
    /// Whether the project drafted it.
    pub is_sample: bool,
    /// Its pages in order.
    pub pages: Vec<FormPage>,
    /// Its fields in the order of the pages.
    pub fields: Vec<FieldSpec>,
    /// Fields that say whom or what a dossier is about.
    pub subject: Vec<String>,
    /// The field that asks once more for whom the dossier is filed.
    pub applied_for: Option<AppliedFor>,
    /// What several answers must be together.
    pub rules: Vec<FormRule>,
    /// The JSON Schema.
    pub schema: Value,
    /// The compiled schema; formats are checked.
    pub validator: Validator,
}

impl fmt::Debug for FormSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormSpec").field("id", &self.id).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct RawForm {
    #[serde(rename = "$id")]
    id: String,
    title: String,
    #[serde(rename = "x-title-en", default)]
    title_en: String,
    #[serde(rename = "x-sample", default)]
    sample: bool,
    #[serde(rename = "x-pages")]
    pages: Vec<FormPage>,
    #[serde(rename = "x-subject", default)]
    subject: Vec<String>,
    #[serde(rename = "x-applied-for", default)]
    applied_for: Option<AppliedFor>,
    #[serde(rename = "x-rules", default)]
    together: Vec<FormRule>,
    properties: BTreeMap<String, RawField>,
    #[serde(default)]
    required: Vec<String>,
    #[serde(rename = "allOf", default)]
    rules: Vec<Value>,
}

#[derive(Deserialize)]
struct RawField {
    #[serde(rename = "type")]
    kind: ValueKind,
    #[serde(rename = "x-widget")]
    widget: Widget,
    #[serde(rename = "x-label")]
    label: Bilingual,
    #[serde(rename = "x-hint", default)]
    hint: Option<Bilingual>,
    #[serde(rename = "oneOf", default)]
    options: Vec<RawOption>,
    #[serde(rename = "maxLength", default)]
    max_length: Option<i64>,
    #[serde(rename = "x-when", default)]
    when: Option<When>,
    #[serde(rename = "x-not-after", default)]
    not_after: Option<String>,
    #[serde(rename = "x-person-name", default)]
    person_name: bool,
    #[serde(default)]
    default: Option<Value>,
}

#[derive(Deserialize)]
struct RawOption {
    #[serde(rename = "const")]
    value: String,
    title: String,
    #[serde(rename = "x-title-en", default)]
    title_en: String,
}

impl RawForm {
    /// Fields that some rule of the form asks for.
    fn asked_by_rules(&self) -> Vec<&str> {
        let named = |rule: &Value| rule.pointer("/then/required").and_then(Value::as_array).cloned();
        let names: Vec<Value> = self.rules.iter().filter_map(named).flatten().collect();
        self.properties.keys().map(String::as_str).filter(|name| names.iter().any(|known| known == *name)).collect()
    }
}

impl RawField {
    fn read(self, name: &str, required: bool, lists: &Lists) -> Result<FieldSpec, String> {
        let options = match self.widget {
            Widget::Commune => lists.communes.clone(),
            Widget::Ethnicity => lists.ethnicities.clone(),
            _ => self.options.into_iter().map(RawOption::read).collect(),
        };
        if self.widget.chooses() && options.is_empty() {
            return Err(format!("field {name} has nothing to choose from"));
        }
        if self.not_after.as_deref().is_some_and(|limit| limit != "today") {
            return Err(format!("field {name}: x-not-after can only be \"today\""));
        }
        Ok(FieldSpec {
            name: name.to_owned(),
            label: self.label,
            hint: self.hint,
            widget: self.widget,
            kind: self.kind,
            options,
            required,
            max_length: self.max_length,
            when: self.when,
            is_past: self.not_after.is_some(),
            is_person_name: self.person_name,
            default: self.default,
        })
    }
}

impl RawOption {
    fn read(self) -> Choice {
        Choice {
            value: self.value,
            label: Bilingual { vi: self.title, en: self.title_en },
            group: Bilingual::default(),
        }
    }
}

impl FormSpec {
    /// Reads a form. The error says what is wrong with the data, for the operator.
    pub fn parse(schema: &Value, lists: &Lists) -> Result<Self, String> {
        let mut raw = RawForm::deserialize(schema).map_err(|e| format!("a form cannot be read: {e}"))?;
        let id = raw.id.clone();
        let wrong = |why: String| format!("form {id}: {why}");
        let asked: Vec<String> = raw.asked_by_rules().into_iter().map(str::to_owned).collect();
        let mut fields = Vec::new();
        for name in raw.pages.iter().flat_map(|page| &page.fields) {
            let Some(field) = raw.properties.remove(name) else {
                return Err(wrong(format!("field {name} is on two pages or has no properties")));
            };
            let required = raw.required.contains(name) || (field.when.is_some() && asked.contains(name));
            fields.push(field.read(name, required, lists).map_err(&wrong)?);
        }
        if let Some(name) = raw.properties.keys().next() {
            return Err(wrong(format!("field {name} is on no page")));
        }
        for when in fields.iter().filter_map(|field| field.when.as_ref()) {
            if !fields.iter().any(|field| field.name == when.field) {
                return Err(wrong(format!("a condition names {}, which is no field", when.field)));
            }
        }
        let applied_for = raw.applied_for.iter().map(|applied| applied.field.as_str());
        for name in raw.together.iter().flat_map(FormRule::fields).chain(applied_for) {
            if !fields.iter().any(|field| field.name == name) {
                return Err(wrong(format!("a rule names {name}, which is no field")));
            }
        }
        let validator = jsonschema::options().should_validate_formats(true).build(schema);
        Ok(Self {
            validator: validator.map_err(|e| wrong(format!("its schema is not one: {e}")))?,
            id: raw.id,
            title: Bilingual { vi: raw.title, en: raw.title_en },
            is_sample: raw.sample,
            pages: raw.pages,
            fields,
            subject: raw.subject,
            applied_for: raw.applied_for,
            rules: raw.together,
            schema: schema.clone(),
        })
    }

    /// The page of a code.
    pub fn page(&self, code: &str) -> Option<&FormPage> {
        self.pages.iter().find(|page| page.code == code)
    }

    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field that asks once more for the name of whom a dossier is filed for, when it is filed on this behalf.
    pub fn name_asked_again(&self, behalf: &str) -> Option<&FieldSpec> {
        let applied = self.applied_for.as_ref().filter(|applied| applied.behalf.iter().any(|known| known == behalf))?;
        self.field(&applied.field)
    }

    /// The fields of a page in order.
    pub fn fields_of<'a>(&'a self, page: &'a FormPage) -> impl Iterator<Item = &'a FieldSpec> {
        page.fields.iter().filter_map(move |name| self.field(name))
    }

    /// Whether a field is asked, given the other answers.
    pub fn is_visible(&self, name: &str, answers: &Answers) -> bool {
        let mut name = name;
        // A chain of conditions longer than the form would be a circle.
        for _ in 0..=self.fields.len() {
            let Some(field) = self.field(name) else { return false };
            let Some(when) = &field.when else { return true };
            if !when.holds(answers) {
                return false;
            }
            name = &when.field;
        }
        false
    }

    /// The pages that have something to ask, given the answers so far.
    pub fn visible_pages(&self, answers: &Answers) -> Vec<&FormPage> {
        let asks = |page: &&FormPage| page.fields.iter().any(|name| self.is_visible(name, answers));
        self.pages.iter().filter(asks).collect()
    }

    /// The answers that count: those of fields that are asked. Names that the form does not know are dropped too.
    /// Whole numbers come out without a point, so that everything behind reads what the schema read.
    pub fn prune(&self, answers: &Answers) -> Answers {
        let counts = |name: &str, value: &Value| !value.is_null() && self.is_visible(name, answers);
        let kept = answers.iter().filter(|(name, value)| counts(name, value));
        kept.map(|(name, value)| (name.clone(), self.plain(name, value))).collect()
    }

    fn plain(&self, name: &str, value: &Value) -> Value {
        let is_whole = value.is_f64() && self.field(name).is_some_and(|field| field.kind == ValueKind::Integer);
        let number = if is_whole { whole_number(value) } else { None };
        number.map_or_else(|| value.clone(), Value::from)
    }
}
