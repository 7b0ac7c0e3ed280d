//! A dossier as its applicant sees it: the clerk's clock, who holds it, what was done, what can be done.

mod samples;

use std::collections::HashMap;

use blobs::Blobs;
use kernel::Result;
use organisation::UnitId;
use payments::{Method, Payment};
use serde::Serialize;
use web::http::{Path, StatusCode};
use web::{Cx, Form, Outcome, ShownError, shown_errors};

use super::notices::seen_with;
use super::own_case;
use super::progress::{ProgressView, progress_of};
use super::upload::FileLine;
use crate::case::Case;
use crate::commands::{AskWithdrawal, Rate};
use crate::model::{PaymentState, State};
use crate::pages::names::UnitNames;
use crate::pages::shared::{self, ClockView, PrintLink, TagView, TimeView, prints_of};
use crate::queries::{self, FileItem, HistoryRow, Opened};
use crate::uploads::is_handed_in;

pub(super) use samples::{sample_view, samples};

const SHOW: &str = "dossiers/citizen/show.html";
const SUBMITTED: &str = "dossiers/citizen/submitted.html";
const WITHDRAW: &str = "dossiers/citizen/withdraw.html";
const RATE: &str = "dossiers/citizen/rate.html";

/// A dossier for its applicant; for the public page after a look-up with fewer parts.
#[derive(Serialize)]
pub(super) struct ShowView {
    /// Path of the dossier's pages; empty for the public.
    pub(super) base: String,
    /// Code, or the reference before there is one.
    pub(super) code: String,
    pub(super) reference: String,
    pub(super) procedure: String,
    pub(super) procedure_code: String,
    /// The address as it was typed, where it lies in another area today; empty else, and for the public.
    pub(super) address: String,
    /// The area of today, derived from it.
    pub(super) address_now: String,
    /// The agency that decides, and who answers for it today.
    pub(super) agency: String,
    /// Name of the applicant; empty for the public.
    pub(super) applicant: String,
    pub(super) tag: TagView,
    /// The national name of the state (fact 2.6).
    pub(super) full_state: String,
    pub(super) clock: Option<ClockView>,
    pub(super) progress: Option<ProgressView>,
    /// By when the agency answers; none once it has.
    pub(super) answer_by: Option<i64>,
    pub(super) holder: Option<HolderView>,
    pub(super) timeline: Vec<TimeView>,
    pub(super) is_open: bool,
    /// What the agency asked to be supplemented; empty when nothing is awaited.
    pub(super) request: String,
    pub(super) files: Vec<FileLine>,
    /// Names of own uploads in which the virus scanner found something; empty for the public.
    pub(super) infected: Vec<String>,
    /// Whether there are results that no virus scanner sees before they are opened.
    pub(super) is_unscanned: bool,
    pub(super) results: Vec<ResultLine>,
    pub(super) fees: Vec<FeeLine>,
    /// The forms that can be printed.
    pub(super) prints: Vec<PrintLink>,
    pub(super) can_supplement: bool,
    pub(super) can_withdraw: bool,
    pub(super) can_rate: bool,
    pub(super) rating: Option<i64>,
    /// Whether the agency let it go at the applicant's wish.
    pub(super) is_withdrawn: bool,
    /// What was declared; empty for the public.
    pub(super) answers: Vec<AnswersView>,
}

/// Who holds a dossier.
#[derive(Clone, Serialize)]
pub(super) struct HolderView {
    pub(super) unit: String,
    pub(super) step: String,
    /// The officer; empty when nobody took it, and for the public.
    pub(super) person: String,
    pub(super) since: i64,
    /// The limit of the step; none while the clock stands.
    pub(super) due: Option<i64>,
    /// Whether nobody works on it until the applicant did their part.
    pub(super) waits_for_you: bool,
}

#[derive(Clone, Serialize)]
pub(super) struct ResultLine {
    code: String,
    at: i64,
    href: String,
    is_void: bool,
    /// Whether the virus scanner found something in it.
    is_infected: bool,
    /// `PDF`, `JPEG` or `PNG`; empty when the file is not at hand.
    kind: String,
    bytes: i64,
}

/// The answers of one page, as they stand.
#[derive(Clone, Serialize)]
pub(super) struct AnswersView {
    title: String,
    rows: Vec<AnswerRow>,
}

#[derive(Clone, Serialize)]
pub(super) struct AnswerRow {
    label: String,
    value: String,
}

#[derive(Clone, Serialize)]
pub(super) struct FeeLine {
    amount: i64,
    /// Message of its state.
    state: &'static str,
    is_due: bool,
    /// Where it is paid online; empty for the public, who may pay at the counter.
    href: String,
    paid_at: Option<i64>,
    /// Message that names how it was paid; empty before.
    method: &'static str,
    /// Number of the receipt of a counter; may be empty.
    receipt: String,
}

impl FeeLine {
    fn of(payment: &Payment) -> Self {
        Self { href: format!("/payments/{}", payment.id), ..Self::public(payment) }
    }

    fn public(payment: &Payment) -> Self {
        Self {
            amount: payment.amount,
            state: payment.state.label(),
            is_due: payment.state.can_start(),
            href: String::new(),
            paid_at: payment.paid_at.map(|at| at.0),
            method: payment.method.map_or("", Method::label),
            receipt: payment.receipt.clone().unwrap_or_default(),
        }
    }
}

/// The page of an own dossier.
pub(super) async fn get(cx: Cx, Path(id): Path<String>) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    let view = own_view(&cx, &case).await?;
    seen_with(&cx, case.dossier.id).await?;
    cx.page(SHOW, view).await
}

/// Everything that the applicant sees.
async fn own_view(cx: &Cx, case: &Case) -> Result<ShowView> {
    let reader = cx.reader();
    let opened = queries::opened(&reader, case).await?;
    let history = queries::history(&reader, case).await?;
    let mut view = reduced(cx, case, &history, &opened)?;
    let id = case.dossier.id;
    let base = format!("/my/dossiers/{id}");
    view.applicant.clone_from(&opened.applicant.name);
    let names = UnitNames::of(&reader)?;
    if let Some(now) = names.address_now(&opened.applicant.address, case.dossier.submitted_at) {
        view.address.clone_from(&opened.applicant.address);
        view.address_now = now;
    }
    view.holder = holder_of(cx, case, true).await?;
    view.request = request_of(case, &history);
    let files = queries::files(&reader, id, &case.key).await?;
    let line = |file: &FileItem| line_of(cx, (case, &names), file, &base);
    view.files = files.iter().filter(|file| is_handed_in(file)).map(line).collect();
    let found = queries::infected(&reader, id).await?;
    let bad = files.iter().filter(|file| found.contains_key(&file.row.id) && file.row.is_by_applicant());
    view.infected = bad.map(|file| file.name.clone()).collect();
    let results = queries::results(&reader, id).await?;
    view.results = results
        .into_iter()
        .map(|result| {
            let file = files.iter().find(|file| file.row.id == result.file);
            ResultLine {
                href: format!("{base}/files/{}", result.file),
                code: result.code,
                at: result.made_at,
                is_void: result.state != "valid",
                is_infected: found.contains_key(&result.file),
                kind: file.map_or_else(String::new, |file| file.row.kind.to_uppercase()),
                bytes: file.map_or(0, |file| file.row.bytes),
            }
        })
        .collect();
    view.is_unscanned = !view.results.is_empty() && !reader.service::<Blobs>()?.has_scanner();
    view.answers = answers_of(cx, case, &opened);
    view.fees = payments::of_dossier(&reader, id.uuid()).await?.iter().map(FeeLine::of).collect();
    view.prints = prints_of(case, &history);
    let state = case.dossier.state;
    view.can_supplement = state == State::SupplementAsked;
    view.can_withdraw = state.may_become(State::WithdrawalAsked, None);
    view.can_rate = !state.is_open() && case.dossier.rating.is_none();
    view.rating = case.dossier.rating;
    view.base = base;
    Ok(view)
}

/// What everybody may see who has proven code and second factor: no personal values.
pub(super) async fn public_view(cx: &Cx, case: &Case) -> Result<ShowView> {
    let reader = cx.reader();
    let opened = queries::opened(&reader, case).await?;
    let history = queries::history(&reader, case).await?;
    let mut view = reduced(cx, case, &history, &opened)?;
    for line in &mut view.timeline {
        line.note.clear();
    }
    view.holder = holder_of(cx, case, false).await?;
    view.fees = payments::of_dossier(&reader, case.dossier.id.uuid()).await?.iter().map(FeeLine::public).collect();
    Ok(view)
}

/// State, clock and timeline, without a holder and without what only the applicant may see.
fn reduced(cx: &Cx, case: &Case, history: &[(HistoryRow, String)], opened: &Opened) -> Result<ShowView> {
    let dossier = &case.dossier;
    let names = UnitNames::of(&cx.reader())?;
    let limit = case.limit(&opened.answers);
    let is_waiting = dossier.state == State::Submitted && dossier.answered_at.is_none();
    Ok(ShowView {
        base: String::new(),
        code: dossier.shown_code().to_owned(),
        reference: dossier.reference.clone(),
        procedure: case.procedure.name_in(cx.locale()).to_owned(),
        procedure_code: dossier.procedure.clone(),
        address: String::new(),
        address_now: String::new(),
        agency: names.agency(cx, dossier),
        applicant: String::new(),
        tag: shared::tag(cx, dossier.state),
        full_state: shared::full_name(cx, dossier.state),
        clock: shared::clock_of(cx, case)?,
        progress: progress_of(cx, case, history, &limit)?,
        answer_by: is_waiting.then_some(dossier.answer_due_at.0),
        holder: None,
        timeline: shared::timeline(cx, history, &HashMap::new(), &names, false),
        is_open: dossier.state.is_open(),
        request: String::new(),
        files: Vec::new(),
        infected: Vec::new(),
        is_unscanned: false,
        results: Vec::new(),
        fees: Vec::new(),
        prints: Vec::new(),
        can_supplement: false,
        can_withdraw: false,
        can_rate: false,
        rating: None,
        is_withdrawn: dossier.state == State::Stopped && history.iter().any(|(line, _)| line.act == "agree-withdrawal"),
        answers: Vec::new(),
    })
}

fn answers_of(cx: &Cx, case: &Case, opened: &Opened) -> Vec<AnswersView> {
    let pages = case.procedure.form.summary_view(&opened.answers, cx.locale());
    let row = |row: procedures::SummaryRow| AnswerRow { label: row.label, value: row.value };
    let page = |page: procedures::SummarySection| AnswersView {
        title: page.title,
        rows: page.rows.into_iter().map(row).collect(),
    };
    pages.into_iter().map(page).collect()
}

/// Who holds it: the unit of the current step, since when and until when.
async fn holder_of(cx: &Cx, case: &Case, with_person: bool) -> Result<Option<HolderView>> {
    let Some(task) = case.step_task() else { return Ok(None) };
    let step = case.procedure.process.step(&task.step);
    let waiting_since = shared::waiting_since(case, task);
    let mut person = String::new();
    if let Some(officer) = task.assignee.filter(|_| with_person) {
        let names = identity::officer_names(&cx.reader(), &[officer]).await?;
        person = names.get(&officer).cloned().unwrap_or_default();
    }
    Ok(Some(HolderView {
        unit: case.units.name(case.unit_of(task)?).to_owned(),
        step: step.map_or_else(String::new, |step| step.name.get(cx.locale()).to_owned()),
        person,
        since: waiting_since.unwrap_or(task.opened_at).0,
        waits_for_you: waiting_since.is_some(),
        due: task.clock.paused_at.is_none().then_some(task.clock.due.0),
    }))
}

/// The text of the newest request for supplement, while it waits for an answer.
pub(super) fn request_of(case: &Case, history: &[(HistoryRow, String)]) -> String {
    if case.dossier.state != State::SupplementAsked {
        return String::new();
    }
    let asked = history.iter().rev().find(|(line, _)| line.act == "ask-supplement");
    asked.map(|(_, note)| note.clone()).unwrap_or_default()
}

fn line_of(cx: &Cx, (case, names): (&Case, &UnitNames), file: &FileItem, base: &str) -> FileLine {
    let mut line = FileLine::of(cx, names, file, base, false);
    let paper = case.procedure.papers.iter().find(|paper| paper.code == file.row.paper);
    line.paper = paper.map_or_else(String::new, |paper| paper.name.get(cx.locale()).to_owned());
    if file.row.is_converted() {
        let unit = file.row.unit.map_or_else(String::new, |unit| names.on(cx, UnitId(unit), file.row.added_at));
        let day = web::format::date(cx.locale(), file.row.added_at.date());
        let parts = [line.kind, cx.t("dossiers-converted"), unit, day];
        line.kind = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    }
    line
}

#[derive(Serialize)]
struct SubmittedView {
    base: String,
    reference: String,
    at: i64,
    answer_by: i64,
    unit: String,
    procedure: String,
    email: String,
    /// What is to be paid now; empty without a fee.
    fees: Vec<FeeLine>,
}

/// The receipt of a filing: reference and time of receipt (N09).
pub(super) async fn submitted(cx: Cx, Path(id): Path<String>) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    let reader = cx.reader();
    let opened = queries::opened(&reader, &case).await?;
    let dossier = &case.dossier;
    let mut fees = Vec::new();
    if dossier.payment == PaymentState::Due {
        let payments = payments::of_dossier(&reader, dossier.id.uuid()).await?;
        fees.extend(payments.iter().map(FeeLine::of).filter(|fee| fee.is_due));
    }
    let view = SubmittedView {
        base: format!("/my/dossiers/{}", dossier.id),
        reference: dossier.reference.clone(),
        at: dossier.submitted_at.0,
        answer_by: dossier.answer_due_at.0,
        unit: UnitNames::of(&reader)?.on(&cx, dossier.receiving, dossier.submitted_at),
        procedure: case.procedure.name_in(cx.locale()).to_owned(),
        email: queries::mail_address(&reader, &case, &opened.applicant).await?,
        fees,
    };
    cx.page(SUBMITTED, view).await
}

#[derive(Serialize)]
struct WithdrawView {
    base: String,
    code: String,
    procedure: String,
    reason: String,
    errors: Vec<ShownError>,
}

/// Asks whether the dossier is really to be withdrawn.
pub(super) async fn withdraw_page(cx: Cx, Path(id): Path<String>) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    if !case.dossier.state.may_become(State::WithdrawalAsked, None) {
        return Ok(cx.redirect(&format!("/my/dossiers/{}", case.dossier.id)));
    }
    cx.page(WITHDRAW, withdraw_view(&cx, &case, "", Vec::new())).await
}

/// Asks the agency to let the dossier go.
pub(super) async fn withdraw(cx: Cx, Path(id): Path<String>, Form(values): Form) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    let command = AskWithdrawal { id: case.dossier.id, reason: values.get("reason").to_owned() };
    match cx.execute(&command).await {
        Ok(_) => Ok(cx.redirect_saying(&format!("/my/dossiers/{}", case.dossier.id), "dossiers-withdrawal-sent")),
        Err(error) if web::is_mendable(&error) => {
            let view = withdraw_view(&cx, &case, values.get("reason"), shown_errors(&cx, &error));
            cx.page_as(StatusCode::UNPROCESSABLE_ENTITY, WITHDRAW, view).await
        }
        Err(error) => Err(error.into()),
    }
}

fn withdraw_view(cx: &Cx, case: &Case, reason: &str, errors: Vec<ShownError>) -> WithdrawView {
    WithdrawView {
        base: format!("/my/dossiers/{}", case.dossier.id),
        code: case.dossier.shown_code().to_owned(),
        procedure: case.procedure.name_in(cx.locale()).to_owned(),
        reason: reason.to_owned(),
        errors,
    }
}

#[derive(Serialize)]
struct RateView {
    base: String,
    code: String,
    procedure: String,
    score: String,
    comment: String,
    errors: Vec<ShownError>,
}

/// The form of a rating (P09).
pub(super) async fn rate_page(cx: Cx, Path(id): Path<String>) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    if case.dossier.state.is_open() || case.dossier.rating.is_some() {
        return Ok(cx.redirect(&format!("/my/dossiers/{}", case.dossier.id)));
    }
    cx.page(RATE, rate_view(&cx, &case, "", "", Vec::new())).await
}

/// Takes a rating.
pub(super) async fn rate(cx: Cx, Path(id): Path<String>, Form(values): Form) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    let (score, comment) = (values.get("score"), values.get("comment"));
    let command = Rate { id: case.dossier.id, score: score.parse().unwrap_or(0), comment: comment.to_owned() };
    match cx.execute(&command).await {
        Ok(_) => Ok(cx.redirect_saying(&format!("/my/dossiers/{}", case.dossier.id), "dossiers-rating-sent")),
        Err(error) if web::is_mendable(&error) => {
            let view = rate_view(&cx, &case, score, comment, shown_errors(&cx, &error));
            cx.page_as(StatusCode::UNPROCESSABLE_ENTITY, RATE, view).await
        }
        Err(error) => Err(error.into()),
    }
}

fn rate_view(cx: &Cx, case: &Case, score: &str, comment: &str, errors: Vec<ShownError>) -> RateView {
    RateView {
        base: format!("/my/dossiers/{}", case.dossier.id),
        code: case.dossier.shown_code().to_owned(),
        procedure: case.procedure.name_in(cx.locale()).to_owned(),
        score: score.to_owned(),
        comment: comment.to_owned(),
        errors,
    }
}
