//! Samples of the pages of an application.

use procedures::form::{FieldView, OptionGroup, OptionView, PageView};
use web::{TemplateSample, View, view_of};

use super::{AreaGroup, AreaOption, PersonOption, START, STEP, StartDraftLine, StartPaper, StartView, StepView};
use crate::applicant::Applicant;
use crate::pages::citizen::{SAMPLE_AT, SAMPLE_STEPS, long_text, sample_errors, sample_steps};

pub(in crate::pages::citizen) fn samples() -> Vec<TemplateSample> {
    let start = |case: &'static str, view: fn(web::Locale) -> View| TemplateSample { template: START, case, view };
    let step = |case: &'static str, view: fn(web::Locale) -> View| TemplateSample { template: STEP, case, view };
    vec![
        start("usual", |_| view_of(start_view("Đăng ký khai sinh", true))),
        start("not online", |_| {
            view_of(StartView { can_file: false, drafts: Vec::new(), ..start_view("Kết hôn", true) })
        }),
        start("officer and errors", |_| {
            let errors = sample_errors(&[("", "Bạn đã có 30 hồ sơ nháp")]);
            view_of(StartView { errors, papers: Vec::new(), ..start_view("Kết hôn", false) })
        }),
        start("long", |_| view_of(start_view(&long_text(), true))),
        step("for whom", |_| view_of(step_view("for", 1, &[]))),
        step("for whom, errors", |_| {
            let errors =
                [("behalf", "Chọn bạn nộp cho ai"), ("other_name", "Nhập tên"), ("tax_code", "Mã số thuế có 9 chữ số")];
            view_of(StepView { behalf: "organisation", ..step_view("for", 1, &errors) })
        }),
        step("applicant", |_| view_of(step_view("applicant", 2, &[]))),
        step("applicant, errors", |_| {
            let errors = [
                ("name", "Nhập họ tên"),
                ("identity", "Số định danh có 12 chữ số, bạn nhập 11"),
                ("phone", "Số điện thoại có 10 chữ số, bạn nhập 9"),
                ("email", "Địa chỉ thư điện tử cần đúng một dấu @"),
                ("address", "Nhập địa chỉ"),
            ];
            view_of(step_view("applicant", 2, &errors))
        }),
        step("applicant, a business with two people", |_| {
            let person = |value: &str, label: &str, is_chosen: bool| PersonOption {
                value: value.into(),
                label: label.into(),
                is_chosen,
            };
            let people = vec![person("0", "Nguyễn Văn Mẫu", true), person("1", &long_text(), false)];
            view_of(StepView { behalf: "organisation", people, ..step_view("applicant", 1, &[]) })
        }),
        step("applicant, long", |_| {
            let applicant = Applicant { name: long_text(), address: long_text(), ..Applicant::default() };
            view_of(StepView { applicant, ..step_view("applicant", 2, &[]) })
        }),
        step("area", |_| view_of(step_view("area", 3, &[]))),
        step("area, errors", |_| {
            view_of(StepView { areas: Vec::new(), ..step_view("area", 3, &[("area", "Chọn nơi giải quyết")]) })
        }),
        step("form", |_| view_of(step_view("form", 4, &[]))),
        step("form, errors", |_| view_of(step_view("form", 4, &[("child_name", "Nhập tên của trẻ")]))),
        step("form, empty", |_| view_of(StepView { page: PageView::default(), ..step_view("form", 4, &[]) })),
        step("delivery", |_| view_of(step_view("delivery", 7, &[]))),
        step("delivery, errors", |_| view_of(step_view("delivery", 7, &[("delivery", "Chọn cách nhận kết quả")]))),
    ]
}

fn start_view(procedure: &str, is_applicant: bool) -> StartView {
    StartView {
        code: "1.001193".into(),
        procedure: procedure.into(),
        summary: "Ghi việc sinh của trẻ vào sổ hộ tịch và cấp giấy khai sinh".into(),
        is_sample: true,
        can_file: true,
        is_applicant,
        papers: vec![
            StartPaper { name: "Giấy chứng sinh".into(), mode: "procedures-paper-upload", required: true },
            StartPaper {
                name: "Giấy chứng nhận kết hôn".into(), mode: "procedures-paper-show", required: false
            },
        ],
        drafts: vec![StartDraftLine { href: "/my/drafts/0".into(), at: SAMPLE_AT }],
        errors: Vec::new(),
    }
}

fn step_view(kind: &'static str, number: usize, errors: &[(&str, &str)]) -> StepView {
    let errors = sample_errors(errors);
    let area =
        |value: &str, label: &str| AreaOption { value: value.into(), label: label.into(), is_chosen: value == "18859" };
    StepView {
        steps: sample_steps(&SAMPLE_STEPS, number),
        action: "/my/drafts/0/x".into(),
        is_review: false,
        version: 3,
        kind,
        hint: "Viết có dấu, đúng như trên giấy tờ".into(),
        behalf: "self",
        applicant: Applicant {
            name: "Nguyễn Văn Mẫu".into(),
            identity: "044090123456".into(),
            phone: "0912345678".into(),
            address: "Tổ 1, phường Hải Thành, thành phố Đồng Hới".into(),
            ..Applicant::default()
        },
        people: Vec::new(),
        areas: vec![AreaGroup {
            label: "Thành phố Đồng Hới".into(),
            options: vec![area("18859", "Phường Hải Thành"), area("18862", "Phường Đồng Phú")],
        }],
        delivery: "electronic",
        page: form_page(&errors),
        errors,
    }
}

fn form_page(errors: &[web::ShownError]) -> PageView {
    let error = errors.first().map_or_else(String::new, |error| error.text.clone());
    let option = |value: &str, label: &str| OptionView { value: value.into(), label: label.into(), is_chosen: false };
    let text = FieldView {
        name: "child_name".into(),
        label: "Họ, chữ đệm và tên".into(),
        widget: "text",
        required: true,
        value: "Nguyễn Thị Bé Mẫu".into(),
        mode: "text",
        error,
        ..FieldView::default()
    };
    let date = FieldView {
        name: "child_birth_date".into(),
        label: "Ngày sinh".into(),
        hint: "Ví dụ: 27 / 11 / 2024".into(),
        widget: "date",
        required: true,
        day: "27".into(),
        month: "11".into(),
        year: "2024".into(),
        mode: "numeric",
        described_by: "child_birth_date-h".into(),
        ..FieldView::default()
    };
    let choice = FieldView {
        name: "child_sex".into(),
        label: "Giới tính".into(),
        widget: "radio",
        required: true,
        groups: vec![OptionGroup {
            label: String::new(),
            options: vec![option("female", "Nữ"), option("male", "Nam")],
        }],
        is_short: true,
        mode: "text",
        ..FieldView::default()
    };
    PageView {
        code: "child".into(),
        title: "Thông tin của trẻ".into(),
        hint: "Viết có dấu, đúng như trên giấy tờ".into(),
        fields: vec![text, date, choice],
        errors: errors.to_vec(),
    }
}
