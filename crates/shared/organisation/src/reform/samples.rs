//! Samples for the templates of reorganisations.

use web::{ShownError, TemplateSample, view_of};

use super::pages::{ChoiceView, LIST, LineView, ListView, PlanView, ProblemView, SHOW, ShowView, UndecidedView};
use super::resolved::{Outline, OutlineChange, OutlineLevel, OutlinePart, OutlineRule, OutlineUnit};

/// 01/07/2025, 00:00.
const DAY: i64 = 1_751_302_800_000_000;

fn outline() -> Outline {
    let rule = |procedure: &str, to: &str, mark: &str| OutlineRule {
        procedure: procedure.into(),
        to: to.into(),
        mark: mark.into(),
    };
    Outline {
        title: "Sắp xếp đơn vị hành chính mẫu".into(),
        basis: "Nghị quyết mẫu [SAMPLE]".into(),
        effective: "2025-07-01T00:00:00+07:00".into(),
        begin: vec![
            OutlineUnit {
                code: "18880".into(),
                name: "Phường Đồng Hới".into(),
                from: vec!["18853 Phường Hải Thành".into(), "18856 Phường Đồng Phú".into()],
            },
            OutlineUnit { code: "19742".into(), name: "Đặc khu Cồn Cỏ ".repeat(9), from: Vec::new() },
        ],
        change: vec![OutlineChange {
            was: "UBND tỉnh Quảng Bình".into(), name: "UBND tỉnh Quảng Trị".into()
        }],
        abolish: vec![OutlineChange {
            was: "450 Thành phố Đồng Hới".into(), name: "UBND phường Đồng Hới".into()
        }],
        work: vec![
            rule("1.013225", "area", "[UNVERIFIED]"),
            rule("2.000815", "so-tu-phap", ""),
            rule("", "receiver", "<b>"),
        ],
        back: Vec::new(),
        splits: Vec::new(),
        levels: Vec::new(),
        takes_back: false,
    }
}

/// A plan that takes another back, with a split and with procedures on other levels.
fn backwards() -> Outline {
    let level = |levels: &[&'static str], mark: &str| OutlineLevel {
        procedure: "1.013225".into(),
        levels: levels.to_vec(),
        mark: mark.into(),
    };
    Outline {
        back: vec![
            OutlineUnit { code: "18853".into(), name: "Phường Hải Thành".into(), from: Vec::new() },
            OutlineUnit { code: "18919".into(), name: "Xã <b>".into(), from: vec!["18919 Xã Tân Thành".into()] },
        ],
        splits: vec![OutlinePart {
            from: "UBND phường Đồng Hới".into(),
            to: "UBND phường Hải Thành".into(),
            villages: vec!["Tổ dân phố 1".into(), "Thôn <b>".into()],
        }],
        levels: vec![
            level(&["organisation-level-province", "organisation-level-commune"], "[UNVERIFIED]"),
            level(&[], ""),
        ],
        takes_back: true,
        ..outline()
    }
}

fn lines() -> Vec<LineView> {
    vec![
        LineView { label: "Đơn vị bắt đầu".into(), count: 234, href: Some("/officer/units") },
        LineView { label: "Hồ sơ đang giải quyết".into(), count: 100_000, href: None },
    ]
}

fn plan(state: &'static str) -> PlanView {
    PlanView {
        title: "Sắp xếp đơn vị hành chính mẫu".into(),
        basis: "Nghị quyết mẫu [SAMPLE]".into(),
        href: "/officer/reform/018f0000-0000-7000-8000-0000000000ff".into(),
        at: DAY,
        state,
    }
}

fn blank() -> ListView {
    ListView {
        errors: Vec::new(),
        problems: Vec::new(),
        plan: String::new(),
        outline: None,
        effective: 0,
        lines: Vec::new(),
        plans: Vec::new(),
    }
}

fn show(state: &'static str) -> ShowView {
    ShowView {
        errors: Vec::new(),
        plan: plan(state),
        outline: outline(),
        lines: lines(),
        written: 7,
        steps: 26,
        can_undo: true,
        can_reverse: false,
        day: String::new(),
        basis: String::new(),
        undecided: Vec::new(),
        choices: Vec::new(),
    }
}

fn refused() -> ListView {
    ListView {
        errors: vec![ShownError { field: "plan".into(), text: "Kế hoạch khác đang chờ. ".repeat(8) }],
        problems: vec![
            ProblemView { line: 12, text: "Mã 18853 đã có ở một dòng khác.".into() },
            ProblemView { line: 480, text: "Một câu rất dài về một đơn vị. ".repeat(12) },
        ],
        plan: "title = \"<b>\"\n".into(),
        ..blank()
    }
}

fn looked_at() -> ListView {
    ListView {
        plan: "title = \"Mẫu\"\n".into(),
        outline: Some(outline()),
        effective: DAY,
        lines: lines(),
        plans: vec![plan("organisation-reform-state-undone"), plan("organisation-reform-state-writing")],
        ..blank()
    }
}

fn undecided() -> ShowView {
    ShowView {
        errors: vec![ShownError { field: String::new(), text: "Việc này vừa được chuyển.".into() }],
        can_undo: false,
        can_reverse: true,
        day: "1/7".into(),
        basis: "Nghị quyết <b> ".repeat(12),
        undecided: vec![UndecidedView {
            id: "018f0000-0000-7000-8000-0000000000aa".into(),
            code: "000.00.31.H46-241210-0001".into(),
            procedure: "1.013225".into(),
            unit: "Phòng Quản lý đô thị thành phố Đồng Hới".into(),
        }],
        choices: vec![ChoiceView {
            id: "018f0000-0000-7000-8000-0000000000bb".into(),
            name: "UBND phường Đồng Hới".into(),
        }],
        ..show("organisation-reform-state-holds")
    }
}

fn turned_back() -> ListView {
    ListView { outline: Some(backwards()), ..looked_at() }
}

/// All of them.
pub(crate) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: LIST, case: "empty", view: |_| view_of(blank()) },
        TemplateSample { template: LIST, case: "refused", view: |_| view_of(refused()) },
        TemplateSample { template: LIST, case: "looked at", view: |_| view_of(looked_at()) },
        TemplateSample { template: LIST, case: "takes back", view: |_| view_of(turned_back()) },
        TemplateSample { template: SHOW, case: "waits", view: |_| view_of(show("organisation-reform-state-waiting")) },
        TemplateSample { template: SHOW, case: "undecided", view: |_| view_of(undecided()) },
    ]
}
