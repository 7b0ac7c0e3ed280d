//! Samples of the form macro: every widget, errors, nothing typed, long text.

use serde::Serialize;
use serde_json::{Value, json};
use web::{Locale, ShownError, TemplateSample, View, view_of};

use super::{Answers, FormSpec, PageView};
use crate::data::Data;

const TEMPLATE: &str = "procedures/form.html";

#[derive(Serialize)]
struct SampleView {
    sample_page: PageView,
}

/// The samples.
pub fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "nothing typed",
            view: |locale| page(locale, "birth", "child", "", &json!({})),
        },
        TemplateSample { template: TEMPLATE, case: "errors beside fields", view: with_errors },
        TemplateSample {
            template: TEMPLATE,
            case: "conditions on the page",
            view: |locale| page(locale, "birth", "birth_place", "", &json!({"birth_place_kind": "medical"})),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "communes and area",
            view: |locale| {
                page(locale, "building-permit", "site", "", &json!({"site_commune": "18856", "parcel_area": 120.5}))
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "money and numbers",
            view: |locale| {
                page(locale, "building-permit", "work", "", &json!({"cost_estimate": 1_500_000_000, "build_months": 8}))
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "a box to tick",
            view: |locale| {
                page(locale, "marriage", "signing", "", &json!({"pledge": true, "signing_date": "2024-12-20"}))
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "long text",
            view: |locale| {
                page(
                    locale,
                    "criminal-record",
                    "history",
                    "",
                    &json!({"residence_history": "Thôn Mẫu & xã Ví Dụ. ".repeat(250)}),
                )
            },
        },
    ]
}

fn with_errors(locale: Locale) -> View {
    let text = match locale {
        Locale::Vi => "Sửa ngày sinh: phải trước hoặc đúng hôm nay, 10/12/2024",
        Locale::En => "Correct the date of birth: it must be today, 10 Dec 2024, or earlier",
    };
    page(locale, "birth", "child", text, &json!({"child_name": "Nguyễn Thị Bé Mẫu", "child_birth_date": "2025-02-31"}))
}

/// A page of a form; an error text stands at every field.
fn page(locale: Locale, form: &str, page: &str, error: &str, answers: &Value) -> View {
    let sample_page = embedded(form).map_or_else(PageView::default, |spec| {
        let answers = answers.as_object().cloned().unwrap_or_else(Answers::new);
        let names = spec.page(page).map_or_else(Vec::new, |page| page.fields.clone());
        let errors = names.into_iter().filter(|_| !error.is_empty());
        let errors: Vec<ShownError> = errors.map(|field| ShownError { field, text: error.to_owned() }).collect();
        spec.page_view(page, &answers, &errors, locale)
    });
    view_of(SampleView { sample_page })
}

fn embedded(form: &str) -> Option<FormSpec> {
    let data = Data::embedded().ok()?;
    FormSpec::parse(data.forms.get(form)?, &data.lists).ok()
}
