//! What the desks of an officer have done, newest first: to go back to what was handed on.

use access::Seen;
use kernel::Result;
use procedures::Catalogue;
use serde::Serialize;
use uuid::Uuid;
use web::{Cx, Outcome, TemplateSample, view_of};

use super::query;
use crate::model::TaskKind;
use crate::pages::shared::{TagView, tag};
use crate::queries::{self, HandledItem};

const TEMPLATE: &str = "dossiers/officer/handled.html";
/// Rows of a page.
const ROWS: i64 = 50;

/// The list.
#[derive(Serialize)]
struct HandledView {
    /// The lines.
    rows: Vec<LineView>,
    /// Cursor of the next page.
    next: Option<String>,
    /// Whether it is the first page.
    is_first: bool,
}

/// A piece of work that was done.
#[derive(Clone, Serialize)]
struct LineView {
    /// The dossier's page; empty when the officer may not know of it any more.
    href: String,
    /// Code or reference.
    code: String,
    /// Name of the applicant; empty when the officer may not know of the dossier any more.
    name: String,
    /// Name of the procedure.
    procedure: String,
    /// The step that was done, or that an opinion was given.
    step: String,
    /// Who had it; empty when it was nobody's.
    officer: String,
    /// When it was done, microseconds.
    done_at: i64,
    /// Whether that was after its limit.
    was_late: bool,
    /// State of the dossier now.
    tag: TagView,
}

/// GET /officer/handled
pub(super) async fn get(cx: Cx) -> Outcome {
    let asked = query(&cx)?;
    let page = queries::handled(&cx.reader(), asked.filled("page"), ROWS).await?;
    let seen: Vec<Seen> = page.items.iter().filter_map(HandledItem::seen).collect();
    let rows = lines(&cx, page.items).await?;
    let view = HandledView { rows, next: page.next, is_first: asked.filled("page").is_none() };
    cx.personal_page(&seen, TEMPLATE, &view).await
}

async fn lines(cx: &Cx, items: Vec<HandledItem>) -> Result<Vec<LineView>> {
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let mut accounts: Vec<Uuid> = items.iter().filter_map(|item| item.assignee).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let names = identity::officer_names(&reader, &accounts).await?;
    let line = |item: HandledItem| {
        let version = catalogue.version(item.procedure_version);
        let step = version.as_ref().and_then(|version| version.process.step(&item.step));
        let href = format!("/officer/dossiers/{}?from=handled", item.dossier);
        LineView {
            href: if item.is_known { href } else { String::new() },
            procedure: version.as_ref().map_or_else(String::new, |version| version.name_in(cx.locale()).to_owned()),
            step: match item.kind {
                TaskKind::Step => step.map_or_else(String::new, |step| step.name.get(cx.locale()).to_owned()),
                TaskKind::Opinion => cx.t("dossiers-act-give-opinion"),
            },
            officer: item.assignee.and_then(|account| names.get(&account)).cloned().unwrap_or_default(),
            done_at: item.done_at.0,
            was_late: item.was_late,
            tag: tag(cx, item.state),
            code: item.code,
            name: item.name,
        }
    };
    Ok(items.into_iter().map(line).collect())
}

/// A list for every case of its template.
pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample { template: TEMPLATE, case: "usual", view: |_| view_of(sample("Đăng ký khai sinh")) },
        TemplateSample { template: TEMPLATE, case: "long texts", view: |_| view_of(sample(&super::samples::long())) },
        TemplateSample {
            template: TEMPLATE,
            case: "nothing yet",
            view: |_| view_of(HandledView { rows: Vec::new(), next: None, is_first: true }),
        },
    ]
}

fn sample(procedure: &str) -> HandledView {
    let line = LineView {
        href: "/officer/dossiers/a?from=handled".into(),
        code: "000.00.31.H46-241210-0001".into(),
        name: "Nguyễn Văn Mẫu".into(),
        procedure: procedure.to_owned(),
        step: "Kiểm tra và ghi sổ".into(),
        officer: "Lê Thử Nghiệm".into(),
        done_at: 1_733_792_400_000_000,
        was_late: true,
        tag: super::samples::tag(),
    };
    let gone =
        LineView { href: String::new(), name: String::new(), officer: String::new(), was_late: false, ..line.clone() };
    HandledView { rows: vec![line, gone], next: Some("abc".into()), is_first: false }
}
