//! The dossiers and drafts of an account.

use calendar::{Calendars, Clock};
use kernel::Result;
use procedures::{Catalogue, CatalogueSnapshot};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::http::Query;
use web::{Cx, Locale, Outcome, TemplateSample, view_of};

use super::{SAMPLE_AT, long_text, pages_of};
use crate::case::calendar_of;
use crate::commands::OpenDraft;
use crate::model::{Dossier, DossierId, PaymentState, Rules};
use crate::pages::names::UnitNames;
use crate::pages::shared::{self, ClockView, TagView};
use crate::queries;

const MINE: &str = "dossiers/citizen/mine.html";
/// Dossiers on one page.
const LIMIT: i64 = 20;

#[derive(Serialize)]
struct MineView {
    drafts: Vec<DraftLine>,
    dossiers: Vec<DossierLine>,
    total: i64,
    /// Cursor of the next page; empty on the last.
    next: String,
    is_first: bool,
}

#[derive(Serialize)]
struct DraftLine {
    href: String,
    procedure: String,
    at: i64,
    /// The person or organisation applied for; may be empty.
    name: String,
    /// Number of the page reached and of all pages.
    number: usize,
    of: usize,
    /// The last day on which it is kept, microseconds.
    kept_until: i64,
}

#[derive(Serialize)]
struct DossierLine {
    href: String,
    code: String,
    procedure: String,
    /// The person or organisation it was filed for; empty for oneself.
    name: String,
    submitted: i64,
    unit: String,
    tag: TagView,
    /// Whether money is due.
    is_unpaid: bool,
    clock: Option<ClockView>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    page: Option<String>,
}

/// The list, newest first.
pub(super) async fn get(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let reader = cx.reader();
    let around = Around {
        catalogue: reader.service::<Catalogue>()?.current(),
        calendars: reader.service::<Calendars>()?,
        names: UnitNames::of(&reader)?,
    };
    let page = queries::of_account(&reader, asked.page.as_deref(), LIMIT).await?;
    let is_first = asked.page.as_deref().unwrap_or_default().is_empty();
    let drafts = if is_first { queries::drafts(&reader).await? } else { Vec::new() };
    let mut lines = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        lines.push(draft_line(&cx, draft.id).await?);
    }
    let mut dossiers = Vec::with_capacity(page.items.len());
    for dossier in &page.items {
        let name = queries::filed_for(&reader, dossier).await?;
        dossiers.push(around.line(&cx, dossier, name)?);
    }
    let view = MineView { drafts: lines, dossiers, total: page.total, next: page.next.unwrap_or_default(), is_first };
    cx.page(MINE, view).await
}

/// A draft with what tells it from others of its procedure.
async fn draft_line(cx: &Cx, id: DossierId) -> Result<DraftLine> {
    let reader = cx.reader();
    let open = OpenDraft::load(&reader, id).await?;
    let pages = pages_of(cx, &open);
    let reached = pages.iter().position(|(code, _)| *code == open.draft.reached).unwrap_or_default();
    Ok(DraftLine {
        href: format!("/my/drafts/{id}"),
        procedure: open.procedure.name_in(cx.locale()).to_owned(),
        at: open.draft.updated_at.0,
        name: open.applicant.other_name,
        number: reached + 1,
        of: pages.len(),
        kept_until: reader.service::<Rules>()?.draft_kept_until(open.draft.updated_at).0,
    })
}

/// What the lines of the list are made with.
struct Around {
    catalogue: std::sync::Arc<CatalogueSnapshot>,
    calendars: std::sync::Arc<Calendars>,
    names: UnitNames,
}

impl Around {
    fn procedure(&self, cx: &Cx, version: Uuid, code: &str) -> String {
        let known = self.catalogue.version(version);
        known.map_or_else(|| code.to_owned(), |procedure| procedure.name_in(cx.locale()).to_owned())
    }

    fn line(&self, cx: &Cx, dossier: &Dossier, name: String) -> Result<DossierLine> {
        Ok(DossierLine {
            href: format!("/my/dossiers/{}", dossier.id),
            code: dossier.shown_code().to_owned(),
            procedure: self.procedure(cx, dossier.procedure_version, &dossier.procedure),
            name,
            submitted: dossier.submitted_at.0,
            unit: self.names.agency(cx, dossier),
            tag: shared::tag(cx, dossier.state),
            is_unpaid: dossier.state.is_open() && dossier.payment == PaymentState::Due,
            clock: self.clock(cx, dossier)?,
        })
    }

    /// The clock of the whole limit, or of the answer that is still awaited.
    fn clock(&self, cx: &Cx, dossier: &Dossier) -> Result<Option<ClockView>> {
        let answer = Clock {
            unit: dossier.limit_unit,
            end: dossier.clock_end,
            due: dossier.answer_due_at,
            paused_at: dossier.paused_at,
        };
        let awaits_answer = dossier.answered_at.is_none() || dossier.paused_at.is_some();
        let Some(clock) = dossier.clock().or(awaits_answer.then_some(answer)) else { return Ok(None) };
        let unit = if dossier.due_at.is_some() { dossier.responsible(self.names.now()) } else { dossier.receiving };
        let calendar = calendar_of(&self.calendars, self.names.now(), unit)?;
        let soon_at = calendar.soon_at(dossier.received_at.unwrap_or(dossier.submitted_at), clock.due);
        Ok(shared::clock(cx, calendar, Some(&clock), soon_at.0, dossier.state))
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample = |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: MINE, case, view };
    vec![
        sample("usual", |_| view_of(sample_view("Đăng ký khai sinh"))),
        sample("empty", |_| {
            let view =
                MineView { drafts: Vec::new(), dossiers: Vec::new(), total: 0, next: String::new(), is_first: true };
            view_of(view)
        }),
        sample("second page", |_| {
            view_of(MineView { drafts: Vec::new(), is_first: false, next: String::new(), ..sample_view("Kết hôn") })
        }),
        sample("long", |_| view_of(sample_view(&long_text()))),
    ]
}

fn sample_view(procedure: &str) -> MineView {
    let line = |clock: Option<ClockView>| DossierLine {
        href: "/my/dossiers/0".into(),
        code: "000.00.20.H46-241125-0007".into(),
        procedure: procedure.into(),
        name: if clock.is_none() { "Nguyễn Thị Bé Mẫu".into() } else { String::new() },
        submitted: SAMPLE_AT,
        unit: "UBND thành phố Đồng Hới".into(),
        tag: TagView { class: "info", icon: "half", text: "Đang xử lý".into() },
        is_unpaid: clock.is_none(),
        clock,
    };
    MineView {
        drafts: vec![DraftLine {
            href: "/my/drafts/0".into(),
            procedure: procedure.into(),
            at: SAMPLE_AT,
            name: "Nguyễn Thị Mẫu".into(),
            number: 4,
            of: 8,
            kept_until: SAMPLE_AT,
        }],
        dossiers: vec![line(Some(ClockView { class: "ok", icon: "clock", text: "Còn 6 ngày".into() })), line(None)],
        total: 41,
        next: "AAAA".into(),
        is_first: true,
    }
}
