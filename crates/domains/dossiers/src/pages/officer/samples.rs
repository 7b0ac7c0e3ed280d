//! Views of the templates of officers: usual, empty, with errors, with texts far longer than expected. Pages with many
//! values of their own have their samples beside them.

use serde::Serialize;
use web::{ShownError, TemplateSample, view_of};

use super::act_form::{ActView, FieldView, OptionView};
use super::acts::ActPageView;
use super::conditions::ConditionView;
use super::count::CountView;
use super::inbox::{AcceptedView, DoneView, FailedView, ListView, RowView};
use super::new_dates::{NewDateView, NewDatesView};
use super::preview::PreviewView;
use super::search::{HitView, SearchView};
use super::told::ToldView;
use super::watch::{BarView, bar};
use super::{ChipView, FactView};
use crate::model::OTHER_PAPER;
use crate::pages::shared::{ClockView, TagView, TimeView};

/// A moment of the sample province.
pub(super) const AT: i64 = 1_733_792_400_000_000;
pub(super) const DAY: i64 = kernel::time::DAY;

/// Samples of the lists, the quick view, the search and the acts.
pub(super) fn all() -> Vec<TemplateSample> {
    let mut all = lists();
    all.extend(acts());
    all
}

macro_rules! sample {
    ($template:literal, $case:literal, $view:expr) => {
        TemplateSample { template: concat!("dossiers/officer/", $template), case: $case, view: |_| view_of($view) }
    };
}

fn lists() -> Vec<TemplateSample> {
    vec![
        sample!("inbox.html", "a page of work", list(vec![row("a"), opinion_row()], false)),
        sample!("inbox.html", "nothing to do", list(Vec::new(), true)),
        sample!("inbox.html", "long texts", list(vec![long_row()], false)),
        sample!("accepted.html", "some were not", accepted(2, vec![failed(), unknown()])),
        sample!("accepted.html", "all were", accepted(12, Vec::new())),
        sample!("accepted.html", "none was", accepted(0, vec![failed()])),
        sample!("preview.html", "usual", preview("Đăng ký khai sinh")),
        sample!("preview.html", "long texts", preview(&long())),
        sample!("new-dates.html", "some would move", new_dates(vec![new_date("Đăng ký khai sinh"), new_date(&long())])),
        sample!("new-dates.html", "none", NewDatesView { next: None, is_first: true, ..new_dates(Vec::new()) }),
        sample!("search.html", "found", search("Nguyễn Văn Mẫu", vec![hit("Đăng ký khai sinh")])),
        sample!("search.html", "nothing found", search("<b>0</b>", Vec::new())),
        sample!("search.html", "nothing typed", search("", Vec::new())),
        sample!(
            "search.html",
            "a first page",
            SearchView { next: Some("abc".into()), ..search("Mẫu", vec![hit("Kết hôn")]) }
        ),
        sample!("search.html", "cut", SearchView { next: Some("abc".into()), is_cut: true, ..search("Mẫu", vec![]) }),
        sample!("search.html", "a last page", SearchView { is_later: true, ..search(&long(), vec![hit(&long())]) }),
    ]
}

fn acts() -> Vec<TemplateSample> {
    vec![
        sample!("act.html", "approve", act_page(approve(), Vec::new())),
        sample!("act.html", "accept", act_page(accept(), vec![error("originals-declaration"), error("name-other")])),
        sample!("act.html", "errors", act_page(every_field(), vec![error("reason"), error("date"), error("")])),
        sample!("act.html", "not possible", ActPageView { glass: Some(AT), ..act_page(blocked(), Vec::new()) }),
        sample!("act.html", "stale", ActPageView { is_stale: true, ..act_page(approve(), vec![error("")]) }),
        sample!("parts.html", "all parts", PartsSample { sample: parts() }),
        sample!("act-form.html", "every kind of field", FormSample { sample: form(Vec::new()) }),
        sample!("act-form.html", "errors", FormSample { sample: form(vec![error("reason"), error("agree")]) }),
    ]
}

#[derive(Serialize)]
struct PartsSample {
    sample: Parts,
}

#[derive(Serialize)]
struct Parts {
    facts: Vec<FactView>,
    held: Vec<super::held::HeldView>,
    history: Vec<TimeView>,
    bar: BarView,
    acts: Vec<ActView>,
}

#[derive(Serialize)]
struct FormSample {
    sample: OneForm,
}

#[derive(Serialize)]
struct OneForm {
    act: ActView,
    errors: Vec<ShownError>,
}

fn parts() -> Parts {
    let acts = vec![approve(), blocked(), approve(), approve(), approve()];
    let held = vec![super::held::sample("Giấy chứng sinh"), super::held::sample(&long())];
    Parts { facts: vec![fact()], held, history: history(&long()), bar: sample_bar(), acts }
}

fn form(errors: Vec<ShownError>) -> OneForm {
    OneForm { act: every_field(), errors }
}

pub(super) fn long() -> String {
    "Nguyễn Thị Minh Họa Thử Nghiệm, thôn Ví Dụ & xã Giả Định ".repeat(8)
}

pub(super) fn error(field: &str) -> ShownError {
    ShownError { field: field.to_owned(), text: "Lý do cần từ 5 đến 2.000 ký tự, bạn nhập 3".to_owned() }
}

pub(super) fn tag() -> TagView {
    TagView { class: "info", icon: "half", text: "Đang xử lý".into() }
}

pub(super) fn clock() -> ClockView {
    ClockView { class: "soon", icon: "soon", text: "Còn 2 giờ 40".into() }
}

pub(super) fn fact() -> FactView {
    FactView { label: "Người nộp".into(), value: "Nguyễn Văn Mẫu".into() }
}

pub(super) fn chip(label: &'static str, count: Option<i64>, is_current: bool) -> ChipView {
    ChipView { href: "/officer/inbox".into(), label, icon: "late", count, is_current }
}

pub(super) fn history(note: &str) -> Vec<TimeView> {
    let line = |class, icon, person: &str, note: &str| TimeView {
        class,
        icon,
        title: "Tiếp nhận hồ sơ".into(),
        at: AT,
        place: "Bộ phận Một cửa, UBND thành phố Đồng Hới".into(),
        person: person.to_owned(),
        note: note.to_owned(),
    };
    vec![line("", "check", "Trần Thị Ví Dụ", note), line("hold", "pause", "", "")]
}

pub(super) fn sample_bar() -> BarView {
    bar(AT - 10 * DAY, AT + 5 * DAY, AT, false, &[(AT - 6 * DAY, AT - 3 * DAY)])
}

fn row(id: &str) -> RowView {
    RowView {
        id: id.to_owned(),
        href: "/officer/dossiers/a?from=inbox".into(),
        preview: "/officer/dossiers/a/preview?from=inbox".into(),
        pick: "a:1".into(),
        procedure: "Đăng ký khai sinh".into(),
        code: "000.00.31.H46-241210-0001".into(),
        name: "Nguyễn Văn Mẫu".into(),
        step: "Tiếp nhận".into(),
        holder: String::new(),
        is_opinion: false,
        tag: tag(),
        clock: Some(clock()),
        due_at: AT,
    }
}

fn new_dates(rows: Vec<NewDateView>) -> NewDatesView {
    NewDatesView { rows, looked: 100, total: 1_284, next: Some("abc".into()), is_first: false }
}

fn new_date(procedure: &str) -> NewDateView {
    NewDateView {
        href: "/officer/dossiers/a?from=unit".into(),
        reappoint: "/officer/dossiers/a/act/reappoint?from=unit&date-d=16&date-m=12&date-y=2024".into(),
        code: "000.00.31.H46-241210-0001".into(),
        name: "Nguyễn Văn Mẫu".into(),
        procedure: procedure.to_owned(),
        promised: AT,
        proposed: AT + 3 * DAY,
    }
}

fn opinion_row() -> RowView {
    RowView { pick: String::new(), holder: "Lê Thử Nghiệm".into(), is_opinion: true, clock: None, ..row("b") }
}

fn long_row() -> RowView {
    RowView { procedure: long(), name: long(), step: long(), holder: long(), ..row("c") }
}

fn list(rows: Vec<RowView>, is_fallback: bool) -> ListView {
    ListView {
        title: "dossiers-menu-inbox",
        from: "inbox",
        is_fallback,
        stale: "inbox",
        total: 1_284,
        chips: vec![
            chip("dossiers-desk-filter-all", Some(1_284), true),
            chip("dossiers-desk-filter-late", Some(0), false),
        ],
        shown: rows.len(),
        acceptable: rows.iter().filter(|row| !row.pick.is_empty()).count(),
        next: if rows.is_empty() { None } else { Some("abc".into()) },
        rows,
        base: "/officer/inbox?".into(),
        is_first: false,
        can_take_in: true,
        export: "/officer/inbox.csv?filter=late".into(),
        export_most: 2_000,
        accepted: Some(taken()),
        told: [false, true].map(told).into(),
    }
}

fn told(is_infected: bool) -> ToldView {
    let (code, href) = ("000.00.31.H46-241210-0002".into(), "/officer/dossiers/b".into());
    ToldView { code, href, day: 1_733_792_400_000_000, is_infected }
}

fn taken() -> DoneView {
    DoneView { code: "000.00.31.H46-241210-0001".into(), href: "/officer/dossiers/a".into(), print: "/print/01".into() }
}

fn failed() -> FailedView {
    FailedView { code: "T-ABCDEFGHJK".into(), href: "/officer/dossiers/a".into(), why: long() }
}

fn unknown() -> FailedView {
    FailedView { code: String::new(), href: String::new(), why: "Không tìm thấy trang này".into() }
}

fn accepted(done: usize, failed: Vec<FailedView>) -> AcceptedView {
    AcceptedView { done, taken: vec![taken()], failed, back: "/officer/inbox".into() }
}

pub(super) fn act(code: &'static str, fields: Vec<FieldView>) -> ActView {
    ActView {
        code,
        label: "Phê duyệt".into(),
        lead: "Người nộp được báo ngay.".into(),
        warning: if code == "approve" { "Thiếu giấy tờ: Giấy chứng sinh".into() } else { String::new() },
        held: if code == "accept" { vec![super::held::sample(&long())] } else { Vec::new() },
        papers_href: "/officer/dossiers/a?part=papers&from=inbox".into(),
        why: String::new(),
        is_main: true,
        is_warning: false,
        has_files: fields.iter().any(|field| field.kind.starts_with("file")),
        is_page: false,
        key: "s",
        href: "/officer/dossiers/a/act/approve?from=inbox".into(),
        action: "/officer/dossiers/a/approve".into(),
        version: 7,
        from: "inbox",
        counts: Vec::new(),
        fields,
    }
}

pub(super) fn field(kind: &'static str, name: &'static str) -> FieldView {
    let option = |value: &str, is_chosen| OptionView { value: value.to_owned(), label: long(), is_chosen };
    FieldView {
        kind,
        name,
        label: "Lý do".into(),
        hint: "Người nộp đọc được".into(),
        value: long(),
        options: vec![option("1", false), option("2", true)],
        is_optional: kind == "text",
        most: 2_000,
        ..FieldView::default()
    }
}

pub(super) fn approve() -> ActView {
    act("approve", vec![field("file", "result"), field("area", "override_reason")])
}

pub(super) fn every_field() -> ActView {
    let fields = vec![
        field("hidden", "task"),
        field("area", "reason"),
        field("text", "proof"),
        field("number", "amount"),
        field("date", "date"),
        field("choice", "agree"),
        field("list", "officer"),
        field("file", "result"),
        field("files", "file"),
    ];
    ActView { is_warning: true, ..act("stop", fields) }
}

/// Accepting a paper dossier: its papers are counted.
fn accept() -> ActView {
    let count = |code: &str, name: String| CountView {
        code: code.to_owned(),
        name,
        originals: "1".into(),
        copies: "0".into(),
        is_other: code == OTHER_PAPER,
        typed: "Giấy ủy quyền".into(),
    };
    let counts = vec![count("declaration", long()), count(OTHER_PAPER, "Giấy tờ khác".into())];
    ActView { counts, ..act("accept", vec![field("list", "assignee")]) }
}

pub(super) fn blocked() -> ActView {
    ActView { why: "Còn ý kiến bắt buộc chưa có".into(), is_main: false, ..act("forward", Vec::new()) }
}

pub(super) fn conditions() -> Vec<ConditionView> {
    vec![
        ConditionView { is_met: true, text: "Đủ 5 giấy tờ bắt buộc".into() },
        ConditionView { is_met: false, text: long() },
    ]
}

fn act_page(act: ActView, errors: Vec<ShownError>) -> ActPageView {
    ActPageView {
        href: "/officer/dossiers/a?from=inbox".into(),
        code: "000.00.31.H46-241210-0001".into(),
        procedure: "Cấp giấy phép xây dựng nhà ở riêng lẻ".into(),
        applicant: "Nguyễn Văn Mẫu".into(),
        tag: tag(),
        glass: None,
        clock: Some(clock()),
        act,
        conditions: conditions(),
        errors,
        is_stale: false,
    }
}

fn preview(procedure: &str) -> PreviewView {
    PreviewView {
        href: "/officer/dossiers/a?from=inbox".into(),
        code: "000.00.31.H46-241210-0001".into(),
        procedure: procedure.to_owned(),
        tag: tag(),
        glass: Some(AT),
        clocks: vec![clock(), clock()],
        acts: vec![act("accept", Vec::new()), blocked()],
        facts: vec![fact()],
        lacks: vec!["Chưa thu lệ phí".into()],
        history: history(""),
    }
}

fn hit(procedure: &str) -> HitView {
    HitView {
        href: "/officer/dossiers/a".into(),
        code: "T-ABCDEFGHJK".into(),
        name: "Nguyễn Văn Mẫu".into(),
        procedure: procedure.to_owned(),
        tag: tag(),
        agency: "UBND phường Hải Thành".into(),
        channel: "dossiers-desk-channel-online",
        submitted_at: AT,
        due_at: None,
    }
}

fn search(q: &str, rows: Vec<HitView>) -> SearchView {
    SearchView { q: q.to_owned(), shown: rows.len(), rows, next: None, is_later: false, is_cut: false }
}
