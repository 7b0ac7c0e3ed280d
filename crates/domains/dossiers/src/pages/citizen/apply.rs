//! Applying: the page that explains, and one subject a page. What was typed is stored even when it is wrong.

mod samples;

use kernel::{Error, FieldError, Message, Result};
use organisation::{Directory, Level, Snapshot, UnitId};
use procedures::Catalogue;
use procedures::form::PageView;
use serde::Serialize;
use serde_json::{Map, Value};
use web::http::{Path, Query, StatusCode};
use web::{Cx, Form, Outcome, ShownError, Values, shown_errors};

use super::{
    Asked, Found, StepsView, asks_area, draft_path, find_draft, first_page, open_draft, page_after, pages_of, steps_of,
    to_renewed, upload,
};
use crate::applicant::Applicant;
use crate::commands::{OpenDraft, SaveDraft, StartDraft, area_levels};
use crate::model::{Behalf, DeliveryWay, DossierId};
use crate::queries;

pub(super) use samples::samples;

const START: &str = "dossiers/citizen/start.html";
const STEP: &str = "dossiers/citizen/step.html";

/// What the page `for` asks of the applicant.
const FOR_FIELDS: [&str; 2] = ["other_name", "tax_code"];
/// What the page `applicant` asks.
const APPLICANT_FIELDS: [&str; 5] = ["name", "identity", "phone", "email", "address"];

#[derive(Serialize)]
struct StartView {
    code: String,
    procedure: String,
    summary: String,
    is_sample: bool,
    can_file: bool,
    is_applicant: bool,
    papers: Vec<StartPaper>,
    drafts: Vec<StartDraftLine>,
    errors: Vec<ShownError>,
}

#[derive(Serialize)]
struct StartPaper {
    name: String,
    /// Message that says what happens with it.
    mode: &'static str,
    required: bool,
}

#[derive(Serialize)]
struct StartDraftLine {
    href: String,
    at: i64,
}

/// What the applicant needs, before anything is typed.
pub(super) async fn start_page(cx: Cx, Path(code): Path<String>) -> Outcome {
    let view = start_view(&cx, &code, Vec::new()).await?;
    cx.page(START, view).await
}

/// Begins a draft and goes to its first page.
pub(super) async fn start(cx: Cx, Path(code): Path<String>, Form(_): Form) -> Outcome {
    match cx.execute(&StartDraft { procedure: code.clone(), id: None }).await {
        Ok(done) => {
            let path = draft_path(done.outcome, first_page(&cx));
            let is_kept = queries::is_kept(&cx.reader(), &code).await?;
            Ok(if is_kept { cx.redirect_saying(&path, "dossiers-draft-prefilled") } else { cx.redirect(&path) })
        }
        Err(error) if web::is_mendable(&error) => {
            let view = start_view(&cx, &code, shown_errors(&cx, &error)).await?;
            cx.page_as(StatusCode::UNPROCESSABLE_ENTITY, START, view).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn start_view(cx: &Cx, code: &str, errors: Vec<ShownError>) -> Result<StartView> {
    let reader = cx.reader();
    let catalogue = reader.service::<Catalogue>()?.current();
    let procedure = catalogue.by_code(code, reader.now).ok_or_else(Error::not_found)?;
    let is_applicant = cx.actor().is_applicant();
    let mine = if is_applicant { queries::drafts(&reader).await? } else { Vec::new() };
    let locale = cx.locale();
    let papers = procedure.papers.iter().map(|paper| StartPaper {
        name: paper.name.get(locale).to_owned(),
        mode: paper.mode.label_key(),
        required: paper.required && paper.when.is_none(),
    });
    let drafts = mine
        .iter()
        .filter(|draft| draft.procedure == procedure.code)
        .map(|draft| StartDraftLine { href: format!("/my/drafts/{}", draft.id), at: draft.updated_at.0 });
    Ok(StartView {
        code: procedure.code.clone(),
        procedure: procedure.name_in(locale).to_owned(),
        summary: procedure.detail.summary.as_ref().map_or_else(String::new, |text| text.get(locale).to_owned()),
        is_sample: procedure.detail.is_sample || procedure.form.is_sample,
        can_file: procedure.online.can_file_online(),
        is_applicant,
        papers: papers.collect(),
        drafts: drafts.collect(),
        errors,
    })
}

/// Goes on where the draft was left.
pub(super) async fn resume(cx: Cx, Path(id): Path<String>) -> Outcome {
    let open = match open_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    let reached = open.draft.reached.as_str();
    let is_there = pages_of(&cx, &open).iter().any(|(code, _)| code == reached);
    let page = if !reached.is_empty() && is_complete(&cx, &open).await? {
        "review"
    } else if is_there {
        reached
    } else {
        first_page(&cx)
    };
    Ok(cx.redirect(&draft_path(open.draft.id, page)))
}

/// Whether nothing is left to fill in, so that only the review is between the draft and its sending.
async fn is_complete(cx: &Cx, open: &OpenDraft) -> Result<bool> {
    let answers = open.procedure.form.prune(&open.answers);
    let is_filled = open.applicant.errors(open.draft.behalf).is_empty()
        && (open.draft.area.is_some() || !asks_area(open))
        && open.procedure.form.check_all(&answers, cx.app.runtime().now().date()).is_empty();
    Ok(is_filled && upload::missing(cx, open).await?.is_empty())
}

/// A page of a draft as a template shows it.
#[derive(Serialize)]
struct StepView {
    steps: StepsView,
    /// Where the form is sent.
    action: String,
    /// Whether the review page asked for a change.
    is_review: bool,
    /// Version of the draft that is shown.
    version: i64,
    /// `for`, `applicant`, `area`, `delivery` or `form`.
    kind: &'static str,
    hint: String,
    errors: Vec<ShownError>,
    behalf: &'static str,
    applicant: Applicant,
    /// Who may file from the account of a business, when there are several.
    people: Vec<PersonOption>,
    areas: Vec<AreaGroup>,
    delivery: &'static str,
    /// The page of the form; empty on the house's own pages.
    page: PageView,
}

#[derive(Serialize)]
struct PersonOption {
    value: String,
    label: String,
    is_chosen: bool,
}

#[derive(Serialize)]
struct AreaGroup {
    /// Heading; may be empty.
    label: String,
    options: Vec<AreaOption>,
}

#[derive(Serialize)]
struct AreaOption {
    /// Statistical code of the area.
    value: String,
    label: String,
    is_chosen: bool,
}

/// Name and number of the applicant as the account has them: they are shown, not typed. Of several who represent a
/// business, one is chosen.
async fn take_account(cx: &Cx, open: &mut OpenDraft, chosen: &str) -> Result<()> {
    let filer = identity::filer(&cx.reader()).await?;
    let mut applicant = std::mem::take(&mut open.applicant);
    if let Some(person) = filer.people.iter().find(|person| person.id.to_string() == chosen) {
        applicant = applicant.named(person);
    }
    open.applicant = applicant.filed_by(&filer);
    Ok(())
}

/// The choice of who files, where there is one.
async fn people(cx: &Cx, open: &OpenDraft) -> Result<Vec<PersonOption>> {
    let filer = identity::filer(&cx.reader()).await?;
    if filer.people.len() < 2 {
        return Ok(Vec::new());
    }
    let option = |person: &identity::FilingPerson| PersonOption {
        value: person.id.to_string(),
        label: person.name.clone(),
        is_chosen: open.applicant.is(person),
    };
    Ok(filer.people.iter().map(option).collect())
}

/// One page of a draft.
pub(super) async fn get(cx: Cx, Path((id, page)): Path<(String, String)>, Query(from): Query<Asked>) -> Outcome {
    let mut open = match open_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    if page == "applicant" {
        take_account(&cx, &mut open, "").await?;
    }
    show(&cx, &open, &page, &from, Vec::new()).await
}

/// Stores a page as typed, then goes on, or shows what is wrong.
pub(super) async fn post(cx: Cx, Path((id, page)): Path<(String, String)>, Form(values): Form) -> Outcome {
    let mut open = match find_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    if page_after(&cx, &open, &page).is_none() {
        // A page that the form in force does not have any more leads to those that it has.
        return if open.is_outdated() {
            Ok(cx.redirect(&draft_path(open.draft.id, "review")))
        } else {
            Err(Error::not_found().into())
        };
    }
    if page == "applicant" {
        take_account(&cx, &mut open, values.get("person")).await?;
    }
    let units = cx.reader().service::<Directory>()?.on(cx.reader().now);
    let (mut command, mut errors) = take(&mut open, &page, &values, &units);
    errors.extend(check(&cx, &open, &page));
    let from = Asked::of(&values);
    let next = from.next_of(&cx, &open, &page);
    let is_later = values.filled("later").is_some();
    command.reached = if errors.is_empty() && !is_later { next.clone() } else { page.clone() };
    command.version = values.filled("version").and_then(|version| version.parse().ok());
    match cx.execute(&command).await {
        Ok(_) => {}
        Err(error) if error.message().key == "dossiers-error-draft-changed" => {
            return show_stale(&cx, &mut open, &page, &from, &error).await;
        }
        Err(error) => return Err(error.into()),
    }
    if open.is_outdated() {
        return Ok(to_renewed(&cx, open.draft.id));
    }
    if is_later {
        return Ok(cx.redirect_saying("/my/dossiers", "dossiers-draft-saved"));
    }
    if errors.is_empty() {
        return Ok(cx.redirect(&draft_path(open.draft.id, &next)));
    }
    // What was typed is stored, errors and all, so the page that comes back is of that version.
    open.draft.version = OpenDraft::load(&cx.reader(), open.draft.id).await?.draft.version;
    let errors = shown_errors(&cx, &Error::invalid(errors));
    show(&cx, &open, &page, &from, errors).await
}

/// The page as typed, after the draft was changed elsewhere. What is stored stays; sending the page again, which then
/// carries the newest version, stores what was typed.
async fn show_stale(cx: &Cx, open: &mut OpenDraft, page: &str, from: &Asked, error: &Error) -> Outcome {
    open.draft.version = OpenDraft::load(&cx.reader(), open.draft.id).await?.draft.version;
    show(cx, open, page, from, shown_errors(cx, error)).await
}

/// Takes over what a page posted: into the draft in memory and into the command that stores it. What cannot be stored,
/// such as an unknown choice, is an error at once.
fn take(open: &mut OpenDraft, page: &str, values: &Values, units: &Snapshot) -> (SaveDraft, Vec<FieldError>) {
    let mut command = unchanged(open.draft.id);
    let mut errors = Vec::new();
    let mut wrong = |field: &'static str, key: &'static str| {
        errors.push(FieldError { field: field.into(), message: Message::new(key) });
    };
    match page {
        "for" => {
            match Behalf::parse(values.get("behalf")) {
                Ok(behalf) => open.draft.behalf = behalf,
                Err(_) => wrong("behalf", "dossiers-error-behalf"),
            }
            let applicant = for_whom(open, values);
            let before = std::mem::replace(&mut open.applicant, applicant);
            command.answers = name_again(open, &before.other_name);
            open.answers.extend(command.answers.clone());
            command.behalf = Some(open.draft.behalf);
            command.applicant = Some(open.applicant.clone());
        }
        "applicant" => {
            open.applicant = typed_applicant(&open.applicant, values);
            command.applicant = Some(open.applicant.clone());
        }
        "area" => {
            match chosen_area(open, values.get("area"), units) {
                Some(area) => open.draft.area = Some(area),
                None => wrong("area", "dossiers-error-area"),
            }
            command.area = open.draft.area;
        }
        "delivery" => {
            match DeliveryWay::parse(values.get("delivery")) {
                Ok(way) => open.draft.delivery_way = way,
                Err(_) => wrong("delivery", "dossiers-error-delivery"),
            }
            command.delivery_way = Some(open.draft.delivery_way);
        }
        form_page => {
            command.answers = open.procedure.form.parse_posted(form_page, values);
            open.answers.extend(command.answers.clone());
        }
    }
    (command, errors)
}

/// The command that changes nothing of a draft.
pub(super) fn unchanged(id: DossierId) -> SaveDraft {
    SaveDraft {
        id,
        version: None,
        area: None,
        behalf: None,
        delivery_way: None,
        applicant: None,
        answers: Map::new(),
        reached: String::new(),
    }
}

/// The applicant with the person or organisation applied for; what does not belong to the choice is dropped.
fn for_whom(open: &OpenDraft, values: &Values) -> Applicant {
    let mut applicant = open.applicant.clone();
    let (is_own, is_organisation) = (open.draft.behalf == Behalf::Own, open.draft.behalf == Behalf::Organisation);
    applicant.other_name = if is_own { String::new() } else { values.get("other_name").to_owned() };
    applicant.tax_code = if is_organisation { values.get("tax_code").to_owned() } else { String::new() };
    applicant.normalised()
}

/// The name of whom the dossier is filed for, as the answer to a form that asks for it once more; nothing where it was
/// answered otherwise. `before` is the name that was there.
fn name_again(open: &OpenDraft, before: &str) -> Map<String, Value> {
    let mut answers = Map::new();
    let name = &open.applicant.other_name;
    if let Some(field) = open.procedure.form.name_asked_again(open.draft.behalf.code()) {
        let answered = open.answers.get(&field.name).and_then(Value::as_str).unwrap_or_default();
        if !name.is_empty() && (answered.is_empty() || answered == before) {
            answers.insert(field.name.clone(), Value::String(name.clone()));
        }
    }
    answers
}

fn typed_applicant(known: &Applicant, values: &Values) -> Applicant {
    let typed = |name: &str| values.get(name).to_owned();
    Applicant {
        name: known.name.clone(),
        identity: known.identity.clone(),
        phone: typed("phone"),
        email: typed("email"),
        address: typed("address"),
        other_name: known.other_name.clone(),
        tax_code: known.tax_code.clone(),
    }
    .normalised()
}

/// What is wrong with a page as it is stored.
fn check(cx: &Cx, open: &OpenDraft, page: &str) -> Vec<FieldError> {
    let of_applicant = |fields: &[&str]| -> Vec<FieldError> {
        let errors = open.applicant.errors(open.draft.behalf);
        errors.into_iter().filter(|error| fields.contains(&error.field.as_ref())).collect()
    };
    match page {
        "for" => of_applicant(&FOR_FIELDS),
        "applicant" => of_applicant(&APPLICANT_FIELDS),
        "area" | "delivery" => Vec::new(),
        form_page => open.procedure.form.check_page(form_page, &open.answers, cx.app.runtime().now().date()),
    }
}

fn chosen_area(open: &OpenDraft, code: &str, units: &Snapshot) -> Option<UnitId> {
    let area = units.area_by_code(code)?;
    area_levels(&open.procedure, units).contains(&area.level).then_some(area.id)
}

/// The areas of the procedure's levels: districts first, then communes under their districts.
fn area_groups(cx: &Cx, open: &OpenDraft, units: &Snapshot) -> Vec<AreaGroup> {
    let option = |unit: &organisation::Unit| AreaOption {
        value: unit.code.clone(),
        label: unit.name.clone(),
        is_chosen: open.draft.area == Some(unit.id),
    };
    let levels = area_levels(&open.procedure, units);
    let districts = units.areas(Level::District);
    let mut groups = Vec::new();
    if levels.contains(&Level::District) {
        let options = districts.iter().copied().map(option).collect();
        groups.push(AreaGroup { label: cx.t(Level::District.label()), options });
    }
    if levels.contains(&Level::Commune) {
        let communes = units.areas(Level::Commune);
        let parents = districts.iter().map(|unit| (Some(unit.id), unit.name.clone()));
        for (parent, label) in parents.chain(std::iter::once((units.province(), String::new()))) {
            let inside = communes.iter().copied().filter(|unit| unit.parent == parent);
            let options: Vec<AreaOption> = inside.map(option).collect();
            if !options.is_empty() {
                groups.push(AreaGroup { label, options });
            }
        }
    }
    groups
}

async fn show(cx: &Cx, open: &OpenDraft, page: &str, from: &Asked, errors: Vec<ShownError>) -> Outcome {
    let kind = match page {
        "for" => "for",
        "applicant" => "applicant",
        "area" => "area",
        "delivery" => "delivery",
        _ => "form",
    };
    let steps = steps_of(cx, open, page).ok_or_else(Error::not_found)?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let units = cx.reader().service::<Directory>()?.on(cx.reader().now);
    let form = &open.procedure.form;
    let form_page = form.page_view(page, &open.answers, &errors, cx.locale());
    let hint = if kind == "form" { form_page.hint.clone() } else { cx.t(&format!("dossiers-page-{kind}-hint")) };
    let view = StepView {
        steps,
        action: draft_path(open.draft.id, page),
        is_review: from.is_review(),
        version: open.draft.version,
        kind,
        hint,
        errors,
        behalf: open.draft.behalf.code(),
        applicant: open.applicant.clone(),
        people: if kind == "applicant" { people(cx, open).await? } else { Vec::new() },
        areas: if kind == "area" { area_groups(cx, open, &units) } else { Vec::new() },
        delivery: open.draft.delivery_way.code(),
        page: form_page,
    };
    cx.page_as(status, STEP, view).await
}
