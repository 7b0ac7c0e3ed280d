//! Samples of the search for a procedure and of the form of a paper dossier.

use procedures::form::PageView;
use web::{Locale, ShownError, TemplateSample, View, view_of};

use super::{FIND, FORM, FindView, FoundView};
use crate::applicant::Applicant;
use crate::pages::officer::act_form::OptionView;
use crate::pages::officer::intake_form::IntakeView;
use crate::pages::officer::samples::{error, long};

pub(in crate::pages::officer) fn samples() -> Vec<TemplateSample> {
    let find = |case: &'static str, view: fn(Locale) -> View| TemplateSample { template: FIND, case, view };
    let form = |case: &'static str, view: fn(Locale) -> View| TemplateSample { template: FORM, case, view };
    vec![
        find("nothing typed", |_| view_of(FindView { q: String::new(), rows: Vec::new(), total: 0 })),
        find("nothing found", |_| view_of(FindView { q: "<i>".into(), rows: Vec::new(), total: 0 })),
        find("found", |_| view_of(FindView { q: long(), rows: vec![found(true), found(false)], total: 35 })),
        form("empty form", |_| view_of(intake(Applicant::default(), Vec::new()))),
        form("errors and long texts", |_| {
            view_of(intake(long_applicant(), vec![error("applicant-name"), error("area"), error("channel")]))
        }),
        form("not of this desk", |_| {
            let usual = intake(Applicant::default(), Vec::new());
            view_of(IntakeView { areas: Vec::new(), is_sample: true, ..usual })
        }),
    ]
}

fn found(is_ours: bool) -> FoundView {
    FoundView { code: "1.001193".into(), name: long(), field: "Hộ tịch".into(), is_ours }
}

fn long_applicant() -> Applicant {
    Applicant { name: long(), address: long(), identity: "04409".into(), ..Applicant::default() }
}

fn intake(applicant: Applicant, errors: Vec<ShownError>) -> IntakeView {
    let options = |values: &[&str]| -> Vec<OptionView> {
        let option =
            |value: &&str| OptionView { value: (*value).to_owned(), label: "Tại quầy".into(), is_chosen: false };
        values.iter().map(option).collect()
    };
    IntakeView {
        code: "1.001193".into(),
        procedure: "Đăng ký khai sinh".into(),
        is_sample: false,
        areas: options(&["a"]),
        channels: options(&["counter", "post"]),
        behalves: options(&["self", "child", "other", "organisation"]),
        deliveries: options(&["electronic", "counter", "post"]),
        applicant,
        pages: vec![PageView { title: "Thông tin của trẻ".into(), hint: long(), ..PageView::default() }],
        errors,
    }
}
