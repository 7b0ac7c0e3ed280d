//! Samples of the page of one dossier.

use procedures::form::{SummaryRow, SummarySection};
use web::{Locale, TemplateSample, View, view_of};

use super::{BesideView, DossierView, ResultView, TEMPLATE};
use crate::pages::officer::act_form::ActView;
use crate::pages::officer::held::{self, HeldView};
use crate::pages::officer::looks::{self, LooksView};
use crate::pages::officer::parts::{FeeView, FileView, OpinionView, PaperView, PersonView};
use crate::pages::officer::samples::{
    AT, DAY, act, approve, blocked, chip, clock, conditions, every_field, fact, history, long, sample_bar, tag,
};

pub(in crate::pages::officer) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> View| TemplateSample { template: TEMPLATE, case, view };
    vec![
        sample("content", |_| view_of(dossier("content"))),
        sample("papers", |_| view_of(dossier("papers"))),
        sample("opinions", |_| view_of(dossier("opinions"))),
        sample("history", |_| view_of(dossier("history"))),
        sample("who looked", |_| view_of(DossierView { looks: looks::sample(&long(), AT), ..dossier("access") })),
        sample("nobody looked", |_| view_of(bare_dossier("access"))),
        sample("an image is shown", |_| view_of(image_dossier())),
        sample("nothing yet", |_| view_of(bare_dossier("content"))),
        sample("no papers", |_| view_of(bare_dossier("papers"))),
        sample("no opinions", |_| view_of(bare_dossier("opinions"))),
        sample("read by break-glass", |_| view_of(DossierView { glass: Some(AT), ..bare_dossier("content") })),
        sample("long texts", |_| view_of(long_dossier())),
    ]
}

fn file(kind: &'static str) -> FileView {
    FileView {
        name: "giay-chung-sinh.pdf".into(),
        href: "/officer/dossiers/a?part=papers&doc=1&from=inbox".into(),
        src: "/officer/dossiers/a/files/1#navpanes=0&view=FitH".into(),
        kind,
        bytes: 1_150_000,
        at: AT,
        source: "dossiers-desk-source-upload",
        mark: "Bản số hóa từ bản giấy, Lê Thử Nghiệm, Bộ phận Một cửa".into(),
        round: 1,
        is_shown: true,
        remove: "/officer/dossiers/a/files/1/remove".into(),
    }
}

fn paper(name: &str, files: Vec<FileView>) -> PaperView {
    let shown = HeldView { take: String::new(), ..held::sample(name) };
    let held = if files.is_empty() { vec![held::sample(name), shown] } else { Vec::new() };
    PaperView { name: name.to_owned(), mode: "procedures-paper-upload", lacks: files.is_empty(), files, held }
}

fn opinion(answered_at: Option<i64>, is_late: bool) -> OpinionView {
    OpinionView {
        unit: "Phòng Tài nguyên và Môi trường".into(),
        question: "Thửa đất có đúng mục đích không?".into(),
        asked_at: AT,
        due_at: AT + DAY,
        answered_at,
        is_late,
        verdict: if answered_at.is_some() { "dossiers-desk-verdict-agree" } else { "" },
        answer: if answered_at.is_some() { long() } else { String::new() },
    }
}

fn section(value: &str) -> SummarySection {
    let row =
        SummaryRow { label: "Họ, chữ đệm, tên".into(), value: value.to_owned(), field: "child_name".into() };
    SummarySection { title: "Thông tin của trẻ".into(), page: "child".into(), rows: vec![row] }
}

fn dossier(part: &'static str) -> DossierView {
    DossierView {
        id: "a".into(),
        clocks: vec![clock(), clock()],
        beside: BesideView { before: "/officer/dossiers/b".into(), after: "/officer/dossiers/c".into() },
        acts: vec![approve(), every_field(), blocked(), ActView { is_page: true, ..act("scan", Vec::new()) }],
        notice: "dossiers-desk-notice-sent-back",
        notice_text: "Kiểm tra lại diện tích.".into(),
        sections: vec![section("Nguyễn Thị Bé Mẫu")],
        papers: vec![paper("Giấy chứng sinh", vec![file("pdf")]), paper("Bản vẽ", Vec::new())],
        is_unscanned: true,
        doc: Some(file("pdf")),
        opinions: vec![opinion(Some(AT), false), opinion(None, true), opinion(None, false)],
        history: history("Đủ giấy tờ"),
        conditions: conditions(),
        people: vec![PersonView {
            name: String::new(), unit: "Bộ phận Một cửa".into(), act: "Đang giữ".into()
        }],
        fees: vec![FeeView { amount: 15_000, tag: tag(), at: AT, how: "Tiền mặt, tại quầy".into() }],
        results: vec![ResultView { code: "000.00.31.H46-241210-0001-KQ(1)".into(), href: "/a".into(), at: AT }],
        prints: vec![chip("dossiers-desk-print-01", None, false), chip("dossiers-desk-print-02", Some(2), false)],
        ..bare_dossier(part)
    }
}

fn image_dossier() -> DossierView {
    DossierView { doc: Some(file("image")), ..dossier("papers") }
}

fn bare_dossier(part: &'static str) -> DossierView {
    DossierView {
        id: "018f0000-0000-7000-8000-000000000001".into(),
        code: "T-ABCDEFGHJK".into(),
        procedure: "Đăng ký khai sinh".into(),
        applicant: "Nguyễn Văn Mẫu".into(),
        channel: "dossiers-desk-channel-counter",
        agency: "UBND phường Hải Thành".into(),
        tag: tag(),
        state: "Đang xử lý".into(),
        clocks: Vec::new(),
        part,
        glass: None,
        tabs: vec![chip("dossiers-desk-part-content", None, true), chip("dossiers-desk-part-papers", Some(5), false)],
        list_href: "/officer/inbox".into(),
        list_label: "dossiers-menu-inbox",
        beside: BesideView::default(),
        acts: Vec::new(),
        notice: "",
        notice_text: String::new(),
        facts: vec![fact()],
        sections: Vec::new(),
        papers: Vec::new(),
        is_unscanned: false,
        doc: None,
        opinions: Vec::new(),
        history: Vec::new(),
        looks: LooksView::default(),
        bar: sample_bar(),
        dates: vec![fact()],
        conditions: Vec::new(),
        people: Vec::new(),
        fees: Vec::new(),
        results: Vec::new(),
        prints: Vec::new(),
    }
}

fn long_dossier() -> DossierView {
    DossierView {
        procedure: long(),
        applicant: long(),
        agency: long(),
        notice_text: long(),
        sections: vec![section(&long())],
        papers: vec![paper(&long(), vec![FileView { name: long(), ..file("pdf") }])],
        ..dossier("content")
    }
}
