//! From broken rules to sentences: what is wrong with an answer and how to mend it, with the limit and the found value.
//!
//! Sentences carry the label and formatted values in both languages (`label`, `label_en` …), because a check does not
//! know who reads it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use jsonschema::error::ValidationErrorKind;
use kernel::text::{has_hidden, looks_like_name};
use kernel::vietnam::{EmailAddress, IdentityError, IdentityNumber, PhoneError, PhoneNumber, TaxCode, TaxCodeError};
use kernel::{Error, FieldError, Message, Result};
use serde_json::Value;
use web::Locale;

use super::view::number_text;
use super::{Answers, FieldSpec, FormSpec, ValueKind, Widget, whole_number};

impl FormSpec {
    /// What is wrong with the answers of one page, in the order of its fields. `today` is the day of the business clock.
    pub fn check_page(&self, page: &str, answers: &Answers, today: Date) -> Vec<FieldError> {
        let Some(page) = self.page(page) else { return Vec::new() };
        let mut errors = self.check_all(answers, today);
        errors.retain(|error| page.fields.iter().any(|name| *name == error.field));
        errors
    }

    /// What is wrong with all answers, in the order of the fields, at most one sentence for each. Answers of fields that
    /// are not asked do not count.
    pub fn check_all(&self, answers: &Answers, today: Date) -> Vec<FieldError> {
        let pruned = Value::Object(self.prune(answers));
        let broken = self.broken(&pruned);
        let together = self.broken_together(&pruned);
        let mut errors = Vec::new();
        for field in &self.fields {
            let name = field.name.as_str();
            let answer = pruned.get(name);
            let own = answer.and_then(|value| own_fault(field, value, today));
            let own = own.or_else(|| broken.get(name).cloned());
            let own = own.or_else(|| answer.and_then(|value| name_fault(field, value)));
            if let Some(message) = own.or_else(|| together.get(name).cloned()) {
                errors.push(FieldError { field: Cow::Owned(field.name.clone()), message });
            }
        }
        // A rule about the answers together has no field to stand beside.
        if errors.is_empty() && !self.validator.is_valid(&pruned) {
            let message = Message::new("procedures-form-wrong-together");
            errors.push(FieldError { field: Cow::Borrowed(""), message });
        }
        errors
    }

    /// How many an answer says: a whole number from 0, read as the schema reads it. 0 where the field is not asked, or
    /// may stay empty and does; anything else is an error at the field.
    pub fn quantity(&self, name: &str, answers: &Answers) -> Result<i64> {
        let field =
            self.field(name).ok_or_else(|| Error::internal(format!("a fee counts {name}, which is no field")))?;
        if !self.is_visible(name, answers) {
            return Ok(0);
        }
        let wrong = |message: Message| Error::invalid_field(field.name.clone(), message);
        match answers.get(name).filter(|value| !value.is_null()) {
            None if field.required => Err(wrong(missing(field))),
            None => Ok(0),
            Some(value) => match whole_number(value) {
                Some(number) if number >= 0 => Ok(number),
                Some(_) => Err(wrong(at_least(field, &Value::from(0), value))),
                None => Err(wrong(wrong_type(field, value))),
            },
        }
    }

    /// The first broken rule of the schema for each field, in words.
    fn broken(&self, answers: &Value) -> BTreeMap<&str, Message> {
        let mut found = BTreeMap::new();
        for error in self.validator.iter_errors(answers) {
            let name = match error.kind() {
                ValidationErrorKind::Required { property } => property.as_str().unwrap_or_default().to_owned(),
                _ => error.instance_path().as_str().trim_start_matches('/').to_owned(),
            };
            let Some(field) = self.field(&name) else { continue };
            found.entry(field.name.as_str()).or_insert_with(|| sentence(field, error.kind(), answers.get(&name)));
        }
        found
    }
}

/// A sentence about a field. A label that is a question is quoted in it.
pub(super) fn said(field: &FieldSpec, key: &'static str) -> Message {
    Message::new(key)
        .arg("kind", if is_question(field) { "question" } else { "name" })
        .arg("label", called(field, Locale::Vi))
        .arg("label_en", called(field, Locale::En))
}

fn is_question(field: &FieldSpec) -> bool {
    field.label.vi.trim_end().ends_with('?')
}

/// The label of a field as it stands in a sentence.
pub(super) fn called(field: &FieldSpec, locale: Locale) -> String {
    let text = field.label.get(locale);
    let is_quoted = is_question(field) || field.widget == Widget::Checkbox;
    if is_quoted { text.to_owned() } else { inside_sentence(text) }
}

/// The label with a small first letter; an abbreviation stays as it is.
fn inside_sentence(label: &str) -> String {
    let mut letters = label.chars();
    let Some(first) = letters.next() else { return String::new() };
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return label.to_owned();
    }
    first.to_lowercase().chain(letters).collect()
}

fn with_value(message: Message, name: &'static str, name_en: &'static str, value: &Value) -> Message {
    message.arg(name, number_text(Locale::Vi, value)).arg(name_en, number_text(Locale::En, value))
}

fn with_found(message: Message, value: &Value) -> Message {
    with_value(message, "found", "found_en", value)
}

fn at_least(field: &FieldSpec, limit: &Value, value: &Value) -> Message {
    with_found(with_value(said(field, "procedures-form-min"), "limit", "limit_en", limit), value)
}

fn sentence(field: &FieldSpec, kind: &ValidationErrorKind, value: Option<&Value>) -> Message {
    use ValidationErrorKind as K;
    let Some(value) = value else { return missing(field) };
    let limited =
        |key: &'static str, limit: &Value| with_found(with_value(said(field, key), "limit", "limit_en", limit), value);
    match kind {
        K::MinLength { limit } => {
            said(field, "procedures-form-short").arg("limit", count(*limit)).arg("found", letters(value))
        }
        K::MaxLength { limit } => {
            said(field, "procedures-form-long").arg("limit", count(*limit)).arg("found", letters(value))
        }
        K::Minimum { limit } => at_least(field, limit, value),
        K::ExclusiveMinimum { limit } => limited("procedures-form-above", limit),
        K::Maximum { limit } => limited("procedures-form-max", limit),
        K::ExclusiveMaximum { limit } => limited("procedures-form-below", limit),
        K::Type { .. } => wrong_type(field, value),
        K::Constant { .. } if field.widget == Widget::Checkbox => said(field, "procedures-form-agree"),
        K::OneOfNotValid { .. } | K::Enum { .. } | K::AnyOf { .. } => chosen(field),
        K::Pattern { .. } => wrong_pattern(field, value),
        _ => said(field, "procedures-form-wrong"),
    }
}

/// What to do about a field without an answer.
fn missing(field: &FieldSpec) -> Message {
    match field.widget {
        Widget::Checkbox => said(field, "procedures-form-agree"),
        _ if field.widget.chooses() => chosen(field),
        _ => said(field, "procedures-form-required"),
    }
}

fn chosen(field: &FieldSpec) -> Message {
    said(field, "procedures-form-choose")
}

fn wrong_type(field: &FieldSpec, value: &Value) -> Message {
    match field.kind {
        ValueKind::Integer if value.is_number() => with_found(said(field, "procedures-form-whole"), value),
        ValueKind::Integer | ValueKind::Number => with_found(said(field, "procedures-form-number"), value),
        ValueKind::Boolean => said(field, "procedures-form-agree"),
        ValueKind::String => said(field, "procedures-form-wrong"),
    }
}

/// The value is a number of its kind, but not of the kind that the form takes.
fn wrong_pattern(field: &FieldSpec, value: &Value) -> Message {
    match (field.widget, &field.hint) {
        (Widget::Identity, _) => said(field, "procedures-form-identity-length").arg("found", letters(value)),
        (Widget::Phone, _) => said(field, "procedures-form-phone-mobile").arg("found", letters(value)),
        (Widget::Tax, _) => said(field, "procedures-form-tax-length").arg("found", letters(value)),
        (widget, _) if widget.chooses() => chosen(field),
        (_, Some(hint)) => said(field, "procedures-form-pattern")
            .arg("hint", hint.get(Locale::Vi))
            .arg("hint_en", hint.get(Locale::En)),
        (_, None) => said(field, "procedures-form-wrong"),
    }
}

/// What the schema cannot say: days against today, numbers with a check digit, lists that change.
fn own_fault(field: &FieldSpec, value: &Value, today: Date) -> Option<Message> {
    let text = value.as_str()?;
    if has_hidden(text, field.widget == Widget::Textarea) {
        return Some(said(field, "procedures-form-hidden"));
    }
    match field.widget {
        Widget::Date => date_fault(field, text, today),
        Widget::Identity => IdentityNumber::parse(text).err().map(|error| identity_fault(field, error)),
        Widget::Phone => PhoneNumber::parse(text).err().map(|error| phone_fault(field, error)),
        Widget::Email => EmailAddress::parse(text).err().map(|_| said(field, "procedures-form-email")),
        Widget::Tax => TaxCode::parse(text).err().map(|error| tax_fault(field, error)),
        Widget::Commune | Widget::Ethnicity => {
            let known = field.options.iter().any(|option| option.value == text);
            (!known).then(|| chosen(field))
        }
        _ => None,
    }
}

fn date_fault(field: &FieldSpec, text: &str, today: Date) -> Option<Message> {
    let Some((year, month, day)) = date_parts(text) else {
        return Some(said(field, "procedures-form-date-part"));
    };
    if year.is_empty() || month.is_empty() || day.is_empty() {
        return Some(said(field, "procedures-form-date-part"));
    }
    if year.chars().count() != 4 {
        return Some(said(field, "procedures-form-date-year").arg("found", year));
    }
    let Ok(date) = text.parse::<Date>() else {
        return Some(said(field, "procedures-form-date").arg("found", format!("{day}/{month}/{year}")));
    };
    if !field.is_past || date <= today {
        return None;
    }
    Some(with_days(said(field, "procedures-form-not-after"), today, date))
}

/// The sentence with the day that sets the limit and the day that was found.
pub(super) fn with_days(message: Message, limit: Date, found: Date) -> Message {
    message
        .arg("limit", web::format::date(Locale::Vi, limit))
        .arg("limit_en", web::format::date(Locale::En, limit))
        .arg("found", web::format::date(Locale::Vi, found))
        .arg("found_en", web::format::date(Locale::En, found))
}

fn name_fault(field: &FieldSpec, value: &Value) -> Option<Message> {
    let is_wrong = field.is_person_name && value.as_str().is_some_and(|text| !looks_like_name(text));
    is_wrong.then(|| said(field, "procedures-form-person-name"))
}

/// Year, month and day of a date as it is stored, readable or not.
pub(super) fn date_parts(text: &str) -> Option<(&str, &str, &str)> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    Some((year, month, day))
}

fn identity_fault(field: &FieldSpec, error: IdentityError) -> Message {
    match error {
        IdentityError::Digits => said(field, "procedures-form-identity-digits"),
        IdentityError::Length { found } => said(field, "procedures-form-identity-length").arg("found", small(found)),
        IdentityError::Province => said(field, "procedures-form-identity-province"),
        IdentityError::Century => said(field, "procedures-form-identity-century"),
    }
}

fn phone_fault(field: &FieldSpec, error: PhoneError) -> Message {
    match error {
        PhoneError::Digits => said(field, "procedures-form-phone-digits"),
        PhoneError::Country => said(field, "procedures-form-phone-country"),
        PhoneError::Group => said(field, "procedures-form-phone-group"),
        PhoneError::Length { found, expected } => {
            said(field, "procedures-form-phone-length").arg("found", small(found)).arg("limit", small(expected))
        }
    }
}

fn tax_fault(field: &FieldSpec, error: TaxCodeError) -> Message {
    match error {
        TaxCodeError::Digits => said(field, "procedures-form-tax-digits"),
        TaxCodeError::Length { found } => said(field, "procedures-form-tax-length").arg("found", small(found)),
        TaxCodeError::Check | TaxCodeError::Dependent | TaxCodeError::Personal => {
            said(field, "procedures-form-tax-check")
        }
    }
}

fn letters(value: &Value) -> i64 {
    value.as_str().map_or(0, |text| small(text.chars().count()))
}

fn count(limit: u64) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn small(found: usize) -> i64 {
    i64::try_from(found).unwrap_or(i64::MAX)
}
