//! Supplementing once: the request, files for it, corrected answers, a word to the agency.

use kernel::Result;
use procedures::form::PageView;
use procedures::{Answers, PaperMode};
use serde::Serialize;
use web::http::{Path, Response, StatusCode};
use web::{Cx, Locale, Outcome, ShownError, TemplateSample, Upload, shown_errors, view_of};

use super::held::use_held;
use super::review::lacking_assurance;
use super::show::request_of;
use super::upload::{PaperBox, Shelf, Taken, sample_box, slots_of, take_files};
use super::{long_text, own_case, sample_errors};
use crate::case::Case;
use crate::commands::{GiveSupplement, RemoveFile};
use crate::model::{DossierId, State};
use crate::pages::names::UnitNames;
use crate::pages::shared::{changed_answers, posted_answers};
use crate::queries::{self, Opened};
use crate::uploads::uploaded_paper;

const SUPPLEMENT: &str = "dossiers/citizen/supplement.html";

#[derive(Serialize)]
struct SupplementView {
    base: String,
    code: String,
    procedure: String,
    request: String,
    boxes: Vec<PaperBox>,
    /// The pages of the form, to correct answers.
    pages: Vec<PageView>,
    note: String,
    /// Code of the level of assurance that is asked for and not reached; empty when it is.
    assurance: &'static str,
    errors: Vec<ShownError>,
}

/// What a page shows again after something was wrong.
#[derive(Default)]
struct Typed {
    answers: Answers,
    note: String,
    errors: Vec<ShownError>,
}

/// The page of a supplement; leads back to the dossier when none is asked for.
pub(super) async fn get(cx: Cx, Path(id): Path<String>) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    if let Some(back) = not_asked(&cx, &case) {
        return Ok(back);
    }
    let opened = queries::opened(&cx.reader(), &case).await?;
    show(&cx, &case, &opened, Typed::default()).await
}

fn not_asked(cx: &Cx, case: &Case) -> Option<Response> {
    (case.dossier.state != State::SupplementAsked).then(|| cx.redirect(&format!("/my/dossiers/{}", case.dossier.id)))
}

/// Stores the files chosen for all papers, then gives the supplement.
pub(super) async fn post(cx: Cx, Path(id): Path<String>, mut upload: Upload) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    if let Some(back) = not_asked(&cx, &case) {
        return Ok(back);
    }
    let opened = queries::opened(&cx.reader(), &case).await?;
    let Taken { values, errors, .. } = files_of(&cx, &case, &mut upload).await?;
    let answers = posted_answers(&case, &values);
    let note = values.get("note").to_owned();
    if !errors.is_empty() {
        return show(&cx, &case, &opened, Typed { answers, note, errors }).await;
    }
    let changed = changed_answers(&case, &opened, &answers);
    let command = GiveSupplement { id: case.dossier.id, answers: changed, note: note.clone() };
    match cx.execute(&command).await {
        Ok(_) => Ok(cx.redirect_saying(&format!("/my/dossiers/{}", case.dossier.id), "dossiers-supplement-sent")),
        Err(error) if web::is_mendable(&error) => {
            let errors = shown_errors(&cx, &error);
            show(&cx, &case, &opened, Typed { answers, note, errors }).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(cx: &Cx, case: &Case, opened: &Opened, typed: Typed) -> Outcome {
    let reader = cx.reader();
    let locale = cx.locale();
    let history = queries::history(&reader, case).await?;
    let files = queries::files(&reader, case.dossier.id, &case.key).await?;
    let held = queries::held_for_case(&reader, case, opened, &files).await?;
    let base = format!("/my/dossiers/{}", case.dossier.id);
    let round = case.dossier.supplements;
    let names = UnitNames::of(&cx.reader())?;
    let shelf = Shelf { base: base.clone(), round, files: &files, held: &held, names: &names };
    let mut answers = opened.answers.clone();
    answers.extend(typed.answers);
    let form = &case.procedure.form;
    let papers = case.procedure.papers_for(&answers);
    let boxes = papers.into_iter().filter(|paper| paper.mode == PaperMode::Upload);
    let status = if typed.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = SupplementView {
        code: case.dossier.shown_code().to_owned(),
        procedure: case.procedure.name_in(locale).to_owned(),
        request: request_of(case, &history),
        boxes: boxes.map(|paper| PaperBox::of(cx, paper, &shelf).optional()).collect(),
        pages: form.whole_view(&answers, &typed.errors, locale),
        base,
        note: typed.note,
        assurance: lacking_assurance(cx, &case.procedure),
        errors: typed.errors,
    };
    cx.page_as(status, SUPPLEMENT, view).await
}

async fn files_of(cx: &Cx, case: &Case, upload: &mut Upload) -> Result<Taken> {
    let files = queries::files(&cx.reader(), case.dossier.id, &case.key).await?;
    // Whichever papers the page showed: an answer that is being corrected may ask for others.
    let papers: Vec<_> = case.procedure.papers.iter().collect();
    let slots = slots_of(&papers, &files, case.dossier.supplements);
    take_files(cx, case.dossier.id, slots, upload).await
}

/// Takes files for papers of a dossier whose supplement is awaited, and comes back to one of them.
pub(super) async fn upload(cx: Cx, Path((id, code)): Path<(String, String)>, mut upload: Upload) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    if let Some(back) = not_asked(&cx, &case) {
        return Ok(back);
    }
    let opened = queries::opened(&cx.reader(), &case).await?;
    uploaded_paper(case.procedure.papers.iter().collect(), &code)?;
    let mut taken = files_of(&cx, &case, &mut upload).await?;
    taken.require_a_file(&cx, &code);
    come_back(&cx, &case, &opened, taken, &format!("#paper-{code}")).await
}

/// The address of a post whose answer was a page, opened again: leads to the supplement.
pub(super) async fn again(cx: Cx, Path((id, _)): Path<(String, String)>) -> Outcome {
    let id: DossierId = id.parse()?;
    Ok(cx.redirect(&format!("/my/dossiers/{id}/supplement")))
}

/// Uses what the province holds already for a paper of the supplement; files that were chosen meanwhile are stored
/// first.
pub(super) async fn held(
    cx: Cx,
    Path((id, code, file)): Path<(String, String, String)>,
    mut upload: Upload,
) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    if let Some(back) = not_asked(&cx, &case) {
        return Ok(back);
    }
    let opened = queries::opened(&cx.reader(), &case).await?;
    let mut taken = files_of(&cx, &case, &mut upload).await?;
    use_held(&cx, case.dossier.id, &code, &file, &mut taken).await?;
    come_back(&cx, &case, &opened, taken, &format!("#paper-{code}")).await
}

/// The address of that post, opened again.
pub(super) async fn held_again(cx: Cx, Path((id, ..)): Path<(String, String, String)>) -> Outcome {
    let id: DossierId = id.parse()?;
    Ok(cx.redirect(&format!("/my/dossiers/{id}/supplement")))
}

/// Removes a file that was just added to the supplement; files that were chosen meanwhile are stored first.
pub(super) async fn remove(cx: Cx, Path((id, file)): Path<(String, String)>, mut upload: Upload) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    if let Some(back) = not_asked(&cx, &case) {
        return Ok(back);
    }
    let opened = queries::opened(&cx.reader(), &case).await?;
    let taken = files_of(&cx, &case, &mut upload).await?;
    cx.execute(&RemoveFile { dossier: case.dossier.id, file: file.parse()? }).await?;
    come_back(&cx, &case, &opened, taken, "").await
}

/// The page again after files came or went. What was typed is not stored yet, so a page that has some is shown at once.
async fn come_back(cx: &Cx, case: &Case, opened: &Opened, taken: Taken, place: &str) -> Outcome {
    let Taken { values, errors, .. } = taken;
    let answers = posted_answers(case, &values);
    let note = values.get("note").to_owned();
    let is_typed = !note.is_empty() || !changed_answers(case, opened, &answers).is_empty();
    if errors.is_empty() && !is_typed {
        return Ok(cx.redirect(&format!("/my/dossiers/{}/supplement{place}", case.dossier.id)));
    }
    show(cx, case, opened, Typed { answers, note, errors }).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    let sample =
        |case: &'static str, view: fn(Locale) -> web::View| TemplateSample { template: SUPPLEMENT, case, view };
    vec![
        sample("usual", |_| view_of(sample_view("Bản vẽ mặt đứng còn thiếu chữ ký."))),
        sample("errors", |_| {
            let errors = sample_errors(&[
                ("", "Tải lên ít nhất một tệp hoặc sửa câu trả lời"),
                ("paper-birth", "a.heic: Tệp này không phải PDF, JPEG hay PNG."),
            ]);
            view_of(SupplementView { errors, note: "Tôi đã ký lại".into(), ..sample_view("Ký lại") })
        }),
        sample("not sure enough", |_| view_of(SupplementView { assurance: "substantial", ..sample_view("Ký lại") })),
        sample("empty", |_| {
            view_of(SupplementView { boxes: Vec::new(), pages: Vec::new(), ..sample_view("Gọi cho chúng tôi") })
        }),
        sample("long", |_| view_of(sample_view(&long_text()))),
    ]
}

fn sample_view(request: &str) -> SupplementView {
    let page = |code: &str, title: &str| PageView { code: code.into(), title: title.into(), ..PageView::default() };
    SupplementView {
        base: "/my/dossiers/0".into(),
        code: "000.00.20.H46-241125-0007".into(),
        procedure: "Đăng ký khai sinh".into(),
        request: request.into(),
        boxes: vec![sample_box("birth", "giay-chung-sinh.pdf", false)],
        pages: vec![page("child", "Thông tin của trẻ"), page("mother", "Thông tin người mẹ")],
        note: String::new(),
        assurance: "",
        errors: Vec::new(),
    }
}
