//! Pages of a form and the summary of answers as templates show them.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use web::{Locale, ShownError, format};

use super::check::date_parts;
use super::{Answers, Choice, FieldSpec, FormPage, FormSpec, Widget};

/// A page of a form, for the macro `fields` of `procedures/form.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageView {
    /// Code of the page.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What to know before answering; may be empty.
    pub hint: String,
    /// Its fields that may be asked.
    pub fields: Vec<FieldView>,
    /// The errors of the page, for the summary at the top.
    pub errors: Vec<ShownError>,
}

/// A field with its answer as typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FieldView {
    /// Its name, the id of its first control too.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What helps to answer; may be empty.
    pub hint: String,
    /// How it is asked; see [`Widget::code`].
    pub widget: &'static str,
    /// Whether it must be answered.
    pub required: bool,
    /// The answer as typed; empty for dates and boxes.
    pub value: String,
    /// Day of a date as typed.
    pub day: String,
    /// Month of a date as typed.
    pub month: String,
    /// Year of a date as typed.
    pub year: String,
    /// Whether a box is ticked.
    pub is_checked: bool,
    /// What can be chosen, in groups; one group without a label when the list is short.
    pub groups: Vec<OptionGroup>,
    /// Whether the choices are so short that two stand side by side.
    pub is_short: bool,
    /// Most characters; 0 without a limit.
    pub max_length: i64,
    /// The keyboard a phone shows: `text`, `numeric`, `decimal`, `tel` or `email`.
    pub mode: &'static str,
    /// Class of its width; empty for the full width.
    pub width: &'static str,
    /// What stands behind the box, e.g. `m²`; may be empty.
    pub suffix: &'static str,
    /// The error; may be empty.
    pub error: String,
    /// Ids of hint and error, for `aria-describedby`; may be empty.
    pub described_by: String,
    /// The question shown with it on which it depends; empty when it is always asked.
    pub when_question: String,
    /// The answer with which it is asked.
    pub when_answer: String,
    /// Name of the field on which it depends; may be empty.
    pub when_field: String,
    /// Value of that field with which it is asked.
    pub when_value: String,
}

/// Choices under one heading.
#[derive(Clone, Debug, Serialize)]
pub struct OptionGroup {
    /// The heading; may be empty.
    pub label: String,
    /// The choices.
    pub options: Vec<OptionView>,
}

/// A choice.
#[derive(Clone, Debug, Serialize)]
pub struct OptionView {
    /// The stored value.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is the answer.
    pub is_chosen: bool,
}

/// The answers of one page, to be checked before sending.
#[derive(Clone, Debug, Serialize)]
pub struct SummarySection {
    /// Title of the page.
    pub title: String,
    /// Code of the page, to go back to it.
    pub page: String,
    /// Its answers.
    pub rows: Vec<SummaryRow>,
}

/// One answer in words.
#[derive(Clone, Debug, Serialize)]
pub struct SummaryRow {
    /// Label of the field.
    pub label: String,
    /// The answer; a dash when there is none.
    pub value: String,
    /// Name of the field.
    pub field: String,
}

/// Choices whose labels are at most this long stand side by side.
const SHORT: usize = 16;
/// What stands in the place of an answer that was not given.
const NOTHING: &str = "–";
/// A ticked box in the summary.
const TICKED: &str = "✓";

impl FormSpec {
    /// A page with the answers so far and its errors. A field that depends on another one of the same page is always
    /// there and says when to answer it, since nothing may need a script. An unknown page is empty.
    pub fn page_view(&self, page: &str, answers: &Answers, errors: &[ShownError], locale: Locale) -> PageView {
        let Some(page) = self.page(page) else { return PageView::default() };
        self.view_beside(page, &page.fields, answers, errors, locale)
    }

    /// All pages for one long form: every question that an answer elsewhere in it may bring up is there and says when
    /// to answer it.
    pub fn whole_view(&self, answers: &Answers, errors: &[ShownError], locale: Locale) -> Vec<PageView> {
        let names: Vec<String> = self.fields.iter().map(|field| field.name.clone()).collect();
        self.pages.iter().map(|page| self.view_beside(page, &names, answers, errors, locale)).collect()
    }

    /// A page that is shown together with the fields of these names.
    fn view_beside(
        &self,
        page: &FormPage,
        beside: &[String],
        answers: &Answers,
        errors: &[ShownError],
        locale: Locale,
    ) -> PageView {
        let is_asked = |field: &&FieldSpec| {
            let is_beside = field.when.as_ref().is_some_and(|when| beside.contains(&when.field));
            is_beside || self.is_visible(&field.name, answers)
        };
        let fields = self.fields_of(page).filter(is_asked);
        PageView {
            code: page.code.clone(),
            title: page.title.get(locale).to_owned(),
            hint: page.hint.as_ref().map_or_else(String::new, |hint| hint.get(locale).to_owned()),
            fields: fields.map(|field| self.field_view(field, beside, answers, errors, locale)).collect(),
            errors: errors.to_vec(),
        }
    }

    fn field_view(
        &self,
        field: &FieldSpec,
        beside: &[String],
        answers: &Answers,
        errors: &[ShownError],
        locale: Locale,
    ) -> FieldView {
        let answer = answers.get(&field.name).or(field.default.as_ref()).unwrap_or(&Value::Null);
        let hint = field.hint.as_ref().map_or_else(String::new, |hint| hint.get(locale).to_owned());
        let error = errors.iter().find(|e| e.field == field.name).map_or_else(String::new, |e| e.text.clone());
        let described = [("h", !hint.is_empty()), ("e", !error.is_empty())];
        let described: Vec<String> =
            described.iter().filter(|(_, is)| *is).map(|(end, _)| format!("{}-{end}", field.name)).collect();
        let mut view = FieldView {
            name: field.name.clone(),
            label: field.label.get(locale).to_owned(),
            hint,
            widget: field.widget.code(),
            required: field.required,
            is_checked: *answer == Value::Bool(true),
            groups: groups(field, answer, locale),
            is_short: field.options.len() == 2 && field.options.iter().all(|one| is_short(one, locale)),
            max_length: field.max_length.unwrap_or(0),
            mode: mode(field.widget),
            width: width(field.widget),
            suffix: if field.widget == Widget::Area { "m²" } else { "" },
            error,
            described_by: described.join(" "),
            ..FieldView::default()
        };
        if field.widget == Widget::Date {
            let text = answer.as_str().unwrap_or_default();
            let (year, month, day) = date_parts(text).unwrap_or(("", "", text));
            (view.year, view.month, view.day) = (year.to_owned(), month.to_owned(), day.to_owned());
        } else {
            view.value = typed_text(locale, answer);
        }
        if let Some(when) = field.when.as_ref().filter(|when| beside.contains(&when.field))
            && let Some(other) = self.field(&when.field)
        {
            other.label.get(locale).clone_into(&mut view.when_question);
            view.when_answer = words(other, &when.equals, locale);
            view.when_field.clone_from(&when.field);
            view.when_value = typed_text(locale, &when.equals);
        }
        view
    }

    /// All answers in words, by page, with a dash where nothing was answered.
    pub fn summary_view(&self, answers: &Answers, locale: Locale) -> Vec<SummarySection> {
        let row = |field: &FieldSpec| SummaryRow {
            label: field.label.get(locale).to_owned(),
            value: answers.get(&field.name).map_or_else(|| NOTHING.to_owned(), |value| words(field, value, locale)),
            field: field.name.clone(),
        };
        let section = |page: &FormPage| SummarySection {
            title: page.title.get(locale).to_owned(),
            page: page.code.clone(),
            rows: self.fields_of(page).filter(|field| self.is_visible(&field.name, answers)).map(row).collect(),
        };
        self.visible_pages(answers).into_iter().map(section).collect()
    }

    /// Whom or what the answers are about, for lists and titles: the fields of `x-subject` in words, empty ones left out.
    pub fn subject_line(&self, answers: &Answers, locale: Locale) -> String {
        let named = self.subject.iter().filter_map(|name| Some((self.field(name)?, answers.get(name)?)));
        let texts = named.filter(|(_, value)| !value.is_null()).map(|(field, value)| words(field, value, locale));
        texts.collect::<Vec<_>>().join(", ")
    }
}

fn is_short(choice: &Choice, locale: Locale) -> bool {
    choice.label.get(locale).chars().count() <= SHORT
}

fn mode(widget: Widget) -> &'static str {
    match widget {
        Widget::Date | Widget::Identity | Widget::Money | Widget::Tax => "numeric",
        Widget::Number | Widget::Area => "decimal",
        Widget::Phone => "tel",
        Widget::Email => "email",
        _ => "text",
    }
}

fn width(widget: Widget) -> &'static str {
    match widget {
        Widget::Number => "w-4 num",
        Widget::Identity | Widget::Phone | Widget::Tax | Widget::Money | Widget::Area => "w-10 num",
        _ => "",
    }
}

fn groups(field: &FieldSpec, answer: &Value, locale: Locale) -> Vec<OptionGroup> {
    let mut groups: Vec<OptionGroup> = Vec::new();
    for choice in &field.options {
        let label = choice.group.get(locale);
        let option = OptionView {
            value: choice.value.clone(),
            label: choice.label.get(locale).to_owned(),
            is_chosen: answer.as_str() == Some(choice.value.as_str()),
        };
        match groups.last_mut() {
            Some(group) if group.label == label => group.options.push(option),
            _ => groups.push(OptionGroup { label: label.to_owned(), options: vec![option] }),
        }
    }
    groups
}

/// An answer in words.
fn words(field: &FieldSpec, value: &Value, locale: Locale) -> String {
    match (field.widget, value) {
        (Widget::Checkbox, Value::Bool(true)) => TICKED.to_owned(),
        (Widget::Checkbox, _) | (_, Value::Null) => NOTHING.to_owned(),
        (Widget::Date, Value::String(text)) => {
            text.parse::<Date>().map_or_else(|_| text.clone(), |date| format::date(locale, date))
        }
        (Widget::Money, Value::Number(number)) => {
            number.as_i64().map_or_else(|| number_text(locale, value), |dong| format::money(locale, dong))
        }
        (Widget::Area, Value::Number(_)) => format!("{}\u{a0}m²", number_text(locale, value)),
        (widget, Value::String(text)) if widget.chooses() => {
            let choice = field.options.iter().find(|choice| choice.value == *text);
            choice.map_or_else(|| text.clone(), |choice| choice_words(choice, locale))
        }
        _ => number_text(locale, value),
    }
}

fn choice_words(choice: &Choice, locale: Locale) -> String {
    let (label, group) = (choice.label.get(locale), choice.group.get(locale));
    if group.is_empty() { label.to_owned() } else { format!("{label}, {group}") }
}

/// A number as it is read: `1.200,5` or `1,200.5`. Text is left as it is.
pub(super) fn number_text(locale: Locale, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => format::number(locale, whole),
            None => fraction_text(locale, &number.to_string()),
        },
        other => other.to_string(),
    }
}

fn fraction_text(locale: Locale, digits: &str) -> String {
    let point = if locale == Locale::Vi { ',' } else { '.' };
    let Some((whole, fraction)) = digits.split_once('.') else { return digits.to_owned() };
    let whole = whole.parse::<i64>().map_or_else(|_| whole.to_owned(), |whole| format::number(locale, whole));
    format!("{whole}{point}{fraction}")
}

/// An answer as it goes into a box again: a fraction of three digits gets a zero, since `1.234` reads as a thousand.
fn typed_text(locale: Locale, value: &Value) -> String {
    let text = number_text(locale, value);
    let is_fraction = value.as_f64().is_some() && value.as_i64().is_none();
    let ends = text.rsplit_once('.').is_some_and(|(_, fraction)| locale == Locale::En && fraction.len() == 3);
    if is_fraction && ends { format!("{text}0") } else { text }
}
