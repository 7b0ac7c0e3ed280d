//! Samples of the pages about officers' accounts.

use web::{ShownError, TemplateSample, view_of};

use super::handover::{
    DelegationLine, FORM as HAND_OVER, FormView, PastView, PersonView, RECORD, RecordView, RoleLine, WorkLine,
};
use super::import::{ImportView, RowView, TEMPLATE as IMPORT};
use super::list::{ListView, Row, TEMPLATE as LIST};
use super::new::{NewView, TEMPLATE as NEW};
use super::one::{OneView, TEMPLATE as ONE};
use super::{Choice, PostView, TypedAccount, TypedPost};
use crate::pages::sample_error;

pub(super) fn all() -> Vec<TemplateSample> {
    let mut all = vec![
        TemplateSample {
            template: LIST, case: "usual", view: |_| view_of(list(vec![row("Lê Thị Mẫu"), locked()]))
        },
        TemplateSample { template: LIST, case: "long and hostile", view: |_| view_of(list(vec![row(&hostile())])) },
        TemplateSample { template: LIST, case: "none", view: |_| view_of(list(Vec::new())) },
        TemplateSample { template: NEW, case: "blank", view: |_| view_of(new("", Vec::new())) },
        TemplateSample { template: NEW, case: "wrong", view: |_| view_of(new(&hostile(), wrong())) },
        TemplateSample { template: ONE, case: "usual", view: |_| view_of(one("Lê Thị Mẫu", false, Vec::new())) },
        TemplateSample { template: ONE, case: "own", view: |_| view_of(one("Lê Thị Mẫu", true, Vec::new())) },
        TemplateSample { template: ONE, case: "locked and wrong", view: |_| view_of(one(&hostile(), false, wrong())) },
    ];
    all.extend(hand_overs());
    all.extend(imports());
    all
}

fn hostile() -> String {
    "<script>alert(1)</script>\" Minh Họa ".repeat(8)
}

fn wrong() -> Vec<ShownError> {
    let fields = ["", "login", "name", "email", "unit", "role", "position", "from", "to", "on"];
    fields.into_iter().map(|field| sample_error(field, "Một câu rất dài về chỗ sai. ")).collect()
}

fn row(name: &str) -> Row {
    Row {
        href: "/officer/admin/people/a".into(),
        name: name.to_owned(),
        login: "le.thi.mau".into(),
        posts: vec!["Xử lý hồ sơ, UBND phường Hải Thành".into(), "Lãnh đạo, UBND thành phố Đồng Hới".into()],
        is_locked: false,
    }
}

fn locked() -> Row {
    Row { is_locked: true, posts: Vec::new(), ..row("Trần Văn Ví Dụ") }
}

fn list(rows: Vec<Row>) -> ListView {
    ListView {
        q: "mẫu".into(),
        unit: String::new(),
        units: vec![choice("UBND phường Hải Thành (18853)", true)],
        shown: rows.len(),
        total: 51 + rows.len(),
        rows,
        is_first: false,
        next: "2".into(),
    }
}

fn choice(label: &str, is_chosen: bool) -> Choice {
    Choice { value: "a".into(), label: label.to_owned(), is_chosen }
}

fn typed_post(position: &str) -> TypedPost {
    TypedPost {
        unit: "a".into(),
        role: "handler".into(),
        position: position.to_owned(),
        reach: "below".into(),
        from: "2024-12-10".into(),
        to: String::new(),
    }
}

fn new(typed: &str, errors: Vec<ShownError>) -> NewView {
    let login = typed.to_owned();
    let typed = TypedAccount { name: login.clone(), email: login.clone(), post: typed_post(typed), login };
    let roles = vec![choice("Xử lý hồ sơ", true), choice("Phê duyệt", false)];
    NewView { errors, typed, units: vec![choice("UBND phường Hải Thành (18853)", true)], roles }
}

fn post(standing: &'static str) -> PostView {
    let has_ended = standing == "identity-people-ended";
    PostView {
        id: "a".into(),
        role: "Xử lý hồ sơ".into(),
        unit: "UBND phường Hải Thành".into(),
        position: "Chuyên viên".into(),
        reaches_below: standing == "identity-people-later",
        from: 1_704_042_000_000_000,
        to: has_ended.then_some(1_733_792_400_000_000),
        standing,
        can_end: !has_ended,
    }
}

fn one(name: &str, is_own: bool, errors: Vec<ShownError>) -> OneView {
    OneView {
        href: "/officer/admin/people/a".into(),
        name: name.to_owned(),
        login: "le.thi.mau".into(),
        is_locked: !errors.is_empty(),
        is_own,
        posts: vec![post("identity-people-holds"), post("identity-people-later"), post("identity-people-ended")],
        invited_until: errors.is_empty().then_some(1_733_792_400_000_000),
        errors,
        typed: typed_post("Chuyên viên"),
        email: "mau@example.vn".into(),
        units: vec![choice("UBND phường Hải Thành (18853)", true)],
        roles: vec![choice("Xử lý hồ sơ", true)],
    }
}

fn hand_overs() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: HAND_OVER, case: "usual", view: |_| view_of(hand_over("Lê Thị Mẫu", Vec::new()))
        },
        TemplateSample {
            template: HAND_OVER,
            case: "wrong, long and hostile",
            view: |_| {
                let fields = ["", "receiver", "basis"];
                let errors = fields.into_iter().map(|field| sample_error(field, "Một câu về chỗ sai. ")).collect();
                view_of(hand_over(&hostile(), errors))
            },
        },
        TemplateSample {
            template: HAND_OVER,
            case: "own and bare",
            view: |_| {
                let bare = hand_over("Lê Thị Mẫu", Vec::new());
                view_of(FormView { is_own: true, past: Vec::new(), roles: Vec::new(), held: 0, ..bare })
            },
        },
        TemplateSample { template: RECORD, case: "usual", view: |_| view_of(record("Lê Thị Mẫu", true)) },
        TemplateSample { template: RECORD, case: "hostile, not done", view: |_| view_of(record(&hostile(), false)) },
        TemplateSample {
            template: RECORD,
            case: "nothing but work of a later sheet",
            view: |_| {
                let (roles, delegations) = (Vec::new(), Vec::new());
                view_of(RecordView { roles, delegations, is_first: false, ..record("Lê Thị Mẫu", true) })
            },
        },
    ]
}

fn hand_over(name: &str, errors: Vec<ShownError>) -> FormView {
    let past = |is_done: bool| PastView {
        href: "/officer/admin/hand-overs/a".into(),
        at: 1_733_792_400_000_000,
        from: name.to_owned(),
        to: "Trần Văn Ví Dụ".into(),
        is_done,
    };
    FormView {
        back: "/officer/admin/people/a".into(),
        name: name.to_owned(),
        is_own: false,
        errors,
        roles: vec!["Xử lý hồ sơ, UBND phường Hải Thành".into()],
        held: 12,
        receiver: name.to_owned(),
        basis: name.to_owned(),
        past: vec![past(true), past(false)],
    }
}

fn record(name: &str, is_done: bool) -> RecordView {
    let person = |position: &str| PersonView { name: name.to_owned(), position: position.to_owned() };
    let role = |was_had: bool| RoleLine {
        role: "Xử lý hồ sơ".into(),
        unit: "UBND phường Hải Thành".into(),
        reaches_below: was_had,
        was_had,
    };
    let delegation = |goes_on: bool| DelegationLine {
        giver: name.to_owned(),
        to: name.to_owned(),
        unit: "UBND phường Hải Thành".into(),
        until: 1_734_792_400_000_000,
        goes_on,
    };
    let work = |is_taken: bool| WorkLine {
        code: "000.00.31.H46-241210-0001".into(),
        procedure: "1.001193".into(),
        due_at: 1_733_992_400_000_000,
        is_taken,
    };
    RecordView {
        back: "/officer/admin/people/a/hand-over".into(),
        over: "UBND thành phố Đồng Hới".into(),
        unit: "UBND phường Hải Thành".into(),
        at: 1_733_792_400_000_000,
        basis: "Quyết định số 12/QĐ-UBND ngày 10/12/2024".into(),
        from: person("Chuyên viên"),
        to: person(""),
        made_by: person("Quản trị tài khoản"),
        roles: vec![role(false), role(true)],
        delegations: vec![delegation(true), delegation(false)],
        held: 2,
        taken: 1,
        left: 1,
        is_done,
        work: if is_done { vec![work(true), work(false)] } else { Vec::new() },
        is_first: true,
        next: "a".into(),
        href: "/officer/admin/hand-overs/a".into(),
    }
}

fn imports() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: IMPORT, case: "blank", view: |_| view_of(import(Vec::new(), 0)) },
        TemplateSample {
            template: IMPORT,
            case: "good",
            view: |_| view_of(import(vec![import_row("Lê Thị Mẫu", Vec::new())], 0)),
        },
        TemplateSample {
            template: IMPORT,
            case: "wrong, long and hostile",
            view: |_| {
                let faults = vec!["Một câu về chỗ sai.".to_owned(), hostile()];
                let errors = vec![sample_error("file", "Một câu về chỗ sai. ")];
                view_of(ImportView { errors, ..import(vec![import_row(&hostile(), faults)], 1) })
            },
        },
    ]
}

fn import_row(name: &str, faults: Vec<String>) -> RowView {
    let (login, name) = (name.to_owned(), name.to_owned());
    RowView { line: 2, login, name, unit: "18853".into(), role: "handler".into(), faults }
}

fn import(rows: Vec<RowView>, wrong: usize) -> ImportView {
    let list = if rows.is_empty() { String::new() } else { hostile() };
    ImportView { errors: Vec::new(), columns: "login, name".into(), most: 500, list, rows, wrong }
}
