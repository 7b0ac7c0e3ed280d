//! Pages of citizens: applying, following, supplementing. All of them work without scripts.

mod apply;
mod data;
mod erase;
pub(crate) mod file;
mod held;
mod looks;
mod mine;
mod notices;
mod print;
mod progress;
mod review;
mod show;
mod supplement;
mod track;
mod upload;

use kernel::{Kind, Result};
use organisation::Snapshot;
use runtime::ActorKind;
use serde::{Deserialize, Serialize};
use web::http::Response;
use web::{Cx, Guard, Routes, ShownError, Template, TemplateSample, Values};

use crate::case::Case;
use crate::commands::{OpenDraft, SaveDraft};
use crate::model::DossierId;
use crate::permissions;

pub(in crate::pages) use upload::take_file;

/// The routes of citizens, and those of officers that show the same files and forms.
pub fn routes() -> Routes {
    drafts().merge(dossiers())
}

fn drafts() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .get("/apply/{code}", guard, apply::start_page)
        .post("/apply/{code}", guard, apply::start)
        .get("/my/drafts/{id}", guard, apply::resume)
        .get("/my/drafts/{id}/review", guard, review::get)
        .post("/my/drafts/{id}/review", guard, review::post)
        .get("/my/drafts/{id}/drop", guard, review::discard_page)
        .post("/my/drafts/{id}/drop", guard, review::discard)
        .get("/my/drafts/{id}/papers", guard, upload::draft_get)
        .upload("/my/drafts/{id}/papers", guard, upload::BODY_LIMIT, upload::draft_save)
        .get("/my/drafts/{id}/papers/{paper}", guard, upload::draft_again)
        .upload("/my/drafts/{id}/papers/{paper}", guard, upload::BODY_LIMIT, upload::draft_post)
        .get("/my/drafts/{id}/papers/{paper}/held/{file}", guard, held::draft_again)
        .upload("/my/drafts/{id}/papers/{paper}/held/{file}", guard, upload::BODY_LIMIT, held::draft_post)
        .get("/my/drafts/{id}/files/{file}", guard, file::of_draft)
        .upload("/my/drafts/{id}/files/{file}/remove", guard, upload::BODY_LIMIT, upload::draft_remove)
        .get("/my/drafts/{id}/{page}", guard, apply::get)
        .post("/my/drafts/{id}/{page}", guard, apply::post)
}

fn dossiers() -> Routes {
    let guard = Guard::SignedIn;
    let officers = Guard::Right(permissions::READ);
    Routes::default()
        .get("/my/dossiers", guard, mine::get)
        .get("/my/notices", guard, notices::get)
        .get("/my/access", guard, looks::get)
        .get("/my/data", guard, data::get)
        .post("/my/data", guard, data::post)
        .get("/my/data/erase", guard, erase::get)
        .post("/my/data/erase", guard, erase::post)
        .post("/my/data/consents/{purpose}", guard, data::agree)
        .post("/my/data/consents/{purpose}/withdraw", guard, data::withdraw)
        .get("/my/dossiers/{id}", guard, show::get)
        .get("/my/dossiers/{id}/submitted", guard, show::submitted)
        .get("/my/dossiers/{id}/withdraw", guard, show::withdraw_page)
        .post("/my/dossiers/{id}/withdraw", guard, show::withdraw)
        .get("/my/dossiers/{id}/rate", guard, show::rate_page)
        .post("/my/dossiers/{id}/rate", guard, show::rate)
        .get("/my/dossiers/{id}/supplement", guard, supplement::get)
        .upload("/my/dossiers/{id}/supplement", guard, upload::BODY_LIMIT, supplement::post)
        .get("/my/dossiers/{id}/papers/{paper}", guard, supplement::again)
        .upload("/my/dossiers/{id}/papers/{paper}", guard, upload::BODY_LIMIT, supplement::upload)
        .get("/my/dossiers/{id}/papers/{paper}/held/{file}", guard, supplement::held_again)
        .upload("/my/dossiers/{id}/papers/{paper}/held/{file}", guard, upload::BODY_LIMIT, supplement::held)
        .upload("/my/dossiers/{id}/files/{file}/remove", guard, upload::BODY_LIMIT, supplement::remove)
        .get("/my/dossiers/{id}/files/{file}", guard, file::of_own)
        .get("/officer/dossiers/{id}/files/{file}", officers, file::of_office)
        .get("/my/dossiers/{id}/print/{form}", guard, print::own)
        .get("/officer/dossiers/{id}/print/{form}", officers, print::office)
        .get("/track", Guard::Public, track::get)
        .post("/track", Guard::Public, track::post)
}

/// The templates of citizens.
pub const TEMPLATES: &[Template] = &[
    ("dossiers/citizen/parts.html", include_str!("../../../templates/dossiers/citizen/parts.html")),
    ("dossiers/citizen/start.html", include_str!("../../../templates/dossiers/citizen/start.html")),
    ("dossiers/citizen/step.html", include_str!("../../../templates/dossiers/citizen/step.html")),
    ("dossiers/citizen/papers.html", include_str!("../../../templates/dossiers/citizen/papers.html")),
    ("dossiers/citizen/drop.html", include_str!("../../../templates/dossiers/citizen/drop.html")),
    ("dossiers/citizen/review.html", include_str!("../../../templates/dossiers/citizen/review.html")),
    ("dossiers/citizen/submitted.html", include_str!("../../../templates/dossiers/citizen/submitted.html")),
    ("dossiers/citizen/mine.html", include_str!("../../../templates/dossiers/citizen/mine.html")),
    ("dossiers/citizen/notices.html", include_str!("../../../templates/dossiers/citizen/notices.html")),
    ("dossiers/citizen/data.html", include_str!("../../../templates/dossiers/citizen/data.html")),
    ("dossiers/erasing.html", include_str!("../../../templates/dossiers/erasing.html")),
    ("dossiers/citizen/erase.html", include_str!("../../../templates/dossiers/citizen/erase.html")),
    ("dossiers/citizen/looks.html", include_str!("../../../templates/dossiers/citizen/looks.html")),
    ("dossiers/citizen/show.html", include_str!("../../../templates/dossiers/citizen/show.html")),
    ("dossiers/citizen/withdraw.html", include_str!("../../../templates/dossiers/citizen/withdraw.html")),
    ("dossiers/citizen/rate.html", include_str!("../../../templates/dossiers/citizen/rate.html")),
    ("dossiers/citizen/supplement.html", include_str!("../../../templates/dossiers/citizen/supplement.html")),
    ("dossiers/citizen/track.html", include_str!("../../../templates/dossiers/citizen/track.html")),
    ("dossiers/citizen/print.html", include_str!("../../../templates/dossiers/citizen/print.html")),
];

/// A sample of every template: usual, with errors, empty, with long texts.
pub fn samples() -> Vec<TemplateSample> {
    [
        apply::samples(),
        upload::samples(),
        review::samples(),
        mine::samples(),
        notices::samples(),
        looks::samples(),
        data::samples(),
        erase::samples(),
        show::samples(),
        supplement::samples(),
        track::samples(),
        print::samples(),
    ]
    .concat()
}

/// A draft that was asked for, or the way to the dossier that it became.
enum Found {
    /// The draft.
    Draft(Box<OpenDraft>),
    /// It was sent already, or its rules have changed: the answer leads to the dossier, or to all answers of the draft.
    Elsewhere(Response),
}

/// Finds a draft of the actor. One that was sent meanwhile leads to its dossier, so that no button does harm twice.
async fn find_draft(cx: &Cx, id: DossierId) -> Result<Found> {
    let reader = cx.reader();
    match OpenDraft::load(&reader, id).await {
        Ok(open) => Ok(Found::Draft(Box::new(open))),
        Err(error) if error.kind() == Kind::NotFound => {
            own_case(cx, id).await?;
            Ok(Found::Elsewhere(cx.redirect(&format!("/my/dossiers/{id}"))))
        }
        Err(error) => Err(error),
    }
}

/// Finds a draft of the actor to go on with. One whose rules have changed is taken over to those in force first.
async fn open_draft(cx: &Cx, id: DossierId) -> Result<Found> {
    match find_draft(cx, id).await? {
        Found::Draft(open) if open.is_outdated() => {
            let reached = open.draft.reached.clone();
            cx.execute(&SaveDraft { reached, ..apply::unchanged(id) }).await?;
            Ok(Found::Elsewhere(to_renewed(cx, id)))
        }
        found => Ok(found),
    }
}

/// Leads to all answers of a draft that was just taken over to the rules in force, and says so.
fn to_renewed(cx: &Cx, id: DossierId) -> Response {
    cx.redirect_saying(&draft_path(id, "review"), "dossiers-draft-renewed")
}

/// A dossier that the actor's own account holds.
pub(crate) async fn own_case(cx: &Cx, id: DossierId) -> Result<Case> {
    let case = Case::load(&cx.reader(), id).await?;
    case.require_holder(cx.actor())?;
    Ok(case)
}

/// The step list of an application.
#[derive(Clone, Debug, Default, Serialize)]
struct StepsView {
    /// Name of the procedure.
    procedure: String,
    /// Number of the current step, from 1.
    number: usize,
    /// All steps.
    total: usize,
    /// Title of the current step.
    title: String,
    /// Path of the step before; empty on the first.
    back: String,
    /// The steps in order.
    items: Vec<StepItem>,
}

#[derive(Clone, Debug, Serialize)]
struct StepItem {
    number: usize,
    title: String,
    is_done: bool,
    is_current: bool,
}

/// Pages of the house before and after those of the form; a form's own pages never have these codes.
const BEFORE: [&str; 2] = ["for", "applicant"];
const AFTER: [&str; 3] = ["papers", "delivery", "review"];

/// The first page of a draft: a business files in its own name, and is not asked for whom.
fn first_page(cx: &Cx) -> &'static str {
    if cx.actor().kind == ActorKind::Business { "applicant" } else { "for" }
}

/// Codes and titles of the pages of a draft, in order.
fn pages_of(cx: &Cx, open: &OpenDraft) -> Vec<(String, String)> {
    let own = |code: &str| (code.to_owned(), cx.t(&format!("dossiers-page-{code}")));
    let before = BEFORE.into_iter().skip_while(|code| *code != first_page(cx));
    let mut pages: Vec<(String, String)> = before.map(own).collect();
    if asks_area(open) {
        pages.push(own("area"));
    }
    let form = &open.procedure.form;
    let asked = form.visible_pages(&open.answers);
    pages.extend(asked.into_iter().map(|page| (page.code.clone(), page.title.get(cx.locale()).to_owned())));
    pages.extend(AFTER.into_iter().map(own));
    pages
}

/// Whether the applicant chooses the area whose agency decides; the province has only one.
fn asks_area(open: &OpenDraft) -> bool {
    !open.procedure.levels.contains(&organisation::Level::Province)
}

/// The step list with one page current; none when the draft has no such page.
fn steps_of(cx: &Cx, open: &OpenDraft, current: &str) -> Option<StepsView> {
    let pages = pages_of(cx, open);
    let at = pages.iter().position(|(code, _)| code == current)?;
    let before = at.checked_sub(1).and_then(|before| pages.get(before));
    let item = |(index, (_, title)): (usize, &(String, String))| StepItem {
        number: index + 1,
        title: title.clone(),
        is_done: index < at,
        is_current: index == at,
    };
    Some(StepsView {
        procedure: open.procedure.name_in(cx.locale()).to_owned(),
        number: at + 1,
        total: pages.len(),
        title: pages.get(at).map(|(_, title)| title.clone()).unwrap_or_default(),
        back: before.map_or_else(String::new, |(code, _)| draft_path(open.draft.id, code)),
        items: pages.iter().enumerate().map(item).collect(),
    })
}

/// The page after one of a draft; none after the last.
fn page_after(cx: &Cx, open: &OpenDraft, current: &str) -> Option<String> {
    let pages = pages_of(cx, open);
    let at = pages.iter().position(|(code, _)| code == current)?;
    pages.get(at + 1).map(|(code, _)| code.clone())
}

/// The page that asked for a change: `review`, or none.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    back: String,
}

impl Asked {
    /// What a posted form carries along.
    fn of(values: &Values) -> Self {
        Self { back: values.get("back").to_owned() }
    }

    fn is_review(&self) -> bool {
        self.back == "review"
    }

    /// The query that carries it along; may be empty.
    fn query(&self) -> &'static str {
        if self.is_review() { "?back=review" } else { "" }
    }

    /// Where a page that is right leads: back to the review that asked for the change, otherwise to the next page.
    fn next_of(&self, cx: &Cx, open: &OpenDraft, page: &str) -> String {
        let next = if self.is_review() { None } else { page_after(cx, open, page) };
        next.unwrap_or_else(|| "review".to_owned())
    }
}

fn draft_path(id: DossierId, page: &str) -> String {
    format!("/my/drafts/{id}/{page}")
}

/// Name of the area with the district above it.
fn area_name(units: &Snapshot, area: organisation::UnitId) -> String {
    let names: Vec<&str> = units
        .line(area)
        .into_iter()
        .filter(|unit| unit.kind.is_area() && unit.level != organisation::Level::Province)
        .map(|unit| unit.name.as_str())
        .collect();
    names.join(", ")
}

/// Errors for samples of templates.
fn sample_errors(errors: &[(&str, &str)]) -> Vec<ShownError> {
    let shown = |(field, text): &(&str, &str)| ShownError { field: (*field).to_owned(), text: (*text).to_owned() };
    errors.iter().map(shown).collect()
}

/// A step list for samples of templates.
fn sample_steps(titles: &[&str], number: usize) -> StepsView {
    let item = |(index, title): (usize, &&str)| StepItem {
        number: index + 1,
        title: (*title).to_owned(),
        is_done: index + 1 < number,
        is_current: index + 1 == number,
    };
    StepsView {
        procedure: "Đăng ký khai sinh".to_owned(),
        number,
        total: titles.len(),
        title: number.checked_sub(1).and_then(|at| titles.get(at)).copied().unwrap_or_default().to_owned(),
        back: if number > 1 { "/my/drafts/0/for".to_owned() } else { String::new() },
        items: titles.iter().enumerate().map(item).collect(),
    }
}

/// The steps of the samples.
const SAMPLE_STEPS: [&str; 8] = [
    "Nộp cho ai",
    "Người nộp",
    "Nơi giải quyết",
    "Thông tin của trẻ",
    "Cha và mẹ",
    "Giấy tờ",
    "Nhận kết quả",
    "Xem lại và gửi",
];

/// A text far longer than any page expects.
fn long_text() -> String {
    "Nguyễn Thị Minh Họa Thử Nghiệm ".repeat(12)
}

/// A moment of the sample province.
const SAMPLE_AT: i64 = 1_733_792_400_000_000;
