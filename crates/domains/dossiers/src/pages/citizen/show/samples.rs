//! Samples of the pages of a dossier.

use kernel::time::HOUR;
use web::{Locale, TemplateSample, View, view_of};

use super::{
    AnswerRow, AnswersView, FeeLine, HolderView, RATE, RateView, ResultLine, SHOW, SUBMITTED, ShowView, SubmittedView,
    WITHDRAW, WithdrawView,
};
use crate::pages::citizen::upload::FileLine;
use crate::pages::citizen::{SAMPLE_AT, long_text, progress, sample_errors};
use crate::pages::shared::{ClockView, PrintLink, TagView, TimeView};

pub(in crate::pages::citizen) fn samples() -> Vec<TemplateSample> {
    let sample =
        |template: &'static str, case: &'static str, view: fn(Locale) -> View| TemplateSample { template, case, view };
    vec![
        sample(SHOW, "in progress", |_| view_of(sample_view("Cấp giấy phép xây dựng nhà ở riêng lẻ"))),
        sample(SHOW, "supplement asked", |_| {
            let clock = ClockView { class: "paused", icon: "pause", text: "Dừng, chờ bổ sung".into() };
            let request = "Bản vẽ mặt đứng còn thiếu chữ ký.".to_owned();
            let view = sample_view("Cấp giấy phép");
            let holder = view.holder.clone().map(|holder| HolderView { waits_for_you: true, due: None, ..holder });
            view_of(ShowView { request, holder, can_supplement: true, clock: Some(clock), ..view })
        }),
        sample(SHOW, "just submitted", |_| view_of(just_submitted())),
        sample(SHOW, "returned", |_| {
            let view = ShowView { clock: None, holder: None, is_open: false, ..sample_view("Cấp giấy phép") };
            view_of(ShowView { can_rate: true, can_withdraw: false, ..view })
        }),
        sample(SHOW, "withdrawn", |_| {
            let view = ShowView { clock: None, holder: None, is_open: false, ..sample_view("Cấp giấy phép") };
            view_of(ShowView { is_withdrawn: true, can_withdraw: false, ..view })
        }),
        sample(SHOW, "rated", |_| view_of(ShowView { rating: Some(4), ..sample_view("Cấp giấy phép") })),
        sample(SHOW, "long", |_| view_of(sample_view(&long_text()))),
        sample(SUBMITTED, "with a fee", |_| view_of(submitted_view("mau@example.vn", vec![fee(true)]))),
        sample(SUBMITTED, "without", |_| view_of(submitted_view("", Vec::new()))),
        sample(WITHDRAW, "usual", |_| view_of(withdraw_view("", &[]))),
        sample(WITHDRAW, "errors", |_| view_of(withdraw_view("x", &[("reason", "Viết lý do ít nhất 5 ký tự")]))),
        sample(WITHDRAW, "long", |_| view_of(withdraw_view(&long_text(), &[("", "Trạng thái không cho phép")]))),
        sample(RATE, "usual", |_| view_of(rate_view("4", "", &[]))),
        sample(RATE, "errors", |_| view_of(rate_view("", "", &[("score", "Chọn một mức")]))),
        sample(RATE, "long", |_| view_of(rate_view("1", &long_text(), &[]))),
    ]
}

fn fee(is_due: bool) -> FeeLine {
    FeeLine {
        amount: 50_000,
        state: if is_due { "payments-state-due" } else { "payments-state-paid" },
        is_due,
        href: "/payments/0".into(),
        paid_at: (!is_due).then_some(SAMPLE_AT),
        method: if is_due { "" } else { "payments-method-gateway" },
        receipt: String::new(),
    }
}

fn print(form: &'static str, no: Option<i64>) -> PrintLink {
    PrintLink { form, code: no.map_or_else(|| form.to_owned(), |no| format!("{form}-{no}")), no }
}

/// A fee as the public sees it: paid at the counter.
fn counter_fee() -> FeeLine {
    let receipt = "AA/24E 0001234".to_owned();
    FeeLine { method: "payments-method-cash", receipt, href: String::new(), ..fee(false) }
}

fn line(class: &'static str, icon: &'static str, title: &str, note: &str) -> TimeView {
    TimeView {
        class,
        icon,
        title: title.into(),
        at: SAMPLE_AT,
        place: "Bộ phận Một cửa, UBND thành phố Đồng Hới".into(),
        person: String::new(),
        note: note.into(),
    }
}

fn just_submitted() -> ShowView {
    ShowView {
        code: "T-ABCDEFGH23".into(),
        tag: TagView { class: "", icon: "new", text: "Mới đăng ký".into() },
        progress: None,
        answer_by: Some(SAMPLE_AT),
        files: Vec::new(),
        results: Vec::new(),
        fees: Vec::new(),
        prints: Vec::new(),
        timeline: Vec::new(),
        ..sample_view("Đăng ký khai sinh")
    }
}

/// A dossier in progress.
pub(in crate::pages::citizen) fn sample_view(procedure: &str) -> ShowView {
    let file = FileLine {
        name: "ban-ve.pdf".into(),
        paper: "Bản vẽ thiết kế".into(),
        kind: "PDF".into(),
        bytes: 3_400_000,
        href: "/my/dossiers/0/files/0".into(),
        remove: String::new(),
    };
    let result = |is_infected: bool| ResultLine {
        code: "000.00.20.H46-241125-0007-KQ(1)".into(),
        at: SAMPLE_AT,
        href: "/my/dossiers/0/files/1".into(),
        is_void: false,
        is_infected,
        kind: "PDF".into(),
        bytes: 240_000,
    };
    ShowView {
        base: "/my/dossiers/0".into(),
        code: "000.00.20.H46-241125-0007".into(),
        reference: "T-ABCDEFGH23".into(),
        procedure: procedure.into(),
        procedure_code: "1.009994".into(),
        address: "Số 12, đường Ví Dụ, phường Hải Thành, thành phố Đồng Hới".into(),
        address_now: "Phường Đồng Hới, tỉnh Quảng Trị".into(),
        agency: "UBND thành phố Đồng Hới (nay là UBND phường Đồng Hới)".into(),
        applicant: "Nguyễn Văn Mẫu".into(),
        tag: TagView { class: "info", icon: "half", text: "Đang xử lý".into() },
        full_state: "Đang xử lý".into(),
        clock: Some(ClockView { class: "ok", icon: "clock", text: "Còn 6 ngày".into() }),
        progress: Some(progress::sample()),
        answer_by: None,
        holder: Some(HolderView {
            unit: "UBND thành phố Đồng Hới".into(),
            step: "Ký giấy phép".into(),
            person: "Lê Thử Nghiệm".into(),
            since: SAMPLE_AT - 24 * HOUR,
            due: Some(SAMPLE_AT + 24 * HOUR),
            waits_for_you: false,
        }),
        timeline: vec![
            line("", "send", "Nộp hồ sơ", ""),
            line("", "check", "Tiếp nhận", ""),
            line("hold", "pause", "Yêu cầu bổ sung", "Bản vẽ mặt đứng"),
        ],
        is_open: true,
        request: String::new(),
        files: vec![file],
        infected: vec!["giấy chứng sinh.pdf".into()],
        is_unscanned: true,
        results: vec![result(false), result(true)],
        fees: vec![fee(false), fee(true), counter_fee(), FeeLine { href: String::new(), ..fee(true) }],
        prints: vec![print("01", None), print("02", Some(1)), print("02", Some(2))],
        can_supplement: false,
        can_withdraw: true,
        can_rate: false,
        rating: None,
        is_withdrawn: false,
        answers: vec![AnswersView {
            title: "Công trình".into(),
            rows: vec![AnswerRow { label: "Số tầng".into(), value: "3".into() }],
        }],
    }
}

fn submitted_view(email: &str, fees: Vec<FeeLine>) -> SubmittedView {
    SubmittedView {
        base: "/my/dossiers/0".into(),
        reference: "T-ABCDEFGH23".into(),
        at: SAMPLE_AT,
        answer_by: SAMPLE_AT + 24 * HOUR,
        unit: "Bộ phận Một cửa, UBND thành phố Đồng Hới".into(),
        procedure: "Đăng ký khai sinh".into(),
        email: email.into(),
        fees,
    }
}

fn withdraw_view(reason: &str, errors: &[(&str, &str)]) -> WithdrawView {
    WithdrawView {
        base: "/my/dossiers/0".into(),
        code: "000.00.20.H46-241125-0007".into(),
        procedure: "Đăng ký khai sinh".into(),
        reason: reason.into(),
        errors: sample_errors(errors),
    }
}

fn rate_view(score: &str, comment: &str, errors: &[(&str, &str)]) -> RateView {
    RateView {
        base: "/my/dossiers/0".into(),
        code: "000.00.20.H46-241125-0007".into(),
        procedure: "Đăng ký khai sinh".into(),
        score: score.into(),
        comment: comment.into(),
        errors: sample_errors(errors),
    }
}
