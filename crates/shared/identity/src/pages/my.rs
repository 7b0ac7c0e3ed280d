//! One's own account.

use organisation::{Directory, UnitId};
use runtime::{ActorKind, Reader};
use serde::Serialize;
use web::{Cx, Locale, Outcome, TemplateSample, view_of};

use crate::accounts::Accounts;
use crate::pages::people::handover::{PastView, own_past};
use crate::people::profile_of;
use crate::store as tables;

const TEMPLATE: &str = "identity/my.html";

#[derive(Serialize)]
struct MyView {
    is_officer: bool,
    is_business: bool,
    /// Name, identity number, telephone, e-mail, address; empty for officers.
    profile: Vec<Row>,
    /// What an officer does; empty for others.
    posts: Vec<PostRow>,
    /// Records of hand-overs from or to an officer.
    records: Vec<PastView>,
}

/// A label's message and the value; an empty value is unknown.
#[derive(Serialize)]
struct Row {
    label: &'static str,
    value: String,
}

#[derive(Serialize)]
struct PostRow {
    unit: String,
    position: String,
    role: String,
    reaches_below: bool,
    from: i64,
}

/// The account page. What people see of themselves is no access to record.
pub(crate) async fn get(cx: Cx) -> Outcome {
    let is_officer = cx.actor().kind == ActorKind::Officer;
    let is_business = cx.actor().kind == ActorKind::Business;
    let reader = cx.reader();
    let view = if is_officer {
        let (posts, records) = (posts(&reader, cx.locale()).await?, own_past(&reader).await?);
        MyView { is_officer, is_business, profile: Vec::new(), posts, records }
    } else {
        let profile = profile(&reader).await?;
        MyView { is_officer, is_business, profile, posts: Vec::new(), records: Vec::new() }
    };
    cx.page(TEMPLATE, view).await
}

async fn profile(reader: &Reader<'_>) -> kernel::Result<Vec<Row>> {
    let profile = profile_of(reader, reader.actor.account).await?;
    let row = |label: &'static str, value: String| Row { label, value };
    let is_business = reader.actor.kind == ActorKind::Business;
    let mut rows = vec![
        row(if is_business { "identity-business-name" } else { "identity-name" }, profile.name),
        row(if is_business { "identity-tax-code" } else { "identity-number" }, profile.identity),
        row("identity-phone", profile.phone),
        row("identity-email", profile.email),
    ];
    if !profile.address.is_empty() {
        let label = if is_business { "identity-business-address" } else { "identity-address" };
        rows.push(row(label, profile.address));
    }
    Ok(rows)
}

async fn posts(reader: &Reader<'_>, locale: Locale) -> kernel::Result<Vec<PostRow>> {
    let accounts = reader.service::<Accounts>()?;
    let snapshot = reader.service::<Directory>()?.on(reader.now);
    let rows = tables::assignments_of(reader, reader.actor.account).await?;
    let shown = rows.into_iter().map(|row| PostRow {
        unit: snapshot.name(UnitId::from(row.unit)).to_owned(),
        position: row.position,
        role: accounts.roles().get(&row.role).map_or(row.role.clone(), |role| role.label.get(locale).to_owned()),
        reaches_below: row.reach == "below",
        from: row.from,
    });
    Ok(shown.collect())
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE, case: "citizen", view: |_| view_of(sample_citizen("Nguyễn Văn Mẫu"))
        },
        TemplateSample {
            template: TEMPLATE,
            case: "long",
            view: |_| view_of(sample_citizen(&"Nguyễn Thị Minh Họa ".repeat(12))),
        },
        TemplateSample { template: TEMPLATE, case: "officer", view: |_| view_of(sample_officer()) },
        TemplateSample {
            template: TEMPLATE,
            case: "officer without a role",
            view: |_| view_of(MyView { posts: Vec::new(), records: Vec::new(), ..sample_officer() }),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "business",
            view: |_| view_of(MyView { is_business: true, ..sample_citizen("Công ty TNHH Mẫu") }),
        },
    ]
}

fn sample_citizen(name: &str) -> MyView {
    let row = |label: &'static str, value: &str| Row { label, value: value.to_owned() };
    let profile = vec![
        row("identity-name", name),
        row("identity-number", "044090123456"),
        row("identity-phone", "0912345678"),
        row("identity-email", ""),
        row("identity-address", "Tổ 1, phường Hải Thành, thành phố Đồng Hới"),
    ];
    MyView { is_officer: false, is_business: false, profile, posts: Vec::new(), records: Vec::new() }
}

fn sample_officer() -> MyView {
    let post = PostRow {
        unit: "Bộ phận Một cửa, UBND thành phố Đồng Hới".into(),
        position: "Chuyên viên".into(),
        role: "Tiếp nhận và trả kết quả".into(),
        reaches_below: true,
        from: 1_704_042_000_000_000,
    };
    let record = PastView {
        href: "/my/hand-overs/a".into(),
        at: 1_733_792_400_000_000,
        from: "Lê Thị Mẫu".into(),
        to: "Trần Văn Ví Dụ".into(),
        is_done: false,
    };
    MyView { is_officer: true, is_business: false, profile: Vec::new(), posts: vec![post], records: vec![record] }
}
